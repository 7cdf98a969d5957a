//! The views of the record, held against charts that nobody here wrote, when they are at hand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fhir::attachment::Payload;
use fhir::views::{
    CarePlan, CareTeam, Coverage, DiagnosticReport, DocumentReference, Encounter, ExplanationOfBenefit, Flag,
    Goal, Immunization, Observation, Procedure, Value as Seen,
};
use fhir::{Bundle, Resource};
use serde_json::Value;

use super::real_data::paths;

/// All resources, each with its text read by another reader; read once for all tests.
fn resources() -> Option<&'static [(Resource, Value)]> {
    static ALL: OnceLock<Option<Vec<(Resource, Value)>>> = OnceLock::new();
    ALL.get_or_init(read).as_deref()
}

fn read() -> Option<Vec<(Resource, Value)>> {
    let mut all = Vec::new();
    for path in paths()? {
        let bundle = Bundle::parse(&std::fs::read(path).unwrap()).unwrap();
        for resource in bundle.resources {
            let value = serde_json::from_str(resource.raw()).unwrap();
            all.push((resource, value));
        }
    }
    Some(all)
}

/// Title, date and number of facts of a resource of the record; `None` for another type.
fn told(resource: &Resource) -> Option<(Option<String>, bool, usize)> {
    macro_rules! tell {
        ($view:ty) => {{
            let view = resource.view::<$view>().expect("a view never refuses");
            (view.title(), view.date().is_some(), view.facts().len())
        }};
    }
    Some(match resource.head().resource_type.as_str() {
        "Observation" => tell!(Observation),
        "DiagnosticReport" => tell!(DiagnosticReport),
        "Procedure" => tell!(Procedure),
        "Immunization" => tell!(Immunization),
        "Encounter" => tell!(Encounter),
        "DocumentReference" => tell!(DocumentReference),
        "CareTeam" => tell!(CareTeam),
        "CarePlan" => tell!(CarePlan),
        "Goal" => tell!(Goal),
        "Coverage" => tell!(Coverage),
        "ExplanationOfBenefit" => tell!(ExplanationOfBenefit),
        _ => return None,
    })
}

#[test]
fn nearly_every_record_has_a_title_and_each_has_facts() {
    let Some(all) = resources() else { return };
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (resource, _) in all {
        let Some((title, dated, facts)) = told(resource) else { continue };
        let count = counts.entry(&resource.head().resource_type).or_default();
        count[0] += 1;
        count[1] += usize::from(title.is_some());
        count[2] += usize::from(dated);
        assert!(facts > 0, "{} {}", resource.head().resource_type, resource.head().id.as_str());
        if let Some(title) = title {
            let readable = !title.is_empty() && !title.contains(['\n', '\u{200b}']);
            assert!(readable, "{} {}", resource.head().resource_type, resource.head().id.as_str());
        }
    }
    println!("type: resources, of these with a title, with a date");
    for (resource_type, [count, titled, dated]) in &counts {
        println!("{resource_type}: {count}, {titled}, {dated}");
        assert!(titled * 100 >= count * 95, "{resource_type}: {titled} of {count} have a title");
    }
    assert_eq!(counts.len(), 11);
}

#[test]
fn no_value_of_an_observation_is_lost_or_changed() {
    let Some(all) = resources() else { return };
    let (mut values, mut rounded, mut unreadable, mut absent, mut nothing) = (0, 0, 0, 0, 0);
    for (resource, json) in all.iter().filter(|(one, _)| one.head().resource_type == "Observation") {
        let view: Observation = resource.view().unwrap();
        let parts = json["component"].as_array().into_iter().flatten();
        let measured = view.component.iter().map(|one| &one.measured).zip(parts);
        for (measured, json) in measured.chain([(&view.measured, json)]) {
            let fields = json.as_object().unwrap();
            let there = fields.keys().any(|key| key.starts_with("value"));
            assert_eq!(measured.value().is_some(), there, "{}", resource.head().id.as_str());
            if there {
                values += 1;
            } else if measured.absent_reason().is_some() {
                absent += 1;
            } else {
                nothing += 1;
            }
            unreadable += usize::from(measured.value() == Some(Seen::Unreadable));
            if let Some(number) = json.pointer("/valueQuantity/value").and_then(Value::as_f64) {
                assert!(resource.raw().contains(measured.exact().unwrap()), "{number}");
                assert!((measured.number().unwrap() - number).abs() <= number.abs() * 1e-12, "{number}");
                let shown = measured.quantity.as_ref().unwrap().number().unwrap();
                let error = (shown.parse::<f64>().unwrap() - number).abs();
                assert!(error <= number.abs() / 100.0, "{number} as {shown}");
                assert!(shown.trim_start_matches('-').len() <= 9, "{number} as {shown}");
                rounded += usize::from(measured.is_rounded());
            }
            let unit = json.pointer("/valueQuantity/unit").and_then(Value::as_str);
            if let Some(unit) = unit {
                assert_eq!(measured.unit().as_deref(), Some(unit.trim()));
            }
        }
    }
    println!("{values} values, {rounded} rounded, {unreadable} unreadable, {absent} absent with a reason");
    println!("{nothing} Observations or components without value and without reason");
    assert!(values > 0 && unreadable * 100 < values);
}

