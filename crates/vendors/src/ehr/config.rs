//! How one organisation's EHR is reached, and the bounds within which it may answer.

use std::time::Duration;

use base::Secret;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::file::FileLimits;

/// How the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Any FHIR R4 server: `_total=accurate`, `_id=a,b,c`, strict handling of search parameters.
    Fhir,
    /// Canvas Medical (protocols 5.1): pages of at most 100, relative links, no `_total`, reads by single
    /// ids.
    Canvas,
}

/// OAuth2 client credentials (RFC 6749 §4.4), sent as a form to the token URL and nowhere else.
#[derive(Clone, Debug)]
pub struct OAuth {
    /// Where tokens are given. Canvas's ends in a slash.
    pub token_url: Url,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
}

/// Bounds on one call: together they keep a page's answer within 3 s and a foreign answer's memory within 8
/// MB (security goal 6).
#[derive(Clone, Debug)]
pub struct Limits {
    /// Deadline of a whole call from its start to its last byte: waiting for a slot, signing in, the one
    /// retry and every page of a search. Default 2.5 s, which leaves a page half a second of its 3. Long
    /// reads in jobs (exports) take a copy of the client with more, see [`super::Ehr::with_limits`].
    pub answer: Duration,
    /// `_count` of a search. Canvas takes at most 100. Default 100.
    pub page_size: u32,
    /// Pages followed in one search. Default 50.
    pub max_pages: u32,
    /// Bytes of one answer, after decompression. Default 6 MiB.
    pub max_bytes: usize,
    /// Resources of one search, included ones too. Default 5,000.
    pub max_resources: usize,
    /// Requests in flight to this EHR at once, so that one that hangs cannot hold the process's sockets
    /// (security goal 7). Default 32.
    pub concurrency: usize,
    /// The contents of attachments, which stream and have bounds of their own.
    pub files: FileLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: Duration::from_millis(2_500),
            page_size: 100,
            max_pages: 50,
            max_bytes: 6 * 1024 * 1024,
            max_resources: 5_000,
            concurrency: 32,
            files: FileLimits::default(),
        }
    }
}

/// One organisation's EHR.
#[derive(Clone, Debug)]
pub struct EhrConfig {
    /// How it speaks.
    pub dialect: Dialect,
    /// The FHIR service base; every request and every followed link stays below it.
    pub base_url: Url,
    /// Headers of every request to the base, such as `X-Tenant-ID`.
    pub headers: Vec<(String, Secret)>,
    /// How to get a bearer token, when the server wants one.
    pub oauth: Option<OAuth>,
    /// Bounds.
    pub limits: Limits,
}

/// Why a configuration cannot work. It repeats no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A URL is not plain `http(s)://host/path`: it has credentials, a query, a fragment or no host.
    #[error("{0} must be an http or https address without credentials, query and fragment")]
    Url(&'static str),
    /// A header's name or value is not one.
    #[error("a header's name or value is not valid HTTP")]
    Header,
    /// A bound is zero.
    #[error("limits must be greater than zero")]
    Limits,
}

impl EhrConfig {
    /// Checks what can be checked without asking the server.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        plain(&self.base_url, "the EHR's base URL")?;
        if let Some(oauth) = &self.oauth {
            plain(&oauth.token_url, "the EHR's token URL")?;
        }
        self.limits.check()
    }

    /// The configured headers and `Accept`, marked so that no debug output prints their values.
    pub(super) fn header_map(&self) -> Result<HeaderMap, ConfigError> {
        let mut map = HeaderMap::new();
        map.insert(
            reqwest::header::ACCEPT,
            HeaderValue::from_static("application/fhir+json, application/json;q=0.9"),
        );
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().map_err(|_| ConfigError::Header)?;
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| ConfigError::Header)?;
            value.set_sensitive(true);
            map.insert(name, value);
        }
        Ok(map)
    }
}

impl Limits {
    /// Every bound must let something through.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let zero = self.answer.is_zero()
            || self.page_size == 0
            || self.max_pages == 0
            || self.max_bytes == 0
            || self.max_resources == 0
            || self.concurrency == 0
            || self.files.max_bytes == 0
            || self.files.at_once == 0;
        if zero { Err(ConfigError::Limits) } else { Ok(()) }
    }
}

fn plain(url: &Url, what: &'static str) -> Result<(), ConfigError> {
    let fine = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if fine { Ok(()) } else { Err(ConfigError::Url(what)) }
}
