//! Which rooms of the record there are: those of kinds that the EHR offers (contract, "Record"). Navigation
//! asks here; no page waits long for the answer, and none fails for want of it.

use fhir::{Capability, Kind};
use vendors::ehr::patient_parameter;

use super::{NAV, Records};
use crate::app::App;
use crate::shell::context::Context;

impl Records {
    /// Finds out what the organisation's EHR offers, when that is not known yet.
    pub async fn learn_rooms(&self, app: &App, context: &Context) {
        // An EHR that cannot even be configured fails the page's own read, with its own words.
        if let Ok(ehr) = self.ehr(app, &context.org) {
            self.clients.soon(ehr, &context.org).await;
        }
    }

    /// Asks in the background what the EHR offers, for a page that does not wait for it.
    pub fn ask_rooms(&self, app: &App, context: &Context) {
        if let Ok(ehr) = self.ehr(app, &context.org) {
            // The answer is kept for whoever comes next; nobody here waits for it.
            drop(self.clients.ask(ehr, &context.org));
        }
    }

    /// The paths of rooms whose kind the EHR does not offer. Empty while that is not known: a room too many
    /// says so itself, a room too few is not found.
    pub fn absent_rooms(&self, context: &Context) -> Vec<&'static str> {
        let Some(known) = self.clients.known(&context.org) else { return Vec::new() };
        let rooms = NAV.iter().filter(|item| item.room);
        let absent = rooms.filter(|item| {
            let kind = item.href.strip_prefix("/records/").and_then(Kind::from_slug);
            kind.is_some_and(|kind| !offers(&known, kind))
        });
        absent.map(|item| item.href).collect()
    }
}

fn offers(known: &Capability, kind: Kind) -> bool {
    kind.resource_types().iter().any(|name| known.searches_by(name, patient_parameter(name)))
}
