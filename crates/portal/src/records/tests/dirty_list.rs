//! The ways in which real charts are dirty, one test each, at the door where a patient would meet them: no
//! crash, no silent gap, no false statement. The resources are made here after the model of real ones; how
//! a single value is read is tested beside the views, in the `fhir` crate.
//!
//! | Dirt | Test |
//! |---|---|
//! | dates before birth | [`dates_before_birth_are_shown_as_written`] |
//! | periods whose end sorts before start (DST) | [`a_period_whose_end_sorts_before_its_start_as_text`] |
//! | three precisions and four zones mixed | [`three_precisions_and_four_zones_sort_as_instants`] |
//! | `2004` and `2012-06` as dates | [`years_and_months_stay_years_and_months`] |
//! | Conditions without recordedDate or category | [`conditions_without_recorded_date_or_category`] |
//! | Observations without effective time or category | [`observations_without_effective_time_or_category`] |
//! | Observations without any value | [`observations_without_any_value_with_and_without_a_reason`] |
//! | Encounters without period | [`encounters_without_period`] |
//! | MedicationRequests without dosageInstruction | [`medication_requests_without_dosage_instruction`] |
//! | Patients without e-mail | [`patients_without_e_mail`] |
//! | Practitioners without telecom | [`practitioners_without_telecom`] |
//! | display-only and dangling references | [`display_only_and_dangling_references`] |
//! | absolute URLs to other servers | [`absolute_urls_to_other_servers`] |
//! | versioned references | [`versioned_references`] |
//! | contained resources | [`contained_resources`] |
//! | one code with several displays | [`one_code_with_several_displays`] |
//! | zero-width spaces inside LOINC displays | [`zero_width_spaces_inside_loinc_displays`] |
//! | category `vital-sign` beside `vital-signs` | [`category_vital_sign_beside_vital_signs`] |
//! | no meta.profile at all | [`no_meta_profile_at_all`] |
//! | 15-digit lab values, negative values | [`fifteen_digit_lab_values_and_negative_values`] |
//! | money as 28.104000000000003 | [`money_as_28_104000000000003`] |
//! | digits, maiden names, double surnames, accents | [`digits_maiden_names_double_surnames_and_accents`] |
//! | newlines and trailing spaces in dosage text | [`newlines_and_trailing_spaces_in_dosage_text`] |
//! | non-ASCII e-mail addresses | [`non_ascii_e_mail_addresses`] |
//! | `_birthDate`, `_gender`, data-absent-reason | [`birth_date_gender_and_data_absent_reason_extensions`] |
//! | narratives without div | [`narratives_without_div`] |
//! | base64 with line breaks | [`base64_with_line_breaks`] |
//! | different resources under the same id | [`the_same_ids_in_different_organisations`] |

use serde_json::{Value, json};

use super::{all, condition, one, order, page, patient_with, person, whole, with};
use crate::testing::{Patient, Person, TestApp, TestOrg};

/// A resource of the patient.
fn hers(person: &Person, kind: &str, id: &str, more: Value) -> Value {
    let field = match kind {
        "Immunization" | "ExplanationOfBenefit" => "patient",
        _ => "subject",
    };
    let mut bare = json!({"resourceType": kind, "id": id});
    bare[field] = json!({"reference": format!("Patient/{}", person.id)});
    with(bare, more)
}

/// A laboratory Observation.
fn lab(person: &Person, id: &str, more: Value) -> Value {
    let bare = json!({"status": "final", "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": format!("test {id}")}, "effectiveDateTime": "2026-03-04"});
    hers(person, "Observation", id, with(bare, more))
}

/// A procedure done then.
fn done(person: &Person, id: &str, when: &str) -> Value {
    let said = json!({"status": "completed", "code": {"text": format!("work {id}")},
        "performedDateTime": when});
    hers(person, "Procedure", id, said)
}

/// The chart of a patient in the organisation with the generic dialect.
async fn reading(app: &TestApp, chart: impl FnOnce(&Person) -> Vec<Value>) -> Patient {
    let elena = person("elena");
    let chart = chart(&elena);
    patient_with(app, &app.one, elena, &chart).await
}

