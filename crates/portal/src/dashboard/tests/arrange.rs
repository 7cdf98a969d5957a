//! Moving and hiding cards (D08): kept per account, idempotent, audited, and never at the cost of what needs
//! the patient.

use serde_json::{Value, json};

use crate::testing::{Patient, Person, TestApp, rows};

const CARDS: &str = "/v1/portal/dashboard/cards";

async fn names(patient: &Patient) -> Vec<String> {
    let told = patient.get("/v1/portal/dashboard").await.expect(200).json();
    let cards = told["cards"].as_array().unwrap().iter();
    cards.map(|card| card["card"].as_str().unwrap().to_owned()).collect()
}

/// The names of the cards on the page, in its order.
async fn on_page(patient: &Patient) -> Vec<String> {
    // Cards come in any order; their places are the order of the page.
    let home = patient.get("/").await.expect(200).whole();
    let grid =
        home.split("<div class=\"grid-cards").nth(1).unwrap().split("</div></section>").next().unwrap();
    let places = grid.split("<slot name=\"").skip(1);
    places.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

fn place(card: &str, hidden: bool) -> Value {
    json!({"card": card, "hidden": hidden})
}

#[tokio::test]
async fn the_order_holds_for_page_and_json_of_this_account_alone() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let rosa = app.patient(&app.one, "rosa").await;
    let before = names(&rosa).await;
    let asked =
        json!({"cards": [place("visits", false), place("results", true), place("conditions", false)]});
    let kept = elena.post_json(CARDS, &asked).await.expect(200).json();
    assert_eq!(kept["cards"].as_array().unwrap().len(), super::super::cards::CARDS.len(), "each card once");
    assert_eq!(kept, elena.get(CARDS).await.expect(200).json());
    let shown = names(&elena).await;
    assert_eq!(shown[..3], ["visits", "conditions", "medicines"], "those that are not named come after");
    assert!(!shown.contains(&"results".to_owned()));
    assert_eq!(on_page(&elena).await, shown, "the page has the same order");
    assert_eq!(names(&rosa).await, before, "another account is unaffected");
    elena.post_json(CARDS, &json!({"cards": []})).await.expect(200);
    assert_eq!(names(&elena).await, before, "an empty list is the order of old");
    assert_eq!(rows::count(&app.app.db, "home_card").await, 0, "which needs no rows");
}

/// The order belongs to the person, whichever record she opens.
#[tokio::test]
async fn the_order_goes_with_the_account_and_not_with_the_patient() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    elena.post_json(CARDS, &json!({"cards": [place("visits", false)]})).await.expect(200);
    let child = Person::new("mateo");
    app.sandbox.put(&app.one.slug, &child.chart()).await;
    let account = app.link(&app.one, &elena.person.email, &child.id).await;
    assert_eq!(account, elena.account);
    let with_child = app.signed_in(&app.one, account, child).await;
    assert_eq!(names(&with_child).await[0], "visits");
}

#[tokio::test]
async fn buttons_say_where_and_the_same_again_does_nothing() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let lines = async || {
        let log = elena.get("/v1/portal/access-log").await.expect(200).json();
        let lines = log["items"].as_array().unwrap().clone();
        lines.iter().filter(|line| line["action"] == "dashboard.arranged").count()
    };
    let page = elena.get("/home/cards").await.expect(200).text();
    assert!(page.contains("Card 4 of 10") && page.contains("id=\"results-up\""));
    assert!(!page.contains("id=\"medicines-up\"") && !page.contains("id=\"care-team-down\""));
    assert!(page.contains("cannot be hidden"), "what needs her stays");
    let up = [("card", "results"), ("place", "2")];
    for _ in 0..2 {
        let answer = elena.post("/home/cards", &up).await;
        assert_eq!(answer.status, 303);
        assert!(answer.location().starts_with("/home/cards?done=moved&card=results#results-"));
    }
    assert_eq!(names(&elena).await[..4], ["medicines", "allergies", "results", "conditions"]);
    assert_eq!(lines().await, 1, "one change, one line");
    let told = elena.get("/home/cards?done=moved&card=results").await.expect(200).text();
    assert!(told.contains("role=\"status\"") && told.contains("Test results is now card 3."));
    for hidden in ["yes", "yes", "no", "no"] {
        let sent = [("card", "results"), ("hidden", hidden)];
        elena.post("/home/cards", &sent).await.expect(303);
        let shown = names(&elena).await.contains(&"results".to_owned());
        assert_eq!(shown, hidden == "no");
    }
    assert_eq!(lines().await, 3);
    // To the very end: there is no button "down" to come back to.
    let last = elena.post("/home/cards", &[("card", "results"), ("place", "9")]).await;
    assert_eq!(last.location(), "/home/cards?done=moved&card=results#results-up");
    let first = elena.post("/home/cards", &[("card", "results"), ("place", "0")]).await;
    assert_eq!(first.location(), "/home/cards?done=moved&card=results#results-down");
    assert_eq!(
        elena.post("/home/cards", &[("reset", "yes")]).await.location(),
        "/home/cards?done=reset#reset"
    );
    assert_eq!(names(&elena).await[0], "medicines");
}

