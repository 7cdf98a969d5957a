//! What one entry points to (R04): the patient's other entries with their names, so that a page can lead
//! there, and the people and places that it names. Read side by side in one go, within the deadline of the
//! entry itself; what does not come is told by the reference's own words.

use std::collections::{BTreeMap, BTreeSet};

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::compartment::is_reference_data;
use fhir::datatypes::ContactPoint;
use fhir::reference::Target;
use fhir::text::cleaned;
use fhir::views::{AnyRecord, CareTeam, Goal, Observation, Practitioner, PractitionerRole};
use fhir::{FhirDate, Kind, Reference, Resource};
use futures::FutureExt;
use futures::future::BoxFuture;
use policy::{Access, Item, Terms};
use tokio::time::{Instant, timeout_at};
use vendors::ehr::{Dialect, Ehr, EhrError};

use super::list::raise;
use super::thing::Thing;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;

/// References that are looked up for one entry at most; the rest are told by their own words.
const MOST: usize = 80;

/// Measures of a goal that are looked up at most.
const MOST_MEASURES: usize = 3;

/// Another entry of the patient.
#[derive(Clone, Debug)]
pub struct Own {
    /// The room that it is in.
    pub kind: Kind,
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// Its status code.
    pub status: Option<String>,
    /// When it was.
    pub date: Option<FhirDate>,
    /// Its value, of a measurement.
    pub value: Option<String>,
}

/// A person or a place that belongs to no patient.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Name.
    pub name: Option<String>,
    /// National Provider Identifier.
    pub npi: Option<String>,
    /// What they do.
    pub field: Option<String>,
    /// Phones and addresses.
    pub telecom: Vec<ContactPoint>,
    /// The person in a role.
    person: Option<Reference>,
    /// The organisation of a role.
    pub organization: Option<Reference>,
}

type Key = (String, String);

/// What an entry points to, as far as it could be read.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    own: BTreeMap<Key, Own>,
    named: BTreeMap<Key, Named>,
    contained: BTreeMap<String, String>,
    /// The newest measurement of each code that a goal measures.
    measured: BTreeMap<String, Own>,
    /// Something did not come because the EHR failed, not because it is not there.
    pub failed: bool,
}

/// Where the patient's own entries are asked for, and under which rules they are released.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The product.
    pub app: &'a App,
    /// The request.
    pub context: &'a Context,
    /// Whose record.
    pub access: &'a Access,
    /// The EHR.
    pub ehr: &'a Ehr,
    /// Holds in force.
    pub terms: &'a Terms,
    /// When the answer that needs it must be whole.
    pub until: Instant,
}

impl Linked {
    /// Reads what an entry points to. Boxed, so that the compiler proves it `Send` once, here.
    ///
    /// Errors only when an incident could not be written: a name that is missing is no reason to withhold
    /// the entry.
    pub fn read<'a>(asking: Asking<'a>, entry: &'a Resource) -> BoxFuture<'a, Result<Self, Error>> {
        async move {
            let pointed = pointed_at(entry.raw());
            let mut linked = Self { contained: contained(entry), ..Self::default() };
            let (own, named): (Vec<Key>, Vec<Key>) =
                pointed.into_iter().take(MOST).partition(|(kind, _)| !is_reference_data(kind));
            let (own, named, measured) =
                tokio::join!(of_patient(asking, &own), of_clinic(asking, &named), measured(asking, entry));
            linked.failed = own.1 || named.1 || measured.1;
            linked.own = own.0?;
            linked.named = named.0;
            linked.measured = measured.0?;
            // Roles point to people and places in their turn, and no further.
            let further: Vec<Key> = linked
                .named
                .values()
                .flat_map(Named::points_to)
                .filter(|key| !linked.named.contains_key(key))
                .collect();
            if !further.is_empty() {
                let (more, failed) = of_clinic(asking, &further).await;
                linked.named.extend(more);
                linked.failed |= failed;
            }
            Ok(linked)
        }
        .boxed()
    }

