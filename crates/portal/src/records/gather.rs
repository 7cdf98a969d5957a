//! Several kinds and the appointments for one page: each FHIR type is asked once, however many kinds share
//! it, all side by side under one deadline. A source that fails is the failure of its own kinds and of no
//! other (D01).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use fhir::{Kind, Resource};
use futures::FutureExt;
use futures::future::BoxFuture;
use policy::{Access, Terms};
use vendors::ehr::{EhrError, Found};

use super::appointment::Appointment;
use super::list::{Gathered, List, Reason, newest_first, raise};
use super::references::{References, Wanted};
use super::{Records, overview};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};

/// What was gathered: each part a list, or the failure of its sources.
pub struct Gathering {
    /// By kind, newest first; only those that were asked for.
    pub kinds: BTreeMap<Kind, Result<List, Error>>,
    /// Every appointment, newest first.
    pub appointments: Result<List, Error>,
    /// When the EHR answered.
    pub as_of: DateTime<Utc>,
}

impl Records {
    /// These kinds, and the appointments. `act` is the line of the page that asks. Names that medicines point
    /// to are looked up; who prescribed them is not. Not for [`Kind::Other`], which is every other type.
    ///
    /// Errors only when the line cannot be written, or the organisation has no EHR that can be asked.
    pub fn gather<'a>(
        &'a self,
        app: &'a App,
        context: &'a Context,
        access: &'a Access,
        (kinds, act): (&'a [Kind], Act<'a>),
    ) -> BoxFuture<'a, Result<Gathering, Error>> {
        async move {
            let patient = access.patient()?;
            let ehr = self.ehr(app, &context.org)?;
            let until = self.until();
            let types = kinds.iter().flat_map(|kind| kind.resource_types()).copied();
            let types: BTreeSet<&'static str> = types.chain([APPOINTMENT]).collect();
            let mut sources = Vec::with_capacity(types.len());
            for name in &types {
                sources.push(ehr.search(name, &[], patient).boxed());
            }
            let (terms, answers) =
                tokio::join!(self.terms(app, context, patient), futures::future::join_all(sources));
            // Nothing of her record was on a page for which no source gave an answer.
            let failed = answers.iter().all(Result::is_err);
            let act = if failed { act.outcome("failed") } else { act };
            trail::write_read(app, context, Some(patient), act).await?;
            let (terms, as_of) = (terms?, app.clock.now());
            let answers: Answers = types.iter().copied().zip(answers).collect();
            let sort = Sort { app, context, access, terms: &terms, answers: &answers, as_of };
            let mut sorted = BTreeMap::new();
            for kind in kinds {
                sorted.insert(*kind, sort.list(kind.resource_types(), *kind).await?);
            }
            let mut appointments = sort.list(&[APPOINTMENT], Kind::Other).await?;
            // What entries point to: names of medicines, and of the people whom she is to meet.
            let medicines = sorted.get_mut(&Kind::Medications).and_then(|list| list.as_mut().ok());
            let wanted = medicines.as_ref().map(|list| Wanted::medicines(list.items.items()));
            let met = appointments.as_ref().map(|list| {
                let all = list.items.items().iter();
                let people: Vec<_> =
                    all.flat_map(|item| Appointment::nameless(&item.resource, as_of)).collect();
                Wanted::practitioners(&people)
            });
            let (named, met) = tokio::join!(
                References::read(&ehr, access, wanted.unwrap_or_default(), (as_of, until)),
                References::read(&ehr, access, met.unwrap_or_default(), (as_of, until))
            );
            if let Some(list) = medicines {
                list.knows(named);
            }
            if let Ok(list) = &mut appointments {
                list.knows(met);
            }
            Ok(Gathering { kinds: sorted, appointments, as_of })
        }
        .boxed()
    }
}

const APPOINTMENT: &str = "Appointment";

type Answers = BTreeMap<&'static str, Result<Found, EhrError>>;

/// The answers, to be sorted into kinds and released.
struct Sort<'a> {
    app: &'a App,
    context: &'a Context,
    access: &'a Access,
    terms: &'a Terms,
    answers: &'a Answers,
    as_of: DateTime<Utc>,
}

impl Sort<'_> {
    /// The outer error is ours, the inner one that of the list's own sources.
    async fn list(&self, types: &[&str], kind: Kind) -> Result<Result<List, Error>, Error> {
        let own = types.iter().filter_map(|name| self.answers.get(name).cloned()).collect();
        let gathered = match Gathered::of(own, Some(kind)) {
            Ok(gathered) => gathered,
            Err(error) => return Ok(Err(error)),
        };
        let mut resources: Vec<Resource> = gathered.resources;
        resources.sort_by(newest_first);
        let items = policy::release(self.access, resources, self.terms, self.as_of);
        raise(self.app, self.context, self.access.patient()?, items.incidents()).await?;
        Ok(Ok(overview::counted(items, (gathered.total, gathered.reason), self.as_of)))
    }
}

impl List {
    /// With what its entries point to; that some of it did not come is said, unless worse is.
    fn knows(&mut self, references: References) {
        let nameless = references.failed.then_some(Reason::REFERENCES_MISSING);
        self.reason = self.reason.or(nameless);
        self.references = references;
    }

    /// Whether every entry is there; names that did not come take none away.
    pub fn has_every_entry(&self) -> bool {
        self.reason.is_none_or(|reason| reason == Reason::REFERENCES_MISSING)
    }
}
