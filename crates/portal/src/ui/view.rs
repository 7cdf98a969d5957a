//! Small values that the parts show: flags, facts, rows, summary cards, the head of a list. All text in them
//! is ready to be shown, in the reader's language unless `foreign` says that it is the clinic's own.

use super::find::Find;
use super::text::L;

/// The tone of a flag, a note or a tile. Every tone is also said in words and by a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neutral.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong or dangerous.
    Bad,
    /// To be known.
    Info,
    /// The clinic's accent.
    Brand,
    /// Set back.
    Quiet,
}

impl Tone {
    /// The class of a part in this tone: `flag flag-good`, or `flag` alone when neutral.
    pub fn of(self, part: &str) -> String {
        let name = match self {
            Tone::Plain => return part.to_owned(),
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Info => "info",
            Tone::Brand => "brand",
            Tone::Quiet => "quiet",
        };
        format!("{part} {part}-{name}")
    }

    /// The icon that says the tone by its shape.
    pub fn icon(self) -> &'static str {
        match self {
            Tone::Good => "check",
            Tone::Warn | Tone::Bad => "alert",
            Tone::Plain | Tone::Info | Tone::Brand | Tone::Quiet => "info",
        }
    }
}

/// A state in words, a shape and a colour.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Its colour.
    pub tone: Tone,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// Its words.
    pub words: String,
}

impl Flag {
    /// A flag.
    pub fn new(tone: Tone, icon: &'static str, words: impl Into<String>) -> Self {
        Self { tone, icon, words: words.into() }
    }
}

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The name, in the reader's language.
    pub name: String,
    /// The value.
    pub value: String,
    /// A second, smaller line, such as `NPI 1234567893`.
    pub small: Option<String>,
    /// Whether the value is in the clinic's own words.
    pub foreign: bool,
}

impl Fact {
    /// A fact in the reader's language (dates, numbers, our words).
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), small: None, foreign: false }
    }

    /// A fact whose value is in the clinic's own words.
    pub fn foreign(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { foreign: true, ..Self::new(name, value) }
    }

    /// The same fact with a smaller second line.
    #[must_use]
    pub fn small(mut self, small: Option<String>) -> Self {
        self.small = small;
        self
    }
}

/// What an entry is, in plain words of ours beside the clinic's own (experience.md, "Words").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// What people call it; `None` when the clinic's own name says the same.
    pub name: Option<String>,
    /// What it is, in a sentence or two.
    pub means: String,
}

/// A row with one target.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it leads; a row without one is not a link.
    pub href: Option<String>,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// The tone of the tile.
    pub tone: Tone,
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub note: Option<String>,
    /// Its state.
    pub flag: Option<Flag>,
    /// Whether the title is in the clinic's own words.
    pub foreign: bool,
}

/// Rows under a heading of their own that can be jumped to: a year, a letter. A short list is one group
/// without a heading.
#[derive(Clone, Debug)]
pub struct Group<T = Item> {
    /// Unique on the page; empty when there is no heading.
    pub id: String,
    /// The heading, in the reader's language.
    pub heading: String,
    /// The rows.
    pub items: Vec<T>,
}

impl<T> Group<T> {
    /// All rows as they come, without a heading; no group at all when there are none.
    pub fn one(items: Vec<T>) -> Vec<Self> {
        if items.is_empty() {
            return Vec::new();
        }
        vec![Self { id: String::new(), heading: String::new(), items }]
    }

    /// How many rows all groups have.
    pub fn count(groups: &[Self]) -> usize {
        groups.iter().map(|group| group.items.len()).sum()
    }
}

/// A card that tells one thing about one part of the record, and leads there (D01).
#[derive(Clone, Debug)]
pub struct Summary {
    /// Unique on the page.
    pub id: &'static str,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// The key of its title.
    pub title_key: &'static str,
    /// Where it leads.
    pub href: String,
    /// The key of the link's words.
    pub go_key: &'static str,
    /// What it shows.
    pub state: SummaryState,
}

