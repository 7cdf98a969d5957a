//! Attempts counted in SQL, so that their bounds hold across replicas and restarts (sign-in, recovery,
//! invitations, webhooks; security goal 9). Keys are stored as keyed hashes: no address, e-mail or network,
//! is readable at rest.

use base::random;
use chrono::{DateTime, Duration, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use crate::{Db, DbError, WriteTx};

/// Rows older than this are swept; no window may be longer.
const KEPT: Duration = Duration::days(31);

/// At most `limit` attempts in any span of `window`.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The span that is looked back over; at most 31 days.
    pub window: Duration,
    /// How many attempts it may hold.
    pub limit: u32,
}

/// Whether an attempt may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is within every bound, and counted.
    Allowed,
    /// It is not, and not counted: trying on does not make the wait longer.
    Refused {
        /// When every bound has room again, if nothing else is counted meanwhile.
        retry_after: Duration,
    },
}

/// Counts one attempt of the organisation, under a scope (`sign_in.email`) and a key (an account, an
/// address). Attempts with the same key wait for each other until the transaction ends, so the bound is
/// exact; count several keys always in the same order. The count stands only if the transaction commits.
pub async fn try_count(tx: &WriteTx, scope: &str, key: &[u8], bounds: &[Bound]) -> Result<Verdict, DbError> {
    let key = tx.db().keys().index(Some(tx.org()), &format!("attempt.{scope}"), key);
    lock(tx.db(), tx.conn(), &key).await?;
    let now = tx.db().clock().now();
    let this = Condition::all()
        .add(scoped::Column::OrgId.eq(tx.org().0))
        .add(scoped::Column::Scope.eq(scope))
        .add(scoped::Column::Key.eq(key.clone()));
    let wait = longest_wait::<scoped::Entity, _>(tx.conn(), &this, scoped::Column::At, bounds, now).await?;
    if wait > Duration::zero() {
        return Ok(Verdict::Refused { retry_after: wait });
    }
    let row = scoped::ActiveModel {
        org_id: Set(tx.org().0),
        scope: Set(scope.to_owned()),
        key: Set(key),
        at: Set(now),
        id: Set(random::uuid_v7(now)),
    };
    scoped::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(Verdict::Allowed)
}

/// The same for what belongs to no organisation: a network address. It commits by itself.
pub async fn try_count_across_orgs(
    db: &Db,
    scope: &str,
    key: &[u8],
    bounds: &[Bound],
) -> Result<Verdict, DbError> {
    let key = db.keys().index(None, &format!("attempt.{scope}"), key);
    let tx = db.across_orgs().write().await?;
    lock(db, tx.conn(), &key).await?;
    let now = db.clock().now();
    let this = Condition::all().add(net::Column::Scope.eq(scope)).add(net::Column::Key.eq(key.clone()));
    let wait = longest_wait::<net::Entity, _>(tx.conn(), &this, net::Column::At, bounds, now).await?;
    if wait > Duration::zero() {
        return Ok(Verdict::Refused { retry_after: wait });
    }
    let id = random::uuid_v7(now);
    let row = net::ActiveModel { scope: Set(scope.to_owned()), key: Set(key), at: Set(now), id: Set(id) };
    net::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(Verdict::Allowed)
}

/// Deletes attempts that no window reaches any more; gives how many.
pub async fn sweep_across_orgs(db: &Db) -> Result<u64, DbError> {
    let old = db.clock().now() - KEPT;
    let everywhere = db.across_orgs();
    let scoped =
        scoped::Entity::delete_many().filter(scoped::Column::At.lt(old)).exec(everywhere.conn()).await?;
    let net = net::Entity::delete_many().filter(net::Column::At.lt(old)).exec(everywhere.conn()).await?;
    Ok(scoped.rows_affected + net.rows_affected)
}

/// The longest wait that any bound asks for: zero when there is room in all of them.
async fn longest_wait<E: EntityTrait, C: ColumnTrait>(
    conn: &DatabaseTransaction,
    this: &Condition,
    at: C,
    bounds: &[Bound],
    now: DateTime<Utc>,
) -> Result<Duration, DbError> {
    let mut longest = Duration::zero();
    for bound in bounds {
        check(bound)?;
        let nth = E::find()
            .filter(this.clone())
            .filter(at.gt(now - bound.window))
            .select_only()
            .column(at)
            .order_by_desc(at)
            .offset(u64::from(bound.limit.saturating_sub(1)))
            .limit(1)
            .into_tuple()
            .one(conn)
            .await?;
        longest = longest.max(wait_for(bound, nth, now));
    }
    Ok(longest)
}

fn check(bound: &Bound) -> Result<(), DbError> {
    if bound.window <= Duration::zero() || bound.window > KEPT {
        return Err(DbError::Invalid("an attempt window must be positive and at most 31 days"));
    }
    Ok(())
}

/// `nth` is the attempt that must leave the window before another one fits; `None` when there is room.
fn wait_for(bound: &Bound, nth: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    match nth {
        _ if bound.limit == 0 => bound.window,
        Some(at) => at + bound.window - now,
        None => Duration::zero(),
    }
}

/// Two transactions that count the same key go one after the other. SQLite's writers do so anyway.
async fn lock(db: &Db, conn: &DatabaseTransaction, key: &[u8]) -> Result<(), DbError> {
    if !db.is_sqlite() {
        let number = key.first_chunk().map(|bytes| i64::from_be_bytes(*bytes)).unwrap_or_default();
        let backend = conn.get_database_backend();
        let lock =
            Statement::from_sql_and_values(backend, "SELECT pg_advisory_xact_lock($1)", [number.into()]);
        conn.execute_raw(lock).await?;
    }
    Ok(())
}

mod scoped {
    //! Table `attempt`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub scope: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub at: DateTimeUtc,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod net {
    //! Table `net_attempt`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "net_attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub scope: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub at: DateTimeUtc,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
