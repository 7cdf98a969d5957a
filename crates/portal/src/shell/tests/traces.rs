//! A collector gets a request's spans, and nothing of a person (issue 4, part 5).

use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::Traces;
use crate::testing::{TestApp, logs};
use crate::traces;

/// A collector that keeps every span that it is sent.
async fn collector() -> (url::Url, Arc<Mutex<Vec<Value>>>) {
    let came = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&came);
    let take = move |axum::Json(body): axum::Json<Value>| {
        let keep = Arc::clone(&keep);
        async move {
            let spans = body["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().clone();
            keep.lock().await.extend(spans);
        }
    };
    let router = axum::Router::new().route("/v1/traces", axum::routing::post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, came)
}

/// Set in the process that runs the test alone.
const ALONE: &str = "PORTICO_TEST_ALONE";

/// In a process of its own: spans end on threads of the database too, where only a subscriber of the whole
/// process, as the product has it, is asked to end what they belong to.
#[tokio::test]
async fn a_request_and_its_ehr_calls_are_one_trace() {
    if std::env::var_os(ALONE).is_none() {
        let mut own = tokio::process::Command::new(std::env::current_exe().unwrap());
        own.args(["--exact", "shell::tests::traces::a_request_and_its_ehr_calls_are_one_trace"]);
        let done = own.env(ALONE, "yes").output().await.unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let (url, came) = collector().await;
    let config = Traces { collector: Some(url), to_ehr: true, ..Traces::default() };
    let (layer, exporter) = traces::start(&config).unwrap();
    logs::listen(tracing_subscriber::registry().with(traces::only_traces(layer)));
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let browser = elena.on(&app.one.host).with("traceparent", theirs);
    browser.get("/v1/portal/records/conditions?q=7391-secret").await.expect(200);
    exporter.finish().await;

    let spans = came.lock().await.clone();
    let named = |name: &str| -> Vec<&Value> { spans.iter().filter(|span| span["name"] == name).collect() };
    let of_record = |span: &&Value| span["name"].as_str().unwrap().starts_with("GET /v1/portal/records/");
    let request = spans.iter().filter(|span| span["kind"] == 2).find(of_record).unwrap();
    let name = request["name"].as_str().unwrap();
    assert!(!name.contains('?'), "{name}");
    assert_ne!(request["traceId"], "0af7651916cd43dd8448eb211c80319c", "a stranger does not name our traces");
    let told = |span: &Value, key: &str| {
        let all = span["attributes"].as_array().unwrap();
        all.iter().find(|one| one["key"] == key).map(|one| one["value"].clone())
    };
    assert_eq!(told(request, "http.response.status_code"), Some(serde_json::json!({"intValue": "200"})));
    assert_eq!(told(request, "organisation").unwrap()["stringValue"], *app.one.slug);
    // What is done for many requests at once, as the lines of the audit log are, belongs to none of them.
    assert!(spans.iter().any(|span| span["name"].as_str().unwrap().starts_with("db ")), "{spans:?}");
    let condition = |span: &&&Value| told(span, "fhir.type").unwrap()["stringValue"] == "Condition";
    let searches = named("EHR search");
    let search = searches.iter().find(condition).unwrap();
    assert_eq!(search["traceId"], request["traceId"]);
    assert_eq!(told(search, "outcome").unwrap()["stringValue"], "ok");

    let all = serde_json::to_string(&spans).unwrap();
    for private in ["7391-secret", elena.person.id.as_str(), elena.person.email.as_str(), "http://"] {
        assert!(!all.contains(private), "{private} is in {all}");
    }
}
