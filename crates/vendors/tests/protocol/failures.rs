//! Everything an EHR can answer wrongly has one typed answer, in time, within bounds.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use vendors::ehr::{ConfigError, Ehr, EhrError};

use crate::upstream::{
    Reply, Upstream, allergies, allergy, dropping, id, json, outcome, page, page_of, status, stream,
};

async fn failure<R: Into<Reply> + 'static>(answer: impl Fn() -> R + Send + Sync + 'static) -> EhrError {
    let upstream = Upstream::start(move |_, _| answer()).await;
    allergies(&upstream.ehr()).await.unwrap_err()
}

fn is_late(error: &EhrError) -> bool {
    matches!(error, EhrError::NotAnswering { after } if *after >= Duration::from_millis(900))
}

#[tokio::test]
async fn a_peer_that_hangs_or_drips_is_left_at_the_deadline() {
    let began = Instant::now();
    assert!(is_late(&failure(|| Reply::After(Duration::from_secs(30), status(200))).await));
    assert!(began.elapsed() < Duration::from_millis(1_300), "{:?}", began.elapsed());
    let began = Instant::now();
    assert!(is_late(&failure(|| stream(b" ", Duration::from_millis(50), 10_000)).await));
    assert!(began.elapsed() < Duration::from_millis(1_300), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_that_fails_is_not_answering() {
    let (url, _) = dropping().await;
    let upstream = Upstream::start(|_, _| status(200)).await;
    let ehr = upstream.ehr_with(|config| config.base_url = url);
    assert!(matches!(allergies(&ehr).await, Err(EhrError::NotAnswering { .. })));
    let nobody = upstream.ehr_with(|config| config.base_url = "http://127.0.0.1:9/fhir".parse().unwrap());
    assert!(matches!(allergies(&nobody).await, Err(EhrError::NotAnswering { .. })));
}

#[tokio::test]
async fn what_is_not_a_bundle_is_malformed() {
    let half = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{}"#, allergy("1"));
    for body in [
        half.as_str(),
        "",
        "null",
        "[]",
        "<html>",
        "{}",
        "{\"resourceType\":\"Patient\",\"id\":\"p1\"}",
        "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}",
        "\u{0}",
    ] {
        let text = body.to_owned();
        assert_eq!(failure(move || json(200, text.clone())).await, EhrError::Malformed, "{body:?}");
    }
    assert_eq!(
        failure(|| Response::new(Body::from(&b"{\"\xff\xfe\":1}"[..])).into_response()).await,
        EhrError::Malformed
    );
    for code in [201, 202, 204, 206] {
        assert_eq!(failure(move || json(code, "{}")).await, EhrError::Malformed, "{code}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_malformed() {
    let broken = || {
        let mut response = stream(br#"{"resourceType":"#, Duration::from_millis(20), 3);
        response.headers_mut().insert(CONTENT_LENGTH, "1000".parse().unwrap());
        response
    };
    assert_eq!(failure(broken).await, EhrError::Malformed);
}

#[tokio::test]
async fn nesting_without_end_is_malformed_and_exhausts_nothing() {
    for opening in ["[", r#"{"a":"#, r#"{"resourceType":"Bundle","entry":[{"resource":{"a":"#] {
        let body = opening.repeat(100_000);
        assert_eq!(failure(move || json(200, body.clone())).await, EhrError::Malformed);
    }
    // One resource of absurd depth costs itself alone.
    let deep = format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"2","x":{}0{}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let upstream = Upstream::start(move |_, _| page_of(Some(2), None, &[allergy("1"), deep.clone()])).await;
    let found = allergies(&upstream.ehr()).await.unwrap();
    assert_eq!((found.resources.len(), found.malformed), (1, 1));
}

#[tokio::test]
async fn a_huge_answer_is_left_as_soon_as_it_is_known_to_be_huge() {
    let announced = || {
        let mut response = stream(b" ", Duration::from_secs(30), 1);
        response.headers_mut().insert(CONTENT_LENGTH, "99999999999".parse().unwrap());
        response
    };
    assert_eq!(failure(announced).await, EhrError::TooLarge);

    static CHUNK: [u8; 65_536] = [b' '; 65_536];
    let upstream = Upstream::start(|_, _| stream(&CHUNK, Duration::ZERO, usize::MAX)).await;
    let ehr = upstream.ehr_with(|config| config.limits.max_bytes = 1024 * 1024);
    let began = Instant::now();
    assert_eq!(allergies(&ehr).await.unwrap_err(), EhrError::TooLarge);
    assert!(began.elapsed() < Duration::from_millis(900), "left before the deadline");
}

#[tokio::test]
async fn redirects_are_refused_and_not_followed() {
    let other = Upstream::start(|_, _| page(None, None, &["stolen"])).await;
    let target = other.url("/fhir/AllergyIntolerance").to_string();
    for code in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let error = failure(move || {
            let mut response = status(code);
            response.headers_mut().insert(LOCATION, target.parse().unwrap());
            response
        });
        assert_eq!(error.await, EhrError::Refused { status: code });
    }
    assert!(other.calls().is_empty());
}

#[tokio::test]
async fn refusals_have_their_own_types() {
    for (code, want) in [
        (400, EhrError::Refused { status: 400 }),
        (401, EhrError::Refused { status: 401 }),
        (403, EhrError::Refused { status: 403 }),
        // Not FHIR's own 404: something else stands at this address.
        (404, EhrError::Refused { status: 404 }),
        (405, EhrError::NotOffered),
        (429, EhrError::RateLimited { retry_after: None }),
        (500, EhrError::Failed { status: 500 }),
        (501, EhrError::NotOffered),
        (503, EhrError::Overloaded { retry_after: None }),
    ] {
        assert_eq!(failure(move || status(code)).await, want, "{code}");
    }
    assert!(matches!(failure(|| status(502)).await, EhrError::NotAnswering { .. }));
    assert!(matches!(failure(|| status(504)).await, EhrError::NotAnswering { .. }));
    assert_eq!(failure(|| outcome(404, "not-supported")).await, EhrError::NotOffered);
    assert_eq!(failure(|| outcome(400, "not-supported")).await, EhrError::NotOffered);
    assert_eq!(failure(|| outcome(400, "invalid")).await, EhrError::Refused { status: 400 });
}

#[tokio::test]
async fn retry_after_is_handed_on_and_not_waited_for() {
    let asked = |code| {
        move || {
            let mut response = status(code);
            response.headers_mut().insert(RETRY_AFTER, "7".parse().unwrap());
            response
        }
    };
    let wait = Some(Duration::from_secs(7));
    assert_eq!(failure(asked(429)).await, EhrError::RateLimited { retry_after: wait });
    assert_eq!(failure(asked(503)).await, EhrError::Overloaded { retry_after: wait });
}

#[tokio::test]
async fn no_text_of_an_error_names_hosts_bodies_or_ids() {
    let upstream = Upstream::start(|_, _| json(500, "PHI-MARKER for p1")).await;
    let error = allergies(&upstream.ehr()).await.unwrap_err();
    let text = format!("{error} {error:?}");
    for leak in ["127.0.0.1", &upstream.address.port().to_string(), "PHI-MARKER", "p1", "aurora"] {
        assert!(!text.contains(leak), "{text}");
    }
}

#[tokio::test]
async fn configurations_that_cannot_work_are_refused() {
    let upstream = Upstream::start(|_, _| status(200)).await;
    let refused = |change: fn(&mut vendors::ehr::EhrConfig)| {
        let mut config = vendors::ehr::EhrConfig {
            dialect: vendors::ehr::Dialect::Fhir,
            base_url: upstream.url("/fhir"),
            headers: vec![],
            oauth: Some(upstream.oauth()),
            limits: Default::default(),
        };
        change(&mut config);
        Ehr::new(vendors::http::client(&Default::default()), config).err()
    };
    assert_eq!(refused(|_| {}), None);
    for bad in ["ftp://h/fhir", "http://user:pw@h/fhir", "http://h/fhir?x=1", "http://h/fhir#x", "data:,x"] {
        let config = |url: &str| url.parse().unwrap();
        let mut base = upstream_config(&upstream);
        base.base_url = config(bad);
        let made = Ehr::new(vendors::http::client(&Default::default()), base);
        assert!(matches!(made.err(), Some(ConfigError::Url(_))), "{bad}");
    }
    let header = refused(|config| config.headers = vec![("X Y".into(), base::Secret::new("v"))]);
    assert_eq!(header, Some(ConfigError::Header));
    let value = refused(|config| config.headers = vec![("X-Y".into(), base::Secret::new("a\r\nb: c"))]);
    assert_eq!(value, Some(ConfigError::Header));
    assert_eq!(refused(|config| config.limits.concurrency = 0), Some(ConfigError::Limits));
    assert!(upstream.ehr().read("Patient", &id("p1")).await.is_err());
}

fn upstream_config(upstream: &Upstream) -> vendors::ehr::EhrConfig {
    vendors::ehr::EhrConfig {
        dialect: vendors::ehr::Dialect::Fhir,
        base_url: upstream.url("/fhir"),
        headers: vec![],
        oauth: None,
        limits: Default::default(),
    }
}