    /// The patient's own entry behind a reference.
    pub fn own(&self, reference: &Reference) -> Option<&Own> {
        self.own.get(&key_of(reference)?)
    }

    /// The person or place behind a reference; of a role, the person in it.
    pub fn named(&self, reference: &Reference) -> Option<&Named> {
        self.named.get(&key_of(reference)?)
    }

    /// What to call the target of a reference: its own name, else what the reference calls it. `None` when
    /// neither says a name: an id tells a person nothing.
    pub fn name(&self, reference: &Reference) -> Option<String> {
        let own = || self.own(reference)?.title.clone();
        let named = || self.named(reference).and_then(|found| self.name_of(found));
        let inside = || match reference.target() {
            Target::Contained(id) => self.contained.get(id).cloned(),
            _ => None,
        };
        own().or_else(named).or_else(|| reference.name()).or_else(inside)
    }

    /// The newest measurement of a code.
    pub fn newest(&self, code: &str) -> Option<&Own> {
        self.measured.get(code)
    }

    fn name_of(&self, found: &Named) -> Option<String> {
        let person = || self.named.get(&key_of(found.person.as_ref()?)?)?.name.clone();
        let place = || self.named.get(&key_of(found.organization.as_ref()?)?)?.name.clone();
        let person = found.name.clone().or_else(person);
        person.or_else(|| found.person.as_ref()?.name()).or_else(|| found.field.clone()).or_else(place)
    }

    /// Everything known of who a reference names; of a role, its person's number and phones too.
    pub fn known(&self, reference: &Reference) -> Named {
        let Some(found) = self.named(reference) else { return Named::default() };
        let person = found.person.as_ref().and_then(|person| self.named.get(&key_of(person)?));
        let mut known = found.clone();
        if let Some(person) = person {
            known.npi = known.npi.or_else(|| person.npi.clone());
            if known.telecom.is_empty() {
                known.telecom.clone_from(&person.telecom);
            }
        }
        known
    }
}

impl Named {
    fn of(resource: &Resource, now: DateTime<Utc>) -> Self {
        match resource.head().resource_type.as_str() {
            "Practitioner" => resource.view::<Practitioner>().map_or_else(Self::default, |view| Self {
                name: view.display_name(now),
                npi: view.npi(),
                field: view.qualification.iter().find_map(|one| fhir::codes::words(one.code.as_ref()?)),
                telecom: view.telecom,
                ..Self::default()
            }),
            "PractitionerRole" => resource.view::<PractitionerRole>().map_or_else(Self::default, |view| {
                let field = view.specialty.iter().chain(&view.code).find_map(fhir::codes::words);
                Self {
                    field,
                    telecom: view.telecom,
                    person: view.practitioner,
                    organization: view.organization,
                    ..Self::default()
                }
            }),
            _ => {
                let name = resource
                    .view::<AnyRecord>()
                    .and_then(|view| cleaned(view.name.as_deref()).or_else(|| view.title()));
                let telecom = resource.view::<CareTeam>().map(|view| view.telecom).unwrap_or_default();
                Self { name, telecom, ..Self::default() }
            }
        }
    }

    fn points_to(&self) -> impl Iterator<Item = Key> {
        self.person.iter().chain(&self.organization).filter_map(key_of)
    }
}

impl Own {
    fn of(item: &Item) -> Self {
        let thing = Thing::of(&item.resource);
        Self {
            kind: Kind::of(item.resource.head()),
            resource_type: thing.resource_type,
            id: thing.id,
            title: thing.title,
            status: thing.status,
            date: thing.date,
            value: thing.value,
        }
    }
}

/// Type and id of a reference on the same server.
fn key_of(reference: &Reference) -> Option<Key> {
    match reference.target() {
        Target::Resource { kind, id, absolute: false } => Some((kind.to_owned(), id.to_owned())),
        _ => None,
    }
}

