//! FHIR dates: a year, a month, a day or an instant, and whatever else EHRs write in their place.

use chrono::{DateTime, Datelike, Duration, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Raw, Read};

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// `2004`.
    Year(i32),
    /// `2012-06`.
    Month(i32, u32),
    /// `2012-06-05`.
    Day(NaiveDate),
    /// A date and a time without a zone: the wall clock of the place where it was written.
    Local(NaiveDateTime),
    /// An instant, with the zone it was written in.
    Instant(DateTime<FixedOffset>),
    /// Not understood; the text is all there is.
    Unclear,
}

/// A `date`, `dateTime` or `instant` as it was written, and what could be understood of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FhirDate {
    text: String,
    when: When,
}

impl FhirDate {
    /// Reads a date; `None` only for an empty text. Anything else is kept, understood or not.
    pub fn parse(text: &str) -> Option<Self> {
        let text = crate::text::clean(text)?;
        let when = understand(&text);
        Some(Self { text, when })
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is known.
    pub fn when(&self) -> When {
        self.when
    }

    /// The calendar day, when it is known: of an instant, the day in the zone it was written in.
    pub fn day(&self) -> Option<NaiveDate> {
        match self.when {
            When::Day(day) => Some(day),
            When::Local(time) => Some(time.date()),
            When::Instant(instant) => Some(instant.date_naive()),
            When::Year(_) | When::Month(..) | When::Unclear => None,
        }
    }

    /// The first moment it can mean; what has no zone is read as UTC. For sorting, not for judging.
    pub fn begins(&self) -> Option<DateTime<Utc>> {
        self.span().map(|(begin, _)| begin)
    }

    /// Whether all of it is over for certain: a day ends when it ends everywhere on earth (UTC-12).
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let zone = if matches!(self.when, When::Instant(_)) { Duration::zero() } else { Duration::hours(12) };
        self.span().and_then(|(_, end)| end.checked_add_signed(zone)).is_some_and(|end| end <= now)
    }

    fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let months = |year, month, count| {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((midnight(first), midnight(first.checked_add_months(Months::new(count))?)))
        };
        match self.when {
            When::Year(year) => months(year, 1, 12),
            When::Month(year, month) => months(year, month, 1),
            When::Day(day) => Some((midnight(day), midnight(day.succ_opt()?))),
            When::Local(time) => Some((time.and_utc(), time.and_utc())),
            When::Instant(instant) => Some((instant.to_utc(), instant.to_utc())),
            When::Unclear => None,
        }
    }
}

fn understand(text: &str) -> When {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let understood = match (text.len(), text.split_once('-')) {
        (4, None) if digits(text) => text.parse().ok().filter(|year| *year > 0).map(When::Year),
        (7, Some((year, month))) if digits(year) && digits(month) && year.len() == 4 => {
            month_of(year, month).map(|(year, month)| When::Month(year, month))
        }
        (10, _) => day_of(text).map(When::Day),
        _ => time_of(text),
    };
    understood.unwrap_or(When::Unclear)
}

fn month_of(year: &str, month: &str) -> Option<(i32, u32)> {
    let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
    Some((first.year(), first.month()))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let shape = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = shape.then(|| number(0, 4)).flatten().and_then(|year| i32::try_from(year).ok())?;
    NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)
}

/// `T` or a blank between day and time; seconds and their fraction may be missing, and so may the zone.
fn time_of(text: &str) -> Option<When> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let day = day_of(day)?;
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let zone_at = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = (clock.get(..zone_at)?.trim(), clock.get(zone_at..)?);
    let any_form =
        || ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(clock, form).ok());
    let time = usual_time(clock).or_else(any_form)?;
    let local = day.and_time(time);
    match zone {
        "" => Some(When::Local(local)),
        "Z" | "z" => Some(When::Instant(local.and_utc().fixed_offset())),
        zone => local.and_local_timezone(offset_of(zone)?).single().map(When::Instant),
    }
}

/// `10:20:30`, as nearly every instant has it; other forms are read by their patterns.
fn usual_time(clock: &str) -> Option<NaiveTime> {
    let shape = clock.len() == 8
        && clock.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let number = |from: usize| clock.get(from..from + 2)?.parse::<u32>().ok();
    if shape { NaiveTime::from_hms_opt(number(0)?, number(3)?, number(6)?) } else { None }
}

/// `+02:00`, `+0200` or `+02`.
fn offset_of(zone: &str) -> Option<FixedOffset> {
    let (sign, rest) = zone.split_at_checked(1)?;
    let digits: String = rest.chars().filter(|letter| *letter != ':').collect();
    let minutes = match (digits.len(), digits.parse::<i32>().ok()?) {
        (2, hours) => hours * 60,
        (4, both) if both % 100 < 60 => both / 100 * 60 + both % 100,
        _ => return None,
    };
    match sign {
        "+" => FixedOffset::east_opt(minutes * 60),
        "-" => FixedOffset::west_opt(minutes * 60),
        _ => None,
    }
}

impl Read for FhirDate {
    fn read(raw: Raw<'_>) -> Option<Self> {
        Self::parse(&raw.text()?)
    }
}

impl<'de> Deserialize<'de> for FhirDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("an empty date"))
    }
}

impl Serialize for FhirDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        FhirDate::parse(text).unwrap().when()
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn three_precisions_and_instants_are_understood() {
        assert_eq!(when("2004"), When::Year(2004));
        assert_eq!(when("2012-06"), When::Month(2012, 6));
        assert_eq!(when(" 2012-06-05\n"), When::Day(NaiveDate::from_ymd_opt(2012, 6, 5).unwrap()));
        for same in [
            "2012-06-05T10:20:30Z",
            "2012-06-05T12:20:30.000+02:00",
            "2012-06-05 06:20:30-0400",
            "2012-06-05T12:20:30+02",
        ] {
            assert_eq!(FhirDate::parse(same).unwrap().begins(), Some(at("2012-06-05T10:20:30Z")), "{same}");
        }
        assert!(matches!(when("2012-06-05T10:20"), When::Local(_)));
    }

    #[test]
    fn what_is_not_understood_is_kept_as_written() {
        assert_eq!(FhirDate::parse(""), None);
        assert_eq!(FhirDate::parse(" \n"), None);
        for odd in [
            "June 2012",
            "2012-13",
            "2023-02-30",
            "0000",
            "2012-6-5",
            "12/06/2012",
            "2012-06-05T25:00:00Z",
            "2012-06-05T10:20:30+99:99",
            "２０１２",
            "2012-06-0é",
            "2012-06-05T10:20:30+",
            "2012-06-05Té",
            "+004",
        ] {
            let date = FhirDate::parse(odd).unwrap();
            assert_eq!((date.as_str(), date.when(), date.begins()), (odd, When::Unclear, None), "{odd}");
        }
    }

    #[test]
    fn a_day_is_over_only_when_it_is_over_everywhere() {
        let day = FhirDate::parse("2026-03-01").unwrap();
        assert!(!day.is_over(at("2026-03-02T11:59:59Z")));
        assert!(day.is_over(at("2026-03-02T12:00:00Z")));
        let instant = FhirDate::parse("2026-03-01T08:00:00-05:00").unwrap();
        assert!(!instant.is_over(at("2026-03-01T12:59:59Z")));
        assert!(instant.is_over(at("2026-03-01T13:00:00Z")));
        assert!(!FhirDate::parse("2026").unwrap().is_over(at("2026-12-31T00:00:00Z")));
        assert!(!FhirDate::parse("soon").unwrap().is_over(at("2099-01-01T00:00:00Z")));
    }
}
