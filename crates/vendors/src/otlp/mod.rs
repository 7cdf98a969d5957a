//! OpenTelemetry traces over OTLP/HTTP in JSON (opentelemetry.io/docs/specs/otlp, version 1): what took how
//! long, sent to a collector of the operator's. Off unless one is configured.
//!
//! Our own few hundred lines and not the fifty crates of the SDK: of it we need ids, times and one message.
//!
//! ```text
//! a span of target "otel" ─► Layer (ids, attributes) ─► a bounded queue ─► POST {collector}/v1/traces
//! ```
//! A span says route patterns, resource types, counts, outcomes and an organisation's slug; no part of a
//! record, no address and no query (invariant 7). What a collector does not take in time is dropped and
//! counted: traces may never hold a request up, nor memory.

mod ids;
mod layer;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base::Secret;
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

pub use layer::Layer;

pub(crate) use ids::for_ehr;

/// The target of every span that is a trace; logs leave them out.
pub const TARGET: &str = "otel";

/// Spans that wait to be sent.
const QUEUE: usize = 4_096;
/// Spans of one message.
const BATCH: usize = 512;
/// A message is sent at least this often when there is anything to send.
const EVERY: Duration = Duration::from_secs(1);
/// A collector has so long to take a message.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where traces go.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The collector's base, such as `http://127.0.0.1:4318`; `/v1/traces` is added.
    pub collector: Url,
    /// An `Authorization` header, when the collector wants one.
    pub authorization: Option<Secret>,
    /// Whether an EHR is told which trace a request of ours belongs to (W3C `traceparent`).
    pub to_ehr: bool,
    /// The share of requests and jobs that are traced, 0 to 1.
    pub share: f64,
    /// The resource's `service.name`.
    pub service: String,
}

/// One span, finished.
#[derive(Clone, Debug, PartialEq)]
struct Done {
    ids: ids::Ids,
    parent: Option<u64>,
    name: String,
    kind: Kind,
    /// Nanoseconds of the Unix epoch.
    began: i64,
    ended: i64,
    attributes: Vec<(&'static str, Value)>,
    failed: bool,
}

/// On which side of a call a span stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Internal = 1,
    Server = 2,
    Client = 3,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Number(i64),
    YesNo(bool),
}

/// What sends spans away; dropped, it sends nothing more.
pub struct Exporter {
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Exporter {
    /// Sends what is left, for a moment at most.
    pub async fn finish(self) {
        // An error says that the task is gone, and then nothing is left to send.
        let _gone = self.stop.send(());
        let _late = timeout(PATIENCE, self.task).await;
    }
}

/// Starts to send. The layer goes into the subscriber; call this inside a tokio runtime.
pub fn start(settings: Settings, client: Client) -> (Layer, Exporter) {
    let (queue, spans) = mpsc::channel(QUEUE);
    let dropped = Arc::new(AtomicU64::new(0));
    let layer = Layer::new(queue, Arc::clone(&dropped), &settings);
    let (stop, stopped) = oneshot::channel();
    let sender = Sender { settings, client, dropped };
    (layer, Exporter { stop, task: tokio::spawn(sender.run(spans, stopped)) })
}

struct Sender {
    settings: Settings,
    client: Client,
    dropped: Arc<AtomicU64>,
}

impl Sender {
    async fn run(self, mut spans: mpsc::Receiver<Done>, mut stopped: oneshot::Receiver<()>) {
        let mut stopping = false;
        while !stopping {
            let mut batch = Vec::new();
            tokio::select! {
                count = spans.recv_many(&mut batch, BATCH) => stopping = count == 0,
                _ = &mut stopped => {
                    stopping = true;
                    spans.close();
                }
            }
            // What follows soon goes along.
            let until = Instant::now() + if stopping { Duration::ZERO } else { EVERY };
            while batch.len() < BATCH {
                match timeout_at(until, spans.recv()).await {
                    Ok(Some(span)) => batch.push(span),
                    Ok(None) | Err(_) => break,
                }
            }
            self.send(&batch).await;
        }
    }

    async fn send(&self, batch: &[Done]) {
        let lost = self.dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            tracing::warn!(spans = lost, "traces were dropped: the collector is too slow");
        }
        if batch.is_empty() {
            return;
        }
        if let Err(why) = self.posted(batch).await {
            tracing::warn!(spans = batch.len(), why, "traces were not taken");
        }
    }

    /// Posts one message; says why it was not taken.
    async fn posted(&self, batch: &[Done]) -> Result<(), &'static str> {
        let address = format!("{}/v1/traces", self.settings.collector.as_str().trim_end_matches('/'));
        let body = wire::message(&self.settings.service, batch).to_string();
        let mut request = self.client.post(address).timeout(PATIENCE).body(body);
        request = request.header(CONTENT_TYPE, "application/json");
        if let Some(secret) = &self.settings.authorization {
            let mut value =
                HeaderValue::try_from(secret.expose()).map_err(|_| "authorization is no header")?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(_) => Err("the collector refuses"),
            Err(error) if error.is_timeout() => Err("the collector is silent"),
            Err(_) => Err("the collector is not there"),
        }
    }
}
