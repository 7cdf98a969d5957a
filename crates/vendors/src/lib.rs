//! The `vendors` crate.
