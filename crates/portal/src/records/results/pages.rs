//! The pages of measured values (R08): a result, a report, the lists of results and of vital signs.

use askama::Template;

use crate::records::files::pages::Files;
use crate::records::pages::Code;
use crate::ui::chart::{RangeChart, TrendChart};
use crate::ui::page::Page;
use crate::ui::view::{DownReason, Fact, Flag, Item, ListHead, Plain};

/// What stands above every page of one entry.
#[derive(Clone, Debug)]
pub struct Top {
    /// The list it belongs to.
    pub back_href: String,
    /// The key of the list's name.
    pub back_key: &'static str,
    /// Its name, in the clinic's own words; the one heading.
    pub title: String,
    /// Plain words of ours for it.
    pub plain: Option<Plain>,
    /// Where it comes from.
    pub source: String,
    /// When it was asked for.
    pub as_of: String,
    /// The keys of what must be known first: that it is early, changed or cancelled.
    pub warning: Option<(&'static str, &'static str)>,
    /// Whether the clinic has marked it as especially private.
    pub sensitive: bool,
}

/// `GET /records/{results,vitals,social-history}/{id}` of one measured value.
#[derive(Template)]
#[template(path = "records/result.html")]
pub struct ResultPage {
    /// The frame.
    pub page: Page,
    /// What stands above it.
    pub top: Top,
    /// What was found.
    pub figure: Figure,
    /// The value against what is usual.
    pub range: Option<RangeChart>,
    /// What is usual, in the clinic's own words.
    pub usual: Option<String>,
    /// Its parts, when it is made of several answers.
    pub parts: Vec<Fact>,
    /// The values it is made of, when it is a group.
    pub members: Option<Members>,
    /// How it went over time.
    pub trend: Trend,
    /// The key of the heading over where it comes from.
    pub about_key: &'static str,
    /// Where it comes from.
    pub about: Vec<Fact>,
    /// Notes, in the clinic's own words.
    pub notes: Vec<String>,
    /// The codes behind the words.
    pub codes: Vec<Code>,
    /// What it is part of.
    pub part_of: Vec<(String, String)>,
    /// What was taken at the same time.
    pub together: Block,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// The number, or the words.
    pub value: Option<String>,
    /// The unit of a number.
    pub unit: Option<String>,
    /// Whether it is a number, to be written large.
    pub number: bool,
    /// The lines of a longer text.
    pub lines: Vec<String>,
    /// Every digit, when the number is rounded; in the reader's language.
    pub exact: Option<String>,
    /// Why there is none; in the reader's language when there are words for it.
    pub absent: Option<String>,
    /// How it stands.
    pub flag: Option<Flag>,
    /// When it was measured, in the reader's language.
    pub when: Option<String>,
}

impl Figure {
    /// Whether there is nothing to show but its date: a group of values has none of its own.
    pub fn is_bare(&self) -> bool {
        self.value.is_none() && self.lines.is_empty() && self.absent.is_none() && self.flag.is_none()
    }
}

/// The values of a report or a group.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// Each of them.
    pub items: Vec<Item>,
    /// That some are not shown, and how many of how many; in the reader's language.
    pub missing: Option<String>,
}

/// How a value went over time.
#[derive(Debug)]
pub enum Trend {
    /// The history did not come.
    Down(DownReason),
    /// There is no other result of this test.
    Alone {
        /// Whether older ones may be there that did not come.
        partial: bool,
    },
    /// There are others.
    Told(Box<Told>),
}

/// A value's results over time.
#[derive(Debug)]
pub struct Told {
    /// The picture, when at least two can be drawn.
    pub chart: Option<TrendChart>,
    /// The names of its lines, when there are several.
    pub series: Vec<String>,
    /// The table behind it.
    pub rows: Vec<Row>,
    /// Whether any of them has a usual range or a flag.
    pub judged: bool,
    /// The table's caption.
    pub caption: String,
    /// What the picture or the table does not show, in the reader's language.
    pub asides: Vec<String>,
}

/// A row of the table behind a trend.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where its page is; `None` for the one of this page.
    pub href: Option<String>,
    /// Its date, in the reader's language.
    pub date: String,
    /// Its value, in the clinic's own words; in the reader's when there is none.
    pub value: String,
    /// Whether there is a value.
    pub valued: bool,
    /// What was usual, in the clinic's own words.
    pub usual: Option<String>,
    /// How it stands.
    pub flag: Option<Flag>,
    /// What else is to be known of it, in the reader's language.
    pub marks: Vec<String>,
}

/// `GET /records/results/{id}` of a report.
#[derive(Template)]
#[template(path = "records/report.html")]
pub struct ReportPage {
    /// The frame.
    pub page: Page,
    /// What stands above it.
    pub top: Top,
    /// When it was examined, in the reader's language.
    pub when: Option<String>,
    /// What it concludes, line by line, in the clinic's own words.
    pub conclusion: Vec<String>,
    /// The text of the report, part by part, in the clinic's own words.
    pub text: Vec<Section>,
    /// Its files, and texts that are not told part by part.
    pub files: Files,
    /// The values it is made of.
    pub members: Option<Members>,
    /// Where it comes from.
    pub about: Vec<Fact>,
    /// The codes behind the words.
    pub codes: Vec<Code>,
}

/// A part of a report's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading, when it has one.
    pub heading: Option<String>,
    /// Its lines.
    pub lines: Vec<String>,
}

/// Rows that belong together, some of them behind a disclosure.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The rows that stand open.
    pub items: Vec<Item>,
    /// The others.
    pub folded: Vec<Item>,
    /// What the disclosure says, in the reader's language.
    pub fold: String,
    /// What they are about, in the clinic's own words.
    pub about: String,
}

/// Rows under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// Unique on the page.
    pub id: String,
    /// What they have in common: a day, a vital sign.
    pub heading: String,
    /// Whether the heading is in the clinic's own words.
    pub foreign: bool,
    /// The rows: of a day each report with its values, and what belongs to none.
    pub blocks: Vec<Block>,
}

/// `GET /records/results`.
#[derive(Template)]
#[template(path = "records/results.html", blocks = ["main"])]
pub struct Results {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// Day by day, newest first.
    pub groups: Vec<Group>,
}

/// `GET /records/vitals`.
#[derive(Template)]
#[template(path = "records/vitals.html", blocks = ["main"])]
pub struct Vitals {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// The newest of each vital sign.
    pub latest: Vec<Latest>,
    /// Each vital sign with all its readings, newest first.
    pub groups: Vec<Group>,
}

/// The newest of a vital sign.
#[derive(Debug)]
pub struct Latest {
    /// The group with all its readings.
    pub group: String,
    /// What it is, in the clinic's own words.
    pub title: String,
    /// The newest value, in the clinic's own words; in the reader's when there is none.
    pub value: String,
    /// How it stands.
    pub flag: Option<Flag>,
    /// When, in the reader's language.
    pub when: String,
    /// How it went.
    pub chart: Option<TrendChart>,
    /// How many there are.
    pub count: usize,
}
