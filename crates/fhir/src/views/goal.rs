//! Goal: what patient and clinic want to reach.

use crate::codes::{code_of, text_of};
use crate::datatypes::{Annotation, CodeableConcept, Quantity, Range, Ratio};
use crate::dates::FhirDate;
use crate::json::Decimal;
use crate::reference::Reference;
use crate::text::{cleaned, joined};
use crate::view;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `Goal`.
    pub struct Goal {
        /// `proposed`, `planned`, `accepted`, `active`, `on-hold`, `completed`, `cancelled`, `rejected`, ….
        pub lifecycle_status: Option<String> = "lifecycleStatus",
        /// `in-progress`, `improving`, `achieved`, `not-achieved`, ….
        pub achievement: Option<CodeableConcept> = "achievementStatus",
        /// `dietary`, `safety`, ….
        pub category: Vec<CodeableConcept> = "category",
        /// How important.
        pub priority: Option<CodeableConcept> = "priority",
        /// What is to be reached.
        pub description: Option<CodeableConcept> = "description",
        /// From when.
        pub start: Option<FhirDate> = "startDate",
        /// From when, by an event.
        pub start_event: Option<CodeableConcept> = "startCodeableConcept",
        /// How it is known to be reached.
        pub target: Vec<GoalTarget> = "target",
        /// Since when it has its status.
        pub status_date: Option<FhirDate> = "statusDate",
        /// Why it has its status.
        pub status_reason: Option<String> = "statusReason",
        /// Who wants it.
        pub expressed_by: Option<Reference> = "expressedBy",
        /// Which conditions.
        pub addresses: Vec<Reference> = "addresses",
        /// What has come of it.
        pub outcome: Vec<CodeableConcept> = "outcomeCode",
        /// What has come of it, as other records.
        pub outcome_reference: Vec<Reference> = "outcomeReference",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// How a goal is known to be reached.
    pub struct GoalTarget {
        /// What is measured.
        pub measure: Option<CodeableConcept> = "measure",
        /// To reach this amount.
        pub quantity: Option<Quantity> = "detailQuantity",
        /// To be within these.
        pub range: Option<Range> = "detailRange",
        /// To be this.
        pub concept: Option<CodeableConcept> = "detailCodeableConcept",
        /// To be this, in words.
        pub string: Option<String> = "detailString",
        /// To reach this number.
        pub integer: Option<Decimal> = "detailInteger",
        /// To reach this ratio.
        pub ratio: Option<Ratio> = "detailRatio",
        /// To be so, or not.
        pub boolean: Option<bool> = "detailBoolean",
        /// Until when.
        pub due: Option<FhirDate> = "dueDate",
        /// Within which time.
        pub due_within: Option<Quantity> = "dueDuration",
    }
}

impl GoalTarget {
    /// What is to be measured, in words.
    pub fn measure_text(&self) -> Option<String> {
        text_of(self.measure.as_ref())
    }

    /// What it is to be: `160–180 lbs`; `true` or `false` of a boolean.
    pub fn value_text(&self) -> Option<String> {
        let quantity = self.quantity.as_ref().and_then(Quantity::display);
        quantity
            .or_else(|| self.range.as_ref().and_then(Range::display))
            .or_else(|| text_of(self.concept.as_ref()))
            .or_else(|| cleaned(self.string.as_deref()))
            .or_else(|| self.integer.as_ref().map(Decimal::for_people))
            .or_else(|| self.ratio.as_ref().and_then(Ratio::display))
            .or_else(|| self.boolean.map(|yes| yes.to_string()))
    }

    /// Measure and value in one line.
    pub fn text(&self) -> Option<String> {
        joined(self.measure_text().into_iter().chain(self.value_text()), ": ")
    }
}

impl Goal {
    /// What is to be reached.
    pub fn title(&self) -> Option<String> {
        let target = || self.target.iter().find_map(GoalTarget::text);
        text_of(self.description.as_ref()).or_else(target)
    }

    /// The date to file it under: its beginning, else since when it has its status.
    pub fn date(&self) -> Option<&FhirDate> {
        self.start.as_ref().or(self.status_date.as_ref())
    }

    /// The first date by which a target is to be reached.
    pub fn due(&self) -> Option<&FhirDate> {
        self.target.iter().filter_map(|target| target.due.as_ref()).min_by_key(|due| due.begins())
    }

    /// How far it is reached, as a code.
    pub fn achievement_code(&self) -> Option<String> {
        code_of(self.achievement.as_ref())
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let within =
            self.target.iter().filter_map(|one| one.due_within.as_ref()).filter_map(Quantity::display);
        Facts::default()
            .code("status", self.lifecycle_status.as_deref())
            .concept_code("achievement", self.achievement.as_ref())
            .prose("status-reason", self.status_reason.as_deref())
            .date("status-since", self.status_date.as_ref())
            .concepts("category", &self.category)
            .concept("priority", self.priority.as_ref())
            .date("start", self.start.as_ref())
            .concept("start", self.start_event.as_ref())
            .several("target", self.target.iter().filter_map(GoalTarget::text).collect())
            .date("due", self.due())
            .several("due-within", within.collect())
            .concepts("outcome", &self.outcome)
            .who("outcome", &self.outcome_reference)
            .who("expressed-by", &self.expressed_by)
            .who("addresses", &self.addresses)
            .notes(&self.note)
            .done()
    }
}
