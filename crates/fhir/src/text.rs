//! Making the texts of EHRs fit to read: zero-width characters, newlines and stray blanks go.

/// One line without control, zero-width or direction-overriding characters, without runs of blanks; `None`
/// when nothing is left.
pub fn clean(text: &str) -> Option<String> {
    if is_clean(text.as_bytes()) {
        return Some(text.to_owned());
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_whitespace() || letter.is_control() {
            gap = true;
        } else if !invisible(letter) && (!joiner(letter) || after_letter_of_another_script(&line)) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(letter);
        }
    }
    if line.is_empty() { None } else { Some(line) }
}

/// Whether nothing is to be done, as seen at a glance: plain letters with single blanks between them.
fn is_clean(text: &[u8]) -> bool {
    let ends = [text.first(), text.last()];
    ends.iter().all(|end| end.is_some_and(|byte| *byte != b' '))
        && text.iter().all(|byte| (b' '..0x7f).contains(byte))
        && !text.windows(2).any(|pair| pair == b"  ")
}

/// [`clean`] for a field that may be absent.
pub fn cleaned(text: Option<&str>) -> Option<String> {
    text.and_then(clean)
}

/// The lines of a longer text, each [`clean`]; empty ones go.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().filter_map(clean).collect()
}

/// Joins what there is; `None` when there is nothing.
pub(crate) fn joined<I: IntoIterator<Item = String>>(parts: I, between: &str) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().collect();
    if parts.is_empty() { None } else { Some(parts.join(between)) }
}

/// Characters that show nothing, or that reorder what is shown (and so can make a text lie).
fn invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn after_letter_of_another_script(line: &str) -> bool {
    line.chars().next_back().is_some_and(|last| !last.is_ascii())
}

/// Zero-width joiners mean something inside words of some scripts, and nothing after ASCII.
fn joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_one_readable_line() {
        assert_eq!(clean("  Take 1\r\n tablet \n").as_deref(), Some("Take 1 tablet"));
        assert_eq!(clean("Glucose\u{200b} [Mass]\u{feff}").as_deref(), Some("Glucose [Mass]"));
        assert_eq!(clean("a\u{202e}b\u{0}c").as_deref(), Some("ab c"));
        assert_eq!(clean("x\u{200d}").as_deref(), Some("x"));
        assert_eq!(clean("می\u{200c}خواهم").as_deref(), Some("می\u{200c}خواهم"));
        assert_eq!(clean(" \u{200b}\n"), None);
    }
}
