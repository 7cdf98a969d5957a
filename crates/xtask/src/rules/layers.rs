//! Who may know whom: the dependency rules that the compiler cannot keep by itself.

use crate::rust;
use crate::tree::{Failure, File, Tree};

/// A file that may break a rule, the word it may use, and why.
type Exception = (&'static str, &'static str, &'static str);

/// Each exception is a decision; removing one is always welcome, adding one needs its reason here.
const EXCEPTIONS: &[Exception] = &[
    ("crates/portal/src/error.rs", "axum", "carries the error in a response to the edge, which renders it"),
    ("crates/portal/src/cli/serve.rs", "axum", "binds the two ports and serves the routers on them"),
];

/// Which crates of the workspace each crate may depend on (ARCHITECTURE.md draws it).
const CRATES: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("fhir", &["base"]),
    ("policy", &["base", "fhir"]),
    ("db", &["base"]),
    ("vendors", &["base", "fhir"]),
    ("portal", &["base", "fhir", "policy", "db", "vendors"]),
    ("sandbox", &["base", "fhir"]),
    ("bench", &["base", "fhir", "policy", "vendors"]),
    ("xtask", &[]),
];

/// SQL stays in the stores and in `db`.
pub fn sql(tree: &Tree) -> Vec<Failure> {
    let allowed = |file: &File| {
        file.path.starts_with("crates/db/") || file.name() == "store.rs" || file.name().ends_with("_store.rs")
    };
    let says = "SQL outside a store: move the query to the slice's store.rs and call it by name";
    words_outside(tree, &["sea_orm", "sea_orm_migration", "sqlx"], allowed, says)
}

/// axum stays at the edge.
pub fn web_framework(tree: &Tree) -> Vec<Failure> {
    let allowed = |file: &File| {
        let edge = ["crates/portal/src/shell/", "crates/portal/src/ui/", "crates/sandbox/"];
        edge.iter().any(|folder| file.path.starts_with(folder))
            || ["routes.rs", "app.rs", "main.rs"].contains(&file.name())
            || file.path.starts_with("crates/portal/src/") && file.path.contains("/routes/")
    };
    let says = "axum outside shell/, ui/ and routes.rs: take and return plain values here";
    words_outside(tree, &["axum"], allowed, says)
}

/// Vendor wire types and raw HTTP stay in `vendors`.
pub fn vendor_types(tree: &Tree) -> Vec<Failure> {
    // The bench is a load generator and a bare proxy: raw HTTP is what it is made of.
    let outside = ["crates/vendors/", "crates/sandbox/", "crates/bench/"];
    let allowed = |file: &File| outside.iter().any(|folder| file.path.starts_with(folder));
    let says = "a vendor's wire type or raw HTTP outside `vendors`: add what you need to the vendor's client";
    words_outside(tree, &["wire", "reqwest", "hyper"], allowed, says)
}

/// The policy decides and does nothing else: no IO, no clock, not async.
pub fn pure_policy(tree: &Tree) -> Vec<Failure> {
    let impure = ["async", "await", "tokio", "fs", "net", "Clock", "SystemTime", "Instant", "env", "tracing"];
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| file.path.starts_with("crates/policy/src/") && !file.is_test()) {
        for token in rust::tokens(&file.code).iter().filter(|token| impure.contains(&token.text)) {
            let says = format!("`{}` in policy: take what it yields as an argument", token.text);
            found.push(file.at(token.at, says));
        }
    }
    found
}

fn words_outside(tree: &Tree, words: &[&str], allowed: impl Fn(&File) -> bool, says: &str) -> Vec<Failure> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| file.path.contains("/src/") && !file.is_test() && !allowed(file)) {
        let tokens = rust::tokens(&file.code);
        for (i, pair) in tokens.windows(2).enumerate() {
            if !words.contains(&pair[0].text) || pair[1].text != "::" || is_handle(&tokens[i..]) {
                continue;
            }
            let word = pair[0].text;
            if !EXCEPTIONS.iter().any(|(path, except, _)| *path == file.path && *except == word) {
                found.push(file.at(pair[0].at, format!("`{word}`: {says}")));
            }
        }
    }
    found
}

/// `reqwest::Client` as a type: the shared pool of connections being handed to a vendor's client.
fn is_handle(tokens: &[rust::Token<'_>]) -> bool {
    let texts: Vec<&str> = tokens.iter().take(4).map(|token| token.text).collect();
    texts.starts_with(&["reqwest", "::", "Client"]) && texts.get(3) != Some(&"::")
}

/// An exception that nothing needs any more is taken off the list.
pub fn exceptions_are_needed(tree: &Tree) -> Vec<Failure> {
    let stale = EXCEPTIONS.iter().filter(|(path, word, _)| {
        tree.file(path).is_none_or(|file| !rust::tokens(&file.code).iter().any(|token| token.text == *word))
    });
    let path = "crates/xtask/src/rules/layers.rs".to_owned();
    stale
        .map(|(file, word, _)| {
            let says = format!("nothing in {file} uses `{word}`: take the exception off the list");
            Failure { path: path.clone(), line: 0, says }
        })
        .collect()
}

/// A crate knows only the crates below it, and neither sandbox nor bench gets into the server.
pub fn crates(tree: &Tree) -> Vec<Failure> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.name() == "Cargo.toml") {
        let Some(name) = file.path.strip_prefix("crates/").and_then(|rest| rest.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let Some((_, may)) = CRATES.iter().find(|(known, _)| *known == name) else {
            found.push(file.whole("a new crate: add it to CRATES in layers.rs and to ARCHITECTURE.md"));
            continue;
        };
        for (at, dependency) in dependencies(&file.text) {
            let ours = CRATES.iter().any(|(known, _)| *known == dependency);
            if (ours && !may.contains(&dependency)) || (name == "xtask") {
                let says =
                    format!("`{name}` may not depend on `{dependency}`: move what it needs below both");
                found.push(file.at(at, says));
            }
        }
    }
    found
}

