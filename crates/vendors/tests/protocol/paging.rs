//! Every page is followed, nowhere else but below the base, and what is missing is said.

use std::time::Duration;

use vendors::ehr::{Dialect, EhrError, Incomplete, Limits};

use crate::upstream::{Reply, Upstream, allergies, allergy, id, ids, json, page, page_of, status};

#[tokio::test]
async fn absolute_links_are_followed_to_the_last_page() {
    let upstream = Upstream::start(|call, n| {
        let host = call.header("host").unwrap();
        match n {
            0 => {
                page(Some(5), Some(&format!("http://{host}/fhir/AllergyIntolerance?_cursor=a")), &["1", "2"])
            }
            1 => {
                page(Some(5), Some(&format!("http://{host}/fhir/AllergyIntolerance?_cursor=b")), &["3", "4"])
            }
            _ => page(Some(5), None, &["5"]),
        }
    })
    .await;
    let found =
        upstream.ehr().search("AllergyIntolerance", &[("category", "food")], &id("p1")).await.unwrap();
    assert_eq!(ids(&found.resources), ["1", "2", "3", "4", "5"]);
    assert_eq!((found.total, found.pages, found.complete), (Some(5), 3, Ok(())));
    let calls = upstream.calls();
    assert_eq!(
        calls[0].target,
        "/fhir/AllergyIntolerance?patient=Patient%2Fp1&category=food&_count=100&_total=accurate"
    );
    assert_eq!(calls[1].target, "/fhir/AllergyIntolerance?_cursor=a");
    for call in &calls {
        assert_eq!(call.header("x-tenant-id"), Some("aurora"));
        assert_eq!(call.header("prefer"), Some("handling=strict"));
        assert_eq!(call.header("authorization"), None);
    }
}

#[tokio::test]
async fn canvas_pages_have_relative_links_and_at_most_a_hundred_entries() {
    let upstream = Upstream::start(|_, n| match n {
        0 => page(None, Some("/AllergyIntolerance?_count=100&_offset=100&patient=Patient/p1"), &["1"]),
        _ => page(None, None, &["2"]),
    })
    .await;
    let ehr = upstream.ehr_with(|config| {
        config.dialect = Dialect::Canvas;
        config.base_url = upstream.url("/canvas/one/");
        config.limits.page_size = 500;
    });
    let found = allergies(&ehr).await.unwrap();
    assert_eq!(ids(&found.resources), ["1", "2"]);
    assert_eq!((found.total, found.complete), (None, Ok(())));
    let calls = upstream.calls();
    assert_eq!(calls[0].target, "/canvas/one/AllergyIntolerance?patient=Patient%2Fp1&_count=100");
    assert_eq!(calls[1].target, "/canvas/one/AllergyIntolerance?_count=100&_offset=100&patient=Patient/p1");
    assert_eq!(calls[0].header("prefer"), None);
}

#[tokio::test]
async fn the_patient_herself_is_found_by_id_and_an_empty_list_is_complete() {
    let upstream = Upstream::start(|_, _| page(Some(0), None, &[])).await;
    let found = upstream.ehr().search("Patient", &[], &id("p1")).await.unwrap();
    assert!(found.resources.is_empty());
    assert_eq!(found.complete, Ok(()));
    assert_eq!(upstream.calls()[0].target, "/fhir/Patient?_id=p1&_count=100&_total=accurate");
}

#[tokio::test]
async fn a_link_to_another_place_is_never_followed() {
    let other = Upstream::start(|_, _| page(None, None, &["stolen"])).await;
    let elsewhere = other.url("/fhir/AllergyIntolerance?page=2").to_string();
    for link in [elsewhere.as_str(), "//127.0.0.1/fhir/AllergyIntolerance", "/../other/AllergyIntolerance"] {
        let link = link.to_owned();
        let upstream = Upstream::start(move |call, _| {
            if call.is_token() {
                return json(200, r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#);
            }
            page(Some(2), Some(&link), &["1"])
        })
        .await;
        let found = allergies(&upstream.signed_in()).await.unwrap();
        assert_eq!(ids(&found.resources), ["1"]);
        assert_eq!(found.complete, Err(Incomplete::ForeignLink));
        assert_eq!(upstream.calls().len(), 2, "the token and the first page");
    }
    assert!(other.calls().is_empty(), "no request, and so no bearer, reached the other server");
}

#[tokio::test]
async fn circles_end() {
    let itself = Upstream::start(|call, _| page(Some(2), Some(&call.target), &["1"])).await;
    assert_eq!(allergies(&itself.ehr()).await.unwrap().complete, Err(Incomplete::Loop));
    assert_eq!(itself.calls().len(), 1);

    // Ever new links to the same entries.
    let same = Upstream::start(|_, n| page(Some(2), Some(&format!("?page={n}")), &["1"])).await;
    let found = allergies(&same.ehr()).await.unwrap();
    assert_eq!((ids(&found.resources), found.duplicates), (vec!["1".to_owned()], 1));
    assert_eq!(found.complete, Err(Incomplete::Loop));
    assert_eq!(same.calls().len(), 2);

    // Ever new links to ever new entries.
    let endless = Upstream::start(|_, n| page(None, Some(&format!("?page={n}")), &[&n.to_string()])).await;
    let found = allergies(&endless.ehr_with(|config| config.limits.max_pages = 7)).await.unwrap();
    assert_eq!(found.complete, Err(Incomplete::TooMany));
    assert_eq!((found.resources.len(), endless.calls().len()), (7, 7));
}

#[tokio::test]
async fn a_missing_later_page_is_said_and_a_missing_first_page_is_an_error() {
    let gap =
        |code: u16| move |_: &_, n| if n == 0 { page(Some(2), Some("?p=2"), &["1"]) } else { status(code) };
    for (code, cause) in [
        (404, EhrError::Refused { status: 404 }),
        (500, EhrError::Failed { status: 500 }),
        (429, EhrError::RateLimited { retry_after: None }),
    ] {
        let upstream = Upstream::start(gap(code)).await;
        let found = allergies(&upstream.ehr()).await.unwrap();
        assert_eq!(ids(&found.resources), ["1"]);
        assert_eq!(found.complete, Err(Incomplete::MissingPage { cause }));
    }
    let none = Upstream::start(|_, _| status(500)).await;
    assert_eq!(allergies(&none.ehr()).await.unwrap_err(), EhrError::Failed { status: 500 });
}

#[tokio::test]
async fn a_hanging_later_page_costs_the_deadline_and_no_more() {
    let upstream = Upstream::start(|_, n| match n {
        0 => Reply::Now(page(Some(2), Some("?p=2"), &["1"])),
        _ => Reply::After(Duration::from_secs(30), status(200)),
    })
    .await;
    let began = std::time::Instant::now();
    let found = allergies(&upstream.ehr()).await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(1_300), "{:?}", began.elapsed());
    assert_eq!(found.resources.len(), 1);
    let Err(Incomplete::MissingPage { cause: EhrError::NotAnswering { after } }) = found.complete else {
        panic!("{:?}", found.complete)
    };
    assert!(after >= Duration::from_millis(900));
}

