//! Files that can be read in one sitting, lines that fit a screen.

use crate::tree::{Failure, File, Tree, has_extension};

const MAX_COLUMNS: usize = 110;
const MAX_LINES: usize = 600;
const MAX_TEST_LINES: usize = 800;
const MEASURED: [&str; 7] = ["rs", "html", "ts", "mjs", "js", "sh", "css"];
/// A run of this many characters without a blank (an address, the path of an icon) cannot be broken.
const UNBREAKABLE: usize = 80;

/// Files have at most 600 lines (tests 800), lines at most 110 columns.
pub fn check(tree: &Tree) -> Vec<Failure> {
    let measured = tree.files.iter().filter(|file| has_extension(&file.path, &MEASURED));
    measured.flat_map(|file| [too_long(file), too_wide(file)]).flatten().collect()
}

fn too_long(file: &File) -> Vec<Failure> {
    let limit = if file.is_test() { MAX_TEST_LINES } else { MAX_LINES };
    let lines = file.text.lines().count();
    let says = format!("{lines} lines, at most {limit}: split it by what a reader looks for");
    (lines > limit).then(|| file.whole(says)).into_iter().collect()
}

fn too_wide(file: &File) -> Vec<Failure> {
    let wide = |line: &str| {
        let breakable = line.split_whitespace().all(|run| run.chars().count() < UNBREAKABLE);
        breakable && line.chars().count() > MAX_COLUMNS
    };
    let mut found = Vec::new();
    for (i, line) in file.text.lines().enumerate().filter(|(_, line)| wide(line)) {
        let says = format!("{} columns, at most {MAX_COLUMNS}: break the line", line.chars().count());
        found.push(Failure { path: file.path.clone(), line: i + 1, says });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_and_wide_lines_are_found() {
        let long = "//! x\n".repeat(601);
        let wide = format!("//! {}\n", "x ".repeat(60));
        let icon = format!("<path d=\"{}\"> and some more words\n", "1".repeat(120));
        let tree = Tree::sample(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/tests.rs", &long),
            ("crates/a/src/wide.rs", &wide),
            ("crates/a/src/icon.html", &icon),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|f| (f.path, f.line)).collect();
        assert_eq!(found, [("crates/a/src/long.rs".into(), 0), ("crates/a/src/wide.rs".into(), 1)]);
    }
}
