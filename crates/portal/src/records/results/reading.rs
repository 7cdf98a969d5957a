//! One measured value, or one answer: an Observation as lists, trends and pages read it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use base::FhirId;
use fhir::views::{Flag, Observation};
use fhir::{FhirDate, Kind, Quantity, Reference, Resource};

/// An Observation.
#[derive(Clone, Debug)]
pub struct Reading {
    /// FHIR id; `None` of one that stands inside another resource, and has no page of its own.
    pub id: Option<FhirId>,
    /// Which room it is in.
    pub kind: Kind,
    /// What it says.
    pub view: Observation,
}

impl Reading {
    /// Reads one; `None` of any other type.
    pub fn of(resource: &Resource) -> Option<Self> {
        let head = resource.head();
        if head.resource_type != "Observation" {
            return None;
        }
        Some(Self { id: Some(head.id.clone()), kind: Kind::of(head), view: resource.view()? })
    }

    /// One that stands inside another resource.
    pub fn contained(view: Observation) -> Self {
        Self { id: None, kind: Kind::Results, view }
    }

    /// Where its page is.
    pub fn href(&self) -> Option<String> {
        self.id.as_ref().map(|id| format!("/records/{}/{}", self.kind.slug(), id.as_str()))
    }

    /// When it was measured, else when it was given out.
    pub fn date(&self) -> Option<&FhirDate> {
        self.view.date()
    }

    /// The value in one line.
    pub fn value(&self) -> Option<String> {
        self.view.value_text()
    }

    /// How it stands.
    pub fn flag(&self) -> Option<Flag> {
        self.view.flag()
    }

    /// Its status when that is worth a word: whatever is not simply final.
    pub fn unsettled(&self) -> Option<&str> {
        self.view.status.as_deref().map(str::trim).filter(|status| !matches!(*status, "final" | ""))
    }

    /// What a chart can draw of it: the number, or both numbers of a blood pressure.
    pub fn numbers(&self) -> Vec<&Quantity> {
        match (self.view.measured.point(), self.view.pressures()) {
            (Some(own), _) => vec![own],
            (None, Some(pair)) => pair.to_vec(),
            (None, None) => Vec::new(),
        }
    }

    /// When a chart can draw it: in days.
    pub fn day(&self) -> Option<f64> {
        // Seconds of a calendar are far below what a float counts exactly.
        #[expect(clippy::cast_precision_loss, reason = "a time in seconds has 36 bits")]
        let days = |at: chrono::DateTime<chrono::Utc>| at.timestamp() as f64 / 86_400.0;
        self.view.measured_at().and_then(FhirDate::begins).map(days)
    }

    /// Whether both measure the same thing: by code, whatever it is called.
    pub fn same_test(&self, other: &Self) -> bool {
        match (&self.view.code, &other.view.code) {
            (Some(own), Some(others)) => own.same_code(others),
            _ => false,
        }
    }

    /// Whether both can be drawn on one axis.
    pub fn same_axis(&self, other: &Self) -> bool {
        let (own, others) = (self.numbers(), other.numbers());
        !own.is_empty()
            && own.len() == others.len()
            && own.iter().zip(&others).all(|(one, two)| one.same_unit(two))
    }

    /// Whether both were taken at one moment of one visit, as far as the record says.
    pub fn taken_with(&self, other: &Self) -> bool {
        let moment = |one: &Self| one.view.measured_at().filter(|date| date.as_str().len() > 10).cloned();
        let begins = |date: &FhirDate| date.begins();
        let visit = |one: &Self| one.view.encounter.as_ref().and_then(|visit| visit.reference.clone());
        match (moment(self), moment(other)) {
            (Some(own), Some(others)) => {
                begins(&own).is_some() && begins(&own) == begins(&others) && visit(self) == visit(other)
            }
            _ => false,
        }
    }
}

/// What a report or a group of values is made of.
pub fn member_references(resource: &Resource) -> Vec<Reference> {
    match resource.head().resource_type.as_str() {
        "DiagnosticReport" => resource.object().field("result"),
        "Observation" => resource.object().field("hasMember"),
        _ => Vec::new(),
    }
}

/// The ids of what a report or a group of values is made of, as far as they are this EHR's.
pub fn member_ids(resource: &Resource) -> Vec<FhirId> {
    member_references(resource).iter().filter_map(|one| one.id_of("Observation")).collect()
}

/// Entries and which of them are made of which.
#[derive(Default)]
pub struct Family<'a> {
    observations: BTreeMap<&'a FhirId, &'a Resource>,
    parents: BTreeMap<FhirId, Vec<&'a Resource>>,
}

impl<'a> Family<'a> {
    /// Sorts entries into it.
    pub fn of(entries: impl IntoIterator<Item = &'a Resource>) -> Self {
        let mut family = Self::default();
        for entry in entries {
            let head = entry.head();
            for member in member_ids(entry).into_iter().filter(|member| *member != head.id) {
                family.parents.entry(member).or_default().push(entry);
            }
            if head.resource_type == "Observation" {
                family.observations.insert(&head.id, entry);
            }
        }
        // A report says more about its values than a group does.
        for all in family.parents.values_mut() {
            all.sort_by_key(|resource| resource.head().resource_type != "DiagnosticReport");
        }
        family
    }

    /// The reports and groups that an Observation is part of.
    pub fn parents(&self, resource: &Resource) -> &[&'a Resource] {
        let of = |id| self.parents.get(id).map(Vec::as_slice).unwrap_or_default();
        if resource.head().resource_type == "Observation" { of(&resource.head().id) } else { &[] }
    }

    /// The Observation of this id.
    pub fn observation(&self, id: &FhirId) -> Option<&'a Resource> {
        self.observations.get(id).copied()
    }

    /// Every Observation.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        self.observations.values().copied().filter_map(Reading::of)
    }
}

/// Oldest first; what has no date comes before all that has one.
pub fn oldest_first(one: &Reading, other: &Reading) -> Ordering {
    let begins = |reading: &Reading| reading.date().and_then(FhirDate::begins);
    begins(one).cmp(&begins(other)).then_with(|| one.id.cmp(&other.id))
}
