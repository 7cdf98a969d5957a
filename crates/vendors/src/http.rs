//! The one place where an HTTP client is built, and what every vendor's answer has in common: a body that is
//! counted while it arrives, `Retry-After`, and which of the transport's failures are worth a second try.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base::Clock;
use bytes::Bytes;
use chrono::DateTime;
use futures::StreamExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, Response, redirect, retry};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Nobody is told to wait longer than this, whatever a `Retry-After` claims.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Bounds of the shared client. Deadlines of whole calls belong to each vendor's module.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a TCP and TLS handshake may take. Default 1 s.
    pub connect: Duration,
    /// How long a connection may be silent while an answer is awaited or arriving. Default 10 s.
    pub read: Duration,
    /// Idle connections kept per host. Default 64: a page asks a dozen things at once, and what is closed
    /// after one burst must be opened, with its TLS handshake, for the next.
    pub idle_per_host: usize,
    /// How long an idle connection is kept. Default 60 s.
    pub idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            read: Duration::from_secs(10),
            idle_per_host: 64,
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
    builder(settings).build().expect("every setting above is fixed or a duration")
}

fn builder(settings: &Settings) -> ClientBuilder {
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
}

/// The client for addresses that a vendor's answer names and that are not the vendor's own: the same as
/// [`client`], but it connects to public network addresses only. Names are judged by where they lead, at the
/// moment of connecting, so that a name cannot lead elsewhere afterwards. Addresses without a name never
/// reach the resolver: the caller judges them by [`is_public`]. No connection is kept.
pub(crate) fn outside() -> &'static Client {
    static OUTSIDE: OnceLock<Client> = OnceLock::new();
    OUTSIDE.get_or_init(|| {
        let settings = Settings::default();
        builder(&settings)
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(PublicOnly))
            .build()
            .expect("every setting above is fixed or a duration")
    })
}

/// A name leads to no public network address.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public network address")]
pub(crate) struct NotPublic;

impl NotPublic {
    /// Whether this is why a request failed.
    pub(crate) fn caused(error: &reqwest::Error) -> bool {
        let mut cause = std::error::Error::source(error);
        while let Some(one) = cause {
            if one.is::<Self>() {
                return true;
            }
            cause = one.source();
        }
        false
    }
}

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether a network address is one of the public internet: not loopback, private, link-local, shared,
/// multicast, reserved, and not one of those in the clothes of IPv6.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a, b & 0xc0) == (100, 64)
                || (a, b, c) == (192, 0, 0)
                || (a, b & 0xfe) == (198, 18);
            !special
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            // Global unicast is 2000::/3 so far; in it, tunnels (2001::/23, 2002::/16) and documentation.
            let global = first & 0xe000 == 0x2000;
            let tunnel = first == 0x2002 || first == 0x2001 && (second < 0x200 || second == 0x0db8);
            match v6.to_ipv4_mapped() {
                Some(v4) => is_public(v4.into()),
                None => global && !tunnel,
            }
        }
    }
}

/// The process's TLS provider, installed once. Another part may have installed one before: ring is the only
/// provider in the dependency graph, so that one is the same.
fn provider() -> Arc<CryptoProvider> {
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

/// Room for the answers of one system that are arriving, so that many large ones at once cost no more than
/// one (security goal 6). The first bytes of each are free; what most answers need beyond is shared by all;
/// an answer that finds no more of it waits for its turn as the one large answer.
pub(crate) struct Arriving {
    shared: Semaphore,
    large: Semaphore,
}

impl Arriving {
    /// Bytes that every answer may have, and the size of a step beyond.
    const STEP: usize = 32 * 1024;
    /// Steps that all answers share.
    const STEPS: usize = 32;

    pub(crate) fn new() -> Self {
        Self { shared: Semaphore::new(Self::STEPS), large: Semaphore::new(1) }
    }

    fn room(&self) -> Room<'_> {
        Room { of: self, shared: None, large: None }
    }
}

/// The room that one answer takes; given back when it is dropped.
struct Room<'a> {
    of: &'a Arriving,
    shared: Option<SemaphorePermit<'a>>,
    large: Option<SemaphorePermit<'a>>,
}

impl Room<'_> {
    /// Comes back when there is room for so many bytes in all. The caller's deadline bounds the wait.
    async fn grow(&mut self, bytes: usize) {
        let steps = bytes.div_ceil(Arriving::STEP).saturating_sub(1);
        let held = self.shared.as_ref().map_or(0, SemaphorePermit::num_permits);
        if self.large.is_some() || steps <= held {
            return;
        }
        let more = u32::try_from(steps - held).unwrap_or(u32::MAX);
        // Neither semaphore is ever closed.
        tokio::select! {
            biased;
            Ok(got) = self.of.shared.acquire_many(more) => match &mut self.shared {
                Some(held) => held.merge(got),
                none => *none = Some(got),
            },
            Ok(turn) = self.of.large.acquire() => {
                self.large = Some(turn);
                self.shared = None;
            }
            else => {}
        }
    }
}

/// Reads a body, never holding more than `max` bytes of it, and no more than there is room for among others
/// that arrive.
pub(crate) async fn body(
    response: Response,
    max: usize,
    arriving: Option<&Arriving>,
) -> Result<Bytes, BodyError> {
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max {
        return Err(BodyError::TooLarge);
    }
    let mut room = arriving.map(Arriving::room);
    if let Some(room) = &mut room {
        room.grow(announced).await;
    }
    let mut whole = Vec::with_capacity(announced);
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|e| if e.is_timeout() { BodyError::Silent } else { BodyError::BrokenOff })?;
        if whole.len() + chunk.len() > max {
            return Err(BodyError::TooLarge);
        }
        if let Some(room) = &mut room {
            room.grow(whole.len() + chunk.len()).await;
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

    #[tokio::test]
    async fn many_large_answers_at_once_have_the_room_of_one() {
        let arriving = Arriving::new();
        let (mut small, mut one, mut two) = (arriving.room(), arriving.room(), arriving.room());
        small.grow(Arriving::STEP).await;
        one.grow(Arriving::STEP * (Arriving::STEPS + 1)).await;
        assert!(one.large.is_none() && one.shared.is_some(), "all that is shared");
        two.grow(10 * Arriving::STEP).await;
        assert!(two.large.is_some() && two.shared.is_none(), "its turn as the large one");
        let mut third = arriving.room();
        let waits = tokio::time::timeout(Duration::from_millis(20), third.grow(2 * Arriving::STEP)).await;
        assert!(waits.is_err() && small.large.is_none(), "no room left, and who is small needs none");
        drop(two);
        third.grow(Arriving::STEP * 1_000).await;
        assert!(third.large.is_some());
        drop(one);
        let mut last = arriving.room();
        last.grow(3 * Arriving::STEP).await;
        last.grow(5 * Arriving::STEP).await;
        assert_eq!(last.shared.as_ref().map(SemaphorePermit::num_permits), Some(4));
    }

    #[test]
    fn only_the_public_internet_is_public() {
        let public = |text: &str| is_public(text.parse().unwrap());
        for text in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(public(text), "{text}");
        }
        for text in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }
}
