//! SQL of `passkey` and `passkey_ceremony`.

use base::AccountId;
use chrono::{DateTime, Utc};
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

/// Table `passkey`.
pub mod passkey {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub credential_hash: Vec<u8>,
        pub credential: String,
        pub host: String,
        pub name_sealed: Vec<u8>,
        pub created_at: DateTimeUtc,
        pub last_used_at: Option<DateTimeUtc>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `passkey_ceremony`. The token itself is never stored, only its hash.
pub mod passkey_ceremony {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_ceremony")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub purpose: String,
        pub account_id: Option<Uuid>,
        pub state: String,
        pub expires_at: DateTimeUtc,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps what a ceremony began with.
pub async fn put_ceremony(tx: &WriteTx, new: passkey_ceremony::Model) -> Result<(), DbError> {
    let row = passkey_ceremony::ActiveModel {
        org_id: Set(tx.org().0),
        token_hash: Set(new.token_hash),
        purpose: Set(new.purpose),
        account_id: Set(new.account_id),
        state: Set(new.state),
        expires_at: Set(new.expires_at),
    };
    passkey_ceremony::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes a ceremony away, so that it is answered once; `None` when it is not there, or somebody else has just
/// taken it.
pub async fn take_ceremony(
    tx: &WriteTx,
    token_hash: &[u8],
) -> Result<Option<passkey_ceremony::Model>, DbError> {
    let key = (tx.org().0, token_hash.to_vec());
    let Some(row) = passkey_ceremony::Entity::find_by_id(key.clone()).one(tx.conn()).await? else {
        return Ok(None);
    };
    let gone = passkey_ceremony::Entity::delete_by_id(key).exec(tx.conn()).await?;
    Ok((gone.rows_affected == 1).then_some(row))
}

/// Removes ceremonies that nobody ended. Runs across organisations, as the sweep job does; gives how many
/// went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone = passkey_ceremony::Entity::delete_many()
        .filter(passkey_ceremony::Column::ExpiresAt.lt(before))
        .exec(db.across_orgs().conn())
        .await?;
    Ok(gone.rows_affected)
}

/// The passkeys of an account, the oldest first.
pub async fn of_account(tx: &impl db::Tx, account: AccountId) -> Result<Vec<passkey::Model>, DbError> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::OrgId.eq(tx.org().0))
        .filter(passkey::Column::AccountId.eq(account.0))
        .order_by_asc(passkey::Column::CreatedAt)
        .order_by_asc(passkey::Column::Id)
        .all(tx.conn())
        .await?;
    Ok(rows)
}

/// The passkey of a credential id's hash.
pub async fn of_credential(tx: &WriteTx, hash: &[u8]) -> Result<Option<passkey::Model>, DbError> {
    let row = passkey::Entity::find()
        .filter(passkey::Column::OrgId.eq(tx.org().0))
        .filter(passkey::Column::CredentialHash.eq(hash.to_vec()))
        .one(tx.conn())
        .await?;
    Ok(row)
}

/// Keeps a new passkey; `false` when its credential is somebody's already.
pub async fn insert(tx: &WriteTx, new: passkey::Model) -> Result<bool, DbError> {
    let row = passkey::ActiveModel {
        org_id: Set(tx.org().0),
        id: Set(new.id),
        account_id: Set(new.account_id),
        credential_hash: Set(new.credential_hash),
        credential: Set(new.credential),
        host: Set(new.host),
        name_sealed: Set(new.name_sealed),
        created_at: Set(new.created_at),
        last_used_at: Set(new.last_used_at),
    };
    let taken = OnConflict::columns([passkey::Column::OrgId, passkey::Column::CredentialHash]);
    let kept = passkey::Entity::insert(row)
        .on_conflict(taken.to_owned().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(kept == 1)
}

/// Notes that a passkey was used, with the counter that it showed.
pub async fn used(tx: &WriteTx, id: Uuid, credential: String, now: DateTime<Utc>) -> Result<(), DbError> {
    passkey::Entity::update_many()
        .col_expr(passkey::Column::Credential, Expr::value(credential))
        .col_expr(passkey::Column::LastUsedAt, Expr::value(now))
        .filter(passkey::Column::OrgId.eq(tx.org().0))
        .filter(passkey::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets a passkey of an account; `false` when it has none of this id.
pub async fn remove(tx: &WriteTx, account: AccountId, id: Uuid) -> Result<bool, DbError> {
    let gone = passkey::Entity::delete_many()
        .filter(passkey::Column::OrgId.eq(tx.org().0))
        .filter(passkey::Column::AccountId.eq(account.0))
        .filter(passkey::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Seals the names that are sealed with an older master key again, with the current one; gives how many.
pub async fn reseal(tx: &WriteTx, purpose: &str) -> Result<u64, DbError> {
    let rows = passkey::Entity::find().filter(passkey::Column::OrgId.eq(tx.org().0)).all(tx.conn()).await?;
    let mut count = 0;
    for row in rows.into_iter().filter(|row| !tx.db().is_sealed_with_current_key(&row.name_sealed)) {
        let opened = tx.db().unseal(tx.org(), purpose, &row.name_sealed);
        let opened = opened.map_err(|_| DbError::Invalid("a name that no master key opens"))?;
        passkey::Entity::update_many()
            .col_expr(passkey::Column::NameSealed, Expr::value(tx.db().seal(tx.org(), purpose, &opened)))
            .filter(passkey::Column::OrgId.eq(tx.org().0))
            .filter(passkey::Column::Id.eq(row.id))
            .exec(tx.conn())
            .await?;
        count += 1;
    }
    Ok(count)
}
