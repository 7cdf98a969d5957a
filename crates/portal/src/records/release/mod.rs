//! When new results are shown (C5, R03): at once, unless the patient chose otherwise; never later than she
//! chose, except for a hold of the clinic on a single result, which she sees as a hold.
//!
//! The choice belongs to the patient's record: everyone who may open the record sees results the same way,
//! and the choice that was made last stands.

pub mod hold;
pub mod ledger;
mod measure;
pub mod pages;
pub mod routes;
mod show;
pub mod store;

use base::{AccountId, FhirId};
use chrono::{DateTime, Duration, Utc};
use fhir::Kind;
use policy::{Access, Held, Item, Released, Terms, Timing, Wish};

pub use hold::{HoldError, Kept, Lifted};
pub use ledger::{Told, Way, ends, visible_since};

use super::list::{Gathered, raise};
use super::{Records, store as holds};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::trail::{self, Act};

/// When a patient's new results are shown, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// When they are shown.
    pub timing: Timing,
    /// When it was chosen and by whom; `None` when nobody has chosen yet.
    pub chosen: Option<(DateTime<Utc>, AccountId)>,
}

/// What became of "show it".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// How many results it opened; none when they were open before.
    pub count: usize,
}

impl Records {
    /// The terms under which a patient's record is released: holds in force, and her wish.
    pub(super) async fn terms(&self, app: &App, context: &Context, patient: &FhirId) -> Result<Terms, Error> {
        // Two questions that need not see one moment: a transaction around them would cost as much again.
        let peek = app.db.peek(context.org.id);
        let holds = holds::holds(&peek, patient, app.clock.now()).await?;
        let Some(row) = store::choice_of(&peek, patient).await? else { return Ok(Terms::of_holds(holds)) };
        let timing = timing_of(&row)?;
        if timing == Timing::AtOnce {
            return Ok(Terms::of_holds(holds));
        }
        // What was visible once stays visible.
        let open = store::waits(&peek, patient).await?.into_iter().filter(|row| row.visible_at.is_some());
        let shown = open.filter_map(|row| Some((row.resource_type, FhirId::parse(&row.resource_id).ok()?)));
        let wait_at_most = Duration::days(context.org.settings.release.wait_days.into());
        let wish = Wish { timing, since: row.since, shown: shown.collect(), wait_at_most };
        Ok(Terms { holds, wish: Some(wish) })
    }

    /// When this patient's new results are shown.
    pub async fn timing(&self, app: &App, context: &Context, access: &Access) -> Result<Choice, Error> {
        match store::choice_of(&app.db.peek(context.org.id), access.patient()?).await? {
            Some(row) => Ok(Choice {
                timing: timing_of(&row)?,
                chosen: Some((row.chosen_at, AccountId(row.account_id))),
            }),
            None => Ok(Choice { timing: Timing::default(), chosen: None }),
        }
    }

