//! What is released, what is not, and how it is accounted for.

use fhir::{Coding, Kind};
use policy::{Action, Grant, Reason, Released, Sensitivity, Terms, release, release_one, release_reference};
use serde_json::{Value, json};

use super::{access, id, now, observation, resource};

fn released(json: &Value) -> Released<Option<policy::Item>> {
    release_one(&access(Action::ReadRecord), resource(json), &Terms::none(), now())
}

fn reason(json: &Value) -> Option<Reason> {
    let released = released(json);
    assert_eq!(released.get().is_some(), released.withheld().is_empty());
    released.withheld().keys().next().copied()
}

#[test]
fn another_patients_resource_never_leaves_and_is_an_incident() {
    let found = vec![resource(&observation("a", "me")), resource(&observation("b", "you"))];
    let released = release(&access(Action::ReadRecord), found, &Terms::none(), now());
    assert_eq!(released.items().len(), 1);
    assert_eq!(released.items()[0].resource.head().id, id("a"));
    assert_eq!(released.withheld().get(&Reason::WrongPatient), Some(&1));
    let incident = &released.incidents()[0];
    assert_eq!((incident.resource_type.as_str(), incident.resource_id.as_str()), ("Observation", "b"));
}

#[test]
fn who_does_not_say_whose_it_is_stays_inside() {
    assert_eq!(reason(&json!({"resourceType": "Observation", "id": "1"})), Some(Reason::WrongPatient));
    let display = json!({"resourceType": "Goal", "id": "1", "subject": {"display": "me"}});
    assert_eq!(reason(&display), Some(Reason::WrongPatient));
    assert_eq!(reason(&json!({"resourceType": "Patient", "id": "you"})), Some(Reason::WrongPatient));
    assert_eq!(reason(&json!({"resourceType": "Patient", "id": "me"})), None);
    assert_eq!(reason(&json!({"resourceType": "SomethingNew", "id": "1"})), Some(Reason::WrongPatient));
    let provenance = json!({"resourceType": "Provenance", "id": "1", "target": [{"reference": "Goal/1"}]});
    assert_eq!(reason(&provenance), None);
    let foreign = json!({"resourceType": "Provenance", "id": "1", "target": [{"reference": "Patient/you"}]});
    assert_eq!(reason(&foreign), Some(Reason::WrongPatient));
}

#[test]
fn mistakes_are_never_shown_and_drafts_of_results_always_are() {
    let with = |key: &str, value: Value| {
        let mut json = observation("1", "me");
        json[key] = value;
        reason(&json)
    };
    assert_eq!(with("status", json!("entered-in-error")), Some(Reason::EnteredInError));
    let coded = json!({"coding": [{"code": "entered-in-error"}]});
    assert_eq!(with("verificationStatus", coded), Some(Reason::EnteredInError));
    for status in ["registered", "preliminary", "final", "amended", "cancelled", "unknown", "someday"] {
        assert_eq!(with("status", json!(status)), None, "{status}");
    }
}

