//! One document per quirk: a page must get what is there, and nothing that is not.

use fhir::views::{
    AllergyIntolerance, AnyRecord, Condition, Dosage, Encounter, Medication, MedicationRequest,
    MedicationStatement, Patient, Practitioner, Standing, dosage_text,
};
use fhir::{Bundle, CodeableConcept, Kind, Malformed, Quantity, Resource, codes::concept_text};
use serde_json::{Value, json};

use super::{at, of, resource};

#[test]
fn a_text_keeps_every_byte() {
    let text = " {\"id\":\"1\",  \"resourceType\":\"Observation\",\"value\":7.200000000000000000000001} ";
    let resource = Resource::from_text(text).unwrap();
    assert_eq!(resource.raw(), text.trim());
    assert_eq!(serde_json::to_string(&resource).unwrap(), text.trim());
}

#[test]
fn what_cannot_be_told_apart_is_refused_with_a_reason() {
    let deep = format!(r#"{{"resourceType":"X","id":"1","a":{}{}}}"#, "[".repeat(101), "]".repeat(101));
    for (text, wanted) in [
        ("", Malformed::NotJson),
        ("{\"resourceType\":\"Patient\",\"id\":\"1\"", Malformed::NotJson),
        ("[]", Malformed::NotAnObject),
        ("null", Malformed::NotAnObject),
        ("{\"id\":\"1\"}", Malformed::NoType),
        ("{\"resourceType\":\"pa tient\",\"id\":\"1\"}", Malformed::NoType),
        ("{\"resourceType\":\"Patient\"}", Malformed::NoId),
        ("{\"resourceType\":\"Patient\",\"id\":7}", Malformed::NoId),
        ("{\"resourceType\":\"Patient\",\"id\":\"a/b\"}", Malformed::NoId),
        ("{\"resourceType\":\"Patient\",\"id\":\"1\",\"id\":\"2\"}", Malformed::RepeatedKey),
        (&deep, Malformed::TooDeep),
    ] {
        assert_eq!(Resource::from_text(text).unwrap_err(), wanted, "{text}");
    }
    assert_eq!(Resource::from_slice(b"\xff\xfe").unwrap_err(), Malformed::NotUtf8);
}

#[test]
fn a_bad_entry_costs_the_bundle_nothing() {
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    let text = format!(
        r##"{{"resourceType": "Bundle", "type": "searchset", "total": 9,
        "link": [{{"relation": "self", "url": "x"}}, {{"relation": "next", "url": "?page=2"}}],
        "entry": [
          {{"resource": {{"resourceType": "Goal", "id": "1"}}, "search": {{"mode": "match"}}}},
          {{"resource": {{"resourceType": "Goal", "id": "2"}}}},
          {{"resource": {{"resourceType": "Practitioner", "id": "3"}}, "search": {{"mode": "include"}}}},
          {{"resource": {{"resourceType": "OperationOutcome", "issue": [{{"severity": "error"}}]}},
            "search": {{"mode": "outcome"}}}},
          {{"resource": {{"resourceType": "Goal"}}}},
          {{"resource": "Goal/1"}}, {{}}, 5, null,
          {{"resource": {{"resourceType": "Goal", "id": "4", "a": {deep}}}}},
          {{"response": {{"status": "201"}}}}
        ]}}"##
    );
    let bundle = Bundle::parse(text.as_bytes()).unwrap();
    assert_eq!((bundle.total, bundle.next.as_deref()), (Some(9), Some("?page=2")));
    let ids: Vec<&str> = bundle.resources.iter().map(|resource| resource.head().id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!((bundle.included.len(), bundle.malformed), (1, 6));
    assert!(bundle.outcomes.len() == 1 && bundle.outcomes[0].is_error());
}

#[test]
fn what_is_no_bundle_is_refused() {
    assert_eq!(Bundle::parse(b"{\"resourceType\":\"Patient\"}").unwrap_err(), Malformed::WrongType);
    assert_eq!(Bundle::parse(b"<html>").unwrap_err(), Malformed::NotJson);
    assert_eq!(Bundle::parse(b"{\"resourceType\":\"Bundle\",").unwrap_err(), Malformed::NotJson);
    assert_eq!(Bundle::parse(b"\xff").unwrap_err(), Malformed::NotUtf8);
    let bomb = "[".repeat(3_000_000);
    assert_eq!(Bundle::parse(bomb.as_bytes()).unwrap_err(), Malformed::NotAnObject);
    let bomb = format!("{{\"resourceType\":\"Bundle\",\"entry\":{}", "[".repeat(3_000_000));
    assert_eq!(Bundle::parse(bomb.as_bytes()).unwrap_err(), Malformed::NotJson);
    let empty = Bundle::parse("\u{feff}{\"resourceType\":\"Bundle\",\"total\":\"x\"}".as_bytes()).unwrap();
    assert!(empty.total.is_none() && empty.resources.is_empty() && empty.next.is_none());
}

