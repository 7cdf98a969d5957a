//! Charts without pictures or script: where everything stands in an SVG that has no `viewBox`. Across in
//! percent, down in percent or rem, text in rem, so that a chart fills any width while its words keep the
//! reader's text size. Numbers in, places out; no words of its own and no markup (R08).

use std::fmt;

/// The narrowest place a chart is drawn in, in rem: a card on a phone of 320 px.
const NARROWEST: f64 = 15.5;
/// Text sizes of `chart.css`, in rem.
const SMALL: f64 = 0.8125;
const STRONG: f64 = 0.9375;
/// Two texts on one line are at least this far apart, in rem.
const APART: f64 = 0.5;

/// A share of the width or height, written `10.7%`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Pct(pub f64);

impl fmt::Display for Pct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        write!(f, "{}%", if text == "-0" { "0" } else { text })
    }
}

/// A text and where it stands; `anchor` says which of its ends, or its middle, is at `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Across.
    pub x: Pct,
    /// Down, in charts that have more than one line of text.
    pub y: Pct,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// What it says.
    pub words: String,
    /// How it looks.
    pub class: &'static str,
    size: f64,
}

impl Text {
    /// A text around `x`, moved so far that it stays inside at the narrowest.
    fn around(x: f64, words: &str, (size, class): (f64, &'static str)) -> Self {
        let half = wide(words, size) / 2.0;
        let (x, anchor) = if x - half < 0.0 {
            (0.0, "start")
        } else if x + half > 100.0 {
            (100.0, "end")
        } else {
            (x, "middle")
        };
        Self { x: Pct(x), y: Pct(0.0), anchor, words: words.to_owned(), class, size }
    }

    fn at(mut self, y: f64) -> Self {
        self.y = Pct(y);
        self
    }

    /// From where to where it reaches across, in percent of the narrowest place.
    fn span(&self) -> (f64, f64) {
        let width = wide(&self.words, self.size);
        match self.anchor {
            "start" => (self.x.0, self.x.0 + width),
            "end" => (self.x.0 - width, self.x.0),
            _ => (self.x.0 - width / 2.0, self.x.0 + width / 2.0),
        }
    }

    /// Whether there is room for it at all.
    fn fits(&self) -> bool {
        wide(&self.words, self.size) <= 100.0
    }

    fn clear_of(&self, others: &[Text]) -> bool {
        let (from, to) = self.span();
        let gap = APART / NARROWEST * 100.0;
        others.iter().map(Text::span).all(|(start, end)| to + gap <= start || end + gap <= from)
    }
}

/// How wide a text is at the narrowest, in percent. Rather too wide than too narrow: fonts differ.
fn wide(words: &str, size: f64) -> f64 {
    let em = |letter: char| match letter {
        ' ' | '.' | ',' | '-' | '–' | '/' | ':' => 0.34,
        'A'..='Z' | '%' | 'm' | 'w' => 0.78,
        '\u{2e80}'.. => 1.02,
        _ => 0.6,
    };
    words.chars().map(em).sum::<f64>() * size / NARROWEST * 100.0
}

/// What is usual: from, to; one end at least.
pub type Usual = (Option<f64>, Option<f64>);

/// The words of a range chart, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct RangeWords<'a> {
    /// `You: 6.8%`.
    pub you: &'a str,
    /// The lower end, as it was written.
    pub low: &'a str,
    /// The upper end, as it was written.
    pub high: &'a str,
    /// `Usual`.
    pub usual: &'a str,
    /// `Low`.
    pub below: &'a str,
    /// `High`.
    pub above: &'a str,
}

/// One value on the bar of what is usual.
#[derive(Clone, Debug)]
pub struct RangeChart {
    /// The whole of it in words.
    pub label: String,
    /// The bar: outside, usual, outside.
    pub bars: Vec<Bar>,
    /// Where the value is.
    pub mark: Pct,
    /// How its mark looks.
    pub mark_class: &'static str,
    /// Above the bar, when it has room there.
    pub you: Option<Text>,
    /// Below the bar.
    pub texts: Vec<Text>,
}

