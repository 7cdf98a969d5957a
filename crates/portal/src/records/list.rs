//! A list of the record: every source asked, every page followed, everything accounted for.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::compartment::Ownership;
use fhir::resource::Head;
use fhir::{Kind, Resource};
use futures::FutureExt;
use futures::future::BoxFuture;
use policy::{Access, Incident, Item, Released};
use tokio::time::timeout;
use vendors::ehr::{Ehr, EhrError, Found, Incomplete};

use super::clients::A_MOMENT;
use super::linked::{Asking, Linked};
use super::references::{References, Wanted};
use super::{Medication, Records, Stage, release};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};

/// A whole list, or as much of it as there is, with the reason why it is not whole.
pub struct List {
    /// What the policy released, newest first.
    pub items: Released<Vec<Item>>,
    /// Practitioners and medications that the items name.
    pub references: References,
    /// What the EHR says it holds for this patient in this kind.
    pub total: u64,
    /// Why items are missing from the list, and how many.
    pub withheld: BTreeMap<policy::Reason, u64>,
    /// Why the list cannot be accounted for, when it cannot.
    pub reason: Option<Reason>,
    /// When the EHR answered.
    pub as_of: DateTime<Utc>,
    /// [`List::medicines_now`], once somebody has asked.
    pub(super) medicines: OnceLock<Vec<Medication>>,
}

impl List {
    /// The medicines that are taken now. Home asks three times: they are read once.
    pub fn medicines_now(&self) -> &[Medication] {
        self.medicines.get_or_init(|| {
            let all = self.items.items().iter();
            all.filter_map(|item| Medication::of(&item.resource, &self.references, self.as_of))
                .filter(|one| one.stage() == Stage::Current && !one.do_not_take)
                .collect()
        })
    }
}

/// Why a list is not whole: a stable word for the API; its words for people are in the locale files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason(pub &'static str);

impl Reason {
    /// The EHR offers nothing of this kind.
    pub const NOT_OFFERED: Reason = Reason("not-offered");
    /// Every entry is there; prescribers or medications that they point to did not come, so that names may
    /// be missing.
    pub const REFERENCES_MISSING: Reason = Reason("references-missing");
}

impl Records {
    /// Everything of a kind that the patient may see.
    ///
    /// Errors when no source of the kind gave an answer; when only some did, the list says so.
    pub async fn list(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        kind: Kind,
    ) -> Result<List, Error> {
        self.of_types(app, context, access, (kind.slug(), kind.resource_types(), Some(kind))).await
    }

    /// Every prescription: MedicationRequest alone (P01).
    pub async fn prescriptions(&self, app: &App, context: &Context, access: &Access) -> Result<List, Error> {
        self.of_types(app, context, access, ("prescriptions", &["MedicationRequest"], None)).await
    }

    /// Boxed, so that the compiler proves it `Send` once, here, for lifetimes it can name.
    fn of_types<'a>(
        &'a self,
        app: &'a App,
        context: &'a Context,
        access: &'a Access,
        (name, types, kind): (&'static str, &'static [&'static str], Option<Kind>),
    ) -> BoxFuture<'a, Result<List, Error>> {
        async move {
            let patient = access.patient()?;
            let ehr = self.ehr(app, &context.org)?;
            let until = self.until();
            let act = Act::done("records.list").on(name, None);
            let line = trail::begin_read(app, context, Some(patient), act);
            let terms = self.terms(app, context, patient);
            let sources = self.search_all(context, &ehr, patient, types);
            let (terms, answers) = tokio::join!(terms, sources);
            let as_of = app.clock.now();
            let gathered = answers.and_then(|answers| {
                Gathered::of(answers.into_iter().map(|(_, answer)| answer).collect(), kind, patient)
            });
            line.ended(outcome_of(&gathered)).await?;
            let gathered = gathered?;
            let items = policy::release(access, gathered.resources, &terms?, as_of);
            raise(app, context, patient, items.incidents()).await?;
            // What a source that failed would have covered must not count as seen.
            if kind == Some(Kind::Results) && gathered.failed.is_none() {
                release::ledger::note(app, context, access, &items).await?;
            }
            let items = sorted(items);
            let withheld = items.withheld().clone();
            let accounted = items.items().len() as u64 + withheld.values().sum::<u64>();
            let total = gathered.total.unwrap_or(accounted);
            let mismatch = (total != accounted).then_some(Reason("total-mismatch"));
            let wanted = Wanted::of(items.items());
            let references = References::read(&ehr, access, wanted, (as_of, until)).await;
            let nameless = references.failed.then_some(Reason::REFERENCES_MISSING);
            let reason = gathered.reason.or(mismatch).or(nameless);
            Ok(List { items, references, total, withheld, reason, as_of, medicines: OnceLock::new() })
        }
        .boxed()
    }