/// The states of a summary card. The frame never changes with the state.
#[derive(Clone, Debug)]
pub enum SummaryState {
    /// The answer has come.
    Ready {
        /// How many there are, in the round sign beside the title.
        count: usize,
        /// The one sentence that answers.
        fact: String,
        /// The first few.
        lines: Vec<Line>,
        /// How many more there are.
        more: usize,
        /// As of when, with the source.
        as_of: String,
    },
    /// There is nothing in the record.
    Empty {
        /// Says so.
        fact: String,
        /// What would be here.
        detail: String,
        /// As of when, with the source.
        as_of: String,
    },
    /// The source does not answer.
    Down {
        /// The clinic's name is enough: what happened and what still works is in our words.
        reason: DownReason,
        /// For the telephone.
        reference: String,
        /// Where "Try again" leads: the page itself.
        retry: String,
    },
    /// The answer is still to come (streamed pages).
    Loading,
}

/// A line of a summary card.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What, in the clinic's own words.
    pub words: String,
    /// What stands with it: a date, a person, a value.
    pub note: Option<String>,
    /// Its state.
    pub flag: Option<Flag>,
    /// A page of a calendar in place of a bullet.
    pub leaf: Option<Leaf>,
}

impl From<String> for Line {
    fn from(words: String) -> Self {
        Self { words, ..Self::default() }
    }
}

/// A page of a calendar; the date is also in words beside it.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The month, short.
    pub month: String,
    /// The day of the month.
    pub day: String,
}

/// One number and its name (D06).
#[derive(Clone, Debug)]
pub struct Stat {
    /// How many; `None` when nobody knows now.
    pub count: Option<usize>,
    /// The key of its name.
    pub name_key: &'static str,
    /// Where it leads.
    pub href: &'static str,
}

/// The one thing that is due now (LOOK: hero); at most one a page.
#[derive(Clone, Debug)]
pub struct Hero {
    /// When: `Today at 10:30 AM · in 40 minutes`.
    pub when: String,
    /// What, in the clinic's own words.
    pub title: String,
    /// With whom, where, how long.
    pub sub: String,
    /// Where its details are.
    pub href: String,
    /// The key of the link's words.
    pub go_key: &'static str,
}

/// Why a card or a list has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownReason {
    /// The record system does not answer.
    NotAnswering,
    /// The record system refuses the clinic's portal.
    Refused,
    /// The clinic has not connected its record system yet.
    NotConnected,
    /// The record system answers, and what it says cannot be read or trusted.
    Unreadable,
    /// It has failed so often of late that it is left alone for a moment, or it has too much to do.
    Resting,
    /// A mistake of ours.
    Ours,
}

impl DownReason {
    /// The keys of the sentence and its explanation.
    pub fn keys(self) -> (&'static str, &'static str) {
        match self {
            DownReason::NotAnswering => ("down-silent", "down-silent-more"),
            DownReason::Refused => ("down-refused", "down-refused-more"),
            DownReason::NotConnected => ("down-unconnected", "down-unconnected-more"),
            DownReason::Unreadable => ("down-unreadable", "down-unreadable-more"),
            DownReason::Resting => ("down-resting", "down-resting-more"),
            DownReason::Ours => ("down-ours", "down-ours-more"),
        }
    }
}

/// What the head of every list says: how many, from where, as of when, and what is missing. A list is never
/// silently partial.
#[derive(Clone, Debug)]
pub struct ListHead {
    /// How many entries there are to show, over all pages, before any filter.
    pub shown: usize,
    /// Where they come from.
    pub source: String,
    /// When they were asked for: `9:48 AM`.
    pub as_of: String,
    /// Entries that exist and are not shown.
    pub withheld: Vec<Withheld>,
    /// What waits by the patient's wish, and what the clinic holds, one by one.
    pub held: super::held::HeldBack,
    /// Why the list may not be whole.
    pub incomplete: Option<Incomplete>,
    /// Search, filter and sort; a short list has none.
    pub find: Option<Find>,
}

impl ListHead {
    /// Whether a filter stands between the list and the reader, so that an empty page is no empty list.
    pub fn is_sifted(&self) -> bool {
        self.find.as_ref().is_some_and(|find| find.sifted.is_some())
    }

    /// What is withheld and not told one by one in a section of its own.
    pub fn withheld_in_sum(&self) -> impl Iterator<Item = &Withheld> {
        self.withheld.iter().filter(move |one| match one.why {
            WithheldWhy::Wish => false,
            WithheldWhy::Hold => self.held.clinic.is_empty(),
            WithheldWhy::EnteredInError | WithheldWhy::WrongPatient => true,
        })
    }

    /// "As of 9:48 AM", for a card.
    pub fn as_of_words(&self, l: L) -> String {
        l.ta("card-as-of", &[("time", &self.as_of)])
    }
}

