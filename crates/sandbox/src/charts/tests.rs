//! What the demo charts promise to everyone who counts on them.

mod record;

use super::codes::{RXNORM, SNOMED};
use super::{OrgCharts, demo};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn resources(org: &OrgCharts) -> impl Iterator<Item = &Value> {
    org.bundles.iter().flat_map(|bundle| bundle["entry"].as_array().unwrap()).map(|e| &e["resource"])
}

fn everything(orgs: &[OrgCharts]) -> Vec<(&'static str, &Value)> {
    orgs.iter().flat_map(|org| resources(org).map(move |resource| (org.org, resource))).collect()
}

fn text<'a>(resource: &'a Value, key: &str) -> &'a str {
    resource[key].as_str().unwrap_or_else(|| panic!("{key} missing in {resource}"))
}

fn key(resource: &Value) -> String {
    format!("{}/{}", text(resource, "resourceType"), text(resource, "id"))
}

/// Every object below a value, itself first.
fn objects<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            found.push(value);
            fields.values().for_each(|field| objects(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
        _ => {}
    }
}

fn below(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    objects(value, &mut found);
    found
}

/// The patient's own entries of some kinds: those that point at her.
fn of<'a>(org: &'a OrgCharts, patient: &str, kinds: &[&str]) -> Vec<&'a Value> {
    let subject = format!("Patient/{patient}");
    resources(org)
        .filter(|r| kinds.contains(&text(r, "resourceType")))
        .filter(|r| ["subject", "patient"].iter().any(|link| r[*link]["reference"] == *subject))
        .collect()
}

const MEDICATIONS: &[&str] = &["MedicationRequest", "MedicationStatement"];

#[test]
fn two_calls_give_the_same_bytes() {
    let once: Vec<String> = demo().iter().map(|org| serde_json::to_string(&org.bundles).unwrap()).collect();
    let again: Vec<String> = demo().iter().map(|org| serde_json::to_string(&org.bundles).unwrap()).collect();
    assert_eq!(once, again);
    assert_eq!(demo(), demo());
}

