//! Whether a result is as expected: what the laboratory says, else what its own reference range says (R08).

use crate::codes::code_of;
use crate::datatypes::{CodeableConcept, Quantity, Range};
use crate::text::cleaned;
use crate::view;

/// How a value stands to what is expected, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// A judgement is stated in a code that is not known here: shown by its own words, never guessed.
    Unknown,
    /// As expected.
    Normal,
    /// Not found.
    Negative,
    /// Neither the one nor the other.
    Indeterminate,
    /// Found.
    Positive,
    /// Not as expected.
    Abnormal,
    /// Below what is expected.
    Low,
    /// Above what is expected.
    High,
    /// Not as expected, to a degree that needs action.
    CriticalAbnormal,
    /// So low that it needs action.
    CriticalLow,
    /// So high that it needs action.
    CriticalHigh,
}

impl Flag {
    /// The flag of an interpretation code (HL7 `ObservationInterpretation`), or of the words that systems
    /// write in its place.
    pub fn of(code: &str) -> Self {
        match code.trim().to_ascii_uppercase().as_str() {
            "N" | "NORMAL" => Self::Normal,
            "L" | "LOW" | "LU" | "LX" | "<" | "BELOW LOW NORMAL" => Self::Low,
            "H" | "HIGH" | "HU" | "HX" | ">" | "ABOVE HIGH NORMAL" => Self::High,
            "LL" | "CRITICAL LOW" | "CRITICALLY LOW" => Self::CriticalLow,
            "HH" | "CRITICAL HIGH" | "CRITICALLY HIGH" => Self::CriticalHigh,
            "A" | "ABNORMAL" => Self::Abnormal,
            "AA" | "CRITICAL ABNORMAL" | "CRITICALLY ABNORMAL" => Self::CriticalAbnormal,
            "POS" | "POSITIVE" | "DET" | "DETECTED" | "RR" | "WR" => Self::Positive,
            "NEG" | "NEGATIVE" | "ND" | "NOT DETECTED" | "NR" => Self::Negative,
            "IND" | "INDETERMINATE" | "E" | "EQUIVOCAL" => Self::Indeterminate,
            _ => Self::Unknown,
        }
    }

    /// The word for it in the API, and the stem of its text key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Normal => "normal",
            Self::Negative => "negative",
            Self::Indeterminate => "indeterminate",
            Self::Positive => "positive",
            Self::Abnormal => "abnormal",
            Self::Low => "low",
            Self::High => "high",
            Self::CriticalAbnormal => "critical-abnormal",
            Self::CriticalLow => "critical-low",
            Self::CriticalHigh => "critical-high",
        }
    }

    /// Whether it says that something is not as expected.
    pub fn is_abnormal(self) -> bool {
        self >= Self::Abnormal
    }

    /// Whether it needs action.
    pub fn is_critical(self) -> bool {
        self >= Self::CriticalAbnormal
    }

    /// What interpretations state: the gravest of all their codes, `None` when nothing is stated.
    pub fn stated(interpretations: &[CodeableConcept]) -> Option<Self> {
        let of = |one: &CodeableConcept| {
            let codes = one.coding.iter().filter_map(|coding| coding.code.as_deref()).map(Self::of).max();
            let words = || cleaned(one.text.as_deref()).map(|text| Self::of(&text));
            codes.filter(|flag| *flag != Self::Unknown).or_else(words).or(codes)
        };
        interpretations.iter().filter_map(of).max()
    }

    /// How a value stands: as stated, else as follows from the reference ranges.
    pub fn stands(
        interpretations: &[CodeableConcept],
        value: Option<&Quantity>,
        ranges: &[ReferenceRange],
    ) -> Option<Self> {
        Self::stated(interpretations).or_else(|| Self::derived(value?, ranges))
    }

    /// How a whole stands, of which this is said and that of its parts: itself, else the gravest part. That
    /// it is normal is said only when it can be said of each part.
    pub fn whole(own: Option<Self>, parts: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        own.or_else(|| {
            let (mut gravest, mut all) = (None, true);
            for part in parts {
                all &= part.is_some();
                gravest = gravest.max(part);
            }
            gravest.filter(|flag| flag.is_abnormal() || all)
        })
    }

    /// What follows from the reference ranges, when it does for certain: there is one range for people in
    /// general, in the value's unit and in its order, and the value lies wholly on one side of its ends.
    pub fn derived(value: &Quantity, ranges: &[ReferenceRange]) -> Option<Self> {
        let Usual { low, high } = Usual::of(value, ranges)?;
        let number = value.value.as_ref()?.to_f64()?;
        // The value is a span when it has a comparator; `open` says that its end is not part of it.
        let (from, to, open) = match value.comparator.as_deref().map(str::trim) {
            None | Some("") => (number, number, false),
            Some("<") => (f64::NEG_INFINITY, number, true),
            Some("<=") => (f64::NEG_INFINITY, number, false),
            Some(">") => (number, f64::INFINITY, true),
            Some(">=") => (number, f64::INFINITY, false),
            Some(_) => return None,
        };
        if low.is_some_and(|low| to < low || (to == low && open)) {
            Some(Self::Low)
        } else if high.is_some_and(|high| from > high || (from == high && open)) {
            Some(Self::High)
        } else if low.is_none_or(|low| from >= low) && high.is_none_or(|high| to <= high) {
            Some(Self::Normal)
        } else {
            None
        }
    }
}

