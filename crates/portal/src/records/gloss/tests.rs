//! The words are there, short and plain; and no entry is explained as something that it is not.

use std::collections::BTreeSet;

use base::Lang;
use fhir::{CodeableConcept, Coding};
use serde_json::{Value, json};

use super::care::CARE;
use super::conditions::CONDITIONS;
use super::labs::LABS;
use super::medicines::{MEDICINES, PAIRS};
use super::studies::STUDIES;
use super::vaccines::VACCINES;
use super::vitals::VITALS;
use super::{Gloss, index, plainly};
use crate::ui::text::L;

mod reading;
mod real;

/// Every key whose `.means` is a sentence, and the keys of what medicines are for.
fn sentences() -> Vec<String> {
    let measured = [LABS, STUDIES, VITALS, VACCINES, CARE].into_iter().flatten().map(|row| row.0);
    let keys = measured.chain(CONDITIONS.iter().map(|row| row.0));
    let means = keys.map(|key| format!("{key}.means"));
    let uses: BTreeSet<&str> =
        MEDICINES.iter().map(|row| row.1).chain(PAIRS.iter().map(|pair| pair.2)).collect();
    means.chain(uses.into_iter().map(str::to_owned)).collect()
}

fn names() -> Vec<&'static str> {
    let measured = [LABS, STUDIES, VITALS, VACCINES, CARE].into_iter().flatten().map(|row| row.0);
    measured.chain(CONDITIONS.iter().map(|row| row.0)).chain(MEDICINES.iter().map(|row| row.0)).collect()
}

fn observation(system: &str, code: &str, text: &str) -> Option<Gloss> {
    of("Observation", "code", json!({ "coding": [{ "system": system, "code": code }], "text": text }))
}

fn of(kind: &str, field: &str, concept: Value) -> Option<Gloss> {
    let mut resource = json!({ "resourceType": kind, "id": "a", "subject": { "reference": "Patient/p" } });
    resource[field] = concept;
    Gloss::of(&fhir::Resource::from_text(&resource.to_string()).expect("a resource"))
}

fn keys(gloss: Option<Gloss>) -> Vec<&'static str> {
    gloss.map(|gloss| gloss.keys()).unwrap_or_default()
}

#[test]
fn there_are_enough_of_every_kind() {
    assert!(LABS.len() + STUDIES.len() >= 110, "{} tests", LABS.len() + STUDIES.len());
    assert!(VITALS.len() >= 20, "{} vital signs", VITALS.len());
    assert!(VACCINES.len() >= 25, "{} vaccines", VACCINES.len());
    assert!(MEDICINES.len() >= 90, "{} medicines", MEDICINES.len());
    assert!(CONDITIONS.len() >= 90, "{} conditions", CONDITIONS.len());
}

#[test]
fn l02_every_gloss_is_a_short_sentence_in_four_languages() {
    for lang in Lang::ALL {
        let l = L::new(lang);
        for key in sentences() {
            let means = l.t(&key);
            assert!(!means.contains('⟦'), "{lang:?}: {key} is no text");
            assert!(means.ends_with(['.', '。']), "{lang:?}: {key} does not end like a sentence: {means}");
            assert!(means.chars().count() <= 160, "{lang:?}: {key} is long: {means}");
        }
        for key in names() {
            let name = l.t(key);
            assert!(!name.contains('⟦'), "{lang:?}: {key} is no text");
            assert!(!name.ends_with(['.', '。']) && name.chars().count() <= 60, "{lang:?}: {key}: {name}");
        }
    }
}

