//! What a record says about itself beside its title, as a list that a page can print: each fact under a key
//! that pages translate. Nothing here is in a human language but what the record itself says.

use base::Money;

use crate::codes::{code_of, concept_text, text_of};
use crate::datatypes::{Annotation, CodeableConcept, Period, note_lines};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::{cleaned, lines};

/// One fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Which: `status`, `performer`, `body-site`, …; the stem of its text key.
    pub key: &'static str,
    /// What is said.
    pub said: Said,
}

/// What is said in a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The record's own words, one line.
    Text(String),
    /// The record's own words, several lines or several things.
    Lines(Vec<String>),
    /// A code that pages have words for (`completed`, `not-done`); shown as it is when they have none.
    Code(String),
    /// A date.
    Date(FhirDate),
    /// A date of which the time of day matters.
    Moment(FhirDate),
    /// From when until when.
    Span(Period),
    /// People, places or other records: the name is the reference's own or has to be looked up.
    Who(Vec<Reference>),
    /// An amount of money.
    Money(Money),
    /// A number of things.
    Count(u64),
    /// Yes or no.
    YesNo(bool),
}

/// Collects facts; what is absent or empty adds none.
#[derive(Default)]
pub(crate) struct Facts(Vec<Fact>);

impl Facts {
    pub(crate) fn done(self) -> Vec<Fact> {
        self.0
    }

    pub(crate) fn add(mut self, key: &'static str, said: Option<Said>) -> Self {
        self.0.extend(said.map(|said| Fact { key, said }));
        self
    }

    pub(crate) fn text(self, key: &'static str, text: Option<String>) -> Self {
        self.add(key, text.map(Said::Text))
    }

    /// A text of one line or several.
    pub(crate) fn prose(self, key: &'static str, text: Option<&str>) -> Self {
        self.several(key, text.map(lines).unwrap_or_default())
    }

    pub(crate) fn several(self, key: &'static str, mut all: Vec<String>) -> Self {
        match (all.pop(), all.is_empty()) {
            (None, _) => self,
            (Some(only), true) => self.add(key, Some(Said::Text(only))),
            (Some(last), false) => {
                all.push(last);
                self.add(key, Some(Said::Lines(all)))
            }
        }
    }

    pub(crate) fn concept(self, key: &'static str, concept: Option<&CodeableConcept>) -> Self {
        self.text(key, text_of(concept))
    }

    pub(crate) fn concepts(self, key: &'static str, concepts: &[CodeableConcept]) -> Self {
        self.several(key, distinct(concepts.iter().filter_map(concept_text)))
    }

    pub(crate) fn code(self, key: &'static str, code: Option<&str>) -> Self {
        self.add(key, cleaned(code).map(Said::Code))
    }

    pub(crate) fn concept_code(self, key: &'static str, concept: Option<&CodeableConcept>) -> Self {
        self.add(key, code_of(concept).map(Said::Code))
    }

    pub(crate) fn date(self, key: &'static str, date: Option<&FhirDate>) -> Self {
        self.add(key, date.cloned().map(Said::Date))
    }

    pub(crate) fn span(self, key: &'static str, period: Option<&Period>) -> Self {
        let known = period.filter(|period| period.date().is_some());
        self.add(key, known.cloned().map(Said::Span))
    }

    pub(crate) fn who<'a, I: IntoIterator<Item = &'a Reference>>(self, key: &'static str, all: I) -> Self {
        let named = |one: &&Reference| one.reference.is_some() || one.name().is_some();
        let all: Vec<Reference> = all.into_iter().filter(named).cloned().collect();
        self.add(key, Some(all).filter(|all| !all.is_empty()).map(Said::Who))
    }

    pub(crate) fn notes(self, notes: &[Annotation]) -> Self {
        self.several("note", note_lines(notes))
    }
}

/// Each text once, in order.
pub(crate) fn distinct<I: IntoIterator<Item = String>>(texts: I) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}