#[test]
fn an_id_is_used_once_and_tells_its_organisation() {
    let orgs = demo();
    let mut ids = BTreeSet::new();
    for (org, resource) in everything(&orgs) {
        let id = text(resource, "id");
        assert!(id.starts_with(&format!("{org}-")), "{id}");
        assert!(id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{id}");
        assert!(ids.insert(id.to_owned()), "{id} is used twice");
    }
}

#[test]
fn bundles_put_each_resource_under_its_own_id() {
    for org in demo() {
        for bundle in &org.bundles {
            assert_eq!(bundle["type"], "transaction");
            for entry in bundle["entry"].as_array().unwrap() {
                assert_eq!(entry["request"]["method"], "PUT");
                assert_eq!(entry["request"]["url"], key(&entry["resource"]));
            }
        }
    }
}

#[test]
fn every_reference_resolves_within_its_organisation() {
    for org in demo() {
        let known: BTreeSet<String> = resources(&org).map(key).collect();
        for resource in resources(&org) {
            for object in below(resource) {
                let Some(reference) = object.get("reference").and_then(Value::as_str) else { continue };
                match reference.strip_prefix('#') {
                    Some(inner) => assert_eq!(resource["contained"][0]["id"], inner),
                    None => assert!(known.contains(reference), "{reference} from {}", key(resource)),
                }
            }
        }
    }
}

/// Luhn over the ten digits behind the prefix 80840 (CMS "NPI check digit").
fn npi_is_valid(npi: &str) -> bool {
    let digits: Vec<u32> = format!("80840{npi}").chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    npi.len() == 10 && digits.len() == 15 && sum.is_multiple_of(10)
}

#[test]
fn npis_pass_the_check_digit() {
    assert!(!npi_is_valid("1234567890") && !npi_is_valid("12345678") && npi_is_valid("1234567893"));
    let orgs = demo();
    let mut seen = BTreeSet::new();
    for (_, resource) in everything(&orgs) {
        if resource["resourceType"] == "Practitioner" {
            let npi = text(&resource["identifier"][0], "value");
            assert!(npi_is_valid(npi), "{npi}");
            seen.insert(npi);
        }
    }
    for expected in ["1982609764", "1164633533"] {
        assert!(seen.contains(expected), "{expected}");
    }
}

#[test]
fn the_lists_name_the_patients_of_the_bundles() {
    let orgs = demo();
    assert_eq!(orgs.iter().map(|org| org.org).collect::<Vec<_>>(), ["aurora", "sleepcorner", "northside"]);
    assert!(orgs.iter().map(|org| org.patients.len()).sum::<usize>() >= 14);
    for org in &orgs {
        let listed: BTreeSet<_> = org.patients.iter().map(|p| p.patient.as_str()).collect();
        let loaded: BTreeSet<_> =
            resources(org).filter(|r| r["resourceType"] == "Patient").map(|r| text(r, "id")).collect();
        assert_eq!(listed, loaded);
        for patient in &org.patients {
            let resource = resources(org).find(|r| r["id"] == *patient.patient).unwrap();
            let mail = resource["telecom"].as_array().unwrap().iter().find(|t| t["system"] == "email");
            assert_eq!(mail.map(|t| text(t, "value")), patient.email.as_deref());
            assert_eq!(resource["name"][0]["text"], *patient.name);
        }
    }
}

#[test]
fn addresses_and_phones_can_reach_nobody() {
    let orgs = demo();
    for (_, resource) in everything(&orgs) {
        for object in below(resource) {
            let Some(value) = object.get("value").and_then(Value::as_str) else { continue };
            match object.get("system").and_then(Value::as_str) {
                Some("email") => assert!(value.ends_with("@patients.example"), "{value}"),
                Some("phone") => assert!(value.contains(") 555-01"), "{value}"),
                _ => {}
            }
        }
    }
}

#[test]
fn what_fhir_requires_is_there() {
    let orgs = demo();
    for (_, r) in everything(&orgs) {
        let required: &[&str] = match text(r, "resourceType") {
            "Patient" => &["name", "gender", "birthDate"],
            "MedicationRequest" => &["status", "intent", "subject", "requester", "authoredOn"],
            "MedicationStatement" => &["status", "subject", "medicationCodeableConcept"],
            "Condition" => &["code", "subject", "verificationStatus"],
            "AllergyIntolerance" => &["code", "patient", "verificationStatus"],
            "Encounter" => &["status", "class", "type", "period", "reasonCode"],
            "Immunization" => &["status", "vaccineCode", "patient", "occurrenceDateTime"],
            "Observation" => &["status", "category", "code", "subject", "effectiveDateTime"],
            "DiagnosticReport" => &["status", "category", "code", "subject", "effectiveDateTime", "issued"],
            "DocumentReference" => &["status", "type", "category", "subject", "date", "author", "content"],
            "Binary" => &["contentType", "data", "securityContext"],
            "Procedure" => &["status", "code", "subject", "performedDateTime"],
            "ServiceRequest" => &["status", "intent", "code", "subject", "requester"],
            "CareTeam" => &["status", "name", "subject", "participant"],
            "CarePlan" => &["status", "intent", "category", "subject", "text", "activity"],
            "Goal" => &["lifecycleStatus", "description", "subject", "startDate"],
            "Coverage" => &["status", "type", "subscriberId", "beneficiary", "payor", "relationship"],
            "ExplanationOfBenefit" => &[
                "status",
                "type",
                "use",
                "patient",
                "created",
                "insurer",
                "provider",
                "outcome",
                "insurance",
            ],
            "FamilyMemberHistory" => &["status", "patient", "relationship"],
            "Device" => &["status", "type", "patient", "deviceName"],
            "Medication" => &["code"],
            _ => &[],
        };
        for field in required {
            assert!(!r[*field].is_null(), "{field} missing in {}", key(r));
        }
        let in_error = r["verificationStatus"]["coding"][0]["code"] == "entered-in-error";
        if ["Condition", "AllergyIntolerance"].contains(&text(r, "resourceType")) {
            assert_eq!(r["clinicalStatus"].is_null(), in_error, "con-5 and ait-2: {}", key(r));
        }
        if r["resourceType"] == "MedicationRequest" {
            let (code, medication) = (&r["medicationCodeableConcept"], &r["medicationReference"]);
            assert!(code.is_null() != medication.is_null(), "one of the two: {}", key(r));
        }
    }
}

/// Days that lie ahead by nature.
const AHEAD: &[&str] = &["dueDate", "validityPeriod"];

/// Every date and time below a value, with the field that holds it.
fn days<'a>(field: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
    let dated = |text: &str| {
        text.len() >= 4
            && text.bytes().take(4).all(|b| b.is_ascii_digit())
            && matches!(text.as_bytes().get(4), None | Some(b'-'))
            && text.chars().all(|c| c.is_ascii_digit() || "-:TZ+".contains(c))
    };
    match value {
        Value::Object(fields) => {
            let here = fields.iter().filter(|(name, _)| !AHEAD.contains(&name.as_str()));
            here.for_each(|(name, value)| days(name, value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| days(field, item, found)),
        Value::String(text) if dated(text) && field != "value" && field != "code" => {
            found.push((field, text.get(..10).unwrap_or(text)));
        }
        _ => {}
    }
}

#[test]
fn nothing_happens_before_birth_after_death_or_after_the_anchor() {
    let orgs = demo();
    let mut seen = 0;
    for org in &orgs {
        for patient in &org.patients {
            let person = resources(org).find(|r| r["id"] == *patient.patient).unwrap();
            let end = person["deceasedDateTime"].as_str().unwrap_or("2026-11-20").get(..10).unwrap();
            let born = text(person, "birthDate");
            for entry in owned(org, &patient.patient) {
                let mut found = Vec::new();
                days("", entry, &mut found);
                seen += found.len();
                for (field, day) in found {
                    // Part of a date (`1988`) is as early as the year may be.
                    assert!(born < day && day <= end, "{field} {day} {}", key(entry));
                }
                for object in below(entry) {
                    if let (Some(from), Some(to)) = (object["start"].as_str(), object["end"].as_str()) {
                        assert!(from < to, "{}", key(entry));
                    }
                }
            }
        }
    }
    assert!(seen > 2500, "{seen}");
}

/// A patient's own entries of every kind.
fn owned<'a>(org: &'a OrgCharts, patient: &str) -> Vec<&'a Value> {
    let subject = format!("Patient/{patient}");
    resources(org)
        .filter(|r| {
            ["subject", "patient", "beneficiary", "securityContext"]
                .iter()
                .any(|link| r[*link]["reference"] == *subject)
        })
        .collect()
}

