//! SendGrid's mail API: the payload to the letter, and every refusal typed.

use std::time::Duration;

use axum::http::HeaderValue;
use axum::response::Response;
use base::Secret;
use vendors::http::{Settings, client};
use vendors::sendgrid::{Mail, MailError, SendGrid, Sender};

use crate::upstream::{Upstream, dropping, json, status};

fn sender() -> Sender {
    Sender { email: "clinic@clinic.example".into(), name: Some("Aurora Clinic".into()) }
}

fn sendgrid(base: url::Url) -> SendGrid {
    SendGrid::new(client(&Settings::default()), base, Secret::new("SG.key"), sender())
}

fn mail() -> Mail {
    Mail {
        to: "ada@patients.example".into(),
        subject: "Your code".into(),
        text: "123456".into(),
        html: Some("<p>123456</p>".into()),
        reply_to: None,
        from_name: None,
    }
}

fn with(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    response
}

async fn refused(answer: impl Fn() -> Response + Send + Sync + 'static) -> MailError {
    let upstream = Upstream::start(move |_, _| answer()).await;
    sendgrid(upstream.url("/sendgrid")).send(&mail()).await.unwrap_err()
}

#[tokio::test]
async fn the_payload_is_sendgrids_plain_text_first_and_tracking_off() {
    let upstream = Upstream::start(|_, _| with(status(202), "x-message-id", "m-1")).await;
    let id = sendgrid(upstream.url("/sendgrid/")).send(&mail()).await.unwrap();
    assert_eq!(id.as_str(), Some("m-1"));
    let call = &upstream.calls()[0];
    assert_eq!((call.method.as_str(), call.target.as_str()), ("POST", "/sendgrid/v3/mail/send"));
    assert_eq!(call.header("authorization"), Some("Bearer SG.key"));
    assert_eq!(call.header("content-type"), Some("application/json"));
    let want = serde_json::json!({
        "personalizations": [{"to": [{"email": "ada@patients.example"}]}],
        "from": {"email": "clinic@clinic.example", "name": "Aurora Clinic"},
        "subject": "Your code",
        "content": [
            {"type": "text/plain", "value": "123456"},
            {"type": "text/html", "value": "<p>123456</p>"}
        ],
        "tracking_settings": {"click_tracking": {"enable": false}, "open_tracking": {"enable": false}}
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&call.body).unwrap(), want);
}

#[tokio::test]
async fn plain_mails_have_one_part_and_an_acceptance_without_an_id_is_one() {
    let upstream = Upstream::start(|_, _| status(202)).await;
    let plain = Mail { html: None, reply_to: Some("desk@clinic.example".into()), ..mail() };
    let id = sendgrid(upstream.url("")).send(&plain).await.unwrap();
    assert_eq!(id.as_str(), None);
    let call = &upstream.calls()[0];
    assert_eq!(call.target, "/v3/mail/send");
    let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
    assert_eq!(body["content"].as_array().unwrap().len(), 1);
    assert_eq!(body["reply_to"]["email"], "desk@clinic.example");
}

#[tokio::test]
async fn refusals_are_typed() {
    let bad = r#"{"errors":[{"message":"ada@patients.example","field":"personalizations.0.to"}]}"#;
    let error = refused(move || json(400, bad)).await;
    assert_eq!(error, MailError::Invalid { field: Some("personalizations.0.to".into()) });
    assert!(!format!("{error} {error:?}").contains("ada@"));
    assert_eq!(refused(|| json(413, "<html>")).await, MailError::Invalid { field: None });
    for code in [401, 403, 302, 404] {
        assert_eq!(refused(move || status(code)).await, MailError::Refused { status: code });
    }
    assert!(MailError::Refused { status: 401 }.is_permanent());
    let unavailable = refused(|| status(503)).await;
    assert!(matches!(unavailable, MailError::NotAnswering { maybe_sent: false, .. }));
    assert!(!unavailable.is_permanent());
}

#[tokio::test]
async fn limits_say_how_long_to_wait() {
    let wait = |error: MailError| match error {
        MailError::RateLimited { retry_after } => retry_after,
        other => panic!("{other:?}"),
    };
    assert_eq!(wait(refused(|| status(429)).await), None);
    let asked = wait(refused(|| with(status(429), "retry-after", "9")).await);
    assert_eq!(asked, Some(Duration::from_secs(9)));
    let reset = (base::Clock::system().now().timestamp() + 60).to_string();
    let asked = wait(refused(move || with(status(429), "x-ratelimit-reset", &reset)).await).unwrap();
    assert!((55..=60).contains(&asked.as_secs()), "{asked:?}");
}

#[tokio::test]
async fn a_lost_answer_may_have_been_sent_and_a_closed_door_was_not() {
    let (url, _) = dropping().await;
    let lost = sendgrid(url).send(&mail()).await.unwrap_err();
    assert!(matches!(lost, MailError::NotAnswering { maybe_sent: true, .. }), "{lost:?}");
    let closed = sendgrid("http://127.0.0.1:9".parse().unwrap()).send(&mail()).await.unwrap_err();
    assert!(matches!(closed, MailError::NotAnswering { maybe_sent: false, .. }), "{closed:?}");
}

#[tokio::test]
async fn mails_that_could_smuggle_are_not_sent() {
    let upstream = Upstream::start(|_, _| status(202)).await;
    let client = sendgrid(upstream.url(""));
    for (field, bad) in [
        ("to", Mail { to: "a@b.example,c@d.example".into(), ..mail() }),
        ("to", Mail { to: "a@b.example\r\nBcc: c@d.example".into(), ..mail() }),
        ("to", Mail { to: "nobody".into(), ..mail() }),
        ("reply_to", Mail { reply_to: Some("x <a@b.example>".into()), ..mail() }),
        ("subject", Mail { subject: "Hello\nBcc: x".into(), ..mail() }),
        ("subject", Mail { subject: " ".into(), ..mail() }),
        ("text", Mail { text: String::new(), ..mail() }),
        ("html", Mail { html: Some(String::new()), ..mail() }),
    ] {
        let error = client.send(&bad).await.unwrap_err();
        assert_eq!(error, MailError::Invalid { field: Some(field.into()) });
    }
    assert!(upstream.calls().is_empty());
}

#[tokio::test]
async fn a_ping_tells_a_good_key_from_a_bad_one() {
    let good = Upstream::start(|_, _| json(200, r#"{"scopes":["mail.send"]}"#)).await;
    sendgrid(good.url("/sendgrid")).ping().await.unwrap();
    assert_eq!(good.calls()[0].target, "/sendgrid/v3/scopes");
    let bad = Upstream::start(|_, _| status(401)).await;
    assert_eq!(sendgrid(bad.url("")).ping().await, Err(MailError::Refused { status: 401 }));
}
