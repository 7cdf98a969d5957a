//! Home (D01–D08): a greeting, what needs the patient, a card for each part of the record that exists.

mod arrange;
mod needs;
mod sources;

use serde_json::json;

use crate::testing::{Person, TestApp};

#[tokio::test]
async fn home_greets_and_counts_what_stands_now() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let marker = &elena.person.marker;
        let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
        assert_eq!(told["first_name"], format!("{marker}First"));
        let cards = told["cards"].as_array().unwrap();
        let names: Vec<_> = cards.iter().map(|card| card["card"].as_str().unwrap()).collect();
        assert_eq!(names[..3], ["medicines", "allergies", "conditions"]);
        for (card, name) in cards.iter().zip(["pill", "nuts", "ache"]) {
            assert_eq!(card["names"], json!([format!("{marker} {name}")]));
            assert_eq!(
                (&card["count"], &card["complete"], &card["reason"]),
                (&json!(1), &json!(true), &json!(null))
            );
            assert!(card["as_of"].as_str().is_some_and(|at| at.ends_with('Z')));
        }
        let home = elena.get("/").await.expect(200);
        for word in ["First", " pill", " nuts", " ache"] {
            assert!(home.holds(&format!("{marker}{word}")), "{word}");
        }
        assert!(home.text().contains("href=\"/records/allergies\""), "each card leads to its room");
    }
}

#[tokio::test]
async fn many_entries_are_a_few_names_and_the_true_number() {
    let app = TestApp::new().await;
    let person = Person::new("elena");
    let order = |n: usize| {
        json!({"resourceType": "MedicationRequest", "id": format!("rx-{n}"), "status": "active",
            "intent": "order", "subject": {"reference": format!("Patient/{}", person.id)},
            "medicationCodeableConcept": {"text": format!("pill {n}")}})
    };
    let mut chart: Vec<_> = (0..7).map(order).collect();
    chart[6]["status"] = "stopped".into();
    chart.push(json!({"resourceType": "Patient", "id": person.id}));
    app.sandbox.put(&app.one.slug, &chart).await;
    let account = app.link(&app.one, &person.email, &person.id).await;
    let elena = app.signed_in(&app.one, account, person).await;
    let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
    assert_eq!((&told["cards"][0]["count"], &told["first_name"]), (&json!(6), &json!(null)));
    assert_eq!(told["cards"][0]["names"].as_array().unwrap().len(), 3);
    let home = elena.get("/").await.expect(200).text();
    assert!(home.contains("You take 6 now") && home.contains("and 3 more"));
    assert!(!home.contains("pill 6"), "what was stopped is not taken now");
}

#[tokio::test]
async fn an_empty_record_says_what_would_be_there() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let person = Person::new("elena");
        let only = json!({"resourceType": "Patient", "id": person.id});
        app.sandbox.put(&org.slug, &[only]).await;
        let account = app.link(org, &person.email, &person.id).await;
        let elena = app.signed_in(org, account, person).await;
        let home = elena.get("/").await.expect(200).text();
        for words in ["No medicines now", "No allergies written down", "No conditions now", "\"hello\">Good "]
        {
            assert!(home.contains(words), "{words}");
        }
        let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
        for card in told["cards"].as_array().unwrap() {
            assert_eq!((&card["count"], &card["complete"]), (&json!(0), &json!(true)));
        }
    }
}

/// The greeting follows the clinic's clock, not the server's.
#[tokio::test]
async fn the_greeting_follows_the_clinics_zone() {
    let app = TestApp::with(|config| {
        config.session.idle = "PT48H".parse().unwrap();
        config.session.absolute = "PT48H".parse().unwrap();
    })
    .await;
    let elena = app.patient(&app.one, "elena").await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4 {
        let hour = {
            use chrono::Timelike as _;
            app.app.clock.now().with_timezone(&chrono_tz::America::Denver).hour()
        };
        let word = match hour {
            5..12 => "Good morning",
            12..18 => "Good afternoon",
            _ => "Good evening",
        };
        let home = elena.get("/").await.expect(200).text();
        assert!(home.contains(word), "at {hour} o'clock");
        seen.insert(word);
        app.advance("PT6H");
    }
    assert_eq!(seen.len(), 3);
}
