//! What the records of `charts::record` promise.

use super::super::{OrgCharts, demo};
use super::{below, everything, key, of, owned, resources, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const ELENA: &str = "aurora-elena-marquez";
const HAROLD: &str = "aurora-harold-prescott-vale";
const DANIEL: &str = "sleepcorner-daniel-whitaker";

/// The room of a resource, as the portal's API sorts them.
fn kind(resource: &Value) -> &'static str {
    let category = |code: &str| below(&resource["category"]).iter().any(|object| object["code"] == code);
    match text(resource, "resourceType") {
        "MedicationRequest" | "MedicationStatement" => "medications",
        "AllergyIntolerance" => "allergies",
        "Condition" => "conditions",
        "Procedure" => "procedures",
        "DiagnosticReport" => "results",
        "Observation" if category("laboratory") || category("imaging") => "results",
        "Observation" if category("vital-signs") => "vitals",
        "Observation" if category("social-history") => "social-history",
        "Immunization" => "immunizations",
        "Encounter" => "visits",
        "DocumentReference" => "documents",
        "CareTeam" => "care-team",
        "CarePlan" => "care-plans",
        "Goal" => "goals",
        "Coverage" => "coverage",
        "ExplanationOfBenefit" => "explanations-of-benefit",
        _ => "other",
    }
}

fn org<'a>(orgs: &'a [OrgCharts], patient: &str) -> &'a OrgCharts {
    orgs.iter().find(|org| patient.starts_with(org.org)).unwrap()
}

#[test]
fn each_room_of_the_three_long_records_has_something_to_read() {
    let orgs = demo();
    let rooms = [
        ("medications", [9, 155, 7]),
        ("allergies", [2, 2, 1]),
        ("conditions", [4, 10, 3]),
        ("procedures", [6, 5, 3]),
        ("results", [150, 250, 70]),
        ("vitals", [50, 50, 45]),
        ("immunizations", [14, 14, 5]),
        ("visits", [9, 8, 3]),
        ("documents", [12, 10, 5]),
        ("care-team", [1, 1, 1]),
        ("care-plans", [2, 1, 1]),
        ("goals", [5, 4, 3]),
        ("coverage", [2, 2, 1]),
        ("explanations-of-benefit", [8, 8, 0]),
        ("social-history", [8, 3, 4]),
        ("other", [11, 4, 4]),
    ];
    for (place, patient) in [ELENA, HAROLD, DANIEL].iter().enumerate() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        owned(org(&orgs, patient), patient).iter().for_each(|r| *counts.entry(kind(r)).or_default() += 1);
        for (room, least) in rooms {
            let count = counts.get(room).copied().unwrap_or(0);
            assert!(count >= least[place], "{patient}: {count} in {room}");
        }
    }
    let mut with_vitals = BTreeSet::new();
    for (_, r) in everything(&orgs) {
        if kind(r) == "vitals" {
            with_vitals.insert(text(&r["subject"], "reference"));
        }
    }
    assert!(with_vitals.len() >= 14, "{with_vitals:?}");
}

/// Ids that were there before the records grew: others count on them.
#[test]
fn entries_of_the_stories_keep_their_ids() {
    let orgs = demo();
    let find = |id: &str| resources(org(&orgs, id)).find(|r| r["id"] == *id).unwrap();
    assert_eq!(find("aurora-elena-marquez-obs-1")["valueQuantity"]["value"], 7.9);
    assert_eq!(find("aurora-elena-marquez-obs-7")["valueQuantity"]["value"], 74.5);
    assert_eq!(find("aurora-elena-marquez-enc-3")["period"]["start"], "2025-05-30T17:00:00Z");
    assert_eq!(find("aurora-elena-marquez-imm-4")["vaccineCode"]["coding"][0]["code"], "43");
    assert_eq!(find("sleepcorner-daniel-whitaker-obs-1")["component"][0]["valueQuantity"]["value"], 122);
    assert_eq!(find("aurora-harold-prescott-vale-obs-16")["valueQuantity"]["value"], 70.2);
}

#[test]
fn no_entry_leads_into_another_patients_chart() {
    let orgs = demo();
    for org in &orgs {
        for patient in &org.patients {
            for entry in owned(org, &patient.patient) {
                assert!(text(entry, "id").starts_with(&format!("{}-", patient.patient)), "{}", key(entry));
                for object in below(entry) {
                    let Some(to) = object.get("reference").and_then(Value::as_str) else { continue };
                    let id = to.split('/').nth(1).unwrap_or_default();
                    let other = org.patients.iter().find(|other| id.starts_with(&other.patient));
                    assert!(
                        other.is_none_or(|other| other.patient == patient.patient),
                        "{to} {}",
                        key(entry)
                    );
                }
            }
        }
    }
}

