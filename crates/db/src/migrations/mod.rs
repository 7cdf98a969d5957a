//! The one migration series, for both databases. A migration that has shipped is never edited: the next one
//! mends it.
//!
//! Every table of an organisation's data starts with `org_id`, the first part of its primary key, so that the
//! schema can be sharded by organisation. The exceptions: `organization`, `organization_custom_domains`,
//! `organization_revision` (they lead *to* the organisation) and `net_attempt` (network addresses belong to
//! nobody).

mod m0001_machinery;
mod m0002_portal;
mod m0003_release;
mod m0004_sessions;
mod m0005_factors;
mod m0006_organization_revision;
mod m0007_passkeys;

use sea_orm_migration::prelude::*;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_machinery::Migration),
            Box::new(m0002_portal::Migration),
            Box::new(m0003_release::Migration),
            Box::new(m0004_sessions::Migration),
            Box::new(m0005_factors::Migration),
            Box::new(m0006_organization_revision::Migration),
            Box::new(m0007_passkeys::Migration),
        ]
    }
}

/// A table whose columns and primary key are given; names are the databases' own.
fn table(name: &'static str, columns: Vec<ColumnDef>, key: &[&'static str]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table
}

fn index(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
