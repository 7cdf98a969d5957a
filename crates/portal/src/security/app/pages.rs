//! `GET /security/app`: setting up an authenticator app; and the recovery codes, shown once.

use askama::Template;

use super::Qr;
use crate::sign_in::Notice;
use crate::ui::page::Page;
use crate::ui::view::FieldError;

/// Setting up an app.
#[derive(Template)]
#[template(path = "security/app/app.html")]
pub struct SetUp {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `code`.
    pub errors: Vec<FieldError>,
    /// The secret for the camera.
    pub qr: Qr,
    /// The secret for the keyboard.
    pub key: String,
    /// A sentence above the form.
    pub notice: Option<Notice>,
}

/// Recovery codes.
#[derive(Template)]
#[template(path = "security/app/codes.html")]
pub struct Codes {
    /// The frame.
    pub page: Page,
    /// The codes.
    pub codes: Vec<String>,
}
