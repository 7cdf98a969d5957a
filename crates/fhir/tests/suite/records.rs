//! Reports, procedures, vaccines, visits, documents, plans and bills as clinics and payers really send them.

use base::Money;
use fhir::attachment::Payload;
use fhir::views::{
    CarePlan, CareTeam, Coverage, DiagnosticReport, DocumentReference, Encounter, ExplanationOfBenefit, Fact,
    Goal, Immunization, Procedure, ReportSort, Said, VisitClass,
};
use serde_json::{Value, json};

use super::{of, resource};

fn said<'a>(facts: &'a [Fact], key: &str) -> Option<&'a Said> {
    facts.iter().find(|fact| fact.key == key).map(|fact| &fact.said)
}

fn usd(amount: i64) -> Option<Money> {
    Some(Money { amount, currency: "USD".to_owned() })
}

#[test]
fn a_report_says_its_sort_and_its_conclusion() {
    let sort = |category: Value| of::<DiagnosticReport>(&json!({"category": category})).sort();
    assert_eq!(sort(json!([{"coding": [{"code": "LAB"}]}])), ReportSort::Laboratory);
    assert_eq!(sort(json!({"coding": {"code": "LP29684-5", "display": "Radiology"}})), ReportSort::Imaging);
    assert_eq!(
        sort(json!([{"text": "?"}, {"coding": [{"code": "34117-2"}, {"code": "RAD"}]}])),
        ReportSort::Imaging
    );
    assert_eq!(sort(json!({"text": "Laboratory"})), ReportSort::Laboratory);
    assert_eq!(sort(json!([])), ReportSort::Other);
    let report: DiagnosticReport =
        of(&json!({"status": "final", "issued": "2020", "code": {"text": "Chest X-ray"},
        "conclusion": "Clear.\n\nNo follow-up. ", "effectivePeriod": {"start": "2019-12-31"},
        "result": [{"reference": "Observation/1"}, 5], "conclusionCode": [{"text": "Normal"}]}));
    assert_eq!(report.title().as_deref(), Some("Chest X-ray"));
    assert_eq!(report.date().unwrap().as_str(), "2019-12-31");
    assert_eq!(report.conclusion_lines(), ["Clear.", "No follow-up."]);
    assert_eq!(report.result.len(), 1);
    let coded: DiagnosticReport = of(&json!({"conclusionCode": {"text": "Normal"}, "issued": "2020"}));
    assert_eq!((coded.conclusion_lines(), coded.title()), (vec!["Normal".to_owned()], None));
    assert_eq!((coded.examined_at(), coded.date().unwrap().as_str()), (None, "2020"));
}

#[test]
fn a_procedure_that_was_not_done_says_so_and_why() {
    let refused: Procedure = of(&json!({"status": "not-done", "statusReason": {"text": "Pre-eclampsia"},
        "code": {"coding": [{"code": "1", "display": "Colonoscopy"}]}, "performedString": "last spring\n",
        "performer": {"actor": {"display": "Dr Cecil Surgeon"}},
        "reasonReference": [{"reference": "Condition/1"}]}));
    assert!(refused.is_not_done());
    assert_eq!(refused.title().as_deref(), Some("Colonoscopy"));
    assert_eq!((refused.date(), refused.date_text().as_deref()), (None, Some("last spring")));
    let facts = refused.facts();
    assert_eq!(said(&facts, "status-reason"), Some(&Said::Text("Pre-eclampsia".into())));
    assert!(said(&facts, "performer").is_some() && said(&facts, "reason").is_some());
    let narrative: Procedure = of(&json!({"status": "completed", "text": {"status": "additional"}}));
    assert_eq!((narrative.title(), narrative.is_not_done()), (None, false));
}

