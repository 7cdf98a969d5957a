//! When results are shown: the patient's choice, the results that waited, and what the measure of waiting
//! needs. Opaque ids and times only: what a result says is never kept.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, text, text_null, timestamp_with_time_zone as at, timestamp_with_time_zone_null as at_null,
    uuid,
};

use super::{index, table};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_release"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [release_choice(), release_wait(), release_mark(), release_at_once()] {
            manager.create_table(table).await?;
        }
        // When the result on hold was given out; NULL when the record does not say.
        let given_out = Table::alter().table("release_hold").add_column(at_null("final_at")).take();
        manager.alter_table(given_out).await?;
        // The measure reads across organisations what became visible of late.
        manager.create_index(index("release_wait", "release_wait_visible", &["visible_at"])).await
    }
}

/// The choice that stands; earlier ones are in the audit log.
fn release_choice() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        text("patient_id"),
        text("timing"),
        // Results given out after this wait. It does not move when one way of waiting is changed to another.
        at("since"),
        at("chosen_at"),
        uuid("account_id"),
    ];
    table("release_choice", columns, &["org_id", "patient_id"])
}

/// Results that waited by the patient's wish.
fn release_wait() -> TableCreateStatement {
    let columns = vec![
        uuid("org_id"),
        text("patient_id"),
        text("resource_type"),
        text("resource_id"),
        at_null("final_at"),
        at("told_at"),
        at_null("visible_at"),
        // opened, chosen, seen, over.
        text_null("way"),
        // Who was told, then who opened it.
        uuid("account_id"),
    ];
    table("release_wait", columns, &["org_id", "patient_id", "resource_type", "resource_id"])
}

/// Up to when a patient's results are counted.
fn release_mark() -> TableCreateStatement {
    let columns = vec![uuid("org_id"), text("patient_id"), at("upto"), uuid("account_id")];
    table("release_mark", columns, &["org_id", "patient_id"])
}

/// How many results nothing held back, by day.
fn release_at_once() -> TableCreateStatement {
    let columns = vec![uuid("org_id"), text("day"), big_integer("results")];
    table("release_at_once", columns, &["org_id", "day"])
}
