//! Passkeys added, seen and removed, and everything that must not add one (A11).

use serde_json::{Value, json};

use crate::shell::session::SESSION_COOKIE;
use crate::testing::{Answer, Authenticator, Browser, Patient, TestApp};

const METHODS: &str = "/v1/portal/sign-in-methods";
const PASSKEYS: &str = "/v1/portal/passkeys";

/// Begins to add one; the ceremony and its options.
async fn begun(patient: &Patient) -> Value {
    patient.post_json(&format!("{PASSKEYS}/start"), &json!({})).await.expect(200).json()
}

async fn give(patient: &Patient, begun: &Value, credential: &Value, name: &str) -> Answer {
    let given = json!({"name": name, "ceremony": begun["ceremony"], "credential": credential});
    patient.post_json(PASSKEYS, &given).await
}

/// A device with a passkey of a patient's.
pub async fn with_passkey(patient: &Patient, name: &str) -> Authenticator {
    let mut device = Authenticator::on(&patient.org.host);
    let begun = begun(patient).await;
    let credential = device.create(&begun["publicKey"]);
    give(patient, &begun, &credential, name).await.expect(200);
    device
}

/// What a patient has, by name.
pub async fn names(patient: &Patient) -> Vec<(String, String)> {
    let methods = patient.get(METHODS).await.expect(200).json();
    let named =
        |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["id"].as_str().unwrap().to_owned());
    methods["passkeys"].as_array().unwrap().iter().map(named).collect()
}

fn refused(answer: Answer) {
    assert_eq!(answer.expect(401).code(), "PASSKEY_INVALID");
}

#[tokio::test]
async fn a_person_has_several_passkeys_under_names_and_removes_one() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let page = ann.get("/security/passkey").await.expect(200);
    assert!(page.holds("Chrome on") || page.holds("A device"), "a name is proposed");
    let asked = begun(&ann).await["publicKey"].clone();
    assert_eq!(asked["rp"]["id"], app.one.host.as_str());
    assert_eq!(asked["user"]["name"], ann.person.email.as_str());
    let wanted = &asked["authenticatorSelection"];
    assert_eq!(
        (&wanted["residentKey"], &wanted["userVerification"]),
        (&json!("required"), &json!("required"))
    );

    let other = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
    with_passkey(&ann, "My phone <i>").await;
    other.get("/v1/portal/auth/session").await.expect(401);
    ann.get("/v1/portal/auth/session").await.expect(200);
    with_passkey(&ann, "  Work laptop ").await;
    let kept = names(&ann).await;
    let words: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(words, ["My phone <i>", "Work laptop"]);
    // A device that has one is not asked to make another.
    assert_eq!(begun(&ann).await["publicKey"]["excludeCredentials"].as_array().unwrap().len(), 2);
    let page = ann.get("/security").await.expect(200).text();
    assert!(page.contains("Work laptop") && page.contains("My phone &#60;i&#62;"), "{page}");
    // The names are not in the database, nor in the mail that tells of the change.
    let rows = app.rows().await.0.into_values().flatten().collect::<Vec<String>>().join("\n");
    assert!(!rows.contains("Work laptop"));
    app.run_jobs().await;
    let mails = app.sandbox.inbox(&ann.person.email).await;
    let told = format!("Your sign-in at Clinic {} was changed", app.one.slug);
    assert_eq!(mails.iter().filter(|mail| mail["subject"] == told.as_str()).count(), 2);
    assert!(!mails.iter().any(|mail| mail.to_string().contains("laptop")));
    assert!(ann.get("/access-log").await.expect(200).text().contains("changed how"));

    let eve = app.patient(&app.one, "eve").await;
    let far = app.patient(&app.two, "far").await;
    for stranger in [&eve, &far] {
        assert!(names(stranger).await.is_empty());
        let path = format!("passkeys/{}/remove", kept[0].1);
        stranger.post_json(&format!("/v1/portal/{path}"), &json!({})).await.expect(404);
        stranger.post(&format!("/security/{path}"), &[]).await.expect(404);
    }
    let removed = ann.post(&format!("/security/passkeys/{}/remove", kept[0].1), &[]).await;
    assert_eq!(removed.location(), "/security?done=passkey-removed");
    assert!(ann.get(removed.location()).await.expect(200).text().contains("removed"));
    ann.post_json(&format!("{PASSKEYS}/{}/remove", kept[0].1), &json!({})).await.expect(404);
    ann.post_json(&format!("{PASSKEYS}/{}/remove", kept[1].1), &json!({})).await.expect(204);
    assert!(names(&ann).await.is_empty());
}

#[tokio::test]
async fn adding_and_removing_want_a_fresh_proof() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    with_passkey(&ann, "phone").await;
    let begun = begun(&ann).await;
    let credential = Authenticator::on(&app.one.host).create(&begun["publicKey"]);
    let id = names(&ann).await[0].1.clone();
    app.advance("PT10M");
    // The use of the session is noted before.
    ann.get("/security").await.expect(200);
    let before = app.rows().await;
    let refused = |answer: Answer| assert_eq!(answer.expect(403).code(), "STEP_UP_REQUIRED");
    refused(give(&ann, &begun, &credential, "x").await);
    refused(ann.post_json(&format!("{PASSKEYS}/start"), &json!({})).await);
    refused(ann.post_json(&format!("{PASSKEYS}/{id}/remove"), &json!({})).await);
    assert_eq!(ann.get("/security/passkey").await.location(), "/step-up?next=%2Fsecurity%2Fpasskey");
    let asked = ann.post(&format!("/security/passkeys/{id}/remove"), &[]).await;
    assert_eq!(asked.location(), "/step-up?next=%2Fsecurity");
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

