//! Every request a twin received, for `GET /calls`: a bounded ring, newest first.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use axum::body::{Body, HttpBody as _};
use axum::extract::{OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use http::{HeaderMap, header};
use serde::Serialize;

use crate::server::Seat;
use crate::state::locked;

/// How many calls are kept.
const RING: usize = 20_000;
/// How much of a request's body is kept.
const BODY: usize = 64 * 1024;

/// A request, as `GET /calls` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Whose twin received it.
    pub vendor: String,
    /// HTTP method.
    pub method: String,
    /// Path and query below the twin's prefix, as the vendor would see it.
    pub path: String,
    /// Path and query as it came to the sandbox.
    pub url: String,
    /// Header names in lower case; credentials masked except for the scheme.
    pub headers: BTreeMap<String, String>,
    /// The body as text, cut at 64 KiB.
    pub body: String,
    /// When it arrived.
    pub at: DateTime<Utc>,
}

/// The ring of calls.
#[derive(Default)]
pub struct Calls {
    ring: Mutex<VecDeque<Call>>,
}

impl Calls {
    /// Calls of one vendor, or all; newest first.
    pub fn list(&self, vendor: Option<&str>) -> Vec<Call> {
        let ring = locked(&self.ring);
        ring.iter().filter(|call| vendor.is_none_or(|vendor| call.vendor == vendor)).cloned().collect()
    }

    /// Forgets all calls.
    pub fn clear(&self) {
        locked(&self.ring).clear();
    }

    fn keep(&self, call: Call) {
        let mut ring = locked(&self.ring);
        ring.push_front(call);
        ring.truncate(RING);
    }
}

/// Middleware: records the request and passes it on. The first 64 KiB of its body are read before, so that a
/// request which is refused unread is recorded with its body; the rest streams.
pub async fn record(State(seat): State<Seat>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (head, body) = opened(body).await;
    let url = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    seat.sandbox.calls.keep(Call {
        vendor: seat.vendor.to_owned(),
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        url: url.to_string(),
        headers: shown(&parts.headers),
        body: String::from_utf8_lossy(&head[..head.len().min(BODY)]).into_owned(),
        at: seat.sandbox.clock.now(),
    });
    next.run(Request::from_parts(parts, body)).await
}

/// The beginning of a body, and the body whole again.
async fn opened(body: Body) -> (Vec<u8>, Body) {
    if body.is_end_stream() {
        return (Vec::new(), body);
    }
    let mut rest = body.into_data_stream();
    let mut read = Vec::new();
    let mut head = Vec::new();
    while head.len() < BODY {
        match rest.next().await {
            Some(Ok(chunk)) => {
                head.extend_from_slice(&chunk);
                read.push(Ok(chunk));
            }
            // Whoever reads the body meets the error where it was.
            Some(Err(broken)) => {
                read.push(Err(broken));
                break;
            }
            None => break,
        }
    }
    (head, Body::from_stream(stream::iter(read).chain(rest)))
}

/// Headers for people: credentials masked, repeated headers joined.
fn shown(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let text = String::from_utf8_lossy(value.as_bytes());
        let secret = [header::AUTHORIZATION, header::PROXY_AUTHORIZATION].contains(name);
        let text = if secret { masked(&text) } else { text.into_owned() };
        shown
            .entry(name.as_str().to_owned())
            .and_modify(|known| {
                known.push_str(", ");
                known.push_str(&text);
            })
            .or_insert(text);
    }
    shown
}

/// `Bearer abc` becomes `Bearer ***`; a value without a scheme becomes `***`.
fn masked(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) => format!("{scheme} ***"),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_masked_except_for_the_scheme() {
        assert_eq!(masked("Bearer SG.sandbox"), "Bearer ***");
        assert_eq!(masked("SG.sandbox"), "***");
    }
}
