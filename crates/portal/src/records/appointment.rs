//! An appointment that is to come, as pages and API tell it (D04, D06).

use chrono::{DateTime, Duration, Utc};
use fhir::views::Appointment as View;
use fhir::{Reference, Resource};

use super::references::References;

/// An appointment that stands and is not over.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// FHIR id.
    pub id: String,
    /// What it is called, in the clinic's own words.
    pub title: Option<String>,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// Whether the clinic has still to confirm it.
    pub pending: bool,
    /// With whom, by name.
    pub with: Vec<String>,
    /// Where, in the clinic's own words.
    pub place: Option<String>,
    /// How many minutes it lasts.
    pub minutes: Option<u64>,
}

impl Appointment {
    /// Reads one; `None` when it does not stand, is over, or is no Appointment.
    pub fn upcoming(resource: &Resource, references: &References, now: DateTime<Utc>) -> Option<Self> {
        let view = view(resource)?;
        let starts = view.upcoming(now)?;
        let who = |one: &Reference| references.prescriber(Some(one)).and_then(|who| who.name);
        Some(Self {
            id: resource.head().id.as_str().to_owned(),
            title: view.title(),
            starts,
            pending: view.is_pending(),
            with: view.people().filter_map(who).collect(),
            place: view.place(),
            minutes: view.minutes.filter(|minutes| *minutes > 0),
        })
    }

    /// Whether it begins within so many hours, or has begun.
    pub fn within(&self, hours: i64, now: DateTime<Utc>) -> bool {
        self.starts <= now + Duration::hours(hours)
    }

    /// The people of one that is to come whom it names by reference alone.
    pub fn nameless(resource: &Resource, now: DateTime<Utc>) -> Vec<Reference> {
        let view = view(resource).filter(|view| view.upcoming(now).is_some());
        let people = view.iter().flat_map(View::people);
        people.filter(|one| one.name().is_none()).cloned().collect()
    }
}

fn view(resource: &Resource) -> Option<View> {
    let ours = resource.head().resource_type == "Appointment";
    ours.then(|| resource.view()).flatten()
}
