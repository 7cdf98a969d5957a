//! Narratives: what a record says to people, as plain lines. Their XHTML never reaches a page.

use crate::resource::Resource;
use crate::text::lines;
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

    /// Its text, line by line, without markup; empty when there is no `div`.
    pub fn lines(&self) -> Vec<String> {
        self.div.as_deref().map(|div| lines(&plain(div))).unwrap_or_default()
    }
}

/// The text between the tags; what a browser would not show is left out.
fn plain(xhtml: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(xhtml.len()), xhtml);
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(&unescaped(before));
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, inner)) = after.split_once('>') else { return text };
        rest = inner;
        let bare = tag.trim_start_matches('/');
        let name = bare.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" if !tag.starts_with('/') && !tag.ends_with('/') => {
                rest = rest.split_once("</").map_or("", |(_, rest)| rest);
                rest = rest.split_once('>').map_or("", |(_, rest)| rest);
            }
            "td" | "th" => text.push(' '),
            name if BLOCKS.contains(&name) => text.push('\n'),
            _ => {}
        }
    }
    text.push_str(&unescaped(rest));
    text
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
    fn a_narrative_without_div_says_nothing() {
        let of = |text: &str| Resource::from_text(text).ok().and_then(|resource| Narrative::of(&resource));
        let bare = of(r#"{"resourceType": "Goal", "id": "1", "text": {"status": "generated"}}"#).unwrap();
        assert!(bare.lines().is_empty());
        assert_eq!(of(r#"{"resourceType": "Goal", "id": "1"}"#), None);
        assert_eq!(of(r#"{"resourceType": "Goal", "id": "1", "text": "x"}"#), None);
    }
}
