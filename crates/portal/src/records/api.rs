//! The record in JSON (contract: Record, Lists). Pages and JSON are made of the same values.

use policy::Item;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::item::ItemJson;
use super::list::{Entry, List};
use super::{References, detail};
use crate::error::Error;
use crate::ui::text::L;

/// A list of the record: `items` over all pages plus `withheld` account for every one of `total`.
#[derive(Serialize, ToSchema)]
pub struct RecordList {
    /// The entries, newest first.
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<Box<RawValue>>,
    /// Cursor of the next page; null on the last.
    pub next: Option<String>,
    /// How many the EHR holds for this patient in this kind.
    pub total: u64,
    /// How many are not shown, by reason.
    pub withheld: Vec<Withheld>,
    /// What waits or is on hold, one by one: all that `withheld` counts as `hold`.
    pub held: Vec<super::release::pages::HeldItem>,
    /// Whether everything is accounted for.
    pub complete: bool,
    /// Why not, when it is not.
    pub reason: Option<&'static str>,
    /// When the EHR answered (RFC 3339).
    pub as_of: String,
}

/// Entries that are not shown.
#[derive(Serialize, ToSchema)]
pub struct Withheld {
    /// `entered-in-error`, `wrong-patient` or `hold`.
    pub reason: &'static str,
    /// How many.
    pub count: u64,
}

/// More than this many items come in pages (contract: Record).
pub const WHOLE_UP_TO: usize = 1_000;

/// Where the last page of the longest list may begin.
const MOST: usize = 1_000_000;

/// A page of a list. `cursor` is the one given back as `next`; anything else is the first page's caller's
/// error.
pub fn page_of(
    list: &List,
    kind: &str,
    from: usize,
    item: impl Fn(&Item) -> serde_json::Result<Box<RawValue>>,
) -> Result<RecordList, Error> {
    let all = list.items.items();
    let next = from + WHOLE_UP_TO;
    let items = all.iter().skip(from).take(WHOLE_UP_TO).map(item);
    Ok(RecordList {
        items: items.collect::<Result<_, _>>()?,
        next: (next < all.len()).then(|| format!("{kind}.{next}")),
        total: list.total,
        withheld: list
            .withheld
            .iter()
            .map(|(why, count)| Withheld { reason: why.name(), count: *count })
            .collect(),
        held: list.items.held().iter().map(super::release::pages::HeldItem::of).collect(),
        complete: list.reason.is_none(),
        reason: list.reason.map(|reason| reason.0),
        as_of: list.as_of.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
    })
}

/// Where a cursor of this kind begins; `None` when it is not one of ours.
pub fn cursor(kind: &str, given: Option<&str>) -> Option<usize> {
    match given {
        None => Some(0),
        Some(text) => {
            let (of, from) = text.split_once('.')?;
            let place: usize = from.parse().ok()?;
            // Only what `page_of` writes, letter for letter; no list is longer than the bound.
            let ours = of == kind
                && place.to_string() == from
                && place.is_multiple_of(WHOLE_UP_TO)
                && (WHOLE_UP_TO..=MOST).contains(&place);
            ours.then_some(place)
        }
    }
}

/// One entry with the whole resource beside what was made of it.
pub fn entry(entry: &Entry, l: L) -> Result<serde_json::Value, Error> {
    let mut value = whole(entry.item.get(), &entry.references, entry.as_of, l)?;
    let parts = detail::sections(&entry.item.get().resource, &entry.linked);
    value["details"] = detail::details(&parts, &entry.linked)?;
    value["names_missing"] = entry.linked.failed.into();
    value["files"] = super::files::json(&entry.item.get().resource);
    Ok(value)
}

/// An item with the whole resource beside what was made of it.
pub fn whole(
    of: &Item,
    references: &References,
    now: chrono::DateTime<chrono::Utc>,
    l: L,
) -> Result<serde_json::Value, Error> {
    let mut value = serde_json::to_value(ItemJson::of(of, references, now, l))?;
    value["as_of"] = now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true).into();
    value["fhir"] = serde_json::to_value(&of.resource)?;
    Ok(value)
}
