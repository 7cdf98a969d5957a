//! A passkey as the fresh proof, in JSON: the step-up page's script asks it, and apps do.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use policy::Action;

use crate::app::App;
use crate::error::Error;
use crate::passkeys::{PasskeyAnswer, PasskeyCeremony};
use crate::security::step_up::routes::Fresh;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session;
use crate::shell::{JsonBody, json, surface};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let start = &["/v1/portal/auth/step-up/passkey/start"];
    let finish = &["/v1/portal/auth/step-up/passkey"];
    routes.api_post(start, Action::ManageAccount, start_doc, start_json).api_post(
        finish,
        Action::ManageAccount,
        finish_doc,
        finish_json,
    )
}

fn start_doc() -> Doc {
    Doc::new(
        "Begin to prove with a passkey that it is me (step-up): options for `navigator.credentials.get`.",
    )
    .gives::<PasskeyCeremony>(200)
    .example(&PasskeyCeremony::example())
    .or(401, "SESSION_EXPIRED")
}

async fn start_json(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    Ok(json(200, &PasskeyCeremony::from(super::begin(&app, &context).await?)))
}

fn finish_doc() -> Doc {
    Doc::new("Prove with a passkey that it is me (step-up); a new session takes the place of this one.")
        .takes::<PasskeyAnswer>()
        .request_example(&PasskeyAnswer::example())
        .gives::<Fresh>(200)
        .example(&Fresh::of(600))
        .or(401, "PASSKEY_INVALID")
        .or(401, "SESSION_EXPIRED")
        .or(422, "VALIDATION_FAILED")
}

async fn finish_json(
    State(app): State<Arc<App>>,
    context: Context,
    JsonBody(given): JsonBody<PasskeyAnswer>,
) -> Result<Response, Error> {
    let begun = super::prove(&app, &context, &given.into()).await?;
    let fresh = Fresh::of(app.config.session.fresh.std().as_secs());
    Ok(surface::with_cookies(json(200, &fresh), &[session::cookie_of(&begun)]))
}
