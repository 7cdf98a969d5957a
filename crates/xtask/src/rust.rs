//! Just enough of Rust's lexical grammar to search a source without being fooled by comments, strings and
//! test blocks. Masking replaces by blanks and keeps every offset and line break.

/// A word or a punctuation mark with its byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word, `::`, or one character.
    pub text: &'a str,
    /// Where it begins.
    pub at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Text,
}

/// The source with comments and the contents of strings and characters blanked.
pub fn mask(text: &str) -> String {
    blank(text, |kind| kind != Kind::Code)
}

/// The source with comments blanked and strings kept.
pub fn uncomment(text: &str) -> String {
    blank(text, |kind| kind == Kind::Comment)
}

fn blank(text: &str, hide: impl Fn(Kind) -> bool) -> String {
    let mut out = text.as_bytes().to_vec();
    for (kind, from, to) in spans(text.as_bytes()) {
        if hide(kind) {
            out[from..to].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
    }
    String::from_utf8(out).expect("whole spans were blanked, and a span never splits a character")
}

/// The comments and strings (without their quotes) of a source.
fn spans(text: &[u8]) -> Vec<(Kind, usize, usize)> {
    let mut spans = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let rest = &text[i..];
        let starts_word = i == 0 || !is_word(text[i - 1]);
        if rest.starts_with(b"//") {
            let end = rest.iter().position(|b| *b == b'\n').map_or(text.len(), |n| i + n);
            spans.push((Kind::Comment, i, end));
            i = end;
        } else if rest.starts_with(b"/*") {
            let end = block_comment_end(text, i);
            spans.push((Kind::Comment, i, end));
            i = end;
        } else if let Some((open, hashes)) = raw_string(rest).filter(|_| starts_word) {
            let closing = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
            let end = find(text, i + open, &closing).unwrap_or(text.len());
            spans.push((Kind::Text, i + open, end));
            i = (end + closing.len()).min(text.len());
        } else if rest[0] == b'"' {
            let end = string_end(text, i + 1, b'"');
            spans.push((Kind::Text, i + 1, end));
            i = end + 1;
        } else if rest[0] == b'\'' && is_char_literal(rest) {
            let end = string_end(text, i + 1, b'\'');
            spans.push((Kind::Text, i + 1, end));
            i = end + 1;
        } else {
            i += 1;
        }
    }
    spans
}

fn block_comment_end(text: &[u8], start: usize) -> usize {
    let (mut depth, mut i) = (0_usize, start);
    while i < text.len() {
        if text[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if text[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return i;
            }
        } else {
            i += 1;
        }
    }
    text.len()
}