#[test]
fn her_own_is_hers_however_sensitive() {
    let mut json = observation("1", "me");
    json["meta"] = json!({"security": [
        {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"},
        {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2"},
        {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]});
    let released = released(&json);
    let item = released.get().as_ref().unwrap();
    let sensitivity: Vec<Sensitivity> = item.sensitivity.iter().collect();
    assert_eq!(sensitivity, [Sensitivity::Restricted, Sensitivity::SubstanceUse]);
}

#[test]
fn a_narrowed_access_needs_every_sensitivity_named() {
    let mut both = observation("1", "me");
    both["meta"] = json!({"security": [{"code": "HIV"}, {"code": "R"}]});
    let sees = |sensitivities: &[Sensitivity]| {
        let grant = Grant::of(Action::ALL, Kind::ALL, sensitivities.iter().copied());
        let access = access(Action::ReadRecord).narrowed(&grant);
        release_one(&access, resource(&both), &Terms::none(), now()).into_inner().is_some()
    };
    assert!(sees(&[Sensitivity::Hiv, Sensitivity::Restricted]));
    assert!(!sees(&[Sensitivity::Hiv]));
    assert!(!sees(&[]));
}

#[test]
fn labels_are_understood_and_the_strange_ones_restrict() {
    let of = |system: &str, code: &str| {
        let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
        Sensitivity::of_label(&Coding { system: Some(system), code: Some(code.into()), ..Coding::default() })
    };
    assert_eq!(of("v3-Confidentiality", "N"), None);
    assert_eq!(of("v3-Confidentiality", "R"), Some(Sensitivity::Restricted));
    assert_eq!(of("v3-ActCode", "PSYTHPN"), Some(Sensitivity::Psychotherapy));
    assert_eq!(of("v3-ActCode", "PSY"), Some(Sensitivity::MentalHealth));
    assert_eq!(of("v3-ActCode", "ETH"), Some(Sensitivity::SubstanceUse));
    assert_eq!(of("v3-ActCode", "SDV"), Some(Sensitivity::Violence));
    assert_eq!(of("v3-ActCode", "ADOL"), Some(Sensitivity::Adolescent));
    assert_eq!(of("v3-ActCode", "WHATEVER"), Some(Sensitivity::Restricted));
    assert_eq!(of("v3-ActReason", "TREAT"), None);
    assert_eq!(Sensitivity::of_label(&Coding::default()), Some(Sensitivity::Restricted));
}

#[test]
fn an_access_for_something_else_releases_nothing() {
    for action in [Action::ManageAccount, Action::Session, Action::Public, Action::ReadAccessLog] {
        let found = vec![resource(&observation("1", "me"))];
        let released = release(&access(action), found, &Terms::none(), now());
        assert_eq!((released.items().len(), released.withheld().get(&Reason::BeyondGrant)), (0, Some(&1)));
        let doctor = vec![resource(&json!({"resourceType": "Practitioner", "id": "1"}))];
        assert!(release_reference(&access(action), doctor).items().is_empty());
    }
}

#[test]
fn the_reference_door_lets_nobodys_data_through_and_no_patients() {
    let access = access(Action::ReadRecord);
    let through = |json: Value| release_reference(&access, vec![resource(&json)]);
    for name in ["Practitioner", "PractitionerRole", "Organization", "Location", "Medication"] {
        assert_eq!(through(json!({"resourceType": name, "id": "1"})).items().len(), 1, "{name}");
    }
    assert!(through(observation("1", "me")).items().is_empty());
    assert!(
        through(json!({"resourceType": "Medication", "id": "1", "status": "entered-in-error"}))
            .items()
            .is_empty()
    );
    let foreign = through(observation("1", "you"));
    assert_eq!((foreign.items().len(), foreign.incidents().len()), (0, 1));
    let tied =
        through(json!({"resourceType": "Medication", "id": "1", "subject": {"reference": "Patient/you"}}));
    assert_eq!((tied.items().len(), tied.incidents().len()), (0, 1));
    assert_eq!(through(json!({"resourceType": "RelatedPerson", "id": "1"})).incidents().len(), 1);
}

#[test]
fn accounts_add_up_when_lists_are_joined() {
    let list = |patient: &str| {
        release(
            &access(Action::ReadRecord),
            vec![resource(&observation("1", patient))],
            &Terms::none(),
            now(),
        )
    };
    let joined = list("you").and(list("me")).and(list("you"));
    assert_eq!((joined.items().len(), joined.incidents().len()), (1, 2));
    assert_eq!(joined.withheld().get(&Reason::WrongPatient), Some(&2));
    assert_eq!(joined.map(|items| items.len()).withheld().len(), 1);
    assert!(Reason::WrongPatient.may_be_told() && !Reason::BeyondGrant.may_be_told());
    assert_eq!(serde_json::to_value(Reason::EnteredInError).unwrap(), Reason::EnteredInError.name());
}
