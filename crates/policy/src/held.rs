//! What is told of a result that is not shown yet. A patient sees every hold as a hold (C5): that there is
//! something, since when, why, by whom and until when; never what it says.

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::views::ReportSort;
use fhir::{FhirDate, Head, Kind, Resource};

use crate::hold::Hold;
use crate::timing::{Waiting, Wish, given_out};

/// The terms under which a patient's record is released to her: the clinic's holds on single results, and
/// her own wish about new ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Holds of the clinic.
    pub holds: Vec<Hold>,
    /// The patient's wish; `None` shows new results at once.
    pub wish: Option<Wish>,
}

impl Terms {
    /// No hold and no wish: for what neither can be about, such as the patient's own resource.
    pub fn none() -> Self {
        Self::default()
    }

    /// The clinic's holds alone.
    pub fn of_holds(holds: impl Into<Vec<Hold>>) -> Self {
        Self { holds: holds.into(), wish: None }
    }

    pub(crate) fn hold_on(&self, head: &Head, patient: &FhirId, now: DateTime<Utc>) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.hides(head, patient, now))
    }
}

/// A result that exists and is not shown now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: FhirId,
    /// Its room of the record.
    pub kind: Kind,
    /// Which sort of result; of other kinds nothing is said.
    pub sort: ReportSort,
    /// When it was taken or written.
    pub date: Option<FhirDate>,
    /// When it was given out, where the record names the instant or the day.
    pub given_out: Option<FhirDate>,
    /// Who holds it.
    pub by: HeldBy,
}

/// Who holds a result back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// The clinic, under an exception, with reason, author and end.
    Clinic(Hold),
    /// The patient herself.
    Patient(Waiting),
}

impl Held {
    pub(crate) fn new(resource: &Resource, by: HeldBy) -> Self {
        let head = resource.head();
        let codes = head.categories.iter().filter_map(|coding| coding.code.as_deref());
        let sort = codes.map(ReportSort::of).find(|sort| *sort != ReportSort::Other);
        Self {
            resource_type: head.resource_type.clone(),
            id: head.id.clone(),
            kind: Kind::of(head),
            sort: sort.unwrap_or(ReportSort::Other),
            date: head.date.clone(),
            given_out: given_out(resource),
            by,
        }
    }

    /// The patient's own wish behind it, when it is that.
    pub fn waiting(&self) -> Option<&Waiting> {
        match &self.by {
            HeldBy::Patient(waiting) => Some(waiting),
            HeldBy::Clinic(_) => None,
        }
    }

    /// The clinic's hold behind it, when it is that.
    pub fn hold(&self) -> Option<&Hold> {
        match &self.by {
            HeldBy::Clinic(hold) => Some(hold),
            HeldBy::Patient(_) => None,
        }
    }
}
