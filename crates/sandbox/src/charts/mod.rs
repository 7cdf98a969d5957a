//! Demo charts: invented patients of the three demo organisations, as FHIR R4 transaction bundles.
//!
//! Everything is computed from constants: two calls give the same bytes, on every machine and on every
//! day, so that a test may count on an id, a date or a total. Each life hangs together (medicines fit
//! conditions, visits fit prescriptions, dates fit ages) and is written in true codes. Each person is
//! there for something that a portal gets wrong easily; `people_*.rs` says for what.
//!
//! Ids are unique over *all* organisations and begin with the organisation's slug, so that a resource
//! that crosses from one tenant into another can be seen by its id alone.

mod codes;
mod elder;
mod make;
mod people_aurora;
mod people_aurora_edges;
mod people_northside;
mod people_sleepcorner;
mod record;
pub mod soon;
#[cfg(test)]
mod tests;

use make::{Chart, Clinic};
use serde_json::Value;

/// What one organisation's FHIR server holds at the start of a demo.
#[derive(Debug, Clone, PartialEq)]
pub struct OrgCharts {
    /// The organisation's slug, which is also its tenant.
    pub org: &'static str,
    /// Transaction Bundles that PUT resources with fixed ids, in the order they are to be loaded: the
    /// clinic first, then one per patient.
    pub bundles: Vec<Value>,
    /// The patients in those bundles.
    pub patients: Vec<DemoPatient>,
}

/// A demo patient, as `GET /patients` names her.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoPatient {
    /// FHIR id.
    pub patient: String,
    /// Address she signs in with; `None` when she cannot.
    pub email: Option<String>,
    /// Name for the list of accounts.
    pub name: String,
}

/// The charts of all demo organisations (contract "Demo topology").
#[must_use]
pub fn demo() -> Vec<OrgCharts> {
    let mut aurora = people_aurora::charts();
    aurora.extend(people_aurora_edges::charts());
    aurora.push(elder::harold());
    vec![
        organisation(people_aurora::clinic(), aurora),
        organisation(people_sleepcorner::clinic(), people_sleepcorner::charts()),
        organisation(people_northside::clinic(), people_northside::charts()),
    ]
}

fn organisation(clinic: Clinic, charts: Vec<Chart>) -> OrgCharts {
    let org = clinic.org;
    let mut bundles = vec![clinic.into_bundle()];
    let mut patients = Vec::new();
    for chart in charts {
        let (bundle, patient) = chart.finish();
        bundles.push(bundle);
        patients.push(patient);
    }
    OrgCharts { org, bundles, patients }
}
