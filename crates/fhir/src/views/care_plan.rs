//! CarePlan: what is planned, and what has come of it.

use crate::codes::{concept_text, text_of, words};
use crate::datatypes::{Annotation, CodeableConcept, Period, note_lines};
use crate::dates::{FhirDate, When};
use crate::reference::Reference;
use crate::text::{clean, cleaned};
use crate::view;
use crate::views::dosage::Timing;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `CarePlan`.
    pub struct CarePlan {
        /// `draft`, `active`, `on-hold`, `revoked`, `completed`, `entered-in-error`, `unknown`.
        pub status: Option<String> = "status",
        /// `proposal`, `plan`, `order`, `option`.
        pub intent: Option<String> = "intent",
        /// Which sort.
        pub category: Vec<CodeableConcept> = "category",
        /// What it is called.
        pub name: Option<String> = "title",
        /// What it is about.
        pub description: Option<String> = "description",
        /// When.
        pub period: Option<Period> = "period",
        /// When it was written.
        pub created: Option<FhirDate> = "created",
        /// Who is responsible.
        pub author: Option<Reference> = "author",
        /// Who contributed.
        pub contributor: Vec<Reference> = "contributor",
        /// Which teams.
        pub care_team: Vec<Reference> = "careTeam",
        /// Which conditions.
        pub addresses: Vec<Reference> = "addresses",
        /// Which goals.
        pub goal: Vec<Reference> = "goal",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// What is to be done.
        pub activity: Vec<Activity> = "activity",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// Something to be done.
    pub struct Activity {
        /// What, in place.
        pub detail: Option<Detail> = "detail",
        /// What, as another record.
        pub reference: Option<Reference> = "reference",
        /// What has come of it.
        pub outcome: Vec<CodeableConcept> = "outcomeCodeableConcept",
        /// How it goes.
        pub progress: Vec<Annotation> = "progress",
    }
}

view! {
    /// What is to be done.
    pub struct Detail {
        /// `not-started`, `scheduled`, `in-progress`, `on-hold`, `completed`, `cancelled`, `stopped`, ….
        pub status: Option<String> = "status",
        /// Why it has this status.
        pub status_reason: Option<CodeableConcept> = "statusReason",
        /// What.
        pub code: Option<CodeableConcept> = "code",
        /// What, in words.
        pub description: Option<String> = "description",
        /// True when it is *not* to be done.
        pub do_not_perform: Option<bool> = "doNotPerform",
        /// When, in words.
        pub scheduled_text: Option<String> = "scheduledString",
        /// When.
        pub scheduled_period: Option<Period> = "scheduledPeriod",
        /// How often.
        pub scheduled_timing: Option<Timing> = "scheduledTiming",
        /// With which product.
        pub product: Option<CodeableConcept> = "productCodeableConcept",
        /// Where.
        pub location: Option<Reference> = "location",
        /// By whom.
        pub performer: Vec<Reference> = "performer",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
    }
}

impl Activity {
    /// What is to be done, in the record's own words; `None` when it is only a reference without a name.
    pub fn text(&self) -> Option<String> {
        let detail = self.detail.as_ref();
        let product = || text_of(detail?.product.as_ref());
        let code = detail.and_then(|detail| detail.code.as_ref());
        code.and_then(words)
            .or_else(|| cleaned(detail?.description.as_deref()))
            .or_else(product)
            .or_else(|| self.reference.as_ref().and_then(Reference::name))
            .or_else(|| text_of(code))
    }

    /// More words about it, when [`Activity::text`] is not already made of them.
    pub fn description(&self) -> Option<String> {
        let said = cleaned(self.detail.as_ref()?.description.as_deref());
        said.filter(|said| Some(said) != self.text().as_ref())
    }

    /// Its status code.
    pub fn status(&self) -> Option<String> {
        cleaned(self.detail.as_ref()?.status.as_deref())
    }

    /// Whether it is *not* to be done, which must not be listed as something to do.
    pub fn is_forbidden(&self) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.do_not_perform == Some(true))
    }

    /// When: the period, or a text that is a date.
    pub fn scheduled(&self) -> Option<Period> {
        let detail = self.detail.as_ref()?;
        let bounds = || detail.scheduled_timing.as_ref()?.repeat.as_ref()?.bounds.clone();
        let written = || {
            let date = FhirDate::parse(detail.scheduled_text.as_deref()?)?;
            let clear = date.when() != When::Unclear;
            clear.then_some(Period { start: Some(date), end: None })
        };
        detail.scheduled_period.clone().or_else(bounds).or_else(written)
    }

    /// When, in the record's own words, when they are no date.
    pub fn scheduled_text(&self) -> Option<String> {
        if self.scheduled().is_some() {
            return None;
        }
        let detail = self.detail.as_ref()?;
        let code = || text_of(detail.scheduled_timing.as_ref()?.code.as_ref());
        detail.scheduled_text.as_deref().and_then(clean).or_else(code)
    }

    /// What has come of it, and how it goes.
    pub fn results(&self) -> Vec<String> {
        self.outcome.iter().filter_map(concept_text).chain(note_lines(&self.progress)).collect()
    }
}

impl CarePlan {
    /// What to call it: its title, else its category, its description, its first activity, what it addresses;
    /// a code when there are no words.
    pub fn title(&self) -> Option<String> {
        let addressed = || self.addresses.iter().find_map(Reference::name);
        cleaned(self.name.as_deref())
            .or_else(|| self.category.iter().find_map(words))
            .or_else(|| cleaned(self.description.as_deref()))
            .or_else(|| self.activity.iter().find_map(Activity::text))
            .or_else(addressed)
            .or_else(|| self.category.iter().find_map(concept_text))
    }

    /// The date to file it under: its beginning, else when it was written.
    pub fn date(&self) -> Option<&FhirDate> {
        self.period.as_ref().and_then(Period::date).or(self.created.as_ref())
    }

    /// What else it says; the activities are for [`CarePlan::activity`].
    pub fn facts(&self) -> Vec<Fact> {
        Facts::default()
            .code("status", self.status.as_deref())
            .code("intent", self.intent.as_deref())
            .concepts("category", &self.category)
            .prose("description", self.description.as_deref())
            .span("period", self.period.as_ref())
            .date("created", self.created.as_ref())
            .who("author", &self.author)
            .who("contributor", &self.contributor)
            .who("care-team", &self.care_team)
            .who("addresses", &self.addresses)
            .who("goal", &self.goal)
            .who("encounter", &self.encounter)
            .notes(&self.note)
            .done()
    }
}
