//! Everything that Home shows, asked for once, for page and JSON alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fhir::Kind;
use fhir::views::Patient;
use futures::FutureExt;
use policy::Access;

use super::cards::Arrangement;
use crate::app::App;
use crate::error::Error;
use crate::records::{Appointment, Asked, Gathering, List, Names, Part, Reader, Thing};
use crate::shell::context::Context;
use crate::shell::trail::Act;

/// The parts that "what needs me" and the numbers are made of: asked for whatever cards are hidden.
pub const NEEDED: [Part; 4] = [None, Some(Kind::Medications), Some(Kind::Results), Some(Kind::Documents)];

/// What has come of the record, part by part.
pub type Lists = BTreeMap<Part, Result<Arc<List>, Error>>;

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

/// Asks for all that Home shows, side by side; each part comes by itself.
pub fn ask(
    app: &Arc<App>,
    context: &Context,
    access: &Arc<Access>,
    arrangement: &Arrangement,
) -> Result<Gathering, Error> {
    let parts: BTreeSet<Part> = arrangement.shown().map(|card| card.kind).chain(NEEDED).collect();
    let parts: Vec<Part> = parts.into_iter().collect();
    let asked = Asked { parts: &parts, names: Names::Short, act: Act::done("dashboard.read") };
    app.records.begin(app, context, access, asked)
}

/// The patient herself; `None` when the record system does not say now: Home comes without her name.
pub async fn patient(app: &App, context: &Context, access: &Access) -> Result<Option<Patient>, Error> {
    match app.records.patient(app, context, access).await {
        Ok(patient) => Ok(Some(patient.into_inner())),
        Err(Error::Ehr(_) | Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// What the needs and the numbers are made of.
pub async fn needed(gathering: &Gathering) -> Lists {
    let lists = NEEDED.map(|part| gathering.list(part).map(move |list| (part, list)));
    futures::future::join_all(lists).await.into_iter().collect()
}

/// The list of a part.
pub fn list_of(lists: &Lists, part: Part) -> Result<&List, &Error> {
    lists.get(&part).map_or(Err(&Error::NotFound), |list| list.as_ref().map(AsRef::as_ref))
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
    /// Counts what is whole.
    pub fn of(lists: &Lists, reader: &Reader, now: DateTime<Utc>) -> Self {
        let whole = |part| list_of(lists, part).ok().filter(|list: &&List| list.has_every_entry());
        let this_year = reader.year(now);
        let results = whole(Some(Kind::Results)).map(|list| {
            let dates = list.items.items().iter().filter_map(|item| Thing::date_of(&item.resource));
            dates.filter(|date| reader.year_of(date) == Some(this_year)).count()
        });
        Self {
            appointments: whole(None).map(|list| upcoming(list, now).len()),
            medicines: whole(Some(Kind::Medications)).map(|list| list.medicines_now().len()),
            results,
            documents: whole(Some(Kind::Documents)).map(|list| list.items.items().len()),
        }
    }
}
