//! Search as Canvas does it (protocols 5.1, "Envelope"): ten to a page unless told, a hundred at most, links
//! relative to the FHIR base, none on an empty result.
//!
//! Stricter than the text, which does not say what happens to a parameter outside the list: this twin answers
//! 400, so that a client never believes in a filter that does nothing. The same goes for a parameter given
//! twice (dates aside) and for comma lists of dates.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Value, json};
use url::form_urlencoded::{self, Serializer};

use super::chart::{Chart, Found};
use super::filters::Filter;
use super::interactions::{How, Offer, Param, Sort};
use super::outcome::Refusal;
use super::{shape, slots};

/// Entries on a page when `_count` is not given.
const COUNT: usize = 10;
/// Entries on a page at most; a larger `_count` is not refused, it gives this many.
const COUNT_MOST: usize = 100;

/// A search that Canvas would take.
#[derive(Default)]
pub struct Ask {
    /// What goes to the FHIR server, in its words.
    pub server: Vec<(String, String)>,
    /// What the twin looks at itself.
    twin: Vec<(Filter, String)>,
    /// Everything but the page, as it came, for the links.
    pub given: Vec<(String, String)>,
    count: Option<usize>,
    offset: usize,
}

/// Answers a search.
///
/// # Errors
/// 400 for whatever Canvas does not search by.
pub async fn search(chart: &Chart, offer: &Offer, query: &str, now: DateTime<Utc>) -> Result<Value, Refusal> {
    let ask = Ask::parse(offer, query)?;
    if offer.kind == "Slot" {
        let slots = slots::free(chart, &ask, now).await?;
        return Ok(bundle(slots.len(), slots, Vec::new()));
    }
    if !offer.pages {
        let mut resources = chart.all(offer.kind, &ask.server).await?;
        shape::view(chart, &mut resources).await?;
        return Ok(bundle(resources.len(), resources, Vec::new()));
    }
    let count = ask.count.unwrap_or(COUNT).min(COUNT_MOST);
    let found = find(chart, offer, &ask, count).await?;
    let links = ask.links(offer.kind, found.total, count);
    Ok(bundle(found.total, found.resources, links))
}

async fn find(chart: &Chart, offer: &Offer, ask: &Ask, count: usize) -> Result<Found, Refusal> {
    if ask.twin.is_empty() {
        let mut found = chart.page(offer.kind, &ask.server, count, ask.offset).await?;
        shape::view(chart, &mut found.resources).await?;
        return Ok(found);
    }
    let mut all = chart.all(offer.kind, &ask.server).await?;
    shape::view(chart, &mut all).await?;
    all.retain(|resource| ask.twin.iter().all(|(fits, value)| fits(resource, value)));
    let total = all.len();
    let resources = all.into_iter().skip(ask.offset).take(count).collect();
    Ok(Found { total, resources })
}

impl Ask {
    fn parse(offer: &Offer, query: &str) -> Result<Self, Refusal> {
        let mut ask = Ask::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let dated = offer.param(&name).is_some_and(|param| param.sort == Sort::Date);
            if !dated && ask.given.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::invalid("a search parameter is there twice"));
            }
            ask.take(offer, &name, &value)?;
            ask.given.push((name.into_owned(), value.into_owned()));
        }
        if !offer.needs.is_empty() && !offer.needs.iter().any(|need| ask.has(need)) {
            return Err(Refusal::invalid(&format!("{} is required", offer.needs.join(" or "))));
        }
        ask.given.retain(|(name, _)| name != "_count" && name != "_offset");
        Ok(ask)
    }

    fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(known, _)| known == name)
    }

    fn take(&mut self, offer: &Offer, name: &str, value: &str) -> Result<(), Refusal> {
        match name {
            "_count" if offer.pages => {
                self.count = Some(
                    number(value)
                        .filter(|count| *count > 0)
                        .ok_or_else(|| Refusal::invalid("_count is a number from 1 on"))?,
                )
            }
            "_offset" if offer.pages => {
                self.offset = number(value).ok_or_else(|| Refusal::invalid("_offset is a number"))?;
            }
            "_sort" if offer.sorts.contains(&value.strip_prefix('-').unwrap_or(value)) => {
                self.server.push(("_sort".to_owned(), value.to_owned()));
            }
            "_id" if offer.by_id && base::FhirId::parse(value).is_ok() => {
                self.server.push(("_id".to_owned(), value.to_owned()));
            }
            _ => {
                let unknown = || Refusal::invalid("a search parameter, or its value, is not supported");
                self.pass(offer.param(name).ok_or_else(unknown)?, value)?;
            }
        }
        Ok(())
    }

    fn pass(&mut self, param: &Param, value: &str) -> Result<(), Refusal> {
        let readable = match param.sort {
            Sort::Reference => value.split(',').all(|one| is_reference(param.name, one)),
            Sort::Date => is_date(value),
            Sort::Token | Sort::Text => !value.is_empty(),
        };
        if !readable {
            return Err(Refusal::invalid(&format!("the value of {} cannot be read", param.name)));
        }
        match param.how {
            How::Server(name) => self.server.push((name.to_owned(), value.to_owned())),
            How::Prefixed(name, before) => self.server.push((name.to_owned(), format!("{before}{value}"))),
            How::Twin(_, known) if !known.is_empty() && !known.contains(&value) => {
                return Err(Refusal::invalid(&format!("{} is one of {}", param.name, known.join(", "))));
            }
            How::Twin(fits, _) => self.twin.push((fits, value.to_owned())),
            How::Idle => {}
        }
        Ok(())
    }

    /// `self`, `first`, `next` and `last`, as needed.
    fn links(&self, kind: &str, total: usize, count: usize) -> Vec<Value> {
        if total == 0 {
            return Vec::new();
        }
        let link = |relation: &str, offset: usize| {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(&self.given).append_pair("_count", &count.to_string());
            query.append_pair("_offset", &offset.to_string());
            json!({ "relation": relation, "url": format!("/{kind}?{}", query.finish()) })
        };
        let next = self.offset.saturating_add(count);
        let mut links = vec![link("self", self.offset), link("first", 0)];
        if next < total {
            links.push(link("next", next));
        }
        links.push(link("last", (total - 1) / count * count));
        links
    }
}