/// The same with a Patient resource of the chart's own.
async fn patient_as(app: &TestApp, org: &TestOrg, person: Person, chart: &[Value]) -> Patient {
    app.sandbox.put(&org.slug, chart).await;
    let account = app.link(org, &person.email, &person.id).await;
    app.signed_in(org, account, person).await
}

async fn listed(patient: &Patient, kind: &str) -> Value {
    whole(patient.get(&format!("/v1/portal/records/{kind}")).await)
}

/// "dates before birth": the patient was born on 1970-02-03.
#[tokio::test]
async fn dates_before_birth_are_shown_as_written() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let early = condition(&elena, "early", json!({"onsetDateTime": "1951-07-08"}));
        let elena = patient_with(&app, org, elena, &[early]).await;
        assert_eq!(one(&listed(&elena, "conditions").await, "early")["began"], "1951-07-08");
        assert!(page(&elena, "/records/conditions/early").await.contains("July 8, 1951"));
    }
}

/// "periods whose end sorts before their start as text (DST) though not as instants"
#[tokio::test]
async fn a_period_whose_end_sorts_before_its_start_as_text() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let night = json!({"start": "2020-11-01T01:54:00-04:00", "end": "2020-11-01T01:09:00-05:00"});
        vec![hers(
            elena,
            "Encounter",
            "night",
            json!({"status": "finished", "class": {"code": "EMER"},
            "type": [{"text": "Emergency visit"}], "period": night}),
        )]
    })
    .await;
    let entry = elena.get("/v1/portal/records/visits/night").await.expect(200).json();
    let facts = entry["facts"].as_array().unwrap();
    let period = &facts.iter().find(|fact| fact["key"] == "period").unwrap()["value"];
    assert_eq!(period["start"], "2020-11-01T01:54:00-04:00");
    assert_eq!(period["end"], "2020-11-01T01:09:00-05:00", "neither dropped nor turned around");
    assert!(page(&elena, "/records/visits/night").await.matches("2020").count() >= 1);
}

/// "three precisions and four zones mixed"
#[tokio::test]
async fn three_precisions_and_four_zones_sort_as_instants() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        vec![
            done(elena, "east", "2026-03-04T23:30:00-05:00"),
            done(elena, "utc", "2026-03-05T00:30:00Z"),
            done(elena, "cairo", "2026-03-05T01:00:00+02:00"),
            done(elena, "west", "2026-03-04T12:00:00-08:00"),
            done(elena, "day", "2026-03-03"),
            done(elena, "month", "2026-02"),
        ]
    })
    .await;
    let list = listed(&elena, "procedures").await;
    assert_eq!(all(&list, "id"), ["east", "utc", "cairo", "west", "day", "month"], "newest first");
}

/// "`2004` and `2012-06` as dates": no day and no month is invented.
#[tokio::test]
async fn years_and_months_stay_years_and_months() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| vec![done(elena, "y", "2004"), done(elena, "m", "2012-06")]).await;
    let (year, month) =
        (page(&elena, "/records/procedures/y").await, page(&elena, "/records/procedures/m").await);
    assert!(year.contains("2004") && !year.contains("January"), "2004 is a year");
    assert!(month.contains("June 2012") && !month.contains("June 1"), "2012-06 is a month");
}

/// "Conditions without recordedDate or category"
#[tokio::test]
async fn conditions_without_recorded_date_or_category() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let bare = condition(&elena, "bare", json!({}));
        let elena = patient_with(&app, org, elena, &[bare]).await;
        let list = listed(&elena, "conditions").await;
        assert_eq!(
            (&one(&list, "bare")["recorded"], &one(&list, "bare")["current"]),
            (&Value::Null, &json!(true))
        );
        let shown = page(&elena, "/records/conditions/bare").await;
        assert!(shown.contains("problem bare") && !shown.contains("Written down</dt>"));
    }
}

