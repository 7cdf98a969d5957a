//! How a medicine is taken: the clinic's own words, else words made from the structured parts.

use crate::codes::text_of;
use crate::datatypes::{CodeableConcept, Period, Quantity, Range};
use crate::json::Decimal;
use crate::text::{cleaned, joined};
use crate::view;

view! {
    /// A FHIR `Dosage`.
    pub struct Dosage {
        /// Which comes first.
        pub sequence: Option<i64> = "sequence",
        /// In words.
        pub text: Option<String> = "text",
        /// In words for the patient.
        pub patient_instruction: Option<String> = "patientInstruction",
        /// Supplementary words ("with food").
        pub additional: Vec<CodeableConcept> = "additionalInstruction",
        /// When.
        pub timing: Option<Timing> = "timing",
        /// Only when needed.
        pub as_needed: Option<bool> = "asNeededBoolean",
        /// Only when needed, and for what.
        pub as_needed_for: Option<CodeableConcept> = "asNeededCodeableConcept",
        /// By which way.
        pub route: Option<CodeableConcept> = "route",
        /// How much.
        pub dose: Vec<Dose> = "doseAndRate",
    }
}

view! {
    /// How much.
    pub struct Dose {
        /// An amount.
        pub quantity: Option<Quantity> = "doseQuantity",
        /// From an amount to another.
        pub range: Option<Range> = "doseRange",
    }
}

view! {
    /// A FHIR `Timing`.
    pub struct Timing {
        /// A common schedule ("BID").
        pub code: Option<CodeableConcept> = "code",
        /// The rule.
        pub repeat: Option<Repeat> = "repeat",
    }
}

view! {
    /// The rule of a timing.
    pub struct Repeat {
        /// Within which dates.
        pub bounds: Option<Period> = "boundsPeriod",
        /// How often in a period.
        pub frequency: Option<u32> = "frequency",
        /// Up to how often.
        pub frequency_max: Option<u32> = "frequencyMax",
        /// The period's length.
        pub period: Option<Decimal> = "period",
        /// The period's unit: `s min h d wk mo a`.
        pub period_unit: Option<String> = "periodUnit",
        /// At these times of day.
        pub time_of_day: Vec<String> = "timeOfDay",
    }
}

impl Repeat {
    /// The rule in English: "2 times a day", "every 4 hours"; `None` when it has no whole rule.
    pub fn english(&self) -> Option<String> {
        let (one, many) = match self.period_unit.as_deref()? {
            "s" => ("second", "seconds"),
            "min" => ("minute", "minutes"),
            "h" => ("hour", "hours"),
            "d" => ("day", "days"),
            "wk" => ("week", "weeks"),
            "mo" => ("month", "months"),
            "a" => ("year", "years"),
            _ => return None,
        };
        let length = self.period.as_ref()?.rounded(2);
        let length = length.strip_suffix(".0").unwrap_or(&length);
        let frequency = self.frequency.unwrap_or(1);
        let times = match (frequency, self.frequency_max) {
            (low, Some(high)) if high > low => format!("{low} to {high} times"),
            (1, _) if length != "1" => return Some(format!("every {length} {many}")),
            (1, _) => "once".to_owned(),
            (low, _) => format!("{low} times"),
        };
        Some(if length == "1" {
            format!("{times} a {one}")
        } else {
            format!("{times} every {length} {many}")
        })
    }
}

impl Dosage {
    /// One instruction: the clinic's own words, else its parts put into English; `None` when it says nothing.
    pub fn words(&self) -> Option<String> {
        let own = cleaned(self.text.as_deref()).or_else(|| cleaned(self.patient_instruction.as_deref()));
        own.or_else(|| self.composed())
    }

    fn composed(&self) -> Option<String> {
        let dose = self.dose.iter().find_map(|dose| {
            let amount = dose.quantity.as_ref().and_then(Quantity::display);
            amount.or_else(|| dose.range.as_ref().and_then(Range::display))
        });
        let timing = self.timing.as_ref().and_then(|timing| {
            let rule = timing.repeat.as_ref().and_then(Repeat::english);
            rule.or_else(|| text_of(timing.code.as_ref()))
        });
        let needed = match text_of(self.as_needed_for.as_ref()) {
            Some(reason) => Some(format!("as needed for {reason}")),
            None if self.as_needed == Some(true) => Some("as needed".to_owned()),
            None => None,
        };
        let main = joined(dose.into_iter().chain(timing).chain(needed), ", ");
        let main = main.map(|text| capitalized(&text));
        let extra = self.additional.iter().filter_map(|one| text_of(Some(one)));
        joined(main.into_iter().chain(extra), ". ")
    }

    /// Whether the dates within which it applies are over for certain.
    pub fn is_over(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        let bounds = self.timing.as_ref().and_then(|timing| timing.repeat.as_ref()?.bounds.as_ref());
        bounds.is_some_and(|bounds| bounds.is_over(now))
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// All instructions in their sequence, joined; `None` when there is none that says anything.
pub fn dosage_text(instructions: &[Dosage]) -> Option<String> {
    let mut sorted: Vec<&Dosage> = instructions.iter().collect();
    sorted.sort_by_key(|one| one.sequence.unwrap_or(i64::MAX));
    joined(sorted.into_iter().filter_map(Dosage::words), "; ")
}
