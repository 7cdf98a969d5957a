//! Sessions that a person sees and ends, and what is told of browsers that are new (U03; goal 11).

use serde_json::{Value, json};

use crate::shell::session::SESSION_COOKIE;
use crate::sign_in::DEVICE_COOKIE;
use crate::testing::{Answer, Browser, Patient, TestApp, TestOrg};
use crate::ui::text::L;

const PHONE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1";
const DESK: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";

/// The same person in another browser, signed in with an e-mailed code.
async fn elsewhere(app: &TestApp, patient: &Patient, agent: &str) -> Browser {
    let browser = app.anon(&patient.org).with("user-agent", agent);
    with_code(app, &browser, &patient.person.email).await.expect(200);
    browser
}

async fn with_code(app: &TestApp, browser: &Browser, email: &str) -> Answer {
    browser.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    let code = app.sandbox.code(email).await;
    browser.post_json("/v1/portal/auth/verify", &json!({"email": email, "code": code})).await
}

async fn sessions(browser: &Browser) -> Vec<Value> {
    let answer = browser.get("/v1/portal/sessions").await.expect(200).json();
    answer["items"].as_array().unwrap().clone()
}

async fn is_in(browser: &Browser) -> bool {
    browser.get("/v1/portal/auth/session").await.status == 200
}

#[tokio::test]
async fn a_person_sees_where_she_is_signed_in_in_words() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    app.advance("PT10M");
    let phone = elsewhere(&app, &ann, PHONE).await;
    let desk = elsewhere(&app, &ann, DESK).await;
    app.advance("PT2M");
    let listed = sessions(&phone).await;
    let devices: Vec<&str> = listed.iter().map(|one| one["device"].as_str().unwrap()).collect();
    assert_eq!(devices, ["Safari on iPhone", "Chrome on Windows", "Chrome on Android"]);
    let current: Vec<bool> = listed.iter().map(|one| one["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [true, false, false]);
    assert!(listed.iter().all(|one| one["methods"] == json!(["otp"])), "{listed:?}");
    let page = phone.get("/security").await.expect(200).text();
    let l = L::new(base::Lang::En);
    for words in [l.t("places-this").as_str(), &l.t("places-others"), "Safari on iPhone", "Chrome on Windows"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Mozilla") && !page.contains("10.0"), "no more than two words of a device");
    // Another person's are not among them, nor those that are over.
    let eve = app.patient(&app.one, "eve").await;
    assert_eq!(sessions(&eve).await.len(), 1);
    desk.post("/sign-out", &[]).await.expect(303);
    assert_eq!(sessions(&phone).await.len(), 2);
    app.advance("PT4M");
    assert_eq!(sessions(&phone).await.len(), 1, "one that nobody used for 15 minutes is over");
}

#[tokio::test]
async fn a_session_that_is_ended_is_refused_on_its_next_request() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let phone = elsewhere(&app, &ann, PHONE).await;
    let id = |listed: &[Value]| listed[1]["id"].as_str().unwrap().to_owned();
    let of_phone = id(&sessions(&ann).await);
    let done = ann.post(&format!("/security/sessions/{of_phone}/end"), &[]).await;
    assert_eq!(done.location(), "/security?done=ended");
    assert!(ann.get(done.location()).await.expect(200).text().contains("signed out"));
    assert!(!is_in(&phone).await && is_in(&ann).await);
    assert_eq!(phone.get("/records").await.location(), "/sign-in?next=%2Frecords");
    // Again: it is not there any more, and nothing changes.
    let before = app.rows().await;
    ann.post(&format!("/security/sessions/{of_phone}/end"), &[]).await.expect(404);
    ann.post_json(&format!("/v1/portal/sessions/{of_phone}/end"), &json!({})).await.expect(404);
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    // One's own is signing out.
    let own = sessions(&ann).await[0]["id"].as_str().unwrap().to_owned();
    ann.post_json(&format!("/v1/portal/sessions/{own}/end"), &json!({})).await.expect(204);
    assert!(ann.cookie(SESSION_COOKIE).is_none() && !is_in(&ann).await);
}

#[tokio::test]
async fn nobody_ends_another_persons_session() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    let far = app.patient(&app.two, "far").await;
    let of_ann = sessions(&ann).await[0]["id"].as_str().unwrap().to_owned();
    let refusals: Vec<String> = [&of_ann, "0193a7b0c0de7000800000000000beef", "x", "..", "%00"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    for stranger in [&eve, &far] {
        let mut seen = std::collections::BTreeSet::new();
        for id in &refusals {
            let answer = stranger.post_json(&format!("/v1/portal/sessions/{id}/end"), &json!({})).await;
            assert_eq!(answer.status, 404);
            seen.insert(answer.masked());
        }
        assert_eq!(seen.len(), 1, "not yours is not there: {seen:#?}");
        stranger.post_json("/v1/portal/sessions/end-others", &json!({})).await.expect(200);
    }
    assert!(is_in(&ann).await);
}

#[tokio::test]
async fn ending_all_others_leaves_this_one_and_no_other() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let others = [elsewhere(&app, &ann, PHONE).await, elsewhere(&app, &ann, DESK).await];
    let ended = ann.post_json("/v1/portal/sessions/end-others", &json!({})).await.expect(200).json();
    assert_eq!(ended["ended"], 2);
    for other in &others {
        assert!(!is_in(other).await);
    }
    assert!(is_in(&ann).await);
    let again = ann.post_json("/v1/portal/sessions/end-others", &json!({})).await.expect(200).json();
    assert_eq!(again["ended"], 0);
}

