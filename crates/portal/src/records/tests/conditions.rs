//! Conditions: counted, split by what stands now, never a mistake.

use serde_json::json;

use super::{all, between, condition, one, own_total, page, patient_with, person, standing, whole, with};
use crate::testing::TestApp;

#[tokio::test]
async fn conditions_are_counted_split_and_never_a_mistake() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let system = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
        let mistake = json!({"clinicalStatus": null, "code": {"text": "a mistaken ache"},
            "verificationStatus": {"coding": [{"system": system, "code": "entered-in-error"}]}});
        let told = json!({"onsetDateTime": "2012-06", "recordedDate": "2026-05-06",
            "code": {"text": "Sleep apnea", "coding": [{"system": "http://snomed.info/sct",
                "code": "73430006", "display": "Sleep apnea (disorder)"}]},
            "severity": {"text": "Moderate"}});
        let chart = [
            condition(&elena, "co-1", told),
            condition(&elena, "co-2", with(standing("resolved"), json!({"recordedDate": "2021-05-06"}))),
            condition(&elena, "co-3", with(standing("remission"), json!({"recordedDate": "2020-05-06"}))),
            condition(&elena, "co-4", with(standing("recurrence"), json!({"recordedDate": "2022-05-06"}))),
            condition(&elena, "co-5", json!({"clinicalStatus": null})),
            condition(&elena, "co-6", mistake),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/records/conditions").await);
        let total = own_total(&app.sandbox, &org.slug, "Condition", &elena.person.id).await;
        assert_eq!((&list["total"], total), (&json!(total), 6));
        assert_eq!(list["withheld"], json!([{"reason": "entered-in-error", "count": 1}]));
        assert!(!list.to_string().contains("mistaken"));
        assert_eq!(*all(&list, "id").last().unwrap(), "co-5", "the undated one last");
        let told = one(&list, "co-1");
        assert_eq!(
            (&told["name"], &told["code"]["code"], &told["began"]),
            (&json!("Sleep apnea"), &json!("73430006"), &json!("2012-06"))
        );
        let shown = page(&elena, "/records/conditions").await;
        assert!(!shown.contains("mistaken") && shown.contains("1 entry was marked as entered by mistake"));
        let (now, before) =
            (between(&shown, "id=\"now\"", "id=\"before\""), between(&shown, "id=\"before\"", "</main>"));
        for (id, current) in
            [("co-1", true), ("co-2", false), ("co-3", false), ("co-4", true), ("co-5", true)]
        {
            let href = format!("/records/conditions/{id}\"");
            assert_eq!((now.contains(&href), before.contains(&href)), (current, !current), "{id}");
        }
        let entry = page(&elena, "/records/conditions/co-1").await;
        assert!(entry.contains("Sleep apnea") && entry.contains("73430006") && entry.contains("Moderate"));
        assert!(entry.contains("June 2012"), "to the precision it was written in");
    }
}