#[test]
fn a_vaccine_has_its_date_even_as_a_text() {
    let vaccine = |rest: Value| of::<Immunization>(&rest);
    let dated = vaccine(json!({"occurrenceString": "1946-08-29T19:33:18-04:00"}));
    assert_eq!(dated.date().unwrap().as_str(), "1946-08-29T19:33:18-04:00");
    assert_eq!(dated.date_text(), None);
    let worded = vaccine(json!({"occurrenceString": "January 2012"}));
    assert_eq!((worded.date(), worded.date_text().as_deref()), (None, Some("January 2012")));
    let given = vaccine(json!({"status": "completed", "lotNumber": "AAJN11K\n", "primarySource": false,
        "vaccineCode": {"coding": [{"system": "urn:oid:1.2.36.1.2001.1005.17", "code": "FLUVAX"},
            {"system": "http://hl7.org/fhir/sid/cvx", "code": "140", "display": "Influenza"}]},
        "protocolApplied": [{"doseNumberPositiveInt": 1, "seriesDosesPositiveInt": 2, "series": "2-dose"},
            {"doseNumberString": "booster"}], "site": {"text": "left arm"}}));
    assert_eq!((given.title().as_deref(), given.cvx()), (Some("Influenza"), Some("140")));
    assert_eq!(
        (given.was_given(), given.doses()),
        (Some(true), vec!["1/2".to_owned(), "booster".to_owned()])
    );
    let facts = given.facts();
    assert_eq!(said(&facts, "lot"), Some(&Said::Text("AAJN11K".into())));
    assert_eq!(said(&facts, "reported-by-others"), Some(&Said::YesNo(true)));
    let refused = vaccine(json!({"status": "not-done", "statusReason": {"text": "out of stock"}}));
    assert_eq!(refused.was_given(), Some(false));
    assert_eq!(said(&refused.facts(), "status-reason"), Some(&Said::Text("out of stock".into())));
    assert_eq!(vaccine(json!({})).was_given(), None);
}

#[test]
fn an_encounter_without_period_has_no_date() {
    let bare: Encounter = of(&json!({"class": {"code": "AMB"}, "status": "finished"}));
    assert_eq!((bare.date(), bare.visit_class(), bare.title()), (None, Some(VisitClass::Ambulatory), None));
    assert_eq!(said(&bare.facts(), "period"), None);
    assert_eq!(said(&bare.facts(), "class"), Some(&Said::Code("ambulatory".into())));
    let odd: Encounter = of(&json!({"class": {"code": "XX", "display": "Drive-in"}, "period": {}}));
    assert_eq!((odd.date(), odd.visit_class(), odd.title().as_deref()), (None, None, Some("Drive-in")));
    let open: Encounter = of(&json!({"period": {"start": "2024"}, "class": {"code": "imp "}}));
    assert_eq!((open.date().unwrap().as_str(), open.visit_class()), ("2024", Some(VisitClass::Inpatient)));
}

#[test]
fn a_visit_says_who_where_why_and_whereto() {
    let visit: Encounter = of(&json!({"type": [{"coding": [{"code": "185349003"}]},
        {"coding": [{"code": "1", "display": "Check-up"}]}],
        "reasonCode": [{"text": "Asthma"}, {"text": "Asthma"}],
        "reasonReference": [{"display": "Cough", "reference": "Condition/1"}],
        "participant": [{"individual": {"reference": "Practitioner/1"}}, {}],
        "location": [{"location": {"display": "Ward 1"}}],
        "hospitalization": {"dischargeDisposition": {"text": "Home"}}}));
    assert_eq!(visit.title().as_deref(), Some("Check-up"), "words before a bare code");
    assert_eq!(visit.reasons(), ["Asthma", "Cough"]);
    let facts = visit.facts();
    assert_eq!(said(&facts, "discharge"), Some(&Said::Text("Home".into())));
    assert!(matches!(said(&facts, "participant"), Some(Said::Who(who)) if who.len() == 1));
    assert!(said(&facts, "location").is_some());
}

