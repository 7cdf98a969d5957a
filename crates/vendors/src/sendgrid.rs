//! SendGrid's mail API, v3 (protocols 5.5). What may be repeated and when is the job queue's decision: this
//! client sends once and says what happened.

use std::fmt;
use std::time::Duration;

use base::Secret;
use reqwest::header::HeaderMap;
use reqwest::{Client, Response, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout};
use url::Url;

use crate::http;

/// How long one call may take. Mail is sent by jobs, nobody waits for it.
const DEADLINE: Duration = Duration::from_secs(10);
/// SendGrid's error bodies are small.
const MAX_BYTES: usize = 64 * 1024;

/// A sender as mail programs show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// The address; its domain is authenticated with SendGrid.
    pub email: String,
    /// The name shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One mail to one address. Its words carry no PHI (architecture, invariant 7).
#[derive(Clone)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The plain text, which every mail has.
    pub text: String,
    /// The same in HTML.
    pub html: Option<String>,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// The sender's name on this mail, such as the clinic's; else the configured one.
    pub from_name: Option<String>,
}

/// Shows nothing of the mail: addresses and texts do not belong in logs.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail")
    }
}

/// SendGrid's name for an accepted mail (`X-Message-Id`), the key of its later delivery events. An acceptance
/// without one is still an acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(Option<String>);

impl MessageId {
    /// The id as given.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Why a mail was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The key or the sender is refused (401, 403 and any other status that repeating does not cure).
    #[error("the mail service refused the request (status {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// Too many requests (429).
    #[error("the mail service limits our requests")]
    RateLimited {
        /// How long to wait, when it said so.
        retry_after: Option<Duration>,
    },
    /// No answer, or an error of its own (5xx).
    #[error("the mail service did not answer within {} ms", after.as_millis())]
    NotAnswering {
        /// How long was waited.
        after: Duration,
        /// Whether the request may have had its effect, so that a repetition may send a second mail.
        maybe_sent: bool,
    },
    /// This mail is not acceptable to SendGrid (400, 413), or not to us before it was sent.
    #[error("the mail is not valid{}", field.as_deref().map(|f| format!(": {f}")).unwrap_or_default())]
    Invalid {
        /// Which field, in SendGrid's words for fields, never its value.
        field: Option<String>,
    },
}

impl MailError {
    /// Whether repeating the same mail with the same configuration can never succeed.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Invalid { .. })
    }

    /// A stable word for logs and metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::RateLimited { .. } => "rate-limited",
            Self::NotAnswering { .. } => "not-answering",
            Self::Invalid { .. } => "invalid",
        }
    }
}

/// A client for one SendGrid account. Clones are cheap.
#[derive(Clone)]
pub struct SendGrid {
    http: Client,
    base_url: Url,
    api_key: Secret,
    from: Sender,
}

impl SendGrid {
    /// A client over the shared HTTP client of [`crate::http::client`]. `base_url` is what stands before
    /// `/v3/mail/send`. Nothing is sent yet.
    pub fn new(http: Client, base_url: Url, api_key: Secret, from: Sender) -> Self {
        Self { http, base_url, api_key, from }
    }

    /// Hands one mail over. Click and open tracking are off in every mail.
    ///
    /// # Errors
    /// [`MailError`]; after [`MailError::NotAnswering`] with `maybe_sent` the mail may be on its way.
    pub async fn send(&self, mail: &Mail) -> Result<MessageId, MailError> {
        check(mail)?;
        let request = self.http.post(self.address("v3/mail/send")).json(&Payload::new(mail, &self.from));
        let response = self.answered(request).await?;
        if matches!(response.status(), StatusCode::ACCEPTED | StatusCode::OK) {
            return Ok(message_id(response.headers()));
        }
        Err(refusal(response).await)
    }

    /// Checks that the service answers and takes the key (`GET /v3/scopes`), for `portico check`.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn ping(&self) -> Result<(), MailError> {
        let response = self.answered(self.http.get(self.address("v3/scopes"))).await?;
        if response.status() == StatusCode::OK { Ok(()) } else { Err(refusal(response).await) }
    }

    fn address(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        let below = format!("{}/{path}", url.path().trim_end_matches('/'));
        url.set_path(&below);
        url
    }

    async fn answered(&self, request: reqwest::RequestBuilder) -> Result<Response, MailError> {
        let began = Instant::now();
        match timeout(DEADLINE, request.bearer_auth(self.api_key.expose()).send()).await {
            Ok(Ok(response)) => Ok(response),
            // A connection that was never made carried nothing.
            Ok(Err(e)) => {
                Err(MailError::NotAnswering { after: began.elapsed(), maybe_sent: !e.is_connect() })
            }
            Err(_) => Err(MailError::NotAnswering { after: began.elapsed(), maybe_sent: true }),
        }
    }
}

