//! The job queue: one table, enqueued in the caller's transaction, claimed by leases.
//!
//! ```text
//! queued ──claim──► running ──finish──► done (kept while its dedupe key must hold) or deleted
//!   ▲                  │ ├──give_up───► dead
//!   └──retry, backoff──┘ └──lease over─► claimed by another, or dead when no attempt is left
//! ```
//!
//! A claim is at-least-once: a worker that dies is replaced when its lease is over. The lease is a fence:
//! whoever lost it changes nothing by finishing late, and is told so. Work whose effects are rows of ours
//! becomes exactly once by finishing in the same transaction ([`finish_within`]). Payloads carry ids, never
//! data about people.

use base::{OrgId, random};
use chrono::{DateTime, Duration, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use crate::{Db, DbError, WriteTx};

mod entity;
use entity::{Column, Entity};

const QUEUED: &str = "queued";
const RUNNING: &str = "running";
const DONE: &str = "done";
const DEAD: &str = "dead";

/// The first retry waits about this long; every further one twice as long.
const FIRST_WAIT_MS: i64 = 2_000;
/// No retry waits longer.
const LONGEST_WAIT_MS: i64 = 3_600_000;
/// How long a finished job's dedupe key still holds.
const DEDUPE_DAYS: i64 = 7;
/// No claim takes more: each job is a bound parameter.
const MOST_CLAIMED: u64 = 500;

/// A job to enqueue.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Which worker runs it.
    pub kind: &'static str,
    /// Ids for the worker; never data about people.
    pub payload: serde_json::Value,
    /// Not before this; now when `None`.
    pub run_at: Option<DateTime<Utc>>,
    /// At most one job of this kind and key exists in the organisation, until a week after it finished.
    pub dedupe: Option<String>,
    /// How often it is tried in all; 0 counts as 1.
    pub max_attempts: u16,
}

/// A job under this worker's lease.
#[derive(Clone, Debug)]
pub struct ClaimedJob {
    /// Whose job it is.
    pub org: OrgId,
    /// The job.
    pub id: Uuid,
    /// Which worker runs it.
    pub kind: String,
    /// What [`NewJob::payload`] was.
    pub payload: serde_json::Value,
    /// Which try this is, from 1.
    pub attempt: u16,
    /// How many tries there are.
    pub max_attempts: u16,
    lease: Uuid,
    deduped: bool,
}

/// What became of a claimed job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Settled {
    /// It is finished.
    Finished,
    /// It runs again at this time.
    Again(DateTime<Utc>),
    /// It will not run again; staff sees it.
    Dead,
    /// Another worker has the lease, or had it and settled the job: this call changed nothing.
    LeaseLost,
}

/// How many jobs are in which state, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting for their time or for a worker.
    pub queued: u64,
    /// Under a lease.
    pub running: u64,
    /// Given up.
    pub dead: u64,
}

