//! Signing in and out, through the door (A01, A02, A04, A06, A14, A15; security goals 9 and 11).

use serde_json::{Value, json};

use super::{EMAIL_INDEX, EMAIL_SEALED_ACCOUNT, store};
use crate::shell::session::SESSION_COOKIE;
use crate::testing::{Answer, Browser, Patient, Person, TestApp, TestOrg, logs, rows, unique};

/// A patient with a chart and an account, not signed in.
async fn known(app: &TestApp, org: &TestOrg, name: &str) -> Person {
    let person = Person::new(name);
    app.sandbox.put(&org.slug, &person.chart()).await;
    app.link(org, &person.email, &person.id).await;
    person
}

/// An account without a chart: enough for whatever happens before the record is read.
async fn address(app: &TestApp, org: &TestOrg) -> String {
    let person = Person::new("ann");
    app.link(org, &person.email, &person.id).await;
    person.email
}

async fn ask(browser: &Browser, email: &str) -> Answer {
    browser.post_json("/v1/portal/auth/send-code", &json!({"email": email})).await
}

async fn give(browser: &Browser, email: &str, code: &str) -> Answer {
    browser.post_json("/v1/portal/auth/verify", &json!({"email": email, "code": code})).await
}

/// Asks for a code and reads it in the mail.
async fn code_for(app: &TestApp, org: &TestOrg, email: &str) -> String {
    ask(&app.anon(org), email).await.expect(202);
    app.run_jobs().await;
    app.sandbox.code(email).await
}

/// A code of the same length that is not this one.
fn another(code: &str, nth: u32) -> String {
    let wrong = (code.parse::<u32>().unwrap() + 1 + nth) % 100_000_000;
    format!("{wrong:08}")
}

fn assert_wrong(answer: Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (401, "CODE_INVALID"));
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn a_code_from_the_mail_opens_the_record_on_the_pages() {
    let app = TestApp::new().await;
    let elena = known(&app, &app.one, "elena").await;
    let browser = app.anon(&app.one);
    let form = browser.get("/sign-in?next=%2Frecords%2Fmedications").await.expect(200);
    assert!(form.text().contains("value=\"/records/medications\""), "the way back is kept in the form");
    let next = ("next", "/records/medications");
    let sent = browser.post("/sign-in", &[("email", &elena.email), next]).await.expect(303);
    assert_eq!(sent.location(), "/sign-in/code?next=%2Frecords%2Fmedications");
    let asked = browser.get(sent.location()).await.expect(200);
    assert!(asked.holds("8") && asked.holds(&elena.email), "the page says where the code went");
    assert_eq!(app.run_jobs().await, 1);
    let mails = app.sandbox.inbox(&elena.email).await;
    assert_eq!(mails.len(), 1);
    assert!(!mails[0].to_string().contains(&elena.marker), "the mail says nothing of the chart");
    let code = app.sandbox.code(&elena.email).await;
    assert_eq!(code.len(), 8);
    // As people copy it.
    let typed = format!(" {}-{} ", &code[..4], &code[4..]);
    let opened = browser.post("/sign-in/code", &[("code", &typed), next]).await.expect(303);
    assert_eq!(opened.location(), "/records/medications");
    assert!(browser.get("/records/medications").await.expect(200).holds(&format!("{} pill", elena.marker)));
    assert!(browser.get("/").await.expect(200).holds(&elena.marker));
    assert_eq!(browser.get("/sign-in").await.expect(303).location(), "/", "who is signed in goes home");
}

#[tokio::test]
async fn a_code_from_the_mail_opens_the_record_in_json_under_both_paths() {
    let app = TestApp::new().await;
    for base in ["/v1/portal", "/api/patient"] {
        let elena = known(&app, &app.one, "elena").await;
        let browser = app.anon(&app.one);
        let sent = browser.post_json(&format!("{base}/auth/send-code"), &json!({"email": elena.email})).await;
        assert_eq!(sent.expect(202).json(), json!({"status": "sent-if-known", "expires_in": 600}));
        app.run_jobs().await;
        let code = app.sandbox.code(&elena.email).await;
        let given = json!({"email": elena.email.to_uppercase(), "code": code});
        let opened = browser.post_json(&format!("{base}/auth/verify"), &given).await.expect(200);
        assert_eq!(
            opened.json(),
            json!({"patient": elena.id, "choose": false, "idle_seconds": 900, "second_factor": false})
        );
        let profile = browser.get(&format!("{base}/profile")).await.expect(200).json();
        assert_eq!(profile["id"], elena.id.as_str());
        browser.post_json(&format!("{base}/auth/logout"), &json!({})).await.expect(204);
        assert_eq!(browser.get(&format!("{base}/profile")).await.expect(401).code(), "SESSION_EXPIRED");
    }
}

