//! Long lists (lesson 5: a list that shows 40 of 150 and does not say so).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{number, order, own_total, page, patient_with, person, whole};
use crate::testing::{Person, TestApp};

fn orders(person: &Person, count: usize) -> Vec<Value> {
    let date = |n: usize| format!("20{:02}-{:02}-{:02}", n % 20, n % 12 + 1, n % 28 + 1);
    (0..count).map(|n| order(person, &format!("rx-{n:04}"), json!({"authoredOn": date(n)}))).collect()
}

#[tokio::test]
async fn more_entries_than_a_page_of_the_ehr_are_all_there() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = orders(&elena, 163);
        let elena = patient_with(&app, org, elena, &chart).await;
        let total = own_total(&app.sandbox, &org.slug, "MedicationRequest", &elena.person.id).await;
        assert_eq!(total, 163);
        for path in ["/v1/portal/prescriptions", "/v1/portal/records/medications"] {
            let list = whole(elena.get(path).await);
            assert_eq!(list["total"], total, "{path}");
            let ids: BTreeSet<&str> = super::all(&list, "id").into_iter().collect();
            assert_eq!(ids.len(), 163, "{path}: each once");
            let dates = super::all(&list, "date_written");
            assert!(dates.is_sorted_by(|newer, older| newer >= older), "{path}: newest first");
        }
        for path in ["/prescriptions", "/records/medications"] {
            let shown = page(&elena, path).await;
            assert!(shown.contains("163 entries, all shown."), "{path}");
            assert!(!shown.contains("may not be complete"), "{path}");
            let missing = (0..163).find(|n| !shown.contains(&format!("/records/medications/rx-{n:04}\"")));
            assert_eq!(missing, None, "{path}");
        }
    }
}

#[tokio::test]
async fn beyond_a_thousand_the_api_gives_pages_that_agree() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let mut chart = orders(&elena, 1_003);
    chart[0]["status"] = "entered-in-error".into();
    let mut parts = chart.chunks(260);
    let elena = patient_with(&app, &app.one, elena, parts.next().unwrap()).await;
    for part in parts {
        app.sandbox.put(&app.one.slug, part).await;
    }
    let total = own_total(&app.sandbox, &app.one.slug, "MedicationRequest", &elena.person.id).await;
    assert_eq!(total, 1_003);
    for path in ["/v1/portal/prescriptions", "/v1/portal/records/medications"] {
        let first = elena.get(path).await.expect(200).json();
        let cursor = first["next"].as_str().expect("there is more").to_owned();
        let second = elena.get(&format!("{path}?cursor={cursor}")).await.expect(200).json();
        assert_eq!(second["next"], Value::Null);
        for field in ["total", "withheld", "complete", "reason"] {
            assert_eq!(first[field], second[field], "{path}: {field} is the same on every page");
        }
        assert_eq!(number(&first["total"]), total);
        assert_eq!(first["withheld"], json!([{"reason": "entered-in-error", "count": 1}]));
        assert_eq!(first["complete"], true);
        let (one, two) = (super::all(&first, "id"), super::all(&second, "id"));
        assert_eq!((one.len(), two.len()), (1_000, 2), "{path}");
        let ids: BTreeSet<&str> = one.iter().chain(&two).copied().collect();
        assert_eq!(ids.len() as u64, total - 1, "{path}: each once over both pages");
    }
    let shown = page(&elena, "/records/medications").await;
    assert!(shown.contains("1,002 entries shown."), "the page shows them whole");
}

#[tokio::test]
async fn a_cursor_that_was_not_given_is_refused() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    for path in ["/v1/portal/records/medications", "/v1/portal/prescriptions", "/v1/portal/records/allergies"]
    {
        let own = path.rsplit('/').next().unwrap();
        for cursor in [
            "",
            "1000",
            "x.1000",
            &format!("{own}.-1000"),
            &format!("{own}.%2B1000"),
            &format!("{own}.7"),
            &format!("{own}.1000.1000"),
            // The largest multiple of a thousand that 64 bits hold: adding a page to it runs over.
            &format!("{own}.18446744073709551000"),
            &format!("{own}.99999999999999999999999"),
            &format!("{own}.0"),
            "%F0%9F%98%80",
            "%00",
        ] {
            let answer = elena.get(&format!("{path}?cursor={cursor}")).await;
            assert_eq!(answer.status, 422, "{}", answer.asked);
            assert_eq!(answer.code(), "VALIDATION_FAILED", "{}", answer.asked);
            assert!(!answer.holds(&elena.person.marker));
        }
        // A list may have become shorter since its first page was given.
        let late = elena.get(&format!("{path}?cursor={own}.1000")).await.expect(200).json();
        assert_eq!(
            (&late["items"], &late["next"], &late["complete"]),
            (&json!([]), &json!(null), &json!(true))
        );
    }
}
