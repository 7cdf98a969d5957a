//! The record (R01, R03–R06, R12, P01, P04): the only folder that holds an EHR client. Everyone else receives
//! what the release policy let through.
//!
//! A read is: access (decided by the shell) → the audit line and the question to the EHR side by side, all
//! pages followed → `policy::release` → the answer. The audit line is committed before the answer leaves; if
//! it cannot be written, the answer fails closed (invariant 9).

mod api;
mod clients;
mod list;
mod medication;
mod overview;
pub mod pages;
mod references;
mod routes;
mod show;
mod show_thing;
pub mod store;
mod thing;
mod things;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use base::FhirId;
use fhir::Reference;
use fhir::views::Patient;
use policy::{Access, Action, Released};
use tokio::time::Instant;
use vendors::ehr::Ehr;

pub use api::{RecordList, cursor, page_of, prescription};
pub use clients::EHR_SECRET;
pub use list::{List, Reason};
pub use medication::{Medication, Stage};
pub use references::References;
pub use routes::counts;
pub use show::{Reader, down};
pub use things::{Allergy, Condition};

use crate::app::App;
use crate::config::EhrLimits;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session::Session;
use crate::shell::tenant::Organisation;
use crate::shell::trail::{self, Act};
use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice { name: "records", nav: NAV, routes: routes::declare, ..Slice::PLAIN };

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
];

const fn door(label_key: &'static str, href: &'static str, icon: &'static str, room: bool) -> NavItem {
    NavItem { door: Door::Records, label_key, href, icon, room }
}

/// A name for the frame of a page must be there within this long, or the page goes without it.
const NAME_WITHIN: Duration = Duration::from_millis(1_000);

/// The record, read live.
pub struct Records {
    clients: clients::Clients,
    deadline: Duration,
}

impl Records {
    /// With the operator's bounds.
    pub fn new(http: reqwest::Client, limits: EhrLimits) -> Self {
        Self { clients: clients::Clients::new(http, limits), deadline: limits.deadline.std() }
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
        let line = trail::write_read(app, context, Some(patient), Act::done("profile.read"));
        let (line, read) = tokio::join!(line, ehr.read("Patient", patient));
        line?;
        list::raise_another(app, context, patient, &read).await?;
        let released = policy::release_one(access, read?, &[], app.clock.now());
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
        policy::release_one(&access, read.ok()?, &[], now).map(view_of).into_inner().display_name(now)
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
