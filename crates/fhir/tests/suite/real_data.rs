//! Charts that nobody here wrote, when they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fhir::views::AnyRecord;
use fhir::{Bundle, Kind};

fn bundles(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bundles(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "json") && !path.ends_with("manifest.json") {
            found.push(path);
        }
    }
}

/// The bundles, when they are at hand.
pub fn paths() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fhir");
    if !folder.is_dir() {
        eprintln!("skipped: no shared data beside this checkout");
        return None;
    }
    let mut paths = Vec::new();
    bundles(&folder, &mut paths);
    assert!(!paths.is_empty());
    Some(paths)
}

#[test]
fn every_resource_of_every_bundle_has_one_kind() {
    let Some(paths) = paths() else { return };
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut total = 0;
    for path in &paths {
        let bytes = std::fs::read(path).unwrap();
        let bundle = Bundle::parse(&bytes).unwrap();
        let entries: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(bundle.malformed, 0, "{}", path.display());
        assert_eq!(bundle.resources.len(), entries["entry"].as_array().unwrap().len(), "{}", path.display());
        for resource in &bundle.resources {
            let kind = Kind::of(resource.head());
            assert!(kind == Kind::Other || kind.resource_types().contains(&&*resource.head().resource_type));
            let titled = resource.view::<AnyRecord>().unwrap().title().is_some();
            let count = counts.entry(kind.slug()).or_default();
            count.0 += 1;
            count.1 += u64::from(titled);
            total += 1;
        }
    }
    println!("{total} resources in {} bundles (kind: resources, of these with a title)", paths.len());
    for (kind, (count, titled)) in counts {
        println!("{kind}: {count}, {titled}");
    }
}
