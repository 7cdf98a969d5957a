//! The graph of imports between slices: no cycle, nobody calls the dashboard, nothing below calls up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::rust;
use crate::tree::{Failure, File, Tree};

const SOURCES: &str = "crates/portal/src/";
const REPORT: &str = "docs/slices.out";

/// Slice → the slices it imports.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// The folders that declare a `SLICE`.
pub fn names(tree: &Tree) -> Vec<String> {
    let declares = |file: &&File| file.path.starts_with(SOURCES) && file.code.contains("const SLICE: Slice");
    let name =
        |file: &File| file.path[SOURCES.len()..].split(['/', '.']).next().unwrap_or_default().to_owned();
    tree.rust().filter(declares).map(name).collect()
}

/// Who imports whom.
pub fn graph(tree: &Tree) -> Graph {
    let names = names(tree);
    let mut graph: Graph = names.iter().map(|name| (name.clone(), BTreeSet::new())).collect();
    for (user, file) in tree.rust().filter_map(|file| Some((owner(&file.path)?, file))) {
        let Some(edges) = graph.get_mut(user) else { continue };
        edges.extend(imports(file, &names).into_iter().map(|(name, _)| name).filter(|name| name != user));
    }
    graph
}

/// The first folder or file below the portal's sources, when the file is no test.
fn owner(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(SOURCES)?;
    rest.split(['/', '.']).next()
}

fn imports(file: &File, slices: &[String]) -> Vec<(String, usize)> {
    if file.is_test() {
        return Vec::new();
    }
    let above = |token: &rust::Token<'_>| slices.iter().any(|name| name == token.text);
    let mut found = rust::crate_paths(&file.code);
    let tokens = rust::tokens(&file.code);
    for run in tokens.windows(3).filter(|run| run[0].text == "super" && run[1].text == "::") {
        found.push(run[2]);
    }
    found.into_iter().filter(above).map(|token| (token.text.to_owned(), token.at)).collect()
}

/// No cycle, nothing that calls the dashboard, no `shell/`, `ui/` or other common file that calls a slice.
pub fn acyclic(tree: &Tree) -> Vec<Failure> {
    let graph = graph(tree);
    let report = |says: String| Failure { path: format!("{SOURCES}slices.rs"), line: 0, says };
    let mut found: Vec<Failure> = cycle(&graph)
        .map(|path| {
            report(format!("slices form a cycle: {}: move what both need into one", path.join(" → ")))
        })
        .into_iter()
        .collect();
    let callers = graph.iter().filter(|(_, uses)| uses.contains("dashboard"));
    found.extend(
        callers.map(|(name, _)| report(format!("`{name}` calls `dashboard`: nobody does; turn it round"))),
    );
    let names: Vec<String> = graph.into_keys().collect();
    for file in tree.rust().filter(|file| !is_gallery(file)) {
        let Some(folder @ ("shell" | "ui" | "config" | "error" | "jobs")) = owner(&file.path) else {
            continue;
        };
        for (slice, at) in imports(file, &names) {
            let says =
                format!("`{folder}` calls the slice `{slice}`: let the slice register itself in SLICES");
            found.push(file.at(at, says));
        }
    }
    found
}

/// The gallery of the design system shows every slice's pages; nothing builds on it.
fn is_gallery(file: &File) -> bool {
    file.path.starts_with("crates/portal/src/ui/gallery")
}

/// A path that comes back to where it began.
fn cycle(graph: &Graph) -> Option<Vec<String>> {
    fn walk(graph: &Graph, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> bool {
        let here = path.last().expect("a walk begins somewhere").clone();
        if let Some(start) = path[..path.len() - 1].iter().position(|name| *name == here) {
            path.drain(..start);
            return true;
        }
        if done.contains(&here) {
            return false;
        }
        for next in &graph[&here] {
            path.push(next.clone());
            if walk(graph, path, done) {
                return true;
            }
            path.pop();
        }
        done.insert(here);
        false
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| {
        let mut path = vec![start.clone()];
        walk(graph, &mut path, &mut done).then_some(path)
    })
}

/// Only a slice's `mod.rs` is its door: no other slice reaches into a module inside.
pub fn doors(tree: &Tree) -> Vec<Failure> {
    let names = names(tree);
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test()) {
        let Some(user) = owner(&file.path).filter(|user| names.iter().any(|name| name == user)) else {
            continue;
        };
        for run in rust::tokens(&file.code).windows(3).filter(|run| run[1].text == "::") {
            let (slice, module) = (run[0].text, run[2].text);
            let inside = format!("{SOURCES}{slice}/{module}");
            let is_module = tree.exists(&format!("{inside}.rs")) || tree.exists(&format!("{inside}/mod.rs"));
            if slice != user && is_module && names.iter().any(|name| name == slice) {
                let says =
                    format!("`{slice}::{module}` is a room of another slice: call what its mod.rs offers");
                found.push(file.at(run[0].at, says));
            }
        }
    }
    found
}

