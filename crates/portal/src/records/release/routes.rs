//! Choosing when new results are shown, and opening those that wait, as pages and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use base::FhirId;
use fhir::Kind;
use policy::{Access, Action, Timing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Choice;
use super::pages::{TimingPage, TimingWay};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::surface::{html_status, see_other};
use crate::shell::{FormBody, Granted, JsonBody, frame, html, json};
use crate::ui::page::Flash;
use crate::ui::view::{FieldError, Tone};
use crate::ui::when;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/results-timing", Action::ChooseRelease, timing_page)
        .post("/results-timing", Action::ChooseRelease, choose_form)
        .post("/results-timing/show", Action::ChooseRelease, show_form)
        .api_get(&["/v1/portal/release"], Action::ChooseRelease, timing_doc, timing)
        .api_post(&["/v1/portal/release"], Action::ChooseRelease, choose_doc, choose)
        .api_post(&["/v1/portal/release/show"], Action::ChooseRelease, show_doc, show)
}

#[derive(Deserialize)]
struct Asked {
    saved: Option<String>,
}

async fn timing_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let choice = app.records.timing(&app, &context, &access).await?;
    let mut page = page_of(&app, &context, &choice, Some(choice.timing)).await;
    page.page.flash = asked.saved.map(|_| Flash { tone: Tone::Good, words: page.page.t("timing-saved") });
    html(&page)
}

async fn page_of(app: &App, context: &Context, choice: &Choice, marked: Option<Timing>) -> TimingPage {
    let page = frame::page(app, context, "timing-title").await;
    let l = page.l();
    let own = context.session.as_ref().map(|session| session.account);
    let chosen = match choice.chosen {
        None => l.t("timing-default"),
        Some((at, account)) => {
            let date = when::date_of(context.lang, at, context.org.settings.time_zone);
            let key = if own == Some(account) { "timing-by-you" } else { "timing-by-other" };
            l.ta(key, &[("date", &date)])
        }
    };
    let days = context.org.settings.release.wait_days.into();
    TimingPage { ways: TimingWay::all(l, marked, days), chosen, errors: Vec::new(), page: page.narrow() }
}

#[derive(Deserialize)]
struct ChoiceForm {
    #[serde(default)]
    timing: String,
}

async fn choose_form(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    FormBody(form): FormBody<ChoiceForm>,
) -> Result<Response, Error> {
    let Some(timing) = Timing::from_code(&form.timing) else {
        let choice = app.records.timing(&app, &context, &access).await?;
        let mut page = page_of(&app, &context, &choice, None).await;
        page.errors = vec![FieldError { field: "timing-at-once", words: page.page.t("error-timing") }];
        return html_status(422, &page);
    };
    app.records.choose(&app, &context, &access, timing).await?;
    Ok(see_other("/results-timing?saved=yes"))
}

#[derive(Deserialize)]
struct ShowForm {
    #[serde(rename = "type", default)]
    resource_type: String,
    #[serde(default)]
    id: String,
    all: Option<String>,
}

async fn show_form(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    FormBody(form): FormBody<ShowForm>,
) -> Result<Response, Error> {
    if form.all.is_some() && form.id.is_empty() && form.resource_type.is_empty() {
        app.records.open(&app, &context, &access, None).await?;
        return Ok(see_other("/records/results"));
    }
    let id = open_one(&app, &context, &access, (&form.resource_type, &form.id)).await?.0;
    Ok(see_other(&format!("/records/results/{}", id.as_str())))
}

/// Opens one result. What is no id, or no type of result, is not there, like anybody else's.
async fn open_one(
    app: &App,
    context: &Context,
    access: &Access,
    (resource_type, id): (&str, &str),
) -> Result<(FhirId, usize), Error> {
    let id = FhirId::parse(id).map_err(|_| Error::NotFound)?;
    if !Kind::Results.resource_types().contains(&resource_type) {
        return Err(Error::NotFound);
    }
    let opened = app.records.open(app, context, access, Some((resource_type, &id))).await?;
    Ok((id, opened.count))
}

