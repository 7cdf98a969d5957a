//! Files of documents and reports: every way in which content can be there, on both dialects, and the entries
//! that open none.

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::{page, patient_with, person, with};
use crate::testing::{Patient, Person, TestApp, TestOrg};

pub const PDF: &[u8] = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\n";

pub fn document(person: &Person, id: &str, attachments: &[Value]) -> Value {
    let content: Vec<Value> = attachments.iter().map(|one| json!({"attachment": one})).collect();
    json!({"resourceType": "DocumentReference", "id": id, "status": "current", "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
        "subject": {"reference": format!("Patient/{}", person.id)}, "date": "2026-03-01T10:00:00Z",
        "description": "Check-up", "author": [{"display": "Priya Raman, MD"}], "content": content})
}

pub fn inside(kind: &str, bytes: &[u8]) -> Value {
    json!({"contentType": kind, "data": STANDARD.encode(bytes)})
}

pub fn beside(kind: &str, url: &str) -> Value {
    json!({"contentType": kind, "url": url, "title": "letter.pdf"})
}

pub fn binary(id: &str, kind: &str, bytes: &[u8], patient: &str) -> Value {
    json!({"resourceType": "Binary", "id": id, "contentType": kind, "data": STANDARD.encode(bytes),
        "securityContext": {"reference": format!("Patient/{patient}")}})
}

async fn with_papers(app: &TestApp, org: &TestOrg) -> Patient {
    let elena = person("elena");
    let bin = format!("bin-{}", elena.id);
    let wrapped = STANDARD.encode(PDF.repeat(4));
    let wrapped: Vec<&str> = wrapped.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
    let absolute = format!("{}/Binary/{bin}", app.sandbox.fhir());
    let files = [
        inside("application/pdf", PDF),
        json!({"contentType": "application/pdf", "data": wrapped.join("\r\n"), "title": "Zoë’s letter"}),
        beside("application/pdf", &format!("Binary/{bin}")),
        beside("application/pdf", &absolute),
        beside("application/pdf", &format!("Binary/{bin}/_history/1")),
    ];
    let report = json!({"resourceType": "DiagnosticReport", "id": "rep", "status": "final",
        "subject": {"reference": format!("Patient/{}", elena.id)}, "code": {"text": "MRI of the knee"},
        "presentedForm": [inside("application/pdf", PDF)]});
    let binary = binary(&bin, "application/pdf", PDF, &elena.id);
    let chart = [binary, document(&elena, "doc", &files), report];
    patient_with(app, org, elena, &chart).await
}

#[tokio::test]
async fn content_comes_from_wherever_it_is() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = with_papers(&app, org).await;
        // Canvas gives addresses of its own for what is its own; one of another server's it leaves.
        let canvas = org.slug == app.two.slug;
        for surface in ["/records", "/v1/portal/records"] {
            for nth in 0..5 {
                if canvas && nth == 3 {
                    continue;
                }
                let file = elena.get(&format!("{surface}/documents/doc/files/{nth}")).await.expect(200);
                let want = if nth == 1 { PDF.repeat(4) } else { PDF.to_vec() };
                assert_eq!(file.body, want, "{} {}", org.slug, file.asked);
                assert_eq!(file.header("content-length"), want.len().to_string(), "{}", file.asked);
                let named = match nth {
                    0 => "attachment; filename=\"Progress note.pdf\"; filename*=UTF-8''Progress%20note.pdf",
                    1 => {
                        "attachment; filename=\"Zo__s letter.pdf\"; \
                        filename*=UTF-8''Zo%C3%AB%E2%80%99s%20letter.pdf"
                    }
                    _ => "attachment; filename=\"letter.pdf\"; filename*=UTF-8''letter.pdf",
                };
                assert_eq!(file.header("content-disposition"), named);
                for (name, value) in [
                    ("content-type", "application/pdf"),
                    ("x-content-type-options", "nosniff"),
                    ("content-security-policy", "sandbox; default-src 'none'"),
                    ("cache-control", "no-store"),
                ] {
                    assert_eq!(file.header(name), value, "{} {name}", file.asked);
                }
            }
            let report = elena.get(&format!("{surface}/results/rep/files/0")).await.expect(200);
            assert_eq!(report.body, PDF);
        }
        let shown = page(&elena, "/records/documents/doc").await;
        assert!(shown.contains("/records/documents/doc/files/4\"") && shown.contains("PDF"), "{shown}");
        assert!(page(&elena, "/records/results/rep").await.contains("/records/results/rep/files/0\""));
        let entry = elena.get("/v1/portal/records/documents/doc").await.expect(200).json();
        assert_eq!(entry["files"].as_array().unwrap().len(), 5);
        assert_eq!(entry["files"][2]["href"], "/v1/portal/records/documents/doc/files/2");
        for nth in ["5", "00", "-1", "x", "18446744073709551616"] {
            elena.get(&format!("/records/documents/doc/files/{nth}")).await.expect(404);
        }
    }
}

