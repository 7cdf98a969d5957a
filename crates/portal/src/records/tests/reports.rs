//! Reports: what they conclude, their text, and their values wherever those are (R08).

use serde_json::{Value, json};

use super::results::{amount, loinc, measured, pictures, usual};
use super::{between, page, patient_with, person, with};
use crate::testing::{Person, TestApp};

fn value(person: &Person, id: &str, more: Value) -> Value {
    let own = json!({"code": {"text": format!("substance {id}")}, "effectiveDateTime": "2026-03-09T08:15:00Z",
        "valueQuantity": amount(118, "mg/dL"), "referenceRange": usual(Some(70.0), Some(99.0), "mg/dL")});
    measured(person, id, "laboratory", with(own, more))
}

/// Values of her own are links, also those that are in another room; one inside the report is told; what is
/// withheld, gone, elsewhere or somebody else's is counted as not shown, and never told.
#[tokio::test]
async fn a_report_tells_its_values_and_how_many_it_does_not() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let rosa = person("rosa");
        let hers = value(&rosa, "of-rosa", json!({"code": {"text": "a secret of Rosa"}}));
        patient_with(&app, org, rosa, &[hers]).await;
        let elena = person("elena");
        let inside = json!({"resourceType": "Observation", "id": "in", "status": "final",
            "code": {"text": "substance inside"}, "valueQuantity": amount(4.5, "mmol/L")});
        let of = |id: &str| json!({"reference": format!("Observation/{id}")});
        let report = json!({"resourceType": "DiagnosticReport", "id": "dr", "status": "final",
            "subject": {"reference": format!("Patient/{}", elena.id)}, "contained": [inside],
            "code": loinc("24323-8", "Metabolic panel"), "effectiveDateTime": "2026-03-09",
            "conclusion": "Sugar is high.\nThe rest is fine.",
            "resultsInterpreter": [{"display": "Dr. Reader"}],
            "result": [of("one"), of("vital"), {"reference": "#in"}, of("held"), of("mistake"),
                of("of-rosa"), of("gone"),
                {"reference": "https://elsewhere.example/fhir/Observation/one"}]});
        let pulse = json!({"category": [{"text": "survey"}]});
        let chart = [
            value(&elena, "one", json!({})),
            value(&elena, "vital", pulse),
            value(&elena, "held", json!({"code": {"text": "a held substance"}})),
            value(
                &elena,
                "mistake",
                json!({"status": "entered-in-error", "code": {"text": "a wrong substance"}}),
            ),
            report,
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        super::holds::hold(&app, &elena, "Observation", "held").await;
        let shown = page(&elena, "/records/results/dr").await;
        for words in [
            "Metabolic panel",
            "Sugar is high.",
            "The rest is fine.",
            "Dr. Reader",
            "118 mg/dL",
            ">High</",
            "Usual range: 70.0–99.0 mg/dL",
            "substance inside",
            "4.5 mmol/L",
            "Not shown here: 5 of 8 values.",
            "href=\"/records/results/one\"",
            "href=\"/records/other/vital\"",
        ] {
            assert!(shown.contains(words), "{}: {words}", org.slug);
        }
        for secret in
            ["a secret of Rosa", "a held substance", "a wrong substance", "of-rosa", "elsewhere.example"]
        {
            assert!(!shown.contains(secret), "{}: {secret}", org.slug);
        }
        // Beside a value: the other values of its report, as links, and the report.
        let one = page(&elena, "/records/results/one").await;
        let together = between(&one, "id=\"together\"", "</section>");
        assert!(
            together.contains("href=\"/records/results/dr?type=DiagnosticReport\"")
                && !together.contains("held")
        );
        let api = elena.get("/v1/portal/records/results/dr").await.expect(200).json();
        assert_eq!(api["members"].as_array().unwrap().len(), 6, "the ids on this server");
        let held = page(&elena, "/records/results/held").await;
        assert!(held.contains("to be told in person first") && !held.contains("a held substance"));
    }
}

/// A report of images is read as text, part by part; without words it says so.
#[tokio::test]
async fn a_report_of_images_is_read_as_text() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let bare = json!({"resourceType": "DiagnosticReport", "status": "preliminary", "id": "empty",
            "subject": {"reference": format!("Patient/{}", elena.id)}, "code": {"text": "Chest X-ray"},
            "category": [{"coding": [{"code": "RAD"}]}]});
        // "FINDINGS\nHeart is normal <b>.\n\nIMPRESSION\nNo pneumonia.\n", with a line break in the base64.
        let data = "RklORElOR1MKSGVhcnQgaXMgbm9ybWFs\nIDxiPi4KCklNUFJFU1NJT04KTm8gcG5ldW1vbmlhLgo=";
        let form = json!([{"contentType": "text/plain; charset=utf-8", "data": data},
            {"contentType": "application/pdf", "data": "JVBERi0="}]);
        let full = with(bare.clone(), json!({"id": "full", "status": "final", "presentedForm": form}));
        let elena = patient_with(&app, org, elena, &[bare, full]).await;
        let shown = page(&elena, "/records/results/full").await;
        // Canvas keeps the text in a file beside the report; there it is read as it comes.
        let inside = org.slug == app.one.slug;
        let text = if inside { between(&shown, "id=\"text\"", "</section>") } else { &shown };
        for words in ["FINDINGS", "Heart is normal", "IMPRESSION", "No pneumonia."] {
            assert!(text.contains(words), "{words}");
        }
        assert_eq!(text.contains("<h3>FINDINGS</h3>"), inside);
        assert!(!text.contains("<b>") && !shown.contains("JVBERi0"));
        let empty = page(&elena, "/records/results/empty").await;
        assert!(empty.contains("No text in this report") && empty.contains("This is an early result."));
        assert_eq!(pictures(&empty), 0);
        let list = page(&elena, "/records/results").await;
        assert!(list.contains("Imaging, such as an X-ray"));
    }
}