fn bundle(total: usize, resources: Vec<Value>, links: Vec<Value>) -> Value {
    let mut bundle = json!({ "resourceType": "Bundle", "type": "searchset", "total": total });
    if !links.is_empty() {
        bundle["link"] = links.into();
    }
    if !resources.is_empty() {
        let entries = resources.into_iter().map(|resource| json!({ "resource": resource }));
        bundle["entry"] = entries.collect::<Vec<Value>>().into();
    }
    bundle
}

fn number(text: &str) -> Option<usize> {
    text.parse::<u32>().ok().and_then(|number| usize::try_from(number).ok())
}

/// `{id}` or `{Type}/{id}`; `patient` refers to a Patient only.
fn is_reference(name: &str, value: &str) -> bool {
    let (kind, id) = value.split_once('/').map_or((None, value), |(kind, id)| (Some(kind), id));
    let kind_fits = kind.is_none_or(|kind| {
        !kind.is_empty()
            && kind.bytes().all(|b| b.is_ascii_alphabetic())
            && (name != "patient" || kind == "Patient")
    });
    kind_fits && base::FhirId::parse(id).is_ok()
}

/// A FHIR date or time with one of Canvas's prefixes, or none.
fn is_date(value: &str) -> bool {
    let prefix =
        ["eq", "ne", "ge", "gt", "le", "lt"].into_iter().find_map(|prefix| value.strip_prefix(prefix));
    let date = prefix.unwrap_or(value);
    let day = |text: String| NaiveDate::parse_from_str(&text, "%Y-%m-%d").is_ok();
    match date.len() {
        4 => day(format!("{date}-01-01")),
        7 => day(format!("{date}-01")),
        10 => day(date.to_owned()),
        _ => {
            DateTime::parse_from_rfc3339(date).is_ok()
                || NaiveDateTime::parse_from_str(date, "%Y-%m-%dT%H:%M:%S").is_ok()
                || NaiveDateTime::parse_from_str(date, "%Y-%m-%dT%H:%M").is_ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_take_canvas_prefixes_only() {
        for good in ["2024", "ge2024-02", "lt2024-02-29", "ne2024-02-29T10:00", "2024-02-29T10:00:00Z"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "sa2024", "ap2024-01-01", "2023-02-29", "24", "ge", "2024-1-1", "now", "é024"] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn a_patient_is_referred_to_with_or_without_her_type() {
        assert!(is_reference("patient", "abc") && is_reference("patient", "Patient/abc"));
        assert!(is_reference("schedule", "Schedule/Location.2-Staff.3"));
        for bad in ["", "Patient/", "Practitioner/abc", "Patient/a/b", "http://x/Patient/abc", "/abc"] {
            assert!(!is_reference("patient", bad), "{bad}");
        }
    }

    #[test]
    fn every_parameter_of_the_table_can_be_asked_for() {
        for offer in &super::super::interactions::OFFERS {
            for param in offer.params {
                let value = match (param.how, param.sort) {
                    (How::Twin(_, known), _) if !known.is_empty() => known[0],
                    (_, Sort::Date) => "ge2024-01-01",
                    _ => "x",
                };
                let mut ask = Ask::default();
                assert!(ask.pass(param, value).is_ok(), "{} {}", offer.kind, param.name);
            }
        }
    }
}
