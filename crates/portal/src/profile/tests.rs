//! The profile (R12): what the clinic has written, no more and no less.

use serde_json::{Value, json};

use crate::testing::{Patient, Person, TestApp, TestOrg};

async fn patient(app: &TestApp, org: &TestOrg, more: &Value) -> Patient {
    let person = Person::new("elena");
    let mut resource = json!({"resourceType": "Patient", "id": person.id});
    for (name, value) in more.as_object().unwrap() {
        resource[name] = value.clone();
    }
    app.sandbox.put(&org.slug, &[resource]).await;
    let account = app.link(org, &person.email, &person.id).await;
    app.signed_in(org, account, person).await
}

fn whole() -> Value {
    json!({
        "gender": "female", "birthDate": "1956-11-09",
        "name": [
            {"use": "maiden", "family": "Oldname", "given": ["Elena"]},
            {"use": "official", "family": "Ríos Núñez", "given": ["Elena", "María"]},
            {"use": "usual", "given": ["Leni"], "family": "Ríos"},
        ],
        "telecom": [
            {"system": "phone", "value": "(303) 555-0111", "use": "home"},
            {"system": "phone", "value": "(303) 555-0199", "use": "old", "period": {"end": "2010-01-01"}},
            {"system": "email", "value": "elena@patients.example"},
        ],
        "address": [{"use": "home", "line": ["12 Aspen Way"], "city": "Denver", "state": "CO",
            "postalCode": "80202"}],
        "communication": [{"language": {"text": "Español"}, "preferred": true}],
        "generalPractitioner": [{"display": "Dr. Ines Roebuck"}],
    })
}

#[tokio::test]
async fn the_profile_says_what_the_clinic_has_written() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = patient(&app, org, &whole()).await;
        for path in ["/v1/portal/profile", "/api/patient/profile"] {
            let told = elena.get(path).await.expect(200).json();
            assert_eq!(told["id"], elena.person.id);
            assert_eq!(told["birth_date"], "1956-11-09");
            assert_eq!(told["gender"], "female");
            assert_eq!(told["deceased"], false);
            assert!(told["name"].as_str().unwrap().contains("Ríos Núñez"), "{}", told["name"]);
            assert!(told["telecom"].to_string().contains("(303) 555-0111"));
            assert!(told["addresses"].to_string().contains("12 Aspen Way"));
            assert!(told["as_of"].as_str().is_some_and(|at| at.ends_with('Z')));
        }
        let shown = elena.get("/profile").await.expect(200).text();
        for word in ["Ríos Núñez", "November 9, 1956", "(303) 555-0111", "12 Aspen Way", "Denver", "as of"]
        {
            assert!(shown.contains(word), "{} does not say {word}", org.slug);
        }
        assert!(!shown.contains("Oldname"), "a name from before is not her name");
    }
}

/// What the FHIR server has, and Canvas may not pass on.
#[tokio::test]
async fn what_is_preferred_and_over_is_told_as_such() {
    let app = TestApp::new().await;
    let elena = patient(&app, &app.one, &whole()).await;
    let told = elena.get("/v1/portal/profile").await.expect(200).json();
    assert_eq!((&told["first_name"], &told["languages"]), (&json!("Leni"), &json!(["Español"])));
    assert_eq!(told["general_practitioners"], json!(["Dr. Ines Roebuck"]));
    assert!(!told["telecom"].to_string().contains("0199"), "a number that is over is not how to reach her");
    assert!(elena.get("/profile").await.text().contains("Dr. Ines Roebuck"));
}

#[tokio::test]
async fn a_profile_of_nothing_says_that_nothing_is_written() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = patient(&app, org, &json!({})).await;
        let told = elena.get("/v1/portal/profile").await.expect(200).json();
        for field in ["name", "first_name", "birth_date"] {
            assert_eq!(told[field], json!(null), "{field} is not made up");
        }
        assert_eq!((&told["telecom"], &told["addresses"]), (&json!([]), &json!([])));
        let shown = elena.get("/profile").await.expect(200).text();
        assert!(shown.matches("Not written down").count() >= 5, "name, birth date, phone, e-mail, address");
        for path in ["/", "/records", "/records/medications", "/access-log"] {
            elena.get(path).await.expect(200);
        }
    }
}

