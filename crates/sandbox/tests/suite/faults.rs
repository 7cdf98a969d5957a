//! Each fault kind, seen from the client's side.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use reqwest::StatusCode;
use sandbox::server;
use sandbox::state::Sandbox;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::bench::{bench, ids, json_of, next};

/// A search of the first patient's conditions under a URL of its own.
fn page(count: usize) -> String {
    format!("/Condition?patient=p-one&_count={count}")
}

#[tokio::test]
async fn latency_is_felt_and_times_count_down() {
    let bench = bench().await;
    bench.fault("fhir", "/Patient/f-late", "latency", json!({"value": 700, "times": 1})).await;
    for slow in [true, false] {
        let began = Instant::now();
        assert_eq!(json_of(bench.fhir("aurora", "/Patient/f-late")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(began.elapsed() >= Duration::from_millis(700), slow);
    }
}

#[tokio::test]
async fn status_answers_in_the_vendors_shape_and_reaches_nobody() {
    let bench = bench().await;
    bench.fault("fhir", "f-status", "status", json!({"value": 503, "times": 1})).await;
    let answer = bench.fhir("aurora", "/Patient/f-status").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "1");
    assert_eq!(answer.json::<Value>().await.unwrap()["resourceType"], "OperationOutcome");
    bench.fault("sendgrid", "f-status", "status", json!({"times": 1})).await;
    let (status, body) = json_of(bench.get("/sendgrid/f-status")).await;
    assert_eq!((status, body["errors"].is_array()), (StatusCode::INTERNAL_SERVER_ERROR, true));
}

#[tokio::test]
async fn drop_has_no_effect_and_lost_reply_has_one() {
    let bench = bench().await;
    for (kind, then) in [("drop", StatusCode::NOT_FOUND), ("lost_reply", StatusCode::OK)] {
        let path = format!("/Basic/f-{}", kind.replace('_', "-"));
        bench.fault("fhir", &path, kind, json!({"times": 1})).await;
        let id = path.strip_prefix("/Basic/").unwrap();
        let body = json!({"resourceType": "Basic", "id": id, "code": {"text": "x"}});
        let url = format!("{}/fhir{path}", bench.origin);
        let put = bench.http.put(url).header("X-Tenant-ID", "faulty").json(&body).send().await;
        assert!(put.is_err(), "{kind} answered {put:?}");
        assert_eq!(json_of(bench.fhir("faulty", &path)).await.0, then, "{kind}");
    }
}

#[tokio::test]
async fn hang_never_answers() {
    let bench = bench().await;
    bench.fault("fhir", "f-hang", "hang", json!({"times": 1})).await;
    let asked = bench.fhir("aurora", "/Patient/f-hang").timeout(Duration::from_millis(800));
    assert!(asked.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn slow_body_begins_at_once_and_dribbles() {
    let bench = bench().await;
    bench.fault("fhir", "/Patient/p-two", "slow_body", json!({"value": 200, "times": 1})).await;
    let answer = bench.fhir("aurora", "/Patient/p-two").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let mut body = answer.bytes_stream();
    let began = Instant::now();
    for _ in 0..3 {
        assert_eq!(body.next().await.unwrap().unwrap().len(), 1);
    }
    assert!(began.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn truncate_breaks_off_and_malformed_is_no_json() {
    let bench = bench().await;
    bench.fault("fhir", &page(11), "truncate", json!({"times": 1})).await;
    let cut = bench.fhir("aurora", &page(11)).send().await.unwrap();
    assert_eq!(cut.status(), StatusCode::OK);
    assert!(cut.bytes().await.is_err(), "the body ends before its length");
    bench.fault("fhir", &page(12), "malformed", json!({"times": 1})).await;
    let spoilt = bench.fhir("aurora", &page(12)).send().await.unwrap();
    assert_eq!(spoilt.status(), StatusCode::OK);
    assert_eq!(spoilt.headers()["content-type"], "application/json");
    assert!(serde_json::from_slice::<Value>(&spoilt.bytes().await.unwrap()).is_err());
    // Both are gone.
    assert_eq!(ids(&json_of(bench.fhir("aurora", &page(12))).await.1).len(), 12);
}

#[tokio::test]
async fn huge_is_over_fifty_megabytes_and_deep_has_its_levels() {
    let bench = bench().await;
    bench.fault("fhir", "f-huge", "huge", json!({"times": 1})).await;
    let mut body = bench.fhir("aurora", "/Patient/f-huge").send().await.unwrap().bytes_stream();
    let mut size = 0;
    while let Some(chunk) = body.next().await {
        size += chunk.unwrap().len();
    }
    assert!(size > 50 * 1024 * 1024, "{size}");
    bench.fault("fhir", "f-deep", "deep", json!({"times": 1})).await;
    let text = bench.fhir("aurora", "/Patient/f-deep").send().await.unwrap().text().await.unwrap();
    assert!(text.matches("extension").count() > 100_000);
}

#[tokio::test]
async fn redirect_leads_to_where_a_follower_is_seen() {
    let bench = bench().await;
    bench.fault("fhir", "f-redirect", "redirect", json!({"times": 1})).await;
    let answer = bench.fhir("aurora", "/Patient/f-redirect").send().await.unwrap();
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(
        (answer.status(), to.as_str()),
        (StatusCode::FOUND, &*format!("{}/redirected/Patient/f-redirect", bench.origin))
    );
    assert_eq!(json_of(bench.http.get(&to)).await.0, StatusCode::OK);
    let followed = bench.control("/calls?vendor=redirected").await;
    assert!(followed.to_string().contains("f-redirect"), "{followed}");
}

#[tokio::test]
async fn loop_gives_every_page_a_next_page_under_a_new_url() {
    let bench = bench().await;
    bench.fault("fhir", &page(30), "loop", json!({"times": 5})).await;
    let (_, first) = json_of(bench.fhir("aurora", &page(30))).await;
    let mut seen = vec![next(&first).unwrap()];
    for _ in 0..4 {
        let ask = bench.http.get(seen.last().unwrap()).header("X-Tenant-ID", "aurora");
        let (status, page) = json_of(ask).await;
        assert_eq!((status, ids(&page).len()), (StatusCode::OK, 25));
        let next = next(&page).unwrap();
        assert!(next.starts_with(&bench.origin) && !seen.contains(&next), "{next}");
        seen.push(next);
    }
    // Five times it acted; the real answer has one page.
    let (_, page) = json_of(bench.http.get(&seen[4]).header("X-Tenant-ID", "aurora")).await;
    assert_eq!((next(&page), ids(&page).len()), (None, 25));
}

#[tokio::test]
async fn missing_page_is_announced_and_not_there() {
    let bench = bench().await;
    for (count, value, status) in [(13, json!({}), 404), (14, json!({"value": 500}), 500)] {
        let mut more = value;
        more["times"] = json!(1);
        bench.fault("fhir", &page(count), "missing_page", more).await;
        let (_, first) = json_of(bench.fhir("aurora", &page(count))).await;
        assert_eq!(ids(&first).len(), count);
        let ask = bench.http.get(next(&first).unwrap()).header("X-Tenant-ID", "aurora");
        assert_eq!(json_of(ask).await.0.as_u16(), status);
    }
}

#[tokio::test]
async fn wrong_patient_is_another_of_the_same_organisation() {
    let bench = bench().await;
    // A search: the other patient's own data (the one who has any), under a 200.
    bench.fault("fhir", &page(15), "wrong_patient", json!({"times": 1})).await;
    let (status, wrong) = json_of(bench.fhir("aurora", &page(15))).await;
    assert_eq!((status, ids(&wrong)), (StatusCode::OK, vec!["c-two".to_owned()]));
    assert_eq!(wrong["entry"][0]["resource"]["subject"]["reference"], "Patient/p-two");
    assert_eq!(ids(&json_of(bench.fhir("aurora", &page(15))).await.1).len(), 15, "once");
    // A read of the patient: somebody else.
    bench.fault("fhir", "/Patient/p-one", "wrong_patient", json!({"times": 1})).await;
    let (_, somebody) = json_of(bench.fhir("aurora", "/Patient/p-one")).await;
    assert_eq!(somebody["resourceType"], "Patient");
    assert_ne!(somebody["id"], "p-one");
    // A read that names no patient: the same resource, about somebody else.
    bench.fault("fhir", "/Condition/c-one-3", "wrong_patient", json!({"times": 1})).await;
    let (_, condition) = json_of(bench.fhir("aurora", "/Condition/c-one-3")).await;
    assert_eq!(condition["id"], "c-one-3");
    assert_ne!(condition["subject"]["reference"], "Patient/p-one");
}

/// On a sandbox of its own (without a FHIR server): other tests' mails would meet the revocation.
#[tokio::test]
async fn revoke_token_refuses_the_key_once_and_only_that_vendors() {
    let nowhere = "http://127.0.0.1:9".to_owned();
    let sandbox = Arc::new(Sandbox::new("http://x".to_owned(), nowhere, "localhost".to_owned()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let routes = server::router(&sandbox);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let scopes = async || {
        let asked = sandbox.http.get(format!("{origin}/sendgrid/v3/scopes")).bearer_auth("SG.sandbox");
        json_of(asked).await.0
    };
    let revoke = async |vendor: &str| {
        let order = json!({"vendor": vendor, "kind": "revoke_token"});
        json_of(sandbox.http.post(format!("{origin}/faults")).json(&order)).await.0
    };
    assert_eq!(revoke("canvas").await, StatusCode::CREATED);
    assert_eq!(scopes().await, StatusCode::OK);
    assert_eq!(revoke("sendgrid").await, StatusCode::CREATED);
    assert_eq!((scopes().await, scopes().await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    assert_eq!(revoke("fhir").await, StatusCode::UNPROCESSABLE_ENTITY);
}