#[test]
fn a_code_has_one_display() {
    let orgs = demo();
    let mut displays: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (_, resource) in everything(&orgs) {
        for object in below(resource) {
            if let (Some(system), Some(code), Some(display)) =
                (object["system"].as_str(), object["code"].as_str(), object["display"].as_str())
            {
                let digits = code.chars().all(|c| c.is_ascii_digit());
                assert!(digits || ![SNOMED, RXNORM].contains(&system), "{code} of {system}");
                displays.entry((system.into(), code.into())).or_default().insert(display.into());
            }
        }
    }
    assert!(displays.len() > 100, "{}", displays.len());
    for (code, names) in displays {
        assert_eq!(names.len(), 1, "{code:?}: {names:?}");
    }
}

#[test]
fn one_address_leads_to_three_charts_of_two_organisations() {
    let mut found: Vec<(&str, String)> = Vec::new();
    for org in demo() {
        let shared = org.patients.iter().filter(|p| p.email.as_deref() == Some("elena@patients.example"));
        found.extend(shared.map(|p| (org.org, p.patient.clone())));
    }
    let ids: Vec<_> = found.iter().map(|(_, id)| id.as_str()).collect();
    assert_eq!(ids, ["aurora-elena-marquez", "aurora-mateo-marquez", "northside-elena-sandoval"]);
}

