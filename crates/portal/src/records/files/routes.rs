//! Files as downloads: `Content-Disposition: attachment` always, a type from the bytes, nothing that runs.
//!
//! A page links to them without the `download` attribute, so that an answer which is no file shows as the
//! page that it is.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use policy::Action;

use super::super::routes::kind_of;
use super::{File, name};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::{Granted, Part};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/records/{kind}/{id}/files/{nth}", Action::ReadRecord, file).api_get(
        &["/v1/portal/records/{kind}/{id}/files/{nth}"],
        Action::ReadRecord,
        doc,
        file,
    )
}

fn doc() -> Doc {
    Doc::new(
        "The content of a document's or report's nth file, from 0 (R08–R10): bytes, as an attachment, under \
         the media type that they show themselves.",
    )
    .gives_nothing(200)
    .or(401, "SESSION_EXPIRED")
    .or(404, "NOT_FOUND")
    .or(502, "FILE_UNAVAILABLE")
    .or(502, "EHR_UNAVAILABLE")
    .or(503, "EHR_UNAVAILABLE")
    .or(504, "EHR_UNAVAILABLE")
}

async fn file(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let id = part.fhir_id("id")?;
    let nth = nth_of(part.named("nth")).ok_or(Error::NotFound)?;
    let file = app.records.file(&app, &context, &access, (kind, &id, nth)).await?;
    answer(file.into_inner())
}

/// A place in a list, in the one way that our own links write it.
fn nth_of(text: &str) -> Option<usize> {
    let nth: usize = text.parse().ok()?;
    (nth.to_string() == text).then_some(nth)
}

/// `no-store` and the rest of the headers are set at the edge.
fn answer(file: File) -> Result<Response, Error> {
    let mut response = Response::new(Body::from_stream(file.flow));
    let headers = response.headers_mut();
    let named = HeaderValue::try_from(name::disposition(&file.name));
    let named = named.map_err(|_| Error::Internal("a file name that is no header".into()))?;
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    headers.insert(CONTENT_DISPOSITION, named);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Should a browser show it after all, it is a stranger without scripts.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    if let Some(size) = file.size {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    Ok(response)
}
