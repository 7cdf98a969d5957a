//! Coverage: who pays (R02).

use crate::codes::{code_of, text_of, words};
use crate::datatypes::{CodeableConcept, Identifier, Period, Quantity};
use crate::dates::FhirDate;
use crate::money::Amount;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts};

view! {
    /// A FHIR `Coverage`.
    pub struct Coverage {
        /// `active`, `cancelled`, `draft`, `entered-in-error`.
        pub status: Option<String> = "status",
        /// Numbers, among them the member's.
        pub identifier: Vec<Identifier> = "identifier",
        /// Which sort of coverage.
        pub kind: Option<CodeableConcept> = "type",
        /// Whose policy it is.
        pub policy_holder: Option<Reference> = "policyHolder",
        /// Who signed up.
        pub subscriber: Option<Reference> = "subscriber",
        /// The subscriber's number.
        pub subscriber_id: Option<String> = "subscriberId",
        /// The number after the subscriber's that tells family members apart.
        pub dependent: Option<String> = "dependent",
        /// What the patient is to the subscriber: `self`, `child`, `spouse`, ….
        pub relationship: Option<CodeableConcept> = "relationship",
        /// When.
        pub period: Option<Period> = "period",
        /// Who pays.
        pub payor: Vec<Reference> = "payor",
        /// Plan, group, and what else the card says.
        pub classes: Vec<CoverageClass> = "class",
        /// What the patient pays herself.
        pub costs: Vec<Cost> = "costToBeneficiary",
        /// Which comes first, of several coverages.
        pub order: Option<u32> = "order",
        /// Within which network.
        pub network: Option<String> = "network",
    }
}

view! {
    /// Something that the card says.
    pub struct CoverageClass {
        /// `plan`, `group`, `rxbin`, `rxpcn`, ….
        pub kind: Option<CodeableConcept> = "type",
        /// Its number.
        pub value: Option<String> = "value",
        /// What it is called.
        pub name: Option<String> = "name",
    }
}

view! {
    /// A share that the patient pays herself.
    pub struct Cost {
        /// For what: a visit to the practice, to a specialist, to the emergency room, ….
        pub kind: Option<CodeableConcept> = "type",
        /// How much.
        pub money: Option<Amount> = "valueMoney",
        /// How much, as a share or a number.
        pub quantity: Option<Quantity> = "valueQuantity",
    }
}

impl Cost {
    /// How much, as money.
    pub fn amount(&self) -> Option<base::Money> {
        self.money.as_ref().and_then(Amount::money)
    }
}

impl CoverageClass {
    /// What it is called, else its number.
    pub fn text(&self) -> Option<String> {
        cleaned(self.name.as_deref()).or_else(|| cleaned(self.value.as_deref()))
    }

    /// Which line of the card it is, as a code.
    pub fn code(&self) -> Option<String> {
        code_of(self.kind.as_ref())
    }
}

impl Coverage {
    /// What to call it: who pays, else the plan, its sort, any line of the card.
    pub fn title(&self) -> Option<String> {
        let any = || self.classes.iter().find_map(CoverageClass::text);
        self.payer()
            .or_else(|| self.class("plan").and_then(CoverageClass::text))
            .or_else(|| self.kind.as_ref().and_then(words))
            .or_else(any)
            .or_else(|| text_of(self.kind.as_ref()))
    }

    /// Who pays, by name.
    pub fn payer(&self) -> Option<String> {
        self.payor.iter().find_map(Reference::name)
    }

    /// A line of the card: `plan`, `group`, `rxbin`, ….
    pub fn class(&self, code: &str) -> Option<&CoverageClass> {
        self.classes.iter().find(|class| class.kind.as_ref().is_some_and(|kind| kind.is(code)))
    }

    /// The member's number, when it is marked as such (`MB`).
    pub fn member_id(&self) -> Option<String> {
        let marked = |one: &&Identifier| one.kind.as_ref().is_some_and(|kind| kind.is("MB"));
        self.identifier.iter().filter(marked).find_map(|one| cleaned(one.value.as_deref()))
    }

    /// The date to file it under: its beginning, else its end.
    pub fn date(&self) -> Option<&FhirDate> {
        self.period.as_ref().and_then(Period::date)
    }

    /// What else it says. Lines of the card with other codes than `plan`, `group` and the pharmacy's are in
    /// [`Coverage::classes`].
    pub fn facts(&self) -> Vec<Fact> {
        let name = |code: &str| self.class(code).and_then(CoverageClass::text);
        let number = |code: &str| self.class(code).and_then(|class| cleaned(class.value.as_deref()));
        let order = self.order.map(|order| crate::views::facts::Said::Count(order.into()));
        Facts::default()
            .code("status", self.status.as_deref())
            .concept("type", self.kind.as_ref())
            .who("payer", &self.payor)
            .text("plan", name("plan"))
            .text("plan-number", number("plan").filter(|number| Some(number) != name("plan").as_ref()))
            .text("group", name("group"))
            .text("group-number", number("group").filter(|number| Some(number) != name("group").as_ref()))
            .text("rx-bin", number("rxbin"))
            .text("rx-pcn", number("rxpcn"))
            .text("rx-group", number("rxgroup"))
            .text("subscriber-id", cleaned(self.subscriber_id.as_deref()))
            .text("member-id", self.member_id())
            .text("dependent", cleaned(self.dependent.as_deref()))
            .concept_code("relationship", self.relationship.as_ref())
            .who("subscriber", &self.subscriber)
            .who("policy-holder", &self.policy_holder)
            .span("period", self.period.as_ref())
            .add("order", order)
            .text("network", cleaned(self.network.as_deref()))
            .done()
    }
}
