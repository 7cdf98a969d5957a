//! Words of the pages: every key used is written in all four languages, and none is left over.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust;
use crate::tree::{Failure, File, Tree};

const LANGUAGES: [&str; 4] = ["en", "es", "zh", "vi"];
const LOCALES: &str = "crates/portal/locales";
/// What comes right before a literal text key: the lookups of `ui/text.rs`, and fields that hold a key.
const BEFORE_A_KEY: [&str; 5] = ["t(", "t1(", "tn(", "ta(", "_key:"];

/// A message of a locale file.
#[derive(Debug, Default)]
struct Message {
    path: String,
    at: usize,
    /// Variables that are shown.
    shown: BTreeSet<String>,
    /// Variables that only choose a form; Chinese and Vietnamese have a single plural and need none.
    choosing: BTreeSet<String>,
    references: Vec<String>,
}

type Messages = BTreeMap<String, Message>;

/// Each language has the same keys with the same variables; what is used exists; what exists is used.
pub fn check(tree: &Tree) -> Vec<Failure> {
    let mut found = Vec::new();
    let locales: Vec<(&str, Messages)> =
        LANGUAGES.iter().map(|language| (*language, read(tree, language, &mut found))).collect();
    let keys: BTreeSet<&String> = locales.iter().flat_map(|(_, messages)| messages.keys()).collect();
    for key in &keys {
        found.extend(compare(tree, key, &locales));
    }
    let uses = Uses::of(tree, &locales);
    for (path, at, key) in &uses.certain {
        if !keys.contains(key) {
            let says = format!("text `{key}` is in no locale file: add it to all four in {LOCALES}/");
            found.extend(tree.file(path).map(|file| file.at(*at, says)));
        }
    }
    for (key, message) in &locales[0].1 {
        if !uses.has(key) {
            let says = format!("text `{key}` is used nowhere: delete it in all four languages");
            found.extend(tree.file(&message.path).map(|file| file.at(message.at, says)));
        }
    }
    found
}

fn compare(tree: &Tree, key: &str, locales: &[(&str, Messages)]) -> Vec<Failure> {
    let first = locales.iter().find_map(|(_, messages)| messages.get(key));
    let Some((first, file)) = first.and_then(|message| Some((message, tree.file(&message.path)?))) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (language, messages) in locales {
        match messages.get(key) {
            None => found
                .push(file.at(first.at, format!("text `{key}` is missing in `{language}`: translate it"))),
            Some(message) if !agree(first, message) => {
                let says =
                    format!("text `{key}` has other variables in `{language}`: use the same in all four");
                found.extend(tree.file(&message.path).map(|file| file.at(message.at, says)));
            }
            Some(_) => {}
        }
    }
    found
}

/// Whether both show the same values. One that chooses a form here may be shown, or left out, there.
fn agree(a: &Message, b: &Message) -> bool {
    let has =
        |message: &Message, name: &String| message.shown.contains(name) || message.choosing.contains(name);
    a.shown.iter().all(|name| has(b, name) || a.choosing.contains(name))
        && b.shown.iter().all(|name| has(a, name))
        && b.choosing.iter().all(|name| has(a, name))
}

fn read(tree: &Tree, language: &str, found: &mut Vec<Failure>) -> Messages {
    let folder = format!("{LOCALES}/{language}/");
    let mut messages = Messages::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with(".ftl"))
    {
        for (key, message) in entries(file) {
            let at = message.at;
            if messages.insert(key.clone(), message).is_some() {
                found.push(file.at(at, format!("text `{key}` is written twice: keep one")));
            }
        }
    }
    messages
}

/// `key = value` with its indented continuation; `-term = value` is a key with its dash.
fn entries(file: &File) -> Vec<(String, Message)> {
    let (mut at, mut found) = (0, Vec::<(String, Message)>::new());
    for line in file.text.split_inclusive('\n') {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        if let Some((key, value)) = line.split_once('=').filter(|_| begins) {
            let mut message = Message { path: file.path.clone(), at, ..Message::default() };
            message.read(value);
            found.push((key.trim().to_owned(), message));
        } else if let Some((_, message)) = found.last_mut().filter(|_| line.starts_with([' ', '}'])) {
            message.read(line);
        }
        at += line.len();
    }
    found
}

impl Message {
    fn read(&mut self, line: &str) {
        for rest in line.split('$').skip(1) {
            let name = first_word(rest);
            let chooses = rest[name.len()..].trim_start().starts_with("->");
            if chooses { &mut self.choosing } else { &mut self.shown }.insert(name);
        }
        self.references.extend(references(line));
    }
}

/// Messages and terms that a message is made of: `{ -brand }`, `{ other-key }`.
fn references(value: &str) -> Vec<String> {
    let inside = value.split('{').skip(1).map(|rest| first_word(rest.trim_start()));
    inside.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase() || c == '-')).collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

/// Where keys are named.
struct Uses {
    /// Literals in a place that only takes a key: path, offset, key.
    certain: Vec<(String, usize, String)>,
    /// Every literal of pages and sources.
    literals: BTreeSet<String>,
    /// Beginnings of keys that are put together: `"kind-{kind}"` uses every `kind-…`.
    families: BTreeSet<String>,
}

