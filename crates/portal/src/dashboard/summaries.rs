//! What each card says of its part of the record: one fact, a few lines, how many there are.

use std::collections::{BTreeMap, BTreeSet};

use fhir::Kind;
use fhir::views::CareTeam;
use policy::Item;

use super::cards::Card;
use super::view::upcoming;
use crate::error::Error;
use crate::records::{self, Allergy, Condition, List, Reader, Thing};
use crate::shell::stream;
use crate::ui::view::{DownReason, Incomplete, Line, Summary, SummaryState};

/// Lines shown on a card; the rest is counted.
pub const LINES: usize = 3;

/// What a card has to say.
pub struct Told {
    /// How many there are.
    pub count: usize,
    /// The one sentence.
    pub fact: String,
    /// The first few.
    pub lines: Vec<Line>,
    /// How many more there are than lines.
    pub more: usize,
}

/// A card for the page in a state.
pub fn summary(card: &Card, state: SummaryState) -> Summary {
    let (id, icon, title_key, go_key) = (card.name, card.icon, card.title_key, card.go_key);
    Summary { id, icon, title_key, href: card.href.to_owned(), go_key, state }
}

/// The state of a card whose part did not come.
pub fn down(error: &Error, reference: &str) -> SummaryState {
    let reason = stream::down(error).unwrap_or(DownReason::Ours);
    SummaryState::Down { reason, reference: reference.to_owned(), retry: "/".into() }
}

/// The state of a card whose list has come.
pub fn ready(reader: &Reader, card: &Card, list: &List) -> SummaryState {
    let told = told(reader, card, list);
    let head = reader.head(list);
    let as_of = head.as_of_words(reader.l);
    // What waits or is on hold is not nothing.
    if told.count == 0 && head.incomplete.is_none() && list.withheld.is_empty() {
        let (fact, detail) = card.empty_keys;
        return SummaryState::Empty { fact: reader.l.t(fact), detail: reader.l.t(detail), as_of };
    }
    let incomplete = head.incomplete.or(list.mixed_up().then_some(Incomplete::PartMissing));
    let fact = incomplete.map_or(told.fact, |why| reader.l.t(why.key()));
    SummaryState::Ready { count: told.count, fact, lines: told.lines, more: told.more, as_of }
}

/// What a card tells of a list.
pub fn told(reader: &Reader, card: &Card, list: &List) -> Told {
    match card.kind {
        None => appointments(reader, list),
        Some(Kind::Medications) => {
            let names = list.medicines_now().iter().map(|one| reader.named(one.name.as_deref()));
            named(reader, "medicines-now", names.collect())
        }
        Some(Kind::Allergies) => {
            let all = list.items.items().iter().filter_map(|item| Allergy::of(&item.resource));
            let now = all.filter(|one| one.current != Some(false) && !one.none_known);
            named(reader, "allergies-now", now.map(|one| reader.named(one.name.as_deref())).collect())
        }
        Some(Kind::Conditions) => {
            let all = list.items.items().iter();
            let all = all.filter_map(|item| Condition::of(&item.resource, list.as_of));
            let now = all.filter(|one| one.current != Some(false));
            named(reader, "conditions-now", now.map(|one| reader.named(one.name.as_deref())).collect())
        }
        Some(Kind::Results) => results(reader, list),
        Some(Kind::Vitals) => vitals(reader, list),
        Some(Kind::CareTeam) => care_team(reader, list),
        Some(_) => latest(reader, list),
    }
}

fn named(reader: &Reader, fact_key: &str, names: Vec<String>) -> Told {
    let count = names.len();
    Told {
        count,
        fact: reader.l.tn(fact_key, "count", count),
        lines: names.into_iter().take(LINES).map(Line::from).collect(),
        more: count.saturating_sub(LINES),
    }
}

fn appointments(reader: &Reader, list: &List) -> Told {
    let ahead = upcoming(list, list.as_of);
    let line = |one: &records::Appointment| Line {
        words: reader.appointment_title(one),
        note: Some(reader.appointment_note(one)),
        flag: None,
        leaf: Some(reader.leaf(one.starts)),
    };
    Told {
        count: ahead.len(),
        fact: reader.l.tn("card-appointments-ahead", "count", ahead.len()),
        lines: ahead.iter().take(2).map(line).collect(),
        more: ahead.len().saturating_sub(2),
    }
}

