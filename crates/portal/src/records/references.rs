//! What entries point to: the prescriber with her NPI, the medication behind a reference. Read in one go per
//! list, never one by one. What cannot be read is absent, and the page says "not stated" rather than
//! guessing.

use std::collections::{BTreeMap, BTreeSet};

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::Reference;
use fhir::views::{Medication, MedicineLinks, Practitioner};
use policy::{Access, Item};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use vendors::ehr::{Ehr, EhrError};

/// The ids that entries point to.
#[derive(Default)]
pub struct Wanted {
    practitioners: BTreeSet<FhirId>,
    medications: BTreeSet<FhirId>,
}

impl Wanted {
    /// What these entries need to be read in full.
    pub fn of(items: &[Item]) -> Self {
        let mut wanted = Self::default();
        for item in items {
            let resource = &item.resource;
            let ordered = match resource.head().resource_type.as_str() {
                "MedicationRequest" => true,
                "MedicationStatement" => false,
                _ => continue,
            };
            let Some(links) = resource.view::<MedicineLinks>() else { continue };
            wanted.practitioner(links.requester.as_ref().filter(|_| ordered));
            wanted.medications.extend(links.medicine(resource).read);
        }
        wanted
    }

    /// What these entries need to be called by name: their medications alone.
    pub fn medicines(items: &[Item]) -> Self {
        Self { practitioners: BTreeSet::new(), ..Self::of(items) }
    }

    /// What references to practitioners need to be read in full.
    pub fn practitioners(references: &[Reference]) -> Self {
        let mut wanted = Self::default();
        references.iter().for_each(|one| wanted.practitioner(Some(one)));
        wanted
    }

    fn practitioner(&mut self, reference: Option<&Reference>) {
        self.practitioners.extend(reference.and_then(|reference| reference.id_of("Practitioner")));
    }
}

/// A prescriber as far as the EHR tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Prescriber {
    /// Name.
    pub name: Option<String>,
    /// National Provider Identifier.
    pub npi: Option<String>,
}

/// What was read.
#[derive(Default)]
pub struct References {
    practitioners: BTreeMap<FhirId, Prescriber>,
    medications: BTreeMap<FhirId, Medication>,
    /// Something that was asked for did not come because the EHR failed, not because it is not there.
    pub failed: bool,
}

impl References {
    /// Reads what is wanted, side by side, until the deadline of the answer that needs it.
    pub async fn read(
        ehr: &Ehr,
        access: &Access,
        wanted: Wanted,
        (now, until): (DateTime<Utc>, Instant),
    ) -> Self {
        let practitioners: Vec<FhirId> = wanted.practitioners.into_iter().collect();
        let medications: Vec<FhirId> = wanted.medications.into_iter().collect();
        let (people, medicines) = tokio::join!(
            read(ehr, "Practitioner", &practitioners, until),
            read(ehr, "Medication", &medications, until)
        );
        let failed = people.is_err() || medicines.is_err();
        let mut references = Self { failed, ..Self::default() };
        for item in policy::release_reference(access, people.unwrap_or_default()).into_inner() {
            let resource = item.resource;
            if let Some(view) = resource.view::<Practitioner>() {
                let known = Prescriber { name: view.display_name(now), npi: view.npi() };
                references.practitioners.insert(resource.head().id.clone(), known);
            }
        }
        for item in policy::release_reference(access, medicines.unwrap_or_default()).into_inner() {
            let resource = item.resource;
            if let Some(view) = resource.view::<Medication>() {
                references.medications.insert(resource.head().id.clone(), view);
            }
        }
        references
    }

    /// The medication of this id.
    pub fn medication(&self, id: &FhirId) -> Option<&Medication> {
        self.medications.get(id)
    }

    /// Who a reference names: the resource's own name and NPI, else the reference's display.
    pub fn prescriber(&self, reference: Option<&Reference>) -> Option<Prescriber> {
        let reference = reference?;
        let display = fhir::text::cleaned(reference.display.as_deref());
        let read = reference.id_of("Practitioner").and_then(|id| self.practitioners.get(&id));
        let name = read.and_then(|known| known.name.clone()).or(display);
        let npi = read.and_then(|known| known.npi.clone());
        (name.is_some() || npi.is_some()).then_some(Prescriber { name, npi })
    }
}

/// What the EHR does not offer at all is not there, which is no failure.
pub(super) async fn read(
    ehr: &Ehr,
    resource_type: &'static str,
    ids: &[FhirId],
    until: Instant,
) -> Result<Vec<fhir::Resource>, EhrError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let began = Instant::now();
    let read = match timeout_at(until, ehr.read_many(resource_type, ids)).await {
        Ok(Err(EhrError::NotOffered)) => Ok(Vec::new()),
        Ok(read) => read,
        Err(_) => Err(EhrError::NotAnswering { after: began.elapsed() }),
    };
    if let Err(error) = &read {
        tracing::warn!(resource_type, code = error.code(), "references could not be read");
    }
    read
}
