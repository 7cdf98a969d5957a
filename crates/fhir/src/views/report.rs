//! DiagnosticReport: laboratory panels, imaging, pathology (R08).

use crate::attachment::Attachment;
use crate::codes::{code_of, first_text, text_of, words};
use crate::datatypes::{CodeableConcept, Period};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::lines;
use crate::view;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `DiagnosticReport`.
    pub struct DiagnosticReport {
        /// `registered`, `partial`, `preliminary`, `final`, `amended`, `corrected`, `cancelled`, ….
        pub status: Option<String> = "status",
        /// Which service made it.
        pub category: Vec<CodeableConcept> = "category",
        /// What was examined.
        pub code: Option<CodeableConcept> = "code",
        /// When.
        pub effective: Option<FhirDate> = "effectiveDateTime",
        /// When, as a period.
        pub effective_period: Option<Period> = "effectivePeriod",
        /// When this version was given out.
        pub issued: Option<FhirDate> = "issued",
        /// Which order it answers.
        pub based_on: Vec<Reference> = "basedOn",
        /// Who made it.
        pub performer: Vec<Reference> = "performer",
        /// Who interpreted it.
        pub interpreter: Vec<Reference> = "resultsInterpreter",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// On which samples.
        pub specimen: Vec<Reference> = "specimen",
        /// The single results.
        pub result: Vec<Reference> = "result",
        /// The images.
        pub imaging: Vec<Reference> = "imagingStudy",
        /// What it concludes.
        pub conclusion: Option<String> = "conclusion",
        /// What it concludes, as codes.
        pub conclusion_code: Vec<CodeableConcept> = "conclusionCode",
        /// The whole report as documents.
        pub presented_form: Vec<Attachment> = "presentedForm",
    }
}

/// Which sort of report it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportSort {
    /// Of a laboratory.
    Laboratory,
    /// Of images.
    Imaging,
    /// Of tissue.
    Pathology,
    /// Of the heart.
    Cardiology,
    /// Another, or not said.
    Other,
}

impl ReportSort {
    /// The sort of a category code: HL7 v2-0074, LOINC parts, SNOMED CT, or an Observation's category.
    pub fn of(code: &str) -> Self {
        match code.trim().to_ascii_uppercase().as_str() {
            "LAB" | "LABORATORY" | "BG" | "BLB" | "CH" | "HM" | "IMM" | "MB" | "MCB" | "MYC" | "PAR"
            | "SR" | "TX" | "VR" | "GE" | "CG" | "OSL" => Self::Laboratory,
            "RAD" | "IMG" | "IMAGING" | "RX" | "CT" | "NMR" | "NMS" | "RUS" | "OUS" | "VUS" | "CUS"
            | "XRC" | "LP29684-5" | "394914008" => Self::Imaging,
            "PAT" | "SP" | "CP" | "LP7839-6" => Self::Pathology,
            "EC" | "CTH" | "LP29708-2" => Self::Cardiology,
            _ => Self::Other,
        }
    }

    /// The word for it in the API, and the stem of its text key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Laboratory => "laboratory",
            Self::Imaging => "imaging",
            Self::Pathology => "pathology",
            Self::Cardiology => "cardiology",
            Self::Other => "other",
        }
    }
}

impl DiagnosticReport {
    /// What was examined; its category when even that is all there is.
    pub fn title(&self) -> Option<String> {
        self.code
            .as_ref()
            .and_then(words)
            .or_else(|| first_text(&self.category))
            .or_else(|| text_of(self.code.as_ref()))
    }

    /// Its sort, by the first category that has one.
    pub fn sort(&self) -> ReportSort {
        let codes = self.category.iter().flat_map(|category| &category.coding);
        let coded = codes.filter_map(|coding| coding.code.as_deref()).map(ReportSort::of);
        let worded =
            self.category.iter().filter_map(|one| code_of(Some(one))).map(|code| ReportSort::of(&code));
        coded.chain(worded).find(|sort| *sort != ReportSort::Other).unwrap_or(ReportSort::Other)
    }

    /// When the examination was; `None` when the record does not say.
    pub fn examined_at(&self) -> Option<&FhirDate> {
        self.effective.as_ref().or_else(|| self.effective_period.as_ref()?.date())
    }

    /// The date to file it under: when it was examined, else when the report was given out.
    pub fn date(&self) -> Option<&FhirDate> {
        self.examined_at().or(self.issued.as_ref())
    }

    /// What it concludes, line by line; codes when there are no words.
    pub fn conclusion_lines(&self) -> Vec<String> {
        let said = self.conclusion.as_deref().map(lines).unwrap_or_default();
        if said.is_empty() { self.conclusion_code.iter().filter_map(words).collect() } else { said }
    }

    /// The documents, in the order of [`crate::attachment::Payload::of`].
    pub fn attachments(&self) -> Vec<&Attachment> {
        self.presented_form.iter().collect()
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        Facts::default()
            .code("status", self.status.as_deref())
            .concepts("category", &self.category)
            .date("examined", self.effective.as_ref())
            .span("examined", self.effective_period.as_ref())
            .date("issued", self.issued.as_ref())
            .who("performer", &self.performer)
            .who("interpreter", &self.interpreter)
            .who("ordered", &self.based_on)
            .who("specimen", &self.specimen)
            .who("encounter", &self.encounter)
            .several("conclusion", self.conclusion_lines())
            .done()
    }
}
