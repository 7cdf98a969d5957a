//! SQL of `sign_in_pending`: first proofs that wait for the second one.

use base::AccountId;
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// Table `sign_in_pending`. The token itself is never stored, only its hash.
pub mod sign_in_pending {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_pending")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub device: String,
        pub amr: String,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use sign_in_pending::{ActiveModel, Column, Entity, Model};

/// What a first proof keeps.
pub struct NewPending<'a> {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// The person.
    pub account: AccountId,
    /// Browser and system.
    pub device: &'a str,
    /// What the first proof was.
    pub amr: &'a str,
    /// Now.
    pub now: DateTime<Utc>,
    /// When the second proof comes too late.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a first proof.
pub async fn insert(tx: &WriteTx, new: NewPending<'_>) -> Result<(), DbError> {
    let row = ActiveModel {
        org_id: Set(tx.org().0),
        token_hash: Set(new.token_hash),
        account_id: Set(new.account.0),
        device: Set(new.device.to_owned()),
        amr: Set(new.amr.to_owned()),
        created_at: Set(new.now),
        expires_at: Set(new.expires_at),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A first proof that waits.
pub async fn pending(
    tx: &impl db::Tx,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbError> {
    let row = Entity::find_by_id((tx.org().0, token_hash.to_vec()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(tx.conn())
        .await?;
    Ok(row)
}

/// Uses a first proof up; `false` when another request has just done so.
pub async fn use_up(tx: &WriteTx, token_hash: &[u8], now: DateTime<Utc>) -> Result<bool, DbError> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Uses up every first proof of an account: how it signs in has changed.
pub async fn end_all(tx: &WriteTx, account: AccountId, now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes first proofs that are long over. Runs across organisations, as the sweep job does; gives how many
/// went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone =
        Entity::delete_many().filter(Column::ExpiresAt.lt(before)).exec(db.across_orgs().conn()).await?;
    Ok(gone.rows_affected)
}
