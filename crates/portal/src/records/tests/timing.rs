//! When new results are shown (C5): the patient's choice, what waits, what opens it, and the measure.

use serde_json::{Value, json};

use super::{all, named, page, patient_with, person, whole, with};
use crate::testing::{Patient, Person, TestApp, TestOrg, rows};

const LIST: &str = "/v1/portal/records/results";

/// A laboratory result given out so many minutes from the test's now.
fn lab(app: &TestApp, person: &Person, id: &str, minutes: i64, more: Value) -> Value {
    let bare = json!({"resourceType": "Observation", "id": id, "status": "final",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": format!("test {id}")},
        "effectiveDateTime": "2026-01-05", "issued": given_out(app, minutes),
        "valueQuantity": {"value": 7.25, "unit": "mmol/L"}});
    with(bare, more)
}

/// A report of such results.
fn report(app: &TestApp, person: &Person, id: &str, parts: &[&str], minutes: i64, more: Value) -> Value {
    let parts: Vec<Value> =
        parts.iter().map(|part| json!({"reference": format!("Observation/{part}")})).collect();
    let bare = json!({"resourceType": "DiagnosticReport", "id": id, "status": "final", "result": parts,
        "subject": {"reference": format!("Patient/{}", person.id)},
        "category": [{"coding": [{"code": "LAB"}]}], "code": {"text": format!("panel {id}")},
        "effectiveDateTime": "2026-01-05", "issued": given_out(app, minutes)});
    with(bare, more)
}

fn given_out(app: &TestApp, minutes: i64) -> String {
    (app.app.clock.now() + chrono::Duration::minutes(minutes)).to_rfc3339()
}

/// The record system gets more of a chart.
async fn comes(app: &TestApp, org: &TestOrg, person: &Person, more: &[Value]) {
    let mut all = vec![named(person)];
    all.extend_from_slice(more);
    app.sandbox.put(&org.slug, &all).await;
}

async fn choose(patient: &Patient, timing: &str) {
    let answer = patient.post("/results-timing", &[("timing", timing)]).await;
    assert_eq!(answer.location(), "/results-timing?saved=yes");
}

async fn show(patient: &Patient, resource_type: &str, id: &str) -> crate::testing::Answer {
    patient.post("/results-timing/show", &[("type", resource_type), ("id", id)]).await
}

fn held(list: &Value, field: &str) -> Vec<String> {
    let all = list["held"].as_array().unwrap().iter();
    all.map(|one| one[field].as_str().unwrap_or("null").to_owned()).collect()
}

async fn metric(app: &TestApp, org: &TestOrg, name: &str, label: &str) -> String {
    app.app.records.measure(&app.app).await.unwrap();
    let text = app.app.metrics.render();
    let line = text.lines().find(|line| {
        line.starts_with(&format!("{name}{{")) && line.contains(&org.slug) && line.contains(label)
    });
    line.unwrap_or_else(|| panic!("{name} {label}")).rsplit(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn told_first_then_shown_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let old = lab(&app, &elena, "old", -600, json!({}));
        let elena = patient_with(&app, org, elena, &[old]).await;
        choose(&elena, "tell-first").await;
        let news = [
            lab(&app, &elena.person, "sodium", 1, json!({})),
            lab(&app, &elena.person, "iron", 1, json!({"issued": given_out(&app, -600)})),
            report(
                &app,
                &elena.person,
                "blood",
                &["sodium", "iron"],
                1,
                json!({"conclusion": "secret words"}),
            ),
        ];
        comes(&app, org, &elena.person, &news).await;
        app.advance("PT3M");

        let list = whole(elena.get(LIST).await);
        assert_eq!((all(&list, "id"), &list["total"]), (vec!["old"], &json!(4)));
        assert_eq!(list["withheld"], json!([{"reason": "hold", "count": 3}]));
        let mut names = held(&list, "name");
        names.sort();
        assert_eq!(names, ["panel blood", "test iron", "test sodium"]);
        assert!(held(&list, "by").iter().all(|by| by == "patient"));
        let shown = page(&elena, "/records/results").await;
        assert!(shown.contains("Waiting as you asked") && shown.contains("panel blood"));
        assert!(shown.contains("with 2 single results"), "a panel and its parts are one row");
        assert!(!shown.contains("on hold by your care team"), "her own wish is no hold of the clinic");
        assert!(!shown.contains("secret words") && shown.matches("7.25").count() == 1, "no value of the new");
        let own = page(&elena, "/records/results/sodium").await;
        assert!(own.contains("It is ready. Open it when you want to.") && !own.contains("7.25"));
        let answer = elena.get(&format!("{LIST}/sodium")).await.expect(403);
        assert_eq!(answer.code(), "ON_HOLD");
        assert!(!answer.text().contains("7.25"));

        // One of them opens all of them, once.
        assert_eq!(show(&elena, "Observation", "sodium").await.location(), "/records/results/sodium");
        let waits = rows::text(&app.app.db, "release_wait").await;
        assert_eq!(show(&elena, "Observation", "sodium").await.location(), "/records/results/sodium");
        assert_eq!(rows::text(&app.app.db, "release_wait").await, waits, "twice is once");
        let list = whole(elena.get(LIST).await);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["held"]), (4, &json!([])));
        assert!(page(&elena, "/records/results/blood").await.contains("secret words"));
        assert_eq!(elena.get(&format!("{LIST}/iron")).await.expect(200).json()["name"], "test iron");
        let log = elena.get("/v1/portal/access-log").await.expect(200).text();
        assert_eq!(log.matches("\"release.show\"").count(), 1);
        assert_eq!(log.matches("\"release.choose\"").count(), 1);
        let words = page(&elena, "/access-log").await;
        assert!(
            words.contains("opened a result that waited") && words.contains("chose when new results show")
        );
    }
}

