//! What can go wrong with a database, by what the caller may do about it. No variant carries a value of a
//! row.

use std::fmt;

use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// A failed database operation. Neither its `Display` nor its `Debug` shows data of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DbError {
    /// A row with this key exists already; the names are those of the table and of the constraint
    /// (PostgreSQL) or the columns (SQLite).
    UniqueViolation {
        /// The table that refused the row.
        table: String,
        /// The constraint (PostgreSQL) or the columns (SQLite).
        constraint: String,
    },
    /// A row that this one refers to is missing, or still referred to.
    ForeignKeyViolation,
    /// Another writer was in the way for too long, or a deadlock was broken: nothing was changed, try again.
    Busy,
    /// The database does not answer, or cannot be opened or written.
    Unavailable {
        /// Why, without data.
        what: String,
    },
    /// The settings are wrong; the sentence says which and how to mend it.
    Config(String),
    /// The value offered cannot be stored; the sentence says why, without repeating it.
    Invalid(&'static str),
    /// What the audit log holds contradicts itself; `portico audit verify` tells more.
    Tampered(&'static str),
    /// Anything else: a mistake in a query or in the schema.
    Internal {
        /// The database's code and, where it cannot contain data, its words.
        what: String,
    },
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UniqueViolation { table, constraint } => {
                write!(f, "a row with this key exists already in {table} ({constraint})")
            }
            Self::ForeignKeyViolation => f.write_str("a row that is referred to is missing or still in use"),
            Self::Busy => f.write_str("the database is busy; nothing was changed"),
            Self::Unavailable { what } => write!(f, "the database is unavailable: {what}"),
            Self::Config(what) => f.write_str(what),
            Self::Invalid(what) => write!(f, "not storable: {what}"),
            Self::Tampered(what) => write!(f, "the audit log contradicts itself: {what}"),
            Self::Internal { what } => write!(f, "database error: {what}"),
        }
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// Whether this is a unique violation in `table`, on either database.
    pub fn is_unique_violation_in(&self, table: &str) -> bool {
        matches!(self, Self::UniqueViolation { table: found, .. } if found == table)
    }

    /// Whether it may be over in a moment, whatever was asked: the database, not the question, was at fault.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable { .. })
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(why) => match why {
                sea_orm::ConnAcquireErr::Timeout => Self::Busy,
                sea_orm::ConnAcquireErr::ConnectionClosed => unavailable("the pool is closed"),
            },
            DbErr::Conn(RuntimeErr::SqlxError(e))
            | DbErr::Exec(RuntimeErr::SqlxError(e))
            | DbErr::Query(RuntimeErr::SqlxError(e)) => from_sqlx(e),
            DbErr::Conn(RuntimeErr::Internal(what)) => unavailable(what),
            DbErr::Exec(RuntimeErr::Internal(what)) | DbErr::Query(RuntimeErr::Internal(what)) => {
                Self::Internal { what: what.clone() }
            }
            // These name a column or a record of ours, or quote a value: the kind is enough.
            DbErr::Json(_) => internal("a JSON column does not hold what was expected"),
            DbErr::Type(_) | DbErr::TryIntoErr { .. } => internal("a column does not have the expected type"),
            DbErr::RecordNotFound(_) => internal("a record that must exist does not"),
            DbErr::RecordNotInserted => internal("no record was inserted"),
            DbErr::RecordNotUpdated => internal("no record was updated"),
            DbErr::Migration(what) => Self::Internal { what: format!("migration: {what}") },
            _ => internal("an operation the mapper refuses"),
        }
    }
}

fn internal(what: &str) -> DbError {
    DbError::Internal { what: what.to_owned() }
}

fn unavailable(what: impl Into<String>) -> DbError {
    DbError::Unavailable { what: what.into() }
}

