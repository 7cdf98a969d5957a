//! SQL of release timing (C5): the patient's choice, the results that waited, and the measure of waiting.

use std::collections::BTreeMap;

use base::{AccountId, FhirId, OrgId};
use chrono::{DateTime, Duration, Utc};
use db::{Db, DbError, Door, Tx, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{Condition, ExprTrait as _, TryInsertResult};

use super::ledger::Way;
use crate::records::store::release_hold;

/// Table `release_choice`.
pub mod choice {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_choice")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: String,
        pub timing: String,
        pub since: DateTimeUtc,
        pub chosen_at: DateTimeUtc,
        pub account_id: Uuid,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `release_wait`.
pub mod wait {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_wait")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_type: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: String,
        pub final_at: Option<DateTimeUtc>,
        pub told_at: DateTimeUtc,
        pub visible_at: Option<DateTimeUtc>,
        pub way: Option<String>,
        pub account_id: Uuid,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `release_mark`.
pub mod mark {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_mark")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: String,
        pub upto: DateTimeUtc,
        pub account_id: Uuid,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `release_at_once`.
pub mod at_once {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_at_once")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub results: i64,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The choice that stands; `None` when none was ever made.
pub async fn choice_of(tx: &impl Door, patient: &FhirId) -> Result<Option<choice::Model>, DbError> {
    Ok(choice::Entity::find_by_id((tx.org().0, patient.as_str().to_owned())).one(tx.conn()).await?)
}

/// Keeps a choice in place of the one before.
pub async fn put_choice(tx: &WriteTx, row: choice::Model) -> Result<(), DbError> {
    let key = [choice::Column::OrgId, choice::Column::PatientId];
    let rest =
        [choice::Column::Timing, choice::Column::Since, choice::Column::ChosenAt, choice::Column::AccountId];
    let replace = OnConflict::columns(key).update_columns(rest).to_owned();
    let row = choice::ActiveModel {
        org_id: Set(tx.org().0),
        patient_id: Set(row.patient_id),
        timing: Set(row.timing),
        since: Set(row.since),
        chosen_at: Set(row.chosen_at),
        account_id: Set(row.account_id),
    };
    choice::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Every result of a patient that waits or waited.
pub async fn waits(tx: &impl Door, patient: &FhirId) -> Result<Vec<wait::Model>, DbError> {
    Ok(wait::Entity::find().filter(of_patient(tx, patient)).all(tx.conn()).await?)
}

/// The wait of one result.
pub async fn wait_of(
    tx: &impl Tx,
    patient: &FhirId,
    (resource_type, id): (&str, &str),
) -> Result<Option<wait::Model>, DbError> {
    let key = (tx.org().0, patient.as_str().to_owned(), resource_type.to_owned(), id.to_owned());
    Ok(wait::Entity::find_by_id(key).one(tx.conn()).await?)
}

/// Notes that a patient was told of results that wait. Doing it twice changes nothing.
pub async fn tell(
    tx: &WriteTx,
    (patient, account): (&FhirId, AccountId),
    results: &[super::Told],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let key =
        [wait::Column::OrgId, wait::Column::PatientId, wait::Column::ResourceType, wait::Column::ResourceId];
    for told in results {
        let row = wait::ActiveModel {
            org_id: Set(tx.org().0),
            patient_id: Set(patient.as_str().to_owned()),
            resource_type: Set(told.resource_type.clone()),
            resource_id: Set(told.id.as_str().to_owned()),
            final_at: Set(told.final_at),
            told_at: Set(now),
            visible_at: Set(None),
            way: Set(None),
            account_id: Set(account.0),
        };
        let same = OnConflict::columns(key).do_nothing().to_owned();
        wait::Entity::insert(row).on_conflict(same).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Ends the wait of a result; tells whether it was this that ended it.
pub async fn open(
    tx: &WriteTx,
    (patient, account): (&FhirId, AccountId),
    (resource_type, id): (&str, &str),
    (way, at): (Way, DateTime<Utc>),
) -> Result<bool, DbError> {
    let this = of_patient(tx, patient)
        .add(wait::Column::ResourceType.eq(resource_type))
        .add(wait::Column::ResourceId.eq(id));
    Ok(end_waits(tx, account, this, (way, at)).await? > 0)
}

/// Ends the wait of everything that a patient was told of.
pub async fn open_all(
    tx: &WriteTx,
    (patient, account): (&FhirId, AccountId),
    (way, at): (Way, DateTime<Utc>),
) -> Result<u64, DbError> {
    end_waits(tx, account, of_patient(tx, patient), (way, at)).await
}

async fn end_waits(
    tx: &WriteTx,
    account: AccountId,
    which: Condition,
    (way, at): (Way, DateTime<Utc>),
) -> Result<u64, DbError> {
    let ended = wait::Entity::update_many()
        .col_expr(wait::Column::VisibleAt, Expr::value(at))
        .col_expr(wait::Column::Way, Expr::value(way.name()))
        .col_expr(wait::Column::AccountId, Expr::value(account.0))
        .filter(which.add(wait::Column::VisibleAt.is_null()))
        .exec(tx.conn())
        .await?;
    Ok(ended.rows_affected)
}

fn of_patient(tx: &impl Door, patient: &FhirId) -> Condition {
    Condition::all().add(wait::Column::OrgId.eq(tx.org().0)).add(wait::Column::PatientId.eq(patient.as_str()))
}

/// Up to when a patient's results are counted; `None` before her results were first listed.
pub async fn mark_of(tx: &impl Door, patient: &FhirId) -> Result<Option<DateTime<Utc>>, DbError> {
    let row = mark::Entity::find_by_id((tx.org().0, patient.as_str().to_owned())).one(tx.conn()).await?;
    Ok(row.map(|row| row.upto))
}

/// Moves the mark on from where it was read; tells whether it was this that moved it, so that two answers at
/// once do not count a result twice.
pub async fn move_mark(
    tx: &WriteTx,
    (patient, account): (&FhirId, AccountId),
    from: Option<DateTime<Utc>>,
    upto: DateTime<Utc>,
) -> Result<bool, DbError> {
    let Some(from) = from else {
        let row = mark::ActiveModel {
            org_id: Set(tx.org().0),
            patient_id: Set(patient.as_str().to_owned()),
            upto: Set(upto),
            account_id: Set(account.0),
        };
        let same =
            OnConflict::columns([mark::Column::OrgId, mark::Column::PatientId]).do_nothing().to_owned();
        let inserted = mark::Entity::insert(row)
            .on_conflict(same)
            .try_insert()
            .exec_without_returning(tx.conn())
            .await?;
        return Ok(matches!(inserted, TryInsertResult::Inserted(_)));
    };
    let moved = mark::Entity::update_many()
        .col_expr(mark::Column::Upto, Expr::value(upto))
        .col_expr(mark::Column::AccountId, Expr::value(account.0))
        .filter(mark::Column::OrgId.eq(tx.org().0))
        .filter(mark::Column::PatientId.eq(patient.as_str()))
        .filter(mark::Column::Upto.eq(from))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected > 0)
}

/// Counts results that nothing held back.
pub async fn count_at_once(tx: &WriteTx, now: DateTime<Utc>, results: i64) -> Result<(), DbError> {
    let row = at_once::ActiveModel { org_id: Set(tx.org().0), day: Set(day_of(now)), results: Set(results) };
    let sum = Expr::col((at_once::Entity, at_once::Column::Results)).add(results);
    let add = OnConflict::columns([at_once::Column::OrgId, at_once::Column::Day])
        .value(at_once::Column::Results, sum)
        .to_owned();
    at_once::Entity::insert(row).on_conflict(add).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Days as they sort.
fn day_of(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// Type and id of results whose holds are over, and when each ended.
pub async fn hold_ends(
    tx: &impl Tx,
    patient: &FhirId,
    now: DateTime<Utc>,
) -> Result<Vec<((String, String), DateTime<Utc>)>, DbError> {
    let rows = release_hold::Entity::find()
        .filter(release_hold::Column::OrgId.eq(tx.org().0))
        .filter(release_hold::Column::PatientId.eq(patient.as_str()))
        .all(tx.conn())
        .await?;
    let ended = rows.into_iter().map(|row| (row.end(), row)).filter(|(end, _)| *end <= now);
    Ok(ended.map(|(end, row)| ((row.resource_type, row.resource_id), end)).collect())
}

/// What became visible in a span of time, per organisation: how many minutes after it was given out, in
/// which way. Results of which the record does not say when they were given out are not measured.
pub async fn became_visible_across_orgs(
    db: &Db,
    (from, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<BTreeMap<OrgId, Vec<(Way, i64, u64)>>, DbError> {
    let everywhere = db.across_orgs();
    let mut found: BTreeMap<OrgId, Vec<(Way, i64, u64)>> = BTreeMap::new();
    let free = at_once::Entity::find().filter(at_once::Column::Day.gt(day_of(from)));
    for row in free.all(everywhere.conn()).await? {
        let results = u64::try_from(row.results).unwrap_or_default();
        found.entry(OrgId(row.org_id)).or_default().push((Way::AtOnce, 0, results));
    }
    let waited = wait::Entity::find()
        .filter(wait::Column::VisibleAt.gt(from))
        .filter(wait::Column::VisibleAt.lte(now))
        .filter(wait::Column::FinalAt.is_not_null());
    for row in waited.all(everywhere.conn()).await? {
        let (Some(way), Some(minutes)) =
            (row.way.as_deref().and_then(Way::of), minutes(row.final_at, row.visible_at))
        else {
            continue;
        };
        found.entry(OrgId(row.org_id)).or_default().push((way, minutes, 1));
    }
    let held = release_hold::Entity::find()
        .filter(release_hold::Column::ExpiresAt.gt(from))
        .filter(release_hold::Column::FinalAt.is_not_null());
    for row in held.all(everywhere.conn()).await? {
        let end = row.end();
        if let Some(minutes) = minutes(row.final_at, Some(end)).filter(|_| end > from && end <= now) {
            found.entry(OrgId(row.org_id)).or_default().push((Way::Hold, minutes, 1));
        }
    }
    Ok(found)
}

fn minutes(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Option<i64> {
    let minutes = (to? - from?).num_minutes();
    Some(Ord::max(minutes, 0))
}

/// How many holds of each organisation's clinic are in force.
pub async fn on_hold_across_orgs(db: &Db, now: DateTime<Utc>) -> Result<BTreeMap<OrgId, u64>, DbError> {
    let rows = release_hold::Entity::find()
        .filter(release_hold::Column::LiftedAt.is_null())
        .filter(release_hold::Column::ExpiresAt.gt(now))
        .all(db.across_orgs().conn())
        .await?;
    let mut found = BTreeMap::new();
    for row in rows {
        *found.entry(OrgId(row.org_id)).or_default() += 1;
    }
    Ok(found)
}

/// Removes counts of days that no measure reaches any more; gives how many.
pub async fn sweep_across_orgs(db: &Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let kept = before - Duration::days(60);
    let old = at_once::Entity::delete_many().filter(at_once::Column::Day.lt(day_of(kept)));
    Ok(old.exec(db.across_orgs().conn()).await?.rows_affected)
}