/// A part of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// From.
    pub x: Pct,
    /// How wide.
    pub width: Pct,
    /// How it looks.
    pub class: &'static str,
}

/// How far beyond what is usual a bar reaches, in spans of what is usual; values further away stand at its
/// broken end.
const REACH: f64 = 2.0;

/// Draws one value against what is usual. `None` when neither end is there, or a number is none.
pub fn range(value: f64, usual: Usual, words: RangeWords<'_>, label: String) -> Option<RangeChart> {
    let (low, high) = usual;
    let known = [Some(value), low, high].into_iter().flatten();
    if (low.is_none() && high.is_none()) || !known.clone().all(f64::is_finite) {
        return None;
    }
    let (from, to, broken) = reach(value, usual);
    let x = |number: f64| ((number - from) / (to - from) * 100.0).clamp(0.0, 100.0);
    let (start, end) = (low.map_or(0.0, x), high.map_or(100.0, x));
    let under = low.is_some_and(|low| value < low);
    let over = high.is_some_and(|high| value > high);
    let mut bars = Vec::new();
    let gap = 0.7;
    bars.extend(bar(0.0, start - gap, "c-warn"));
    bars.extend(bar(start, end, "c-good"));
    match broken {
        Some(true) => {
            bars.extend(bar(end + gap, 88.0, "c-warn"));
            bars.extend(bar(92.0, 100.0, "c-warn"));
        }
        _ => bars.extend(bar(end + gap, 100.0, "c-warn")),
    }
    if broken == Some(false)
        && let Some(first) = bars.first_mut()
    {
        // The break stands where the bar goes on beyond what can be shown.
        let width = first.width.0;
        *first = Bar { x: Pct(0.0), width: Pct(8.0_f64.min(width)), class: "c-warn" };
        bars.extend(bar(12.0, width, "c-warn"));
    }
    let mark = x(value).clamp(3.0, 97.0);
    Some(RangeChart {
        label,
        bars,
        mark: Pct(mark),
        mark_class: if under || over { "c-mark-warn" } else { "c-mark-good" },
        you: Some(Text::around(mark, words.you, (STRONG, "strong"))).filter(Text::fits),
        texts: ticks((low.map(x), high.map(x)), (start, end), (under, over), words),
    })
}

fn bar(from: f64, to: f64, class: &'static str) -> Option<Bar> {
    (to - from > 0.5).then_some(Bar { x: Pct(from), width: Pct(to - from), class })
}

/// From where to where the bar goes, and whether the value is beyond its upper (`true`) or lower end.
fn reach(value: f64, (low, high): Usual) -> (f64, f64, Option<bool>) {
    let ends = [low, high].into_iter().flatten();
    let span = match (low, high) {
        (Some(low), Some(high)) if high > low => high - low,
        _ => ends.clone().fold(0.0, |most: f64, end| most.max(end.abs())),
    };
    // A range that is a single number, or zero, has no span of its own.
    let span = if span > 0.0 { span } else { ends.clone().fold(1.0, |_, end| (value - end).abs().max(1.0)) };
    let outside = 0.35 * span;
    let mut from = low.map_or_else(|| high.unwrap_or_default() - span, |low| low - outside);
    let mut to = high.map_or_else(|| low.unwrap_or_default() + span, |high| high + outside);
    if value >= 0.0 && ends.clone().all(|end| end >= 0.0) {
        from = from.max(0.0);
    }
    let (least, most) = (from - REACH * span, to + REACH * span);
    let mut broken = None;
    if value > to {
        broken = (value > most).then_some(true);
        to = (value + 0.15 * span).min(most);
    } else if value < from {
        broken = (value < least).then_some(false);
        from = (value - 0.15 * span).max(least);
    }
    (from, to, broken)
}

