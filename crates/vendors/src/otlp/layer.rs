//! What turns spans of the program into spans of a trace.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::Clock;
use tokio::sync::mpsc;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::ids::Ids;
use super::{Done, Kind, Settings, TARGET, Value};

/// The fields that say something about the span itself; all others are attributes.
const LABEL: &str = "otel.label";
const KIND: &str = "otel.kind";
const PARENT: &str = "otel.parent";
const FAILED: &str = "otel.failed";

/// The layer. Put it into the subscriber with [`Layer::wants`] as its filter.
pub struct Layer {
    queue: mpsc::Sender<Done>,
    dropped: Arc<AtomicU64>,
    share: f64,
    pub(super) to_ehr: bool,
    // Traces are told in the time of the world, also where a demo moves its clock.
    clock: Clock,
}

impl Layer {
    pub(super) fn new(queue: mpsc::Sender<Done>, dropped: Arc<AtomicU64>, settings: &Settings) -> Self {
        let Settings { share, to_ehr, .. } = *settings;
        Self { queue, dropped, share, to_ehr, clock: Clock::system() }
    }

    /// Whether this is a span of a trace.
    pub fn wants(metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target() == TARGET
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_nanos_opt().unwrap_or_default()
    }
}

/// What a span has said so far.
#[derive(Default)]
struct Said {
    name: Option<String>,
    kind: Kind,
    parent: Option<Ids>,
    failed: bool,
    attributes: Vec<(&'static str, Value)>,
}

impl<S> tracing_subscriber::Layer<S> for Layer
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut said = Said::default();
        attributes.record(&mut said);
        let above = span
            .parent()
            .and_then(|parent| parent.scope().find_map(|one| one.extensions().get::<Ids>().copied()));
        let above = above.or(said.parent);
        let ids = above.map_or_else(|| Ids::root(self.share), Ids::below);
        let mut extensions = span.extensions_mut();
        extensions.insert(ids);
        if ids.sampled {
            let done = Done {
                ids,
                parent: above.map(|above| above.span),
                name: said.name.unwrap_or_else(|| span.name().to_owned()),
                kind: said.kind,
                began: self.now(),
                ended: 0,
                attributes: said.attributes,
                failed: said.failed,
            };
            extensions.insert(done);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut extensions = span.extensions_mut();
        let Some(done) = extensions.get_mut::<Done>() else { return };
        let mut said = Said::default();
        values.record(&mut said);
        done.attributes.append(&mut said.attributes);
        done.failed |= said.failed;
        if let Some(name) = said.name {
            done.name = name;
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(mut done) = span.extensions_mut().remove::<Done>() else { return };
        done.ended = self.now();
        if self.queue.try_send(done).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Said {
    fn add(&mut self, field: &Field, value: Value) {
        self.attributes.push((field.name(), value));
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, text: &str) {
        match field.name() {
            LABEL => self.name = Some(text.to_owned()),
            PARENT => self.parent = Ids::parse(text),
            KIND if text == "server" => self.kind = Kind::Server,
            KIND if text == "client" => self.kind = Kind::Client,
            _ => self.add(field, Value::Text(text.to_owned())),
        }
    }

    fn record_bool(&mut self, field: &Field, yes: bool) {
        match field.name() {
            FAILED => self.failed = yes,
            _ => self.add(field, Value::YesNo(yes)),
        }
    }

    fn record_i64(&mut self, field: &Field, number: i64) {
        self.add(field, Value::Number(number));
    }

    fn record_u64(&mut self, field: &Field, number: u64) {
        self.add(field, Value::Number(i64::try_from(number).unwrap_or(i64::MAX)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        self.record_str(field, &text);
    }
}