#[tokio::test]
async fn the_choice_is_the_records_and_choosing_twice_changes_nothing() {
    let app = TestApp::new().await;
    let child = person("child");
    let child = patient_with(&app, &app.one, child, &[]).await;
    let parent = app.link(&app.one, "parent@patients.example", &child.person.id).await;
    let parent = app.signed_in(&app.one, parent, child.person.clone()).await;
    let asked = parent.get("/v1/portal/release").await.expect(200).json();
    assert_eq!(
        (&asked["timing"], &asked["chosen_by"], &asked["wait_days"]),
        (&json!("at-once"), &json!(null), &json!(14))
    );
    assert!(page(&parent, "/results-timing").await.contains("Nobody has chosen yet"));

    let answer = parent.post_json("/v1/portal/release", &json!({"timing": "tell-first"})).await.expect(200);
    assert_eq!(answer.json()["chosen_by"], "you");
    let seen = child.get("/v1/portal/release").await.expect(200).json();
    assert_eq!((&seen["timing"], &seen["chosen_by"]), (&json!("tell-first"), &json!("caregiver")));
    let words = page(&child, "/results-timing").await;
    assert!(words.contains("Someone else who can open this record chose this"), "{words}");
    assert!(words.contains("Everyone who can open it"));
    assert!(page(&parent, "/results-timing?saved=yes").await.contains("Saved."));

    comes(&app, &app.one, &child.person, &[lab(&app, &child.person, "a", 1, json!({}))]).await;
    app.advance("PT5M");
    for one in [&parent, &child] {
        assert_eq!(held(&whole(one.get(LIST).await), "id"), ["a"], "both see it the same way");
    }
    // The same again moves nothing, and another way of waiting does not open what waits.
    let before = app.rows().await;
    choose(&child, "tell-first").await;
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    choose(&child, "wait-for-clinician").await;
    assert_eq!(held(&whole(parent.get(LIST).await), "id"), ["a"]);
    // Who shows it shows it to both.
    assert_eq!(show(&child, "Observation", "a").await.location(), "/records/results/a");
    assert_eq!(all(&whole(parent.get(LIST).await), "id"), ["a"]);
}