/// "Observations without effective time, category …": still in exactly one room, and said to have no date.
#[tokio::test]
async fn observations_without_effective_time_or_category() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = [
            lab(&elena, "undated", json!({"effectiveDateTime": null})),
            lab(&elena, "nowhere", json!({"category": null})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let results = listed(&elena, "results").await;
        assert_eq!(all(&results, "id"), ["undated"]);
        assert_eq!(results["items"][0]["date"], Value::Null);
        assert_eq!(all(&listed(&elena, "other").await, "id"), ["nowhere"]);
        assert!(page(&elena, "/records/other").await.contains("test nowhere"));
        page(&elena, "/records/results/undated").await;
    }
}

/// "… or any value (with or without dataAbsentReason)"
#[tokio::test]
async fn observations_without_any_value_with_and_without_a_reason() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let reason = json!({"dataAbsentReason": {"coding": [{"code": "not-performed"}]}});
        vec![lab(elena, "why", reason), lab(elena, "silent", json!({}))]
    })
    .await;
    let list = listed(&elena, "results").await;
    for id in ["why", "silent"] {
        assert_eq!(one(&list, id)["value"], Value::Null, "{id}: no value is made up");
    }
    assert!(page(&elena, "/records/results/why").await.contains("The test was not done"));
    page(&elena, "/records/results/silent").await;
}

/// "Encounters without period"
#[tokio::test]
async fn encounters_without_period() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        vec![hers(
            elena,
            "Encounter",
            "when",
            json!({"status": "finished", "class": {"code": "AMB"},
            "type": [{"text": "Check-up"}]}),
        )]
    })
    .await;
    assert_eq!(one(&listed(&elena, "visits").await, "when")["date"], Value::Null);
    assert!(page(&elena, "/records/visits").await.contains("No date written down"));
    assert!(page(&elena, "/records/visits/when").await.contains("Check-up"));
}

/// "MedicationRequests without dosageInstruction (most)"
#[tokio::test]
async fn medication_requests_without_dosage_instruction() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let silent = order(&elena, "silent", json!({}));
        let elena = patient_with(&app, org, elena, &[silent]).await;
        assert_eq!(one(&listed(&elena, "medications").await, "silent")["dosage"], Value::Null);
        assert!(
            page(&elena, "/records/medications").await.contains("rx-take-none"),
            "says that it is not written"
        );
        page(&elena, "/records/medications/silent").await;
    }
}

/// "Patients without e-mail (two thirds)": the clinic has linked an address that her record does not hold.
#[tokio::test]
async fn patients_without_e_mail() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let address = elena.email.clone();
        let elena = patient_with(&app, org, elena, &[]).await;
        let told = elena.get("/v1/portal/profile").await.expect(200);
        assert!(!told.holds(&address), "the address of the account is not in her record");
        assert!(page(&elena, "/profile").await.contains("Not written down"));
    }
}

/// "Practitioners without telecom"
#[tokio::test]
async fn practitioners_without_telecom() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let chart = [
            json!({"resourceType": "Practitioner", "id": "dr-quiet", "name": [{"text": "Dr. Quiet"}]}),
            hers(
                &elena,
                "CareTeam",
                "team",
                json!({"status": "active",
                "participant": [{"member": {"reference": "Practitioner/dr-quiet"}}]}),
            ),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let shown = page(&elena, "/records/care-team/team").await;
        let members = super::between(&shown, "Who is on your team", "</section>");
        assert!(members.contains("Dr. Quiet") && !members.contains("How to reach"), "{}", org.slug);
    }
}

/// "display-only and dangling references"
#[tokio::test]
async fn display_only_and_dangling_references() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        vec![hers(
            elena,
            "CarePlan",
            "plan",
            json!({"status": "active", "intent": "plan", "title": "Plan",
            "addresses": [{"display": "Only words"}, {"reference": "Condition/gone", "display": "Gone words"},
                {"reference": "Condition/nameless"}]}),
        )]
    })
    .await;
    let shown = page(&elena, "/records/care-plans/plan").await;
    assert!(shown.contains("Only words") && shown.contains("Gone words"));
    assert!(shown.contains("No name written down"), "three problems are told, the nameless one too");
    for id in ["gone", "nameless"] {
        assert!(!shown.contains(id), "{id}: an id tells a person nothing, and a link would lead nowhere");
    }
}

