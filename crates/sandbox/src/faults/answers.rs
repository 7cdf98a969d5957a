//! Answers that faults make up, and bodies they spoil.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use futures::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

const JSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

/// An error in the vendor's own shape.
pub fn status(vendor: &str, code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let says = status.canonical_reason().unwrap_or("fault");
    let body = match vendor {
        "fhir" | "canvas" => json!({
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": "exception", "details": {"text": says}}],
        }),
        _ => json!({"errors": [{"message": says, "field": null, "help": null}]}),
    };
    let mut answer = (status, JSON, body.to_string()).into_response();
    if matches!(code, 429 | 503) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}

/// 302 to an address that `POST /faults` found printable.
pub fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the redirect's address is no header").into_response(),
    }
}

/// A valid searchset Bundle of so many megabytes.
pub fn huge(megabytes: u64) -> Response {
    const ENTRY: usize = 64 * 1024;
    let entry = json!({"resource": {
        "resourceType": "Basic", "id": "huge", "code": {"text": "x".repeat(ENTRY)},
    }})
    .to_string();
    let entries = megabytes * 1024 * 1024 / ENTRY as u64;
    let first =
        Bytes::from(format!("{{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{entry}"));
    let more = Bytes::from(format!(",{entry}"));
    let chunks = stream::unfold(0u64, move |sent| {
        let chunk = match sent {
            0 => Some(first.clone()),
            _ if sent < entries => Some(more.clone()),
            _ if sent == entries.max(1) => Some(Bytes::from_static(b"]}")),
            _ => None,
        };
        async move { chunk.map(|chunk| (Ok::<_, std::convert::Infallible>(chunk), sent + 1)) }
    });
    (StatusCode::OK, JSON, Body::from_stream(chunks)).into_response()
}

/// A resource whose extensions are nested so deep that a recursive reader runs out of stack.
pub fn deep(levels: u64) -> Response {
    let levels = usize::try_from(levels).unwrap_or(usize::MAX);
    let open = "{\"extension\":[".repeat(levels);
    let close = "]}".repeat(levels);
    let head = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":\
                {\"resourceType\":\"Basic\",\"id\":\"deep\",\"extension\":[";
    (StatusCode::OK, JSON, format!("{head}{open}{close}]}}}}]}}")).into_response()
}

/// The body, a byte at a time.
pub fn slow(body: Bytes, pause_ms: u64) -> Body {
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        let byte = rest.split_to(1);
        Some((Ok::<_, std::convert::Infallible>(byte), rest))
    }))
}

/// Half of the body, then the connection breaks.
pub fn truncated(body: &Bytes) -> Body {
    let half = stream::iter([Ok(body.slice(..body.len() / 2))]);
    // The pause lets the first half leave; an error right behind it would take the headers with it.
    let broken = stream::once(async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))
    });
    Body::from_stream(half.chain(broken))
}

/// The body with its second half replaced, so that no JSON reader takes it.
pub fn malformed(body: &Bytes) -> Body {
    let mut text = body[..body.len() / 2].to_vec();
    text.extend_from_slice(b"\x00}\"]>");
    if serde_json::from_slice::<serde::de::IgnoredAny>(&text).is_ok() {
        text.insert(0, b'<');
    }
    Body::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn text(answer: Response) -> Vec<u8> {
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn huge_is_valid_json_of_that_size() {
        let body = text(huge(51)).await;
        assert!(body.len() > 50 * 1024 * 1024);
        let bundle: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(bundle["resourceType"], "Bundle");
    }

    #[tokio::test]
    async fn deep_closes_what_it_opens() {
        let body = String::from_utf8(text(deep(1_000)).await).unwrap();
        let count = |c| body.matches(c).count();
        assert_eq!((count('{'), count('[')), (count('}'), count(']')));
        assert!(serde_json::from_str::<serde_json::Value>(&body).is_err(), "deeper than a reader allows");
        let shallow = String::from_utf8(text(deep(3)).await).unwrap();
        serde_json::from_str::<serde_json::Value>(&shallow).unwrap();
    }

    #[tokio::test]
    async fn malformed_is_never_json() {
        for body in ["", "{}", "\"a\"", "[1,2]", "{\"a\":\"b\"}"] {
            let spoilt = axum::body::to_bytes(malformed(&Bytes::from(body)), 99).await.unwrap();
            assert!(serde_json::from_slice::<serde_json::Value>(&spoilt).is_err(), "{body}");
        }
    }
}
