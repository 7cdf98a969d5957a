//! No dead files: every source is reached by a `mod`, every template and asset by a name that uses it.

use std::collections::BTreeSet;

use crate::rust;
use crate::tree::{Failure, File, Tree, has_extension};

/// Every Rust file hangs on a crate's root by a chain of `mod`.
pub fn sources(tree: &Tree) -> Vec<Failure> {
    let mut reached: BTreeSet<String> =
        tree.rust().filter(|file| is_root(&file.path)).map(|file| file.path.clone()).collect();
    let mut waiting: Vec<String> = reached.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        let Some(file) = tree.file(&path) else { continue };
        for candidates in modules(file) {
            for child in candidates.into_iter().filter(|child| tree.file(child).is_some()) {
                if reached.insert(child.clone()) {
                    waiting.push(child);
                }
            }
        }
    }
    let dead = tree.rust().filter(|file| !reached.contains(&file.path));
    dead.map(|file| file.whole("no `mod` reaches this file: declare it, or delete it")).collect()
}

fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["crates", _, "build.rs"]
            | ["crates", _, "src", "lib.rs" | "main.rs"]
            | ["crates", _, "src", "bin", _]
            | ["crates", _, "tests" | "benches" | "examples", _]
            | ["crates", _, "tests" | "benches" | "examples", _, "main.rs"]
    )
}

/// Where each `mod name;` of a file may live, one list of candidates per declaration.
fn modules(file: &File) -> Vec<Vec<String>> {
    let code = rust::mask(&file.text);
    let tokens = rust::tokens(&code);
    let own = match file.name() {
        "lib.rs" | "main.rs" | "mod.rs" => file.folder().to_owned(),
        _ if is_root(&file.path) => file.folder().to_owned(),
        name => format!("{}/{}", file.folder(), name.trim_end_matches(".rs")),
    };
    let (mut depth, mut inside, mut found) = (0_usize, Vec::<(usize, &str)>::new(), Vec::new());
    for (i, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inside.retain(|(at, _)| *at < depth);
            }
            "mod" => match (tokens.get(i + 1), tokens.get(i + 2).map(|next| next.text)) {
                (Some(name), Some("{")) => inside.push((depth, name.text)),
                (Some(name), Some(";")) => {
                    let nested: String = inside.iter().map(|(_, part)| format!("{part}/")).collect();
                    let base = format!("{own}/{nested}{}", name.text);
                    let mut candidates = vec![format!("{base}.rs"), format!("{base}/mod.rs")];
                    candidates.extend(path_attribute(file, token.at));
                    found.push(candidates);
                }
                _ => {}
            },
            _ => {}
        }
    }
    found
}

/// The file named by a `#[path = "…"]` on the line before a `mod`.
fn path_attribute(file: &File, at: usize) -> Option<String> {
    let before = &file.text[..at];
    let (_, rest) = before.rsplit_once("#[path = \"").filter(|(_, rest)| rest.lines().count() <= 2)?;
    rest.split_once('"').map(|(name, _)| join(file.folder(), name))
}

/// Every template is named by a `path =`, an `extends`, an `include`, an `import` or an `include_str!`.
pub fn templates(tree: &Tree) -> Vec<Failure> {
    let used: BTreeSet<String> = tree.files.iter().flat_map(|file| template_uses(tree, file)).collect();
    let is_template = |file: &&File| {
        let parts: Vec<&str> = file.path.split('/').collect();
        matches!(parts.as_slice(), ["crates", _, "src" | "templates", ..])
            && has_extension(&file.path, &["html", "txt", "xml", "svg", "ics"])
    };
    let dead = tree.files.iter().filter(is_template).filter(|file| !used.contains(&file.path));
    dead.map(|file| file.whole("no page names this template: use it, or delete it")).collect()
}

fn template_uses(tree: &Tree, file: &File) -> Vec<String> {
    let crate_folder: String = file.path.split('/').take(2).collect::<Vec<_>>().join("/");
    let mut used = Vec::new();
    let markers: &[&str] = if file.is_rust() {
        &["path = \"", "path=\"", "include_str!(\"", "include_bytes!(\""]
    } else {
        &["extends \"", "include \"", "import \"", "from \""]
    };
    for marker in markers {
        for (at, _) in file.text.match_indices(marker) {
            let Some((name, _)) = file.text[at + marker.len()..].split_once('"') else { continue };
            used.push(join(file.folder(), name));
            used.extend(template_folders(tree, &crate_folder).iter().map(|folder| join(folder, name)));
        }
    }
    used
}

