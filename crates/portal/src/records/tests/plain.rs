//! Plain words beside the clinic's own (experience.md "Words"; D08, L02), in the reader's language, on pages
//! and API; nothing beside what is not known.

use serde_json::{Value, json};

use super::{condition, one, order, patient_with, person, whole, with};
use crate::testing::{Patient, Person, TestApp};

const LOINC: &str = "http://loinc.org";

fn chart(elena: &Person) -> Vec<Value> {
    let measured = |id: &str, code: Value, more: Value| {
        let bare = json!({"resourceType": "Observation", "id": id, "status": "final", "code": code,
            "subject": {"reference": format!("Patient/{}", elena.id)}, "effectiveDateTime": "2026-03-04",
            "category": [{"coding": [{"code": "social-history",
                "system": "http://terminology.hl7.org/CodeSystem/observation-category"}]}]});
        with(bare, more)
    };
    let vaccine = json!({"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140"}],
        "text": "Influenza, seasonal"});
    vec![
        order(elena, "rx-1", json!({"medicationCodeableConcept": {"text": "metformin 500 MG Oral Tablet"}})),
        order(elena, "rx-2", json!({"medicationCodeableConcept": {"text": "an experimental pill"}})),
        condition(
            elena,
            "co-1",
            json!({"code": {"coding": [{
            "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.9"}], "text": "Sugar trouble"},
            "recordedDate": "2024-01-02"}),
        ),
        condition(elena, "co-2", json!({"code": {"text": "Insulin resistance"}})),
        measured(
            "ob-1",
            json!({"coding": [{"system": LOINC, "code": "72166-2"}], "text": "Tobacco"}),
            json!({"valueBoolean": true}),
        ),
        measured(
            "ob-2",
            json!({"text": "Specific gravity"}),
            json!({"valueQuantity": {"value": 1.025, "unit": "1"}}),
        ),
        json!({"resourceType": "Immunization", "id": "im-1", "status": "completed", "vaccineCode": vaccine,
            "patient": {"reference": format!("Patient/{}", elena.id)}, "occurrenceDateTime": "2025-10-01"}),
    ]
}

async fn page_in(elena: &Patient, lang: &str, path: &str) -> String {
    let answer = elena.browser.clone().with("accept-language", lang).get(path).await.expect(200);
    crate::ui::sound::assert_page_is_sound(&answer.text());
    answer.text()
}

#[tokio::test]
async fn l02_an_entry_says_what_it_is_in_the_readers_language_and_who_wrote_that() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        for (path, lang, said, name, means, source) in [
            (
                "/records/conditions/co-1",
                "es",
                "Sugar trouble",
                "Diabetes tipo 2:</strong>",
                "El cuerpo no usa bien la insulina",
                "Texto de este portal, no de su clínica.",
            ),
            (
                "/records/conditions/co-1",
                "en",
                "Sugar trouble",
                "Type 2 diabetes:</strong>",
                "The body does not use insulin well",
                "Written for this portal, not by your clinic.",
            ),
            (
                "/records/medications/rx-1",
                "zh",
                "metformin 500 MG Oral Tablet",
                "二甲双胍：</strong>",
                "降低血糖，通常用于 2 型糖尿病。",
                "通俗说明",
            ),
            (
                "/records/immunizations/im-1",
                "vi",
                "Influenza, seasonal",
                "Vắc-xin cúm:</strong>",
                "Giúp phòng bệnh cúm.",
                "Lời giải thích dễ hiểu",
            ),
        ] {
            let html = page_in(&elena, lang, path).await;
            for words in [said, name, means] {
                assert!(html.contains(words), "{path} in {lang}: {words}");
            }
            assert_eq!(html.matches(source).count(), 1, "{path} in {lang}");
        }
        // The clinic's own name is marked as English beside ours.
        let spanish = page_in(&elena, "es", "/records/conditions/co-1").await;
        assert!(spanish.contains("<h1 lang=\"en\""), "the clinic's own words are marked");
        for path in ["/records/conditions/co-2", "/records/medications/rx-2"] {
            let html = page_in(&elena, "en", path).await;
            assert!(!html.contains("Written for this portal"), "{path} is not known, and not explained");
        }
    }
}

#[tokio::test]
async fn rows_and_cards_have_the_plain_name_where_the_clinics_is_another_language() {
    let app = TestApp::canvas().await;
    let elena = person("elena");
    let chart = chart(&elena);
    let elena = patient_with(&app, &app.two, elena, &chart).await;
    let rows = page_in(&elena, "vi", "/records/conditions").await;
    assert!(rows.contains("Tiểu đường loại 2 · ") && rows.contains("Insulin resistance"));
    let rows = page_in(&elena, "en", "/records/conditions").await;
    assert!(!rows.contains("Type 2 diabetes"), "an English row has the clinic's words alone");
    for path in ["/records/medications", "/prescriptions"] {
        let cards = page_in(&elena, "en", path).await;
        assert!(cards.contains("Lowers blood sugar. Usually used for type 2 diabetes."), "{path}");
        assert_eq!(cards.matches("Written for this portal").count(), 1, "{path}");
        let cards = page_in(&elena, "zh", path).await;
        assert!(cards.contains("二甲双胍：</strong>"), "{path}");
    }
}

#[tokio::test]
async fn the_api_says_it_in_the_language_asked_for() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        let spanish = elena.browser.clone().with("accept-language", "es");
        let list = whole(spanish.get("/v1/portal/records/conditions").await);
        let plain = json!({"name": "Diabetes tipo 2", "language": "es",
            "means": "El cuerpo no usa bien la insulina y hay demasiada azúcar en la sangre."});
        assert_eq!(one(&list, "co-1")["plain"], plain);
        assert_eq!(one(&list, "co-2")["plain"], Value::Null);
        let entry = spanish.get("/v1/portal/records/conditions/co-1").await.expect(200).json();
        assert_eq!(entry["plain"], plain);
        for path in ["/v1/portal/records/medications", "/v1/portal/prescriptions"] {
            let english = elena.browser.clone().with("accept-language", "en").get(path).await;
            let plain = one(&whole(english), "rx-1")["plain"].clone();
            assert_eq!(plain["means"], "Lowers blood sugar. Usually used for type 2 diabetes.", "{path}");
            assert_eq!((&plain["name"], &plain["language"]), (&Value::Null, &json!("en")), "{path}");
        }
    }
}

#[tokio::test]
async fn l03_yes_and_no_are_translated_and_digits_never_are() {
    let app = TestApp::canvas().await;
    let elena = person("elena");
    let chart = chart(&elena);
    let elena = patient_with(&app, &app.two, elena, &chart).await;
    for (lang, yes) in [("en", "Yes"), ("es", "Sí"), ("zh", "是"), ("vi", "Có")] {
        let rows = page_in(&elena, lang, "/records/social-history").await;
        assert!(rows.contains(&format!("{yes} · ")) && !rows.contains("true · "), "{lang}");
        assert!(rows.contains("1.025"), "{lang}: a comma would make another value of it");
        let entry = page_in(&elena, lang, "/records/social-history/ob-1").await;
        assert!(entry.contains(yes) && !entry.contains(">true<"), "{lang}");
    }
}
