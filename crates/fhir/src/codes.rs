//! The code systems that clinics use, and the choice of one coding among several.

use crate::datatypes::{CodeableConcept, Coding};
use crate::text::cleaned;

/// A code system that has a name people know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeSystem {
    /// Medicines (National Library of Medicine).
    RxNorm,
    /// Clinical terms.
    Snomed,
    /// Observations and documents.
    Loinc,
    /// Diagnoses, US modification or international.
    Icd10,
    /// Vaccines (CDC).
    Cvx,
    /// Packaged medicines.
    Ndc,
    /// Services (American Medical Association).
    Cpt,
    /// Medicines (First Databank), what Canvas sends beside RxNorm.
    Fdb,
}

/// The identifier system of US National Provider Identifiers.
pub const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

impl CodeSystem {
    /// The system of a URI or OID; tolerant of `https`, case and a trailing slash.
    pub fn of(uri: &str) -> Option<Self> {
        // As nearly every EHR writes them.
        match uri {
            "http://loinc.org" => return Some(Self::Loinc),
            "http://snomed.info/sct" => return Some(Self::Snomed),
            "http://www.nlm.nih.gov/research/umls/rxnorm" => return Some(Self::RxNorm),
            _ => {}
        }
        let uri = uri.trim().trim_end_matches('/').to_ascii_lowercase();
        let bare = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).unwrap_or(&uri);
        Some(match bare {
            "www.nlm.nih.gov/research/umls/rxnorm" | "urn:oid:2.16.840.1.113883.6.88" => Self::RxNorm,
            "snomed.info/sct" | "urn:oid:2.16.840.1.113883.6.96" => Self::Snomed,
            "loinc.org" | "urn:oid:2.16.840.1.113883.6.1" => Self::Loinc,
            "hl7.org/fhir/sid/icd-10-cm" | "hl7.org/fhir/sid/icd-10" | "urn:oid:2.16.840.1.113883.6.90" => {
                Self::Icd10
            }
            "hl7.org/fhir/sid/cvx" | "urn:oid:2.16.840.1.113883.12.292" => Self::Cvx,
            "hl7.org/fhir/sid/ndc" | "urn:oid:2.16.840.1.113883.6.69" => Self::Ndc,
            "www.ama-assn.org/go/cpt" | "urn:oid:2.16.840.1.113883.6.12" => Self::Cpt,
            "www.fdbhealth.com" => Self::Fdb,
            _ => return None,
        })
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::RxNorm => "RxNorm",
            Self::Snomed => "SNOMED CT",
            Self::Loinc => "LOINC",
            Self::Icd10 => "ICD-10",
            Self::Cvx => "CVX",
            Self::Ndc => "NDC",
            Self::Cpt => "CPT",
            Self::Fdb => "FDB",
        }
    }
}

impl Coding {
    /// The system, when it is one of the well-known.
    pub fn known_system(&self) -> Option<CodeSystem> {
        self.system.as_deref().and_then(CodeSystem::of)
    }
}

impl CodeableConcept {
    /// The first coding of the first of these systems that has one.
    pub fn coding_in(&self, systems: &[CodeSystem]) -> Option<&Coding> {
        systems.iter().find_map(|wanted| {
            self.coding.iter().find(|coding| coding.known_system() == Some(*wanted) && coding.code.is_some())
        })
    }

    /// The coding to show: what a person selected, else a well-known system's, else any with a code.
    pub fn best_coding(&self) -> Option<&Coding> {
        let coded = self.coding.iter().filter(|coding| coding.code.is_some());
        coded.min_by_key(|coding| (coding.user_selected != Some(true), coding.known_system().is_none()))
    }

    /// Whether both name the same thing: they share a LOINC code, or, when one of them has none, a code of
    /// one system. What they are called does not count: one code has several displays.
    pub fn same_code(&self, other: &Self) -> bool {
        let loinc = |one: &Self| keys(one).filter(|(system, _)| system == LOINC_KEY).collect::<Vec<_>>();
        let (own, others) = (loinc(self), loinc(other));
        if !own.is_empty() && !others.is_empty() {
            return own.iter().any(|key| others.contains(key));
        }
        let others: Vec<_> = keys(other).collect();
        keys(self).any(|key| others.contains(&key))
    }

    /// Whether a coding, or else the text, is exactly this code.
    pub fn is(&self, code: &str) -> bool {
        let same = |text: &Option<String>| text.as_deref().is_some_and(|text| text.trim() == code);
        self.coding.iter().any(|coding| same(&coding.code)) || (self.coding.is_empty() && same(&self.text))
    }
}

/// The system under which [`CodeableConcept::same_code`] compares LOINC codes, however its URI is spelt.
const LOINC_KEY: &str = "LOINC";

/// The codes of a concept that say of which system they are.
fn keys(concept: &CodeableConcept) -> impl Iterator<Item = (String, String)> {
    concept.coding.iter().filter_map(|coding| {
        let system = cleaned(coding.system.as_deref())?;
        let system = CodeSystem::of(&system).map_or(system, |known| known.name().to_owned());
        Some((system, cleaned(coding.code.as_deref())?))
    })
}

/// What a concept says in words: its text, else the best coding's display, else any display; never a code.
pub fn words(concept: &CodeableConcept) -> Option<String> {
    cleaned(concept.text.as_deref())
        .or_else(|| concept.best_coding().and_then(|coding| cleaned(coding.display.as_deref())))
        .or_else(|| concept.coding.iter().find_map(|coding| cleaned(coding.display.as_deref())))
}

/// What to call a concept: its [`words`], else a code.
pub fn concept_text(concept: &CodeableConcept) -> Option<String> {
    let code = || concept.best_coding().and_then(|coding| cleaned(coding.code.as_deref()));
    words(concept).or_else(code)
}

/// [`concept_text`] of a field that may be absent.
pub fn text_of(concept: Option<&CodeableConcept>) -> Option<String> {
    concept.and_then(concept_text)
}

/// The first of several concepts that says something in words, else the first that has a code.
pub fn first_text<'a, I>(concepts: I) -> Option<String>
where
    I: IntoIterator<Item = &'a CodeableConcept>,
    I::IntoIter: Clone,
{
    let all = concepts.into_iter();
    all.clone().find_map(words).or_else(|| all.into_iter().find_map(concept_text))
}

/// The code of a concept that stands for a status or a choice: the first coding's, else the text.
pub fn code_of(concept: Option<&CodeableConcept>) -> Option<String> {
    let coded = |coding: &Coding| cleaned(coding.code.as_deref());
    let concept = concept?;
    concept.coding.iter().find_map(coded).or_else(|| cleaned(concept.text.as_deref()))
}