/// `r"`, `r#"`, `br##"`: the length of the opening and its number of hashes.
fn raw_string(rest: &[u8]) -> Option<(usize, usize)> {
    let prefix = usize::from(rest.first() == Some(&b'b'));
    if rest.get(prefix) != Some(&b'r') {
        return None;
    }
    let hashes = rest[prefix + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = prefix + 1 + hashes;
    (rest.get(open) == Some(&b'"')).then_some((open + 1, hashes))
}

fn string_end(text: &[u8], mut i: usize, quote: u8) -> usize {
    while i < text.len() && text[i] != quote {
        i += if text[i] == b'\\' { 2 } else { 1 };
    }
    i.min(text.len())
}

/// `'a'` and `'\n'` are characters; `'a` is a lifetime.
fn is_char_literal(rest: &[u8]) -> bool {
    let Some(first) = rest.get(1) else { return false };
    let width = match first {
        b'\\' => return true,
        0x00..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    rest.get(1 + width) == Some(&b'\'')
}

fn find(text: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    text.get(from..)?.windows(wanted.len()).position(|window| window == wanted).map(|n| from + n)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Words and marks of masked code; blanks are dropped.
pub fn tokens(code: &str) -> Vec<Token<'_>> {
    let bytes = code.as_bytes();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let from = i;
        if is_word(bytes[i]) {
            while i < bytes.len() && is_word(bytes[i]) {
                i += 1;
            }
        } else {
            i += if bytes[i..].starts_with(b"::") { 2 } else { 1 };
        }
        if !bytes[from].is_ascii_whitespace() {
            tokens.push(Token { text: &code[from..i], at: from });
        }
    }
    tokens
}

/// The offset after the bracket that closes the one at `open` (any of `( [ {`), in masked code.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (i, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// Blanks the items under `#[cfg(test)]` and `#[test]` in masked code and in its unmasked counterpart.
pub fn without_test_blocks(code: &str, plain: &str) -> (String, String) {
    let (mut code_out, mut plain_out) = (code.as_bytes().to_vec(), plain.as_bytes().to_vec());
    for marker in ["#[cfg(test)]", "#[test]", "#[tokio::test"] {
        for (at, _) in code.match_indices(marker) {
            let Some(stop) = code[at..].find(['{', ';']).map(|n| at + n) else { continue };
            let end = if code.as_bytes()[stop] == b'{' { closing(code, stop) } else { stop };
            for out in [&mut code_out, &mut plain_out] {
                out[at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
            }
        }
    }
    let whole = |bytes| String::from_utf8(bytes).expect("whole items were blanked");
    (whole(code_out), whole(plain_out))
}

/// The string literals of unmasked, uncommented source with their offsets (escapes are left as written).
pub fn literals(plain: &str) -> Vec<(usize, &str)> {
    let spans = spans(plain.as_bytes()).into_iter();
    spans.filter(|(kind, ..)| *kind == Kind::Text).map(|(_, from, to)| (from, &plain[from..to])).collect()
}

/// The first names below `crate::` that a masked source uses, with groups opened: `use crate::{a, b::c}`.
pub fn crate_paths(code: &str) -> Vec<Token<'_>> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    for (i, pair) in tokens.windows(2).enumerate() {
        if pair[0].text != "crate" || pair[1].text != "::" {
            continue;
        }
        match tokens.get(i + 2) {
            Some(next) if next.text == "{" => found.extend(group_heads(&tokens[i + 3..])),
            Some(next) => found.push(*next),
            None => {}
        }
    }
    found
}

/// The first word of every entry of a `{a, b::{c, d}}` group whose opening brace was just passed.
fn group_heads<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let (mut depth, mut at_head, mut heads) = (1_usize, true, Vec::new());
    for token in tokens {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => at_head = true,
            _ if depth == 1 && at_head => {
                heads.push(*token);
                at_head = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_hides_comments_and_strings_and_keeps_code_and_offsets() {
        let text =
            "let a = \"B // C\"; // D\nlet r = r#\"E \" F\"#; /* G /* H */ I */ let c = 'X'; fn j<'k>() {}";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        for hidden in ["B", "// C", "D", "E", "F", "G", "H", "I", "*/", "X"] {
            assert!(!masked.contains(hidden), "{hidden} shows in {masked}");
        }
        assert!(masked.contains("fn j<'k>() {}"));
        assert!(uncomment(text).contains("B // C") && !uncomment(text).contains("// D"));
        assert_eq!(mask("\"\\\"x\" y"), "\"   \" y");
        assert_eq!(mask("'好' z"), "'   ' z");
    }

    #[test]
    fn test_blocks_vanish_and_the_rest_stays() {
        let text = "use a;\n#[cfg(test)]\nmod tests { fn x() { axum } }\nfn y() {}\n";
        let (code, plain) = without_test_blocks(&mask(text), text);
        assert!(!code.contains("axum") && !plain.contains("axum"));
        assert!(code.contains("fn y") && code.lines().count() == text.lines().count());
    }

    #[test]
    fn groups_of_crate_paths_are_opened() {
        let code = "use crate::{error::Error, refills::{self, Fill}, ui}; crate::messages::count();";
        let names: Vec<&str> = crate_paths(code).iter().map(|token| token.text).collect();
        assert_eq!(names, ["error", "refills", "ui", "messages"]);
    }

    #[test]
    fn literals_are_found_where_they_stand() {
        assert_eq!(literals("t(\"home-title\") // \"no\""), [(3, "home-title")]);
    }
}
