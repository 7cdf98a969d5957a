//! Setting up and removing an authenticator app, as pages and in JSON.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::{Codes, SetUp};
use super::qr_of;
use crate::app::App;
use crate::error::Error;
use crate::factors::Secret;
use crate::passkeys::Kept;
use crate::security::passkeys;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session;
use crate::shell::surface;
use crate::shell::{FormBody, JsonBody, frame, html, json};
use crate::sign_in;
use crate::ui::view::FieldError;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let methods = &["/v1/portal/sign-in-methods"];
    let app = &["/v1/portal/sign-in-methods/app"];
    let confirm = &["/v1/portal/sign-in-methods/app/confirm"];
    let remove = &["/v1/portal/sign-in-methods/app/remove"];
    let codes = &["/v1/portal/sign-in-methods/recovery-codes"];
    routes
        .get("/security/app", Action::SecureAccount, set_up_page)
        .post("/security/app", Action::SecureAccount, confirm_sent)
        .post("/security/app/start", Action::SecureAccount, start_sent)
        .post("/security/app/remove", Action::SecureAccount, remove_sent)
        .post("/security/recovery-codes", Action::SecureAccount, codes_sent)
        .api_get(methods, Action::ManageAccount, methods_doc, methods_read)
        .api_post(app, Action::SecureAccount, start_doc, start_json)
        .api_post(confirm, Action::SecureAccount, confirm_doc, confirm_json)
        .api_post(remove, Action::SecureAccount, remove_doc, remove_json)
        .api_post(codes, Action::SecureAccount, codes_doc, codes_json)
}

async fn start_sent(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let begun = super::begin(&app, &context).await?;
    Ok(surface::see_other(if begun.is_some() { "/security/app" } else { "/security" }))
}

async fn view(app: &App, context: &Context, secret: &Secret) -> Result<SetUp, Error> {
    let uri = super::uri(app, context, secret).await?;
    let page = frame::page(app, context, "app-title").await.narrow();
    Ok(SetUp { page, errors: Vec::new(), qr: qr_of(&uri)?, key: secret.text(), notice: None })
}

