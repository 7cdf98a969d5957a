//! Medicines and prescriptions: counted, whole, in order, told by name, code, dosage, prescriber and status.

use serde_json::{Value, json};

use super::{all, between, one, order, own_total, page, patient_with, person, statement, whole};
use crate::testing::{Person, TestApp};

/// The link of a row to its medicine: of a statement, with its type, since ids are unique per type only.
fn link_to(id: &str) -> String {
    let statement = id.starts_with("st-") || id == "g-stated";
    let kind = if statement { "?type=MedicationStatement" } else { "" };
    format!("/records/medications/{id}{kind}\"")
}

const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";

#[tokio::test]
async fn the_lists_count_what_the_fhir_server_counts_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let mistake = json!({"status": "entered-in-error",
            "medicationCodeableConcept": {"text": "a mistaken pill"}});
        let chart = [
            order(&elena, "rx-1", json!({})),
            order(&elena, "rx-2", json!({"status": "cancelled"})),
            order(&elena, "rx-3", mistake.clone()),
            statement(&elena, "st-1", json!({})),
            statement(&elena, "st-2", mistake),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let id = elena.person.id.clone();
        let orders = own_total(&app.sandbox, &org.slug, "MedicationRequest", &id).await;
        let statements = own_total(&app.sandbox, &org.slug, "MedicationStatement", &id).await;
        assert_eq!((orders, statements), (3, 2), "the chart arrived");

        let medicines = whole(elena.get("/v1/portal/records/medications").await);
        assert_eq!(medicines["total"], orders + statements);
        assert_eq!(medicines["withheld"], json!([{"reason": "entered-in-error", "count": 2}]));
        for path in ["/v1/portal/prescriptions", "/api/patient/prescriptions"] {
            let list = whole(elena.get(path).await);
            assert_eq!(list["total"], orders);
            assert_eq!(list["withheld"], json!([{"reason": "entered-in-error", "count": 1}]));
            assert!(!list.to_string().contains("mistaken"), "{path} shows what was a mistake");
        }
        for path in ["/records/medications", "/prescriptions", "/records", "/"] {
            assert!(!page(&elena, path).await.contains("mistaken"), "{path} shows what was a mistake");
        }
        let medicines = page(&elena, "/records/medications").await;
        assert!(medicines.contains("2 entries were marked as entered by mistake"), "the page says so");
        let prescriptions = page(&elena, "/prescriptions").await;
        assert!(prescriptions.contains("1 entry was marked as entered by mistake"), "the page says so");
    }
}

/// The same thing as clinics write it: as a concept, beside the order, inside of it, and nowhere at all.
fn written_in_four_ways(person: &Person) -> Vec<Value> {
    let code =
        |code: &str, name: &str| json!({"coding": [{"system": RXNORM, "code": code, "display": name}]});
    let plain = json!({"authoredOn": "2026-03-04", "requester": {"reference": "Practitioner/dr-9"},
        "medicationCodeableConcept": code("314076", "lisinopril 10 MG Oral Tablet"),
        "dosageInstruction": [{"text": "One tablet in the morning"}],
        "dispenseRequest": {"numberOfRepeatsAllowed": 3, "quantity": {"value": 90, "unit": "tablet"}}});
    let apart = json!({"authoredOn": "2026-03-03", "medicationCodeableConcept": null,
        "medicationReference": {"reference": "Medication/med-9"}});
    let inside = json!({"authoredOn": "2026-03-02", "medicationCodeableConcept": null,
        "medicationReference": {"reference": "#m"}, "contained": [{"resourceType": "Medication", "id": "m",
            "code": code("860975", "metformin 500 MG")}]});
    let nowhere = json!({"authoredOn": "2026-03-01", "medicationCodeableConcept": null,
        "medicationReference": {"reference": "Medication/not-there", "display": "An old ointment"}});
    vec![
        json!({"resourceType": "Practitioner", "id": "dr-9",
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
            "name": [{"family": "Roebuck", "given": ["Ines"], "prefix": ["Dr."]}]}),
        json!({"resourceType": "Medication", "id": "med-9",
            "code": code("197361", "amlodipine 5 MG Oral Tablet")}),
        order(person, "rx-plain", plain),
        order(person, "rx-apart", apart),
        order(person, "rx-inside", inside),
        order(person, "rx-nowhere", nowhere),
    ]
}

