//! What a result points to, read in one go: the order it answers and who gave it, the sample, the laboratory,
//! the values of a report. Orders, samples and values are the patient's own and pass the release rules; what
//! cannot be read is absent, and the page says so rather than guessing.

use std::collections::{BTreeMap, BTreeSet};

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::reference::Target;
use fhir::views::{Organization, ServiceRequest, Specimen};
use fhir::{FhirDate, Reference, Resource};
use policy::Access;
use tokio::time::Instant;

use super::reading::{Family, Reading, member_ids, member_references};
use crate::app::App;
use crate::error::Error;
use crate::records::Records;
use crate::records::list::raise;
use crate::records::references::{Prescriber, References, Wanted as People, read};
use crate::records::release;
use crate::shell::context::Context;

/// The references of an Observation or a report that say where it comes from.
#[derive(Default)]
pub struct Origin {
    /// The orders it answers.
    pub based_on: Vec<Reference>,
    /// Who made it.
    pub performer: Vec<Reference>,
    /// Who interpreted it.
    pub interpreter: Vec<Reference>,
    /// On which samples.
    pub specimen: Vec<Reference>,
}

impl Origin {
    /// Reads them, and nothing else of the resource.
    pub fn of(resource: &Resource) -> Self {
        let object = resource.object();
        let (based_on, performer) = (object.field("basedOn"), object.field("performer"));
        match resource.head().resource_type.as_str() {
            "Observation" => Self {
                based_on,
                performer,
                interpreter: Vec::new(),
                specimen: object.field::<Option<Reference>>("specimen").into_iter().collect(),
            },
            "DiagnosticReport" => Self {
                based_on,
                performer,
                interpreter: object.field("resultsInterpreter"),
                specimen: object.field("specimen"),
            },
            _ => Self::default(),
        }
    }
}

/// The orders that an Observation or a report answers.
fn orders_of(resource: &Resource) -> Vec<Reference> {
    match resource.head().resource_type.as_str() {
        "Observation" | "DiagnosticReport" => resource.object().field("basedOn"),
        _ => Vec::new(),
    }
}

/// What is to be read.
#[derive(Default)]
pub struct Wanted {
    orders: BTreeSet<FhirId>,
    specimens: BTreeSet<FhirId>,
    places: BTreeSet<FhirId>,
    values: BTreeSet<FhirId>,
    people: Vec<Reference>,
}

impl Wanted {
    /// All that the page of one entry needs; the family is what is known already.
    pub fn of(resource: &Resource, family: &Family<'_>) -> Self {
        let mut wanted = Self::default();
        for one in std::iter::once(&resource).chain(family.parents(resource)) {
            let origin = Origin::of(one);
            wanted.orders.extend(origin.based_on.iter().filter_map(|one| one.id_of("ServiceRequest")));
            wanted.specimens.extend(origin.specimen.iter().filter_map(|one| one.id_of("Specimen")));
            wanted.places.extend(origin.performer.iter().filter_map(|one| one.id_of("Organization")));
            wanted.people.extend(origin.performer.into_iter().chain(origin.interpreter));
        }
        let missing = member_ids(resource).into_iter().filter(|id| family.observation(id).is_none());
        wanted.values.extend(missing);
        wanted
    }

    /// The orders that these answer.
    pub fn orders<'a>(resources: impl Iterator<Item = &'a Resource>) -> Self {
        let mut wanted = Self::default();
        for one in resources {
            let answers = orders_of(one);
            wanted.orders.extend(answers.iter().filter_map(|one| one.id_of("ServiceRequest")));
        }
        wanted
    }
}

/// What was read.
#[derive(Default)]
pub struct Linked {
    orders: BTreeMap<FhirId, ServiceRequest>,
    specimens: BTreeMap<FhirId, Specimen>,
    places: BTreeMap<FhirId, String>,
    values: Vec<Resource>,
    people: References,
    ended: BTreeMap<(String, String), DateTime<Utc>>,
    /// Something did not come because the EHR failed, not because it is not there.
    pub failed: bool,
}