#[test]
fn observations_find_their_one_kind() {
    let kind = |category: Value| {
        Kind::of(resource(&json!({"resourceType": "Observation", "id": "1", "category": category})).head())
    };
    let coded = |code: &str| json!([{"coding": [{"code": code}]}]);
    assert_eq!(kind(coded("vital-signs")), Kind::Vitals);
    assert_eq!(kind(coded("vital-sign")), Kind::Vitals);
    assert_eq!(kind(coded("laboratory")), Kind::Results);
    assert_eq!(kind(coded("imaging")), Kind::Results);
    assert_eq!(kind(coded("social-history")), Kind::SocialHistory);
    assert_eq!(kind(coded("survey")), Kind::Other);
    assert_eq!(kind(json!({"text": "Laboratory"})), Kind::Results);
    assert_eq!(kind(json!("laboratory")), Kind::Other);
    assert_eq!(kind(json!(null)), Kind::Other);
    let both =
        json!([{"coding": [{"code": "survey"}]}, {"coding": [{"code": "sdoh"}, {"code": "social-history"}]}]);
    assert_eq!(kind(both), Kind::SocialHistory);
    for kind in Kind::ALL {
        assert_eq!(Kind::from_slug(kind.slug()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.slug());
        for name in kind.resource_types().iter().filter(|name| **name != "Observation") {
            let head = resource(&json!({"resourceType": name, "id": "1"}));
            assert_eq!(Kind::of(head.head()), kind, "{name}");
        }
    }
}

#[test]
fn a_mistake_is_recognised_wherever_it_is_declared() {
    let mistake = |rest: Value| {
        let mut json = json!({"resourceType": "Condition", "id": "1"});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        resource(&json).head().entered_in_error()
    };
    let coded = json!({"coding": [{"code": "entered-in-error"}]});
    assert!(mistake(json!({"status": "entered-in-error"})));
    assert!(mistake(json!({"status": ["active", "entered-in-error"]})));
    assert!(mistake(json!({"lifecycleStatus": "entered-in-error"})));
    assert!(mistake(json!({"docStatus": "entered-in-error"})));
    assert!(mistake(json!({"verificationStatus": coded})));
    assert!(mistake(json!({"verificationStatus": [coded]})));
    assert!(mistake(json!({"verificationStatus": "entered-in-error"})));
    assert!(mistake(json!({"verificationStatus": {"text": "entered-in-error"}})));
    assert!(!mistake(json!({"status": "active", "verificationStatus": {"coding": [{"code": "refuted"}]}})));
    assert!(!mistake(json!({"note": [{"text": "entered-in-error"}]})));
}

#[test]
fn concepts_are_called_by_their_text_then_display_then_code() {
    let text = |json: Value| concept_text(&of::<CodeableConcept>(&json));
    let snomed = json!({"system": "http://snomed.info/sct", "code": "1", "display": "Snomed\u{200b} name "});
    let own = json!({"system": "urn:own", "code": "x", "display": "Own name"});
    assert_eq!(text(json!({"text": " Said\n so ", "coding": [snomed]})).as_deref(), Some("Said so"));
    assert_eq!(text(json!({"text": " ", "coding": [own, snomed]})).as_deref(), Some("Snomed name"));
    assert_eq!(text(json!({"coding": {"code": "7"}})).as_deref(), Some("7"));
    assert_eq!(text(json!({"coding": [{"code": "7"}, {"display": "Seven"}]})).as_deref(), Some("Seven"));
    assert_eq!(text(json!({"coding": "7", "text": 7})), None);
}

#[test]
fn a_patient_is_called_by_the_right_name() {
    let now = at("2026-03-01T00:00:00Z");
    let patient: Patient = of(&json!({"resourceType": "Patient", "id": "1", "name": [
        {"use": "maiden", "family": "Windsor", "given": ["Peter"]},
        {"use": "usual", "given": ["Jim "]},
        {"use": "official", "family": "Núñez Zapata", "given": ["Peter", "James"], "prefix": ["Mx."]},
        {"use": "official", "family": "Old", "given": ["P"], "period": {"end": "2002"}}],
        "telecom": [{"use": "home"}, {"system": "phone", "value": "2", "rank": 2},
            {"system": "phone", "value": "1", "rank": 1}, {"system": "phone", "value": "0", "use": "old"}],
        "address": [{"use": "old", "city": "Gone"}, {"line": "1 Hill St", "city": "Troy", "state": "NY",
            "postalCode": "12180"}],
        "_birthDate": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "asked-unknown"}]},
        "birthDate": "", "deceasedDateTime": "around May",
        "communication": [{"language": {"coding": [{"code": "vi"}], "text": "Tiếng Việt"}}]}));
    assert_eq!(patient.display_name(now).as_deref(), Some("Mx. Peter James Núñez Zapata"));
    assert_eq!(patient.first_name(now).as_deref(), Some("Jim"));
    let phones = fhir::datatypes::contacts(&patient.telecom, "phone", now);
    assert_eq!(phones.iter().filter_map(|one| one.value.as_deref()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(patient.current_address(now).unwrap().lines(), ["1 Hill St", "Troy, NY 12180"]);
    assert_eq!(patient.birth_date, None);
    assert_eq!(patient.birth_date_beside.as_ref().unwrap().absent_reason(), Some("asked-unknown"));
    assert!(patient.is_deceased());
    assert_eq!((patient.language_tag(), patient.languages()), (Some("vi"), vec!["Tiếng Việt".to_owned()]));

    let text_only: Patient = of(&json!({"name": {"text": " Ana  María\n"}, "deceasedBoolean": false}));
    assert_eq!(text_only.display_name(now).as_deref(), Some("Ana María"));
    assert_eq!(text_only.first_name(now).as_deref(), Some("Ana María"));
    assert!(!text_only.is_deceased());
    let nameless: Patient = of(&json!({"name": [{"family": 5}, {}, "x"]}));
    assert_eq!((nameless.display_name(now), nameless.first_name(now)), (None, None));
}

#[test]
fn dosages_are_read_or_composed() {
    let text =
        |json: Value| dosage_text(&of::<MedicationRequest>(&json!({"dosageInstruction": json})).dosage);
    assert_eq!(text(json!(null)), None);
    assert_eq!(text(json!([{"text": "Take 1.\n "}])).as_deref(), Some("Take 1."));
    let two = json!([{"sequence": 2, "text": "Then one daily"}, {"sequence": 1, "text": "Two at once"}]);
    assert_eq!(text(two).as_deref(), Some("Two at once; Then one daily"));
    let repeat = |frequency: u32, period: Value, unit: &str| {
        let rule = json!({"frequency": frequency, "period": period, "periodUnit": unit});
        json!({"repeat": rule})
    };
    let dose = json!([{"doseQuantity": {"value": 10, "unit": "mL"}}]);
    let composed = json!({"doseAndRate": dose, "timing": repeat(2, json!(1.0), "d"), "asNeededBoolean": true,
        "additionalInstruction": [{"text": "With food"}]});
    assert_eq!(text(composed).as_deref(), Some("10 mL, 2 times a day, as needed. With food"));
    assert_eq!(text(json!({"timing": repeat(1, json!(4), "h")})).as_deref(), Some("Every 4 hours"));
    assert_eq!(text(json!({"timing": repeat(1, json!("1"), "d")})).as_deref(), Some("Once a day"));
    assert_eq!(text(json!({"timing": {"code": {"text": "BID"}}})).as_deref(), Some("BID"));
    assert_eq!(text(json!({"asNeededBoolean": true})).as_deref(), Some("As needed"));
    assert_eq!(text(json!([{"sequence": 1, "asNeededBoolean": false}])), None);
    let range: Dosage = of(&json!({"doseAndRate": [{"doseRange": {"low": {"value": 1},
        "high": {"value": 2, "unit": "tablets"}}}]}));
    assert_eq!(range.words().as_deref(), Some("1–2 tablets"));
}

#[test]
fn quantities_are_fit_to_read() {
    let show = |json: Value| of::<Quantity>(&json).display();
    assert_eq!(show(json!({"value": "91.30948576029231", "unit": "mg/dL"})).as_deref(), Some("91.31 mg/dL"));
    assert_eq!(show(json!({"value": "7.20", "code": "%"})).as_deref(), Some("7.20%"));
    assert_eq!(
        show(json!({"value": -0.5, "comparator": "<", "unit": "{score}"})).as_deref(),
        Some("<-0.5 score")
    );
    assert_eq!(show(json!({"value": 3, "unit": " ", "code": "1"})).as_deref(), Some("3"));
    assert_eq!(show(json!({"unit": "kg"})), None);
}

#[test]
fn every_medication_status_has_a_standing_and_the_unknown_stays_in_sight() {
    use Standing::{Active, Cancelled, Completed, Mistake, NotTaken, OnHold, Planned, Stopped, Unknown};
    for (code, standing, past) in [
        ("active", Active, false),
        ("on-hold", OnHold, false),
        ("draft", Planned, false),
        ("intended", Planned, false),
        ("completed", Completed, true),
        ("cancelled", Cancelled, true),
        ("stopped", Stopped, true),
        ("not-taken", NotTaken, true),
        ("entered-in-error", Mistake, true),
        ("unknown", Unknown, false),
        ("Aktiv", Unknown, false),
        ("", Unknown, false),
    ] {
        assert_eq!((Standing::of(Some(code)), standing.is_past()), (standing, past), "{code}");
    }
    assert_eq!(Standing::of(None), Unknown);
}

#[test]
fn an_active_prescription_is_completed_when_its_dates_are_over() {
    let standing = |rest: Value, now: &str| {
        let mut json = json!({"status": "active", "authoredOn": "2026-01-01"});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        of::<MedicationRequest>(&json).standing(at(now))
    };
    let supply = |repeats: u32| {
        json!({"dispenseRequest": {"numberOfRepeatsAllowed": repeats,
            "expectedSupplyDuration": {"value": 30, "unit": "days"}}})
    };
    assert_eq!(standing(supply(0), "2026-01-30T00:00:00Z"), Standing::Active);
    assert_eq!(standing(supply(0), "2026-02-02T00:00:00Z"), Standing::Completed);
    assert_eq!(standing(supply(2), "2026-03-30T00:00:00Z"), Standing::Active);
    assert_eq!(standing(supply(2), "2026-04-03T00:00:00Z"), Standing::Completed);
    let valid = json!({"dispenseRequest": {"validityPeriod": {"end": "2026-06-30"},
        "expectedSupplyDuration": {"value": 1, "code": "mo"}}});
    assert_eq!(standing(valid.clone(), "2026-07-15T00:00:00Z"), Standing::Active);
    assert_eq!(standing(valid, "2026-08-05T00:00:00Z"), Standing::Completed);
    let vague = json!({"dispenseRequest": {"validityPeriod": {"end": "2026-02-01"},
        "expectedSupplyDuration": {"value": 3, "unit": "boxes"}}});
    assert_eq!(standing(vague, "2030-01-01T00:00:00Z"), Standing::Active);
    let course =
        json!({"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2026-01-10"}}}}]});
    assert_eq!(standing(course.clone(), "2026-01-12T00:00:00Z"), Standing::Completed);
    let stopped: MedicationRequest = of(&json!({"status": "stopped", "dosageInstruction": []}));
    assert_eq!(stopped.standing(at("2026-01-12T00:00:00Z")), Standing::Stopped);
    assert_eq!(standing(json!({}), "2099-01-01T00:00:00Z"), Standing::Active);
    let taken: MedicationStatement = of(&json!({"status": "active", "effectivePeriod": {"end": "2025"}}));
    assert_eq!(taken.standing(at("2026-03-01T00:00:00Z")), Standing::Completed);
}