/// Whom the clinic calls: those marked for an emergency apart from the others, none whose time is over.
#[tokio::test]
async fn people_to_call_are_told_with_their_numbers() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let role = "http://terminology.hl7.org/CodeSystem/v2-0131";
        let contact = json!({"name": [{"family": "Test"}], "contact": [
            {"name": {"text": "Marta Rivera"}, "relationship": [{"text": "Aunt"}],
                "telecom": [{"system": "phone", "value": "3035550122"}]},
            {"name": {"family": "Ruiz", "given": ["Ana"]},
                "relationship": [{"coding": [{"system": role, "code": "C"}]}, {"text": "Sister"}],
                "telecom": [{"system": "phone", "value": "3035550133"}]},
            {"name": {"text": "Long ago"}, "period": {"end": "2001-01-01"}}]});
        let elena = patient(&app, org, &contact).await;
        let shown = elena.get("/profile").await.expect(200).text();
        let emergency = shown.split("id=\"emergency\"").nth(1).unwrap().split("</section>").next().unwrap();
        for word in ["Ana Ruiz", "Sister", "3035550133"] {
            assert!(emergency.contains(word), "{}: {word}", org.slug);
        }
        assert!(!emergency.contains("Marta Rivera") && shown.contains("Marta Rivera"));
        assert!(!shown.contains("Long ago"));
        let told = elena.get("/v1/portal/profile").await.expect(200).json();
        assert_eq!(told["contacts"][0]["name"], "Ana Ruiz");
        assert_eq!(
            (&told["contacts"][0]["emergency"], &told["contacts"][1]["emergency"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(told["contacts"][1]["telecom"][0]["value"], "3035550122");
    }
}

#[tokio::test]
async fn a_deceased_patients_record_is_readable_and_says_so() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        for died in [json!({"deceasedDateTime": "2025-12-24"}), json!({"deceasedBoolean": true})] {
            let elena = patient(&app, org, &died).await;
            assert_eq!(elena.get("/v1/portal/profile").await.expect(200).json()["deceased"], true);
            for path in ["/", "/records", "/records/allergies", "/prescriptions", "/profile", "/access-log"] {
                elena.get(path).await.expect(200);
            }
        }
    }
}

/// Who cares for her is often a bare reference; the page must not say that nobody is written down.
#[tokio::test]
async fn practitioners_are_told_by_their_own_names() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let doctor = json!({"resourceType": "Practitioner", "id": "dr-1",
            "name": [{"family": "Roebuck", "given": ["Ines"]}]});
        app.sandbox.put(&org.slug, &[doctor]).await;
        let bare = json!({"generalPractitioner": [{"reference": "Practitioner/dr-1"}]});
        let elena = patient(&app, org, &bare).await;
        let told = elena.get("/v1/portal/profile").await.expect(200).json();
        let shown = elena.get("/profile").await.expect(200).text();
        assert!(!shown.contains("nobody written down"), "{}", org.slug);
        // On Canvas an extension of its own, the default provider, stands in its place.
        assert_eq!(told["general_practitioners"], json!(["Ines Roebuck"]), "{}", org.slug);
        assert!(shown.contains("Ines Roebuck"));
        let dangling = json!({"generalPractitioner": [{"reference": "Practitioner/not-there"}]});
        let elena = patient(&app, org, &dangling).await;
        assert!(!elena.get("/profile").await.expect(200).text().contains("nobody written down"));
    }
}

/// The clinic linked an address to a patient that its record system does not have.
#[tokio::test]
async fn a_patient_that_is_not_there_is_not_found() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let person = Person::new("nobody");
        let account = app.link(org, &person.email, &person.id).await;
        let nobody = app.signed_in(org, account, person).await;
        assert_eq!(nobody.get("/v1/portal/profile").await.expect(404).code(), "NOT_FOUND");
        nobody.get("/profile").await.expect(404);
        let home = nobody.get("/v1/portal/dashboard").await.expect(200).json();
        assert_eq!(home["first_name"], json!(null));
        nobody.get("/").await.expect(200);
    }
}

#[tokio::test]
async fn odd_birth_dates_are_shown_as_precise_as_they_are() {
    let app = TestApp::new().await;
    for (written, shown) in [("1956", "1956"), ("1956-11", "November 1956")] {
        let elena = patient(&app, &app.one, &json!({"birthDate": written})).await;
        assert_eq!(elena.get("/v1/portal/profile").await.json()["birth_date"], written);
        let page = elena.get("/profile").await.expect(200).text();
        assert!(
            page.contains(shown) && !page.contains("November 1, 1956") && !page.contains("January 1, 1956")
        );
    }
}
