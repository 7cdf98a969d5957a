//! Each card fails by itself: every source down in turn, the other cards unharmed (D01), in both dialects.

use serde_json::{Value, json};

use crate::testing::TestApp;

/// A type, and the cards that are made of it.
const SOURCES: [(&str, &[&str]); 9] = [
    ("MedicationRequest", &["medicines"]),
    ("AllergyIntolerance", &["allergies"]),
    ("Condition", &["conditions"]),
    ("Observation", &["results", "vitals"]),
    ("Appointment", &["appointments"]),
    ("Immunization", &["immunizations"]),
    ("Encounter", &["visits"]),
    ("DocumentReference", &["documents"]),
    ("CareTeam", &["care-team"]),
];

#[tokio::test]
async fn a_source_that_is_down_takes_no_other_card_with_it() {
    let app = TestApp::canvas().await;
    for (org, vendor) in [(&app.one, "fhir"), (&app.two, "canvas")] {
        let asked = SOURCES.map(|(name, own)| {
            let app = &app;
            async move {
                let elena = app.patient(org, "elena").await;
                let path = format!("{name}?patient=Patient%2F{}", elena.person.id);
                let down = json!({"vendor": vendor, "kind": "status", "value": 500, "path": path});
                app.sandbox.fault(&down).await;
                let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
                let home = elena.get("/").await.expect(200).text();
                let cards = told["cards"].as_array().unwrap();
                assert_eq!(cards.len(), 10, "{vendor} {name}: every card stays: {told}");
                for card in cards {
                    let which = card["card"].as_str().unwrap();
                    let harmed = own.contains(&which);
                    assert_eq!(card["complete"] == false, harmed, "{vendor} {name}: {card}");
                    assert_eq!(card["as_of"] == Value::Null, harmed && cards_down(card), "{card}");
                    let section = home.split(&format!("aria-labelledby=\"{which}\"")).nth(1).unwrap();
                    let section = section.split("</section>").next().unwrap();
                    let down = section.contains("We cannot reach this part now");
                    let partly = section.contains("did not give us everything");
                    assert_eq!(down || partly, harmed, "{vendor} {name}: {which}: {section}");
                    assert_eq!(section.contains("Reference"), down, "{section}");
                }
            }
        });
        futures::future::join_all(asked).await;
    }
}

/// Whether no source of a card gave an answer.
fn cards_down(card: &Value) -> bool {
    card["count"] == Value::Null
}