#[test]
fn a_medicine_is_named_from_wherever_it_is_described() {
    let rxnorm = json!({"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "243670"});
    let fdb = json!({"system": "http://www.fdbhealth.com/", "code": "1", "display": "aspirin 81 mg"});
    let medicine = |rest: Value| {
        let mut json = json!({"resourceType": "MedicationRequest", "id": "1"});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        let resource = resource(&json);
        resource.view::<MedicationRequest>().unwrap().medicine(&resource)
    };
    let both = medicine(json!({"medicationCodeableConcept": {"coding": [fdb, rxnorm]}}));
    assert_eq!(both.name.as_deref(), Some("aspirin 81 mg"));
    assert_eq!(both.code.unwrap().code.as_deref(), Some("243670"));
    let contained =
        medicine(json!({"medicationReference": {"reference": "#m", "display": "prescribed medication"},
        "contained": [{"resourceType": "Medication", "id": "m",
            "code": {"text": "Aspirin", "coding": [rxnorm]}}]}));
    assert_eq!((contained.name.as_deref(), contained.read.is_none()), (Some("Aspirin"), true));
    let elsewhere =
        medicine(json!({"medicationReference": {"reference": "Medication/9", "display": "Pills"}}));
    assert_eq!(elsewhere.name.as_deref(), Some("Pills"));
    assert_eq!(elsewhere.read.as_ref().map(base::FhirId::as_str), Some("9"));
    let mixed: Medication = of(&json!({"ingredient": [{"itemCodeableConcept": {"text": "A"}},
        {"itemCodeableConcept": {"text": "B"}}, {"itemReference": {"reference": "#x"}}]}));
    assert_eq!(elsewhere.completed_by(&mixed).name.as_deref(), Some("A / B"));
    let dangling = medicine(json!({"medicationReference": {"reference": "#gone"}}));
    assert_eq!((dangling.name, dangling.read), (None, None));
}

#[test]
fn allergies_and_conditions_say_what_they_know() {
    let now = at("2026-03-01T00:00:00Z");
    let snomed = |code: &str| json!({"coding": [{"system": "http://snomed.info/sct", "code": code}]});
    let allergy: AllergyIntolerance = of(&json!({"clinicalStatus": {"coding": [{"code": "active"}]},
        "category": "food", "reaction": [
            {"substance": {"text": "Cashew"}, "manifestation": [{"text": "Hives"}], "severity": "mild"},
            {"description": "Short of breath", "manifestation": "x", "severity": "severe"},
            {"manifestation": {"text": "Hives"}, "severity": "violent"}]}));
    assert_eq!(allergy.title().as_deref(), Some("Cashew"));
    assert_eq!(allergy.reactions(), ["Hives", "Short of breath"]);
    assert_eq!((allergy.severity(), allergy.is_current()), (Some("severe"), Some(true)));
    assert_eq!(allergy.category, ["food"]);
    assert!(!allergy.is_none_known());
    assert!(of::<AllergyIntolerance>(&json!({"code": snomed("716186003")})).is_none_known());

    let current = |json: Value| of::<Condition>(&json).is_current(now);
    assert_eq!(current(json!({"clinicalStatus": {"coding": [{"code": "remission"}]}})), Some(false));
    assert_eq!(
        current(json!({"clinicalStatus": {"text": "active"}, "abatementDateTime": "2020"})),
        Some(true)
    );
    assert_eq!(current(json!({"abatementDateTime": "2020"})), Some(false));
    assert_eq!(current(json!({"abatementDateTime": "2027"})), None);
    assert_eq!(current(json!({})), None);
    let condition: Condition = of(&json!({"onsetPeriod": {"start": "2012-06"}, "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
            "valueDateTime": "2013"}]}));
    assert_eq!(condition.began().unwrap().as_str(), "2012-06");
    assert_eq!(condition.known_since().unwrap().as_str(), "2013");
}

