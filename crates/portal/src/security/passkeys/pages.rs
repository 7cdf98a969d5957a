//! `GET /security/passkey` (A11): adding a passkey.

use askama::Template;

use crate::ui::page::Page;

/// Asks for a name and lets the browser make a passkey.
#[derive(Template)]
#[template(path = "security/passkeys/passkey.html")]
pub struct AddPasskey {
    /// The frame.
    pub page: Page,
    /// What the device is called, for a name.
    pub name: String,
    /// What is wrong with the name: the script says it, so nothing.
    pub no_error: Option<String>,
}
