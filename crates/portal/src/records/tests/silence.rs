//! An EHR that keeps silent: answered for within the deadline, which nobody waits longer than.

use std::time::{Duration, Instant};

use serde_json::json;

use super::faults::{Fault, Outcome, behind, look, product};
use crate::testing::{Patient, TestApp};

const DOWN: Outcome = Outcome::Down(504, "not-answering");

/// Each of these takes far longer than the deadline of the test.
const SILENT: [Fault; 3] =
    [("hang", None, DOWN), ("latency", Some(60_000), DOWN), ("slow_body", Some(5_000), DOWN)];

#[tokio::test]
async fn silence_has_its_stated_answer_within_the_deadline() {
    let deadline = 8_000;
    let (app, orgs) = product(deadline).await;
    let mut patients = Vec::new();
    for org in &orgs {
        for fault in SILENT {
            patients.push((behind(&app, org, fault).await, fault));
        }
    }
    let asked = patients.iter().map(|(patient, fault)| look(patient, fault.2));
    for (took, (_, fault)) in futures::future::join_all(asked).await.into_iter().zip(&patients) {
        println!("{}: answered after {} ms of {deadline}", fault.0, took.as_millis());
        assert!(took < Duration::from_millis(deadline) + Duration::from_secs(10), "{}: {took:?}", fault.0);
    }
}

/// With the bounds that the product ships with, 3 seconds are enough for the answer (security goal 6). The
/// time is printed; only a wait far beyond it fails, for the machine may be busy.
#[tokio::test]
async fn the_shipped_deadline_answers_in_time() {
    let app = TestApp::with(|config| config.ehr = crate::config::EhrLimits::default()).await;
    let elena = app.patient(&app.one, "elena").await;
    let path = format!("Patient%2F{}", elena.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "hang", "path": path})).await;
    let name = format!("Patient/{}", elena.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "hang", "path": name})).await;
    let entry = elena.person.entry("medications").to_owned();
    let opened = format!("/records/medications/{entry}");
    let paths = [
        "/v1/portal/records/allergies",
        "/records/medications",
        "/prescriptions",
        "/",
        "/records",
        "/profile",
        &opened,
    ];
    let asked = paths.map(|path| {
        let elena = elena.clone();
        async move {
            let began = Instant::now();
            let answer = elena.get(path).await;
            let took = began.elapsed();
            println!("{path}: {} after {} ms", answer.status, took.as_millis());
            assert!([200, 504].contains(&answer.status), "{path}: {}", answer.status);
            assert!(!answer.holds(&elena.person.marker));
            assert!(took < Duration::from_secs(10), "{path}: {took:?}");
        }
    });
    futures::future::join_all(asked).await;
}

/// A patient whose own resource does not come: no name, and everything else.
#[tokio::test]
async fn home_comes_without_a_name() {
    let (app, orgs) = product(8_000).await;
    let mut asked = Vec::new();
    for (org, vendor) in &orgs {
        for (kind, profile) in [("hang", 504), ("drop", 504), ("malformed", 502)] {
            let elena = app.patient(org, "elena").await;
            let path = format!("/Patient/{}", elena.person.id);
            app.sandbox.fault(&json!({"vendor": vendor, "kind": kind, "path": path})).await;
            asked.push(nameless(elena, profile));
        }
    }
    futures::future::join_all(asked).await;
}

async fn nameless(elena: Patient, profile: u16) {
    let (home, dashboard, list, page, told) = tokio::join!(
        elena.get("/"),
        elena.get("/v1/portal/dashboard"),
        elena.get("/records/allergies"),
        elena.get("/profile"),
        elena.get("/v1/portal/profile"),
    );
    let home = home.expect(200).text();
    assert!(!home.contains(&format!("{}First", elena.person.marker)));
    assert!(home.contains("<h1 slot=\"hello\">Good "), "a greeting without a name");
    assert_eq!(dashboard.expect(200).json()["first_name"], json!(null));
    list.expect(200);
    page.expect(profile);
    assert_eq!(told.expect(profile).code(), "EHR_UNAVAILABLE");
}
