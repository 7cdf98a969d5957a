//! The tables this crate writes itself: jobs, attempts, audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, boolean, integer, json_binary, text, text_null,
    timestamp_with_time_zone as at, timestamp_with_time_zone_null as at_null, uuid, uuid_null,
};

use super::{index, table};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_machinery"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [job(), attempt(), net_attempt(), audit_line(), audit_head(), audit_root()] {
            manager.create_table(table).await?;
        }
        let mut dedupe = index("job", "job_dedupe", &["org_id", "kind", "dedupe"]);
        manager.create_index(dedupe.unique().take()).await?;
        manager.create_index(index("job", "job_due", &["state", "due_at"])).await?;
        manager.create_index(index("job", "job_finished", &["finished_at"])).await?;
        manager.create_index(index("attempt", "attempt_at", &["at"])).await?;
        manager.create_index(index("net_attempt", "net_attempt_at", &["at"])).await?;
        manager.create_index(index("audit_head", "audit_head_unsealed", &["unsealed", "org_id"])).await
    }
}

fn job() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("id"),
        text("kind"),
        json_binary("payload"),
        text_null("dedupe"),
        text("state"),
        at("due_at"),
        integer("attempts"),
        integer("max_attempts"),
        uuid_null("lease"),
        text_null("error_code"),
        at("created_at"),
        at_null("finished_at"),
    ];
    table("job", columns, &["org_id", "id"])
}

fn attempt() -> TableCreateStatement {
    let columns = vec![uuid("org_id"), text("scope"), blob("key"), at("at"), uuid("id")];
    table("attempt", columns, &["org_id", "scope", "key", "at", "id"])
}

fn net_attempt() -> TableCreateStatement {
    let columns = vec![text("scope"), blob("key"), at("at"), uuid("id")];
    table("net_attempt", columns, &["scope", "key", "at", "id"])
}

fn audit_line() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        text("chain"),
        big_integer("seq"),
        at("at"),
        text("actor_kind"),
        text_null("actor_id"),
        text("action"),
        text_null("target_type"),
        text_null("target_id"),
        text("outcome"),
        big_integer_null("count"),
        text("request_id"),
        // Text, not JSON: the hash covers these very bytes.
        text("detail"),
        blob("hash"),
    ];
    table("audit_line", columns, &["org_id", "chain", "seq"])
}

fn audit_head() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        text("chain"),
        big_integer("seq"),
        blob("hash"),
        boolean("unsealed"),
        big_integer_null("leaf"),
        blob_null("leaf_hash"),
        big_integer("sealed_root"),
        blob("mark"),
    ];
    table("audit_head", columns, &["org_id", "chain"])
}

fn audit_root() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        big_integer("number"),
        at("at"),
        big_integer("leaf_count"),
        blob("tree_hash"),
        blob("leaves"),
        blob("previous_hash"),
        big_integer("key_id"),
        blob("hash"),
        blob("signature"),
    ];
    table("audit_root", columns, &["org_id", "number"])
}
