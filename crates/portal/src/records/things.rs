//! Allergies and conditions as pages and API tell them (R04, R06).

use chrono::{DateTime, Utc};
use fhir::codes::concept_text;
use fhir::views::{AllergyIntolerance, Condition as ConditionView};
use fhir::{Coding, FhirDate, Resource};

use super::gloss::Gloss;

/// SNOMED CT for "no known allergy", whatever to.
const NO_KNOWN_ALLERGY: &str = "716186003";

/// An allergy or intolerance.
#[derive(Clone, Debug)]
pub struct Allergy {
    /// FHIR id.
    pub id: String,
    /// What to.
    pub name: Option<String>,
    /// Its code.
    pub code: Option<Coding>,
    /// `food`, `medication`, `environment`, `biologic`.
    pub categories: Vec<String>,
    /// `low`, `high`, `unable-to-assess`.
    pub criticality: Option<String>,
    /// `mild`, `moderate`, `severe`: the worst of its reactions.
    pub severity: Option<String>,
    /// What happens.
    pub reactions: Vec<String>,
    /// Whether it still stands; `None` when the record does not say.
    pub current: Option<bool>,
    /// Whether the clinic has ruled it out.
    pub refuted: bool,
    /// Whether this is the statement that there is no known allergy, of any kind or of one.
    pub none_known: bool,
    /// Whether it is so for every kind: "no known drug allergy" says nothing of nuts.
    pub none_at_all: bool,
    /// Clinical status code.
    pub clinical_status: Option<String>,
    /// Verification status code.
    pub verification_status: Option<String>,
    /// Since when.
    pub onset: Option<FhirDate>,
    /// When it was written down.
    pub recorded: Option<FhirDate>,
}

impl Allergy {
    /// Reads one.
    pub fn of(resource: &Resource) -> Option<Self> {
        let view: AllergyIntolerance = resource.view()?;
        Some(Self {
            id: resource.head().id.as_str().to_owned(),
            name: view.title(),
            code: view.code.as_ref().and_then(|code| code.best_coding()).cloned(),
            categories: view.category.clone(),
            criticality: view.criticality.clone(),
            severity: view.severity().map(str::to_owned),
            reactions: view.reactions(),
            current: view.is_current(),
            refuted: view.is_refuted(),
            none_known: view.is_none_known(),
            none_at_all: view.code.as_ref().is_some_and(|code| code.is(NO_KNOWN_ALLERGY)),
            clinical_status: code_of(view.clinical_status.as_ref()),
            verification_status: code_of(view.verification_status.as_ref()),
            onset: view.onset.clone(),
            recorded: view.recorded.clone(),
        })
    }
}

/// A problem or diagnosis.
#[derive(Clone, Debug)]
pub struct Condition {
    /// FHIR id.
    pub id: String,
    /// What.
    pub name: Option<String>,
    /// Its code.
    pub code: Option<Coding>,
    /// Whether it still stands; `None` when the record does not say.
    pub current: Option<bool>,
    /// Whether the clinic has ruled it out.
    pub refuted: bool,
    /// Clinical status code.
    pub clinical_status: Option<String>,
    /// Verification status code.
    pub verification_status: Option<String>,
    /// How bad.
    pub severity: Option<String>,
    /// Since when.
    pub began: Option<FhirDate>,
    /// Until when.
    pub ended: Option<FhirDate>,
    /// When it became known.
    pub recorded: Option<FhirDate>,
    /// What it is, in plain words.
    pub gloss: Option<Gloss>,
}

impl Condition {
    /// Reads one.
    pub fn of(resource: &Resource, now: DateTime<Utc>) -> Option<Self> {
        let view: ConditionView = resource.view()?;
        Some(Self {
            id: resource.head().id.as_str().to_owned(),
            name: view.title(),
            code: view.code.as_ref().and_then(|code| code.best_coding()).cloned(),
            current: view.is_current(now),
            refuted: view.is_refuted(),
            clinical_status: code_of(view.clinical_status.as_ref()),
            verification_status: code_of(view.verification_status.as_ref()),
            severity: view.severity.as_ref().and_then(concept_text),
            began: view.began().cloned(),
            ended: view.ended().cloned(),
            recorded: view.known_since().cloned(),
            gloss: Gloss::of(resource),
        })
    }
}

fn code_of(concept: Option<&fhir::CodeableConcept>) -> Option<String> {
    let concept = concept?;
    let coded = concept.coding.iter().find_map(|coding| coding.code.clone());
    coded.or_else(|| concept.text.clone())
}
