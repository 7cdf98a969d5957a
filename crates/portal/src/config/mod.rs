//! What an operator sets: one small struct per concern, read from a TOML file and overridden by environment
//! variables `PORTICO__SECTION__KEY` (contract: `portico serve`). Every duration is written in ISO 8601
//! (`PT15M`).

mod span;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use base::Secret;
use serde::Deserialize;

pub use span::Span;

/// Everything an operator may set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `production` refuses what only a demo or a test may do, such as moving the clock.
    #[serde(default = "production")]
    pub env: String,
    /// Where pages and APIs listen, and how the outside reaches them.
    #[serde(default)]
    pub http: Http,
    /// The database.
    pub db: Database,
    /// How long a session lives.
    #[serde(default)]
    pub session: Session,
    /// Bounds of the e-mailed code.
    #[serde(default)]
    pub sign_in: SignIn,
    /// How mail leaves.
    pub mail: Mail,
    /// Bounds of every call to an EHR.
    #[serde(default)]
    pub ehr: EhrLimits,
    /// Logs.
    #[serde(default)]
    pub log: Log,
    /// Traces; off unless a collector is named.
    #[serde(default)]
    pub traces: Traces,
}

fn production() -> String {
    "production".into()
}

/// Listening sockets and the outside view.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address of pages and APIs.
    pub listen: SocketAddr,
    /// Address of `/healthz`, `/readyz`, `/metrics`, `/tls-allowed`.
    pub operations: SocketAddr,
    /// An organisation answers at `{slug}.{base_domain}` (T01).
    pub base_domain: String,
    /// Scheme that browsers use: `http` only on a developer's machine.
    pub scheme: String,
    /// Peers whose `X-Forwarded-For`, `-Proto` and `-Host` are believed. From anyone else they are ignored.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests answered at once on this replica; more are refused with `Retry-After`.
    pub max_in_flight: usize,
    /// An organisation may hold at most so many times the places that are free: with 4, alone four fifths
    /// of `max_in_flight`, and of two that are greedy each four ninths.
    pub fairness: usize,
    /// Connections held at once, idle ones too. Beyond, those that idle longest are closed.
    pub max_connections: usize,
    /// Connections of one network address, unless it is a trusted proxy; more are closed at once.
    pub max_connections_per_address: usize,
    /// A request's head must be whole so long after its first byte, or after the connection opened.
    pub head_time: Span,
    /// Largest head of a request in bytes, at least 8 KiB.
    pub max_head: usize,
    /// A request's body must be whole so long after it is first read.
    pub body_time: Span,
    /// A connection without a request is closed after this.
    pub idle_time: Span,
    /// A connection on which no request comes and no part of an answer leaves is closed after this, though
    /// an answer is on its way: its reader has stopped reading.
    pub stall_time: Span,
    /// Requests at once on one HTTP/2 connection.
    pub max_streams: u32,
    /// Requests a second that one network address may make on this replica, and the burst on top.
    pub per_address: Rate,
    /// Largest request body in bytes.
    pub max_body: usize,
    /// Told to stop, the portal says at once that it is not ready and answers on for this long, so that
    /// whoever balances the load looks away before the door closes. At most ten seconds.
    pub linger: Span,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            operations: SocketAddr::from(([127, 0, 0, 1], 8081)),
            base_domain: "localhost".into(),
            scheme: "https".into(),
            trusted_proxies: Vec::new(),
            max_in_flight: 512,
            fairness: 4,
            max_connections: 12_288,
            max_connections_per_address: 512,
            head_time: Span::millis(10_000),
            max_head: 32 * 1024,
            body_time: Span::millis(15_000),
            idle_time: Span::millis(75_000),
            stall_time: Span::millis(60_000),
            max_streams: 64,
            per_address: Rate::default(),
            max_body: 64 * 1024,
            linger: Span::millis(2_000),
        }
    }
}

