//! What a file is, and which tenant a bundle goes to. No network.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

/// The tenant for bundles whose ids are taken.
const ELSEWHERE: &str = "northside";
/// The most of one file, unpacked.
const MOST: u64 = 512 * 1024 * 1024;
/// How deep folders are searched.
const DEPTH: usize = 32;

/// What a file holds.
pub enum Found {
    /// A transaction bundle.
    Transaction(Value),
    /// Something else, and what.
    Other(&'static str),
}

/// Every `*.json` and `*.json.gz` below the folder, in path order; other files too, so that each is told.
///
/// # Errors
/// When a folder cannot be read, or folders go deeper than any honest tree.
pub fn files(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    below(dir, 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn below(dir: &Path, depth: usize, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    anyhow::ensure!(depth < DEPTH, "{} is more than {DEPTH} folders deep", dir.display());
    for entry in std::fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() { below(&path, depth + 1, found)? } else { found.push(path) }
    }
    Ok(())
}

/// Reads a file as far as it can be a transaction bundle.
///
/// # Errors
/// When a `*.json` or `*.json.gz` cannot be read, unpacked or parsed.
pub fn read(path: &Path) -> anyhow::Result<Found> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let packed = name.ends_with(".json.gz");
    if !packed && !name.ends_with(".json") {
        return Ok(Found::Other("not *.json or *.json.gz"));
    }
    let file = std::fs::File::open(path).context("cannot be read")?;
    let mut text = Vec::new();
    let read = match packed {
        true => flate2::read::MultiGzDecoder::new(file).take(MOST + 1).read_to_end(&mut text),
        false => file.take(MOST + 1).read_to_end(&mut text),
    };
    read.context("cannot be read")?;
    anyhow::ensure!(text.len() as u64 <= MOST, "is larger than {} MB", MOST / 1024 / 1024);
    // Some exporters write a byte order mark.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let value: Value = serde_json::from_slice(text).context("is not JSON")?;
    Ok(match (value["resourceType"].as_str(), value["type"].as_str()) {
        (Some("Bundle"), Some("transaction")) => Found::Transaction(value),
        (Some("Bundle"), _) => Found::Other("a Bundle of another type than transaction"),
        _ => Found::Other("not a transaction Bundle"),
    })
}

/// Where a bundle goes.
pub struct Place {
    /// The tenant.
    pub tenant: String,
    /// What to print about it.
    pub line: Option<String>,
    /// Must be loaded after everything before it, and before everything after it.
    pub waits: bool,
}

/// Which ids were put so far.
pub struct Plan {
    org: String,
    /// By everything in a tenant, charts and data.
    puts: HashMap<String, HashSet<String>>,
    /// By the data's bundles, in whichever tenant.
    data: HashSet<String>,
}

impl Plan {
    /// A plan for bundles that go to `org`.
    pub fn new(org: &str) -> Self {
        Self { org: org.to_owned(), puts: HashMap::new(), data: HashSet::new() }
    }

    /// Remembers what a demo chart puts.
    pub fn note_puts(&mut self, tenant: &str, bundle: &Value) {
        self.puts.entry(tenant.to_owned()).or_default().extend(puts(bundle));
    }

    /// Chooses the tenant of the next bundle. A bundle that would put an id which another bundle of the data
    /// already put (or a chart of the same organisation) goes elsewhere: in one tenant they would overwrite
    /// each other and make one person of two.
    pub fn place(&mut self, bundle: &Value) -> Place {
        let ids = puts(bundle);
        let put = |tenant: &str, id: &String| self.puts.get(tenant).is_some_and(|known| known.contains(id));
        let here = ids.iter().filter(|id| self.data.contains(*id) || put(&self.org, id)).count();
        let there = ids.iter().filter(|id| put(ELSEWHERE, id)).count();
        let collides = here > 0;
        let tenant = if collides { ELSEWHERE } else { self.org.as_str() }.to_owned();
        let line = collides.then(|| {
            let again =
                if there > 0 { format!("; {there} of them are put there again") } else { String::new() };
            format!("goes to {ELSEWHERE}: {here} ids are already put by another bundle{again}")
        });
        let waits = collides || conditional(bundle);
        self.data.extend(ids.iter().cloned());
        self.puts.entry(tenant.clone()).or_default().extend(ids);
        Place { tenant, line, waits }
    }
}

fn entries(bundle: &Value) -> impl Iterator<Item = &Value> {
    bundle["entry"].as_array().into_iter().flatten()
}

/// `Type/id` of each PUT.
fn puts(bundle: &Value) -> Vec<String> {
    let put = entries(bundle).map(|entry| &entry["request"]).filter(|request| request["method"] == "PUT");
    let urls = put.filter_map(|request| request["url"].as_str());
    urls.filter(|url| !url.contains('?')).map(|url| url.trim_start_matches('/').to_owned()).collect()
}

/// Depends on what is already there: conditional writes, and references by search.
fn conditional(bundle: &Value) -> bool {
    let asks = |request: &Value| {
        request.get("ifNoneExist").is_some() || request["url"].as_str().is_some_and(|url| url.contains('?'))
    };
    entries(bundle).any(|entry| asks(&entry["request"]) || refers_by_search(&entry["resource"]))
}

fn refers_by_search(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| match value {
            Value::String(text) => name == "reference" && text.contains('?') && !text.contains("://"),
            _ => refers_by_search(value),
        }),
        Value::Array(items) => items.iter().any(refers_by_search),
        _ => false,
    }
}