async fn set_up_page(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    match super::begun(&app, &context).await? {
        Some(secret) => html(&view(&app, &context, &secret).await?),
        None => Ok(surface::see_other("/security")),
    }
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn confirm_sent(
    State(app): State<Arc<App>>,
    context: Context,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, Error> {
    let outcome = super::confirm(&app, &context, &form.code).await;
    let again = match &outcome {
        Err(Error::WrongCode | Error::TooMany(_)) => super::begun(&app, &context).await?,
        _ => None,
    };
    match (outcome, again) {
        // The codes are in this answer alone, so it is no redirect.
        (Ok((codes, begun)), _) => {
            let page = frame::page(&app, &context, "codes-title").await.narrow();
            let shown = html(&Codes { page, codes })?;
            Ok(surface::with_cookies(shown, &[session::cookie_of(&begun)]))
        }
        (Err(Error::WrongCode), Some(secret)) => {
            let mut view = view(&app, &context, &secret).await?;
            view.errors = vec![FieldError { field: "code", words: view.page.t("error-app-code") }];
            surface::html_status(422, &view)
        }
        (Err(Error::TooMany(wait)), Some(secret)) => {
            let view =
                SetUp { notice: Some(sign_in::too_many(wait)), ..view(&app, &context, &secret).await? };
            Ok(surface::with_retry_after(surface::html_status(429, &view)?, wait))
        }
        // Nothing is being set up: sent twice, or from a page of long ago.
        (Err(Error::WrongCode), None) => Ok(surface::see_other("/security")),
        (Err(other), _) => Err(other),
    }
}

async fn remove_sent(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    match super::remove(&app, &context).await {
        Ok(()) => Ok(surface::see_other("/security?done=app-removed")),
        Err(Error::NotFound) => Ok(surface::see_other("/security")),
        Err(other) => Err(other),
    }
}

async fn codes_sent(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    match super::new_codes(&app, &context).await {
        Ok(codes) => {
            let page = frame::page(&app, &context, "codes-title").await.narrow();
            html(&Codes { page, codes })
        }
        Err(Error::NotFound) => Ok(surface::see_other("/security")),
        Err(other) => Err(other),
    }
}

/// How the person signs in.
#[derive(Serialize, ToSchema)]
struct SignInMethods {
    /// Whether an e-mailed code is a way in.
    email: bool,
    /// Since when there is an authenticator app, which is asked for after the e-mailed code.
    app_since: Option<String>,
    /// How many recovery codes are unused.
    recovery_codes_left: usize,
    /// Passkeys, the oldest first; each is a way in by itself.
    passkeys: Vec<PasskeyItem>,
}

/// One passkey.
#[derive(Serialize, ToSchema)]
struct PasskeyItem {
    /// Its name in URLs.
    id: String,
    /// What its owner calls it.
    name: String,
    /// Since when it is there.
    created_at: String,
    /// When it was used last.
    last_used_at: Option<String>,
}

fn methods_doc() -> Doc {
    let since = || "2026-11-21T16:48:00.000Z".to_owned();
    let id = "0193a7b0c0de70008000000000000123".into();
    let phone = PasskeyItem { id, name: "My phone".into(), created_at: since(), last_used_at: None };
    let example = SignInMethods {
        email: true,
        app_since: Some(since()),
        recovery_codes_left: 10,
        passkeys: vec![phone],
    };
    Doc::new("How I sign in.").gives::<SignInMethods>(200).example(&example).or(401, "SESSION_EXPIRED")
}

async fn methods_read(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let (held, kept) = tokio::join!(super::held(&app, &context), passkeys::kept(&app, &context));
    let held = held?;
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let item = |kept: Kept| PasskeyItem {
        id: kept.id.simple().to_string(),
        name: kept.name,
        created_at: text(kept.created_at),
        last_used_at: kept.last_used_at.map(text),
    };
    let methods = SignInMethods {
        email: true,
        app_since: held.app_since.map(text),
        recovery_codes_left: held.recovery_left,
        passkeys: kept?.into_iter().map(item).collect(),
    };
    Ok(json(200, &methods))
}

/// What an authenticator app needs.
#[derive(Serialize, ToSchema)]
struct AppSecret {
    /// For the keyboard, base 32.
    secret: String,
    /// For a QR code.
    uri: String,
}

fn start_doc() -> Doc {
    let example = AppSecret {
        secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
        uri: "otpauth://totp/Aurora:elena%40patients.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into(),
    };
    Doc::new("Begin to set up an authenticator app (A10). It counts for nothing until it is confirmed.")
        .gives::<AppSecret>(200)
        .example(&example)
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(422, "VALIDATION_FAILED")
}

async fn start_json(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let secret =
        super::begin(&app, &context).await?.ok_or_else(|| Error::invalid("app", "error-app-there"))?;
    let uri = super::uri(&app, &context, &secret).await?;
    Ok(json(200, &AppSecret { secret: secret.text(), uri }))
}

/// A code of the app.
#[derive(Serialize, Deserialize, ToSchema)]
struct AppCode {
    /// Six digits.
    code: String,
}

/// Ten recovery codes, shown once.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    /// Each works once in place of the app.
    recovery_codes: Vec<String>,
}

fn confirm_doc() -> Doc {
    Doc::new(
        "End setting up the app with one of its codes; a new session takes this one's place, others end.",
    )
    .takes::<AppCode>()
    .request_example(&AppCode { code: "492039".into() })
    .gives::<RecoveryCodes>(200)
    .example(&RecoveryCodes { recovery_codes: vec!["7K2QM-X4TDA".into(), "0PWZ3-9HJCN".into()] })
    .or(401, "CODE_INVALID")
    .or(401, "SESSION_EXPIRED")
    .or(403, "STEP_UP_REQUIRED")
    .or(429, "RATE_LIMITED")
}

async fn confirm_json(
    State(app): State<Arc<App>>,
    context: Context,
    JsonBody(given): JsonBody<AppCode>,
) -> Result<Response, Error> {
    let (recovery_codes, begun) = super::confirm(&app, &context, &given.code).await?;
    let answer = json(200, &RecoveryCodes { recovery_codes });
    Ok(surface::with_cookies(answer, &[session::cookie_of(&begun)]))
}

fn remove_doc() -> Doc {
    Doc::new("Remove the authenticator app and its recovery codes; all other sessions end.")
        .gives_nothing(204)
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(404, "NOT_FOUND")
}

async fn remove_json(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    super::remove(&app, &context).await?;
    Ok(surface::nothing())
}

fn codes_doc() -> Doc {
    Doc::new("Ten new recovery codes in place of the old ones.")
        .gives::<RecoveryCodes>(200)
        .example(&RecoveryCodes { recovery_codes: vec!["7K2QM-X4TDA".into(), "0PWZ3-9HJCN".into()] })
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(404, "NOT_FOUND")
}

async fn codes_json(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    Ok(json(200, &RecoveryCodes { recovery_codes: super::new_codes(&app, &context).await? }))
}
