//! Entries worth reading: teams, plans, goals, insurance, vaccines, visits, forms and any other type, with
//! links to the patient's own entries and to nobody else's.

use serde_json::{Value, json};

use super::{condition, one, order, page, patient_with, person, statement, whole, with};
use crate::testing::{Person, TestApp};

fn hers(person: &Person, kind: &str, id: &str, more: Value) -> Value {
    let whose = json!({"reference": format!("Patient/{}", person.id)});
    let mut bare = json!({"resourceType": kind, "id": id});
    let field = match kind {
        "Coverage" => "beneficiary",
        "ExplanationOfBenefit" | "Immunization" | "FamilyMemberHistory" | "Device" => "patient",
        _ => "subject",
    };
    bare[field] = whose;
    with(bare, more)
}

fn clinic() -> Vec<Value> {
    vec![
        json!({"resourceType": "Practitioner", "id": "dr-ro",
            "name": [{"family": "Roebuck", "given": ["Ines"]}],
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
            "telecom": [{"system": "phone", "value": "(303) 555-0142"},
                {"system": "email", "value": "ines@aurora.example"}]}),
        json!({"resourceType": "Organization", "id": "heart", "name": "Heart House"}),
        json!({"resourceType": "Location", "id": "room", "name": "Room 4"}),
    ]
}

fn team(elena: &Person) -> Value {
    hers(
        elena,
        "CareTeam",
        "team-1",
        json!({"status": "active", "name": "Heart team",
        "participant": [
            {"role": [{"text": "Cardiologist"}], "member": {"reference": "Practitioner/dr-ro"},
                "onBehalfOf": {"reference": "Organization/heart"}},
            {"role": [{"text": "Walks the dog"}], "member": {"display": "Cousin Bea"}},
            {"member": {"reference": format!("Patient/{}", elena.id), "display": "Herself"}},
        ]}),
    )
}

#[tokio::test]
async fn a_care_team_names_its_members_with_their_telephones_on_both_dialects() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let mut chart = clinic();
        chart.push(team(&elena));
        let elena = patient_with(&app, org, elena, &chart).await;
        let shown = page(&elena, "/records/care-team/team-1").await;
        for word in [
            "Ines Roebuck",
            "Cardiologist",
            "Heart House",
            "tel:3035550142",
            "mailto:ines@aurora.example",
            "1234567893",
            "Cousin Bea",
        ] {
            assert!(shown.contains(word), "{}: {word}", org.slug);
        }
        assert!(!shown.contains("Herself"), "the patient is not a member of her own team");
        let entry = elena.get("/v1/portal/records/care-team/team-1").await.expect(200).json();
        assert_eq!(entry["names_missing"], false);
        let members = &entry["details"][0];
        assert_eq!(
            (&members["key"], &members["rows"][0]["title"][0]["name"]),
            (&json!("members"), &json!("Ines Roebuck"))
        );
    }
}

