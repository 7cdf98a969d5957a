//! The questions of one page, all sent at once: each FHIR type is asked once, however many kinds share it,
//! under one deadline. Whoever needs a kind waits for its own sources and for no other; a source that fails
//! is the failure of its own kinds alone (D01).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::{Kind, Resource};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared, join_all};
use policy::{Access, Terms};
use tokio::time::Instant;
use vendors::ehr::{Ehr, EhrError, Found};

use super::appointment::Appointment;
use super::list::{Gathered, List, Reason, newest_first, raise};
use super::references::{References, Wanted};
use super::{Records, overview};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act, Reading};

/// A part of the record: a kind, or (`None`) the appointments, which are not a kind of their own.
pub type Part = Option<Kind>;

/// Whose names are looked up, of those that entries point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Nobody's: a page that counts.
    None,
    /// Medicines', and those of the people whom the patient is to meet.
    Short,
    /// Medicines' and their prescribers'.
    Full,
}

/// What a page asks for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The parts.
    pub parts: &'a [Part],
    /// How much of what they point to.
    pub names: Names,
    /// The page's audit line.
    pub act: Act<'a>,
}

type Coming<T> = Shared<BoxFuture<'static, T>>;

type Answer = Arc<Result<Found, EhrError>>;

/// A part that has come, or what kept it from coming.
pub type Listed = Result<Arc<List>, Error>;

/// The parts of the record on their way. Clones wait for the same answers.
#[derive(Clone)]
pub struct Gathering {
    round: Arc<Round>,
    lists: Arc<BTreeMap<Part, Coming<Listed>>>,
}

/// One page's questions, and what they share.
struct Round {
    app: Arc<App>,
    context: Context,
    access: Arc<Access>,
    patient: FhirId,
    ehr: Arc<Ehr>,
    until: Instant,
    names: Names,
    line: Reading,
    terms: Coming<Result<Arc<Terms>, Error>>,
    types: BTreeMap<&'static str, Coming<Answer>>,
    /// Every type without a room of its own, of those that the EHR offers.
    others: Option<Coming<Result<Arc<Vec<Answer>>, Error>>>,
}

const APPOINTMENT: &str = "Appointment";

impl Records {
    /// Sends the questions; nothing is waited for. The audit line is on its way with them.
    ///
    /// Errors when the organisation has no EHR that can be asked.
    pub fn begin(
        &self,
        app: &Arc<App>,
        context: &Context,
        access: &Arc<Access>,
        asked: Asked<'_>,
    ) -> Result<Gathering, Error> {
        let patient = access.patient()?.clone();
        let ehr = self.ehr(app, &context.org)?;
        let named: BTreeSet<&'static str> =
            asked.parts.iter().flat_map(|part| types_of(*part)).copied().collect();
        // Of many types, only those that the EHR says it offers are asked for; a few are simply asked.
        let all = asked.parts.contains(&Some(Kind::Other));
        let ask = |name| {
            let (app, context, ehr, patient) =
                (Arc::clone(app), context.clone(), Arc::clone(&ehr), patient.clone());
            let asking =
                async move { Arc::new(app.records.ask(&context, &ehr, &patient, (name, all)).await) };
            (name, asking.boxed().shared())
        };
        let types = named.into_iter().map(ask).collect();
        let others = all.then(|| {
            let (app, context, ehr, patient) =
                (Arc::clone(app), context.clone(), Arc::clone(&ehr), patient.clone());
            async move { app.records.others(&context, &ehr, &patient).await }.boxed().shared()
        });
        let terms = {
            let (app, context, patient) = (Arc::clone(app), context.clone(), patient.clone());
            async move { app.records.terms(&app, &context, &patient).await.map(Arc::new) }.boxed().shared()
        };
        let round = Arc::new(Round {
            line: trail::begin_read(app, context, Some(&patient), asked.act),
            app: Arc::clone(app),
            context: context.clone(),
            access: Arc::clone(access),
            until: self.until(),
            names: asked.names,
            patient,
            ehr,
            terms,
            types,
            others,
        });
        let list = |part: &Part| {
            let (round, part) = (Arc::clone(&round), *part);
            (part, async move { round.list(part).await.map(Arc::new) }.boxed().shared())
        };
        let lists = Arc::new(asked.parts.iter().map(list).collect());
        Ok(Gathering { round, lists })
    }

    async fn ask(
        &self,
        context: &Context,
        ehr: &Ehr,
        patient: &FhirId,
        (name, careful): (&'static str, bool),
    ) -> Result<Found, EhrError> {
        if careful && !self.clients.offers(ehr, &context.org, name).await? {
            return Err(EhrError::NotOffered);
        }
        self.asked(context, ehr, (name, &[]), patient).await
    }

    async fn others(
        &self,
        context: &Context,
        ehr: &Ehr,
        patient: &FhirId,
    ) -> Result<Arc<Vec<Answer>>, Error> {
        let found = self.search_all(context, ehr, patient, Kind::Other.resource_types()).await?;
        Ok(Arc::new(found.into_iter().map(|(_, answer)| Arc::new(answer)).collect()))
    }
}

fn types_of(part: Part) -> &'static [&'static str] {
    match part {
        None => &[APPOINTMENT],
        Some(Kind::Other) => &[],
        Some(kind) => kind.resource_types(),
    }
}

