//! The tables of the portal's first slices. Each is written by the slice that owns it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, blob_null, boolean, integer, json_binary, text, text_null, text_uniq,
    timestamp_with_time_zone as at, timestamp_with_time_zone_null as at_null, uuid,
};

use super::{index, table};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_portal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            organization(),
            organization_custom_domains(),
            account(),
            account_patient(),
            sign_in_request(),
            session(),
            release_hold(),
            home_card(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let mut by_email = index("account", "account_email", &["org_id", "email_index"]);
        manager.create_index(by_email.unique().take()).await?;
        let by_owner =
            index("organization_custom_domains", "organization_custom_domains_owner", &["organization_id"]);
        manager.create_index(by_owner).await?;
        let by_request = ["org_id", "email_index", "created_at"];
        manager.create_index(index("sign_in_request", "sign_in_request_email", &by_request)).await?;
        let by_patient = index("account_patient", "account_patient_patient", &["org_id", "patient_id"]);
        manager.create_index(by_patient).await?;
        let by_patient = index("release_hold", "release_hold_patient", &["org_id", "patient_id"]);
        manager.create_index(by_patient).await?;
        manager.create_index(index("session", "session_account", &["org_id", "account_id"])).await
    }
}

fn organization() -> TableCreateStatement {
    let columns = vec![
        uuid("id"),
        text_uniq("slug"),
        text("name"),
        text("status"),
        text("plan"),
        json_binary("settings"),
        json_binary("ehr"),
        blob_null("ehr_secret"),
        at("created_at"),
        at("updated_at"),
    ];
    table("organization", columns, &["id"])
}

fn organization_custom_domains() -> TableCreateStatement {
    let columns = vec![
        text("host"),
        uuid("organization_id"),
        boolean("is_primary"),
        text("proof_token"),
        at_null("verified_at"),
        at("created_at"),
    ];
    table("organization_custom_domains", columns, &["host"])
}

fn account() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("id"),
        blob("email_sealed"),
        blob("email_index"),
        text_null("language"),
        text_null("theme"),
        at("created_at"),
        at_null("disabled_at"),
    ];
    table("account", columns, &["org_id", "id"])
}

fn account_patient() -> TableCreateStatement {
    let columns =
        vec![uuid("org_id"), uuid("account_id"), text("patient_id"), at("created_at"), at_null("ended_at")];
    table("account_patient", columns, &["org_id", "account_id", "patient_id"])
}

fn sign_in_request() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("id"),
        blob("email_sealed"),
        blob("email_index"),
        blob_null("code_hash"),
        at("created_at"),
        at("expires_at"),
        integer("tries").default(0).take(),
        at_null("used_at"),
        text("language"),
    ];
    table("sign_in_request", columns, &["org_id", "id"])
}

fn session() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        blob("id_hash"),
        uuid("account_id"),
        // NULL until the person chose whom.
        text_null("patient_id"),
        at("created_at"),
        at("last_seen_at"),
        at("expires_at"),
        at_null("revoked_at"),
        text("amr"),
    ];
    table("session", columns, &["org_id", "id_hash"])
}

fn release_hold() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("id"),
        text("patient_id"),
        text("resource_type"),
        text("resource_id"),
        text("exception_code"),
        text("reason"),
        text("author"),
        at("created_at"),
        at("expires_at"),
        at_null("lifted_at"),
    ];
    table("release_hold", columns, &["org_id", "id"])
}

fn home_card() -> TableCreateStatement {
    let columns =
        vec![uuid("org_id"), uuid("account_id"), text("card"), integer("position"), boolean("hidden")];
    table("home_card", columns, &["org_id", "account_id", "card"])
}
