//! The one place where an HTTP client is built, and what every vendor's answer has in common: a body that is
//! counted while it arrives, `Retry-After`, and which of the transport's failures are worth a second try.

use std::time::Duration;

use base::Clock;
use bytes::Bytes;
use chrono::DateTime;
use futures::StreamExt as _;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, redirect, retry};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};

/// Nobody is told to wait longer than this, whatever a `Retry-After` claims.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Bounds of the shared client. Deadlines of whole calls belong to each vendor's module.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a TCP and TLS handshake may take. Default 1 s.
    pub connect: Duration,
    /// How long a connection may be silent while an answer is awaited or arriving. Default 10 s.
    pub read: Duration,
    /// Idle connections kept per host. Default 16.
    pub idle_per_host: usize,
    /// How long an idle connection is kept. Default 60 s.
    pub idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            read: Duration::from_secs(10),
            idle_per_host: 16,
            idle: Duration::from_secs(60),
        }
    }
}

/// Builds the client that every vendor module shares, and makes ring the process's TLS provider.
///
/// It follows no redirect (a vendor's API has no business sending a bearer elsewhere), takes no proxy from
/// the environment, repeats nothing by itself (retries are counted where they are decided), and trusts
/// Mozilla's roots as compiled in, so that a container without a certificate store behaves like any other
/// machine.
///
/// # Panics
/// Only when ring cannot serve the default TLS versions, which is fixed when the program is built.
pub fn client(settings: &Settings) -> Client {
    let mut tls = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("ring serves TLS 1.2 and 1.3")
        .with_root_certificates(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .connect_timeout(settings.connect)
        .read_timeout(settings.read)
        .pool_max_idle_per_host(settings.idle_per_host)
        .pool_idle_timeout(settings.idle)
        // A peer that vanished must not keep swallowing the requests of a multiplexed connection.
        .http2_keep_alive_interval(Duration::from_secs(10))
        .http2_keep_alive_timeout(Duration::from_secs(5))
        .build()
        .expect("every setting above is fixed or a duration")
}

/// The process's TLS provider, installed once. Another part may have installed one before: ring is the only
/// provider in the dependency graph, so that one is the same.
fn provider() -> std::sync::Arc<CryptoProvider> {
    if CryptoProvider::get_default().is_none() {
        // An error says that another thread was quicker, with the same provider.
        let _quicker = ring::default_provider().install_default();
    }
    CryptoProvider::get_default().cloned().unwrap_or_else(|| ring::default_provider().into())
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// More bytes than allowed, counted after decompression.
    TooLarge,
    /// The connection fell silent for longer than [`Settings::read`].
    Silent,
    /// The answer broke off, or its encoding is wrong.
    BrokenOff,
}

/// Reads a body, never holding more than `max` bytes of it.
pub(crate) async fn body(response: Response, max: usize) -> Result<Bytes, BodyError> {
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Err(BodyError::TooLarge);
    }
    let mut whole = Vec::with_capacity(announced);
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|e| if e.is_timeout() { BodyError::Silent } else { BodyError::BrokenOff })?;
        if whole.len() + chunk.len() > max {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

/// The wait that an answer asks for (RFC 9110 §10.2.3: seconds, or an HTTP date), at most a day.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => until(DateTime::parse_from_rfc2822(text).ok()?.timestamp()),
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The time from now to an instant given in seconds of the Unix epoch; zero when it has passed.
pub(crate) fn until(epoch_seconds: i64) -> Duration {
    let now = Clock::system().now().timestamp();
    Duration::from_secs(u64::try_from(epoch_seconds.saturating_sub(now)).unwrap_or(0)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_more_than_a_day() {
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("99999999999"), Some(LONGEST_WAIT));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("Wed, 21 Oct 2099 07:28:00 GMT"), Some(LONGEST_WAIT));
        assert_eq!(asked("soon"), None);
    }
}
