//! Passkeys, and the ceremonies that make and use them (A11, WebAuthn).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, text, timestamp_with_time_zone as at, timestamp_with_time_zone_null as at_null, uuid, uuid_null,
};

use super::{index, table};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_passkeys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(passkey()).await?;
        // One authenticator's key belongs to one account.
        let mut by_credential = index("passkey", "passkey_credential", &["org_id", "credential_hash"]);
        manager.create_index(by_credential.unique().take()).await?;
        manager.create_index(index("passkey", "passkey_account", &["org_id", "account_id"])).await?;
        manager.create_table(passkey_ceremony()).await
    }
}

fn passkey() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("id"),
        uuid("account_id"),
        blob("credential_hash"),
        // Public key, counter and flags, as the WebAuthn library writes them. Nothing in it is secret.
        text("credential"),
        // The host that it was made for; browsers offer it on no other.
        text("host"),
        blob("name_sealed"),
        at("created_at"),
        at_null("last_used_at"),
    ];
    table("passkey", columns, &["org_id", "id"])
}

/// A row lives from the challenge to the first answer to it, whatever that is.
fn passkey_ceremony() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        blob("token_hash"),
        text("purpose"),
        // NULL at sign-in: who it is turns out at its end.
        uuid_null("account_id"),
        text("state"),
        at("expires_at"),
    ];
    table("passkey_ceremony", columns, &["org_id", "token_hash"])
}
