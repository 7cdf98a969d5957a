//! Opens a transaction for one organisation on SQLite or PostgreSQL, and keeps what every slice needs beside
//! its tables: migrations, the job queue, attempt limits, the append-only audit chains and sealed columns.
//!
//! - [`Db::read`], [`Db::write`] and, for a single statement, [`Db::peek`] are the only doors to an
//!   organisation's tables; [`Db::across_orgs`] is for functions whose name ends in `_across_orgs`.
//! - One schema and one data-access path (SeaORM) serve both databases; [`migrations`] has the tables.
//! - [`Db::seal`] and [`Db::index`] are for columns that must not be readable at rest (security goal 14).
//! - [`audit`] is what nobody can change unnoticed (security goal 13).

pub mod attempts;
pub mod audit;
pub mod backup;
mod connect;
mod error;
mod gather;
pub mod jobs;
mod keys;
pub mod migrations;
pub mod testing;
mod tx;

pub use connect::{Db, DbConfig};
pub use error::DbError;
pub use gather::Gather;
pub use keys::{Keys, KeysError, SealError};
pub use tx::{CrossReadTx, CrossTx, CrossWriteTx, Door, Peek, ReadTx, Tx, WriteTx};
