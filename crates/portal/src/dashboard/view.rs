//! Everything that Home shows, asked for once, for page and JSON alike.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fhir::Kind;
use fhir::views::Patient;
use policy::Access;

use super::cards::{Arrangement, Card};
use super::needs::{self, Needs};
use crate::app::App;
use crate::error::Error;
use crate::records::{Appointment, Gathering, List, Medication, Reader, Stage, Thing};
use crate::shell::context::Context;
use crate::shell::trail::Act;

/// The kinds that "what needs me" and the numbers are made of, besides the appointments: asked for whatever
/// cards are hidden.
const NEEDED: [Kind; 3] = [Kind::Medications, Kind::Results, Kind::Documents];

/// What Home is made of.
pub struct View {
    /// The patient; `None` when the record system does not say now.
    pub patient: Option<Patient>,
    /// The record as far as Home needs it.
    pub gathering: Gathering,
    /// How the cards are arranged.
    pub arrangement: Arrangement,
    /// What needs the patient.
    pub needs: Needs,
    /// The numbers.
    pub counts: Counts,
}

/// A few numbers (D06); `None` where the source gave no whole answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Appointments that are to come.
    pub appointments: Option<usize>,
    /// Medicines taken now.
    pub medicines: Option<usize>,
    /// Test results of this calendar year.
    pub results: Option<usize>,
    /// Documents.
    pub documents: Option<usize>,
}

impl View {
    /// Asks for everything, side by side. Home comes even when the EHR gives no name: its cards say what is
    /// down.
    pub async fn gather(
        app: &App,
        context: &Context,
        access: &Access,
        reader: &Reader,
    ) -> Result<Self, Error> {
        let arrangement = super::arrangement(app, context).await?;
        let shown = arrangement.shown().filter_map(|card| card.kind);
        let kinds: BTreeSet<Kind> = shown.chain(NEEDED).collect();
        let kinds: Vec<Kind> = kinds.into_iter().collect();
        let act = Act::done("dashboard.read");
        let (patient, gathering) = tokio::join!(
            app.records.patient(app, context, access),
            app.records.gather(app, context, access, (&kinds, act))
        );
        let gathering = gathering?;
        let patient = match patient {
            Ok(patient) => Some(patient.into_inner()),
            Err(Error::Ehr(_) | Error::NotFound) => None,
            Err(other) => return Err(other),
        };
        let needs = needs::of(&gathering, reader);
        let counts = Counts::of(&gathering, reader);
        Ok(Self { patient, gathering, arrangement, needs, counts })
    }

    /// The list behind a card.
    pub fn list(&self, card: &Card) -> Result<&List, &Error> {
        list_of(&self.gathering, card.kind)
    }
}

/// The list of a kind, or the appointments.
pub fn list_of(gathering: &Gathering, kind: Option<Kind>) -> Result<&List, &Error> {
    match kind {
        None => gathering.appointments.as_ref(),
        Some(kind) => gathering.kinds.get(&kind).map_or(Err(&Error::NotFound), Result::as_ref),
    }
}

/// The medicines that are taken now.
pub fn medicines(list: &List) -> impl Iterator<Item = Medication> {
    let all = list.items.items().iter();
    all.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of))
        .filter(|one| one.stage() == Stage::Current && !one.do_not_take)
}

/// The appointments that are to come, the next one first.
pub fn upcoming(list: &List, now: DateTime<Utc>) -> Vec<Appointment> {
    let all = list.items.items().iter();
    let mut found: Vec<_> =
        all.filter_map(|item| Appointment::upcoming(&item.resource, &list.references, now)).collect();
    found.sort_by(|one, other| (one.starts, &one.id).cmp(&(other.starts, &other.id)));
    found
}

impl Counts {
    fn of(gathering: &Gathering, reader: &Reader) -> Self {
        let now = gathering.as_of;
        let whole = |kind| list_of(gathering, kind).ok().filter(|list: &&List| list.has_every_entry());
        let this_year = reader.year(now);
        let results = whole(Some(Kind::Results)).map(|list| {
            let dates = list.items.items().iter().filter_map(|item| Thing::of(&item.resource).date);
            dates.filter(|date| reader.year_of(date) == Some(this_year)).count()
        });
        Self {
            appointments: whole(None).map(|list| upcoming(list, now).len()),
            medicines: whole(Some(Kind::Medications)).map(|list| medicines(list).count()),
            results,
            documents: whole(Some(Kind::Documents)).map(|list| list.items.items().len()),
        }
    }
}
