//! What is kept of waiting: which results a patient was told of, when each became visible, and how many
//! nothing held back. From it come "visible to you since" and the measure of minutes from final to visible
//! (beyond.md 3).

use std::collections::BTreeMap;

use base::{AccountId, FhirId};
use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use fhir::Kind;
use policy::{Access, Held, Item, Released};

use super::store;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;

/// How a result became visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Nothing held it back.
    AtOnce,
    /// The patient opened it.
    Opened,
    /// The patient chose to see results at once.
    Chosen,
    /// A clinician had seen it.
    Seen,
    /// The wait for a clinician was over.
    Over,
    /// A hold of the clinic ended.
    Hold,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 6] = [Way::AtOnce, Way::Opened, Way::Chosen, Way::Seen, Way::Over, Way::Hold];

    /// The word for it, in the table and in the metric.
    pub fn name(self) -> &'static str {
        match self {
            Way::AtOnce => "at-once",
            Way::Opened => "opened",
            Way::Chosen => "chosen",
            Way::Seen => "seen",
            Way::Over => "over",
            Way::Hold => "hold",
        }
    }

    /// The way of a word.
    pub fn of(name: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// A result that a patient is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: FhirId,
    /// When it was given out.
    pub final_at: Option<DateTime<Utc>>,
}

impl Told {
    /// A result that waits by the patient's wish; `None` for a hold of the clinic, which is kept already.
    pub fn of(held: &Held) -> Option<Self> {
        held.waiting()?;
        let (resource_type, id) = (held.resource_type.clone(), held.id.clone());
        Some(Self { resource_type, id, final_at: instant(held.given_out.as_ref()) })
    }
}

/// To the millisecond: what a database keeps must compare equal to what the record says.
fn instant(date: Option<&fhir::FhirDate>) -> Option<DateTime<Utc>> {
    date.and_then(fhir::FhirDate::begins).map(|at| at.trunc_subsecs(3))
}

/// What is to be written down of a list of results.
#[derive(Default)]
struct Entries {
    told: Vec<Told>,
    opened: Vec<(String, String, Way, DateTime<Utc>)>,
    mark: Option<(Option<DateTime<Utc>>, DateTime<Utc>)>,
    at_once: i64,
}

/// Notes what a list of results shows and tells. Nothing is written when nothing is new.
///
/// Errors when it cannot be written: the list then fails closed, like a read without its audit line.
pub async fn note(
    app: &App,
    context: &Context,
    access: &Access,
    results: &Released<Vec<Item>>,
) -> Result<(), Error> {
    let (Some(account), patient) = (access.account(), access.patient()?) else { return Ok(()) };
    let now = app.clock.now();
    let wait_at_most = Duration::days(context.org.settings.release.wait_days.into());
    let peek = app.db.peek(context.org.id);
    let rows = store::waits(&peek, patient).await?;
    let mark = store::mark_of(&peek, patient).await?;
    let entries = compare(results, &rows, mark, (now, wait_at_most));
    write(app, context, (patient, account), entries, now).await
}

fn compare(
    results: &Released<Vec<Item>>,
    rows: &[store::wait::Model],
    mark: Option<DateTime<Utc>>,
    (now, wait_at_most): (DateTime<Utc>, Duration),
) -> Entries {
    let known: BTreeMap<(&str, &str), &store::wait::Model> =
        rows.iter().map(|row| ((row.resource_type.as_str(), row.resource_id.as_str()), row)).collect();
    let mut entries = Entries::default();
    let mut newest = None;
    for held in results.held() {
        newest = newest.max(instant(held.given_out.as_ref()).filter(|at| *at <= now));
        if !known.contains_key(&(held.resource_type.as_str(), held.id.as_str())) {
            entries.told.extend(Told::of(held));
        }
    }
    for item in results.items() {
        let head = item.resource.head();
        if let Some(row) = known.get(&(head.resource_type.as_str(), head.id.as_str())) {
            if row.visible_at.is_none() {
                let (way, at) = ended(row, item, (now, wait_at_most));
                entries.opened.push((row.resource_type.clone(), row.resource_id.clone(), way, at));
            }
            continue;
        }
        if Kind::of(head) != Kind::Results {
            continue;
        }
        let Some(given_out) = instant(policy::given_out(&item.resource).as_ref()) else { continue };
        if given_out <= now {
            newest = newest.max(Some(given_out));
            entries.at_once += i64::from(mark.is_some_and(|mark| given_out > mark));
        }
    }
    // The first list only sets the mark: what was there before is no news.
    let upto = newest.or_else(|| mark.is_none().then_some(now));
    entries.mark = upto.filter(|upto| mark.is_none_or(|mark| *upto > mark)).map(|upto| (mark, upto));
    entries
}

/// How and when a wait ended that nobody ended by hand: when the organisation's longest wait was over, else
/// when the result last changed, which was the clinician's word.
fn ended(
    row: &store::wait::Model,
    item: &Item,
    (now, wait_at_most): (DateTime<Utc>, Duration),
) -> (Way, DateTime<Utc>) {
    let over = row.final_at.and_then(|at| at.checked_add_signed(wait_at_most));
    match over.filter(|over| *over <= now) {
        Some(over) => (Way::Over, over),
        None => {
            let changed = instant(item.resource.head().last_updated.as_ref());
            let since = changed.filter(|at| *at > row.told_at && *at <= now);
            (Way::Seen, since.unwrap_or(now))
        }
    }
}

async fn write(
    app: &App,
    context: &Context,
    who: (&FhirId, AccountId),
    entries: Entries,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if entries.told.is_empty() && entries.opened.is_empty() && entries.mark.is_none() {
        return Ok(());
    }
    let tx = app.db.write(context.org.id).await?;
    store::tell(&tx, who, &entries.told, now).await?;
    for (resource_type, id, way, at) in &entries.opened {
        store::open(&tx, who, (resource_type, id), (*way, *at)).await?;
    }
    if let Some((from, upto)) = entries.mark
        && store::move_mark(&tx, who, from, upto).await?
        && entries.at_once > 0
    {
        store::count_at_once(&tx, now, entries.at_once).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// When a result became visible to the patient: when the last thing that kept it back ended, else when it
/// was given out. `None` when the record does not say. `ended` is what [`ends`] found.
pub fn visible_since(
    given_out: Option<&fhir::FhirDate>,
    ended: Option<DateTime<Utc>>,
) -> Option<fhir::FhirDate> {
    match ended {
        Some(ended) => fhir::FhirDate::parse(&ended.to_rfc3339()),
        None => given_out.cloned(),
    }
}

/// When the last wait or hold on each result ended, by type and id; those that nothing ever kept back are
/// absent.
pub async fn ends(
    app: &App,
    context: &Context,
    patient: &FhirId,
) -> Result<BTreeMap<(String, String), DateTime<Utc>>, Error> {
    let tx = app.db.read(context.org.id).await?;
    let mut all: BTreeMap<(String, String), DateTime<Utc>> = BTreeMap::new();
    let waits = store::waits(&tx, patient).await?.into_iter();
    let waits = waits.filter_map(|row| Some(((row.resource_type, row.resource_id), row.visible_at?)));
    for (which, at) in waits.chain(store::hold_ends(&tx, patient, app.clock.now()).await?) {
        let last = all.entry(which).or_insert(at);
        *last = at.max(*last);
    }
    Ok(all)
}
