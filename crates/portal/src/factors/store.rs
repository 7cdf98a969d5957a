//! SQL of `factor_app` and `factor_recovery`.

use base::AccountId;
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{Condition, PaginatorTrait};

/// Table `factor_app`: the secret that an authenticator app shares with us, sealed.
pub mod factor_app {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "factor_app")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub secret_sealed: Vec<u8>,
        pub created_at: DateTimeUtc,
        pub confirmed_at: Option<DateTimeUtc>,
        pub last_step: i64,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `factor_recovery`: keyed hashes of recovery codes.
pub mod factor_recovery {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "factor_recovery")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: Vec<u8>,
        pub created_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn app_of(tx: &impl db::Tx, account: AccountId) -> Condition {
    Condition::all()
        .add(factor_app::Column::OrgId.eq(tx.org().0))
        .add(factor_app::Column::AccountId.eq(account.0))
}

fn codes_of(tx: &impl db::Tx, account: AccountId) -> Condition {
    Condition::all()
        .add(factor_recovery::Column::OrgId.eq(tx.org().0))
        .add(factor_recovery::Column::AccountId.eq(account.0))
}

/// The app of an account, set up or being set up.
pub async fn app(tx: &impl db::Tx, account: AccountId) -> Result<Option<factor_app::Model>, DbError> {
    Ok(factor_app::Entity::find_by_id((tx.org().0, account.0)).one(tx.conn()).await?)
}

/// Keeps the secret of an app that is being set up, in place of one that never was; `false` when an app is
/// set up already.
pub async fn begin_app(
    tx: &WriteTx,
    account: AccountId,
    secret_sealed: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    factor_app::Entity::delete_many()
        .filter(app_of(tx, account))
        .filter(factor_app::Column::ConfirmedAt.is_null())
        .exec(tx.conn())
        .await?;
    let row = factor_app::ActiveModel {
        org_id: Set(tx.org().0),
        account_id: Set(account.0),
        secret_sealed: Set(secret_sealed),
        created_at: Set(now),
        confirmed_at: Set(None),
        last_step: Set(0),
    };
    let key = OnConflict::columns([factor_app::Column::OrgId, factor_app::Column::AccountId]);
    let kept = factor_app::Entity::insert(row)
        .on_conflict(key.to_owned().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(kept == 1)
}

/// Ends setting up; `false` when somebody else has just done so.
pub async fn confirm_app(
    tx: &WriteTx,
    account: AccountId,
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let done = factor_app::Entity::update_many()
        .col_expr(factor_app::Column::ConfirmedAt, Expr::value(now))
        .col_expr(factor_app::Column::LastStep, Expr::value(step))
        .filter(app_of(tx, account))
        .filter(factor_app::Column::ConfirmedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Uses up a code and all before it; `false` when it was used already, also by another request at the same
/// moment.
pub async fn use_step(tx: &WriteTx, account: AccountId, step: i64) -> Result<bool, DbError> {
    let used = factor_app::Entity::update_many()
        .col_expr(factor_app::Column::LastStep, Expr::value(step))
        .filter(app_of(tx, account))
        .filter(factor_app::Column::LastStep.lt(step))
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Forgets the app of an account and its recovery codes; `false` when there was none that was set up.
pub async fn remove_app(tx: &WriteTx, account: AccountId) -> Result<bool, DbError> {
    factor_recovery::Entity::delete_many().filter(codes_of(tx, account)).exec(tx.conn()).await?;
    let gone = factor_app::Entity::delete_many()
        .filter(app_of(tx, account))
        .filter(factor_app::Column::ConfirmedAt.is_not_null())
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// How many recovery codes are unused.
pub async fn unused_codes(tx: &impl db::Tx, account: AccountId) -> Result<usize, DbError> {
    let unused = factor_recovery::Entity::find()
        .filter(codes_of(tx, account))
        .filter(factor_recovery::Column::UsedAt.is_null())
        .count(tx.conn())
        .await?;
    Ok(usize::try_from(unused).unwrap_or(usize::MAX))
}

/// Uses up a recovery code; `false` when there is no such unused one.
pub async fn use_code(
    tx: &WriteTx,
    account: AccountId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let used = factor_recovery::Entity::update_many()
        .col_expr(factor_recovery::Column::UsedAt, Expr::value(now))
        .filter(codes_of(tx, account))
        .filter(factor_recovery::Column::CodeHash.eq(hash.to_vec()))
        .filter(factor_recovery::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Keeps new recovery codes in place of all before.
pub async fn put_codes(
    tx: &WriteTx,
    account: AccountId,
    hashes: Vec<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    factor_recovery::Entity::delete_many().filter(codes_of(tx, account)).exec(tx.conn()).await?;
    let rows = hashes.into_iter().map(|hash| factor_recovery::ActiveModel {
        org_id: Set(tx.org().0),
        account_id: Set(account.0),
        code_hash: Set(hash),
        created_at: Set(now),
        used_at: Set(None),
    });
    factor_recovery::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Removes apps whose setting up was begun and never ended. Runs across organisations, as the sweep job does;
/// gives how many went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone = factor_app::Entity::delete_many()
        .filter(factor_app::Column::ConfirmedAt.is_null())
        .filter(factor_app::Column::CreatedAt.lt(before))
        .exec(db.across_orgs().conn())
        .await?;
    Ok(gone.rows_affected)
}

/// Seals the secrets that are sealed with an older master key again, with the current one; gives how many.
pub async fn reseal(tx: &WriteTx, purpose: &str) -> Result<u64, DbError> {
    let rows =
        factor_app::Entity::find().filter(factor_app::Column::OrgId.eq(tx.org().0)).all(tx.conn()).await?;
    let mut count = 0;
    for row in rows.into_iter().filter(|row| !tx.db().is_sealed_with_current_key(&row.secret_sealed)) {
        let opened = tx.db().unseal(tx.org(), purpose, &row.secret_sealed);
        let opened = opened.map_err(|_| DbError::Invalid("a secret that no master key opens"))?;
        factor_app::Entity::update_many()
            .col_expr(factor_app::Column::SecretSealed, Expr::value(tx.db().seal(tx.org(), purpose, &opened)))
            .filter(app_of(tx, AccountId(row.account_id)))
            .exec(tx.conn())
            .await?;
        count += 1;
    }
    Ok(count)
}