/// A steady rate and the burst allowed on top of it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rate {
    /// Steady requests a second.
    pub per_second: u32,
    /// Requests that may come at once.
    pub burst: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self { per_second: 200, burst: 1_000 }
    }
}

/// The database and the keys that seal its columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://file` or `postgres://…`.
    pub url: Secret,
    /// Connections of the pool.
    #[serde(default = "connections")]
    pub max_connections: u32,
    /// `id:base64` of 32 bytes, several parted by commas, the current one last. There is no default: without
    /// a master key nothing starts.
    pub master_keys: Option<Secret>,
}

fn connections() -> u32 {
    8
}

/// Session limits (A02, A14, C3).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Unused for this long, a session ends.
    pub idle: Span,
    /// A page warns when a session was unused for this long.
    pub warn: Span,
    /// A session ends after this long, used or not.
    pub absolute: Span,
    /// What only a fresh proof of who asks allows is allowed for so long after it (step-up).
    pub fresh: Span,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            idle: Span::minutes(15),
            warn: Span::minutes(13),
            absolute: Span::hours(4),
            fresh: Span::minutes(10),
        }
    }
}

/// Bounds of the e-mailed code (contract: Sign-in).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Digits of a code: 6 to 8 (eight carry 26 bits, NIST SP 800-63B asks for 20).
    pub digits: u32,
    /// A code works for this long, at most ten minutes (ASVS 6.5.5).
    pub life: Span,
    /// Wrong tries that use a code up.
    pub tries: i32,
    /// Codes per e-mail address in 15 minutes.
    pub per_email: u32,
    /// Codes per e-mail address in a day.
    pub per_email_day: u32,
    /// Codes per network address in 15 minutes.
    pub per_address: u32,
    /// Codes per organisation in 15 minutes.
    pub per_organisation: u32,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            digits: 8,
            life: Span::minutes(10),
            tries: 5,
            per_email: 5,
            per_email_day: 10,
            per_address: 100,
            per_organisation: 2_000,
        }
    }
}

/// SendGrid (protocols 5.5).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `https://api.sendgrid.com` or a twin.
    pub base_url: url::Url,
    /// The API key.
    pub api_key: Secret,
    /// Sender address; the sender's name is the organisation's.
    pub from: String,
}

/// Bounds of EHR calls.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EhrLimits {
    /// A whole list, all pages, must be there by then.
    pub deadline: Span,
    /// Largest single answer in bytes.
    pub max_bytes: usize,
    /// Most pages that a list may have.
    pub max_pages: u32,
    /// Largest file of the record in bytes, such as a scanned document.
    pub file_max_bytes: u64,
    /// A file must begin to arrive by then.
    pub file_first_byte: Span,
    /// The EHR may be silent for so long while a file arrives.
    pub file_idle: Span,
    /// A file must be gone by then, however slow the reader.
    pub file_whole: Span,
    /// Files read from one EHR at once.
    pub files_at_once: usize,
}

impl Default for EhrLimits {
    fn default() -> Self {
        Self {
            deadline: Span::millis(2_500),
            max_bytes: 6 * 1024 * 1024,
            max_pages: 50,
            file_max_bytes: 100 * 1024 * 1024,
            file_first_byte: Span::millis(10_000),
            file_idle: Span::millis(10_000),
            file_whole: Span::millis(600_000),
            files_at_once: 8,
        }
    }
}

/// Logs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// A `tracing` filter, such as `info` or `portal=debug`.
    pub filter: String,
    /// `json` or `text`.
    pub format: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".into(), format: "json".into() }
    }
}

/// OpenTelemetry traces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traces {
    /// Base of a collector that takes OTLP over HTTP in JSON, such as `http://127.0.0.1:4318`. Without it
    /// nothing is traced, and nothing is spent on it.
    pub collector: Option<url::Url>,
    /// The `Authorization` header of every message, when the collector wants one.
    pub authorization: Option<Secret>,
    /// The share of requests and jobs that are traced, 0 to 1.
    pub share: f64,
    /// Tells an EHR which trace a request belongs to (`traceparent`).
    pub to_ehr: bool,
}