/// "absolute URLs to other servers": told by their own words, never asked for here, never a link.
#[tokio::test]
async fn absolute_urls_to_other_servers() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let far = "https://elsewhere.example/fhir/Condition/near";
        vec![
            condition(elena, "near", json!({"code": {"text": "A problem of hers"}})),
            hers(
                elena,
                "CarePlan",
                "plan",
                json!({"status": "active", "intent": "plan", "title": "Plan",
                "addresses": [{"reference": far, "display": "A far problem"}]}),
            ),
        ]
    })
    .await;
    let shown = page(&elena, "/records/care-plans/plan").await;
    assert!(shown.contains("A far problem") && !shown.contains("A problem of hers"));
    assert!(!shown.contains("elsewhere.example") && !shown.contains("/records/conditions/near"));
}

/// "versioned references"
#[tokio::test]
async fn versioned_references() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        vec![
            condition(elena, "cough", json!({"code": {"text": "Whooping cough"}})),
            hers(
                elena,
                "CarePlan",
                "plan",
                json!({"status": "active", "intent": "plan", "title": "Plan",
                "addresses": [{"reference": "Condition/cough/_history/1"}]}),
            ),
        ]
    })
    .await;
    let shown = page(&elena, "/records/care-plans/plan").await;
    assert!(shown.contains("Whooping cough") && shown.contains("/records/conditions/cough\""));
}

/// "contained resources"
#[tokio::test]
async fn contained_resources() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let inside = json!([{"resourceType": "Practitioner", "id": "p1",
            "name": [{"family": "Inside", "given": ["Dora"]}]},
            {"resourceType": "Organization", "id": "o1", "name": "Inner Clinic"}]);
        vec![hers(
            elena,
            "CareTeam",
            "team",
            json!({"status": "active", "contained": inside,
            "participant": [{"member": {"reference": "#p1"}, "onBehalfOf": {"reference": "#o1"}}]}),
        )]
    })
    .await;
    let shown = page(&elena, "/records/care-team/team").await;
    assert!(shown.contains("Dora Inside") && shown.contains("Inner Clinic"));
}

/// "one code with several displays": each entry keeps the words that its author wrote.
#[tokio::test]
async fn one_code_with_several_displays() {
    let app = TestApp::new().await;
    let names = ["Body Weight", "Weight Measured", "body weight"];
    let elena = reading(&app, |elena| {
        let coded = |name: &str| {
            json!({"code": {"coding": [{"system": "http://loinc.org", "code": "29463-7",
            "display": name}]}})
        };
        names.iter().enumerate().map(|(at, name)| lab(elena, &format!("w{at}"), coded(name))).collect()
    })
    .await;
    let list = listed(&elena, "results").await;
    for (at, name) in names.iter().enumerate() {
        let item = one(&list, &format!("w{at}"));
        assert_eq!((&item["name"], &item["code"]["code"]), (&json!(name), &json!("29463-7")));
    }
}

/// "zero-width spaces inside LOINC displays"
#[tokio::test]
async fn zero_width_spaces_inside_loinc_displays() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let display = "Glomerular filtration rate/\u{200b}1.73 sq M.predicted";
        let gfr = lab(&elena, "gfr", json!({"code": {"text": display}}));
        let elena = patient_with(&app, org, elena, &[gfr]).await;
        let clean = "Glomerular filtration rate/1.73 sq M.predicted";
        assert_eq!(one(&listed(&elena, "results").await, "gfr")["name"], clean);
        let shown = page(&elena, "/records/results/gfr").await;
        assert!(shown.contains(clean) && !shown.contains('\u{200b}'), "it can be searched and copied");
    }
}

/// "category `vital-sign` beside `vital-signs`"
#[tokio::test]
async fn category_vital_sign_beside_vital_signs() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let category = |code: &str| json!({"category": [{"coding": [{"code": code}]}]});
        let chart = [lab(&elena, "one", category("vital-sign")), lab(&elena, "two", category("vital-signs"))];
        let elena = patient_with(&app, org, elena, &chart).await;
        let vitals = listed(&elena, "vitals").await;
        let mut ids = all(&vitals, "id");
        ids.sort_unstable();
        assert_eq!(ids, ["one", "two"]);
        assert_eq!(listed(&elena, "other").await["total"], 0);
    }
}

