//! Narratives: what a record says to people, as plain lines. Their XHTML never reaches a page.

use crate::resource::Resource;
use crate::text::{clean, lines};
use crate::view;

view! {
    struct Narrated {
        text: Option<Narrative> = "text",
    }
}

view! {
    /// A FHIR `Narrative`.
    pub struct Narrative {
        /// `generated`, `extensions`, `additional`, `empty`: `additional` says more than the fields do.
        pub status: Option<String> = "status",
        /// XHTML.
        pub div: Option<String> = "div",
    }
}

/// Elements that begin a line of their own.
const BLOCKS: [&str; 17] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
];

impl Narrative {
    /// The narrative of a resource.
    pub fn of(resource: &Resource) -> Option<Self> {
        resource.view::<Narrated>()?.text
    }

    /// Its text with what little structure people need: headings, items of lists, rows of tables, lines.
    /// Empty when there is no `div`.
    pub fn blocks(&self) -> Vec<Block> {
        let mut builder = Builder::default();
        walk(self.div.as_deref().unwrap_or_default(), |piece| builder.take(piece));
        builder.flush();
        builder.blocks
    }

    /// Its text, line by line, without markup; empty when there is no `div`.
    pub fn lines(&self) -> Vec<String> {
        self.div.as_deref().map(|div| lines(&plain(div))).unwrap_or_default()
    }
}

/// A part of a narrative, each text in one clean line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// An item of a list.
    Item(String),
    /// The cells of a table's row, empty ones left out.
    Row(Vec<String>),
    /// Anything else.
    Line(String),
}

/// What a line is going to be.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Sort {
    Heading,
    Item,
    Row,
    #[default]
    Line,
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    sort: Sort,
    text: String,
    cells: Vec<String>,
}

impl Builder {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.text.push_str(&text),
            // Inside a row and an item, lines go on.
            Piece::Tag { name, .. } if matches!(name, "p" | "div" | "br") && self.sort != Sort::Line => {
                self.text.push(' ');
            }
            Piece::Tag { name: "td" | "th", .. } => self.cell(),
            Piece::Tag { name, opens } if BLOCKS.contains(&name) => {
                self.flush();
                self.sort = match name {
                    _ if !opens => Sort::Line,
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Sort::Heading,
                    "li" => Sort::Item,
                    "tr" => Sort::Row,
                    _ => Sort::Line,
                };
            }
            Piece::Tag { .. } => {}
        }
    }

    fn cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.cells.extend(clean(&text));
    }

    fn flush(&mut self) {
        if self.sort == Sort::Row {
            self.cell();
            let cells = std::mem::take(&mut self.cells);
            self.blocks.extend((!cells.is_empty()).then_some(Block::Row(cells)));
            return;
        }
        let text = std::mem::take(&mut self.text);
        let sort = self.sort;
        let made = |line| match sort {
            Sort::Heading => Block::Heading(line),
            Sort::Item => Block::Item(line),
            _ => Block::Line(line),
        };
        match sort {
            // The line breaks of the source are no lines, as in a browser.
            Sort::Line | Sort::Heading | Sort::Item => self.blocks.extend(clean(&text).map(made)),
            Sort::Row => {}
        }
    }
}

/// The text between the tags, in lines.
fn plain(xhtml: &str) -> String {
    let mut text = String::with_capacity(xhtml.len());
    walk(xhtml, |piece| match piece {
        Piece::Text(part) => text.push_str(&part),
        Piece::Tag { name: "td" | "th", .. } => text.push(' '),
        Piece::Tag { name, .. } if BLOCKS.contains(&name) => text.push('\n'),
        Piece::Tag { .. } => {}
    });
    text
}

/// A piece of XHTML.
enum Piece<'a> {
    /// Text as people read it.
    Text(String),
    /// A tag, its name in lower case.
    Tag {
        name: &'a str,
        /// Whether it begins the element.
        opens: bool,
    },
}

/// Takes XHTML, or what EHRs take for it, apart; what a browser would not show is left out.
fn walk(xhtml: &str, mut take: impl FnMut(Piece)) {
    let mut rest = xhtml;
    while let Some((before, after)) = rest.split_once('<') {
        take(Piece::Text(unescaped(before)));
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, inner)) = after.split_once('>') else { return };
        rest = inner;
        let bare = tag.trim_start_matches('/');
        let name = bare.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let opens = !tag.starts_with('/') && !tag.ends_with('/');
        match name.as_str() {
            "script" | "style" | "title" if opens => {
                rest = rest.split_once("</").map_or("", |(_, rest)| rest);
                rest = rest.split_once('>').map_or("", |(_, rest)| rest);
            }
            name => take(Piece::Tag { name, opens }),
        }
    }
    take(Piece::Text(unescaped(rest)));
}

/// The character references that XHTML and EHRs use; others stay as they are.
fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // No reference is longer, and a search to the end for each `&` would be slow on a text full of them.
        let end = after.bytes().take(10).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((character(after.get(..end)?)?, after.get(end + 1..)?)));
        let (letter, following) = named.unwrap_or(('&', after));
        out.push(letter);
        rest = following;
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(div: &str) -> Vec<String> {
        Narrative { status: None, div: Some(div.to_owned()) }.lines()
    }

    #[test]
    fn markup_goes_and_lines_stay() {
        let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><h3>Plan</h3><p>Walk <b>daily</b><br/>5 &lt; \
            10 &#181;g &amp;amp; &bogus; &#xD800; R&D</p><table><tr><td>a</td><td>b</td></tr></table></div>";
        let wanted = ["Plan", "Walk daily", "5 < 10 µg &amp; &bogus; &#xD800; R&D", "a b"];
        assert_eq!(told(div), wanted);
        assert_eq!(told("a<script>alert(1)</script>b<!-- <p>c --><style>p{}</style>d"), ["abd"]);
        assert_eq!(told("a &lt;script&gt; b"), ["a <script> b"]);
        assert_eq!(told("never closed <p"), ["never closed"]);
        assert_eq!(told("<script>"), Vec::<String>::new());
    }

    #[test]
    fn headings_items_and_rows_are_told_apart() {
        let div = "<html><head><title>x</title></head><body><h1>Plan\nfor you</h1>\n<p>Walk<br>daily</p>\
            <ul>\n<li>one <b>two</b></li><li><p>three</p></li></ul><table><tr><th>a</th><th></th>\
            <th>b</th></tr><tr><td>1</td><td><p>2</p></td></tr></table>end</body></html>";
        let told = Narrative { status: None, div: Some(div.to_owned()) }.blocks();
        let line = |text: &str| Block::Line(text.into());
        let row = |cells: [&str; 2]| Block::Row(cells.map(str::to_owned).into());
        let wanted = [
            Block::Heading("Plan for you".into()),
            line("Walk"),
            line("daily"),
            Block::Item("one two".into()),
            Block::Item("three".into()),
            row(["a", "b"]),
            row(["1", "2"]),
            line("end"),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_narrative_without_div_says_nothing() {
        let of = |text: &str| Resource::from_text(text).ok().and_then(|resource| Narrative::of(&resource));
        let bare = of(r#"{"resourceType": "Goal", "id": "1", "text": {"status": "generated"}}"#).unwrap();
        assert!(bare.lines().is_empty());
        assert_eq!(of(r#"{"resourceType": "Goal", "id": "1"}"#), None);
        assert_eq!(of(r#"{"resourceType": "Goal", "id": "1", "text": "x"}"#), None);
    }
}
