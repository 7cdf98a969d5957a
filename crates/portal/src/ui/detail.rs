//! The parts of an entry's page: a heading and rows, each with a title, a state and named values. One generic
//! shape for teams, plans, cards, bills and forms.

/// Words to show, and where they lead.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Where it leads: an entry of the record, a telephone, a mail address.
    pub href: Option<String>,
    /// Whether they are not in the reader's language: the clinic's own, or FHIR's names.
    pub foreign: bool,
}

impl Words {
    /// Words in the reader's language.
    pub fn ours(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The clinic's own words, or FHIR's.
    pub fn theirs(text: impl Into<String>) -> Self {
        Self { foreign: true, ..Self::ours(text) }
    }
}

/// A part: heading and rows.
#[derive(Clone, Debug)]
pub struct DetailList {
    /// Unique on the page.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Whether the heading is not in the reader's language.
    pub foreign: bool,
    /// A sentence below the heading.
    pub lead: Option<String>,
    /// A class beside the card's own, with a blank before it.
    pub class: &'static str,
    /// Its rows.
    pub rows: Vec<DetailRow>,
}

impl DetailList {
    /// The lines, when they are all that the part holds.
    pub fn alone(&self) -> Option<&[DetailLine]> {
        match self.rows.as_slice() {
            [only] if only.title.is_none() && only.flag.is_none() => Some(&only.lines),
            _ => None,
        }
    }
}

/// A row of a part.
#[derive(Clone, Debug)]
pub struct DetailRow {
    /// What it is.
    pub title: Option<Words>,
    /// Its state.
    pub flag: Option<super::view::Flag>,
    /// What is said of it.
    pub lines: Vec<DetailLine>,
}

/// A name and its values.
#[derive(Clone, Debug)]
pub struct DetailLine {
    /// The name.
    pub name: Words,
    /// One value or several.
    pub values: Vec<Words>,
}
