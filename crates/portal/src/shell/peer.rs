//! Who is calling, and under which host and scheme: from the connection itself, or from `X-Forwarded-*` when
//! the connection comes from a proxy that the operator trusts. From anyone else those headers are ignored
//! (ASVS 4.1.3).

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;

use super::tenant;
use crate::config::Http;

/// The caller and the host it asked for.
pub struct Peer {
    /// Network address of the caller.
    pub address: IpAddr,
    /// Host name, normal form, without port; `None` when it is no host name.
    pub host: Option<String>,
    /// Port of the host, when one was written.
    pub port: Option<u16>,
    /// Scheme that the browser used.
    pub scheme: String,
}

fn connected(request: &Request) -> IpAddr {
    let known = request.extensions().get::<ConnectInfo<SocketAddr>>();
    known.map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip())
}

/// Whether a request comes from a proxy that the operator trusts.
pub fn is_trusted(request: &Request, config: &Http) -> bool {
    config.trusted_proxies.contains(&connected(request))
}

/// Reads the caller from a request.
pub fn of(request: &Request, config: &Http) -> Peer {
    let connected = connected(request);
    let headers = request.headers();
    let uri_host = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let own = tenant::host_of(headers, uri_host);
    if !config.trusted_proxies.contains(&connected) {
        let (host, port) = split(own);
        return Peer { address: connected, host, port, scheme: config.scheme.clone() };
    }
    let (host, port) = match forwarded(headers, "x-forwarded-host") {
        Some(raw) => split(tenant::normal_host(raw)),
        None => split(own),
    };
    let address = forwarded(headers, "x-forwarded-for").and_then(|raw| raw.parse().ok()).unwrap_or(connected);
    let scheme = forwarded(headers, "x-forwarded-proto").filter(|s| matches!(*s, "http" | "https"));
    Peer { address, host, port, scheme: scheme.unwrap_or(&config.scheme).to_owned() }
}

fn split(host: Option<(String, Option<u16>)>) -> (Option<String>, Option<u16>) {
    host.map_or((None, None), |(host, port)| (Some(host), port))
}

/// The last value of a forwarded header: the one that the trusted proxy itself appended.
fn forwarded<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next().map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn ask(trusted: &[IpAddr], from: [u8; 4]) -> Peer {
        let config = Http { trusted_proxies: trusted.to_vec(), ..Http::default() };
        let mut request = Request::builder()
            .header("host", "aurora.localhost:8080")
            .header("x-forwarded-host", "northside.localhost")
            .header("x-forwarded-for", "198.51.100.9, 203.0.113.7")
            .header("x-forwarded-proto", "http")
            .body(Body::empty())
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((from, 4000))));
        of(&request, &config)
    }

    #[test]
    fn forwarded_headers_count_only_from_a_trusted_proxy() {
        let forged = ask(&[], [192, 0, 2, 1]);
        assert_eq!(forged.host.as_deref(), Some("aurora.localhost"));
        assert_eq!(forged.address, IpAddr::from([192, 0, 2, 1]));
        assert_eq!(forged.scheme, "https");
        let proxied = ask(&[IpAddr::from([192, 0, 2, 1])], [192, 0, 2, 1]);
        assert_eq!(proxied.host.as_deref(), Some("northside.localhost"));
        assert_eq!(proxied.address, IpAddr::from([203, 0, 113, 7]));
        assert_eq!(proxied.scheme, "http");
    }
}
