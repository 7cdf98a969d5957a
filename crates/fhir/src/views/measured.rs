//! What an Observation and each of its components have in common: a value of many types, or why there is
//! none, and how it stands to what is expected.

use std::borrow::Cow;

use crate::codes::{code_of, text_of};
use crate::datatypes::{Beside, CodeableConcept, Period, Quantity, Range, Ratio};
use crate::dates::FhirDate;
use crate::json::{Decimal, Object, Read as _, View};
use crate::text::{cleaned, joined, lines};
use crate::view;
use crate::views::flag::{Flag, ReferenceRange, Usual};

view! {
    /// A value, its interpretation and its reference ranges.
    pub struct Measured {
        /// `valueQuantity`.
        pub quantity: Option<Quantity> = "valueQuantity",
        /// `valueCodeableConcept`.
        pub concept: Option<CodeableConcept> = "valueCodeableConcept",
        /// `valueString`.
        pub string: Option<String> = "valueString",
        /// `valueBoolean`.
        pub boolean: Option<bool> = "valueBoolean",
        /// `valueInteger`.
        pub integer: Option<Decimal> = "valueInteger",
        /// `valueRange`.
        pub range: Option<Range> = "valueRange",
        /// `valueRatio`.
        pub ratio: Option<Ratio> = "valueRatio",
        /// `valueTime`.
        pub time: Option<String> = "valueTime",
        /// `valueDateTime`.
        pub date: Option<FhirDate> = "valueDateTime",
        /// `valuePeriod`.
        pub period: Option<Period> = "valuePeriod",
        /// Why there is no value.
        pub absent: Option<CodeableConcept> = "dataAbsentReason",
        /// Whether any `value[x]` is there at all.
        pub presence: Presence = itself,
        /// How it stands, as stated.
        pub interpretation: Vec<CodeableConcept> = "interpretation",
        /// What is expected.
        pub reference_range: Vec<ReferenceRange> = "referenceRange",
    }
}

/// Whether a `value[x]` of any type is there, and whether it is one that says why it is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presence {
    there: bool,
    absent: Option<String>,
}