fn from_sqlx(error: &SqlxError) -> DbError {
    match error {
        SqlxError::Database(refusal) => {
            let code = refusal.code().unwrap_or_default().into_owned();
            match refusal.kind() {
                sea_orm::sqlx::error::ErrorKind::UniqueViolation => {
                    unique_violation(refusal.table(), refusal.constraint(), refusal.message())
                }
                sea_orm::sqlx::error::ErrorKind::ForeignKeyViolation => DbError::ForeignKeyViolation,
                _ => by_code(&code, refusal.message()),
            }
        }
        SqlxError::PoolTimedOut => DbError::Busy,
        SqlxError::Io(e) => unavailable(e.kind().to_string()),
        SqlxError::Tls(_) => unavailable("TLS failed"),
        SqlxError::PoolClosed | SqlxError::WorkerCrashed => unavailable("the connection is closed"),
        SqlxError::Configuration(_) => {
            DbError::Config("db.url is not a database address: sqlite://PATH or postgres://…".to_owned())
        }
        SqlxError::ColumnNotFound(name) => DbError::Internal { what: format!("column {name} is missing") },
        SqlxError::ColumnDecode { index, .. } => {
            DbError::Internal { what: format!("column {index} does not decode") }
        }
        _ => internal("the driver refused"),
    }
}

/// SQLite names the columns in its message (`UNIQUE constraint failed: t.a, t.b`), PostgreSQL table and
/// constraint.
fn unique_violation(table: Option<&str>, constraint: Option<&str>, message: &str) -> DbError {
    if let Some(table) = table {
        let constraint = constraint.unwrap_or_default().to_owned();
        return DbError::UniqueViolation { table: table.to_owned(), constraint };
    }
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let table = columns.split('.').next().unwrap_or_default();
    DbError::UniqueViolation { table: table.to_owned(), constraint: columns.to_owned() }
}

/// SQLite result codes (<https://www.sqlite.org/rescode.html>; extended codes keep the primary one in the low
/// byte) and PostgreSQL SQLSTATEs (appendix A of its manual).
fn by_code(code: &str, message: &str) -> DbError {
    if let Some(sqlite) = sqlite_code(code) {
        return match sqlite & 0xff {
            5 | 6 => DbError::Busy,
            8 => unavailable("the file is read-only (SQLite 8)"),
            10 | 13 | 14 => unavailable(format!("the file cannot be opened or written (SQLite {sqlite})")),
            11 | 26 => unavailable(format!("the file is damaged or not a database (SQLite {sqlite})")),
            _ => DbError::Internal { what: format!("SQLite {sqlite}: {message}") },
        };
    }
    match code {
        "40001" | "40P01" | "55P03" | "53300" | "57014" => DbError::Busy,
        // Class 22 (data exceptions) quotes the value: its words stay out.
        _ if code.starts_with("22") => DbError::Internal { what: format!("SQLSTATE {code}") },
        "25006" => DbError::Invalid("this transaction only reads"),
        _ if ["08", "28", "3D", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => {
            unavailable(format!("SQLSTATE {code}"))
        }
        _ => DbError::Internal { what: format!("SQLSTATE {code}: {message}") },
    }
}

/// SQLSTATEs have five characters; SQLite's codes have at most four digits.
fn sqlite_code(code: &str) -> Option<u32> {
    (code.len() < 5).then(|| code.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_the_caller_may_do() {
        for busy in ["5", "517", "6", "40001", "40P01", "55P03"] {
            assert_eq!(by_code(busy, "m"), DbError::Busy, "{busy}");
        }
        for away in ["14", "13", "57P01", "08006", "53100"] {
            assert!(matches!(by_code(away, "m"), DbError::Unavailable { .. }), "{away}");
        }
    }

    #[test]
    fn a_quoted_value_stays_out_of_the_words() {
        let error = by_code("22P02", "invalid input syntax for type uuid: \"Maria Lopez\"");
        assert!(!error.to_string().contains("Maria") && !format!("{error:?}").contains("Maria"));
    }
}
