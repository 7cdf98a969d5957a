//! Patient: names, contacts, dates, languages (R01).

use chrono::{DateTime, Utc};

use crate::codes::text_of;
use crate::datatypes::{
    Address, Beside, CodeableConcept, ContactPoint, Extension, HumanName, Identifier, Period,
};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::view;

view! {
    /// A FHIR `Patient`.
    pub struct Patient {
        /// Whether the record is in use.
        pub active: Option<bool> = "active",
        /// Record numbers.
        pub identifier: Vec<Identifier> = "identifier",
        /// Names, past ones too.
        pub name: Vec<HumanName> = "name",
        /// Phones and addresses.
        pub telecom: Vec<ContactPoint> = "telecom",
        /// Postal addresses.
        pub address: Vec<Address> = "address",
        /// Administrative gender.
        pub gender: Option<String> = "gender",
        /// Date of birth.
        pub birth_date: Option<FhirDate> = "birthDate",
        /// What stands beside the date of birth: why it is missing, the time of birth.
        pub birth_date_beside: Option<Beside> = "_birthDate",
        /// Deceased or not.
        pub deceased_flag: Option<bool> = "deceasedBoolean",
        /// When she died.
        pub deceased_date: Option<FhirDate> = "deceasedDateTime",
        /// Languages.
        pub communication: Vec<Communication> = "communication",
        /// Primary care.
        pub general_practitioner: Vec<Reference> = "generalPractitioner",
        /// Whom to call, parents and partners among them.
        pub contact: Vec<Contact> = "contact",
        /// Extensions, among them Canvas's default provider.
        pub extension: Vec<Extension> = "extension",
        /// Marital status.
        pub marital_status: Option<CodeableConcept> = "maritalStatus",
    }
}

view! {
    /// A language of a patient.
    pub struct Communication {
        /// Which.
        pub language: Option<CodeableConcept> = "language",
        /// Whether she prefers it.
        pub preferred: Option<bool> = "preferred",
    }
}

view! {
    /// Someone close to the patient.
    pub struct Contact {
        /// What they are to her.
        pub relationship: Vec<CodeableConcept> = "relationship",
        /// Name.
        pub name: Option<HumanName> = "name",
        /// Phones and addresses.
        pub telecom: Vec<ContactPoint> = "telecom",
        /// An organisation in the place of a person.
        pub organization: Option<Reference> = "organization",
        /// When they may be called.
        pub period: Option<Period> = "period",
    }
}

/// Canvas's extension in the place of `generalPractitioner`.
const DEFAULT_PROVIDER: &str = "http://schemas.canvasmedical.com/fhir/extensions/patient-default-provider";

/// The code for an emergency contact, in HL7's tables 0131 and `contact-role`.
const EMERGENCY: [&str; 2] = ["C", "EMR"];

impl Contact {
    /// Their name, else the organisation's.
    pub fn display(&self) -> Option<String> {
        let person = self.name.as_ref().and_then(HumanName::display);
        person.or_else(|| self.organization.as_ref()?.name())
    }

    /// What they are to her, in words.
    pub fn relation(&self) -> Option<String> {
        let said = |one: &&CodeableConcept| !EMERGENCY.iter().any(|code| one.is(code));
        let told = self.relationship.iter().filter(said).find_map(crate::codes::concept_text);
        told.or_else(|| self.relationship.iter().find_map(crate::codes::words))
    }

    /// Whether the record marks them as the one for an emergency.
    pub fn is_for_emergency(&self) -> bool {
        self.relationship.iter().any(|one| EMERGENCY.iter().any(|code| one.is(code)))
    }
}

impl Patient {
    /// Whom the clinic calls: those marked for an emergency first, none whose time is over.
    pub fn contacts(&self, now: DateTime<Utc>) -> Vec<&Contact> {
        let over = |one: &&Contact| one.period.as_ref().is_some_and(|period| period.is_over(now));
        let mut all: Vec<&Contact> = self.contact.iter().filter(|one| !over(one)).collect();
        all.sort_by_key(|one| !one.is_for_emergency());
        all
    }

    /// Who cares for her first of all: her general practitioners; on Canvas, which has none, her default
    /// provider.
    pub fn providers(&self) -> Vec<Reference> {
        let canvas = |one: &&Extension| one.url.as_deref().map(str::trim) == Some(DEFAULT_PROVIDER);
        let default = self.extension.iter().filter(canvas).filter_map(|one| one.reference.clone());
        self.general_practitioner.iter().cloned().chain(default).collect()
    }

    /// The name of record: official before usual before the rest, whole names before parts, past ones last.
    pub fn name_of_record(&self, now: DateTime<Utc>) -> Option<&HumanName> {
        let whole = |name: &HumanName| name.text.is_some() || name.family.is_some();
        self.ranked(now, &["official", "usual"], whole)
    }

    /// The whole name to show.
    pub fn display_name(&self, now: DateTime<Utc>) -> Option<String> {
        self.name_of_record(now).and_then(HumanName::display)
    }

    /// What to call her: the first name of the name she goes by.
    pub fn first_name(&self, now: DateTime<Utc>) -> Option<String> {
        let given = |name: &HumanName| !name.given.is_empty();
        self.ranked(now, &["usual", "official"], given).and_then(HumanName::first_name)
    }

    fn ranked(
        &self,
        now: DateTime<Utc>,
        first: &[&str],
        fits: impl Fn(&HumanName) -> bool,
    ) -> Option<&HumanName> {
        let rank = |name: &HumanName| {
            let past = name.period.as_ref().is_some_and(|period| period.is_over(now));
            let past = past || matches!(name.usage.as_deref(), Some("old" | "maiden"));
            let usage = match name.usage.as_deref() {
                None => first.len(),
                Some(usage) => first.iter().position(|one| *one == usage).unwrap_or(first.len() + 1),
            };
            (past, !fits(name), usage)
        };
        self.name.iter().filter(|name| name.display().is_some()).min_by_key(|name| rank(name))
    }

    /// Whether she has died, as far as the record says.
    pub fn is_deceased(&self) -> bool {
        self.deceased_date.is_some() || self.deceased_flag == Some(true)
    }

    /// The address to show: in use, home first.
    pub fn current_address(&self, now: DateTime<Utc>) -> Option<&Address> {
        let over = |address: &Address| address.period.as_ref().is_some_and(|period| period.is_over(now));
        let rank = |address: &&Address| match address.usage.as_deref() {
            Some("home") => 0,
            None => 1,
            Some("old") => 3,
            Some(_) => 2,
        };
        let known = self.address.iter().filter(|address| !over(address) && !address.lines().is_empty());
        known.filter(|address| address.usage.as_deref() != Some("old")).min_by_key(rank)
    }

    /// The languages in words, the preferred one first.
    pub fn languages(&self) -> Vec<String> {
        let mut spoken: Vec<&Communication> = self.communication.iter().collect();
        spoken.sort_by_key(|one| one.preferred != Some(true));
        spoken.into_iter().filter_map(|one| text_of(one.language.as_ref())).collect()
    }

    /// The BCP 47 tag of the preferred language, else of the only one.
    pub fn language_tag(&self) -> Option<&str> {
        let preferred = self.communication.iter().find(|one| one.preferred == Some(true));
        let only = if self.communication.len() == 1 { self.communication.first() } else { None };
        let coding = preferred.or(only)?.language.as_ref()?.best_coding()?;
        coding.code.as_deref().map(str::trim).filter(|tag| !tag.is_empty())
    }
}
