//! ExplanationOfBenefit: what was billed, and who pays what (R02). Amounts are integer minor units.

use base::Money;

use crate::codes::{code_of, text_of, words};
use crate::datatypes::{CodeableConcept, Period, Quantity};
use crate::dates::FhirDate;
use crate::money::Amount;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts, Said};

view! {
    /// A FHIR `ExplanationOfBenefit`.
    pub struct ExplanationOfBenefit {
        /// `active`, `cancelled`, `draft`, `entered-in-error`.
        pub status: Option<String> = "status",
        /// `institutional`, `oral`, `pharmacy`, `professional`, `vision`.
        pub kind: Option<CodeableConcept> = "type",
        /// `inpatient`, `outpatient`, ….
        pub subkind: Option<CodeableConcept> = "subType",
        /// `claim`, `preauthorization`, `predetermination`.
        pub usage: Option<String> = "use",
        /// When the services were.
        pub billable: Option<Period> = "billablePeriod",
        /// When it was written.
        pub created: Option<FhirDate> = "created",
        /// Who decided.
        pub insurer: Option<Reference> = "insurer",
        /// Who billed.
        pub provider: Option<Reference> = "provider",
        /// `queued`, `complete`, `error`, `partial`.
        pub outcome: Option<String> = "outcome",
        /// The decision in words.
        pub disposition: Option<String> = "disposition",
        /// What was billed.
        pub item: Vec<BenefitItem> = "item",
        /// Sums over everything.
        pub totals: Vec<Adjudication> = "total",
        /// What the insurer pays.
        pub payment: Option<Payment> = "payment",
        /// Remarks.
        pub process_note: Vec<ProcessNote> = "processNote",
    }
}

view! {
    /// One thing that was billed.
    pub struct BenefitItem {
        /// What.
        pub product: Option<CodeableConcept> = "productOrService",
        /// When.
        pub serviced: Option<FhirDate> = "servicedDate",
        /// When, as a period.
        pub serviced_period: Option<Period> = "servicedPeriod",
        /// How many.
        pub quantity: Option<Quantity> = "quantity",
        /// The sum of it.
        pub net: Option<Amount> = "net",
        /// Who pays what of it.
        pub adjudication: Vec<Adjudication> = "adjudication",
    }
}

view! {
    /// One line of who pays what.
    pub struct Adjudication {
        /// `submitted`, `eligible`, `deductible`, `copay`, `benefit`, ….
        pub category: Option<CodeableConcept> = "category",
        /// How much.
        pub amount: Option<Amount> = "amount",
    }
}

view! {
    /// What the insurer pays.
    pub struct Payment {
        /// `complete`, `partial`, `paid`, ….
        pub kind: Option<CodeableConcept> = "type",
        /// When.
        pub date: Option<FhirDate> = "date",
        /// How much.
        pub amount: Option<Amount> = "amount",
    }
}

view! {
    /// A remark about the decision.
    pub struct ProcessNote {
        /// What is remarked.
        pub text: Option<String> = "text",
    }
}

/// The patient's own part (CARIN Blue Button `C4BBAdjudication`).
const OWED: &str = "memberliability";

impl Adjudication {
    /// Which line it is, as a code.
    pub fn code(&self) -> Option<String> {
        code_of(self.category.as_ref())
    }

    /// Which line it is, in the record's own words.
    pub fn text(&self) -> Option<String> {
        self.category.as_ref().and_then(words)
    }

    /// How much; `None` when it cannot be read, or is not an amount of money.
    pub fn money(&self) -> Option<Money> {
        self.amount.as_ref().and_then(Amount::money)
    }
}

impl BenefitItem {
    /// What was billed.
    pub fn title(&self) -> Option<String> {
        text_of(self.product.as_ref())
    }

    /// When it was.
    pub fn date(&self) -> Option<&FhirDate> {
        self.serviced.as_ref().or_else(|| self.serviced_period.as_ref()?.date())
    }

    /// The amount of one category (`submitted`, `benefit`, `memberliability`, …).
    pub fn adjudicated(&self, code: &str) -> Option<Money> {
        let same = |one: &&Adjudication| one.category.as_ref().is_some_and(|category| category.is(code));
        self.adjudication.iter().filter(same).find_map(Adjudication::money)
    }

    /// The sum of it.
    pub fn net(&self) -> Option<Money> {
        self.net.as_ref().and_then(Amount::money)
    }
}

impl ExplanationOfBenefit {
    /// What to call it: the first thing billed that has a name, else its type.
    pub fn title(&self) -> Option<String> {
        let product = |item: &BenefitItem| item.product.as_ref().and_then(words);
        let coded = || self.item.iter().find_map(BenefitItem::title);
        self.item.iter().find_map(product).or_else(|| text_of(self.kind.as_ref())).or_else(coded)
    }

    /// Its type as a code.
    pub fn kind_code(&self) -> Option<String> {
        code_of(self.kind.as_ref())
    }

    /// The date to file it under: when the services were, else when it was written.
    pub fn date(&self) -> Option<&FhirDate> {
        self.billable.as_ref().and_then(Period::date).or(self.created.as_ref())
    }

    /// The sum of one category (`submitted`, `benefit`, `paidbypatient`, …).
    pub fn total(&self, code: &str) -> Option<Money> {
        let same = |one: &&Adjudication| one.category.as_ref().is_some_and(|category| category.is(code));
        self.totals.iter().filter(same).find_map(Adjudication::money)
    }

    /// What was billed in all.
    pub fn billed(&self) -> Option<Money> {
        self.total("submitted")
    }

    /// What the insurer pays.
    pub fn paid(&self) -> Option<Money> {
        self.payment.as_ref()?.amount.as_ref()?.money()
    }

    /// The patient's own part, only where the statement itself says so: its total, else the sum of what every
    /// single item says, when all do and in one currency.
    pub fn owed(&self) -> Option<Money> {
        let of_items = || {
            let mut parts = self.item.iter().map(|item| item.adjudicated(OWED));
            let first = parts.next()??;
            parts.try_fold(first, |sum, part| {
                let part = part.filter(|part| part.currency == sum.currency)?;
                Some(Money { amount: sum.amount.checked_add(part.amount)?, ..sum })
            })
        };
        self.total(OWED).or_else(of_items)
    }

    /// How many things were billed.
    pub fn items(&self) -> usize {
        self.item.len()
    }

    /// What else it says; totals and items are for [`ExplanationOfBenefit::totals`] and
    /// [`ExplanationOfBenefit::item`].
    pub fn facts(&self) -> Vec<Fact> {
        let notes = self.process_note.iter().filter_map(|note| cleaned(note.text.as_deref()));
        let items = u64::try_from(self.items()).ok().filter(|items| *items > 0);
        let payment = self.payment.as_ref();
        Facts::default()
            .code("status", self.status.as_deref())
            .concept_code("type", self.kind.as_ref())
            .concept("subtype", self.subkind.as_ref())
            .code("use", self.usage.as_deref())
            .code("outcome", self.outcome.as_deref())
            .prose("disposition", self.disposition.as_deref())
            .span("billed-for", self.billable.as_ref())
            .date("created", self.created.as_ref())
            .who("provider", &self.provider)
            .who("insurer", &self.insurer)
            .add("items", items.map(Said::Count))
            .add("billed", self.billed().map(Said::Money))
            .add("paid", self.paid().map(Said::Money))
            .concept_code("payment", payment.and_then(|payment| payment.kind.as_ref()))
            .date("paid-on", payment.and_then(|payment| payment.date.as_ref()))
            .several("note", notes.collect())
            .done()
    }
}
