//! Creates and updates, slots, faults and recorded calls.

use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::stage::{Stage, answer};
use super::{CORRELATION, ids, patient, practitioner};

const BIRTH_SEX: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";
const PHARMACY: &str = "http://schemas.canvasmedical.com/fhir/extensions/preferred-pharmacy";

/// A Patient as a create needs it.
fn newcomer() -> Value {
    let mut body = patient("ignored");
    body["extension"] = json!([{ "url": BIRTH_SEX, "valueCode": "F" }]);
    body
}

#[tokio::test]
async fn a_create_answers_with_nothing_but_a_location() {
    let stage = Stage::with("create", &[]).await;
    let mut body = newcomer();
    body["birthDate"] = "1980-11".into();
    body["telecom"] = json!([{ "system": "phone", "value": "5554320555" }]);
    let made = stage.post("/Patient", &body).await;
    assert_eq!((made.status, made.text.as_str()), (StatusCode::CREATED, ""));
    let place = made.headers[header::LOCATION].to_str().unwrap().to_owned();
    let id = place.strip_prefix(&format!("{}/Patient/", stage.base("create"))).unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    let read = stage.get(&format!("/Patient/{id}")).await.json();
    assert_eq!((&read["birthDate"], &read["active"]), (&json!("1980-11-01"), &json!(true)));
    assert_eq!((&read["telecom"][0]["use"], &read["telecom"][0]["rank"]), (&json!("home"), &json!(1)));
    assert!(read["telecom"][0]["id"].is_string());

    let twice = stage.request(Method::POST, "/Patient").header("if-none-exist", "name=Testova").json(&body);
    assert_eq!(answer(twice).await.status, StatusCode::CREATED);
    assert_eq!(stage.get("/Patient?family=Testova").await.json()["total"], 2);
}

#[tokio::test]
async fn a_create_without_what_canvas_needs_changes_nothing() {
    let stage = Stage::with("create-refused", &[practitioner("d")]).await;
    let without = |change: fn(&mut Value)| {
        let mut body = newcomer();
        change(&mut body);
        body
    };
    for body in [
        without(|body| body["name"][0]["use"] = "usual".into()),
        without(|body| body["name"][0]["given"] = json!([])),
        without(|body| body["gender"] = Value::Null),
        without(|body| body["birthDate"] = "13 Nov".into()),
        without(|body| body["extension"] = json!([])),
        without(|body| body["extension"][0]["valueCode"] = "X".into()),
        without(|body| body["address"] = json!([{ "state": "Arizona" }])),
        without(|body| body["address"] = json!([{ "postalCode": "123" }])),
        without(|body| body["contact"] = json!([{ "telecom": [{ "system": "phone", "value": "555" }] }])),
        without(|body| body["communication"] = json!([{ "language": { "coding": [{ "code": "es" }] } }])),
        without(|body| body["generalPractitioner"] = json!([{ "reference": "Practitioner/nobody" }])),
    ] {
        let text = stage.post("/Patient", &body).await.refused(422, "business-rule");
        assert!(!text.contains("Testova"), "{text}");
    }
    let raw = |text: &'static str| stage.request(Method::POST, "/Patient").body(text);
    for text in ["", "{", "[]", "\u{0}", r#"{"resourceType":"Practitioner"}"#] {
        answer(raw(text)).await.refused(400, "invalid");
    }
    assert_eq!(stage.get("/Patient").await.json()["total"], 0);
}