/// The words below a range's bar: its ends first, then where the value is, then what the middle means; what
/// has no room is left out, and stands in the sentence below the chart anyway.
fn ticks(
    (low, high): (Option<f64>, Option<f64>),
    (start, end): (f64, f64),
    (under, over): (bool, bool),
    words: RangeWords<'_>,
) -> Vec<Text> {
    let tick = |x: f64, words: &str| Text::around(x, words, (SMALL, "c-tick"));
    let mut texts: Vec<Text> = Vec::new();
    let both = (low.map(|x| tick(x, words.low)), high.map(|x| tick(x, words.high)));
    match both {
        (Some(low), Some(high)) if !low.clear_of(std::slice::from_ref(&high)) => {
            let joined = format!("{}–{}", words.low, words.high);
            texts.push(tick(f64::midpoint(start, end), &joined));
        }
        (low, high) => texts.extend(low.into_iter().chain(high)),
    }
    texts.retain(Text::fits);
    let side = if over {
        Some(Text::around(100.0, words.above, (SMALL, "c-warn-text")))
    } else if under {
        Some(Text::around(0.0, words.below, (SMALL, "c-warn-text")))
    } else {
        None
    };
    let middle = Text::around(f64::midpoint(start, end), words.usual, (SMALL, "c-good-text"));
    for text in side.into_iter().chain([middle]) {
        if text.fits() && text.clear_of(&texts) {
            texts.push(text);
        }
    }
    texts
}

/// One measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When, in days of any calendar.
    pub at: f64,
    /// How much.
    pub value: f64,
    /// The value as it is written beside its dot.
    pub words: String,
    /// Its day, as it is written below.
    pub day: String,
    /// Whether it is the one that the page is about.
    pub here: bool,
}

/// A line between two measurements.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// From, across.
    pub x1: Pct,
    /// From, down.
    pub y1: Pct,
    /// To, across.
    pub x2: Pct,
    /// To, down.
    pub y2: Pct,
    /// How it looks.
    pub class: &'static str,
}

/// A measurement's mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Across.
    pub x: Pct,
    /// Down.
    pub y: Pct,
    /// Its radius, in rem.
    pub r: &'static str,
    /// How it looks.
    pub class: &'static str,
}

/// What is usual, as a band behind the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its upper edge.
    pub y: Pct,
    /// How high it is.
    pub height: Pct,
    /// The edges that are inside the picture.
    pub edges: Vec<Pct>,
    /// What stands at the edges.
    pub texts: Vec<Text>,
}

/// Measurements over time.
#[derive(Clone, Debug)]
pub struct TrendChart {
    /// The whole of it in words.
    pub label: String,
    /// What is usual, when it can be shown on this scale.
    pub band: Option<Band>,
    /// From each measurement to the next.
    pub lines: Vec<Line>,
    /// Every measurement.
    pub dots: Vec<Dot>,
    /// Some of the values, as many as there is room for.
    pub values: Vec<Text>,
    /// Some of the days, as many as there is room for.
    pub days: Vec<Text>,
}

/// What is usual and how its ends are written.
#[derive(Clone, Debug, Default)]
pub struct UsualWords {
    /// From, to.
    pub usual: Usual,
    /// The lower end.
    pub low: String,
    /// The upper end.
    pub high: String,
}

/// Where the lines of a picture may be, in percent.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Where a band that is open below ends.
    floor: f64,
}

const TREND: Area = Area { left: 7.0, right: 93.0, top: 17.0, bottom: 76.0, floor: 84.0 };
const SPARK: Area = Area { left: 3.0, right: 95.0, top: 14.0, bottom: 86.0, floor: 100.0 };

/// The scale of a picture: time across, value down.
struct Scale {
    area: Area,
    begin: f64,
    end: f64,
    least: f64,
    most: f64,
}

/// A scale stretches to what is usual unless the values would be squashed to less than this share of it.
const SQUASHED: f64 = 1.0 / 6.0;

