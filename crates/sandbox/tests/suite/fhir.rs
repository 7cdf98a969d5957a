//! The FHIR server through the proxy.

use std::collections::HashSet;

use reqwest::StatusCode;
use serde_json::json;

use crate::bench::{CONDITIONS, bench, ids, json_of, next, patient, put, transaction};

#[tokio::test]
async fn tenants_see_only_their_own() {
    let bench = bench().await;
    let (_, aurora) = json_of(bench.fhir("aurora", "/Patient/p-one")).await;
    let (_, northside) = json_of(bench.fhir("northside", "/Patient/p-one")).await;
    assert_eq!(
        (&aurora["name"][0]["family"], &northside["name"][0]["family"]),
        (&json!("Amber"), &json!("Cedar"))
    );
    let (status, _) = json_of(bench.fhir("sleepcorner", "/Patient/p-one")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, none) = json_of(bench.fhir("sleepcorner", "/Condition?patient=p-one&_total=accurate")).await;
    assert_eq!(none["total"], 0);
}

#[tokio::test]
async fn every_page_is_reached_by_links_to_the_host_that_was_asked() {
    let bench = bench().await;
    let port = bench.origin.rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "localhost"] {
        let base = format!("http://{host}:{port}/fhir/");
        let mut url = format!("{base}Condition?patient=p-one&_count=10&_total=accurate");
        let (mut found, mut pages) = (HashSet::new(), 0);
        loop {
            let (status, page) = json_of(bench.http.get(&url).header("X-Tenant-ID", "aurora")).await;
            assert_eq!((status, &page["total"]), (StatusCode::OK, &json!(CONDITIONS)));
            assert!(page["entry"][0]["fullUrl"].as_str().unwrap().starts_with(&base), "{page}");
            found.extend(ids(&page));
            pages += 1;
            let Some(following) = next(&page) else { break };
            assert!(following.starts_with(&base), "{following}");
            url = following;
        }
        assert_eq!((found.len(), pages), (CONDITIONS, 3));
    }
}

#[tokio::test]
async fn searches_that_the_portal_needs_are_honoured_not_ignored() {
    let bench = bench().await;
    // A server without its search parameters ignores them and answers with everything, or nothing.
    for (search, total) in [
        ("Condition?patient=p-two", 1),
        ("Condition?patient=Patient/p-two", 1),
        ("Patient?_id=p-one,p-two", 2),
        ("MedicationRequest?patient=p-one", 0),
        ("Condition?asserted-date=ge2000-01-01", 0),
    ] {
        let (status, page) = json_of(bench.fhir("aurora", &format!("/{search}&_total=accurate"))).await;
        assert_eq!((status, &page["total"]), (StatusCode::OK, &json!(total)), "{search}: {page}");
        assert!(!page.to_string().contains("not-supported"), "{search}: {page}");
    }
}

#[tokio::test]
async fn a_large_transaction_streams_through_and_keeps_its_ids() {
    let bench = bench().await;
    let padding = "x".repeat(100_000);
    let big = (0..30)
        .map(|n| put(json!({"resourceType": "Basic", "id": format!("big-{n}"), "code": {"text": padding}})));
    let bundle = transaction(big.chain([put(patient("p-big", "Fern"))]).collect());
    assert!(bundle.to_string().len() > 2_600_000);
    let (status, answer) = json_of(bench.post("/fhir", &bundle).header("X-Tenant-ID", "big")).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, read) = json_of(bench.fhir("big", "/Basic/big-29")).await;
    assert_eq!(read["code"]["text"].as_str().unwrap().len(), padding.len());
}

#[tokio::test]
async fn errors_of_the_server_arrive_as_they_are() {
    let bench = bench().await;
    let (status, outcome) = json_of(bench.fhir("aurora", "/Patient/nobody-here")).await;
    assert_eq!((status, &outcome["issue"][0]["code"]), (StatusCode::NOT_FOUND, &json!("not-found")));
}
