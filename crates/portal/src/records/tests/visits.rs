//! Visits and their papers (R09), and the list of documents (R10).

use serde_json::{Value, json};

use super::files::{document, inside};
use super::{between, page, patient_with, person, with};
use crate::testing::{Person, TestApp};

fn visit(person: &Person, id: &str) -> Value {
    json!({"resourceType": "Encounter", "id": id, "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": format!("Patient/{}", person.id)}, "type": [{"text": format!("visit {id}")}],
        "period": {"start": "2026-03-01T10:00:00Z"},
        "participant": [{"individual": {"display": "Priya Raman, MD"}}],
        "diagnosis": [{"condition": {"reference": "Condition/c1", "display": "Sinus infection"}}]})
}

fn paper(person: &Person, id: &str, loinc: &str, visit: &str) -> Value {
    let text = inside("text/plain", b"words");
    let kind = json!({"coding": [{"system": "http://loinc.org", "code": loinc, "display": "Kind"}]});
    let context = json!({"encounter": [{"reference": format!("Encounter/{visit}")}]});
    with(
        document(person, id, &[text]),
        json!({"type": kind, "context": context, "description": format!("paper {id}")}),
    )
}

#[tokio::test]
async fn a_visit_shows_its_own_papers() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = [
            visit(&elena, "v1"),
            visit(&elena, "v2"),
            visit(&elena, "v3"),
            paper(&elena, "note", "11506-3", "v1"),
            paper(&elena, "summary", "69730-0", "v1"),
            with(paper(&elena, "mistake", "69730-0", "v2"), json!({"status": "entered-in-error"})),
            paper(&elena, "progress", "11506-3", "v2"),
            with(document(&elena, "none", &[]), json!({"description": "paper none"})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let first = page(&elena, "/records/visits/v1").await;
        let papers = between(&first, "Documents of this visit", "</ul>");
        let (summary, note) = (papers.find("paper summary"), papers.find("paper note"));
        assert!(summary.is_some() && summary < note, "the summary comes first: {papers}");
        assert!(papers.contains("/records/documents/summary\"") && papers.contains("Progress note"));
        assert!(!first.contains("paper progress") && !first.contains("paper none"));
        assert!(first.contains("Sinus infection") && first.contains("Priya Raman, MD"));
        let second = page(&elena, "/records/visits/v2").await;
        assert!(second.contains("paper progress") && !second.contains("paper mistake"));
        assert!(!page(&elena, "/records/visits/v3").await.contains("Documents of this visit"));
        let list = page(&elena, "/records/visits").await;
        assert_eq!(list.matches("Visit summary").count(), 1, "one visit has a summary that stands: {list}");
        assert!(between(&list, "/records/visits/v1\"", "</a>").contains("Visit summary"));
    }
}

#[tokio::test]
async fn a_visit_stands_when_its_papers_do_not_come() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = [visit(&elena, "v1"), paper(&elena, "summary", "69730-0", "v1")];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let path = format!("/DocumentReference?patient=Patient%2F{}", elena.person.id);
    app.sandbox
        .fault(&json!({"vendor": "fhir", "path": path, "kind": "status", "value": 500, "times": 1}))
        .await;
    let shown = page(&elena, "/records/visits/v1").await;
    assert!(shown.contains("Documents of this visit may be missing") && shown.contains("Sinus infection"));
    assert!(page(&elena, "/records/visits/v1").await.contains("paper summary"));
}

#[tokio::test]
async fn documents_tell_kind_date_author_and_whether_they_stand() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = [
            paper(&elena, "now", "11506-3", "v1"),
            with(paper(&elena, "old", "11488-4", "v1"), json!({"status": "superseded"})),
            with(paper(&elena, "amended", "34117-2", "v1"), json!({"docStatus": "amended"})),
            with(paper(&elena, "odd", "99999-9", "v1"), json!({"author": null})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = page(&elena, "/records/documents").await;
        let row = |id: &str| between(&list, &format!("/records/documents/{id}\""), "</a>").to_owned();
        assert!(row("now").contains("Progress note · March 1, 2026 · Priya Raman, MD"), "{}", row("now"));
        assert!(!row("now").contains("class=\"flag"), "{}", row("now"));
        assert!(
            row("old").contains("Note from a specialist") && row("old").contains("Replaced by a newer one")
        );
        assert!(row("amended").contains("Changed after it was final"));
        assert!(row("odd").contains("Kind · March 1, 2026<"), "{}", row("odd"));
    }
}
