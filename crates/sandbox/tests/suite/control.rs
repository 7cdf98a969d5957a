//! The control API.

use chrono::{DateTime, Duration, Utc};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::bench::{bench, json_of};

#[tokio::test]
async fn calls_show_what_a_twin_received_with_credentials_masked() {
    let bench = bench().await;
    let body = json!({"marker": "call-7431"});
    let sent = bench.post("/sendgrid/v3/nowhere?x=1", &body).bearer_auth("SG.very-secret");
    assert_eq!(json_of(sent).await.0, StatusCode::NOT_FOUND);
    let calls = bench.control("/calls?vendor=sendgrid").await;
    let call =
        calls.as_array().unwrap().iter().find(|call| call["body"].as_str().unwrap().contains("call-7431"));
    let call = call.unwrap();
    assert_eq!(call["path"], "/v3/nowhere?x=1");
    assert_eq!((&call["method"], &call["headers"]["authorization"]), (&json!("POST"), &json!("Bearer ***")));
    assert_eq!(serde_json::from_str::<Value>(call["body"].as_str().unwrap()).unwrap(), body);
    let others = bench.control("/calls?vendor=fhir").await;
    assert!(!others.to_string().contains("call-7431"));
}

#[tokio::test]
async fn the_clock_moves_forward_by_what_was_asked() {
    let bench = bench().await;
    let now = |value: &Value| value["now"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let before = now(&bench.control("/clock").await);
    let (status, after) = json_of(bench.post("/clock", &json!({"advance": "PT16M"}))).await;
    assert_eq!(status, StatusCode::OK);
    let moved = now(&after) - before;
    assert!(moved >= Duration::minutes(16) && moved < Duration::minutes(17), "{moved}");
    for wrong in [json!({"advance": "-PT1M"}), json!({"advance": 5}), json!({})] {
        assert_eq!(json_of(bench.post("/clock", &wrong)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_browser_gets_pages_and_a_program_json() {
    let bench = bench().await;
    for path in ["/", "/inbox", "/phone", "/push", "/calls", "/faults", "/clock", "/patients"] {
        let (_, json) = json_of(bench.get(path)).await;
        assert!(json.is_array() || json.is_object(), "{path}");
        let page = bench.get(path).header("accept", "text/html,*/*;q=0.8").send().await.unwrap();
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
        assert!(page.text().await.unwrap().contains("<h1>"), "{path}");
    }
    let index = bench.get("/").header("accept", "text/html").send().await.unwrap().text().await.unwrap();
    for twin in ["/fhir/metadata", "/canvas/", "/sendgrid/", "http://aurora.localhost:8080/"] {
        assert!(index.contains(&format!("href=\"{twin}")), "{twin}");
    }
}

#[tokio::test]
async fn what_means_nothing_is_refused_in_words() {
    let bench = bench().await;
    for (order, word) in [
        (json!({"vendor": "fhir", "kind": "explode"}), "missing_page"),
        (json!({"vendor": "nobody", "kind": "drop"}), "vendor"),
        (json!({"vendor": "fhir", "kind": "drop", "tmies": 1}), "tmies"),
        (json!({"vendor": "fhir", "kind": "status", "value": "many"}), "status code"),
        (json!([]), "not a fault"),
    ] {
        let (status, body) = json_of(bench.post("/faults", &order)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{order}");
        assert!(body["error"].as_str().unwrap().contains(word), "{body}");
    }
    assert_eq!(json_of(bench.get("/nowhere")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(json_of(bench.delete("/patients")).await.0, StatusCode::METHOD_NOT_ALLOWED);
}
