//! Markup and odd characters in every field that a clinic can fill: shown as text, never as markup.

use serde_json::json;

use super::{allergy, condition, order, page, person, statement};
use crate::testing::TestApp;

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;${7*7}";
const ODD: &str = "Zoë Ẵ 姓名 🫀 e\u{301}";

const PAGES: [&str; 12] = [
    "/",
    "/records",
    "/records/medications",
    "/records/medications/rx-1",
    "/records/medications/st-1",
    "/records/allergies",
    "/records/allergies/al-1",
    "/records/conditions",
    "/records/conditions/co-1",
    "/prescriptions",
    "/profile",
    "/access-log",
];

#[tokio::test]
async fn nothing_that_a_clinic_writes_becomes_markup() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let text = format!("{HOSTILE} {ODD}");
        // Characters that turn the direction of what follows, that cannot be seen, and lines that are none.
        let sly = format!("{text}\u{202e}evil\u{200b}\u{feff}\r\n\t end");
        let concept = json!({"text": sly, "coding": [{"system": HOSTILE, "code": HOSTILE, "display": sly}]});
        let who = json!({"display": sly});
        let chart = [
            json!({"resourceType": "Patient", "id": elena.id, "gender": "female", "birthDate": "1970-02-03",
                "name": [{"use": "official", "family": sly, "given": [sly], "prefix": [sly]}],
                "telecom": [{"system": "phone", "value": sly}, {"system": "email", "value": sly}],
                "address": [{"line": [sly], "city": sly, "state": sly, "postalCode": sly, "country": sly}],
                "communication": [{"language": concept}], "generalPractitioner": [who]}),
            order(
                &elena,
                "rx-1",
                json!({"medicationCodeableConcept": concept, "requester": who,
                "reasonCode": [concept], "note": [{"text": sly}],
                "dosageInstruction": [{"text": sly, "patientInstruction": sly}],
                "dispenseRequest": {"quantity": {"value": 1, "unit": sly}}}),
            ),
            statement(
                &elena,
                "st-1",
                json!({"status": "completed", "medicationCodeableConcept": concept,
                "dosage": [{"text": sly}]}),
            ),
            allergy(
                &elena,
                "al-1",
                json!({"code": concept, "note": [{"text": sly}],
                "reaction": [{"manifestation": [concept], "description": sly}]}),
            ),
            condition(
                &elena,
                "co-1",
                json!({"code": concept, "severity": concept, "bodySite": [concept],
                "onsetString": sly}),
            ),
        ];
        app.sandbox.put(&org.slug, &chart).await;
        let account = app.link(org, &elena.email, &elena.id).await;
        let elena = app.signed_in(org, account, elena).await;
        for path in PAGES {
            // Every page that comes back passes `ui::sound`, which knows no inline script and no handler.
            let shown = page(&elena, path).await;
            for bad in ["<script>alert", "<img src=x", "\u{202e}", "\u{feff}", "$49"] {
                assert!(!shown.contains(bad), "{} {path} holds {bad:?}", org.slug);
            }
            if !["/access-log", "/records"].contains(&path) {
                assert!(
                    shown.contains("script&#62;alert(1)") || shown.contains("script&gt;alert(1)"),
                    "{path}"
                );
            }
        }
        let list = elena.get("/v1/portal/records/medications").await.expect(200).json();
        let name = super::one(&list, "rx-1")["name"].as_str().unwrap();
        assert!(name.starts_with(&text) && name.ends_with("end"), "the words themselves stay: {name}");
    }
}

/// Texts far longer than any layout expects come whole, and the page stands.
#[tokio::test]
async fn very_long_texts_come_whole() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let long = "Longword".repeat(2_000);
    let chart = [order(&elena, "rx-1", json!({"medicationCodeableConcept": {"text": long}}))];
    let elena = super::patient_with(&app, &app.one, elena, &chart).await;
    for path in ["/", "/records/medications", "/records/medications/rx-1", "/prescriptions"] {
        assert!(page(&elena, path).await.contains(&long), "{path}");
    }
}
