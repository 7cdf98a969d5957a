//! Holds (C5): one result, for a stated time, without effect on anything else.

use base::FhirId;
use policy::{BadHold, Hold, HoldRequest};
use serde_json::json;

use super::{all, condition, order, page, patient_with, person, statement, whole};
use crate::records::release::{HoldError, Lifted};
use crate::records::store;
use crate::testing::{Patient, TestApp};

pub async fn hold(app: &TestApp, patient: &Patient, resource_type: &str, id: &str) {
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
    let hold = Hold::new(request, now, chrono::Duration::days(30)).unwrap();
    store::put(&tx, &hold, None, now).await.unwrap();
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
    let held = elena.get("/v1/portal/records/medications/one").await.expect(403);
    assert_eq!(held.code(), "ON_HOLD");
    let told = page(&elena, "/records/medications/one").await;
    assert!(told.contains("to be told in person first") && told.contains("Dr. Test"));
    assert!(!told.contains("pill one"), "that there is something, not what");
    elena.get("/v1/portal/records/medications/two").await.expect(200);
    app.advance("PT1H59M");
    assert_eq!(all(&whole(elena.get("/v1/portal/prescriptions").await), "id"), ["two"]);
    app.advance("PT2M");
    let list = whole(elena.get("/v1/portal/prescriptions").await);
    assert_eq!((all(&list, "id"), &list["withheld"]), (vec!["one", "two"], &json!([])));
    elena.get("/v1/portal/records/medications/one").await.expect(200);
    elena.get("/records/medications/one").await.expect(200);
}

/// What a clinic asks for at the command line.
fn asked(app: &TestApp, patient: &Patient, id: &str) -> HoldRequest {
    HoldRequest {
        patient: FhirId::parse(&patient.person.id).unwrap(),
        resource_type: "Observation".into(),
        resource_id: FhirId::parse(id).unwrap(),
        exception_code: "preventing-harm".into(),
        reason: "We will call you on Monday.".into(),
        author: "Dr. Careful".into(),
        expires_at: Some(app.app.clock.now() + chrono::Duration::days(2)),
    }
}

fn lab(app: &TestApp, person: &crate::testing::Person, id: &str) -> serde_json::Value {
    let hour_ago = app.app.clock.now() - chrono::Duration::hours(1);
    json!({"resourceType": "Observation", "id": id, "status": "final", "issued": hour_ago.to_rfc3339(),
        "subject": {"reference": format!("Patient/{}", person.id)}, "valueString": "grave words",
        "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": "Very telling test"}})
}

async fn organisation(app: &TestApp) -> crate::shell::tenant::Organisation {
    let found = crate::shell::tenant::store::by_slug_across_orgs(&app.app.db, &app.one.slug).await;
    found.unwrap().expect("the test's organisation")
}