/// Links lead to her own entries alone; another's entry has neither a name nor a link.
#[tokio::test]
async fn a_care_plan_leads_to_her_own_problems_and_goals_and_to_nobody_elses() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let rosa = person("rosa");
    let plan = hers(
        &elena,
        "CarePlan",
        "plan-1",
        json!({"status": "active", "intent": "plan",
        "title": "Diabetes plan",
        "addresses": [{"reference": "Condition/sugar"}, {"reference": "Condition/rosas"},
            {"reference": "Condition/gone", "display": "An old cough"}],
        "goal": [{"reference": "Goal/walk"}],
        "activity": [
            {"detail": {"status": "in-progress", "description": "Walk every day",
                "scheduledPeriod": {"start": "2026-01-05"},
                "performer": [{"reference": "Practitioner/dr-ro"}]}},
            {"detail": {"status": "not-started", "doNotPerform": true, "description": "Fasting"}},
            {"reference": {"reference": "MedicationRequest/rx-9"}},
        ]}),
    );
    let goal = hers(
        &elena,
        "Goal",
        "walk",
        json!({"lifecycleStatus": "active",
        "description": {"text": "Walk 30 minutes"}}),
    );
    let mut chart = clinic();
    chart.extend([
        plan,
        goal,
        condition(&elena, "sugar", json!({"code": {"text": "Type 2 diabetes"}})),
        order(&elena, "rx-9", json!({"medicationCodeableConcept": {"text": "Metformin"}})),
        condition(&rosa, "rosas", json!({"code": {"text": "Rosas secret"}})),
    ]);
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let shown = page(&elena, "/records/care-plans/plan-1").await;
    for word in [
        "href=\"/records/conditions/sugar\"",
        "Type 2 diabetes",
        "href=\"/records/goals/walk\"",
        "Walk 30 minutes",
        "An old cough",
        "Walk every day",
        "In progress",
        "Ines Roebuck",
        "Do not do this",
        "href=\"/records/medications/rx-9\"",
        "Metformin",
        "January 5, 2026",
    ] {
        assert!(shown.contains(word), "{word}");
    }
    assert!(!shown.contains("secret") && !shown.contains("rosas"), "another's problem");
    assert!(!shown.contains("/records/conditions/gone"), "a link that leads nowhere");
    let entry = elena.get("/v1/portal/records/care-plans/plan-1").await.expect(200).json();
    let part = |key: &str| {
        let all = entry["details"].as_array().unwrap().iter();
        all.clone().find(|part| part["key"] == key).unwrap()["rows"].clone()
    };
    assert_eq!(part("addresses")[0]["title"][0]["entry"]["kind"], "conditions");
    assert_eq!(part("addresses")[1]["title"][0]["entry"], Value::Null);
    assert_eq!(part("activities")[1]["status"], "do-not");
}