#[tokio::test]
async fn the_session_cookie_is_of_this_host_alone() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let code = code_for(&app, &app.one, &email).await;
    let opened = give(&app.anon(&app.one), &email, &code).await.expect(200);
    let cookies: Vec<&str> =
        opened.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    for (cookie, name, table, life) in [
        (cookies[0], "__Host-portico=", "session", 14_400),
        (cookies[1], "__Host-device=", "known_device", 400 * 86_400),
    ] {
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        let token = pair.strip_prefix(name).expect("the prefix that binds it to the host");
        assert_eq!(token.len(), 43, "256 bits");
        assert_eq!(attributes, format!("Path=/; Max-Age={life}; HttpOnly; Secure; SameSite=Lax"));
        let stored = app.rows().await.0[table].join("\n");
        assert!(!stored.contains(token) && !stored.contains(&hex::encode(token)), "only its hash is stored");
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_are_the_same_to_whoever_asks() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let nobody = format!("nobody.{}@patients.example", unique());
    let mut seen = Vec::new();
    for asked in [&email, &nobody] {
        let before = app.rows().await;
        let attempts = rows::count(&app.app.db, "attempt").await;
        let lines = rows::count(&app.app.db, "audit_line").await;
        let sent = ask(&app.anon(&app.one), asked).await.expect(202);
        let page = app.anon(&app.one).post("/sign-in", &[("email", asked)]).await.expect(303);
        let changes: Vec<String> = before
            .changes(&app.rows().await)
            .iter()
            .map(|change| change.split(':').next().unwrap().to_owned())
            .collect();
        let counted = rows::count(&app.app.db, "attempt").await - attempts;
        let written = rows::count(&app.app.db, "audit_line").await - lines;
        assert_eq!(written, 2);
        // The cookie of the page is an opaque id of the request.
        let cookie = page.header("set-cookie").split_once('=').unwrap();
        assert_eq!(cookie.1.split(';').next().unwrap().len(), 32);
        seen.push((sent.masked(), page.location().to_owned(), cookie.0.to_owned(), changes, counted));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].3, ["+ job", "+ job", "+ sign_in_request", "+ sign_in_request"]);
    app.run_jobs().await;
    assert_eq!(app.sandbox.inbox(&email).await.len(), 2);
    assert_eq!(app.sandbox.inbox(&nobody).await, Vec::<Value>::new());
    // Wrong codes of both, on the page and in JSON, are the same as well.
    let wrong = [
        give(&app.anon(&app.one), &email, "00000000").await,
        give(&app.anon(&app.one), &nobody, "00000000").await,
    ];
    assert_eq!(wrong[0].masked(), wrong[1].masked());
    let [known, unknown] = wrong;
    assert_wrong(known);
    assert_wrong(unknown);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let before = app.rows().await;
    let long = format!("{}@patients.example", "x".repeat(300));
    let wrong =
        ["", "x", "a b@c.example", "a@b\r\nBcc: c@d.example", "<script>@x.example", "a@b@c.example", &long];
    for email in wrong {
        let refused = ask(&app.anon(&app.one), email).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "VALIDATION_FAILED"), "{email:?}");
        assert_eq!(refused.json()["fields"][0]["field"], "email");
        let page = app.anon(&app.one).post("/sign-in", &[("email", email)]).await.expect(422);
        assert!(page.text().contains("aria-describedby"), "the field says what is wrong");
        assert!(!page.holds("<script>@"), "what was typed comes back escaped");
    }
    assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
}