/// The newest results: a report in place of the results that it puts together, with the gravest of their
/// flags.
fn results(reader: &Reader, list: &List) -> Told {
    let items = list.items.items();
    // R4 ids are unique per type only.
    let key = |item: &Item| (item.resource.head().resource_type.clone(), item.resource.head().id.clone());
    let groups: BTreeMap<_, BTreeSet<String>> =
        items.iter().map(|item| (key(item), records::members(&item.resource))).collect();
    let inside: BTreeSet<&str> = groups.values().flatten().map(String::as_str).collect();
    let how = |of: &Item| {
        let members = groups.get(&key(of));
        let found = items.iter().filter(|item| {
            let head = item.resource.head();
            let within = members.is_some_and(|members| members.contains(head.id.as_str()));
            within && head.resource_type == "Observation"
        });
        let flags = found.filter_map(|item| Thing::flag_of(&item.resource));
        flags.max().filter(|flag| flag.is_abnormal())
    };
    let alone = items.iter().filter(|item| {
        let head = item.resource.head();
        head.resource_type != "Observation" || !inside.contains(head.id.as_str())
    });
    let line = |item: &Item| {
        let thing = Thing::of(&item.resource);
        let graver = how(item).filter(|graver| thing.flag.is_none_or(|own| *graver > own));
        let flag = graver.map(|graver| records::flag_of(reader.l, graver));
        Line {
            words: reader.thing_title(&thing),
            note: Some(reader.thing_note(&thing)),
            flag: flag.or_else(|| reader.thing_flag(&thing)),
            leaf: None,
        }
    };
    let lines = alone.take(LINES).map(line).collect();
    Told { lines, more: 0, ..latest(reader, list) }
}

/// The newest of a kind, with its date.
fn latest(reader: &Reader, list: &List) -> Told {
    let items = list.items.items();
    let things: Vec<Thing> = items.iter().take(LINES).map(|item| Thing::of(&item.resource)).collect();
    let line = |thing: &Thing| Line {
        words: reader.thing_title(thing),
        note: Some(reader.thing_note(thing)),
        ..Line::default()
    };
    let date = things.first().and_then(|thing| reader.date(thing.date.as_ref()));
    let fact = match date {
        Some(date) => reader.l.ta("card-latest", &[("date", &date)]),
        None => reader.l.tn("list-all", "count", items.len()),
    };
    Told {
        count: items.len(),
        fact,
        lines: things.iter().map(line).collect(),
        more: items.len().saturating_sub(LINES),
    }
}

/// What people look for first among vital signs, by LOINC: blood pressure (its panels), weight, heart rate,
/// then the others as they come.
const FIRST: [&[&str]; 3] = [&["85354-9", "55284-4"], &["29463-7", "3141-9"], &["8867-4"]];

/// The newest of each vital sign.
fn vitals(reader: &Reader, list: &List) -> Told {
    let mut signs: Vec<(usize, Thing)> = Vec::new();
    for item in list.items.items() {
        // The newest of a sign comes first; of the many older ones no more than the code is read.
        let known = |code: String| signs.iter().any(|(_, sign)| sign.code() == Some(code.as_str()));
        if Thing::code_of(&item.resource).is_some_and(known) {
            continue;
        }
        let thing = Thing::of(&item.resource);
        if thing.value.is_none() || signs.iter().any(|(_, known)| same_sign(known, &thing)) {
            continue;
        }
        let code = thing.code.as_ref().and_then(|code| code.code.as_deref()).unwrap_or_default();
        let rank = FIRST.iter().position(|codes| codes.contains(&code)).unwrap_or(FIRST.len());
        signs.push((rank, thing));
    }
    signs.sort_by_key(|(rank, _)| *rank);
    let line = |(_, thing): &(usize, Thing)| Line {
        words: reader.thing_title(thing),
        note: Some(reader.thing_note(thing)),
        flag: reader.thing_flag(thing),
        leaf: None,
    };
    let newest = list.items.items().first().map(|item: &Item| Thing::of(&item.resource));
    let date = newest.and_then(|thing| reader.date(thing.date.as_ref()));
    let date = date.unwrap_or_else(|| reader.l.t("undated"));
    Told {
        // Counted are the measurements; shown is the newest of each sign.
        count: list.items.items().len(),
        fact: reader.l.ta("card-vitals-latest", &[("date", &date)]),
        more: 0,
        lines: signs.iter().take(LINES).map(line).collect(),
    }
}

fn same_sign(one: &Thing, other: &Thing) -> bool {
    match (one.code(), other.code()) {
        (Some(one), Some(other)) => one == other,
        _ => one.title == other.title,
    }
}

/// Everyone in the care teams that stand, each once; their own words when a team names nobody.
fn care_team(reader: &Reader, list: &List) -> Told {
    let mut people: Vec<Line> = Vec::new();
    for item in list.items.items() {
        let Some(team) = item.resource.view::<CareTeam>() else { continue };
        let over = team.period.as_ref().is_some_and(|period| period.is_over(list.as_of));
        if over || team.status.as_deref() == Some("inactive") {
            continue;
        }
        for member in team.members() {
            let Some(name) = member.member.as_ref().and_then(fhir::Reference::name) else { continue };
            if people.iter().all(|known| known.words != name) {
                people.push(Line { words: name, note: member.role_text(), ..Line::default() });
            }
        }
    }
    let count = people.len();
    if count == 0 {
        return latest(reader, list);
    }
    Told {
        count,
        fact: reader.l.tn("card-care-team-people", "count", count),
        more: count.saturating_sub(LINES),
        lines: people.into_iter().take(LINES).collect(),
    }
}
