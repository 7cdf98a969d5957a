//! The kinds without a page of their own: each resource in exactly one, values with their flags and digits.

use serde_json::{Value, json};

use super::{all, one, page, patient_with, person, whole, with};
use crate::testing::{Person, TestApp};

/// An Observation of a category, or of none.
fn seen(person: &Person, id: &str, category: Option<&str>, more: Value) -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    let bare = json!({"resourceType": "Observation", "id": id, "status": "final",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "code": {"text": format!("sight {id}")}, "effectiveDateTime": "2026-03-04"});
    let category = category.map(|code| json!([{"coding": [{"system": system, "code": code}]}]));
    with(with(bare, json!({"category": category})), more)
}

fn chart(elena: &Person) -> Vec<Value> {
    let sugar = json!({"code": {"text": "Glucose"},
        "valueQuantity": {"value": 91.171_508_520_031_4, "unit": "mg/dL", "code": "mg/dL"},
        "referenceRange": [{"low": {"value": 70, "unit": "mg/dL", "code": "mg/dL"},
            "high": {"value": 90, "unit": "mg/dL", "code": "mg/dL"}}]});
    let mistake = json!({"status": "entered-in-error", "code": {"text": "a mistaken pulse"}});
    let device = json!({"resourceType": "Device", "id": "dev-1", "status": "active",
        "patient": {"reference": format!("Patient/{}", elena.id)}, "type": {"text": "CPAP machine"}});
    vec![
        seen(elena, "lab-1", Some("laboratory"), sugar),
        seen(elena, "vit-1", Some("vital-signs"), json!({})),
        seen(elena, "vit-2", Some("vital-sign"), json!({})),
        seen(elena, "vit-3", Some("vital-signs"), mistake),
        seen(elena, "soc-1", Some("social-history"), json!({})),
        seen(elena, "odd-1", None, json!({})),
        seen(elena, "odd-2", Some("survey"), json!({"effectiveDateTime": null})),
        device,
    ]
}

#[tokio::test]
async fn every_resource_is_in_exactly_one_kind_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        for (kind, expected) in [
            ("results", vec!["lab-1"]),
            ("vitals", vec!["vit-1", "vit-2"]),
            ("social-history", vec!["soc-1"]),
            ("other", vec!["dev-1", "odd-1", "odd-2"]),
            ("documents", vec![]),
        ] {
            let list = whole(elena.get(&format!("/v1/portal/records/{kind}")).await);
            let mut ids = all(&list, "id");
            ids.sort_unstable();
            assert_eq!(ids, expected, "{kind}");
            let withheld = u64::from(kind == "vitals");
            assert_eq!(list["total"], json!(expected.len() as u64 + withheld), "{kind}");
        }
        let vitals = page(&elena, "/records/vitals").await;
        assert!(!vitals.contains("mistaken") && vitals.contains("1 entry was marked as entered by mistake"));
        let overview = page(&elena, "/records").await;
        assert!(overview.contains("2 entries shown"), "a count beside something withheld is not 'all'");
        assert!(overview.contains("/records/other\""));
    }
}

#[tokio::test]
async fn a_result_has_its_value_range_flag_and_true_digits() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/records/results").await);
        let sugar = one(&list, "lab-1");
        assert_eq!(
            (&sugar["name"], &sugar["value"], &sugar["flag"], &sugar["reference_range"]),
            (&json!("Glucose"), &json!("91.17 mg/dL"), &json!("high"), &json!("70–90 mg/dL"))
        );
        assert!(sugar["exact_value"].as_str().unwrap().starts_with("91.1715085200314"));
        let entry = page(&elena, "/records/results/lab-1").await;
        for words in ["Glucose", "91.17 mg/dL", "91.1715085200314", "70–90 mg/dL", "March 4, 2026"] {
            assert!(entry.contains(words), "{words}");
        }
        elena.get("/records/vitals/lab-1").await.expect(404);
        elena.get("/v1/portal/records/other/lab-1").await.expect(404);
    }
}
