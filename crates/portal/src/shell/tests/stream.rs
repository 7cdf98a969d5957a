//! Streamed pages, through the door (T07): the head before any answer, each part by itself and in any order,
//! under compression too, and an end whatever happens.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Response};
use http_body_util::BodyExt as _;
use serde_json::json;

use crate::shell::stream;
use crate::testing::{Patient, TestApp};

/// Longer than any test waits: what is behind it does not come while the page does.
const NEVER_MS: u64 = 60_000;

async fn slow(app: &TestApp, patient: &Patient, name: &str) {
    let path = format!("{name}?patient=Patient%2F{}", patient.person.id);
    app.sandbox.fault(&json!({"vendor": "fhir", "kind": "latency", "value": NEVER_MS, "path": path})).await;
}

async fn begun(patient: &Patient, path: &str, encoding: &str) -> Response<Body> {
    let request = patient.request(Method::GET, path).header("accept-encoding", encoding);
    patient.begun(request.body(Body::empty()).unwrap()).await
}

/// The next piece of a body; `None` at its end.
async fn piece(body: &mut Body) -> Option<Vec<u8>> {
    let frame = body.frame().await?.expect("the body goes on");
    Some(frame.into_data().expect("data").to_vec())
}

/// What has come until a word is there.
async fn until(body: &mut Body, word: &str) -> String {
    let mut text = String::new();
    while !text.contains(word) {
        let piece = piece(body).await.unwrap_or_else(|| panic!("it ended without {word:?}: {text}"));
        text.push_str(&String::from_utf8(piece).unwrap());
    }
    text
}

#[tokio::test]
async fn the_head_leaves_before_any_answer_and_each_part_when_its_own_has_come() {
    let app = TestApp::with(|config| config.ehr.deadline = crate::config::Span::millis(30_000)).await;
    let elena = app.patient(&app.one, "elena").await;
    slow(&app, &elena, "AllergyIntolerance").await;
    let mut answer = begun(&elena, "/", "identity").await;
    assert_eq!(answer.status(), 200);
    let head = until(answer.body_mut(), "<template").await;
    assert!(head.contains("</header>") && head.contains("id=\"main\""), "the frame: {head}");
    assert!(!head.contains(&elena.person.marker), "nothing of the record is in the frame");
    // The conditions come while the allergies are still asked for.
    let come = until(answer.body_mut(), "slot=\"conditions\"").await;
    assert!(!come.contains("slot=\"allergies\"") && !come.contains("</html>"), "{come}");
    for path in ["/records", "/records/allergies"] {
        let mut answer = begun(&elena, path, "identity").await;
        let head = until(answer.body_mut(), "<template").await;
        assert!(!head.contains(&elena.person.marker) && !head.contains("</html>"), "{path}: {head}");
    }
}

/// A frame that waits for a name must not keep the questions waiting: here it waits for them.
#[tokio::test]
async fn the_questions_do_not_wait_for_the_frame() {
    let (asked, heard) = tokio::sync::oneshot::channel();
    let frame = async move { heard.await.expect("the questions were asked") };
    let questions = async move { asked.send("a frame").expect("the frame waits") };
    assert_eq!(stream::beside(frame, questions).await, "a frame");
    // Nor is a frame that is there kept by questions that nobody answers.
    assert_eq!(stream::beside(async { "a frame" }, std::future::pending::<()>()).await, "a frame");
}

#[tokio::test]
async fn compression_holds_nothing_back() {
    let app = TestApp::with(|config| config.ehr.deadline = crate::config::Span::millis(30_000)).await;
    let elena = app.patient(&app.one, "elena").await;
    slow(&app, &elena, "AllergyIntolerance").await;
    for encoding in ["gzip", "br"] {
        let mut answer = begun(&elena, "/records/allergies", encoding).await;
        assert_eq!(answer.headers()["content-encoding"], encoding);
        // A coder that waited for its buffer to fill would hold all of this back until the end.
        let first = tokio::time::timeout(Duration::from_secs(20), piece(answer.body_mut())).await;
        let first = first.expect("the head does not wait for the list").expect("there is a head");
        assert!(first.len() > 500, "{encoding}: {} bytes", first.len());
    }
    let rosa = app.patient(&app.one, "rosa").await;
    for encoding in ["gzip", "br"] {
        let mut answer = begun(&rosa, "/records/allergies", encoding).await;
        while piece(answer.body_mut()).await.is_some() {}
    }
}

#[tokio::test]
async fn a_part_that_never_comes_ends_as_its_card_and_the_page_ends() {
    let app = TestApp::with(|config| config.ehr.deadline = crate::config::Span::millis(NEVER_MS)).await;
    let elena = app.patient(&app.one, "elena").await;
    slow(&app, &elena, "AllergyIntolerance").await;
    let home = elena.get("/").await.expect(200);
    let (text, reference) = (home.text(), home.header("x-request-id").to_owned());
    let card = text.split("aria-labelledby=\"allergies\"").nth(1).expect("the card stays");
    let card = card.split("</section>").next().unwrap();
    assert!(card.contains("We cannot reach this part now") && card.contains(&reference), "{card}");
    assert!(text.contains(&format!("{} ache", elena.person.marker)), "the others are unharmed");
    assert!(text.trim_end().ends_with("</html>"), "the page is whole");
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_before_anything_is_sent() {
    let app = TestApp::new().await;
    for path in ["/", "/records", "/records/allergies", "/prescriptions"] {
        let answer = app.anon(&app.one).get(path).await.expect(303);
        assert!(answer.header("location").starts_with("/sign-in"), "{path}");
    }
    let elena = app.patient(&app.one, "elena").await;
    elena.get("/records/no-such-kind").await.expect(404);
}

#[tokio::test]
async fn an_audit_line_that_cannot_be_written_lets_nothing_out() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    elena.get("/").await.expect(200);
    crate::testing::rows::refuse(&app.app.db, "audit_line").await;
    for path in ["/", "/records", "/records/allergies", "/prescriptions"] {
        let answer = elena.get(path).await.expect(200);
        assert!(!answer.text().contains(&format!("{} pill", elena.person.marker)), "{path}");
        assert!(answer.text().contains("Something went wrong on our side"), "{path}: {}", answer.text());
    }
    assert_eq!(elena.get("/v1/portal/records/allergies").await.status, 500);
}
