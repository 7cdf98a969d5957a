//! Signing in and stepping up with a passkey, and everything that must not pass for one (A11).

use serde_json::{Value, json};

use crate::security::passkeys::tests::{names, with_passkey};
use crate::shell::session::SESSION_COOKIE;
use crate::shell::tenant::store as organisations;
use crate::sign_in::second::tests::with_app;
use crate::testing::{Answer, Authenticator, Browser, Patient, TestApp, TestOrg, unique};

const PASSKEY: &str = "/v1/portal/auth/passkey";
const STEP_UP: &str = "/v1/portal/auth/step-up/passkey";

async fn begun(browser: &Browser, at: &str) -> Value {
    browser.post_json(&format!("{at}/start"), &json!({})).await.expect(200).json()
}

async fn give(browser: &Browser, at: &str, begun: &Value, credential: &Value) -> Answer {
    let given = json!({"ceremony": begun["ceremony"], "credential": credential});
    browser.post_json(at, &given).await
}

/// The whole way in.
async fn sign_in(browser: &Browser, device: &Authenticator) -> Answer {
    let begun = begun(browser, PASSKEY).await;
    give(browser, PASSKEY, &begun, &device.get(&begun["publicKey"])).await
}

fn refused(answer: Answer) {
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(answer.expect(401).code(), "PASSKEY_INVALID");
}

#[tokio::test]
async fn a_passkey_opens_the_record_and_is_a_fresh_proof() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let device = with_passkey(&ann, "phone").await;
    app.advance("PT20M");
    let browser = app.anon(&app.one);
    let options = begun(&browser, PASSKEY).await["publicKey"].clone();
    assert_eq!(options["allowCredentials"], json!([]), "the device knows whose key it is");
    assert_eq!(options["userVerification"], "required");
    assert!(options.get("mediation").is_none());
    let opened = sign_in(&browser, &device).await.expect(200).json();
    assert_eq!(opened["patient"], ann.person.id.as_str());
    assert!(browser.get("/records/medications").await.expect(200).holds(&ann.person.marker));
    let listed = browser.get("/v1/portal/sessions").await.json();
    assert_eq!(listed["items"][0]["methods"], json!(["passkey"]));
    browser.post_json("/v1/portal/sessions/end-others", &json!({})).await.expect(200);
    let kept = browser.get("/v1/portal/sign-in-methods").await.json();
    assert!(kept["passkeys"][0]["last_used_at"].is_string(), "{kept}");
}