#[test]
fn flags_that_follow_from_ranges_agree_with_those_that_are_stated() {
    let Some(all) = resources() else { return };
    let (mut agree, mut differ, mut alone) = (0, 0, 0);
    for (resource, _) in all.iter().filter(|(one, _)| one.head().resource_type == "Observation") {
        let measured = resource.view::<Observation>().unwrap().measured;
        let Some(quantity) = measured.quantity.as_ref() else { continue };
        let derived = Flag::derived(quantity, &measured.reference_range);
        match (Flag::stated(&measured.interpretation), derived) {
            (Some(stated), Some(derived)) if stated == derived => agree += 1,
            (Some(_), Some(_)) => differ += 1,
            (None, Some(_)) => alone += 1,
            _ => {}
        }
    }
    println!("flags from ranges: {agree} as stated, {differ} otherwise, {alone} where none is stated");
    assert!(agree > 0 && differ * 100 < agree);
}

#[test]
fn every_amount_of_money_is_the_nearest_cent() {
    let Some(all) = resources() else { return };
    let (mut read, mut without) = (0, 0);
    for (resource, json) in all.iter().filter(|(one, _)| one.head().resource_type == "ExplanationOfBenefit") {
        let view: ExplanationOfBenefit = resource.view().unwrap();
        let lines = |lines: &Value| lines.as_array().cloned().unwrap_or_default();
        let totals = view.totals.iter().map(|one| one.money()).zip(lines(&json["total"]));
        let mut pairs: Vec<_> = totals.map(|(money, line)| (money, line["amount"].clone())).collect();
        for (item, json) in view.item.iter().zip(lines(&json["item"])) {
            let amounts = lines(&json["adjudication"]).into_iter().map(|line| line["amount"].clone());
            pairs.extend(item.adjudication.iter().map(|one| one.money()).zip(amounts));
            pairs.push((item.net(), json["net"].clone()));
        }
        pairs.push((view.paid(), json["payment"]["amount"].clone()));
        for (money, json) in pairs.iter().filter(|(_, json)| !json.is_null()) {
            let (Some(money), Some(currency)) = (money, json["currency"].as_str()) else {
                assert!(money.is_none() && json["currency"].is_null(), "{json}");
                without += 1;
                continue;
            };
            let cents = json["value"].as_f64().unwrap() * 100.0;
            assert!((money.amount as f64 - cents).abs() <= 0.5 + 1e-6, "{json}");
            assert_eq!(money.currency, currency);
            read += 1;
        }
    }
    println!("{read} amounts of money, {without} without a currency");
    assert!(read > 0);
}

#[test]
fn every_attachment_can_be_asked_for() {
    let Some(all) = resources() else { return };
    let (mut held, mut inline) = (0, 0);
    for (resource, json) in all {
        let (attachments, json) = match resource.head().resource_type.as_str() {
            "DocumentReference" => {
                let view: DocumentReference = resource.view().unwrap();
                let content = json["content"].as_array().cloned().unwrap_or_default();
                let all: Vec<Value> = content.iter().map(|one| one["attachment"].clone()).collect();
                (view.attachments().into_iter().cloned().collect::<Vec<_>>(), all)
            }
            "DiagnosticReport" => {
                let view: DiagnosticReport = resource.view().unwrap();
                (view.presented_form, json["presentedForm"].as_array().cloned().unwrap_or_default())
            }
            _ => continue,
        };
        assert_eq!(attachments.len(), json.len());
        for (nth, (attachment, json)) in attachments.iter().zip(&json).enumerate() {
            let payload = Payload::of(resource, nth).unwrap();
            assert_eq!(payload.data.as_deref(), json["data"].as_str());
            assert!(attachment.has_content() && attachment.media_type().is_some());
            if let Some(data) = json["data"].as_str() {
                let letters =
                    data.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
                assert_eq!(attachment.inline.unwrap().bytes, letters as u64 * 3 / 4);
                inline += 1;
            }
            held += 1;
        }
    }
    println!("{held} attachments, {inline} with their content inside");
    assert!(inline > 0);
}