#[test]
fn everything_that_is_something_says_what_in_code_or_words() {
    let orgs = demo();
    let mut coded = 0;
    for (_, r) in everything(&orgs) {
        let named = match text(r, "resourceType") {
            "Observation" | "DiagnosticReport" | "Procedure" | "ServiceRequest" => &r["code"],
            "DocumentReference" | "Coverage" | "ExplanationOfBenefit" | "Device" => &r["type"],
            "Immunization" => &r["vaccineCode"],
            "Goal" => &r["description"],
            _ => continue,
        };
        let code = &named["coding"][0];
        assert!(code["code"].is_string() || named["text"].is_string(), "{}", key(r));
        coded += usize::from(code["code"].is_string());
        if ["Observation", "DocumentReference"].contains(&text(r, "resourceType")) {
            assert_eq!(code["system"], "http://loinc.org", "{}", key(r));
        }
    }
    assert!(coded > 1000, "{coded}");
}

fn number(value: &Value) -> Option<f64> {
    value["value"].as_f64()
}

#[test]
fn flags_agree_with_ranges_and_quantities_have_units() {
    let orgs = demo();
    let mut flags: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, r) in everything(&orgs) {
        let Some(value) = number(&r["valueQuantity"]) else { continue };
        assert_eq!(r["valueQuantity"]["system"], "http://unitsofmeasure.org", "{}", key(r));
        assert!(r["valueQuantity"]["code"].is_string(), "{}", key(r));
        let Some(flag) = r["interpretation"][0]["coding"][0]["code"].as_str() else { continue };
        *flags.entry(flag).or_default() += 1;
        if r["status"] == "entered-in-error" {
            continue;
        }
        let range = &r["referenceRange"][0];
        let low = number(&range["low"]).is_some_and(|low| value < low);
        let high = number(&range["high"]).is_some_and(|high| value > high);
        let expected: &[&str] = match (low, high) {
            (true, _) => &["L", "LL"],
            (_, true) => &["H", "HH"],
            _ => &["N"],
        };
        assert!(expected.contains(&flag), "{flag} {value} {range} {}", key(r));
    }
    for flag in ["N", "L", "LL", "H", "HH"] {
        assert!(flags.contains_key(flag), "{flags:?}");
    }
}

#[test]
fn results_come_in_every_shape_a_portal_has_to_read() {
    let orgs = demo();
    let all: Vec<&Value> = owned(&orgs[0], ELENA).into_iter().filter(|r| kind(r) == "results").collect();
    let any = |test: &dyn Fn(&Value) -> bool| all.iter().any(|r| test(r));
    // The bytes matter: fifteen digits must survive a parser.
    assert!(any(&|r| r.to_string().contains("\"value\":91.1715085200314")));
    assert!(any(&|r| r["valueQuantity"]["comparator"] == "<"));
    assert!(any(&|r| r["valueCodeableConcept"]["coding"][0]["system"] == "http://snomed.info/sct"));
    assert!(any(&|r| r["valueString"].is_string()));
    assert!(any(&|r| r["hasMember"].as_array().is_some_and(|members| members.len() == 5)));
    assert!(any(&|r| r["dataAbsentReason"]["text"].is_string()));
    assert!(any(&|r| r["result"].as_array().is_some_and(|results| results.len() == 15)));
    assert!(any(&|r| r["basedOn"][0]["reference"].is_string()));
    assert!(any(&|r| r["conclusion"].is_string() && r["presentedForm"][0]["data"].is_string()));
    let statuses: BTreeSet<&str> = all.iter().map(|r| text(r, "status")).collect();
    assert_eq!(statuses, BTreeSet::from(["amended", "final", "preliminary", "registered"]));
    let harold = owned(&orgs[0], HAROLD);
    assert!(harold.iter().any(|r| r["valueQuantity"]["comparator"] == ">"));
    for report in ["36643-5", "24606-6", "28633-6", "42148-7", "11524-6"] {
        let found = everything(&orgs).iter().any(|(_, r)| {
            r["resourceType"] == "DiagnosticReport" && r["code"]["coding"][0]["code"] == report
        });
        assert!(found, "{report}");
    }
}

/// Values of one report or one visit, by LOINC code.
fn by_code<'a>(entries: impl Iterator<Item = &'a Value>) -> BTreeMap<&'a str, f64> {
    let value = |r: &'a Value| Some((r["code"]["coding"][0]["code"].as_str()?, number(&r["valueQuantity"])?));
    entries.filter_map(value).collect()
}

