//! Signing in with a passkey, in JSON: the sign-in page's script asks it, and apps do.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use policy::Action;

use crate::app::App;
use crate::error::Error;
use crate::passkeys::{PasskeyAnswer, PasskeyCeremony};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::{JsonBody, json, session, surface};
use crate::sign_in::routes::{SessionState, device};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.api_post(&["/v1/portal/auth/passkey/start"], Action::SignIn, start_doc, start).api_post(
        &["/v1/portal/auth/passkey"],
        Action::SignIn,
        finish_doc,
        finish,
    )
}

fn start_doc() -> Doc {
    Doc::new("Begin to sign in with a passkey (A11): options for `navigator.credentials.get`.")
        .gives::<PasskeyCeremony>(200)
        .example(&PasskeyCeremony::example())
        .or(429, "RATE_LIMITED")
}

async fn start(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    Ok(json(200, &PasskeyCeremony::from(super::begin(&app, &context).await?)))
}

fn finish_doc() -> Doc {
    Doc::new("Sign in with a passkey; sets the session cookie. No second factor is asked for.")
        .takes::<PasskeyAnswer>()
        .request_example(&PasskeyAnswer::example())
        .gives::<SessionState>(200)
        .example(&SessionState::example())
        .or(401, "PASSKEY_INVALID")
        .or(422, "VALIDATION_FAILED")
}

async fn finish(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    JsonBody(given): JsonBody<PasskeyAnswer>,
) -> Result<Response, Error> {
    let signed_in = super::finish(&app, &context, &device(&headers), &given.into()).await?;
    let state = SessionState::of(&app, &signed_in);
    let cookies = [session::cookie_of(&signed_in.begun), signed_in.device];
    Ok(surface::with_cookies(json(200, &state), &cookies))
}