/// Whatever races with the end of all sessions: none that was there before goes on under another token.
#[tokio::test]
async fn no_session_outlives_the_end_of_all_by_changing_its_token() {
    let app = TestApp::new().await;
    for _ in 0..6 {
        let ann = app.patient(&app.one, "ann").await;
        app.link(&app.one, &ann.person.email, "another-of-hers").await;
        let other = app.signed_in(&app.one, ann.account, ann.person.clone()).await;
        let (nothing, choose) = (json!({}), json!({"patient": "another-of-hers"}));
        let (ended, changed) = tokio::join!(
            ann.post_json("/v1/portal/sessions/end-others", &nothing),
            other.post_json("/v1/portal/auth/person", &choose)
        );
        ended.expect(200);
        assert!([200, 401].contains(&changed.status), "{}", changed.status);
        // Either the change came first and its session was ended too, or it came too late and had none.
        assert!(!is_in(&other).await, "a late success after {}", changed.status);
        assert!(is_in(&ann).await);
    }
}

#[tokio::test]
async fn changing_whose_record_is_open_makes_no_session_longer() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    app.link(&app.one, &ann.person.email, "another-of-hers").await;
    let began = sessions(&ann).await[0].clone();
    for _ in 0..16 {
        app.advance("PT14M");
        let whom = json!({"patient": "another-of-hers"});
        ann.post_json("/v1/portal/auth/person", &whom).await.expect(200);
        let now = sessions(&ann).await[0].clone();
        assert_eq!(
            (&now["signed_in_at"], &now["expires_at"]),
            (&began["signed_in_at"], &began["expires_at"])
        );
    }
    app.advance("PT14M");
    app.advance("PT2M");
    assert!(!is_in(&ann).await, "four hours after signing in");
}

fn alerts(mails: &[Value], subject: &str) -> Vec<String> {
    let texts = mails.iter().filter(|mail| mail["subject"].as_str().unwrap().contains(subject));
    texts.map(|mail| mail["text"].as_str().unwrap().to_owned()).collect()
}