impl Gathering {
    /// A part, newest first, when its own sources have answered.
    ///
    /// Errors when none of them did, when the page's audit line cannot be written, and with `NotFound` for a
    /// part that was not asked for.
    pub async fn list(&self, part: Part) -> Listed {
        self.lists.get(&part).ok_or(Error::NotFound)?.clone().await
    }

    /// Every part, with what kept it from coming.
    pub async fn all(&self) -> BTreeMap<Part, Listed> {
        let lists = join_all(self.lists.iter().map(|(part, list)| list.clone().map(|list| (*part, list))));
        lists.await.into_iter().collect()
    }

    /// Waits for every source, and corrects the audit line when none gave an answer: then nothing of the
    /// record was on the page.
    pub async fn close(&self) -> Result<(), Error> {
        let mut answers: Vec<Answer> = join_all(self.round.types.values().cloned()).await;
        let mut unasked = false;
        if let Some(others) = &self.round.others {
            match others.clone().await {
                Ok(others) => answers.extend(others.iter().cloned()),
                Err(_) => unasked = true,
            }
        }
        let outcome = if none_answered(&answers, unasked) { "failed" } else { "done" };
        self.round.line.ended(outcome).await
    }
}

/// Whether no source gave an answer; one that is not offered has nothing to fail at.
fn none_answered(answers: &[Answer], unasked: bool) -> bool {
    let failed = |answer: &Answer| match &**answer {
        Ok(_) => Some(false),
        Err(EhrError::NotOffered) => None,
        Err(_) => Some(true),
    };
    let failed: Vec<bool> = answers.iter().filter_map(failed).collect();
    (!failed.is_empty() || unasked) && failed.iter().all(|failed| *failed)
}

impl Round {
    async fn list(&self, part: Part) -> Result<List, Error> {
        let answers = self.answers(part).await?;
        let as_of = self.app.clock.now();
        self.line.stands().await?;
        let terms = self.terms.clone().await?;
        let gathered = Gathered::of(answers, Some(part.unwrap_or(Kind::Other)), &self.patient)?;
        let mut resources: Vec<Resource> = gathered.resources;
        resources.sort_by_cached_key(newest_first);
        let items = policy::release(&self.access, resources, &terms, as_of);
        raise(&self.app, &self.context, &self.patient, items.incidents()).await?;
        let mut list = overview::counted(items, (gathered.total, gathered.reason), as_of);
        let references = self.references(part, &list, as_of).await;
        list.knows(references);
        Ok(list)
    }

    async fn answers(&self, part: Part) -> Result<Vec<Result<Found, EhrError>>, Error> {
        let own = |answers: &[Answer]| answers.iter().map(|answer| (**answer).clone()).collect();
        if let (Some(Kind::Other), Some(others)) = (part, &self.others) {
            return Ok(own(&others.clone().await?));
        }
        let sources = types_of(part).iter().filter_map(|name| self.types.get(name).cloned());
        Ok(own(&join_all(sources).await))
    }

    /// What the entries of a part point to.
    async fn references(&self, part: Part, list: &List, as_of: DateTime<Utc>) -> References {
        let items = list.items.items();
        let wanted = match (part, self.names) {
            (_, Names::None) => return References::default(),
            (Some(Kind::Medications), Names::Short) => Wanted::medicines(items),
            (Some(Kind::Medications), Names::Full) => Wanted::of(items),
            (None, _) => {
                let people = items.iter().flat_map(|item| Appointment::nameless(&item.resource, as_of));
                Wanted::practitioners(&people.collect::<Vec<_>>())
            }
            (Some(_), _) => return References::default(),
        };
        References::read(&self.ehr, &self.access, wanted, (as_of, self.until)).await
    }
}

impl List {
    /// With what its entries point to; that some of it did not come is said, unless worse is.
    fn knows(&mut self, references: References) {
        let nameless = references.failed.then_some(Reason::REFERENCES_MISSING);
        self.reason = self.reason.or(nameless);
        self.references = references;
        // What was read without the names is read again.
        self.medicines = OnceLock::new();
    }

    /// Whether every entry is there; names that did not come take none away. Where the EHR answered with
    /// somebody else's, nobody knows what it left out.
    pub fn has_every_entry(&self) -> bool {
        let named = self.reason.is_none_or(|reason| reason == Reason::REFERENCES_MISSING);
        named && !self.mixed_up()
    }

    /// Whether another patient's entries came among these; they are withheld.
    pub fn mixed_up(&self) -> bool {
        self.withheld.contains_key(&policy::Reason::WrongPatient)
    }
}
