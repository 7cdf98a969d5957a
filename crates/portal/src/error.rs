//! The one error of the product. It says what went wrong, never how it looks: `shell::surface` renders it as
//! a page or as problem+json.
//!
//! Which to use: a thing that is not there *or not yours* is `NotFound`; a session that is missing or over is
//! `SignedOut`; input that a person can mend is `Invalid`; a vendor's failure keeps its type; what nobody can
//! mend is `Internal`, and its detail goes to the log only.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use vendors::ehr::EhrError;

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Error {
    /// No such thing, or not yours: the two are the same answer.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// No session, or it is over.
    SignedOut,
    /// A code that does not fit: wrong, late, used, or of an unknown address; nobody is told which.
    WrongCode,
    /// A passkey that does not fit: late, used, removed, of somebody else; nobody is told which.
    WrongPasskey,
    /// Signed in, and it is not said yet whose record to open.
    ChooseFirst,
    /// Signed in and allowed, but only after a fresh proof of who she is (step-up).
    ProveFirst {
        /// The page to come back to.
        back: String,
    },
    /// Signed in, and the policy says no to this action.
    Refused,
    /// The organisation has no licence for the module (T09).
    NotLicensed,
    /// The organisation switched the feature off, or its plan does not include it (T06, T11).
    SwitchedOff,
    /// It is this patient's and on hold: by the clinic, or because she lets it wait (C5).
    OnHold,
    /// A browser sent this from another site.
    CrossSite,
    /// Input that its sender can mend, field by field.
    Invalid(Vec<Invalid>),
    /// The body is larger than this route takes.
    TooLarge,
    /// The body did not come whole in time.
    TooSlow,
    /// This replica, or this organisation's share of it, is full for the moment.
    Overloaded,
    /// Too many tries; again after the wait.
    TooMany(Duration),
    /// The EHR did not give a usable answer.
    Ehr(EhrError),
    /// A file of the record cannot be had, and asking again will not mend it.
    File(EhrError),
    /// Nobody outside can mend it. The text is for the log.
    Internal(String),
}

/// One field that cannot be taken, and the kind of mistake (words are in the locale files).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Name of the form or JSON field.
    pub field: &'static str,
    /// Text key of what to do, such as `error-email-format`.
    pub key: &'static str,
}

impl Error {
    /// One field that cannot be taken.
    pub fn invalid(field: &'static str, key: &'static str) -> Self {
        Self::Invalid(vec![Invalid { field, key }])
    }

    /// The stable code of the API (docs/api.md).
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::SignedOut => "SESSION_EXPIRED",
            Self::WrongCode => "CODE_INVALID",
            Self::WrongPasskey => "PASSKEY_INVALID",
            Self::ChooseFirst => "CHOOSE_PATIENT",
            Self::ProveFirst { .. } => "STEP_UP_REQUIRED",
            Self::Refused => "NOT_PERMITTED",
            Self::NotLicensed => "MODULE_NOT_LICENSED",
            Self::SwitchedOff => "FEATURE_DISABLED",
            Self::OnHold => "ON_HOLD",
            Self::CrossSite => "CROSS_SITE_REQUEST",
            Self::Invalid(_) => "VALIDATION_FAILED",
            Self::TooLarge => "BODY_TOO_LARGE",
            Self::TooSlow => "BODY_TOO_SLOW",
            Self::Overloaded => "OVERLOADED",
            Self::TooMany(_) => "RATE_LIMITED",
            Self::Ehr(_) => "EHR_UNAVAILABLE",
            Self::File(_) => "FILE_UNAVAILABLE",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::SignedOut | Self::WrongCode | Self::WrongPasskey => 401,
            Self::ChooseFirst
            | Self::ProveFirst { .. }
            | Self::Refused
            | Self::NotLicensed
            | Self::SwitchedOff
            | Self::OnHold
            | Self::CrossSite => 403,
            Self::Invalid(_) => 422,
            Self::TooLarge => 413,
            Self::TooSlow => 408,
            Self::Overloaded => 503,
            Self::TooMany(_) => 429,
            Self::Ehr(EhrError::NotAnswering { .. }) => 504,
            Self::Ehr(
                EhrError::RateLimited { .. } | EhrError::Overloaded { .. } | EhrError::Resting { .. },
            ) => 503,
            Self::Ehr(_) | Self::File(_) => 502,
            Self::Internal(_) => 500,
        }
    }
}

/// Carries the error to the edge, where it gets its looks.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::empty());
        let status = axum::http::StatusCode::from_u16(self.status());
        *response.status_mut() = status.unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<policy::Denied> for Error {
    fn from(denied: policy::Denied) -> Self {
        match denied {
            policy::Denied::NoSession => Self::SignedOut,
            policy::Denied::ChooseFirst => Self::ChooseFirst,
            policy::Denied::WrongPatient => Self::NotFound,
            policy::Denied::NotPermitted => Self::Refused,
        }
    }
}

impl From<db::DbError> for Error {
    fn from(error: db::DbError) -> Self {
        match error {
            // No connection or no turn within the bounds: the next try may find one.
            db::DbError::Busy => Self::Overloaded,
            other => Self::Internal(format!("database: {other}")),
        }
    }
}

impl From<EhrError> for Error {
    fn from(error: EhrError) -> Self {
        match error {
            // The EHR answered, and what it said is that there is no such thing.
            EhrError::NotFound => Self::NotFound,
            other => Self::Ehr(other),
        }
    }
}

impl From<serde_json::Error> for Error {
    /// Of what we write ourselves; a body that cannot be read is the caller's, and said where it is read.
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("json: {error}"))
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn a_database_without_a_free_connection_is_full_and_not_broken() {
        let busy = Error::from(db::DbError::Busy);
        assert_eq!((busy.status(), busy.code()), (503, "OVERLOADED"));
        assert_eq!(Error::from(db::DbError::Tampered("x")).status(), 500);
    }
}
