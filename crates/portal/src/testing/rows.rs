//! Every row of every table as text, to see what a request changed and what it did not.

use std::collections::BTreeMap;

use base::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, Statement,
};

use crate::shell::session::store::{account, account_patient};

/// Tables that may grow when a request is refused: the audit log, and the counts of attempts.
pub const GROWING: [&str; 5] = ["attempt", "net_attempt", "audit_line", "audit_head", "audit_root"];

/// The rows of each table, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows(pub BTreeMap<String, Vec<String>>);

impl Rows {
    /// Every row of every table, except [`GROWING`] and the list of migrations.
    pub async fn of(db: &db::Db) -> Self {
        let mut rows = BTreeMap::new();
        for table in tables(db).await {
            if !GROWING.contains(&table.as_str()) {
                let kept = of_table(db, &table).await;
                rows.insert(table, kept);
            }
        }
        Self(rows)
    }

    /// What differs, one line a row; empty when nothing changed.
    pub fn changes(&self, after: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (table, rows) in &self.0 {
            let now = after.0.get(table).map_or(&[][..], Vec::as_slice);
            found.extend(rows.iter().filter(|row| !now.contains(row)).map(|row| format!("- {table}: {row}")));
            found.extend(now.iter().filter(|row| !rows.contains(row)).map(|row| format!("+ {table}: {row}")));
        }
        found
    }
}

/// How many rows a table has.
pub async fn count(db: &db::Db, table: &str) -> usize {
    of_table(db, table).await.len()
}

/// Takes a table out of reach, so that nothing can be written to it any more.
pub async fn refuse(db: &db::Db, table: &str) {
    let sql = format!("ALTER TABLE \"{table}\" RENAME TO \"{table}_out_of_reach\"");
    db.across_orgs().conn().execute_unprepared(&sql).await.expect("the table is there");
}

/// All rows of a table, one a line.
pub async fn text(db: &db::Db, table: &str) -> String {
    of_table(db, table).await.join("\n")
}

async fn tables(db: &db::Db) -> Vec<String> {
    let sql = if db.is_sqlite() {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> 'seaql_migrations' ORDER BY name"
    } else {
        "SELECT tablename AS line FROM pg_tables WHERE schemaname = 'public' \
         AND tablename <> 'seaql_migrations' ORDER BY tablename"
    };
    lines(db, sql).await
}

async fn of_table(db: &db::Db, table: &str) -> Vec<String> {
    let sql = if db.is_sqlite() {
        let columns = lines(db, &format!("SELECT name AS line FROM pragma_table_info('{table}')")).await;
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        format!("SELECT {} AS line FROM \"{table}\" ORDER BY 1", quoted.join(" || ', ' || "))
    } else {
        format!("SELECT kept::text AS line FROM \"{table}\" kept ORDER BY 1")
    };
    lines(db, &sql).await
}

async fn lines(db: &db::Db, sql: &str) -> Vec<String> {
    let everywhere = db.across_orgs();
    let backend = if db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
    let rows = everywhere.conn().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "line").unwrap()).collect()
}

/// Ends every link of an account.
pub async fn end_links(db: &db::Db, of: AccountId, now: DateTime<Utc>) {
    let everywhere = db.across_orgs();
    let ended = account_patient::Entity::update_many()
        .col_expr(account_patient::Column::EndedAt, Expr::value(now))
        .filter(account_patient::Column::AccountId.eq(of.0))
        .exec(everywhere.conn());
    assert_ne!(ended.await.unwrap().rows_affected, 0, "the account had a link");
}

/// Disables an account.
pub async fn disable(db: &db::Db, whose: AccountId, now: DateTime<Utc>) {
    let everywhere = db.across_orgs();
    let disabled = account::Entity::update_many()
        .col_expr(account::Column::DisabledAt, Expr::value(now))
        .filter(account::Column::Id.eq(whose.0))
        .exec(everywhere.conn());
    assert_eq!(disabled.await.unwrap().rows_affected, 1, "the account was there");
}
