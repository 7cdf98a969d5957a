//! One item of the record in JSON, as a value that writes itself: a list of a thousand results is a thousand
//! of these, and building a tree of each first would cost more than reading it from the EHR.

use chrono::{DateTime, Utc};
use fhir::views::facts::{Fact, Said};
use fhir::views::flag::Flag;
use fhir::{Coding, FhirDate, Reference, Resource};
use policy::Item;
use serde::Serialize;

use super::gloss::{Gloss, PlainWords};
use super::references::{Prescriber, References};
use super::thing::{Part, Thing};
use super::{Allergy, Condition, Medication};
use crate::ui::text::L;

/// An item, whatever it is of.
#[derive(Serialize)]
pub struct ItemJson<'a> {
    id: &'a str,
    resource: &'a str,
    sensitive: bool,
    #[serde(flatten)]
    says: Says,
}

/// What it says, by what it is.
#[derive(Serialize)]
#[serde(untagged)]
enum Says {
    Medication(Box<MedicationJson>),
    Allergy(Box<AllergyJson>),
    Condition(Box<ConditionJson>),
    Thing(Box<ThingJson>),
    Nothing {},
}

impl<'a> ItemJson<'a> {
    /// `l` is the reader's language, for `plain`: what it is, in words of ours; null where there are none.
    pub fn of(item: &'a Item, references: &References, now: DateTime<Utc>, l: L) -> Self {
        let resource = &item.resource;
        let head = resource.head();
        Self {
            id: head.id.as_str(),
            resource: &head.resource_type,
            sensitive: !item.sensitivity.is_empty(),
            says: Says::of(resource, references, now, l),
        }
    }
}

impl Says {
    fn of(resource: &Resource, references: &References, now: DateTime<Utc>, l: L) -> Self {
        let known = match resource.head().resource_type.as_str() {
            "MedicationRequest" | "MedicationStatement" => Medication::of(resource, references, now)
                .map(|one| Self::Medication(Box::new(MedicationJson::of(one, l)))),
            "AllergyIntolerance" => {
                Allergy::of(resource).map(|one| Self::Allergy(Box::new(AllergyJson::of(one))))
            }
            "Condition" => {
                Condition::of(resource, now).map(|one| Self::Condition(Box::new(ConditionJson::of(one, l))))
            }
            _ => Some(Self::Thing(Box::new(ThingJson::of(Thing::of(resource), l)))),
        };
        known.unwrap_or(Self::Nothing {})
    }
}

/// A code of a terminology.
#[derive(Serialize)]
struct Code {
    system: Option<String>,
    code: Option<String>,
    display: Option<String>,
}

impl From<Coding> for Code {
    fn from(coding: Coding) -> Self {
        Self { system: coding.system, code: coding.code, display: coding.display }
    }
}

fn code(coding: Option<Coding>) -> Option<Code> {
    coding.map(Code::from)
}

