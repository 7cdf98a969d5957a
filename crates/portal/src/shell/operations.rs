//! The operators' port: `/healthz` `/readyz` `/metrics` `/tls-allowed`, and with `--clock-control` `/clock`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::Deserialize;

use super::tenant;
use crate::app::App;
use crate::config::Span;

/// The counters of this process.
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Installs the recorder; a second call in one process (tests) shares the first's numbers.
    pub fn install() -> Self {
        static HANDLE: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            let recorder = PrometheusBuilder::new()
                .set_buckets(&[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0])
                .map(PrometheusBuilder::build_recorder);
            let recorder = recorder.unwrap_or_else(|_| PrometheusBuilder::new().build_recorder());
            let handle = recorder.handle();
            // Somebody else's recorder would mean a second one in this process; ours then counts nothing, and
            // `/metrics` shows it as empty.
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::error!("another metrics recorder is installed");
            }
            handle
        });
        Self { handle: handle.clone() }
    }

    /// Counts a request under its route pattern; no label holds an id.
    pub fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels =
            [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
        metrics::counter!("portico_requests_total", &labels).increment(1);
        metrics::histogram!("portico_request_seconds", "route" => route.to_owned()).record(seconds);
    }

    /// Prometheus text.
    pub fn render(&self) -> String {
        self.handle.render()
    }
}

/// The operations router.
pub fn router(app: &Arc<App>, clock_control: bool) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics_text))
        .route("/tls-allowed", get(tls_allowed));
    if clock_control {
        router = router.route("/clock", post(advance));
    }
    router.with_state(Arc::clone(app))
}

async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    if app.load.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n")
        }
    }
}

async fn metrics_text(State(app): State<Arc<App>>) -> String {
    match db::jobs::counts_across_orgs(&app.db).await {
        Ok(counts) => {
            let states = [("queued", counts.queued), ("running", counts.running), ("dead", counts.dead)];
            for (state, count) in states {
                // Gauges are floating point by the exposition format; job counts stay far below 2^52.
                metrics::gauge!("portico_jobs", "state" => state).set(count as f64);
            }
        }
        Err(error) => tracing::error!(%error, "job counts cannot be read"),
    }
    if let Err(error) = app.records.measure(&app).await {
        tracing::error!(?error, "the release of results cannot be measured");
    }
    app.metrics.render()
}

#[derive(Deserialize)]
struct Asked {
    domain: String,
}

/// Whether a terminating proxy may fetch a certificate for this host (on-demand TLS): 200 or 404.
async fn tls_allowed(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> StatusCode {
    let Some((host, None)) = tenant::normal_host(&asked.domain) else { return StatusCode::NOT_FOUND };
    match app.tenants.resolve(&app.db, &host).await {
        Ok(Some(_)) => StatusCode::OK,
        Ok(None) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[derive(Deserialize)]
struct Advance {
    advance: String,
}

/// Moves the clock forward; mounted only with `--clock-control`.
async fn advance(State(app): State<Arc<App>>, Json(asked): Json<Advance>) -> (StatusCode, String) {
    match asked.advance.parse::<Span>() {
        Ok(span) => {
            app.clock.advance(span.chrono());
            (StatusCode::OK, format!("{{\"now\":\"{}\"}}\n", app.clock.now().to_rfc3339()))
        }
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{{\"error\":\"{error}\"}}\n")),
    }
}