#[test]
fn no_code_and_no_name_means_two_things() {
    let mut seen = BTreeSet::new();
    let mut once = |topic: &str, key: &str, all: &str, between: char| {
        for one in all.split(between).map(str::trim).filter(|one| !one.is_empty()) {
            assert!(seen.insert((topic.to_owned(), one.to_owned())), "{topic} {one} stands twice, at {key}");
        }
    };
    for (key, codes, names) in [LABS, STUDIES, VITALS].into_iter().flatten() {
        once("measured", key, codes, ' ');
        once("measured-name", key, names, ';');
    }
    for (topic, table) in [("vaccine", VACCINES), ("care", CARE)] {
        for (key, codes, names) in table {
            once(topic, key, codes, ' ');
            once(&format!("{topic}-name"), key, names, ';');
        }
    }
    for (key, snomed, icd, names) in CONDITIONS {
        once("snomed", key, snomed, ' ');
        once("icd", key, icd, ' ');
        once("condition-name", key, names, ';');
    }
    for (key, _, codes, names) in MEDICINES {
        once("rxnorm", key, codes, ' ');
        once("medicine-name", key, names, ';');
    }
}

#[test]
fn names_in_the_tables_are_written_as_they_are_compared() {
    let all = [LABS, STUDIES, VITALS, VACCINES, CARE].into_iter().flatten().map(|row| row.2);
    let all = all.chain(CONDITIONS.iter().map(|row| row.3)).chain(MEDICINES.iter().map(|row| row.3));
    for name in all.flat_map(|names| names.split("; ")).filter(|name| !name.is_empty()) {
        assert_eq!(plainly(name), name, "is never found: names are compared in this form");
    }
}

#[test]
fn a_code_is_explained_as_what_it_is() {
    const LOINC: &str = "http://loinc.org";
    let tests = [
        ("4548-4", "gloss-test-a1c"),
        ("718-7", "gloss-test-hemoglobin"),
        ("2339-0", "gloss-test-glucose"),
        ("5792-7", "gloss-study-urine-glucose"),
        ("1558-6", "gloss-test-glucose-fasting"),
        ("2160-0", "gloss-test-creatinine"),
        ("2161-8", "gloss-test-urine-creatinine"),
        ("2823-3", "gloss-test-potassium"),
        ("13457-7", "gloss-test-ldl"),
        ("2085-9", "gloss-test-hdl"),
        ("5195-3", "gloss-test-hepatitis-b"),
        ("16935-9", "gloss-test-hepatitis-b-immunity"),
        ("3016-3", "gloss-test-tsh"),
        ("8480-6", "gloss-vital-systolic"),
        ("8462-4", "gloss-vital-diastolic"),
        ("59408-5", "gloss-vital-oxygen"),
        ("8289-1", "gloss-vital-head-percentile"),
        ("44261-6", "gloss-study-phq-9"),
        ("36643-5", "gloss-study-chest-xray"),
    ];
    for (code, key) in tests {
        assert_eq!(keys(observation(LOINC, code, "as the clinic says")), [key], "{code}");
    }
    let vaccines = [
        ("140", "gloss-vaccine-flu"),
        ("08", "gloss-vaccine-hepb"),
        ("8", "gloss-vaccine-hepb"),
        ("83", "gloss-vaccine-hepa"),
        ("115", "gloss-vaccine-tdap"),
        ("20", "gloss-vaccine-dtap"),
        ("187", "gloss-vaccine-shingles"),
        ("96", "gloss-vaccine-tb-skin"),
    ];
    for (code, key) in vaccines {
        let concept = json!({ "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": code }] });
        assert_eq!(keys(of("Immunization", "vaccineCode", concept)), [key], "{code}");
    }
    let conditions = [
        ("http://hl7.org/fhir/sid/icd-10-cm", "E11.9", "gloss-condition-diabetes-2"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "E1142", "gloss-condition-diabetes-nerves"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "E10.9", "gloss-condition-diabetes-1"),
        ("https://hl7.org/fhir/sid/icd-10-cm/", "i10", "gloss-condition-hypertension"),
        ("ICD-10-CM", "F32.A", "gloss-condition-depression"),
        ("http://snomed.info/sct", "44054006", "gloss-condition-diabetes-2"),
        ("urn:oid:2.16.840.1.113883.6.96", "195967001", "gloss-condition-asthma"),
        ("http://snomed.info/sct", "840544004", "gloss-condition-covid-suspected"),
        ("http://snomed.info/sct", "312824007", "gloss-condition-family-colon-cancer"),
    ];
    for (system, code, key) in conditions {
        let concept = json!({ "coding": [{ "system": system, "code": code }] });
        assert_eq!(keys(of("Condition", "code", concept)), [key], "{code}");
    }
}

