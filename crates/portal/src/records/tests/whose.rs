//! An EHR that answers for someone else (another patient's resource never leaves), and one that takes its
//! tokens back. Both faults act on a sandbox of this file's own: they need patients that it loaded itself, or
//! reach every test of the process.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::faults::canvas;
use super::{allergy, condition, order, page, statement, whole};
use crate::testing::{Patient, Person, TestApp, TestOrg};

/// A sandbox with two patients of the organisation `aurora`. It ends when this process does.
struct Own {
    origin: String,
    people: [Person; 2],
    /// The bundles that it loads.
    folder: PathBuf,
    // It ends with its stdin.
    _child: Child,
}

/// Tests of this file take turns: a fault here is for whoever asks next.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("PORTICO_SANDBOX_BIN") {
        return named.into();
    }
    let own = std::env::current_exe().unwrap();
    own.parent().and_then(Path::parent).unwrap().join("portico-sandbox")
}

fn chart(person: &Person) -> Vec<Value> {
    let mut chart = person.chart();
    let name =
        |what: &str| json!({"medicationCodeableConcept": {"text": format!("{} {what}", person.marker)}});
    let id = |what: &str| format!("another-{what}-{}", person.id);
    chart.push(statement(person, &id("st"), name("drops")));
    chart.push(order(person, &id("rx"), name("syrup")));
    let code = json!({"code": {"text": format!("{} dust", person.marker)}});
    chart.push(allergy(person, &id("al"), code.clone()));
    chart.push(condition(person, &id("co"), code));
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    chart.push(json!({"resourceType": "Observation", "id": id("ob"), "status": "final",
        "subject": {"reference": format!("Patient/{}", person.id)}, "effectiveDateTime": "2026-03-04",
        "category": [{"coding": [{"system": system, "code": "laboratory"}]}],
        "code": {"text": format!("{} sugar", person.marker)}}));
    chart
}

fn own() -> &'static Own {
    static OWN: OnceLock<Own> = OnceLock::new();
    OWN.get_or_init(|| {
        let people = [Person::new("elena"), Person::new("rosa")];
        let folder = std::env::temp_dir().join(format!("portico_test_{}", people[0].id));
        std::fs::create_dir(&folder).unwrap();
        for person in &people {
            let entry = |resource: Value| {
                let url = format!(
                    "{}/{}",
                    resource["resourceType"].as_str().unwrap(),
                    resource["id"].as_str().unwrap()
                );
                json!({"fullUrl": format!("http://clinic.example/{url}"), "resource": resource,
                    "request": {"method": "PUT", "url": url}})
            };
            let entries: Vec<Value> = chart(person).into_iter().map(entry).collect();
            let bundle = json!({"resourceType": "Bundle", "type": "transaction", "entry": entries});
            std::fs::write(folder.join(format!("{}.json", person.id)), bundle.to_string()).unwrap();
        }
        let mut child = Command::new(binary())
            .args(["--listen", "127.0.0.1:0", "--exit-with-parent", "--no-charts", "--data"])
            .arg(&folder)
            .env_remove("KEEP")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts: build it first");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let origin = format!("http://{}", first.rsplit("http://").next().unwrap());
        Own { origin, people, folder, _child: child }
    })
}

/// An organisation for each dialect, in front of the own sandbox's `aurora`.
async fn product() -> (&'static Own, TestApp, [(TestOrg, &'static str); 2]) {
    let own = tokio::task::spawn_blocking(own).await.unwrap();
    let http = vendors::http::client(&vendors::http::Settings::default());
    let ready = async {
        while !http.get(format!("{}/healthz", own.origin)).send().await.is_ok_and(|a| a.status().is_success())
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), ready).await.expect("the sandbox is ready");
    // They are loaded; the first test takes them away.
    std::fs::remove_dir_all(&own.folder).ok();
    let app = TestApp::new().await;
    let fhir = app
        .organisation("fhir", |new| {
            new.ehr.base_url = format!("{}/fhir", own.origin).parse().unwrap();
            new.ehr.headers = serde_json::from_value(json!({"X-Tenant-ID": "aurora"})).unwrap();
        })
        .await;
    let canvas = canvas(&app, &own.origin, Some("aurora")).await;
    (own, app, [(fhir, "fhir"), (canvas, "canvas")])
}

