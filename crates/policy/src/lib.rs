//! The `policy` crate.
