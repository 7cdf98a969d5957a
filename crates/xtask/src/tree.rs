//! The repository as the rules see it: every text file, read once, with Rust sources masked for searching.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::rust;

/// Folders that hold no source of ours.
const SKIPPED: [&str; 8] =
    [".git", "target", "node_modules", ".demo", "crates/portal/assets/dist", "e2e/shots", ".cargo", ".idea"];

/// What a rule found, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file, relative to the repository's root.
    pub path: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do instead.
    pub says: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line.max(1), self.says)
    }
}

/// One text file.
#[derive(Debug)]
pub struct File {
    /// Relative to the root, with `/`.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// Rust only: comments, string contents and `#[cfg(test)]` blocks blanked, line breaks kept.
    pub code: String,
    /// Rust only: comments and `#[cfg(test)]` blocks blanked, strings kept.
    pub plain: String,
}

impl File {
    fn new(path: String, text: String) -> Self {
        if !has_extension(&path, &["rs"]) {
            return File { path, text, code: String::new(), plain: String::new() };
        }
        let (code, plain) = rust::without_test_blocks(&rust::mask(&text), &rust::uncomment(&text));
        File { path, text, code, plain }
    }

    /// A failure at a byte offset of the text (masking keeps offsets).
    pub fn at(&self, offset: usize, says: impl Into<String>) -> Failure {
        let before = self.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Failure { path: self.path.clone(), line, says: says.into() }
    }

    /// A failure of the file as a whole.
    pub fn whole(&self, says: impl Into<String>) -> Failure {
        Failure { path: self.path.clone(), line: 0, says: says.into() }
    }

    /// The file name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder, without a slash at its end; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether this is a Rust source.
    pub fn is_rust(&self) -> bool {
        has_extension(&self.path, &["rs"])
    }

    /// Whether the whole file exists for tests: `tests.rs`, `*_tests.rs`, below `tests/` or `testing/`.
    pub fn is_test(&self) -> bool {
        let name = self.name();
        let folders = format!("/{}/", self.folder());
        name == "tests.rs"
            || name.ends_with("_tests.rs")
            || folders.contains("/tests/")
            || folders.contains("/testing/")
            || folders.starts_with("/e2e/")
    }
}

/// Whether the path ends with one of the extensions.
pub fn has_extension(path: &str, wanted: &[&str]) -> bool {
    path.rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .is_some_and(|(_, have)| wanted.contains(&have))
}

/// Every text file of the repository.
#[derive(Debug, Default)]
pub struct Tree {
    /// Where it was read from; empty for a sample.
    pub root: PathBuf,
    /// Sorted by path.
    pub files: Vec<File>,
    /// Every path, also of files that are no text.
    pub paths: Vec<String>,
}

impl Tree {
    /// Reads the repository this crate belongs to.
    ///
    /// # Panics
    /// When a folder cannot be read: a rule that saw half the house would pass for the wrong reason.
    pub fn of_this_repository() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().expect("the workspace stands two folders above this crate");
        let mut tree = Tree { root: root.clone(), ..Tree::default() };
        tree.read_folder(&root);
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        tree.paths.sort();
        tree
    }

    /// A small tree for a rule's own tests.
    pub fn sample(files: &[(&str, &str)]) -> Self {
        let files: Vec<File> =
            files.iter().map(|(path, text)| File::new((*path).to_owned(), (*text).to_owned())).collect();
        let paths = files.iter().map(|file| file.path.clone()).collect();
        Tree { root: PathBuf::new(), files, paths }
    }

    fn read_folder(&mut self, folder: &Path) {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for entry in entries {
            let path = entry.expect("a folder that opened can be listed").path();
            let relative =
                path.strip_prefix(&self.root).expect("below the root").to_string_lossy().into_owned();
            let name = relative.rsplit('/').next().unwrap_or_default().to_owned();
            if SKIPPED.iter().any(|skip| *skip == relative || *skip == name) || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                self.read_folder(&path);
            } else {
                self.read_file(&path, relative);
            }
        }
    }

    /// A file that vanished between listing and reading (a build's temporary file) is no file of the house.
    fn read_file(&mut self, path: &Path, relative: String) {
        if let Ok(bytes) = std::fs::read(path) {
            self.paths.push(relative.clone());
            if let Ok(text) = String::from_utf8(bytes) {
                self.files.push(File::new(relative, text));
            }
        }
    }

    /// The Rust sources.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// The files with one of these extensions.
    pub fn with_extension<'a>(&'a self, wanted: &'a [&'a str]) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| has_extension(&file.path, wanted))
    }

    /// The file at exactly this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or a folder of this path exists.
    pub fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.paths.iter().any(|have| have == path || have.starts_with(&folder))
    }
}