#[test]
fn a_period_that_ends_before_its_start_as_text_has_a_length() {
    let length = |start: &str, end: &str| of::<fhir::Period>(&json!({"start": start, "end": end})).length();
    let autumn = length("2018-11-04T01:45:00-04:00", "2018-11-04T01:15:00-05:00");
    assert_eq!(autumn.map(|length| length.num_minutes()), Some(30));
    assert_eq!(length("2018-11-04T01:45:00-04:00", "2018-11-04T01:15:00-04:00"), None);
    assert_eq!(length("2018-11-04", "2018-11-05"), None);
}

#[test]
fn base64_with_line_breaks_is_left_alone() {
    let data = "JVBERi0x\nLjQK\r\nAAAA==";
    let json = json!({"resourceType": "DocumentReference", "id": "1", "content": [{},
        {"attachment": {"contentType": "Application/PDF; x=1", "data": data, "title": " Scan\n"}},
        {"attachment": {"url": "Binary/7", "size": "12"}}, {"attachment": {"data": 5}}]});
    let resource = resource(&json);
    let document: DocumentReference = resource.view().unwrap();
    let held = document.attachments();
    assert_eq!(held.len(), 3);
    assert_eq!(held[0].inline.unwrap().bytes, 12);
    assert_eq!(
        (held[0].media_type().as_deref(), held[0].title().as_deref()),
        (Some("application/pdf"), Some("Scan"))
    );
    assert_eq!(Payload::of(&resource, 0).unwrap().data.as_deref(), Some(data));
    assert_eq!((held[1].has_content(), held[1].inline.is_some()), (true, false));
    assert_eq!(Payload::of(&resource, 1).unwrap().url.as_deref(), Some("Binary/7"));
    assert!(!held[2].has_content());
    assert_eq!(Payload::of(&resource, 3), None);
}

#[test]
fn a_document_is_called_by_its_kind() {
    let document: DocumentReference = of(&json!({"status": "current", "docStatus": "preliminary",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34117-2",
            "display": "History and physical"}]},
        "category": [{"coding": [{"code": "clinical-note"}]}], "description": "Acute\nvisit",
        "context": {"encounter": [{"reference": "Encounter/1"}], "period": {"start": "2012"}},
        "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/0"}}]}));
    assert_eq!(document.title().as_deref(), Some("History and physical"));
    assert_eq!(document.subtitle().as_deref(), Some("Acute visit"));
    assert_eq!((document.date().unwrap().as_str(), document.loinc()), ("2012", Some("34117-2")));
    assert!(document.is_clinical_note() && document.encounters().len() == 1);
    let facts = document.facts();
    assert_eq!(said(&facts, "document-status"), Some(&Said::Code("preliminary".into())));
    assert!(said(&facts, "replaces").is_some());
    let scan: DocumentReference = of(&json!({"type": {"coding": [{"code": "X1"}]},
        "content": {"attachment": {"title": "Scan"}}}));
    assert_eq!((scan.title().as_deref(), scan.subtitle()), (Some("Scan"), None));
    assert_eq!(
        of::<DocumentReference>(&json!({"type": {"coding": [{"code": "X1"}]}})).title().as_deref(),
        Some("X1")
    );
}

#[test]
fn a_care_team_without_a_name_is_called_by_what_it_says() {
    let patient = json!({"role": [{"coding": [{"code": "116154003", "display": "Patient"}]}],
        "member": {"reference": "urn:uuid:1", "display": "Amy"}});
    let doctor =
        json!({"role": [{"text": "Healthcare professional"}], "member": {"reference": "urn:uuid:2"}});
    let team = |rest: Value| {
        let mut json = json!({"participant": [patient, doctor]});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        of::<CareTeam>(&json)
    };
    let bare = team(json!({}));
    assert_eq!(bare.title().as_deref(), Some("Healthcare professional"));
    assert_eq!(bare.members().filter_map(fhir::views::care_team::Member::role_text).count(), 1);
    assert_eq!(
        team(json!({"managingOrganization": {"display": "General"}})).title().as_deref(),
        Some("General")
    );
    assert_eq!(team(json!({"reasonCode": [{"text": "Asthma"}]})).title().as_deref(), Some("Asthma"));
    assert_eq!(team(json!({"name": "Team A "})).title().as_deref(), Some("Team A"));
    let herself: CareTeam =
        of(&json!({"participant": [{"member": {"reference": "Patient/1", "display": "Amy"}}]}));
    assert_eq!((herself.title(), herself.members().count()), (None, 0));
}

