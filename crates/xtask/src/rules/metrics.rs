//! Metrics: what dashboards, alerts and the operator's page name is counted somewhere, and what is counted is
//! described there. An alert over a name that nobody counts never fires.

use std::collections::BTreeSet;

use crate::tree::{Failure, File, Tree};

const PAGE: &str = "docs/operations.md";
/// What every metric's name begins with.
const PREFIX: &str = "portico_";
/// What Prometheus adds to the name of a histogram.
const ADDED: [&str; 3] = ["_bucket", "_sum", "_count"];

/// Names agree between the code, `deploy/` and the operator's page.
pub fn check(tree: &Tree) -> Vec<Failure> {
    let mut counted = BTreeSet::new();
    for file in tree.files.iter().filter(|file| file.is_rust() && !file.is_test()) {
        counted.extend(quoted(&file.plain).map(|(_, name)| name));
    }
    let told = tree.files.iter().filter(|file| file.path.starts_with("deploy/") || file.path == PAGE);
    let mut found: Vec<Failure> = told.flat_map(|file| uncounted(file, &counted)).collect();
    let Some(page) = tree.file(PAGE) else { return found };
    let described: BTreeSet<String> = words(&page.text).map(|(_, name)| name).collect();
    let missing = counted.difference(&described);
    found.extend(missing.map(|name| page.whole(format!("metric `{name}` is not described: add it"))));
    found
}

fn uncounted(file: &File, counted: &BTreeSet<String>) -> Vec<Failure> {
    let known = |name: &str| {
        let bare = ADDED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        counted.contains(name) || counted.contains(bare)
    };
    let named = words(&file.text).filter(|(_, name)| !known(name));
    named.map(|(at, name)| file.at(at, format!("no code counts `{name}`: mend the name"))).collect()
}

/// Names right behind the metrics macros' opening bracket.
fn quoted(code: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let macros = ["counter!(", "gauge!(", "histogram!("];
    words(code).filter(move |(at, _)| {
        let before = code[..*at].trim_end_matches('"').trim_end();
        macros.iter().any(|name| before.ends_with(name))
    })
}

fn words(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    text.match_indices(PREFIX).filter_map(|(at, _)| {
        let begins = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let name: String = text[at..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        (begins && name.len() > PREFIX.len()).then_some((at, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_do_not_agree_are_found() {
        let code =
            "fn f() { metrics::counter!(\"portico_seen_total\"); metrics::histogram!(\n\"portico_s\"); }";
        let tree = Tree::sample(&[
            ("crates/a/src/lib.rs", code),
            ("deploy/alerts.yml", "expr: rate(portico_s_bucket[5m]) > portico_gone_total"),
            (PAGE, "| `portico_seen_total` | what |"),
        ]);
        let found: Vec<(String, String)> = check(&tree).into_iter().map(|f| (f.path, f.says)).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].0 == "deploy/alerts.yml" && found[0].1.contains("portico_gone_total"));
        assert!(found[1].0 == PAGE && found[1].1.contains("`portico_s`"));
    }
}
