//! The record (R01, R03–R06, R12, P01, P04): the only folder that holds an EHR client. Everyone else receives
//! what the release policy let through.
//!
//! A read is: access (decided by the shell) → the audit line on its way, and beside it the question to the
//! EHR, all pages followed → `policy::release` → the answer. The line is committed before anything clinical
//! leaves; if it cannot be written, the answer fails closed (invariant 9). A read that ended otherwise than
//! done gets a second line that says how.

mod api;
mod appointment;
mod clients;
pub mod detail;
mod examples;
pub mod files;
mod find;
mod find_all;
mod find_fold;
mod find_groups;
mod find_list;
mod gather;
mod gloss;
mod item;
mod linked;
mod list;
mod medication;
mod news;
mod other;
mod overview;
pub mod pages;
mod print;
mod references;
pub mod release;
pub mod results;
mod rooms;
mod routes;
mod show;
mod show_thing;
mod show_when;
pub mod store;
mod thing;
mod things;
mod told;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use base::FhirId;
use fhir::Reference;
use fhir::views::Patient;
use futures::FutureExt;
use policy::{Access, Action, Released, Terms};
use tokio::time::Instant;
use vendors::ehr::Ehr;

pub use api::{RecordList, cursor, page_of};
pub use appointment::Appointment;
pub use clients::EHR_SECRET;
pub use examples::{PRESCRIPTION as EXAMPLE_PRESCRIPTION, list as example_list, written as example_written};
pub use find::Form;
pub use find_list::Sieved;
pub use gather::{Asked, Gathering, Names, Part};
pub use gloss::Gloss;
pub use item::PrescriptionJson;
pub use linked::{Linked, Named};
pub use list::{List, Reason, Sight};
pub use medication::{Medication, Stage};
pub use news::{News, members};
pub use references::References;
pub use routes::counts;
pub use show::Reader;
pub use thing::Thing;
pub use things::{Allergy, Condition};
pub use words::flag_of;

use crate::app::App;
use crate::config::EhrLimits;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session::Session;
use crate::shell::tenant::Organisation;
use crate::shell::trail::{self, Act};
use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "records",
    about: "The record by kinds: lists that account for every entry, and single entries.",
    nav: NAV,
    routes: |routes| release::routes::declare(routes::declare(routes)),
    sweep: Some(|app, before| {
        async move { release::store::sweep_across_orgs(&app.db, before).await }.boxed()
    }),
    ..Slice::PLAIN
};

const NAV: &[NavItem] = &[
    door("nav-records", "/records", "clipboard", false),
    door("kind-medications", "/records/medications", "pill", true),
    door("kind-allergies", "/records/allergies", "alert", true),
    door("kind-conditions", "/records/conditions", "heart", true),
    door("kind-results", "/records/results", "flask", true),
    door("kind-vitals", "/records/vitals", "activity", true),
    door("kind-immunizations", "/records/immunizations", "syringe", true),
    door("kind-visits", "/records/visits", "steth", true),
    door("kind-documents", "/records/documents", "file", true),
    door("kind-procedures", "/records/procedures", "check", true),
    door("kind-care-team", "/records/care-team", "users", true),
    door("kind-care-plans", "/records/care-plans", "target", true),
    door("kind-goals", "/records/goals", "target", true),
    door("kind-coverage", "/records/coverage", "card", true),
    door("kind-explanations-of-benefit", "/records/explanations-of-benefit", "card", true),
    door("kind-social-history", "/records/social-history", "user", true),
    door("kind-other", "/records/other", "clipboard", true),
    NavItem {
        door: Door::More,
        label_key: "timing-door",
        href: "/results-timing",
        icon: "clock",
        room: true,
    },
];

const fn door(label_key: &'static str, href: &'static str, icon: &'static str, room: bool) -> NavItem {
    NavItem { door: Door::Records, label_key, href, icon, room }
}

/// A name for the frame of a page must be there within this long, or the page goes without it.
const NAME_WITHIN: Duration = Duration::from_millis(1_000);

