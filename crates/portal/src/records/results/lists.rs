//! The lists of results and of vital signs: rows under headings, each entry once.

use std::collections::BTreeSet;

use base::FhirId;
use chrono::{DateTime, Utc};
use fhir::{FhirDate, Kind, Resource};
use policy::Item as Released;

use super::pages::{Block, Group, Latest};
use super::reading::{Family, Reading, member_ids, member_references};
use super::trend::Course;
use crate::records::show::Reader;
use crate::records::thing::Thing;
use crate::records::words;
use crate::ui::chart;
use crate::ui::kinds;
use crate::ui::view::{Flag, Item, Tone};

/// Results day by day, newest first; a report stands before its values of the same day. Every one of the
/// items is there once.
pub fn groups(reader: &Reader, items: &[Released]) -> Vec<Group> {
    let family = Family::of(items.iter().map(|item| &item.resource));
    let mut days: Vec<(String, Vec<&Resource>)> = Vec::new();
    let mut sorted: Vec<(Option<DateTime<Utc>>, String, &Resource)> =
        items.iter().map(|item| begins(reader, &item.resource)).collect();
    sorted.sort_by_key(|(begins, ..)| std::cmp::Reverse(*begins));
    for (_, day, resource) in sorted {
        match days.iter_mut().find(|(known, _)| *known == day) {
            Some((_, all)) => all.push(resource),
            None => days.push((day, vec![resource])),
        }
    }
    let group = |(index, (heading, all)): (usize, (String, Vec<&Resource>))| Group {
        id: format!("day-{index}"),
        heading,
        foreign: false,
        blocks: blocks(&all).into_iter().map(|block| reader.block(&block, &family)).collect(),
    };
    days.into_iter().enumerate().map(group).collect()
}

fn begins<'a>(reader: &Reader, resource: &'a Resource) -> (Option<DateTime<Utc>>, String, &'a Resource) {
    let date = Thing::date_of(resource);
    let day = reader.date(date.as_ref()).unwrap_or_else(|| reader.l.t("undated"));
    (date.as_ref().and_then(FhirDate::begins), day, resource)
}

/// Of one day: each report with its values, then all that belongs to none.
fn blocks<'a>(day: &[&'a Resource]) -> Vec<Vec<&'a Resource>> {
    let mut blocks: Vec<Vec<&Resource>> = Vec::new();
    let mut placed: BTreeSet<(&str, &FhirId)> = BTreeSet::new();
    let mut place = |block: &mut Vec<&'a Resource>, one: &'a Resource| {
        let head = one.head();
        if placed.insert((head.resource_type.as_str(), &head.id)) {
            block.push(one);
        }
    };
    let mut holders: Vec<&Resource> =
        day.iter().copied().filter(|one| !member_references(one).is_empty()).collect();
    holders.sort_by_key(|one| one.head().resource_type != "DiagnosticReport");
    for holder in holders {
        let mut block = Vec::new();
        place(&mut block, holder);
        for id in member_ids(holder) {
            let is_it = |one: &&&Resource| one.head().resource_type == "Observation" && one.head().id == id;
            if let Some(member) = day.iter().find(is_it) {
                place(&mut block, member);
            }
        }
        blocks.push(block);
    }
    let mut alone = Vec::new();
    day.iter().for_each(|one| place(&mut alone, one));
    blocks.push(alone);
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Rows of a vital sign that stand open.
const OPEN_ROWS: usize = 4;
/// A report with more values than this keeps those that are as usual behind a disclosure.
const SMALL_REPORT: usize = 3;

/// The newest of each vital sign, and each with all its readings, newest first.
pub fn vitals(reader: &Reader, items: &[Released]) -> (Vec<Latest>, Vec<Group>) {
    let mut signs: Vec<Course> = Vec::new();
    for reading in items.iter().filter_map(|item| Reading::of(&item.resource)) {
        // Without a code, only the very same name is the same sign.
        let same = |other: &Reading| {
            let bare = |one: &Reading| one.view.code.as_ref().is_none_or(|code| code.coding.is_empty());
            let named = bare(&reading) && bare(other) && reading.view.title() == other.view.title();
            named || reading.same_test(other)
        };
        match signs.iter_mut().find(|sign| sign.all.first().is_some_and(same)) {
            Some(sign) => sign.all.push(reading),
            None => signs.push(Course { all: vec![reading] }),
        }
    }
    let mut latest = Vec::new();
    let mut groups = Vec::new();
    for (index, sign) in signs.iter_mut().enumerate() {
        sign.all.sort_by(super::reading::oldest_first);
        let id = format!("sign-{index}");
        latest.extend(reader.latest(&id, sign));
        let heading = sign.all.last().and_then(|one| one.view.title());
        let heading = reader.named(heading.as_deref());
        let mut items: Vec<Item> = sign.all.iter().rev().map(|one| reader.sign_row(one)).collect();
        let folded = items.split_off(items.len().min(OPEN_ROWS));
        let fold = reader.l.tn("vitals-older", "count", folded.len());
        let blocks = vec![Block { items, folded, fold, about: heading.clone() }];
        groups.push(Group { id, heading, foreign: true, blocks });
    }
    (latest, groups)
}

