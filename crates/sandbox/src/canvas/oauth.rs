//! Canvas's authorization server, as far as a machine needs it: client credentials, introspection and the
//! SMART configuration (protocols 5.1, "OAuth").
//!
//! Not offered, and refused: authorization codes, refresh tokens, patient-scoped tokens, OpenID configuration
//! and JWKS.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Twin, VENDOR, known};
use crate::state::locked;

/// The one client that every instance knows.
pub const CLIENT_ID: &str = "sandbox-client";
/// Its secret.
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// How long a token lives, in seconds.
const LIFE: i64 = 36_000;
/// What a token reaches when no scope was asked for.
const FULL: &str = "system/*.*";

/// A token, as the twin remembers it.
#[derive(Clone)]
struct Grant {
    instance: String,
    scope: String,
    expires: DateTime<Utc>,
    epoch: u64,
}

/// The tokens issued and not yet expired.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<String, Grant>>);

impl Twin {
    /// The scopes of a bearer token; `None` unless it is this instance's, alive and not revoked.
    pub fn scope_of(&self, instance: &str, headers: &HeaderMap) -> Option<String> {
        let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        let grant = scheme.eq_ignore_ascii_case("bearer").then(|| self.grant(instance, token.trim()))??;
        Some(grant.scope)
    }

    fn grant(&self, instance: &str, token: &str) -> Option<Grant> {
        let grant = locked(&self.tokens.0).get(token).cloned()?;
        let alive = grant.expires > self.sandbox.clock.now();
        let current = grant.epoch == self.sandbox.faults.token_epoch(VENDOR);
        (grant.instance == instance && alive && current).then_some(grant)
    }

    fn issue(&self, instance: &str, scope: &str) -> String {
        let now = self.sandbox.clock.now();
        let grant = Grant {
            instance: instance.to_owned(),
            scope: scope.to_owned(),
            expires: now + Duration::seconds(LIFE),
            epoch: self.sandbox.faults.token_epoch(VENDOR),
        };
        let token = base::random::token();
        let mut tokens = locked(&self.tokens.0);
        tokens.retain(|_, grant| grant.expires > now);
        tokens.insert(token.clone(), grant);
        token
    }
}

/// `POST /auth/token/`.
pub async fn token(
    State(twin): State<Arc<Twin>>,
    Path(instance): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !known(&instance) {
        return refuse(StatusCode::NOT_FOUND, "not_found", "no such instance");
    }
    match granted(&headers, &body) {
        Ok(scope) => no_store(&json!({
            "access_token": twin.issue(&instance, &scope),
            "expires_in": LIFE,
            "token_type": "Bearer",
            "scope": scope,
        })),
        Err(denied) => denied.into_response(),
    }
}

/// An OAuth error.
struct Denied(StatusCode, &'static str, &'static str);

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        refuse(self.0, self.1, self.2)
    }
}

/// The scope to grant, or the refusal.
fn granted(headers: &HeaderMap, body: &[u8]) -> Result<String, Denied> {
    let bad = |error, why| Denied(StatusCode::BAD_REQUEST, error, why);
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media = media.split(';').next().unwrap_or("").trim();
    if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(bad("invalid_request", "the body must be application/x-www-form-urlencoded"));
    }
    let mut form: HashMap<String, String> = HashMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(bad("invalid_request", "a parameter is there twice"));
        }
    }
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("grant_type") != "client_credentials" {
        return Err(bad("unsupported_grant_type", "this twin grants client_credentials only"));
    }
    let (id, secret) = basic(headers).unwrap_or((field("client_id").into(), field("client_secret").into()));
    if id != CLIENT_ID || secret != CLIENT_SECRET {
        return Err(Denied(StatusCode::UNAUTHORIZED, "invalid_client", "unknown client or wrong secret"));
    }
    if form.contains_key("patient") || field("scope").split(' ').any(|scope| scope.starts_with("patient/")) {
        return Err(bad("invalid_scope", "this twin has no patient-scoped tokens"));
    }
    match field("scope").trim() {
        "" => Ok(FULL.to_owned()),
        scope if scope.split(' ').all(|one| Scope::parse(one).is_some()) => Ok(scope.to_owned()),
        _ => Err(bad("invalid_scope", "a scope is user|system/Type.(read|write|*) or .cruds")),
    }
}

/// Client id and secret of a Basic header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(value).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// `GET /auth/introspect/?token=`, for a bearer of the same instance.
pub async fn introspect(
    State(twin): State<Arc<Twin>>,
    Path(instance): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if twin.scope_of(&instance, &headers).is_none() {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_token", "introspection needs a bearer token");
    }
    let query = query.unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    let Some((_, asked)) = asked else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "token is missing");
    };
    no_store(&match twin.grant(&instance, &asked) {
        Some(grant) => json!({
            "active": true,
            "client_id": CLIENT_ID,
            "scope": grant.scope,
            "exp": grant.expires.timestamp(),
        }),
        None => json!({ "active": false }),
    })
}

/// `GET /.well-known/smart-configuration`: what this twin really has.
pub async fn smart_configuration(State(twin): State<Arc<Twin>>, Path(instance): Path<String>) -> Response {
    if !known(&instance) {
        return refuse(StatusCode::NOT_FOUND, "not_found", "no such instance");
    }
    let ehr = twin.base(&instance);
    no_store(&json!({
        "issuer": ehr,
        "token_endpoint": format!("{ehr}/auth/token/"),
        "introspection_endpoint": format!("{ehr}/auth/introspect/"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "grant_types_supported": ["client_credentials"],
        "capabilities": ["client-confidential-symmetric", "permission-v1", "permission-v2"],
    }))
}

/// Anything else below `/auth`: the token path without its trailing slash above all.
pub async fn elsewhere() -> Response {
    refuse(StatusCode::NOT_FOUND, "not_found", "no such address; Canvas's end with a slash")
}

/// A known address with another method.
pub async fn wrong_method() -> Response {
    refuse(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "another method")
}

fn refuse(status: StatusCode, error: &str, why: &str) -> Response {
    (status, no_store(&json!({ "error": error, "error_description": why }))).into_response()
}

fn no_store(body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, body.to_string()).into_response()
}

/// One SMART scope.
struct Scope<'a> {
    kind: &'a str,
    permission: &'a str,
}

impl<'a> Scope<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (context, rest) = text.split_once('/')?;
        let (kind, permission) = rest.split_once('.')?;
        let granular = !permission.is_empty() && permission.chars().all(|letter| "cruds".contains(letter));
        let good = matches!(permission, "read" | "write" | "*") || granular;
        (matches!(context, "user" | "system") && !kind.is_empty() && good)
            .then_some(Self { kind, permission })
    }

    /// Whether it covers the interaction, a letter of `RCUS`.
    fn covers(&self, kind: &str, verb: char) -> bool {
        let letter = verb.to_ascii_lowercase();
        let permitted = match self.permission {
            "*" => true,
            "read" => "rs".contains(letter),
            "write" => "cu".contains(letter),
            letters => letters.contains(letter),
        };
        permitted && (self.kind == "*" || self.kind == kind)
    }
}

/// Whether granted scopes cover an interaction, a letter of `RCUS`, with a type.
pub fn covers(scopes: &str, kind: &str, verb: char) -> bool {
    scopes.split(' ').filter_map(Scope::parse).any(|scope| scope.covers(kind, verb))
}