/// protocols 5.1: the bearer goes to Canvas, and to the place that Canvas redirects to goes nothing.
#[tokio::test]
async fn canvas_redirects_take_no_bearer_along() {
    let app = TestApp::canvas().await;
    let elena = with_papers(&app, &app.two).await;
    elena.get("/records/documents/doc/files/2").await.expect(200);
    let canvas = app.sandbox.calls("canvas").await;
    let asked = |call: &&Value| call["url"].as_str().is_some_and(|url| url.contains(&app.two.slug));
    let file = canvas.iter().filter(asked).find(|call| call["path"] == "/DocumentReference/doc/files/2");
    assert_eq!(file.expect("Canvas was asked")["headers"]["authorization"], "Bearer ***");
    // Other tests of this process use the store as well: none of their requests brings a bearer either.
    let stored = app.sandbox.calls("canvas-files").await;
    assert!(!stored.is_empty());
    for call in &stored {
        assert_eq!(call["headers"].get("authorization"), None, "{call}");
        assert_eq!(call["headers"].get("x-tenant-id"), None, "{call}");
    }
}

#[tokio::test]
async fn another_address_is_refused_and_never_asked() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let (elena, rosa) = (person("elena"), person("rosa"));
        let rosas = patient_with(&app, org, rosa.clone(), &[]).await.person.id.clone();
        // The sandbox itself would answer there, and remember it.
        let trap = format!("{}/redirected/{}", app.sandbox.origin, elena.id);
        let chart = format!("{}/Patient/{rosas}", app.sandbox.fhir());
        let urls =
            [trap.as_str(), "https://evil.example/x", chart.as_str(), "Patient/x", "file:///etc/passwd"];
        let files: Vec<Value> = urls.iter().map(|url| beside("application/pdf", url)).collect();
        let chart = [document(&elena, "doc", &files)];
        let elena = patient_with(&app, org, elena, &chart).await;
        for (nth, url) in urls.iter().enumerate() {
            let refused = elena.get(&format!("/v1/portal/records/documents/doc/files/{nth}")).await;
            assert_eq!((refused.status, refused.code().as_str()), (502, "FILE_UNAVAILABLE"), "{url}");
            let shown = elena.get(&format!("/records/documents/doc/files/{nth}")).await.expect(502);
            assert!(shown.text().contains("We could not get this file"));
        }
        assert!(page(&elena, "/records/documents/doc").await.contains("/files/0"));
        let redirected = app.sandbox.calls("redirected").await;
        assert!(!redirected.iter().any(|call| call["url"].as_str().unwrap().contains(&elena.person.id)));
        let lines = app.sandbox.fhir_calls(&org.slug).await;
        let asked = lines.iter().filter(|call| call["method"] == "GET");
        assert!(!asked.clone().any(|call| call["path"].as_str().unwrap().contains(&rosas)), "{lines:?}");
    }
}

