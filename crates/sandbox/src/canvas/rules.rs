//! Canvas's rules for writing a Communication, an Appointment and a Task (protocols 5.1). Types without an
//! entry here are stored as sent.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::filters::each;
use super::outcome::Refusal;

type Fields = Map<String, Value>;

/// A message between exactly one patient and one practitioner. It is stored `completed`, whatever was sent,
/// and sent now unless it says when. `received` stays as it came: with it, the message arrives read.
///
/// # Errors
/// 422 for other parties, or without words.
pub fn communication(mut body: Fields, now: DateTime<Utc>) -> Result<Fields, Refusal> {
    let sender = body.get("sender").and_then(|sender| sender["reference"].as_str());
    let recipients = each(field(&body, "recipient")).map(|recipient| recipient["reference"].as_str());
    let parties: Vec<&str> = std::iter::once(sender).chain(recipients).flatten().collect();
    let count = |kind: &str| parties.iter().filter(|party| party.starts_with(kind)).count();
    if parties.len() != 2 || count("Patient/") != 1 || count("Practitioner/") != 1 {
        return Err(Refusal::rule("sender and recipient must be exactly one Patient and one Practitioner"));
    }
    let mut words = each(field(&body, "payload")).map(|payload| payload["contentString"].as_str());
    if !words.any(|words| words.is_some_and(|words| !words.is_empty())) {
        return Err(Refusal::rule("payload with contentString is required"));
    }
    if field(&body, "status").as_str().is_none() {
        return Err(Refusal::rule("status is required"));
    }
    body.insert("status".to_owned(), "completed".into());
    body.entry("sent").or_insert_with(|| now.to_rfc3339_opts(SecondsFormat::Millis, true).into());
    Ok(body)
}

/// An appointment. An update is partial: what it leaves out stays. Double booking is allowed, as in Canvas by
/// default.
///
/// # Errors
/// 422 for a status, times or participants that Canvas would not take, and for reviving a cancelled one.
pub fn appointment(stored: Fields, body: Fields) -> Result<Fields, Refusal> {
    let revived =
        field(&stored, "status") == "cancelled" && body.get("status").is_some_and(|s| s != "cancelled");
    if revived {
        return Err(Refusal::rule("a cancelled appointment stays cancelled"));
    }
    let mut result = stored;
    result.extend(body);
    let statuses =
        ["proposed", "pending", "booked", "arrived", "checked-in", "fulfilled", "noshow", "cancelled"];
    if !field(&result, "status").as_str().is_some_and(|status| statuses.contains(&status)) {
        return Err(Refusal::rule(format!("status is one of {}", statuses.join(", "))));
    }
    let time =
        |name: &str| DateTime::parse_from_rfc3339(field(&result, name).as_str().unwrap_or_default()).ok();
    if !matches!((time("start"), time("end")), (Some(start), Some(end)) if end > start) {
        return Err(Refusal::rule("start and end are required, and end is after start"));
    }
    let takes_part = |kind: &str| {
        let mut actors = each(field(&result, "participant")).map(|one| one["actor"]["reference"].as_str());
        actors.any(|actor| actor.is_some_and(|actor| actor.starts_with(kind)))
    };
    if !takes_part("Practitioner/") || !takes_part("Patient/") {
        return Err(Refusal::rule("participant needs a Practitioner and a Patient"));
    }
    Ok(result)
}

/// A task. An update deletes description, owner, restriction, input and notes when it leaves them out; the
/// rest stays. Its intent is always `unknown`.
///
/// # Errors
/// 422 without a practitioner as requester, and for another status.
pub fn task(stored: Fields, body: Fields, now: DateTime<Utc>) -> Result<Fields, Refusal> {
    let mut result = stored;
    for deleted in ["description", "owner", "restriction", "input", "note"] {
        result.remove(deleted);
    }
    result.extend(body);
    if !matches!(field(&result, "status").as_str(), Some("requested" | "completed" | "cancelled")) {
        return Err(Refusal::rule("status is one of requested, completed, cancelled"));
    }
    let requester = field(&result, "requester")["reference"].as_str();
    if !requester.is_some_and(|requester| requester.starts_with("Practitioner/")) {
        return Err(Refusal::rule("requester, a Practitioner, is required"));
    }
    result.insert("intent".to_owned(), "unknown".into());
    result.entry("authoredOn").or_insert_with(|| now.to_rfc3339_opts(SecondsFormat::Millis, true).into());
    Ok(result)
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a Value {
    fields.get(name).unwrap_or(&Value::Null)
}
