//! Results that are not shown yet, as pages tell them (C5): those that wait by the patient's own wish, by
//! name and with their button; those on hold by the clinic, with reason, author and end.

/// Everything of a list that waits or is on hold.
#[derive(Clone, Debug, Default)]
pub struct HeldBack {
    /// What waits by the patient's wish.
    pub waiting: Vec<WaitingRow>,
    /// What the clinic holds.
    pub clinic: Vec<HoldRow>,
}

impl HeldBack {
    /// How many single results "Show all" opens, with the parts of reports.
    pub fn waiting_count(&self) -> usize {
        self.waiting.iter().map(|row| row.parts + 1).sum()
    }
}

/// A result that waits, with what belongs to it.
#[derive(Clone, Debug)]
pub struct WaitingRow {
    /// FHIR type, posted when it is opened.
    pub resource_type: String,
    /// FHIR id, posted when it is opened.
    pub id: String,
    /// Its own page.
    pub href: String,
    /// What it is called; in the clinic's own words when it is `foreign`.
    pub title: String,
    /// Whether the title is in the clinic's own words.
    pub foreign: bool,
    /// When it was taken, in the reader's language.
    pub date: String,
    /// How many single results belong to it.
    pub parts: usize,
    /// When it opens by itself, in the reader's language.
    pub until: Option<String>,
}

/// A result on hold.
#[derive(Clone, Debug)]
pub struct HoldRow {
    /// Its own page.
    pub href: String,
    /// What sort of result it is, in the reader's language. Its name is not told.
    pub sort: String,
    /// When it was taken, in the reader's language.
    pub date: String,
    /// The exception, in the reader's language.
    pub exception: String,
    /// Why, in the clinic's own words.
    pub reason: String,
    /// Who holds it.
    pub author: String,
    /// When the hold ends, in the reader's language.
    pub until: String,
}
