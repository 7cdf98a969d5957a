//! Files that are not what they say: they leave as attachments under harmless types, and their texts are read
//! without their markup.

use serde_json::json;

use super::files::{document, inside};
use super::{page, patient_with, person, with};
use crate::testing::TestApp;

#[tokio::test]
async fn hostile_content_leaves_as_what_nothing_runs() {
    let app = TestApp::canvas().await;
    let html = b"<!DOCTYPE html><html><body onload=\"alert(1)\"><script>alert(1)</script></body></html>";
    let svg =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
    let gif = b"GIF89a\x01\0\x01\0=1;/*<script>*/alert(1)//\0";
    let text = "text/plain; charset=utf-8";
    let cases: [(&str, &[u8], &str, &str); 8] = [
        ("image/png", html, text, "txt"),
        ("text/html", html, text, "txt"),
        ("image/svg+xml", svg, text, "txt"),
        ("application/pdf", b"alert(document.cookie)//", text, "txt"),
        ("application/javascript", b"#!/bin/sh\ncurl x | sh\n", text, "txt"),
        ("text/html", gif, "image/gif", "gif"),
        ("image/jpeg", b"MZ\x90\0\x03\0\0\0\x04", "application/octet-stream", "bin"),
        ("text/html", b"\0\xff<script>alert(1)</script>", "application/octet-stream", "bin"),
    ];
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let files = cases.map(|(claimed, bytes, ..)| inside(claimed, bytes));
        let titled = files.map(|file| with(file, json!({"title": "../x\u{202e}gnp.html\r\nX-Evil: 1"})));
        let chart = [document(&elena, "doc", &titled)];
        let elena = patient_with(&app, org, elena, &chart).await;
        for (nth, (claimed, bytes, media_type, extension)) in cases.iter().enumerate() {
            let file = elena.get(&format!("/records/documents/doc/files/{nth}")).await.expect(200);
            assert_eq!(file.body, *bytes);
            assert_eq!(file.header("content-type"), *media_type, "{claimed} {nth}");
            let named = file.header("content-disposition");
            assert!(named.starts_with("attachment; filename=\"xgnp.html X-Evil 1."), "{named}");
            assert!(named.ends_with(&format!(".{extension}")), "{named}");
            assert_eq!(file.header("x-evil"), "");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
        }
        let shown = page(&elena, "/records/documents/doc").await;
        assert!(!shown.contains("alert(1)") && !shown.contains("onload"), "{shown}");
    }
}

#[tokio::test]
async fn notes_are_read_on_the_page_without_their_markup() {
    let app = TestApp::canvas().await;
    let note = "PROGRESS NOTE\r\n\r\nS: Feels <b>well</b> & walks.\r\nO: BP 132/82\r\n";
    let html = "<!DOCTYPE html><html><head><title>gone</title><style>p{}</style></head><body><h1>After your \
        visit</h1><p onclick=\"alert(1)\">You saw <strong>Dr. Raman</strong>.</p><ul><li>Walk</li><li>Sleep\
        </li></ul><table><tr><td>A1c</td><td>6.8 %</td></tr></table><img src=x onerror=alert(2)>\
        <script>alert(3)</script><iframe src=\"https://evil.example\"></iframe></body></html>";
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let files = [
            inside("text/plain; charset=utf-8", note.as_bytes()),
            inside("text/html", html.as_bytes()),
            inside("text/plain", &[b'x'; 300_000]),
        ];
        let chart = [document(&elena, "doc", &files)];
        let elena = patient_with(&app, org, elena, &chart).await;
        let shown = page(&elena, "/records/documents/doc").await;
        for want in [
            "S: Feels &#60;b&#62;well&#60;/b&#62; &#38; walks.\nO: BP 132/82",
            "<h2>After your visit</h2>",
            "You saw Dr. Raman.",
            "<li>Walk",
            "A1c · 6.8 %",
            "We cannot show this text here",
            "Progress note",
        ] {
            assert!(shown.contains(want), "{} misses {want:?}: {shown}", org.slug);
        }
        for bad in ["alert(", "onclick", "<iframe", "evil.example", "gone", "<strong>Dr"] {
            assert!(!shown.contains(bad), "{} holds {bad:?}", org.slug);
        }
    }
}
