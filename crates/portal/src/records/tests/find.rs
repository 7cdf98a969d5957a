//! Searching the whole record (R01): what is shown is found, whatever its accents; what was not reached is
//! said; nothing of a search is in an address, a log or the audit.

use serde_json::{Value, json};

use super::{all, allergy, condition, order, patient_with, person, whole, with};
use crate::testing::{Answer, Patient, Person, TestApp, logs};

fn observation(person: &Person, id: &str, more: Value) -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    let bare = json!({"resourceType": "Observation", "id": id, "status": "final",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "category": [{"coding": [{"system": system, "code": "laboratory"}]}],
        "code": {"text": "Glucose"}, "effectiveDateTime": "2024-03-04",
        "valueQuantity": {"value": 91.5, "unit": "mg/dL"}});
    with(bare, more)
}

/// One entry of several kinds, each with a word of its own.
fn chart(elena: &Person) -> Vec<Value> {
    // Of whom orders come from, one dialect tells the id alone.
    let doctor = json!({"requester": {"reference": "Practitioner/dr-7"}, "authoredOn": "2023-05-06",
        "dosageInstruction": [{"text": "Tome una cápsula"}],
        "medicationCodeableConcept": {"text": "Amoxicilina", "coding": [{"system":
            "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "723", "display": "amoxicillin"}]}});
    let note = json!([{"text": "Bệnh nhân bị viêm phổi"}]);
    let device = json!({"resourceType": "Device", "id": "dev-1", "status": "active",
        "patient": {"reference": format!("Patient/{}", elena.id)}, "type": {"text": "CPAP machine"}});
    let who = json!({"resourceType": "Practitioner", "id": "dr-7", "active": true,
        "name": [{"family": "Núñez", "given": ["Ángela"]}]});
    vec![
        who,
        order(elena, "rx-1", doctor),
        allergy(elena, "al-1", json!({"code": {"text": "Đậu phộng"}, "recordedDate": "2021"})),
        condition(elena, "co-1", json!({"code": {"text": "NEUMONÍA"}, "onsetDateTime": "2022-07"})),
        condition(elena, "co-2", json!({"code": {"text": "no date at all"}})),
        observation(elena, "lab-1", json!({"note": note})),
        device,
    ]
}

/// Asks for words and gives the ids of the rows that came, in order of their addresses.
async fn rows(elena: &Patient, form: &[(&str, &str)]) -> Vec<String> {
    let answer = elena.post("/records", form).await.expect(200);
    found(&answer)
}

fn found(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let main = super::between(&text, "<main", "</main>");
    let links = main.split("href=\"/records/").skip(1).filter_map(|rest| rest.split(['"', '?']).next());
    let mut ids: Vec<String> =
        links.filter_map(|path| path.split_once('/')).map(|(_, id)| id.to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn what_the_pages_show_is_found_without_case_and_accents_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        for (words, ids) in [
            ("neumonia", vec!["co-1"]),
            ("dau PHONG", vec!["al-1"]),
            ("phong dau", vec!["al-1"]),
            ("angela nunez", vec!["rx-1"]),
            ("capsula", vec!["rx-1"]),
            ("amoxicillin", vec!["rx-1"]),
            ("viem phoi", vec!["lab-1"]),
            ("91.5", vec!["lab-1"]),
            ("cpap", vec!["dev-1"]),
            ("march 2024", vec!["lab-1"]),
            ("neumonia cpap", vec![]),
            ("Refills", vec![]),
        ] {
            assert_eq!(rows(&elena, &[("words", words)]).await, ids, "{words} {}", org.slug);
        }
        assert_eq!(rows(&elena, &[("only", "conditions")]).await, ["co-1", "co-2"]);
        assert_eq!(rows(&elena, &[("only", "other"), ("words", "machine")]).await, ["dev-1"]);
        // A month is between days when any of its days is; what has no day is left out, and counted.
        let days = [("from", "2022-07-31"), ("to", "2023-05-06")];
        assert_eq!(rows(&elena, &days).await, ["co-1", "rx-1"]);
        let said = elena.post("/records", &days).await.expect(200).text();
        assert!(said.contains("2 of 6 entries match."), "{said}");
        assert!(said.contains("2 entries without a date are left out."), "the problem and the device");
    }
}

#[tokio::test]
async fn what_is_said_agrees_with_the_lists_and_nothing_of_it_is_kept() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = chart(&elena);
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let mut held = 0;
    for kind in fhir::Kind::ALL {
        let list = elena.get(&format!("/v1/portal/records/{}", kind.slug())).await.expect(200).json();
        held += all(&list, "id").len();
    }
    let answer = elena.post("/records", &[("words", "neumonia")]).await.expect(200);
    let text = answer.text();
    assert!(text.contains(&format!("1 of {held} entries match.")), "of all that the lists hold");
    assert!(text.contains("From Clinic"), "from where and as of when");
    assert!(!text.contains("may have missed"));
    assert!(text.contains("value=\"neumonia\""), "what was typed is still there");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("location"), "", "no address with the words");
    let log = elena.get("/v1/portal/access-log").await.expect(200).json();
    let line = log["items"].as_array().unwrap().iter().find(|line| line["action"] == "records.search");
    assert_eq!(line.expect("a line of its own")["target_type"], Value::Null);
    assert!(!log.to_string().contains("neumonia") && !logs::captured().contains("neumonia"));
    assert!(elena.get("/access-log").await.text().contains("searched the records"));
}

#[tokio::test]
async fn a_search_that_cannot_be_understood_is_asked_again() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let long = "x".repeat(5_000);
    for (form, words) in [
        (vec![], "Type a word"),
        (vec![("words", " \u{200b} ")], "Type a word"),
        (vec![("words", long.as_str())], "200 letters at most"),
        (vec![("from", "2024-02-30")], "like 2026-03-14"),
        (vec![("words", "a"), ("to", "yesterday")], "like 2026-03-14"),
        (vec![("from", "2024")], "like 2026-03-14"),
        (vec![("from", "2024-05-02"), ("to", "2024-05-01")], "must not be before"),
        (vec![("only", "nonsense")], "Choose one from the list"),
        (vec![("words", "a"), ("sort", "sideways")], "Choose one from the list"),
    ] {
        let answer = elena.post("/records", &form).await.expect(422);
        let text = answer.text();
        assert!(text.contains("class=\"errors\"") && text.contains(words), "{form:?}");
        assert!(found(&answer).is_empty() && !text.contains("entries match"), "nothing was searched");
        for (_, value) in
            form.iter().filter(|(name, value)| !["only", "sort"].contains(name) && value.len() < 100)
        {
            let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
            assert!(text.contains(value), "{value} is kept");
        }
    }
    elena.post_body("/records", "application/json", "{}").await.expect(422);
    let strange =
        elena.browser.clone().with("origin", "https://evil.example").with("sec-fetch-site", "cross-site");
    strange.post("/records", &[("words", "pill")]).await.expect(403);
}

#[tokio::test]
async fn hostile_words_are_words() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    for words in ["\"><script>alert(1)</script>", "%' OR 1=1 --", "\u{0}\u{202e}x", ".*", "\\"] {
        for path in ["/records", "/records/conditions", "/prescriptions"] {
            let answer = elena.post(path, &[("words", words)]).await.expect(200);
            let text = answer.text();
            assert!(!text.contains("<script>alert"), "{words}");
            assert_eq!(found(&answer), Vec::<String>::new(), "{words} is in no entry");
        }
    }
    let own = elena.person.marker.to_uppercase();
    assert_eq!(rows(&elena, &[("words", &own)]).await.len(), 3, "her own three are found by their word");
}

#[tokio::test]
async fn a_search_that_misses_a_part_says_so() {
    let app = TestApp::canvas().await;
    for (org, vendor) in [(&app.one, "fhir"), (&app.two, "canvas")] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        let path = format!("Condition?patient=Patient%2F{}", elena.person.id);
        app.sandbox.fault(&json!({"vendor": vendor, "kind": "status", "value": 500, "path": path})).await;
        let text = elena.post("/records", &[("words", "a")]).await.expect(200).text();
        assert!(text.contains("This search may have missed something."), "{}", org.slug);
        assert!(text.contains("We could not look in: Conditions."), "{}", org.slug);
        assert!(text.contains("href=\"/records/medications/rx-1\""), "the others are there");
        assert!(text.contains(" of 4 entries match."), "of what was reached");
        let only = elena.post("/records", &[("words", "a"), ("only", "conditions")]).await;
        assert_eq!(only.status, 502, "nothing at all was reached");
        elena.post("/records/conditions", &[("words", "a")]).await.expect(502);
        // A part of which not everything came is named too.
        let path = format!("AllergyIntolerance?patient=Patient%2F{}", elena.person.id);
        app.sandbox.fault(&json!({"vendor": vendor, "kind": "missing_page", "path": path})).await;
        let text = elena.post("/records", &[("words", "a")]).await.expect(200).text();
        assert!(text.contains("did not give us all of: Allergies."), "{}", org.slug);
    }
}

#[tokio::test]
async fn only_ones_own_record_is_searched() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let bob = app.patient(org, "bob").await;
        let answer = elena.post("/records", &[("words", "nuts")]).await.expect(200);
        assert!(answer.holds(&elena.person.marker) && !answer.holds(&bob.person.marker));
        let answer = elena.post("/records", &[("words", "bob"), ("patient", &bob.person.id)]).await;
        assert_eq!(found(&answer.expect(200)), Vec::<String>::new());
        let list = whole(elena.get("/v1/portal/records/conditions").await);
        assert_eq!(list["total"], 1);
    }
}