#[tokio::test]
async fn five_codes_in_a_quarter_hour_and_ten_a_day_for_known_and_unknown_alike() {
    let app = TestApp::new().await;
    let known = address(&app, &app.one).await;
    let nobody = format!("nobody.{}@patients.example", unique());
    for email in [&known, &nobody] {
        for nth in 1..=5_u8 {
            // Another network address each time: the bound is the e-mail address's.
            ask(&app.anon(&app.one).from([198, 51, 100, nth]), email).await.expect(202);
        }
        let refused = ask(&app.anon(&app.one), email).await;
        assert_eq!((refused.status, refused.code().as_str()), (429, "RATE_LIMITED"), "the sixth");
        let wait: i64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        let page = app.anon(&app.one).post("/sign-in", &[("email", email)]).await.expect(429);
        assert!(!page.header("retry-after").is_empty() && page.is("text/html"));
        ask(&app.anon(&app.two), email).await.expect(202);
    }
    app.advance("PT15M1S");
    for nth in 6..=10 {
        assert_eq!(ask(&app.anon(&app.one), &known).await.status, 202, "code {nth} of the day");
    }
    app.advance("PT15M1S");
    let refused = ask(&app.anon(&app.one), &known).await.expect(429);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((80_000..=86_400).contains(&wait), "ten a day: the next counts tomorrow, not in {wait} s");
    app.advance("P1D");
    ask(&app.anon(&app.one), &known).await.expect(202);
}

#[tokio::test]
async fn one_network_address_gets_a_hundred_codes_whatever_it_claims_to_be() {
    let app = TestApp::with(|config| config.sign_in.per_address = 20).await;
    let tries = |forged: usize| {
        let browser = app.anon(&app.one).with("x-forwarded-for", &format!("203.0.113.{forged}"));
        let browser = browser.with("forwarded", "for=203.0.113.1").with("x-real-ip", "203.0.113.2");
        browser.with("x-forwarded-host", &app.two.host)
    };
    for nth in 0..20 {
        // Two organisations: the bound is of the network address, wherever it asks.
        let org = if nth % 2 == 0 { &app.one } else { &app.two };
        let browser = tries(nth).on(&org.host);
        ask(&browser, &format!("x{nth}.{}@patients.example", unique())).await.expect(202);
    }
    let email = format!("y.{}@patients.example", unique());
    let refused = ask(&tries(99), &email).await.expect(429);
    assert!(!refused.header("retry-after").is_empty());
    ask(&app.anon(&app.one).from([198, 51, 100, 9]), &email).await.expect(202);
    assert_eq!(crate::config::SignIn::default().per_address, 100, "the default bound (contract)");
}

#[tokio::test]
async fn one_organisation_asks_for_so_many_codes_and_no_more() {
    let app = TestApp::with(|config| config.sign_in.per_organisation = 4).await;
    for nth in 0..4 {
        let browser = app.anon(&app.one).from([198, 51, 100, nth]);
        ask(&browser, &format!("x{nth}.{}@patients.example", unique())).await.expect(202);
    }
    let fresh = format!("x.{}@patients.example", unique());
    ask(&app.anon(&app.one).from([198, 51, 100, 7]), &fresh).await.expect(429);
    ask(&app.anon(&app.two).from([198, 51, 100, 7]), &fresh).await.expect(202);
    assert_eq!(crate::config::SignIn::default().per_organisation, 2_000, "the default bound (contract)");
}

#[tokio::test]
async fn five_wrong_tries_use_a_code_up() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let code = code_for(&app, &app.one, &email).await;
    for nth in 0..5_u8 {
        let browser = app.anon(&app.one).from([198, 51, 100, nth]).with("x-forwarded-for", "203.0.113.1");
        assert_wrong(give(&browser, &email, &another(&code, nth.into())).await);
    }
    assert_wrong(give(&app.anon(&app.one), &email, &code).await);
    // A new code works, and the old one never does again.
    let fresh = code_for(&app, &app.one, &email).await;
    assert_wrong(give(&app.anon(&app.one), &email, &code).await);
    give(&app.anon(&app.one), &email, &fresh).await.expect(200);
}

#[tokio::test]
async fn four_wrong_tries_leave_the_fifth_to_be_right() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let code = code_for(&app, &app.one, &email).await;
    for nth in 0..4 {
        assert_wrong(give(&app.anon(&app.one), &email, &another(&code, nth)).await);
    }
    give(&app.anon(&app.one), &email, &code).await.expect(200);
}

#[tokio::test]
async fn a_code_works_once_and_takes_the_others_with_it() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let first = code_for(&app, &app.one, &email).await;
    let second = code_for(&app, &app.one, &email).await;
    give(&app.anon(&app.one), &email, &first).await.expect(200);
    assert_wrong(give(&app.anon(&app.one), &email, &first).await);
    assert_wrong(give(&app.anon(&app.one), &email, &second).await);
}