/// A patient's name for the list of accounts: the official one, as text or given and family.
pub fn name(patient: &Value) -> String {
    let names = patient["name"].as_array().map(Vec::as_slice).unwrap_or_default();
    let official = names.iter().find(|name| name["use"] == "official").or(names.first());
    let Some(name) = official else { return "(no name)".to_owned() };
    let given = name["given"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let parts: Vec<&str> = given.chain(name["family"].as_str()).collect();
    match (parts.is_empty(), name["text"].as_str()) {
        (false, _) => parts.join(" "),
        (true, Some(text)) => text.to_owned(),
        (true, None) => "(no name)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn putting(ids: &[&str]) -> Value {
        let entries = ids.iter().map(|id| {
            json!({"resource": {"resourceType": "Patient"},
                   "request": {"method": "PUT", "url": format!("Patient/{id}")}})
        });
        json!({"resourceType": "Bundle", "type": "transaction", "entry": entries.collect::<Vec<_>>()})
    }

    #[test]
    fn a_bundle_whose_id_is_taken_goes_to_northside_whole() {
        let mut plan = Plan::new("aurora");
        assert_eq!(plan.place(&putting(&["a", "b"])).tenant, "aurora");
        let second = plan.place(&putting(&["c", "b"]));
        assert_eq!(second.tenant, "northside");
        assert!(second.line.unwrap().contains("1 ids") && second.waits);
        // "c" was put by the bundle that gave way.
        let third = plan.place(&putting(&["c"]));
        assert_eq!(third.tenant, "northside");
        assert!(third.line.unwrap().contains("put there again"));
        let free = plan.place(&putting(&["d"]));
        assert_eq!((free.tenant.as_str(), free.line, free.waits), ("aurora", None, false));
    }

    #[test]
    fn charts_of_the_same_organisation_count_as_put() {
        let mut plan = Plan::new("sleepcorner");
        plan.note_puts("aurora", &putting(&["a"]));
        plan.note_puts("sleepcorner", &putting(&["s"]));
        assert_eq!(plan.place(&putting(&["a"])).tenant, "sleepcorner");
        assert_eq!(plan.place(&putting(&["s"])).tenant, "northside");
    }

    #[test]
    fn what_depends_on_earlier_bundles_waits_for_them() {
        let mut plan = Plan::new("aurora");
        let refers = json!({"entry": [{"request": {"method": "POST", "url": "Encounter"}, "resource":
            {"participant": [{"individual": {"reference": "Practitioner?identifier=x|1"}}]}}]});
        assert!(plan.place(&refers).waits);
        let once =
            json!({"entry": [{"request": {"method": "POST", "url": "Patient", "ifNoneExist": "a=b"}}]});
        assert!(plan.place(&once).waits);
    }

    #[test]
    fn names_are_read_from_whatever_is_there() {
        let named = |name: Value| name_of(&json!({"name": name}));
        fn name_of(patient: &Value) -> String {
            name(patient)
        }
        assert_eq!(named(json!([{"given": ["A", "B"], "family": "C"}])), "A B C");
        assert_eq!(named(json!([{"use": "old", "family": "X"}, {"use": "official", "text": "T"}])), "T");
        assert_eq!(named(json!([])), "(no name)");
        assert_eq!(name(&json!({})), "(no name)");
    }
}