#[tokio::test]
async fn an_update_deletes_the_rows_it_leaves_out() {
    let mut held = patient("p");
    held["telecom"] =
        json!([{ "system": "phone", "value": "1" }, { "system": "email", "value": "a@b.example" }]);
    held["address"] = json!([{ "city": "Agawam", "state": "Massachusetts", "postalCode": "01001" }]);
    held["contact"] = json!([{ "name": { "text": "Mother" } }]);
    held["identifier"] = json!([
        { "system": "old", "value": "1", "period": { "end": "2001-01-01" } },
        { "system": "now", "value": "2" },
    ]);
    held["communication"] = json!([{ "language": { "coding": [{ "code": "vi" }] } }]);
    held["maritalStatus"] = json!({ "text": "married" });
    held["extension"] =
        json!([{ "url": PHARMACY, "valueString": "x" }, { "url": "urn:kept", "valueString": "y" }]);
    held["meta"] = json!({ "security": [{ "code": "R" }] });
    let stage = Stage::with("update", &[held]).await;

    let shown = stage.get("/Patient/p").await.json();
    assert!(shown.get("communication").is_none());
    let sex = shown["extension"].as_array().unwrap().iter().find(|e| e["url"] == BIRTH_SEX).unwrap();
    assert_eq!(sex["valueCode"], "UNK");

    let mut body = newcomer();
    body["id"] = "p".into();
    body["telecom"] = json!([shown["telecom"][1], { "system": "phone", "value": "2" }]);
    body["address"] = shown["address"].clone();
    let changed = stage.put("/Patient/p", &body).await;
    assert_eq!((changed.status, changed.text.as_str()), (StatusCode::OK, ""));

    let read = stage.get("/Patient/p").await.json();
    assert_eq!(read["telecom"][0], shown["telecom"][1]);
    assert_eq!(
        (read["telecom"][1]["value"].as_str(), read["telecom"].as_array().unwrap().len()),
        (Some("2"), 2)
    );
    assert_eq!(read["address"], shown["address"]);
    assert!(read.get("contact").is_none());
    assert_eq!(read["identifier"].as_array().unwrap().len(), 1);
    assert_eq!(read["identifier"][0]["system"], "old");
    assert_eq!(read["maritalStatus"]["text"], "married");
    let urls: Vec<&str> =
        read["extension"].as_array().unwrap().iter().filter_map(|e| e["url"].as_str()).collect();
    assert_eq!(urls, [BIRTH_SEX, "urn:kept"]);
    let stored = stage.held("/Patient/p").await;
    assert_eq!(stored["communication"][0]["language"]["coding"][0]["code"], "vi");
    assert_eq!(stored["meta"]["security"][0]["code"], "R");

    body["telecom"] = json!([{ "id": "not-hers", "value": "3" }]);
    stage.put("/Patient/p", &body).await.refused(422, "business-rule");
    body["id"] = "q".into();
    stage.put("/Patient/p", &body).await.refused(400, "invalid");
    stage.put("/Patient/q", &body).await.refused(404, "not-found");
}

