//! Words that do not belong: module files without a sentence, unfinished code, printing, machine paths.

use crate::rust::{self, Token};
use crate::tree::{Failure, File, Tree, has_extension};

/// Every module starts with `//!`.
pub fn module_docs(tree: &Tree) -> Vec<Failure> {
    let bare = tree.rust().filter(|file| !file.text.starts_with("//!"));
    bare.map(|file| file.whole("begin the module with `//!`: say in a sentence what it is for")).collect()
}

/// No unfinished code, no debugging, no printing outside the command line.
pub fn unfinished(tree: &Tree) -> Vec<Failure> {
    tree.rust().flat_map(|file| macros(file).into_iter().chain(ignored_tests(file))).collect()
}

fn macros(file: &File) -> Vec<Failure> {
    let everywhere = rust::mask(&file.text);
    let mut found = Vec::new();
    for name in called_macros(&rust::tokens(&everywhere)) {
        let says = match name.text {
            "todo" | "unimplemented" => "finish it, or leave it out and say so: nothing pretends",
            "dbg" => "remove it, or write a tracing event without personal data",
            _ => continue,
        };
        found.push(file.at(name.at, format!("`{}!`: {says}", name.text)));
    }
    let may_print = file.is_test() || ["main.rs", "cli.rs", "build.rs"].contains(&file.name());
    if may_print || format!("{}/", file.folder()).contains("/cli/") {
        return found;
    }
    for name in called_macros(&rust::tokens(&file.code)) {
        if ["println", "print", "eprintln", "eprint"].contains(&name.text) {
            let says = format!("`{}!` outside the command line: return the text, or use tracing", name.text);
            found.push(file.at(name.at, says));
        }
    }
    found
}

fn called_macros<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    tokens.windows(2).filter(|pair| pair[1].text == "!").map(|pair| pair[0]).collect()
}

/// A test is ignored only when another one of the file runs it, in a process of its own, and says so.
fn ignored_tests(file: &File) -> Vec<Failure> {
    let code = rust::mask(&file.text);
    let mut found = Vec::new();
    for (at, marker) in code.match_indices("#[ignore") {
        let reason = file.text[at + marker.len()..].lines().next().unwrap_or_default();
        let runner = reason.strip_prefix(" = \"run by ").unwrap_or_default();
        let name: String = runner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if name.is_empty() || !code.contains(&format!("fn {name}(")) {
            found.push(file.at(at, "a test that never runs proves nothing: run it, or delete it"));
        }
    }
    found
}

/// Text that only makes sense on the machine it was written on. Assembled here so that this file passes.
fn machine_words() -> Vec<(String, &'static str)> {
    let path = "a path of one machine: use a relative path, a configuration key or a temporary folder";
    let host = "a registry's host: the tools know their registries themselves";
    let mut words: Vec<(String, &str)> =
        ["work", "root", "home", "tmp", "Users"].iter().map(|folder| (format!("/{folder}/"), path)).collect();
    for name in ["registry.npmjs", "index.crates", "static.crates"] {
        words.push((format!("{name}.{}", if name.starts_with('r') { "org" } else { "io" }), host));
    }
    words
}

/// No machine paths and no registry hosts.
pub fn machine(tree: &Tree) -> Vec<Failure> {
    let words = machine_words();
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != "Cargo.lock") {
        for (word, says) in &words {
            let places = file.text.match_indices(word.as_str()).map(|(at, _)| at);
            let places = places.filter(|at| !is_own_page(&file.text[*at..]));
            let absolute = places.filter(|at| !word.starts_with('/') || begins_a_path(&file.text, *at));
            found.extend(absolute.map(|at| file.at(at, format!("`{word}` is {says}"))));
        }
    }
    found
}

/// The one page of the product whose address begins like a folder of people: Home's cards. Nothing below it.
fn is_own_page(text: &str) -> bool {
    let rest = text.strip_prefix(concat!("/", "home/cards"));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c)))
}

