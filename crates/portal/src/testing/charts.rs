//! Tiny charts: one of everything that has a room, each resource holding the patient's marker, so that a
//! single word out of place is seen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A patient of a test: her ids, and the word that stands in every resource of hers.
#[derive(Clone, Debug)]
pub struct Person {
    /// FHIR id of the patient.
    pub id: String,
    /// A word that nothing but her chart holds. It survives every escaping.
    pub marker: String,
    /// The address she signs in with.
    pub email: String,
    /// FHIR ids of her MedicationRequest, AllergyIntolerance and Condition, by kind.
    pub entries: [(&'static str, String); 3],
    /// FHIR ids of her DocumentReference, whose files are inside and in a Binary, and her DiagnosticReport.
    pub files: [(&'static str, String); 2],
}

impl Person {
    /// A person of a name, with ids and marker of her own.
    pub fn new(name: &str) -> Self {
        let unique = super::unique();
        let entry = |kind: &str| format!("{kind}-{name}-{unique}");
        Self {
            id: format!("{name}-{unique}"),
            marker: format!("Marker{name}{unique}"),
            email: format!("{name}.{unique}@patients.example"),
            entries: [("medications", entry("mr")), ("allergies", entry("ai")), ("conditions", entry("co"))],
            files: [("documents", entry("doc")), ("results", entry("rep"))],
        }
    }

    /// The id of her entry of a kind that has a room.
    pub fn entry(&self, kind: &str) -> &str {
        let known = self.entries.iter().find(|(known, _)| *known == kind);
        &known.unwrap_or_else(|| panic!("no entry of {kind}")).1
    }

    /// The id of the Binary of her document.
    pub fn binary(&self) -> String {
        format!("bin-{}", self.id)
    }

    /// Her papers: a document with a file inside it and one beside it, and a report with one.
    pub fn papers(&self) -> Vec<Value> {
        let marker = &self.marker;
        let about = json!({"reference": format!("Patient/{}", self.id)});
        let data = STANDARD.encode(format!("{marker} note"));
        let text = |title: &str| json!({"contentType": "text/plain", "data": data, "title": title});
        let beside = format!("Binary/{}", self.binary());
        let [(_, document), (_, report)] = &self.files;
        vec![
            json!({"resourceType": "Binary", "id": self.binary(), "contentType": "text/plain",
                "data": data, "securityContext": about}),
            json!({"resourceType": "DocumentReference", "id": document, "status": "current",
                "subject": about, "description": format!("{marker} letter"), "content": [
                    {"attachment": text("inside")},
                    {"attachment": {"contentType": "text/plain", "url": beside, "title": "beside"}}]}),
            json!({"resourceType": "DiagnosticReport", "id": report, "status": "final", "subject": about,
                "code": {"text": format!("{marker} report")}, "presentedForm": [text("report")]}),
        ]
    }

    /// Her chart: the patient and one entry of each kind.
    pub fn chart(&self) -> Vec<Value> {
        let marker = &self.marker;
        let about = json!({"reference": format!("Patient/{}", self.id), "display": format!("{marker} x")});
        let status = |code: &str, system: &str| {
            let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
            json!({"coding": [{"system": system, "code": code}]})
        };
        vec![
            json!({"resourceType": "Patient", "id": self.id, "active": true, "gender": "female",
                "birthDate": "1970-02-03",
                "name": [{"use": "official", "family": marker, "given": [format!("{marker}First")]}],
                "telecom": [{"system": "phone", "value": format!("555 {marker}"), "use": "home"},
                    {"system": "email", "value": self.email}],
                "address": [{"line": [format!("1 {marker} Street")], "city": marker}],
                "generalPractitioner": [{"display": format!("Dr. {marker}")}]}),
            json!({"resourceType": "MedicationRequest", "id": self.entry("medications"), "status": "active",
                "intent": "order", "subject": about, "authoredOn": "2026-01-02",
                "medicationCodeableConcept": {"text": format!("{marker} pill")},
                "requester": {"display": format!("Dr. {marker}")},
                "dosageInstruction": [{"text": format!("take {marker}")}]}),
            json!({"resourceType": "AllergyIntolerance", "id": self.entry("allergies"), "patient": about,
                "clinicalStatus": status("active", "allergyintolerance-clinical"),
                "code": {"text": format!("{marker} nuts")}, "recordedDate": "2026-01-02",
                "reaction": [{"manifestation": [{"text": format!("{marker} rash")}]}]}),
            json!({"resourceType": "Condition", "id": self.entry("conditions"), "subject": about,
                "clinicalStatus": status("active", "condition-clinical"),
                "code": {"text": format!("{marker} ache")}, "recordedDate": "2026-01-02"}),
        ]
    }
}
