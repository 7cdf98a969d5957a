//! `/fhir/*`: the real FHIR server behind the sandbox's own address, so that faults act on it.
//!
//! Requests and answers stream. The server's links name the sandbox's listening address; for a client that
//! came by another name (`localhost` in place of `127.0.0.1`) they are rewritten to that name, so that a
//! client which follows links only to the origin it asked can follow them.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

use crate::state::{Sandbox, Upstream};

/// The most of an answer that is held to rewrite its links.
const MOST: usize = 512 * 1024 * 1024;

/// Headers that belong to one connection (RFC 9110 §7.6.1), and those that this proxy decides itself.
const NOT_PASSED: [HeaderName; 8] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::HOST,
    header::CONTENT_LENGTH,
    header::ACCEPT_ENCODING,
];

/// The routes of `/fhir`.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new().fallback(pass).with_state(sandbox)
}

async fn pass(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let tenant = parts.headers.get(Upstream::TENANT_HEADER).and_then(|tenant| tenant.to_str().ok());
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut asked = match tenant {
        Some(tenant) => sandbox.fhir(tenant).request(parts.method.clone(), path),
        // hfs has a tenant of its own for requests that name none.
        None => sandbox.http.request(parts.method.clone(), format!("{}{path}", sandbox.fhir("").base)),
    };
    asked = asked.headers(passed(&parts.headers));
    if !body.is_end_stream() {
        asked = asked.body(reqwest::Body::wrap_stream(body.into_data_stream()));
    } else if parts.method == Method::POST || parts.method == Method::PUT {
        asked = asked.body("");
    }
    match asked.send().await {
        Ok(answer) => given(&sandbox, parts.headers.get(header::HOST), answer).await,
        Err(why) => unreachable(&why),
    }
}

fn passed(headers: &HeaderMap) -> HeaderMap {
    let mut passed = headers.clone();
    NOT_PASSED.iter().for_each(|name| drop(passed.remove(name)));
    // The tenant's header is set with the request; twice would be two tenants.
    passed.remove(Upstream::TENANT_HEADER);
    passed
}

/// The server's answer, with links that name the host the client asked.
async fn given(sandbox: &Sandbox, host: Option<&HeaderValue>, answer: reqwest::Response) -> Response {
    let status = answer.status();
    let mut headers = answer.headers().clone();
    for name in [header::CONNECTION, header::TRANSFER_ENCODING] {
        headers.remove(name);
    }
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = format!("{}/fhir", sandbox.origin);
    let asked = format!("http://{host}/fhir");
    if host.is_empty() || own == asked {
        return (status, headers, Body::from_stream(answer.bytes_stream())).into_response();
    }
    for name in [header::LOCATION, header::CONTENT_LOCATION] {
        let changed = headers.get(&name).and_then(|value| value.to_str().ok());
        let changed = changed.map(|value| value.replacen(&own, &asked, 1));
        if let Some(value) = changed.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    match axum::body::to_bytes(Body::from_stream(answer.bytes_stream()), MOST).await {
        Ok(body) => {
            headers.remove(header::CONTENT_LENGTH);
            (status, headers, renamed(body, &own, &asked)).into_response()
        }
        Err(why) => unreachable(&why),
    }
}

/// Replaces the base URL where a JSON string begins with it.
fn renamed(body: Bytes, own: &str, asked: &str) -> Bytes {
    let Ok(text) = std::str::from_utf8(&body) else { return body };
    let own = format!("\"{own}/");
    if text.contains(&own) { text.replace(&own, &format!("\"{asked}/")).into() } else { body }
}

fn unreachable(why: &dyn std::error::Error) -> Response {
    let outcome = serde_json::json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "transient",
                   "details": {"text": format!("the FHIR server does not answer: {why}")}}],
    });
    let json = [(header::CONTENT_TYPE, "application/fhir+json")];
    (StatusCode::BAD_GATEWAY, json, outcome.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_this_server_are_renamed() {
        let body =
            r#"{"url":"http://127.0.0.1:1/fhir/Patient?x","text":"see http://127.0.0.1:1/fhir/ there"}"#;
        let renamed = renamed(Bytes::from(body), "http://127.0.0.1:1/fhir", "http://localhost:1/fhir");
        let expected = body.replacen("127.0.0.1", "localhost", 1);
        assert_eq!(renamed, expected);
    }
}
