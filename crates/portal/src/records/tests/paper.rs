//! The record on paper: every entry of the chart has a row, the patient's name stands on top, nothing of
//! anybody else is there, and what is missing is said.

use serde_json::{Value, json};

use super::{between, order, page, patient_with, person, statement};
use crate::testing::{Patient, TestApp};

/// What the API lists, as the rows of the paper are called.
async fn held(elena: &Patient, kind: &str) -> Vec<String> {
    let list = elena.get(&format!("/v1/portal/records/{kind}")).await.expect(200).json();
    let items = list["items"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|item| format!("id=\"{}_{}\"", text(&item["resource"]), text(&item["id"]))).collect()
}

#[tokio::test]
async fn every_entry_has_its_row_with_its_facts_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let bob = app.patient(org, "bob").await;
        let (id, marker) = (elena.person.id.clone(), elena.person.marker.clone());
        let more: Vec<Value> = [("Device", "patient"), ("Procedure", "subject"), ("Encounter", "subject")]
            .iter()
            .map(|(name, about)| {
                let mut one = json!({"resourceType": name, "id": format!("{}-1", name.to_lowercase()),
                    "status": "finished", "class": {"code": "AMB"}});
                one[*about] = json!({"reference": format!("Patient/{id}")});
                one
            })
            .collect();
        app.sandbox.put(&org.slug, &more).await;
        let whole = page(&elena, "/records?view=print").await;
        let mut rows = 0;
        for kind in fhir::Kind::ALL {
            let path = format!("/records/{}?view=print", kind.slug());
            let own = page(&elena, &path).await;
            for row in held(&elena, kind.slug()).await {
                assert!(whole.contains(&row), "{row} is not on paper");
                assert!(own.contains(&row), "{row} is not on the paper of its kind");
                rows += 1;
            }
        }
        assert!(rows >= 6, "{rows}");
        assert_eq!(whole.matches("<tr id=").count(), rows, "a row an entry, and no other");
        // The main facts, not only the title; whose it is, when she was born, from where and as of when.
        for words in [&format!("take {marker}"), &format!("{marker} rash")] {
            assert!(whole.contains(words.as_str()), "{words}");
        }
        let top = between(&whole, "<article", "</dl>");
        assert!(top.contains(&format!("{marker}First {marker}")) && top.contains("February 3, 1970"));
        assert!(top.contains("Clinic ") && top.contains("Mountain Time"));
        assert!(!whole.contains(&bob.person.marker) && !whole.contains(&bob.person.id));
        assert!(!whole.contains("<nav"), "paper leads nowhere");
        assert!(page(&elena, "/records").await.contains("href=\"/records?view=print\""));
        let list = page(&elena, "/records/conditions").await;
        assert!(list.contains("href=\"/records/conditions?view=print\""));
        elena.get("/records?view=sideways").await.expect(404);
        elena.get("/records/conditions?view=").await.expect(404);
        let log = elena.get("/v1/portal/access-log").await.expect(200).json().to_string();
        assert!(log.contains("records.print"));
    }
}

#[tokio::test]
async fn paper_says_what_is_missing_too() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart =
        [order(&elena, "rx-1", json!({"status": "entered-in-error"})), statement(&elena, "st-1", json!({}))];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let path = format!("AllergyIntolerance?patient=Patient%2F{}", elena.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "status", "value": 500, "path": path})).await;
    let whole = page(&elena, "/records?view=print").await;
    assert!(whole.contains("1 entry was marked as entered by mistake"));
    assert!(!whole.contains("MedicationRequest_rx-1") && whole.contains("MedicationStatement_st-1"));
    assert!(between(&whole, "id=\"allergies\"", "</section>").contains("We cannot reach this part now."));
    elena.get("/records/allergies?view=print").await.expect(502);
    // Paper without a name is nobody's.
    let path = format!("/Patient/{}", elena.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "status", "value": 500, "path": path})).await;
    elena.get("/records?view=print").await.expect(502);
    elena.get("/records/medications?view=print").await.expect(502);
}