#[test]
fn what_is_not_known_for_certain_is_not_explained() {
    let icd = "http://hl7.org/fhir/sid/icd-10-cm";
    // Premenstrual disorder among the depressions, flutter among the fibrillations, cataract among the
    // retinopathies, and a code of another system with the same digits.
    for (system, code) in [(icd, "F32.81"), (icd, "I48.92"), (icd, "E11.36"), ("http://loinc.org", "I10")] {
        let concept = json!({ "coding": [{ "system": system, "code": code }] });
        let found = keys(of("Condition", "code", concept));
        assert!(found.is_empty() || found == ["gloss-condition-diabetes-2"], "{code}: {found:?}");
    }
    for text in ["Insulin resistance", "No diabetes", "Rule out asthma", "Hypertension clinic", "Glucose"] {
        assert_eq!(of("Condition", "code", json!({ "text": text })), None, "{text}");
        assert_eq!(of("Observation", "code", json!({ "text": text })), None, "{text}");
    }
    // Blood or urine: a name that fits both is no name.
    for text in ["Protein", "pH", "Color", "Creatinine", "Bilirubin", "Hemoglobin"] {
        assert_eq!(of("Observation", "code", json!({ "text": text })), None, "{text}");
    }
    // The code says one thing and the name another.
    assert_eq!(observation("http://loinc.org", "5767-9", "Odor of Urine"), None);
    assert_eq!(observation("http://loinc.org", "718-7", "Hemoglobin A1c"), None);
    assert_eq!(observation("urn:oid:1.2.3", "4548-4", "in-house"), None);
}

#[test]
fn names_are_taken_letter_for_letter_whatever_their_case_and_marks() {
    for text in ["Hemoglobin A1c", " HBA1C ", "hemoglobin a1c", "Hemoglobin\u{200b} A1c"] {
        assert_eq!(keys(of("Observation", "code", json!({ "text": text }))), ["gloss-test-a1c"], "{text}");
    }
    let concept = json!({ "text": "Essential hypertension (disorder)" });
    assert_eq!(keys(of("Condition", "code", concept)), ["gloss-condition-hypertension"]);
}

#[test]
fn two_codes_for_one_thing_agree_and_for_two_things_say_nothing() {
    let coded = |codes: &[&str]| {
        let all = codes.iter().map(|code| json!({ "system": "http://loinc.org", "code": code }));
        let concept = json!({ "coding": all.collect::<Vec<_>>() });
        serde_json::from_str::<CodeableConcept>(&concept.to_string()).unwrap()
    };
    assert_eq!(index::MEASURED.find(&coded(&["2708-6", "59408-5"])), Some("gloss-vital-oxygen"));
    assert_eq!(index::MEASURED.find(&coded(&["2708-6", "8867-4"])), None);
    assert_eq!(index::MEASURED.find(&coded(&["no-such-code", "8867-4"])), Some("gloss-vital-heart-rate"));
}

