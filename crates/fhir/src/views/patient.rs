//! Patient: names, contacts, dates, languages (R01).

use chrono::{DateTime, Utc};

use crate::codes::text_of;
use crate::datatypes::{Address, Beside, CodeableConcept, ContactPoint, HumanName, Identifier};
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

impl Patient {
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