#[tokio::test]
async fn bad_choices_are_told_and_change_nothing() {
    let app = TestApp::new().await;
    let elena = patient_with(&app, &app.one, person("elena"), &[]).await;
    let before = app.rows().await;
    for timing in ["", "never", "AT-ONCE"] {
        let answer = elena.post("/results-timing", &[("timing", timing)]).await.expect(422);
        assert!(answer.text().contains("Choose one of the three."));
        let answer = elena.post_json("/v1/portal/release", &json!({"timing": timing})).await.expect(422);
        assert_eq!(answer.code(), "VALIDATION_FAILED");
    }
    elena.post("/results-timing", &[]).await.expect(422);
    elena.post_json("/v1/portal/release/show", &json!({"id": "a"})).await.expect(422);
    elena.post_json("/v1/portal/release/show", &json!({"type": "Observation"})).await.expect(422);
    for (kind, id) in
        [("Observation", "none"), ("Patient", &elena.person.id), ("Observation", "a b"), ("", "")]
    {
        show(&elena, kind, id).await.expect(404);
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_opens_anothers_result() {
    let app = TestApp::new().await;
    let rosa = patient_with(&app, &app.one, person("rosa"), &[]).await;
    let elena = patient_with(&app, &app.one, person("elena"), &[]).await;
    for one in [&rosa, &elena] {
        choose(one, "tell-first").await;
    }
    comes(&app, &app.one, &rosa.person, &[lab(&app, &rosa.person, "of-rosa", 1, json!({}))]).await;
    app.advance("PT5M");
    assert_eq!(held(&whole(rosa.get(LIST).await), "id"), ["of-rosa"]);
    // The use of her session is noted once in a while; not between the two looks at the tables.
    whole(elena.get(LIST).await);
    let before = app.rows().await;
    let missing = show(&elena, "Observation", "no-such-result").await.expect(404).masked();
    assert_eq!(show(&elena, "Observation", "of-rosa").await.expect(404).masked(), missing);
    let named = json!({"type": "Observation", "id": "of-rosa"});
    elena.post_json("/v1/portal/release/show", &named).await.expect(404);
    let all_of_hers = elena.post_json("/v1/portal/release/show", &json!({"all": true})).await.expect(200);
    assert_eq!(all_of_hers.json()["opened"], 0);
    elena.get("/records/results/of-rosa").await.expect(404);
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    assert_eq!(held(&whole(rosa.get(LIST).await), "id"), ["of-rosa"], "it still waits for her");
}

#[tokio::test]
async fn a_wait_for_a_clinician_ends_with_the_clinician_or_with_time() {
    let app = TestApp::with(|config| config.session.idle = "PT1000H".parse().unwrap()).await;
    let elena = patient_with(&app, &app.one, person("elena"), &[]).await;
    whole(elena.get(LIST).await);
    choose(&elena, "wait-for-clinician").await;
    let bare = report(&app, &elena.person, "scan", &[], 1, json!({}));
    let lone = lab(&app, &elena.person, "lone", 1, json!({}));
    comes(&app, &app.one, &elena.person, &[bare.clone(), lone]).await;
    app.advance("PT30M");
    assert_eq!(whole(elena.get(LIST).await)["held"].as_array().unwrap().len(), 2);
    assert!(page(&elena, "/records/results/scan").await.contains("opens by itself on"));
    comes(&app, &app.one, &elena.person, &[with(bare, json!({"conclusion": "All is well."}))]).await;
    app.advance("PT1H");
    let list = whole(elena.get(LIST).await);
    assert_eq!((all(&list, "id"), held(&list, "id")), (vec!["scan"], vec!["lone".to_owned()]));
    // A session lives four hours; the record waits longer.
    app.advance("P14D");
    let later = app.signed_in(&app.one, elena.account, elena.person.clone()).await;
    assert_eq!(whole(later.get(LIST).await)["held"], json!([]));
    let kept = rows::text(&app.app.db, "release_wait").await;
    assert!(kept.contains("seen") && kept.contains("over"), "{kept}");
    assert_eq!(metric(&app, &app.one, "portico_results_released", "\"seen\"").await, "1");
    assert_eq!(metric(&app, &app.one, "portico_results_released", "\"over\"").await, "1");
    // Fourteen days to the minute, and not the day when she next looked.
    assert_eq!(metric(&app, &app.one, "portico_result_release_minutes", "\"1\"").await, "20160");
}

#[tokio::test]
async fn at_once_opens_all_and_older_results_never_wait() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let old = lab(&app, &elena, "old", -60, json!({}));
    let elena = patient_with(&app, &app.one, elena, &[old]).await;
    choose(&elena, "tell-first").await;
    let news = ["a", "b", "c"].map(|id| lab(&app, &elena.person, id, 1, json!({})));
    comes(&app, &app.one, &elena.person, &news).await;
    app.advance("PT10M");
    let shown = page(&elena, "/records/results").await;
    assert!(shown.contains("Show all 3"), "{shown}");
    assert_eq!(elena.post("/results-timing/show", &[("all", "yes")]).await.location(), "/records/results");
    assert_eq!(whole(elena.get(LIST).await)["held"], json!([]));
    comes(&app, &app.one, &elena.person, &[lab(&app, &elena.person, "d", 1, json!({}))]).await;
    app.advance("PT10M");
    assert_eq!(held(&whole(elena.get(LIST).await), "id"), ["d"]);
    choose(&elena, "at-once").await;
    assert_eq!(all(&whole(elena.get(LIST).await), "id").len(), 5);
    // What was open stays open under a new wish.
    app.advance("PT1M");
    choose(&elena, "tell-first").await;
    assert_eq!(whole(elena.get(LIST).await)["held"], json!([]));
}

#[tokio::test]
async fn only_a_whole_wish_waits_when_a_source_is_silent() {
    let app = TestApp::new().await;
    let elena = patient_with(&app, &app.one, person("elena"), &[]).await;
    choose(&elena, "tell-first").await;
    comes(&app, &app.one, &elena.person, &[lab(&app, &elena.person, "a", 1, json!({}))]).await;
    app.advance("PT5M");
    let path = format!("DiagnosticReport?patient=Patient%2F{}", elena.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "status", "value": 403, "path": path})).await;
    let list = elena.get(LIST).await.expect(200).json();
    assert_eq!((&list["complete"], held(&list, "id")), (&json!(false), vec!["a".to_owned()]));
    show(&elena, "Observation", "elsewhere").await.expect(502);
    assert_eq!(show(&elena, "Observation", "a").await.location(), "/records/results/a");
}