#[test]
fn numbers_that_follow_from_others_do() {
    let orgs = demo();
    let (mut fats, mut masses) = (0, 0);
    for (_, report) in everything(&orgs) {
        if report["resourceType"] != "DiagnosticReport" || report["code"]["coding"][0]["code"] != "24331-1" {
            continue;
        }
        let results: BTreeSet<&str> =
            report["result"].as_array().unwrap().iter().map(|r| text(r, "reference")).collect();
        let here = org(&orgs, text(report, "id"));
        let found = by_code(resources(here).filter(|r| results.contains(key(r).as_str())));
        let ldl = found["2093-3"] - found["2085-9"] - found["2571-8"] / 5.0;
        assert!((ldl - found["13457-7"]).abs() < 0.5, "{found:?}");
        fats += 1;
    }
    for org in &orgs {
        for patient in &org.patients {
            let vitals = of(org, &patient.patient, &["Observation"]);
            let days: BTreeSet<&str> = vitals.iter().map(|r| text(r, "effectiveDateTime")).collect();
            for day in days {
                let today = vitals.iter().copied().filter(|r| {
                    r["effectiveDateTime"] == day && r["status"] == "final" && kind(r) == "vitals"
                });
                let found = by_code(today);
                let Some(mass) = found.get("39156-5") else { continue };
                let height = found["8302-2"] / 100.0;
                assert!((found["29463-7"] / (height * height) - mass).abs() < 0.051, "{found:?}");
                masses += 1;
            }
        }
    }
    assert!(fats >= 20 && masses >= 30, "{fats} {masses}");
}

#[test]
fn papers_can_be_opened() {
    let orgs = demo();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut types = BTreeSet::new();
    for (slug, doc) in everything(&orgs).into_iter().filter(|(_, r)| r["resourceType"] == "DocumentReference")
    {
        types.insert(text(&doc["type"]["coding"][0], "code").to_owned());
        let attachment = &doc["content"][0]["attachment"];
        let data = match attachment["url"].as_str() {
            Some(url) => {
                assert!(attachment["data"].is_null() && url.starts_with("Binary/"));
                let binary = resources(org(&orgs, slug)).find(|r| key(r) == url).unwrap();
                assert_eq!(binary["contentType"], attachment["contentType"]);
                assert_eq!(binary["securityContext"], doc["subject"]);
                text(binary, "data")
            }
            None => text(attachment, "data"),
        };
        let letters: String = data.split_whitespace().collect();
        let content = STANDARD.decode(letters).unwrap();
        assert_eq!(attachment["size"], content.len(), "{}", key(doc));
        let claimed = text(attachment, "contentType");
        *kinds.entry(claimed.to_owned()).or_default() += 1;
        if text(doc, "id").starts_with("aurora-nia-quill") {
            continue;
        }
        match claimed {
            "application/pdf" => assert!(content.starts_with(b"%PDF-1.4") && content.ends_with(b"%%EOF\n")),
            "image/png" => assert!(content.starts_with(b"\x89PNG\r\n\x1a\n")),
            "text/html; charset=utf-8" => assert!(content.starts_with(b"<!DOCTYPE html>")),
            other => {
                assert_eq!(other, "text/plain; charset=utf-8");
                assert!(String::from_utf8(content).unwrap().lines().count() > 2);
            }
        }
    }
    for claimed in ["text/plain; charset=utf-8", "text/html; charset=utf-8", "application/pdf", "image/png"] {
        assert!(kinds[claimed] >= 2, "{kinds:?}");
    }
    for loinc in ["34117-2", "11506-3", "18842-5", "69730-0"] {
        assert!(types.contains(loinc), "{types:?}");
    }
}