#[tokio::test]
async fn a_goal_tells_its_target_and_the_newest_measurement() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let code = json!({"coding": [{"system": "http://loinc.org", "code": "4548-4"}], "text": "HbA1c"});
    let goal = hers(
        &elena,
        "Goal",
        "a1c",
        json!({"lifecycleStatus": "active",
        "description": {"text": "Better sugar"},
        "achievementStatus": {"coding": [{"code": "improving"}]},
        "target": [{"measure": code, "detailQuantity": {"value": 7, "unit": "%"}, "dueDate": "2026-12-31"}]}),
    );
    let seen = |id: &str, value: f64, day: &str| {
        hers(
            &elena,
            "Observation",
            id,
            json!({"status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}], "code": code, "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": "%", "code": "%"}}),
        )
    };
    let chart = [goal, seen("old", 9.1, "2025-01-02"), seen("new", 7.4, "2026-02-03")];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let shown = page(&elena, "/records/goals/a1c").await;
    for word in ["HbA1c", "7%", "December 31, 2026", "Getting better", "7.4%", "/records/results/new"] {
        assert!(shown.contains(word), "{word}");
    }
    assert!(!shown.contains("9.1"), "an older measurement is not where it stands");
}

fn money(value: f64) -> Value {
    json!({"value": value, "currency": "USD"})
}

fn part(code: &str, value: f64) -> Value {
    json!({"category": {"coding": [{"code": code}]}, "amount": money(value)})
}

#[tokio::test]
async fn a_statement_adds_nothing_up_and_says_what_she_may_owe_only_when_it_does() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let said = json!({"status": "active", "use": "claim", "outcome": "complete",
        "type": {"coding": [{"code": "professional"}]}, "created": "2026-03-01",
        "item": [{"sequence": 1, "productOrService": {"text": "Office visit"}, "servicedDate": "2026-02-20",
            "adjudication": [part("submitted", 140.52), part("eligible", 112.416_000_000_000_01),
                part("benefit", 112.416_000_000_000_01), part("copay", 28.104_000_000_000_003)]}],
        "total": [part("submitted", 140.52), part("memberliability", 28.104_000_000_000_003)],
        "payment": {"amount": money(112.416_000_000_000_01), "date": "2026-03-02"}});
    let silent = with(said.clone(), json!({"total": [part("submitted", 140.52)]}));
    let chart = [
        hers(&elena, "ExplanationOfBenefit", "eob-1", said),
        hers(&elena, "ExplanationOfBenefit", "eob-2", silent),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let shown = page(&elena, "/records/explanations-of-benefit/eob-1").await;
    for word in [
        "This is not a bill",
        "$140.52",
        "$112.42",
        "You may owe",
        "$28.10",
        "Office visit",
        "February 20, 2026",
        "Copay",
    ] {
        assert!(shown.contains(word), "{word}");
    }
    assert!(!shown.contains("28.104"));
    let shown = page(&elena, "/records/explanations-of-benefit/eob-2").await;
    assert!(!shown.contains("You may owe"), "the statement does not say so");
    let entry = elena.get("/v1/portal/records/explanations-of-benefit/eob-1").await.expect(200).json();
    let sums = entry["details"][0]["rows"][0]["facts"].clone();
    assert!(sums.to_string().contains(r#"{"amount":2810,"currency":"USD"}"#), "{sums}");
}

#[tokio::test]
async fn a_coverage_reads_like_the_card_with_its_copays() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let coverage = hers(
        &elena,
        "Coverage",
        "cov-1",
        json!({"status": "active", "subscriberId": "XYZ 99-1",
        "payor": [{"display": "Mile High Health"}], "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "class": [{"type": {"coding": [{"code": "plan"}]}, "value": "P1", "name": "Silver"},
            {"type": {"coding": [{"code": "group"}]}, "value": "G-77"}],
        "costToBeneficiary": [{"type": {"text": "Specialist visit"}, "valueMoney": money(40.0)}]}),
    );
    let elena = patient_with(&app, &app.one, elena, &[coverage]).await;
    let shown = page(&elena, "/records/coverage/cov-1").await;
    for word in [
        "Mile High Health",
        "Silver",
        "XYZ 99-1",
        "G-77",
        "January 1, 2026 – December 31, 2026",
        "Specialist visit",
        "$40.00",
    ] {
        assert!(shown.contains(word), "{word}");
    }
}

#[tokio::test]
async fn vaccines_procedures_and_visits_tell_who_where_and_what_came_of_it() {
    let (app, elena) = (TestApp::new().await, person("elena"));
    let shot = hers(
        &elena,
        "Immunization",
        "shot",
        json!({"status": "completed", "lotNumber": "AB12",
        "vaccineCode": {"text": "Hepatitis B"}, "occurrenceDateTime": "2026-01-02",
        "site": {"text": "Left arm"}, "location": {"reference": "Location/room"},
        "performer": [{"actor": {"reference": "Practitioner/dr-ro"}, "function": {"text": "Nurse"}}],
        "protocolApplied": [{"doseNumberPositiveInt": 2, "seriesDosesPositiveInt": 3}],
        "reaction": [{"date": "2026-01-03", "detail": {"display": "Sore arm"}}]}),
    );
    let done = hers(
        &elena,
        "Procedure",
        "proc",
        json!({"status": "completed", "code": {"text": "Knee scope"},
        "performedDateTime": "2026-02-02", "outcome": {"text": "Went well"},
        "performer": [{"actor": {"reference": "Practitioner/dr-ro"}}],
        "report": [{"reference": "DiagnosticReport/rep"}]}),
    );
    let report = hers(
        &elena,
        "DiagnosticReport",
        "rep",
        json!({"status": "final",
        "code": {"text": "Knee report"}, "effectiveDateTime": "2026-02-03"}),
    );
    let visit = hers(
        &elena,
        "Encounter",
        "stay",
        json!({"status": "finished", "class": {"code": "IMP"},
        "period": {"start": "2026-02-01T08:00:00Z", "end": "2026-02-04T10:00:00Z"},
        "participant": [{"type": [{"text": "Attending"}], "individual": {"reference": "Practitioner/dr-ro"}}],
        "diagnosis": [{"condition": {"reference": "Condition/knee"}, "use": {"text": "On admission"}}],
        "hospitalization": {"dischargeDisposition": {"text": "Home with a nurse"}}}),
    );
    let mut chart = clinic();
    chart.extend([shot, done, report, visit]);
    chart.push(condition(&elena, "knee", json!({"code": {"text": "Torn meniscus"}})));
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    for (path, words) in [
        (
            "immunizations/shot",
            &["Dose 2 of 3", "AB12", "Left arm", "Room 4", "Ines Roebuck", "Nurse", "Sore arm"][..],
        ),
        (
            "procedures/proc",
            &["Ines Roebuck", "Went well", "Knee report", "/records/results/rep?type=DiagnosticReport"],
        ),
        (
            "visits/stay",
            &[
                "Attending",
                "Ines Roebuck",
                "Torn meniscus",
                "/records/conditions/knee",
                "On admission",
                "Home with a nurse",
                "Hospital stay",
            ],
        ),
    ] {
        let shown = page(&elena, &format!("/records/{path}")).await;
        for word in words {
            assert!(shown.contains(word), "{path}: {word}");
        }
    }
    page(&elena, "/records/results/rep?type=DiagnosticReport").await;
}

#[tokio::test]
async fn any_other_type_is_grouped_counted_and_readable_in_plain_words() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let form = hers(
        &elena,
        "QuestionnaireResponse",
        "form",
        json!({"status": "completed",
        "authored": "2026-01-09",
        "item": [{"linkId": "1", "text": "Do you smoke?", "answer": [{"valueBoolean": false}]},
            {"linkId": "2", "text": "Sleep", "item": [
                {"linkId": "2.1", "text": "Hours a night", "answer": [{"valueDecimal": 6.5}]},
                {"linkId": "2.2", "text": "Naps?"}]}]}),
    );
    let family = hers(
        &elena,
        "FamilyMemberHistory",
        "mum",
        json!({"status": "completed",
        "relationship": {"text": "Mother"},
        "condition": [{"code": {"text": "Breast cancer"}, "onsetAge": {"value": 51, "unit": "years"}}]}),
    );
    let device = hers(
        &elena,
        "Device",
        "cpap",
        json!({"status": "active", "type": {"text": "CPAP machine"},
        "brandNewElement": {"text": "Something new"}}),
    );
    let same_id = hers(
        &elena,
        "ServiceRequest",
        "cpap",
        json!({"status": "active", "intent": "order",
        "code": {"text": "Sleep study"}}),
    );
    let elena = patient_with(&app, &app.one, elena, &[form, family, device, same_id]).await;
    let list = page(&elena, "/records/other").await;
    for word in [
        "Form you filled in",
        "Family health history",
        "Device",
        "CPAP machine",
        "Mother",
        "Order for a test or service",
        "1 entry shown",
    ] {
        assert!(list.contains(word), "{word}");
    }
    for (path, words) in [
        (
            "form?type=QuestionnaireResponse",
            &["Do you smoke?", "No", "Sleep", "Hours a night", "6.5", "Naps?", "No answer"][..],
        ),
        ("mum?type=FamilyMemberHistory", &["Mother", "Breast cancer", "51 years"]),
        ("cpap?type=Device", &["CPAP machine"]),
        ("cpap?type=ServiceRequest", &["Sleep study", "Active"]),
    ] {
        assert!(list.contains(&format!("/records/other/{path}\"")), "{path} is not on the list");
        let shown = page(&elena, &format!("/records/other/{path}")).await;
        for word in words {
            assert!(shown.contains(word), "{path}: {word}");
        }
    }
    let spanish = (*elena).clone().with("accept-language", "es");
    let list = page(&spanish, "/records/other").await;
    assert!(list.contains("Historia familiar de salud"));
    elena.get("/records/other/cpap?type=Account").await.expect(404);
    elena.get("/v1/portal/records/other/cpap?type=Condition").await.expect(404);
}

