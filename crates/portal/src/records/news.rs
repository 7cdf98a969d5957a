//! What is new in the record: when a result or a document was given out, whether it is final, and which
//! results belong together (D01, R08, R10).

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use fhir::views::ResultTimes;
use fhir::{FhirDate, Resource};

use super::results::member_ids;

/// A result or a document that came lately.
pub struct News<'a> {
    /// The resource.
    pub resource: &'a Resource,
    /// When it was given out.
    pub out: FhirDate,
    /// FHIR ids of the results that it puts together.
    pub members: BTreeSet<String>,
}

impl<'a> News<'a> {
    /// Reads one; `None` when it is not final, not from the last `days`, or does not say when it came.
    pub fn of(resource: &'a Resource, days: i64, now: DateTime<Utc>) -> Option<Self> {
        let head = resource.head();
        let done = matches!(
            head.status.as_deref().map(str::trim),
            Some("final" | "amended" | "corrected" | "appended" | "current")
        );
        let out = match head.resource_type.as_str() {
            "Observation" | "DiagnosticReport" => {
                let times: ResultTimes = resource.view()?;
                times.issued.clone().or_else(|| times.date().cloned())
            }
            "DocumentReference" => resource.object().field("date"),
            _ => return None,
        };
        let out = out.filter(|out| done && lately(out, days, now))?;
        Some(Self { resource, out, members: members(resource) })
    }
}

/// FHIR ids of the results that a report or a group of results puts together.
pub fn members(resource: &Resource) -> BTreeSet<String> {
    member_ids(resource).into_iter().map(|id| id.as_str().to_owned()).collect()
}

/// Within the last `days`; a day of grace ahead, for a day that has begun elsewhere.
fn lately(date: &FhirDate, days: i64, now: DateTime<Utc>) -> bool {
    let begins = date.begins();
    begins.is_some_and(|begins| begins >= now - Duration::days(days) && begins <= now + Duration::days(1))
}
