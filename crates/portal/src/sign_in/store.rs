//! SQL of sign-in requests, and of the lookup of an account by its address.

use base::{AccountId, FhirId, Lang};
use chrono::{DateTime, Utc};
use db::{DbError, ReadTx, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::shell::session::store::{account, account_patient};

/// Table `sign_in_request`.
pub mod sign_in_request {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_request")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub email_sealed: Vec<u8>,
        pub email_index: Vec<u8>,
        pub code_hash: Option<Vec<u8>>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub tries: i32,
        pub used_at: Option<DateTimeUtc>,
        pub language: String,
        pub device_hash: Option<Vec<u8>>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use sign_in_request::{ActiveModel, Column, Entity, Model};

/// What a new request keeps.
pub struct NewRequest {
    /// Opaque id.
    pub id: Uuid,
    /// The sealed address.
    pub email_sealed: Vec<u8>,
    /// Its keyed index.
    pub email_index: Vec<u8>,
    /// Now.
    pub now: DateTime<Utc>,
    /// When its code stops working.
    pub expires_at: DateTime<Utc>,
    /// Language of the mail.
    pub language: Lang,
    /// The known browser that asked, when one did.
    pub device_hash: Option<Vec<u8>>,
}

/// Whose codes a try is about: of an address, asked for from one known browser, or from all others.
pub struct Tried<'a> {
    /// Index of the address.
    pub email_index: &'a [u8],
    /// The known browser.
    pub device_hash: Option<&'a [u8]>,
}

impl Tried<'_> {
    fn condition(&self) -> Condition {
        let device = match self.device_hash {
            Some(hash) => Column::DeviceHash.eq(hash.to_vec()),
            None => Column::DeviceHash.is_null(),
        };
        Condition::all().add(Column::EmailIndex.eq(self.email_index.to_vec())).add(device)
    }
}

/// Keeps a request.
pub async fn insert(tx: &WriteTx, new: NewRequest) -> Result<(), DbError> {
    let row = ActiveModel {
        org_id: Set(tx.org().0),
        id: Set(new.id),
        email_sealed: Set(new.email_sealed),
        email_index: Set(new.email_index),
        code_hash: Set(None),
        created_at: Set(new.now),
        expires_at: Set(new.expires_at),
        tries: Set(0),
        used_at: Set(None),
        language: Set(new.language.tag().to_owned()),
        device_hash: Set(new.device_hash),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A request by its id.
pub async fn request(tx: &ReadTx, id: Uuid) -> Result<Option<Model>, DbError> {
    Ok(Entity::find_by_id((tx.org().0, id)).one(tx.conn()).await?)
}

/// Keeps the hash of the code that a request's mail carries.
pub async fn set_code(tx: &WriteTx, id: Uuid, hash: Vec<u8>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::CodeHash, Expr::value(hash))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Requests of an address that a code could still answer, held until the transaction ends: two tries at
/// once come one after the other, so that a code works once and no wrong try goes uncounted (ASVS 15.4.2).
pub async fn open_requests(
    tx: &WriteTx,
    tried: &Tried<'_>,
    now: DateTime<Utc>,
    tries: i32,
) -> Result<Vec<Model>, DbError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(tried.condition())
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::Tries.lt(tries))
        // In one order, so that two who hold several never wait for each other.
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows)
}

/// Counts a wrong try against every request that it is about and that is not over.
pub async fn count_try(tx: &WriteTx, tried: &Tried<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(tried.condition())
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A right code uses up every code of the address: each works once, and none is left behind.
pub async fn use_up(tx: &WriteTx, email_index: &[u8], now: DateTime<Utc>) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::EmailIndex.eq(email_index.to_vec()))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Where mail for an account goes, and in which language it likes to read; `None` when it is disabled.
pub async fn mail_of(tx: &impl db::Tx, id: AccountId) -> Result<Option<(Vec<u8>, Option<Lang>)>, DbError> {
    let row = account::Entity::find_by_id((tx.org().0, id.0))
        .filter(account::Column::DisabledAt.is_null())
        .one(tx.conn())
        .await?;
    Ok(row.map(|row| (row.email_sealed, row.language.as_deref().and_then(Lang::from_tag))))
}

/// The enabled account of an address.
pub async fn account_of(tx: &impl db::Tx, email_index: &[u8]) -> Result<Option<AccountId>, DbError> {
    let row = account::Entity::find()
        .filter(account::Column::OrgId.eq(tx.org().0))
        .filter(account::Column::EmailIndex.eq(email_index.to_vec()))
        .filter(account::Column::DisabledAt.is_null())
        .one(tx.conn())
        .await?;
    Ok(row.map(|row| AccountId(row.id)))
}

/// Creates the account of an address if there is none, and links it to a patient. Doing it twice changes
/// nothing.
pub async fn link(
    tx: &WriteTx,
    new: (AccountId, Vec<u8>, Vec<u8>),
    patient: &FhirId,
    now: DateTime<Utc>,
) -> Result<AccountId, DbError> {
    let (id, email_sealed, email_index) = new;
    let account = match account_of(tx, &email_index).await? {
        Some(known) => known,
        None => {
            let row = account::ActiveModel {
                org_id: Set(tx.org().0),
                id: Set(id.0),
                email_sealed: Set(email_sealed),
                email_index: Set(email_index),
                language: Set(None),
                theme: Set(None),
                created_at: Set(now),
                disabled_at: Set(None),
            };
            account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
            id
        }
    };
    let row = account_patient::ActiveModel {
        org_id: Set(tx.org().0),
        account_id: Set(account.0),
        patient_id: Set(patient.as_str().to_owned()),
        created_at: Set(now),
        ended_at: Set(None),
    };
    let key = [
        account_patient::Column::OrgId,
        account_patient::Column::AccountId,
        account_patient::Column::PatientId,
    ];
    account_patient::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(account)
}

/// Removes requests that are long over: their sealed addresses have no further use. Runs across
/// organisations, as the sweep job does; gives how many went.
pub async fn sweep_across_orgs(db: &db::Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let gone =
        Entity::delete_many().filter(Column::ExpiresAt.lt(before)).exec(db.across_orgs().conn()).await?;
    Ok(gone.rows_affected)
}

/// Seals the addresses of accounts that are sealed with an older master key again, with the current one;
/// gives how many.
pub async fn reseal(tx: &WriteTx, purpose: &str) -> Result<u64, DbError> {
    let rows = account::Entity::find().filter(account::Column::OrgId.eq(tx.org().0)).all(tx.conn()).await?;
    let mut count = 0;
    for row in rows.into_iter().filter(|row| !tx.db().is_sealed_with_current_key(&row.email_sealed)) {
        let opened = tx.db().unseal(tx.org(), purpose, &row.email_sealed);
        let opened = opened.map_err(|_| DbError::Invalid("an address that no master key opens"))?;
        let sealed = tx.db().seal(tx.org(), purpose, &opened);
        account::Entity::update_many()
            .col_expr(account::Column::EmailSealed, Expr::value(sealed))
            .filter(account::Column::OrgId.eq(tx.org().0))
            .filter(account::Column::Id.eq(row.id))
            .exec(tx.conn())
            .await?;
        count += 1;
    }
    Ok(count)
}
