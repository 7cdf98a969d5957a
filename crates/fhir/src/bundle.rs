//! A page of search results. One bad entry never costs the others: it is counted.

use std::sync::Arc;

use crate::json::{MAX_DEPTH, Object, Raw, elements};
use crate::resource::{Malformed, Resource};
use crate::scan::{Broken, Met, Scan, wrong_names};
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
        Self::from_vec(bytes.to_vec())
    }

    /// The same, taking the bytes over: the resources are places in them.
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, Malformed> {
        String::from_utf8(bytes).map_err(|_| Malformed::NotUtf8).and_then(Self::from_string)
    }

    /// Reads a Bundle from a text.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        Self::from_string(text.to_owned())
    }

    /// One pass over the page finds its entries, their resources and these resources' fields.
    fn from_string(text: String) -> Result<Self, Malformed> {
        let page = Arc::new(text);
        let mark = page.len() - page.trim_start_matches('\u{feff}').len();
        let mut scan = Scan::after(&page, mark);
        let mut entries = Vec::new();
        let fields = scan.members(|scan, field| {
            if !field.is(&page, "entry") {
                return scan.span().map(|(span, _)| span);
            }
            scan.spanning(|scan| match scan.next() {
                Some(b'[') => scan.elements(|scan| {
                    entries.push(Entry::read(&page, scan)?);
                    Ok(())
                }),
                Some(b'n') => scan.value().map(drop),
                _ => {
                    entries.push(Entry::read(&page, scan)?);
                    Ok(())
                }
            })
        })?;
        if let Some(wrong) = wrong_names(&page, &fields) {
            return Err(wrong.into());
        }
        if !scan.is_at_end() {
            return Err(Malformed::NotJson);
        }
        let object = Object::known(&page, &fields);
        match object.field::<Option<String>>("resourceType").as_deref() {
            Some("Bundle") => {}
            Some(_) => return Err(Malformed::WrongType),
            None => return Err(Malformed::NoType),
        }
        let mut bundle = Self {
            kind: object.field("type"),
            total: object.field("total"),
            next: next_link(&object),
            resources: Vec::with_capacity(entries.len()),
            ..Self::default()
        };
        for entry in entries {
            bundle.add(&page, entry);
        }
        Ok(bundle)
    }

    fn add(&mut self, page: &Arc<String>, entry: Entry) {
        let (met, mode) = match entry {
            Entry::Resource(met, mode) => (met, mode),
            Entry::Response => return,
            Entry::Unreadable => {
                self.malformed += 1;
                return;
            }
        };
        if let Some(outcome) = outcome(page, &met, mode.as_deref()) {
            self.outcomes.push(outcome);
            return;
        }
        match (Resource::met(page, met), mode.as_deref()) {
            (Ok(resource), Some("include")) => self.included.push(resource),
            (Ok(resource), _) => self.resources.push(resource),
            (Err(_), _) => self.malformed += 1,
        }
    }
}

/// One entry of a page.
enum Entry {
    /// A resource, and its search mode when that is said.
    Resource(Met, Option<String>),
    /// The answers to a transaction carry a `response` in place of a resource.
    Response,
    /// Neither, or not in a way that can be read.
    Unreadable,
}

impl Entry {
    /// Errors only when the page is not JSON; what this entry alone has wrong, it keeps to itself.
    fn read(page: &str, scan: &mut Scan<'_>) -> Result<Self, Broken> {
        if scan.next() != Some(b'{') {
            scan.value()?;
            return Ok(Entry::Unreadable);
        }
        let mut met = None;
        let fields = scan.members(|scan, field| {
            if field.is(page, "resource") && scan.next() == Some(b'{') {
                let object = scan.object()?;
                let span = object.span;
                met = Some(object);
                return Ok(span);
            }
            scan.span().map(|(span, _)| span)
        })?;
        if wrong_names(page, &fields).is_some() {
            return Ok(Entry::Unreadable);
        }
        let object = Object::known(page, &fields);
        let Some(met) = met else {
            let answered = !object.has("resource") && object.has("response");
            return Ok(if answered { Entry::Response } else { Entry::Unreadable });
        };
        let search = object.raw("search").and_then(|raw| Object::parse(raw.get()).ok());
        Ok(Entry::Resource(met, search.and_then(|search| search.field("mode"))))
    }
}

/// An OperationOutcome need not have an id, so it is not read as a resource.
fn outcome(page: &str, met: &Met, mode: Option<&str>) -> Option<OperationOutcome> {
    if met.depth > MAX_DEPTH || met.wrong.is_some() {
        return None;
    }
    let object = Object::known(met.span.of(page), &met.fields);
    let is_one = || object.raw("resourceType").and_then(Raw::text).as_deref() == Some("OperationOutcome");
    (mode == Some("outcome") || is_one()).then(|| object.view())
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