#[tokio::test]
async fn a_passkey_is_all_that_an_account_with_an_app_asks_for() {
    let app = TestApp::new().await;
    let (ann, ..) = with_app(&app, &app.one, "ann").await;
    let device = with_passkey(&ann, "phone").await;
    let browser = app.anon(&app.one);
    let opened = sign_in(&browser, &device).await.expect(200).json();
    assert_eq!((&opened["second_factor"], &opened["choose"]), (&json!(false), &json!(false)));
    // It steps up too, where an e-mailed code would not.
    app.advance("PT11M");
    let end_others = "/v1/portal/sessions/end-others";
    assert_eq!(browser.post_json(end_others, &json!({})).await.expect(403).code(), "STEP_UP_REQUIRED");
    assert!(browser.get("/step-up").await.expect(200).holds("data-passkey"));
    let begun = begun(&browser, STEP_UP).await;
    assert_eq!(begun["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
    let old = browser.cookie(SESSION_COOKIE).unwrap();
    give(&browser, STEP_UP, &begun, &device.get(&begun["publicKey"])).await.expect(200);
    browser.post_json(end_others, &json!({})).await.expect(200);
    let copy = app.anon(&app.one);
    copy.set_cookie(SESSION_COOKIE, &old);
    copy.get("/v1/portal/auth/session").await.expect(401);
}

#[tokio::test]
async fn an_answer_fits_one_ceremony_once_and_in_time() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    let device = with_passkey(&ann, "phone").await;
    let browser = app.anon(&app.one);
    let used = begun(&browser, PASSKEY).await;
    let answer = device.get(&used["publicKey"]);
    give(&browser, PASSKEY, &used, &answer).await.expect(200);
    let copy = app.anon(&app.one);
    refused(give(&copy, PASSKEY, &used, &answer).await);
    // An answer to one challenge with the token of another; late; nonsense; of a step-up; at a step-up.
    let fresh = begun(&copy, PASSKEY).await;
    refused(give(&copy, PASSKEY, &fresh, &answer).await);
    refused(give(&copy, PASSKEY, &fresh, &device.get(&fresh["publicKey"])).await);
    let late = begun(&copy, PASSKEY).await;
    app.advance("PT5M");
    refused(give(&copy, PASSKEY, &late, &device.get(&late["publicKey"])).await);
    for nonsense in [json!(null), json!({}), json!("x"), json!({"id": "x", "rawId": "!"})] {
        let fresh = begun(&copy, PASSKEY).await;
        refused(give(&copy, PASSKEY, &fresh, &nonsense).await);
    }
    let fresh = begun(&ann, STEP_UP).await;
    refused(give(&copy, PASSKEY, &fresh, &device.get(&fresh["publicKey"])).await);
    let fresh = begun(&copy, PASSKEY).await;
    refused(give(&ann, STEP_UP, &fresh, &device.get(&fresh["publicKey"])).await);
    // Another person's device, and another person's ceremony, are no proof of who is signed in.
    let of_eve = with_passkey(&eve, "hers").await;
    let fresh = begun(&ann, STEP_UP).await;
    refused(give(&ann, STEP_UP, &fresh, &of_eve.get(&fresh["publicKey"])).await);
    let fresh = begun(&eve, STEP_UP).await;
    refused(give(&ann, STEP_UP, &fresh, &device.get(&fresh["publicKey"])).await);
    // Two at the same moment begin one session.
    let fresh = begun(&copy, PASSKEY).await;
    let answer = device.get(&fresh["publicKey"]);
    let (one, two) =
        tokio::join!(give(&copy, PASSKEY, &fresh, &answer), give(&browser, PASSKEY, &fresh, &answer));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_device_must_be_the_persons_and_check_who_holds_it() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    let mut device = with_passkey(&ann, "phone").await;
    let of_eve = with_passkey(&eve, "hers").await.user;
    let own = device.user.clone();
    let browser = app.anon(&app.one);
    device.verifies = false;
    refused(sign_in(&browser, &device).await);
    device.verifies = true;
    for user in [of_eve, None, Some(String::new())] {
        device.user = user;
        refused(sign_in(&browser, &device).await);
    }
    device.user = own;
    device.signs_for = Some("portico.example".into());
    refused(sign_in(&browser, &device).await);
    device.signs_for = None;
    let right = std::mem::take(&mut device.origin);
    for origin in ["https://evil.example", "https://x.evil.example", &right.replace("https", "http")] {
        device.origin = origin.to_owned();
        refused(sign_in(&browser, &device).await);
    }
    device.origin = format!("https://login.{}", app.one.host);
    refused(sign_in(&browser, &device).await);
    device.origin = right;
    let begun_with = begun(&browser, PASSKEY).await;
    let mut forged = device.get(&begun_with["publicKey"]);
    forged["response"]["signature"] =
        Authenticator::on(&app.one.host).get(&begun_with["publicKey"])["response"]["signature"].clone();
    refused(give(&browser, PASSKEY, &begun_with, &forged).await);
    // A key that was never added here.
    let mut unknown = Authenticator::on(&app.one.host);
    unknown.user.clone_from(&device.user);
    refused(sign_in(&browser, &unknown).await);
    sign_in(&browser, &device).await.expect(200);
}

/// A copied key counts from where it was copied: one of the two is refused.
#[tokio::test]
async fn a_counter_that_goes_back_is_refused() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let mut device = with_passkey(&ann, "phone").await;
    for (counter, fits) in [(5, true), (5, false), (3, false), (0, false), (6, true), (u32::MAX, true)] {
        device.counter = counter;
        let answer = sign_in(&app.anon(&app.one), &device).await;
        assert_eq!(answer.status, if fits { 200 } else { 401 }, "{counter}");
    }
}

