//! The room for everything else of the record (R02, R10): entries grouped by their type, with counts, so that
//! nothing is nowhere.

use askama::Template;

use super::detail;
use super::list::List;
use super::show::Reader;
use super::thing::Thing;
use crate::ui::kinds;
use crate::ui::page::Page;
use crate::ui::view::{Item, ListHead};

/// `GET /records/other`.
#[derive(Template)]
#[template(path = "records/other.html", blocks = ["main"])]
pub struct Others {
    /// The frame.
    pub page: Page,
    /// The key of the kind's name (`ui::kinds`).
    pub label_key: &'static str,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// The types, by their names.
    pub groups: Vec<Group>,
}

/// The entries of one type.
#[derive(Clone, Debug)]
pub struct Group {
    /// Unique on the page.
    pub id: String,
    /// The type in plain words.
    pub name: String,
    /// How many, in words.
    pub count: String,
    /// Its entries, newest first.
    pub items: Vec<Item>,
}

/// The entries of a list by their types, in the order of their names.
pub fn groups(reader: &Reader, list: &List, known: &kinds::Kind) -> Vec<Group> {
    let mut groups: Vec<(String, Group)> = Vec::new();
    for item in list.items.items() {
        let thing = Thing::of(&item.resource);
        let mut row = reader.thing_row(&thing, known);
        let brief = detail::brief(&item.resource);
        if thing.value.is_none() && !brief.is_empty() {
            row.note = Some(row.note.into_iter().chain(brief).collect::<Vec<_>>().join(" · "));
        }
        let kind = &thing.resource_type;
        let place = groups.iter().position(|(name, _)| name == kind);
        match place.and_then(|place| groups.get_mut(place)) {
            Some((_, group)) => group.items.push(row),
            None => {
                let name = detail::type_words(reader.l, kind);
                let id = format!("type-of-{}", kind.to_ascii_lowercase());
                groups.push((kind.clone(), Group { id, name, count: String::new(), items: vec![row] }));
            }
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    for group in &mut groups {
        group.count = reader.l.tn("list-some", "count", group.items.len());
    }
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    groups
}