/// The record, read live.
pub struct Records {
    clients: Arc<clients::Clients>,
    deadline: Duration,
}

impl Records {
    /// With the operator's bounds.
    pub fn new(http: reqwest::Client, limits: EhrLimits) -> Self {
        Self { clients: Arc::new(clients::Clients::new(http, limits)), deadline: limits.deadline.std() }
    }

    /// Whether the organisation's EHR answers; for `portico check`.
    pub async fn ping(&self, app: &App, org: &Organisation) -> Result<(), Error> {
        self.ehr(app, org)?.ping().await?;
        Ok(())
    }

    /// When an answer that is begun now must be whole: the list and what it refers to share one deadline.
    fn until(&self) -> Instant {
        Instant::now() + self.deadline
    }

    fn ehr(&self, app: &App, org: &Organisation) -> Result<Arc<Ehr>, Error> {
        self.clients.of(&app.db, org)
    }

    /// The patient herself (R12). `NotFound` when the EHR has no such patient. The audit line stands
    /// whatever the EHR says.
    pub async fn patient(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
    ) -> Result<Released<Patient>, Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let line = trail::begin_read(app, context, Some(patient), Act::done("profile.read"));
        let read = ehr.read("Patient", patient).await;
        line.ended(list::outcome_of(&read.as_ref().map_err(|error| Error::from(error.clone())))).await?;
        list::raise_another(app, context, patient, &read).await?;
        let released = policy::release_one(access, read?, &Terms::none(), app.clock.now());
        if released.get().is_none() {
            return Err(Error::NotFound);
        }
        Ok(released.map(view_of))
    }

    /// The practitioners that a released resource names, by their own names and NPIs.
    pub async fn practitioners(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        named: &[Reference],
    ) -> Result<References, Error> {
        let ehr = self.ehr(app, &context.org)?;
        let wanted = references::Wanted::practitioners(named);
        Ok(References::read(&ehr, access, wanted, (app.clock.now(), self.until())).await)
    }

    /// The patient's name for the frame of her own page; `None` when it is not there at once. No audit line
    /// of its own: the page that it frames writes one.
    pub async fn name(
        &self,
        app: &App,
        context: &Context,
        session: &Session,
        patient: &FhirId,
    ) -> Option<String> {
        let access = access_to(context, session, patient, Action::ReadProfile).ok()?;
        let ehr = self.ehr(app, &context.org).ok()?;
        let read = tokio::time::timeout(NAME_WITHIN, ehr.read("Patient", patient)).await.ok()?;
        if let Err(error) = list::raise_another(app, context, patient, &read).await {
            tracing::error!(request = %context.request_id, ?error, "an incident could not be written");
        }
        let now = app.clock.now();
        policy::release_one(&access, read.ok()?, &Terms::none(), now)
            .map(view_of)
            .into_inner()
            .display_name(now)
    }
}

/// Where an entry opens. An id is unique per type only, so a type that is not the first of its room is named:
/// without it the same path means the first type that has the id.
pub fn href(kind: fhir::Kind, resource_type: &str, id: &str) -> String {
    let plain = format!("/records/{}/{id}", kind.slug());
    match kind.resource_types().first() {
        Some(first) if *first == resource_type && kind != fhir::Kind::Other => plain,
        _ => format!("{plain}?type={resource_type}"),
    }
}

/// The patient as pages read her; a resource that was withheld says nothing.
fn view_of(item: Option<policy::Item>) -> Patient {
    item.and_then(|item| item.resource.view()).unwrap_or_default()
}

/// The access of a person to one of her patients, while she chooses whose record to open.
/// `NotFound` for anyone who is not hers.
pub fn access_to(
    context: &Context,
    session: &Session,
    patient: &FhirId,
    action: Action,
) -> Result<Access, Error> {
    if !session.links.contains(patient) {
        return Err(Error::NotFound);
    }
    let actor = policy::Actor::Patient { account: session.account, patient: patient.clone() };
    policy::decide(&actor, context.org.id, action, Some(patient)).map_err(|_| Error::NotFound)
}
