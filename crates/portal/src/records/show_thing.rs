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
        let date = self.date(thing.date.as_ref()).unwrap_or_else(|| self.l.t("undated"));
        let note = match &thing.value {
            Some(value) => format!("{value} · {date}"),
            None => date,
        };
        Item {
            href: Some(format!("/records/{}/{}", kind.tag, thing.id)),
            icon: kind.icon,
            tone: Tone::Quiet,
            title: self.thing_title(thing),
            note: Some(note),
            flag: self.thing_flag(thing),
            foreign: true,
        }
    }

    /// What to call an entry: its own name, else its type.
    pub fn thing_title(&self, thing: &Thing) -> String {
        thing.title.clone().unwrap_or_else(|| format!("{}: {}", self.l.t("no-name"), thing.resource_type))
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
        if let Some(value) = &thing.value {
            let exact = thing.exact.as_deref();
            let exact = exact.map(|exact| self.l.ta("result-rounded", &[("value", exact)]));
            facts.push(Fact::foreign(self.l.t("result-value"), value.as_str()).small(exact));
        }
        for part in &thing.parts {
            let name = part.title.clone().unwrap_or_else(|| self.l.t("no-name"));
            let value = part.value.clone().unwrap_or_else(|| self.l.t("no-value"));
            let stands = part.flag.map(|flag| words::flag_of(self.l, flag).words);
            facts.push(Fact::foreign(name, value).small(stands));
        }
        facts.extend(thing.facts.iter().filter(|told| told.key != "note").filter_map(|told| self.fact(told)));
        facts.push(Fact::foreign(self.l.t("other-type"), thing.resource_type.as_str()));
        facts
    }

    /// Notes of an entry, in the clinic's own words.
    pub fn thing_notes(&self, thing: &Thing) -> Vec<String> {
        let notes = thing.facts.iter().filter(|told| told.key == "note");
        notes
            .flat_map(|told| match &told.said {
                Said::Lines(lines) => lines.clone(),
                Said::Text(text) => vec![text.clone()],
                _ => Vec::new(),
            })
            .collect()
    }

    /// One fact; `None` of a reference that says no name: an id tells a person nothing.
    fn fact(&self, told: &Told) -> Option<Fact> {
        let name = words::fact_name(self.l, told.key).unwrap_or_else(|| told.key.to_owned());
        Some(match &told.said {
            Said::Text(text) => Fact::foreign(name, text.as_str()),
            Said::Lines(lines) => Fact::foreign(name, lines.join("; ")),
            Said::Code(code) => match words::code_words(self.l, code) {
                Some(said) => Fact::new(name, said),
                None => Fact::foreign(name, code.as_str()),
            },
            Said::Date(date) => Fact::new(name, self.date(Some(date)).unwrap_or_default()),
            Said::Span(period) => {
                let end = |date: Option<&fhir::FhirDate>| self.date(date).unwrap_or_else(|| "…".to_owned());
                let (start, stop) = (end(period.start.as_ref()), end(period.end.as_ref()));
                Fact::new(name, if start == stop { start } else { format!("{start} – {stop}") })
            }
            Said::Who(all) => {
                let who: Vec<String> = all.iter().filter_map(fhir::Reference::name).collect();
                if who.is_empty() {
                    return None;
                }
                Fact::foreign(name, who.join(", "))
            }
            Said::Money(money) => Fact::new(name, amount(money)),
            Said::Count(count) => Fact::new(name, crate::ui::when::number(self.l.lang, *count)),
            Said::YesNo(yes) => Fact::new(name, words::yes_no(self.l, *yes)),
        })
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
