//! Create and update. Neither answers with a body: the id of a new resource is in `Location` alone.
//!
//! No conditional create: `If-None-Exist` and `If-Match` do nothing, and the same POST twice makes two
//! resources. An unreadable `If-Unmodified-Since` is refused (the text does not say), so that no client
//! believes in a guard that is not there.

use std::collections::BTreeSet;

use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::chart::Chart;
use super::outcome::Refusal;
use super::{patient, rules, shape};

/// Stores a new resource and answers 201. `base` is the FHIR base for `Location`.
///
/// # Errors
/// 400 for a body that is not such a resource, 422 for what Canvas would not take.
pub async fn create(
    chart: &Chart,
    kind: &str,
    body: &[u8],
    base: &str,
    now: DateTime<Utc>,
) -> Result<Response, Refusal> {
    let mut body = parse(kind, body)?;
    body.remove("id");
    let mut resource = match kind {
        "Patient" => patient::create(body, now)?,
        "Communication" => rules::communication(body, now)?,
        "Appointment" => rules::appointment(Map::new(), body)?,
        "Task" => rules::task(Map::new(), body, now)?,
        _ => body,
    };
    let id = base::random::uuid_v7(now);
    // Patient and staff keys have no dashes in Canvas.
    let id =
        if matches!(kind, "Patient" | "Practitioner") { id.simple().to_string() } else { id.to_string() };
    resource.insert("id".to_owned(), id.clone().into());
    let resource = Value::Object(resource);
    people_exist(chart, &resource).await?;
    chart.put(&resource, None).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("{base}/{kind}/{id}"))]).into_response())
}

/// Changes a resource and answers 200.
///
/// # Errors
/// 404 for an unknown id, 412 when it changed since `If-Unmodified-Since`, 400 and 422 as [`create`].
pub async fn update(
    chart: &Chart,
    kind: &str,
    id: &str,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Response, Refusal> {
    let body = parse(kind, body)?;
    if body.get("id").and_then(Value::as_str) != Some(id) {
        return Err(Refusal::invalid("the id of the body is not that of the address"));
    }
    let stored = chart.read(kind, id).await?.ok_or_else(|| Refusal::unknown(kind, id))?;
    let over = unmodified(headers, &stored)?;
    // Shown in English only, and never updated: what is stored stays.
    let languages = stored.get("communication").cloned();
    let Value::Object(mut stored) = shape::view_one(chart, stored).await? else {
        return Err(Refusal::broken("a stored resource is not an object"));
    };
    let meta = stored.remove("meta");
    let mut resource = match kind {
        "Patient" => patient::update(stored, body, languages, now)?,
        "Appointment" => rules::appointment(stored, body)?,
        "Task" => rules::task(stored, body, now)?,
        _ => body,
    };
    // Labels and profiles are the server's affair; version and time in it are replaced by the FHIR server.
    resource.extend(meta.map(|meta| ("meta".to_owned(), meta)));
    let resource = Value::Object(resource);
    people_exist(chart, &resource).await?;
    chart.put(&resource, over.as_deref()).await?;
    Ok(StatusCode::OK.into_response())
}

fn parse(kind: &str, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::invalid("the body is not JSON"))?;
    let Value::Object(mut fields) = body else {
        return Err(Refusal::invalid("the body is not a resource"));
    };
    if fields.get("resourceType").is_none_or(|given| given != kind) {
        return Err(Refusal::invalid("the resourceType of the body is not that of the address"));
    }
    fields.remove("meta");
    Ok(fields)
}

/// Checks `If-Unmodified-Since`. The version that may be written over, when the request asks for one.
fn unmodified(headers: &HeaderMap, stored: &Value) -> Result<Option<String>, Refusal> {
    let Some(since) = headers.get(header::IF_UNMODIFIED_SINCE) else { return Ok(None) };
    let since = since.to_str().ok().and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    let since = since.ok_or_else(|| Refusal::invalid("If-Unmodified-Since is not an HTTP date"))?;
    let meta = &stored["meta"];
    let changed = DateTime::parse_from_rfc3339(meta["lastUpdated"].as_str().unwrap_or_default());
    let (Ok(changed), Some(version)) = (changed, meta["versionId"].as_str()) else {
        return Err(Refusal::broken("a stored resource has no lastUpdated or versionId"));
    };
    // HTTP dates have whole seconds.
    if changed.timestamp() > since.timestamp() {
        Err(Refusal::changed())
    } else {
        Ok(Some(version.to_owned()))
    }
}

/// Every patient and practitioner that a resource names must be there.
async fn people_exist(chart: &Chart, resource: &Value) -> Result<(), Refusal> {
    let mut people = BTreeSet::new();
    collect(resource, &mut people);
    for (kind, id) in people {
        let known = match base::FhirId::parse(&id) {
            Ok(id) => chart.read(kind, id.as_str()).await?.is_some(),
            Err(_) => false,
        };
        if !known {
            return Err(Refusal::rule(format!("a {kind} that the resource refers to does not exist")));
        }
    }
    Ok(())
}

fn collect(value: &Value, people: &mut BTreeSet<(&'static str, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, people)),
        Value::Object(fields) => {
            let reference = fields.get("reference").and_then(Value::as_str).unwrap_or_default();
            for kind in ["Patient", "Practitioner"] {
                if let Some(id) = reference.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')) {
                    people.insert((kind, id.to_owned()));
                }
            }
            fields.values().for_each(|field| collect(field, people));
        }
        _ => {}
    }
}
