//! What EHRs really send: quirks written down one by one, arbitrary damage, and other people's data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod observations;
mod ownership;
mod properties;
mod quirks;
mod real_data;
mod real_records;
mod records;

use chrono::{DateTime, Utc};
use fhir::Resource;
use serde_json::Value;

fn resource(json: &Value) -> Resource {
    Resource::from_text(&json.to_string()).unwrap()
}

/// A view of a JSON value.
fn of<V: serde::de::DeserializeOwned>(json: &Value) -> V {
    serde_json::from_str(&json.to_string()).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}
