//! Reading what a client sent: form, JSON and path parts, with our own errors in place of axum's.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use base::FhirId;
use serde::de::DeserializeOwned;

use super::held::TooSlow;
use crate::app::App;
use crate::error::Error;

/// An HTML form.
pub struct FormBody<T>(pub T);

/// A JSON document.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for FormBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        if !has_type(&request, "application/x-www-form-urlencoded") {
            return Err(Error::invalid("body", "error-body"));
        }
        let bytes = read(request, app).await?;
        // Form decoding replaces invalid UTF-8 silently; text that is not text is refused instead.
        let decoded: Vec<u8> = percent_decoded(&bytes);
        if std::str::from_utf8(&decoded).is_err() {
            return Err(Error::invalid("body", "error-body"));
        }
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
        let object = pairs.into_iter().map(|(key, value)| (key, serde_json::Value::String(value))).collect();
        serde_json::from_value(serde_json::Value::Object(object))
            .map(Self)
            .map_err(|_| Error::invalid("body", "error-body"))
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        if !has_type(&request, "application/json") {
            return Err(Error::invalid("body", "error-body"));
        }
        let bytes = read(request, app).await?;
        // As text first: what a document does not ask for is skipped without a look at its letters.
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::invalid("body", "error-body"))?;
        serde_json::from_str(text).map(Self).map_err(|_| Error::invalid("body", "error-body"))
    }
}

fn has_type(request: &Request, wanted: &str) -> bool {
    let named = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

async fn read(request: Request, app: &Arc<App>) -> Result<Bytes, Error> {
    let limited = request.map(|body| axum::body::Body::new(http_body_limit(body, app.config.http.max_body)));
    Bytes::from_request(limited, app).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => Error::TooLarge,
        other if has_cause::<TooSlow>(&other) => Error::TooSlow,
        _ => Error::invalid("body", "error-body"),
    })
}

fn has_cause<E: std::error::Error + 'static>(error: &dyn std::error::Error) -> bool {
    let mut cause = error.source();
    while let Some(one) = cause {
        if one.is::<E>() {
            return true;
        }
        cause = one.source();
    }
    false
}

fn http_body_limit(body: axum::body::Body, limit: usize) -> http_body_util::Limited<axum::body::Body> {
    http_body_util::Limited::new(body, limit)
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    out
}

/// The parts of the path that the route names, decoded. Text that is no UTF-8 is not found, like any other
/// thing that is not there.
pub struct Part(Vec<(String, String)>);

impl Part {
    /// A named part; empty when the route does not name it.
    pub fn named(&self, name: &str) -> &str {
        self.0.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
    }

    /// A named part that must be a FHIR id; anything else is not found.
    pub fn fhir_id(&self, name: &str) -> Result<FhirId, Error> {
        FhirId::parse(self.named(name)).map_err(|_| Error::NotFound)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let raw = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        Ok(Self(raw.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()))
    }
}