/// Tries at the same moment, as a race would make them: one session, and no guess beyond the bound.
#[tokio::test]
async fn tries_at_once_begin_one_session_and_are_all_counted() {
    let app = TestApp::new().await;
    for _ in 0..4 {
        let email = address(&app, &app.one).await;
        let code = code_for(&app, &app.one, &email).await;
        let browsers: Vec<Browser> = (0..6).map(|_| app.anon(&app.one)).collect();
        let tries = browsers.iter().map(|browser| give(browser, &email, &code));
        let answers = futures::future::join_all(tries).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 401].contains(status)), "{statuses:?}");

        // The one that has just signed in is a known browser now, whose tries are about its own codes alone.
        let browsers: Vec<Browser> = (0..6).map(|_| app.anon(&app.one)).collect();
        let code = code_for(&app, &app.one, &email).await;
        let wrong: Vec<String> = (0..5).map(|nth| another(&code, nth)).collect();
        let guesses = browsers.iter().zip(&wrong).map(|(browser, wrong)| give(browser, &email, wrong));
        futures::future::join_all(guesses).await.into_iter().for_each(assert_wrong);
        assert_wrong(give(&browsers[0], &email, &code).await);
    }
}

#[tokio::test]
async fn a_code_is_late_after_ten_minutes() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let code = code_for(&app, &app.one, &email).await;
    app.advance("PT9M50S");
    let in_time = code_for(&app, &app.one, &email).await;
    app.advance("PT11S");
    assert_wrong(give(&app.anon(&app.one), &email, &code).await);
    give(&app.anon(&app.one), &email, &in_time).await.expect(200);
}

#[tokio::test]
async fn a_code_is_of_one_organisation_and_one_address() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    // The same person is known to both organisations.
    app.link(&app.two, &email, "someone-else").await;
    let other = address(&app, &app.one).await;
    let code = code_for(&app, &app.one, &email).await;
    ask(&app.anon(&app.two), &email).await.expect(202);
    ask(&app.anon(&app.one), &other).await.expect(202);
    assert_wrong(give(&app.anon(&app.two), &email, &code).await);
    assert_wrong(give(&app.anon(&app.one), &other, &code).await);
    give(&app.anon(&app.one), &email, &code).await.expect(200);
}

#[tokio::test]
async fn the_page_of_the_code_belongs_to_the_browser_that_asked() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let browser = app.anon(&app.one);
    browser.post("/sign-in", &[("email", &email)]).await.expect(303);
    app.run_jobs().await;
    let code = app.sandbox.code(&email).await;
    // Without the cookie, with a made-up one, and on the other organisation's host there is nothing to
    // answer.
    let forged = app.anon(&app.one);
    forged.set_cookie("__Host-sign-in", "0193a7b0c0de7000800000000000beef");
    for stranger in [app.anon(&app.one), forged, browser.on(&app.two.host)] {
        assert_eq!(stranger.get("/sign-in/code").await.location(), "/sign-in");
        let refused = stranger.post("/sign-in/code", &[("code", &code), ("email", &email)]).await;
        assert_eq!(refused.location(), "/sign-in");
        assert_eq!(stranger.cookie(SESSION_COOKIE), None);
    }
    let again = browser.post("/sign-in/code", &[("code", &another(&code, 1))]).await.expect(422);
    assert!(again.is("text/html") && browser.cookie(SESSION_COOKIE).is_none());
    for nonsense in ["", "12345", "１２３４５６７８", "abcdefgh", &"9".repeat(10_000)] {
        browser.post("/sign-in/code", &[("code", nonsense)]).await.expect(422);
    }
    browser.post("/sign-in/code", &[("code", &code)]).await.expect(303);
    assert!(browser.cookie(SESSION_COOKIE).is_some());
}

#[tokio::test]
async fn after_the_code_nobody_is_led_off_this_host() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    let evil = [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\r\nLocation: https://evil.example",
        " //evil.example",
        "/%0d%0aSet-Cookie:a=b\n",
    ];
    for (nth, next) in evil.into_iter().enumerate() {
        app.advance("PT16M");
        if nth == 4 {
            app.advance("P1D");
        }
        let browser = app.anon(&app.one);
        let escaped: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        assert!(!browser.get(&format!("/sign-in?next={escaped}")).await.expect(200).holds("evil"));
        let sent = browser.post("/sign-in", &[("email", &email), ("next", next)]).await;
        assert_eq!(sent.location(), "/sign-in/code", "{next:?}");
        app.run_jobs().await;
        let code = app.sandbox.code(&email).await;
        let opened = browser.post("/sign-in/code", &[("code", &code), ("next", next)]).await;
        assert_eq!(opened.location(), "/", "{next:?}");
        let there = browser.get(&format!("/sign-in?next={escaped}")).await;
        assert_eq!(there.location(), "/", "{next:?}");
    }
}

