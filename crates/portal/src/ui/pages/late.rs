//! What streamed list pages are made of besides the lists themselves (`shell::stream`).

use askama::Template;

use crate::ui::page::{Page, Who};
use crate::ui::view::DownReason;

/// How a list page is called, and whether a way back to the record stands above it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The key of its name.
    pub title_key: &'static str,
    /// Whether it is a room of the record.
    pub back: bool,
}

/// A list page before its answer: its name, and the shape of what comes.
#[derive(Template)]
#[template(path = "ui/pages/early_list.html")]
pub struct EarlyList {
    /// The frame.
    pub page: Page,
    /// The key of its name.
    pub title_key: &'static str,
    /// Whether a way back to the record stands above it.
    pub back: bool,
}

/// What stands in a list's place when it did not come: why, what to do, and a reference.
#[derive(Template)]
#[template(path = "ui/pages/down_list.html")]
pub struct DownList {
    /// The frame's words.
    pub page: Page,
    /// The key of its name.
    pub title_key: &'static str,
    /// Whether a way back to the record stands above it.
    pub back: bool,
    /// Why.
    pub reason: DownReason,
    /// When, in the reader's language and zone.
    pub at: String,
}

/// A frame for a main part that is rendered already (`surface::framed`).
#[derive(Template)]
#[template(path = "ui/pages/framed.html")]
pub struct Framed {
    /// The frame.
    pub page: Page,
}

/// Whose record it is, for the header that went out before the name was known.
#[derive(Template)]
#[template(path = "ui/pages/who_part.html")]
pub struct WhoPart {
    /// The person.
    pub who: Who,
}