impl Records {
    /// Reads what is wanted, side by side, and then the people that the orders name.
    pub(super) async fn linked(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (wanted, until): (Wanted, Instant),
    ) -> Result<Linked, Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let ids = |set: BTreeSet<FhirId>| set.into_iter().collect::<Vec<FhirId>>();
        let (orders, specimens) = (ids(wanted.orders), ids(wanted.specimens));
        let (places, values) = (ids(wanted.places), ids(wanted.values));
        let (terms, ended, orders, specimens, places, values) = tokio::join!(
            self.terms(app, context, patient),
            release::ends(app, context, patient),
            read(&ehr, "ServiceRequest", &orders, until),
            read(&ehr, "Specimen", &specimens, until),
            read(&ehr, "Organization", &places, until),
            read(&ehr, "Observation", &values, until)
        );
        let failed = orders.is_err() || specimens.is_err() || places.is_err() || values.is_err();
        let (terms, ended, now) = (terms?, ended?, app.clock.now());
        // Whether a value waits is known only beside its report; the history has those that do not.
        let values = if terms.wish.is_some() { Ok(Vec::new()) } else { values };
        let mut own = Vec::new();
        for found in [orders, specimens, values] {
            let released = policy::release(access, found.unwrap_or_default(), &terms, now);
            raise(app, context, patient, released.incidents()).await?;
            own.extend(released.into_inner().into_iter().map(|item| item.resource));
        }
        let mut linked = Linked { failed, ended, ..Linked::default() };
        for resource in own {
            linked.keep(resource);
        }
        for item in policy::release_reference(access, places.unwrap_or_default()).into_inner() {
            let name = item.resource.view::<Organization>().and_then(|view| view.title());
            linked.places.extend(name.map(|name| (item.resource.head().id.clone(), name)));
        }
        let mut people = wanted.people;
        people.extend(linked.orders.values().filter_map(|order| order.requester.clone()));
        linked.people = References::read(&ehr, access, People::practitioners(&people), (now, until)).await;
        linked.failed |= linked.people.failed;
        Ok(linked)
    }
}

impl Linked {
    fn keep(&mut self, resource: Resource) {
        let id = resource.head().id.clone();
        match resource.head().resource_type.as_str() {
            "ServiceRequest" => self.orders.extend(resource.view().map(|view| (id, view))),
            "Specimen" => self.specimens.extend(resource.view().map(|view| (id, view))),
            _ => self.values.push(resource),
        }
    }

    /// Since when the patient can see a result: since it was given out, or the last thing that kept it back
    /// ended. `None` when the record does not say; nothing is guessed.
    pub fn visible_since(&self, resource: &Resource) -> Option<FhirDate> {
        let head = resource.head();
        let key = (head.resource_type.clone(), head.id.as_str().to_owned());
        release::visible_since(super::api::issued(resource).as_ref(), self.ended.get(&key).copied())
    }

    /// Who ordered a result: who gave the order that it, or the report it is part of, answers. The one who
    /// made the report did not order it.
    pub fn ordered_by(&self, resource: &Resource, family: &Family<'_>) -> Option<Prescriber> {
        std::iter::once(&resource).chain(family.parents(resource)).find_map(|one| {
            orders_of(one).iter().find_map(|reference| {
                let order = match reference.target() {
                    Target::Contained(id) => one.contained(id),
                    _ => reference.id_of("ServiceRequest").and_then(|id| self.orders.get(&id).cloned()),
                };
                self.people.prescriber(order?.requester.as_ref())
            })
        })
    }

    /// Who a reference names: a person with her NPI, or a place by its name.
    pub fn who(&self, resource: &Resource, reference: &Reference) -> Option<Prescriber> {
        let place = reference.id_of("Organization").and_then(|id| self.places.get(&id).cloned());
        let inside = || match reference.target() {
            Target::Contained(id) => resource.contained::<Organization>(id).and_then(|view| view.title()),
            _ => None,
        };
        let place = place.or_else(inside).map(|name| Prescriber { name: Some(name), npi: None });
        place.or_else(|| self.people.prescriber(Some(reference)))
    }

    /// What a sample is.
    pub fn sample(&self, resource: &Resource, reference: &Reference) -> Option<String> {
        let read = match reference.target() {
            Target::Contained(id) => resource.contained::<Specimen>(id),
            _ => reference.id_of("Specimen").and_then(|id| self.specimens.get(&id).cloned()),
        };
        read.and_then(|specimen| specimen.title()).or_else(|| reference.name())
    }

    /// The values of a report or a group, in its order, and how many of its references lead to nothing that
    /// can be shown.
    pub fn members(&self, resource: &Resource, family: &Family<'_>) -> (Vec<Reading>, usize) {
        let references = member_references(resource);
        let read = |id: &FhirId| self.values.iter().find(|one| one.head().id == *id);
        let known = |id: &FhirId| family.observation(id).or_else(|| read(id)).and_then(Reading::of);
        let found: Vec<Reading> = references
            .iter()
            .filter_map(|reference| match reference.target() {
                Target::Contained(id) => resource.contained(id).map(Reading::contained),
                _ => reference.id_of("Observation").as_ref().and_then(known),
            })
            .collect();
        let missing = references.len() - found.len();
        (found, missing)
    }
}
