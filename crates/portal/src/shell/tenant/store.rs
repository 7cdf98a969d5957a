//! SQL of organisations and their hosts. These tables have no `org_id` in front: they are how one is found.

use std::collections::BTreeMap;

use base::OrgId;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use serde::{Deserialize, Serialize};

use super::{Organisation, Plan, Settings};
use crate::error::Error;

/// Table `organization`.
pub mod organization {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub slug: String,
        pub name: String,
        pub status: String,
        pub plan: String,
        pub settings: Json,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub ehr: Json,
        pub ehr_secret: Option<Vec<u8>>,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `organization_custom_domains` (T02; the name is the source's).
pub mod custom_domain {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_custom_domains")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub host: String,
        pub organization_id: Uuid,
        pub is_primary: bool,
        pub proof_token: String,
        pub verified_at: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table `organization_revision`: one row, whose number every change of the tables above raises.
pub mod revision {
    use sea_orm::entity::prelude::*;

    /// The row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_revision")]
    #[expect(missing_docs, reason = "columns are described in the migration")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub number: i64,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How an organisation's EHR is reached. The client secret is sealed; only `records` opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EhrSettings {
    /// `fhir` for any FHIR R4 server, `canvas` for Canvas Medical.
    pub dialect: String,
    /// The FHIR base.
    pub base_url: url::Url,
    /// Headers on every call that are no secret, such as a tenant's name.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// OAuth2 token endpoint, when the EHR wants a bearer.
    #[serde(default)]
    pub token_url: Option<url::Url>,
    /// OAuth2 client id.
    #[serde(default)]
    pub client_id: Option<String>,
}

/// EHR settings with the sealed client secret.
#[derive(Clone, Debug)]
pub struct SealedEhr {
    /// What is no secret.
    pub settings: EhrSettings,
    /// The sealed OAuth2 client secret.
    pub secret: Option<Vec<u8>>,
}

/// The number that every change raises.
pub async fn revision_across_orgs(db: &db::Db) -> Result<i64, Error> {
    let row =
        revision::Entity::find_by_id(1).one(db.across_orgs().conn()).await.map_err(db::DbError::from)?;
    row.map(|row| row.number).ok_or_else(|| Error::Internal("organization_revision has no row".into()))
}

/// Raises it, in the transaction of the change: it is seen with the change or not at all.
async fn raise_across_orgs(tx: &db::CrossWriteTx) -> Result<(), db::DbError> {
    revision::Entity::update_many()
        .col_expr(revision::Column::Number, Expr::col(revision::Column::Number).add(1))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The active organisation with this slug. Reads across organisations: the caller does not know which yet.
pub async fn by_slug_across_orgs(db: &db::Db, slug: &str) -> Result<Option<Organisation>, Error> {
    let tx = db.across_orgs();
    let row = organization::Entity::find()
        .filter(organization::Column::Slug.eq(slug))
        .one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    with_domains_across_orgs(db, row).await
}

/// The active organisation of a verified custom domain. Reads across organisations, as above.
pub async fn by_domain_across_orgs(db: &db::Db, host: &str) -> Result<Option<Organisation>, Error> {
    let tx = db.across_orgs();
    let domain = custom_domain::Entity::find_by_id(host.to_owned())
        .filter(custom_domain::Column::VerifiedAt.is_not_null())
        .one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    let Some(domain) = domain else { return Ok(None) };
    let row = organization::Entity::find_by_id(domain.organization_id)
        .one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    with_domains_across_orgs(db, row).await
}

/// Every active organisation's slug and id, for background work and the command line.
pub async fn all_across_orgs(db: &db::Db) -> Result<Vec<(OrgId, String)>, Error> {
    let tx = db.across_orgs();
    let rows = organization::Entity::find()
        .order_by_asc(organization::Column::Slug)
        .all(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    Ok(rows.into_iter().map(|row| (OrgId(row.id), row.slug)).collect())
}

/// The active organisation of an id, for mail that a job writes.
pub async fn by_id_across_orgs(db: &db::Db, org: OrgId) -> Result<Option<Organisation>, Error> {
    let row = organization::Entity::find_by_id(org.0)
        .one(db.across_orgs().conn())
        .await
        .map_err(db::DbError::from)?;
    with_domains_across_orgs(db, row).await
}

/// The name of an organisation, for mail that a job writes.
pub async fn name_across_orgs(db: &db::Db, org: OrgId) -> Result<String, Error> {
    let row = organization::Entity::find_by_id(org.0)
        .one(db.across_orgs().conn())
        .await
        .map_err(db::DbError::from)?;
    row.map(|row| row.name).ok_or(Error::NotFound)
}

async fn with_domains_across_orgs(
    db: &db::Db,
    row: Option<organization::Model>,
) -> Result<Option<Organisation>, Error> {
    let Some(row) = row.filter(|row| row.status == "active") else { return Ok(None) };
    let tx = db.across_orgs();
    let primary = custom_domain::Entity::find()
        .filter(custom_domain::Column::OrganizationId.eq(row.id))
        .filter(custom_domain::Column::IsPrimary.eq(true))
        .filter(custom_domain::Column::VerifiedAt.is_not_null())
        .one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    let broken = |what: &str| Error::Internal(format!("organization {}: {what} cannot be read", row.id));
    let plan: Plan =
        serde_json::from_value(serde_json::Value::String(row.plan.clone())).map_err(|_| broken("plan"))?;
    let settings: Settings = serde_json::from_value(row.settings.clone()).map_err(|_| broken("settings"))?;
    let ehr: EhrSettings = serde_json::from_value(row.ehr.clone()).map_err(|_| broken("ehr"))?;
    Ok(Some(Organisation {
        id: OrgId(row.id),
        version: row.updated_at.timestamp_millis(),
        slug: row.slug,
        name: row.name,
        plan,
        settings,
        primary_custom_host: primary.map(|domain| domain.host),
        ehr: SealedEhr { settings: ehr, secret: row.ehr_secret },
    }))
}

/// What `portico org import` writes.
pub struct NewOrganisation {
    /// Short name in host names; an organisation of this slug is replaced in place.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Plan.
    pub plan: Plan,
    /// Branding, licences, switches.
    pub settings: Settings,
    /// EHR without secret.
    pub ehr: EhrSettings,
}

/// Creates an organisation or changes the one of the same slug; gives its id.
pub async fn upsert_across_orgs(db: &db::Db, new: &NewOrganisation) -> Result<OrgId, Error> {
    let tx = db.across_orgs().write().await?;
    let now = db.clock().now();
    let known = organization::Entity::find()
        .filter(organization::Column::Slug.eq(&new.slug))
        .one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    let id = known.as_ref().map_or_else(|| base::random::uuid_v7(now), |row| row.id);
    let json = |value: Result<serde_json::Value, serde_json::Error>| {
        value.map_err(|error| Error::Internal(format!("organization: {error}")))
    };
    let row = organization::ActiveModel {
        id: Set(id),
        slug: Set(new.slug.clone()),
        name: Set(new.name.clone()),
        status: Set("active".into()),
        plan: Set(json(serde_json::to_value(new.plan))?.as_str().unwrap_or_default().to_owned()),
        settings: Set(json(serde_json::to_value(&new.settings))?),
        created_at: Set(known.map_or(now, |row| row.created_at)),
        updated_at: Set(now),
        ehr: Set(json(serde_json::to_value(&new.ehr))?),
        ..Default::default()
    };
    let columns = [
        organization::Column::Name,
        organization::Column::Plan,
        organization::Column::Settings,
        organization::Column::UpdatedAt,
        organization::Column::Ehr,
    ];
    let replace = OnConflict::column(organization::Column::Id).update_columns(columns).to_owned();
    organization::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    raise_across_orgs(&tx).await?;
    tx.commit().await?;
    Ok(OrgId(id))
}

/// Keeps the sealed OAuth2 client secret of an organisation's EHR.
pub async fn set_ehr_secret_across_orgs(db: &db::Db, org: OrgId, sealed: Vec<u8>) -> Result<(), Error> {
    let row = organization::ActiveModel {
        id: Set(org.0),
        ehr_secret: Set(Some(sealed)),
        updated_at: Set(db.clock().now()),
        ..Default::default()
    };
    let tx = db.across_orgs().write().await?;
    organization::Entity::update(row).exec(tx.conn()).await.map_err(db::DbError::from)?;
    raise_across_orgs(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// A custom domain as the command line shows it.
pub struct Domain {
    /// Host name.
    pub host: String,
    /// Whose it is.
    pub org: OrgId,
    /// What its TXT record must hold.
    pub proof_token: String,
    /// Since when it answers.
    pub verified_at: Option<DateTime<Utc>>,
}

/// The domain of this host, verified or not.
pub async fn domain_across_orgs(db: &db::Db, host: &str) -> Result<Option<Domain>, Error> {
    let row = custom_domain::Entity::find_by_id(host.to_owned())
        .one(db.across_orgs().conn())
        .await
        .map_err(db::DbError::from)?;
    Ok(row.map(|row| Domain {
        host: row.host,
        org: OrgId(row.organization_id),
        proof_token: row.proof_token,
        verified_at: row.verified_at,
    }))
}

/// Adds an unverified custom domain. A host that another organisation has is refused by the caller's check
/// and by the primary key.
pub async fn add_domain_across_orgs(db: &db::Db, org: OrgId, host: &str, primary: bool) -> Result<(), Error> {
    let row = custom_domain::ActiveModel {
        host: Set(host.to_owned()),
        organization_id: Set(org.0),
        is_primary: Set(primary),
        proof_token: Set(base::random::token()),
        verified_at: Set(None),
        created_at: Set(db.clock().now()),
    };
    let tx = db.across_orgs().write().await?;
    custom_domain::Entity::insert(row).exec_without_returning(tx.conn()).await.map_err(db::DbError::from)?;
    raise_across_orgs(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Marks a domain as proven; from now on it answers.
pub async fn verify_domain_across_orgs(db: &db::Db, host: &str) -> Result<(), Error> {
    let row = custom_domain::ActiveModel {
        host: Set(host.to_owned()),
        verified_at: Set(Some(db.clock().now())),
        ..Default::default()
    };
    let tx = db.across_orgs().write().await?;
    custom_domain::Entity::update(row).exec(tx.conn()).await.map_err(db::DbError::from)?;
    raise_across_orgs(&tx).await?;
    tx.commit().await?;
    Ok(())
}