#[test]
fn papers_have_the_states_and_the_tricks_that_papers_have() {
    let orgs = demo();
    let elena = of(&orgs[0], ELENA, &["DocumentReference"]);
    let older = elena.iter().find(|r| r["status"] == "superseded").unwrap();
    let newer = elena.iter().find(|r| r["relatesTo"][0]["code"] == "replaces").unwrap();
    assert_eq!(newer["relatesTo"][0]["target"]["reference"], key(older));
    assert!(elena.iter().any(|r| r["content"][0]["attachment"]["data"].to_string().contains("\\r\\n")));
    assert!(elena.iter().any(|r| r["content"][0]["attachment"]["url"].is_string()));
    let marcus =
        of(&orgs[0], "aurora-marcus-delacroix", &["DocumentReference", "Observation", "Immunization"]);
    assert!(marcus.iter().filter(|r| r["status"] == "entered-in-error").count() >= 4);
    let languages: BTreeSet<&str> =
        resources(&orgs[0]).filter_map(|r| r["content"][0]["attachment"]["language"].as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["en-US", "es-US", "vi", "zh-CN"]));
    let nia = of(&orgs[0], "aurora-nia-quill", &["DocumentReference"]);
    let starts = |r: &Value, kind: &str, start: &[u8]| {
        let attachment = &r["content"][0]["attachment"];
        let content = STANDARD.decode(text(attachment, "data")).unwrap();
        attachment["contentType"] == kind && content.starts_with(start)
    };
    assert!(nia.iter().any(|r| starts(r, "image/png", b"<!DOCTYPE html>")));
    assert!(nia.iter().any(|r| starts(r, "text/html", b"\x89PNG")));
    assert!(nia.iter().any(|r| r["content"][0]["attachment"]["title"].to_string().contains("../../")));
    let large = of(&orgs[0], HAROLD, &["DocumentReference"]);
    assert!(large.iter().any(|r| r["content"][0]["attachment"]["size"].as_u64().unwrap() > 300_000));
}

#[test]
fn labels_stand_on_results_and_papers_too_and_not_on_all() {
    let orgs = demo();
    for (kinds, expected) in [
        ("Observation", &["ETH", "HIV", "PSY", "R"][..]),
        ("DocumentReference", &["ETH", "PSY", "R"]),
        ("CarePlan", &["ETH", "R"]),
    ] {
        let theo = of(&orgs[0], "aurora-theo-lindgren", &[kinds]);
        let labels = |r: &Value| r["meta"]["security"].as_array().cloned().unwrap_or_default();
        let found: BTreeSet<String> =
            theo.iter().flat_map(|r| labels(r)).map(|label| text(&label, "code").to_owned()).collect();
        assert_eq!(found, expected.iter().map(|code| (*code).to_owned()).collect(), "{kinds}");
        assert!(kinds == "CarePlan" || theo.iter().any(|r| labels(r).is_empty()), "{kinds}");
    }
}

#[test]
fn claims_add_up_and_one_has_the_digits_of_binary_fractions() {
    let orgs = demo();
    let claims: Vec<&Value> = everything(&orgs)
        .into_iter()
        .map(|(_, r)| r)
        .filter(|r| r["resourceType"] == "ExplanationOfBenefit")
        .collect();
    let amounts = |list: &Value| -> BTreeMap<String, f64> {
        let each = list.as_array().into_iter().flatten();
        each.map(|part| {
            let code = text(&part["category"]["coding"][0], "code");
            assert_eq!(part["amount"]["currency"], "USD");
            (code.to_owned(), number(&part["amount"]).unwrap())
        })
        .collect()
    };
    for claim in &claims {
        let total = amounts(&claim["total"]);
        for (code, total) in &total {
            let items = claim["item"].as_array().unwrap();
            let sum: f64 = items.iter().map(|item| amounts(&item["adjudication"])[code]).sum();
            assert!((sum - total).abs() < 0.001, "{code} {} {sum} {total}", key(claim));
        }
        let Some(paid) = number(&claim["payment"]["amount"]) else { continue };
        assert!((total["benefit"] - paid).abs() < 0.001, "{}", key(claim));
        assert!(total["submitted"] >= total["eligible"], "{}", key(claim));
    }
    let outcomes: BTreeSet<&str> = claims.iter().map(|r| text(r, "outcome")).collect();
    assert_eq!(outcomes, BTreeSet::from(["complete", "error", "queued"]));
    assert!(claims.iter().any(|r| r.to_string().contains("\"value\":28.104000000000003")));
    assert!(claims.iter().any(|r| r["total"].is_null()));
}

/// Of the types that Canvas offers, those that a chart may hold; the twin's own list is checked elsewhere.
const CANVAS: &[&str] = &[
    "AllergyIntolerance",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Goal",
    "Immunization",
    "Location",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "Procedure",
    "ServiceRequest",
];

#[test]
fn sleep_corner_has_only_what_canvas_offers() {
    let orgs = demo();
    let kinds: BTreeSet<&str> = resources(&orgs[1]).map(|r| text(r, "resourceType")).collect();
    for kind in &kinds {
        assert!(*kind == "PractitionerRole" || CANVAS.contains(kind), "{kind}");
    }
    for kind in ["Device", "Goal", "CarePlan", "CareTeam", "Coverage", "Procedure", "DocumentReference"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let refused =
        resources(&orgs[1]).any(|r| r["status"] == "not-done" && r["resourceType"] == "Immunization");
    assert!(refused);
}