/// "no meta.profile at all": what a resource is follows from its type and content.
#[tokio::test]
async fn no_meta_profile_at_all() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        vec![hers(
            elena,
            "Immunization",
            "shot",
            json!({"status": "completed",
            "vaccineCode": {"text": "Influenza"}, "occurrenceDateTime": "2026-01-02", "meta": null}),
        )]
    })
    .await;
    assert_eq!(all(&listed(&elena, "immunizations").await, "name"), ["Influenza"]);
    page(&elena, "/records/immunizations/shot").await;
}

/// "15-digit lab values that need rounding for people, negative values"
#[tokio::test]
async fn fifteen_digit_lab_values_and_negative_values() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let value =
            |value: f64| json!({"valueQuantity": {"value": value, "unit": "mmol/L", "code": "mmol/L"}});
        let chart = [lab(&elena, "long", value(91.171_508_520_031_4)), lab(&elena, "below", value(-2.4))];
        let elena = patient_with(&app, org, elena, &chart).await;
        let list = listed(&elena, "results").await;
        assert_eq!(one(&list, "long")["value"], "91.17 mmol/L");
        assert!(one(&list, "long")["exact_value"].as_str().unwrap().starts_with("91.1715085200314"));
        assert_eq!(one(&list, "below")["value"], "-2.4 mmol/L");
        assert_eq!(one(&list, "below")["exact_value"], Value::Null, "nothing was rounded");
    }
}

/// "money as 28.104000000000003": the nearest cent, and the same on page and API.
#[tokio::test]
async fn money_as_28_104000000000003() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let said = json!({"status": "active", "outcome": "complete", "type": {"text": "Visit"},
            "total": [{"category": {"coding": [{"code": "memberliability"}]},
                "amount": {"value": 28.104_000_000_000_003, "currency": "USD"}}]});
        vec![hers(elena, "ExplanationOfBenefit", "eob", said)]
    })
    .await;
    let entry = elena.get("/v1/portal/records/explanations-of-benefit/eob").await.expect(200).json();
    assert!(entry["details"].to_string().contains("2810"), "{}", entry["details"]);
    let shown = page(&elena, "/records/explanations-of-benefit/eob").await;
    assert!(shown.contains("$28.10") && !shown.contains("28.104"));
}

/// "digits in names, maiden names, Spanish double surnames, accents"
#[tokio::test]
async fn digits_maiden_names_double_surnames_and_accents() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let names = json!({"resourceType": "Patient", "id": elena.id, "gender": "female",
            "name": [{"use": "maiden", "family": "Oldname12", "given": ["Zoé"]},
                {"use": "official", "family": "Nuñez Ávila904", "given": ["Zoé752", "María"]}]});
        let elena = patient_as(&app, org, elena, &[names]).await;
        let told = elena.get("/v1/portal/profile").await.expect(200).json();
        assert_eq!(told["name"], "Zoé752 María Nuñez Ávila904");
        let shown = page(&elena, "/profile").await;
        assert!(shown.contains("Nuñez Ávila904") && !shown.contains("Oldname12"), "{}", org.slug);
        assert!(page(&elena, "/").await.contains("Zoé752"));
    }
}

/// "newlines and trailing spaces in dosage text"
#[tokio::test]
async fn newlines_and_trailing_spaces_in_dosage_text() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let text = "Take 1 tablet \r\n by mouth\ndaily  ";
        let pill = order(&elena, "pill", json!({"dosageInstruction": [{"text": text}]}));
        let elena = patient_with(&app, org, elena, &[pill]).await;
        assert_eq!(
            one(&listed(&elena, "medications").await, "pill")["dosage"],
            "Take 1 tablet by mouth daily"
        );
        assert!(page(&elena, "/records/medications").await.contains("Take 1 tablet by mouth daily"));
    }
}

