//! What became of each file of the data folder (`bench::charts`).

use reqwest::StatusCode;
use serde_json::json;

use crate::bench::{bench, ids, json_of};

#[tokio::test]
async fn every_file_is_accounted_for() {
    let health = bench().await.control("/healthz").await;
    let counts =
        ["bundles", "loaded", "failed", "skipped"].map(|name| health["ready"][name].as_u64().unwrap());
    // Loaded: a-first, b-taken, b-taken-again, c-free, packed.
    // Failed: broken ×2, refused. Skipped: notes, batch, manifest.
    assert_eq!(counts, [8, 5, 3, 3], "{health}");
}

#[tokio::test]
async fn a_bundle_whose_id_is_taken_is_whole_in_northside_and_nowhere_else() {
    let bench = bench().await;
    let (status, _) = json_of(bench.fhir("aurora", "/Condition/c-north")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, page) = json_of(bench.fhir("northside", "/Condition?patient=p-one")).await;
    assert_eq!(ids(&page), ["c-north"]);
}

#[tokio::test]
async fn every_loaded_patient_can_sign_in_under_her_servers_id() {
    let bench = bench().await;
    let list = bench.control("/patients").await;
    let list = list.as_array().unwrap();
    let listed = |org: &str, id: &str, name: &str| {
        list.contains(
            &json!({"org": org, "patient": id, "email": format!("{id}@patients.example"), "name": name}),
        )
    };
    assert!(
        listed("aurora", "p-one", "Test Amber") && listed("northside", "p-one", "Test Cedar"),
        "{list:?}"
    );
    assert!(listed("aurora", "p-two", "Test Birch") && listed("aurora", "p-empty", "Test Dogwood"));
    // Posted: the id is the server's own, and her condition refers to it.
    let posted = list.iter().find(|person| person["name"] == "Elder").unwrap();
    let search = format!("/Condition?patient={}", posted["patient"].as_str().unwrap());
    let (_, page) = json_of(bench.fhir("aurora", &search)).await;
    assert_eq!(page["entry"][0]["resource"]["code"]["text"], "posted");
    assert_eq!(list.len(), 5);
}
