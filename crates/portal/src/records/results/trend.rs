//! How a value went over time: the patient's own results of the same test, those in the same unit as a
//! picture, all of them as a table.

use fhir::{FhirDate, Quantity};

use super::pages::{Row, Told, Trend};
use super::reading::{Family, Reading, oldest_first};
use crate::error::Error;
use crate::records::list::List;
use crate::records::show::Reader;
use crate::records::words;
use crate::shell::stream::down;
use crate::ui::chart::{self, Point, UsualWords};
use crate::ui::view::DownReason;
use crate::ui::when;

/// More than this many results are not drawn and listed on one page; the list of the kind has them all.
const MOST: usize = 200;

/// Results of one test, oldest first.
pub struct Course {
    /// All of them.
    pub all: Vec<Reading>,
}

impl Course {
    /// The results of the same test as this one, which is among them though its list did not come whole.
    pub fn of(own: &Reading, family: &Family<'_>) -> Self {
        let mut all: Vec<Reading> =
            family.readings().filter(|one| one.id == own.id || one.same_test(own)).collect();
        if !all.iter().any(|one| one.id == own.id) {
            all.push(own.clone());
        }
        all.sort_by(oldest_first);
        Self { all }
    }

    /// Those that one picture can show: a number, a date, the unit of `own`, or of the newest when `own` has
    /// none.
    pub fn drawn(&self, own: Option<&Reading>) -> Vec<&Reading> {
        let able = |one: &&Reading| !one.numbers().is_empty() && one.day().is_some();
        let own = own.filter(|one| able(one));
        let Some(like) = own.or_else(|| self.all.iter().rev().find(able)) else { return Vec::new() };
        self.all.iter().filter(able).filter(|one| one.same_axis(like)).collect()
    }
}

impl Reader {
    /// The trend of one entry; its picture, its table, and what neither of them shows.
    pub fn trend(&self, own: &Reading, history: &Result<List, Error>, family: &Family<'_>) -> Trend {
        let partial = match history {
            Ok(list) => list.reason.is_some(),
            Err(error) => return Trend::Down(down(error).unwrap_or(DownReason::NotAnswering)),
        };
        let mut course = Course::of(own, family);
        let count = course.all.len();
        if count < 2 {
            return Trend::Alone { partial };
        }
        let mut asides = Vec::new();
        if count > MOST {
            course.all.drain(..count - MOST);
            let (shown, all) = (self.number(MOST), self.number(count));
            asides.push(self.l.ta("trend-newest", &[("shown", &shown), ("count", &all)]));
        }
        let drawn = course.drawn(Some(own));
        let undrawn = course.all.len() - drawn.len();
        let title = self.named(own.view.title().as_deref());
        let chart = if drawn.len() > 1 {
            let usual = self.usual(drawn.last().copied());
            chart::trend(&self.series(&drawn, own), &usual, self.story(&title, &drawn))
        } else {
            None
        };
        if undrawn > 0 && chart.is_some() {
            asides.push(self.l.tn("trend-undrawn", "count", undrawn));
        }
        if chart.is_none() && course.all.iter().any(|one| !one.numbers().is_empty()) {
            asides.push(self.l.t("trend-no-chart"));
        }
        if partial {
            asides.push(self.l.t("trend-partial"));
        }
        let like = drawn.last().copied();
        let rows: Vec<Row> = course.all.iter().rev().map(|one| self.row(one, own, like)).collect();
        let judged = rows.iter().any(|row| row.usual.is_some() || row.flag.is_some());
        let caption = self.l.ta("trend-caption", &[("name", &title)]);
        let series = self.names(own, &drawn);
        Trend::Told(Box::new(Told { chart, series, rows, judged, caption, asides }))
    }

    /// The lines of a picture.
    pub fn series(&self, drawn: &[&Reading], own: &Reading) -> Vec<Vec<Point>> {
        let lines = drawn.first().map_or(0, |one| one.numbers().len());
        let close = self.all_within_months(drawn);
        (0..lines)
            .map(|line| {
                let point = |one: &&Reading| {
                    let numbers = one.numbers();
                    let quantity = numbers.get(line)?;
                    Some(Point {
                        at: one.day()?,
                        value: quantity.number_read()?,
                        words: quantity.number()?,
                        day: one.date().map(|date| self.short(date, close)).unwrap_or_default(),
                        here: one.id == own.id,
                    })
                };
                drawn.iter().filter_map(point).collect()
            })
            .collect()
    }

