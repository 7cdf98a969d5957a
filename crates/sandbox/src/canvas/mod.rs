//! The Canvas Medical twin, `/canvas/{instance}/…`: Canvas's dialect of FHIR in front of the same data as the
//! real FHIR server (protocols 5.1). The instance is the organisation's slug, which is the server's tenant.
//!
//! ```text
//! request ─► token? ─► type offered? ─► interaction offered? ─► scope? ─► read · search · create · update
//!            401        404              405                     403      chart ─► shape ─► answer
//! ```
//! What Canvas refuses, the twin refuses; where the source is silent, it is the stricter of the two, and the
//! module concerned says so. One host serves the EHR's addresses (`/auth/…`) and those of FHIR, which have
//! two hosts in Canvas.

mod chart;
pub mod files;
mod filters;
mod interactions;
mod oauth;
mod outcome;
mod patient;
mod rules;
mod search;
mod shape;
mod slots;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use bytes::Bytes;
use chrono::SecondsFormat;
use http::{HeaderMap, HeaderValue, Method};

use self::chart::{Chart, answer};
use self::interactions::Offer;
use self::outcome::Refusal;
use crate::state::Sandbox;

pub use self::oauth::{CLIENT_ID, CLIENT_SECRET};

/// The twin's name for faults and recorded calls.
const VENDOR: &str = "canvas";
/// The header by which Canvas finds a request in its logs; on every answer.
pub const CORRELATION: &str = "fumage-correlation-id";
/// The largest body taken: a document in base64.
const BODY_MOST: usize = 32 * 1024 * 1024;

/// The twin: the sandbox, and the tokens it issued.
struct Twin {
    sandbox: Arc<Sandbox>,
    tokens: oauth::Tokens,
}

impl Twin {
    /// The FHIR base of an instance, without a trailing slash.
    fn base(&self, instance: &str) -> String {
        format!("{}/canvas/{instance}", self.sandbox.origin)
    }

    /// The origin by the name that the client asked for, so that one which reads attachments only where it
    /// asked can read them.
    fn origin(&self, headers: &HeaderMap) -> String {
        let host = headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
        host.map_or_else(|| self.sandbox.origin.clone(), |host| format!("http://{host}"))
    }
}

/// The twin's routes, to be nested at `/canvas/{instance}`: the instance is a parameter of the outer path.
/// Calls are recorded and faults applied outside of it, by `server::twin`.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    let twin = Arc::new(Twin { sandbox, tokens: oauth::Tokens::default() });
    Router::new()
        .route("/auth/token/", post(oauth::token).fallback(oauth::wrong_method))
        .route("/auth/introspect/", get(oauth::introspect).fallback(oauth::wrong_method))
        .route("/auth/{*rest}", any(oauth::elsewhere))
        .route("/.well-known/smart-configuration", get(oauth::smart_configuration))
        .route("/metadata", get(metadata))
        .route("/{*rest}", any(fhir))
        .fallback(|| async { Refusal::no_such_address() })
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .layer(map_response_with_state(Arc::clone(&twin), correlated))
        .with_state(twin)
}

/// Whether the text can be an organisation's slug.
fn known(instance: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&instance.len()) && instance.bytes().all(fits)
}

async fn correlated(State(twin): State<Arc<Twin>>, mut response: Response) -> Response {
    let id = base::random::uuid_v7(twin.sandbox.clock.now()).to_string();
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(CORRELATION, id);
    }
    response
}

/// `GET /metadata`, which needs no token.
async fn metadata(State(twin): State<Arc<Twin>>, Path(instance): Path<String>) -> Response {
    if !known(&instance) {
        return Refusal::no_such_address().into_response();
    }
    let now = twin.sandbox.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
    answer(&interactions::capabilities(&instance, &now))
}

/// A request as the FHIR part needs it.
struct Asked<'a> {
    method: &'a Method,
    path: &'a str,
    query: &'a str,
    headers: &'a HeaderMap,
    body: &'a [u8],
}

async fn fhir(
    State(twin): State<Arc<Twin>>,
    Path((instance, path)): Path<(String, String)>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = Asked { method: &method, path: &path, query: &query, headers: &headers, body: &body };
    twin.answer(&instance, &asked).await.unwrap_or_else(Refusal::into_response)
}

impl Twin {
    async fn answer(&self, instance: &str, asked: &Asked<'_>) -> Result<Response, Refusal> {
        if !known(instance) {
            return Err(Refusal::no_such_address());
        }
        let scopes = self.scope_of(instance, asked.headers).ok_or_else(Refusal::unauthenticated)?;
        let (kind, id) = match asked.path.split_once('/') {
            Some((kind, id)) => (kind, Some(id)),
            None => (asked.path, None),
        };
        let offer = Offer::of(kind).ok_or_else(Refusal::no_such_address)?;
        let verb = match (asked.method, id) {
            (&Method::GET, None) => 'S',
            (&Method::POST, None) => 'C',
            // An id with a slash is an address of versions or operations, which Canvas does not have.
            (&Method::GET, Some(id)) if !id.contains('/') => 'R',
            // The content of an attachment; whoever may read the resource may read it.
            (&Method::GET, Some(id)) if id.contains("/files/") => 'F',
            (&Method::PUT, Some(id)) if !id.contains('/') => 'U',
            _ => return Err(Refusal::unsupported()),
        };
        let needs = if verb == 'F' { 'R' } else { verb };
        if !offer.verbs.contains(needs) {
            return Err(Refusal::unsupported());
        }
        if !oauth::covers(&scopes, kind, needs) {
            return Err(Refusal::forbidden());
        }
        let id = id.unwrap_or_default();
        if matches!(verb, 'R' | 'U') && base::FhirId::parse(id).is_err() {
            return Err(Refusal::unknown(kind, id));
        }
        if verb == 'F' {
            return files::redirect(&self.sandbox, (instance, &self.origin(asked.headers)), asked.path).await;
        }
        let base = self.base(instance);
        let files = format!("{}/canvas/{instance}", self.origin(asked.headers));
        let (chart, now) = (Chart::new(self.sandbox.fhir(instance), files), self.sandbox.clock.now());
        match verb {
            'R' => {
                let stored = chart.read(kind, id).await?.ok_or_else(|| Refusal::unknown(kind, id))?;
                Ok(answer(&shape::view_one(&chart, stored).await?))
            }
            'S' => Ok(answer(&search::search(&chart, offer, asked.query, now).await?)),
            'C' => write::create(&chart, kind, asked.body, &base, now).await,
            _ => write::update(&chart, kind, id, asked.headers, asked.body, now).await,
        }
    }
}
