//! What Canvas answers when it refuses: an OperationOutcome with one issue (protocols 5.1, "Errors").

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// The media type of every body except those of the authorization server.
pub const FHIR_JSON: HeaderValue = HeaderValue::from_static("application/fhir+json");

/// A refusal; its constructors are the rows of Canvas's error table.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    text: String,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, text: impl Into<String>) -> Self {
        Self { status, code, text: text.into() }
    }

    /// 400: a malformed request. `why` says to the developer what Canvas's own text leaves open.
    pub fn invalid(why: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", format!("Bad request: {why}"))
    }

    /// 401: no token, an expired or revoked one, or one of another instance.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unknown", "Authentication failed")
    }

    /// 403: the token's scopes do not reach so far.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Authorization failed")
    }

    /// 404: no such resource.
    pub fn unknown(kind: &str, id: &str) -> Self {
        // An id comes from the request; past the length of any id it is not worth repeating.
        let id: String = id.chars().take(64).collect();
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("Unknown {kind} resource '{id}'"))
    }

    /// 404: no such resource type, or no such address.
    pub fn no_such_address() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not Found")
    }

    /// 405: an interaction that Canvas does not offer.
    pub fn unsupported() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "not-supported", "Operation is not supported")
    }

    /// 412: changed since the date of `If-Unmodified-Since`.
    pub fn changed() -> Self {
        let text = "The resource has been modified since the precondition was specified.";
        Self::new(StatusCode::PRECONDITION_FAILED, "conflict", text)
    }

    /// 422: understood, and against a rule of the house.
    pub fn rule(text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "business-rule", text)
    }

    /// 500: the FHIR server behind the twin did not do its part. `why` goes to the log, never to the client.
    pub fn broken(why: &str) -> Self {
        tracing::error!(why, "the canvas twin cannot answer");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "exception", "Internal server error")
    }

    fn outcome(&self) -> Value {
        let issue = json!({ "severity": "error", "code": self.code, "details": { "text": self.text } });
        json!({ "resourceType": "OperationOutcome", "issue": [issue] })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, [(header::CONTENT_TYPE, FHIR_JSON)], self.outcome().to_string()).into_response()
    }
}