/// When new results are shown.
#[derive(Serialize, ToSchema)]
struct Release {
    /// `at-once`, `tell-first` or `wait-for-clinician`.
    timing: &'static str,
    /// When it was chosen; null when it never was.
    chosen_at: Option<String>,
    /// `you`, `caregiver` for another person who may open this record, or null.
    chosen_by: Option<&'static str>,
    /// After how many days a result is shown that waits for a clinician.
    wait_days: u16,
}

fn release(context: &Context, choice: &Choice) -> Release {
    let own = context.session.as_ref().map(|session| session.account);
    let by = |account| if own == Some(account) { "you" } else { "caregiver" };
    Release {
        timing: choice.timing.code(),
        chosen_at: choice.chosen.map(|(at, _)| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
        chosen_by: choice.chosen.map(|(_, account)| by(account)),
        wait_days: context.org.settings.release.wait_days,
    }
}

fn timing_doc() -> Doc {
    Doc::new("When new results are shown to me (C5).")
        .gives::<Release>(200)
        .example(&example())
        .or(401, "SESSION_EXPIRED")
}

fn example() -> Release {
    Release {
        timing: Timing::TellFirst.code(),
        chosen_at: Some("2026-11-21T16:48:00.000Z".into()),
        chosen_by: Some("you"),
        wait_days: 14,
    }
}

async fn timing(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let choice = app.records.timing(&app, &context, &access).await?;
    Ok(json(200, &release(&context, &choice)))
}

/// A choice.
#[derive(Deserialize, Serialize, ToSchema)]
struct NewChoice {
    /// `at-once`, `tell-first` or `wait-for-clinician`.
    timing: String,
}

fn choose_doc() -> Doc {
    Doc::new(
        "Choose when new results are shown. It holds for results given out from now on; choosing what \
              stands already changes nothing.",
    )
    .takes::<NewChoice>()
    .request_example(&NewChoice { timing: Timing::TellFirst.code().into() })
    .gives::<Release>(200)
    .example(&example())
    .or(401, "SESSION_EXPIRED")
    .or(422, "VALIDATION_FAILED")
}

async fn choose(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    JsonBody(new): JsonBody<NewChoice>,
) -> Result<Response, Error> {
    let timing = Timing::from_code(&new.timing).ok_or_else(|| Error::invalid("timing", "error-timing"))?;
    app.records.choose(&app, &context, &access, timing).await?;
    let choice = app.records.timing(&app, &context, &access).await?;
    Ok(json(200, &release(&context, &choice)))
}

/// A result to open, by its type and id; or everything that waits.
#[derive(Default, Deserialize, Serialize, ToSchema)]
struct Show {
    /// FHIR type.
    #[serde(rename = "type")]
    resource_type: Option<String>,
    /// FHIR id.
    id: Option<String>,
    /// Whether everything is meant; then there is no type and no id.
    #[serde(default)]
    all: bool,
}

/// What was opened.
#[derive(Serialize, ToSchema)]
struct Shown {
    /// How many results this opened; 0 when they were open before.
    opened: usize,
}

fn show_doc() -> Doc {
    Doc::new("Open a result that waits because I wish so, with all that belongs to it; or all that waits.")
        .takes::<Show>()
        .request_example(&Show {
            resource_type: Some("Observation".into()),
            id: Some("ob-1".into()),
            all: false,
        })
        .gives::<Shown>(200)
        .example(&Shown { opened: 1 })
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
        .or(422, "VALIDATION_FAILED")
        .or(502, "EHR_UNAVAILABLE")
        .or(504, "EHR_UNAVAILABLE")
}

async fn show(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    JsonBody(asked): JsonBody<Show>,
) -> Result<Response, Error> {
    let opened = match (asked.all, asked.resource_type.as_deref(), asked.id.as_deref()) {
        (true, None, None) => app.records.open(&app, &context, &access, None).await?.count,
        (false, Some(kind), Some(id)) => open_one(&app, &context, &access, (kind, id)).await?.1,
        (false, None, Some(_)) => return Err(Error::invalid("type", "error-body")),
        (false, Some(_), None) => return Err(Error::invalid("id", "error-body")),
        _ => return Err(Error::invalid("all", "error-body")),
    };
    Ok(json(200, &Shown { opened }))
}