/// The names in `[dependencies]`, `[dev-dependencies]` and `[build-dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let (mut inside, mut at, mut found) = (false, 0, Vec::new());
    for line in manifest.split_inclusive('\n') {
        if line.starts_with('[') {
            inside = line.trim_end().ends_with("dependencies]");
        } else if inside && line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            found.push((at, name));
        }
        at += line.len();
    }
    found
}

/// No trait with a single implementation.
pub fn single_traits(tree: &Tree) -> Vec<Failure> {
    let sources: Vec<(&File, Vec<rust::Token<'_>>)> =
        tree.rust().filter(|file| !file.is_test()).map(|file| (file, rust::tokens(&file.code))).collect();
    let mut found = Vec::new();
    for (file, tokens) in &sources {
        for pair in tokens.windows(2).filter(|pair| pair[0].text == "trait") {
            let name = pair[1].text;
            let count: usize = sources.iter().map(|(_, tokens)| implementations(tokens, name)).sum();
            if count < 2 {
                let says = format!("trait `{name}` has {count} implementation(s): use the concrete type");
                found.push(file.at(pair[0].at, says));
            }
        }
    }
    found
}

/// How often `impl … Name … for` is written; one inside a macro, for a `$type`, counts as several.
fn implementations(tokens: &[rust::Token<'_>], name: &str) -> usize {
    let mut count = 0;
    for (i, token) in tokens.iter().enumerate().filter(|(_, token)| token.text == "impl") {
        let head: Vec<&str> =
            tokens[i..].iter().map(|t| t.text).take_while(|text| *text != "{" && *text != ";").collect();
        let Some(place) = head.iter().position(|text| *text == "for") else { continue };
        let of_this_trait = head[..place].contains(&name) && !token.text.is_empty();
        count += match (of_this_trait, head.get(place + 1)) {
            (true, Some(&"$")) => 2,
            (true, _) => 1,
            (false, _) => 0,
        };
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(failures: Vec<Failure>) -> Vec<String> {
        failures.into_iter().map(|failure| failure.path).collect()
    }

    #[test]
    fn sql_axum_and_wire_types_outside_their_place_are_found() {
        let tree = Tree::sample(&[
            ("crates/portal/src/refills/mod.rs", "use sea_orm::X; use axum::Y; use vendors::ehr::wire::Z;"),
            ("crates/portal/src/refills/store.rs", "use sea_orm::X;"),
            ("crates/portal/src/refills/routes.rs", "use axum::X; // sea_orm::Y\n"),
            ("crates/portal/src/refills/tests.rs", "use axum::X; use reqwest::Y;"),
            ("crates/portal/src/shell/tenant_store.rs", "use sea_orm::X; use axum::Y;"),
            ("crates/db/src/lib.rs", "use sea_orm::X;"),
            ("crates/vendors/src/ehr.rs", "use reqwest::X;"),
            ("crates/portal/src/records/clients.rs", "struct Clients { http: reqwest::Client }"),
        ]);
        let only = ["crates/portal/src/refills/mod.rs"];
        assert_eq!(paths(sql(&tree)), only);
        assert_eq!(paths(web_framework(&tree)), only);
        assert_eq!(paths(vendor_types(&tree)), only);
    }

    #[test]
    fn a_policy_that_waits_or_looks_at_the_clock_is_found() {
        let tree = Tree::sample(&[("crates/policy/src/lib.rs", "//! async\nasync fn a(c: Clock) {}\n")]);
        assert_eq!(pure_policy(&tree).len(), 2);
    }

    #[test]
    fn a_crate_that_knows_too_much_is_found() {
        let tree = Tree::sample(&[
            (
                "crates/policy/Cargo.toml",
                "[package]\nname = \"policy\"\n[dependencies]\nbase.workspace = true\ndb.workspace = true\n",
            ),
            (
                "crates/portal/Cargo.toml",
                "[dependencies]\ndb.workspace = true\n[dev-dependencies]\nsandbox = { path = \"x\" }\n",
            ),
            ("crates/xtask/Cargo.toml", "[dependencies]\nserde = \"1\"\n"),
        ]);
        let found: Vec<(String, usize)> = crates(&tree).into_iter().map(|f| (f.path, f.line)).collect();
        let expected = [("policy", 5), ("portal", 4), ("xtask", 2)];
        assert_eq!(found, expected.map(|(name, line)| (format!("crates/{name}/Cargo.toml"), line)));
    }

    #[test]
    fn a_trait_with_one_implementation_is_found() {
        let text = "trait One {} impl One for A {} trait Two {} impl Two for A {} impl<T> Two for B<T> {}\n\
                    trait Many {} macro_rules! m { ($t:ty) => { impl Many for $t {} } }";
        let found = single_traits(&Tree::sample(&[("crates/a/src/lib.rs", text)]));
        assert_eq!(found.len(), 1);
        assert!(found[0].says.contains("`One`"));
    }

    #[test]
    fn a_stale_exception_is_found() {
        assert_eq!(exceptions_are_needed(&Tree::default()).len(), EXCEPTIONS.len());
    }
}
