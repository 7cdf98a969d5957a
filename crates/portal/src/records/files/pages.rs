//! What the page of an entry shows of its files: rows to download, texts to read, and the papers of a visit.

use fhir::narrative::{Block, Narrative};
use fhir::text::clean;

use crate::ui::view::Item;

/// Files and papers of an entry; empty for most.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// What can be downloaded.
    pub rows: Vec<FileRow>,
    /// What can be read here.
    pub readings: Vec<Reading>,
    /// Documents of a visit.
    pub papers: Vec<Item>,
    /// Documents of a visit could not be asked for.
    pub papers_missing: bool,
}

impl Files {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.readings.is_empty() && self.papers.is_empty() && !self.papers_missing
    }
}

/// A file to download.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Where it is.
    pub href: String,
    /// Its name, in the clinic's own words.
    pub name: String,
    /// What it is and how large, in the reader's language.
    pub note: String,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// In the clinic's own words.
    Text(Vec<Piece>),
    /// It is too long to be read on a page, is no text after all, or did not come.
    NotHere,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading.
    Heading(String),
    /// A list.
    Items(Vec<String>),
    /// Lines that belong together; their breaks are kept.
    Lines(String),
}

/// Makes content readable that claims to be text. HTML becomes plain pieces; its markup goes no further.
pub fn reading(bytes: &[u8], claimed: &str) -> Reading {
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        return Reading::NotHere;
    };
    if text.contains('\0') {
        return Reading::NotHere;
    }
    let start = text.trim_start().get(..5).unwrap_or_default().to_ascii_lowercase();
    let markup = claimed != "text/plain" || ["<!doc", "<html", "<?xml"].contains(&start.as_str());
    let pieces = if markup { of_markup(text) } else { of_lines(text) };
    if pieces.is_empty() { Reading::NotHere } else { Reading::Text(pieces) }
}

fn of_markup(text: &str) -> Vec<Piece> {
    let narrative = Narrative { status: None, div: Some(text.to_owned()) };
    let mut pieces: Vec<Piece> = Vec::new();
    for block in narrative.blocks() {
        match (block, pieces.last_mut()) {
            (Block::Heading(text), _) => pieces.push(Piece::Heading(text)),
            (Block::Item(text), Some(Piece::Items(items))) => items.push(text),
            (Block::Item(text), _) => pieces.push(Piece::Items(vec![text])),
            (Block::Row(cells), Some(Piece::Lines(lines))) => {
                lines.push('\n');
                lines.push_str(&cells.join(" · "));
            }
            (Block::Row(cells), _) => pieces.push(Piece::Lines(cells.join(" · "))),
            (Block::Line(text), _) => pieces.push(Piece::Lines(text)),
        }
    }
    pieces
}

/// Paragraphs are where empty lines are.
fn of_lines(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(clean).chain([None]) {
        match line {
            Some(line) => lines.push(line),
            None if !lines.is_empty() => pieces.push(Piece::Lines(std::mem::take(&mut lines).join("\n"))),
            None => {}
        }
    }
    pieces
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn notes_become_paragraphs_and_pages_become_pieces() {
        let lines = |text: &str| Piece::Lines(text.into());
        let note = reading(b"\xef\xbb\xbfPLAN\r\n\r\nwalk\r\nsleep  well\n\n\n", "text/plain");
        assert_eq!(note, Reading::Text(vec![lines("PLAN"), lines("walk\nsleep well")]));
        let page = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>Plan</h1><ul><li>a</li>\
            <li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table><script>alert(1)</script></body>";
        let items = Piece::Items(vec!["a".into(), "b".into()]);
        let want = Reading::Text(vec![Piece::Heading("Plan".into()), items, lines("1 · 2")]);
        assert_eq!(reading(page.as_bytes(), "text/html"), want);
        assert_eq!(reading(page.as_bytes(), "text/plain"), want, "a page that calls itself plain");
        for nothing in [b"".as_slice(), b" \n ", b"\xff\xfe", b"a\0b"] {
            assert_eq!(reading(nothing, "text/plain"), Reading::NotHere);
        }
        let angle = reading(b"weight < 80 and <b>", "text/plain");
        assert_eq!(angle, Reading::Text(vec![lines("weight < 80 and <b>")]));
    }
}