#[tokio::test]
async fn totals_repeats_and_unreadable_entries_are_noticed() {
    let short = Upstream::start(|_, _| page(Some(150), None, &["1", "2"])).await;
    let found = allergies(&short.ehr()).await.unwrap();
    assert_eq!(found.complete, Err(Incomplete::TotalMismatch { expected: 150, got: 2 }));

    // A record that grows while it is read shifts an entry to the next page.
    let shifted = Upstream::start(|_, n| match n {
        0 => page(Some(3), Some("?p=2"), &["1", "2"]),
        _ => page(Some(3), None, &["2", "3"]),
    })
    .await;
    let found = allergies(&shifted.ehr()).await.unwrap();
    assert_eq!((ids(&found.resources).join(""), found.duplicates, found.complete), ("123".into(), 1, Ok(())));

    let dirty =
        Upstream::start(|_, _| page_of(Some(2), None, &[allergy("1"), r#"{"id":"2"}"#.to_owned()])).await;
    let found = allergies(&dirty.ehr()).await.unwrap();
    assert_eq!((ids(&found.resources).join(""), found.malformed), ("1".into(), 1));
    assert_eq!(found.complete, Err(Incomplete::Malformed(1)));
}

#[tokio::test]
async fn another_patients_resources_are_handed_on_for_policy_to_withhold() {
    let theirs = r#"{"resourceType":"AllergyIntolerance","id":"9","patient":{"reference":"Patient/p2"}}"#;
    let upstream = Upstream::start(move |_, _| page_of(Some(1), None, &[theirs.to_owned()])).await;
    let found = allergies(&upstream.ehr()).await.unwrap();
    assert_eq!(ids(&found.resources), ["9"]);
    assert_eq!(found.resources[0].head().belongs_to(&id("p1")), fhir::Ownership::Other);
}

#[tokio::test]
async fn included_resources_and_remarks_are_told_apart_from_matches() {
    let body = |severity: &str, code: &str| {
        let issue = format!(r#"{{"severity":"{severity}","code":"{code}"}}"#);
        format!(
            r#"{{"resourceType":"Bundle","type":"searchset","total":1,"entry":[
            {{"resource":{},"search":{{"mode":"match"}}}},
            {{"resource":{{"resourceType":"Practitioner","id":"d1"}},"search":{{"mode":"include"}}}},
            {{"resource":{{"resourceType":"Practitioner","id":"d2"}}}},
            {{"search":{{"mode":"outcome"}},
              "resource":{{"resourceType":"OperationOutcome","issue":[{issue}]}}}}]}}"#,
            allergy("1")
        )
    };
    for (severity, code, complete) in [
        ("information", "informational", Ok(())),
        ("warning", "not-supported", Err(Incomplete::FilterIgnored)),
        ("error", "exception", Err(Incomplete::ErrorReported)),
    ] {
        let body = body(severity, code);
        let upstream = Upstream::start(move |_, _| json(200, body.clone())).await;
        let found = allergies(&upstream.ehr()).await.unwrap();
        assert_eq!(ids(&found.resources), ["1"]);
        let mut included = ids(&found.included);
        included.sort_unstable();
        assert_eq!(included, ["d1", "d2"]);
        assert_eq!(found.complete, complete);
    }
}

#[tokio::test]
async fn more_resources_than_the_bound_end_the_walk() {
    let upstream = Upstream::start(|_, n| {
        page(Some(100), Some(&format!("?p={n}")), &[&format!("a{n}"), &format!("b{n}")])
    })
    .await;
    let ehr = upstream.ehr();
    let few = Limits { max_resources: 4, answer: Duration::from_secs(1), ..Limits::default() };
    let found = allergies(&ehr.with_limits(few).unwrap()).await.unwrap();
    assert_eq!((found.resources.len(), found.complete), (4, Err(Incomplete::TooMany)));
}
