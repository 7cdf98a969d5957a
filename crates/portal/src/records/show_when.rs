//! Days in the reader's zone, and appointments in words.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use fhir::FhirDate;
use fhir::dates::When;

use super::Appointment;
use super::show::Reader;
use crate::ui::view::Leaf;
use crate::ui::when;

impl Reader {
    /// The day of an instant where the reader is.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The day of a date: of an instant, where the reader is; of a day, the day that is written.
    pub fn day_of(&self, date: &FhirDate) -> Option<NaiveDate> {
        match date.when() {
            When::Instant(at) => Some(self.day(at.to_utc())),
            _ => date.day(),
        }
    }

    /// The year of an instant where the reader is.
    pub fn year(&self, at: DateTime<Utc>) -> i32 {
        self.day(at).year()
    }

    /// The year of a date, also of one that is no more precise.
    pub fn year_of(&self, date: &FhirDate) -> Option<i32> {
        match date.when() {
            When::Year(year) | When::Month(year, _) => Some(year),
            _ => self.day_of(date).map(|day| day.year()),
        }
    }

    /// A day in words.
    pub fn calendar_day(&self, day: NaiveDate) -> String {
        let (year, month, date) = (day.year(), day.month(), day.day());
        // A day of the calendar exists.
        when::day(self.l.lang, year, Some(month), Some(date)).unwrap_or_default()
    }

    /// `Today at 10:30 AM · in 40 minutes`.
    pub fn soon(&self, starts: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let time = self.clock(starts);
        let days = (self.day(starts) - self.day(now)).num_days();
        let when = match days {
            0 => self.l.ta("soon-today", &[("time", &time)]),
            1 => self.l.ta("soon-tomorrow", &[("time", &time)]),
            _ => format!("{}, {time}", when::today(self.l.lang, starts, self.zone)),
        };
        let minutes = (starts - now).num_minutes();
        let count = |number: i64| usize::try_from(number).unwrap_or(0);
        let left = match minutes {
            ..1 => self.l.t("soon-now"),
            1..90 => self.l.tn("soon-minutes", "count", count(minutes)),
            _ => self.l.tn("soon-hours", "count", count((minutes + 30) / 60)),
        };
        format!("{when} · {left}")
    }

    /// What an appointment is called, in the clinic's words; ours when it has none.
    pub fn appointment_title(&self, one: &Appointment) -> String {
        one.title.clone().unwrap_or_else(|| self.l.t("appointment"))
    }

    /// With whom, how long, where, in whose time.
    pub fn appointment_facts(&self, one: &Appointment) -> Vec<String> {
        let with = one.with.join(", ");
        let with = (!with.is_empty()).then(|| self.l.ta("appointment-with", &[("who", &with)]));
        let minutes = one.minutes.and_then(|minutes| usize::try_from(minutes).ok());
        let minutes = minutes.map(|minutes| self.l.tn("appointment-minutes", "count", minutes));
        let zone = when::zone_name(self.l.lang, one.starts, self.zone);
        [with, one.place.clone(), minutes, Some(zone)].into_iter().flatten().collect()
    }

    /// When, and with whom: `Tuesday, April 21, 9:00 AM · With Priya Raman, MD`.
    pub fn appointment_note(&self, one: &Appointment) -> String {
        let day = when::today(self.l.lang, one.starts, self.zone);
        let at = format!("{day}, {}", self.clock(one.starts));
        match self.appointment_facts(one).into_iter().next().filter(|_| !one.with.is_empty()) {
            Some(with) => format!("{at} · {with}"),
            None => at,
        }
    }

    /// The leaf of the calendar for an instant.
    pub fn leaf(&self, at: DateTime<Utc>) -> Leaf {
        Leaf { month: when::leaf_month(self.l.lang, at, self.zone), day: self.day(at).day().to_string() }
    }
}
