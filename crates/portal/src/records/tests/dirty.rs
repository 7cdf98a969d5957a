//! Charts that nobody here wrote, when their folder stands beside the workspace: every page and list answers,
//! is sound, and accounts for every entry.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{number, own_total, page, whole};
use crate::testing::{Patient, Person, TestApp, TestOrg};

/// One small bundle per source.
const BUNDLES: [&str; 4] = [
    "inferno/uscore-bundle-patient-85.json",
    "smart-synthea/bernardo-ordonez.json",
    "tietai-us/daria-jast.json",
    "hl7-spec/f001.json",
];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fhir");
    folder.is_dir().then_some(folder)
}

/// Loads a bundle as it is, and tells the patients that it brought.
async fn load(app: &TestApp, org: &TestOrg, file: &Path) -> Vec<String> {
    let http = vendors::http::client(&vendors::http::Settings::default());
    let text = std::fs::read_to_string(file).unwrap();
    let posted = http.post(app.sandbox.fhir()).header("x-tenant-id", &org.slug);
    let posted = posted.header("content-type", "application/fhir+json").body(text).send().await.unwrap();
    let status = posted.status();
    assert!(status.is_success(), "{}: {status} {}", file.display(), posted.text().await.unwrap());
    let url = format!("{}/Patient?_count=50", app.sandbox.fhir());
    let found = http.get(url).header("x-tenant-id", &org.slug).send().await.unwrap();
    let bundle: Value = found.json().await.unwrap();
    let entries = bundle["entry"].as_array().expect("patients").iter();
    entries.map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned()).collect()
}

/// Every list, page and entry of a patient, against the FHIR server's own totals.
async fn read_all(app: &TestApp, tenant: &str, patient: &Patient) -> String {
    let mut line = format!("{} {}:", patient.org.slug, patient.person.id);
    for (list, kind, types) in [
        ("/v1/portal/records/medications", "medications", &["MedicationRequest", "MedicationStatement"][..]),
        ("/v1/portal/prescriptions", "prescriptions", &["MedicationRequest"]),
        ("/v1/portal/records/allergies", "allergies", &["AllergyIntolerance"]),
        ("/v1/portal/records/conditions", "conditions", &["Condition"]),
    ] {
        let mut total = 0;
        for name in types {
            total += own_total(&app.sandbox, tenant, name, &patient.person.id).await;
        }
        let list = whole(patient.get(list).await);
        assert_eq!(number(&list["total"]), total, "{line} {kind}");
        line.push_str(&format!(" {kind} {total}, withheld {};", list["withheld"]));
        let ids = super::all(&list, "id");
        let shown = match kind {
            "prescriptions" => page(patient, "/prescriptions").await,
            _ => page(patient, &format!("/records/{kind}")).await,
        };
        let room = if kind == "prescriptions" { "medications" } else { kind };
        for item in list["items"].as_array().unwrap() {
            let id = item["id"].as_str().unwrap();
            let statement = item["none_known"] == json!(true);
            let there =
                ["\"", "?type="].iter().any(|end| shown.contains(&format!("/records/{room}/{id}{end}")));
            assert!(statement || there, "{line} {kind} {id}");
        }
        // The first and last of each, so that the suite stays quick.
        for id in ids.first().into_iter().chain(ids.last()) {
            patient.get(&format!("/v1/portal/records/{room}/{id}")).await.expect(200);
            page(patient, &format!("/records/{room}/{id}")).await;
        }
    }
    for path in ["/", "/records", "/profile", "/access-log", "/v1/portal/profile", "/v1/portal/dashboard"] {
        patient.get(path).await.expect(200);
    }
    line
}

#[tokio::test]
async fn charts_nobody_here_wrote_are_read_whole_on_both_dialects() {
    let Some(folder) = folder() else {
        println!("skipped: no charts beside the workspace");
        return;
    };
    let app = TestApp::new().await;
    for bundle in BUNDLES {
        let org = app.organisation("dirty", |_| {}).await;
        let slug = org.slug.clone();
        let origin = app.sandbox.origin.clone();
        let canvas = super::faults::canvas(&app, &origin, Some(&slug)).await;
        for id in load(&app, &org, &folder.join(bundle)).await {
            for org in [&org, &canvas] {
                let person = Person { id: id.clone(), ..Person::new("dirty") };
                let account = app.link(org, &person.email, &person.id).await;
                let patient = app.signed_in(org, account, person).await;
                println!("{bundle} {}", read_all(&app, &slug, &patient).await);
            }
        }
    }
}