/// P01: the medication by name and code, however the clinic wrote it, and the prescriber by name and NPI.
#[tokio::test]
async fn a_prescription_is_told_whole_however_the_medication_is_written() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = written_in_four_ways(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/prescriptions").await);
        let order = ["rx-plain", "rx-apart", "rx-inside", "rx-nowhere"];
        assert_eq!(all(&list, "id"), order, "newest first on {}", org.slug);

        let plain = one(&list, "rx-plain");
        assert_eq!(plain["resource"], "MedicationRequest");
        assert_eq!(plain["medication"]["name"], "lisinopril 10 MG Oral Tablet");
        assert_eq!(
            (&plain["medication"]["code"], &plain["medication"]["system"]),
            (&json!("314076"), &json!(RXNORM))
        );
        assert_eq!(plain["dosage"], "One tablet in the morning");
        assert_eq!(plain["prescriber"], json!({"name": "Dr. Ines Roebuck", "npi": "1234567893"}));
        assert_eq!((&plain["status"], &plain["dateWritten"]), (&json!("active"), &json!("2026-03-04")));
        assert_eq!(plain["refills_allowed"], 3);
        for (id, name, code) in [
            ("rx-apart", "amlodipine 5 MG Oral Tablet", json!("197361")),
            ("rx-inside", "metformin 500 MG", json!("860975")),
            ("rx-nowhere", "An old ointment", json!(null)),
        ] {
            assert_eq!(one(&list, id)["medication"]["name"], name);
            assert_eq!(one(&list, id)["medication"]["code"], code);
        }
        assert_eq!(one(&list, "rx-apart")["prescriber"], json!(null), "nobody is made up");

        for path in ["/prescriptions", "/records/medications", "/records/medications/rx-plain"] {
            let shown = page(&elena, path).await;
            for word in [
                "lisinopril 10 MG Oral Tablet",
                "One tablet in the morning",
                "Dr. Ines Roebuck",
                "1234567893",
            ] {
                assert!(shown.contains(word), "{path} does not say {word}");
            }
        }
        let shown = page(&elena, "/records/medications/rx-inside").await;
        assert!(shown.contains("metformin 500 MG") && shown.contains("860975"), "name and code");
    }
}

/// C13: each of the eight R4 codes, and *completed* derived from the end of the supply.
#[tokio::test]
async fn every_status_of_r4_stands_where_it_belongs() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let mut chart: Vec<_> = ["active", "on-hold", "cancelled", "completed", "stopped", "draft", "unknown"]
        .iter()
        .map(|status| order(&elena, &format!("rx-{status}"), json!({"status": status})))
        .collect();
    chart.push(order(&elena, "rx-mistake", json!({"status": "entered-in-error"})));
    chart.push(order(
        &elena,
        "rx-used-up",
        json!({"authoredOn": "2020-01-01", "dispenseRequest":
        {"expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d"}}}),
    ));
    for status in ["not-taken", "intended"] {
        chart.push(statement(&elena, &format!("st-{status}"), json!({"status": status})));
    }
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let list = whole(elena.get("/v1/portal/records/medications").await);
    assert_eq!(list["withheld"], json!([{"reason": "entered-in-error", "count": 1}]));
    let expected = [
        ("rx-active", "active", true),
        ("rx-on-hold", "on-hold", true),
        ("rx-cancelled", "cancelled", false),
        ("rx-completed", "completed", false),
        ("rx-stopped", "stopped", false),
        ("rx-draft", "draft", true),
        ("rx-unknown", "unknown", true),
        ("rx-used-up", "completed", false),
        ("st-not-taken", "not-taken", false),
        ("st-intended", "draft", true),
    ];
    assert_eq!(list["items"].as_array().unwrap().len(), expected.len());
    let shown = page(&elena, "/records/medications").await;
    let (now, before) =
        (between(&shown, "id=\"now\"", "id=\"before\""), between(&shown, "id=\"before\"", "</main>"));
    for (id, standing, current) in expected {
        assert_eq!(one(&list, id)["standing"], standing, "{id}");
        let href = link_to(id);
        assert_eq!((now.contains(&href), before.contains(&href)), (current, !current), "{id}");
    }
    assert_eq!(one(&list, "rx-used-up")["status"], "active", "what the EHR says is not rewritten");
    assert!(shown.contains("You take 5 now, 5 from before."), "how many");

    let shown = page(&elena, "/prescriptions").await;
    let (active, past) =
        (between(&shown, "id=\"active\"", "id=\"past\""), between(&shown, "id=\"past\"", "</main>"));
    for (id, _, current) in expected.into_iter().filter(|(id, ..)| id.starts_with("rx-")) {
        let href = link_to(id);
        assert_eq!((active.contains(&href), past.contains(&href)), (current, !current), "{id}");
    }
}

