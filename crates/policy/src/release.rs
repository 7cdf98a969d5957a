//! The release rules (C5, R03): immediate by default. Only mistakes, single results on hold and what is not
//! this patient's are withheld, and every one of them is counted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fhir::compartment::is_reference_data;
use fhir::{Head, Kind, Ownership, Resource};

use crate::access::Access;
use crate::hold::Hold;
use crate::released::{Incident, Reason, Released};
use crate::sensitivity::Sensitivities;

/// A released resource, and what its labels say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The resource, untouched.
    pub resource: Resource,
    /// Why it is sensitive, if it is.
    pub sensitivity: Sensitivities,
}

/// Releases what the EHR found for the patient of this access. Every resource is either an item of the result
/// or counted in [`Released::withheld`]; those that are not this patient's are also named as incidents.
pub fn release(
    access: &Access,
    found: Vec<Resource>,
    holds: &[Hold],
    now: DateTime<Utc>,
) -> Released<Vec<Item>> {
    sift(found, |head, sensitivity| clinical(access, head, sensitivity, holds, now))
}

/// Releases one resource; `None` when it is withheld, which callers answer like a thing that does not exist.
pub fn release_one(
    access: &Access,
    found: Resource,
    holds: &[Hold],
    now: DateTime<Utc>,
) -> Released<Option<Item>> {
    release(access, vec![found], holds, now).map(|mut items| items.pop())
}

/// Releases what belongs to no patient and explains what does: practitioners, medications, places. Anything
/// else is withheld, however it got here.
pub fn release_reference(access: &Access, found: Vec<Resource>) -> Released<Vec<Item>> {
    sift(found, |head, sensitivity| reference(access, head, sensitivity))
}

/// The first rule that forbids wins; what none forbids is released.
fn clinical(
    access: &Access,
    head: &Head,
    sensitivity: Sensitivities,
    holds: &[Hold],
    now: DateTime<Utc>,
) -> Option<Reason> {
    let Ok(patient) = access.patient() else { return Some(Reason::BeyondGrant) };
    match head.belongs_to(patient) {
        Ownership::Own => {}
        Ownership::Unstated if !head.must_state_patient() => {}
        Ownership::Other | Ownership::Unstated => return Some(Reason::WrongPatient),
    }
    if head.entered_in_error() {
        Some(Reason::EnteredInError)
    } else if holds.iter().any(|hold| hold.hides(head, patient, now)) {
        Some(Reason::Hold)
    } else if !reaches(access, head, sensitivity) {
        Some(Reason::BeyondGrant)
    } else {
        None
    }
}

fn reference(access: &Access, head: &Head, sensitivity: Sensitivities) -> Option<Reason> {
    let Ok(patient) = access.patient() else { return Some(Reason::BeyondGrant) };
    let owner = head.belongs_to(patient);
    if owner == Ownership::Other || (owner == Ownership::Unstated && head.must_state_patient()) {
        Some(Reason::WrongPatient)
    } else if head.entered_in_error() {
        Some(Reason::EnteredInError)
    } else if !is_reference_data(&head.resource_type) || !readable(access) || !sensitivity.is_empty() {
        // Her own resources have holds to pass, which only `release` knows.
        Some(Reason::BeyondGrant)
    } else {
        None
    }
}

fn readable(access: &Access) -> bool {
    access.action().reads_fhir() && access.grant().allows(access.action())
}

fn reaches(access: &Access, head: &Head, sensitivity: Sensitivities) -> bool {
    readable(access) && access.grant().covers(Kind::of(head), sensitivity)
}

fn sift(
    found: Vec<Resource>,
    forbids: impl Fn(&Head, Sensitivities) -> Option<Reason>,
) -> Released<Vec<Item>> {
    let mut withheld = BTreeMap::new();
    let mut incidents = Vec::new();
    let mut items = Vec::with_capacity(found.len());
    for resource in found {
        let head = resource.head();
        let sensitivity = Sensitivities::of(head);
        let Some(reason) = forbids(head, sensitivity) else {
            items.push(Item { resource, sensitivity });
            continue;
        };
        *withheld.entry(reason).or_default() += 1;
        if reason == Reason::WrongPatient {
            incidents
                .push(Incident { resource_type: head.resource_type.clone(), resource_id: head.id.clone() });
        }
    }
    Released::new(items, withheld, incidents)
}