#[test]
fn people_and_visits_have_names() {
    let now = at("2026-03-01T00:00:00Z");
    let doctor: Practitioner = of(&json!({"name": {"family": "Careful", "given": ["Adam"], "prefix": "Dr"},
        "identifier": [{"system": "urn:x", "value": "23"}, {"system": "http://hl7.org/fhir/sid/us-npi",
        "value": " 1245319599 "}]}));
    assert_eq!(doctor.display_name(now).as_deref(), Some("Dr Adam Careful"));
    assert_eq!(doctor.npi().as_deref(), Some("1245319599"));
    assert_eq!(of::<Practitioner>(&json!({"identifier": [{"system": "urn:x", "value": "1"}]})).npi(), None);
    let visit: Encounter = of(&json!({"type": {"text": "Check-up"}, "class": {"display": "ambulatory"}}));
    assert_eq!(visit.title().as_deref(), Some("Check-up"));
    let goal: AnyRecord = of(&json!({"description": {"text": "Walk more"}}));
    assert_eq!(goal.title().as_deref(), Some("Walk more"));
    assert_eq!(of::<AnyRecord>(&json!({"name": [{"family": "X"}]})).title().as_deref(), Some("X"));
    assert_eq!(of::<AnyRecord>(&json!({"name": [{"use": "old"}]})).title(), None);
}
