//! What needs the patient today (D01, D04), from what the record proves and nothing else. The gravest comes
//! first. What cannot be asked is said: then nobody knows that nothing is due.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};
use fhir::views::Standing;
use fhir::views::flag::Flag as How;
use fhir::{FhirDate, Kind};

use super::view::{Lists, list_of, upcoming};
use crate::records::{self, Appointment, List, Medication, News, Reader, Thing};
use crate::ui::view::{Flag, Hero, Item, Tone};

/// How long something counts as new.
const NEW_FOR_DAYS: i64 = 14;

/// How far ahead appointments and the end of a supply are told.
const AHEAD_DAYS: i64 = 7;

/// An appointment this near is the one loud thing.
const LOUD_HOURS: i64 = 24;

/// One thing.
#[derive(Clone, Debug)]
pub struct Need {
    /// How much it presses; the least first.
    rank: Rank,
    /// For the order among equals: what comes sooner, or came later, first.
    order: i64,
    /// `appointment`, `result`, `medicine` or `document`.
    pub kind: &'static str,
    /// FHIR type.
    pub resource: &'static str,
    /// FHIR id.
    pub id: String,
    /// When it is, or when it came, as the API writes it.
    pub date: Option<String>,
    /// A stable word for the flag, for the API.
    pub mark: Option<&'static str>,
    /// How it reads.
    pub item: Item,
    /// How it reads as the one loud thing.
    pub hero: Option<Hero>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Soon,
    Critical,
    Medicine,
    Abnormal,
    Ahead,
    Result,
    Document,
}

/// Everything that needs her.
pub struct Needs {
    /// The gravest first.
    pub all: Vec<Need>,
    /// The keys of the parts that could not be asked, or not wholly.
    pub unknown: Vec<&'static str>,
}