/// The body of `POST /v3/mail/send`.
#[derive(Serialize)]
struct Payload<'a> {
    personalizations: [Personalization<'a>; 1],
    from: Sender,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Address<'a>>,
    subject: &'a str,
    content: Vec<Content<'a>>,
    tracking_settings: Tracking,
}

#[derive(Serialize)]
struct Personalization<'a> {
    to: [Address<'a>; 1],
}

#[derive(Serialize)]
struct Address<'a> {
    email: &'a str,
}

#[derive(Serialize)]
struct Content<'a> {
    r#type: &'static str,
    value: &'a str,
}

/// Tracking rewrites links and adds a picture: neither has a place in a sign-in mail or in a clinic's.
#[derive(Default, Serialize)]
struct Tracking {
    click_tracking: Switch,
    open_tracking: Switch,
}

#[derive(Default, Serialize)]
struct Switch {
    enable: bool,
}

impl<'a> Payload<'a> {
    fn new(mail: &'a Mail, from: &Sender) -> Self {
        // SendGrid refuses any other order than plain first.
        let mut content = vec![Content { r#type: "text/plain", value: &mail.text }];
        if let Some(html) = &mail.html {
            content.push(Content { r#type: "text/html", value: html });
        }
        Self {
            personalizations: [Personalization { to: [Address { email: &mail.to }] }],
            from: Sender { name: mail.from_name.clone().or_else(|| from.name.clone()), ..from.clone() },
            reply_to: mail.reply_to.as_deref().map(|email| Address { email }),
            subject: &mail.subject,
            content,
            tracking_settings: Tracking::default(),
        }
    }
}

/// Refuses what SendGrid would, and what could smuggle a header or a second address.
fn check(mail: &Mail) -> Result<(), MailError> {
    let invalid = |field: &str| Err(MailError::Invalid { field: Some(field.to_owned()) });
    let one_address = |text: &str| {
        let inside = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        inside
            && !text
                .contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
    };
    if !one_address(&mail.to) {
        return invalid("to");
    }
    if mail.reply_to.as_deref().is_some_and(|address| !one_address(address)) {
        return invalid("reply_to");
    }
    if mail.subject.trim().is_empty() || mail.subject.contains(char::is_control) {
        return invalid("subject");
    }
    if mail.text.is_empty() {
        return invalid("text");
    }
    if mail.html.as_deref().is_some_and(str::is_empty) { invalid("html") } else { Ok(()) }
}

fn message_id(headers: &HeaderMap) -> MessageId {
    MessageId(headers.get("x-message-id").and_then(|id| id.to_str().ok()).map(str::to_owned))
}

/// SendGrid's errors: `{"errors":[{"message","field","help"}]}`. The message may repeat the address, so
/// only the field's name is kept.
#[derive(Deserialize)]
struct Refusal {
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    field: Option<String>,
}

async fn refusal(response: Response) -> MailError {
    let status = response.status();
    match status.as_u16() {
        400 | 413 => MailError::Invalid { field: field(response).await },
        429 => MailError::RateLimited { retry_after: wait(response.headers()) },
        // It answered, and an answer with an error is a mail not taken.
        500.. => MailError::NotAnswering { after: Duration::ZERO, maybe_sent: false },
        status => MailError::Refused { status },
    }
}

/// The first field named; a body that cannot be read names none.
async fn field(response: Response) -> Option<String> {
    let body = timeout(DEADLINE, http::body(response, MAX_BYTES, None)).await.ok()?.ok()?;
    let refusal: Refusal = serde_json::from_slice(&body).ok()?;
    let field = refusal.errors.into_iter().find_map(|fault| fault.field)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '[' | ']');
    (field.len() <= 100 && field.chars().all(plain)).then_some(field)
}

/// `Retry-After`, or SendGrid's own `X-RateLimit-Reset` (an instant in Unix seconds).
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let reset = || headers.get("x-ratelimit-reset")?.to_str().ok()?.trim().parse().ok().map(http::until);
    http::retry_after(headers).or_else(reset)
}
