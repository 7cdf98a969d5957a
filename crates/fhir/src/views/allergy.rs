//! AllergyIntolerance (R06).

use crate::codes::{CodeSystem, concept_text, text_of};
use crate::datatypes::{Annotation, CodeableConcept};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `AllergyIntolerance`.
    pub struct AllergyIntolerance {
        /// `active`, `inactive`, `resolved`.
        pub clinical_status: Option<CodeableConcept> = "clinicalStatus",
        /// `unconfirmed`, `confirmed`, `refuted`, `entered-in-error`.
        pub verification_status: Option<CodeableConcept> = "verificationStatus",
        /// `allergy` or `intolerance`.
        pub kind: Option<String> = "type",
        /// `food`, `medication`, `environment`, `biologic`.
        pub category: Vec<String> = "category",
        /// `low`, `high`, `unable-to-assess`.
        pub criticality: Option<String> = "criticality",
        /// What to.
        pub code: Option<CodeableConcept> = "code",
        /// Since when.
        pub onset: Option<FhirDate> = "onsetDateTime",
        /// Since when, in words.
        pub onset_text: Option<String> = "onsetString",
        /// When it was written down.
        pub recorded: Option<FhirDate> = "recordedDate",
        /// When it last happened.
        pub last_occurrence: Option<FhirDate> = "lastOccurrence",
        /// Who wrote it down.
        pub recorder: Option<Reference> = "recorder",
        /// Who said so.
        pub asserter: Option<Reference> = "asserter",
        /// What happened.
        pub reaction: Vec<Reaction> = "reaction",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// One reaction.
    pub struct Reaction {
        /// What to, more exactly.
        pub substance: Option<CodeableConcept> = "substance",
        /// What was seen.
        pub manifestation: Vec<CodeableConcept> = "manifestation",
        /// In words.
        pub description: Option<String> = "description",
        /// When.
        pub onset: Option<FhirDate> = "onset",
        /// `mild`, `moderate`, `severe`.
        pub severity: Option<String> = "severity",
    }
}

/// SNOMED CT for "no known allergy", and the same for drugs, foods, the environment and latex.
const NO_KNOWN: [&str; 5] = ["716186003", "409137002", "429625007", "428607008", "1003774007"];

impl AllergyIntolerance {
    /// What she is allergic to: the code, else the substance of a reaction.
    pub fn title(&self) -> Option<String> {
        let substance = || self.reaction.iter().find_map(|one| text_of(one.substance.as_ref()));
        text_of(self.code.as_ref()).or_else(substance)
    }

    /// Whether this is the statement that there is no known allergy, which must not be listed as one.
    pub fn is_none_known(&self) -> bool {
        let coding = self.code.as_ref().and_then(|code| code.coding_in(&[CodeSystem::Snomed]));
        coding.and_then(|coding| coding.code.as_deref()).is_some_and(|code| NO_KNOWN.contains(&code.trim()))
    }

    /// What happened, in words: manifestations of all reactions, else their descriptions.
    pub fn reactions(&self) -> Vec<String> {
        let words = |one: &Reaction| {
            let seen: Vec<String> = one.manifestation.iter().filter_map(concept_text).collect();
            if seen.is_empty() { cleaned(one.description.as_deref()).into_iter().collect() } else { seen }
        };
        let mut all = Vec::new();
        for word in self.reaction.iter().flat_map(words) {
            if !all.contains(&word) {
                all.push(word);
            }
        }
        all
    }

    /// The worst severity of its reactions.
    pub fn severity(&self) -> Option<&str> {
        let rank = |severity: &&str| match *severity {
            "mild" => 1,
            "moderate" => 2,
            "severe" => 3,
            _ => 0,
        };
        self.reaction.iter().filter_map(|one| one.severity.as_deref()).max_by_key(rank)
    }

    /// Whether the clinic has ruled it out: then it is none, whatever its clinical status says.
    pub fn is_refuted(&self) -> bool {
        self.verification_status.as_ref().is_some_and(|status| status.is("refuted"))
    }

    /// Whether it still stands; `None` when the record does not say.
    pub fn is_current(&self) -> Option<bool> {
        if self.is_refuted() {
            return Some(false);
        }
        let status = self.clinical_status.as_ref()?;
        if status.is("active") {
            Some(true)
        } else if status.is("inactive") || status.is("resolved") {
            Some(false)
        } else {
            None
        }
    }
}