/// The folders askama looks in: `dirs` of the crate's `askama.toml`, else `templates`.
fn template_folders(tree: &Tree, crate_folder: &str) -> Vec<String> {
    let configured = tree.file(&format!("{crate_folder}/askama.toml")).and_then(|file| {
        let (_, rest) = file.text.split_once("dirs")?;
        let (list, _) = rest.split_once(']')?;
        Some(list.split('"').skip(1).step_by(2).map(|dir| join(crate_folder, dir)).collect())
    });
    configured.unwrap_or_else(|| vec![format!("{crate_folder}/templates")])
}

/// A path joined to a folder, with `.` and `..` worked out.
fn join(folder: &str, name: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Files that tools find by their name.
const BY_CONVENTION: [&str; 10] = [
    "README.md",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    ".npmrc",
    "index.html",
    "favicon.ico",
    "robots.txt",
    ".gitignore",
    ".gitkeep",
];

/// Every script and asset is named somewhere else: in a page, a source, the Makefile, a document.
pub fn assets(tree: &Tree) -> Vec<Failure> {
    let watched = ["scripts/", "e2e/", "web/", "demo/", "crates/portal/assets/"];
    let candidates = tree.paths.iter().filter(|path| watched.iter().any(|folder| path.starts_with(folder)));
    let mut found = Vec::new();
    for path in candidates {
        let name = path.rsplit('/').next().unwrap_or(path);
        let run_by_pattern = name.ends_with(".test.mjs") || BY_CONVENTION.contains(&name);
        let stem = name.split('.').next().unwrap_or(name);
        let import = format!("/{stem}\"");
        let named = |file: &&File| {
            file.path != *path
                && (file.text.contains(name) || (name.ends_with(".ts") && file.text.contains(&import)))
        };
        if !run_by_pattern && tree.files.iter().find(named).is_none() {
            let says = "nothing names this file: use it, or delete it".to_owned();
            found.push(Failure { path: path.clone(), line: 0, says });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(failures: Vec<Failure>) -> Vec<String> {
        failures.into_iter().map(|failure| failure.path).collect()
    }

    #[test]
    fn a_source_that_no_mod_reaches_is_found() {
        let tree = Tree::sample(&[
            (
                "crates/a/src/lib.rs",
                "mod b; // mod dead;\nmod inner { mod deep; }\n#[cfg(test)]\nmod tests;\n",
            ),
            ("crates/a/src/b.rs", "mod c;\n#[path = \"odd.rs\"]\nmod d;"),
            ("crates/a/src/b/c.rs", ""),
            ("crates/a/src/odd.rs", ""),
            ("crates/a/src/inner/deep.rs", ""),
            ("crates/a/src/tests.rs", ""),
            ("crates/a/src/dead.rs", ""),
            ("crates/a/tests/it.rs", "mod common;"),
            ("crates/a/tests/common/mod.rs", ""),
            ("crates/a/tests/suite/main.rs", "mod part;"),
            ("crates/a/tests/suite/part.rs", ""),
        ]);
        assert_eq!(paths(sources(&tree)), ["crates/a/src/dead.rs"]);
    }

    #[test]
    fn a_template_that_no_page_names_is_found() {
        let tree = Tree::sample(&[
            ("crates/a/askama.toml", "[general]\ndirs = [\"src\"]\n"),
            (
                "crates/a/src/x/routes.rs",
                "#[template(path = \"x/list.html\")] const M: &str = include_str!(\"m.txt\");",
            ),
            ("crates/a/src/x/list.html", "{% extends \"ui/base.html\" %}{% include \"part.html\" %}"),
            ("crates/a/src/x/part.html", ""),
            ("crates/a/src/x/m.txt", ""),
            ("crates/a/src/ui/base.html", ""),
            ("crates/a/src/ui/list.html", ""),
        ]);
        assert_eq!(paths(templates(&tree)), ["crates/a/src/ui/list.html"]);
    }

    #[test]
    fn an_asset_that_nothing_names_is_found() {
        let tree = Tree::sample(&[
            ("Makefile", "demo:\n\tscripts/demo.sh\n"),
            ("scripts/demo.sh", ""),
            ("scripts/old.sh", "scripts/old.sh"),
            ("web/src/app.ts", "import \"./part\";"),
            ("web/src/part.ts", ""),
            ("web/package.json", "build app.ts"),
            ("e2e/sign_in.test.mjs", ""),
        ]);
        assert_eq!(paths(assets(&tree)), ["scripts/old.sh"]);
    }
}
