//! The step-up page and its JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::StepUp;
use crate::app::App;
use crate::error::Error;
use crate::security::app::held;
use crate::security::passkeys;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session;
use crate::shell::surface::{self, local_path};
use crate::shell::{FormBody, JsonBody, frame, html, json};
use crate::sign_in;
use crate::ui::view::FieldError;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let send_code = &["/v1/portal/auth/step-up/send-code"];
    super::passkey::routes::declare(routes)
        .get("/step-up", Action::ManageAccount, page)
        .post("/step-up", Action::ManageAccount, proved)
        .post("/step-up/send", Action::ManageAccount, sent)
        .api_post(send_code, Action::ManageAccount, send_doc, send)
        .api_post(&["/v1/portal/auth/step-up"], Action::ManageAccount, prove_doc, prove)
}

/// Where to go after it, and whether a code is on its way.
#[derive(Deserialize)]
struct Asked {
    next: Option<String>,
    sent: Option<String>,
}

/// Where a fresh proof leads.
fn on_to(next: Option<&str>) -> &str {
    match next {
        None | Some("/security") => "/security?done=proved",
        Some(next) => next,
    }
}

async fn view(app: &App, context: &Context, next: Option<&str>, sent: bool) -> Result<StepUp, Error> {
    let (held, kept) = tokio::join!(held(app, context), passkeys::kept(app, context));
    let by_app = held?.app_since.is_some();
    let by_passkey = kept?.iter().any(|one| one.elsewhere.is_none());
    let minutes = app.config.sign_in.life.chrono().num_minutes();
    Ok(StepUp {
        by_app,
        by_passkey,
        page: frame::page(app, context, "step-up-title").await.narrow(),
        errors: Vec::new(),
        next: local_path(next).map(str::to_owned),
        back: on_to(local_path(next)).to_owned(),
        sent,
        digits: app.config.sign_in.digits as usize,
        minutes: usize::try_from(minutes).unwrap_or(10),
        notice: None,
    })
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    html(&view(&app, &context, asked.next.as_deref(), asked.sent.is_some()).await?)
}

#[derive(Deserialize)]
struct SendForm {
    next: Option<String>,
}

async fn sent(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    FormBody(form): FormBody<SendForm>,
) -> Result<Response, Error> {
    let next = local_path(form.next.as_deref());
    if held(&app, &context).await?.app_since.is_some() {
        // Not enough for this account: its app is asked.
        return Ok(surface::see_other("/step-up"));
    }
    match sign_in::send_own_code(&app, &context, &sign_in::device(&headers)).await {
        Ok(_) => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("sent", "yes");
            next.map(|next| query.append_pair("next", next));
            Ok(surface::see_other(&format!("/step-up?{}", query.finish())))
        }
        Err(Error::TooMany(wait)) => {
            // A code that was sent before may still be at hand.
            let mut page = view(&app, &context, next, true).await?;
            page.notice = Some(sign_in::too_many(wait));
            Ok(surface::with_retry_after(surface::html_status(429, &page)?, wait))
        }
        Err(other) => Err(other),
    }
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    next: Option<String>,
}

async fn proved(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, Error> {
    let next = local_path(form.next.as_deref());
    match super::prove(&app, &context, &sign_in::device(&headers), &form.code).await {
        Ok(begun) => {
            Ok(surface::with_cookies(surface::see_other(on_to(next)), &[session::cookie_of(&begun)]))
        }
        Err(Error::TooMany(wait)) => {
            let mut page = view(&app, &context, next, true).await?;
            page.notice = Some(sign_in::too_many(wait));
            Ok(surface::with_retry_after(surface::html_status(429, &page)?, wait))
        }
        Err(Error::WrongCode) => {
            let mut page = view(&app, &context, next, true).await?;
            let key = if page.by_app { "error-second" } else { "error-code" };
            page.errors = vec![FieldError { field: "code", words: page.page.t(key) }];
            surface::html_status(422, &page)
        }
        Err(other) => Err(other),
    }
}

/// That a code is on its way.
#[derive(Serialize, ToSchema)]
struct CodeSent {
    /// Always `sent`.
    status: &'static str,
    /// For how long a code works, in seconds.
    expires_in: u64,
}

fn send_doc() -> Doc {
    Doc::new("Send me a code by e-mail, to prove again that it is me (step-up). Not there with an app.")
        .gives::<CodeSent>(202)
        .example(&CodeSent { status: "sent", expires_in: 600 })
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
        .or(429, "RATE_LIMITED")
}

async fn send(State(app): State<Arc<App>>, context: Context, headers: HeaderMap) -> Result<Response, Error> {
    if held(&app, &context).await?.app_since.is_some() {
        return Err(Error::NotFound);
    }
    sign_in::send_own_code(&app, &context, &sign_in::device(&headers)).await?;
    let expires_in = app.config.sign_in.life.std().as_secs();
    Ok(json(202, &CodeSent { status: "sent", expires_in }))
}

/// A fresh proof.
#[derive(Serialize, Deserialize, ToSchema)]
struct Proof {
    /// The digits of the mail; where the account has an authenticator app, its six digits or a recovery code.
    code: String,
}

/// For how long the proof is fresh.
#[derive(Serialize, ToSchema)]
pub struct Fresh {
    /// Seconds.
    fresh_seconds: u64,
}

impl Fresh {
    /// That lasts for so long.
    pub fn of(fresh_seconds: u64) -> Self {
        Self { fresh_seconds }
    }
}

fn prove_doc() -> Doc {
    Doc::new("Prove again that it is me (step-up); a new session takes the place of this one.")
        .takes::<Proof>()
        .request_example(&Proof { code: "40718263".into() })
        .gives::<Fresh>(200)
        .example(&Fresh { fresh_seconds: 600 })
        .or(401, "CODE_INVALID")
        .or(401, "SESSION_EXPIRED")
        .or(429, "RATE_LIMITED")
}

async fn prove(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    JsonBody(given): JsonBody<Proof>,
) -> Result<Response, Error> {
    let begun = super::prove(&app, &context, &sign_in::device(&headers), &given.code).await?;
    let fresh_seconds = app.config.session.fresh.std().as_secs();
    Ok(surface::with_cookies(json(200, &Fresh { fresh_seconds }), &[session::cookie_of(&begun)]))
}