#[test]
fn a_care_plan_lists_what_is_to_be_done_and_what_is_not() {
    let plan: CarePlan = of(&json!({"status": "active", "category": [{"coding": [{"code": "assess-plan"}]},
        {"coding": [{"code": "1", "display": "Self care"}]}], "activity": [
            {"detail": {"code": {"text": "Exercise"}, "status": "in-progress", "description": "Walk\ndaily",
                "scheduledString": "2011-06-27T09:30:10+01:00"}, "progress": [{"text": "Good"}]},
            {"detail": {"description": "Alcohol", "doNotPerform": true, "scheduledString": "now"}},
            {"reference": {"display": "Vitamins"}}, {"reference": {"reference": "Task/1"}}]}));
    assert_eq!(plan.title().as_deref(), Some("Self care"), "words before a bare code");
    let words: Vec<_> = plan.activity.iter().map(fhir::views::care_plan::Activity::text).collect();
    assert_eq!(words, [Some("Exercise".into()), Some("Alcohol".into()), Some("Vitamins".into()), None]);
    let first = &plan.activity[0];
    assert_eq!(
        (first.description().as_deref(), first.status().as_deref()),
        (Some("Walk daily"), Some("in-progress"))
    );
    assert_eq!(first.scheduled().unwrap().start.unwrap().as_str(), "2011-06-27T09:30:10+01:00");
    assert_eq!((first.results(), first.is_forbidden()), (vec!["Good".to_owned()], false));
    let second = &plan.activity[1];
    assert!(second.is_forbidden() && second.scheduled().is_none() && second.description().is_none());
    assert_eq!(second.scheduled_text().as_deref(), Some("now"));
    let coded: CarePlan = of(&json!({"category": {"coding": [{"code": "assess-plan"}]}}));
    assert_eq!(coded.title().as_deref(), Some("assess-plan"));
}

#[test]
fn a_goal_has_targets_and_a_due_date() {
    let goal: Goal = of(&json!({"lifecycleStatus": "on-hold", "description": {"text": "Lose\nweight"},
        "achievementStatus": {"coding": [{"code": "in-progress"}]}, "statusDate": "2016-02-14", "target": [
            {"dueDate": "2017", "detailString": "feel better"},
            {"dueDate": "2016-04-05", "measure": {"text": "Weight"}, "detailRange":
                {"low": {"value": 160, "unit": "lbs"}, "high": {"value": 180, "unit": "lbs"}}}]}));
    assert_eq!(goal.title().as_deref(), Some("Lose weight"));
    assert_eq!((goal.due().unwrap().as_str(), goal.date().unwrap().as_str()), ("2016-04-05", "2016-02-14"));
    assert_eq!(goal.achievement_code().as_deref(), Some("in-progress"));
    let facts = goal.facts();
    let targets = vec!["feel better".to_owned(), "Weight: 160–180 lbs".to_owned()];
    assert_eq!(said(&facts, "target"), Some(&Said::Lines(targets)));
    assert_eq!(said(&facts, "status"), Some(&Said::Code("on-hold".into())));
    assert_eq!(of::<Goal>(&json!({"target": [{}]})).title(), None);
}

