//! Keeps the house tidy: the style rules, run as tests by `cargo test -p xtask`.
//!
//! A rule is a function from the [`Tree`] to its [`Failure`]s, and every failure says what to do instead.
//! `tests/tidy.rs` runs each rule over the repository; each rule's own tests show it a small bad sample,
//! because a rule that cannot fail is no rule. Standard library only, and no other crate of the workspace.

pub mod rules;
pub mod rust;
pub mod tree;

pub use tree::{Failure, File, Tree};

/// Runs a rule and panics with every failure, one on a line, so that the test's output is the work list.
///
/// # Panics
/// When the rule found anything.
pub fn demand(failures: &[Failure]) {
    let lines: Vec<String> = failures.iter().map(Failure::to_string).collect();
    assert!(failures.is_empty(), "\n\n{} untidy:\n{}\n", failures.len(), lines.join("\n"));
}
