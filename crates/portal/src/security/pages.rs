//! `GET /security` (U03): where you are signed in.

use askama::Template;

use crate::ui::page::Page;

/// Sign-in and security.
#[derive(Template)]
#[template(path = "security/security.html")]
pub struct Security {
    /// The frame.
    pub page: Page,
    /// How the person signs in.
    pub ways: Ways,
    /// Where the person is signed in, this device first.
    pub places: Vec<PlaceRow>,
    /// The zone that the times are in, in the reader's language.
    pub zone: String,
}

/// How a person signs in.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Since when there is an authenticator app, in the reader's language.
    pub app_since: Option<String>,
    /// How many recovery codes are unused.
    pub recovery_left: usize,
    /// Passkeys, the oldest first.
    pub passkeys: Vec<PasskeyRow>,
}

/// One passkey.
#[derive(Clone, Debug)]
pub struct PasskeyRow {
    /// Its name in URLs.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, and used last.
    pub notes: Vec<String>,
}

/// One place where the person is signed in.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// Its name in URLs.
    pub id: String,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// Browser and system, in the reader's language.
    pub device: String,
    /// When the person signed in and how.
    pub began: String,
    /// When it was used last.
    pub used: String,
    /// Whether it is the one that reads.
    pub current: bool,
}
