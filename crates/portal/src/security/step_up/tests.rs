//! What wants a fresh proof gets one, and nothing else opens it (step-up).

use serde_json::json;

use crate::shell::session::SESSION_COOKIE;
use crate::testing::{Browser, TestApp};

const OTHERS: &str = "/v1/portal/sessions/end-others";
const STEP_UP: &str = "/v1/portal/auth/step-up";

async fn code(app: &TestApp, browser: &Browser, email: &str) -> String {
    browser.post_json("/v1/portal/auth/step-up/send-code", &json!({})).await.expect(202);
    app.run_jobs().await;
    app.sandbox.code(email).await
}

#[tokio::test]
async fn after_ten_minutes_a_fresh_proof_is_asked_for_and_opens_the_way_back() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    app.advance("PT9M59S");
    ann.post_json(OTHERS, &json!({})).await.expect(200);
    app.advance("PT1S");
    let before = app.rows().await;
    assert_eq!(ann.post_json(OTHERS, &json!({})).await.expect(403).code(), "STEP_UP_REQUIRED");
    let asked = ann.post("/security/sessions/end-others", &[]).await;
    assert_eq!(asked.location(), "/step-up?next=%2Fsecurity");
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    let page = ann.get(asked.location()).await.expect(200);
    assert!(!page.holds(&ann.person.email), "the address is not told to whoever sits there");
    let sent = ann.post("/step-up/send", &[("next", "/security")]).await;
    assert_eq!(sent.location(), "/step-up?sent=yes&next=%2Fsecurity");
    ann.get(sent.location()).await.expect(200);
    app.run_jobs().await;
    let code = app.sandbox.code(&ann.person.email).await;
    let old = ann.cookie(SESSION_COOKIE).unwrap();
    ann.post("/step-up", &[("code", "00000000")]).await.expect(422);
    let back = ann.post("/step-up", &[("code", &code), ("next", "/security")]).await;
    assert_eq!(back.location(), "/security?done=proved");
    ann.get(back.location()).await.expect(200);
    ann.post("/security/sessions/end-others", &[]).await.expect(303);
    // The token that was not fresh works no more.
    let copy = app.anon(&app.one);
    copy.set_cookie(SESSION_COOKIE, &old);
    copy.get("/v1/portal/auth/session").await.expect(401);
}

#[tokio::test]
async fn a_proof_is_of_the_person_who_is_signed_in_and_works_once() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    let far = app.patient(&app.two, "far").await;
    app.advance("PT11M");
    let of_ann = code(&app, &ann, &ann.person.email).await;
    for stranger in [&eve, &far] {
        let refused = stranger.post_json(STEP_UP, &json!({"code": of_ann})).await;
        assert_eq!(refused.expect(401).code(), "CODE_INVALID");
        stranger.post_json(OTHERS, &json!({})).await.expect(403);
    }
    let late = code(&app, &eve, &eve.person.email).await;
    app.advance("PT10M");
    let eve = app.signed_in(&app.one, eve.account, eve.person.clone()).await;
    assert_eq!(eve.post_json(STEP_UP, &json!({"code": late})).await.expect(401).code(), "CODE_INVALID");
    let fresh = code(&app, &eve, &eve.person.email).await;
    eve.post_json(STEP_UP, &json!({"code": fresh})).await.expect(200);
    eve.post_json(STEP_UP, &json!({"code": fresh})).await.expect(401);
    for nonsense in ["", "abc", "１２３４５６７８", &"9".repeat(5_000)] {
        eve.post_json(STEP_UP, &json!({"code": nonsense})).await.expect(401);
    }
}

#[tokio::test]
async fn wrong_proofs_are_bounded_and_lead_nowhere_else() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let right = code(&app, &ann, &ann.person.email).await;
    for guess in 0..5 {
        ann.post_json(STEP_UP, &json!({"code": format!("{guess:08}")})).await.expect(401);
    }
    ann.post_json(STEP_UP, &json!({"code": right})).await.expect(401);
    let right = code(&app, &ann, &ann.person.email).await;
    let led = ann.post("/step-up", &[("code", &right), ("next", "//evil.example")]).await;
    assert_eq!(led.location(), "/security?done=proved");
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        assert!(!ann.get(&format!("/step-up?next={next}")).await.expect(200).holds("evil"));
    }
    for _ in 0..3 {
        ann.post("/step-up/send", &[]).await.expect(303);
    }
    ann.post("/step-up/send", &[]).await.expect(429);
}

#[tokio::test]
async fn a_person_who_has_not_chosen_yet_cannot_step_up() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let choosing = app.anon(&app.one);
    choosing.set_cookie(SESSION_COOKIE, &app.begin(&app.one, ann.account, None).await);
    assert_eq!(choosing.post_json(OTHERS, &json!({})).await.expect(403).code(), "CHOOSE_PATIENT");
    assert_eq!(app.anon(&app.one).post_json(OTHERS, &json!({})).await.expect(401).code(), "SESSION_EXPIRED");
}
