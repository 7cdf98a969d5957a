//! Attachments as Canvas gives them (protocols 5.1, "Attachments"): no content stands in a resource, but an
//! address of Canvas's own that needs the bearer. It redirects to a short-lived address of a file store,
//! which needs none and, like S3, refuses a request that brings one.
//!
//! The address is `{base}/{type}/{id}/files/{n}`, the store `{origin}/canvas-files/{instance}/{key}`; where
//! the source is silent about their form, this is the twin's own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::chart::Chart;
use super::outcome::Refusal;
use crate::state::{Sandbox, locked};

/// How long an address of the store is good, in seconds.
const LIFE: i64 = 60;
/// Where the store answers.
const STORE: &str = "/canvas-files";

/// Where a file of the store is, and until when its address is good.
#[derive(Clone)]
struct Signed {
    instance: String,
    kind: String,
    id: String,
    nth: usize,
    expires: DateTime<Utc>,
}

/// The addresses that were given out.
#[derive(Default)]
pub struct Store(Mutex<HashMap<String, Signed>>);

/// The attachments of a resource, in order; empty for a type that has none here.
fn attachments(resource: &mut Value) -> Vec<&mut Value> {
    let (list, field) = match resource["resourceType"].as_str() {
        Some("DocumentReference") => ("content", Some("attachment")),
        Some("DiagnosticReport") => ("presentedForm", None),
        _ => return Vec::new(),
    };
    // Not by index, which would put a `null` where there is nothing.
    let Some(list) = resource.get_mut(list).and_then(Value::as_array_mut) else { return Vec::new() };
    match field {
        Some(field) => list.iter_mut().filter_map(|one| one.get_mut(field)).collect(),
        None => list.iter_mut().collect(),
    }
}

/// Puts Canvas's own addresses in the place of content.
pub fn view(base: &str, resource: &mut Value) {
    let kind = resource["resourceType"].as_str().unwrap_or_default().to_owned();
    let id = resource["id"].as_str().unwrap_or_default().to_owned();
    for (nth, attachment) in attachments(resource).into_iter().enumerate() {
        // An address that is nobody's here stays as it is: charts say so on purpose.
        let ours = attachment["data"].is_string() || address(attachment).starts_with("Binary/");
        if let (true, Some(fields)) = (ours, attachment.as_object_mut()) {
            fields.remove("data");
            fields.insert("url".to_owned(), json!(format!("{base}/{kind}/{id}/files/{nth}")));
        }
    }
}

fn address(attachment: &Value) -> &str {
    attachment["url"].as_str().unwrap_or_default()
}

/// Answers `GET {type}/{id}/files/{n}`: 302 to the store.
///
/// # Errors
/// 404 when there is no such attachment.
pub async fn redirect(
    sandbox: &Sandbox,
    (instance, origin): (&str, &str),
    path: &str,
) -> Result<Response, Refusal> {
    let parts: Vec<&str> = path.split('/').collect();
    let [kind @ ("DocumentReference" | "DiagnosticReport"), id, "files", nth] = parts.as_slice() else {
        return Err(Refusal::unsupported());
    };
    let nth: usize = nth.parse().map_err(|_| Refusal::no_such_address())?;
    if base::FhirId::parse(id).is_err() {
        return Err(Refusal::unknown(kind, id));
    }
    let chart = Chart::new(sandbox.fhir(instance), String::new());
    let mut resource = chart.read(kind, id).await?.ok_or_else(|| Refusal::unknown(kind, id))?;
    if attachments(&mut resource).len() <= nth {
        return Err(Refusal::no_such_address());
    }
    let (key, now) = (base::random::token(), sandbox.clock.now());
    let bucket = instance;
    let (instance, kind, id) = (instance.to_owned(), (*kind).to_owned(), (*id).to_owned());
    let signed = Signed { instance, kind, id, nth, expires: now + Duration::seconds(LIFE) };
    let mut given = locked(&sandbox.canvas_files.0);
    given.retain(|_, one| one.expires > now);
    given.insert(key.clone(), signed);
    let to = format!("{origin}{STORE}/{bucket}/{key}?X-Amz-Expires={LIFE}");
    Ok((StatusCode::FOUND, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".into())])
        .into_response())
}

/// The store's routes, to be nested at `/canvas-files`.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new().route("/{instance}/{key}", get(stored)).with_state(sandbox)
}

async fn stored(
    State(sandbox): State<Arc<Sandbox>>,
    Path((instance, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return refused(StatusCode::BAD_REQUEST, "InvalidArgument: only one auth mechanism is allowed");
    }
    let signed = locked(&sandbox.canvas_files.0).get(&key).cloned();
    match signed {
        Some(signed) if signed.instance == instance && signed.expires > sandbox.clock.now() => {
            content(&sandbox, &signed).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => refused(StatusCode::FORBIDDEN, "AccessDenied: the request has expired"),
    }
}

fn refused(status: StatusCode, why: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/xml")], format!("<Error>{why}</Error>")).into_response()
}

/// The bytes, under the type that the attachment claims.
async fn content(sandbox: &Sandbox, signed: &Signed) -> Result<Response, Refusal> {
    let chart = Chart::new(sandbox.fhir(&signed.instance), String::new());
    let gone = Refusal::no_such_address;
    let mut resource = chart.read(&signed.kind, &signed.id).await?.ok_or_else(gone)?;
    let mut all = attachments(&mut resource);
    if all.len() <= signed.nth {
        return Err(gone());
    }
    let mut attachment = all.swap_remove(signed.nth).take();
    if let Some(id) = address(&attachment).strip_prefix("Binary/") {
        let id = id.split('/').next().unwrap_or_default().to_owned();
        let mut binary = chart.read("Binary", &id).await?.ok_or_else(gone)?;
        attachment["data"] = binary["data"].take();
    }
    let data: String = attachment["data"].as_str().unwrap_or_default().split_whitespace().collect();
    let bytes = STANDARD.decode(data).map_err(|_| Refusal::broken("an attachment is no base64"))?;
    let kind = attachment["contentType"].as_str().unwrap_or("application/octet-stream").to_owned();
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}