/// Every declared slice stands in the list, and the list holds nothing else.
pub fn registered(tree: &Tree) -> Vec<Failure> {
    let Some(list) = tree.file(&format!("{SOURCES}slices.rs")) else { return Vec::new() };
    let missing = names(tree).into_iter().filter(|name| {
        let tokens = rust::tokens(&list.code);
        !tokens.windows(3).any(|run| run[0].text == name && run[1].text == "::" && run[2].text == "SLICE")
    });
    missing.map(|name| list.whole(format!("slice `{name}` is not in SLICES: add it, or delete it"))).collect()
}

/// The graph as the checked-in text.
pub fn text(graph: &Graph) -> String {
    let mut out =
        String::from("# Which slice imports which. Written by `UPDATE=1 cargo test -p xtask slices`.\n");
    for (name, uses) in graph {
        let uses: Vec<&str> = uses.iter().map(String::as_str).collect();
        let uses = if uses.is_empty() { "-".to_owned() } else { uses.join(", ") };
        writeln!(out, "{name}: {uses}").expect("writing to a string cannot fail");
    }
    out
}

/// The checked-in graph is the true one; `UPDATE=1` rewrites it.
///
/// # Panics
/// When `UPDATE=1` is set and the file cannot be written.
pub fn report(tree: &Tree) -> Vec<Failure> {
    let now = text(&graph(tree));
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") && !tree.root.as_os_str().is_empty() {
        let path = tree.root.join(REPORT);
        std::fs::create_dir_all(path.parent().expect("the report lies in a folder"))
            .expect("docs/ can be made");
        std::fs::write(path, now).expect("docs/slices.out can be written");
        return Vec::new();
    }
    if tree.file(REPORT).is_some_and(|file| file.text == now) {
        return Vec::new();
    }
    let says =
        format!("is not what the code says; look at the change, then `UPDATE=1 cargo test -p xtask`:\n{now}");
    vec![Failure { path: REPORT.to_owned(), line: 0, says }]
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str = "pub const SLICE: Slice = X;\n";

    fn tree(a: &str, b: &str, extra: &[(&str, &str)]) -> Tree {
        let (a, b) = (format!("{DECLARED}{a}"), format!("{DECLARED}{b}"));
        let mut files =
            vec![("crates/portal/src/a/mod.rs", a.as_str()), ("crates/portal/src/b/mod.rs", b.as_str())];
        files.extend_from_slice(extra);
        Tree::sample(&files)
    }

    #[test]
    fn a_cycle_is_found_and_a_test_makes_none() {
        let round = tree("use crate::b;", "", &[("crates/portal/src/b/routes.rs", "use crate::{ui, a::X};")]);
        assert!(acyclic(&round)[0].says.contains("a → b → a"));
        let straight = tree("use crate::b;", "", &[("crates/portal/src/b/tests.rs", "use crate::a;")]);
        assert!(acyclic(&straight).is_empty());
        assert_eq!(text(&graph(&straight)).lines().skip(1).collect::<Vec<_>>(), ["a: b", "b: -"]);
    }

    #[test]
    fn calling_up_is_found() {
        let dashboard = ("crates/portal/src/dashboard/mod.rs", DECLARED);
        let shell = ("crates/portal/src/shell/gate.rs", "use crate::a::count;");
        let gallery = ("crates/portal/src/ui/gallery/a.rs", "use crate::a::pages;");
        let found = acyclic(&tree("use crate::dashboard;", "", &[dashboard, shell, gallery]));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn back_doors_and_forgotten_slices_are_found() {
        let list = ("crates/portal/src/slices.rs", "static SLICES: X = &[crate::a::SLICE];");
        let store = ("crates/portal/src/a/store.rs", "use super::store::own;");
        let tree =
            tree("use crate::a::store::own;", "use crate::a::{X}; use crate::{a::store::y};", &[list, store]);
        assert_eq!((doors(&tree).len(), registered(&tree).len()), (1, 1));
    }

    #[test]
    fn an_old_report_is_found() {
        let (old, now) = ((REPORT, "x"), tree("", "", &[]));
        let current = text(&graph(&now));
        assert_eq!(report(&tree("", "", &[old])).len(), 1);
        assert!(report(&tree("", "", &[(REPORT, &current)])).is_empty());
    }
}
