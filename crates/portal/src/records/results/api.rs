//! What the API says of a result beside what it says of any entry.

use base::FhirId;
use fhir::{FhirDate, Resource};
use serde::Serialize;

use super::linked::Linked;
use super::reading::{Family, member_ids};
use crate::records::references::Prescriber;

/// Anything, and of a result who ordered it, when it was reported, since when it can be seen, and what it is
/// made of.
#[derive(Serialize)]
pub struct WithOrigin<T> {
    #[serde(flatten)]
    says: T,
    #[serde(flatten)]
    origin: Option<OriginJson>,
}

#[derive(Serialize)]
struct OriginJson {
    ordered_by: Option<Prescriber>,
    issued: Option<String>,
    visible_since: Option<String>,
    members: Vec<FhirId>,
}

impl<T> WithOrigin<T> {
    /// Adds it, when it is of a result.
    pub fn of(says: T, resource: &Resource, family: &Family<'_>, linked: &Linked) -> Self {
        let result = matches!(resource.head().resource_type.as_str(), "Observation" | "DiagnosticReport");
        let written = |date: Option<FhirDate>| date.map(|date| date.as_str().to_owned());
        let origin = result.then(|| OriginJson {
            ordered_by: linked.ordered_by(resource, family),
            issued: written(issued(resource)),
            visible_since: written(linked.visible_since(resource)),
            members: member_ids(resource),
        });
        Self { says, origin }
    }
}

/// When this version of a result was given out.
pub fn issued(resource: &Resource) -> Option<FhirDate> {
    resource.object().field("issued")
}
