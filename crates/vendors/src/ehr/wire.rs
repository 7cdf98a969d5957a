//! One request to the EHR: a slot, a bearer, a deadline, at most one retry, a counted body, a typed refusal.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use fhir::json::{Object, too_deep};
use fhir::views::OperationOutcome;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};
use url::Url;

use super::Ehr;
use super::error::EhrError;
use crate::http::{self, BodyError};
use crate::otlp;

/// What a request asks for, which decides what a 404 means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// A search: 404, 405 and *not supported* mean that the server does not offer it.
    Search,
    /// A further page of a search: 404 is a page that is missing.
    Page,
    /// One resource: 404 and 410 mean that there is none.
    Read,
    /// The capability statement, which every FHIR server has: 404 means that this is not its base.
    Metadata,
}

impl Ask {
    /// The span of a request: what for, and of a search the type of resource. Never the address.
    fn span(self, url: &Url) -> Span {
        let label = match self {
            Self::Search => "EHR search",
            Self::Page => "EHR page",
            Self::Read => "EHR read",
            Self::Metadata => "EHR metadata",
        };
        let last = || url.path_segments()?.next_back();
        let searched = (self == Self::Search).then(last).flatten().unwrap_or_default();
        tracing::trace_span!(
            target: otlp::TARGET, "ehr", otel.label = label, otel.kind = "client", fhir.r#type = searched,
            outcome = Empty, otel.failed = Empty
        )
    }
}

/// When a call began and when it must be over.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    began: Instant,
    at: Instant,
}

impl Deadline {
    pub(super) fn after(span: Duration) -> Self {
        let began = Instant::now();
        Self { began, at: began + span }
    }

    /// The middle of the time that is left.
    pub(super) fn midway(self) -> Instant {
        let now = Instant::now();
        now + self.at.saturating_duration_since(now) / 2
    }

    /// Runs a future until the deadline.
    pub(super) async fn bound<T>(
        self,
        future: impl Future<Output = Result<T, EhrError>>,
    ) -> Result<T, EhrError> {
        match timeout_at(self.at, future).await {
            Ok(done) => done,
            Err(_) => Err(EhrError::NotAnswering { after: self.began.elapsed() }),
        }
    }
}

/// Pays for retries: ten requests earn one, so that a failing EHR never sees more than 1.1 times the requests
/// that patients made (security goal 7). It starts empty, so that the bound holds from the first request on.
#[derive(Default)]
pub(super) struct RetryBudget(AtomicU32);

impl RetryBudget {
    const PRICE: u32 = 10;
    /// Savings are bounded: a quiet day does not pay for a storm.
    const MOST: u32 = 10 * Self::PRICE;

    fn earn(&self) {
        self.change(|saved| Some((saved + 1).min(Self::MOST)));
    }

    fn spend(&self) -> bool {
        self.change(|saved| saved.checked_sub(Self::PRICE))
    }

    fn change(&self, step: impl Fn(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).is_ok()
    }
}

/// A failure, and whether asking once more may help.
pub(super) struct Failure {
    pub(super) error: EhrError,
    passing: bool,
}

impl From<EhrError> for Failure {
    fn from(error: EhrError) -> Self {
        Self { error, passing: false }
    }
}

impl Ehr {
    /// Gets a body from an address that [`super::links::Base`] made, within the deadline. Not asked at all
    /// while the EHR rests.
    pub(super) async fn asked(&self, url: &Url, ask: Ask, deadline: Deadline) -> Result<Bytes, EhrError> {
        let span = ask.span(url);
        let outcome = self.counted(url, ask, deadline).instrument(span.clone()).await;
        span.record("outcome", outcome.as_ref().err().map_or("ok", EhrError::code));
        span.record("otel.failed", outcome.is_err());
        outcome
    }

    async fn counted(&self, url: &Url, ask: Ask, deadline: Deadline) -> Result<Bytes, EhrError> {
        let breaker = &self.shared.breaker;
        let began = Instant::now();
        let outcome = match breaker.admit() {
            Err(resting) => Err(resting),
            Ok(()) => {
                let outcome = deadline.bound(self.get(url, ask)).await;
                breaker.learn(&outcome);
                outcome
            }
        };
        let word = outcome.as_ref().err().map_or("ok", EhrError::code);
        metrics::counter!("portico_ehr_requests_total", "outcome" => word).increment(1);
        metrics::histogram!("portico_ehr_seconds").record(began.elapsed());
        outcome
    }

    async fn get(&self, url: &Url, ask: Ask) -> Result<Bytes, EhrError> {
        self.shared.budget.earn();
        match self.once(url, ask).await {
            Ok(bytes) => Ok(bytes),
            Err(failure) if failure.passing && self.shared.budget.spend() => {
                sleep(jitter()).await;
                self.once(url, ask).await.map_err(|failure| failure.error)
            }
            Err(failure) => Err(failure.error),
        }
    }

