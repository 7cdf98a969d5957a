//! The second factor at sign-in (A10; goals 1, 9): no session without it, each code once, tries counted.

use serde_json::{Value, json};

use super::SECOND_COOKIE;
use crate::shell::session::SESSION_COOKIE;
use crate::testing::{Answer, Browser, Patient, TestApp, TestOrg};

/// The app on a person's phone.
pub struct Phone(totp_rs::Totp);

impl Phone {
    fn of(secret: &str) -> Self {
        let bytes = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
        let builder = totp_rs::Builder::new().with_algorithm(totp_rs::Algorithm::SHA1);
        Self(builder.with_secret(bytes).build().unwrap())
    }

    /// What it shows now.
    pub fn shows(&self, app: &TestApp) -> String {
        let now = u64::try_from(app.app.clock.now().timestamp()).unwrap();
        format!("{}", self.0.generate(now))
    }
}

/// A person with an app, signed in; and her ten recovery codes.
pub async fn with_app(app: &TestApp, org: &TestOrg, name: &str) -> (Patient, Phone, Vec<String>) {
    let patient = app.patient(org, name).await;
    let begun = patient.post_json("/v1/portal/sign-in-methods/app", &json!({})).await.expect(200).json();
    let phone = Phone::of(begun["secret"].as_str().unwrap());
    let code = json!({"code": phone.shows(app)});
    let done = patient.post_json("/v1/portal/sign-in-methods/app/confirm", &code).await.expect(200).json();
    let codes = done["recovery_codes"].as_array().unwrap().iter();
    let codes = codes.map(|code| code.as_str().unwrap().to_owned()).collect();
    // Time goes on: the code that turned it on is used.
    app.advance("PT1M");
    (patient, phone, codes)
}

/// The first factor alone.
pub async fn first(app: &TestApp, org: &TestOrg, email: &str) -> Browser {
    let browser = app.anon(org);
    browser.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    let given = json!({"email": email, "code": app.sandbox.code(email).await});
    let state = browser.post_json("/v1/portal/auth/verify", &given).await.expect(200).json();
    assert_eq!((&state["second_factor"], &state["patient"]), (&json!(true), &Value::Null));
    browser
}

async fn give(browser: &Browser, code: &str) -> Answer {
    browser.post_json("/v1/portal/auth/second", &json!({"code": code})).await
}

#[tokio::test]
async fn the_first_factor_alone_opens_nothing() {
    let app = TestApp::new().await;
    let (ann, phone, _) = with_app(&app, &app.one, "ann").await;
    let browser = first(&app, &app.one, &ann.person.email).await;
    assert!(browser.cookie(SESSION_COOKIE).is_none() && browser.cookie(SECOND_COOKIE).is_some());
    for path in [
        "/v1/portal/profile",
        "/v1/portal/auth/session",
        "/v1/portal/sessions",
        "/v1/portal/records/allergies",
    ] {
        assert_eq!(browser.get(path).await.expect(401).code(), "SESSION_EXPIRED", "{path}");
    }
    // The token of the first factor is no session, under whatever name.
    let forged = app.anon(&app.one);
    forged.set_cookie(SESSION_COOKIE, &browser.cookie(SECOND_COOKIE).unwrap());
    forged.get("/v1/portal/profile").await.expect(401);
    let state = give(&browser, &phone.shows(&app)).await.expect(200).json();
    assert_eq!(state["patient"], ann.person.id.as_str());
    assert!(browser.get("/v1/portal/profile").await.expect(200).holds(&ann.person.marker));
    let listed = browser.get("/v1/portal/sessions").await.expect(200).json();
    assert_eq!(listed["items"][0]["methods"], json!(["otp", "totp"]));
    assert!(browser.cookie(SECOND_COOKIE).is_none());
}

#[tokio::test]
async fn the_pages_ask_for_the_second_factor_and_keep_the_way() {
    let app = TestApp::new().await;
    let (ann, phone, _) = with_app(&app, &app.one, "ann").await;
    let browser = app.anon(&app.one);
    let next = ("next", "/records/medications");
    browser.post("/sign-in", &[("email", &ann.person.email), next]).await.expect(303);
    app.run_jobs().await;
    let code = app.sandbox.code(&ann.person.email).await;
    let led = browser.post("/sign-in/code", &[("code", &code), next]).await;
    assert_eq!(led.location(), "/sign-in/second?next=%2Frecords%2Fmedications");
    let page = browser.get(led.location()).await.expect(200);
    assert!(!page.holds(&ann.person.marker), "nothing of the chart before the session");
    browser.post("/sign-in/second", &[("code", "000000"), next]).await.expect(422);
    let opened = browser.post("/sign-in/second", &[("code", &phone.shows(&app)), next]).await;
    assert_eq!(opened.location(), "/records/medications");
    browser.get("/records/medications").await.expect(200);
    // Without a first factor there is nothing to ask.
    let stranger = app.anon(&app.one);
    assert_eq!(stranger.get("/sign-in/second").await.location(), "/sign-in");
    let refused = stranger.post("/sign-in/second", &[("code", &phone.shows(&app))]).await;
    assert_eq!(refused.location(), "/sign-in");
}