/// "non-ASCII e-mail addresses": shown as written, and no reason to fail.
#[tokio::test]
async fn non_ascii_e_mail_addresses() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let reached = json!({"resourceType": "Patient", "id": elena.id, "gender": "female",
            "name": [{"use": "official", "family": "Test"}],
            "telecom": [{"system": "email", "value": "begoña@correo.example"}]});
        let elena = patient_as(&app, org, elena, &[reached]).await;
        assert!(page(&elena, "/profile").await.contains("begoña@correo.example"));
        let asked = json!({"email": "begoña@correo.example"});
        let asked = app.anon(org).post_json("/v1/portal/auth/send-code", &asked).await;
        assert_eq!(asked.status, 202, "{}", asked.asked);
    }
}

/// "`_birthDate`, `_gender` and data-absent-reason extensions"
#[tokio::test]
async fn birth_date_gender_and_data_absent_reason_extensions() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let absent = json!({"extension": [{"valueCode": "unknown",
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}]});
    let coded = json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/alternate-codes",
        "valueCodeableConcept": {"text": "Male (finding)"}}]});
    let resource = json!({"resourceType": "Patient", "id": elena.id, "gender": "male", "_gender": coded,
        "_birthDate": absent, "name": [{"family": "Test", "_given": [absent]}]});
    let pressed = lab(&elena, "bp", json!({"valueString": "120", "_valueString": absent}));
    let elena = patient_as(&app, &app.one, elena, &[resource, pressed]).await;
    let told = elena.get("/v1/portal/profile").await.expect(200).json();
    assert_eq!((&told["birth_date"], &told["gender"]), (&Value::Null, &json!("male")));
    assert!(page(&elena, "/profile").await.contains("Not written down"), "no birth date is made up");
    page(&elena, "/records/results/bp").await;
}

/// "narratives without div"
#[tokio::test]
async fn narratives_without_div() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let empty = json!({"status": "generated"});
        vec![
            hers(
                elena,
                "DiagnosticReport",
                "report",
                json!({"status": "final", "text": empty,
                "code": {"text": "Chest picture"}}),
            ),
            hers(
                elena,
                "CarePlan",
                "plan",
                json!({"status": "active", "intent": "plan", "text": empty,
                "title": "A plan"}),
            ),
        ]
    })
    .await;
    assert!(page(&elena, "/records/results/report?type=DiagnosticReport").await.contains("Chest picture"));
    assert!(page(&elena, "/records/care-plans/plan").await.contains("A plan"));
}

/// "base64 with line breaks": the entry is whole; its bytes are read in the `fhir` crate's tests.
#[tokio::test]
async fn base64_with_line_breaks() {
    let app = TestApp::new().await;
    let elena = reading(&app, |elena| {
        let file = json!([{"attachment": {"contentType": "text/plain", "data": "SGVs\nbG8g\r\nRWxl\nbmE="}}]);
        vec![hers(
            elena,
            "DocumentReference",
            "letter",
            json!({"status": "current",
            "type": {"text": "A letter"}, "content": file}),
        )]
    })
    .await;
    assert_eq!(all(&listed(&elena, "documents").await, "name"), ["A letter"]);
    assert!(page(&elena, "/records/documents/letter").await.contains("A letter"));
}

/// "Some bundles hold different resources under the same id": in different organisations, each keeps its own.
#[tokio::test]
async fn the_same_ids_in_different_organisations() {
    let app = TestApp::canvas().await;
    let mut both = Vec::new();
    for (org, name) in [(&app.one, "Amy"), (&app.two, "Peter")] {
        let person = Person { id: "example".into(), ..person("example") };
        let chart = [
            json!({"resourceType": "Patient", "id": "example", "gender": "unknown",
                "name": [{"use": "official", "family": "Shaw", "given": [name]}]}),
            lab(&person, "head-circumference", json!({"code": {"text": format!("head of {name}")}})),
        ];
        both.push((patient_as(&app, org, person, &chart).await, name));
    }
    for (patient, name) in &both {
        let other = if *name == "Amy" { "Peter" } else { "Amy" };
        let list = listed(patient, "results").await;
        assert_eq!(all(&list, "name"), [format!("head of {name}")]);
        let shown = page(patient, "/records/results/head-circumference").await;
        assert!(shown.contains(name) && !shown.contains(other));
        assert_eq!(patient.get("/v1/portal/profile").await.json()["first_name"], *name);
    }
}