    /// The names of a picture's lines, when there are several.
    fn names(&self, own: &Reading, drawn: &[&Reading]) -> Vec<String> {
        let several = drawn.first().is_some_and(|one| one.numbers().len() > 1);
        if !several || own.view.pressures().is_none() {
            return Vec::new();
        }
        vec![self.l.t("trend-upper"), self.l.t("trend-lower")]
    }

    /// What was usual at the newest, for the band: only a single line has one.
    pub fn usual(&self, newest: Option<&Reading>) -> UsualWords {
        let single = newest.filter(|one| one.numbers().len() == 1);
        let Some((usual, one)) = single.and_then(|one| Some((one.view.measured.usual()?, one))) else {
            return UsualWords::default();
        };
        let range = one.view.measured.range();
        let end = |end: Option<&Quantity>| end.and_then(Quantity::number).unwrap_or_default();
        UsualWords {
            usual: (usual.low, usual.high),
            low: end(range.and_then(|range| range.low.as_ref())),
            high: end(range.and_then(|range| range.high.as_ref())),
        }
    }

    /// A picture in words.
    pub fn story(&self, title: &str, drawn: &[&Reading]) -> String {
        let (Some(first), Some(last)) = (drawn.first(), drawn.last()) else { return title.to_owned() };
        let said = |one: &Reading| one.value().unwrap_or_default();
        let day = |one: &Reading| self.date(one.date()).unwrap_or_default();
        let count = self.number(drawn.len());
        let mut story = self.l.ta(
            "trend-story",
            &[
                ("name", title),
                ("count", &count),
                ("from", &day(first)),
                ("to", &day(last)),
                ("first", &said(first)),
                ("last", &said(last)),
            ],
        );
        let value = |one: &Reading| {
            let numbers = one.numbers();
            (numbers.len() == 1).then(|| numbers.first().and_then(|one| one.number_read())).flatten()
        };
        let ranked = |one: &&&Reading| value(one).is_some();
        let by = |one: &&&Reading, other: &&&Reading| {
            value(one).unwrap_or_default().total_cmp(&value(other).unwrap_or_default())
        };
        let least = drawn.iter().filter(ranked).min_by(by);
        let most = drawn.iter().filter(ranked).max_by(by);
        if let (Some(least), Some(most)) = (least, most) {
            let ends = self.l.ta("trend-ends", &[("least", &said(least)), ("most", &said(most))]);
            story = format!("{story} {ends}");
        }
        if let Some(range) = last.view.measured.range_text().filter(|_| last.numbers().len() == 1) {
            story = format!("{story} {}: {range}.", self.l.t("result-range"));
        }
        story
    }

    fn row(&self, one: &Reading, own: &Reading, like: Option<&Reading>) -> Row {
        let l = self.l;
        let mut marks: Vec<String> = Vec::new();
        if one.id == own.id {
            marks.push(l.t("trend-this"));
        }
        marks.extend(
            one.unsettled().map(|status| words::code_words(l, status).unwrap_or_else(|| status.to_owned())),
        );
        if like.is_some_and(|like| !one.numbers().is_empty() && !one.same_axis(like)) {
            marks.push(l.t("trend-other-unit"));
        }
        let value = one.value();
        Row {
            href: one.href().filter(|_| one.id != own.id),
            date: self.day_and_time(one.date()).unwrap_or_else(|| l.t("undated")),
            valued: value.is_some(),
            value: value.unwrap_or_else(|| self.no_value(&one.view)),
            usual: one.view.measured.range_text(),
            flag: one.flag().map(|flag| words::flag_of(l, flag)),
            marks,
        }
    }

    /// A count as people write it.
    pub fn number(&self, count: usize) -> String {
        when::number(self.l.lang, count as u64)
    }

    /// A date of the record with its time, when it has one.
    pub fn day_and_time(&self, date: Option<&FhirDate>) -> Option<String> {
        match date?.when() {
            fhir::dates::When::Instant(at) => {
                Some(when::moment(self.l.lang, at.with_timezone(&chrono::Utc), self.zone))
            }
            _ => self.date(date),
        }
    }

    fn all_within_months(&self, drawn: &[&Reading]) -> bool {
        let ends = drawn.first().and_then(|one| one.day()).zip(drawn.last().and_then(|one| one.day()));
        ends.is_some_and(|(first, last)| last - first < 120.0)
    }

    fn short(&self, date: &FhirDate, close: bool) -> String {
        let day = match date.when() {
            fhir::dates::When::Instant(at) => Some(at.with_timezone(&self.zone).date_naive()),
            _ => date.day(),
        };
        match day {
            Some(day) => when::short(self.l.lang, day, close),
            None => self.date(Some(date)).unwrap_or_default(),
        }
    }
}
