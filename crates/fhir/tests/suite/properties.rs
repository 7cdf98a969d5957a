//! Whatever is done to a document: no panic, the text stays, the answers stay safe.

use base::FhirId;
use fhir::views::{
    AllergyIntolerance, AnyRecord, Condition, Encounter, Medication, MedicationRequest, MedicationStatement,
    OperationOutcome, Patient, Practitioner, dosage_text,
};
use fhir::{Bundle, Capability, FhirDate, Kind, Ownership, Resource, reference::target, text::clean};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::at;

/// Field names and values that the views look for, so that damage lands where it is read.
const WORDS: [&str; 40] = [
    "resourceType",
    "id",
    "status",
    "subject",
    "patient",
    "reference",
    "Patient/me",
    "Patient/you",
    "coding",
    "code",
    "system",
    "display",
    "text",
    "name",
    "given",
    "family",
    "use",
    "official",
    "period",
    "start",
    "end",
    "2012-06-05",
    "2012-06-05T10:20:30.5-05:00",
    "dosageInstruction",
    "doseAndRate",
    "timing",
    "repeat",
    "dispenseRequest",
    "expectedSupplyDuration",
    "validityPeriod",
    "value",
    "meta",
    "security",
    "category",
    "verificationStatus",
    "entered-in-error",
    "contained",
    "#m",
    "medicationReference",
    "reaction",
];

const TYPES: [&str; 6] =
    ["Patient", "MedicationRequest", "Condition", "Observation", "Appointment", "Provenance"];

fn value() -> impl Strategy<Value = Value> {
    let word = prop_oneof![3 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned), 1 => ".{0,12}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    (prop::sample::select(&TYPES[..]), value()).prop_map(|(resource_type, value)| {
        let mut fields = value.as_object().cloned().unwrap_or_default();
        fields.insert("resourceType".into(), resource_type.into());
        fields.entry("id").or_insert_with(|| "1".into());
        Value::Object(fields)
    })
}

fn exercise(resource: &Resource) {
    let now = at("2026-03-01T00:00:00Z");
    let head = resource.head();
    assert!(Kind::ALL.contains(&Kind::of(head)));
    let _ = head.entered_in_error();
    let patient = resource.view::<Patient>().expect("a view never refuses");
    let _ = (patient.display_name(now), patient.first_name(now), patient.languages(), patient.language_tag());
    let _ = patient.current_address(now).map(fhir::datatypes::Address::lines);
    let request = resource.view::<MedicationRequest>().expect("a view never refuses");
    let _ = (request.standing(now), request.medicine(resource), dosage_text(&request.dosage));
    let statement = resource.view::<MedicationStatement>().expect("a view never refuses");
    let _ = (statement.standing(now), statement.medicine(resource));
    let allergy = resource.view::<AllergyIntolerance>().expect("a view never refuses");
    let _ = (allergy.title(), allergy.reactions(), allergy.severity(), allergy.is_none_known());
    let condition = resource.view::<Condition>().expect("a view never refuses");
    let _ = (condition.title(), condition.is_current(now), condition.known_since());
    let _ = resource.view::<Practitioner>().expect("a view never refuses").npi();
    let _ = resource.view::<Encounter>().expect("a view never refuses").title();
    let _ = resource.view::<AnyRecord>().expect("a view never refuses").title();
    let _ = resource.view::<OperationOutcome>().expect("a view never refuses").message();
    let _ = resource.contained::<Medication>("m");
}

proptest! {
    #[test]
    fn arbitrary_documents_are_read_without_panic_and_kept(document in document()) {
        let text = document.to_string();
        if let Ok(resource) = Resource::from_text(&text) {
            prop_assert_eq!(resource.raw(), &text);
            exercise(&resource);
        }
    }

    #[test]
    fn arbitrary_text_is_refused_or_read(
        text in ".{0,200}",
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = (Resource::from_text(&text), Bundle::from_text(&text), clean(&text), target(&text));
        let _ = (Resource::from_slice(&bytes), Bundle::parse(&bytes), Capability::parse(&bytes));
        if let Some(date) = FhirDate::parse(&text) {
            let _ = (date.day(), date.begins(), date.is_over(at("2026-03-01T00:00:00Z")));
        }
    }

    #[test]
    fn damaged_bytes_never_panic(
        document in document(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = document.to_string().into_bytes();
        let index = at.index(bytes.len());
        bytes[index] = byte;
        if let Ok(resource) = Resource::from_slice(&bytes) {
            exercise(&resource);
        }
    }

    #[test]
    fn a_bundle_accounts_for_every_entry(documents in prop::collection::vec(value(), 0..12)) {
        let entries: Vec<Value> = documents.iter().map(|one| json!({"resource": one})).collect();
        let text = json!({"resourceType": "Bundle", "entry": entries}).to_string();
        let bundle = Bundle::from_text(&text).unwrap();
        let read = bundle.resources.len() + bundle.included.len() + bundle.outcomes.len();
        prop_assert_eq!(read as u64 + bundle.malformed, documents.len() as u64);
    }

    #[test]
    fn nobody_owns_what_names_another(id in "[a-z0-9.-]{1,20}", other in "[a-z0-9.-]{1,20}") {
        prop_assume!(id != other && FhirId::parse(&id).is_ok());
        let subject = json!({"reference": format!("Patient/{other}")});
        let text = json!({"resourceType": "Goal", "id": "1", "subject": subject});
        let resource = Resource::from_text(&text.to_string()).unwrap();
        prop_assert_eq!(resource.head().belongs_to(&FhirId::parse(&id).unwrap()), Ownership::Other);
    }

    #[test]
    fn dates_sort_like_instants(seconds in 0i64..4_000_000_000, minutes in -840i32..840) {
        let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        let instant = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let date = FhirDate::parse(&instant.with_timezone(&zone).to_rfc3339()).unwrap();
        prop_assert_eq!(date.begins(), Some(instant));
    }
}
