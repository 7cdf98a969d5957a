//! SQL of `known_device`: browsers that an account has signed in with.

use base::AccountId;
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use uuid::Uuid;

use crate::shell::session::store::account;

/// Table `known_device`.
pub mod known_device {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_device")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub id: Uuid,
        pub device: String,
        pub first_seen_at: DateTimeUtc,
        pub last_seen_at: DateTimeUtc,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use known_device::{ActiveModel, Column, Entity, Model};

/// Whether a browser is known of an address. One statement, the same for every address.
pub async fn is_known(tx: &WriteTx, token_hash: &[u8], email_index: &[u8]) -> Result<bool, DbError> {
    let whose = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::OrgId.eq(tx.org().0))
        .and_where(account::Column::EmailIndex.eq(email_index.to_vec()))
        .to_owned();
    let row = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .filter(Column::AccountId.in_subquery(whose))
        .one(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Notes that an account signs in with a browser that it has used before; `false` when it has not.
pub async fn touch(
    tx: &WriteTx,
    account: AccountId,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let touched = Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .exec(tx.conn())
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Whether an account has ever signed in with any browser.
pub async fn has_any(tx: &WriteTx, account: AccountId) -> Result<bool, DbError> {
    let row = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .one(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Keeps a browser that an account signs in with for the first time; gives its id.
pub async fn insert(
    tx: &WriteTx,
    account: AccountId,
    token_hash: Vec<u8>,
    device: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, DbError> {
    let id = base::random::uuid_v7(now);
    let row = ActiveModel {
        org_id: Set(tx.org().0),
        account_id: Set(account.0),
        token_hash: Set(token_hash),
        id: Set(id),
        device: Set(device.to_owned()),
        first_seen_at: Set(now),
        last_seen_at: Set(now),
    };
    let key = OnConflict::columns([Column::OrgId, Column::AccountId, Column::TokenHash]);
    Entity::insert(row)
        .on_conflict(key.to_owned().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(id)
}

/// A browser by its id.
pub async fn device(tx: &impl db::Tx, account: AccountId, id: Uuid) -> Result<Option<Model>, DbError> {
    let row = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Id.eq(id))
        .one(tx.conn())
        .await?;
    Ok(row)
}

/// Removes browsers whose cookie is over. Runs across organisations, as the sweep job does; gives how many
/// went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone =
        Entity::delete_many().filter(Column::LastSeenAt.lt(before)).exec(db.across_orgs().conn()).await?;
    Ok(gone.rows_affected)
}
