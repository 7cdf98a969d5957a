//! How Canvas shows what the FHIR server holds. A resource is mapped, never dropped, so that a patient has as
//! many of each type on both sides.
//!
//! MedicationRequest: Canvas knows three statuses. Prescriptions there do not end by themselves, so
//! `completed` reads `active`, as do `on-hold`, `draft`, `unknown` and none at all; `stopped` reads
//! `cancelled`; `active`, `cancelled` and `entered-in-error` stay. Intent is `filler-order` (a refill) or
//! `order`, which stands for every other one. The requester is a bare reference, the medication always a
//! concept (a medicationReference is followed), the sig one text (several are joined with "; ").
//! Patient: see [`super::patient`]. Attachments: see [`super::files`]. Everything else passes through.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::chart::Chart;
use super::filters::each;
use super::outcome::Refusal;
use super::{files, patient};

/// Turns resources into what Canvas shows.
///
/// # Errors
/// When a Medication that a MedicationRequest refers to cannot be read.
pub async fn view(chart: &Chart, resources: &mut [Value]) -> Result<(), Refusal> {
    let mut medications = BTreeMap::new();
    for resource in resources {
        match resource["resourceType"].as_str() {
            Some("MedicationRequest") => {
                name_medication(chart, resource, &mut medications).await?;
                prescription(resource);
            }
            Some("Patient") => patient::view(resource),
            Some("DocumentReference" | "DiagnosticReport") => files::view(chart.files(), resource),
            _ => {}
        }
    }
    Ok(())
}

/// The view of one resource.
///
/// # Errors
/// As [`view`].
pub async fn view_one(chart: &Chart, mut resource: Value) -> Result<Value, Refusal> {
    view(chart, std::slice::from_mut(&mut resource)).await?;
    Ok(resource)
}

/// What Canvas makes of a MedicationRequest's status.
pub fn prescription_status(status: Option<&str>) -> &'static str {
    match status {
        Some("entered-in-error") => "entered-in-error",
        Some("cancelled" | "stopped") => "cancelled",
        _ => "active",
    }
}

fn prescription(resource: &mut Value) {
    resource["status"] = prescription_status(resource["status"].as_str()).into();
    let refill = resource["intent"] == "filler-order";
    resource["intent"] = if refill { "filler-order" } else { "order" }.into();
    let requester = resource["requester"]["reference"].as_str().map(bare_reference);
    match (requester, resource.as_object_mut()) {
        (Some(requester), Some(fields)) => drop(fields.insert("requester".to_owned(), requester)),
        (None, Some(fields)) => drop(fields.remove("requester")),
        (_, None) => {}
    }
    if let Some([first, rest @ ..]) = resource["dosageInstruction"].as_array_mut().map(Vec::as_mut_slice) {
        let rest = rest.iter().filter_map(|dosage| dosage["text"].as_str());
        let texts: Vec<&str> = first["text"].as_str().into_iter().chain(rest).collect();
        let text = texts.join("; ");
        let mut only = first.take();
        if !text.is_empty() {
            only["text"] = text.into();
        }
        resource["dosageInstruction"] = json!([only]);
    }
}

/// A reference and its type, without display or identifier.
pub fn bare_reference(reference: &str) -> Value {
    match reference.split_once('/') {
        Some((kind, _)) if kind.chars().all(char::is_alphabetic) => {
            json!({ "reference": reference, "type": kind })
        }
        _ => json!({ "reference": reference }),
    }
}

/// Replaces a medicationReference by the concept it leads to. One that leads nowhere, without display, stays.
async fn name_medication(
    chart: &Chart,
    resource: &mut Value,
    known: &mut BTreeMap<String, Value>,
) -> Result<(), Refusal> {
    let reference = &resource["medicationReference"];
    let Some(display) = reference.as_object().map(|fields| fields.get("display").cloned()) else {
        return Ok(());
    };
    let target = reference["reference"].as_str().unwrap_or_default().to_owned();
    let mut concept = Value::Null;
    if let Some(inside) = target.strip_prefix('#') {
        let found = each(&resource["contained"]).find(|contained| contained["id"] == inside);
        concept = found.map_or(Value::Null, |contained| contained["code"].clone());
    } else if let Some(code) = known.get(&target) {
        concept = code.clone();
    } else if let Some(Ok(id)) = target.strip_prefix("Medication/").map(base::FhirId::parse) {
        let medication = chart.read("Medication", id.as_str()).await?;
        concept = medication.map_or(Value::Null, |mut medication| medication["code"].take());
        known.insert(target, concept.clone());
    }
    if concept.is_null() {
        concept = display.map_or(Value::Null, |display| json!({ "text": display }));
    }
    if let (false, Some(fields)) = (concept.is_null(), resource.as_object_mut()) {
        fields.remove("medicationReference");
        fields.insert("medicationCodeableConcept".to_owned(), concept);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prescription_keeps_its_words_and_loses_the_prescribers_name() {
        let mut resource = json!({
            "resourceType": "MedicationRequest", "status": "completed", "intent": "plan",
            "requester": { "reference": "Practitioner/p", "display": "Dr. Name" },
            "dosageInstruction": [
                { "text": "one at noon", "route": { "text": "oral" } },
                { "text": "two at night" },
            ],
        });
        prescription(&mut resource);
        let expected = json!({
            "resourceType": "MedicationRequest", "status": "active", "intent": "order",
            "requester": { "reference": "Practitioner/p", "type": "Practitioner" },
            "dosageInstruction": [{ "text": "one at noon; two at night", "route": { "text": "oral" } }],
        });
        assert_eq!(resource, expected);
    }

    #[test]
    fn every_status_of_r4_has_one_in_canvas() {
        let map = |status| prescription_status(Some(status));
        for status in ["active", "on-hold", "completed", "draft", "unknown"] {
            assert_eq!(map(status), "active", "{status}");
        }
        assert_eq!((map("stopped"), map("cancelled")), ("cancelled", "cancelled"));
        assert_eq!((map("entered-in-error"), prescription_status(None)), ("entered-in-error", "active"));
    }
}
