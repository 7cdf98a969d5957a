//! What an entry tells beside its facts, in parts that a page and the API show alike (R02, R04, R07, R10,
//! G01, B06): members, activities, targets, the insurance card, the lines of a bill, the answers of a form.
//! Made from the views of the types that have one, and for any other type from its own fields, so that
//! nothing is unreadable.

mod care;
mod fields;
mod generic;
mod insurance;
mod json;
mod show;
mod types;
mod visit;

pub use json::details;
pub use types::type_words;

use fhir::datatypes::ContactPoint;
use fhir::views::facts::{Fact, Said};
use fhir::{Reference, Resource};

use super::linked::Linked;
use super::thing::Thing;

/// A part of an entry.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is called.
    pub name: Name,
    /// How it looks.
    pub look: Look,
    /// What it holds.
    pub rows: Vec<Row>,
}

/// How a part looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Rows.
    Plain,
    /// The card in a wallet.
    Card,
    /// Few sums, large.
    Sums,
}

/// What something is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// By a key that has words in four languages.
    Key(&'static str),
    /// In the clinic's own words: the question of a form.
    Own(String),
    /// By the name of a FHIR element that has no words here.
    Field(String),
}

/// One thing in a part: a member, an activity, a service.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What it is.
    pub title: Option<Said>,
    /// Its status code.
    pub status: Option<String>,
    /// What is said of it.
    pub lines: Vec<Line>,
}

/// One thing that is said.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is about.
    pub name: Name,
    /// What is said.
    pub told: Told,
}

/// What is said in a line.
#[derive(Clone, Debug)]
pub enum Told {
    /// As in the facts of a view.
    Said(Said),
    /// How to reach someone.
    Reach(Vec<ContactPoint>),
    /// Which dose, of how many.
    Dose(String, String),
    /// A measurement: its value and the entry that holds it.
    Measured(Box<super::linked::Own>),
    /// A question that nobody answered.
    Nothing,
}

impl Section {
    /// Rows under a heading; `None` when there are none.
    fn of(key: &'static str, rows: Vec<Row>) -> Option<Self> {
        (!rows.is_empty()).then_some(Self { name: Name::Key(key), look: Look::Plain, rows })
    }

    fn looking(self, look: Look) -> Self {
        Self { look, ..self }
    }
}

impl Row {
    /// A row about what a reference points to.
    fn about(reference: &Reference) -> Self {
        Self { title: Some(Said::Who(vec![reference.clone()])), ..Self::default() }
    }

    /// A row with a title in the clinic's own words.
    fn titled(title: Option<String>) -> Self {
        Self { title: title.map(Said::Text), ..Self::default() }
    }

    /// A row of lines alone; `None` without any.
    fn plain(lines: Vec<Line>) -> Option<Self> {
        (!lines.is_empty()).then(|| Self { lines, ..Self::default() })
    }

    fn say(mut self, key: &'static str, said: Option<Said>) -> Self {
        self.lines.extend(said.map(|said| Line::new(key, said)));
        self
    }

    fn text(self, key: &'static str, text: Option<String>) -> Self {
        self.say(key, text.map(Said::Text))
    }

    fn who(self, key: &'static str, reference: Option<&Reference>) -> Self {
        let known = reference.filter(|one| one.reference.is_some() || one.name().is_some());
        self.say(key, known.map(|one| Said::Who(vec![one.clone()])))
    }

    fn told(mut self, key: &'static str, told: Option<Told>) -> Self {
        self.lines.extend(told.map(|told| Line { name: Name::Key(key), told }));
        self
    }
}

impl Line {
    fn new(key: &'static str, said: Said) -> Self {
        Self { name: Name::Key(key), told: Told::Said(said) }
    }
}

impl From<&Fact> for Line {
    fn from(fact: &Fact) -> Self {
        Self::new(fact.key, fact.said.clone())
    }
}

/// The parts of an entry, the plain details last. Empty for the types whose page is made elsewhere.
pub fn sections(resource: &Resource, linked: &Linked) -> Vec<Section> {
    let (mut parts, shown): (Vec<Section>, &[&str]) = match resource.head().resource_type.as_str() {
        "CareTeam" => care::team(resource, linked),
        "CarePlan" => care::plan(resource),
        "Goal" => care::goal(resource, linked),
        "Coverage" => insurance::card(resource),
        "ExplanationOfBenefit" => insurance::statement(resource),
        "Immunization" => visit::vaccine(resource),
        "Procedure" => visit::procedure(resource, linked),
        "Encounter" => visit::visit(resource),
        "Observation" | "DiagnosticReport" | "DocumentReference" => return Vec::new(),
        _ => return generic::sections(resource),
    };
    let facts = Thing::of(resource).facts;
    let rest = facts.iter().filter(|fact| fact.key != "note" && !shown.contains(&fact.key));
    parts
        .extend(Row::plain(rest.map(Line::from).collect()).and_then(|row| Section::of("details", vec![row])));
    parts
}

/// The few words that tell an entry of any type apart in a list.
pub fn brief(resource: &Resource) -> Vec<String> {
    generic::brief(resource)
}