impl Scale {
    fn of(series: &[Vec<Point>], (low, high): Usual, area: Area) -> Option<Self> {
        let all = || series.iter().flatten();
        if all().any(|point| !point.at.is_finite() || !point.value.is_finite()) {
            return None;
        }
        let (begin, end) = ends(all().map(|point| point.at))?;
        let (mut least, mut most) = ends(all().map(|point| point.value))?;
        let usual = [low, high].into_iter().flatten();
        let (lower, upper) = ends([least, most].into_iter().chain(usual))?;
        if most > least && (most - least) / (upper - lower) >= SQUASHED || most <= least {
            (least, most) = (lower, upper);
        }
        if most - least <= f64::EPSILON * most.abs().max(1.0) {
            // Equal values stand in the middle.
            let room = (most.abs() * 0.1).max(1.0);
            (least, most) = (least - room, most + room);
        }
        Some(Self { area, begin, end, least, most })
    }

    fn x(&self, at: f64) -> f64 {
        let Area { left, right, .. } = self.area;
        let long = self.end - self.begin;
        let share = if long > 0.0 { (at - self.begin) / long } else { 0.5 };
        left + share * (right - left)
    }

    fn y(&self, value: f64) -> f64 {
        let Area { top, bottom, .. } = self.area;
        top + (self.most - value) / (self.most - self.least) * (bottom - top)
    }

    fn lines(&self, series: &[Vec<Point>]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (index, points) in series.iter().enumerate() {
            let class = if index == 0 { "c-line" } else { "c-line c-line-2" };
            lines.extend(points.windows(2).map(|pair| Line {
                x1: Pct(self.x(pair[0].at)),
                y1: Pct(self.y(pair[0].value)),
                x2: Pct(self.x(pair[1].at)),
                y2: Pct(self.y(pair[1].value)),
                class,
            }));
        }
        lines
    }

    fn dots(&self, series: &[Vec<Point>]) -> Vec<Dot> {
        let count = series.iter().map(Vec::len).max().unwrap_or_default();
        let small = match count {
            0..=12 => ".32rem",
            13..=40 => ".22rem",
            _ => ".14rem",
        };
        let mut dots = Vec::new();
        for points in series {
            let last = points.len().saturating_sub(1);
            dots.extend(points.iter().enumerate().map(|(index, point)| {
                let (r, class) = match (index == last, point.here) {
                    (true, _) => (".46rem", "c-dot-now"),
                    (false, true) => (".46rem", "c-dot-here"),
                    (false, false) => (small, "c-dot"),
                };
                Dot { x: Pct(self.x(point.at)), y: Pct(self.y(point.value)), r, class }
            }));
        }
        dots
    }

    /// The usual range; `None` when none of it is on this scale.
    fn band(&self, words: &UsualWords, dots: &[Dot]) -> Option<Band> {
        let (low, high) = words.usual;
        let (ceiling, floor) = (0.0, self.area.floor);
        let (top, bottom) = (high.map_or(ceiling, |end| self.y(end)), low.map_or(floor, |end| self.y(end)));
        let inside = |y: &f64| *y > ceiling && *y < floor;
        let (upper, lower) = (top.clamp(ceiling, floor), bottom.clamp(ceiling, floor));
        if (low.is_none() && high.is_none()) || lower - upper < 1.0 {
            return None;
        }
        let mut texts: Vec<Text> = Vec::new();
        // The upper end is written below its edge, the lower one above its own: inside the band.
        for (end, y, down, said) in [(high, top, 6.5, &words.high), (low, bottom, -2.0, &words.low)] {
            if end.is_none() || !inside(&y) || lower - upper < 10.0 {
                continue;
            }
            let text = Text::around(0.0, said, (SMALL, "c-good-text")).at(y + down);
            let right = Text { x: Pct(100.0), anchor: "end", ..text.clone() };
            let free = |text: &Text| {
                let (from, to) = text.span();
                !dots.iter().any(|dot| {
                    (from - 3.0..to + 3.0).contains(&dot.x.0) && (dot.y.0 - text.y.0 + 3.0).abs() < 9.0
                })
            };
            texts.extend([text, right].into_iter().find(free));
        }
        let edges = [high.map(|_| top), low.map(|_| bottom)].into_iter().flatten().filter(inside);
        let edges = edges.map(Pct).collect();
        Some(Band { y: Pct(upper), height: Pct(lower - upper), edges, texts })
    }

