//! The page about the API (C8): made of the same declarations as the OpenAPI document, so that it cannot be
//! stale.

mod guide;
pub mod pages;
mod read;
mod routes;

#[cfg(test)]
mod tests;

use crate::slices::Slice;

/// This slice.
pub const SLICE: Slice = Slice { name: "api_docs", routes: routes::declare, ..Slice::PLAIN };