/// Held, entered in error, another patient's, not there: one answer, and the Binary is not asked for.
#[tokio::test]
async fn what_is_withheld_has_no_files() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let (elena, rosa) = (person("elena"), person("rosa"));
        let bin = format!("bin-{}", elena.id);
        let file = [beside("application/pdf", &format!("Binary/{bin}"))];
        let wrong = json!({"status": "entered-in-error"});
        let draft = json!({"docStatus": "entered-in-error"});
        let chart = [
            binary(&bin, "application/pdf", PDF, &elena.id),
            document(&elena, "held", &file),
            with(document(&elena, "wrong", &file), wrong),
            with(document(&elena, "draft", &file), draft),
        ];
        let hers = format!("doc-{}", rosa.id);
        let rosas = [document(&rosa, &hers, &[inside("application/pdf", PDF)])];
        let elena = patient_with(&app, org, elena, &chart).await;
        patient_with(&app, org, rosa, &rosas).await;
        elena.get("/records/documents/held/files/0").await.expect(200);
        super::holds::hold(&app, &elena, "DocumentReference", "held").await;
        let before = app.sandbox.calls("fhir").await.len();
        for surface in ["/records", "/v1/portal/records"] {
            let path = |id: &str| format!("{surface}/documents/{id}/files/0");
            let missing = elena.get(&path("not-there")).await.expect(404);
            // That there is one on hold is no secret to its own patient; what it says is.
            let held = elena.get(&path("held")).await.expect(403);
            assert!(!held.text().contains("PDF"));
            for id in ["wrong", "draft", &hers, &bin] {
                let refused = elena.get(&path(id)).await.expect(404);
                assert_eq!(refused.masked(), missing.masked(), "{surface} {id}");
            }
        }
        let calls = app.sandbox.calls("fhir").await;
        let new = &calls[..calls.len().saturating_sub(before)];
        let reached = |call: &Value| call["path"].as_str().unwrap().contains(&bin);
        assert!(!new.iter().any(|call| reached(call) && !call["path"].as_str().unwrap().contains("_id")));
    }
}

/// A Binary that says that it is somebody else's stays, and is an incident.
#[tokio::test]
async fn another_patient_s_binary_is_an_incident() {
    let app = TestApp::new().await;
    let (elena, rosa) = (person("elena"), person("rosa"));
    let bin = format!("bin-{}", rosa.id);
    let secret = format!("{} letter", rosa.marker);
    let chart = [
        binary(&bin, "text/plain", secret.as_bytes(), &rosa.id),
        document(&elena, "doc", &[beside("text/plain", &format!("Binary/{bin}"))]),
    ];
    let marker = rosa.marker.clone();
    patient_with(&app, &app.one, rosa, &[]).await;
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    for path in ["/v1/portal/records/documents/doc/files/0", "/records/documents/doc/files/0"] {
        let refused = elena.get(path).await.expect(502);
        assert!(!refused.holds(&marker));
    }
    let shown = elena.get("/records/documents/doc").await.expect(200);
    assert!(!shown.holds(&marker) && shown.text().contains("We cannot show this text here"));
    let log = elena.get("/v1/portal/access-log").await.expect(200).json();
    let actions: Vec<&str> =
        log["items"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions.iter().filter(|action| **action == "incident.wrong_patient").count(),
        3,
        "{actions:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_had_says_why() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let gone = format!("Binary/gone-{}", elena.id);
        let files = [
            json!({"contentType": "application/pdf", "data": "n0t base64!"}),
            beside("application/pdf", &gone),
            json!({"contentType": "application/pdf", "title": "announced"}),
        ];
        let chart = [document(&elena, "doc", &files)];
        let elena = patient_with(&app, org, elena, &chart).await;
        let canvas = org.slug == app.two.slug;
        for (nth, words) in [(0, "This file cannot be read"), (1, "We could not get this file")] {
            let answer =
                elena.get(&format!("/v1/portal/records/documents/doc/files/{nth}")).await.expect(502);
            // The Canvas twin says of broken content that it is itself broken.
            if !(canvas && nth == 0) {
                assert_eq!(answer.code(), "FILE_UNAVAILABLE", "{nth}");
                assert!(page_of(&elena, nth).await.contains(words), "{nth}");
            }
        }
        elena.get("/records/documents/doc/files/2").await.expect(502);
        let shown = page(&elena, "/records/documents/doc").await;
        assert!(!shown.contains("/files/2"), "what has no content is not offered");
        let log = elena.get("/v1/portal/access-log").await.expect(200).json();
        let tried = log["items"].as_array().unwrap().iter().filter(|line| line["action"] == "records.file");
        assert!(tried.clone().count() >= 3 && tried.into_iter().all(|line| line["outcome"] == "failed"));
    }
}

