//! Contents of attachments: where they are read, what goes along, and what breaks them off.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fhir::attachment::Payload;
use futures::StreamExt as _;
use vendors::ehr::{Attached, Dialect, Ehr, EhrError, File, FileLimits};

use crate::upstream::{Call, Reply, Upstream, id, json, outcome, status};

fn at(url: &str) -> Payload {
    Payload { content_type: None, data: None, url: Some(url.to_owned()) }
}

async fn open(ehr: &Ehr, payload: &Payload) -> Result<File, EhrError> {
    let (document, patient) = (id("doc-1"), id("p1"));
    let attached = Attached { payload, resource_type: "DocumentReference", id: &document, patient: &patient };
    ehr.file(attached).await
}

async fn read(ehr: &Ehr, url: &str) -> Result<Vec<u8>, EhrError> {
    open(ehr, &at(url)).await?.whole(1 << 30).await
}

fn raw(kind: &str, body: impl Into<Body>) -> Response {
    ([("content-type", kind.to_owned())], body.into()).into_response()
}

fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [("location", to.to_owned())]).into_response()
}

/// `data` stands before what says whose it is, as servers that sort by name send it.
fn binary(id: &str, data: &str, context: &str) -> String {
    format!(r#"{{"contentType":"text/plain","data":"{data}","id":"{id}","resourceType":"Binary"{context}}}"#)
}

#[tokio::test]
async fn content_inside_is_decoded_and_nothing_is_asked() {
    let upstream = Upstream::start(|_, _| status(500)).await;
    let inside = |data: &str| Payload { content_type: None, data: Some(data.into()), url: Some("x".into()) };
    let ehr = upstream.ehr();
    let file = open(&ehr, &inside("SGVs\r\nbG8s\r\nIQ==\r\n")).await.unwrap();
    assert_eq!((file.size, file.head()), (Some(7), &b"Hello,!"[..]));
    assert_eq!(file.whole(7).await.unwrap(), b"Hello,!");
    assert_eq!(open(&ehr, &inside("n0t base64!")).await.err(), Some(EhrError::Malformed));
    for nothing in [Payload { data: Some(" ".into()), ..Payload::default() }, Payload::default()] {
        assert_eq!(open(&ehr, &nothing).await.err(), Some(EhrError::NoContent));
    }
    assert_eq!(open(&ehr, &inside("====")).await.err(), Some(EhrError::Malformed));
    assert!(upstream.calls().is_empty());
}

#[tokio::test]
async fn a_binary_is_read_as_bytes_or_as_a_resource() {
    let upstream = Upstream::start(|call: &Call, _| match call.target.rsplit('/').next().unwrap() {
        "json" => json(200, binary("json", "SGVsbG8s\\r\\nIQ==", "")),
        "empty" => json(200, binary("empty", "", "")),
        "other" => json(200, binary("another", "SGVs", "")),
        "outcome" => outcome(200, "exception"),
        "broken" => json(200, binary("broken", "S!", "")),
        "half" => json(200, r#"{"resourceType":"Binary","id":"half","data":"SGVs"#),
        "gone" => status(410),
        "dead" => status(500),
        _ => raw("application/pdf", "%PDF-raw"),
    })
    .await;
    let ehr = upstream.ehr();
    let base = upstream.url("/fhir/Binary/raw");
    for url in ["Binary/raw", "/Binary/raw", base.as_str(), "Binary/raw/_history/3"] {
        assert_eq!(read(&ehr, url).await.unwrap(), b"%PDF-raw", "{url}");
    }
    assert_eq!(read(&ehr, "Binary/json").await.unwrap(), b"Hello,!");
    let call = &upstream.calls()[0];
    assert_eq!((call.header("accept"), call.header("x-tenant-id")), (Some("*/*"), Some("aurora")));
    assert_eq!(upstream.calls()[3].target, "/fhir/Binary/raw/_history/3");
    for (url, error) in [
        ("Binary/empty", EhrError::NoContent),
        ("Binary/other", EhrError::WrongResource),
        ("Binary/outcome", EhrError::WrongResource),
        ("Binary/broken", EhrError::Malformed),
        ("Binary/half", EhrError::Malformed),
        ("Binary/gone", EhrError::NotFound),
        ("Binary/dead", EhrError::Failed { status: 500 }),
    ] {
        assert_eq!(read(&ehr, url).await.err(), Some(error), "{url}");
    }
}

#[tokio::test]
async fn an_address_elsewhere_is_never_asked() {
    let elsewhere = Upstream::start(|_, _| raw("text/plain", "secret")).await;
    let upstream = Upstream::start(|_, _| raw("text/plain", "x")).await;
    let other = elsewhere.url("/fhir/Binary/b1");
    let outside = upstream.url("/other/Binary/b1");
    for url in [other.as_str(), outside.as_str(), "Patient/p2", "Binary/b1?patient=p2", "file:///etc/passwd"]
    {
        assert_eq!(read(&upstream.ehr(), url).await.err(), Some(EhrError::ForeignAddress), "{url}");
    }
    assert!(elsewhere.calls().is_empty() && upstream.calls().is_empty());
}

#[tokio::test]
async fn another_patient_s_binary_never_leaves() {
    let context = |who: &str| format!(r#","securityContext":{{"reference":"{who}"}}"#);
    for (context, fine) in [
        (context("Patient/p1"), true),
        (context("https://ehr.example/fhir/Patient/p1"), true),
        (context("DocumentReference/doc-1"), true),
        (context("Patient/p2"), false),
        (context("https://ehr.example/fhir/Patient/p2/_history/1"), false),
        (r#","securityContext":"Patient/p2""#.to_owned(), false),
    ] {
        let upstream = Upstream::start(move |_, _| json(200, binary("b1", "SGVs", &context))).await;
        let got = read(&upstream.ehr(), "Binary/b1").await;
        assert_eq!(got.err(), (!fine).then_some(EhrError::WrongPatient));
    }
    let header = |who: &'static str| {
        move |_: &Call, _: usize| {
            ([("content-type", "text/plain"), ("x-security-context", who)], "x").into_response()
        }
    };
    let hers = Upstream::start(header("Patient/p1")).await;
    assert_eq!(read(&hers.ehr(), "Binary/b1").await.unwrap(), b"x");
    let other = Upstream::start(header("Patient/p2")).await;
    assert_eq!(read(&other.ehr(), "Binary/b1").await.err(), Some(EhrError::WrongPatient));
}

#[tokio::test]
async fn a_redirect_takes_neither_bearer_nor_header_along() {
    let store = Upstream::start(|_, _| raw("application/pdf", "%PDF-stored")).await;
    let to = store.url("/presigned?signature=1").to_string();
    let upstream = Upstream::start(move |call: &Call, _| match call.is_token() {
        true => json(200, r#"{"access_token":"t0ken","token_type":"Bearer"}"#),
        false => redirect(&to),
    })
    .await;
    let ehr = upstream.ehr_with(|config| {
        config.dialect = Dialect::Canvas;
        config.base_url = upstream.url("/canvas");
        config.oauth = Some(upstream.oauth());
    });
    let url = "/DocumentReference/doc-1/files/0";
    assert_eq!(read(&ehr, url).await.unwrap(), b"%PDF-stored");
    let asked = upstream.calls().pop().unwrap();
    assert_eq!(asked.target, "/canvas/DocumentReference/doc-1/files/0");
    assert_eq!(asked.header("authorization"), Some("Bearer t0ken"));
    let calls = store.calls();
    assert_eq!((calls.len(), calls[0].target.as_str()), (1, "/presigned?signature=1"));
    let sent: Vec<&str> = calls[0].headers.keys().map(|name| name.as_str()).collect();
    let plain = ["accept", "user-agent", "accept-encoding", "host"];
    assert!(sent.iter().all(|name| plain.contains(name)), "{sent:?}");
    assert_eq!(read(&ehr, "/DocumentReference/doc-2/files/0").await.err(), Some(EhrError::ForeignAddress));
}

#[tokio::test]
async fn a_redirect_is_followed_once_and_never_into_the_house() {
    let inner = Upstream::start(|_, _| raw("text/plain", "inner")).await;
    let port = inner.address.port();
    for to in [
        // A name that leads to loopback, and addresses that are no public ones.
        format!("http://localhost:{port}/x"),
        format!("https://localhost:{port}/x"),
        format!("http://[::1]:{port}/x"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://10.0.0.1/x".to_owned(),
        "ftp://127.0.0.1/x".to_owned(),
    ] {
        let target = to.clone();
        let upstream = Upstream::start(move |_, _| redirect(&target)).await;
        assert_eq!(read(&upstream.ehr(), "Binary/b1").await.err(), Some(EhrError::ForeignAddress), "{to}");
    }
    assert!(inner.calls().is_empty());
    let twice = Upstream::start(|_, before| match before {
        0 | 1 => redirect("/again"),
        _ => raw("text/plain", "x"),
    })
    .await;
    assert_eq!(read(&twice.ehr(), "Binary/b1").await.err(), Some(EhrError::Refused { status: 302 }));
    assert_eq!(twice.calls().len(), 2);
    assert_eq!(twice.calls()[1].header("x-tenant-id"), None);
}

/// A chart behind an attachment's address is not handed on as a file.
#[tokio::test]
async fn canvas_gives_files_and_no_charts() {
    let upstream = Upstream::start(|_, _| json(200, r#"{"resourceType":"Patient","id":"p2"}"#)).await;
    let ehr = upstream.ehr_with(|config| config.dialect = Dialect::Canvas);
    assert_eq!(read(&ehr, "files/a/b").await.err(), Some(EhrError::WrongResource));
}

fn limited(upstream: &Upstream, change: impl FnOnce(&mut FileLimits)) -> Ehr {
    upstream.ehr_with(|config| {
        config.limits.max_bytes = 64 * 1024;
        change(&mut config.limits.files);
    })
}

#[tokio::test]
async fn bounds_hold_whatever_the_form() {
    let big = |call: &Call, _: usize| match call.target.ends_with("json") {
        true => json(200, binary("json", &"QUFB".repeat(100_000), "")),
        false => raw("application/pdf", vec![b'A'; 300_000]),
    };
    let upstream = Upstream::start(big).await;
    let small = limited(&upstream, |limits| limits.max_bytes = 299_999);
    for url in ["Binary/raw", "Binary/json"] {
        assert_eq!(read(&small, url).await.err(), Some(EhrError::TooLarge), "{url}");
    }
    let fits = limited(&upstream, |limits| limits.max_bytes = 300_000);
    for url in ["Binary/raw", "Binary/json"] {
        let file = open(&fits, &at(url)).await.unwrap();
        assert_eq!(file.size, Some(300_000));
        assert_eq!(file.whole(300_000).await.unwrap(), vec![b'A'; 300_000], "{url}");
    }
    // Without an announced length the bound counts what arrives.
    let endless = Upstream::start(|_, _| {
        let chunks = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'A'; 8 * 1024]));
        raw("application/pdf", Body::from_stream(chunks))
    })
    .await;
    let ehr = limited(&endless, |limits| limits.max_bytes = 100_000);
    let file = open(&ehr, &at("Binary/raw")).await.unwrap();
    assert_eq!(file.whole(1 << 30).await.err(), Some(EhrError::TooLarge));
}

/// A large Binary in JSON is read twice, and the second time must say the same.
#[tokio::test]
async fn a_large_json_binary_is_checked_before_its_first_byte_leaves() {
    let body = |who: &str| {
        let context = format!(r#","securityContext":{{"reference":"Patient/{who}"}}"#);
        json(200, binary("b1", &"QUFB".repeat(100_000), &context))
    };
    let other = Upstream::start(move |_, _| body("p2")).await;
    assert_eq!(read(&limited(&other, |_| {}), "Binary/b1").await.err(), Some(EhrError::WrongPatient));
    assert_eq!(other.calls().len(), 1);
    let turned = Upstream::start(move |_, before| body(if before == 0 { "p1" } else { "p2" })).await;
    let file = open(&limited(&turned, |_| {}), &at("Binary/b1")).await.unwrap();
    assert_eq!(file.whole(1 << 30).await.err(), Some(EhrError::WrongPatient), "the end is kept back");
}

fn breaking(kind: &'static str, body: String, end: impl Into<Option<Duration>>) -> Response {
    let end = end.into();
    let first = futures::stream::iter([Ok(body)]);
    let last = futures::stream::once(async move {
        match end {
            Some(silence) => tokio::time::sleep(silence).await,
            // The first part must have left before the break.
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        Err(std::io::Error::other("cut"))
    });
    raw(kind, Body::from_stream(first.chain(last)))
}

#[tokio::test]
async fn what_breaks_off_or_falls_silent_ends_in_an_error() {
    let upstream = Upstream::start(|call: &Call, before| {
        let silence = Duration::from_secs(5);
        match call.target.rsplit('/').next().unwrap() {
            "cut" => breaking("application/pdf", "A".repeat(50_000), None),
            "silent" => breaking("application/pdf", "A".repeat(50_000), silence),
            "begins" => breaking("application/pdf", "A".repeat(5), silence),
            "json" if before == 0 => json(200, binary("json", &"QUFB".repeat(100_000), "")),
            _ => {
                let half = binary("json", &"QUFB".repeat(100_000), "");
                breaking("application/fhir+json", half[..200_000].to_owned(), None)
            }
        }
    });
    let upstream = upstream.await;
    let ehr = limited(&upstream, |limits| {
        limits.idle = Duration::from_millis(300);
        limits.first_byte = Duration::from_millis(900);
    });
    assert_eq!(read(&ehr, "Binary/json").await.err(), Some(EhrError::Malformed));
    let file = open(&ehr, &at("Binary/cut")).await.unwrap();
    assert_eq!(file.whole(1 << 30).await.err(), Some(EhrError::Malformed));
    let file = open(&ehr, &at("Binary/silent")).await.unwrap();
    let silent = |error: Option<EhrError>| matches!(error, Some(EhrError::NotAnswering { .. }));
    assert!(silent(file.whole(1 << 30).await.err()));
    assert!(silent(open(&ehr, &at("Binary/begins")).await.err()));
    let late = Upstream::start(|_, _| Reply::After(Duration::from_secs(5), status(200))).await;
    assert!(silent(
        read(&limited(&late, |l| l.first_byte = Duration::from_millis(200)), "Binary/x").await.err()
    ));
}

/// Downloads have slots of their own, and give them back.
#[tokio::test]
async fn slots_are_bounded_and_come_back() {
    let upstream = Upstream::start(|_, _| {
        let chunks = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'A'; 64 * 1024]));
        raw("application/pdf", Body::from_stream(chunks.take(100)))
    })
    .await;
    let ehr = limited(&upstream, |limits| {
        limits.at_once = 1;
        limits.first_byte = Duration::from_millis(400);
    });
    let first = open(&ehr, &at("Binary/a")).await.unwrap();
    let second = open(&ehr, &at("Binary/b")).await.err();
    assert!(matches!(second, Some(EhrError::Overloaded { .. })), "{second:?}");
    drop(first);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(read(&ehr, "Binary/c").await.unwrap().len(), 100 * 64 * 1024);
}