async fn told(app: &TestApp, org: &TestOrg, patient: &Patient) -> Vec<String> {
    app.run_jobs().await;
    let mails = app.sandbox.inbox(&patient.person.email).await;
    for mail in &mails {
        let text = mail.to_string();
        assert!(!text.contains(&patient.person.marker) && !text.contains(&patient.person.id), "{text}");
    }
    assert!(mails.iter().all(|mail| !mail.to_string().contains("http://")), "no link to imitate");
    alerts(&mails, &format!("New sign-in at Clinic {}", org.slug))
}

#[tokio::test]
async fn a_new_device_is_told_by_mail_and_a_known_one_is_not() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let phone = elsewhere(&app, &ann, PHONE).await;
    assert_eq!(told(&app, &app.one, &ann).await.len(), 0, "the first browser is no news");
    let mark = phone.cookie(DEVICE_COOKIE).expect("the browser is marked");
    // The same browser again.
    phone.post("/sign-out", &[]).await.expect(303);
    with_code(&app, &phone, &ann.person.email).await.expect(200);
    assert_eq!(phone.cookie(DEVICE_COOKIE).as_ref(), Some(&mark));
    assert_eq!(told(&app, &app.one, &ann).await.len(), 0);
    let desk = elsewhere(&app, &ann, DESK).await;
    let mails = told(&app, &app.one, &ann).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Chrome on Windows"), "{}", mails[0]);
    // A mark is of one account: in the same browser another person's account is new to it, and hers is not
    // known by it anywhere else.
    let eve = app.patient(&app.one, "eve").await;
    elsewhere(&app, &eve, PHONE).await;
    desk.post("/sign-out", &[]).await.expect(303);
    with_code(&app, &desk, &eve.person.email).await.expect(200);
    assert_eq!(told(&app, &app.one, &eve).await.len(), 1);
    // The token is not in the database.
    let rows = app.rows().await.0.into_values().flatten().collect::<Vec<String>>().join("\n");
    assert!(!rows.contains(&mark) && !rows.to_lowercase().contains(&hex::encode(&mark)));
}

/// Guessing and asking elsewhere uses up nothing of a browser that the person has signed in with (A13).
#[tokio::test]
async fn nobody_locks_a_known_browser_out() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let email = &ann.person.email;
    let phone = elsewhere(&app, &ann, PHONE).await;
    phone.post("/sign-out", &[]).await.expect(303);
    // Her code is out; a stranger asks for as many as he may, and guesses.
    phone.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await.expect(202);
    app.run_jobs().await;
    let code = app.sandbox.code(email).await;
    let stranger = app.anon(&app.one);
    let forged = app.anon(&app.one);
    forged.set_cookie(DEVICE_COOKIE, &base::random::token());
    for other in [&stranger, &forged] {
        for _ in 0..6 {
            other.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await;
        }
        for guess in 0..8 {
            let wrong = json!({"email": email, "code": format!("{guess:08}")});
            other.post_json("/v1/portal/auth/verify", &wrong).await.expect(401);
        }
        let right = json!({"email": email, "code": code});
        other.post_json("/v1/portal/auth/verify", &right).await.expect(401);
    }
    stranger.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await.expect(429);
    phone.post_json("/v1/portal/auth/verify", &json!({"email": email, "code": code})).await.expect(200);
    with_code(&app, &phone, email).await.expect(200);
}

#[tokio::test]
async fn many_wrong_codes_are_told_once_a_day_and_to_nobody_else() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let nobody = format!("nobody-{}", ann.person.email);
    for _ in 0..2 {
        for email in [&ann.person.email, &nobody] {
            let stranger = app.anon(&app.one);
            stranger.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await.expect(202);
            app.run_jobs().await;
            for _ in 0..5 {
                let wrong = json!({"email": email, "code": "00000001"});
                stranger.post_json("/v1/portal/auth/verify", &wrong).await.expect(401);
            }
        }
    }
    app.run_jobs().await;
    let subject = format!("Wrong sign-in codes at Clinic {}", app.one.slug);
    assert_eq!(alerts(&app.sandbox.inbox(&ann.person.email).await, &subject).len(), 1);
    assert!(app.sandbox.inbox(&nobody).await.is_empty());
}