    async fn once(&self, url: &Url, ask: Ask) -> Result<Bytes, Failure> {
        let began = Instant::now();
        let response = self.answered(url, &self.shared.headers, began).await?;
        let status = response.status();
        if status == StatusCode::OK {
            let body = http::body(response, self.limits.max_bytes, Some(&self.shared.arriving)).await;
            return body.map_err(|e| body_error(e, began).into());
        }
        let passing = matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE)
            && http::retry_after(response.headers()).is_none();
        let error = self.explained(response, ask, began).await;
        Err(Failure { error, passing })
    }

    /// Sends, and once more with a new token when the first one is refused.
    pub(super) async fn answered(
        &self,
        url: &Url,
        headers: &HeaderMap,
        began: Instant,
    ) -> Result<Response, Failure> {
        let auth = &self.shared.auth;
        let Some(bearer) = auth.bearer(&self.shared.http).await? else {
            return self.sent(url, headers, None, began).await;
        };
        let response = self.sent(url, headers, Some(&bearer), began).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        drop(response);
        let renewed = auth.renewed(&self.shared.http, &bearer).await?;
        let response = self.sent(url, headers, Some(&renewed), began).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            auth.refused_again().await;
        }
        Ok(response)
    }

    async fn sent(
        &self,
        url: &Url,
        headers: &HeaderMap,
        bearer: Option<&super::auth::Bearer>,
        began: Instant,
    ) -> Result<Response, Failure> {
        let mut request = self.shared.http.get(url.clone()).headers(headers.clone());
        if let Some(bearer) = bearer {
            request = request.header(AUTHORIZATION, bearer.header.clone());
        }
        if let Some(trace) = otlp::for_ehr() {
            request = request.header("traceparent", trace);
        }
        // A connection that fails, or ends before the first byte of an answer, may be another one's fault.
        request.send().await.map_err(|error| Failure {
            error: EhrError::NotAnswering { after: began.elapsed() },
            passing: !error.is_timeout() || error.is_connect(),
        })
    }

    /// Gives a refusal its type, reading the OperationOutcome where the status alone does not tell.
    async fn explained(&self, response: Response, ask: Ask, began: Instant) -> EhrError {
        let status = response.status();
        let refusal = refusal(status, response.headers(), began);
        match (ask, status.as_u16()) {
            (Ask::Read, 404 | 410) => EhrError::NotFound,
            (Ask::Search, 405 | 501) => EhrError::NotOffered,
            (Ask::Search, 404) => match outcome(response).await {
                // Only FHIR's own 404 speaks of the type; any other one says that something else stands
                // there.
                Some(_) => EhrError::NotOffered,
                None => refusal,
            },
            (Ask::Search, 400) => match outcome(response).await {
                Some(outcome) if outcome.has_code("not-supported") => EhrError::NotOffered,
                _ => refusal,
            },
            _ => refusal,
        }
    }
}

/// What a status means whatever was asked.
pub(super) fn refusal(status: StatusCode, headers: &HeaderMap, began: Instant) -> EhrError {
    let retry_after = http::retry_after(headers);
    match status.as_u16() {
        429 => EhrError::RateLimited { retry_after },
        503 => EhrError::Overloaded { retry_after },
        502 | 504 => EhrError::NotAnswering { after: began.elapsed() },
        // A success that brings no resource (202, 204, 206) is not an answer to a GET.
        200..300 => EhrError::Malformed,
        500.. => EhrError::Failed { status: status.as_u16() },
        _ => EhrError::Refused { status: status.as_u16() },
    }
}

/// The type of a body that did not arrive.
pub(super) fn body_error(error: BodyError, began: Instant) -> EhrError {
    match error {
        BodyError::TooLarge => EhrError::TooLarge,
        BodyError::BrokenOff => EhrError::Malformed,
        BodyError::Silent => EhrError::NotAnswering { after: began.elapsed() },
    }
}

/// An OperationOutcome is small; what cannot be read as one explains nothing, and the status alone speaks.
async fn outcome(response: Response) -> Option<OperationOutcome> {
    let body = http::body(response, 64 * 1024, None).await.ok()?;
    let text = std::str::from_utf8(&body).ok().filter(|text| !too_deep(text))?;
    let kind = Object::parse(text).ok()?.field::<Option<String>>("resourceType")?;
    if kind == "OperationOutcome" { serde_json::from_str(text).ok() } else { None }
}

/// 50 to 150 ms, so that many callers who failed together do not come back together.
fn jitter() -> Duration {
    let [drawn] = base::random::bytes::<1>();
    Duration::from_millis(50 + u64::from(drawn) * 100 / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_never_exceed_a_tenth_of_the_requests() {
        let budget = RetryBudget::default();
        let mut retries = 0;
        for request in 1..=10_000 {
            budget.earn();
            retries += u32::from(budget.spend());
            assert!(retries * 10 <= request);
        }
        assert_eq!(retries, 1_000);
    }

    #[test]
    fn a_quiet_day_saves_at_most_ten_retries() {
        let budget = RetryBudget::default();
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 10);
    }
}
