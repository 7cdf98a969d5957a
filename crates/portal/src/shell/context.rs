//! What is known of a request once its host is: whose clinic, which language, which theme. In the request's
//! extensions for every handler.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use base::{FhirId, Lang};

use super::session::Session;
use super::tenant::Organisation;
use crate::ui::page::Theme;

/// The request's surroundings.
#[derive(Clone)]
pub struct Context {
    /// Whose host this is.
    pub org: Arc<Organisation>,
    /// Host as the browser wrote it, with port: the origin of assets.
    pub origin: String,
    /// The reader's language.
    pub lang: Lang,
    /// The reader's theme.
    pub theme: Theme,
    /// Request id, shown as the reference.
    pub request_id: Arc<str>,
    /// The network address that the request came from.
    pub address: std::net::IpAddr,
    /// Path and query, for the way back after a change of language.
    pub here: Arc<str>,
    /// The session, once the guard has found one.
    pub session: Option<Arc<Session>>,
}

impl Context {
    /// The patient of the session, when one is chosen.
    pub fn patient(&self) -> Option<&FhirId> {
        self.session.as_ref().and_then(|session| session.patient.as_ref())
    }
}

/// A cookie's value; the first of that name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Language by the display cookie, then `Accept-Language`, then English. The account's own is applied by the
/// guard once it knows the account.
pub fn language(headers: &HeaderMap) -> Lang {
    let kept = cookie(headers, super::session::LANGUAGE_COOKIE).and_then(Lang::from_tag);
    let asked = || headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Lang::negotiate);
    kept.or_else(asked).unwrap_or_default()
}

/// Theme by the display cookie, else the device decides.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, super::session::THEME_COOKIE).and_then(Theme::from_tag).unwrap_or_default()
}
