//! Allergies: no mistake shown, "no known allergies" not listed as an allergy, nothing resolved shown as
//! current.

use serde_json::json;

use super::{allergy, allergy_standing, between, one, own_total, page, patient_with, person, whole, with};
use crate::testing::TestApp;

fn mistaken() -> serde_json::Value {
    let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    json!({"code": {"text": "a mistaken nut"},
        "verificationStatus": {"coding": [{"system": system, "code": "entered-in-error"}]}})
}

fn snomed(code: &str, words: &str) -> serde_json::Value {
    json!({"code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": words}]}})
}

#[tokio::test]
async fn allergies_are_counted_split_and_never_a_mistake() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let told = json!({"criticality": "high", "category": ["food"], "recordedDate": "2024-05-06",
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "91935009",
                "display": "Allergy to peanut"}]},
            "reaction": [{"manifestation": [{"text": "hives"}], "severity": "severe"}]});
        let chart = [
            allergy(&elena, "al-1", told),
            allergy(
                &elena,
                "al-2",
                with(allergy_standing("resolved"), json!({"recordedDate": "2020-01-01"})),
            ),
            allergy(&elena, "al-3", allergy_standing("inactive")),
            allergy(&elena, "al-4", json!({"clinicalStatus": null})),
            allergy(&elena, "al-5", with(mistaken(), json!({"clinicalStatus": null}))),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/records/allergies").await);
        let total = own_total(&app.sandbox, &org.slug, "AllergyIntolerance", &elena.person.id).await;
        assert_eq!((&list["total"], total), (&json!(total), 5));
        assert_eq!(list["withheld"], json!([{"reason": "entered-in-error", "count": 1}]));
        assert!(!list.to_string().contains("mistaken"));
        let told = one(&list, "al-1");
        assert_eq!(
            (&told["name"], &told["criticality"], &told["severity"]),
            (&json!("Allergy to peanut"), &json!("high"), &json!("severe"))
        );
        assert_eq!((&told["reactions"], &told["code"]["code"]), (&json!(["hives"]), &json!("91935009")));
        for (id, current) in
            [("al-1", json!(true)), ("al-2", json!(false)), ("al-3", json!(false)), ("al-4", json!(null))]
        {
            assert_eq!(one(&list, id)["current"], current, "{id}");
        }
        let shown = page(&elena, "/records/allergies").await;
        assert!(!shown.contains("mistaken") && shown.contains("1 entry was marked as entered by mistake"));
        let (now, before) =
            (between(&shown, "id=\"now\"", "id=\"before\""), between(&shown, "id=\"before\"", "</main>"));
        for (id, current) in [("al-1", true), ("al-2", false), ("al-3", false), ("al-4", true)] {
            let href = format!("/records/allergies/{id}\"");
            assert_eq!((now.contains(&href), before.contains(&href)), (current, !current), "{id}");
        }
        assert!(now.contains("hives"), "what happens is said");
        let home = elena.get("/v1/portal/dashboard").await.expect(200).json();
        assert_eq!((&home["cards"][1]["card"], &home["cards"][1]["count"]), (&json!("allergies"), &json!(2)));
    }
}

#[tokio::test]
async fn no_known_allergies_is_not_an_allergy() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let none = allergy(&elena, "al-none", snomed("716186003", "No known allergy"));
        let elena = patient_with(&app, org, elena, &[none]).await;
        let list = whole(elena.get("/v1/portal/records/allergies").await);
        assert_eq!((&list["total"], &one(&list, "al-none")["none_known"]), (&json!(1), &json!(true)));
        let shown = page(&elena, "/records/allergies").await;
        assert!(
            shown.contains("No known allergies") && !shown.contains("To know about"),
            "not as an allergy"
        );
        assert!(!shown.contains("This does not mean you have none"), "the clinic did ask");
        for path in ["/", "/records"] {
            assert!(!page(&elena, path).await.contains("1 allergy"), "{path} counts it as an allergy");
        }
        let home = elena.get("/v1/portal/dashboard").await.expect(200).json();
        assert_eq!((&home["cards"][1]["count"], &home["cards"][1]["names"]), (&json!(0), &json!([])));
    }
}

/// "No known *drug* allergy" says nothing of nuts: the page must not make "no known allergies" of it, and a
/// statement beside real allergies must not vanish.
#[tokio::test]
async fn a_statement_about_one_kind_is_told_as_written() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let no_drug = snomed("409137002", "No known history of drug allergy");
    let elena =
        patient_with(&app, &app.one, elena.clone(), &[allergy(&elena, "al-1", no_drug.clone())]).await;
    let shown = page(&elena, "/records/allergies").await;
    assert!(shown.contains("No known history of drug allergy"), "in the clinic's own words");
    assert!(!shown.contains("No known allergies") && !shown.contains("wrote down that you have none"));
    let home = page(&elena, "/").await;
    assert!(!home.contains("No known allergies") && !home.contains("1 allergy"));

    let rosa = person("rosa");
    let chart =
        [allergy(&rosa, "al-2", no_drug), allergy(&rosa, "al-3", snomed("91935009", "Allergy to peanut"))];
    let rosa = patient_with(&app, &app.one, rosa, &chart).await;
    let shown = page(&rosa, "/records/allergies").await;
    assert!(shown.contains("Allergy to peanut") && shown.contains("No known history of drug allergy"));
    assert!(page(&rosa, "/records").await.contains("1 allergy to know about"));
}
