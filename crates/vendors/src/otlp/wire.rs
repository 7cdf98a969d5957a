//! `ExportTraceServiceRequest` in OTLP's JSON: ids in hex, times as texts of nanoseconds.

use serde_json::{Value as Json, json};

use super::{Done, Value};

/// The message of a batch.
pub(super) fn message(service: &str, batch: &[Done]) -> Json {
    let about = [
        attribute("service.name", &Value::Text(service.to_owned())),
        attribute("service.version", &Value::Text(env!("CARGO_PKG_VERSION").to_owned())),
    ];
    let spans: Vec<Json> = batch.iter().map(span).collect();
    json!({"resourceSpans": [{"resource": {"attributes": about},
        "scopeSpans": [{"scope": {"name": "portico"}, "spans": spans}]}]})
}

fn span(done: &Done) -> Json {
    let attributes: Vec<Json> = done.attributes.iter().map(|(key, value)| attribute(key, value)).collect();
    let mut told = json!({
        "traceId": format!("{:032x}", done.ids.trace),
        "spanId": format!("{:016x}", done.ids.span),
        "name": done.name,
        "kind": done.kind as u8,
        "startTimeUnixNano": done.began.to_string(),
        "endTimeUnixNano": done.ended.to_string(),
        "attributes": attributes,
        // Status 2 is an error; unset, nothing is claimed.
        "status": if done.failed { json!({"code": 2}) } else { json!({}) },
    });
    if let Some(parent) = done.parent {
        told["parentSpanId"] = json!(format!("{parent:016x}"));
    }
    told
}

fn attribute(key: &str, value: &Value) -> Json {
    let value = match value {
        Value::Text(text) => json!({"stringValue": text}),
        Value::Number(number) => json!({"intValue": number.to_string()}),
        Value::YesNo(yes) => json!({"boolValue": yes}),
    };
    json!({"key": key, "value": value})
}
