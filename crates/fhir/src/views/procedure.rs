//! Procedure: what was done (R04).

use crate::codes::{text_of, words};
use crate::datatypes::{Annotation, CodeableConcept, Period};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `Procedure`.
    pub struct Procedure {
        /// `preparation`, `in-progress`, `not-done`, `on-hold`, `stopped`, `completed`, `unknown`, ….
        pub status: Option<String> = "status",
        /// Why it has this status: why it was not done.
        pub status_reason: Option<CodeableConcept> = "statusReason",
        /// Which sort.
        pub category: Option<CodeableConcept> = "category",
        /// What was done.
        pub code: Option<CodeableConcept> = "code",
        /// When.
        pub performed: Option<FhirDate> = "performedDateTime",
        /// When, as a period.
        pub performed_period: Option<Period> = "performedPeriod",
        /// When, in words.
        pub performed_text: Option<String> = "performedString",
        /// By whom.
        pub performer: Vec<Performer> = "performer",
        /// Where.
        pub location: Option<Reference> = "location",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// Which order it answers.
        pub based_on: Vec<Reference> = "basedOn",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Why, as other records.
        pub reason_reference: Vec<Reference> = "reasonReference",
        /// Where on the body.
        pub body_site: Vec<CodeableConcept> = "bodySite",
        /// How it ended.
        pub outcome: Option<CodeableConcept> = "outcome",
        /// What went wrong.
        pub complication: Vec<CodeableConcept> = "complication",
        /// What has to follow.
        pub follow_up: Vec<CodeableConcept> = "followUp",
        /// What was reported about it.
        pub report: Vec<Reference> = "report",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// Someone who did it, of a procedure or an immunization.
    pub struct Performer {
        /// As what.
        pub function: Option<CodeableConcept> = "function",
        /// Who.
        pub actor: Option<Reference> = "actor",
    }
}

impl Procedure {
    /// What was done; its category when even that is all there is.
    pub fn title(&self) -> Option<String> {
        self.code
            .as_ref()
            .and_then(words)
            .or_else(|| text_of(self.category.as_ref()))
            .or_else(|| text_of(self.code.as_ref()))
    }

    /// When it was done.
    pub fn date(&self) -> Option<&FhirDate> {
        self.performed.as_ref().or_else(|| self.performed_period.as_ref()?.date())
    }

    /// When it was done, in the record's own words, when it has no date.
    pub fn date_text(&self) -> Option<String> {
        if self.date().is_some() { None } else { cleaned(self.performed_text.as_deref()) }
    }

    /// Whether it is the statement that it was *not* done.
    pub fn is_not_done(&self) -> bool {
        self.status.as_deref().map(str::trim) == Some("not-done")
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        Facts::default()
            .code("status", self.status.as_deref())
            .concept("status-reason", self.status_reason.as_ref())
            .concept("category", self.category.as_ref())
            .date("performed", self.performed.as_ref())
            .span("performed", self.performed_period.as_ref())
            .text("performed", self.date_text())
            .who("performer", self.performer.iter().filter_map(|one| one.actor.as_ref()))
            .who("location", &self.location)
            .concepts("reason", &self.reason)
            .who("reason", &self.reason_reference)
            .concepts("body-site", &self.body_site)
            .concept("outcome", self.outcome.as_ref())
            .concepts("complication", &self.complication)
            .concepts("follow-up", &self.follow_up)
            .who("report", &self.report)
            .who("ordered", &self.based_on)
            .who("encounter", &self.encounter)
            .notes(&self.note)
            .done()
    }
}
