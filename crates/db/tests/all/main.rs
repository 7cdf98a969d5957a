//! The tests of `db`, through real databases: SQLite, or the PostgreSQL server that `PORTICO_TEST_DB` names.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod attempts;
mod audit;
mod backup;
mod conformance;
mod doors;
mod edits;
mod gather;
mod jobs;
mod processes;
mod schema;
mod sealed;
mod support;
mod writer;