/// Enqueues a job in the caller's transaction: it exists when, and only when, that commits. `false` when a
/// job of this kind and dedupe key exists already.
pub async fn enqueue(tx: &WriteTx, job: NewJob) -> Result<bool, DbError> {
    let now = tx.db().clock().now();
    let row = entity::ActiveModel {
        org_id: Set(tx.org().0),
        id: Set(random::uuid_v7(now)),
        kind: Set(job.kind.to_owned()),
        payload: Set(job.payload),
        dedupe: Set(job.dedupe),
        state: Set(QUEUED.to_owned()),
        due_at: Set(job.run_at.unwrap_or(now)),
        attempts: Set(0),
        max_attempts: Set(i32::from(Ord::max(job.max_attempts, 1))),
        lease: Set(None),
        error_code: Set(None),
        created_at: Set(now),
        finished_at: Set(None),
    };
    let same = OnConflict::columns([Column::OrgId, Column::Kind, Column::Dedupe]).do_nothing().to_owned();
    let inserted =
        Entity::insert(row).on_conflict(same).try_insert().exec_without_returning(tx.conn()).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Takes up to `limit` due jobs of these kinds, whosever they are, for as long as `lease`. No two workers get
/// the same job: PostgreSQL skips locked rows, SQLite has one writer. Jobs whose last worker let its lease
/// run out on the last attempt become dead.
pub async fn claim_across_orgs(
    db: &Db,
    kinds: &[&str],
    lease: Duration,
    limit: u64,
) -> Result<Vec<ClaimedJob>, DbError> {
    let now = db.clock().now();
    let tx = db.across_orgs().write().await?;
    bury_abandoned(tx.conn(), kinds, now).await?;
    let due = Entity::find()
        .filter(Column::State.is_in([QUEUED, RUNNING]))
        .filter(Column::DueAt.lte(now))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .order_by_asc(Column::DueAt)
        .limit(Ord::min(limit, MOST_CLAIMED))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.conn())
        .await?;
    if due.is_empty() {
        tx.commit().await?;
        return Ok(Vec::new());
    }
    let token = random::uuid_v7(now);
    let ids = due.iter().map(|job| (job.org_id, job.id));
    Entity::update_many()
        .col_expr(Column::State, RUNNING.into())
        .col_expr(Column::DueAt, (now + lease).into())
        .col_expr(Column::Lease, token.into())
        .col_expr(Column::Attempts, Column::Attempts.into_expr().add(1))
        .filter(key().in_tuples(ids))
        .exec(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(due.into_iter().map(|job| claimed(job, token)).collect())
}

fn key() -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::tuple([Column::OrgId.into_expr(), Column::Id.into_expr()])
}

fn claimed(job: entity::Model, lease: Uuid) -> ClaimedJob {
    let small = |n: i32| u16::try_from(n).unwrap_or(u16::MAX);
    ClaimedJob {
        org: OrgId(job.org_id),
        id: job.id,
        kind: job.kind,
        payload: job.payload,
        attempt: small(job.attempts.saturating_add(1)),
        max_attempts: small(job.max_attempts),
        lease,
        deduped: job.dedupe.is_some(),
    }
}

async fn bury_abandoned(
    conn: &impl ConnectionTrait,
    kinds: &[&str],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let spent = Condition::all()
        .add(Column::State.eq(RUNNING))
        .add(Column::DueAt.lte(now))
        .add(Column::Kind.is_in(kinds.iter().copied()))
        .add(Column::Attempts.into_expr().gte(Column::MaxAttempts.into_expr()));
    let buried = Entity::update_many()
        .col_expr(Column::State, DEAD.into())
        .col_expr(Column::ErrorCode, "lease_expired".into())
        .col_expr(Column::FinishedAt, now.into())
        .filter(spent)
        .exec(conn)
        .await?;
    if buried.rows_affected > 0 {
        tracing::error!(jobs = buried.rows_affected, "jobs died with their worker on the last attempt");
    }
    Ok(())
}

/// The job is done.
pub async fn finish(db: &Db, job: &ClaimedJob) -> Result<Settled, DbError> {
    let tx = db.write(job.org).await?;
    let settled = finish_within(&tx, job).await?;
    tx.commit().await?;
    Ok(settled)
}

/// The job is done when this transaction commits, together with what else it wrote. On [`Settled::LeaseLost`]
/// the caller drops the transaction: somebody else does, or did, the same work.
pub async fn finish_within(tx: &WriteTx, job: &ClaimedJob) -> Result<Settled, DbError> {
    let rows = if job.deduped {
        Entity::update_many()
            .col_expr(Column::State, DONE.into())
            .col_expr(Column::FinishedAt, tx.db().clock().now().into())
            .filter(held(tx.org(), job))
            .exec(tx.conn())
            .await?
            .rows_affected
    } else {
        Entity::delete_many().filter(held(tx.org(), job)).exec(tx.conn()).await?.rows_affected
    };
    Ok(if rows == 1 { Settled::Finished } else { Settled::LeaseLost })
}

