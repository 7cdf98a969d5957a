//! The record in JSON (contract: Record, Lists). Pages and JSON are made of the same values.

use fhir::{Coding, FhirDate};
use policy::Item;
use serde::Serialize;
use utoipa::ToSchema;

use super::detail;
use super::gloss::{Gloss, PlainWords};
use super::list::{Entry, List};
use super::thing::Thing;
use super::{Allergy, Condition, Medication, References};
use crate::ui::text::L;

/// A list of the record: `items` over all pages plus `withheld` account for every one of `total`.
#[derive(Serialize, ToSchema)]
pub struct RecordList {
    /// The entries, newest first.
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<serde_json::Value>,
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

/// A code of a terminology.
#[derive(Serialize, ToSchema)]
pub struct Code {
    /// URI of the code system.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// What the EHR calls it.
    pub display: Option<String>,
}

impl From<&Coding> for Code {
    fn from(coding: &Coding) -> Self {
        Self { system: coding.system.clone(), code: coding.code.clone(), display: coding.display.clone() }
    }
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
    items: impl Fn(&Item) -> serde_json::Value,
) -> RecordList {
    let all = list.items.items();
    let next = from + WHOLE_UP_TO;
    RecordList {
        items: all.iter().skip(from).take(WHOLE_UP_TO).map(items).collect(),
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
    }
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

/// One item of a record list.
///
/// `l` is the reader's language, for `plain`: what it is, in words of ours; null where there are none.
pub fn item(
    item: &Item,
    references: &References,
    now: chrono::DateTime<chrono::Utc>,
    l: L,
) -> serde_json::Value {
    let resource = &item.resource;
    let mut value = match resource.head().resource_type.as_str() {
        "MedicationRequest" | "MedicationStatement" => {
            Medication::of(resource, references, now).map(|one| medication(&one, l))
        }
        "AllergyIntolerance" => Allergy::of(resource).map(|one| allergy(&one)),
        "Condition" => Condition::of(resource, now).map(|one| condition(&one, l)),
        _ => Some(thing(&Thing::of(resource), l)),
    }
    .unwrap_or_else(|| serde_json::json!({}));
    value["id"] = resource.head().id.as_str().into();
    value["resource"] = resource.head().resource_type.as_str().into();
    value["sensitive"] = (!item.sensitivity.is_empty()).into();
    value
}

/// One entry with the whole resource beside what was made of it.
pub fn entry(entry: &Entry, l: L) -> serde_json::Value {
    let mut value = whole(entry.item.get(), &entry.references, entry.as_of, l);
    let parts = detail::sections(&entry.item.get().resource, &entry.linked);
    value["details"] = detail::details(&parts, &entry.linked);
    value["names_missing"] = entry.linked.failed.into();
    value["files"] = super::files::json(&entry.item.get().resource);
    value
}

/// An item with the whole resource beside what was made of it.
pub fn whole(
    of: &Item,
    references: &References,
    now: chrono::DateTime<chrono::Utc>,
    l: L,
) -> serde_json::Value {
    let mut value = item(of, references, now, l);
    value["as_of"] = now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true).into();
    value["fhir"] = serde_json::to_value(&of.resource).unwrap_or_default();
    value
}

/// A prescription with the names of P01, which are the source's.
pub fn prescription(one: &Medication, l: L) -> serde_json::Value {
    let mut value = medication(one, l);
    value["id"] = one.id.as_str().into();
    value["resource"] = one.resource_type.as_str().into();
    value["medication"] = serde_json::json!({
        "name": one.name,
        "code": one.code.as_ref().and_then(|code| code.code.as_deref()),
        "system": one.code.as_ref().and_then(|code| code.system.as_deref()),
    });
    value["dateWritten"] = text(one.written.as_ref());
    value
}

fn medication(one: &Medication, l: L) -> serde_json::Value {
    let prescriber =
        one.prescriber.as_ref().map(|who| serde_json::json!({ "name": who.name, "npi": who.npi }));
    serde_json::json!({
        "name": one.name,
        "code": one.code.as_ref().map(Code::from),
        "dosage": one.dosage,
        "prescriber": prescriber,
        "status": one.status,
        "standing": one.standing.name(),
        "do_not_take": one.do_not_take,
        "date_written": text(one.written.as_ref()),
        "for": one.reason,
        "refills_allowed": one.refills,
        "quantity": one.quantity,
        "supply": one.supply,
        "plain": plain(one.gloss.as_ref(), one.name.as_deref(), l),
    })
}

fn allergy(one: &Allergy) -> serde_json::Value {
    serde_json::json!({
        "name": one.name,
        "code": one.code.as_ref().map(Code::from),
        "categories": one.categories,
        "criticality": one.criticality,
        "severity": one.severity,
        "reactions": one.reactions,
        "current": one.current,
        "ruled_out": one.refuted,
        "none_known": one.none_known,
        "clinical_status": one.clinical_status,
        "verification_status": one.verification_status,
        "onset": text(one.onset.as_ref()),
        "recorded": text(one.recorded.as_ref()),
    })
}

fn thing(one: &Thing, l: L) -> serde_json::Value {
    let part = |part: &super::thing::Part| {
        serde_json::json!({
            "name": part.title,
            "value": part.value,
            "exact_value": part.exact,
            "flag": part.flag.map(fhir::views::flag::Flag::name),
        })
    };
    serde_json::json!({
        "name": one.title,
        "code": one.code.as_ref().map(Code::from),
        "status": one.status,
        "date": text(one.date.as_ref()),
        "value": one.value,
        "exact_value": one.exact,
        "reference_range": one.range,
        "flag": one.flag.map(fhir::views::flag::Flag::name),
        "parts": one.parts.iter().map(part).collect::<Vec<_>>(),
        "facts": one.facts.iter().map(super::thing::fact_json).collect::<Vec<_>>(),
        "plain": plain(one.gloss.as_ref(), one.title.as_deref(), l),
    })
}

fn condition(one: &Condition, l: L) -> serde_json::Value {
    serde_json::json!({
        "name": one.name,
        "code": one.code.as_ref().map(Code::from),
        "current": one.current,
        "ruled_out": one.refuted,
        "clinical_status": one.clinical_status,
        "verification_status": one.verification_status,
        "severity": one.severity,
        "began": text(one.began.as_ref()),
        "ended": text(one.ended.as_ref()),
        "recorded": text(one.recorded.as_ref()),
        "plain": plain(one.gloss.as_ref(), one.name.as_deref(), l),
    })
}

fn plain(gloss: Option<&Gloss>, said: Option<&str>, l: L) -> Option<PlainWords> {
    gloss.map(|gloss| gloss.words(l, said))
}

fn text(date: Option<&FhirDate>) -> serde_json::Value {
    date.map_or(serde_json::Value::Null, |date| date.as_str().into())
}
