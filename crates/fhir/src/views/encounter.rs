//! Encounter: a visit.

use crate::codes::concept_text;
use crate::datatypes::{CodeableConcept, Coding, Period};
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `Encounter`, as far as lists need it.
    pub struct Encounter {
        /// `planned`, `arrived`, `in-progress`, `finished`, `cancelled`, ….
        pub status: Option<String> = "status",
        /// Ambulatory, emergency, inpatient, virtual, ….
        pub class: Option<Coding> = "class",
        /// What kind of visit.
        pub kinds: Vec<CodeableConcept> = "type",
        /// What service.
        pub service: Option<CodeableConcept> = "serviceType",
        /// When.
        pub period: Option<Period> = "period",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Who took part.
        pub participant: Vec<Participant> = "participant",
        /// Where.
        pub location: Vec<Place> = "location",
        /// The organisation responsible.
        pub service_provider: Option<Reference> = "serviceProvider",
    }
}

view! {
    /// Someone who took part.
    pub struct Participant {
        /// As what.
        pub role: Vec<CodeableConcept> = "type",
        /// Who.
        pub individual: Option<Reference> = "individual",
    }
}

view! {
    /// A place of the visit.
    pub struct Place {
        /// Which.
        pub location: Option<Reference> = "location",
    }
}

impl Encounter {
    /// What to call the visit: its type, else its service, else its class.
    pub fn title(&self) -> Option<String> {
        let class = || self.class.as_ref().and_then(|class| cleaned(class.display.as_deref()));
        let kinds = self.kinds.iter().chain(&self.service);
        kinds.into_iter().find_map(concept_text).or_else(class)
    }
}
