//! What a result points to: the order it answers, the sample it was made of, the laboratory (R08).

use crate::codes::text_of;
use crate::datatypes::CodeableConcept;
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `ServiceRequest`.
    pub struct ServiceRequest {
        /// `draft`, `active`, `completed`, `revoked`, ….
        pub status: Option<String> = "status",
        /// What was asked for.
        pub code: Option<CodeableConcept> = "code",
        /// Who asked for it.
        pub requester: Option<Reference> = "requester",
        /// When.
        pub authored_on: Option<FhirDate> = "authoredOn",
    }
}

view! {
    /// A FHIR `Specimen`.
    pub struct Specimen {
        /// What it is: blood, urine, ….
        pub kind: Option<CodeableConcept> = "type",
    }
}

impl Specimen {
    /// What it is, in words.
    pub fn title(&self) -> Option<String> {
        text_of(self.kind.as_ref())
    }
}

view! {
    /// A FHIR `Organization`.
    pub struct Organization {
        /// What it is called.
        pub name: Option<String> = "name",
    }
}

impl Organization {
    /// What it is called.
    pub fn title(&self) -> Option<String> {
        cleaned(self.name.as_deref())
    }
}
