//! What a collector receives, and what it does not.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Value as Json_, json};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::layer::SubscriberExt as _;

use super::ids::Ids;
use super::*;

/// What came: the authorization and the body of each message.
type Came = Arc<Mutex<Vec<(Option<String>, Json_)>>>;

/// A collector that keeps what it is sent.
async fn collector() -> (Url, Came) {
    let came = Came::default();
    let take = |State(came): State<Came>, headers: HeaderMap, Json(body): Json<Json_>| async move {
        let shown = headers.get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
        came.lock().await.push((shown, body));
    };
    let router = axum::Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&came));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, came)
}

fn settings(collector: Url, share: f64) -> Settings {
    let authorization = Some(Secret::new("Bearer abc"));
    Settings { collector, authorization, to_ehr: true, share, service: "portico".into() }
}

fn spans(came: &[(Option<String>, Json_)]) -> Vec<Json_> {
    let messages = came.iter().flat_map(|(_, body)| body["resourceSpans"].as_array().unwrap().clone());
    let scopes = messages.flat_map(|one| one["scopeSpans"].as_array().unwrap().clone());
    scopes.flat_map(|scope| scope["spans"].as_array().unwrap().clone()).collect()
}

/// Runs a small story of one request and gives what the collector has of it.
async fn told(share: f64, parent: Option<&'static str>) -> (Vec<(Option<String>, Json_)>, Vec<String>) {
    let (url, came) = collector().await;
    let client = crate::http::client(&crate::http::Settings::default());
    let (layer, exporter) = start(settings(url, share), client);
    let wanted = FilterFn::new(Layer::wants);
    let subscriber = tracing_subscriber::registry().with(layer.with_filter(wanted));
    let guard = tracing::subscriber::set_default(subscriber);
    let mut headers = Vec::new();
    let request = tracing::trace_span!(
        target: TARGET, "request", otel.kind = "server", otel.label = "GET /a", otel.parent = parent,
        status = Empty, otel.failed = Empty
    );
    async {
        let call = tracing::trace_span!(target: TARGET, "ehr", otel.kind = "client", pages = 2_u64);
        async { headers.extend(for_ehr()) }.instrument(call).await;
        tracing::trace_span!("another target", name = "Elena").in_scope(|| tracing::info!("a line"));
        Span::current().record("status", 503_u16);
        Span::current().record("otel.failed", true);
    }
    .instrument(request)
    .await;
    drop(guard);
    exporter.finish().await;
    let came = came.lock().await.clone();
    (came, headers)
}

fn attributes(span: &Json_) -> Json_ {
    let all = span["attributes"].as_array().unwrap();
    all.iter().map(|one| (one["key"].as_str().unwrap().to_owned(), one["value"].clone())).collect()
}

#[tokio::test]
async fn a_request_and_its_call_are_one_trace() {
    let (came, headers) = told(1.0, None).await;
    assert_eq!(came[0].0.as_deref(), Some("Bearer abc"));
    let about = &came[0].1["resourceSpans"][0]["resource"]["attributes"][0];
    assert_eq!(*about, json!({"key": "service.name", "value": {"stringValue": "portico"}}));
    let [call, request] = <[Json_; 2]>::try_from(spans(&came)).unwrap();
    assert_eq!((&request["name"], &request["kind"]), (&json!("GET /a"), &json!(2)));
    assert_eq!((&call["name"], &call["kind"]), (&json!("ehr"), &json!(3)));
    assert_eq!(attributes(&request), json!({"status": {"intValue": "503"}}));
    assert_eq!(attributes(&call), json!({"pages": {"intValue": "2"}}));
    assert_eq!((&request["status"], &call["status"]), (&json!({"code": 2}), &json!({})));
    assert_eq!(request.get("parentSpanId"), None);
    assert_eq!(call["parentSpanId"], request["spanId"]);
    assert_eq!(call["traceId"], request["traceId"]);
    let time = |span: &Json_, end: &str| span[end].as_str().unwrap().parse::<i64>().unwrap();
    let order = [
        time(&request, "startTimeUnixNano"),
        time(&call, "startTimeUnixNano"),
        time(&call, "endTimeUnixNano"),
        time(&request, "endTimeUnixNano"),
    ];
    assert!(order.is_sorted() && order[0] > 1_600_000_000_000_000_000, "{order:?}");
    let told = format!("00-{}-{}-01", call["traceId"].as_str().unwrap(), call["spanId"].as_str().unwrap());
    assert_eq!(headers, [told], "the EHR is told of its call");
    assert!(!format!("{came:?}").contains("Elena"), "what is no trace stays here");
}

#[tokio::test]
async fn a_trace_goes_on_where_it_came_from_and_a_share_of_zero_sends_nothing() {
    let theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let (came, _) = told(0.0, Some(theirs)).await;
    let request = spans(&came).pop().unwrap();
    assert_eq!(request["traceId"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(request["parentSpanId"], "b7ad6b7169203331");
    let (came, headers) = told(0.0, None).await;
    assert!(came.is_empty(), "{came:?}");
    assert!(headers[0].ends_with("-00"), "the EHR learns that nobody looks: {headers:?}");
}

#[tokio::test]
async fn a_collector_that_is_not_there_costs_a_line() {
    let client = crate::http::client(&crate::http::Settings::default());
    let (layer, exporter) = start(settings("http://127.0.0.1:9".parse().unwrap(), 1.0), client);
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, || {
        for _ in 0..QUEUE + BATCH + 10 {
            tracing::trace_span!(target: TARGET, "many").in_scope(|| {});
        }
    });
    timeout(Duration::from_secs(20), exporter.finish()).await.expect("it ends");
}

#[test]
fn a_traceparent_is_read_as_the_recommendation_says() {
    let read = |text: &str| Ids::parse(text);
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let span = "b7ad6b7169203331";
    let ids = read(&format!("00-{trace}-{span}-01")).unwrap();
    assert_eq!((ids.sampled, ids.span), (true, 0xb7ad_6b71_6920_3331));
    assert!(!read(&format!("00-{trace}-{span}-00")).unwrap().sampled);
    assert!(read(&format!("cc-{trace}-{span}-01-later")).unwrap().sampled, "a later version has more parts");
    for wrong in [
        format!("ff-{trace}-{span}-01"),
        format!("00-{trace}-{span}-01-more"),
        format!("00-{}-{span}-01", trace.to_uppercase()),
        format!("00-{}-{span}-01", "0".repeat(32)),
        format!("00-{trace}-{}-01", "0".repeat(16)),
        format!("00-{trace}-{span}"),
        format!("00-{trace}-+7ad6b7169203331-01"),
        String::new(),
    ] {
        assert_eq!(read(&wrong), None, "{wrong}");
    }
}
