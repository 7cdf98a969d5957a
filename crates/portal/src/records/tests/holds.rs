//! Holds (C5): one result, for a stated time, without effect on anything else.

use base::FhirId;
use policy::{Hold, HoldRequest};
use serde_json::json;

use super::{all, condition, order, page, patient_with, person, statement, whole};
use crate::records::store;
use crate::testing::{Patient, TestApp};

async fn hold(app: &TestApp, patient: &Patient, resource_type: &str, id: &str) {
    let now = app.app.clock.now();
    let request = HoldRequest {
        patient: FhirId::parse(&patient.person.id).unwrap(),
        resource_type: resource_type.into(),
        resource_id: FhirId::parse(id).unwrap(),
        exception_code: "preventing-harm".into(),
        reason: "to be told in person first".into(),
        author: "Dr. Test".into(),
        expires_at: Some(now + chrono::Duration::hours(2)),
    };
    let tx = app.app.db.write(patient.org.id).await.unwrap();
    store::put(&tx, &Hold::new(request, now).unwrap(), now).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_hold_hides_one_result_until_it_is_over() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        // The same id on another type and on another kind: a hold is on neither of them.
        let chart = [
            order(&elena, "one", json!({"authoredOn": "2026-01-02"})),
            order(&elena, "two", json!({"authoredOn": "2026-01-01"})),
            statement(&elena, "one", json!({"effectiveDateTime": "2025-01-01"})),
            condition(&elena, "one", json!({})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let rosa = person("rosa");
        let chart = [order(&rosa, "one-of-rosa", json!({}))];
        let rosa = patient_with(&app, org, rosa, &chart).await;
        hold(&app, &elena, "MedicationRequest", "one").await;

        let list = whole(elena.get("/v1/portal/prescriptions").await);
        assert_eq!((list["total"].as_u64(), all(&list, "id")), (Some(2), vec!["two"]));
        assert_eq!(list["withheld"], json!([{"reason": "hold", "count": 1}]));
        let list = whole(elena.get("/v1/portal/records/medications").await);
        assert_eq!(all(&list, "id"), ["two", "one"]);
        assert_eq!(all(&list, "resource"), ["MedicationRequest", "MedicationStatement"]);
        let shown = page(&elena, "/prescriptions").await;
        assert!(shown.contains("1 entry is on hold by your care team") && !shown.contains("pill one"));
        let conditions = whole(elena.get("/v1/portal/records/conditions").await);
        assert_eq!((all(&conditions, "id"), &conditions["withheld"]), (vec!["one"], &json!([])));
        let hers = whole(rosa.get("/v1/portal/prescriptions").await);
        assert_eq!(all(&hers, "id"), ["one-of-rosa"], "a hold is one patient's");
    }
}

#[tokio::test]
async fn what_was_held_is_shown_when_the_hold_is_over() {
    let app = TestApp::with(|config| config.session.idle = "PT10H".parse().unwrap()).await;
    let elena = person("elena");
    let chart = [order(&elena, "one", json!({})), order(&elena, "two", json!({}))];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    hold(&app, &elena, "MedicationRequest", "one").await;
    elena.get("/v1/portal/records/medications/one").await.expect(404);
    elena.get("/records/medications/one").await.expect(404);
    elena.get("/v1/portal/records/medications/two").await.expect(200);
    app.advance("PT1H59M");
    assert_eq!(all(&whole(elena.get("/v1/portal/prescriptions").await), "id"), ["two"]);
    app.advance("PT2M");
    let list = whole(elena.get("/v1/portal/prescriptions").await);
    assert_eq!((all(&list, "id"), &list["withheld"]), (vec!["one", "two"], &json!([])));
    elena.get("/v1/portal/records/medications/one").await.expect(200);
    elena.get("/records/medications/one").await.expect(200);
}