/// The job failed for now: it runs again after an exponential backoff with jitter, or is dead after its last
/// attempt. `error_code` is a short code of ours, never a vendor's or a person's words.
pub async fn retry(db: &Db, job: &ClaimedJob, error_code: &str) -> Result<Settled, DbError> {
    if job.attempt >= job.max_attempts {
        return give_up(db, job, error_code).await;
    }
    let again = db.clock().now() + backoff(job.attempt);
    let tx = db.write(job.org).await?;
    let kept = Entity::update_many()
        .col_expr(Column::State, QUEUED.into())
        .col_expr(Column::DueAt, again.into())
        .col_expr(Column::Lease, Option::<Uuid>::None.into())
        .col_expr(Column::ErrorCode, error_code.into())
        .filter(held(job.org, job))
        .exec(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(if kept.rows_affected == 1 { Settled::Again(again) } else { Settled::LeaseLost })
}

/// The job can never succeed: it is dead, and staff sees it with this code.
pub async fn give_up(db: &Db, job: &ClaimedJob, error_code: &str) -> Result<Settled, DbError> {
    let tx = db.write(job.org).await?;
    let kept = Entity::update_many()
        .col_expr(Column::State, DEAD.into())
        .col_expr(Column::ErrorCode, error_code.into())
        .col_expr(Column::FinishedAt, db.clock().now().into())
        .filter(held(job.org, job))
        .exec(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(if kept.rows_affected == 1 { Settled::Dead } else { Settled::LeaseLost })
}

/// Keeps a long job's lease for another span; `false` when it is lost already and the work must stop.
pub async fn extend(db: &Db, job: &ClaimedJob, lease: Duration) -> Result<bool, DbError> {
    let tx = db.write(job.org).await?;
    let until = db.clock().now() + lease;
    let kept = Entity::update_many()
        .col_expr(Column::DueAt, until.into())
        .filter(held(job.org, job))
        .exec(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(kept.rows_affected == 1)
}

/// The job, while this claim's lease is the one it is under.
fn held(org: OrgId, job: &ClaimedJob) -> Condition {
    Condition::all()
        .add(Column::OrgId.eq(org.0))
        .add(Column::Id.eq(job.id))
        .add(Column::State.eq(RUNNING))
        .add(Column::Lease.eq(job.lease))
}

/// Between half and all of 2 s, 4 s, 8 s … 1 h, so that what failed together does not come back together.
fn backoff(attempt: u16) -> Duration {
    let doublings = Ord::min(u32::from(attempt.saturating_sub(1)), 20);
    let longest = Ord::min(FIRST_WAIT_MS.saturating_mul(1 << doublings), LONGEST_WAIT_MS);
    let drawn = i64::from(u32::from_le_bytes(random::bytes()));
    Duration::milliseconds(longest / 2 + drawn * (longest / 2) / i64::from(u32::MAX))
}

/// Counts for metrics.
pub async fn counts_across_orgs(db: &Db) -> Result<Counts, DbError> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "jobs")
        .filter(Column::State.is_in([QUEUED, RUNNING, DEAD]))
        .group_by(Column::State)
        .into_tuple()
        .all(db.across_orgs().conn())
        .await?;
    let mut counts = Counts::default();
    for (state, jobs) in rows {
        let jobs = u64::try_from(jobs).unwrap_or_default();
        match state.as_str() {
            QUEUED => counts.queued = jobs,
            RUNNING => counts.running = jobs,
            _ => counts.dead = jobs,
        }
    }
    Ok(counts)
}

/// Deletes finished jobs whose dedupe key has held for a week. Dead jobs stay until staff removes them.
pub async fn sweep_across_orgs(db: &Db) -> Result<u64, DbError> {
    let old = db.clock().now() - Duration::days(DEDUPE_DAYS);
    let swept = Entity::delete_many()
        .filter(Column::State.eq(DONE))
        .filter(Column::FinishedAt.lt(old))
        .exec(db.across_orgs().conn())
        .await?;
    Ok(swept.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_within_its_jitter_and_ends_at_an_hour() {
        for attempt in 1..=40u16 {
            let longest = Ord::min(2_000i64 << Ord::min(attempt - 1, 20), 3_600_000);
            for _ in 0..50 {
                let wait = backoff(attempt).num_milliseconds();
                assert!((longest / 2..=longest).contains(&wait), "attempt {attempt}: {wait} ms");
            }
        }
    }
}
