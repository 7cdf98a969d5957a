//! A page of search results. One bad entry never costs the others: it is counted.

use serde_json::value::RawValue;

use crate::json::{Object, elements, too_deep};
use crate::resource::{Malformed, Resource, not_an_object};
use crate::views::OperationOutcome;

/// A Bundle, its entries sorted by what they are for.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// `type`: `searchset`, `history`, `transaction-response`, ….
    pub kind: Option<String>,
    /// How many matches the server says there are, over all pages.
    pub total: Option<u64>,
    /// Where the next page is, as written (it may be relative).
    pub next: Option<String>,
    /// The matches: entries with `search.mode` `match` or none.
    pub resources: Vec<Resource>,
    /// What came along with the matches: entries with `search.mode` `include`.
    pub included: Vec<Resource>,
    /// What the server remarked.
    pub outcomes: Vec<OperationOutcome>,
    /// Entries that could not be read.
    pub malformed: u64,
}

impl Bundle {
    /// Reads a Bundle from the bytes of an answer. Errors when the whole is no Bundle; never for one entry.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        std::str::from_utf8(bytes).map_err(|_| Malformed::NotUtf8).and_then(Self::from_text)
    }

    /// Reads a Bundle from a text.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_start_matches('\u{feff}');
        let object = Object::parse(text).map_err(|error| not_an_object(&error))?;
        match object.field::<Option<String>>("resourceType").as_deref() {
            Some("Bundle") => {}
            Some(_) => return Err(Malformed::WrongType),
            None => return Err(Malformed::NoType),
        }
        let mut bundle = Self {
            kind: object.field("type"),
            total: object.field("total"),
            next: next_link(&object),
            ..Self::default()
        };
        for entry in object.raw("entry").map(elements).unwrap_or_default() {
            bundle.add(entry);
        }
        Ok(bundle)
    }

    fn add(&mut self, entry: &RawValue) {
        let Ok(entry) = Object::parse(entry.get()) else {
            self.malformed += 1;
            return;
        };
        let Some(raw) = entry.raw("resource") else {
            // The answers to a transaction carry a `response` in place of a resource.
            self.malformed += u64::from(!entry.has("response"));
            return;
        };
        let search = entry.raw("search").and_then(|raw| Object::parse(raw.get()).ok());
        let mode = search.and_then(|search| search.field::<Option<String>>("mode"));
        if let Some(outcome) = outcome(raw, mode.as_deref()) {
            self.outcomes.push(outcome);
            return;
        }
        match (Resource::parse(raw), mode.as_deref()) {
            (Ok(resource), Some("include")) => self.included.push(resource),
            (Ok(resource), _) => self.resources.push(resource),
            (Err(_), _) => self.malformed += 1,
        }
    }
}

/// An OperationOutcome need not have an id, so it is not read as a resource.
fn outcome(raw: &RawValue, mode: Option<&str>) -> Option<OperationOutcome> {
    if too_deep(raw.get()) {
        return None;
    }
    let kind = Object::parse(raw.get()).ok()?.field::<Option<String>>("resourceType");
    if mode == Some("outcome") || kind.as_deref() == Some("OperationOutcome") {
        serde_json::from_str(raw.get()).ok()
    } else {
        None
    }
}

fn next_link(bundle: &Object<'_>) -> Option<String> {
    bundle.raw("link").map(elements).unwrap_or_default().into_iter().find_map(|link| {
        let link = Object::parse(link.get()).ok()?;
        let relation = link.field::<Option<String>>("relation")?;
        if relation == "next" {
            link.field::<Option<String>>("url").filter(|url| !url.is_empty())
        } else {
            None
        }
    })
}
