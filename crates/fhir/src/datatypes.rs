//! Tolerant views of the FHIR datatypes.

use chrono::{DateTime, Duration, Utc};

use crate::dates::{FhirDate, When};
use crate::json::Decimal;
use crate::reference::Reference;
use crate::text::{cleaned, joined};
use crate::view;

view! {
    /// A FHIR `Coding`.
    pub struct Coding {
        /// The code system's URI.
        pub system: Option<String> = "system",
        /// The code.
        pub code: Option<String> = "code",
        /// What the system calls it.
        pub display: Option<String> = "display",
        /// Chosen by a person.
        pub user_selected: Option<bool> = "userSelected",
    }
}

view! {
    /// A FHIR `CodeableConcept`.
    pub struct CodeableConcept {
        /// The same concept in several systems.
        pub coding: Vec<Coding> = "coding",
        /// What was meant, in words.
        pub text: Option<String> = "text",
    }
}

view! {
    /// A FHIR `Period`.
    pub struct Period {
        /// From.
        pub start: Option<FhirDate> = "start",
        /// Until; open when absent.
        pub end: Option<FhirDate> = "end",
    }
}

impl Period {
    /// Whether it is over for certain.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.end.as_ref().is_some_and(|end| end.is_over(now))
    }

    /// The date to file it under: its start, else its end.
    pub fn date(&self) -> Option<&FhirDate> {
        self.start.as_ref().or(self.end.as_ref())
    }

    /// How long it lasted, when both ends are instants in their order. They are compared as instants: across
    /// the end of summer time the later one can read as the earlier.
    pub fn length(&self) -> Option<Duration> {
        let instant = |date: &FhirDate| match date.when() {
            When::Instant(instant) => Some(instant),
            _ => None,
        };
        let length = instant(self.end.as_ref()?)?.signed_duration_since(instant(self.start.as_ref()?)?);
        Some(length).filter(|length| *length >= Duration::zero())
    }
}

view! {
    /// A FHIR `Quantity` (also `Age`, `Duration`, `SimpleQuantity`).
    pub struct Quantity {
        /// The number, digit for digit.
        pub value: Option<Decimal> = "value",
        /// `<`, `<=`, `>=`, `>`.
        pub comparator: Option<String> = "comparator",
        /// The unit in words.
        pub unit: Option<String> = "unit",
        /// The unit's code, mostly UCUM.
        pub code: Option<String> = "code",
    }
}

impl Quantity {
    /// The number for people, with its comparator: `<5.4`.
    pub fn number(&self) -> Option<String> {
        let number = self.value.as_ref()?.for_people();
        Some(format!("{}{number}", cleaned(self.comparator.as_deref()).unwrap_or_default()))
    }

    /// The number for comparing and charting.
    pub fn number_read(&self) -> Option<f64> {
        self.value.as_ref().and_then(Decimal::to_f64)
    }

    /// Whether both are in one unit: the same code, or the same symbol, or neither has any.
    pub fn same_unit(&self, other: &Self) -> bool {
        let code = |one: &Self| cleaned(one.code.as_deref());
        let coded = code(self).is_some() && code(self) == code(other);
        coded || self.symbol() == other.symbol()
    }

    /// The unit as the record has it: in words, else its code.
    pub fn unit(&self) -> Option<String> {
        cleaned(self.unit.as_deref()).or_else(|| cleaned(self.code.as_deref()))
    }

    /// The unit for people, by [`crate::units::symbol`].
    pub fn symbol(&self) -> Option<String> {
        self.unit().as_deref().and_then(crate::units::symbol)
    }

    /// For people: `<5.4 mg/dL`, rounded by [`Decimal::for_people`].
    pub fn display(&self) -> Option<String> {
        let number = self.number()?;
        match self.symbol().as_deref() {
            None => Some(number),
            Some("%") => Some(format!("{number}%")),
            Some(unit) => Some(format!("{number} {unit}")),
        }
    }
}

view! {
    /// A FHIR `Range`.
    pub struct Range {
        /// Lower end.
        pub low: Option<Quantity> = "low",
        /// Upper end.
        pub high: Option<Quantity> = "high",
    }
}

