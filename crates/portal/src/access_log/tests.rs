//! The access log, through the door (U01, U02, C9): one's own lines, in words, whole, and nobody else's.

use crate::testing::TestApp;

#[tokio::test]
async fn what_was_done_is_told_in_words() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let id = ann.person.entry("medications");
    for path in ["/", "/records", "/records/medications", "/prescriptions", "/profile"] {
        ann.get(path).await.expect(200);
    }
    ann.get(&format!("/records/medications/{id}")).await.expect(200);
    ann.get("/records/medications/not-hers").await.expect(404);
    ann.post("/display", &[("theme", "dark")]).await.expect(303);
    let page = ann.get("/access-log").await.expect(200);
    let text = page.text();
    let words = crate::ui::text::L::new(base::Lang::En);
    for key in
        ["did-home", "did-overview", "did-prescriptions", "did-profile", "did-display", "did-log", "who-you"]
    {
        assert!(text.contains(&words.t(key)), "{key}: {}", words.t(key));
    }
    let medicines = words.t("kind-medications");
    for key in ["did-list", "did-entry"] {
        assert!(text.contains(&words.ta(key, &[("kind", &medicines)])), "{key}");
    }
    assert!(text.contains(&words.t("log-nothing")), "what was not found is marked");
    for raw in ["records.list", "display.changed", id, "dashboard.read"] {
        assert!(!text.contains(raw), "the page is for people: {raw}");
    }
    let spanish = ann.on(&app.one.host).with("accept-language", "es");
    let words = crate::ui::text::L::new(base::Lang::Es);
    assert!(spanish.get("/access-log").await.expect(200).text().contains(&words.t("did-home")));
}

#[tokio::test]
async fn the_log_in_json_is_whole_and_her_own() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let eve = app.patient(&app.one, "eve").await;
    ann.get("/v1/portal/records/allergies").await.expect(200);
    eve.get("/v1/portal/records/conditions").await.expect(200);
    eve.get(&format!("/v1/portal/records/allergies/{}", ann.person.entry("allergies"))).await.expect(404);
    let read = ann.get("/v1/portal/records/allergies").await.expect(200);
    let log = ann.get("/v1/portal/access-log").await.expect(200).json();
    let items = log["items"].as_array().unwrap();
    let sequence: Vec<i64> = items.iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    let whole: Vec<i64> = (1..=i64::try_from(items.len()).unwrap()).rev().collect();
    assert_eq!(sequence, whole, "newest first, every number from 1");
    let actions: Vec<&str> = items.iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["access_log.read", "records.list", "records.list"]);
    assert!(items.iter().all(|item| item["who"] == "you" && item["outcome"] == "done"));
    assert_eq!(items[1]["target_type"], "allergies");
    assert_eq!(items[1]["reference"], read.header("x-request-id"), "the line names the request");
    assert_eq!(log["next"], serde_json::Value::Null);
    // Eve's attempt is a line of Eve's, refused, and without the id she asked for.
    let log = eve.get("/v1/portal/access-log").await.expect(200);
    assert!(!log.holds(ann.person.entry("allergies")) && !log.holds(&ann.person.id));
    assert_eq!(log.json()["items"][1]["outcome"], "not-found");
}

#[tokio::test]
async fn a_long_log_comes_in_pages_without_gaps() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    for _ in 0..120 {
        ann.get("/v1/portal/access-log?cursor=1").await.expect(200);
    }
    let first = ann.get("/v1/portal/access-log").await.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 100);
    let cursor = first["next"].as_str().unwrap();
    let rest = ann.get(&format!("/v1/portal/access-log?cursor={cursor}")).await.expect(200).json();
    let oldest = first["items"][99]["seq"].as_i64().unwrap();
    assert_eq!(rest["items"][0]["seq"].as_i64().unwrap(), oldest - 1, "no line lost between pages");
    assert_eq!(rest["next"], serde_json::Value::Null);
    let page = ann.get("/access-log").await.expect(200).text();
    assert!(page.contains("/access-log?before="), "the page leads to older lines");
    ann.get(&format!("/access-log?before={oldest}")).await.expect(200);
    for edge in ["0", "-5", "9223372036854775807", "-9223372036854775808"] {
        ann.get(&format!("/v1/portal/access-log?cursor={edge}")).await.expect(200);
        ann.get(&format!("/access-log?before={edge}")).await.expect(200);
    }
}

/// If the line cannot be written, nothing is shown (invariant 9).
#[tokio::test]
async fn who_the_log_does_not_know_sees_nothing() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let lines = crate::testing::rows::count(&app.app.db, "audit_line").await;
    for path in ["/access-log", "/v1/portal/access-log"] {
        let refused = app.anon(&app.one).get(path).await;
        assert!([303, 401].contains(&refused.status), "{path}");
        assert!([303, 401].contains(&ann.on(&app.two.host).get(path).await.status), "{path}");
    }
    assert_eq!(crate::testing::rows::count(&app.app.db, "audit_line").await, lines);
}

/// A read's line stands before anybody knows how it ends; the page tells it once, with its end.
#[tokio::test]
async fn a_read_that_failed_is_told_once_and_as_bringing_nothing() {
    let app = TestApp::new().await;
    let ann = app.patient(&app.one, "ann").await;
    let path = format!("AllergyIntolerance?patient=Patient%2F{}", ann.person.id);
    let down = serde_json::json!({"vendor": "fhir", "kind": "status", "value": 500, "path": path});
    app.sandbox.fault(&down).await;
    ann.get("/v1/portal/records/allergies").await.expect(502);
    let text = ann.get("/access-log").await.expect(200).text();
    let words = crate::ui::text::L::new(base::Lang::En);
    let read = words.ta("did-list", &[("kind", &words.t("kind-allergies"))]);
    assert_eq!(text.matches(&read).count(), 1, "one read is one line: {text}");
    assert_eq!(text.matches(&words.t("log-nothing")).count(), 1, "{text}");
}