#[test]
fn a_coverage_says_what_the_card_says() {
    let class = |code: &str, value: &str, name: Value| {
        let kind = json!({"coding": {"code": code}});
        json!({"type": kind, "value": value, "name": name})
    };
    let coverage: Coverage = of(&json!({"status": "active", "payor": [{"reference": "Organization/2"}],
        "class": [class("group", "WESTAIR", json!("Western Airlines")), class("plan", "SNS", json!(null))],
        "subscriberId": "10A3D58WH456", "relationship": {"coding": [{"code": "self"}]},
        "identifier": [{"value": "1"}, {"type": {"coding": [{"code": "MB"}]}, "value": "88800933501"}],
        "period": {"end": "2012-03-17"}, "order": 2}));
    assert_eq!((coverage.payer(), coverage.title().as_deref()), (None, Some("SNS")));
    assert_eq!(coverage.member_id().as_deref(), Some("88800933501"));
    assert_eq!(coverage.date().unwrap().as_str(), "2012-03-17");
    let facts = coverage.facts();
    assert_eq!(said(&facts, "group"), Some(&Said::Text("Western Airlines".into())));
    assert_eq!(said(&facts, "group-number"), Some(&Said::Text("WESTAIR".into())));
    assert_eq!((said(&facts, "plan"), said(&facts, "plan-number")), (Some(&Said::Text("SNS".into())), None));
    assert_eq!(said(&facts, "relationship"), Some(&Said::Code("self".into())));
    assert_eq!(said(&facts, "order"), Some(&Said::Count(2)));
    let named: Coverage = of(&json!({"payor": [{"display": "Aetna "}]}));
    assert_eq!(named.title().as_deref(), Some("Aetna"));
}

#[test]
fn money_as_28_104000000000003_is_2810_cents() {
    // serde_json's Value keeps the digits of these, being the nearest floats.
    let line =
        |code: &str, amount: Value| json!({"category": {"coding": [{"code": code}]}, "amount": amount});
    let bill: ExplanationOfBenefit = of(&json!({"type": {"coding": [{"code": "institutional"}]},
        "created": "2019-11-02", "total": [line("submitted", json!({"value": 125.0, "currency": "USD"})),
            line("paidbypatient", json!({"value": 0})),
            line("copay", json!({"value": "x", "currency": "USD"}))],
        "payment": {"amount": {"value": 112.416_000_000_000_01, "currency": "USD"}, "date": "2019-12-01"},
        "item": [{"productOrService": {"coding": [{"code": "185347001"}]}}, {
            "productOrService": {"text": "Visit"},
            "servicedPeriod": {"start": "1989-02-12T06:01:40-05:00"},
            "net": {"value": -3.5, "currency": "USD"},
            "adjudication": [line("coinsurance",
                json!({"value": 28.104_000_000_000_003, "currency": "USD"}))]}]}));
    assert_eq!((bill.billed(), bill.paid(), bill.items()), (usd(12500), usd(11242), 2));
    assert_eq!(bill.item[1].adjudication[0].money(), usd(2810));
    assert_eq!(
        bill.item[1].adjudication[0].amount.as_ref().unwrap().value.as_ref().unwrap().as_str(),
        "28.104000000000003"
    );
    assert_eq!((bill.item[1].net(), bill.item[1].date().is_some()), (usd(-350), true));
    assert_eq!((bill.total("paidbypatient"), bill.total("copay"), bill.totals.len()), (None, None, 3));
    assert_eq!(
        (bill.title().as_deref(), bill.kind_code().as_deref()),
        (Some("Visit"), Some("institutional"))
    );
    assert_eq!(bill.date().unwrap().as_str(), "2019-11-02");
    let facts = bill.facts();
    assert_eq!(said(&facts, "paid"), usd(11242).map(Said::Money).as_ref());
    assert_eq!(said(&facts, "items"), Some(&Said::Count(2)));
    assert_eq!(of::<ExplanationOfBenefit>(&json!({})).title(), None);
}