impl Range {
    /// For people: `1–2 tablets`, `-2.5 – -1`, `≥ 5 mg`, `≤ 7 mg`.
    pub fn display(&self) -> Option<String> {
        let known = |end: &Option<Quantity>| end.clone().filter(|end| end.value.is_some());
        match (known(&self.low), known(&self.high)) {
            (Some(low), Some(high)) => {
                let (from, to) = (low.number()?, high.display()?);
                let dash = if from.starts_with('-') || to.starts_with('-') { " – " } else { "–" };
                Some(format!("{from}{dash}{to}"))
            }
            (Some(low), None) => Some(format!("≥ {}", low.display()?)),
            (None, Some(high)) => Some(format!("≤ {}", high.display()?)),
            (None, None) => None,
        }
    }
}

view! {
    /// A FHIR `Ratio`.
    pub struct Ratio {
        /// Above.
        pub numerator: Option<Quantity> = "numerator",
        /// Below.
        pub denominator: Option<Quantity> = "denominator",
    }
}

impl Ratio {
    /// For people: `1:128` of plain numbers, `5 mg / 10 mL` of amounts.
    pub fn display(&self) -> Option<String> {
        let (above, below) = (self.numerator.as_ref()?, self.denominator.as_ref()?);
        let plain = above.symbol().is_none() && below.symbol().is_none();
        let between = if plain { ":" } else { " / " };
        Some(format!("{}{between}{}", above.display()?, below.display()?))
    }
}

view! {
    /// A FHIR `Identifier`.
    pub struct Identifier {
        /// The namespace.
        pub system: Option<String> = "system",
        /// The value.
        pub value: Option<String> = "value",
        /// `usual`, `official`, `old`, ….
        pub usage: Option<String> = "use",
        /// What kind of identifier.
        pub kind: Option<CodeableConcept> = "type",
    }
}

view! {
    /// A FHIR `HumanName`.
    pub struct HumanName {
        /// `official`, `usual`, `nickname`, `maiden`, `old`, ….
        pub usage: Option<String> = "use",
        /// The whole name as it should be shown.
        pub text: Option<String> = "text",
        /// Family names.
        pub family: Option<String> = "family",
        /// Given names, in order.
        pub given: Vec<String> = "given",
        /// Before the name.
        pub prefix: Vec<String> = "prefix",
        /// After the name.
        pub suffix: Vec<String> = "suffix",
        /// When it was in use.
        pub period: Option<Period> = "period",
    }
}

impl HumanName {
    /// The whole name: its text, else given and family names with prefix and suffix.
    pub fn display(&self) -> Option<String> {
        let parts = self.prefix.iter().chain(&self.given).chain(&self.family).chain(&self.suffix);
        cleaned(self.text.as_deref())
            .or_else(|| joined(parts.filter_map(|part| crate::text::clean(part)), " "))
    }

    /// What to call the person: the first given name, else the whole name.
    pub fn first_name(&self) -> Option<String> {
        self.given.iter().find_map(|name| crate::text::clean(name)).or_else(|| self.display())
    }
}

/// The name to show of several: current before past, by what it is used for, names with content only.
pub fn best_name(names: &[HumanName], now: DateTime<Utc>) -> Option<&HumanName> {
    let rank = |name: &HumanName| {
        let past = name.period.as_ref().is_some_and(|period| period.is_over(now));
        let usage = match name.usage.as_deref() {
            Some("usual") => 0,
            Some("official") => 1,
            None => 2,
            Some("temp" | "nickname" | "anonymous") => 4,
            Some("maiden" | "old") => 5,
            Some(_) => 3,
        };
        (past, usage)
    };
    names.iter().filter(|name| name.display().is_some()).min_by_key(|name| rank(name))
}

