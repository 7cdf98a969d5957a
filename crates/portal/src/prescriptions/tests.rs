//! Prescriptions (P01), beside what `records` proves of lists: the two paths are one handler, and what is
//! told is told in four languages without touching the clinic's words.

use serde_json::json;

use crate::testing::TestApp;

#[tokio::test]
async fn both_paths_are_the_same_and_hold_the_names_of_the_contract() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = app.patient(org, "elena").await;
        let mut one = elena.get("/v1/portal/prescriptions").await.expect(200).json();
        let mut two = elena.get("/api/patient/prescriptions").await.expect(200).json();
        for list in [&mut one, &mut two] {
            let as_of = list["as_of"].take();
            assert!(as_of.as_str().is_some_and(|at| at.ends_with('Z')), "{as_of}");
        }
        assert_eq!(one, two);
        let item = &one["items"][0];
        for field in ["id", "resource", "medication", "dosage", "prescriber", "status", "dateWritten"] {
            assert!(!item[field].is_null() || field == "prescriber" && org.slug == app.two.slug, "{field}");
        }
        assert_eq!(item["id"], elena.person.entry("medications"));
        assert_eq!(item["dateWritten"], "2026-01-02");
    }
}

#[tokio::test]
async fn the_page_speaks_the_readers_language_and_keeps_the_clinics_words() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    for lang in ["en", "es", "zh", "vi"] {
        let browser = elena.browser.clone().with("accept-language", lang);
        let page = browser.get("/prescriptions").await.expect(200);
        assert!(page.text().contains(&format!("<html lang=\"{lang}")), "{lang}");
        assert!(page.holds(&format!("take {}", elena.person.marker)), "the dosage is the clinic's own");
        assert!(!page.holds("⟦"), "a word is missing in {lang}");
    }
}

#[tokio::test]
async fn signed_out_there_is_nothing() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    let anon = app.anon(&app.one);
    assert_eq!(anon.get("/prescriptions").await.location(), "/sign-in?next=%2Fprescriptions");
    for path in ["/v1/portal/prescriptions", "/api/patient/prescriptions"] {
        assert_eq!(anon.get(path).await.expect(401).code(), "SESSION_EXPIRED");
    }
    // Her cookie opens nothing on another clinic's host.
    let elsewhere = elena.on(&app.two.host);
    assert_eq!(elsewhere.get("/v1/portal/prescriptions").await.expect(401).code(), "SESSION_EXPIRED");
    let list = elena.get("/v1/portal/prescriptions").await.expect(200).json();
    assert_eq!(list["total"], json!(1));
}
