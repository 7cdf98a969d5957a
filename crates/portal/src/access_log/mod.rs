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

/// The same as people read it: a read's line is written while the EHR is asked, as done, and one that ended
/// otherwise has a second line of the same request that says how. Told as one, with the later one's end.
pub async fn told(
    app: &App,
    context: &Context,
    patient: &FhirId,
    before: Option<i64>,
) -> Result<(Vec<Line>, Option<i64>), Error> {
    let mut lines = lines(app, context, patient, before).await?;
    let older = older(&lines);
    if let (Some(newest), Some(oldest)) = (lines.first(), lines.last()) {
        let tx = app.db.read(context.org.id).await?;
        let ends = db::audit::ends(&tx, patient.as_str(), oldest.seq..=newest.seq).await?;
        mend(&mut lines, &ends);
    }
    Ok((lines, older))
}

/// Where the lines before these are.
pub fn older(lines: &[Line]) -> Option<i64> {
    let full = lines.len() as u64 >= PAGE;
    lines.last().map(|line| line.seq).filter(|seq| full && *seq > 1)
}

fn mend(lines: &mut Vec<Line>, ends: &[Line]) {
    let of = |line: &Line| (line.request_id.clone(), line.action.clone(), line.target_type.clone());
    let first = |one: &Line, end: &Line| one.seq < end.seq && one.outcome == "done" && of(one) == of(end);
    let mut told = Vec::new();
    for line in lines.iter_mut() {
        if let Some(end) = ends.iter().find(|end| first(line, end)) {
            line.outcome.clone_from(&end.outcome);
            told.push(end.seq);
        }
    }
    lines.retain(|line| !told.contains(&line.seq));
}
