//! The controls that find things: the search of the whole record, and search, filter and sort of one list.
//! What was typed stays in the page's fields, never in its address.

use super::text::L;
use super::view::FieldError;
use super::when;

/// One choice of a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What is read.
    pub words: String,
    /// Whether the words are the clinic's own.
    pub foreign: bool,
}

impl Choice {
    /// A choice in the reader's language.
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), foreign: false }
    }
}

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Words to look for.
    pub words: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The value of a [`Choice`].
    pub only: String,
    /// The order of the list.
    pub sort: String,
}

/// The controls of one list or of the whole record.
#[derive(Clone, Debug)]
pub struct Find {
    /// Where the form is sent to; read without a form, the same without any filter.
    pub action: String,
    /// What was typed.
    pub typed: Typed,
    /// The key of the name of what can be chosen.
    pub only_key: &'static str,
    /// What can be chosen from; nothing to choose with fewer than two.
    pub choices: Vec<Choice>,
    /// How many entries have no date that could be compared.
    pub undated: usize,
    /// What is to be mended.
    pub errors: Vec<FieldError>,
    /// What came of it; `None` as long as nothing was sent, or it has errors.
    pub sifted: Option<Sifted>,
}

/// What a filter left of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sifted {
    /// How many are shown.
    pub shown: usize,
    /// Of how many.
    pub of: usize,
    /// How many were left out only because they have no date.
    pub undated_out: usize,
}

impl Sifted {
    /// "12 of 214 shown."
    pub fn words(&self, l: L) -> String {
        two(l, "find-shown", (self.shown, self.of))
    }
}

/// A sentence about so many of so many.
pub fn two(l: L, key: &str, (shown, of): (usize, usize)) -> String {
    let number = |count: usize| when::number(l.lang, u64::try_from(count).unwrap_or(u64::MAX));
    l.ta(key, &[("shown", &number(shown)), ("of", &number(of))])
}

impl Find {
    /// The sentence about the field `id`, if there is one.
    pub fn error(&self, id: &str) -> Option<&str> {
        super::view::error_of(&self.errors, id)
    }

    /// Whether more than words was used, so that the rest of the form is to be seen.
    pub fn is_open(&self) -> bool {
        let typed = &self.typed;
        let narrowed = [&typed.from, &typed.to, &typed.only].into_iter().any(|one| !one.is_empty());
        narrowed || self.errors.iter().any(|error| error.field != "words")
    }
}