    /// Chooses when new results are shown. Choosing what stands already changes nothing; choosing "at once"
    /// opens all that the patient was told of.
    pub async fn choose(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        timing: Timing,
    ) -> Result<(), Error> {
        let (patient, account) = (access.patient()?, account_of(access)?);
        let now = app.clock.now();
        let tx = app.db.write(context.org.id).await?;
        let stands = store::choice_of(&tx, patient).await?;
        let before = stands.as_ref().map(timing_of).transpose()?;
        if before == Some(timing) {
            return Ok(());
        }
        // From one way of waiting to another, what waits goes on waiting.
        let waited = stands.filter(|_| before.is_some_and(|before| before != Timing::AtOnce));
        let row = store::choice::Model {
            org_id: tx.org().0,
            patient_id: patient.as_str().to_owned(),
            timing: timing.code().to_owned(),
            since: waited.map_or(now, |row| row.since),
            chosen_at: now,
            account_id: account.0,
        };
        store::put_choice(&tx, row).await?;
        if timing == Timing::AtOnce {
            store::open_all(&tx, (patient, account), (Way::Chosen, now)).await?;
        }
        trail::write(&tx, context, Some(patient), Act::done("release.choose").on(timing.code(), None))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Opens a result that waits by the patient's wish, with all that belongs to it; without one, everything
    /// that waits. Opening what is open changes nothing. `NotFound` for anything that is no result of hers.
    pub async fn open(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
        which: Option<(&str, &FhirId)>,
    ) -> Result<Opened, Error> {
        let (patient, account) = (access.patient()?, account_of(access)?);
        let (released, failed) = self.results(app, context, access).await?;
        let waiting: Vec<&Held> = released.held().iter().filter(|one| one.waiting().is_some()).collect();
        let opened = match which {
            None => waiting,
            Some(which) => match with_its_group(&waiting, which) {
                group if !group.is_empty() => group,
                _ if is_known(&released, which) => return Ok(Opened { count: 0 }),
                _ => return Err(failed.unwrap_or(Error::NotFound)),
            },
        };
        let now = app.clock.now();
        let told: Vec<Told> = opened.iter().filter_map(|one| Told::of(one)).collect();
        let tx = app.db.write(context.org.id).await?;
        store::tell(&tx, (patient, account), &told, now).await?;
        let mut count = 0;
        for one in &told {
            let this = (one.resource_type.as_str(), one.id.as_str());
            count += usize::from(store::open(&tx, (patient, account), this, (Way::Opened, now)).await?);
        }
        if count > 0 {
            let act = Act::done("release.show").on(Kind::Results.slug(), which.map(|(_, id)| id.as_str()));
            trail::write(&tx, context, Some(patient), act).await?;
            tx.commit().await?;
        }
        Ok(Opened { count })
    }

    /// All results as they are released now, and why some may be missing.
    async fn results(
        &self,
        app: &App,
        context: &Context,
        access: &Access,
    ) -> Result<(Released<Vec<Item>>, Option<Error>), Error> {
        let patient = access.patient()?;
        let ehr = self.ehr(app, &context.org)?;
        let types = Kind::Results.resource_types();
        let (terms, answers) =
            tokio::join!(self.terms(app, context, patient), self.search_all(context, &ehr, patient, types));
        let answers = answers?.into_iter().map(|(_, answer)| answer).collect();
        let gathered = Gathered::of(answers, Some(Kind::Results), patient)?;
        let released = policy::release(access, gathered.resources, &terms?, app.clock.now());
        raise(app, context, patient, released.incidents()).await?;
        Ok((released, gathered.failed.map(Error::Ehr)))
    }
}

fn account_of(access: &Access) -> Result<AccountId, Error> {
    access.account().ok_or(Error::Refused)
}

fn timing_of(row: &store::choice::Model) -> Result<Timing, Error> {
    let broken = || Error::Internal("a release choice that cannot be read".into());
    Timing::from_code(&row.timing).ok_or_else(broken)
}

/// The one that waits under this type and id, and those that belong to it.
fn with_its_group<'a>(waiting: &[&'a Held], (resource_type, id): (&str, &FhirId)) -> Vec<&'a Held> {
    let group = |one: &Held| one.waiting().map(|waiting| waiting.group);
    let asked = waiting.iter().find(|one| one.resource_type == resource_type && one.id == *id);
    let Some(group_of_asked) = asked.and_then(|one| group(one)) else { return Vec::new() };
    waiting.iter().copied().filter(|one| group(one) == Some(group_of_asked)).collect()
}

/// Whether it is a result of hers that is open already, or that the clinic holds.
fn is_known(released: &Released<Vec<Item>>, (resource_type, id): (&str, &FhirId)) -> bool {
    let shown = released.items().iter().map(|item| item.resource.head());
    let mut shown = shown.map(|head| (head.resource_type.as_str(), &head.id));
    let mut held = released.held().iter().map(|one| (one.resource_type.as_str(), &one.id));
    shown.any(|one| one == (resource_type, id)) || held.any(|one| one == (resource_type, id))
}
