//! The twin through the sandbox's own router, in front of the real FHIR server.

mod files;
mod stage;
mod writes;

use std::collections::BTreeSet;

use chrono::Duration;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use self::stage::{Stage, answer};
use super::CORRELATION;
use super::interactions::{How, OFFERS, Sort};

fn patient(id: &str) -> Value {
    json!({
        "resourceType": "Patient", "id": id, "gender": "female", "birthDate": "1980-11-13",
        "name": [{ "use": "official", "family": "Testova", "given": ["Ana"] }],
    })
}

fn practitioner(id: &str) -> Value {
    json!({ "resourceType": "Practitioner", "id": id, "active": true, "name": [{ "family": "Doctorov" }] })
}

fn ids(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_opens_its_own_instance_until_it_expires_or_is_revoked() {
    let stage = Stage::with("tokens", &[patient("p")]).await;
    let with = async |token: &str| answer(stage.bare(Method::GET, "/Patient/p").bearer_auth(token)).await;
    assert_eq!(stage.get("/Patient/p").await.status, StatusCode::OK);
    let text = answer(stage.bare(Method::GET, "/Patient/p")).await.refused(401, "unknown");
    assert_eq!(text, "Authentication failed");
    with("made-up").await.refused(401, "unknown");
    let foreign = stage.fresh_token("tokens-other", "").await;
    with(&foreign).await.refused(401, "unknown");

    let clock = &stage.sandbox.clock;
    clock.advance(Duration::seconds(35_990));
    assert_eq!(stage.get("/Patient/p").await.status, StatusCode::OK);
    clock.advance(Duration::seconds(11));
    stage.get("/Patient/p").await.refused(401, "unknown");

    let fresh = stage.fresh_token("tokens", "").await;
    assert_eq!(with(&fresh).await.status, StatusCode::OK);
    let order = serde_json::from_value(json!({ "vendor": "canvas", "kind": "revoke_token" })).unwrap();
    stage.sandbox.faults.order(order).unwrap();
    with(&fresh).await.refused(401, "unknown");
    let again = stage.fresh_token("tokens", "").await;
    assert_eq!(with(&again).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_token_endpoint_grants_client_credentials_and_nothing_else() {
    let stage = Stage::with("grants", &[]).await;
    let good = [
        ("grant_type", "client_credentials"),
        ("client_id", "sandbox-client"),
        ("client_secret", "sandbox-secret"),
    ];
    let given = stage.token("grants", &good).await;
    assert_eq!(given.headers[header::CACHE_CONTROL], "no-store");
    let body = given.json();
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(36_000), &json!("Bearer")));
    assert!(body["access_token"].is_string() && body["scope"].is_string());
    assert!(body.get("refresh_token").is_none());

    let refused = async |form: &[(&str, &str)], status: u16, error: &str| {
        let answer = stage.token("grants", form).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert_eq!(answer.json()["error"], error);
    };
    refused(&[good[0], good[1], ("client_secret", "wrong")], 401, "invalid_client").await;
    refused(&[good[0]], 401, "invalid_client").await;
    refused(&[("grant_type", "password"), good[1], good[2]], 400, "unsupported_grant_type").await;
    refused(&[good[1], good[2]], 400, "unsupported_grant_type").await;
    refused(&[good[0], good[1], good[2], ("scope", "everything")], 400, "invalid_scope").await;
    refused(&[good[0], good[1], good[2], good[1]], 400, "invalid_request").await;

    let form = "grant_type=client_credentials";
    let typed = |path| {
        stage.bare(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
    };
    let basic = typed("/auth/token/").basic_auth("sandbox-client", Some("sandbox-secret")).body(form);
    assert_eq!(answer(basic).await.status, StatusCode::OK);
    let json_body = json!({ "grant_type": "client_credentials", "client_id": "sandbox-client" });
    assert_eq!(
        answer(stage.bare(Method::POST, "/auth/token/").json(&json_body)).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(answer(typed("/auth/token").body(form)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(answer(stage.bare(Method::GET, "/auth/token/")).await.status, StatusCode::METHOD_NOT_ALLOWED);

    let token = body["access_token"].as_str().unwrap();
    let told = stage.get(&format!("/auth/introspect/?token={token}")).await.json();
    assert_eq!(told["active"], true);
    assert_eq!(stage.get("/auth/introspect/?token=other").await.json(), json!({ "active": false }));
    let smart = answer(stage.bare(Method::GET, "/.well-known/smart-configuration")).await.json();
    assert_eq!(smart["token_endpoint"], format!("{}/auth/token/", stage.base("grants")));
}

#[tokio::test]
async fn a_scope_narrows_what_a_token_reaches() {
    let stage = Stage::with("scopes", &[patient("p")]).await;
    let token = stage.fresh_token("scopes", "system/Patient.read system/Observation.rs").await;
    let get = async |path: &str| answer(stage.bare(Method::GET, path).bearer_auth(&token)).await;
    assert_eq!(get("/Patient/p").await.status, StatusCode::OK);
    assert_eq!(get("/Observation?patient=p").await.status, StatusCode::OK);
    assert_eq!(get("/Condition?patient=p").await.refused(403, "forbidden"), "Authorization failed");
    let write = stage.bare(Method::PUT, "/Patient/p").bearer_auth(&token).json(&patient("p"));
    answer(write).await.refused(403, "forbidden");
}

#[tokio::test]
async fn every_interaction_outside_the_table_is_refused() {
    let stage = Stage::with("table", &[]).await;
    for offer in &OFFERS {
        let (all, one) = (format!("/{}", offer.kind), format!("/{}/none", offer.kind));
        let cases = [
            ('S', Method::GET, &all),
            ('C', Method::POST, &all),
            ('R', Method::GET, &one),
            ('U', Method::PUT, &one),
        ];
        for (verb, method, path) in cases {
            let given = answer(stage.request(method.clone(), path)).await;
            if offer.verbs.contains(verb) {
                assert_ne!(given.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            } else {
                assert_eq!(
                    given.refused(405, "not-supported"),
                    "Operation is not supported",
                    "{method} {path}"
                );
            }
        }
        answer(stage.request(Method::DELETE, &one)).await.refused(405, "not-supported");
    }
    for path in ["/Patient/none/_history", "/Patient/none/_history/1", "/Group/none/$export"] {
        stage.get(path).await.refused(405, "not-supported");
    }
    answer(stage.request(Method::PATCH, "/Patient/none")).await.refused(405, "not-supported");
    for path in ["/ImagingStudy", "/ExplanationOfBenefit/none", "/Bogus", "/patient", "/"] {
        stage.get(path).await.refused(404, "not-found");
    }
    assert_eq!(stage.get("/Patient/none").await.refused(404, "not-found"), "Unknown Patient resource 'none'");
    let long = format!("/Patient/{}", "x".repeat(2_000));
    assert!(stage.get(&long).await.refused(404, "not-found").len() < 100);

    let metadata = answer(stage.bare(Method::GET, "/metadata")).await.json();
    let kinds = metadata["rest"][0]["resource"].as_array().unwrap();
    assert_eq!(kinds.len(), 40);
    let rx = kinds.iter().find(|kind| kind["type"] == "MedicationRequest").unwrap();
    assert_eq!(rx["interaction"], json!([{ "code": "read" }, { "code": "search-type" }]));
}

#[tokio::test]
async fn pages_are_followed_by_relative_links_to_the_last() {
    let observations: Vec<Value> = (0..230)
        .map(|n| {
            let code = json!({ "text": "pulse" });
            json!({ "resourceType": "Observation", "id": format!("o{n}"), "status": "final", "code": code,
                    "subject": { "reference": if n < 205 { "Patient/p" } else { "Patient/q" } },
                    "effectiveDateTime": format!("20{:02}-03-01", n % 20) })
        })
        .collect();
    let stage = Stage::with("paging", &observations).await;
    let first = stage.get("/Observation?patient=Patient/p").await.json();
    assert_eq!((first["total"].as_u64(), ids(&first).len()), (Some(205), 10));
    assert_eq!(first["type"], "searchset");
    let link = |relation: &str, offset: u32, count: u32| {
        let url = format!("/Observation?patient=Patient%2Fp&_count={count}&_offset={offset}");
        json!({ "relation": relation, "url": url })
    };
    let links =
        json!([link("self", 0, 10), link("first", 0, 10), link("next", 10, 10), link("last", 200, 10)]);
    assert_eq!(first["link"], links);

    let mut seen = BTreeSet::new();
    let mut next = Some("/Observation?patient=p&_count=1000".to_owned());
    let mut sizes = Vec::new();
    while let Some(path) = next {
        let page = stage.get(&path).await.json();
        sizes.push(ids(&page).len());
        seen.extend(ids(&page));
        let links = page["link"].as_array().unwrap();
        let url =
            links.iter().find(|link| link["relation"] == "next").map(|link| link["url"].as_str().unwrap());
        assert!(url.is_none_or(|url| url.starts_with("/Observation?")));
        next = url.map(str::to_owned);
    }
    assert_eq!((sizes, seen.len()), (vec![100, 100, 5], 205));

    let beyond = stage.get("/Observation?patient=p&_offset=500").await.json();
    assert_eq!((beyond["total"].as_u64(), beyond.get("entry")), (Some(205), None));
    let none = stage.get("/Observation?patient=nobody").await.json();
    assert_eq!(none, json!({ "resourceType": "Bundle", "type": "searchset", "total": 0 }));
    let dated = stage.get("/Observation?patient=p&date=ge2005-01-01&date=lt2007-01-01").await.json();
    assert_eq!(dated["total"], 20);
}

#[tokio::test]
async fn a_search_by_anything_else_is_refused() {
    let stage = Stage::with("params", &[patient("p")]).await;
    for query in [
        "Observation?bogus=1",
        "Observation?patient=p&_total=accurate",
        "Observation?patient=p&_include=Observation:subject",
        "Observation?patient=p&_elements=id",
        "Observation?patient=p&_sort=date",
        "Observation?patient=p&_count=ten",
        "Observation?patient=p&_count=0",
        "Observation?patient=p&_offset=-1",
        "Observation?patient=p&patient=q",
        "Observation?patient=Practitioner/p",
        "Observation?patient=",
        "Observation?patient:Patient=p",
        "Observation?subject=Patient/p",
        "Observation?date=sa2024-01-01",
        "Observation?date=soon",
        "MedicationRequest?status=completed",
        "MedicationRequest?authoredon=2024",
        "CareTeam?_id=c",
        "Schedule?_count=10",
        "Medication",
        "Slot",
        "Slot?schedule=Location.1-Staff.2&duration=long",
        "Patient?_sort=phone",
    ] {
        let text = stage.get(&format!("/{query}")).await.refused(400, "invalid");
        assert!(text.starts_with("Bad request"), "{query}: {text}");
    }
    for query in
        ["_sort=-birthdate", "_id=p", "birthdate=lt2000", "active=true", "name=testova", "family=Test"]
    {
        assert_eq!(stage.get(&format!("/Patient?{query}")).await.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn every_parameter_of_the_table_is_answered() {
    let stage = Stage::with("all-params", &[patient("p")]).await;
    for offer in OFFERS.iter().filter(|offer| offer.verbs.contains('S')) {
        for param in offer.params {
            let value = match (param.how, param.sort, param.name) {
                (How::Twin(_, known), ..) if !known.is_empty() => known[0],
                (_, Sort::Date, _) => "ge2024-01-01",
                (_, _, "active") => "true",
                (_, _, "start" | "end") => "2026-12-01",
                (_, _, "duration") => "15",
                (_, Sort::Reference, name) if name.starts_with("_has:") => "Practitioner/x",
                _ => "x",
            };
            let needed = if offer.kind == "Slot" && param.name != "schedule" { "schedule=x&" } else { "" };
            let path = format!("/{}?{needed}{}={value}", offer.kind, param.name);
            let given = stage.get(&path).await;
            assert_eq!(given.status, StatusCode::OK, "{path} {}", given.text);
        }
    }
}

#[tokio::test]
async fn a_prescription_is_mapped_and_never_dropped() {
    let statuses =
        ["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"];
    let mut held: Vec<Value> = statuses
        .iter()
        .map(|status| {
            json!({ "resourceType": "MedicationRequest", "id": format!("rx-{status}"), "status": status,
                    "intent": "plan", "subject": { "reference": "Patient/p" },
                    "requester": { "reference": "Practitioner/d", "display": "Dr. Doctorov" },
                    "medicationReference": { "reference": "Medication/m" } })
        })
        .collect();
    held[0]["intent"] = "filler-order".into();
    held.extend([patient("p"), practitioner("d")]);
    held.push(
        json!({ "resourceType": "Medication", "id": "m", "code": { "text": "lisinopril 10 mg tablet" } }),
    );
    let stage = Stage::with("rx", &held).await;
    let all = stage.get("/MedicationRequest?patient=Patient/p").await.json();
    let on_server = stage.held("/MedicationRequest?patient=p&_total=accurate").await;
    assert_eq!((&all["total"], ids(&all).len()), (&on_server["total"], 8));
    for entry in all["entry"].as_array().unwrap() {
        let rx = &entry["resource"];
        assert_eq!(rx["medicationCodeableConcept"]["text"], "lisinopril 10 mg tablet");
        assert!(rx.get("medicationReference").is_none());
        assert_eq!(rx["requester"], json!({ "reference": "Practitioner/d", "type": "Practitioner" }));
    }
    let status_of =
        async |id: &str| stage.get(&format!("/MedicationRequest/rx-{id}")).await.json()["status"].clone();
    assert_eq!(status_of("completed").await, "active");
    assert_eq!(status_of("stopped").await, "cancelled");
    let count = async |query: &str| {
        stage.get(&format!("/MedicationRequest?patient=p&{query}")).await.json()["total"].clone()
    };
    assert_eq!((count("status=active").await, count("status=cancelled").await), (json!(5), json!(2)));
    assert_eq!(
        (count("status=entered-in-error").await, count("intent=filler-order").await),
        (json!(1), json!(1))
    );
    let found = stage.get("/Medication?_text=lisinopril").await.json();
    assert_eq!(ids(&found), ["m"]);
}

#[tokio::test]
async fn the_demo_instance_has_as_many_of_each_type_as_the_fhir_server() {
    let stage = Stage::with("demo-totals", &[]).await;
    let demo = crate::charts::demo();
    let clinic = demo.iter().find(|clinic| clinic.org == "sleepcorner").unwrap();
    for bundle in &clinic.bundles {
        let asked = stage.sandbox.fhir(&stage.instance).request(Method::POST, "").json(bundle);
        assert!(asked.send().await.unwrap().status().is_success());
    }
    let mut seen = 0;
    for person in &clinic.patients {
        for kind in ["MedicationRequest", "MedicationStatement", "AllergyIntolerance", "Condition"] {
            let path = format!("/{kind}?patient={}", person.patient);
            let shown = stage.get(&path).await.json();
            let held = stage.held(&format!("{path}&_total=accurate")).await;
            assert_eq!(shown["total"], held["total"], "{path}");
            seen += shown["total"].as_u64().unwrap();
        }
    }
    assert!(seen > 0);
}
