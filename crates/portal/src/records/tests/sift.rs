//! Search, filter and sort of one list: what is left is said beside what there is, what has no date is never
//! lost silently, long lists are grouped and not cut.

use serde_json::{Value, json};

use super::{all, between, condition, order, page, patient_with, person, standing, whole, with};
use crate::testing::{Patient, Person, TestApp};

/// Eight conditions, two of them without a date, three of them over.
fn chart(elena: &Person) -> Vec<Value> {
    let dated = |n: usize, date: Option<&str>| {
        let name = ["Zoster", "Ázul", "mumps", "Hay fever", "Flu", "Gout", "Rash", "Burn"][n];
        let one = condition(elena, &format!("co-{n}"), json!({"code": {"text": name}}));
        let one = with(one, json!({"onsetDateTime": date}));
        if n.is_multiple_of(3) { with(one, standing("resolved")) } else { one }
    };
    let dates = [
        Some("2019-01-01"),
        Some("2020"),
        Some("2021-06"),
        None,
        Some("2022-02-03T10:00:00Z"),
        Some("not a date"),
        Some("2024-05-06"),
        Some("2025-05-06"),
    ];
    dates.into_iter().enumerate().map(|(n, date)| dated(n, date)).collect()
}

async fn rows(elena: &Patient, path: &str, form: &[(&str, &str)]) -> Vec<String> {
    let text = elena.post(path, form).await.expect(200).text();
    let main = between(&text, "<main", "</main>");
    let start = format!("href=\"{path}/");
    let links = main.split(&start).skip(1);
    links.filter_map(|rest| rest.split(['"', '?']).next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_list_is_sifted_and_says_of_how_many() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = chart(&elena);
        let elena = patient_with(&app, org, elena, &chart).await;
        let path = "/records/conditions";
        let plain = page(&elena, path).await;
        assert!(plain.contains("8 entries, all shown.") && plain.contains("Search, filter, sort"));
        assert!(plain.contains("2 entries have no date."));
        let total = all(&whole(elena.get("/v1/portal/records/conditions").await), "id").len();

        let text = elena.post(path, &[("words", "azul")]).await.expect(200).text();
        assert!(
            text.contains(&format!("1 of {total} shown.")) && text.contains("8 entries in all."),
            "{text}"
        );
        assert!(!text.contains("all shown") && !text.contains("without a date are left out"));
        assert_eq!(rows(&elena, path, &[("words", "azul")]).await, ["co-1"]);
        assert_eq!(rows(&elena, path, &[("only", "before")]).await, ["co-6", "co-0", "co-3"]);
        // Without days asked for, what has no date stays, at the end.
        let oldest = rows(&elena, path, &[("sort", "oldest"), ("only", "now")]).await;
        assert_eq!(oldest, ["co-1", "co-2", "co-4", "co-7", "co-5"]);
        let named = rows(&elena, path, &[("sort", "name")]).await;
        // Each part of the page by itself: now, then from before.
        assert_eq!(named, ["co-1", "co-7", "co-4", "co-5", "co-2", "co-3", "co-6", "co-0"]);

        let days = [("from", "2021-06-30"), ("to", "2024-05-06")];
        assert_eq!(rows(&elena, path, &days).await, ["co-4", "co-2", "co-6"]);
        let text = elena.post(path, &days).await.expect(200).text();
        assert!(text.contains("3 of 8 shown.") && text.contains("2 entries without a date are left out."));
        let none = elena.post(path, &[("words", "nothing like this")]).await.expect(200).text();
        assert!(none.contains("0 of 8 shown.") && none.contains("Try fewer or other words"));
        assert!(!none.contains("No conditions here"), "a filter is not an empty record");
    }
}