/// The targets of all references of a resource on the same server, wherever they stand, in their order;
/// never the patient herself.
fn pointed_at(raw: &str) -> Vec<Key> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str(raw) {
        collect(&value, &mut found);
    }
    let mut seen = BTreeSet::new();
    found.retain(|key: &Key| seen.insert(key.clone()));
    found
}

fn collect(value: &serde_json::Value, found: &mut Vec<Key>) {
    match value {
        serde_json::Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        serde_json::Value::Object(fields) => {
            if let Some(text) = fields.get("reference").and_then(serde_json::Value::as_str)
                && let Target::Resource { kind, id, absolute: false } = fhir::reference::target(text)
                && kind != "Patient"
                && FhirId::parse(id).is_ok()
            {
                found.push((kind.to_owned(), id.to_owned()));
            }
            fields.values().for_each(|one| collect(one, found));
        }
        _ => {}
    }
}

/// The names of the resources contained in an entry, by their ids.
fn contained(entry: &Resource) -> BTreeMap<String, String> {
    fhir::view! {
        struct Holder {
            inside: Vec<AnyRecord> = "contained",
            ids: Vec<Inside> = "contained",
        }
    }
    fhir::view! {
        struct Inside {
            id: Option<String> = "id",
        }
    }
    let Some(holder) = entry.view::<Holder>() else { return BTreeMap::new() };
    let name = |one: &AnyRecord| {
        one.person.iter().find_map(fhir::datatypes::HumanName::display).or_else(|| one.title())
    };
    let ids = holder.ids.into_iter().map(|one| one.id.unwrap_or_default());
    let names = holder.inside.iter().map(name);
    let known = ids.zip(names).filter_map(|(id, name)| Some((id.trim_start_matches('#').to_owned(), name?)));
    known.collect()
}

fn by_type(keys: &[Key]) -> BTreeMap<&str, Vec<FhirId>> {
    let mut types = BTreeMap::<&str, Vec<FhirId>>::new();
    for (kind, id) in keys {
        if let Ok(id) = FhirId::parse(id) {
            types.entry(kind).or_default().push(id);
        }
    }
    types
}

/// Asks for the patient's own entries of these types and ids: of the patient, so that another's id finds
/// nothing. The second of the answer is whether the EHR failed.
async fn of_patient(asking: Asking<'_>, keys: &[Key]) -> (Result<BTreeMap<Key, Own>, Error>, bool) {
    let mut asks = Vec::new();
    for (kind, ids) in by_type(keys) {
        for list in lists(asking.ehr.dialect(), &ids) {
            asks.push(find(asking, kind.to_owned(), vec![("_id", list)]).boxed());
        }
    }
    let mut failed = false;
    let mut own = BTreeMap::new();
    for answer in futures::future::join_all(asks).await {
        match answer {
            Ok(Some(items)) => {
                for item in &items {
                    let head = item.resource.head();
                    own.insert((head.resource_type.clone(), head.id.as_str().to_owned()), Own::of(item));
                }
            }
            Ok(None) => failed = true,
            Err(error) => return (Err(error), failed),
        }
    }
    (Ok(own), failed)
}

/// Canvas finds one id at a time.
fn lists(dialect: Dialect, ids: &[FhirId]) -> Vec<String> {
    let each = ids.iter().map(|id| id.as_str().to_owned());
    match dialect {
        Dialect::Canvas => each.collect(),
        Dialect::Fhir => vec![each.collect::<Vec<_>>().join(",")],
    }
}

