//! OAuth2 client credentials: one token for everyone, one new one after a 401, none sent elsewhere.

use std::time::Duration;

use vendors::ehr::{EhrError, Limits};

use crate::upstream::{Call, Reply, Upstream, allergies, id, json, page, status};

fn token(n: usize, expires_in: u64) -> axum::response::Response {
    json(200, format!(r#"{{"access_token":"token-{n}","token_type":"Bearer","expires_in":{expires_in}}}"#))
}

fn bearers(upstream: &Upstream) -> Vec<String> {
    let asked = upstream.calls();
    let asked = asked.iter().filter(|call| !call.is_token());
    asked.map(|call| call.header("authorization").unwrap_or("none").to_owned()).collect()
}

fn tokens(upstream: &Upstream) -> usize {
    upstream.calls().iter().filter(|call| call.is_token()).count()
}

/// Gives `token-N` where N is the number of requests before, and accepts the tokens that `good` accepts.
async fn server(expires_in: u64, good: impl Fn(&str) -> bool + Send + Sync + 'static) -> Upstream {
    Upstream::start(move |call: &Call, n| match call.header("authorization") {
        _ if call.is_token() => token(n, expires_in),
        Some(bearer) if good(bearer) => page(Some(1), None, &["1"]),
        _ => status(401),
    })
    .await
}

#[tokio::test]
async fn the_token_is_asked_for_once_and_sent_with_every_request() {
    let upstream = server(36_000, |bearer| bearer == "Bearer token-0").await;
    let ehr = upstream.signed_in();
    for _ in 0..3 {
        assert_eq!(allergies(&ehr.clone()).await.unwrap().complete, Ok(()));
    }
    let calls = upstream.calls();
    assert_eq!(calls[0].method, "POST");
    assert_eq!(calls[0].target, "/auth/token/", "with its trailing slash");
    assert_eq!(calls[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(calls[0].body, "grant_type=client_credentials&client_id=portico&client_secret=s3cret%26%3D");
    assert_eq!(calls[0].header("x-tenant-id"), None, "the EHR's headers are not the token server's");
    assert_eq!(tokens(&upstream), 1);
    assert_eq!(bearers(&upstream), ["Bearer token-0"; 3]);
}

#[tokio::test]
async fn a_crowd_takes_one_token() {
    let upstream = Upstream::start(|call: &Call, n| {
        if call.is_token() {
            Reply::After(Duration::from_millis(100), token(n, 3_600))
        } else {
            Reply::Now(page(Some(1), None, &["1"]))
        }
    })
    .await;
    let ehr = upstream.signed_in();
    let all = futures::future::join_all((0..20).map(|_| allergies(&ehr))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(tokens(&upstream), 1);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let upstream = server(36_000, |bearer| bearer != "Bearer token-0").await;
    let ehr = upstream.signed_in();
    assert!(allergies(&ehr).await.is_ok());
    assert_eq!(tokens(&upstream), 2);
    assert_eq!(bearers(&upstream), ["Bearer token-0", "Bearer token-2"]);
    // And the new one is kept.
    assert!(allergies(&ehr).await.is_ok());
    assert_eq!(tokens(&upstream), 2);
}

#[tokio::test]
async fn a_crowd_refused_together_renews_once() {
    let upstream = server(36_000, |bearer| bearer != "Bearer token-0").await;
    let ehr = upstream.signed_in();
    let all = futures::future::join_all((0..20).map(|_| allergies(&ehr))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(tokens(&upstream), 2);
}

#[tokio::test]
async fn two_refusals_are_final_and_start_no_storm() {
    let upstream = server(36_000, |_| false).await;
    let ehr = upstream.signed_in();
    assert_eq!(allergies(&ehr).await.unwrap_err(), EhrError::Refused { status: 401 });
    assert_eq!((tokens(&upstream), bearers(&upstream).len()), (2, 2));
    for _ in 0..20 {
        assert_eq!(allergies(&ehr).await.unwrap_err(), EhrError::Refused { status: 401 });
    }
    assert_eq!(
        (tokens(&upstream), bearers(&upstream).len()),
        (2, 22),
        "one request each, and no more tokens"
    );
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    // Two seconds of life: kept for one.
    let upstream = server(2, |_| true).await;
    let ehr = upstream.signed_in();
    assert_eq!(allergies(&ehr).await.unwrap().complete, Ok(()));
    assert_eq!(allergies(&ehr).await.unwrap().complete, Ok(()));
    assert_eq!(tokens(&upstream), 1);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(allergies(&ehr).await.unwrap().complete, Ok(()));
    assert_eq!(tokens(&upstream), 2);
    assert_eq!(bearers(&upstream).last().unwrap(), "Bearer token-3");
}

#[tokio::test]
async fn a_token_server_that_misbehaves_has_typed_answers_and_gets_no_bearer_used() {
    for (answer, want) in [
        ((400, "{}"), EhrError::Refused { status: 400 }),
        ((401, "{}"), EhrError::Refused { status: 401 }),
        ((302, ""), EhrError::Refused { status: 302 }),
        ((429, ""), EhrError::RateLimited { retry_after: None }),
        ((500, ""), EhrError::Failed { status: 500 }),
        ((200, "<html>"), EhrError::Malformed),
        ((200, r#"{"access_token":"","token_type":"Bearer"}"#), EhrError::Malformed),
        ((200, r#"{"access_token":"a\nb","token_type":"Bearer"}"#), EhrError::Malformed),
        ((200, r#"{"access_token":"a","token_type":"mac"}"#), EhrError::Malformed),
    ] {
        let upstream = Upstream::start(move |_, _| json(answer.0, answer.1)).await;
        assert_eq!(allergies(&upstream.signed_in()).await.unwrap_err(), want, "{answer:?}");
        assert!(upstream.calls().iter().all(Call::is_token), "nothing was asked without a token");
    }
}

#[tokio::test]
async fn a_hanging_token_server_costs_the_deadline_and_no_more() {
    let upstream = Upstream::start(|_, _| Reply::After(Duration::from_secs(30), status(200))).await;
    let ehr = upstream.signed_in();
    let began = std::time::Instant::now();
    let patient = id("p1");
    let both = tokio::join!(allergies(&ehr), ehr.read("Patient", &patient));
    assert!(matches!(both.0, Err(EhrError::NotAnswering { .. })));
    assert!(matches!(both.1, Err(EhrError::NotAnswering { .. })));
    assert!(began.elapsed() < Duration::from_millis(1_300), "{:?}", began.elapsed());
}

#[tokio::test]
async fn clones_with_other_limits_share_the_token() {
    let upstream = server(36_000, |_| true).await;
    let ehr = upstream.signed_in();
    assert_eq!(allergies(&ehr).await.unwrap().complete, Ok(()));
    let slower = ehr.with_limits(Limits { answer: Duration::from_secs(60), ..Limits::default() }).unwrap();
    assert_eq!(allergies(&slower).await.unwrap().complete, Ok(()));
    assert_eq!(tokens(&upstream), 1);
}