#[tokio::test]
async fn an_address_of_several_patients_asks_whom_after_the_code() {
    let app = TestApp::new().await;
    let (child, parent) = (Person::new("child"), Person::new("parent"));
    for person in [&child, &parent] {
        app.sandbox.put(&app.one.slug, &person.chart()).await;
        app.link(&app.one, &parent.email, &person.id).await;
    }
    let browser = app.sign_in(&app.one, &parent.email).await;
    let first = browser.cookie(SESSION_COOKIE).unwrap();
    // Nothing of anybody's record before the choice.
    assert_eq!(browser.get("/records").await.location(), "/sign-in/whom?next=%2Frecords");
    let refused = browser.get("/v1/portal/profile").await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "CHOOSE_PATIENT"));
    let page = browser.get("/sign-in/whom").await.expect(200);
    assert!(page.holds(&child.marker) && page.holds(&parent.marker));
    let people = browser.get("/v1/portal/auth/people").await.expect(200).json();
    assert_eq!(people["items"].as_array().unwrap().len(), 2);
    let state = browser.get("/v1/portal/auth/session").await.expect(200).json();
    assert_eq!(state["choose"], true);
    // No choice, somebody else, nonsense.
    let other = known(&app, &app.one, "other").await;
    browser.post("/sign-in/whom", &[]).await.expect(422);
    for wrong in [other.id.as_str(), "no-such-patient", "../..", "<b>"] {
        browser.post("/sign-in/whom", &[("patient", wrong)]).await.expect(404);
    }
    let chosen = browser.post("/sign-in/whom", &[("patient", &child.id), ("next", "//evil.example")]).await;
    assert_eq!(chosen.location(), "/");
    let profile = browser.get("/v1/portal/profile").await.expect(200);
    assert!(profile.holds(&child.marker) && !profile.holds(&parent.marker));
    // The session before the choice is over; the other patient is a new session again.
    let old = app.anon(&app.one);
    old.set_cookie(SESSION_COOKIE, &first);
    old.get("/v1/portal/auth/session").await.expect(401);
    let changed =
        browser.post_json("/v1/portal/auth/person", &json!({"patient": parent.id})).await.expect(200);
    assert_eq!(changed.json()["patient"], parent.id.as_str());
    assert!(browser.get("/v1/portal/profile").await.expect(200).holds(&parent.marker));
}

