//! SendGrid's twin (v3 mail send), mounted at `/sendgrid`: refuses what SendGrid refuses, in its words' shape
//! `{"errors":[{message,field,help}]}`, and puts what it accepts into the inbox.
//!
//! ```text
//! POST /v3/mail/send ─► 401 key ─► 415 type ─► 413 size ─► 400 rules ─┬─► 202 + X-Message-Id, delivered
//!                                                                      └─► 200 sandbox_mode, not delivered
//! ```

mod rules;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use crate::state::{Mail, Sandbox};
use rules::{Letter, Refusal};

/// The API key that the twin knows.
pub const KEY: &str = "SG.sandbox";
/// SendGrid takes mails of up to 30 MB.
const MOST: usize = 30 * 1024 * 1024;

struct Twin {
    sandbox: Arc<Sandbox>,
    /// The token epoch that a request was last refused for.
    seen: AtomicU64,
}

/// The routes of `/sendgrid`.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    let seen = AtomicU64::new(sandbox.faults.token_epoch("sendgrid"));
    let twin = Arc::new(Twin { sandbox, seen });
    Router::new()
        .route("/v3/mail/send", post(send).layer(DefaultBodyLimit::disable()))
        .route("/v3/scopes", get(scopes))
        .fallback(async || refuse(StatusCode::NOT_FOUND, vec![Refusal::plain("resource not found")]))
        .method_not_allowed_fallback(async || {
            refuse(StatusCode::METHOD_NOT_ALLOWED, vec![Refusal::plain("method not allowed")])
        })
        .with_state(twin)
}

fn refuse(status: StatusCode, errors: Vec<Refusal>) -> Response {
    (status, Json(json!({"errors": errors}))).into_response()
}

/// Checks the API key. The fault `revoke_token` makes it invalid for one request: the twin has one key only,
/// so that a key invalid for good could not be told from a wrong one.
fn authorized(twin: &Twin, headers: &HeaderMap) -> Result<(), &'static str> {
    let given = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let Some(given) = given else {
        return Err("authorization required");
    };
    let epoch = twin.sandbox.faults.token_epoch("sendgrid");
    let revoked = twin.seen.swap(epoch, Ordering::Relaxed) != epoch;
    if revoked || given.strip_prefix("Bearer ") != Some(KEY) {
        return Err("The provided authorization grant is invalid, expired, or revoked");
    }
    Ok(())
}

/// `GET /v3/scopes`: what the key may do; the cheapest way to see whether it works.
async fn scopes(State(twin): State<Arc<Twin>>, headers: HeaderMap) -> Response {
    match authorized(&twin, &headers) {
        Ok(()) => Json(json!({"scopes": ["mail.send"]})).into_response(),
        Err(says) => refuse(StatusCode::UNAUTHORIZED, vec![Refusal::plain(says)]),
    }
}

async fn send(State(twin): State<Arc<Twin>>, headers: HeaderMap, body: axum::body::Body) -> Response {
    if let Err(says) = authorized(&twin, &headers) {
        return refuse(StatusCode::UNAUTHORIZED, vec![Refusal::plain(says)]);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("application/json") {
        let says = "Content-Type should be application/json.";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, vec![Refusal::plain(says)]);
    }
    let Ok(body) = axum::body::to_bytes(body, MOST).await else {
        let says = "The total size of your email, including attachments, must be less than 30MB.";
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, vec![Refusal::plain(says)]);
    };
    match accepted(&twin, &body) {
        Ok(answer) => answer,
        Err(errors) => refuse(StatusCode::BAD_REQUEST, errors),
    }
}

fn accepted(twin: &Twin, body: &Bytes) -> Result<Response, Vec<Refusal>> {
    let letter: Letter = serde_json::from_slice(body).map_err(|_| vec![Refusal::plain("Bad Request")])?;
    let now = twin.sandbox.clock.now();
    rules::check(&letter, now)?;
    if letter.sandboxed() {
        return Ok(StatusCode::OK.into_response());
    }
    for post in letter.posts() {
        let id = twin.sandbox.inbox.next_id();
        let (text, html) = (letter.part("text/plain"), letter.part("text/html"));
        let from = letter.sender().to_owned();
        twin.sandbox.inbox.put(Mail {
            id,
            to: post.to,
            from,
            subject: post.subject,
            text,
            html,
            sent_at: now,
        });
    }
    // SendGrid's ids are 22 letters of base64url.
    let message: String = base::random::token().chars().take(22).collect();
    Ok((StatusCode::ACCEPTED, [("x-message-id", message)]).into_response())
}
