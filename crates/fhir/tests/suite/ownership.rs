//! Whose resource is it? A wrong answer here shows one patient's record to another.

use base::FhirId;
use fhir::Ownership::{Other, Own, Unstated};
use serde_json::{Value, json};

use super::resource;

fn owner(json: &Value) -> fhir::Ownership {
    resource(json).head().belongs_to(&FhirId::parse("me").unwrap())
}

fn observation(subject: &Value) -> Value {
    json!({"resourceType": "Observation", "id": "1", "subject": subject})
}

#[test]
fn every_spelling_of_a_subject_is_understood() {
    for (reference, wanted) in [
        ("Patient/me", Own),
        ("Patient/me/_history/3", Own),
        ("https://ehr.example/r4/Patient/me", Own),
        ("https://ehr.example/r4/Patient/me/_history/3", Own),
        ("urn:uuid:me", Own),
        ("Patient/you", Other),
        ("Patient/ME", Other),
        ("Patient/me2", Other),
        ("Patient/me?x", Other),
        ("https://ehr.example/r4/Patient/you/_history/me", Other),
        ("Patient/", Unstated),
        ("Patient?identifier=me", Unstated),
        ("Patient/me/../you", Unstated),
        ("Group/me", Unstated),
        ("patient/me", Unstated),
        ("#me", Unstated),
        ("", Unstated),
    ] {
        assert_eq!(owner(&observation(&json!({"reference": reference}))), wanted, "{reference}");
    }
}

#[test]
fn what_names_nobody_is_unstated() {
    for subject in [
        json!(null),
        json!({"display": "Patient me"}),
        json!({"reference": 5}),
        json!("Patient/me"),
        json!([]),
        json!({"identifier": {"value": "me"}}),
    ] {
        assert_eq!(owner(&observation(&subject)), Unstated, "{subject}");
    }
    let contained = json!({"resourceType": "Observation", "id": "1", "subject": {"reference": "#me"},
        "contained": [{"resourceType": "Patient", "id": "me"}]});
    assert_eq!(owner(&contained), Unstated);
}

#[test]
fn one_word_for_someone_else_outweighs_another_for_me() {
    let both = json!({"resourceType": "Observation", "id": "1",
        "subject": {"reference": "Patient/me"}, "patient": {"reference": "Patient/you"}});
    assert_eq!(owner(&both), Other);
    let list = observation(&json!([{"reference": "Patient/me"}, {"reference": "Patient/you"}]));
    assert_eq!(owner(&list), Other);
    let odd = observation(&json!([{"reference": "Patient/me"}, 5]));
    assert_eq!(owner(&odd), Unstated);
    let performed = json!({"resourceType": "Observation", "id": "1",
        "subject": {"reference": "Patient/you"}, "performer": [{"reference": "Patient/me"}]});
    assert_eq!(owner(&performed), Other);
    // serde_json::json! cannot repeat a key, and a reader must not have to choose.
    let twice = r#"{"resourceType": "Observation", "id": "1",
        "subject": {"reference": "Patient/me", "reference": "Patient/you"}}"#;
    let head = fhir::Resource::from_text(twice).unwrap();
    assert_eq!(head.head().belongs_to(&FhirId::parse("me").unwrap()), Unstated);
}

#[test]
fn each_type_has_its_own_way_of_naming_the_patient() {
    let me = json!({"reference": "Patient/me"});
    let you = json!({"reference": "Patient/you"});
    let of = |resource_type: &str, rest: Value| {
        let mut json = json!({"resourceType": resource_type, "id": "1"});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        owner(&json)
    };
    assert_eq!(of("Patient", json!({"id": "me"})), Own);
    assert_eq!(of("Patient", json!({"link": [{"other": me}]})), Other);
    assert_eq!(of("Coverage", json!({"beneficiary": me, "subscriber": you})), Own);
    assert_eq!(of("Coverage", json!({"beneficiary": you, "subscriber": me})), Other);
    assert_eq!(of("Task", json!({"for": me})), Own);
    assert_eq!(of("ResearchSubject", json!({"individual": you})), Other);
    let practitioner = json!({"actor": {"reference": "Practitioner/1"}});
    assert_eq!(of("Appointment", json!({"participant": [practitioner, {"actor": me}]})), Own);
    assert_eq!(of("Appointment", json!({"participant": [{"actor": you}]})), Other);
    assert_eq!(of("Appointment", json!({"participant": [practitioner]})), Unstated);
    assert_eq!(of("Account", json!({"subject": [you, me]})), Own);
    assert_eq!(of("QuestionnaireResponse", json!({"subject": you, "source": me})), Other);
    assert_eq!(of("QuestionnaireResponse", json!({"source": me})), Own);
    assert_eq!(of("Communication", json!({"recipient": [me]})), Own);
    assert_eq!(of("Provenance", json!({"target": [{"reference": "Goal/1"}]})), Unstated);
    assert_eq!(of("Provenance", json!({"target": [me], "subject": you})), Other);
    assert_eq!(of("Task", json!({"for": me, "patient": you})), Other);
    assert_eq!(of("Practitioner", json!({})), Unstated);
    assert_eq!(of("SomethingNew", json!({"subject": me})), Own);
}
