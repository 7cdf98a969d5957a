//! What can go wrong with a clinical system, as types: each failure has one cause, a stable code and a text
//! that names no host, body or id.

use std::time::Duration;

/// Why the EHR gave no usable answer (security goal 6; lesson 9: one typed cause each).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EhrError {
    /// No connection, no answer or no whole answer within the deadline, or a gateway says so (502, 504).
    #[error("the record system did not answer within {} ms", after.as_millis())]
    NotAnswering {
        /// How long was waited.
        after: Duration,
    },
    /// It has failed so often of late that it is not asked now (`breaker.rs`).
    #[error("the record system is left alone for {} ms more", retry_after.as_millis())]
    Resting {
        /// When it will be asked again.
        retry_after: Duration,
    },
    /// It answered, and will not serve this: 401 after one re-authentication, 403, a redirect, another 4xx.
    #[error("the record system refused the request (status {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// It answered with an error of its own (5xx other than 502, 503, 504).
    #[error("the record system failed (status {status})")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not what FHIR says it must be: broken off, not JSON, nested absurdly, not the asked
    /// kind.
    #[error("the record system's answer cannot be read")]
    Malformed,
    /// The answer is larger than this client accepts.
    #[error("the record system's answer is too large")]
    TooLarge,
    /// A patient was asked for and another one was answered.
    #[error("the record system answered for another patient")]
    WrongPatient,
    /// A resource was asked for by type and id and another one was answered.
    #[error("the record system answered with another resource")]
    WrongResource,
    /// There is no such resource (or it was deleted).
    #[error("the record system has no such resource")]
    NotFound,
    /// The system does not offer this kind of resource, or no search on it.
    #[error("the record system does not offer this kind of data")]
    NotOffered,
    /// An attachment has neither content nor an address, or its content is empty.
    #[error("the attachment has no content")]
    NoContent,
    /// An attachment is at an address that is not the record system's, where nothing is ever asked.
    #[error("the attachment is at an address outside the record system")]
    ForeignAddress,
    /// The system, or this client's own bound on concurrent requests to it, is full.
    #[error("the record system is overloaded")]
    Overloaded {
        /// How long the system asked to wait, when it did.
        retry_after: Option<Duration>,
    },
    /// The system counts our requests and has had enough for now.
    #[error("the record system limits our requests")]
    RateLimited {
        /// How long the system asked to wait, when it did.
        retry_after: Option<Duration>,
    },
}

impl EhrError {
    /// A stable word for logs, metrics and `reason` fields.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnswering { .. } => "not-answering",
            Self::Resting { .. } => "resting",
            Self::Refused { .. } => "refused",
            Self::Failed { .. } => "failed",
            Self::Malformed => "malformed",
            Self::TooLarge => "too-large",
            Self::WrongPatient => "wrong-patient",
            Self::WrongResource => "wrong-resource",
            Self::NotFound => "not-found",
            Self::NotOffered => "not-offered",
            Self::NoContent => "no-content",
            Self::ForeignAddress => "foreign-address",
            Self::Overloaded { .. } => "overloaded",
            Self::RateLimited { .. } => "rate-limited",
        }
    }

    /// How long to wait before asking again, when the system said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Overloaded { retry_after } | Self::RateLimited { retry_after } => *retry_after,
            Self::Resting { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}

/// Why a search that did find something cannot vouch for having found everything (lesson 5: never a silent
/// partial list). The first cause met is the one told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomplete {
    /// A page after the first failed.
    #[error("a later page is missing: {cause}")]
    MissingPage {
        /// What happened to that page.
        cause: EhrError,
    },
    /// A next link points outside the configured base, where no credential is ever sent.
    #[error("a later page is at an address outside the record system")]
    ForeignLink,
    /// The next links run in a circle, or bring nothing new.
    #[error("the pages run in a circle")]
    Loop,
    /// More pages or resources than this client follows.
    #[error("there are more resources than are read at once")]
    TooMany,
    /// The server ignored a search parameter, so that the list is not the one asked for.
    #[error("the record system ignored a search parameter")]
    FilterIgnored,
    /// The server put an OperationOutcome with an error among the results.
    #[error("the record system reported an error beside its results")]
    ErrorReported,
    /// Entries that are no readable resources; the others are there.
    #[error("{0} entries cannot be read")]
    Malformed(u64),
    /// The server's own total differs from what arrived.
    #[error("the record system counts {expected} resources, {got} arrived")]
    TotalMismatch {
        /// The server's total.
        expected: u64,
        /// Different resources that arrived.
        got: u64,
    },
}

impl Incomplete {
    /// A stable word for logs, metrics and the `reason` field of a record list.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingPage { .. } => "missing-page",
            Self::ForeignLink => "foreign-link",
            Self::Loop => "loop",
            Self::TooMany => "too-many",
            Self::FilterIgnored => "filter-ignored",
            Self::ErrorReported => "error-reported",
            Self::Malformed(_) => "malformed-entries",
            Self::TotalMismatch { .. } => "total-mismatch",
        }
    }
}
