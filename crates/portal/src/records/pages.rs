//! The pages of the record (R01, R04–R06, P04): the overview, medicines, allergies, conditions, one entry in
//! detail, and a part that the clinic's system does not offer.

use std::sync::Arc;

use askama::Template;

use super::find_all::Finding;
use crate::ui::detail::DetailList;
use crate::ui::find::{self, Find};
use crate::ui::page::Page;
use crate::ui::text::L;
use crate::ui::view::{DownReason, Fact, Flag, Group, Item, ListHead, Plain, Rx, Tone};

/// `GET /records`: what the clinic holds, kind by kind, before the kinds have answered.
#[derive(Template)]
#[template(path = "records/overview.html")]
pub struct Overview {
    /// The frame.
    pub page: Page,
    /// Where the record comes from.
    pub source: String,
    /// When it was asked for.
    pub as_of: String,
    /// The search of the whole record.
    pub find: Find,
    /// The kinds that the clinic's system may offer.
    pub rooms: Vec<KindRoom>,
}

/// A kind on the overview, when its own sources have answered or failed.
#[derive(Template)]
#[template(path = "records/room.html")]
pub struct KindCard {
    /// The frame's words.
    pub page: Arc<Page>,
    /// Which.
    pub room: KindRoom,
    /// What is there.
    pub state: KindState,
}

/// `POST /records`: what a search of the whole record found, or what is to be mended in it.
#[derive(Template)]
#[template(path = "records/search.html")]
pub struct Search {
    /// The frame.
    pub page: Page,
    /// The form with what was typed.
    pub find: Find,
    /// What was found; `None` when the form is to be mended.
    pub found: Option<Found>,
}

/// What a search found, from where, as of when.
pub struct Found {
    /// What it came to.
    pub finding: Finding,
    /// Where the record comes from.
    pub source: String,
    /// When it was asked for.
    pub as_of: String,
}

impl Found {
    /// "7 of 312 entries match."
    pub fn words(&self, l: L) -> String {
        find::two(l, "find-hits", (self.finding.hits, self.finding.of))
    }

    /// Parts that were not reached, by name.
    pub fn silent(&self, l: L) -> Option<String> {
        named(l, "find-silent", &self.finding.silent)
    }

    /// Parts that gave less than all, by name.
    pub fn partial(&self, l: L) -> Option<String> {
        named(l, "find-partial", &self.finding.partial)
    }
}

fn named(l: L, key: &str, names: &[String]) -> Option<String> {
    let between = if l.lang == base::Lang::Zh { "、" } else { ", " };
    (!names.is_empty()).then(|| l.ta(key, &[("kinds", &names.join(between))]))
}

/// The entries of one kind that a search found.
#[derive(Clone, Debug)]
pub struct FoundKind {
    /// Unique on the page.
    pub id: &'static str,
    /// The key of the kind's name (`ui::kinds`).
    pub label_key: &'static str,
    /// The entries.
    pub items: Vec<Item>,
}

/// `GET /records?view=print`, `GET /records/{kind}?view=print`: the record on paper.
#[derive(Template)]
#[template(path = "records/paper.html")]
pub struct Paper {
    /// The frame, without navigation.
    pub page: Page,
    /// The key of its name.
    pub title_key: &'static str,
    /// The page on the screen that it was made of.
    pub back: String,
    /// Whose record it is.
    pub name: String,
    /// When the patient was born.
    pub born: Option<String>,
    /// Day, time and zone of what it says.
    pub as_of: String,
    /// The kinds.
    pub parts: Vec<PaperPart>,
    /// The names of kinds that the clinic's system does not share.
    pub absent: Vec<String>,
}

impl Paper {
    /// Which kinds are not shared at all.
    pub fn absent_words(&self) -> Option<String> {
        named(self.page.l(), "print-absent", &self.absent)
    }
}

/// One kind on paper.
#[derive(Clone, Debug)]
pub struct PaperPart {
    /// Unique on the page.
    pub id: &'static str,
    /// The key of the kind's name (`ui::kinds`).
    pub label_key: &'static str,
    /// What is there.
    pub state: PaperState,
}

/// What a kind's part of the paper shows.
#[derive(Clone, Debug)]
pub enum PaperState {
    /// Every entry, and what is missing.
    Rows {
        /// How many, from where, as of when, and what is missing.
        head: Box<ListHead>,
        /// The entries.
        rows: Vec<PaperRow>,
    },
    /// Its source does not answer.
    Down(DownReason),
}

/// One entry on paper.
#[derive(Clone, Debug)]
pub struct PaperRow {
    /// Unique on the page.
    pub id: String,
    /// Its date.
    pub date: String,
    /// Its name, in the clinic's own words.
    pub title: String,
    /// Its state, in words.
    pub state: Option<String>,
    /// How to take it, for a medicine.
    pub take: Option<String>,
    /// All that the clinic has written about it.
    pub facts: Vec<Fact>,
    /// Notes, in the clinic's own words.
    pub notes: Vec<String>,
}

