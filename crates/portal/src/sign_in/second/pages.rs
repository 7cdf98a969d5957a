//! `GET /sign-in/second`: the second factor.

use askama::Template;

use crate::sign_in::pages::Notice;
use crate::ui::page::Page;
use crate::ui::view::FieldError;

/// Asks for a code of the app.
#[derive(Template)]
#[template(path = "sign_in/second/second.html")]
pub struct Second {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `code`.
    pub errors: Vec<FieldError>,
    /// Where to go after signing in: a path on this host.
    pub next: Option<String>,
    /// A sentence above the form.
    pub notice: Option<Notice>,
}