/// What is usual of people in general, as numbers in the value's own unit; one end at least is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// From.
    pub low: Option<f64>,
    /// To.
    pub high: Option<f64>,
}

impl Usual {
    /// The one range for people in general; `None` when there are several or none, when it is in another unit
    /// than the value, or when its ends are no numbers in their order.
    pub fn of(value: &Quantity, ranges: &[ReferenceRange]) -> Option<Self> {
        let mut general = ranges.iter().filter(|range| range.is_general());
        let (Some(range), None) = (general.next(), general.next()) else { return None };
        let (low, high) = (end(value, range.low.as_ref())?, end(value, range.high.as_ref())?);
        let none = low.is_none() && high.is_none();
        let turned = low.zip(high).is_some_and(|(low, high)| low > high);
        if none || turned { None } else { Some(Self { low, high }) }
    }
}

/// One end of a range as a number: `Some(None)` when it is open, `None` when it cannot be compared.
fn end(value: &Quantity, end: Option<&Quantity>) -> Option<Option<f64>> {
    let Some(end) = end else { return Some(None) };
    let differ = |one: &Option<String>, other: &Option<String>| {
        let (one, other) = (cleaned(one.as_deref()), cleaned(other.as_deref()));
        one.is_some() && other.is_some() && one != other
    };
    let coded = value.code.is_some() && end.code.is_some();
    let other_unit = if coded { differ(&value.code, &end.code) } else { differ(&value.unit, &end.unit) };
    if other_unit || cleaned(end.comparator.as_deref()).is_some() {
        return None;
    }
    end.value.as_ref()?.to_f64().map(Some)
}

view! {
    /// A reference range: what is expected, of whom.
    pub struct ReferenceRange {
        /// From.
        pub low: Option<Quantity> = "low",
        /// To.
        pub high: Option<Quantity> = "high",
        /// What it means: `normal`, `therapeutic`, …; normal when absent.
        pub meaning: Option<CodeableConcept> = "type",
        /// Of which people.
        pub applies_to: Vec<CodeableConcept> = "appliesTo",
        /// Of which age.
        pub age: Option<Range> = "age",
        /// In words.
        pub text: Option<String> = "text",
    }
}

impl ReferenceRange {
    /// For people: its words, else `3.5–5 mmol/L`, `≥ 60`, `≤ 200 mg/dL`.
    pub fn display(&self) -> Option<String> {
        let range = || Range { low: self.low.clone(), high: self.high.clone() }.display();
        cleaned(self.text.as_deref()).or_else(range)
    }

    /// The lower end as a number.
    pub fn low(&self) -> Option<f64> {
        self.low.as_ref()?.value.as_ref()?.to_f64()
    }

    /// The upper end as a number.
    pub fn high(&self) -> Option<f64> {
        self.high.as_ref()?.value.as_ref()?.to_f64()
    }

    /// Whether it says what is normal of people in general, without a condition that is not checked here.
    pub fn is_general(&self) -> bool {
        let normal = self.meaning.is_none()
            || code_of(self.meaning.as_ref()).is_some_and(|code| code.eq_ignore_ascii_case("normal"))
            || cleaned(self.meaning.as_ref().and_then(|meaning| meaning.text.as_deref()))
                .is_some_and(|text| text.eq_ignore_ascii_case("normal range"));
        normal && self.applies_to.is_empty() && self.age.is_none()
    }
}