/// The released entries of a search; `None` when the EHR failed.
async fn find(
    asking: Asking<'_>,
    kind: String,
    query: Vec<(&'static str, String)>,
) -> Result<Option<Vec<Item>>, Error> {
    // Whether a result waits by her own wish is known only beside all that it belongs to: no link then.
    if asking.terms.wish.is_some() && Kind::Results.resource_types().contains(&kind.as_str()) {
        return Ok(Some(Vec::new()));
    }
    let patient = asking.access.patient()?;
    let by_id = asking.ehr.searches_by_id(&kind);
    let wanted: Vec<&str> =
        query.iter().filter(|(name, _)| *name == "_id").flat_map(|(_, list)| list.split(',')).collect();
    let query: Vec<(&str, &str)> = query
        .iter()
        .filter(|(name, _)| by_id || *name != "_id")
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let search = asking.app.records.asked(asking.context, asking.ehr, (&kind, &query), patient);
    let found = match timeout_at(asking.until, search).await {
        // Of an answer that is not whole nobody knows what is missing.
        Ok(Ok(found)) if found.complete.is_err() => return Ok(None),
        Ok(Ok(found)) => found.resources,
        Ok(Err(EhrError::NotOffered | EhrError::NotFound)) => return Ok(Some(Vec::new())),
        Ok(Err(error)) => {
            tracing::warn!(code = error.code(), "what an entry points to could not be read");
            return Ok(None);
        }
        Err(_) => return Ok(None),
    };
    let asked = |one: &Resource| wanted.is_empty() || wanted.contains(&one.head().id.as_str());
    let found = found.into_iter().filter(asked).collect();
    let now = asking.app.clock.now();
    let released = policy::release(asking.access, found, asking.terms, now);
    raise(asking.app, asking.context, patient, released.incidents()).await?;
    // Nor of one in which somebody else's came.
    Ok(if released.incidents().is_empty() { Some(released.into_inner()) } else { None })
}

/// People and places of the clinic.
async fn of_clinic(asking: Asking<'_>, keys: &[Key]) -> (BTreeMap<Key, Named>, bool) {
    let mut asks = Vec::new();
    for (kind, ids) in by_type(keys) {
        let ask = async move {
            match timeout_at(asking.until, asking.ehr.read_many(kind, &ids)).await {
                Ok(Ok(found)) => Some(found),
                Ok(Err(EhrError::NotOffered)) => Some(Vec::new()),
                Ok(Err(_)) | Err(_) => None,
            }
        };
        asks.push(ask.boxed());
    }
    let answers = futures::future::join_all(asks).await;
    let failed = answers.iter().any(Option::is_none);
    let found = answers.into_iter().flatten().flatten().collect();
    let now = asking.app.clock.now();
    let released = policy::release_reference(asking.access, found).into_inner();
    let named = released.into_iter().map(|item| {
        let head = item.resource.head();
        ((head.resource_type.clone(), head.id.as_str().to_owned()), Named::of(&item.resource, now))
    });
    (named.collect(), failed)
}

/// The newest measurement of each code that a goal measures.
async fn measured(asking: Asking<'_>, entry: &Resource) -> (Result<BTreeMap<String, Own>, Error>, bool) {
    let goal = if entry.head().resource_type == "Goal" { entry.view::<Goal>() } else { None };
    let codes: BTreeSet<String> =
        goal.iter().flat_map(|goal| &goal.target).filter_map(measure_code).collect();
    let mut newest = BTreeMap::new();
    let mut failed = false;
    for code in codes.into_iter().take(MOST_MEASURES) {
        match find(asking, "Observation".into(), vec![("code", code.clone())]).await {
            Ok(Some(items)) => {
                let when = |own: &Own| own.date.as_ref().and_then(FhirDate::begins);
                let with_value = items.iter().filter(|item| measures(item, &code)).map(Own::of);
                newest.extend(with_value.max_by_key(when).map(|own| (code, own)));
            }
            Ok(None) => failed = true,
            Err(error) => return (Err(error), failed),
        }
    }
    (Ok(newest), failed)
}

fn measures(item: &Item, code: &str) -> bool {
    let view = item.resource.view::<Observation>();
    view.is_some_and(|view| view.value_text().is_some() && view.code.as_ref().is_some_and(|one| one.is(code)))
}

/// The code by which a goal's target is measured.
pub fn measure_code(target: &fhir::views::goal::GoalTarget) -> Option<String> {
    let coding = target.measure.as_ref()?.best_coding()?;
    cleaned(coding.code.as_deref()).filter(|code| !code.contains([',', '|', '\\', '$']))
}
