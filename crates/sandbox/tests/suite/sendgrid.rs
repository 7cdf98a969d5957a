//! SendGrid's twin and the inbox.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::bench::{Bench, bench, json_of};

fn letter(to: &str, subject: &str) -> Value {
    json!({
        "personalizations": [{"to": [{"email": to, "name": "Test"}]}],
        "from": {"email": "care@aurora.example", "name": "Aurora"},
        "subject": subject,
        "content": [{"type": "text/plain", "value": "words"}, {"type": "text/html", "value": "<p>words</p>"}],
    })
}

fn send(bench: &Bench, letter: &Value) -> RequestBuilder {
    bench.post("/sendgrid/v3/mail/send", letter).bearer_auth("SG.sandbox")
}

#[tokio::test]
async fn accepted_mail_is_in_the_inbox_newest_first() {
    let bench = bench().await;
    for subject in ["first", "second"] {
        let answer = send(bench, &letter("order@x.example", subject)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        assert!(!answer.headers()["x-message-id"].is_empty());
        assert_eq!(answer.bytes().await.unwrap().len(), 0);
    }
    let inbox = bench.control("/inbox?to=ORDER@x.example").await;
    let subjects: Vec<&str> =
        inbox.as_array().unwrap().iter().map(|m| m["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["second", "first"]);
    let mail = &inbox[0];
    assert_eq!((&mail["to"], &mail["from"]), (&json!("order@x.example"), &json!("care@aurora.example")));
    assert_eq!((&mail["text"], &mail["html"]), (&json!("words"), &json!("<p>words</p>")));
    assert!(mail["sent_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().is_ok());
}

#[tokio::test]
async fn sandbox_mode_is_checked_and_not_delivered() {
    let bench = bench().await;
    let mut quiet = letter("quiet@x.example", "never");
    quiet["mail_settings"] = json!({"sandbox_mode": {"enable": true}});
    let answer = send(bench, &quiet).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(bench.control("/inbox?to=quiet@x.example").await, json!([]));
}

#[tokio::test]
async fn what_sendgrid_refuses_the_twin_refuses_and_delivers_nothing() {
    let bench = bench().await;
    let change = |path: &str, value: Value| {
        let mut letter = letter("refused@x.example", "refused");
        *letter.pointer_mut(path).unwrap() = value;
        letter
    };
    let both = json!([{"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "b"}]);
    for (letter, field) in [
        (change("/from", Value::Null), "from.email"),
        (change("/from/email", json!("no address")), "from.email"),
        (change("/personalizations", json!([])), "personalizations"),
        (change("/personalizations/0/to", json!([])), "personalizations.0.to"),
        (change("/personalizations/0/to/0/email", json!("x@")), "personalizations.0.to.0.email"),
        (
            change("/personalizations/0/to", json!([{"email": "a@b.c"}, {"email": "A@b.c"}])),
            "personalizations.0",
        ),
        (change("/subject", json!("")), "subject"),
        (change("/content", json!([])), "content"),
        (change("/content/0/value", json!("")), "content.0.value"),
        (change("/content", both), "content"),
        (change("/content/1/type", json!("text/plain")), "content"),
    ] {
        let (status, body) = json_of(send(bench, &letter)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{letter}");
        let errors = body["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["field"] == field), "{field}: {body}");
        assert!(errors.iter().all(|error| error["message"].as_str().is_some_and(|text| text.len() > 10)));
    }
    assert_eq!(bench.control("/inbox?to=refused@x.example").await, json!([]));
}

#[tokio::test]
async fn key_type_and_json_are_checked_first() {
    let bench = bench().await;
    let mail = letter("key@x.example", "key");
    for bare in [
        bench.post("/sendgrid/v3/mail/send", &mail),
        bench.post("/sendgrid/v3/mail/send", &mail).bearer_auth("SG.other"),
        bench.post("/sendgrid/v3/mail/send", &mail).basic_auth("SG.sandbox", None::<&str>),
    ] {
        let (status, body) = json_of(bare).await;
        assert_eq!((status, &body["errors"][0]["field"]), (StatusCode::UNAUTHORIZED, &Value::Null));
    }
    let http = &bench.http;
    let url = format!("{}/sendgrid/v3/mail/send", bench.origin);
    let plain = http.post(&url).bearer_auth("SG.sandbox").body(mail.to_string());
    assert_eq!(json_of(plain).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let broken =
        http.post(&url).bearer_auth("SG.sandbox").header("content-type", "application/json").body("{");
    assert_eq!(json_of(broken).await.0, StatusCode::BAD_REQUEST);
    let large = json!({"padding": "x".repeat(31 * 1024 * 1024)});
    assert_eq!(json_of(send(bench, &large)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(bench.control("/inbox?to=key@x.example").await, json!([]));
}
