//! SQL of holds: single results that a clinic withholds for a stated reason and a stated time (C5).

use base::FhirId;
use chrono::{DateTime, Utc};
use db::{DbError, ReadTx, WriteTx};
use policy::{Hold, HoldRequest};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

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
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use release_hold::{ActiveModel, Column, Entity};

/// The holds on a patient's results that are in force now. A row that is no valid hold withholds nothing: a
/// hold needs its code, reason, author and expiry to have any effect.
pub async fn holds(tx: &ReadTx, patient: &FhirId, now: DateTime<Utc>) -> Result<Vec<Hold>, DbError> {
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

/// Keeps a hold.
pub async fn put(tx: &WriteTx, hold: &Hold, now: DateTime<Utc>) -> Result<(), DbError> {
    let row = ActiveModel {
        org_id: Set(tx.org().0),
        id: Set(base::random::uuid_v7(now)),
        patient_id: Set(hold.patient().as_str().to_owned()),
        resource_type: Set(hold.resource_type().to_owned()),
        resource_id: Set(hold.resource_id().as_str().to_owned()),
        exception_code: Set(hold.exception().code().to_owned()),
        reason: Set(hold.reason().to_owned()),
        author: Set(hold.author().to_owned()),
        created_at: Set(now),
        expires_at: Set(hold.expires_at()),
        lifted_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
