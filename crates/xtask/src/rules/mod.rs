//! The rules, grouped by what they look at.

pub mod dead;
pub mod layers;
pub mod metrics;
pub mod names;
pub mod privacy;
pub mod size;
pub mod slices;
pub mod templates;
pub mod texts;
pub mod words;
