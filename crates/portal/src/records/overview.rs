//! The overview of the record: every type asked once, sorted into kinds.

use std::collections::BTreeMap;

use fhir::Kind;
use policy::{Access, Released};
use vendors::ehr::{EhrError, Found};

use super::Records;
use super::list::{Gathered, List, Reason, raise};
use super::references::References;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};

/// The types of every kind with a room of its own; each is asked for once, however many kinds share it.
const TYPES: &[&str] = &[
    "AllergyIntolerance",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Coverage",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "ExplanationOfBenefit",
    "Goal",
    "Immunization",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
];

impl Records {
    /// Each kind of the record as a list or as the failure of its sources. The names that entries point to
    /// are not looked up: an overview counts.
    pub async fn overview(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
    ) -> Result<Vec<(Kind, Result<List, Error>)>, Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let line = trail::write_read(app, context, Some(patient), Act::done("records.overview"));
        let rest = Kind::Other.resource_types();
        let (line, holds, answers, others) = tokio::join!(
            line,
            self.holds(app, context, patient),
            self.search_all(context, &ehr, patient, TYPES),
            self.search_all(context, &ehr, patient, rest)
        );
        line?;
        let (holds, as_of) = (holds?, app.clock.now());
        let answers: BTreeMap<&str, Result<Found, EhrError>> = answers?.into_iter().collect();
        let mut kinds = Vec::with_capacity(Kind::ALL.len());
        for kind in Kind::ALL {
            let own = match (kind, &others) {
                (Kind::Other, Ok(others)) => others.iter().map(|(_, answer)| answer.clone()).collect(),
                (Kind::Other, Err(error)) => {
                    kinds.push((kind, Err(error.clone())));
                    continue;
                }
                _ => kind.resource_types().iter().filter_map(|name| answers.get(name).cloned()).collect(),
            };
            let list = match Gathered::of(own, Some(kind)) {
                Ok(gathered) => {
                    let items = policy::release(access, gathered.resources, &holds, as_of);
                    raise(app, context, patient, items.incidents()).await?;
                    Ok(counted(items, (gathered.total, gathered.reason), as_of))
                }
                Err(error) => Err(error),
            };
            kinds.push((kind, list));
        }
        Ok(kinds)
    }
}

fn counted(
    items: Released<Vec<policy::Item>>,
    (total, reason): (Option<u64>, Option<Reason>),
    as_of: chrono::DateTime<chrono::Utc>,
) -> List {
    let withheld = items.withheld().clone();
    let accounted = items.items().len() as u64 + withheld.values().sum::<u64>();
    let total = total.unwrap_or(accounted);
    let mismatch = (total != accounted).then_some(Reason("total-mismatch"));
    let reason = reason.or(mismatch);
    List { items, references: References::default(), total, withheld, reason, as_of }
}
