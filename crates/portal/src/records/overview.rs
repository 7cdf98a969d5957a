//! The overview of the record: every type asked once, sorted into kinds.

use std::collections::BTreeMap;

use fhir::Kind;
use policy::{Access, Released};
use vendors::ehr::{EhrError, Found};

use super::Records;
use super::list::{Gathered, List, Reason, raise, sorted};
use super::references::{References, Wanted};
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
    pub async fn overview(&self, app: &App, context: &Context, access: &Access) -> Result<Kinds, Error> {
        self.kinds(app, context, access, ("records.overview", None)).await
    }

    /// The same in full, newest first and with the names that entries point to, for a search or for paper; of
    /// one kind, or of all. `action` is how the audit line calls it.
    pub async fn everything(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (action, only): (&'static str, Option<Kind>),
    ) -> Result<Kinds, Error> {
        let ehr = self.ehr(app, &context.org)?;
        let until = self.until();
        let mut kinds = self.kinds(app, context, access, (action, only)).await?;
        for (kind, list) in &mut kinds {
            let Ok(list) = list else { continue };
            list.items = sorted(list.items.clone());
            // Only medicines are told with what they point to.
            if *kind == Kind::Medications {
                let wanted = Wanted::of(list.items.items());
                list.references = References::read(&ehr, access, wanted, (list.as_of, until)).await;
                let nameless = list.references.failed.then_some(Reason::REFERENCES_MISSING);
                list.reason = list.reason.or(nameless);
            }
        }
        Ok(kinds)
    }

    async fn kinds(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (action, only): (&'static str, Option<Kind>),
    ) -> Result<Kinds, Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let (types, rest) = types_of(only);
        let (terms, answers, others) = tokio::join!(
            self.terms(app, context, patient),
            self.search_all(context, &ehr, patient, types),
            self.search_all(context, &ehr, patient, rest)
        );
        let all_failed = answers.as_ref().map_or(true, |answers| none_answered(answers));
        let outcome = if all_failed { "failed" } else { "done" };
        let act = Act::done(action).outcome(outcome);
        trail::write_read(app, context, Some(patient), act).await?;
        let (terms, as_of) = (terms?, app.clock.now());
        let answers: BTreeMap<&str, Result<Found, EhrError>> = answers?.into_iter().collect();
        let mut kinds = Vec::with_capacity(Kind::ALL.len());
        for kind in Kind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)) {
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
                    let items = policy::release(access, gathered.resources, &terms, as_of);
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

/// Whether every source failed; one that is not offered has nothing to fail at.
fn none_answered(answers: &[(&str, Result<Found, EhrError>)]) -> bool {
    let mut asked = answers.iter().filter(|(_, one)| !matches!(one, Err(EhrError::NotOffered))).peekable();
    asked.peek().is_some() && asked.all(|(_, one)| one.is_err())
}

/// The kinds of the record, each as a list or as the failure of its sources.
pub type Kinds = Vec<(Kind, Result<List, Error>)>;

/// The types to ask for: those of rooms, and those of what has no room.
fn types_of(only: Option<Kind>) -> (&'static [&'static str], &'static [&'static str]) {
    match only {
        None => (TYPES, Kind::Other.resource_types()),
        Some(Kind::Other) => (&[], Kind::Other.resource_types()),
        Some(kind) => (kind.resource_types(), &[]),
    }
}

/// A list of what was released, accounted for.
pub(super) fn counted(
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
