//! The migration series and the shape of what it makes.

use db::testing::{TEST_KEYS, TestDb};
use sea_orm::{ConnectionTrait as _, Statement};

#[tokio::test]
async fn pending_migrations_are_counted_and_replicas_may_migrate_at_once() {
    let test = TestDb::unmigrated().await;
    let pending = test.db.pending_migrations().await.unwrap();
    assert!(pending >= 2, "{pending}");
    let other = test.open_again(TEST_KEYS).await;
    let (one, two) = tokio::join!(test.db.migrate(), other.migrate());
    one.unwrap();
    two.unwrap();
    assert_eq!(test.db.pending_migrations().await.unwrap(), 0);
    test.db.ping().await.unwrap();
    test.db.migrate().await.unwrap();
}

/// Sharding by organisation, and never forgetting to filter by it, both stand on this.
#[tokio::test]
async fn every_tenant_table_has_org_id_first_in_its_key() {
    let test = TestDb::new().await;
    let sql = if test.db.is_sqlite() {
        "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND p.pk = 1"
    } else {
        "SELECT c.table_name::text, k.column_name::text FROM information_schema.table_constraints c \
         JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name) \
         WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = 'public' AND k.ordinal_position = 1"
    };
    let everywhere = test.db.across_orgs();
    let backend = everywhere.conn().get_database_backend();
    let rows = everywhere.conn().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let mut elsewhere = Vec::new();
    let mut tenant = 0;
    for row in rows {
        let (table, first): (String, String) =
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        if first == "org_id" {
            tenant += 1;
        } else {
            elsewhere.push(table);
        }
    }
    elsewhere.sort();
    let allowed = [
        "net_attempt",
        "organization",
        "organization_custom_domains",
        "organization_revision",
        "seaql_migrations",
    ];
    assert_eq!(elsewhere, allowed);
    assert_eq!(tenant, 21);
}
