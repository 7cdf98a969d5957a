//! DocumentReference: documents and clinical notes (R10).

use crate::attachment::Attachment;
use crate::codes::{CodeSystem, concept_text, words};
use crate::datatypes::{CodeableConcept, Coding, Period};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `DocumentReference`.
    pub struct DocumentReference {
        /// `current`, `superseded`, `entered-in-error`: of the reference.
        pub status: Option<String> = "status",
        /// `preliminary`, `final`, `amended`, `entered-in-error`: of the document.
        pub document_status: Option<String> = "docStatus",
        /// What kind of document.
        pub kind: Option<CodeableConcept> = "type",
        /// What sort of document: `clinical-note`, ….
        pub category: Vec<CodeableConcept> = "category",
        /// When the reference was made.
        pub made: Option<FhirDate> = "date",
        /// Who wrote it.
        pub author: Vec<Reference> = "author",
        /// Who vouches for it.
        pub authenticator: Option<Reference> = "authenticator",
        /// Who keeps it.
        pub custodian: Option<Reference> = "custodian",
        /// In words.
        pub description: Option<String> = "description",
        /// Which documents it replaces or belongs to.
        pub relates_to: Vec<Relation> = "relatesTo",
        /// What it contains, in one or several formats.
        pub content: Vec<Content> = "content",
        /// What it is about.
        pub context: Option<Context> = "context",
    }
}

view! {
    /// Content in one format.
    pub struct Content {
        /// The content.
        pub attachment: Option<Attachment> = "attachment",
        /// Which structure it has.
        pub format: Option<Coding> = "format",
    }
}

view! {
    /// What a document is about.
    pub struct Context {
        /// Which visits.
        pub encounter: Vec<Reference> = "encounter",
        /// Which time.
        pub period: Option<Period> = "period",
        /// What kind of facility.
        pub facility: Option<CodeableConcept> = "facilityType",
        /// Which specialty.
        pub practice: Option<CodeableConcept> = "practiceSetting",
    }
}

view! {
    /// How it stands to another document.
    pub struct Relation {
        /// `replaces`, `transforms`, `signs`, `appends`.
        pub code: Option<String> = "code",
        /// To which.
        pub target: Option<Reference> = "target",
    }
}

impl DocumentReference {
    /// What to call it: what kind of document, else its description, a title, its category; a code when there
    /// are no words.
    pub fn title(&self) -> Option<String> {
        let kind = self.kind.as_ref();
        let worded = kind.and_then(words).or_else(|| self.own_title());
        worded.or_else(|| crate::codes::first_text(&self.category)).or_else(|| kind.and_then(concept_text))
    }

    /// What this one is called, beside its kind; `None` when that is already its title.
    pub fn subtitle(&self) -> Option<String> {
        self.own_title().filter(|own| Some(own) != self.title().as_ref())
    }

    fn own_title(&self) -> Option<String> {
        cleaned(self.description.as_deref())
            .or_else(|| self.attachments().into_iter().find_map(Attachment::title))
    }

    /// The date to file it under: when it was made, else the time that it is about, else when a content was
    /// made.
    pub fn date(&self) -> Option<&FhirDate> {
        let context = || self.context.as_ref()?.period.as_ref()?.date();
        let content = || self.attachments().into_iter().find_map(|one| one.creation.as_ref());
        self.made.as_ref().or_else(context).or_else(content)
    }

    /// The contents, in the order of [`crate::attachment::Payload::of`].
    pub fn attachments(&self) -> Vec<&Attachment> {
        self.content.iter().filter_map(|content| content.attachment.as_ref()).collect()
    }

    /// The visits that it is about.
    pub fn encounters(&self) -> &[Reference] {
        self.context.as_ref().map_or(&[], |context| &context.encounter)
    }

    /// The LOINC code of its kind.
    pub fn loinc(&self) -> Option<&str> {
        self.kind.as_ref()?.coding_in(&[CodeSystem::Loinc])?.code.as_deref().map(str::trim)
    }

    /// Whether it is a clinical note (US Core category).
    pub fn is_clinical_note(&self) -> bool {
        self.category.iter().any(|category| category.is("clinical-note"))
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let context = self.context.as_ref();
        let replaced = |one: &&Relation| one.code.as_deref().map(str::trim) == Some("replaces");
        Facts::default()
            .code("status", self.status.as_deref())
            .code("document-status", self.document_status.as_deref())
            .concepts("category", &self.category)
            .prose("description", self.description.as_deref())
            .date("date", self.made.as_ref())
            .span("period", context.and_then(|context| context.period.as_ref()))
            .who("author", &self.author)
            .who("authenticator", &self.authenticator)
            .who("custodian", &self.custodian)
            .who("encounter", self.encounters())
            .concept("facility", context.and_then(|context| context.facility.as_ref()))
            .concept("practice", context.and_then(|context| context.practice.as_ref()))
            .who("replaces", self.relates_to.iter().filter(replaced).filter_map(|one| one.target.as_ref()))
            .done()
    }
}
