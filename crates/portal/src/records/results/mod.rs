//! Results, vital signs and what is known of how the patient lives: a measured value with its usual range,
//! its trend, what was taken with it, who ordered it and since when it can be seen (R08); and the report that
//! holds several of them together.

mod api;
mod linked;
mod lists;
mod page;
pub mod pages;
mod reading;
mod report;
mod trend;

use base::FhirId;
use fhir::{Kind, Resource};
use futures::FutureExt;
use futures::future::BoxFuture;
use policy::Access;

use super::Records;
use super::list::{Entry, List, Sight};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::stream::down;

pub use api::WithOrigin;
pub use linked::Linked;
pub use lists::{groups, vitals};
pub use page::page;
pub use reading::{Family, Reading, member_ids};
pub use report::report_page;

/// Whether entries of this kind are measured values, and have the pages of this folder.
pub fn measured(kind: Kind) -> bool {
    matches!(kind, Kind::Results | Kind::Vitals | Kind::SocialHistory)
}

/// One entry and what its page tells beside it.
pub struct Story {
    /// The entry.
    pub entry: Entry,
    /// Everything of its kind, or why that did not come; the entry stands without it.
    pub history: Result<List, Error>,
    /// What the entry points to.
    pub linked: Linked,
}

/// What is told of an entry.
pub enum Told {
    /// Itself.
    Story(Box<Story>),
    /// That it is on hold.
    Held(Box<policy::Held>),
}

impl Story {
    /// The entry's own resource.
    pub fn resource(&self) -> &Resource {
        &self.entry.item.get().resource
    }

    /// Everything of its kind that came, and what is made of what.
    pub fn family(&self) -> Family<'_> {
        family(self.history.as_ref().ok())
    }
}

/// A list's entries and which of them are made of which.
pub fn family(list: Option<&List>) -> Family<'_> {
    let items = list.map(|list| list.items.items()).unwrap_or_default();
    Family::of(items.iter().map(|item| &item.resource))
}

impl Records {
    /// One measured entry with its history and what it points to. The history is asked for beside the entry,
    /// and leaves a line of its own: its values are on the page.
    ///
    /// Errors as [`Records::entry`] does; a history that the EHR does not give is part of the answer.
    pub fn story<'a>(
        &'a self,
        app: &'a App,
        context: &'a Context,
        access: &'a Access,
        asked: (Kind, &'a FhirId, Option<&'a str>),
    ) -> BoxFuture<'a, Result<Told, Error>> {
        async move {
            let until = self.until();
            let (entry, history) = tokio::join!(
                self.find(app, context, access, asked).boxed(),
                self.list(app, context, access, asked.0)
            );
            let entry = match entry? {
                Sight::Shown(entry) => *entry,
                Sight::Held(held) => return Ok(Told::Held(held)),
            };
            let history = match history {
                Err(error) if down(&error).is_none() => return Err(error),
                history => history,
            };
            let wanted = linked::Wanted::of(&entry.item.get().resource, &family(history.as_ref().ok()));
            let linked = self.linked(app, context, access, (wanted, until)).await?;
            Ok(Told::Story(Box::new(Story { entry, history, linked })))
        }
        .boxed()
    }

    /// Who ordered the entries of a list, for the API.
    pub async fn orders(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        list: &List,
    ) -> Result<Linked, Error> {
        let wanted = linked::Wanted::orders(list.items.items().iter().map(|item| &item.resource));
        self.linked(app, context, access, (wanted, self.until())).await
    }
}
