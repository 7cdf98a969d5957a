//! Passkeys as a page and in JSON. The page only has the browser's own dialogue opened: what it sends and
//! gets is the API.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use policy::Action;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::pages::AddPasskey;
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{Answer, INVITE_COOKIE, LATER};
use crate::passkeys::{PasskeyAnswer, PasskeyCeremony};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session::{device, set_cookie};
use crate::shell::{JsonBody, Part, frame, html, json as answer, surface};
use crate::sign_in;
use crate::ui::text::L;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let start = &["/v1/portal/passkeys/start"];
    let add = &["/v1/portal/passkeys"];
    let remove = &["/v1/portal/passkeys/{id}/remove"];
    routes
        .get("/security/passkey", Action::SecureAccount, page)
        .post("/security/passkey/later", Action::ManageAccount, later_sent)
        .post("/security/passkeys/{id}/remove", Action::SecureAccount, remove_sent)
        .api_post(start, Action::SecureAccount, start_doc, start_json)
        .api_post(add, Action::SecureAccount, add_doc, add_json)
        .api_post(remove, Action::SecureAccount, remove_doc, remove_json)
}

async fn page(State(app): State<Arc<App>>, context: Context, headers: HeaderMap) -> Result<Response, Error> {
    let page = frame::page(&app, &context, "passkey-title").await.narrow();
    let name = device::words(&sign_in::device(&headers).tag, L::new(context.lang));
    html(&AddPasskey { name, no_error: None, page })
}

/// "Not now", on Home.
async fn later_sent() -> Response {
    surface::with_cookies(surface::see_other("/"), &[set_cookie(INVITE_COOKIE, "later", LATER)])
}

async fn remove_sent(State(app): State<Arc<App>>, context: Context, part: Part) -> Result<Response, Error> {
    super::remove(&app, &context, part.named("id")).await?;
    Ok(surface::see_other("/security?done=passkey-removed"))
}

fn start_doc() -> Doc {
    Doc::new("Begin to add a passkey (A11): options for `navigator.credentials.create`.")
        .gives::<PasskeyCeremony>(200)
        .example(&PasskeyCeremony::example())
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(422, "VALIDATION_FAILED")
}

async fn start_json(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    Ok(answer(200, &PasskeyCeremony::from(super::begin(&app, &context).await?)))
}

/// A new passkey.
#[derive(Serialize, Deserialize, ToSchema)]
struct NewPasskey {
    /// What its owner calls it, at most 40 letters.
    name: String,
    /// What the ceremony began with.
    ceremony: String,
    /// The credential as `PublicKeyCredential.toJSON()` writes it.
    credential: Value,
}

/// What was added.
#[derive(Serialize, ToSchema)]
struct Added {
    /// Its name in URLs.
    id: String,
}

fn add_doc() -> Doc {
    let credential = json!({
        "id": "AZk1uYH4nX0",
        "rawId": "AZk1uYH4nX0",
        "type": "public-key",
        "response": {
            "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
            "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVg",
        },
        "clientExtensionResults": {},
    });
    let PasskeyAnswer { ceremony, .. } = PasskeyAnswer::example();
    Doc::new("End adding a passkey; all other sessions end.")
        .takes::<NewPasskey>()
        .request_example(&NewPasskey { name: "My phone".into(), ceremony, credential })
        .gives::<Added>(200)
        .example(&Added { id: "0193a7b0c0de70008000000000000123".into() })
        .or(401, "PASSKEY_INVALID")
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(422, "VALIDATION_FAILED")
}

async fn add_json(
    State(app): State<Arc<App>>,
    context: Context,
    JsonBody(given): JsonBody<NewPasskey>,
) -> Result<Response, Error> {
    let proof = Answer { ceremony: given.ceremony, credential: given.credential };
    let id = super::add(&app, &context, &proof, &given.name).await?;
    let added = answer(200, &Added { id: id.simple().to_string() });
    Ok(surface::with_cookies(added, &[set_cookie(INVITE_COOKIE, "", 0)]))
}

fn remove_doc() -> Doc {
    Doc::new("Remove one of my passkeys; all other sessions end.")
        .gives_nothing(204)
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
        .or(404, "NOT_FOUND")
}

async fn remove_json(State(app): State<Arc<App>>, context: Context, part: Part) -> Result<Response, Error> {
    super::remove(&app, &context, part.named("id")).await?;
    Ok(surface::nothing())
}
