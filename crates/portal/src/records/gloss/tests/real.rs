//! How much of real charts is explained, by kind; and what is explained as what, to be read by people
//! (`cargo test -p portal gloss -- --nocapture`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fhir::{Kind, Resource};
use serde_json::Value;

use crate::records::References;
use crate::records::medication::Medication;
use crate::records::thing::Thing;
use crate::records::things::Condition;

/// Charts of other people, beside the project; absent in a bare checkout.
const FOLDER: &str = "../../../shared/data/fhir";

/// What a name of these charts must be explained as; a name with nothing beside it must not be.
const SPOTS: [(&str, &str); 42] = [
    ("Glucose", "gloss-test-glucose"),
    ("Urea Nitrogen", "gloss-test-bun"),
    ("Microalbumin Creatinine Ratio", "gloss-test-urine-albumin"),
    ("Low Density Lipoprotein Cholesterol", "gloss-test-ldl"),
    ("High Density Lipoprotein Cholesterol", "gloss-test-hdl"),
    ("Hemoglobin A1c/Hemoglobin.total in Blood", "gloss-test-a1c"),
    ("Hemoglobin [Presence] in Urine by Test strip", "gloss-study-urine-blood"),
    ("Glucose [Mass/volume] in Urine by Test strip", "gloss-study-urine-glucose"),
    ("Hemoglobin.gastrointestinal [Presence] in Stool by Immunologic method", "gloss-test-stool-blood"),
    ("Platelet distribution width [Entitic volume] in Blood by Automated count", "gloss-test-pdw"),
    ("Platelet mean volume [Entitic volume] in Blood by Automated count", "gloss-test-mpv"),
    ("Systolic Blood Pressure", "gloss-vital-systolic"),
    ("Diastolic Blood Pressure", "gloss-vital-diastolic"),
    ("Body mass index (BMI) [Percentile] Per age and sex", "gloss-vital-bmi-percentile"),
    ("Weight-for-length Per age and sex", "gloss-vital-weight-for-length"),
    ("Body Mass Index", "gloss-vital-bmi"),
    ("Race", "gloss-study-life-question"),
    ("Odor of Urine", ""),
    ("Twinrix (HepA/HepB)", "gloss-vaccine-hepa-hepb"),
    ("DTP", "gloss-vaccine-dtap"),
    ("Tdap", "gloss-vaccine-tdap"),
    ("Hib (PRP-OMP)", "gloss-vaccine-hib"),
    ("meningococcal MCV4P", "gloss-vaccine-mening"),
    ("Unknown", ""),
    ("Prediabetes", "gloss-condition-prediabetes"),
    ("Diabetes", "gloss-condition-diabetes-2"),
    ("Neoplasm of prostate", "gloss-condition-prostate-growth"),
    ("Family history of cancer of colon", "gloss-condition-family-colon-cancer"),
    (
        "Suspected disease caused by Severe acute respiratory coronavirus 2 (situation)",
        "gloss-condition-covid-suspected",
    ),
    ("History of appendectomy", "gloss-condition-no-appendix"),
    ("History of cardiac arrest (situation)", "gloss-condition-cardiac-arrest"),
    ("Medication review due (situation)", "gloss-condition-medication-review"),
    ("Childhood asthma", "gloss-condition-asthma"),
    ("Smokes tobacco daily", "gloss-condition-tobacco"),
    ("Simvistatin 10 MG", "gloss-medicine-simvastatin"),
    ("Camila 28 Day Pack", "gloss-medicine-birth-control"),
    ("1 ML Epinephrine 1 MG/ML Injection", "gloss-medicine-epinephrine"),
    ("Vitamin B 12 5 MG/ML Injectable Solution", "gloss-medicine-vitamin-b12"),
    ("24hr nicotine transdermal patch", "gloss-medicine-nicotine"),
    (
        "Acetaminophen 300 MG / HYDROcodone Bitartrate 5 MG [Vicodin]",
        "gloss-medicine-acetaminophen gloss-medicine-hydrocodone",
    ),
    (
        "Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet",
        "gloss-medicine-amoxicillin gloss-medicine-clavulanate",
    ),
    ("Tylenol PM Pill", ""),
];

/// Per kind: how many entries, how many explained.
type Shares = BTreeMap<&'static str, (usize, usize)>;

/// Kind, the clinic's name, what it is explained as; how often.
type Said = BTreeMap<(&'static str, String, String), usize>;

#[test]
fn most_entries_of_real_charts_are_explained() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let files = json_files(&folder);
    if files.is_empty() {
        println!("gloss: skipped, {FOLDER} is absent");
        return;
    }
    let mut shares = Shares::new();
    let mut said = Said::new();
    for file in files {
        let bundle: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
        count(entries.into_iter().map(|mut entry| entry["resource"].take()), &mut shares, &mut said);
    }
    report(&shares, &said);
    for kind in ["results", "vitals", "immunizations", "medications", "conditions"] {
        let (all, known) = shares[kind];
        assert!(known * 100 >= all * 80, "{kind}: only {known} of {all} are explained");
    }
    for (name, key) in SPOTS {
        let found = said.iter().filter(|((_, said, _), _)| said == name).map(|((_, _, key), _)| key.as_str());
        let found: BTreeSet<&str> = found.collect();
        assert_eq!(found, BTreeSet::from([key]), "{name}");
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(json_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Medicines that are named by a reference count as unknown here: only the record resolves them.
fn count(resources: impl Iterator<Item = Value>, shares: &mut Shares, said: &mut Said) {
    let now = chrono::DateTime::UNIX_EPOCH;
    let references = References::default();
    for value in resources {
        let Ok(resource) = Resource::from_text(&value.to_string()) else { continue };
        let kind = Kind::of(resource.head());
        let (name, gloss) = match kind {
            Kind::Medications => match Medication::of(&resource, &references, now) {
                Some(one) => {
                    let gloss = one.gloss();
                    (one.name, gloss)
                }
                None => continue,
            },
            Kind::Conditions => match Condition::of(&resource, now) {
                Some(one) => (one.name, one.gloss),
                None => continue,
            },
            Kind::Results | Kind::Vitals | Kind::Immunizations | Kind::Visits | Kind::Procedures => {
                let one = Thing::of(&resource);
                (one.title, one.gloss)
            }
            _ => continue,
        };
        let share = shares.entry(kind.slug()).or_default();
        share.0 += 1;
        share.1 += usize::from(gloss.is_some());
        let keys = gloss.map(|gloss| gloss.keys().join(" ")).unwrap_or_default();
        *said.entry((kind.slug(), name.unwrap_or_default(), keys)).or_default() += 1;
    }
}

fn report(shares: &Shares, said: &Said) {
    for (kind, (all, known)) in shares {
        println!("gloss {kind} {} % ({known} of {all})", known * 100 / all);
    }
    for ((kind, name, keys), count) in said {
        println!("gloss {kind}: {count} × {name} → {keys}");
    }
}
