//! The outermost step of a request: a request id, the organisation of the host, the primary host, then the
//! rest of the house; and on the way out the error's looks, the security headers, the log line and the
//! metrics.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use tracing::{Instrument as _, Span};

use super::context::{self, Context};
use super::routes::Surface;
use super::{headers, held, peer, surface};
use crate::app::App;
use crate::error::Error;
use crate::traces;

/// Set by the guard on an answer: the context with the session in it, so that an error page is in the
/// reader's own language and a log line knows that somebody was signed in.
#[derive(Clone)]
pub struct Known(pub Context);

/// Runs every request.
pub async fn edge(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let pattern = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(no route)".to_owned(), |path| path.as_str().to_owned());
    let trusted = peer::is_trusted(&request, &app.config.http);
    let span = traces::request(request.method(), &pattern, request.headers(), trusted);
    answered(app, request, next, pattern).instrument(span).await
}

async fn answered(app: Arc<App>, mut request: Request, next: Next, pattern: String) -> Response {
    let started = Instant::now();
    let id: Arc<str> = request_id(&app).into();
    let surface = Surface::of(request.uri().path());
    let method = request.method().clone();
    let peer = peer::of(&request, &app.config.http);
    let mut slug = String::from("-");
    let found = find_organisation(&app, &peer).await;
    let mut response = match found {
        Ok(Some(org)) => {
            slug.clone_from(&org.slug);
            let context = context_of(&app, &request, &peer, org, &id);
            match elsewhere(&app, &request, &peer, &context, surface) {
                Some(redirect) => redirect,
                None => match app.load.share(context.org.id, request.uri().path()) {
                    Ok(share) => {
                        request.extensions_mut().insert(context.clone());
                        let answer = next.run(request).await;
                        held::hold(finish(&app, answer, context, surface).await, share)
                    }
                    Err(error) => surface::error(&app, error, &context, surface).await,
                },
            }
        }
        Ok(None) => surface::unknown_host(surface, &id),
        Err(error) => {
            tracing::error!(request = %id, error = ?error, "organisation lookup failed");
            surface::without_organisation(&error, surface, &id)
        }
    };
    headers::secure(&mut response, &peer, &id);
    traces::answered(&Span::current(), &slug, &id, response.status());
    record(&app, &method, &pattern, &slug, &id, response.status(), started);
    response
}

async fn find_organisation(
    app: &App,
    peer: &peer::Peer,
) -> Result<Option<Arc<super::tenant::Organisation>>, Error> {
    match &peer.host {
        Some(host) => app.tenants.resolve(&app.db, host).await,
        None => Ok(None),
    }
}

fn context_of(
    app: &App,
    request: &Request,
    peer: &peer::Peer,
    org: Arc<super::tenant::Organisation>,
    id: &Arc<str>,
) -> Context {
    let host = peer.host.clone().unwrap_or_else(|| org.primary_host(&app.config.http.base_domain));
    let port = peer.port.map(|port| format!(":{port}")).unwrap_or_default();
    let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
    Context {
        org,
        origin: format!("{}://{host}{port}", peer.scheme),
        lang: context::language(request.headers()),
        theme: context::theme(request.headers()),
        request_id: Arc::clone(id),
        address: peer.address,
        here: here.into(),
        session: None,
    }
}

/// Pages live on one host; asked on another of the organisation's hosts they answer 308 to it. The API
/// answers on all (contract: Demo topology).
fn elsewhere(
    app: &App,
    request: &Request,
    peer: &peer::Peer,
    context: &Context,
    surface: Surface,
) -> Option<Response> {
    let primary = context.org.primary_host(&app.config.http.base_domain);
    if surface != Surface::Page || peer.host.as_deref() == Some(primary.as_str()) {
        return None;
    }
    let port = peer.port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let target = HeaderValue::try_from(format!("{}://{primary}{port}{path}", peer.scheme)).ok()?;
    Some((StatusCode::PERMANENT_REDIRECT, [(LOCATION, target)]).into_response())
}

/// Gives an error its looks, in the session's language when the guard found one.
async fn finish(app: &Arc<App>, mut answer: Response, context: Context, surface: Surface) -> Response {
    let context = answer.extensions_mut().remove::<Known>().map_or(context, |known| known.0);
    match answer.extensions_mut().remove::<Error>() {
        Some(error) => surface::error(app, error, &context, surface).await,
        // What axum itself refused (a query that cannot be read, a bad path) carries no error of ours, and
        // its text may repeat what was sent.
        None if answer.status().is_client_error() && !is_ours(&answer) => {
            let error = match answer.status() {
                StatusCode::BAD_REQUEST => Error::invalid("query", "error-body"),
                _ => Error::NotFound,
            };
            surface::error(app, error, &context, surface).await
        }
        None => answer,
    }
}

/// Whether an answer has its looks already: a page or a problem document.
fn is_ours(answer: &Response) -> bool {
    let media_type =
        answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.starts_with("text/html") || media_type.starts_with("application/problem+json")
}

fn request_id(app: &App) -> String {
    base::random::uuid_v7(app.clock.now()).simple().to_string()
}

fn record(
    app: &App,
    method: &axum::http::Method,
    pattern: &str,
    slug: &str,
    id: &str,
    status: StatusCode,
    started: Instant,
) {
    let seconds = started.elapsed().as_secs_f64();
    app.metrics.request(method.as_str(), pattern, status.as_u16(), seconds);
    // The route's pattern, never the path or the query: those may hold ids and search words.
    tracing::info!(
        request = id,
        organisation = slug,
        method = method.as_str(),
        route = pattern,
        status = status.as_u16(),
        ms = (seconds * 1_000_000.0).round() / 1_000.0,
        "request"
    );
}
