//! Condition: problems and diagnoses (R04).

use chrono::{DateTime, Utc};

use crate::codes::text_of;
use crate::datatypes::{Annotation, CodeableConcept, Extension, Period};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::view;

view! {
    /// A FHIR `Condition`.
    pub struct Condition {
        /// `active`, `recurrence`, `relapse`, `inactive`, `remission`, `resolved`.
        pub clinical_status: Option<CodeableConcept> = "clinicalStatus",
        /// `unconfirmed`, `provisional`, `differential`, `confirmed`, `refuted`, `entered-in-error`.
        pub verification_status: Option<CodeableConcept> = "verificationStatus",
        /// `problem-list-item`, `encounter-diagnosis`, `health-concern`, ….
        pub category: Vec<CodeableConcept> = "category",
        /// How bad.
        pub severity: Option<CodeableConcept> = "severity",
        /// What.
        pub code: Option<CodeableConcept> = "code",
        /// Where in the body.
        pub body_site: Vec<CodeableConcept> = "bodySite",
        /// Since when.
        pub onset: Option<FhirDate> = "onsetDateTime",
        /// Since when, as a period.
        pub onset_period: Option<Period> = "onsetPeriod",
        /// Since when, in words.
        pub onset_text: Option<String> = "onsetString",
        /// Until when.
        pub abatement: Option<FhirDate> = "abatementDateTime",
        /// Until when, as a period.
        pub abatement_period: Option<Period> = "abatementPeriod",
        /// Until when, in words.
        pub abatement_text: Option<String> = "abatementString",
        /// When it was written down.
        pub recorded: Option<FhirDate> = "recordedDate",
        /// Who wrote it down.
        pub recorder: Option<Reference> = "recorder",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// Extensions, among them US Core's asserted date.
        pub extension: Vec<Extension> = "extension",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

impl Condition {
    /// What it is; its body site when even that is all there is.
    pub fn title(&self) -> Option<String> {
        text_of(self.code.as_ref()).or_else(|| text_of(self.body_site.first()))
    }

    /// Since when.
    pub fn began(&self) -> Option<&FhirDate> {
        self.onset.as_ref().or_else(|| self.onset_period.as_ref()?.start.as_ref())
    }

    /// Until when.
    pub fn ended(&self) -> Option<&FhirDate> {
        self.abatement.as_ref().or_else(|| self.abatement_period.as_ref()?.end.as_ref())
    }

    /// When it became known: recorded, else asserted.
    pub fn known_since(&self) -> Option<&FhirDate> {
        let asserted = |extension: &&Extension| {
            extension.url.as_deref().is_some_and(|url| url.ends_with("/condition-assertedDate"))
        };
        let asserted = || self.extension.iter().find(asserted)?.date_time.as_ref();
        self.recorded.as_ref().or_else(asserted)
    }

    /// Whether the clinic has ruled it out: then she does not have it, whatever its clinical status says.
    pub fn is_refuted(&self) -> bool {
        self.verification_status.as_ref().is_some_and(|status| status.is("refuted"))
    }

    /// Whether it still stands; `None` when the record does not say. A stated status wins over dates.
    pub fn is_current(&self, now: DateTime<Utc>) -> Option<bool> {
        if self.is_refuted() {
            return Some(false);
        }
        let stated = |codes: &[&str]| {
            self.clinical_status.as_ref().is_some_and(|status| codes.iter().any(|code| status.is(code)))
        };
        let over = self.abatement_text.is_some() || self.ended().is_some_and(|end| end.is_over(now));
        if stated(&["active", "recurrence", "relapse"]) {
            return Some(true);
        }
        if over || stated(&["inactive", "remission", "resolved"]) { Some(false) } else { None }
    }
}
