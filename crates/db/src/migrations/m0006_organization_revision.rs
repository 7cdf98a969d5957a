//! A number that every change of an organisation or of its hosts raises, so that a replica asks once a second
//! whether anything changed, instead of asking for each organisation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer};

use super::table;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_organization_revision"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row, whose id is 1.
        let columns = vec![integer("id"), big_integer("number")];
        manager.create_table(table("organization_revision", columns, &["id"])).await?;
        let only = Query::insert()
            .into_table("organization_revision")
            .columns(["id", "number"])
            .values_panic([1.into(), 1.into()])
            .to_owned();
        manager.execute(only).await
    }
}