#[tokio::test]
async fn signing_out_acts_on_the_next_request_everywhere() {
    let app = TestApp::new().await;
    let email = address(&app, &app.one).await;
    for out in ["/sign-out", "/v1/portal/auth/logout"] {
        let browser = app.sign_in(&app.one, &email).await;
        let copy = browser.on(&app.one.host);
        copy.get("/v1/portal/auth/session").await.expect(200);
        if out == "/sign-out" {
            let gone = browser.post(out, &[]).await;
            assert_eq!(gone.location(), "/sign-in/ended?ended=signed-out");
            browser.get(gone.location()).await.expect(200);
        } else {
            browser.post_json(out, &json!({})).await.expect(204);
        }
        assert_eq!(browser.cookie(SESSION_COOKIE), None, "the browser is told to forget it");
        assert_eq!(copy.get("/v1/portal/auth/session").await.expect(401).code(), "SESSION_EXPIRED");
        assert_eq!(copy.get("/profile").await.location(), "/sign-in?next=%2Fprofile");
        // Twice, and without a session, changes nothing.
        let before = app.rows().await;
        copy.post(out, &[]).await;
        app.anon(&app.one).post_json("/v1/portal/auth/logout", &json!({})).await.expect(204);
        assert_eq!(before.changes(&app.rows().await), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_session_ends_after_fifteen_unused_minutes() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    app.advance("PT14M59S");
    ann.get("/v1/portal/auth/session").await.expect(200);
    // Used just now: another 15 minutes.
    app.advance("PT14M58S");
    ann.get("/v1/portal/auth/session").await.expect(200);
    app.advance("PT15M");
    assert_eq!(ann.get("/v1/portal/auth/session").await.expect(401).code(), "SESSION_EXPIRED");
    assert_eq!(ann.get("/records/medications").await.location(), "/sign-in?next=%2Frecords%2Fmedications");
    // A refused request is no use: it does not come back to life.
    ann.get("/v1/portal/auth/session").await.expect(401);
}

#[tokio::test]
async fn a_session_ends_after_four_hours_used_or_not() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    for _ in 0..23 {
        app.advance("PT10M");
        ann.get("/v1/portal/auth/session").await.expect(200);
    }
    app.advance("PT9M50S");
    ann.get("/v1/portal/auth/session").await.expect(200);
    app.advance("PT11S");
    ann.get("/v1/portal/auth/session").await.expect(401);
}

#[tokio::test]
async fn a_link_that_is_ended_and_an_account_that_is_disabled_act_at_once() {
    let app = TestApp::new().await;
    let (ann, eve) = (app.patient(&app.one, "ann").await, app.patient(&app.one, "eve").await);
    for patient in [&ann, &eve] {
        patient.get("/v1/portal/auth/session").await.expect(200);
    }
    app.unlink(&ann).await;
    app.disable(&eve).await;
    for Patient { browser, person, .. } in [ann, eve] {
        browser.get("/v1/portal/auth/session").await.expect(401);
        browser.get("/v1/portal/profile").await.expect(401);
        // And no new session: the code is not even mailed to a disabled account, and opens nothing without
        // a link.
        ask(&browser, &person.email).await.expect(202);
        app.run_jobs().await;
        if !app.sandbox.inbox(&person.email).await.is_empty() {
            let code = app.sandbox.code(&person.email).await;
            assert_wrong(give(&browser, &person.email, &code).await);
        }
    }
}

#[tokio::test]
async fn no_log_line_and_no_row_holds_an_address_or_a_code() {
    let app = TestApp::new().await;
    let elena = known(&app, &app.one, "elena").await;
    let browser = app.sign_in(&app.one, &elena.email).await;
    browser.get("/").await.expect(200);
    browser
        .get(&format!("/records/medications/{}?q={}", elena.entry("medications"), elena.email))
        .await
        .expect(200);
    browser.get(&format!("/nothing/{}", elena.email)).await.expect(404);
    give(&browser, &elena.email, "12345678").await.expect(401);
    let code = app.sandbox.code(&elena.email).await;
    let token = browser.cookie(SESSION_COOKIE).unwrap();
    let log = logs::captured();
    assert!(log.contains(&app.one.slug), "the log of this test is captured");
    for secret in [&elena.email, &elena.marker, &token, &elena.id] {
        assert!(!log.contains(secret.as_str()), "the log holds {secret}");
    }
    let rows = app.rows().await.0.into_values().flatten().collect::<Vec<String>>().join("\n").to_lowercase();
    let audit = rows::text(&app.app.db, "audit_line").await + &rows::text(&app.app.db, "attempt").await;
    for secret in [&elena.email, &code, &token, &elena.marker] {
        for text in [secret.to_lowercase(), hex::encode(secret)] {
            assert!(!rows.contains(&text), "a row holds {secret} in the clear");
            assert!(!audit.to_lowercase().contains(&text), "the audit log holds {secret}");
        }
    }
}

#[tokio::test]
async fn a_new_master_key_seals_addresses_again_and_the_index_still_finds_them() {
    let test = db::testing::TestDb::new().await;
    let org = test.orgs[0];
    let sealed = test.db.seal(org, EMAIL_SEALED_ACCOUNT, b"ann@patients.example");
    let index = test.db.index(org, EMAIL_INDEX, "ann@patients.example");
    let now = test.clock.now();
    let tx = test.db.write(org).await.unwrap();
    let new = (base::AccountId(base::random::uuid_v7(now)), sealed, index);
    let ann = base::FhirId::parse("ann").unwrap();
    let account = store::link(&tx, new, &ann, now).await.unwrap();
    tx.commit().await.unwrap();

    let keys = format!("{},{}", db::testing::TEST_KEYS, db::Keys::new_entry(2));
    let rotated = test.open_again(&keys).await;
    for expected in [1, 0] {
        let tx = rotated.write(org).await.unwrap();
        assert_eq!(store::reseal(&tx, EMAIL_SEALED_ACCOUNT).await.unwrap(), expected);
        tx.commit().await.unwrap();
    }
    let tx = rotated.read(org).await.unwrap();
    let index = rotated.index(org, EMAIL_INDEX, "ann@patients.example");
    assert_eq!(store::account_of(&tx, &index).await.unwrap(), Some(account));
    // The old key alone opens the address no more: it was sealed with the new one.
    let tx = test.db.write(org).await.unwrap();
    assert!(store::reseal(&tx, EMAIL_SEALED_ACCOUNT).await.is_err());
}
