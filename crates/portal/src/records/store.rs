//! SQL of holds: single results that a clinic withholds for a stated reason and a stated time (C5).

use base::FhirId;
use chrono::{DateTime, Utc};
use db::{DbError, Door, Tx, WriteTx};
use policy::{Hold, HoldRequest};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// Table `release_hold`.
pub mod release_hold {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_hold")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub patient_id: String,
        pub resource_type: String,
        pub resource_id: String,
        pub exception_code: String,
        pub reason: String,
        pub author: String,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub lifted_at: Option<DateTimeUtc>,
        pub final_at: Option<DateTimeUtc>,
    }

    impl Model {
        /// When it is or was over.
        pub fn end(&self) -> DateTimeUtc {
            self.lifted_at.map_or(self.expires_at, |lifted| lifted.min(self.expires_at))
        }
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use release_hold::{ActiveModel, Column, Entity};

/// The holds on a patient's results that are in force now. A row that is no valid hold withholds nothing: a
/// hold needs its code, reason, author and expiry to have any effect.
pub async fn holds(tx: &impl Door, patient: &FhirId, now: DateTime<Utc>) -> Result<Vec<Hold>, DbError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::PatientId.eq(patient.as_str()))
        .filter(Column::LiftedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .all(tx.conn())
        .await?;
    let hold = |row: release_hold::Model| {
        let request = HoldRequest {
            patient: patient.clone(),
            resource_type: row.resource_type,
            resource_id: FhirId::parse(&row.resource_id).ok()?,
            exception_code: row.exception_code,
            reason: row.reason,
            author: row.author,
            expires_at: Some(row.expires_at),
        };
        Hold::restored(request).ok()
    };
    Ok(rows.into_iter().filter_map(hold).collect())
}

/// Keeps a hold on a result that was given out then; gives the hold's id.
pub async fn put(
    tx: &WriteTx,
    hold: &Hold,
    final_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Uuid, DbError> {
    let id = base::random::uuid_v7(now);
    let row = ActiveModel {
        org_id: Set(tx.org().0),
        id: Set(id),
        patient_id: Set(hold.patient().as_str().to_owned()),
        resource_type: Set(hold.resource_type().to_owned()),
        resource_id: Set(hold.resource_id().as_str().to_owned()),
        exception_code: Set(hold.exception().code().to_owned()),
        reason: Set(hold.reason().to_owned()),
        author: Set(hold.author().to_owned()),
        created_at: Set(now),
        expires_at: Set(hold.expires_at()),
        lifted_at: Set(None),
        final_at: Set(final_at),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(id)
}

/// The holds in force, of one patient or of all, the first to end first.
pub async fn in_force(
    tx: &impl Tx,
    patient: Option<&FhirId>,
    now: DateTime<Utc>,
) -> Result<Vec<release_hold::Model>, DbError> {
    let mut asked = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::LiftedAt.is_null())
        .filter(Column::ExpiresAt.gt(now));
    if let Some(patient) = patient {
        asked = asked.filter(Column::PatientId.eq(patient.as_str()));
    }
    Ok(asked.order_by_asc(Column::ExpiresAt).order_by_asc(Column::Id).all(tx.conn()).await?)
}

/// A hold by its id, in force or over.
pub async fn by_id(tx: &impl Tx, id: Uuid) -> Result<Option<release_hold::Model>, DbError> {
    Ok(Entity::find_by_id((tx.org().0, id)).one(tx.conn()).await?)
}

/// Lifts a hold that is in force; tells whether it was.
pub async fn lift(tx: &WriteTx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let lifted = Entity::update_many()
        .col_expr(Column::LiftedAt, Expr::value(now))
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::Id.eq(id))
        .filter(Column::LiftedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx.conn())
        .await?;
    Ok(lifted.rows_affected > 0)
}