/// One kind of the record on the overview.
#[derive(Clone, Debug)]
pub struct KindRoom {
    /// The place that its card comes into: the kind's slug.
    pub slot: &'static str,
    /// Where it leads.
    pub href: String,
    /// The icon's name in the sprite (`ui::kinds`).
    pub icon: &'static str,
    /// The key of its name (`ui::kinds`).
    pub label_key: &'static str,
}

/// What a kind's card shows.
#[derive(Clone, Debug)]
pub enum KindState {
    /// How many, and one sentence: `3 taking now, 4 from before`.
    Counted {
        /// How many are shown.
        count: usize,
        /// In the reader's language.
        note: String,
    },
    /// Its source does not answer.
    Down(DownReason),
}

/// `GET /records/medications` (R05, P04).
#[derive(Template)]
#[template(path = "records/medications.html", blocks = ["main"])]
pub struct Medications {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// Taken now, newest first.
    pub now: Vec<Group<Rx>>,
    /// From before, newest first.
    pub before: Vec<Group>,
}

impl Medications {
    /// Whether any card has plain words of ours, whose source is then named once.
    pub fn glossed(&self) -> bool {
        self.now.iter().flat_map(|group| &group.items).any(|rx| rx.plain.is_some())
    }

    /// "3 you take now, 4 from before."
    pub fn counts(&self) -> String {
        let l = self.page.l();
        // The one flag in this tone among medicines that stand now is "do not take".
        let taken =
            self.now.iter().flat_map(|group| &group.items).filter(|rx| rx.flag.tone != Tone::Bad).count();
        let now = l.tn("medicines-now", "count", taken);
        let before = l.tn("medicines-before", "count", Group::count(&self.before));
        l.ta("medicines-counts", &[("now", &now), ("before", &before)])
    }
}

/// `GET /records/allergies` (R06).
#[derive(Template)]
#[template(path = "records/allergies.html", blocks = ["main"])]
pub struct Allergies {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// Those that count now.
    pub now: Vec<Item>,
    /// Those that no longer count.
    pub before: Vec<Item>,
    /// Those that the clinic has ruled out.
    pub ruled_out: Vec<Item>,
    /// Whether the clinic has written that there are none ("no known allergies"), which is not the same as an
    /// empty list.
    pub none_known: bool,
    /// What the clinic has written about having none, of any or of one kind, in its own words.
    pub statements: Vec<String>,
}

/// `GET /records/conditions` (R04).
#[derive(Template)]
#[template(path = "records/conditions.html", blocks = ["main"])]
pub struct Conditions {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// Those that the patient has now.
    pub now: Vec<Group>,
    /// Those from before.
    pub before: Vec<Group>,
    /// Those that the clinic has ruled out.
    pub ruled_out: Vec<Item>,
}

/// `GET /records/{kind}` for any kind without a page of its own: rows, as they come.
#[derive(Template)]
#[template(path = "records/list.html", blocks = ["main"])]
pub struct OtherList {
    /// The frame.
    pub page: Page,
    /// The key of the kind's name (`ui::kinds`).
    pub label_key: &'static str,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// The entries.
    pub groups: Vec<Group>,
}

/// `GET /records/{kind}/{id}`: one entry in full.
#[derive(Template)]
#[template(path = "records/entry.html")]
pub struct Entry {
    /// The frame.
    pub page: Page,
    /// The list it belongs to.
    pub back_href: String,
    /// The key of the list's name.
    pub back_key: &'static str,
    /// Its name, in the clinic's own words; the one heading.
    pub title: String,
    /// What it is, in plain words of ours.
    pub plain: Option<Plain>,
    /// Its state.
    pub flag: Option<Flag>,
    /// How to take it, for a medicine.
    pub take: Option<String>,
    /// All that the clinic has written about it.
    pub facts: Vec<Fact>,
    /// Its parts, where it has any: then the facts are among them.
    pub sections: Vec<DetailList>,
    /// Whether names are missing because the record system did not answer.
    pub names_missing: bool,
    /// Notes, in the clinic's own words.
    pub notes: Vec<String>,
    /// The codes behind the words.
    pub codes: Vec<Code>,
    /// Its texts and files, and the papers of a visit.
    pub files: super::files::pages::Files,
    /// Where it comes from.
    pub source: String,
    /// When it was asked for.
    pub as_of: String,
}

/// A code that clinics use, shown behind a disclosure.
#[derive(Clone, Debug)]
pub struct Code {
    /// The code system by its common name: `RxNorm`, `SNOMED CT`.
    pub system: String,
    /// The code.
    pub code: String,
    /// What the code system calls it.
    pub display: String,
}

