//! The release rules (C5, R03): immediate by default. Only mistakes, single results on hold, new results that
//! the patient herself lets wait, and what is not this patient's are withheld; every one of them is counted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fhir::compartment::is_reference_data;
use fhir::{Head, Kind, Ownership, Resource};

use crate::access::Access;
use crate::held::{Held, HeldBy, Terms};
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
/// or counted in [`Released::withheld`]; those that are not this patient's are also named as incidents, and
/// those that wait are told in [`Released::held`].
///
/// Results are to be given all at once: a report and its parts wait together.
pub fn release(
    access: &Access,
    found: Vec<Resource>,
    terms: &Terms,
    now: DateTime<Utc>,
) -> Released<Vec<Item>> {
    let verdicts: Vec<Verdict> = found.iter().map(|one| clinical(access, one, terms, now)).collect();
    let mut waiting = match &terms.wish {
        Some(wish) => {
            let own = found.iter().zip(&verdicts).map(|(one, verdict)| verdict.is_hers().then_some(one));
            wish.covers(&own.collect::<Vec<_>>(), now)
        }
        None => Vec::new(),
    };
    waiting.resize(found.len(), None);
    let verdicts = verdicts.into_iter().zip(waiting).map(|(verdict, waiting)| match (verdict, waiting) {
        // What the access does not reach is not told, and a hold of the clinic is not hers to open.
        (Verdict::Release, Some(waiting)) => Verdict::Hold(Some(HeldBy::Patient(waiting))),
        (verdict, _) => verdict,
    });
    sift(found.into_iter().zip(verdicts))
}

/// Releases one resource; `None` when it is withheld, which callers answer like a thing that does not exist.
/// Not for results, which are to be seen together: [`release()`].
pub fn release_one(
    access: &Access,
    found: Resource,
    terms: &Terms,
    now: DateTime<Utc>,
) -> Released<Option<Item>> {
    release(access, vec![found], terms, now).map(|mut items| items.pop())
}

/// Releases what belongs to no patient and explains what does: practitioners, medications, places. Anything
/// else is withheld, however it got here.
pub fn release_reference(access: &Access, found: Vec<Resource>) -> Released<Vec<Item>> {
    sift(found.into_iter().map(|one| {
        let verdict = reference(access, one.head(), Sensitivities::of(one.head()));
        (one, verdict)
    }))
}

/// What is to happen with a resource.
#[derive(Clone)]
enum Verdict {
    Release,
    Withhold(Reason),
    /// Withheld by a hold; by whom, if this access may be told.
    Hold(Option<HeldBy>),
}

impl Verdict {
    /// Whether the resource is the patient's own and no mistake.
    fn is_hers(&self) -> bool {
        !matches!(self, Verdict::Withhold(Reason::WrongPatient | Reason::EnteredInError))
    }
}

/// The first rule that forbids wins; what none forbids is released.
fn clinical(access: &Access, resource: &Resource, terms: &Terms, now: DateTime<Utc>) -> Verdict {
    let head = resource.head();
    let Ok(patient) = access.patient() else { return Verdict::Withhold(Reason::BeyondGrant) };
    match head.belongs_to(patient) {
        Ownership::Own => {}
        Ownership::Unstated if !head.must_state_patient() => {}
        Ownership::Other | Ownership::Unstated => return Verdict::Withhold(Reason::WrongPatient),
    }
    let reached = reaches(access, head, Sensitivities::of(head));
    if head.entered_in_error() {
        Verdict::Withhold(Reason::EnteredInError)
    } else if let Some(hold) = terms.hold_on(head, patient, now) {
        Verdict::Hold(reached.then(|| HeldBy::Clinic(hold.clone())))
    } else if !reached {
        Verdict::Withhold(Reason::BeyondGrant)
    } else {
        Verdict::Release
    }
}

fn reference(access: &Access, head: &Head, sensitivity: Sensitivities) -> Verdict {
    let Ok(patient) = access.patient() else { return Verdict::Withhold(Reason::BeyondGrant) };
    let owner = head.belongs_to(patient);
    if owner == Ownership::Other || (owner == Ownership::Unstated && head.must_state_patient()) {
        Verdict::Withhold(Reason::WrongPatient)
    } else if head.entered_in_error() {
        Verdict::Withhold(Reason::EnteredInError)
    } else if !is_reference_data(&head.resource_type) || !readable(access) || !sensitivity.is_empty() {
        // Her own resources have holds to pass, which only `release` knows.
        Verdict::Withhold(Reason::BeyondGrant)
    } else {
        Verdict::Release
    }
}

fn readable(access: &Access) -> bool {
    access.action().reads_fhir() && access.grant().allows(access.action())
}

fn reaches(access: &Access, head: &Head, sensitivity: Sensitivities) -> bool {
    readable(access) && access.grant().covers(Kind::of(head), sensitivity)
}

fn sift(found: impl Iterator<Item = (Resource, Verdict)>) -> Released<Vec<Item>> {
    let mut withheld = BTreeMap::new();
    let mut incidents = Vec::new();
    let mut held = Vec::new();
    let mut items = Vec::new();
    for (resource, verdict) in found {
        let head = resource.head();
        let reason = match verdict {
            Verdict::Release => {
                let sensitivity = Sensitivities::of(head);
                items.push(Item { resource, sensitivity });
                continue;
            }
            Verdict::Withhold(reason) => reason,
            Verdict::Hold(by) => {
                held.extend(by.map(|by| Held::new(&resource, by)));
                Reason::Hold
            }
        };
        *withheld.entry(reason).or_default() += 1;
        if reason == Reason::WrongPatient {
            incidents
                .push(Incident { resource_type: head.resource_type.clone(), resource_id: head.id.clone() });
        }
    }
    Released::new(items, withheld, incidents, held)
}
