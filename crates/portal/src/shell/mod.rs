//! What every request meets, in reading order: [`edge`] (request id, host → organisation, language, errors
//! rendered, headers, log) → cross-site check → [`guard`] (licence, load, session, policy) → the slice's
//! handler.

pub mod body;
pub mod context;
pub mod door;
pub mod edge;
pub mod frame;
pub mod guard;
pub mod headers;
pub mod held;
pub mod lines;
pub mod load;
pub mod openapi;
pub mod operations;
pub mod peer;
pub mod routes;
pub mod session;
pub mod stream;
pub mod surface;
pub mod tenant;
pub mod trail;

#[cfg(test)]
mod tests;

pub use body::{FormBody, JsonBody, Part};
pub use context::Context;
pub use guard::Granted;
pub use surface::{html, json};

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{Extensions, HeaderMap, Response, StatusCode, Version};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::app::App;
use crate::error::Error;
use crate::slices::Slice;

/// The whole product as one router, and the list of all its routes.
pub fn router(app: &Arc<App>, slices: &'static [Slice]) -> (Router, Vec<Arc<routes::RouteInfo>>) {
    let (router, infos) = routes::mount(app, slices);
    let cross_site = CsrfLayer::new().with_rejection_response(|_: ProtectionError| {
        let mut refused = Response::new(axum::body::Body::empty());
        *refused.status_mut() = axum::http::StatusCode::FORBIDDEN;
        refused.extensions_mut().insert(Error::CrossSite);
        refused
    });
    let described = Arc::new(Described { routes: infos.clone(), document: OnceLock::new() });
    let router = router
        .route("/openapi.json", axum::routing::get(async move || described.answer()))
        .route("/assets/{file}", axum::routing::get(surface::asset))
        .route("/theme.css", axum::routing::get(surface::theme))
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        // Inside the edge, so that a failed request gets its looks, headers, reference and log line like
        // any other.
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(surface::handler_panicked))
        .layer(cross_site)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(app), edge::edge))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(app), load::places))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(no_file)))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(surface::panicked))
        .with_state(Arc::clone(app));
    (router, infos)
}

/// The OpenAPI document, made when it is first asked for: few ever do, and every start would wait for it.
struct Described {
    routes: Vec<Arc<routes::RouteInfo>>,
    document: OnceLock<Result<String, Error>>,
}

impl Described {
    fn answer(&self) -> Result<axum::response::Response, Error> {
        let document = self.document.get_or_init(|| Ok(openapi::document(&self.routes).to_json()?));
        Ok(surface::openapi(document.clone()?))
    }
}

/// Files are not compressed: most are already, and their length says whether they came whole.
fn no_file(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(CONTENT_DISPOSITION)
}
