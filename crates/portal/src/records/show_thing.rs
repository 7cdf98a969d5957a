//! Entries of the kinds without a page of their own, as rows and details.

use base::Money;
use fhir::views::facts::{Fact as Told, Said};

use super::show::Reader;
use super::thing::Thing;
use super::words;
use crate::ui::kinds;
use crate::ui::view::{Fact, Flag, Item, Tone};

impl Reader {
    /// An entry as a row: its name, its value and date, how it stands.
    pub fn thing_row(&self, thing: &Thing, kind: &kinds::Kind) -> Item {
        let note = self.thing_note(thing);
        let plain = self.plain_name(thing.gloss.as_ref(), thing.title.as_deref());
        Item {
            href: fhir::Kind::from_slug(kind.tag)
                .map(|kind| super::href(kind, &thing.resource_type, &thing.id)),
            icon: kind.icon,
            tone: Tone::Quiet,
            title: self.thing_title(thing),
            note: self.note(plain, Some(note)),
            flag: self.thing_flag(thing),
            foreign: true,
        }
    }

    /// Its value and its date, or that it has none.
    pub fn thing_note(&self, thing: &Thing) -> String {
        let date = self.date(thing.date.as_ref()).unwrap_or_else(|| self.l.t("undated"));
        match self.value(thing.value.as_ref(), thing.told.as_ref()) {
            Some(value) => format!("{value} · {date}"),
            None => date,
        }
    }

    /// What to call an entry: its own name, else its type.
    pub fn thing_title(&self, thing: &Thing) -> String {
        let kind = || super::detail::type_words(self.l, &thing.resource_type);
        thing.title.clone().unwrap_or_else(|| format!("{}: {}", self.l.t("no-name"), kind()))
    }

    /// How a value stands; without one, a status that is worth a flag.
    pub fn thing_flag(&self, thing: &Thing) -> Option<Flag> {
        if let Some(flag) = thing.flag {
            return Some(words::flag_of(self.l, flag));
        }
        let status =
            thing.status.as_deref().filter(|status| !matches!(*status, "final" | "current" | "finished"));
        status
            .and_then(|status| words::code_words(self.l, status))
            .map(|said| Flag::new(Tone::Plain, "info", said))
    }

    /// Everything that is written about an entry.
    pub fn thing_facts(&self, thing: &Thing) -> Vec<Fact> {
        let mut facts = Vec::new();
        if let Some(told) = &thing.told {
            facts.push(Fact::new(self.l.t("result-value"), self.said(told).0));
        } else if let Some(value) = &thing.value {
            let exact = self.exactly(thing.exact.as_deref());
            facts.push(Fact::foreign(self.l.t("result-value"), value.as_str()).small(exact));
        }
        for part in &thing.parts {
            let plain = self.plain_name(part.gloss.as_ref(), part.title.as_deref());
            let name = plain.or_else(|| part.title.clone()).unwrap_or_else(|| self.l.t("no-name"));
            let value = self.value(part.value.as_ref(), part.told.as_ref());
            let value = value.unwrap_or_else(|| self.l.t("no-value"));
            let stands = part.flag.map(|flag| words::flag_of(self.l, flag).words);
            let small: Vec<String> = stands.into_iter().chain(self.exactly(part.exact.as_deref())).collect();
            facts.push(Fact::foreign(name, value).small((!small.is_empty()).then(|| small.join(" · "))));
        }
        facts.extend(thing.facts.iter().filter(|told| told.key != "note").filter_map(|told| self.fact(told)));
        facts
            .push(Fact::new(self.l.t("other-type"), super::detail::type_words(self.l, &thing.resource_type)));
        facts
    }

    /// The true digits behind a rounded value.
    pub fn exactly(&self, exact: Option<&str>) -> Option<String> {
        exact.map(|exact| self.l.ta("result-rounded", &[("value", exact)]))
    }

    /// Notes of an entry, in the clinic's own words.
    pub fn thing_notes(&self, thing: &Thing) -> Vec<String> {
        thing.facts.iter().filter(|told| told.key == "note").flat_map(lines_of).collect()
    }

    /// One fact; `None` of a reference that says no name: an id tells a person nothing.
    pub fn fact(&self, told: &Told) -> Option<Fact> {
        let name = words::fact_name(self.l, told.key).unwrap_or_else(|| told.key.to_owned());
        if let Said::Who(all) = &told.said
            && all.iter().all(|one| one.name().is_none())
        {
            return None;
        }
        let (value, foreign) = self.said(&told.said);
        Some(if foreign { Fact::foreign(name, value) } else { Fact::new(name, value) })
    }

    /// A value in words: yes, no and dates in the reader's language, anything else as the clinic has it. Its
    /// digits are never touched: a comma for a point would make another dose of it.
    fn value(&self, written: Option<&String>, told: Option<&Said>) -> Option<String> {
        told.map(|told| self.said(told).0).or_else(|| written.cloned())
    }

    /// What is said, and whether it is in the clinic's own words.
    pub fn said(&self, said: &Said) -> (String, bool) {
        match said {
            Said::Text(text) => (text.clone(), true),
            Said::Lines(lines) => (lines.join("; "), true),
            Said::Code(code) => match words::code_words(self.l, code) {
                Some(words) => (words, false),
                None => (code.clone(), true),
            },
            Said::Date(date) => (self.date(Some(date)).unwrap_or_default(), false),
            Said::Moment(date) => (self.moment(date), false),
            Said::Span(period) => {
                let end = |date: Option<&fhir::FhirDate>| self.date(date).unwrap_or_else(|| "…".to_owned());
                let (start, stop) = (end(period.start.as_ref()), end(period.end.as_ref()));
                (if start == stop { start } else { format!("{start} – {stop}") }, false)
            }
            Said::Who(all) => {
                let who: Vec<String> = all.iter().filter_map(fhir::Reference::name).collect();
                (who.join(", "), true)
            }
            Said::Money(money) => (amount(money), false),
            Said::Count(count) => (crate::ui::when::number(self.l.lang, *count), false),
            Said::YesNo(yes) => (words::yes_no(self.l, *yes), false),
        }
    }
}

/// What a fact says in the record's own words, line by line.
pub fn lines_of(told: &Told) -> Vec<String> {
    match &told.said {
        Said::Lines(lines) => lines.clone(),
        Said::Text(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// An amount as people write it: `$28.10`, `12.50 EUR`.
fn amount(money: &Money) -> String {
    let digits = fhir::money::minor_digits(&money.currency);
    let (sign, minor) = (if money.amount < 0 { "-" } else { "" }, money.amount.unsigned_abs());
    let unit = 10u64.pow(u32::try_from(digits).unwrap_or(2));
    let number = match digits {
        0 => minor.to_string(),
        _ => format!("{}.{:0digits$}", minor / unit, minor % unit),
    };
    match money.currency.as_str() {
        "USD" => format!("{sign}${number}"),
        other => format!("{sign}{number} {other}"),
    }
}

#[cfg(test)]
mod unit_tests {
    use base::Money;

    #[test]
    fn amounts_read_like_amounts() {
        let money = |amount, currency: &str| super::amount(&Money { amount, currency: currency.into() });
        assert_eq!(money(2_810, "USD"), "$28.10");
        assert_eq!(money(-5, "USD"), "-$0.05");
        assert_eq!(money(1_250, "EUR"), "12.50 EUR");
        assert_eq!(money(500, "JPY"), "500 JPY");
    }
}
