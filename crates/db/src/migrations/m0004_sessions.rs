//! Sessions that a person can see and end, and the browsers that she has signed in with before (U03).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, blob_null, text, text_null, timestamp_with_time_zone as at,
    timestamp_with_time_zone_null as at_null, uuid,
};

use super::{index, table};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Sessions from before have none of these; they end within a day.
        let columns = [
            // Browser and system in two words, such as `chrome/android`.
            text_null("device"),
            // A change of patient is a new session; this is when the person signed in.
            at_null("signed_in_at"),
            // When she last proved who she is by the best that her account has.
            at_null("proved_at"),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("session").add_column(column).take()).await?;
        }
        // A code that was asked for from a known browser works in that browser only, and only its own wrong
        // tries count against it.
        let device = Table::alter().table("sign_in_request").add_column(blob_null("device_hash")).take();
        manager.alter_table(device).await?;
        manager.create_table(known_device()).await?;
        let by_token = index("known_device", "known_device_token", &["org_id", "token_hash"]);
        manager.create_index(by_token).await
    }
}

/// Browsers that an account has signed in with. The token in the cookie is never stored, only its hash.
fn known_device() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        uuid("account_id"),
        blob("token_hash"),
        uuid("id"),
        text("device"),
        at("first_seen_at"),
        at("last_seen_at"),
    ];
    table("known_device", columns, &["org_id", "account_id", "token_hash"])
}
