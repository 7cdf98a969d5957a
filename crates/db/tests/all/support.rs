//! What several tests need: a probe table with every kind of column, and short audit lines.

use base::{FhirId, OrgId};
use db::audit::{Actor, ActorKind, Line, NewLine};
use db::testing::TestDb;
use db::{Db, WriteTx};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QuerySelect};
use sea_orm_migration::prelude::{Index, SchemaManager, Table};
use sea_orm_migration::schema;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "probe")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub words: String,
    pub maybe_words: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub json: Json,
    pub at: DateTimeUtc,
    pub maybe_at: Option<DateTimeUtc>,
    pub number: i64,
    pub small: Option<i32>,
    pub flag: bool,
    pub bytes: Vec<u8>,
    pub maybe_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A fresh database with the probe table, unique by (org_id, words).
pub async fn with_probe() -> TestDb {
    let test = TestDb::new().await;
    let everywhere = test.db.across_orgs();
    let manager = SchemaManager::new(everywhere.conn());
    let table = Table::create()
        .table("probe")
        .col(schema::uuid("org_id"))
        .col(schema::big_integer("id"))
        .col(schema::text("words"))
        .col(schema::text_null("maybe_words"))
        .col(schema::json_binary("json"))
        .col(schema::timestamp_with_time_zone("at"))
        .col(schema::timestamp_with_time_zone_null("maybe_at"))
        .col(schema::big_integer("number"))
        .col(schema::integer_null("small"))
        .col(schema::boolean("flag"))
        .col(schema::blob("bytes"))
        .col(schema::uuid_null("maybe_id"))
        .primary_key(Index::create().col("org_id").col("id"))
        .to_owned();
    manager.create_table(table).await.unwrap();
    let unique =
        Index::create().name("probe_words").table("probe").col("org_id").col("words").unique().to_owned();
    manager.create_index(unique).await.unwrap();
    test
}

pub fn probe(test: &TestDb, id: i64) -> Model {
    Model {
        org_id: test.orgs[0].0,
        id,
        words: format!("probe {id}"),
        maybe_words: None,
        json: serde_json::json!({}),
        at: test.clock.now(),
        maybe_at: None,
        number: 0,
        small: None,
        flag: false,
        bytes: Vec::new(),
        maybe_id: None,
    }
}

pub async fn insert(tx: &WriteTx, row: Model) -> Result<(), db::DbError> {
    let row: ActiveModel = sea_orm::IntoActiveModel::into_active_model(row);
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn find(db: &Db, org: OrgId, id: i64) -> Option<Model> {
    let tx = db.read(org).await.unwrap();
    Entity::find_by_id((org.0, id)).one(tx.conn()).await.unwrap()
}

/// Reads the number, then writes one more: what loses updates, or fails as busy, when a door is wrong.
pub async fn increment(db: &Db, org: OrgId, id: i64) -> Result<(), db::DbError> {
    let tx = db.write(org).await?;
    let row = Entity::find_by_id((org.0, id)).lock_exclusive().one(tx.conn()).await?.expect("the row");
    let more =
        ActiveModel { org_id: Set(org.0), id: Set(id), number: Set(row.number + 1), ..Default::default() };
    Entity::update(more).exec_without_returning(tx.conn()).await?;
    tx.commit().await
}

pub fn line(patient: Option<&str>) -> NewLine {
    NewLine {
        patient: patient.map(|id| FhirId::parse(id).unwrap()),
        actor: Actor { kind: ActorKind::Patient, id: Some("account-1".to_owned()) },
        action: "read".to_owned(),
        target_type: Some("Observation".to_owned()),
        target_id: Some("obs-1".to_owned()),
        outcome: "ok".to_owned(),
        count: Some(3),
        request_id: "req-1".to_owned(),
        detail: serde_json::json!({"withheld": 1}),
    }
}

pub async fn append(db: &Db, org: OrgId, patient: Option<&str>) -> Line {
    let tx = db.write(org).await.unwrap();
    let line = db::audit::append(&tx, line(patient)).await.unwrap();
    tx.commit().await.unwrap();
    line
}

/// Runs one statement past every door, as somebody with the database's password would.
pub async fn tamper(db: &Db, sql: &str) -> u64 {
    db.across_orgs().conn().execute_unprepared(sql).await.unwrap().rows_affected()
}