async fn signed_in(app: &TestApp, org: &TestOrg, person: &Person) -> Patient {
    let account = app.link(org, &person.email, &person.id).await;
    app.signed_in(org, account, person.clone()).await
}

async fn control(own: &Own, order: Option<Value>) {
    let http = vendors::http::client(&vendors::http::Settings::default());
    let url = format!("{}/faults", own.origin);
    let asked = match order {
        Some(order) => http.post(url).json(&order),
        None => http.delete(url),
    };
    assert!(asked.send().await.unwrap().status().is_success());
}

async fn incidents(patient: &Patient) -> Vec<Value> {
    let log = patient.get("/v1/portal/access-log").await.expect(200).json();
    let lines = log["items"].as_array().unwrap().iter();
    lines.filter(|line| line["action"] == "incident.wrong_patient").cloned().collect()
}

#[tokio::test]
async fn another_patients_resources_never_leave_and_raise_an_incident() {
    let _turn = TURN.lock().await;
    let (own, app, orgs) = product().await;
    for (org, vendor) in &orgs {
        let [elena, rosa] = &own.people;
        let (elena, other) = (signed_in(&app, org, elena).await, &rosa.marker);
        for (kind, types, entries) in [
            ("medications", vec!["MedicationRequest", "MedicationStatement"], 3),
            ("allergies", vec!["AllergyIntolerance"], 2),
            ("conditions", vec!["Condition"], 2),
            ("prescriptions", vec!["MedicationRequest"], 2),
        ] {
            let (list, page) = match kind {
                "prescriptions" => ("/v1/portal/prescriptions".into(), "/prescriptions".into()),
                _ => (format!("/v1/portal/records/{kind}"), format!("/records/{kind}")),
            };
            control(own, None).await;
            whole(elena.get(&list).await);
            for name in &types {
                let fault =
                    json!({"vendor": vendor, "kind": "wrong_patient", "path": format!("{name}?patient=")});
                control(own, Some(fault)).await;
            }
            let before = incidents(&elena).await.len();
            let answer = elena.get(&list).await.expect(200);
            assert!(!answer.holds(other), "{vendor} {list} shows another patient's data");
            let withheld = json!([{"reason": "wrong-patient", "count": entries}]);
            let said = answer.json();
            assert_eq!((&said["items"], &said["withheld"]), (&json!([]), &withheld), "{vendor} {kind}");
            assert_eq!(said["total"], entries);
            let raised = incidents(&elena).await;
            assert_eq!(raised.len() - before, entries, "{vendor} {kind}: a line each");
            for line in &raised {
                assert_eq!((&line["outcome"], &line["target_id"]), (&json!("withheld"), &json!(null)));
                assert!(!line.to_string().contains(&rosa.id), "nor does the log name her");
            }
            let shown = elena.get(&page).await.expect(200);
            assert!(!shown.holds(other) && !shown.holds(&rosa.id));
            assert!(shown.text().contains("seem to belong to someone else"), "{vendor} {page} says so");
        }
        for path in ["/", "/v1/portal/dashboard", "/records"] {
            let shown = elena.get(path).await.expect(200);
            assert!(!shown.holds(other) && !shown.holds(&rosa.id), "{vendor} {path}");
        }
        // What an EHR left out that answers with somebody else's, nobody knows: Home does not call it all.
        let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
        let cards = told["cards"].as_array().unwrap();
        let medicines = cards.iter().find(|card| card["card"] == "medicines").unwrap();
        let said = (&medicines["complete"], &medicines["reason"], &told["needs_complete"]);
        assert_eq!(said, (&json!(false), &json!("wrong-patient"), &json!(false)), "{vendor}");
        let home = elena.get("/").await.expect(200).text();
        let card = super::between(&home, "id=\"medicines\"", "</section>");
        assert!(card.contains("did not give us everything"), "{vendor}: {card}");
        control(own, None).await;
        whole(elena.get("/v1/portal/records/medications").await);
    }
}

