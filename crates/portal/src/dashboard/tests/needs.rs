//! What needs the patient today: only what the record proves, the gravest first, and honest when a source is
//! down.

use chrono::Duration;
use serde_json::{Value, json};

use crate::testing::{Patient, Person, TestApp, TestOrg};

fn about(person: &Person) -> Value {
    json!({"reference": format!("Patient/{}", person.id)})
}

/// An instant so many hours from now, as FHIR writes it.
fn at(app: &TestApp, hours: i64) -> String {
    let at = app.app.clock.now() + Duration::hours(hours);
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn day(app: &TestApp, days: i64) -> String {
    (app.app.clock.now() + Duration::days(days)).date_naive().to_string()
}

fn appointment(app: &TestApp, person: &Person, id: &str, status: &str, hours: i64) -> Value {
    json!({"resourceType": "Appointment", "id": id, "status": status, "start": at(app, hours),
        "end": at(app, hours + 1), "minutesDuration": 60, "appointmentType": {"text": format!("visit {id}")},
        "participant": [{"actor": about(person), "status": "accepted"},
            {"actor": {"reference": "Practitioner/nobody", "display": "Dr. Roebuck"}, "status": "accepted"}]})
}

fn result(app: &TestApp, person: &Person, id: &str, status: &str, judged: &str, days: i64) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": status, "subject": about(person),
        "category": [{"coding": [{"code": "laboratory"}]}], "code": {"text": format!("test {id}")},
        "effectiveDateTime": day(app, -days - 1), "issued": at(app, -24 * days),
        "valueQuantity": {"value": 5, "unit": "mg"}, "interpretation": [{"coding": [{"code": judged}]}]})
}

fn order(app: &TestApp, person: &Person, id: &str, written: i64, dispense: Value) -> Value {
    json!({"resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order",
        "subject": about(person), "authoredOn": day(app, -written),
        "medicationCodeableConcept": {"text": format!("pill {id}")}, "dispenseRequest": dispense})
}

fn document(app: &TestApp, person: &Person, id: &str, days: i64) -> Value {
    json!({"resourceType": "DocumentReference", "id": id, "status": "current", "subject": about(person),
        "date": at(app, -24 * days), "description": format!("paper {id}"),
        "content": [{"attachment": {"contentType": "text/plain", "data": "eA=="}}]})
}

async fn with(app: &TestApp, org: &TestOrg, person: Person, chart: &[Value]) -> Patient {
    let named = json!({"resourceType": "Patient", "id": person.id, "name": [{"given": ["Elena"]}]});
    let mut all = vec![named];
    all.extend_from_slice(chart);
    app.sandbox.put(&org.slug, &all).await;
    let account = app.link(org, &person.email, &person.id).await;
    app.signed_in(org, account, person).await
}

fn ids(told: &Value) -> Vec<&str> {
    told["needs"].as_array().unwrap().iter().map(|need| need["id"].as_str().unwrap()).collect()
}

/// Something of everything that is due, and of everything that is not.
fn everything(app: &TestApp, elena: &Person) -> Vec<Value> {
    let days = |value: u32| json!({"value": value, "unit": "days", "code": "d"});
    vec![
        appointment(app, elena, "ap-soon", "booked", 3),
        appointment(app, elena, "ap-week", "pending", 100),
        appointment(app, elena, "ap-far", "booked", 24 * 30),
        appointment(app, elena, "ap-off", "cancelled", 5),
        appointment(app, elena, "ap-over", "booked", -30),
        result(app, elena, "ob-critical", "final", "HH", 2),
        result(app, elena, "ob-high", "final", "H", 1),
        result(app, elena, "ob-normal", "final", "N", 1),
        result(app, elena, "ob-old", "final", "HH", 20),
        result(app, elena, "ob-growing", "preliminary", "HH", 1),
        order(
            app,
            elena,
            "rx-ends",
            25,
            json!({"numberOfRepeatsAllowed": 0,
            "expectedSupplyDuration": days(30)}),
        ),
        order(app, elena, "rx-none", 10, json!({"numberOfRepeatsAllowed": 0})),
        order(
            app,
            elena,
            "rx-long",
            10,
            json!({"numberOfRepeatsAllowed": 3,
            "expectedSupplyDuration": days(90)}),
        ),
        order(app, elena, "rx-silent", 10, json!({})),
        document(app, elena, "doc-new", 3),
        document(app, elena, "doc-old", 40),
    ]
}

