//! Attachments: the bearer, one redirect, a store that wants no bearer, and an end after a minute.

use http::{Method, header};
use serde_json::json;

use super::stage::{Stage, answer};

fn document(content: serde_json::Value) -> serde_json::Value {
    json!({"resourceType": "DocumentReference", "id": "doc-1", "status": "current",
        "subject": {"reference": "Patient/p1"}, "content": content})
}

#[tokio::test]
async fn content_is_behind_a_redirect() {
    let stage = Stage::with(
        "attached",
        &[
            json!({"resourceType": "Patient", "id": "p1"}),
            json!({"resourceType": "DiagnosticReport", "id": "bare", "status": "final",
                "code": {"text": "Blood count"}, "subject": {"reference": "Patient/p1"}}),
            json!({"resourceType": "Binary", "id": "b1", "contentType": "image/png", "data": "AQID"}),
            document(json!([
                {"attachment": {"contentType": "text/plain", "data": "SGVs\r\nbG8="}},
                {"attachment": {"contentType": "image/png", "url": "Binary/b1"}},
                {"attachment": {"contentType": "image/png", "url": "https://elsewhere.example/x"}},
            ])),
        ],
    )
    .await;
    let shown = stage.get("/DocumentReference/doc-1").await.json();
    let found = stage.get("/DocumentReference?patient=Patient/p1").await.json();
    assert_eq!(found["entry"][0]["resource"]["content"], shown["content"]);
    let url = |nth: usize| shown["content"][nth]["attachment"]["url"].as_str().unwrap().to_owned();
    let base = stage.base(&stage.instance);
    assert_eq!(url(1), format!("{base}/DocumentReference/doc-1/files/1"));
    assert_eq!(shown["content"][0]["attachment"].get("data"), None);
    assert_eq!(url(2), "https://elsewhere.example/x");
    let bare = stage.get("/DiagnosticReport/bare").await.json();
    assert_eq!(bare.get("presentedForm"), None, "what is not there is not there as null either");

    for (nth, kind, bytes) in [(0, "text/plain", &b"Hello"[..]), (1, "image/png", &[1, 2, 3])] {
        let path = url(nth).strip_prefix(&base).unwrap().to_owned();
        answer(stage.bare(Method::GET, &path)).await.refused(401, "unknown");
        let redirected = stage.get(&path).await;
        assert_eq!(redirected.status, 302);
        let to = redirected.headers[header::LOCATION].to_str().unwrap().to_owned();
        let get = || stage.sandbox.http.get(&to);
        assert_eq!(answer(get().bearer_auth("x")).await.status, 400, "a second proof is refused");
        let stored = get().send().await.unwrap();
        assert_eq!(stored.headers()[header::CONTENT_TYPE], kind);
        assert_eq!(stored.bytes().await.unwrap(), bytes);
        stage.sandbox.clock.advance(chrono::Duration::seconds(61));
        assert_eq!(answer(get()).await.status, 403, "the address is short-lived");
    }
    for missing in ["/DocumentReference/doc-1/files/3", "/DocumentReference/doc-2/files/0"] {
        stage.get(missing).await.refused(404, "not-found");
    }
    stage.get("/Patient/p1/files/0").await.refused(405, "not-supported");
    let calls = stage.sandbox.calls.list(Some("canvas-files"));
    assert_eq!(calls.len(), 6, "the store's requests are seen");
}
