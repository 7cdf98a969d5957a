//! Security headers of every answer (goal 21, architecture invariant 6).

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use super::peer::Peer;

/// Sets what is not set yet: an asset keeps its own caching.
pub fn secure(response: &mut Response, peer: &Peer, request_id: &str) {
    let headers = response.headers_mut();
    if let Some(host) = &peer.host {
        let port = peer.port.map(|port| format!(":{port}")).unwrap_or_default();
        let origin = format!("{}://{host}{port}", peer.scheme);
        set(headers, CONTENT_SECURITY_POLICY, &policy(&origin));
    }
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    set(headers, HeaderName::from_static("x-request-id"), request_id);
    if !headers.contains_key(CACHE_CONTROL) {
        // Anything may hold clinical data unless it says otherwise (invariant 8).
        set(headers, CACHE_CONTROL, "no-store");
        set(headers, VARY, "Cookie, Accept-Language");
    }
    if peer.scheme == "https" {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

/// No inline code, no other origin; scripts and styles only from the asset path and the theme route, not all
/// of
/// `'self'`, because patients will upload files.
fn policy(origin: &str) -> String {
    format!(
        "default-src 'none'; script-src {origin}/assets/; style-src {origin}/assets/ {origin}/theme.css; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src {origin}/sw.js; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // Every value is made of a parsed host and fixed text, so this cannot fail; an absent header fails a
    // test.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.entry(name).or_insert(value);
    }
}