async fn page_of(elena: &Patient, nth: usize) -> String {
    elena.get(&format!("/records/documents/doc/files/{nth}")).await.expect(502).text()
}

#[tokio::test]
async fn an_upstream_that_fails_is_told_and_a_broken_end_breaks_the_answer() {
    let app = TestApp::canvas().await;
    let elena = person("elena");
    let (bin, large) = (format!("bin-{}", elena.id), format!("large-{}", elena.id));
    let bytes: Vec<u8> = PDF.iter().copied().chain((0..9_000_000u32).map(|n| (n % 251) as u8)).collect();
    let files = [bin.as_str(), &large].map(|bin| beside("application/pdf", &format!("Binary/{bin}")));
    let chart = [
        binary(&bin, "application/pdf", PDF, &elena.id),
        binary(&large, "application/pdf", &bytes, &elena.id),
        document(&elena, "doc", &files),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    for (value, status) in [(500, 502), (503, 503)] {
        let fault = json!({"vendor": "fhir", "path": bin, "kind": "status", "value": value, "times": 1});
        app.sandbox.fault(&fault).await;
        let answer = elena.get("/v1/portal/records/documents/doc/files/0").await.expect(status);
        assert_eq!(answer.code(), "EHR_UNAVAILABLE");
    }
    // Larger than what is held: read twice, whole, in order, under its true length.
    let whole = elena.get("/records/documents/doc/files/1").await.expect(200);
    assert_eq!(whole.header("content-length"), bytes.len().to_string());
    assert!(whole.body == bytes, "9 MB arrive as they are");
    // The second reading breaks: what was begun is not ended.
    let path = format!("Binary/{large}");
    app.sandbox
        .fault(&json!({"vendor": "fhir", "path": path, "kind": "latency", "value": 1, "times": 1}))
        .await;
    app.sandbox.fault(&json!({"vendor": "fhir", "path": path, "kind": "truncate", "times": 1})).await;
    let broken = elena.get("/v1/portal/records/documents/doc/files/1").await.expect(502);
    assert_eq!(broken.code(), "FILE_UNAVAILABLE", "broken before its first byte left");

    // Canvas's store breaks off in the middle: headers are gone by then, so the body must not end well.
    let org = &app.two;
    let rosa = person("rosa");
    let chart = [document(&rosa, "doc", &[inside("application/pdf", &bytes)])];
    let rosa = patient_with(&app, org, rosa, &chart[..]).await;
    let request = || rosa.request(Method::GET, "/records/documents/doc/files/0").body(Body::empty()).unwrap();
    let (head, body) = rosa.begun(request()).await.into_parts();
    assert_eq!(head.status.as_u16(), 200, "{head:?}");
    assert!(body.collect().await.unwrap().to_bytes() == bytes);
    app.sandbox
        .fault(&json!({"vendor": "canvas-files", "path": org.slug, "kind": "truncate", "times": 1}))
        .await;
    let (head, mut body) = rosa.begun(request()).await.into_parts();
    let announced = head.headers.get("content-length").map(|length| length.to_str().unwrap().to_owned());
    assert_eq!((head.status.as_u16(), announced), (200, Some(bytes.len().to_string())));
    let (mut seen, mut broken) = (0, false);
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => seen += frame.data_ref().map_or(0, |data| data.len()),
            Err(_) => broken = true,
        }
    }
    assert!(broken && seen < bytes.len(), "half a file never ends like a whole one: {seen}");
}

#[tokio::test]
async fn a_download_is_in_the_access_log() {
    let app = TestApp::new().await;
    let elena = with_papers(&app, &app.one).await;
    elena.get("/records/documents/doc/files/0").await.expect(200);
    let log = elena.get("/v1/portal/access-log").await.expect(200).json();
    let lines = log["items"].as_array().unwrap();
    let line = lines.iter().find(|line| line["action"] == "records.file").expect("a line");
    assert_eq!((&line["target_id"], &line["outcome"]), (&json!("doc"), &json!("done")));
    assert!(page(&elena, "/access-log").await.contains("downloaded a file: Documents"));
}