/// The details of a medicine. What the clinic has not written is not shown.
#[derive(Clone, Debug, Default)]
pub struct MedicineDetail {
    /// What it is for, in the clinic's own words.
    pub reason: Option<String>,
    /// The lower half of its card.
    pub rx: crate::ui::view::RxFacts,
    /// When it began and ended, in the reader's language.
    pub period: Option<String>,
    /// Why it was stopped, in the clinic's own words.
    pub stopped_because: Option<String>,
}

impl MedicineDetail {
    /// The facts, named in the reader's language.
    pub fn facts(&self, l: L) -> Vec<Fact> {
        let mut facts = Vec::new();
        push(&mut facts, Fact::foreign, l.t("fact-reason"), &self.reason);
        facts.extend(self.rx.facts(l));
        push(&mut facts, Fact::new, l.t("fact-period"), &self.period);
        push(&mut facts, Fact::foreign, l.t("fact-stopped-because"), &self.stopped_because);
        facts
    }
}

/// The details of an allergy. What the clinic has not written is not shown.
#[derive(Clone, Debug, Default)]
pub struct AllergyDetail {
    /// What happens, in the clinic's own words.
    pub reactions: Option<String>,
    /// Food, medicine, environment: the FHIR code, put into words here.
    pub category: Option<String>,
    /// How sure the clinic is (`ui::states::verification_words`).
    pub certainty: Option<String>,
    /// When it began, in the reader's language.
    pub onset: Option<String>,
    /// When it last happened, in the reader's language.
    pub last: Option<String>,
    /// When it was written down, in the reader's language.
    pub recorded: Option<String>,
    /// Who wrote it down.
    pub recorder: Option<String>,
}

impl AllergyDetail {
    /// The facts, named in the reader's language.
    pub fn facts(&self, l: L) -> Vec<Fact> {
        let category = self.category.as_deref().and_then(|code| category_words(l, code));
        let mut facts = Vec::new();
        push(&mut facts, Fact::foreign, l.t("fact-reactions"), &self.reactions);
        push(&mut facts, Fact::new, l.t("fact-category"), &category);
        push(&mut facts, Fact::new, l.t("fact-certainty"), &self.certainty);
        push(&mut facts, Fact::new, l.t("fact-onset"), &self.onset);
        push(&mut facts, Fact::new, l.t("fact-last"), &self.last);
        push(&mut facts, Fact::new, l.t("fact-recorded"), &self.recorded);
        push(&mut facts, Fact::new, l.t("fact-recorder"), &self.recorder);
        facts
    }
}

/// The words of an allergy's category (FHIR R4 allergy-intolerance-category); `None` for an unknown code.
pub fn category_words(l: L, code: &str) -> Option<String> {
    let key = match code {
        "food" => "category-food",
        "medication" => "category-medication",
        "environment" => "category-environment",
        "biologic" => "category-biologic",
        _ => return None,
    };
    Some(l.t(key))
}

/// The details of a condition. What the clinic has not written is not shown.
#[derive(Clone, Debug, Default)]
pub struct ConditionDetail {
    /// How severe it is, in the clinic's own words.
    pub severity: Option<String>,
    /// Where in the body, in the clinic's own words.
    pub body_site: Option<String>,
    /// How sure the clinic is (`ui::states::verification_words`).
    pub certainty: Option<String>,
    /// When it began, in the reader's language.
    pub onset: Option<String>,
    /// When it ended, in the reader's language.
    pub ended: Option<String>,
    /// When it was written down, in the reader's language.
    pub recorded: Option<String>,
    /// Who wrote it down.
    pub recorder: Option<String>,
}

impl ConditionDetail {
    /// The facts, named in the reader's language.
    pub fn facts(&self, l: L) -> Vec<Fact> {
        let mut facts = Vec::new();
        push(&mut facts, Fact::foreign, l.t("fact-severity"), &self.severity);
        push(&mut facts, Fact::foreign, l.t("fact-body-site"), &self.body_site);
        push(&mut facts, Fact::new, l.t("fact-certainty"), &self.certainty);
        push(&mut facts, Fact::new, l.t("fact-onset"), &self.onset);
        push(&mut facts, Fact::new, l.t("fact-ended"), &self.ended);
        push(&mut facts, Fact::new, l.t("fact-recorded"), &self.recorded);
        push(&mut facts, Fact::new, l.t("fact-recorder"), &self.recorder);
        facts
    }
}

fn push(facts: &mut Vec<Fact>, make: fn(String, String) -> Fact, name: String, value: &Option<String>) {
    if let Some(value) = value {
        facts.push(make(name, value.clone()));
    }
}

/// `GET /records/{kind}` of a kind that the clinic's system does not offer.
#[derive(Template)]
#[template(path = "records/not_offered.html", blocks = ["main"])]
pub struct NotOffered {
    /// The frame.
    pub page: Page,
    /// The key of the kind's name (`ui::kinds`).
    pub label_key: &'static str,
}