#[tokio::test]
async fn an_entry_that_is_answered_for_someone_else_is_not_found() {
    let _turn = TURN.lock().await;
    let (own, app, orgs) = product().await;
    for (org, vendor) in &orgs {
        let [elena, rosa] = &own.people;
        let elena = signed_in(&app, org, elena).await;
        control(own, None).await;
        for (kind, name) in [("allergies", "AllergyIntolerance"), ("conditions", "Condition")] {
            let fault =
                json!({"vendor": vendor, "kind": "wrong_patient", "path": format!("{name}?patient=")});
            control(own, Some(fault)).await;
            let before = incidents(&elena).await.len();
            for person in [&elena.person, rosa] {
                for surface in ["/records", "/v1/portal/records"] {
                    let answer =
                        elena.get(&format!("{surface}/{kind}/{}", person.entry(kind))).await.expect(404);
                    assert!(!answer.holds(&rosa.marker) && !answer.holds(&elena.person.marker));
                }
            }
            assert!(incidents(&elena).await.len() > before, "{vendor} {kind} raises an incident");
        }
        control(own, None).await;
    }
}

/// The EHR answers for her with somebody else's laboratory: nor is her social history whole then, though
/// nothing of its own kind came.
#[tokio::test]
async fn another_patients_entries_are_told_whatever_their_kind() {
    let _turn = TURN.lock().await;
    let (own, app, orgs) = product().await;
    for (org, vendor) in &orgs {
        let elena = signed_in(&app, org, &own.people[0]).await;
        control(own, None).await;
        whole(elena.get("/v1/portal/records/social-history").await);
        let fault = json!({"vendor": vendor, "kind": "wrong_patient", "path": "Observation?patient="});
        control(own, Some(fault)).await;
        let said = elena.get("/v1/portal/records/social-history").await.expect(200).json();
        assert_eq!(said["items"], json!([]), "{vendor}");
        assert_eq!(said["withheld"], json!([{"reason": "wrong-patient", "count": 1}]), "{vendor}");
        let overview = page(&elena, "/records").await;
        assert!(overview.contains("This list may not be complete."), "{vendor}: nothing is counted as whole");
    }
    control(own, None).await;
}

/// The patient's own resource is another's: no page may greet her by that name, and it is an incident too.
#[tokio::test]
async fn another_patients_name_never_leaves() {
    let _turn = TURN.lock().await;
    let (own, app, orgs) = product().await;
    for (org, vendor) in &orgs {
        let [elena, rosa] = &own.people;
        let elena = signed_in(&app, org, elena).await;
        control(own, None).await;
        assert!(page(&elena, "/profile").await.contains(&elena.person.marker));
        control(own, Some(json!({"vendor": vendor, "kind": "wrong_patient", "path": "/Patient/"}))).await;
        for (path, status) in [
            ("/profile", 502),
            ("/v1/portal/profile", 502),
            ("/", 200),
            ("/v1/portal/dashboard", 200),
            ("/records/allergies", 200),
            ("/access-log", 200),
        ] {
            let before = incidents(&elena).await.len();
            let answer = elena.get(path).await.expect(status);
            assert!(!answer.holds(&rosa.marker) && !answer.holds(&rosa.id), "{vendor} {path}");
            assert!(incidents(&elena).await.len() > before, "{vendor} {path} raises an incident");
        }
        control(own, None).await;
    }
}

/// Lesson 15: a token that ends in the middle is renewed once, and nothing is left out.
#[tokio::test]
async fn tokens_taken_back_are_renewed() {
    let _turn = TURN.lock().await;
    let (own, app, orgs) = product().await;
    control(own, None).await;
    let elena = signed_in(&app, &orgs[1].0, &own.people[0]).await;
    let before = whole(elena.get("/v1/portal/records/medications").await);
    for _ in 0..3 {
        control(own, Some(json!({"vendor": "canvas", "kind": "revoke_token"}))).await;
        let after = whole(elena.get("/v1/portal/records/medications").await);
        assert_eq!(after["items"], before["items"]);
        control(own, Some(json!({"vendor": "canvas", "kind": "revoke_token"}))).await;
        let home = elena.get("/v1/portal/dashboard").await.expect(200).json();
        assert!(home["cards"].as_array().unwrap().iter().all(|card| card["complete"] == true), "{home}");
    }
}
