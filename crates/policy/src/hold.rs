//! Holding one result back (C5): never a category, never without a reason, an author and an end.

use base::FhirId;
use chrono::{DateTime, Duration, Utc};
use fhir::Head;

/// Why a result may be held: the exceptions to information blocking (45 CFR part 171, subpart B) under which
/// a patient's own access can be delayed, and the patient's own wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionCode {
    /// § 171.201: it would endanger a life or physical safety.
    PreventingHarm,
    /// § 171.202: privacy law forbids it.
    Privacy,
    /// § 171.203: security requires it.
    Security,
    /// § 171.204: it cannot be done.
    Infeasibility,
    /// § 171.205: systems are being maintained.
    HealthItPerformance,
    /// The patient asked for it, which is not blocking.
    PatientRequest,
}

impl ExceptionCode {
    /// All of them.
    pub const ALL: [ExceptionCode; 6] = [
        ExceptionCode::PreventingHarm,
        ExceptionCode::Privacy,
        ExceptionCode::Security,
        ExceptionCode::Infeasibility,
        ExceptionCode::HealthItPerformance,
        ExceptionCode::PatientRequest,
    ];

    /// The code as stored and shown.
    pub fn code(self) -> &'static str {
        match self {
            ExceptionCode::PreventingHarm => "preventing-harm",
            ExceptionCode::Privacy => "privacy",
            ExceptionCode::Security => "security",
            ExceptionCode::Infeasibility => "infeasibility",
            ExceptionCode::HealthItPerformance => "health-it-performance",
            ExceptionCode::PatientRequest => "patient-request",
        }
    }

    /// The exception of a code.
    pub fn from_code(code: &str) -> Option<ExceptionCode> {
        ExceptionCode::ALL.into_iter().find(|exception| exception.code() == code)
    }
}

/// What is asked for, or was stored: not yet checked.
#[derive(Clone, Debug)]
pub struct HoldRequest {
    /// Whose result.
    pub patient: FhirId,
    /// Its resource type.
    pub resource_type: String,
    /// Its id.
    pub resource_id: FhirId,
    /// The code of the exception.
    pub exception_code: String,
    /// Why, in words that the patient may read.
    pub reason: String,
    /// Who holds it.
    pub author: String,
    /// Until when.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a hold is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHold {
    /// The resource type is missing.
    #[error("a hold names one result")]
    NoResult,
    /// The exception code is missing or not one of [`ExceptionCode`].
    #[error("a hold needs an exception code")]
    NoException,
    /// The reason is blank.
    #[error("a hold needs a reason")]
    NoReason,
    /// The author is blank.
    #[error("a hold needs an author")]
    NoAuthor,
    /// No end is set.
    #[error("a hold needs an end")]
    NoExpiry,
    /// The end is not in the future.
    #[error("a hold ends in the future")]
    AlreadyOver,
    /// The end is further away than the organisation allows.
    #[error("a hold ends within the organization's longest time")]
    TooLong,
}

/// One result, held back until a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    patient: FhirId,
    resource_type: String,
    resource_id: FhirId,
    exception: ExceptionCode,
    reason: String,
    author: String,
    expires_at: DateTime<Utc>,
}

impl Hold {
    /// A new hold. Errors when anything is missing, when it would be over already, or when it would last
    /// longer than `longest`.
    pub fn new(request: HoldRequest, now: DateTime<Utc>, longest: Duration) -> Result<Self, BadHold> {
        let hold = Self::restored(request)?;
        let lasts = hold.expires_at.signed_duration_since(now);
        if lasts <= Duration::zero() {
            Err(BadHold::AlreadyOver)
        } else if lasts > longest {
            Err(BadHold::TooLong)
        } else {
            Ok(hold)
        }
    }

    /// A hold that was stored before; it may be over, and then hides nothing.
    pub fn restored(request: HoldRequest) -> Result<Self, BadHold> {
        let said = |text: &str| !text.trim().is_empty();
        if !said(&request.resource_type) {
            return Err(BadHold::NoResult);
        }
        let exception = ExceptionCode::from_code(&request.exception_code).ok_or(BadHold::NoException)?;
        if !said(&request.reason) {
            return Err(BadHold::NoReason);
        }
        if !said(&request.author) {
            return Err(BadHold::NoAuthor);
        }
        Ok(Self {
            patient: request.patient,
            resource_type: request.resource_type,
            resource_id: request.resource_id,
            exception,
            reason: request.reason,
            author: request.author,
            expires_at: request.expires_at.ok_or(BadHold::NoExpiry)?,
        })
    }

    /// Whether it hides this resource of this patient now.
    pub fn hides(&self, head: &Head, patient: &FhirId, now: DateTime<Utc>) -> bool {
        now < self.expires_at
            && self.resource_id == head.id
            && self.resource_type == head.resource_type
            && self.patient == *patient
    }

    /// Whose result.
    pub fn patient(&self) -> &FhirId {
        &self.patient
    }

    /// Its resource type.
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// Its id.
    pub fn resource_id(&self) -> &FhirId {
        &self.resource_id
    }

    /// Under which exception.
    pub fn exception(&self) -> ExceptionCode {
        self.exception
    }

    /// Why, in words.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Who holds it.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Until when.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }
}
