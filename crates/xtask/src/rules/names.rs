//! ARCHITECTURE.md names what stands: every crate and slice, and nothing that is not there.

use crate::rules::slices;
use crate::tree::{Failure, File, Tree};

const MAP: &str = "ARCHITECTURE.md";
/// It describes the house on a few screens.
const MAX_LINES: usize = 150;

/// Every crate and slice has its row, every row and every path its thing, and the map stays short.
pub fn check(tree: &Tree) -> Vec<Failure> {
    let Some(map) = tree.file(MAP) else {
        return vec![Failure {
            path: MAP.to_owned(),
            line: 0,
            says: "write it: what stands, and why".to_owned(),
        }];
    };
    let mut found = both_ways(map, "crate", &crates(tree), &rows(map, "crate"));
    found.extend(both_ways(map, "slice", &slices::names(tree), &rows(map, "slice")));
    found.extend(
        paths(map)
            .into_iter()
            .filter(|(_, path)| !tree.exists(path))
            .map(|(at, path)| map.at(at, format!("`{path}` does not exist: correct the map"))),
    );
    let lines = map.text.lines().count();
    if lines > MAX_LINES {
        found.push(map.whole(format!("{lines} lines, at most {MAX_LINES}: a map, not a book")));
    }
    found
}

fn crates(tree: &Tree) -> Vec<String> {
    let manifests = tree.files.iter().filter_map(|file| file.path.strip_prefix("crates/"));
    manifests.filter_map(|rest| rest.strip_suffix("/Cargo.toml")).map(str::to_owned).collect()
}

fn both_ways(map: &File, kind: &str, have: &[String], rows: &[(usize, String)]) -> Vec<Failure> {
    let unnamed = have.iter().filter(|name| !rows.iter().any(|(_, row)| row == *name));
    let unknown = rows.iter().filter(|(_, row)| !have.contains(row));
    unnamed
        .map(|name| {
            map.whole(format!("{kind} `{name}` has no row: give it one sentence in the {kind} table"))
        })
        .chain(unknown.map(|(at, row)| map.at(*at, format!("there is no {kind} `{row}`: take the row out"))))
        .collect()
}

/// The first cell of each row of the table whose head begins with `| Crate` or `| Slice`.
fn rows(map: &File, kind: &str) -> Vec<(usize, String)> {
    let (mut inside, mut at, mut found) = (false, 0, Vec::new());
    for line in map.text.split_inclusive('\n') {
        let cell = line.strip_prefix('|').and_then(|rest| rest.split('|').next()).map(str::trim);
        match cell {
            None => inside = false,
            Some(head) if head.eq_ignore_ascii_case(kind) => inside = true,
            Some(cell) if inside => {
                if let Some(name) = cell.strip_prefix('`').and_then(|rest| rest.split('`').next()) {
                    found.push((at, name.to_owned()));
                }
            }
            Some(_) => {}
        }
        at += line.len();
    }
    found
}

/// Everything in backticks that is written as a path of the repository.
fn paths(map: &File) -> Vec<(usize, String)> {
    let tops = ["crates/", "docs/", "scripts/", "e2e/", "web/", "demo/", ".ci/"];
    let mut found = Vec::new();
    let mut at = 0;
    for (i, part) in map.text.split('`').enumerate() {
        let is_path = i % 2 == 1 && tops.iter().any(|top| part.starts_with(top));
        if is_path && !part.contains(['*', '{', ' ', '…', '<']) {
            found.push((at, part.to_owned()));
        }
        at += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_forgets_or_invents_is_found() {
        let map = "# Map\n\n| Crate | what |\n|---|---|\n| `base` | x |\n| `gone` | y |\n\n\
                   | Slice | what |\n|---|---|\n| `refills` | x |\n\nSee `docs/none.md` and `crates/base`.\n";
        let tree = Tree::sample(&[
            (MAP, map),
            ("crates/base/Cargo.toml", ""),
            ("crates/db/Cargo.toml", ""),
            ("crates/portal/src/refills/mod.rs", "pub const SLICE: Slice = X;"),
            ("crates/portal/src/profile/mod.rs", "pub const SLICE: Slice = X;"),
        ]);
        let says: Vec<String> = check(&tree).into_iter().map(|failure| failure.says).collect();
        assert_eq!(says.len(), 4, "{says:?}");
        for (found, name) in says.iter().zip(["`db`", "`gone`", "`profile`", "`docs/none.md`"]) {
            assert!(found.contains(name), "{found}");
        }
        assert_eq!(check(&Tree::default()).len(), 1);
    }
}