view! {
    /// A FHIR `ContactPoint`.
    pub struct ContactPoint {
        /// `phone`, `email`, `fax`, `sms`, `url`, ….
        pub system: Option<String> = "system",
        /// The number or address.
        pub value: Option<String> = "value",
        /// `home`, `work`, `mobile`, `old`, ….
        pub usage: Option<String> = "use",
        /// 1 is preferred.
        pub rank: Option<u32> = "rank",
        /// When it was in use.
        pub period: Option<Period> = "period",
    }
}

/// The values of one system that are still in use, preferred first.
pub fn contacts<'a>(all: &'a [ContactPoint], system: &str, now: DateTime<Utc>) -> Vec<&'a ContactPoint> {
    let in_use = |point: &&ContactPoint| {
        point.system.as_deref() == Some(system)
            && point.usage.as_deref() != Some("old")
            && cleaned(point.value.as_deref()).is_some()
            && !point.period.as_ref().is_some_and(|period| period.is_over(now))
    };
    let mut found: Vec<&ContactPoint> = all.iter().filter(in_use).collect();
    found.sort_by_key(|point| point.rank.unwrap_or(u32::MAX));
    found
}

view! {
    /// A FHIR `Address`.
    pub struct Address {
        /// `home`, `work`, `temp`, `old`, `billing`.
        pub usage: Option<String> = "use",
        /// The whole address as it should be shown.
        pub text: Option<String> = "text",
        /// Street lines.
        pub line: Vec<String> = "line",
        /// City.
        pub city: Option<String> = "city",
        /// County.
        pub district: Option<String> = "district",
        /// State.
        pub state: Option<String> = "state",
        /// Postal code.
        pub postal_code: Option<String> = "postalCode",
        /// Country.
        pub country: Option<String> = "country",
        /// When it was in use.
        pub period: Option<Period> = "period",
    }
}

impl Address {
    /// The lines of an envelope: street, "city, state postal code", country; else the text, line by line.
    pub fn lines(&self) -> Vec<String> {
        let state = [&self.state, &self.postal_code].into_iter().filter_map(|part| cleaned(part.as_deref()));
        let town = cleaned(self.city.as_deref()).into_iter().chain(joined(state, " "));
        let built: Vec<String> = self
            .line
            .iter()
            .filter_map(|line| crate::text::clean(line))
            .chain(joined(town, ", "))
            .chain(cleaned(self.country.as_deref()))
            .collect();
        if built.is_empty() {
            self.text.iter().flat_map(|text| text.lines()).filter_map(crate::text::clean).collect()
        } else {
            built
        }
    }
}

view! {
    /// A FHIR `Annotation`.
    pub struct Annotation {
        /// What was noted.
        pub text: Option<String> = "text",
        /// When.
        pub time: Option<FhirDate> = "time",
        /// Who, by name.
        pub author_text: Option<String> = "authorString",
        /// Who.
        pub author: Option<Reference> = "authorReference",
    }
}

/// What several annotations say, line by line.
pub fn note_lines(notes: &[Annotation]) -> Vec<String> {
    notes.iter().filter_map(|note| note.text.as_deref()).flat_map(crate::text::lines).collect()
}

view! {
    /// A FHIR `Extension`, with the simple values that Portico reads.
    pub struct Extension {
        /// Which extension it is.
        pub url: Option<String> = "url",
        /// `valueCode`.
        pub code: Option<String> = "valueCode",
        /// `valueString`.
        pub string: Option<String> = "valueString",
        /// `valueDateTime`.
        pub date_time: Option<FhirDate> = "valueDateTime",
        /// `valueReference`.
        pub reference: Option<Reference> = "valueReference",
    }
}

view! {
    /// What stands beside a primitive (`_birthDate`): its extensions.
    pub struct Beside {
        /// The extensions.
        pub extension: Vec<Extension> = "extension",
    }
}

impl Beside {
    /// Why the value is missing, by the data-absent-reason extension.
    pub fn absent_reason(&self) -> Option<&str> {
        let reason = |extension: &&Extension| {
            extension.url.as_deref().is_some_and(|url| url.ends_with("/data-absent-reason"))
        };
        self.extension.iter().find(reason).and_then(|extension| extension.code.as_deref())
    }
}
