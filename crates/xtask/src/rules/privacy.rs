//! No personal data in logs: what a tracing macro may not name.

use crate::rust::{self, Token};
use crate::tree::{Failure, File, Tree};

const MACROS: [&str; 12] = [
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "event",
    "span",
    "trace_span",
    "debug_span",
    "info_span",
    "warn_span",
    "error_span",
];
/// Words for a person's data. `name` stands alone: `job_name` says which job.
const PERSONAL: [&str; 24] = [
    "email",
    "e_mail",
    "mail_to",
    "to_address",
    "recipient",
    "name",
    "names",
    "first_name",
    "last_name",
    "given_name",
    "family_name",
    "full_name",
    "patient_name",
    "display_name",
    "phone",
    "phone_number",
    "telephone",
    "mobile",
    "birth_date",
    "birthdate",
    "date_of_birth",
    "dob",
    "birthday",
    "ssn",
];

/// No e-mail address, name, telephone number or birth date in tracing macros, and no argument by default.
pub fn check(tree: &Tree) -> Vec<Failure> {
    tree.rust().filter(|file| !file.is_test()).flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Failure> {
    let tokens = rust::tokens(&file.code);
    let mut found = Vec::new();
    for (i, pair) in tokens.windows(2).enumerate() {
        if pair[1].text == "!" && MACROS.contains(&pair[0].text) {
            let Some(open) = tokens.get(i + 2) else { continue };
            found.extend(named_in(file, pair[0].text, open.at, rust::closing(&file.code, open.at)));
        }
        if pair[0].text == "[" && ["instrument", "tracing"].contains(&pair[1].text) {
            found.extend(instrumented(file, pair[0]));
        }
    }
    found
}

/// `#[instrument]` writes every argument unless told otherwise.
fn instrumented(file: &File, open: Token<'_>) -> Vec<Failure> {
    let end = rust::closing(&file.code, open.at);
    let attribute = &file.code[open.at..end];
    if !attribute.contains("instrument") {
        return Vec::new();
    }
    let mut found = named_in(file, "instrument", open.at, end);
    if !attribute.contains("skip_all") {
        found.push(
            file.at(
                open.at,
                "`#[instrument]` writes every argument: add `skip_all` and name ids in `fields`",
            ),
        );
    }
    found
}

/// Personal words among the identifiers and in the `{placeholders}` of the macro's arguments.
fn named_in(file: &File, macro_name: &str, from: usize, to: usize) -> Vec<Failure> {
    let mut words: Vec<(usize, &str)> =
        rust::tokens(&file.code[from..to]).iter().map(|token| (from + token.at, token.text)).collect();
    for (at, literal) in rust::literals(&file.plain[from..to]) {
        words.extend(placeholders(literal).into_iter().map(|name| (from + at, name)));
    }
    let personal = words.into_iter().filter(|(_, word)| PERSONAL.contains(word));
    personal
        .map(|(at, word)| {
            let says = format!("`{word}` in `{macro_name}!`: log the id, never what it stands for");
            file.at(at, says)
        })
        .collect()
}

fn placeholders(literal: &str) -> Vec<&str> {
    let inside = literal.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    inside.map(|field| field.split([':', '.']).next().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_words_in_logs_are_found_in_every_spelling() {
        let text = [
            "//! email",
            "fn a() {",
            "    tracing::info!(account = %id, email = %x);",
            "    warn!(\"{name} left\");",
            "    info!(job = job_name, \"an email left\");",
            "    error!(who = ?patient.birth_date, \"name it\");",
            "}",
            "#[tracing::instrument]",
            "fn b(phone: &str) {}",
            "#[instrument(skip_all, fields(org))]",
            "fn c() {}",
        ];
        let text = text.join("\n");
        let found = check(&Tree::sample(&[("crates/a/src/x.rs", &text)]));
        let lines: Vec<usize> = found.iter().map(|failure| failure.line).collect();
        assert_eq!(lines, [3, 4, 6, 8], "{found:?}");
    }
}
