//! Portico: a white-label, multi-tenant patient portal. See ARCHITECTURE.md for the house; `slices` is the
//! table of contents.

pub mod access_log;
pub mod api_docs;
pub mod app;
pub mod cli;
pub mod config;
pub mod dashboard;
pub mod error;
pub mod factors;
pub mod help;
pub mod jobs;
pub mod passkeys;
pub mod prescriptions;
pub mod profile;
pub mod records;
pub mod security;
pub mod shell;
pub mod sign_in;
pub mod slices;
pub mod traces;
pub mod ui;

#[cfg(test)]
mod testing;
