//! From the codes and names of an entry to the key of its words.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use fhir::codes::CodeSystem;
use fhir::{CodeableConcept, Coding};

use super::{care, conditions, labs, studies, vaccines, vitals};

/// Tests, studies and vital signs.
pub(super) static MEASURED: LazyLock<Index> = LazyLock::new(|| {
    let tables = [labs::LABS, studies::STUDIES, vitals::VITALS];
    let rows = tables.into_iter().flatten();
    Index::of(rows.map(|(key, codes, names)| (*key, [(CodeSystem::Loinc, *codes)], *names)))
});

/// Vaccines.
pub(super) static VACCINES: LazyLock<Index> = LazyLock::new(|| {
    let rows = vaccines::VACCINES.iter();
    Index::of(rows.map(|(key, codes, names)| (*key, [(CodeSystem::Cvx, *codes)], *names)))
});

/// Conditions.
pub(super) static CONDITIONS: LazyLock<Index> = LazyLock::new(|| {
    let rows = conditions::CONDITIONS.iter();
    Index::of(rows.map(|(key, snomed, icd, names)| {
        (*key, [(CodeSystem::Snomed, *snomed), (CodeSystem::Icd10, *icd)], *names)
    }))
});

/// Visits and procedures.
pub(super) static CARE: LazyLock<Index> = LazyLock::new(|| {
    let rows = care::CARE.iter();
    Index::of(rows.map(|(key, codes, names)| (*key, [(CodeSystem::Snomed, *codes)], *names)))
});

/// The codes of one system, and the keys of their words.
type Codes = HashMap<String, &'static str>;

/// A table, ready to be asked.
#[derive(Default)]
pub(super) struct Index {
    codes: HashMap<CodeSystem, Codes>,
    /// Categories whose sentence is true for every code below them.
    begins: HashMap<CodeSystem, Codes>,
    names: HashMap<&'static str, &'static str>,
}

impl Index {
    fn of<const N: usize>(
        rows: impl Iterator<Item = (&'static str, [(CodeSystem, &'static str); N], &'static str)>,
    ) -> Self {
        let mut index = Self::default();
        for (key, codes, names) in rows {
            for (system, code) in codes
                .into_iter()
                .flat_map(|(system, all)| all.split_whitespace().map(move |code| (system, code)))
            {
                let (table, code) = match code.strip_suffix('*') {
                    Some(category) => (&mut index.begins, category),
                    None => (&mut index.codes, code),
                };
                table.entry(system).or_default().insert(bare(system, code).into_owned(), key);
            }
            index.names.extend(names.split("; ").filter(|name| !name.is_empty()).map(|name| (name, key)));
        }
        index
    }

    /// The key of what the concept means; `None` when nothing here does, or when its codes or names mean
    /// different things.
    pub(super) fn find(&self, concept: &CodeableConcept) -> Option<&'static str> {
        let coded: BTreeSet<&'static str> =
            concept.coding.iter().filter_map(|coding| self.by_code(coding)).collect();
        let displays = concept.coding.iter().filter_map(|coding| coding.display.as_deref());
        let said = displays.chain(concept.text.as_deref());
        let named: BTreeSet<&'static str> =
            said.filter_map(|name| self.names.get(plainly(name).as_str()).copied()).collect();
        match (single(&coded), single(&named)) {
            (Some(key), _) if named.is_empty() || named.contains(key) => Some(key),
            // Several codes of which one is also named: the others are details or synonyms.
            (None, Some(key)) if coded.is_empty() || coded.contains(key) => Some(key),
            _ => None,
        }
    }

    fn by_code(&self, coding: &Coding) -> Option<&'static str> {
        let system = system_of(coding.system.as_deref()?)?;
        let code = bare(system, coding.code.as_deref()?);
        let whole = self.codes.get(&system).and_then(|codes| codes.get(code.as_ref())).copied();
        whole.or_else(|| {
            let categories = self.begins.get(&system)?;
            // The longest category first: E11.4 before E11.
            (1..=code.len()).rev().find_map(|end| categories.get(code.get(..end)?).copied())
        })
    }
}

fn single(keys: &BTreeSet<&'static str>) -> Option<&'static str> {
    if keys.len() == 1 { keys.first().copied() } else { None }
}

/// The code without what clinics write differently: ICD-10 comes with and without its dot, CVX with and
/// without its leading zero.
fn bare(system: CodeSystem, code: &str) -> Cow<'_, str> {
    let code = code.trim();
    match system {
        CodeSystem::Icd10 => code.replace('.', "").to_ascii_uppercase().into(),
        CodeSystem::Cvx => code.trim_start_matches('0').into(),
        _ => code.into(),
    }
}

/// The system of a URI, and of the spellings that `fhir` does not take for one because they are not valid.
pub(super) fn system_of(uri: &str) -> Option<CodeSystem> {
    CodeSystem::of(uri).or_else(|| {
        let uri = uri.trim().trim_end_matches('/').to_ascii_lowercase();
        Some(match uri.as_str() {
            "loinc" | "http://www.loinc.org" | "https://www.loinc.org" | "2.16.840.1.113883.6.1" => {
                CodeSystem::Loinc
            }
            "snomed" | "snomed-ct" | "snomed ct" | "2.16.840.1.113883.6.96" => CodeSystem::Snomed,
            "rxnorm" | "2.16.840.1.113883.6.88" => CodeSystem::RxNorm,
            "cvx" | "2.16.840.1.113883.12.292" => CodeSystem::Cvx,
            "icd-10-cm" | "icd-10" | "icd10" | "icd10cm" | "2.16.840.1.113883.6.90" => CodeSystem::Icd10,
            _ => return None,
        })
    })
}

/// What SNOMED CT puts behind a name to say what sort of thing it is.
const SORTS: [&str; 10] = [
    "(disorder)",
    "(finding)",
    "(situation)",
    "(procedure)",
    "(regime/therapy)",
    "(morphologic abnormality)",
    "(observable entity)",
    "(person)",
    "(product)",
    "(event)",
];

/// A name as it is compared: letters and digits in lower case, one blank between words.
pub(in crate::records) fn plainly(name: &str) -> String {
    let name = fhir::text::clean(name).unwrap_or_default().to_lowercase();
    let sort = || SORTS.iter().find_map(|sort| name.strip_suffix(sort));
    let name = if name.ends_with(')') { sort().unwrap_or(&name) } else { &name };
    let mut plain = String::with_capacity(name.len());
    for word in name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}