/// Finds it all.
pub fn of(lists: &Lists, reader: &Reader) -> Needs {
    let mut needs = Needs { all: Vec::new(), unknown: Vec::new() };
    let parts: [(Option<Kind>, &'static str, Finder); 4] = [
        (None, "card-appointments", appointments),
        (Some(Kind::Medications), "card-medicines", refills),
        (Some(Kind::Results), "card-results", results),
        (Some(Kind::Documents), "card-documents", documents),
    ];
    for (kind, name_key, find) in parts {
        match list_of(lists, kind) {
            Ok(list) => {
                needs.all.extend(find(list, reader));
                // What the record system does not have at all cannot be due in it; what waits may be.
                let offered = list.reason != Some(records::Reason::NOT_OFFERED);
                let waits = !list.items.held().is_empty();
                if offered && (waits || !list.has_every_entry()) {
                    needs.unknown.push(name_key);
                }
            }
            Err(_) => needs.unknown.push(name_key),
        }
    }
    needs.all.sort_by(|one, other| (one.rank, one.order, &one.id).cmp(&(other.rank, other.order, &other.id)));
    needs
}

type Finder = fn(&List, &Reader) -> Vec<Need>;

fn appointments(list: &List, reader: &Reader) -> Vec<Need> {
    let now = list.as_of;
    let ahead = upcoming(list, now).into_iter().filter(|one| one.within(AHEAD_DAYS * 24, now));
    let need = |one: Appointment| {
        let soon = one.within(LOUD_HOURS, now);
        let flag = if one.pending {
            Flag::new(Tone::Warn, "clock", reader.l.t("need-unconfirmed"))
        } else {
            Flag::new(Tone::Brand, "calendar", reader.l.t("need-booked"))
        };
        let href = format!("/records/other/{}", one.id);
        Need {
            rank: if soon { Rank::Soon } else { Rank::Ahead },
            order: one.starts.timestamp(),
            kind: "appointment",
            resource: "Appointment",
            date: Some(one.starts.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
            mark: one.pending.then_some("unconfirmed"),
            hero: soon.then(|| Hero {
                when: reader.soon(one.starts, now),
                title: reader.appointment_title(&one),
                sub: reader.appointment_facts(&one).join(" · "),
                href: href.clone(),
                go_key: "need-appointment-go",
            }),
            item: Item {
                href: Some(href),
                icon: "calendar",
                tone: Tone::Brand,
                title: reader.appointment_title(&one),
                note: Some(reader.appointment_note(&one)),
                flag: Some(flag),
                foreign: true,
            },
            id: one.id,
        }
    };
    ahead.map(need).collect()
}

/// Active prescriptions whose last supply ends within days, or that allow no refill and whose end is near or
/// not known. One that another prescription of the same medicine carries on needs nothing.
fn refills(list: &List, reader: &Reader) -> Vec<Need> {
    let today = reader.day(list.as_of);
    let taken = list.medicines_now().iter();
    let ours: Vec<&Medication> = taken.filter(|one| one.standing == Standing::Active).collect();
    let due: BTreeMap<usize, Due> = ours
        .iter()
        .enumerate()
        .filter_map(|(index, one)| Some((index, Due::of(one, today, reader)?)))
        .collect();
    let carried = |index: usize| {
        let same = |other: &Medication| other.name.is_some() && other.name == ours[index].name;
        ours.iter().enumerate().any(|(at, other)| at != index && same(other) && !due.contains_key(&at))
    };
    let need = |(index, due): (&usize, &Due)| {
        let one = &ours[*index];
        let (mark, words, note) = match due {
            Due::Ends(day) => {
                let day = reader.calendar_day(*day);
                ("supply-ends", "need-ends", reader.l.ta("need-ends-note", &[("date", &day)]))
            }
            Due::NoRefills => ("no-refills", "need-no-refills", reader.l.t("need-no-refills-note")),
        };
        Need {
            rank: Rank::Medicine,
            order: one.ends.map_or(i64::MAX, |day| i64::from(chrono::Datelike::num_days_from_ce(&day))),
            kind: "medicine",
            resource: "MedicationRequest",
            id: one.id.clone(),
            date: one.ends.map(|day| day.to_string()),
            mark: Some(mark),
            hero: None,
            item: Item {
                href: Some(format!("/records/medications/{}", one.id)),
                icon: "pill",
                tone: Tone::Warn,
                title: reader.named(one.name.as_deref()),
                note: Some(note),
                flag: Some(Flag::new(Tone::Warn, "clock", reader.l.t(words))),
                foreign: true,
            },
        }
    };
    due.iter().filter(|(index, _)| !carried(**index)).map(need).collect()
}

/// Why a prescription needs her.
enum Due {
    /// All that may be dispensed lasts to this day.
    Ends(NaiveDate),
    /// It allows no refill.
    NoRefills,
}

impl Due {
    fn of(one: &Medication, today: NaiveDate, reader: &Reader) -> Option<Self> {
        if one.resource_type != "MedicationRequest" {
            return None;
        }
        let within = |days| one.ends.is_some_and(|end| end <= today + Duration::days(days));
        if let Some(end) = one.ends.filter(|_| within(AHEAD_DAYS)) {
            return Some(Due::Ends(end));
        }
        // A prescription is good for a year at most; an older one says nothing about today.
        let written = one.written.as_ref().and_then(|date| reader.day_of(date))?;
        let good = written <= today && written > today - Duration::days(365);
        let near = one.ends.is_none() || within(NEW_FOR_DAYS);
        (one.refills == Some(0) && good && near).then_some(Due::NoRefills)
    }
}

/// New results; those that a report puts together are told as the report.
fn results(list: &List, reader: &Reader) -> Vec<Need> {
    let all = list.items.items();
    let news: Vec<News> =
        all.iter().filter_map(|item| News::of(&item.resource, NEW_FOR_DAYS, list.as_of)).collect();
    let told: BTreeSet<&str> = news.iter().flat_map(|one| &one.members).map(String::as_str).collect();
    // Only values that a new report puts together are asked how they stand.
    let flags: BTreeMap<&str, How> = all
        .iter()
        .map(|item| (item.resource.head(), &item.resource))
        .filter(|(head, _)| head.resource_type == "Observation" && told.contains(head.id.as_str()))
        .filter_map(|(head, resource)| Some((head.id.as_str(), Thing::flag_of(resource)?)))
        .collect();
    let alone = |one: &&News| {
        let head = one.resource.head();
        head.resource_type != "Observation" || !told.contains(head.id.as_str())
    };
    let need = |one: &News| {
        let thing = Thing::of(one.resource);
        let members = one.members.iter().filter_map(|id| flags.get(id.as_str()).copied());
        let how = members.chain(thing.flag).max().filter(|how| how.is_abnormal());
        let (rank, tone) = match how {
            Some(how) if how.is_critical() => (Rank::Critical, Tone::Bad),
            Some(_) => (Rank::Abnormal, Tone::Warn),
            None => (Rank::Result, Tone::Brand),
        };
        let flag = how.map_or_else(
            || Flag::new(Tone::Brand, "info", reader.l.t("need-new")),
            |how| records::flag_of(reader.l, how),
        );
        let kind = crate::ui::kinds::kind_of("results");
        let title = reader.thing_title(&thing);
        let resource = if thing.resource_type == "Observation" { "Observation" } else { "DiagnosticReport" };
        came(reader, &one.out, Came { rank, tone, flag, mark: how.map(How::name), title, id: thing.id }).of(
            "result",
            resource,
            ("results", kind.map_or("flask", |kind| kind.icon)),
            "need-result-note",
        )
    };
    news.iter().filter(alone).map(need).collect()
}

fn documents(list: &List, reader: &Reader) -> Vec<Need> {
    let all = list.items.items().iter();
    let news = all.filter_map(|item| News::of(&item.resource, NEW_FOR_DAYS, list.as_of));
    let need = |one: News| {
        let thing = Thing::of(one.resource);
        let title = reader.thing_title(&thing);
        let flag = Flag::new(Tone::Brand, "info", reader.l.t("need-new"));
        let came = came(
            reader,
            &one.out,
            Came { rank: Rank::Document, tone: Tone::Brand, flag, mark: None, title, id: thing.id },
        );
        came.of("document", "DocumentReference", ("documents", "file"), "need-document-note")
    };
    news.map(need).collect()
}

/// Something that came lately.
struct Came {
    rank: Rank,
    tone: Tone,
    flag: Flag,
    mark: Option<&'static str>,
    title: String,
    id: String,
}

struct Dated {
    came: Came,
    order: i64,
    date: String,
    shown: String,
    l: crate::ui::text::L,
}

fn came(reader: &Reader, out: &FhirDate, came: Came) -> Dated {
    Dated {
        came,
        order: out.begins().map_or(0, |at| -at.timestamp()),
        date: out.as_str().to_owned(),
        shown: reader.date(Some(out)).unwrap_or_default(),
        l: reader.l,
    }
}

impl Dated {
    fn of(
        self,
        kind: &'static str,
        resource: &'static str,
        (room, icon): (&str, &'static str),
        note_key: &str,
    ) -> Need {
        let Came { rank, tone, flag, mark, title, id } = self.came;
        Need {
            rank,
            order: self.order,
            kind,
            resource,
            date: Some(self.date),
            mark,
            hero: None,
            item: Item {
                href: Some(format!("/records/{room}/{id}")),
                icon,
                tone,
                title,
                note: Some(self.l.ta(note_key, &[("date", &self.shown)])),
                flag: Some(flag),
                foreign: true,
            },
            id,
        }
    }
}
