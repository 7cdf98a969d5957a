//! The parts of an entry as a page shows them: in the reader's language where the words are ours, with links
//! to her own entries, to telephones and to mail.

use fhir::datatypes::ContactPoint;
use fhir::text::cleaned;
use fhir::views::facts::Said;

use super::{Line, Look, Name, Row, Section, Told, fields};
use crate::records::linked::{Linked, Own};
use crate::records::show::Reader;
use crate::records::words;
use crate::ui::detail::{DetailLine, DetailList, DetailRow, Words};
use crate::ui::view::{Flag, Tone};

impl Reader {
    /// The parts of an entry.
    pub fn detail_lists(&self, sections: &[Section], linked: &Linked) -> Vec<DetailList> {
        let list = |(place, one): (usize, &Section)| self.detail_list(place, one, linked);
        sections.iter().enumerate().map(list).collect()
    }

    fn detail_list(&self, place: usize, one: &Section, linked: &Linked) -> DetailList {
        let heading = self.detail_name(&one.name);
        let money = one.look == Look::Sums;
        DetailList {
            id: format!("part-{place}"),
            foreign: heading.foreign,
            heading: heading.text,
            lead: money.then(|| self.l.t("care-not-a-bill")),
            class: match one.look {
                Look::Plain => "",
                Look::Card => " plan-card",
                Look::Sums => " sums",
            },
            rows: one.rows.iter().map(|row| self.detail_row(row, linked)).collect(),
        }
    }

    fn detail_row(&self, row: &Row, linked: &Linked) -> DetailRow {
        let title = row.title.as_ref().map(|title| {
            let mut words = self.detail_words(title, linked).into_iter();
            words.next().unwrap_or_else(|| Words::ours(self.l.t("no-name")))
        });
        // A thing that is an entry of its own is told with the status that it has there.
        let own = match &row.title {
            Some(Said::Who(all)) => all.first().and_then(|one| linked.own(one)),
            _ => None,
        };
        let status = row.status.as_deref().or_else(|| own.and_then(|own| own.status.as_deref()));
        let lines = row.lines.iter().filter_map(|line| self.detail_line(line, linked)).collect();
        DetailRow { title, flag: status.and_then(|status| self.detail_flag(status)), lines }
    }

    fn detail_line(&self, line: &Line, linked: &Linked) -> Option<DetailLine> {
        let values = match &line.told {
            Told::Said(said) => self.detail_words(said, linked),
            Told::Reach(all) => all.iter().filter_map(|one| self.reach(one)).collect(),
            Told::Dose(number, of) => {
                vec![Words::ours(self.l.ta("care-dose", &[("number", number), ("of", of)]))]
            }
            Told::Measured(own) => vec![self.measured(own)],
            Told::Nothing => vec![Words::ours(self.l.t("care-no-answer"))],
        };
        (!values.is_empty()).then(|| DetailLine { name: self.detail_name(&line.name), values })
    }

    fn measured(&self, own: &Own) -> Words {
        let value = own.value.clone().unwrap_or_default();
        let text = match self.date(own.date.as_ref()) {
            Some(date) => format!("{value} ({date})"),
            None => value,
        };
        Words { href: Some(self.entry_href(own)), ..Words::ours(text) }
    }

    /// Where an entry opens.
    pub fn entry_href(&self, own: &Own) -> String {
        crate::records::href(own.kind, &own.resource_type, &own.id)
    }

    /// What a value says; empty of references that say no name.
    fn detail_words(&self, said: &Said, linked: &Linked) -> Vec<Words> {
        if let Said::Who(all) = said {
            return all.iter().filter_map(|one| self.linked_words(one, linked)).collect();
        }
        match said {
            Said::Lines(lines) => lines.iter().map(|line| Words::theirs(line.as_str())).collect(),
            other => {
                let (text, foreign) = self.said(other);
                vec![if foreign { Words::theirs(text) } else { Words::ours(text) }]
            }
        }
    }

    fn linked_words(&self, reference: &fhir::Reference, linked: &Linked) -> Option<Words> {
        let own = linked.own(reference);
        let href = own.map(|own| self.entry_href(own));
        match linked.name(reference) {
            Some(name) => Some(Words { href, ..Words::theirs(name) }),
            // An entry of hers without a name is still worth a link: by what sort of entry it is.
            None => {
                let own = own?;
                Some(Words { href, ..Words::ours(super::type_words(self.l, &own.resource_type)) })
            }
        }
    }

    fn reach(&self, point: &ContactPoint) -> Option<Words> {
        let value = cleaned(point.value.as_deref())?;
        let system = point.system.as_deref().map(str::trim).unwrap_or_default();
        let dialed: String =
            value.chars().filter(|c| c.is_ascii_digit() || *c == '+' || *c == ',' || *c == ';').collect();
        let href = match system {
            "phone" | "sms" if dialed.bytes().any(|byte| byte.is_ascii_digit()) => {
                Some(format!("tel:{dialed}"))
            }
            "email" if value.contains('@') && !value.contains(['?', '&', ' ', '"', '<']) => {
                Some(format!("mailto:{value}"))
            }
            _ => None,
        };
        let text = match system {
            "fax" => format!("{} {value}", self.l.t("care-fax")),
            _ => value,
        };
        Some(Words { href, ..Words::ours(text) })
    }

    /// The name of a line or a part, in the reader's language where there are words.
    fn detail_name(&self, name: &Name) -> Words {
        let ours = |key: &str| fields::key_words(self.l, key).or_else(|| words::fact_name(self.l, key));
        match name {
            Name::Key(key) => Words::ours(ours(key).unwrap_or_else(|| (*key).to_owned())),
            Name::Own(text) => Words::theirs(text.as_str()),
            Name::Field(field) => {
                match fields::field_words(self.l, field).or_else(|| words::code_words(self.l, field)) {
                    Some(words) => Words::ours(words),
                    None => Words::theirs(fields::humanized(field)),
                }
            }
        }
    }

    /// A status as a flag; a code without words says itself.
    fn detail_flag(&self, status: &str) -> Option<Flag> {
        let status = cleaned(Some(status))?;
        if status == "do-not" {
            return Some(Flag::new(Tone::Bad, "x", self.l.t("care-do-not")));
        }
        let tone = match status.as_str() {
            "completed" | "achieved" | "active" | "in-progress" | "final" => Tone::Good,
            "cancelled" | "stopped" | "not-done" | "entered-in-error" => Tone::Bad,
            "on-hold" | "suspended" => Tone::Warn,
            _ => Tone::Plain,
        };
        let icon = if tone == Tone::Bad { "x" } else { tone.icon() };
        let words = words::code_words(self.l, &status).unwrap_or_else(|| fields::humanized(&status));
        Some(Flag::new(tone, icon, words))
    }
}