    /// The values that there is room for: the newest, the one that the page is about, the highest and lowest,
    /// the oldest, then the others. Those of a second line stand below theirs.
    fn values(&self, series: &[Vec<Point>]) -> Vec<Text> {
        let mut all = Vec::new();
        for (index, points) in series.iter().enumerate() {
            // Beside a third line there is no room for words.
            let Some(down) = [-7.5, 11.0].get(index) else { continue };
            let mut shown: Vec<Text> = Vec::new();
            for place in telling(points) {
                let point = &points[place];
                let text = Text::around(self.x(point.at), &point.words, (STRONG, "strong"));
                if text.fits() && text.clear_of(&shown) {
                    shown.push(text.at(self.y(point.value) + down));
                }
            }
            all.extend(shown);
        }
        all
    }

    fn days(&self, series: &[Vec<Point>]) -> Vec<Text> {
        let mut shown: Vec<Text> = Vec::new();
        let Some(points) = series.iter().max_by_key(|points| points.len()) else { return shown };
        let count = points.len();
        let order = [count.checked_sub(1), (count > 1).then_some(0)].into_iter().flatten();
        for place in order.chain(1..count.saturating_sub(1)) {
            let point = &points[place];
            let text = Text::around(self.x(point.at), &point.day, (SMALL, "c-tick")).at(97.0);
            let said = shown.iter().any(|other| other.words == text.words);
            if !said && text.fits() && text.clear_of(&shown) {
                shown.push(text);
            }
        }
        shown
    }
}

/// Places of points in the order of what they tell.
fn telling(points: &[Point]) -> Vec<usize> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let by = |one: &usize, other: &usize| points[*one].value.total_cmp(&points[*other].value);
    let mut order = vec![last];
    order.extend(points.iter().position(|point| point.here));
    // Of equal ones the oldest: it is the furthest from the newest, which has its words already.
    order.extend((0..=last).rev().max_by(by));
    order.extend((0..=last).min_by(by));
    order.extend(0..=last);
    let mut seen = std::collections::BTreeSet::new();
    order.retain(|place| seen.insert(*place));
    order
}

fn ends(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |ends, number| match ends {
        None => Some((number, number)),
        Some((least, most)) => Some((least.min(number), most.max(number))),
    })
}

/// Draws measurements over time: one line, or several of one unit. Each series is in the order of time.
/// `None` when there is nothing to draw, or a number is none.
pub fn trend(series: &[Vec<Point>], usual: &UsualWords, label: String) -> Option<TrendChart> {
    let scale = Scale::of(series, usual.usual, TREND)?;
    let dots = scale.dots(series);
    Some(TrendChart {
        label,
        band: scale.band(usual, &dots),
        lines: scale.lines(series),
        values: scale.values(series),
        days: scale.days(series),
        dots,
    })
}

/// The same as a small picture without words, for a card.
pub fn spark(series: &[Vec<Point>], usual: Usual, label: String) -> Option<TrendChart> {
    let scale = Scale::of(series, usual, SPARK)?;
    let words = UsualWords { usual, ..UsualWords::default() };
    let mut dots = scale.dots(series);
    dots.retain(|dot| dot.class == "c-dot-now");
    Some(TrendChart {
        label,
        band: scale.band(&words, &[]).map(|band| Band { texts: Vec::new(), ..band }),
        lines: scale.lines(series),
        dots,
        values: Vec::new(),
        days: Vec::new(),
    })
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;