#[test]
fn the_people_of_aurora_are_what_they_are_there_for() {
    let orgs = demo();
    let aurora = &orgs[0];
    let harold = of(aurora, "aurora-harold-prescott-vale", MEDICATIONS);
    assert!(harold.len() >= 150, "{}", harold.len());
    assert!(harold.iter().filter(|r| r["status"] == "active").count() >= 10);
    assert!(aurora.patients.iter().any(|p| p.email.is_none()));
    assert!(resources(aurora).any(|r| r["deceasedDateTime"].is_string()));
    let jordan = "Patient/aurora-jordan-ellery";
    assert!(!resources(aurora).any(|r| below(r).iter().any(|o| o["reference"] == jordan)));
    let marcus = "aurora-marcus-delacroix";
    let wrong = |kinds: &[&str]| {
        of(aurora, marcus, kinds).iter().filter(|r| r.to_string().contains("entered-in-error")).count()
    };
    assert_eq!((wrong(MEDICATIONS), wrong(&["AllergyIntolerance"]), wrong(&["Condition"])), (3, 1, 2));
    let labelled = of(aurora, "aurora-theo-lindgren", &["MedicationRequest", "Condition", "Encounter"]);
    let codes: BTreeSet<_> = labelled
        .iter()
        .flat_map(|r| r["meta"]["security"].as_array().into_iter().flatten())
        .map(|label| text(label, "code"))
        .collect();
    assert_eq!(codes, BTreeSet::from(["ETH", "PSY", "R"]));
    let nia = of(aurora, "aurora-nia-quill", &["MedicationRequest", "AllergyIntolerance", "Condition"]);
    for part in ["<script>alert(1)</script>", "\u{200F}", "\u{200B}", "👩🏽‍⚕️", "Đặng", "王小明"]
    {
        assert!(
            nia.iter().any(|r| r["note"][0]["text"].as_str().is_some_and(|t| t.contains(part))),
            "{part}"
        );
    }
    for language in ["es", "zh", "vi"] {
        assert!(resources(aurora).any(|r| {
            r["communication"][0]["preferred"] == true
                && r["communication"][0]["language"]["coding"][0]["code"] == language
        }));
    }
}

#[test]
fn prescriptions_come_in_every_shape_a_portal_has_to_read() {
    let orgs = demo();
    let all = everything(&orgs);
    let requests: Vec<&Value> =
        all.iter().map(|(_, r)| *r).filter(|r| r["resourceType"] == "MedicationRequest").collect();
    let statuses: BTreeSet<_> = requests.iter().map(|r| text(r, "status")).collect();
    let expected = ["active", "cancelled", "completed", "entered-in-error", "on-hold", "stopped"];
    assert_eq!(statuses, BTreeSet::from(expected));
    let any = |test: &dyn Fn(&Value) -> bool| requests.iter().any(|r| test(r));
    let named = |r: &Value, start: &str| {
        r["medicationReference"]["reference"].as_str().is_some_and(|reference| reference.starts_with(start))
    };
    assert!(any(&|r| named(r, "Medication/")) && any(&|r| named(r, "#")));
    assert!(any(&|r| r["medicationCodeableConcept"]["coding"].is_null() && r["contained"].is_null()));
    assert!(any(&|r| r["requester"]["reference"].is_null() && r["requester"]["display"].is_string()));
    assert!(any(&|r| r["requester"]["display"].is_null() && r["requester"]["reference"].is_string()));
    assert!(any(&|r| r["dosageInstruction"].is_null()));
    let conditions = || all.iter().map(|(_, r)| *r).filter(|r| r["resourceType"] == "Condition");
    assert!(conditions().any(|r| r["onsetDateTime"] == "2012-06"));
    assert!(conditions().any(|r| r["recordedDate"].is_null()));
}

#[test]
fn sleep_corner_keeps_to_the_shapes_of_canvas() {
    let orgs = demo();
    for resource in resources(&orgs[1]).filter(|r| r["resourceType"] == "MedicationRequest") {
        assert!(resource["medicationCodeableConcept"]["text"].is_string());
        assert!(resource["requester"]["reference"].is_string() && resource["requester"]["display"].is_null());
    }
}
