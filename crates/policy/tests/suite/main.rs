//! The release rules, through the public door.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod holds;
mod properties;
mod rules;
mod timing;

use base::{AccountId, FhirId, OrgId};
use chrono::{DateTime, Utc};
use fhir::Resource;
use policy::{Access, Action, Actor, HoldRequest, decide};
use serde_json::{Value, json};

fn id(text: &str) -> FhirId {
    FhirId::parse(text).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn now() -> DateTime<Utc> {
    at("2026-03-01T12:00:00Z")
}

/// The longest that a hold lasts in these tests.
fn month() -> chrono::Duration {
    chrono::Duration::days(30)
}

fn access(action: Action) -> Access {
    let actor = Actor::Patient { account: AccountId(uuid::Uuid::from_u128(1)), patient: id("me") };
    decide(&actor, OrgId(uuid::Uuid::from_u128(2)), action, None).unwrap()
}

fn resource(json: &Value) -> Resource {
    Resource::from_text(&json.to_string()).unwrap()
}

fn observation(resource_id: &str, patient: &str) -> Value {
    json!({"resourceType": "Observation", "id": resource_id, "status": "final",
        "subject": {"reference": format!("Patient/{patient}")}})
}

fn hold_on(resource_id: &str, expires_at: DateTime<Utc>) -> HoldRequest {
    HoldRequest {
        patient: id("me"),
        resource_type: "Observation".to_owned(),
        resource_id: id(resource_id),
        exception_code: "preventing-harm".to_owned(),
        reason: "The doctor will call first.".to_owned(),
        author: "Dr. Careful".to_owned(),
        expires_at: Some(expires_at),
    }
}
