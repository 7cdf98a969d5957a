//! The second factor: authenticator apps, recovery codes, and first proofs that wait for it (A10).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, text, timestamp_with_time_zone as at, timestamp_with_time_zone_null as at_null, uuid,
};

use super::table;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_factors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [factor_app(), factor_recovery(), sign_in_pending()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

fn factor_app() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("account_id"),
        blob("secret_sealed"),
        at("created_at"),
        // NULL while it is being set up: it counts for nothing until a code was given back.
        at_null("confirmed_at"),
        // The newest 30 seconds whose code was used, counted from 1970: none before works again.
        big_integer("last_step"),
    ];
    table("factor_app", columns, &["org_id", "account_id"])
}

fn factor_recovery() -> TableCreateStatement {
    let columns =
        vec![uuid("org_id"), uuid("account_id"), blob("code_hash"), at("created_at"), at_null("used_at")];
    table("factor_recovery", columns, &["org_id", "account_id", "code_hash"])
}

fn sign_in_pending() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        blob("token_hash"),
        uuid("account_id"),
        text("device"),
        text("amr"),
        at("created_at"),
        at("expires_at"),
        at_null("used_at"),
    ];
    table("sign_in_pending", columns, &["org_id", "token_hash"])
}
