//! Setting up and removing an app (A10): with a fresh proof only, once, and told by mail.

use serde_json::json;

use crate::sign_in::second_tests::{first, with_app};
use crate::testing::TestApp;

const METHODS: &str = "/v1/portal/sign-in-methods";
const STEP_UP: &str = "/v1/portal/auth/step-up";

#[tokio::test]
async fn an_app_counts_from_its_first_code_on_and_ends_other_sessions() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let other = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
    assert_eq!(ann.get("/security/app").await.location(), "/security", "nothing was begun");
    assert_eq!(ann.post("/security/app/start", &[]).await.location(), "/security/app");
    let page = ann.get("/security/app").await.expect(200).text();
    assert!(page.contains("<svg class=\"qr\"") && page.contains("class=\"code secret\""));
    ann.post("/security/app", &[("code", "000000")]).await.expect(422);
    let methods = ann.get(METHODS).await.expect(200).json();
    assert_eq!(methods["app_since"], json!(null), "it counts for nothing yet");
    app.signed_in(&app.one, ann.account, ann.person.clone()).await.get("/security").await.expect(200);
    let (ann, phone, codes) = with_app(&app, &app.one, "eve").await;
    let methods = ann.get(METHODS).await.expect(200).json();
    assert!(methods["app_since"].is_string() && methods["recovery_codes_left"] == 10);
    assert!(ann.get("/security").await.expect(200).text().contains("10 recovery codes left"));
    // A second one takes the place of none.
    assert_eq!(ann.post("/security/app/start", &[]).await.location(), "/security");
    ann.post_json(&format!("{METHODS}/app"), &json!({})).await.expect(422);
    ann.post_json(&format!("{METHODS}/app/confirm"), &json!({"code": phone.shows(&app)})).await.expect(401);
    app.run_jobs().await;
    let mails = app.sandbox.inbox(&ann.person.email).await;
    let told = |mail: &&serde_json::Value| mail["subject"].as_str().unwrap().contains("was changed");
    assert_eq!(mails.iter().filter(told).count(), 1);
    assert!(!mails.iter().any(|mail| codes.iter().any(|code| mail.to_string().contains(code))));
    other.get("/v1/portal/auth/session").await.expect(200);
}

#[tokio::test]
async fn turning_it_on_and_off_ends_every_other_session_and_half_sign_in() {
    let app = TestApp::new().await;
    let (ann, phone, codes) = with_app(&app, &app.one, "ann").await;
    let other = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
    let half = first(&app, &app.one, &ann.person.email).await;
    ann.post_json(&format!("{METHODS}/recovery-codes"), &json!({})).await.expect(200);
    other.get("/v1/portal/auth/session").await.expect(401);
    let second = |code: String| json!({"code": code});
    half.post_json("/v1/portal/auth/second", &second(phone.shows(&app))).await.expect(401);
    // The old recovery codes are gone with it.
    let browser = first(&app, &app.one, &ann.person.email).await;
    browser.post_json("/v1/portal/auth/second", &second(codes[0].clone())).await.expect(401);
    browser.post_json("/v1/portal/auth/second", &second(phone.shows(&app))).await.expect(200);
    assert_eq!(ann.post("/security/app/remove", &[]).await.location(), "/security?done=app-removed");
    browser.get("/v1/portal/auth/session").await.expect(401);
    ann.get("/v1/portal/auth/session").await.expect(200);
    ann.post_json(&format!("{METHODS}/app/remove"), &json!({})).await.expect(404);
    ann.post_json(&format!("{METHODS}/recovery-codes"), &json!({})).await.expect(404);
}

/// With an app, the e-mailed code is no fresh proof any more.
#[tokio::test]
async fn changes_want_the_best_proof_that_the_account_has() {
    let app = TestApp::new().await;
    let (ann, phone, codes) = with_app(&app, &app.one, "ann").await;
    app.advance("PT10M");
    for path in ["/app", "/app/confirm", "/app/remove", "/recovery-codes"] {
        let refused = ann.post_json(&format!("{METHODS}{path}"), &json!({"code": "123456"})).await;
        assert_eq!(refused.expect(403).code(), "STEP_UP_REQUIRED", "{path}");
    }
    assert_eq!(ann.get("/security/app").await.location(), "/step-up?next=%2Fsecurity%2Fapp");
    assert_eq!(ann.post("/security/app/remove", &[]).await.location(), "/step-up?next=%2Fsecurity");
    assert_eq!(ann.post("/step-up/send", &[]).await.location(), "/step-up");
    ann.post_json("/v1/portal/auth/step-up/send-code", &json!({})).await.expect(404);
    let stranger = app.anon(&app.one);
    stranger.post_json("/v1/portal/auth/send-code", &json!({"email": ann.person.email})).await.expect(202);
    app.run_jobs().await;
    let mailed = app.sandbox.code(&ann.person.email).await;
    ann.post_json(STEP_UP, &json!({"code": mailed})).await.expect(401);
    ann.post("/step-up", &[("code", &mailed)]).await.expect(422);
    ann.post_json(STEP_UP, &json!({"code": phone.shows(&app)})).await.expect(200);
    ann.post_json(&format!("{METHODS}/recovery-codes"), &json!({})).await.expect(200);
    app.advance("PT10M");
    ann.post_json(STEP_UP, &json!({"code": codes[0]})).await.expect(401);
}
