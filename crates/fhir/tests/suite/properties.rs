//! Whatever is done to a document: no panic, the text stays, the answers stay safe.

use base::FhirId;
use fhir::attachment::Payload;
use fhir::json::Decimal;
use fhir::money::minor_units;
use fhir::narrative::Narrative;
use fhir::views::{
    AllergyIntolerance, AnyRecord, CarePlan, CareTeam, Condition, Coverage, DiagnosticReport,
    DocumentReference, Encounter, ExplanationOfBenefit, Goal, Immunization, Measured, Medication,
    MedicationRequest, MedicationStatement, Observation, OperationOutcome, Patient, Practitioner, Procedure,
    Value as Seen, dosage_text,
};
use fhir::{Bundle, Capability, FhirDate, Kind, Ownership, Resource, reference::target, text::clean};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::at;

/// Field names and values that the views look for, so that damage lands where it is read.
const WORDS: &[&str] = &[
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
    "valueQuantity",
    "valueCodeableConcept",
    "valueString",
    "valueInteger",
    "valueRange",
    "valueRatio",
    "valuePeriod",
    "_valueString",
    "extension",
    "comparator",
    "<",
    "unit",
    "mm[Hg]",
    "10*3/uL",
    "-7.25e-3",
    "referenceRange",
    "low",
    "high",
    "interpretation",
    "component",
    "8480-6",
    "http://loinc.org",
    "numerator",
    "denominator",
    "attachment",
    "content",
    "data",
    "presentedForm",
    "conclusion",
    "activity",
    "detail",
    "participant",
    "role",
    "target",
    "class",
    "type",
    "total",
    "amount",
    "currency",
    "USD",
    "28.104000000000003",
    "item",
    "payment",
    "hospitalization",
    "occurrenceString",
    "div",
    "<p>&#x41;<br/>",
    "<script>&",
    "protocolApplied",
];

const TYPES: [&str; 8] = [
    "Patient",
    "MedicationRequest",
    "Condition",
    "Observation",
    "Appointment",
    "Provenance",
    "DocumentReference",
    "DiagnosticReport",
];

fn value() -> impl Strategy<Value = Value> {
    let word = prop_oneof![3 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => ".{0,12}"];
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
    exercise_results(resource);
    exercise_records(resource);
}

fn exercise_measured(measured: &Measured) {
    let (value, text) = (measured.value(), measured.value_text());
    // What is there is told, or said to be unreadable; what is not there may have a reason.
    assert_eq!(value.is_some() && value != Some(Seen::Unreadable), text.is_some());
    assert!(text.is_none() || measured.absent_reason().is_none());
    assert!(!measured.flag_is_derived() || measured.flag().is_some());
    let _ = (measured.exact(), measured.is_rounded(), measured.number(), measured.unit());
    let _ = (measured.absent_text(), measured.interpretation_text(), measured.range_text());
    for range in &measured.reference_range {
        let _ = (range.low(), range.high(), range.display());
    }
}

fn exercise_results(resource: &Resource) {
    let seen = resource.view::<Observation>().expect("a view never refuses");
    exercise_measured(&seen.measured);
    for part in &seen.component {
        exercise_measured(&part.measured);
    }
    let _ = (seen.title(), seen.date(), seen.loinc(), seen.categories(), seen.value_text(), seen.flag());
    let _ = (seen.has_unreadable_value(), seen.facts());
    let report = resource.view::<DiagnosticReport>().expect("a view never refuses");
    let _ = (report.title(), report.date(), report.sort(), report.conclusion_lines(), report.facts());
    let document = resource.view::<DocumentReference>().expect("a view never refuses");
    let _ = (document.title(), document.subtitle(), document.date(), document.loinc(), document.facts());
    let _ = Narrative::of(resource).map(|narrative| narrative.lines());
    let held = match resource.head().resource_type.as_str() {
        "DocumentReference" => document.attachments(),
        "DiagnosticReport" => report.attachments(),
        _ => Vec::new(),
    };
    for (nth, attachment) in held.iter().enumerate() {
        let payload = Payload::of(resource, nth).expect("each attachment has its payload");
        assert_eq!(attachment.inline.is_some(), payload.data.is_some());
        let _ = (attachment.media_type(), attachment.bytes(), attachment.has_content());
    }
    assert_eq!(Payload::of(resource, held.len()), None);
}

