//! One entry: the patient's own opens; anything else is the same "not found".

use super::{allergy, order, patient_with, person, statement};
use crate::testing::TestApp;
use serde_json::json;

const KINDS: [&str; 3] = ["medications", "allergies", "conditions"];

#[tokio::test]
async fn an_own_entry_opens_as_page_and_in_json() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        for kind in KINDS {
            let id = elena.person.entry(kind);
            let page = elena.get(&format!("/records/{kind}/{id}")).await.expect(200);
            assert!(page.holds(&elena.person.marker), "{kind}");
            let entry = elena.get(&format!("/v1/portal/records/{kind}/{id}")).await.expect(200).json();
            assert_eq!(entry["id"], id);
            assert_eq!(entry["fhir"]["id"], id, "the resource as the EHR holds it");
            assert_eq!(entry["fhir"]["resourceType"], entry["resource"]);
            assert!(entry["as_of"].as_str().is_some_and(|at| at.ends_with('Z')));
        }
    }
}

/// Security goal 1: who tries ids learns nothing from the answer, on either surface.
#[tokio::test]
async fn not_yours_not_there_and_malformed_are_one_answer() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let rosa = app.patient(org, "rosa").await;
        for surface in ["/records", "/v1/portal/records"] {
            for kind in KINDS {
                let path = |id: &str| format!("{surface}/{kind}/{id}");
                let missing = elena.get(&path("not-there-at-all")).await.expect(404);
                let other_kind = KINDS.iter().find(|other| **other != kind).unwrap();
                let long = "a".repeat(65);
                for id in [
                    rosa.person.entry(kind),
                    elena.person.entry(other_kind),
                    elena.person.id.as_str(),
                    "%2e%2e",
                    "a,b",
                    "a%7Cb",
                    "%00",
                    "%F0%9F%98%80",
                    long.as_str(),
                ] {
                    let answer = elena.get(&path(id)).await.expect(404);
                    assert_eq!(
                        answer.masked().replace(&path(id), "⟨here⟩"),
                        missing.masked().replace(&path("not-there-at-all"), "⟨here⟩"),
                        "{surface}/{kind}/{id}"
                    );
                    assert!(!answer.holds(&rosa.person.marker) && !answer.holds(&elena.person.marker));
                }
            }
        }
        let own = elena.get(&format!("/records/medications/{}", rosa.person.entry("medications"))).await;
        assert!(!own.holds(rosa.person.entry("medications")), "a 404 never repeats the asked id");
    }
}

#[tokio::test]
async fn kinds_without_a_room_are_not_found() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    for kind in ["pills", "Medications", "MedicationRequest", "medications%2F", "..", "%F0%9F%92%8A"] {
        for surface in ["/records", "/v1/portal/records"] {
            let answer = elena.get(&format!("{surface}/{kind}")).await;
            assert_eq!(answer.status, 404, "{}", answer.asked);
            assert!(!answer.holds(&elena.person.marker));
        }
    }
    let code = elena.get("/v1/portal/records/pills").await.code();
    assert_eq!(code, "NOT_FOUND");
}

/// What the list withholds cannot be opened by its id either.
#[tokio::test]
async fn a_withheld_entry_does_not_open() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
        let mistake = json!({"clinicalStatus": null, "code": {"text": "a mistaken nut"},
            "verificationStatus": {"coding": [{"system": system, "code": "entered-in-error"}]}});
        let chart = [
            order(&elena, "rx-1", json!({"status": "entered-in-error"})),
            statement(&elena, "st-1", json!({"status": "entered-in-error"})),
            allergy(&elena, "al-1", mistake),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        for path in ["medications/rx-1", "medications/st-1", "allergies/al-1"] {
            let there = elena.get(&format!("/v1/portal/records/{path}")).await.expect(404);
            let never = elena.get("/v1/portal/records/medications/not-there").await.expect(404);
            assert_eq!(there.masked(), never.masked(), "{path}");
            elena.get(&format!("/records/{path}")).await.expect(404);
        }
    }
}
