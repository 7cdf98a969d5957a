//! What a page may hold: the content security policy allows no inline code, so no template has any.

use crate::tree::{Failure, File, Tree};

/// No inline script or style, no handler attributes, nothing loaded from elsewhere, no unescaped value.
pub fn check(tree: &Tree) -> Vec<Failure> {
    tree.with_extension(&["html", "svg"]).flat_map(check_template).collect()
}

fn check_template(file: &File) -> Vec<Failure> {
    let text = without_comments(&file.text);
    let mut found = Vec::new();
    for (at, tag) in tags(&text) {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if name == "script" && !is_external_script(&text, at, tag) {
            found.push(file.at(at, "inline script: move it to web/ and load it with `src` from /assets/"));
        }
        if name == "style" {
            found.push(file.at(at, "inline stylesheet: use a class of the design system"));
        }
        for (name, value) in attributes(tag) {
            found.extend(bad_attribute(&name, value).map(|says| file.at(at, says)));
        }
    }
    for filter in ["|safe", "| safe"] {
        let unescaped = text.match_indices(filter);
        let says = "`safe` switches escaping off: pass a template, or let the value be escaped";
        found.extend(unescaped.map(|(at, _)| file.at(at, says)));
    }
    found
}

fn bad_attribute(name: &str, value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let elsewhere = ["http://", "https://", "//"].iter().any(|start| value.starts_with(start));
    if name == "style" {
        Some("`style=`: use a class, or a custom property of the theme's stylesheet".to_owned())
    } else if name.starts_with("on") && name.len() > 2 && name.chars().all(|c| c.is_ascii_lowercase()) {
        Some(format!("`{name}=`: add the listener in web/, and let the page work without it"))
    } else if value.starts_with("javascript:") {
        Some("a `javascript:` address: use a form, or a listener in web/".to_owned())
    } else if ["src", "srcset", "action", "formaction", "poster"].contains(&name) && elsewhere {
        Some(format!("`{name}` of another origin: serve it from /assets/"))
    } else {
        None
    }
}

/// Template and markup comments blanked; offsets stay.
fn without_comments(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    for (open, close) in [("{#", "#}"), ("<!--", "-->")] {
        for (at, _) in text.match_indices(open) {
            let end = text[at..].find(close).map_or(text.len(), |n| at + n + close.len());
            out[at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Every opening tag: where its `<` stands, and the text up to its `>` (not one inside quotes or `{{ }}`).
fn tags(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let opens = text.match_indices('<').map(|(at, _)| at);
    let opens = opens.filter(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic));
    opens.map(|at| (at, &text[at + 1..tag_end(bytes, at)])).collect()
}

fn tag_end(bytes: &[u8], from: usize) -> usize {
    let (mut quote, mut depth) = (None, 0_usize);
    for (i, byte) in bytes.iter().copied().enumerate().skip(from) {
        match (byte, quote) {
            (b'{', _) => depth += 1,
            (b'}', _) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'>', None) => return i,
            _ => {}
        }
    }
    bytes.len()
}

fn is_external_script(text: &str, at: usize, tag: &str) -> bool {
    let body = text[at + 1 + tag.len()..].trim_start_matches('>');
    let body = body.split_once("</script").map_or(body, |(body, _)| body);
    attributes(tag).iter().any(|(name, _)| name == "src") && body.trim().is_empty()
}

/// `name="value"` pairs of a tag; quotes inside `{{ }}` and `{% %}` belong to the value.
fn attributes(tag: &str) -> Vec<(String, &str)> {
    let bytes = tag.as_bytes();
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let Some(equals) = tag[i..].find('=').map(|n| i + n) else { break };
        let head = &tag[..equals];
        let name: String =
            head.chars().rev().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
        let name: String = name.chars().rev().collect::<String>().to_lowercase();
        let (from, to) = match bytes.get(equals + 1) {
            Some(quote @ (b'"' | b'\'')) => (equals + 2, quoted_end(bytes, equals + 2, *quote)),
            _ => (
                equals + 1,
                tag[equals + 1..].find(char::is_whitespace).map_or(tag.len(), |n| equals + 1 + n),
            ),
        };
        found.push((name, &tag[from.min(to)..to]));
        i = to + 1;
    }
    found
}

fn quoted_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut depth = 0_usize;
    for (i, byte) in bytes.iter().copied().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if byte == quote && depth == 0 => return i,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&Tree::sample(&[("crates/a/src/x.html", text)])).len()
    }

    #[test]
    fn inline_code_in_any_dress_is_found() {
        for bad in [
            "<script>alert(1)</script>",
            "<SCRIPT type=\"module\">import 'x'</SCRIPT>",
            "<script src=\"/assets/a.js\">run()</script>",
            "<style>a{}</style>",
            "<p class=\"a\" style=\"color:red\">",
            "<p\n  style='x'>",
            "<a href=\"{{ t(\"x\") }}\" onclick=\"go()\">",
            "<a href=\" javascript:go()\">",
            "<img src=\"https://elsewhere.example/a.png\">",
            "<p>{{ value|safe }}</p>",
        ] {
            assert_eq!(found(bad), 1, "{bad}");
        }
    }

    #[test]
    fn sound_markup_passes() {
        for good in [
            "<script src=\"/assets/app.js\" defer></script>",
            "<a href=\"https://example.org/help\" data-on=\"x\">style= is a word here, onclick=too</a>",
            "{# style=\"x\" #}<!-- <script>x</script> -->",
            "<p class=\"{% if a > b %}on{% endif %}\">{{ t(\"once\") }}</p>",
        ] {
            assert_eq!(found(good), 0, "{good}");
        }
    }
}
