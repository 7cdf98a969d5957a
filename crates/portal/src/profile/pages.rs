//! `GET /profile` (R12, D08): who the clinic thinks you are, how it reaches you, and how pages look.

use askama::Template;

use crate::ui::page::Page;

/// The profile.
#[derive(Template)]
#[template(path = "profile/profile.html")]
pub struct Profile {
    /// The frame.
    pub page: Page,
    /// Where it comes from.
    pub source: String,
    /// When it was asked for.
    pub as_of: String,
    /// The full name.
    pub name: Option<String>,
    /// The birth date, in the reader's language.
    pub birth_date: Option<String>,
    /// The preferred language, in the clinic's own words.
    pub language: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<ContactLine>,
    /// E-mail addresses.
    pub emails: Vec<ContactLine>,
    /// Postal addresses, each as lines.
    pub addresses: Vec<Address>,
    /// Whom the clinic calls in an emergency.
    pub emergency: Vec<EmergencyContact>,
    /// Whom else the clinic may call.
    pub contacts: Vec<EmergencyContact>,
    /// General practitioners and the care provider, by name.
    pub providers: Vec<Provider>,
}

impl Profile {
    /// The parts about people to call that have anybody in them: id, heading, people.
    pub fn people(&self) -> Vec<(&'static str, String, &[EmergencyContact])> {
        let l = self.page.l();
        let all = [
            ("emergency", l.t("profile-emergency"), self.emergency.as_slice()),
            ("contacts", l.t("profile-contacts-heading"), self.contacts.as_slice()),
        ];
        all.into_iter().filter(|(_, _, people)| !people.is_empty()).collect()
    }
}

/// A telephone number or e-mail address.
#[derive(Clone, Debug)]
pub struct ContactLine {
    /// The key of its use (`contact_use_key`).
    pub use_key: Option<&'static str>,
    /// As people write it.
    pub value: String,
}

/// A postal address.
#[derive(Clone, Debug)]
pub struct Address {
    /// The key of its use (`contact_use_key`).
    pub use_key: Option<&'static str>,
    /// Its lines, in order.
    pub lines: Vec<String>,
}

/// A person to call.
#[derive(Clone, Debug)]
pub struct EmergencyContact {
    /// The name.
    pub name: String,
    /// How they are related, in the clinic's own words.
    pub relation: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

/// Someone who cares for the patient.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name.
    pub name: String,
    /// What they are to the patient, in the clinic's own words.
    pub role: Option<String>,
}

/// The key of a FHIR contact or address use (`home`, `work`, `mobile`, `temp`, `old`, `billing`).
pub fn contact_use_key(code: &str) -> Option<&'static str> {
    match code {
        "home" => Some("use-home"),
        "work" => Some("use-work"),
        "mobile" => Some("use-mobile"),
        "temp" => Some("use-temp"),
        "old" => Some("use-old"),
        "billing" => Some("use-billing"),
        _ => None,
    }
}
