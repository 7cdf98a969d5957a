//! SQL of the sessions that a person sees and ends (U03, ASVS 7.4, 7.5).

use base::AccountId;
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use super::store::session::{Column, Entity, Model};

/// Sessions of an account that would be let in now: not ended, and used since `idle_since`. The one that was
/// used last comes first.
pub async fn living(
    tx: &impl db::Tx,
    account: AccountId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<Model>, DbError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::LastSeenAt.gt(idle_since))
        .order_by_desc(Column::LastSeenAt)
        .order_by_asc(Column::IdHash)
        .all(tx.conn())
        .await?;
    Ok(rows)
}

/// Ends every session of an account but one; gives how many ended.
pub async fn end_others(
    tx: &WriteTx,
    account: AccountId,
    kept: &[u8],
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    let ended = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::IdHash.ne(kept.to_vec()))
        .filter(Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(ended.rows_affected)
}

/// Ends one session of an account; `false` when it was over already, or is not hers.
pub async fn end_one(
    tx: &WriteTx,
    account: AccountId,
    id_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let ended = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::IdHash.eq(id_hash.to_vec()))
        .filter(Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(ended.rows_affected == 1)
}
