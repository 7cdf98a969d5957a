//! `GET /step-up`: is it really you?

use askama::Template;

use crate::sign_in::Notice;
use crate::ui::page::Page;
use crate::ui::view::FieldError;

/// Asks for a fresh proof.
#[derive(Template)]
#[template(path = "security/step_up/step_up.html")]
pub struct StepUp {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `code`.
    pub errors: Vec<FieldError>,
    /// Where to go after it: a path on this host.
    pub next: Option<String>,
    /// Where a proof leads in any case.
    pub back: String,
    /// Whether the account has an authenticator app: then its code is asked for, and none is mailed.
    pub by_app: bool,
    /// Whether the account has a passkey that works here.
    pub by_passkey: bool,
    /// Whether a code is on its way.
    pub sent: bool,
    /// How many digits the code has.
    pub digits: usize,
    /// For how many minutes it works.
    pub minutes: usize,
    /// A sentence above the form.
    pub notice: Option<Notice>,
}
