//! Examples of the API's documentation: FHIR resources as a clinic's system holds them, told by the same
//! code that tells real ones, so that they cannot drift.

use chrono::{DateTime, TimeZone as _, Utc};
use fhir::Resource;
use policy::Item;
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::api::{self, RecordList};
use super::item::ItemJson;
use super::references::References;
use crate::ui::text::L;

/// A prescription.
pub const PRESCRIPTION: &str = r#"{"resourceType":"MedicationRequest","id":"rx-1","status":"active",
"intent":"order","subject":{"reference":"Patient/aurora-p1001"},"authoredOn":"2026-10-06",
"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm",
"code":"861007","display":"metFORMIN hydrochloride 500 MG Oral Tablet"}]},
"requester":{"reference":"Practitioner/dr-1","display":"Priya Raman, MD"},
"reasonCode":[{"text":"Type 2 diabetes mellitus"}],
"dosageInstruction":[{"text":"Take 1 tablet by mouth twice a day with food."}],
"dispenseRequest":{"numberOfRepeatsAllowed":3,"quantity":{"value":180,"unit":"tablet"},
"expectedSupplyDuration":{"value":90,"unit":"days","code":"d"}}}"#;

/// A laboratory result.
pub const RESULT: &str = r#"{"resourceType":"Observation","id":"ob-1","status":"final",
"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",
"code":"laboratory"}]}],"subject":{"reference":"Patient/aurora-p1001"},
"code":{"coding":[{"system":"http://loinc.org","code":"4548-4",
"display":"Hemoglobin A1c/Hemoglobin.total in Blood"}],"text":"Hemoglobin A1c"},
"effectiveDateTime":"2026-11-19","issued":"2026-11-20T15:04:00Z",
"valueQuantity":{"value":6.6,"unit":"%","system":"http://unitsofmeasure.org","code":"%"},
"interpretation":[{"coding":[{"system":
"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"H"}]}],
"referenceRange":[{"high":{"value":5.6,"unit":"%"}}]}"#;

/// An allergy.
pub const ALLERGY: &str = r#"{"resourceType":"AllergyIntolerance","id":"al-1",
"patient":{"reference":"Patient/aurora-p1001"},"criticality":"high","category":["medication"],
"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
"code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"91936005",
"display":"Allergy to penicillin"}],"text":"Penicillin"},"recordedDate":"2019-04-02",
"reaction":[{"manifestation":[{"text":"Hives"}],"severity":"moderate"}]}"#;

/// A condition.
pub const CONDITION: &str = r#"{"resourceType":"Condition","id":"co-1",
"subject":{"reference":"Patient/aurora-p1001"},"onsetDateTime":"2021-10",
"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical",
"code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006",
"display":"Type 2 diabetes mellitus"}],"text":"Type 2 diabetes mellitus"},"recordedDate":"2021-10-11"}"#;

/// When the examples are told.
fn now() -> DateTime<Utc> {
    Utc.timestamp_opt(1_795_279_680, 0).single().unwrap_or_default()
}

fn resource(text: &str) -> Resource {
    Resource::from_text(text).expect("an example is a resource")
}

fn released(resource: &Resource) -> Item {
    Item { resource: resource.clone(), sensitivity: policy::Sensitivities::of(resource.head()) }
}

/// One item of a list, as any list tells it.
pub fn item(resource: &Resource, now: DateTime<Utc>) -> Value {
    let item = released(resource);
    written(&ItemJson::of(&item, &References::default(), now, L::default()))
}

/// An example that cannot be written is a mistake of ours; the tests of the documentation see it.
pub fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("an example can be written")
}

/// A list of these resources, each told by `tell`.
pub fn list(texts: &[&str], tell: impl Fn(&Resource, DateTime<Utc>) -> Value) -> RecordList {
    let raw = |text: &&str| to_raw_value(&tell(&resource(text), now())).expect("an example can be written");
    let items: Vec<_> = texts.iter().map(raw).collect();
    RecordList {
        total: items.len() as u64 + 1,
        items,
        next: None,
        withheld: vec![api::Withheld { reason: "entered-in-error", count: 1 }],
        held: Vec::new(),
        complete: true,
        reason: None,
        as_of: now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
    }
}

/// One entry, with its resource.
pub fn entry(text: &str) -> Value {
    let whole = api::whole(&released(&resource(text)), &References::default(), now(), L::default());
    whole.expect("an example can be written")
}