/// Canvas knows three statuses, and its prescriptions do not end by themselves.
#[tokio::test]
async fn canvas_statuses_stand_where_they_belong() {
    let app = TestApp::canvas().await;
    let elena = person("elena");
    let long_over = json!({"authoredOn": "2020-01-01", "dispenseRequest": {"expectedSupplyDuration":
        {"value": 30, "unit": "days", "code": "d"}}});
    let chart = [
        order(&elena, "rx-1", json!({"status": "active"})),
        order(&elena, "rx-2", json!({"status": "cancelled"})),
        order(&elena, "rx-3", long_over),
    ];
    let elena = patient_with(&app, &app.two, elena, &chart).await;
    let list = whole(elena.get("/v1/portal/prescriptions").await);
    for (id, standing) in [("rx-1", "active"), ("rx-2", "cancelled"), ("rx-3", "completed")] {
        assert_eq!(one(&list, id)["standing"], standing, "{id}");
    }
}

#[tokio::test]
async fn newest_come_first_whatever_their_precision_and_the_undated_last() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let dated = |id: &str, date: &str| order(&elena, id, json!({"authoredOn": date}));
        let chart = [
            order(&elena, "a-undated", json!({})),
            dated("b-year", "2019"),
            dated("c-day", "2024-05-06"),
            dated("d-month", "2021-03"),
            // 23:30 in New York is the next day in UTC, and later than 01:00Z of that day.
            dated("e-west", "2025-01-01T23:30:00-05:00"),
            dated("f-utc", "2025-01-02T01:00:00Z"),
            statement(&elena, "g-stated", json!({"effectivePeriod": {"start": "2023-01-01"}})),
            order(&elena, "h-undated", json!({})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/records/medications").await);
        let order = ["e-west", "f-utc", "c-day", "g-stated", "d-month", "b-year", "a-undated", "h-undated"];
        assert_eq!(all(&list, "id"), order, "{}", org.slug);
        let shown = page(&elena, "/records/medications").await;
        let places: Vec<usize> = order.iter().map(|id| shown.find(&link_to(id)).unwrap()).collect();
        assert!(places.is_sorted(), "the page has the same order");
    }
}

/// An order *not* to take a medicine must never read like one to take it.
#[tokio::test]
async fn an_order_not_to_take_a_medicine_says_so() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = [
        order(&elena, "rx-not", json!({"doNotPerform": true})),
        order(&elena, "rx-yes", json!({"doNotPerform": false})),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    for path in ["/v1/portal/records/medications", "/v1/portal/prescriptions"] {
        let list = whole(elena.get(path).await);
        assert_eq!(one(&list, "rx-not")["do_not_take"], true, "{path}");
        assert_eq!(one(&list, "rx-yes")["do_not_take"], false, "{path}");
    }
    let entry = elena.get("/v1/portal/records/medications/rx-not").await.expect(200).json();
    assert_eq!(entry["do_not_take"], true);
    for path in ["/records/medications", "/prescriptions", "/records/medications/rx-not"] {
        let shown = page(&elena, path).await;
        assert_eq!(shown.matches("Do not take").count(), 1, "{path}");
    }
    assert!(!page(&elena, "/records/medications/rx-yes").await.contains("Do not take"));
    // What she takes is one; Home must not list the other as a medicine that she takes.
    let home = elena.get("/v1/portal/dashboard").await.expect(200).json();
    assert_eq!(home["cards"][0]["names"], json!(["pill rx-yes"]));
    assert_eq!(home["cards"][0]["count"], 1);
    assert!(!between(&page(&elena, "/").await, "id=\"medicines\"", "</section>").contains("pill rx-not"));
}

/// The same id on a prescription and on a statement is two entries: R4 ids are unique per type only.
#[tokio::test]
async fn one_id_on_two_types_is_two_entries() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = [
        order(&elena, "same", json!({})),
        statement(&elena, "same", json!({})),
        order(&elena, "a.b", json!({})),
        order(&elena, "a-b", json!({})),
        order(&elena, "now", json!({})),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let list = whole(elena.get("/v1/portal/records/medications").await);
    assert_eq!(list["total"], 5);
    // The soundness check of every page complains about an id that is there twice.
    page(&elena, "/records/medications").await;
    page(&elena, "/prescriptions").await;
}

/// Another plan of answers than "no": nothing there, and the page says what would be there.
#[tokio::test]
async fn nothing_written_is_said_as_nothing_written() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = patient_with(&app, org, person("elena"), &[]).await;
        for path in [
            "/v1/portal/records/medications",
            "/v1/portal/prescriptions",
            "/v1/portal/records/allergies",
            "/v1/portal/records/conditions",
        ] {
            let list = whole(elena.get(path).await);
            assert_eq!(
                (&list["total"], &list["items"], &list["withheld"]),
                (&json!(0), &json!([]), &json!([])),
                "{path}"
            );
        }
        for (path, words) in [
            ("/records/medications", "No medicines here"),
            ("/records/allergies", "This does not mean you have none."),
            ("/records/conditions", "No conditions here"),
        ] {
            assert!(page(&elena, path).await.contains(words), "{path} does not say {words}");
        }
        page(&elena, "/prescriptions").await;
        page(&elena, "/records").await;
    }
}
