//! The sandbox control API (contract, "Sandbox control API"): JSON for programs, HTML for a browser.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use chrono::{Duration, SecondsFormat};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faults::Order;
use crate::pages;
use crate::state::Sandbox;

type Shared = State<Arc<Sandbox>>;

/// The routes at the sandbox's root.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/style.css", get(style))
        .route("/healthz", get(health))
        .route("/patients", get(patients))
        .route("/inbox", get(inbox).delete(empty_inbox))
        .route("/phone", get(phone))
        .route("/push", get(push))
        .route("/calls", get(calls).delete(forget_calls))
        .route("/faults", get(faults).post(order_fault).delete(clear_faults))
        .route("/clock", get(clock).post(advance))
        .fallback(async || complaint(StatusCode::NOT_FOUND, "no such path; the index page is at /"))
        .method_not_allowed_fallback(async || {
            complaint(StatusCode::METHOD_NOT_ALLOWED, "this path knows other methods")
        })
        .with_state(sandbox)
}

fn complaint(status: StatusCode, says: &str) -> Response {
    (status, Json(json!({"error": says}))).into_response()
}

/// `?to=` of the inbox, the phone and push messages.
#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

/// `?vendor=` of the calls.
#[derive(Deserialize)]
struct Vendor {
    vendor: Option<String>,
}

/// A browser asks for HTML by name; everyone else gets JSON.
fn browser(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn shown<T: Serialize>(headers: &HeaderMap, items: &T, page: impl FnOnce() -> String) -> Response {
    if browser(headers) { Html(page()).into_response() } else { Json(items).into_response() }
}

async fn index(State(sandbox): Shared, headers: HeaderMap) -> Response {
    let index = json!({
        "twins": {"fhir": "/fhir", "canvas": "/canvas/{instance}",
                  "canvas-files": "/canvas-files", "sendgrid": "/sendgrid"},
        "control": ["/healthz", "/patients", "/inbox", "/phone", "/push", "/calls", "/faults", "/clock"],
    });
    shown(&headers, &index, || pages::index(&sandbox))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], pages::STYLE).into_response()
}

/// 503 until everything is loaded, then 200; both with the counts.
async fn health(State(sandbox): Shared) -> Response {
    let progress = sandbox.loading.look();
    if progress.done {
        (StatusCode::OK, Json(json!({"ready": progress}))).into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"loading": progress}))).into_response()
    }
}

/// Every patient that can sign in.
async fn patients(State(sandbox): Shared, headers: HeaderMap) -> Response {
    let people = sandbox.people.all();
    let listed = people.iter().filter_map(|person| {
        let email = person.email.as_ref()?;
        Some(json!({"org": person.org, "patient": person.patient, "email": email, "name": person.name}))
    });
    let listed: Vec<Value> = listed.collect();
    shown(&headers, &listed, || pages::patients(&sandbox, &people))
}

async fn inbox(State(sandbox): Shared, headers: HeaderMap, Query(query): Query<To>) -> Response {
    let mails = sandbox.inbox.list(query.to.as_deref());
    shown(&headers, &mails, || pages::inbox(&mails))
}

async fn empty_inbox(State(sandbox): Shared) -> StatusCode {
    sandbox.inbox.clear();
    StatusCode::NO_CONTENT
}

async fn phone(State(sandbox): Shared, headers: HeaderMap, Query(query): Query<To>) -> Response {
    let messages = sandbox.phone.list(query.to.as_deref());
    shown(&headers, &messages, || pages::records("Text messages", &messages))
}

async fn push(State(sandbox): Shared, headers: HeaderMap, Query(query): Query<To>) -> Response {
    let messages = sandbox.push.list(query.to.as_deref());
    shown(&headers, &messages, || pages::records("Push messages", &messages))
}

async fn calls(State(sandbox): Shared, headers: HeaderMap, Query(query): Query<Vendor>) -> Response {
    let calls = sandbox.calls.list(query.vendor.as_deref());
    shown(&headers, &calls, || pages::records("Calls", &calls))
}

async fn forget_calls(State(sandbox): Shared) -> StatusCode {
    sandbox.calls.clear();
    StatusCode::NO_CONTENT
}

async fn faults(State(sandbox): Shared, headers: HeaderMap) -> Response {
    let faults = sandbox.faults.list();
    shown(&headers, &faults, || pages::records("Faults in place", &faults))
}

/// Takes a fault, or says with 422 why it cannot act.
async fn order_fault(State(sandbox): Shared, body: Bytes) -> Response {
    let order: Order = match serde_json::from_slice(&body) {
        Ok(order) => order,
        Err(why) => {
            let says = format!("not a fault {{vendor, path?, kind, value?, times?}}: {why}");
            return complaint(StatusCode::UNPROCESSABLE_ENTITY, &says);
        }
    };
    match sandbox.faults.order(order) {
        Ok(fault) => (StatusCode::CREATED, Json(fault)).into_response(),
        Err(why) => complaint(StatusCode::UNPROCESSABLE_ENTITY, &why.to_string()),
    }
}

async fn clear_faults(State(sandbox): Shared) -> StatusCode {
    sandbox.faults.clear();
    StatusCode::NO_CONTENT
}

fn time(sandbox: &Sandbox) -> Value {
    json!({"now": sandbox.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true)})
}

async fn clock(State(sandbox): Shared, headers: HeaderMap) -> Response {
    let now = time(&sandbox);
    shown(&headers, &now, || pages::records("Clock", std::slice::from_ref(&now)))
}

/// `POST /clock {"advance":"PT16M"}`.
async fn advance(State(sandbox): Shared, body: Bytes) -> Response {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Advance {
        advance: String,
    }
    let asked = serde_json::from_slice::<Advance>(&body).ok().and_then(|asked| duration(&asked.advance));
    let Some(by) = asked else {
        let says =
            "send {\"advance\":\"PT16M\"}: days, hours, minutes and seconds of ISO 8601, at most 3660 days";
        return complaint(StatusCode::UNPROCESSABLE_ENTITY, says);
    };
    sandbox.clock.advance(by);
    Json(time(&sandbox)).into_response()
}

/// An ISO 8601 duration of days, hours, minutes and seconds (`P1DT2H`, `PT16M`). Years and months have no
/// fixed length and are refused, as is anything over ten years.
fn duration(text: &str) -> Option<Duration> {
    let (days, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (text.strip_prefix('P')?, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let seconds = fields(days, &[('D', 86_400)])? + fields(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    (seconds <= 3_660 * 86_400).then(|| Duration::seconds(seconds))
}

/// Sums `1H2M` by its units, which must come in their order.
fn fields(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0i64;
    for (unit, length) in units {
        if let Some((number, rest)) = text.split_once(*unit) {
            let digits =
                !number.is_empty() && number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit());
            sum += digits.then(|| number.parse::<i64>().ok())?? * length;
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_whole_or_refused() {
        let seconds = |text: &str| duration(text).map(|by| by.num_seconds());
        assert_eq!(seconds("PT16M"), Some(960));
        assert_eq!(seconds("P1DT2H3M4S"), Some(93_784));
        assert_eq!(seconds("P2D"), Some(172_800));
        let wrong =
            ["", "P", "PT", "16M", "PT16", "PT-16M", "P1M", "P1Y", "PT1M2H", "PTM", "P9999999D", "PT1MT"];
        for wrong in wrong {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
