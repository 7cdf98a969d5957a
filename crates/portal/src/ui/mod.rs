//! What people see: the page frame, the named parts, the words in four languages, the clinic's theme.
//!
//! A page is a struct with `page: Page` as its first field and a template beside it. Templates name parts
//! (macros in `components/`) and text keys; they hold no words, no colours, no style and no script.
//! View types carry text that is ready to show: no FHIR type reaches a template.

pub mod assets;
pub mod chart;
pub mod detail;
pub mod find;
pub mod gallery;
pub mod held;
pub mod kinds;
pub mod page;
pub mod pages;
pub mod sound;
pub mod states;
pub mod text;
pub mod theme;
pub mod view;
pub mod when;