#[tokio::test]
async fn a_clinics_hold_is_told_in_full_kept_once_and_lifted() {
    let app = TestApp::new().await;
    let org = organisation(&app).await;
    let elena = person("elena");
    let chart = [lab(&app, &elena, "held"), lab(&app, &elena, "free")];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let records = &app.app.records;
    let request = asked(&app, &elena, "held");
    let kept = records.hold(&app.app, &org, request.clone()).await.unwrap();
    assert!(!kept.before);
    let again = records.hold(&app.app, &org, request.clone()).await.unwrap();
    assert_eq!((again.id, again.before), (kept.id, true), "the same hold is one hold");
    let longer = HoldRequest { reason: "Something else.".into(), ..request };
    let refused = records.hold(&app.app, &org, longer).await.unwrap_err();
    assert!(matches!(refused, HoldError::OnHold { id, .. } if id == kept.id));
    assert_eq!(records.holds_in_force(&app.app, org.id, None).await.unwrap().len(), 1);

    let list = whole(elena.get("/v1/portal/records/results").await);
    assert_eq!(list["withheld"], json!([{"reason": "hold", "count": 1}]));
    let told = &list["held"][0];
    assert_eq!((&told["id"], &told["by"], &told["name"]), (&json!("held"), &json!("clinic"), &json!(null)));
    assert_eq!((&told["exception"], &told["sort"]), (&json!("preventing-harm"), &json!("laboratory")));
    assert_eq!(
        (&told["reason"], &told["author"]),
        (&json!("We will call you on Monday."), &json!("Dr. Careful"))
    );
    for path in ["/records/results", "/records/results/held"] {
        let shown = page(&elena, path).await;
        for words in ["We will call you on Monday.", "Dr. Careful", "could put someone in danger", "complain"]
        {
            assert!(shown.contains(words), "{path}: {words}");
        }
        let telling = if path.ends_with("held") { 0 } else { 1 };
        assert_eq!(shown.matches("Very telling test").count(), telling, "{path}: only the free one is named");
    }
    // It is not hers to open, and an own wish beside it opens nothing.
    elena.post("/results-timing", &[("timing", "tell-first")]).await.expect(303);
    let answer = elena.post("/results-timing/show", &[("type", "Observation"), ("id", "held")]).await;
    assert_eq!(answer.location(), "/records/results/held");
    elena.get("/v1/portal/records/results/held").await.expect(403);

    app.advance("PT5M");
    assert_eq!(records.lift(&app.app, org.id, kept.id).await.unwrap(), Lifted::Now);
    assert_eq!(records.lift(&app.app, org.id, kept.id).await.unwrap(), Lifted::Before);
    assert_eq!(whole(elena.get("/v1/portal/records/results").await)["held"], json!([]));
    let log = page(&elena, "/access-log").await;
    assert!(log.contains("put a result on hold") && log.contains("ended a hold on a result"));
    records.measure(&app.app).await.unwrap();
    let metrics = app.app.metrics.render();
    let line = |name: &str, label: &str| {
        let mut lines = metrics.lines().filter(|line| line.contains(&org.slug) && line.contains(label));
        lines.find(|line| line.starts_with(&format!("{name}{{"))).unwrap_or_default().to_owned()
    };
    assert!(line("portico_results_released", "\"hold\"").ends_with(" 1"), "{metrics}");
    let median = line("portico_result_release_minutes", "\"0.5\"");
    let median: f64 = median.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((65.0..75.0).contains(&median), "an hour before the hold, five minutes under it: {median}");
    assert!(line("portico_results_on_hold", "").ends_with(" 0"));
    assert!(!metrics.contains(&elena.person.id), "no label names a patient");
}

#[tokio::test]
async fn a_hold_that_would_hold_nothing_or_too_long_is_refused() {
    let app = TestApp::new().await;
    let org = organisation(&app).await;
    let rosa = person("rosa");
    let chart = [lab(&app, &rosa, "of-rosa")];
    patient_with(&app, &app.one, rosa, &chart).await;
    let elena = person("elena");
    let mut vital = lab(&app, &elena, "vital");
    vital["category"] = json!([{"coding": [{"code": "vital-signs"}]}]);
    let chart = [lab(&app, &elena, "one"), vital, order(&elena, "pill", json!({}))];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let good = asked(&app, &elena, "one");
    let now = app.app.clock.now();
    let until = |days| Some(now + chrono::Duration::days(days));
    let id = |text: &str| FhirId::parse(text).unwrap();
    let cases = [
        ("another patient's", HoldRequest { resource_id: id("of-rosa"), ..good.clone() }),
        ("nobody's", HoldRequest { resource_id: id("nowhere"), ..good.clone() }),
        ("a vital sign", HoldRequest { resource_id: id("vital"), ..good.clone() }),
        (
            "a medicine",
            HoldRequest {
                resource_type: "MedicationRequest".into(),
                resource_id: id("pill"),
                ..good.clone()
            },
        ),
        ("a category", HoldRequest { resource_type: "laboratory".into(), ..good.clone() }),
        ("no code", HoldRequest { exception_code: "because".into(), ..good.clone() }),
        ("no reason", HoldRequest { reason: " ".into(), ..good.clone() }),
        ("no author", HoldRequest { author: String::new(), ..good.clone() }),
        ("past", HoldRequest { expires_at: until(-1), ..good.clone() }),
        ("too long", HoldRequest { expires_at: until(31), ..good.clone() }),
    ];
    let before = app.rows().await;
    for (name, request) in cases {
        let refused = app.app.records.hold(&app.app, &org, request).await.expect_err(name);
        let right = match name {
            "no code" => matches!(refused, HoldError::Bad(BadHold::NoException)),
            "no reason" => matches!(refused, HoldError::Bad(BadHold::NoReason)),
            "no author" => matches!(refused, HoldError::Bad(BadHold::NoAuthor)),
            "past" => matches!(refused, HoldError::Bad(BadHold::AlreadyOver)),
            "too long" => matches!(refused, HoldError::Bad(BadHold::TooLong)),
            _ => matches!(refused, HoldError::NoSuchResult),
        };
        assert!(right, "{name}: {refused:?}");
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    let lifted = app.app.records.lift(&app.app, org.id, base::random::uuid_v7(now)).await;
    assert!(matches!(lifted, Err(crate::error::Error::NotFound)));
}