/// Entries that exist and are not shown, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Why.
    pub why: WithheldWhy,
    /// How many.
    pub count: usize,
}

/// The only reasons for which anything is ever withheld (R03, C5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithheldWhy {
    /// The clinic has marked it as a mistake.
    EnteredInError,
    /// It belongs to someone else.
    WrongPatient,
    /// The clinic has put a hold on it.
    Hold,
    /// It waits by the patient's own wish; to the API a hold like the other.
    Wish,
}

impl WithheldWhy {
    /// The reason of its name in the API; `None` for any other.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "entered-in-error" => Some(Self::EnteredInError),
            "wrong-patient" => Some(Self::WrongPatient),
            "hold" => Some(Self::Hold),
            _ => None,
        }
    }
}

impl Withheld {
    /// The sentence that says so.
    pub fn words(&self, lang: &base::Lang) -> String {
        let key = match self.why {
            WithheldWhy::EnteredInError => "withheld-mistake",
            WithheldWhy::WrongPatient => "withheld-other",
            WithheldWhy::Hold => "withheld-hold",
            WithheldWhy::Wish => "withheld-wish",
        };
        L::new(*lang).tn(key, "count", self.count)
    }
}

/// Why a list may not be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// The record system stopped answering before the end, or its count and its entries differ.
    PartMissing,
    /// There are more entries than one page can show.
    TooMany,
    /// The record system does not offer this part of the record.
    NotOffered,
}

impl Incomplete {
    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Incomplete::PartMissing => "incomplete-part",
            Incomplete::TooMany => "incomplete-many",
            Incomplete::NotOffered => "incomplete-not-offered",
        }
    }
}

/// One wrong field of a form: which, and the sentence about it.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The id of the field that the summary links to.
    pub field: &'static str,
    /// The sentence, in the reader's language.
    pub words: String,
}

/// The sentence about the field `id`, if there is one.
pub fn error_of<'a>(errors: &'a [FieldError], id: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == id).map(|error| error.words.as_str())
}

/// A medicine that reads like its bottle (P01, R05).
#[derive(Clone, Debug)]
pub struct Rx {
    /// Unique on the page, letters, digits and hyphens.
    pub id: String,
    /// Where its details are.
    pub href: Option<String>,
    /// The medicine, in the clinic's own words.
    pub name: String,
    /// Its strength and form, when the source keeps them apart from the name.
    pub strength: Option<String>,
    /// What it is for, in the clinic's own words.
    pub reason: Option<String>,
    /// What sort of medicine it is, in plain words of ours.
    pub plain: Option<Plain>,
    /// How to take it, in the clinic's own words.
    pub take: Option<String>,
    /// Its status.
    pub flag: Flag,
    /// Below the tear line: prescriber with NPI, date written, refills, supply.
    pub facts: Vec<Fact>,
}

/// Who prescribed, when, and how much is left: the lower half of a medicine's card. All optional: what the
/// clinic has not written is not shown.
#[derive(Clone, Debug, Default)]
pub struct RxFacts {
    /// The prescriber's name.
    pub prescriber: Option<String>,
    /// The prescriber's National Provider Identifier.
    pub npi: Option<String>,
    /// The date written, in the reader's language.
    pub written: Option<String>,
    /// How many refills are allowed.
    pub refills: Option<String>,
    /// How much is given at a time, in the clinic's own words.
    pub quantity: Option<String>,
    /// How long one supply lasts, in the reader's language.
    pub supply: Option<String>,
}

impl RxFacts {
    /// The facts with their names in the reader's language.
    pub fn facts(&self, l: L) -> Vec<Fact> {
        let npi = self.npi.as_ref().map(|npi| l.ta("rx-npi", &[("npi", npi)]));
        let fact = |key: &str, value: &Option<String>| value.clone().map(|value| Fact::new(l.t(key), value));
        let prescriber = match (&self.prescriber, npi) {
            (Some(name), npi) => Some(Fact::new(l.t("rx-prescriber"), name.as_str()).small(npi)),
            (None, Some(npi)) => Some(Fact::new(l.t("rx-prescriber"), npi)),
            (None, None) => None,
        };
        let quantity = self.quantity.clone().map(|value| Fact::foreign(l.t("rx-quantity"), value));
        let rest = [
            fact("rx-written", &self.written),
            fact("rx-refills", &self.refills),
            quantity,
            fact("rx-supply", &self.supply),
        ];
        prescriber.into_iter().chain(rest.into_iter().flatten()).collect()
    }
}