    /// One entry of a kind that the patient may see now. `OnHold` when it waits ([`Records::find`]).
    pub async fn entry(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        which: (Kind, &FhirId),
    ) -> Result<Entry, Error> {
        self.entry_of(app, context, access, (which.0, which.1, None)).await
    }

    /// [`Records::entry`] of one type of the kind: an id is unique per type only. Without a type, the first
    /// of the kind's types that has the id is meant.
    pub async fn entry_of(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        which: (Kind, &FhirId, Option<&str>),
    ) -> Result<Entry, Error> {
        match self.find(app, context, access, which).await? {
            Sight::Shown(entry) => Ok(*entry),
            Sight::Held(_) => Err(Error::OnHold),
        }
    }

    /// One entry of a kind, shown or on hold, found only among the patient's own. Anyone else's id is the
    /// same `NotFound` as one that does not exist: the EHR is asked for this id *of this patient*. When not
    /// every source answered, nobody knows that it does not exist, and the answer is the failure, for any id.
    pub async fn find(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        (kind, id, only_type): (Kind, &FhirId, Option<&str>),
    ) -> Result<Sight, Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let until = self.until();
        let terms = self.terms(app, context, patient).await?;
        // Whether a result waits depends on what it belongs to: then all of them are asked for.
        let all = kind == Kind::Results && terms.wish.is_some();
        let only: &[(&str, &str)] = if all { &[] } else { &[("_id", id.as_str())] };
        let mut sources = Vec::new();
        let types = self.types_of(context, &ehr, kind.resource_types()).await?;
        let of_type = |name: &str| only_type.is_none_or(|wanted| wanted == name);
        for name in types.into_iter().filter(|name| all || of_type(name)) {
            let by_id = if ehr.searches_by_id(name) { only } else { &[] };
            sources.push(self.asked(context, &ehr, (name, by_id), patient).boxed());
        }
        let answers = futures::future::join_all(sources).await;
        let as_of = app.clock.now();
        let gathered = match Gathered::of(answers, None, patient) {
            Ok(gathered) => gathered,
            Err(error) => return Err(no_entry(app, context, (patient, kind), error).await?),
        };
        let asked = |resource: &Resource| {
            let head = resource.head();
            head.id == *id && Kind::of(head) == kind && of_type(&head.resource_type)
        };
        let found = gathered.resources.into_iter().filter(|one| all || asked(one)).collect();
        let released = policy::release(access, found, &terms, as_of);
        raise(app, context, patient, released.incidents()).await?;
        let act = Act::done("records.read").on(kind.slug(), Some(id.as_str()));
        let Some(item) = released.items().iter().find(|item| asked(&item.resource)).cloned() else {
            let held = released
                .held()
                .iter()
                .find(|held| held.kind == kind && held.id == *id && of_type(&held.resource_type));
            if let Some(held) = held {
                trail::write_read(app, context, Some(patient), act.outcome("withheld")).await?;
                return Ok(Sight::Held(Box::new(held.clone())));
            }
            let error = gathered.failed.map_or(Error::NotFound, Error::Ehr);
            return Err(no_entry(app, context, (patient, kind), error).await?);
        };
        let wanted = Wanted::of(std::slice::from_ref(&item));
        let asking = Asking { app, context, access, ehr: &ehr, terms: &terms, until };
        let (line, references, linked) = tokio::join!(
            trail::write_read(app, context, Some(patient), act),
            References::read(&ehr, access, wanted, (as_of, until)),
            Linked::read(asking, &item.resource)
        );
        line?;
        let linked = linked?;
        let entry = Entry { item: released.map(|_| item), references, linked, as_of };
        Ok(Sight::Shown(Box::new(entry)))
    }

    /// Asks for a type. An EHR that says that it offers the type, and that it does not when it is asked,
    /// holds something back: that is a refusal, and not nothing.
    pub(super) async fn asked(
        &self,
        context: &Context,
        ehr: &Ehr,
        (name, only): (&str, &[(&str, &str)]),
        patient: &FhirId,
    ) -> Result<Found, EhrError> {
        let answer = ehr.search(name, only, patient).await;
        if !matches!(answer, Err(EhrError::NotOffered)) {
            return answer;
        }
        match timeout(A_MOMENT, self.clients.offers(ehr, &context.org, name)).await {
            Ok(Ok(false)) => answer,
            // Said to be offered, or nobody knows.
            Ok(_) | Err(_) => Err(EhrError::Refused { status: 404 }),
        }
    }

    /// Asks for everything of these types, side by side; each answer stands for itself.
    pub(super) async fn search_all(
        &self,
        context: &Context,
        ehr: &Ehr,
        patient: &FhirId,
        types: &'static [&'static str],
    ) -> Result<Vec<(&'static str, Result<Found, EhrError>)>, Error> {
        let types = self.types_of(context, ehr, types).await?;
        let mut sources = Vec::with_capacity(types.len());
        for name in &types {
            sources.push(self.asked(context, ehr, (name, &[]), patient).boxed());
        }
        Ok(types.iter().copied().zip(futures::future::join_all(sources).await).collect())
    }

    /// A few types are simply asked for; of many, only those that the EHR says it offers.
    async fn types_of(
        &self,
        context: &Context,
        ehr: &Ehr,
        types: &'static [&'static str],
    ) -> Result<Vec<&'static str>, Error> {
        if types.len() <= FEW {
            return Ok(types.to_vec());
        }
        Ok(self.clients.offered(ehr, &context.org, types).await?)
    }
}

