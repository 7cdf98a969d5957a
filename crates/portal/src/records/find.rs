//! Finding things in the record: what a form asks for. Its words, dates and choices come in the body of a
//! POST, because the address of a page holds none of them, and they are compared here, with what the page
//! shows: EHRs search dirty data by its codes, people search by what they read.

use chrono::NaiveDate;
use chrono_tz::Tz;
use fhir::FhirDate;
use fhir::dates::When;
use fhir::text::cleaned;
use serde::Deserialize;

use super::find_fold::folded;
use super::told::Told;
use crate::ui::find::{Choice, Typed};
use crate::ui::text::L;
use crate::ui::view::FieldError;

/// More letters than this nobody looks for.
const MOST_LETTERS: usize = 200;

/// The form as it comes; what it does not have is not asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    words: String,
    from: String,
    to: String,
    only: String,
    sort: String,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first; what has no date comes last.
    #[default]
    Newest,
    /// Oldest first; what has no date comes last.
    Oldest,
    /// By name.
    Name,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    words: Vec<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// The value of what was chosen.
    pub only: Option<String>,
    /// In which order.
    pub sort: Sort,
}

/// What a wish says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is asked for.
    Yes,
    /// It is not.
    No,
    /// Only its missing date speaks against it.
    Undated,
}

impl Form {
    /// What was typed, for the fields of the answer; cut where no field would hold it.
    pub fn typed(&self) -> Typed {
        let kept = |text: &str| text.chars().take(5 * MOST_LETTERS).collect();
        Typed {
            words: kept(&self.words),
            from: kept(&self.from),
            to: kept(&self.to),
            only: kept(&self.only),
            sort: kept(&self.sort),
        }
    }

    /// What is asked for, or what is to be mended.
    pub fn read(&self, l: L, choices: &[Choice]) -> Result<Wish, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field, key_words: String| errors.push(FieldError { field, words: key_words });
        let words = cleaned(Some(&self.words)).unwrap_or_default();
        if words.chars().count() > MOST_LETTERS {
            wrong("words", l.t("find-error-words"));
        }
        let only = Some(self.only.trim()).filter(|only| !only.is_empty());
        if only.is_some_and(|only| choices.iter().all(|choice| choice.value != only)) {
            wrong("only", l.t("find-error-choice"));
        }
        let (from, to) = (day(&self.from), day(&self.to));
        for (field, day) in [("from", &from), ("to", &to)] {
            if day.is_err() {
                wrong(field, l.t("find-error-date"));
            }
        }
        let (from, to) = (from.ok().flatten(), to.ok().flatten());
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            wrong("to", l.t("find-error-order"));
        }
        let sort = match self.sort.as_str() {
            "" | "newest" => Sort::Newest,
            "oldest" => Sort::Oldest,
            "name" => Sort::Name,
            _ => {
                wrong("sort", l.t("find-error-choice"));
                Sort::Newest
            }
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let words = folded(&words).split_whitespace().map(str::to_owned).collect();
        Ok(Wish { words, from, to, only: only.map(str::to_owned), sort })
    }
}

impl Wish {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.from.is_none() && self.to.is_none() && self.only.is_none()
    }

    /// Whether an entry has every word and lies between the dates. Its kind or facet is the caller's to
    /// compare.
    pub fn fits(&self, told: &Told, zone: Tz) -> Fit {
        let text = if self.words.is_empty() { String::new() } else { folded(&told.text()) };
        if !self.words.iter().all(|word| text.contains(word.as_str())) {
            return Fit::No;
        }
        if self.from.is_none() && self.to.is_none() {
            return Fit::Yes;
        }
        // A year or a month is asked for when any of its days is.
        match told.days(zone) {
            None => Fit::Undated,
            Some((first, last)) => {
                let inside =
                    self.from.is_none_or(|from| last >= from) && self.to.is_none_or(|to| first <= to);
                if inside { Fit::Yes } else { Fit::No }
            }
        }
    }
}

/// A day as `<input type=date>` sends it; `Err` for any other text.
fn day(text: &str) -> Result<Option<NaiveDate>, ()> {
    match FhirDate::parse(text) {
        None => Ok(None),
        Some(date) => match date.when() {
            When::Day(day) => Ok(Some(day)),
            _ => Err(()),
        },
    }
}