#[tokio::test]
async fn what_does_not_fit_adds_nothing_and_uses_the_ceremony_up() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    let far = app.patient(&app.two, "far").await;
    let host = &app.one.host;
    // Another person's ceremony, another organisation's.
    for stranger in [&eve, &far] {
        let begun = begun(&ann).await;
        let credential = Authenticator::on(host).create(&begun["publicKey"]);
        refused(give(stranger, &begun, &credential, "x").await);
    }
    // A page of another host, a device that signs for another one, one that does not look who holds it.
    let wrong: [fn(&mut Authenticator); 4] = [
        |device| device.origin = "https://evil.example".into(),
        |device| device.origin = device.origin.replace("https", "http"),
        |device| device.signs_for = Some("portico.example".into()),
        |device| device.verifies = false,
    ];
    for change in wrong {
        let begun = begun(&ann).await;
        let mut device = Authenticator::on(host);
        change(&mut device);
        let credential = device.create(&begun["publicKey"]);
        refused(give(&ann, &begun, &credential, "x").await);
        device = Authenticator::on(host);
        let credential = device.create(&begun["publicKey"]);
        refused(give(&ann, &begun, &credential, "x").await);
    }
    // Late, used, no answer at all, an answer to a sign-in.
    let late = begun(&ann).await;
    app.advance("PT5M");
    refused(give(&ann, &late, &Authenticator::on(host).create(&late["publicKey"]), "x").await);
    let begun_once = begun(&ann).await;
    let mut device = Authenticator::on(host);
    let credential = device.create(&begun_once["publicKey"]);
    give(&ann, &begun_once, &credential, "x").await.expect(200);
    refused(give(&ann, &begun_once, &credential, "x").await);
    for nonsense in [json!(null), json!({}), json!("x"), json!([1]), json!({"id": "x", "rawId": "!"})] {
        let begun = begun(&ann).await;
        refused(give(&ann, &begun, &nonsense, "x").await);
    }
    let sign_in = app.anon(&app.one).post_json("/v1/portal/auth/passkey/start", &json!({})).await.json();
    refused(give(&ann, &sign_in, &credential, "x").await);
    // The same key again, by its owner and by somebody else.
    for patient in [&ann, &eve] {
        let begun = begun(patient).await;
        let credential = device.create(&begun["publicKey"]);
        refused(give(patient, &begun, &credential, "x").await);
    }
    assert_eq!((names(&ann).await.len(), names(&eve).await.len()), (1, 0));
    // Names that are none, said before the ceremony is used.
    let begun = begun(&ann).await;
    let credential = Authenticator::on(host).create(&begun["publicKey"]);
    for name in ["", "  ", "a\u{0}b", &"x".repeat(41)] {
        give(&ann, &begun, &credential, name).await.expect(422);
    }
    give(&ann, &begun, &credential, &"李".repeat(40)).await.expect(200);
    assert!(ann.cookie(SESSION_COOKIE).is_some());
}

#[tokio::test]
async fn nobody_has_more_than_twenty() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    for nth in 0..20 {
        with_passkey(&ann, &format!("key {nth}")).await;
    }
    let more = ann.post_json(&format!("{PASSKEYS}/start"), &json!({})).await;
    assert_eq!(more.expect(422).code(), "VALIDATION_FAILED");
}

/// Home leads whoever typed a code to a passkey, and does not insist.
#[tokio::test]
async fn after_an_e_mailed_code_home_invites_until_it_is_answered() {
    const LATER: &str = "/security/passkey/later";
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let invited = async |browser: &Browser| browser.get("/").await.expect(200).holds(LATER);
    assert!(!invited(&ann).await, "nobody has typed a code here");
    let phone = app.sign_in(&app.one, &ann.person.email).await;
    assert!(invited(&phone).await);
    assert_eq!(phone.post(LATER, &[]).await.location(), "/");
    assert!(!invited(&phone).await);
    // Not at the next sign-in either, while another browser asks for itself.
    phone.post("/sign-out", &[]).await.expect(303);
    phone.post("/sign-in", &[("email", &ann.person.email)]).await.expect(303);
    app.run_jobs().await;
    let code = app.sandbox.code(&ann.person.email).await;
    phone.post("/sign-in/code", &[("code", &code)]).await.expect(303);
    assert!(!invited(&phone).await);
    let desk = Patient { browser: app.sign_in(&app.one, &ann.person.email).await, ..ann.clone() };
    assert!(invited(&desk).await);
    with_passkey(&desk, "desk").await;
    assert!(!invited(&desk).await);
    let tablet = app.sign_in(&app.one, &ann.person.email).await;
    assert!(!invited(&tablet).await, "who has one needs no invitation");
}
