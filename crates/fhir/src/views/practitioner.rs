//! Practitioner and PractitionerRole: who prescribed, and under which national number (P01).

use chrono::{DateTime, Utc};

use crate::codes::NPI;
use crate::datatypes::{CodeableConcept, ContactPoint, HumanName, Identifier, best_name};
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `Practitioner`.
    pub struct Practitioner {
        /// Whether in practice.
        pub active: Option<bool> = "active",
        /// Numbers, among them the NPI.
        pub identifier: Vec<Identifier> = "identifier",
        /// Names.
        pub name: Vec<HumanName> = "name",
        /// Phones and addresses.
        pub telecom: Vec<ContactPoint> = "telecom",
        /// What she is qualified for.
        pub qualification: Vec<Qualification> = "qualification",
    }
}

view! {
    /// A qualification.
    pub struct Qualification {
        /// Which.
        pub code: Option<CodeableConcept> = "code",
    }
}

impl Practitioner {
    /// The name to show.
    pub fn display_name(&self, now: DateTime<Utc>) -> Option<String> {
        best_name(&self.name, now).and_then(HumanName::display)
    }

    /// The National Provider Identifier, as recorded.
    pub fn npi(&self) -> Option<String> {
        let is_npi = |identifier: &&Identifier| {
            let system = identifier.system.as_deref().map(str::trim);
            system == Some(NPI) || system == Some("urn:oid:2.16.840.1.113883.4.6")
        };
        let mut current = self.identifier.iter().filter(is_npi).collect::<Vec<_>>();
        current.sort_by_key(|identifier| identifier.usage.as_deref() == Some("old"));
        current.into_iter().find_map(|identifier| cleaned(identifier.value.as_deref()))
    }
}

view! {
    /// A FHIR `PractitionerRole`.
    pub struct PractitionerRole {
        /// Who.
        pub practitioner: Option<Reference> = "practitioner",
        /// Where.
        pub organization: Option<Reference> = "organization",
        /// As what.
        pub code: Vec<CodeableConcept> = "code",
        /// In which field.
        pub specialty: Vec<CodeableConcept> = "specialty",
        /// Phones and addresses.
        pub telecom: Vec<ContactPoint> = "telecom",
    }
}