#[tokio::test]
async fn a_passkey_is_of_one_organisation() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let device = with_passkey(&ann, "phone").await;
    // The same person at another clinic, and a ceremony carried from one to the other.
    app.link(&app.two, &ann.person.email, &ann.person.id).await;
    let there = app.anon(&app.two);
    refused(sign_in(&there, &device).await);
    let here = app.anon(&app.one);
    let carried = begun(&here, PASSKEY).await;
    refused(give(&there, PASSKEY, &carried, &device.get(&carried["publicKey"])).await);
    give(&here, PASSKEY, &carried, &device.get(&carried["publicKey"])).await.expect(200);
}

/// Pages live on the primary host, and so do passkeys: after a change of it old ones are told, not offered.
#[tokio::test]
async fn a_passkey_is_of_the_primary_host() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let old = with_passkey(&ann, "old").await;
    let custom = format!("patients-{}.example", unique());
    organisations::add_domain_across_orgs(&app.app.db, app.one.id, &custom, true).await.unwrap();
    organisations::verify_domain_across_orgs(&app.app.db, &custom).await.unwrap();
    app.app.tenants.forget();
    // The API answers on the old host too, and speaks for the new one.
    let browser = app.anon(&app.one);
    assert_eq!(begun(&browser, PASSKEY).await["publicKey"]["rpId"], custom.as_str());
    refused(sign_in(&browser, &old).await);
    let org = TestOrg { host: custom.clone(), ..app.one.clone() };
    let moved = Patient { browser: ann.on(&custom), org, ..ann.clone() };
    assert!(moved.get("/security").await.expect(200).holds(&format!("works only at {}", app.one.host)));
    assert!(!moved.get("/step-up").await.expect(200).holds("data-passkey"));
    let new = with_passkey(&moved, "new").await;
    sign_in(&browser, &new).await.expect(200);
    sign_in(&app.anon_on(&custom), &new).await.expect(200);
    assert_eq!(begun(&moved, STEP_UP).await["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_removed_passkey_and_a_disabled_account_open_nothing() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let (old, new) = (with_passkey(&ann, "old").await, with_passkey(&ann, "new").await);
    let browser = app.anon(&app.one);
    sign_in(&browser, &old).await.expect(200);
    // It is removed while its owner's ceremony is on the way.
    let fresh = begun(&app.anon(&app.one), PASSKEY).await;
    let id = names(&ann).await[0].1.clone();
    ann.post_json(&format!("/v1/portal/passkeys/{id}/remove"), &json!({})).await.expect(204);
    browser.get("/v1/portal/auth/session").await.expect(401);
    refused(give(&app.anon(&app.one), PASSKEY, &fresh, &old.get(&fresh["publicKey"])).await);
    refused(sign_in(&app.anon(&app.one), &old).await);
    sign_in(&app.anon(&app.one), &new).await.expect(200);
    app.unlink(&ann).await;
    refused(sign_in(&app.anon(&app.one), &new).await);
    app.disable(&ann).await;
    refused(sign_in(&app.anon(&app.one), &new).await);
}

#[tokio::test]
async fn whoever_begins_too_often_waits_and_nobody_else_does() {
    let app = TestApp::with(|config| config.sign_in.per_address = 3).await;
    let ann = app.patient(&app.one, "ann").await;
    let device = with_passkey(&ann, "phone").await;
    let stranger = app.anon(&app.one);
    for _ in 0..3 {
        begun(&stranger, PASSKEY).await;
    }
    let more = stranger.post_json(&format!("{PASSKEY}/start"), &json!({})).await;
    assert_eq!(more.expect(429).code(), "RATE_LIMITED");
    let mut elsewhere = app.anon(&app.one);
    elsewhere.address = ([198, 51, 100, 7], 50_000).into();
    sign_in(&elsewhere, &device).await.expect(200);
}