#[tokio::test]
async fn an_update_of_something_changed_since_is_refused() {
    let stage = Stage::with("unmodified", &[patient("p")]).await;
    let mut body = newcomer();
    body["id"] = "p".into();
    let put = async |since: &str| {
        let asked = stage.request(Method::PUT, "/Patient/p").header(header::IF_UNMODIFIED_SINCE, since);
        answer(asked.json(&body)).await
    };
    put("Wed, 21 Oct 2015 07:28:00 GMT").await.refused(412, "conflict");
    put("yesterday").await.refused(400, "invalid");
    assert_eq!(put("Wed, 21 Oct 2099 07:28:00 GMT").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_message_has_one_patient_one_practitioner_and_no_update() {
    let stage = Stage::with("messages", &[patient("p"), patient("q"), practitioner("d")]).await;
    let message = |sender: &str, recipient: &str, words: &str| {
        json!({ "resourceType": "Communication", "status": "unknown", "sender": { "reference": sender },
                "recipient": [{ "reference": recipient }], "payload": [{ "contentString": words }] })
    };
    let made = stage.post("/Communication", &message("Patient/p", "Practitioner/d", "<p>hello</p>")).await;
    assert_eq!((made.status, made.text.as_str()), (StatusCode::CREATED, ""));
    for body in [
        message("Patient/p", "Patient/q", "x"),
        message("Practitioner/d", "Practitioner/d", "x"),
        message("Patient/p", "Practitioner/nobody", "x"),
        message("Patient/p", "Practitioner/d", ""),
    ] {
        stage.post("/Communication", &body).await.refused(422, "business-rule");
    }
    let hers = stage.get("/Communication?patient=Patient/p").await.json();
    assert_eq!(hers["total"], 1);
    let stored = &hers["entry"][0]["resource"];
    assert_eq!(stored["status"], "completed");
    assert!(stored["sent"].is_string() && stored.get("received").is_none());
    assert_eq!(stage.get("/Communication?patient=q").await.json()["total"], 0);
    assert_eq!(stage.get("/Communication?sender=Patient/p").await.json()["total"], 1);
    let place = format!("/Communication/{}", stored["id"].as_str().unwrap());
    stage.put(&place, stored).await.refused(405, "not-supported");
    stage.post("/MedicationRequest", &json!({})).await.refused(405, "not-supported");
}

#[tokio::test]
async fn an_appointment_is_updated_in_part_and_never_revived() {
    let stage = Stage::with("booking", &[patient("p"), practitioner("d")]).await;
    let accepted = |who: &str| json!({ "actor": { "reference": who }, "status": "accepted" });
    let mut body = json!({
        "resourceType": "Appointment", "status": "proposed", "start": "2026-12-01T09:00:00-07:00",
        "end": "2026-12-01T09:15:00-07:00", "description": "kept",
        "participant": [accepted("Practitioner/d"), accepted("Patient/p")],
    });
    let made = stage.post("/Appointment", &body).await;
    let place = made.headers[header::LOCATION].to_str().unwrap().to_owned();
    let id = place.rsplit('/').next().unwrap();
    let path = format!("/Appointment/{id}");
    let part = |status: &str| json!({ "resourceType": "Appointment", "id": id, "status": status });
    assert_eq!(stage.put(&path, &part("cancelled")).await.status, StatusCode::OK);
    let read = stage.get(&path).await.json();
    assert_eq!((&read["status"], &read["description"]), (&json!("cancelled"), &json!("kept")));
    stage.put(&path, &part("booked")).await.refused(422, "business-rule");
    body["end"] = body["start"].clone();
    stage.post("/Appointment", &body).await.refused(422, "business-rule");
    body["end"] = "2026-12-01T10:00:00-07:00".into();
    body["status"] = "entered-in-error".into();
    stage.post("/Appointment", &body).await.refused(422, "business-rule");
}

#[tokio::test]
async fn a_task_loses_what_its_update_leaves_out() {
    let stage = Stage::with("tasks", &[patient("p"), practitioner("d")]).await;
    let label = json!([{ "type": { "text": "label" }, "valueString": "Rx Review" }]);
    let mut body = json!({
        "resourceType": "Task", "id": "t", "status": "requested", "intent": "order", "description": "Look",
        "requester": { "reference": "Practitioner/d" }, "for": { "reference": "Patient/p" }, "input": label,
        "restriction": { "period": { "end": "2026-12-24T10:00:00Z" } },
    });
    let made = stage.post("/Task", &body).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let found = stage.get("/Task?label=Rx%20Review&due=le2026-12-24&patient=p").await.json();
    assert_eq!((&found["total"], &found["entry"][0]["resource"]["intent"]), (&json!(1), &json!("unknown")));
    assert_eq!(stage.get("/Task?due=lt2026-12-24").await.json()["total"], 0);
    let id = ids(&found).remove(0);
    let less = json!({ "resourceType": "Task", "id": id, "status": "completed" });
    assert_eq!(stage.put(&format!("/Task/{id}"), &less).await.status, StatusCode::OK);
    let read = stage.get(&format!("/Task/{id}")).await.json();
    assert!(["description", "input", "restriction"].iter().all(|field| read.get(field).is_none()), "{read}");
    assert_eq!(read["for"]["reference"], "Patient/p");
    body["requester"] = json!({ "reference": "Patient/p" });
    stage.post("/Task", &body).await.refused(422, "business-rule");
}

#[tokio::test]
async fn slots_have_no_id_no_links_and_the_length_asked_for() {
    let slot = |id: &str, status: &str, start: &str, end: &str| {
        json!({ "resourceType": "Slot", "id": id, "status": status, "start": start, "end": end,
                "schedule": { "reference": "Schedule/Location.2-Staff.d" } })
    };
    let stage = Stage::with(
        "slots",
        &[
            slot("a", "free", "2026-12-01T09:00:00-07:00", "2026-12-01T10:00:00-07:00"),
            slot("b", "busy", "2026-12-01T10:00:00-07:00", "2026-12-01T11:00:00-07:00"),
            slot("c", "free", "2026-12-09T09:00:00-07:00", "2026-12-09T10:00:00-07:00"),
            json!({ "resourceType": "Schedule", "id": "Location.2-Staff.d", "actor": [{ "display": "D" }] }),
        ],
    )
    .await;
    let get = async |query: &str| stage.get(&format!("/Slot?schedule={query}")).await.json();
    let found = get("Location.2-Staff.d&start=2026-12-01&duration=15").await;
    assert_eq!(found["total"], 4);
    assert!(found.get("link").is_none());
    let first = &found["entry"][0]["resource"];
    assert!(first.get("id").is_none());
    assert_eq!(
        (&first["start"], &first["end"]),
        (&json!("2026-12-01T09:00:00-07:00"), &json!("2026-12-01T09:15:00-07:00"))
    );
    assert_eq!(get("Schedule/Location.2-Staff.d&start=2026-12-01").await["total"], 3);
    assert_eq!(get("Location.2-Staff.d&start=2026-12-01&end=2026-12-09").await["total"], 6);
    assert_eq!(get("Location.2-Staff.d&start=2026-12-02&end=2026-12-08").await["total"], 0);
    let schedules = stage.get("/Schedule").await.json();
    assert_eq!((&schedules["total"], schedules.get("link")), (&json!(1), None));
}

#[tokio::test]
async fn calls_are_recorded_faults_act_and_every_answer_can_be_found_again() {
    let stage = Stage::with("faulty", &[patient("p"), patient("q")]).await;
    let order = |order: Value| stage.sandbox.faults.order(serde_json::from_value(order).unwrap()).unwrap();
    order(json!({ "vendor": "canvas", "path": "/Condition", "kind": "status", "value": 503, "times": 1 }));
    assert_eq!(stage.get("/Condition?patient=p").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(stage.get("/Condition?patient=p").await.status, StatusCode::OK);
    order(json!({ "vendor": "canvas", "path": "/Patient", "kind": "loop" }));
    let page = stage.get("/Patient?family=Testova").await.json();
    let next = page["link"].as_array().unwrap().iter().find(|link| link["relation"] == "next").unwrap();
    let again = stage.get(next["url"].as_str().unwrap()).await.json();
    assert_eq!(ids(&again), ids(&page));
    stage.sandbox.faults.clear();

    let calls = stage.sandbox.calls.list(Some("canvas"));
    assert!(calls.iter().any(|call| call.path == "/Condition?patient=p" && call.method == "GET"));
    let mut seen = Vec::new();
    for path in ["/Patient/p", "/Patient/none", "/Bogus", "/auth/token", "/"] {
        seen.push(stage.get(path).await.headers[CORRELATION].to_str().unwrap().to_owned());
    }
    seen.dedup();
    assert_eq!(seen.len(), 5);
    let stranger = format!("{}/Patient", stage.base("No_Such"));
    answer(stage.sandbox.http.get(stranger).bearer_auth("x")).await.refused(404, "not-found");
}
