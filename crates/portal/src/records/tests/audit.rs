//! Who saw what: a line for each read, whether or not the EHR answered.

use serde_json::{Value, json};

use crate::testing::{Patient, TestApp};

/// The lines of the patient's access log that a request left.
async fn lines_of(patient: &Patient, reference: &str) -> Vec<(String, String, String, String)> {
    let log = patient.get("/v1/portal/access-log").await.expect(200).json();
    let own = log["items"].as_array().unwrap().iter().filter(|line| line["reference"] == reference);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines: Vec<_> = own
        .map(|line| {
            assert_eq!(line["who"], "you");
            (
                text(&line["action"]),
                text(&line["target_type"]),
                text(&line["target_id"]),
                text(&line["outcome"]),
            )
        })
        .collect();
    lines.sort();
    lines
}

fn line(action: &str, kind: &str, id: &str, outcome: &str) -> (String, String, String, String) {
    (action.into(), kind.into(), id.into(), outcome.into())
}

#[tokio::test]
async fn each_read_leaves_its_line() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let rx = elena.person.entry("medications").to_owned();
        let read = |path: String| {
            let elena = elena.clone();
            async move {
                let answer = elena.get(&path).await;
                let reference = answer.header("x-request-id").to_owned();
                (answer.status, lines_of(&elena, &reference).await)
            }
        };
        for surface in ["", "/v1/portal"] {
            for kind in ["medications", "allergies", "conditions"] {
                let (status, lines) = read(format!("{surface}/records/{kind}")).await;
                assert_eq!((status, lines), (200, vec![line("records.list", kind, "-", "done")]));
            }
            let (status, lines) = read(format!("{surface}/prescriptions")).await;
            assert_eq!((status, lines), (200, vec![line("records.list", "prescriptions", "-", "done")]));
            let (status, lines) = read(format!("{surface}/records/medications/{rx}")).await;
            assert_eq!((status, lines), (200, vec![line("records.read", "medications", &rx, "done")]));
            // What was asked for is not written down when it is not hers: it may be another's id.
            let (status, lines) = read(format!("{surface}/records/medications/not-hers")).await;
            assert_eq!((status, lines), (404, vec![line("records.read", "medications", "-", "not-found")]));
            let (status, lines) = read(format!("{surface}/profile")).await;
            assert_eq!((status, lines), (200, vec![line("profile.read", "-", "-", "done")]));
            let home = if surface.is_empty() { "/".into() } else { format!("{surface}/dashboard") };
            let (status, lines) = read(home).await;
            assert_eq!(status, 200);
            assert!(lines.contains(&line("dashboard.read", "-", "-", "done")), "{lines:?}");
        }
        let (_, lines) = read("/records".into()).await;
        assert!(lines.contains(&line("records.overview", "-", "-", "done")), "{lines:?}");
        let log = super::page(&elena, "/access-log").await;
        assert!(!log.contains("⟦"), "in plain words");
    }
}

/// Invariant 9: the line stands before anything clinical leaves, and a failing EHR does not take it away.
#[tokio::test]
async fn a_read_leaves_its_line_though_the_ehr_fails() {
    let app = TestApp::canvas().await;
    for (org, vendor) in [(&app.one, "fhir"), (&app.two, "canvas")] {
        let elena = app.patient(org, "elena").await;
        let id = &elena.person.id;
        let fault = |path: String| json!({"vendor": vendor, "kind": "status", "value": 500, "path": path});
        app.sandbox.fault(&fault(format!("patient=Patient%2F{id}"))).await;
        app.sandbox.fault(&fault(format!("Patient/{id}"))).await;
        let rx = elena.person.entry("medications");
        for (path, status, kind) in [
            ("/v1/portal/records/medications".to_owned(), 502, ("records.list", "medications")),
            ("/records/allergies".to_owned(), 200, ("records.list", "allergies")),
            ("/v1/portal/prescriptions".to_owned(), 502, ("records.list", "prescriptions")),
            ("/v1/portal/profile".to_owned(), 502, ("profile.read", "-")),
            ("/profile".to_owned(), 502, ("profile.read", "-")),
            (format!("/v1/portal/records/medications/{rx}"), 502, ("records.read", "medications")),
            (format!("/records/medications/{rx}"), 502, ("records.read", "medications")),
            ("/v1/portal/dashboard".to_owned(), 200, ("dashboard.read", "-")),
            ("/".to_owned(), 200, ("dashboard.read", "-")),
            ("/".to_owned(), 200, ("profile.read", "-")),
        ] {
            let answer = elena.get(&path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(!answer.holds(&elena.person.marker), "{path}");
            let lines = lines_of(&elena, answer.header("x-request-id")).await;
            let found = lines.iter().any(|(action, target, ..)| (action.as_str(), target.as_str()) == kind);
            assert!(found, "{path} left {lines:?}");
            // The line stood before anybody knew how the read would end; a second one says how.
            for line in &lines {
                let end = (line.0.clone(), line.1.clone(), line.2.clone(), "failed".to_owned());
                assert!(lines.contains(&end), "{path} left {lines:?}");
            }
        }
    }
}

/// A person with a session who may not do a thing leaves a line; somebody without one leaves none, or anybody
/// could fill the log.
#[tokio::test]
async fn a_refusal_leaves_a_line_when_it_is_known_whose() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let lines = || async { crate::testing::rows::text(&app.app.db, "audit_line").await };
    app.anon(&app.one).get("/v1/portal/records/medications").await.expect(401);
    assert!(!lines().await.contains("access.refused"), "nobody is known");
    let token = app.begin(&app.one, elena.account, None).await;
    let choosing = app.anon(&app.one);
    choosing.set_cookie(crate::shell::session::SESSION_COOKIE, &token);
    let answer = choosing.get("/v1/portal/records/medications").await;
    assert!(answer.status >= 400 && !answer.holds(&elena.person.marker), "{}", answer.status);
    let lines = lines().await;
    for word in ["access.refused", "choose-first", "read-record", "refused", &elena.account.to_string()] {
        assert!(lines.contains(word), "{word}");
    }
    assert!(lines.contains(answer.header("x-request-id")));
}
