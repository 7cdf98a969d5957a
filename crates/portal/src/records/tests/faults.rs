//! Every fault of the EHR has a stated answer (security goal 6, lesson 9): typed, with a reference, without a
//! word of where the EHR stands; what has nothing to do with the fault is unharmed.

use std::time::{Duration, Instant};

use base::Secret;
use serde_json::{Value, json};

use super::{all, allergy, between, number, order, page, patient_with, person, statement, whole};
use crate::config::Span;
use crate::shell::tenant::store as organisations;
use crate::testing::{Answer, Patient, TestApp, TestOrg};

/// What a fault must come to.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// A typed error: its status and word.
    Down(u16, &'static str),
    /// What came, said to be no whole list, and why.
    Partial(&'static str),
    /// A whole answer of which no entry can be read.
    Unreadable(&'static str),
}

use Outcome::{Down, Partial, Unreadable};

/// A fault of the sandbox, its value, and what it comes to.
pub type Fault = (&'static str, Option<u64>, Outcome);

const FAULTS: [Fault; 18] = [
    ("status", Some(401), Down(502, "refused")),
    ("status", Some(403), Down(502, "refused")),
    // Its own statement says that it offers them.
    ("status", Some(404), Down(502, "refused")),
    ("status", Some(429), Down(503, "rate-limited")),
    ("status", Some(500), Down(502, "failed")),
    ("status", Some(502), Down(504, "not-answering")),
    ("status", Some(503), Down(503, "overloaded")),
    ("status", Some(504), Down(504, "not-answering")),
    ("drop", None, Down(504, "not-answering")),
    ("lost_reply", None, Down(504, "not-answering")),
    ("truncate", None, Down(502, "malformed")),
    ("malformed", None, Down(502, "malformed")),
    ("huge", Some(16), Down(502, "too-large")),
    ("deep", None, Unreadable("malformed-entries")),
    ("redirect", None, Down(502, "refused")),
    ("loop", None, Partial("loop")),
    ("missing_page", None, Partial("missing-page")),
    ("missing_page", Some(500), Partial("missing-page")),
];

/// An organisation on the Canvas dialect, beside the two of any product.
pub async fn canvas(app: &TestApp, origin: &str, slug: Option<&str>) -> TestOrg {
    let org = app.organisation("canvas", |new| {
        let base = format!("{origin}/canvas/{}", slug.unwrap_or(&new.slug));
        new.ehr.dialect = "canvas".into();
        new.ehr.token_url = Some(format!("{base}/auth/token/").parse().unwrap());
        new.ehr.base_url = base.parse().unwrap();
        new.ehr.headers = serde_json::from_value(json!({})).unwrap();
        new.ehr.client_id = Some("sandbox-client".into());
    });
    let org = org.await;
    let sealed = app.app.db.seal(org.id, crate::records::EHR_SECRET, b"sandbox-secret");
    organisations::set_ehr_secret_across_orgs(&app.app.db, org.id, sealed).await.unwrap();
    org
}

/// A product whose EHRs have so many milliseconds, and an organisation for each dialect, with its vendor.
pub async fn product(deadline: u64) -> (TestApp, [(TestOrg, &'static str); 2]) {
    let app = TestApp::with(|config| config.ehr.deadline = Span::millis(deadline)).await;
    let origin = app.sandbox.origin.clone();
    let canvas = canvas(&app, &origin, None).await;
    let one = app.one.clone();
    (app, [(one, "fhir"), (canvas, "canvas")])
}

/// A patient whose allergies, and nothing else, are behind a fault.
pub async fn behind(app: &TestApp, (org, vendor): &(TestOrg, &str), (kind, value, _): Fault) -> Patient {
    let patient = app.patient(org, &kind.replace('_', "")).await;
    let path = format!("AllergyIntolerance?patient=Patient%2F{}", patient.person.id);
    let mut fault = json!({"vendor": vendor, "kind": kind, "path": path});
    if let Some(value) = value {
        fault["value"] = value.into();
    }
    app.sandbox.fault(&fault).await;
    patient
}

/// Asks all that has to do with her allergies, at once, and looks at each answer.
pub async fn look(patient: &Patient, outcome: Outcome) -> Duration {
    let began = Instant::now();
    let entry = patient.person.entry("allergies");
    let (paged, opened) =
        (format!("/records/allergies/{entry}"), format!("/v1/portal/records/allergies/{entry}"));
    let (list, page, one, opened, home, dashboard, overview) = tokio::join!(
        patient.get("/v1/portal/records/allergies"),
        patient.get("/records/allergies"),
        patient.get(&paged),
        patient.get(&opened),
        patient.get("/"),
        patient.get("/v1/portal/dashboard"),
        patient.get("/records"),
    );
    let took = began.elapsed();
    for answer in [&list, &page, &one, &opened, &home, &dashboard, &overview] {
        tells_nothing(answer);
    }
    match outcome {
        Down(status, word) => {
            typed(&list, status, word);
            typed(&opened, status, word);
            // A list says so in its own place; an entry is an error page.
            assert_eq!((page.status, one.status), (200, status), "{}", page.asked);
            assert!(page.text().contains(words_of(word)), "{}", page.text());
            for page in [&page, &one] {
                assert!(page.holds(page.header("x-request-id")), "{}: without a reference", page.asked);
            }
            assert!(!one.holds(&patient.person.marker), "{}", one.asked);
            // The name in the header is all that the list shows of her.
            let marker = &patient.person.marker;
            let rest = page.text().replace(&format!("{marker}First {marker}"), "");
            assert!(!rest.contains(marker), "{rest}");
        }
        Partial(word) | Unreadable(word) => {
            let answer = list.expect(200).json();
            assert_eq!((&answer["complete"], &answer["reason"]), (&json!(false), &json!(word)));
            assert!(page.expect(200).text().contains("This list may not be complete."));
            let came = matches!(outcome, Partial(_));
            assert_eq!(all(&answer, "id").len(), usize::from(came));
            assert_eq!(number(&answer["total"]), 1, "what the EHR counts");
            for entry in [one, opened] {
                // Nobody may say that an entry does not exist when it may be the one that cannot be read.
                let entry = entry.expect(if came { 200 } else { 502 });
                assert_eq!(entry.holds(&patient.person.marker), came, "{}", entry.asked);
            }
        }
    }
    home_is_unharmed(patient, outcome, &home, &dashboard, &overview);
    took
}

/// What people read of a word of the API.
fn words_of(word: &str) -> &'static str {
    match word {
        "refused" => "We may not open this part now",
        "malformed" | "too-large" => "We cannot read this part now",
        "rate-limited" | "overloaded" => "This part needs a short rest",
        _ => "We cannot reach this part now",
    }
}

fn typed(answer: &Answer, status: u16, word: &str) {
    assert_eq!(answer.status, status, "{}: {}", answer.asked, answer.text());
    assert_eq!(answer.code(), "EHR_UNAVAILABLE", "{}", answer.asked);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(word), "{}: {detail:?} does not say {word}", answer.asked);
    let wait: u64 = answer.header("retry-after").parse().expect("Retry-After in seconds");
    assert!(wait >= 1);
}

/// Where the EHR stands, and what the product is made of, is nobody's business.
fn tells_nothing(answer: &Answer) {
    for word in [
        "127.0.0.1",
        "localhost",
        "panicked",
        ".rs:",
        "reqwest",
        "hyper",
        "/fhir",
        "auth/token",
        "serde",
        "OperationOutcome",
        "Service Unavailable",
        "Internal Server Error",
    ] {
        assert!(!answer.holds(word), "{} tells {word:?}", answer.asked);
    }
}

fn home_is_unharmed(
    patient: &Patient,
    outcome: Outcome,
    home: &Answer,
    dashboard: &Answer,
    overview: &Answer,
) {
    let marker = &patient.person.marker;
    let (shown, seen) = (home.clone().expect(200).text(), overview.clone().expect(200).text());
    assert!(shown.contains(&format!("{marker}First")), "the greeting");
    assert!(shown.contains(&format!("{marker} pill")) && shown.contains(&format!("{marker} ache")));
    let json = dashboard.clone().expect(200).json();
    let cards = json["cards"].as_array().unwrap();
    let card = |name: &str| cards.iter().find(|card| card["card"] == name);
    for other in ["medicines", "conditions"] {
        let other = card(other).unwrap();
        assert_eq!((&other["count"], &other["complete"]), (&json!(1), &json!(true)), "{other}");
    }
    match outcome {
        Down(_, word) => {
            let down = card("allergies").expect("the card stays");
            let said = (&down["count"], &down["complete"], &down["reason"]);
            assert_eq!(said, (&Value::Null, &json!(false), &json!(word)));
            let words = words_of(word);
            let card = between(&shown, "id=\"allergies\"", "</section>");
            assert!(card.contains(words) && card.contains(home.header("x-request-id")), "{card}");
            assert!(seen.contains(words), "the overview says so");
        }
        Partial(word) | Unreadable(word) => {
            let part = card("allergies").expect("the card stays");
            assert_eq!((&part["complete"], &part["reason"]), (&json!(false), &json!(word)));
            let card = between(&shown, "id=\"allergies\"", "</section>");
            assert!(card.contains("did not give us everything"), "{card}");
        }
    }
}

#[tokio::test]
async fn every_fault_has_its_stated_answer() {
    let (app, orgs) = product(30_000).await;
    for org in &orgs {
        let mut patients = Vec::new();
        for fault in FAULTS {
            patients.push((behind(&app, org, fault).await, fault));
        }
        // A few at a time: what is measured is the answer, not the machine.
        for some in patients.chunks(3) {
            let asked = some.iter().map(|(patient, fault)| look(patient, fault.2));
            futures::future::join_all(asked).await;
        }
    }
}

/// Numbers stay true when a part is missing: what the EHR counts, what came, and that this is not all.
#[tokio::test]
async fn a_missing_page_is_said_with_its_numbers() {
    let (app, orgs) = product(30_000).await;
    for (org, vendor) in &orgs {
        let elena = person("elena");
        let chart: Vec<Value> = (0..120).map(|n| allergy(&elena, &format!("al-{n}"), json!({}))).collect();
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = whole(elena.get("/v1/portal/records/allergies").await);
        assert_eq!(list["total"], 120);
        let path = format!("AllergyIntolerance?patient=Patient%2F{}", elena.person.id);
        app.sandbox.fault(&json!({"vendor": vendor, "kind": "missing_page", "path": path})).await;
        let list = elena.get("/v1/portal/records/allergies").await.expect(200).json();
        assert_eq!((number(&list["total"]), all(&list, "id").len()), (120, 100));
        assert_eq!((&list["complete"], &list["reason"]), (&json!(false), &json!("missing-page")));
        let shown = page(&elena, "/records/allergies").await;
        assert!(shown.contains("100 entries shown.") && !shown.contains("all shown"));
        assert!(shown.contains("This list may not be complete."));
        // Not on the page that came: nobody may say that it does not exist.
        let missing = (0..120).map(|n| format!("al-{n}")).find(|id| !all(&list, "id").contains(&id.as_str()));
        assert!(missing.is_some());
    }
}

/// Medicines have two sources: one of them down is not the whole list down, and not a whole list either.
#[tokio::test]
async fn one_of_two_sources_down_is_said() {
    let (app, orgs) = product(30_000).await;
    for (org, vendor) in &orgs {
        let (elena, rosa) = (person("elena"), person("rosa"));
        let chart = [order(&elena, "rx-1", json!({})), statement(&elena, "st-1", json!({}))];
        let elena = patient_with(&app, org, elena, &chart).await;
        let chart = [order(&rosa, "rx-2", json!({}))];
        let rosa = patient_with(&app, org, rosa, &chart).await;
        for patient in [&elena, &rosa] {
            let path = format!("MedicationRequest?patient=Patient%2F{}", patient.person.id);
            let fault = json!({"vendor": vendor, "kind": "status", "value": 500, "path": path});
            app.sandbox.fault(&fault).await;
        }
        let list = elena.get("/v1/portal/records/medications").await.expect(200).json();
        assert_eq!(all(&list, "id"), ["st-1"]);
        assert_eq!((&list["complete"], &list["reason"]), (&json!(false), &json!("failed")));
        let shown = page(&elena, "/records/medications").await;
        assert!(shown.contains("This list may not be complete.") && shown.contains("pill st-1"));
        typed(&elena.get("/v1/portal/prescriptions").await, 502, "failed");
        assert!(page(&elena, "/prescriptions").await.contains(words_of("failed")));

        // An entry of the source that is down is not "not found", nor is any other id then.
        for id in ["rx-1", "rx-2", "never-was"] {
            typed(&elena.get(&format!("/v1/portal/records/medications/{id}")).await, 502, "failed");
            elena.get(&format!("/records/medications/{id}")).await.expect(502);
        }
        elena.get("/v1/portal/records/medications/st-1").await.expect(200);

        let shown = page(&rosa, "/records/medications").await;
        assert!(shown.contains("This list may not be complete."));
        for false_word in ["No medicines here", "no medicine written down"] {
            assert!(!shown.contains(false_word), "nobody knows that: {false_word}");
        }
        let home = page(&rosa, "/").await;
        assert!(!between(&home, "id=\"medicines\"", "</section>").contains("No medicines now"));
    }
}

/// What entries point to may be down as well; a name that did not come is not "not written down" in silence.
#[tokio::test]
async fn references_that_do_not_come_are_said() {
    let (app, orgs) = product(30_000).await;
    for (org, vendor) in &orgs {
        let elena = person("elena");
        let doctor = format!("dr-{}", elena.id);
        let chart = [
            json!({"resourceType": "Practitioner", "id": doctor, "name": [{"family": "Roebuck"}]}),
            order(&elena, "rx-1", json!({"requester": {"reference": format!("Practitioner/{doctor}")}})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        whole(elena.get("/v1/portal/prescriptions").await);
        let down = json!({"vendor": vendor, "kind": "status", "value": 503, "path": doctor});
        app.sandbox.fault(&down).await;
        let list = elena.get("/v1/portal/prescriptions").await.expect(200).json();
        assert_eq!(all(&list, "id"), ["rx-1"], "the prescription itself came");
        assert_eq!((&list["complete"], &list["reason"]), (&json!(false), &json!("references-missing")));
        assert!(page(&elena, "/prescriptions").await.contains("This list may not be complete."));
    }
}

/// Wrong credentials of the clinic itself.
#[tokio::test]
async fn a_clinic_whose_secret_is_wrong_is_refused_not_broken() {
    let app = TestApp::new().await;
    let origin = app.sandbox.origin.clone();
    let org = canvas(&app, &origin, None).await;
    let sealed = app.app.db.seal(org.id, crate::records::EHR_SECRET, Secret::new("no").expose().as_bytes());
    organisations::set_ehr_secret_across_orgs(&app.app.db, org.id, sealed).await.unwrap();
    let elena = app.patient(&org, "elena").await;
    let answer = elena.get("/v1/portal/records/allergies").await;
    typed(&answer, 502, "refused");
    tells_nothing(&answer);
    let home = page(&elena, "/").await;
    assert_eq!(home.matches("We may not open this part now").count(), 10);
}