/// A path that begins with the folder is a machine's; a folder of that name further down is not.
fn begins_a_path(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|c| c.is_whitespace() || "\"'`=(,:[{>".contains(c)) && !text[..at].ends_with("url(")
}

/// Marks of work that was left for later, in any source.
pub fn left_for_later(tree: &Tree) -> Vec<Failure> {
    let marks =
        [["FIX", "ME"].concat(), ["X", "XX"].concat(), ["HA", "CK:"].concat(), ["TO", "DO:"].concat()];
    let sources = ["rs", "html", "ts", "mjs", "sh", "css", "ftl", "toml"];
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| has_extension(&file.path, &sources)) {
        for mark in &marks {
            let places = file.text.match_indices(mark.as_str()).filter(|(at, mark)| {
                let around =
                    [file.text[..*at].chars().next_back(), file.text[at + mark.len()..].chars().next()];
                !around.iter().flatten().any(|c| c.is_ascii_alphanumeric())
            });
            let says = format!("`{mark}`: do it now, or write it into the issue that will");
            found.extend(places.map(|(at, _)| file.at(at, says.clone())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(failures: &[Failure]) -> Vec<usize> {
        failures.iter().map(|failure| failure.line).collect()
    }

    #[test]
    fn the_page_of_homes_cards_is_no_machine_and_its_neighbors_are() {
        let path = |rest: &str| format!("let a = \"/{rest}\";\n");
        let text =
            [path("home/cards"), path("home/cards/x"), path("home/cardsmith"), path("home/ann")].concat();
        assert_eq!(lines(&machine(&Tree::sample(&[("a.rs", text.as_str())]))), [2, 3, 4]);
    }

    #[test]
    fn a_module_without_its_sentence_is_found() {
        let tree = Tree::sample(&[("a.rs", "use b;\n"), ("b.rs", "//! B.\n")]);
        assert_eq!(module_docs(&tree).len(), 1);
    }

    #[test]
    fn unfinished_and_printing_code_is_found_but_not_in_words_or_tests() {
        let text = "//! todo!() in words\nfn a() { todo!() }\nfn b() { println!(\"dbg!(x)\"); }\n\
                    #[cfg(test)]\nmod tests { fn c() { println!(); dbg!(1); } }\n#[ignore]\nfn d() {}\n";
        let tree = Tree::sample(&[("crates/a/src/x.rs", text)]);
        let mut found = lines(&unfinished(&tree));
        found.sort_unstable();
        assert_eq!(found, [2, 3, 5, 6]);
        let printing = [("crates/a/src/main.rs", "//! x\nfn a() { println!(); }\n")];
        assert!(unfinished(&Tree::sample(&printing)).is_empty());
    }

    #[test]
    fn a_test_that_another_one_runs_may_be_ignored() {
        let good = "//! x\n#[ignore = \"run by both, apart\"]\nfn a() {}\nfn both() {}\n";
        let bad = "//! x\n#[ignore = \"run by nobody\"]\nfn a() {}\n#[ignore = \"slow\"]\nfn b() {}\n";
        let tree = Tree::sample(&[("crates/a/tests/good.rs", good), ("crates/a/tests/bad.rs", bad)]);
        assert_eq!(lines(&unfinished(&tree)), [2, 4]);
    }

    #[test]
    fn machine_paths_and_registries_are_found_and_routes_are_not() {
        let bad = format!("a = \"/{}/x\"\nb = \"https://{}.org/y\"\n", "tmp", "registry.npmjs");
        let good = "<a href=\"/records\">..</a> and crates/portal/src/home/list.html\n";
        let tree = Tree::sample(&[("a.toml", &bad), ("b.html", good)]);
        assert_eq!(lines(&machine(&tree)), [1, 2]);
    }

    #[test]
    fn marks_for_later_are_found() {
        let text = ["// FIX", "ME later; a temporary file.XX", "XXXX is none\n"].concat();
        assert_eq!(left_for_later(&Tree::sample(&[("a.rs", text.as_str())])).len(), 1);
    }
}