/// Ids are unique per type only; both entries must open, and each list row must lead to its own.
#[tokio::test]
async fn an_order_and_a_statement_with_the_same_id_both_open() {
    let app = TestApp::new().await;
    let elena = person("elena");
    let chart = [
        order(&elena, "same", json!({"medicationCodeableConcept": {"text": "Ordered pill"}})),
        statement(&elena, "same", json!({"medicationCodeableConcept": {"text": "Told pill"}})),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let list = page(&elena, "/records/medications").await;
    for (path, name, other) in [
        ("/records/medications/same", "Ordered pill", "Told pill"),
        ("/records/medications/same?type=MedicationStatement", "Told pill", "Ordered pill"),
    ] {
        assert!(list.contains(&format!("href=\"{path}\"")), "{path} is not on the list");
        let shown = page(&elena, path).await;
        assert!(shown.contains(name) && !shown.contains(other), "{path}");
        let entry = elena.get(&format!("/v1/portal{path}")).await.expect(200).json();
        assert_eq!(entry["name"], name);
    }
}

/// A reference that could not be read because the EHR failed is told, not silently nameless.
#[tokio::test]
async fn names_that_did_not_come_are_told() {
    let app = TestApp::new().await;
    let elena = person("elena");
    // The sandbox is shared: the fault must meet this patient's practitioner alone.
    let doctor = format!("dr-{}", elena.id);
    let member = json!([{"member": {"reference": format!("Practitioner/{doctor}")}}]);
    let chart = [
        json!({"resourceType": "Practitioner", "id": doctor, "name": [{"family": "Roebuck"}]}),
        with(team(&elena), json!({"participant": member})),
    ];
    let elena = patient_with(&app, &app.one, elena, &chart).await;
    let fault = json!({"vendor": "fhir", "kind": "status", "value": 500, "path": doctor});
    app.sandbox.fault(&fault).await;
    let entry = elena.get("/v1/portal/records/care-team/team-1").await.expect(200).json();
    assert_eq!(entry["names_missing"], true);
    assert!(page(&elena, "/records/care-team/team-1").await.contains("Some names are missing"));
}

/// What the clinic has ruled out is neither current nor from before.
#[tokio::test]
async fn what_is_ruled_out_is_told_apart_and_not_counted() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let refuted = |name: &str| {
            json!({"coding": [{"code": "refuted",
            "system": format!("http://terminology.hl7.org/CodeSystem/{name}")}]})
        };
        let chart = [
            condition(
                &elena,
                "lupus",
                json!({"code": {"text": "Lupus"},
                "verificationStatus": refuted("condition-ver-status")}),
            ),
            super::allergy(
                &elena,
                "egg",
                json!({"code": {"text": "Egg white"}, "criticality": "high",
                "verificationStatus": refuted("allergyintolerance-verification")}),
            ),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        for (kind, id, name) in [("conditions", "lupus", "Lupus"), ("allergies", "egg", "Egg white")] {
            let list = whole(elena.get(&format!("/v1/portal/records/{kind}")).await);
            assert_eq!(
                (&one(&list, id)["current"], &one(&list, id)["ruled_out"]),
                (&json!(false), &json!(true))
            );
            let shown = page(&elena, &format!("/records/{kind}")).await;
            let apart = super::between(&shown, "id=\"ruled-out\"", "</section>");
            assert!(apart.contains(name) && !apart.contains("Can be severe"), "{kind}");
            assert!(!shown.contains("id=\"now\"") && !shown.contains("id=\"before\""), "{kind}");
        }
        let home = elena.get("/v1/portal/dashboard").await.expect(200).text();
        assert!(!home.contains("Lupus") && !home.contains("Egg white"), "{home}");
    }
}