impl Default for Traces {
    fn default() -> Self {
        Self { collector: None, authorization: None, share: 1.0, to_ehr: false }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file or a variable is missing, malformed or unknown.
    #[error("configuration: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// A value is outside what is safe.
    #[error("configuration: {0}")]
    Unsafe(&'static str),
}

impl Config {
    /// Reads `file` (when given) and the environment, and refuses what is unsafe.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(config::File::from(file));
        }
        let environment = config::Environment::with_prefix("PORTICO")
            .prefix_separator("__")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("http.trusted_proxies");
        let loaded: Self = builder.add_source(environment).build()?.try_deserialize()?;
        loaded.refuse_unsafe()?;
        Ok(loaded)
    }

    /// Whether this is a production environment.
    pub fn is_production(&self) -> bool {
        self.env == "production"
    }

    fn refuse_unsafe(&self) -> Result<(), ConfigError> {
        let unsafe_because = |wrong: bool, why| if wrong { Err(ConfigError::Unsafe(why)) } else { Ok(()) };
        unsafe_because(!(6..=8).contains(&self.sign_in.digits), "sign_in.digits must be 6 to 8")?;
        unsafe_because(self.sign_in.life > Span::minutes(10), "sign_in.life must be at most PT10M")?;
        unsafe_because(self.session.absolute > Span::hours(24), "session.absolute must be at most PT24H")?;
        unsafe_because(self.session.fresh > Span::hours(1), "session.fresh must be at most PT1H")?;
        unsafe_because(
            self.session.warn >= self.session.idle,
            "session.warn must be shorter than session.idle",
        )?;
        unsafe_because(
            !matches!(self.http.scheme.as_str(), "http" | "https"),
            "http.scheme is http or https",
        )?;
        unsafe_because(!(0.0..=1.0).contains(&self.traces.share), "traces.share must be 0 to 1")?;
        unsafe_because(self.http.linger > Span::millis(10_000), "http.linger must be at most PT10S")?;
        unsafe_because(self.http.max_head < 8 * 1024, "http.max_head must be at least 8192")?;
        let plain = self.is_production() && self.http.scheme == "http";
        unsafe_because(plain, "http.scheme must be https in production (U05)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(toml: &str) -> Result<Config, ConfigError> {
        let source = config::File::from_str(toml, config::FileFormat::Toml);
        let loaded: Config = config::Config::builder().add_source(source).build()?.try_deserialize()?;
        loaded.refuse_unsafe()?;
        Ok(loaded)
    }

    const LEAST: &str = "[db]\nurl = \"sqlite://x\"\n[mail]\nbase_url = \"https://api.sendgrid.com\"\n\
                         api_key = \"k\"\nfrom = \"no-reply@portico.example\"\n";

    #[test]
    fn the_least_configuration_has_the_contract_bounds() {
        let config = parse(LEAST).unwrap();
        assert!(config.is_production());
        assert_eq!(config.session.idle, Span::minutes(15));
        assert_eq!(
            (config.sign_in.per_email, config.sign_in.per_email_day, config.sign_in.tries),
            (5, 10, 5)
        );
    }

    #[test]
    fn unsafe_and_unknown_settings_are_refused() {
        for extra in [
            "[sign_in]\ndigits = 4",
            "[sign_in]\nlife = \"PT1H\"",
            "[session]\nwarn = \"PT15M\"",
            "[http]\nscheme = \"http\"",
            "[http]\nport = 1",
            "[http]\nmax_head = 4096",
            "[traces]\nshare = 1.5",
        ] {
            assert!(parse(&format!("{LEAST}{extra}")).is_err(), "{extra}");
        }
    }
}