#[test]
fn a_medicine_is_known_by_all_the_words_of_its_name() {
    let found = |name: &str| {
        let short = |key: &'static str| key.trim_start_matches("gloss-medicine-");
        keys(Gloss::of_medicine(Some(name), None)).into_iter().map(short).collect::<Vec<_>>().join("+")
    };
    for (name, substances) in [
        ("metformin 500 MG Oral Tablet", "metformin"),
        ("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", "metformin"),
        ("lisinopril / hydrochlorothiazide", "lisinopril+hydrochlorothiazide"),
        ("Lisinopril-Hydrochlorothiazide 20-12.5 mg tablet", "lisinopril+hydrochlorothiazide"),
        ("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet", "amoxicillin+clavulanate"),
        ("NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector", "epinephrine"),
        ("ibuprofen 400 MG Oral Tablet [Ibu]", "ibuprofen"),
        ("Lasix 40mg", "furosemide"),
        ("Vitamin B 12 5 MG/ML Injectable Solution", "vitamin-b12"),
        ("insulin glargine 100 UNT/ML Injectable Solution", "insulin"),
        ("sennosides, USP 8.6 MG Oral Tablet", "senna"),
        ("potassium chloride 10 MEQ Extended Release Oral Tablet", "potassium-chloride"),
        ("Norinyl 1+50 28 Day Pack", "birth-control"),
        ("Chlorthalidone 50mg tablet (product)", "chlorthalidone"),
        ("Melatonin 3 mg, from the drugstore", "melatonin"),
        // Not by half, not by guess.
        ("aspirin / dipyridamole", ""),
        ("insulin resistance", ""),
        ("no aspirin", ""),
        ("metformin allergy", ""),
        ("Tylenol PM Pill", ""),
        ("sodium chloride 0.9 % Injectable Solution", ""),
        ("Vitamin D deficiency", ""),
        ("500 MG Oral Tablet", ""),
        ("", ""),
    ] {
        assert_eq!(found(name), substances, "{name}");
    }
    let code = |code: &str, display: &str| {
        let value = json!({
            "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": display
        });
        serde_json::from_str::<Coding>(&value.to_string()).unwrap()
    };
    let by = |name: &str, coding: &Coding| keys(Gloss::of_medicine(Some(name), Some(coding)));
    assert_eq!(by("My sugar pill", &code("6809", "")), ["gloss-medicine-metformin"]);
    assert_eq!(by("Lasix", &code("9", "furosemide 20 MG Oral Tablet")), ["gloss-medicine-furosemide"]);
    assert!(by("warfarin 5 MG", &code("6809", "")).is_empty(), "name and code disagree");
    assert!(
        by("warfarin", &code("1", "metformin 500 MG Oral Tablet")).is_empty(),
        "name and display disagree"
    );
}

#[test]
fn a_pair_is_told_by_what_it_is_for_and_a_sentence_once() {
    let english = |name: &str| Gloss::of_medicine(Some(name), None).unwrap().plain(L::new(Lang::En), None);
    let pair = english("buprenorphine 8 MG / naloxone 2 MG Sublingual Film");
    assert_eq!(pair.means, "A pair of medicines used to treat opioid use disorder.");
    assert_eq!(pair.name.as_deref(), Some("Buprenorphine + Naloxone"));
    let same = english("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet");
    assert_eq!(same.means, "An antibiotic. Fights infections caused by bacteria.");
    let both = english("lisinopril / hydrochlorothiazide");
    assert!(both.means.contains("ACE inhibitor") && both.means.contains("water pill"), "{}", both.means);
}

#[test]
fn the_plain_name_stands_beside_the_clinics_only_where_it_says_more() {
    let a1c = observation("http://loinc.org", "4548-4", "x").unwrap();
    let said = Some("Hemoglobin A1c/Hemoglobin.total in Blood");
    assert_eq!(a1c.plain(L::new(Lang::En), said).name, None);
    let short = Some("Hemoglobin");
    assert_eq!(a1c.plain(L::new(Lang::En), short).name, None, "English readers need no more of the same");
    assert!(a1c.plain(L::new(Lang::Es), short).name.is_some());
    assert_eq!(a1c.plain(L::new(Lang::Es), said).name.as_deref(), Some("Hemoglobina A1c"));
    assert_eq!(a1c.words(L::new(Lang::Vi), said).language, "vi");
    let metformin = Gloss::of_medicine(Some("metformin 500 MG"), None).unwrap();
    assert_eq!(metformin.plain(L::new(Lang::Vi), Some("metformin 500 MG")).name, None);
    assert_eq!(metformin.plain(L::new(Lang::Zh), Some("metformin 500 MG")).name.as_deref(), Some("二甲双胍"));
}
