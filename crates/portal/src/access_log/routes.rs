//! The access log as a page and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use db::audit::Line as AuditLine;
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::{AccessLog, Day, End, Line, What, Who};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::{frame, html, json};
use crate::ui::when;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/access-log", Action::ReadAccessLog, page).api_get(
        &["/v1/portal/access-log"],
        Action::ReadAccessLog,
        doc,
        list,
    )
}

#[derive(Deserialize)]
struct Asked {
    before: Option<i64>,
    cursor: Option<i64>,
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let patient = frame::patient(&context)?;
    let (frame, lines) = tokio::join!(
        frame::page(&app, &context, "log-title"),
        super::told(&app, &context, patient, asked.before)
    );
    let (lines, older) = lines?;
    let older = older.map(|seq| format!("/access-log?before={seq}"));
    let zone = context.org.settings.time_zone;
    let own = context.session.as_ref().map(|session| session.account.to_string());
    let mut days: Vec<Day> = Vec::new();
    for line in &lines {
        let date = when::day_of(context.lang, line.at, zone);
        let shown = Line {
            time: when::clock(context.lang, line.at, zone),
            who: who(line, own.as_deref()),
            what: what(line),
            end: end(line),
        };
        match days.last_mut().filter(|day| day.date == date) {
            Some(day) => day.lines.push(shown),
            None => days.push(Day { date, lines: vec![shown] }),
        }
    }
    let newest = asked.before.map(|_| "/access-log".to_owned());
    html(&AccessLog {
        page: frame,
        days,
        zone: when::zone_name(context.lang, app.clock.now(), zone),
        older,
        newest,
    })
}

fn end(line: &AuditLine) -> End {
    match line.outcome.as_str() {
        "done" => End::Done,
        "refused" => End::Refused,
        _ => End::Nothing,
    }
}

fn who(line: &AuditLine, own: Option<&str>) -> Who {
    match line.actor_kind.as_str() {
        "patient" if line.actor_id.as_deref() == own => Who::You,
        // Another account that the clinic linked to this patient; its owner's name is not kept.
        "patient" | "proxy" => Who::Caregiver(String::new()),
        "system" => Who::System,
        _ => Who::Unknown,
    }
}

fn what(line: &AuditLine) -> What {
    let kind = line.target_type.clone().unwrap_or_default();
    match line.action.as_str() {
        "sign_in.code_asked" => What::CodeSent,
        "sign_in" if line.outcome == "done" => What::SignedIn,
        "sign_in" => What::SignInFailed,
        "sign_out" => What::SignedOut,
        "step_up" if line.outcome == "done" => What::Proved,
        "step_up" => What::ProofFailed,
        "sign_in_methods.changed" => What::ChangedSignIn,
        "session.ended" => What::EndedSession,
        "session.others_ended" => What::EndedSessions,
        "dashboard.read" => What::SawHome,
        "dashboard.arranged" => What::ArrangedHome,
        "records.overview" => What::SawOverview,
        "records.search" => What::Searched,
        "records.print" => What::Printed,
        "records.list" if kind == "prescriptions" => What::SawPrescriptions,
        "records.list" => What::SawList(kind),
        "records.read" => What::SawEntry(kind),
        "records.file" => What::OpenedFile(kind),
        "profile.read" => What::SawProfile,
        "access_log.read" => What::SawLog,
        "access.refused" => What::Refused,
        "display.changed" => What::ChangedDisplay,
        "release.choose" => What::ChoseTiming,
        "release.show" => What::ShowedResult,
        "release.hold" => What::HeldResult,
        "release.lift" => What::LiftedHold,
        other => What::Other(other.to_owned()),
    }
}

/// A line of the access log.
#[derive(Serialize, ToSchema)]
struct LogItem {
    /// Number in the patient's chain; every number from 1 is there.
    seq: i64,
    /// When.
    at: String,
    /// `you`, `caregiver`, `system` or `nobody`.
    who: &'static str,
    /// Dotted name of what was done.
    action: String,
    /// Kind of thing.
    target_type: Option<String>,
    /// Opaque id of the thing.
    target_id: Option<String>,
    /// `done`, `refused`, `not-found`, `failed` or `withheld`.
    outcome: String,
    /// Request id.
    reference: String,
    /// SHA-256 of this line and the one before, in hexadecimal.
    hash: String,
}

/// The access log, newest first.
#[derive(Serialize, ToSchema)]
struct Log {
    /// At most a hundred lines.
    items: Vec<LogItem>,
    /// Cursor of older lines.
    next: Option<String>,
}

fn doc() -> Doc {
    let line = LogItem {
        seq: 42,
        at: "2026-11-21T16:48:00.000Z".into(),
        who: "you",
        action: "records.list".into(),
        target_type: Some("medications".into()),
        target_id: None,
        outcome: "done".into(),
        reference: "019a4c1e-7b1d-7c3e-9a51-2f6d0c8e4b7a".into(),
        hash: "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730".into(),
    };
    Doc::new("Who saw what and when (U02), newest first.")
        .query("cursor", "the `next` of the page before")
        .gives::<Log>(200)
        .example(&Log { items: vec![line], next: Some("42".into()) })
        .or(401, "SESSION_EXPIRED")
}

async fn list(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let lines = super::lines(&app, &context, frame::patient(&context)?, asked.cursor).await?;
    let next = super::older(&lines).map(|seq| seq.to_string());
    let own = context.session.as_ref().map(|session| session.account.to_string());
    let items = lines.into_iter().map(|line| item(line, own.as_deref())).collect();
    Ok(json(200, &Log { items, next }))
}

fn item(line: AuditLine, own: Option<&str>) -> LogItem {
    let who = match who(&line, own) {
        Who::You => "you",
        Who::Caregiver(_) => "caregiver",
        Who::System => "system",
        _ => "nobody",
    };
    LogItem {
        seq: line.seq,
        at: line.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        who,
        action: line.action,
        target_type: line.target_type,
        target_id: line.target_id,
        outcome: line.outcome,
        reference: line.request_id,
        hash: hex::encode(line.hash),
    }
}
