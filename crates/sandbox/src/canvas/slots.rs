//! Slot search: free times of one schedule, cut to the length asked for. Slots of Canvas have no id, are
//! always free, and keep the location's own offset.
//!
//! A stored free Slot is the window of availability that a provider's calendar would be. `start` and `end`
//! given as days mean whole days of the location, both included (protocols 5.1 does not say).

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use serde_json::{Value, json};

use super::chart::Chart;
use super::outcome::Refusal;
use super::search::Ask;

/// Minutes of a slot when `duration` is not given.
const DURATION: i64 = 20;
/// Days searched when `end` is not given.
const DAYS: u64 = 7;

/// A bound of the search.
enum Bound {
    Day(NaiveDate),
    Instant(DateTime<FixedOffset>),
}

/// The free slots.
///
/// # Errors
/// 400 when a bound or the duration cannot be read.
pub async fn free(chart: &Chart, ask: &Ask, now: DateTime<Utc>) -> Result<Vec<Value>, Refusal> {
    let given =
        |name: &str| ask.given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let from = given("start").map_or(Ok(Bound::Day(now.date_naive())), Bound::parse)?;
    let until = match given("end") {
        Some(end) => Bound::parse(end)?,
        None => from.later(DAYS).ok_or_else(|| Refusal::invalid("start is out of range"))?,
    };
    let minutes = match given("duration") {
        Some(text) => text.parse().ok().filter(|minutes| (1..=1_440).contains(minutes)),
        None => Some(DURATION),
    };
    let length = Duration::minutes(minutes.ok_or_else(|| Refusal::invalid("duration is 1 to 1440 minutes"))?);

    let mut query = vec![("status".to_owned(), "free".to_owned())];
    let passed = |name: &str| matches!(name, "schedule" | "appointment-type");
    query.extend(ask.given.iter().filter(|(name, _)| passed(name)).cloned());
    let mut slots = Vec::new();
    for window in chart.all("Slot", &query).await? {
        let time = |name: &str| DateTime::parse_from_rfc3339(window[name].as_str().unwrap_or_default());
        let (Ok(mut start), Ok(end)) = (time("start"), time("end")) else {
            return Err(Refusal::broken("a stored Slot has no times"));
        };
        while start + length <= end {
            if from.is_before(start) && until.is_after(start + length) {
                slots.push((start, slot(&window, start, start + length)));
            }
            start += length;
        }
    }
    slots.sort_by_key(|(start, _)| *start);
    Ok(slots.into_iter().map(|(_, slot)| slot).collect())
}

fn slot(window: &Value, start: DateTime<FixedOffset>, end: DateTime<FixedOffset>) -> Value {
    json!({
        "resourceType": "Slot",
        "schedule": window["schedule"],
        "status": "free",
        "start": start.to_rfc3339(),
        "end": end.to_rfc3339(),
    })
}

impl Bound {
    fn parse(text: &str) -> Result<Self, Refusal> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Bound::Day(day));
        }
        let instant = DateTime::parse_from_rfc3339(text);
        instant.map(Bound::Instant).map_err(|_| Refusal::invalid("start and end are days or times with zone"))
    }

    fn later(&self, days: u64) -> Option<Self> {
        let days = chrono::Days::new(days);
        match self {
            Bound::Day(day) => day.checked_add_days(days).map(Bound::Day),
            Bound::Instant(instant) => instant.checked_add_days(days).map(Bound::Instant),
        }
    }

    fn is_before(&self, start: DateTime<FixedOffset>) -> bool {
        match self {
            Bound::Day(day) => start.date_naive() >= *day,
            Bound::Instant(instant) => start >= *instant,
        }
    }

    fn is_after(&self, end: DateTime<FixedOffset>) -> bool {
        match self {
            Bound::Day(day) => end.date_naive() <= *day,
            Bound::Instant(instant) => end <= *instant,
        }
    }
}