impl Uses {
    fn of(tree: &Tree, locales: &[(&str, Messages)]) -> Self {
        let mut uses = Uses { certain: Vec::new(), literals: BTreeSet::new(), families: BTreeSet::new() };
        let ours = |file: &&File| file.path.starts_with("crates/portal/src/");
        for file in tree.files.iter().filter(ours).filter(|file| !file.is_test()) {
            if file.is_rust() {
                uses.collect(file, &file.plain, rust::literals(&file.plain));
            } else if file.path.ends_with(".html") || file.path.ends_with(".txt") {
                uses.collect(file, &file.text, quoted(&file.text));
            }
        }
        for message in locales.iter().flat_map(|(_, messages)| messages.values()) {
            uses.literals.extend(message.references.iter().cloned());
        }
        uses
    }

    fn collect(&mut self, file: &File, text: &str, literals: Vec<(usize, &str)>) {
        for (at, literal) in literals {
            let before = text[..at].trim_end_matches('"').trim_end();
            let family = literal.split_once('{').map_or(literal, |(family, _)| family);
            if family.len() > 3
                && family.ends_with('-')
                && family.starts_with(|c: char| c.is_ascii_lowercase())
            {
                self.families.insert(family.to_owned());
            } else if literal.contains(['{', ' ']) {
                continue;
            } else if BEFORE_A_KEY.iter().any(|call| ends_with_call(before, call)) || is_field_error(before) {
                self.certain.push((file.path.clone(), at, literal.to_owned()));
            }
            self.literals.insert(literal.to_owned());
        }
    }

    fn has(&self, key: &str) -> bool {
        self.literals.contains(key) || self.families.iter().any(|family| key.starts_with(family.as_str()))
    }
}

/// `text.t(` and `{{ t(` are lookups; `format(` is not.
fn ends_with_call(before: &str, call: &str) -> bool {
    let Some(head) = before.strip_suffix(call) else { return false };
    call.starts_with('_') || !head.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// `Error::invalid("field", ` is followed by the key of what to do.
fn is_field_error(before: &str) -> bool {
    let call = before.rsplit_once("invalid(").map(|(_, arguments)| arguments.trim());
    call.is_some_and(|arguments| arguments.ends_with("\",") && arguments.matches('"').count() == 2)
}

/// The quoted literals inside `{{ }}` and `{% %}` of a template.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for (at, _) in text.match_indices(open) {
            let end = text[at..].find(close).map_or(text.len(), |n| at + n);
            let mut from = at;
            while let Some(start) = text[from..end].find('"').map(|n| from + n + 1) {
                let stop = text[start..end].find('"').map_or(end, |n| start + n);
                found.push((start, &text[start..stop]));
                from = (stop + 1).min(end);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(page: &str, source: &str, english: &str, others: &str) -> Vec<String> {
        let mut files = vec![
            ("crates/portal/src/a/x.html", page),
            ("crates/portal/src/a/mod.rs", source),
            ("crates/portal/locales/en/a.ftl", english),
        ];
        let paths: Vec<String> =
            LANGUAGES[1..].iter().map(|language| format!("{LOCALES}/{language}/a.ftl")).collect();
        files.extend(paths.iter().map(|path| (path.as_str(), others)));
        check(&Tree::sample(&files)).into_iter().map(|failure| failure.says).collect()
    }

    #[test]
    fn complete_locales_pass() {
        let text = "-brand = Portico\ngreet = Hello { $who }, this is { -brand }\nkind-a = A\n\
                    kind-b =\n    { $n ->\n   *[other] B\n    }\nlabel = L\n";
        let page = "<p class=\"home\">{{ page.text.ta(\"greet\", x) }}</p>";
        let source = "const N: X = X { label_key: \"label\" }; fn f() { t(&format!(\"kind-{k}\")); }";
        assert_eq!(says(page, source, text, text), Vec::<String>::new());
    }

    #[test]
    fn missing_unused_double_and_unlike_texts_are_found() {
        let english = "used = A { $x }\nonly-here = B\nused = C { $x }\n";
        let found = says("{{ t(\"used\") }}{{ t(\"nowhere\") }}", "", english, "used = A { $y }\n");
        let count = |word: &str| found.iter().filter(|says| says.contains(word)).count();
        assert_eq!(count("written twice"), 1, "{found:?}");
        assert_eq!(count("other variables"), 3);
        assert_eq!(count("missing in"), 3);
        assert_eq!(count("`nowhere` is in no locale"), 1);
        assert_eq!(count("`only-here` is used nowhere"), 1);
    }

    #[test]
    fn a_language_without_plurals_needs_no_number_to_choose_by() {
        let english = "word = { $n ->\n    [one] entry\n   *[other] entries\n}\n\
                       all = { $n ->\n   *[other] { $n } all\n}\n";
        let page = "{{ tn(\"word\") }}{{ tn(\"all\") }}";
        assert_eq!(says(page, "", english, "word = mục\nall = { $n } mục\n"), Vec::<String>::new());
        assert_eq!(says(page, "", english, "word = { $m }\nall = { $n }\n").len(), 3);
    }

    #[test]
    fn a_key_in_a_source_that_no_locale_has_is_found() {
        let source = "X { label_key: \"gone\" } // t(\"comment\")\nError::invalid(\"email\", \"lost\")";
        let found = says("", source, "", "");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("`gone`") && found[1].contains("`lost`"));
    }
}