fn exercise_records(resource: &Resource) {
    let procedure = resource.view::<Procedure>().expect("a view never refuses");
    let _ = (procedure.title(), procedure.date(), procedure.date_text(), procedure.facts());
    let vaccine = resource.view::<Immunization>().expect("a view never refuses");
    let _ = (vaccine.title(), vaccine.cvx(), vaccine.date(), vaccine.doses(), vaccine.facts());
    let visit = resource.view::<Encounter>().expect("a view never refuses");
    let _ = (visit.date(), visit.visit_class(), visit.class_text(), visit.reasons(), visit.facts());
    let team = resource.view::<CareTeam>().expect("a view never refuses");
    let _ = (team.title(), team.date(), team.members().count(), team.facts());
    let plan = resource.view::<CarePlan>().expect("a view never refuses");
    let _ = (plan.title(), plan.date(), plan.facts());
    for activity in &plan.activity {
        let _ = (activity.text(), activity.description(), activity.scheduled(), activity.scheduled_text());
        let _ = (activity.status(), activity.results(), activity.is_forbidden());
    }
    let goal = resource.view::<Goal>().expect("a view never refuses");
    let _ = (goal.title(), goal.date(), goal.due(), goal.achievement_code(), goal.facts());
    let coverage = resource.view::<Coverage>().expect("a view never refuses");
    let _ = (coverage.title(), coverage.member_id(), coverage.date(), coverage.facts());
    let benefit = resource.view::<ExplanationOfBenefit>().expect("a view never refuses");
    let _ = (benefit.title(), benefit.date(), benefit.billed(), benefit.paid(), benefit.facts());
    for item in &benefit.item {
        let _ = (item.title(), item.date(), item.net());
    }
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
    fn rounding_for_people_keeps_the_size_of_a_number(number in any::<f64>(), small in -1e4..1e4f64) {
        for number in [number, small, small / 1e6] {
            prop_assume!(number.is_finite());
            let decimal: Decimal = serde_json::from_str(&json!(number).to_string()).unwrap();
            let shown: f64 = decimal.for_people().parse().unwrap();
            prop_assert!((shown - number).abs() <= number.abs() / 100.0, "{} as {}", number, shown);
        }
    }

    #[test]
    fn cents_are_the_nearest(cents in -1_000_000_000_000i64..1_000_000_000_000, rest in 0u32..1_000_000) {
        let sign = if cents < 0 { "-" } else { "" };
        let size = cents.unsigned_abs();
        let text = format!("{sign}{}.{:02}{rest:06}", size / 100, size % 100);
        let up = rest > 500_000 || (rest == 500_000 && size % 2 == 1);
        let wanted = (size + u64::from(up)) as i64;
        let decimal: Decimal = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(minor_units(&decimal, 2), Some(if cents < 0 { -wanted } else { wanted }), "{}", text);
    }

    #[test]
    fn numbers_of_any_shape_become_money_or_nothing(
        text in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,10})?",
    ) {
        if let Ok(decimal) = serde_json::from_str::<Decimal>(&text) {
            let _ = (minor_units(&decimal, 0), minor_units(&decimal, 2), minor_units(&decimal, 3));
            let _ = decimal.for_people();
        }
    }

    #[test]
    fn dates_sort_like_instants(seconds in 0i64..4_000_000_000, minutes in -840i32..840) {
        let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        let instant = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let date = FhirDate::parse(&instant.with_timezone(&zone).to_rfc3339()).unwrap();
        prop_assert_eq!(date.begins(), Some(instant));
    }
}
