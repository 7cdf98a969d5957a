//! The four languages say the same things: the same keys, the same values in them, and nothing unused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Key → the message's own lines, of one language.
fn messages(lang: Lang) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(root().join("locales").join(lang.tag())).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut key = String::new();
        for line in text.lines() {
            if let Some((name, rest)) =
                line.split_once(" =").filter(|_| !line.starts_with([' ', '#', '}', '*']))
            {
                key = name.to_owned();
                assert!(all.insert(key.clone(), rest.to_owned()).is_none(), "{lang:?}: {key} stands twice");
            } else if let Some(message) = all.get_mut(&key).filter(|_| line.starts_with([' ', '}'])) {
                message.push('\n');
                message.push_str(line);
            }
        }
    }
    all
}

/// The values that a message shows or chooses by.
fn variables(message: &str) -> BTreeSet<&str> {
    message
        .split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        .collect()
}

#[test]
fn l02_the_four_languages_have_the_same_keys_and_values() {
    let english = messages(Lang::En);
    assert!(english.len() > 200, "only {} texts were read", english.len());
    for lang in Lang::ALL {
        let other = messages(lang);
        let keys = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<BTreeSet<_>>();
        let (en, them) = (keys(&english), keys(&other));
        assert_eq!(en.difference(&them).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in {lang:?}");
        assert_eq!(them.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "only in {lang:?}");
        for (key, message) in &english {
            // A word whose form does not depend on the number need not name it.
            let named =
                |message| variables(message).into_iter().filter(|name| *name != "count").collect::<Vec<_>>();
            assert_eq!(named(message), named(&other[key]), "{lang:?}: the values of {key}");
            assert!(variables(&other[key]).is_subset(&variables(message)), "{lang:?}: the values of {key}");
        }
    }
}

#[test]
fn l02_the_words_are_translated_and_not_copied() {
    // Words that are the same in two languages.
    let same = [
        "rx-npi",
        "error-word",
        "use-mobile",
        "profile-email",
        "privacy-cookies",
        "medicines-counts",
        "no",
        "gloss-named",
    ];
    let english = messages(Lang::En);
    for lang in [Lang::Es, Lang::Zh, Lang::Vi] {
        for (key, message) in messages(lang) {
            // Active substances have international names; Vietnamese writes them as English does.
            let same = same.contains(&key.as_str()) || key.starts_with("gloss-medicine-");
            assert!(same || english[&key] != message, "{lang:?}: {key} is English");
        }
    }
}

#[test]
fn every_text_can_be_shown_in_every_language() {
    for lang in Lang::ALL {
        for (key, message) in messages(lang) {
            let mut args: HashMap<Cow<'static, str>, FluentValue<'_>> = HashMap::new();
            for name in variables(&message) {
                let value = match name {
                    "count" | "digits" | "minutes" => FluentValue::from(2),
                    _ => FluentValue::from("x"),
                };
                args.insert(Cow::Owned(name.to_owned()), value);
            }
            let shown = L::new(lang).look_up(&key, Some(&args));
            assert!(
                !shown.contains('⟦') && !shown.contains('{') && !shown.is_empty(),
                "{lang:?}: {key}: {shown}"
            );
        }
    }
}

#[test]
fn every_key_in_the_code_exists_and_none_is_unused() {
    let mut sources = String::new();
    collect(&root().join("src"), &mut sources);
    let keys: BTreeSet<String> = messages(Lang::En).into_keys().collect();
    let unused: Vec<_> = keys.iter().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "texts that nothing shows: {unused:#?}");
    for call in [".t(\"", ".tn(\"", ".t1(\"", ".ta(\""] {
        for part in sources.split(call).skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            assert!(keys.contains(key), "{call}{key}\") names a text that does not exist");
        }
    }
}

fn collect(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, out);
        } else if (name.ends_with(".rs") || name.ends_with(".html")) && name != "text_tests.rs" {
            out.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn numbers_choose_the_plural_and_are_written_as_the_language_writes_them() {
    assert_eq!(L::new(Lang::En).tn("list-all", "count", 1), "1 entry, shown here.");
    assert_eq!(L::new(Lang::En).tn("list-all", "count", 1234), "1,234 entries, all shown.");
    assert_eq!(L::new(Lang::Vi).tn("list-all", "count", 1234), "1\u{202f}234 mục, đã hiển thị tất cả.");
    assert_eq!(L::new(Lang::Es).tn("list-all", "count", 0), "No hay entradas.");
}

#[test]
fn a_missing_key_is_seen_and_values_are_data() {
    assert_eq!(L::new(Lang::Es).t("no-such-key"), "⟦no-such-key⟧");
    let name = "{ $x } <b>";
    assert_eq!(L::new(Lang::En).ta("hello-morning-name", &[("name", name)]), "Good morning, { $x } <b>");
}