#[tokio::test]
async fn a_form_to_be_mended_keeps_what_was_typed_and_the_whole_list() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = chart(&elena);
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let form = [("words", "gout"), ("from", "2024-05-02"), ("to", "2024-05-01")];
    let text = elena.post("/records/conditions", &form).await.expect(422).text();
    assert!(text.contains("must not be before the first") && text.contains("href=\"#to\""));
    for kept in ["value=\"gout\"", "value=\"2024-05-02\"", "value=\"2024-05-01\""] {
        assert!(text.contains(kept), "{kept}");
    }
    assert!(text.contains("8 entries, all shown.") && text.contains("/records/conditions/co-0\""));
    for form in [[("from", "05/02/2024")], [("only", "sometimes")], [("sort", "1; drop")]] {
        elena.post("/records/conditions", &form).await.expect(422);
    }
    elena.post("/records/nonsense", &[("words", "x")]).await.expect(404);
    elena.post("/v1/portal/records/conditions", &[("words", "x")]).await.expect(405);
}

#[tokio::test]
async fn few_entries_have_no_controls_and_still_answer_a_form() {
    let app = TestApp::new().await;
    let elena = app.patient(&app.one, "elena").await;
    for path in ["/records/allergies", "/prescriptions", "/records/documents"] {
        assert!(!page(&elena, path).await.contains("Search, filter, sort"), "{path}");
        let text = elena.post(path, &[("words", "zzz")]).await.expect(200).text();
        assert!(text.contains("0 of "), "{path}");
    }
}

#[tokio::test]
async fn results_documents_and_other_records_can_be_chosen_by_their_sort() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let about = json!({"reference": format!("Patient/{}", elena.id)});
    let category = |code: &str| json!([{"coding": [{"code": code}]}]);
    let mut chart: Vec<Value> = (0..4)
        .map(|n| {
            let category = category(if n == 3 { "imaging" } else { "laboratory" });
            json!({"resourceType": "Observation", "id": format!("ob-{n}"), "status": "final",
                "subject": about, "category": category, "code": {"text": "x"}})
        })
        .collect();
    for (id, code) in [("dr-1", "RAD"), ("dr-2", "LAB")] {
        chart.push(json!({"resourceType": "DiagnosticReport", "id": id, "status": "final",
            "subject": about, "category": category(code), "code": {"text": "y"}}));
    }
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let path = "/records/results";
    let chosen = async |only: &str| {
        let mut ids = rows(&elena, path, &[("only", only)]).await;
        ids.sort();
        ids
    };
    assert_eq!(chosen("laboratory").await, ["ob-0", "ob-1", "ob-2"]);
    assert_eq!(chosen("imaging").await, ["dr-1", "ob-3"]);
    assert_eq!(chosen("report").await, ["dr-2"]);
    assert!(page(&elena, path).await.contains("<option value=\"imaging\">Imaging</option>"));
}

#[tokio::test]
async fn a_long_list_has_a_heading_a_year_and_every_row() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let date = |n: usize| json!({"authoredOn": format!("{}-03-04", 2010 + n % 12), "status": "completed"});
    let mut chart: Vec<Value> = (0..214).map(|n| order(&elena, &format!("rx-{n:03}"), date(n))).collect();
    chart[7] = with(chart[7].clone(), json!({"authoredOn": null}));
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    for path in ["/records/medications", "/prescriptions"] {
        let prefix = if path == "/prescriptions" { "past-" } else { "before-" };
        let text = page(&elena, path).await;
        for year in 2010..2022 {
            assert!(text.contains(&format!("href=\"#{prefix}y{year}\"")), "{path}: jump to {year}");
            assert!(text.contains(&format!("id=\"{prefix}y{year}\"")), "{path}: {year}");
        }
        assert!(text.contains(&format!("id=\"{prefix}undated\"")));
        let missing = (0..214).find(|n| !text.contains(&format!("/records/medications/rx-{n:03}\"")));
        assert_eq!(missing, None, "{path}: nothing is cut");
        let named = elena.post(path, &[("sort", "name")]).await.expect(200).text();
        assert!(named.contains(&format!("id=\"{prefix}l-p\"")) && named.contains("214 of 214 shown."));
    }
}