impl View for Presence {
    fn from_object(object: &Object<'_>) -> Self {
        let mut found = Self::default();
        let mut absent: Option<(Cow<'_, str>, String)> = None;
        for (key, raw) in object.all() {
            let beside = key.starts_with('_');
            if !key.strip_prefix('_').unwrap_or(&key).starts_with("value") {
                continue;
            }
            // Extensions stand beside a primitive (_valueString), and inside anything else.
            let reason = extended(raw.get()).then(|| Beside::read(raw)).flatten();
            match reason.as_ref().and_then(Beside::absent_reason) {
                // Should there be several, the last by name: the order in the text says nothing.
                Some(reason) if absent.as_ref().is_none_or(|(before, _)| *before < key) => {
                    absent = Some((key, reason.to_owned()));
                }
                Some(_) => {}
                None => found.there |= !beside,
            }
        }
        found.absent = absent.map(|(_, reason)| reason);
        found
    }
}

/// Whether a value may have extensions, seen without reading it: their name, or an escape that may hide it.
fn extended(value: &str) -> bool {
    value.starts_with('{') && (value.contains("extension") || value.contains('\\'))
}

/// A value, by its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number with a unit.
    Quantity(&'a Quantity),
    /// A choice.
    Concept(&'a CodeableConcept),
    /// Words.
    Text(&'a str),
    /// Yes or no.
    YesNo(bool),
    /// A number.
    Number(&'a Decimal),
    /// From a number to another.
    Range(&'a Range),
    /// One amount to another.
    Ratio(&'a Ratio),
    /// A time of day.
    Time(&'a str),
    /// A date.
    Date(&'a FhirDate),
    /// From when until when.
    Period(&'a Period),
    /// Something is there that cannot be told in words: a curve, a type outside R4, a number that is none. To
    /// say that there is no value would be false.
    Unreadable,
}

impl Measured {
    /// The value; `None` when the record has none, see [`Measured::absent_reason`].
    pub fn value(&self) -> Option<Value<'_>> {
        let words = |text: &&String| cleaned(Some(text)).is_some();
        let known = |found: Option<Value<'_>>| found.is_some();
        let quantity = self.quantity.as_ref().filter(|one| one.value.is_some()).map(Value::Quantity);
        if known(quantity.clone()) {
            return quantity;
        }
        let concept = self.concept.as_ref().filter(|one| text_of(Some(one)).is_some());
        concept
            .map(Value::Concept)
            .or_else(|| self.string.as_ref().filter(words).map(|text| Value::Text(text)))
            .or_else(|| self.boolean.map(Value::YesNo))
            .or_else(|| self.integer.as_ref().map(Value::Number))
            .or_else(|| self.range.as_ref().filter(|one| one.display().is_some()).map(Value::Range))
            .or_else(|| self.ratio.as_ref().filter(|one| one.display().is_some()).map(Value::Ratio))
            .or_else(|| self.time.as_ref().filter(words).map(|text| Value::Time(text)))
            .or_else(|| self.date.as_ref().map(Value::Date))
            .or_else(|| self.period.as_ref().filter(|one| one.date().is_some()).map(Value::Period))
            .or(if self.presence.there { Some(Value::Unreadable) } else { None })
    }

    /// The value in one line, numbers rounded for people; `true` or `false` of a boolean, dates as written.
    /// Only what cannot be told in words has none, and what is not there.
    pub fn value_text(&self) -> Option<String> {
        match self.value()? {
            Value::Quantity(quantity) => quantity.display(),
            Value::Concept(concept) => text_of(Some(concept)),
            Value::Text(text) | Value::Time(text) => cleaned(Some(text)),
            Value::YesNo(yes) => Some(yes.to_string()),
            Value::Number(number) => Some(number.for_people()),
            Value::Range(range) => range.display(),
            Value::Ratio(ratio) => ratio.display(),
            Value::Date(date) => Some(date.as_str().to_owned()),
            Value::Period(period) => {
                let ends = [&period.start, &period.end].into_iter().flatten();
                joined(ends.map(|end| end.as_str().to_owned()), " – ")
            }
            Value::Unreadable => None,
        }
    }

    /// The lines of a value in words, which may be a whole letter.
    pub fn value_lines(&self) -> Vec<String> {
        self.string.as_deref().map(lines).unwrap_or_default()
    }

    /// The number as it was sent, digit for digit; what stands behind the rounded one.
    pub fn exact(&self) -> Option<&str> {
        self.number_read().map(Decimal::as_str)
    }

    /// Whether [`Measured::value_text`] shows fewer digits than were sent.
    pub fn is_rounded(&self) -> bool {
        self.number_read().is_some_and(|number| number.for_people() != number.as_str())
    }

    /// The number for charts; of a value with a comparator it is only the bound.
    pub fn number(&self) -> Option<f64> {
        self.number_read().and_then(Decimal::to_f64)
    }

    /// The number with its unit, when it is exactly known: of a value with a comparator (`<5`) only the bound
    /// is, and a bound is no point of a chart.
    pub fn point(&self) -> Option<&Quantity> {
        let exact = |one: &&Quantity| cleaned(one.comparator.as_deref()).is_none();
        self.quantity.as_ref().filter(exact).filter(|one| one.number_read().is_some())
    }

    /// What is usual, as numbers in the value's own unit.
    pub fn usual(&self) -> Option<Usual> {
        Usual::of(self.quantity.as_ref()?, &self.reference_range)
    }

    /// The unit as the record has it.
    pub fn unit(&self) -> Option<String> {
        let range = || self.range.as_ref().and_then(|range| range.high.as_ref().or(range.low.as_ref()));
        self.quantity.as_ref().or_else(range).and_then(Quantity::unit)
    }

    /// Why there is no value, as a code: `unknown`, `not-performed`, …; `None` when there is a value.
    pub fn absent_reason(&self) -> Option<String> {
        match self.value() {
            Some(value) if value != Value::Unreadable => None,
            _ => code_of(self.absent.as_ref()).or_else(|| self.presence.absent.clone()),
        }
    }

    /// Why there is no value, in the record's own words.
    pub fn absent_text(&self) -> Option<String> {
        self.absent_reason().and_then(|_| text_of(self.absent.as_ref()))
    }

    /// How the value stands: as stated, else as follows from the reference range.
    pub fn flag(&self) -> Option<Flag> {
        Flag::stands(&self.interpretation, self.quantity.as_ref(), &self.reference_range)
    }

    /// Whether [`Measured::flag`] is not stated but follows from the reference range.
    pub fn flag_is_derived(&self) -> bool {
        Flag::stated(&self.interpretation).is_none() && self.flag().is_some()
    }

    /// The first interpretation in the record's own words.
    pub fn interpretation_text(&self) -> Option<String> {
        crate::codes::first_text(&self.interpretation)
    }

    /// The reference range for people; of several, the one that says what is normal in general.
    pub fn range(&self) -> Option<&ReferenceRange> {
        let general = self.reference_range.iter().find(|range| range.is_general());
        general.or_else(|| self.reference_range.first()).filter(|range| range.display().is_some())
    }

    /// [`Measured::range`] in one line.
    pub fn range_text(&self) -> Option<String> {
        self.range().and_then(ReferenceRange::display)
    }

    fn number_read(&self) -> Option<&Decimal> {
        self.quantity.as_ref().and_then(|quantity| quantity.value.as_ref()).or(self.integer.as_ref())
    }
}
