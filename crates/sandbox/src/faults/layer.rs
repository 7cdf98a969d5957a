//! The middleware around every twin that acts on the faults in place.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

use super::rewrite::{self, Invented};
use super::{Fault, Kind, Value, answers};
use crate::server::Seat;
use crate::wire::Wire;

/// The most of an answer that a fault holds in memory to change it.
const MOST: usize = 256 * 1024 * 1024;

/// Applies the faults in place to one request.
pub async fn layer(State(seat): State<Seat>, mut request: Request, next: Next) -> Response {
    let faults = &seat.sandbox.faults;
    // Pages that the sandbox itself put into a next link.
    match rewrite::invented(request.uri()) {
        Some(Invented::Missing(status)) => return answers::status(seat.vendor, status),
        Some(Invented::Again) => rewrite::strip_invented(&mut request),
        None => {}
    }
    let path = request.uri().to_string();
    for fault in faults.list() {
        if fault.kind == Kind::Latency && fault.concerns(seat.vendor, &path) && faults.claim(fault.id) {
            tokio::time::sleep(Duration::from_millis(fault.number(1_000))).await;
        }
    }
    let Some(fault) = faults.find(seat.vendor, &path, |kind| kind != Kind::Latency) else {
        return next.run(request).await;
    };
    match fault.kind {
        Kind::Loop | Kind::MissingPage => another_page(&seat, &fault, request, next).await,
        Kind::WrongPatient => rewrite::wrong_patient(&seat, &fault, request, next).await,
        // These act on whatever the answer is, so they count now. A request that came too late goes through.
        _ if !faults.claim(fault.id) => next.run(request).await,
        Kind::LostReply | Kind::SlowBody | Kind::Truncate | Kind::Malformed => {
            let wire = wire(&request);
            identity(&mut request);
            spoilt(&fault, wire, next.run(request).await).await
        }
        Kind::Hang => std::future::pending().await,
        _ => instead(&seat, &fault, &request),
    }
}

/// Faults that answer in the twin's place.
fn instead(seat: &Seat, fault: &Fault, request: &Request) -> Response {
    match fault.kind {
        Kind::Drop => cut(wire(request)),
        Kind::Huge => answers::huge(fault.number(64)),
        Kind::Deep => answers::deep(fault.number(100_000)),
        Kind::Redirect => {
            let to = match &fault.value {
                Some(Value::Text(to)) => to.clone(),
                _ => format!("{}/redirected{}", seat.sandbox.origin, request.uri()),
            };
            answers::redirect(&to)
        }
        _ => answers::status(seat.vendor, u16::try_from(fault.number(500)).unwrap_or(500)),
    }
}

/// Faults that let the effect happen and spoil its answer.
async fn spoilt(fault: &Fault, wire: Option<Wire>, answer: Response) -> Response {
    let (mut parts, body) = match whole(answer).await {
        Ok(whole) => whole,
        Err(unreadable) => return unreadable,
    };
    let length = HeaderValue::from(body.len());
    let body = match fault.kind {
        Kind::LostReply => return cut(wire),
        Kind::SlowBody => {
            parts.headers.insert(header::CONTENT_LENGTH, length);
            answers::slow(body, fault.number(100))
        }
        Kind::Truncate => {
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len().max(2)));
            answers::truncated(&body)
        }
        _ => {
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            answers::malformed(&body)
        }
    };
    Response::from_parts(parts, body)
}

/// Gives a Bundle a next page that never ends, or that is missing. Other answers pass, uncounted.
async fn another_page(seat: &Seat, fault: &Fault, mut request: Request, next: Next) -> Response {
    identity(&mut request);
    let asked = Asked::of(seat, &request);
    let (parts, body) = match whole(next.run(request).await).await {
        Ok(whole) => whole,
        Err(unreadable) => return unreadable,
    };
    let missing = (fault.kind == Kind::MissingPage).then(|| fault.number(404));
    match rewrite::with_next_page(&body, &asked.url, missing) {
        Some(changed) if seat.sandbox.faults.claim(fault.id) => replaced(parts, changed),
        _ => Response::from_parts(parts, Body::from(body)),
    }
}

/// The URL of a request, in the style that the vendor's own links have.
struct Asked {
    url: String,
}

impl Asked {
    fn of(seat: &Seat, request: &Request) -> Self {
        let below = request.uri().to_string();
        let original = request.extensions().get::<OriginalUri>().map_or("", |uri| uri.path());
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let url = match (seat.vendor, host) {
            // Canvas's links are relative to its FHIR base.
            ("canvas", _) | (_, None) => below,
            (_, Some(host)) => {
                let prefix = original.strip_suffix(request.uri().path()).unwrap_or_default();
                format!("http://{host}{prefix}{below}")
            }
        };
        Self { url }
    }
}

/// The same answer with another JSON body.
pub(super) fn replaced(mut parts: http::response::Parts, body: Vec<u8>) -> Response {
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}

/// Reads an answer whole; an answer over the bound or broken becomes a 502 that says so.
pub(super) async fn whole(answer: Response) -> Result<(http::response::Parts, Bytes), Response> {
    let (parts, body) = answer.into_parts();
    match axum::body::to_bytes(body, MOST).await {
        Ok(body) => Ok((parts, body)),
        Err(why) => {
            Err((StatusCode::BAD_GATEWAY, format!("the answer to spoil was unreadable: {why}"))
                .into_response())
        }
    }
}

/// Asks for an answer without compression: its text is going to be changed.
pub(super) fn identity(request: &mut Request) {
    request.headers_mut().remove(header::ACCEPT_ENCODING);
}

fn wire(request: &Request) -> Option<Wire> {
    request.extensions().get::<ConnectInfo<Wire>>().map(|info| info.0.clone())
}

/// Closes the connection. Without a hold on it (a router called without a socket) the answer says so.
fn cut(wire: Option<Wire>) -> Response {
    match wire {
        Some(wire) => {
            wire.cut();
            StatusCode::NO_CONTENT.into_response()
        }
        None => (StatusCode::INTERNAL_SERVER_ERROR, "no connection to close").into_response(),
    }
}
