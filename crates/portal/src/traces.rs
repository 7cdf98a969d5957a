//! Traces (issue 4): what of a request is told to the operator's collector, and nothing of a person. The
//! spans of EHR calls are in `vendors::ehr`, those of transactions in `db`, how they travel in
//! `vendors::otlp`.

use http::{HeaderMap, Method, StatusCode};
use tracing::field::Empty;
use tracing::{Span, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, FilterFn, LevelFilter};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};
use vendors::otlp::{self, Exporter, Layer, Settings};

use crate::config::Traces;

/// Starts to send traces; `None` unless the operator has named a collector.
pub fn start(config: &Traces) -> Option<(Layer, Exporter)> {
    let settings = Settings {
        collector: config.collector.clone()?,
        authorization: config.authorization.clone(),
        to_ehr: config.to_ehr,
        share: config.share,
        service: "portico".into(),
    };
    let client = vendors::http::client(&vendors::http::Settings::default());
    Some(otlp::start(settings, client))
}

/// The subscriber of a process that logs and traces: each takes what is its own.
pub fn subscribe(filter: EnvFilter, json: bool, layer: Layer) {
    let traced = tracing_subscriber::registry().with(only_traces(layer));
    let filter = filter.and(FilterFn::new(|metadata| metadata.target() != otlp::TARGET));
    let log = fmt::layer().with_writer(std::io::stderr);
    if json {
        traced.with(log.json().with_filter(filter)).init();
    } else {
        traced.with(log.with_filter(filter)).init();
    }
}

/// The layer, with a filter that lets traces alone come to it.
pub fn only_traces<S>(layer: Layer) -> impl tracing_subscriber::Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let wanted = FilterFn::new(Layer::wants).with_max_level_hint(LevelFilter::TRACE);
    layer.with_filter(wanted)
}

/// The span of a request. Its trace is the caller's when that is a proxy which the operator trusts; anybody
/// else's `traceparent` is ignored.
pub fn request(method: &Method, pattern: &str, headers: &HeaderMap, trusted: bool) -> Span {
    let span = tracing::trace_span!(
        target: otlp::TARGET, "request", otel.kind = "server", otel.label = Empty,
        otel.parent = trusted.then(|| headers.get("traceparent")?.to_str().ok()).flatten(),
        http.request.method = method.as_str(), http.route = pattern, http.response.status_code = Empty,
        organisation = Empty, request = Empty, otel.failed = Empty
    );
    if !span.is_disabled() {
        span.record("otel.label", format!("{method} {pattern}"));
    }
    span
}

/// What is known of a request when its answer begins.
pub fn answered(span: &Span, organisation: &str, id: &str, status: StatusCode) {
    span.record("organisation", organisation);
    span.record("request", id);
    span.record("http.response.status_code", status.as_u16());
    span.record("otel.failed", status.is_server_error());
}

/// The span of a job.
pub fn job(kind: &'static str) -> Span {
    tracing::trace_span!(target: otlp::TARGET, parent: None, "job", otel.label = kind, otel.failed = Empty)
}