/// A date as it was written.
#[derive(Serialize)]
#[serde(transparent)]
struct Written(#[serde(serialize_with = "written")] FhirDate);

fn written<S: serde::Serializer>(date: &FhirDate, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(date.as_str())
}

fn date(date: Option<FhirDate>) -> Option<Written> {
    date.map(Written)
}

fn plain(gloss: Option<&Gloss>, said: Option<&str>, l: L) -> Option<PlainWords> {
    gloss.map(|gloss| gloss.words(l, said))
}

#[derive(Serialize)]
struct MedicationJson {
    name: Option<String>,
    code: Option<Code>,
    dosage: Option<String>,
    prescriber: Option<Prescriber>,
    status: Option<String>,
    standing: &'static str,
    do_not_take: bool,
    date_written: Option<Written>,
    #[serde(rename = "for")]
    reason: Option<String>,
    refills_allowed: Option<u32>,
    quantity: Option<String>,
    supply: Option<String>,
    plain: Option<PlainWords>,
}

impl MedicationJson {
    fn of(one: Medication, l: L) -> Self {
        Self {
            plain: plain(one.gloss().as_ref(), one.name.as_deref(), l),
            name: one.name,
            code: code(one.code),
            dosage: one.dosage,
            prescriber: one.prescriber,
            status: one.status,
            standing: one.standing.name(),
            do_not_take: one.do_not_take,
            date_written: date(one.written),
            reason: one.reason,
            refills_allowed: one.refills,
            quantity: one.quantity,
            supply: one.supply,
        }
    }
}

/// A prescription with the names of P01, which are the source's.
#[derive(Serialize)]
pub struct PrescriptionJson {
    id: String,
    resource: String,
    medication: Prescribed,
    #[serde(rename = "dateWritten")]
    written: Option<Written>,
    #[serde(flatten)]
    says: MedicationJson,
}

/// What is prescribed.
#[derive(Serialize)]
struct Prescribed {
    name: Option<String>,
    code: Option<String>,
    system: Option<String>,
}

impl PrescriptionJson {
    /// Of a medicine of the record.
    pub fn of(mut one: Medication, l: L) -> Self {
        let code = one.code.clone();
        Self {
            id: std::mem::take(&mut one.id),
            resource: std::mem::take(&mut one.resource_type),
            medication: Prescribed {
                name: one.name.clone(),
                code: code.as_ref().and_then(|code| code.code.clone()),
                system: code.and_then(|code| code.system),
            },
            written: date(one.written.clone()),
            says: MedicationJson::of(one, l),
        }
    }
}

#[derive(Serialize)]
struct AllergyJson {
    name: Option<String>,
    code: Option<Code>,
    categories: Vec<String>,
    criticality: Option<String>,
    severity: Option<String>,
    reactions: Vec<String>,
    current: Option<bool>,
    ruled_out: bool,
    none_known: bool,
    clinical_status: Option<String>,
    verification_status: Option<String>,
    onset: Option<Written>,
    recorded: Option<Written>,
}

impl AllergyJson {
    fn of(one: Allergy) -> Self {
        Self {
            name: one.name,
            code: code(one.code),
            categories: one.categories,
            criticality: one.criticality,
            severity: one.severity,
            reactions: one.reactions,
            current: one.current,
            ruled_out: one.refuted,
            none_known: one.none_known,
            clinical_status: one.clinical_status,
            verification_status: one.verification_status,
            onset: date(one.onset),
            recorded: date(one.recorded),
        }
    }
}

#[derive(Serialize)]
struct ConditionJson {
    name: Option<String>,
    code: Option<Code>,
    current: Option<bool>,
    ruled_out: bool,
    clinical_status: Option<String>,
    verification_status: Option<String>,
    severity: Option<String>,
    began: Option<Written>,
    ended: Option<Written>,
    recorded: Option<Written>,
    plain: Option<PlainWords>,
}

impl ConditionJson {
    fn of(one: Condition, l: L) -> Self {
        Self {
            plain: plain(one.gloss.as_ref(), one.name.as_deref(), l),
            name: one.name,
            code: code(one.code),
            current: one.current,
            ruled_out: one.refuted,
            clinical_status: one.clinical_status,
            verification_status: one.verification_status,
            severity: one.severity,
            began: date(one.began),
            ended: date(one.ended),
            recorded: date(one.recorded),
        }
    }
}

#[derive(Serialize)]
struct ThingJson {
    name: Option<String>,
    code: Option<Code>,
    status: Option<String>,
    date: Option<Written>,
    value: Option<String>,
    exact_value: Option<String>,
    reference_range: Option<String>,
    flag: Option<&'static str>,
    parts: Vec<PartJson>,
    facts: Vec<FactJson>,
    plain: Option<PlainWords>,
}

#[derive(Serialize)]
struct PartJson {
    name: Option<String>,
    value: Option<String>,
    exact_value: Option<String>,
    flag: Option<&'static str>,
}

impl From<Part> for PartJson {
    fn from(part: Part) -> Self {
        Self { name: part.title, value: part.value, exact_value: part.exact, flag: part.flag.map(Flag::name) }
    }
}

impl ThingJson {
    fn of(one: Thing, l: L) -> Self {
        Self {
            plain: plain(one.gloss.as_ref(), one.title.as_deref(), l),
            name: one.title,
            code: code(one.code),
            status: one.status,
            date: date(one.date),
            value: one.value,
            exact_value: one.exact,
            reference_range: one.range,
            flag: one.flag.map(Flag::name),
            parts: one.parts.into_iter().map(PartJson::from).collect(),
            facts: one.facts.into_iter().map(FactJson::from).collect(),
        }
    }
}

/// A fact: texts and codes as they are, dates as written, money in minor units.
#[derive(Serialize)]
struct FactJson {
    key: &'static str,
    value: SaidJson,
}

impl From<Fact> for FactJson {
    fn from(fact: Fact) -> Self {
        Self { key: fact.key, value: SaidJson::from(fact.said) }
    }
}

/// What is said.
#[derive(Serialize)]
#[serde(untagged)]
pub enum SaidJson {
    /// Words or a code.
    Text(String),
    /// Several.
    Lines(Vec<String>),
    /// A date as it was written.
    Date(#[serde(serialize_with = "written")] FhirDate),
    /// From when until when.
    Span {
        /// As it was written.
        start: Option<String>,
        /// As it was written.
        end: Option<String>,
    },
    /// People, places or other records.
    Who(Vec<WhoJson>),
    /// An amount in minor units.
    Money {
        /// How many.
        amount: i64,
        /// Of which currency.
        currency: String,
    },
    /// A number of things.
    Count(u64),
    /// Yes or no.
    YesNo(bool),
}

/// Somebody or something that is pointed to.
#[derive(Serialize)]
pub struct WhoJson {
    name: Option<String>,
    reference: Option<String>,
}

impl From<Reference> for WhoJson {
    fn from(who: Reference) -> Self {
        Self { name: who.name(), reference: who.reference }
    }
}

impl From<Said> for SaidJson {
    fn from(said: Said) -> Self {
        let end = |end: Option<FhirDate>| end.map(|end| end.as_str().to_owned());
        match said {
            Said::Text(text) | Said::Code(text) => Self::Text(text),
            Said::Lines(lines) => Self::Lines(lines),
            Said::Date(date) | Said::Moment(date) => Self::Date(date),
            Said::Span(period) => Self::Span { start: end(period.start), end: end(period.end) },
            Said::Who(all) => Self::Who(all.into_iter().map(WhoJson::from).collect()),
            Said::Money(money) => Self::Money { amount: money.amount, currency: money.currency },
            Said::Count(count) => Self::Count(count),
            Said::YesNo(yes) => Self::YesNo(yes),
        }
    }
}
