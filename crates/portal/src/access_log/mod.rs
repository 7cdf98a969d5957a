//! The access log (U01, U02): who saw what and when, in plain words, straight from the patient's audit chain.

pub mod pages;
mod routes;

#[cfg(test)]
mod tests;

use base::FhirId;
use db::audit::Line;

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};
use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "access_log",
    about: "Who saw what, and when.",
    nav: NAV,
    routes: routes::declare,
    ..Slice::PLAIN
};

const NAV: &[NavItem] =
    &[NavItem { door: Door::More, label_key: "menu-log", href: "/access-log", icon: "eye", room: true }];

/// Lines of one page.
pub const PAGE: u64 = 100;

/// The newest lines of the patient's chain, or those before a sequence number. Looking is itself a line.
pub async fn lines(
    app: &App,
    context: &Context,
    patient: &FhirId,
    before: Option<i64>,
) -> Result<Vec<Line>, Error> {
    let tx = app.db.write(context.org.id).await?;
    trail::write(&tx, context, Some(patient), Act::done("access_log.read")).await?;
    tx.commit().await?;
    let tx = app.db.read(context.org.id).await?;
    Ok(db::audit::list(&tx, patient.as_str(), before, PAGE).await?)
}