#[tokio::test]
async fn a_code_of_the_app_works_once_also_for_two_at_once() {
    let app = TestApp::new().await;
    let (ann, phone, _) = with_app(&app, &app.one, "ann").await;
    let browsers =
        [first(&app, &app.one, &ann.person.email).await, first(&app, &app.one, &ann.person.email).await];
    let code = phone.shows(&app);
    let (one, other) = tokio::join!(give(&browsers[0], &code), give(&browsers[1], &code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    let late = first(&app, &app.one, &ann.person.email).await;
    assert_eq!(give(&late, &code).await.expect(401).code(), "CODE_INVALID");
    app.advance("PT30S");
    assert_eq!(give(&late, &code).await.expect(401).code(), "CODE_INVALID", "nor 30 seconds later");
    give(&late, &phone.shows(&app)).await.expect(200);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_only_for_its_owner() {
    let app = TestApp::new().await;
    let (ann, _, codes) = with_app(&app, &app.one, "ann").await;
    let (eve, _, of_eve) = with_app(&app, &app.one, "eve").await;
    let (far, ..) = with_app(&app, &app.two, "far").await;
    assert_eq!((codes.len(), of_eve.len()), (10, 10));
    let browser = first(&app, &app.one, &ann.person.email).await;
    give(&browser, &of_eve[0]).await.expect(401);
    give(&browser, &codes[3].to_lowercase()).await.expect(200);
    let again = first(&app, &app.one, &ann.person.email).await;
    give(&again, &codes[3]).await.expect(401);
    give(&again, &codes[4]).await.expect(200);
    let methods = again.get("/v1/portal/sign-in-methods").await.expect(200).json();
    assert_eq!(methods["recovery_codes_left"], 8);
    for stranger in [&eve, &far] {
        let browser = first(&app, &stranger.org, &stranger.person.email).await;
        give(&browser, &codes[5]).await.expect(401);
    }
    // A first factor of one organisation is none of another.
    let here = first(&app, &app.one, &ann.person.email).await;
    let there = here.on(&app.two.host);
    assert_eq!(give(&there, &codes[6]).await.expect(401).code(), "CODE_INVALID");
    // The codes are nowhere in the clear.
    let rows = app.rows().await.0.into_values().flatten().collect::<Vec<String>>().join("\n");
    let plain = codes[0].replace('-', "");
    for text in [codes[0].as_str(), &plain, &hex::encode(&plain)] {
        assert!(!rows.to_uppercase().contains(&text.to_uppercase()), "{text}");
    }
}

#[tokio::test]
async fn tries_are_bounded_and_the_first_factor_runs_out() {
    let app = TestApp::new().await;
    let (ann, phone, codes) = with_app(&app, &app.one, "ann").await;
    let browser = first(&app, &app.one, &ann.person.email).await;
    let right = phone.shows(&app);
    // Turning the app on was the first of ten tries in a quarter of an hour.
    for guess in 0..9 {
        let wrong = if guess % 2 == 0 { format!("{guess:06}") } else { format!("AAAAA-AAAA{guess}") };
        assert_ne!(wrong, right);
        give(&browser, &wrong).await.expect(401);
    }
    for code in [&right, &codes[0]] {
        assert_eq!(give(&browser, code).await.expect(429).code(), "RATE_LIMITED", "whatever it is");
    }
    assert!(browser.cookie(SESSION_COOKIE).is_none());
    app.advance("PT16M");
    assert_eq!(give(&browser, &codes[0]).await.expect(401).code(), "CODE_INVALID", "too late");
    let browser = first(&app, &app.one, &ann.person.email).await;
    for nonsense in ["", "１２３４５６", &"9".repeat(5_000), "<script>"] {
        give(&browser, nonsense).await.expect(401);
    }
    give(&browser, &codes[0]).await.expect(200);
    // What was a first factor is used up with its session.
    let token = app.anon(&app.one);
    token.set_cookie(SECOND_COOKIE, &base::random::token());
    assert_eq!(give(&token, &codes[1]).await.expect(401).code(), "CODE_INVALID");
}