impl Reader {
    /// A report with its values, or values that belong to none. Of a large report, what is as usual is behind
    /// a disclosure.
    fn block(&self, all: &[&Resource], family: &Family<'_>) -> Block {
        let rows = || all.iter().map(|one| self.result_row(one, family));
        let (Some(holder), true) = (all.first(), all.len() > SMALL_REPORT + 1) else {
            return Block { items: rows().collect(), ..Block::default() };
        };
        if member_references(holder).is_empty() {
            return Block { items: rows().collect(), ..Block::default() };
        }
        let mut block = Block { about: self.thing_title(&Thing::of(holder)), ..Block::default() };
        for (index, (one, row)) in all.iter().zip(rows()).enumerate() {
            let odd = Thing::flag_of(one).is_some_and(|flag| flag.is_abnormal());
            if index == 0 || odd { block.items.push(row) } else { block.folded.push(row) }
        }
        block.fold = self.l.tn("results-more", "count", block.folded.len());
        block
    }

    /// A result or a report as a row of its day.
    fn result_row(&self, resource: &Resource, family: &Family<'_>) -> Item {
        match Reading::of(resource) {
            Some(reading) => self.reading_row(&reading, resource, family),
            None => self.report_row(resource, family),
        }
    }

    fn reading_row(&self, one: &Reading, resource: &Resource, family: &Family<'_>) -> Item {
        let members = member_references(resource).len();
        let value = match one.value() {
            Some(value) => value,
            None if members > 0 => self.l.tn("results-values", "count", members),
            None => self.no_value(&one.view),
        };
        let parent = family.parents(resource).first().and_then(|parent| Thing::of(parent).title);
        let part = parent.map(|name| self.l.ta("results-part-of", &[("name", &name)]));
        let unsettled = one.unsettled().and_then(|status| words::code_words(self.l, status));
        let thing = Thing::of(resource);
        let plain = self.plain_name(thing.gloss.as_ref(), thing.title.as_deref());
        let note: Vec<String> = plain.into_iter().chain([value]).chain(unsettled).chain(part).collect();
        Item { note: Some(note.join(" · ")), ..self.beside(one, None) }
    }

    fn report_row(&self, resource: &Resource, family: &Family<'_>) -> Item {
        let thing = Thing::of(resource);
        let head = resource.head();
        let ids = member_ids(resource);
        let members = member_references(resource).len();
        let found: Vec<Reading> =
            ids.iter().filter_map(|id| family.observation(id).and_then(Reading::of)).collect();
        let odd = found.iter().filter(|one| one.flag().is_some_and(|flag| flag.is_abnormal())).count();
        let all_normal =
            found.len() == members && found.iter().all(|one| one.flag() == Some(fhir::views::Flag::Normal));
        // What a report concludes in words may say more than its values.
        let view = resource.view::<fhir::views::DiagnosticReport>();
        let silent = view.as_ref().is_none_or(|view| view.conclusion_lines().is_empty());
        let settled = silent && matches!(thing.status.as_deref(), Some("final"));
        let flag = if odd > 0 {
            Some(Flag::new(Tone::Warn, "alert", self.l.tn("results-odd", "count", odd)))
        } else if members > 0 && all_normal && settled {
            Some(Flag::new(Tone::Good, "check", self.l.t("results-all-usual")))
        } else {
            None
        };
        let sort = view.map(|view| view.sort().name());
        let sort = sort.filter(|sort| *sort != "other").and_then(|sort| words::code_words(self.l, sort));
        let values = (members > 0).then(|| self.l.tn("results-values", "count", members));
        let unsettled = self.thing_flag(&thing).map(|flag| flag.words);
        let note: Vec<String> = sort.into_iter().chain(values).chain(unsettled).collect();
        Item {
            href: Some(crate::records::href(Kind::of(head), &head.resource_type, head.id.as_str())),
            icon: "file",
            tone: Tone::Plain,
            title: self.thing_title(&thing),
            note: (!note.is_empty()).then(|| note.join(" · ")),
            flag,
            foreign: true,
        }
    }

    fn latest(&self, group: &str, sign: &Course) -> Option<Latest> {
        let newest = sign.all.last()?;
        let title = self.named(newest.view.title().as_deref());
        let drawn = sign.drawn(None);
        let chart = if drawn.len() > 1 {
            let usual = self.usual(drawn.last().copied()).usual;
            chart::spark(&self.series(&drawn, newest), usual, self.story(&title, &drawn))
        } else {
            None
        };
        Some(Latest {
            group: group.to_owned(),
            value: newest.value().unwrap_or_else(|| self.no_value(&newest.view)),
            flag: newest.flag().map(|flag| words::flag_of(self.l, flag)),
            when: self.date(newest.date()).unwrap_or_else(|| self.l.t("undated")),
            count: sign.all.len(),
            title,
            chart,
        })
    }

    /// A reading as a row under the name of its vital sign.
    fn sign_row(&self, one: &Reading) -> Item {
        let icon = kinds::kind_of(one.kind.slug()).map_or("activity", |kind| kind.icon);
        let when = self.day_and_time(one.date()).unwrap_or_else(|| self.l.t("undated"));
        let unsettled = one.unsettled().and_then(|status| words::code_words(self.l, status));
        let note: Vec<String> = std::iter::once(when).chain(unsettled).collect();
        Item {
            icon,
            title: one.value().unwrap_or_else(|| self.no_value(&one.view)),
            note: Some(note.join(" · ")),
            foreign: one.value().is_some(),
            ..self.beside(one, None)
        }
    }
}