#[tokio::test]
async fn what_is_no_arrangement_is_refused_by_field() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let before = app.rows().await;
    for body in [
        json!({"cards": [place("nonsense", false)]}),
        json!({"cards": [place("results", false), place("results", true)]}),
        json!({"cards": [{"hidden": true}]}),
        json!({"cards": "results"}),
        json!({"cards": [{"card": "results", "hidden": "yes"}]}),
        json!({}),
    ] {
        let answer = elena.post_json(CARDS, &body).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "VALIDATION_FAILED"), "{body}");
    }
    for form in [
        &[("card", "nonsense"), ("place", "1")][..],
        &[("card", "results"), ("place", "-1")],
        &[("card", "results"), ("place", "10")],
        &[("card", "results"), ("place", "99999999999999999999")],
        &[("card", "results"), ("hidden", "maybe")],
        &[("card", "results"), ("hidden", "yes"), ("place", "1")],
        &[("card", "results")],
        &[("reset", "no")],
        &[],
    ] {
        elena.post("/home/cards", form).await.expect(422);
    }
    assert!(before.changes(&app.rows().await).is_empty());
    // A stranger's flash is no flash.
    for query in ["done=moved&card=nonsense", "done=moved", "done=%3Cscript%3E", "card=results"] {
        let page = elena.get(&format!("/home/cards?{query}")).await.expect(200).text();
        assert!(!page.contains("class=\"flash"), "{query}");
    }
}

#[tokio::test]
async fn another_site_cannot_arrange_and_nobody_can_without_a_session() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let evil =
        elena.browser.clone().with("sec-fetch-site", "cross-site").with("origin", "https://evil.example");
    evil.post("/home/cards", &[("card", "results"), ("place", "0")]).await.expect(403);
    evil.post_json(CARDS, &json!({"cards": [place("visits", false)]})).await.expect(403);
    assert_eq!(names(&elena).await[0], "medicines");
    let nobody = app.anon(&app.one);
    nobody.get("/home/cards").await.expect(303);
    nobody.post_json(CARDS, &json!({"cards": []})).await.expect(401);
}

/// Two changes at once are both kept, one after the other.
#[tokio::test]
async fn two_changes_at_once_are_both_kept() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let hide = ["visits", "results", "vitals", "documents"].map(|card| {
        let elena = elena.clone();
        async move { elena.post("/home/cards", &[("card", card), ("hidden", "yes")]).await.expect(303) }
    });
    futures::future::join_all(hide).await;
    let shown = names(&elena).await;
    for card in ["visits", "results", "vitals", "documents"] {
        assert!(!shown.contains(&card.to_owned()), "{card}: {shown:?}");
    }
}

/// A hidden card costs the record system nothing, unless what needs the patient is made of the same.
#[tokio::test]
async fn each_type_is_asked_once_and_a_hidden_card_not_at_all() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let id = elena.person.id.clone();
    let asked = async || {
        let calls = app.sandbox.fhir_calls(&app.one.slug).await;
        let paths = calls.iter().map(|call| call["path"].as_str().unwrap().to_owned());
        let mine = paths.filter(|path| {
            path.contains(&format!("Patient%2F{id}")) || path.contains(&format!("Patient/{id}&"))
        });
        let mut types: Vec<String> =
            mine.map(|path| path.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()).collect();
        types.sort();
        types
    };
    elena.get("/").await.expect(200);
    let all = asked().await;
    let expected = [
        "AllergyIntolerance",
        "Appointment",
        "CareTeam",
        "Condition",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "Immunization",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
    ];
    assert_eq!(all, expected, "each type once");
    let hidden = ["allergies", "conditions", "results", "visits", "care-team", "vitals", "immunizations"];
    let hidden: Vec<Value> = hidden.iter().map(|card| place(card, true)).collect();
    elena.post_json(CARDS, &json!({"cards": hidden})).await.expect(200);
    elena.get("/v1/portal/dashboard").await.expect(200);
    let mut again = asked().await;
    for first in &all {
        again.remove(again.iter().position(|one| one == first).unwrap());
    }
    let needed = [
        "Appointment",
        "DiagnosticReport",
        "DocumentReference",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
    ];
    assert_eq!(again, needed);
}