/// More types than this are not asked for without knowing whether the EHR offers them.
const FEW: usize = 4;

/// What a patient sees where an entry is.
pub enum Sight {
    /// The entry.
    Shown(Box<Entry>),
    /// That there is one, and why it is not shown.
    Held(Box<policy::Held>),
}

/// One entry of the record.
pub struct Entry {
    /// What the policy released.
    pub item: Released<Item>,
    /// Practitioners and medications that it names.
    pub references: References,
    /// What else it points to: her own entries, people and places.
    pub linked: Linked,
    /// When the EHR answered.
    pub as_of: DateTime<Utc>,
}

/// The answers of all sources of a kind, put together.
pub(super) struct Gathered {
    pub(super) resources: Vec<Resource>,
    pub(super) total: Option<u64>,
    pub(super) reason: Option<Reason>,
    /// What kept it from being whole.
    pub(super) failed: Option<EhrError>,
}

impl Gathered {
    /// Errors only when every source failed. A source that is not offered holds nothing, which is fine as
    /// long as another one is offered.
    pub(super) fn of(
        answers: Vec<Result<Found, EhrError>>,
        kind: Option<Kind>,
        patient: &FhirId,
    ) -> Result<Self, Error> {
        let mut whole = Self { resources: Vec::new(), total: Some(0), reason: None, failed: None };
        let mut answered = 0;
        let mut failed = None;
        for answer in answers {
            match answer {
                Ok(found) => {
                    answered += 1;
                    whole.add(found, kind, patient);
                }
                Err(EhrError::NotOffered) => {}
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        match failed {
            Some(error) if answered == 0 => Err(error.into()),
            Some(error) => {
                whole.reason = Some(Reason(error.code()));
                whole.total = None;
                whole.failed = Some(error);
                Ok(whole)
            }
            None if answered == 0 => Ok(Self { reason: Some(Reason::NOT_OFFERED), ..whole }),
            None => Ok(whole),
        }
    }

    /// Of a type that several kinds share, only this kind's are taken and counted: the server's own total is
    /// of all of them. Another patient's are taken whatever their kind: that they came in the place of hers
    /// must be told, and what is not taken is told by nobody.
    fn add(&mut self, mut found: Found, kind: Option<Kind>, patient: &FhirId) {
        if let Err(incomplete) = &found.complete {
            self.reason = self.reason.or(Some(Reason(incomplete.code())));
            self.failed = self.failed.take().or(Some(match incomplete {
                Incomplete::MissingPage { cause } => cause.clone(),
                _ => EhrError::Malformed,
            }));
        }
        let all = found.resources.len();
        if let Some(kind) = kind {
            let others = |head: &Head| head.belongs_to(patient) == Ownership::Other;
            found.resources.retain(|one| Kind::of(one.head()) == kind || others(one.head()));
        }
        let counted = found.resources.len() as u64 + found.malformed;
        let own = found.total.filter(|_| found.resources.len() == all).unwrap_or(counted);
        self.total = self.total.map(|total| total + own);
        self.resources.extend(found.resources);
    }
}

/// Newest first.
pub(super) fn sorted(items: Released<Vec<Item>>) -> Released<Vec<Item>> {
    items.map(|mut items| {
        items.sort_by_cached_key(|item| newest_first(&item.resource));
        items
    })
}

/// The place of a resource in a list: what has no date comes last; ties are broken by id, so that the order
/// is the same every time.
pub(super) fn newest_first(resource: &Resource) -> (Reverse<Option<DateTime<Utc>>>, FhirId) {
    let head = resource.head();
    (Reverse(head.date.as_ref().and_then(fhir::FhirDate::begins)), head.id.clone())
}

/// The outcome of a read in the audit log.
pub(super) fn outcome_of<T>(answer: &Result<T, Error>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(Error::NotFound | Error::Ehr(EhrError::NotFound)) => "not-found",
        Err(_) => "failed",
    }
}

/// Writes the line of a read that brought no entry, without the id: it may be another patient's.
async fn no_entry(
    app: &App,
    context: &Context,
    (patient, kind): (&FhirId, Kind),
    error: Error,
) -> Result<Error, Error> {
    let outcome = if matches!(error, Error::NotFound) { "not-found" } else { "failed" };
    let act = Act::done("records.read").on(kind.slug(), None).outcome(outcome);
    trail::write_read(app, context, Some(patient), act).await?;
    Ok(error)
}

/// Raises the incident when the EHR answered a read of the patient with somebody else.
pub(super) async fn raise_another(
    app: &App,
    context: &Context,
    patient: &FhirId,
    read: &Result<Resource, EhrError>,
) -> Result<(), Error> {
    let another = || Incident { resource_type: "Patient".into(), resource_id: patient.clone() };
    match read {
        Err(EhrError::WrongPatient) => raise(app, context, patient, &[another()]).await,
        _ => Ok(()),
    }
}

/// A resource of another patient never leaves, and its arrival is an incident of its own in the audit log.
pub(super) async fn raise(
    app: &App,
    context: &Context,
    patient: &FhirId,
    incidents: &[Incident],
) -> Result<(), Error> {
    if incidents.is_empty() {
        return Ok(());
    }
    tracing::error!(
        organisation = %context.org.id,
        request = %context.request_id,
        count = incidents.len(),
        "the EHR answered with another patient's resources; they were withheld"
    );
    let tx = app.db.write(context.org.id).await?;
    for incident in incidents {
        let act = Act::done("incident.wrong_patient").on(&incident.resource_type, None).outcome("withheld");
        trail::write(&tx, context, Some(patient), act).await?;
    }
    tx.commit().await?;
    Ok(())
}