/// In both dialects: everything that is due, in its order, and nothing that is not.
#[tokio::test]
async fn what_is_due_comes_in_order_and_nothing_else_does() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = Person::new("elena");
        let chart = everything(&app, &elena);
        let elena = with(&app, org, elena, &chart).await;
        let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
        let due =
            ["ap-soon", "ob-critical", "rx-ends", "rx-none", "ob-high", "ap-week", "ob-normal", "doc-new"];
        assert_eq!(ids(&told), due, "{told}");
        assert_eq!(told["needs_complete"], true);
        let flags: Vec<&Value> = told["needs"].as_array().unwrap().iter().map(|need| &need["flag"]).collect();
        let said = [
            json!(null),
            json!("critical-high"),
            json!("supply-ends"),
            json!("no-refills"),
            json!("high"),
            json!("unconfirmed"),
            json!(null),
            json!(null),
        ];
        assert_eq!(flags, said.iter().collect::<Vec<_>>());
        assert_eq!(told["needs"][2]["date"], day(&app, 5), "the day that the data prove");
        let counts = &told["counts"];
        assert_eq!(counts["upcoming_appointments"], 3);
        assert_eq!((&counts["current_medicines"], &counts["documents"]), (&json!(4), &json!(2)));
        let home = elena.get("/").await.expect(200).text();
        assert!(home.contains("Eight things need you today."));
        assert!(home.contains("class=\"hero\"") && home.contains("visit ap-soon"));
        assert!(home.contains("With Dr. Roebuck") && home.contains("in 3 hours"));
        assert!(
            home.contains("href=\"/records/other/ap-soon\"") && home.contains("Critically high"),
            "{home}"
        );
        for not in ["ap-off", "ap-over", "ob-growing\"", "rx-long\"", "doc-old\""] {
            let needs = home.split("id=\"care\"").next().unwrap();
            assert!(!needs.contains(not), "{not} is not due");
        }
        elena.get("/records/other/ap-soon").await.expect(200);
    }
}

/// A report and its members are one thing, with the gravest of their flags.
#[tokio::test]
async fn a_report_is_one_thing_with_its_results() {
    let app = TestApp::new().await;
    let elena = Person::new("elena");
    let chart = [
        result(&app, &elena, "m-1", "final", "N", 1),
        result(&app, &elena, "m-2", "final", "L", 1),
        json!({"resourceType": "DiagnosticReport", "id": "panel", "status": "final", "subject": about(&elena),
            "code": {"text": "A panel"}, "issued": at(&app, -24), "effectiveDateTime": day(&app, -2),
            "result": [{"reference": "Observation/m-1"}, {"reference": "Observation/m-2"}]}),
    ];
    let elena = with(&app, &app.one, elena, &chart).await;
    let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
    assert_eq!(ids(&told), ["panel"]);
    assert_eq!(told["needs"][0]["flag"], "low");
    assert!(elena.get("/").await.expect(200).text().contains("One thing needs you today."));
}

/// A prescription that another one carries on needs nothing; an old one proves nothing.
#[tokio::test]
async fn only_what_the_data_prove_is_a_refill() {
    let app = TestApp::new().await;
    let elena = Person::new("elena");
    let none = || json!({"numberOfRepeatsAllowed": 0});
    let named = |mut order: Value| {
        order["medicationCodeableConcept"]["text"] = "the same pill".into();
        order
    };
    let chart = [
        named(order(&app, &elena, "rx-1", 40, none())),
        named(order(&app, &elena, "rx-2", 2, json!({"numberOfRepeatsAllowed": 3}))),
        order(&app, &elena, "rx-old", 500, none()),
        order(
            &app,
            &elena,
            "rx-fresh",
            5,
            json!({"numberOfRepeatsAllowed": 0,
            "expectedSupplyDuration": {"value": 90, "unit": "days"}}),
        ),
        order(&app, &elena, "rx-valid", 300, json!({"validityPeriod": {"end": day(&app, 3)}})),
    ];
    let elena = with(&app, &app.one, elena, &chart).await;
    let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
    assert_eq!(ids(&told), ["rx-valid"]);
}

#[tokio::test]
async fn nothing_due_is_said_calmly_and_only_when_it_is_known() {
    let app = TestApp::canvas().await;
    for (org, vendor) in [(&app.one, "fhir"), (&app.two, "canvas")] {
        let elena = with(&app, org, Person::new("elena"), &[]).await;
        let home = elena.get("/").await.expect(200).text();
        assert!(home.contains("Nothing needs you today."));
        assert!(!home.contains("class=\"hero\"") && !home.contains("could not check"));
        for name in ["Appointment", "DiagnosticReport"] {
            let path = format!("{name}?patient=Patient%2F{}", elena.person.id);
            let down = json!({"vendor": vendor, "kind": "status", "value": 500, "path": path});
            app.sandbox.fault(&down).await;
        }
        let home = elena.get("/").await.expect(200).text();
        assert!(home.contains("We cannot tell yet what needs you today."), "{vendor}");
        assert!(home.contains("Not checked: Appointments, Test results."), "{vendor}");
        assert!(!home.contains("Nothing needs you today."));
        assert!(home.contains("Not known now"), "nor is a number made up");
        let told = elena.get("/v1/portal/dashboard").await.expect(200).json();
        assert_eq!((&told["needs"], &told["needs_complete"]), (&json!([]), &json!(false)));
        assert_eq!(told["counts"]["upcoming_appointments"], json!(null));
    }
}

/// A practitioner whom the appointment names by reference alone is looked up.
#[tokio::test]
async fn with_whom_is_looked_up() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = Person::new("elena");
        let doctor = format!("dr-{}", elena.id);
        let mut visit = appointment(&app, &elena, "ap-1", "booked", 5);
        visit["participant"][1]["actor"] = json!({"reference": format!("Practitioner/{doctor}")});
        let chart = [
            json!({"resourceType": "Practitioner", "id": doctor,
                "name": [{"family": "Quill", "given": ["Ann"]}]}),
            visit,
        ];
        let elena = with(&app, org, elena, &chart).await;
        assert!(elena.get("/").await.expect(200).text().contains("Ann Quill"), "{}", org.slug);
    }
}
