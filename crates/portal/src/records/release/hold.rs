//! Holds of the clinic (C5): one result of one patient, under an exception, with reason, author and end.
//! The staff's own page comes with the staff's house; until then the command line is the way in.

use base::{FhirId, OrgId};
use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use fhir::{Kind, Resource};
use policy::{BadHold, Hold, HoldRequest};
use uuid::Uuid;

use super::holds;
use crate::app::App;
use crate::error::Error;
use crate::records::Records;
use crate::records::store::release_hold::Model;
use crate::shell::tenant::Organisation;
use crate::shell::trail::{self, Act};

/// Why a result was not put on hold.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// Something of it is missing or out of bounds.
    #[error(transparent)]
    Bad(#[from] BadHold),
    /// The patient has no such result: no type of result, no such id, another patient's.
    #[error("the record system has no such test result of this patient")]
    NoSuchResult,
    /// It is on hold under this exception with another reason, author or end.
    #[error("it is on hold under this exception already ({id}, until {until}); lift that hold first")]
    OnHold {
        /// The hold that stands.
        id: Uuid,
        /// Its end.
        until: DateTime<Utc>,
    },
    /// The record system, the database.
    #[error("{0:?}")]
    Other(Error),
}

impl From<Error> for HoldError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<db::DbError> for HoldError {
    fn from(error: db::DbError) -> Self {
        Self::Other(error.into())
    }
}

impl From<vendors::ehr::EhrError> for HoldError {
    fn from(error: vendors::ehr::EhrError) -> Self {
        Self::Other(error.into())
    }
}

/// A hold that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// Its end.
    pub until: DateTime<Utc>,
    /// Whether it stood before.
    pub before: bool,
    /// Single results that the report on hold is made of. They are not on hold with it.
    pub parts: usize,
}

/// What became of lifting a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// It is lifted.
    Now,
    /// It was over before.
    Before,
}

impl Records {
    /// Puts one result of one patient on hold. The same hold twice is one hold.
    ///
    /// The result is looked up in the record first: a hold on a mistyped id would protect nobody.
    pub async fn hold(
        &self,
        app: &App,
        org: &Organisation,
        mut request: HoldRequest,
    ) -> Result<Kept, HoldError> {
        // To the millisecond, so that the same end compares equal to the one that was kept.
        request.expires_at = request.expires_at.map(|end| end.trunc_subsecs(3));
        let longest = Duration::days(org.settings.release.max_hold_days.into());
        let hold = Hold::new(request, app.clock.now(), longest)?;
        let result = self.result_of(app, org, &hold).await?;
        let parts = result.view::<fhir::views::DiagnosticReport>();
        let parts = parts.filter(|_| hold.resource_type() == "DiagnosticReport");
        let parts = parts.map_or(0, |report| report.result.len());
        let now = app.clock.now();
        let tx = app.db.write(org.id).await?;
        // The line first: it makes two writers of one chain go one after the other.
        let act = Act::done("release.hold").on(hold.resource_type(), Some(hold.resource_id().as_str()));
        trail::write_system(&tx, "hold-add".into(), Some(hold.patient()), act).await?;
        let mut standing = holds::in_force(&tx, Some(hold.patient()), now).await?.into_iter();
        if let Some(row) = standing.find(|row| is_on(row, &hold)) {
            let same = row.reason == hold.reason()
                && row.author == hold.author()
                && row.expires_at == hold.expires_at();
            return match same {
                true => Ok(Kept { id: row.id, until: row.expires_at, before: true, parts }),
                false => Err(HoldError::OnHold { id: row.id, until: row.expires_at }),
            };
        }
        let final_at = policy::given_out(&result).and_then(|date| date.begins());
        let id = holds::put(&tx, &hold, final_at, now).await?;
        tx.commit().await?;
        Ok(Kept { id, until: hold.expires_at(), before: false, parts })
    }

    /// The result that a hold is about.
    async fn result_of(&self, app: &App, org: &Organisation, hold: &Hold) -> Result<Resource, HoldError> {
        if !Kind::Results.resource_types().contains(&hold.resource_type()) {
            return Err(HoldError::NoSuchResult);
        }
        let ehr = self.ehr(app, org)?;
        let only = [("_id", hold.resource_id().as_str())];
        let found = ehr.search(hold.resource_type(), &only, hold.patient()).await?;
        let asked = |one: &Resource| {
            let head = one.head();
            head.id == *hold.resource_id()
                && head.belongs_to(hold.patient()) == fhir::Ownership::Own
                && Kind::of(head) == Kind::Results
        };
        found.resources.into_iter().find(asked).ok_or(HoldError::NoSuchResult)
    }

    /// The holds in force, of one patient or of all.
    pub async fn holds_in_force(
        &self,
        app: &App,
        org: OrgId,
        patient: Option<&FhirId>,
    ) -> Result<Vec<Model>, Error> {
        let tx = app.db.read(org).await?;
        Ok(holds::in_force(&tx, patient, app.clock.now()).await?)
    }

    /// Lifts a hold. Doing it twice changes nothing. `NotFound` when the organisation has no such hold.
    pub async fn lift(&self, app: &App, org: OrgId, id: Uuid) -> Result<Lifted, Error> {
        let tx = app.db.write(org).await?;
        let row = holds::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
        if !holds::lift(&tx, id, app.clock.now()).await? {
            return Ok(Lifted::Before);
        }
        let patient =
            FhirId::parse(&row.patient_id).map_err(|_| Error::Internal("a hold of nobody".into()))?;
        let act = Act::done("release.lift").on(&row.resource_type, Some(&row.resource_id));
        trail::write_system(&tx, "hold-lift".into(), Some(&patient), act).await?;
        tx.commit().await?;
        Ok(Lifted::Now)
    }
}

fn is_on(row: &Model, hold: &Hold) -> bool {
    row.resource_type == hold.resource_type()
        && row.resource_id == hold.resource_id().as_str()
        && row.exception_code == hold.exception().code()
}
