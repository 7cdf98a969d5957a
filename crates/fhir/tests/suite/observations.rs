//! Observations as laboratories, devices and questionnaires really send them.

use fhir::Kind;
use fhir::views::{Fact, Flag, Observation, Said, Value as Seen};
use serde_json::{Value, json};

use super::{of, resource};

fn observation(rest: &Value) -> Observation {
    let mut json = json!({"resourceType": "Observation", "id": "1", "status": "final",
        "subject": {"reference": "Patient/1"}, "code": {"text": "Test"}});
    json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
    resource(&json).view().unwrap()
}

fn quantity(value: Value, unit: &str) -> Value {
    json!({"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit})
}

fn said<'a>(facts: &'a [Fact], key: &str) -> Option<&'a Said> {
    facts.iter().find(|fact| fact.key == key).map(|fact| &fact.said)
}

#[test]
fn an_observation_without_effective_time_has_no_date_of_measurement() {
    let issued = observation(&json!({"issued": "2020-06-08T05:29:14.794+00:00"}));
    assert_eq!(issued.measured_at(), None);
    assert_eq!(issued.date().unwrap().as_str(), "2020-06-08T05:29:14.794+00:00");
    let none = observation(&json!({"_effectiveDateTime": {"extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}}));
    assert_eq!((none.measured_at(), none.date()), (None, None));
    assert_eq!(said(&none.facts(), "measured-absent"), Some(&Said::Code("unknown".into())));
    let period = observation(&json!({"effectivePeriod": {"start": "2013-04-02", "end": "2013-04-05"}}));
    assert_eq!(period.measured_at().unwrap().as_str(), "2013-04-02");
    let instant = observation(&json!({"effectiveInstant": "2013-04-02T09:30:10+01:00"}));
    assert!(instant.measured_at().unwrap().begins().is_some());
}

#[test]
fn an_observation_without_any_value_says_why_or_nothing() {
    let reasoned = observation(&json!({"dataAbsentReason": {"coding": [{"code": "unknown"}],
        "text": "Sample leaked"}}));
    assert_eq!((reasoned.value_text(), reasoned.measured.value()), (None, None));
    assert_eq!(reasoned.measured.absent_reason().as_deref(), Some("unknown"));
    assert_eq!(reasoned.measured.absent_text().as_deref(), Some("Sample leaked"));
    let silent = observation(&json!({}));
    assert_eq!((silent.value_text(), silent.measured.absent_reason(), silent.flag()), (None, None, None));
    let absent = json!([{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "not-performed"}]);
    for key in ["valueQuantity", "_valueString", "valueCodeableConcept"] {
        let extended = observation(&json!({key: {"extension": absent}}));
        assert_eq!(extended.measured.value(), None, "{key}");
        assert_eq!(extended.measured.absent_reason().as_deref(), Some("not-performed"), "{key}");
    }
}

#[test]
fn a_value_that_cannot_be_told_is_never_said_to_be_missing() {
    for odd in [
        json!({"valueSampledData": {"data": "2041 2043 2037", "origin": {"value": 2048}}}),
        json!({"valueAttachment": {"url": "x"}}),
        json!({"valueQuantity": {"value": "about 5", "unit": "mg"}}),
        json!({"valueString": 5}),
    ] {
        let odd = observation(&odd);
        assert_eq!(odd.measured.value(), Some(Seen::Unreadable));
        assert!(odd.has_unreadable_value() && odd.value_text().is_none());
    }
    assert!(!observation(&json!({"valueString": null})).has_unreadable_value());
}

#[test]
fn an_observation_without_category_is_still_in_one_kind() {
    let bare = json!({"resourceType": "Observation", "id": "1", "code": {"text": "x"}});
    assert_eq!(Kind::of(resource(&bare).head()), Kind::Other);
    assert!(of::<Observation>(&bare).categories().is_empty());
}

#[test]
fn vital_sign_without_its_s_is_a_vital_sign() {
    for code in ["vital-sign", "vital-signs", "Vital Signs"] {
        let json =
            json!({"resourceType": "Observation", "id": "1", "category": [{"coding": [{"code": code}]}]});
        assert_eq!(Kind::of(resource(&json).head()), Kind::Vitals, "{code}");
        assert_eq!(of::<Observation>(&json).categories(), [code]);
    }
}

#[test]
fn fifteen_digit_values_are_rounded_for_people_with_the_true_value_behind() {
    // serde_json's Value would lose digits, so this is a text.
    let text = r#"{"resourceType": "Observation", "id": "1", "code": {"text": "Glucose"},
        "valueQuantity": {"value": 91.309485760292310, "unit": "mg/dL", "code": "mg/dL"}}"#;
    let glucose: Observation = fhir::Resource::from_text(text).unwrap().view().unwrap();
    assert_eq!(glucose.value_text().as_deref(), Some("91.31 mg/dL"));
    assert_eq!(glucose.measured.exact(), Some("91.309485760292310"));
    assert!(glucose.measured.is_rounded());
    assert_eq!(glucose.measured.unit().as_deref(), Some("mg/dL"));
    let dose = observation(&json!({"valueQuantity": quantity(json!(0.0625), "mg")}));
    assert_eq!((dose.value_text().as_deref(), dose.measured.is_rounded()), (Some("0.0625 mg"), false));
    let trace = observation(&json!({"valueQuantity": quantity(json!(0.000_123_456_789), "ng/mL")}));
    assert_eq!(trace.value_text().as_deref(), Some("0.000123 ng/mL"));
}

#[test]
fn negative_values_stay_negative() {
    let score = observation(&json!({"valueQuantity":
        {"value": -2.568_928_048_893_575_5, "unit": "{T-score}", "code": "{T-score}"},
        "referenceRange": [{"low": {"value": -1, "code": "{T-score}"}}]}));
    assert_eq!(score.value_text().as_deref(), Some("-2.57 T-score"));
    assert_eq!(score.measured.range_text().as_deref(), Some("≥ -1 T-score"));
    assert_eq!((score.flag(), score.measured.flag_is_derived()), (Some(Flag::Low), true));
    assert_eq!(score.measured.number(), Some(-2.568_928_048_893_575_5));
    let span =
        observation(&json!({"valueRange": {"low": {"value": -2}, "high": {"value": -1, "unit": "D"}}}));
    assert_eq!(span.value_text().as_deref(), Some("-2 – -1 D"));
}

#[test]
fn zero_width_spaces_and_newlines_in_texts_go() {
    let json = json!({"code": {"coding": [{"system": "http://loinc.org", "code": " 2339-0",
        "display": "Glucose\u{200b} [Mass/volume]\u{feff} in Blood "}]},
        "valueString": "First line\r\n\r\n  second line \n", "note": [{"text": "A\nB"}, {"text": " "}]});
    let seen: Observation = of(&json);
    assert_eq!(seen.title().as_deref(), Some("Glucose [Mass/volume] in Blood"));
    assert_eq!(seen.loinc(), Some("2339-0"));
    assert_eq!(seen.value_text().as_deref(), Some("First line second line"));
    assert_eq!(seen.measured.value_lines(), ["First line", "second line"]);
    assert_eq!(said(&seen.facts(), "note"), Some(&Said::Lines(vec!["A".into(), "B".into()])));
}

#[test]
fn one_code_with_several_displays_is_one_code() {
    let named = |display: &str| -> Observation {
        of(&json!({"code": {"coding":
                [{"system": "http://loinc.org/", "code": "8302-2", "display": display}]}}))
    };
    assert_eq!(named("Body Height").loinc(), named("Body height --standing").loinc());
}

#[test]
fn values_of_every_type_have_words() {
    for (json, wanted) in [
        (json!({"valueQuantity": {"value": 5, "comparator": "<", "unit": "IU/mL"}}), "<5 IU/mL"),
        (json!({"valueQuantity": quantity(json!(120), "mm[Hg]")}), "120 mmHg"),
        (json!({"valueQuantity": {"value": 6.5, "unit": "%"}}), "6.5%"),
        (
            json!({"valueCodeableConcept": {"coding": [{"code": "266919005", "display": "Never smoked"}]}}),
            "Never smoked",
        ),
        (json!({"valueString": "Negative "}), "Negative"),
        (json!({"valueBoolean": true}), "true"),
        (json!({"valueInteger": 3}), "3"),
        (json!({"valueRange": {"low": {"value": 1}, "high": {"value": 2, "unit": "h"}}}), "1–2 h"),
        (json!({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}), "1:128"),
        (
            json!({"valueRatio": {"numerator": {"value": 5, "unit": "mg"},
                "denominator": {"value": 10, "unit": "mL"}}}),
            "5 mg / 10 mL",
        ),
        (json!({"valueTime": "10:30:00"}), "10:30:00"),
        (json!({"valueDateTime": "2013-04"}), "2013-04"),
        (json!({"valuePeriod": {"start": "2013", "end": "2014"}}), "2013 – 2014"),
    ] {
        assert_eq!(observation(&json).value_text().as_deref(), Some(wanted), "{json}");
    }
}

#[test]
fn blood_pressure_is_written_as_people_write_it() {
    let part = |code: &str, rest: Value| {
        let mut json =
            json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": code}});
        json.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
        json
    };
    let of_parts = |systolic: Value, diastolic: Value| {
        observation(&json!({"component": [part("8462-4", diastolic), part("8480-6", systolic)]}))
    };
    let pressure = |value: u32, flag: &str| {
        json!({"valueQuantity": quantity(json!(value), "mm[Hg]"),
            "interpretation": [{"coding": [{"code": flag}]}]})
    };
    let both = of_parts(pressure(107, "N"), pressure(60, "L"));
    assert_eq!(both.value_text().as_deref(), Some("107/60 mmHg"));
    assert_eq!(both.flag(), Some(Flag::Low));
    let half =
        of_parts(pressure(107, "N"), json!({"dataAbsentReason": {"coding": [{"code": "not-performed"}]}}));
    assert_eq!(half.blood_pressure(), None);
    assert_eq!(half.value_text().as_deref(), Some("8480-6 107 mmHg"));
    assert_eq!(half.flag(), None, "one normal half does not make the whole normal");
    assert_eq!(half.component[0].measured.absent_reason().as_deref(), Some("not-performed"));
}

#[test]
fn a_flag_is_stated_or_follows_for_certain() {
    let stated = |codes: Value| observation(&json!({"interpretation": codes})).flag();
    let coded = |code: &str| json!([{"coding": [{"code": code}]}]);
    for (code, flag) in [
        ("N", Flag::Normal),
        ("L", Flag::Low),
        ("h ", Flag::High),
        ("LL", Flag::CriticalLow),
        ("HH", Flag::CriticalHigh),
        ("A", Flag::Abnormal),
        ("AA", Flag::CriticalAbnormal),
        ("POS", Flag::Positive),
        ("ND", Flag::Negative),
        ("IND", Flag::Indeterminate),
        ("S", Flag::Unknown),
        ("", Flag::Unknown),
    ] {
        assert_eq!(stated(coded(code)), Some(flag), "{code}");
    }
    assert_eq!(stated(json!({"text": "Below low normal"})), Some(Flag::Low));
    assert_eq!(
        stated(json!([{"coding": [{"code": "N"}]}, {"coding": [{"code": "HH"}]}])),
        Some(Flag::CriticalHigh)
    );
    assert_eq!(stated(json!([{"coding": [{"code": "x7"}], "text": "High"}])), Some(Flag::High));
    assert_eq!(stated(json!([{}])), None);
    assert!(Flag::CriticalLow.is_critical() && Flag::Abnormal.is_abnormal() && !Flag::Positive.is_abnormal());

    let derived = |value: Value, ranges: Value| {
        observation(&json!({"valueQuantity": value, "referenceRange": ranges})).flag()
    };
    let mg = |value: f64| quantity(json!(value), "mg/dL");
    let range = |low: f64, high: f64| json!([{"low": mg(low), "high": mg(high)}]);
    let with =
        |comparator: &str, value: f64| json!({"value": value, "comparator": comparator, "code": "mg/dL"});
    let cases = [
        (mg(5.0), range(3.5, 5.0), Some(Flag::Normal)),
        (mg(5.01), range(3.5, 5.0), Some(Flag::High)),
        (mg(3.4), range(3.5, 5.0), Some(Flag::Low)),
        (with("<", 3.5), range(3.5, 5.0), Some(Flag::Low)),
        (with("<", 4.0), range(3.5, 5.0), None),
        (with(">", 5.0), range(3.5, 5.0), Some(Flag::High)),
        (with(">=", 5.0), range(3.5, 5.0), None),
        (with("<", 4.0), json!([{"high": mg(5.0)}]), Some(Flag::Normal)),
        (with("~", 4.0), range(3.5, 5.0), None),
        (quantity(json!(5), "mmol/L"), range(3.5, 5.0), None),
        (mg(42.0), range(46.0, 38.0), None),
        (mg(5.0), json!([{"text": "3.5 - 5.0"}]), None),
        (mg(5.0), json!([{"low": mg(1.0), "age": {"low": {"value": 65}}}]), None),
        (mg(5.0), json!([{"low": mg(1.0), "appliesTo": [{"text": "Women"}]}]), None),
        (mg(5.0), json!([{"low": mg(1.0), "type": {"text": "Mild TBI"}}]), None),
        (mg(5.0), json!([{"low": mg(1.0)}, {"low": mg(9.0)}]), None),
        (mg(5.0), json!([{"high": {"value": 9, "comparator": "<", "code": "mg/dL"}}]), None),
        (mg(5.0), json!([{"low": {"value": "x"}}]), None),
    ];
    for (value, ranges, wanted) in cases {
        assert_eq!(derived(value.clone(), ranges.clone()), wanted, "{value} of {ranges}");
    }
    let both = observation(&json!({"valueQuantity": mg(9.0), "referenceRange": range(3.5, 5.0),
        "interpretation": coded("N")}));
    assert_eq!((both.flag(), both.measured.flag_is_derived()), (Some(Flag::Normal), false));
    assert_eq!(both.measured.range_text().as_deref(), Some("3.5–5.0 mg/dL"));
    assert_eq!(
        (both.measured.range().unwrap().low(), both.measured.range().unwrap().high()),
        (Some(3.5), Some(5.0))
    );
}

#[test]
fn the_rest_of_an_observation_is_told_as_facts() {
    let seen = observation(&json!({"performer": [{"display": "Dr Ronald Bone"}, {}],
        "specimen": {"reference": "Specimen/1", "display": "Serum"}, "method": {"text": "Oral"},
        "hasMember": [{"reference": "Observation/2"}], "basedOn": {"reference": "ServiceRequest/9"}}));
    let facts = seen.facts();
    let Some(Said::Who(who)) = said(&facts, "performer") else { panic!("no performer") };
    assert_eq!(who.iter().filter_map(fhir::Reference::name).collect::<Vec<_>>(), ["Dr Ronald Bone"]);
    assert_eq!(said(&facts, "method"), Some(&Said::Text("Oral".into())));
    assert_eq!(said(&facts, "status"), Some(&Said::Code("final".into())));
    assert!(said(&facts, "specimen").is_some() && said(&facts, "ordered").is_some());
    assert_eq!(seen.has_member.len(), 1);
}

/// One test has several displays, several codes, several spellings of its system; another test has none of
/// its codes, whatever it is called.
#[test]
fn r08_the_same_test_is_known_by_its_codes() {
    let test = |codes: &[(&str, &str)], display: &str| {
        let coding =
            |(system, code): &(&str, &str)| json!({"system": system, "code": code, "display": display});
        let coding: Vec<Value> = codes.iter().map(coding).collect();
        observation(&json!({"code": {"coding": coding, "text": display}})).code.unwrap()
    };
    let loinc = "http://loinc.org";
    let sugar = test(&[(loinc, "4548-4"), ("urn:lab", "A1C")], "Hemoglobin A1c");
    for (other, same) in [
        (test(&[("https://loinc.org/", " 4548-4\u{200b}")], "Hemo\u{200b}globin"), true),
        (test(&[("urn:lab", "A1C")], "A1c by an old device"), true),
        (test(&[(loinc, "17856-6"), ("urn:lab", "A1C")], "Hemoglobin A1c"), false),
        (test(&[("urn:other", "A1C")], "Hemoglobin A1c"), false),
        (test(&[], "Hemoglobin A1c"), false),
    ] {
        assert_eq!((sugar.same_code(&other), other.same_code(&sugar)), (same, same), "{other:?}");
    }
}

/// A bound is no point, another unit no other point of the same axis, and a range in another unit is not what
/// is usual of this value.
#[test]
fn r08_only_exact_numbers_of_one_unit_are_points() {
    let number = |value: Value| observation(&json!({"valueQuantity": value})).measured;
    let sugar = number(quantity(json!(5.4), "mmol/L"));
    assert!(sugar.point().is_some());
    assert!(number(json!({"value": 5.4, "comparator": "<", "unit": "mmol/L"})).point().is_none());
    assert!(number(json!({"unit": "mmol/L"})).point().is_none());
    let same = |one: Value, other: Value| {
        let (one, other) = (number(one), number(other));
        one.point().unwrap().same_unit(other.point().unwrap())
    };
    assert!(same(quantity(json!(120), "mm[Hg]"), json!({"value": 118, "unit": "mmHg"})));
    assert!(same(json!({"value": 1}), json!({"value": 2, "unit": "1"})));
    assert!(!same(quantity(json!(97), "mg/dL"), quantity(json!(5.4), "mmol/L")));
    let ranged = |unit: &str| {
        let range = json!([{"low": quantity(json!(4), unit)}]);
        let value = quantity(json!(5.4), "mmol/L");
        observation(&json!({"valueQuantity": value, "referenceRange": range})).measured.usual()
    };
    assert_eq!(ranged("mmol/L").map(|usual| (usual.low, usual.high)), Some((Some(4.0), None)));
    assert_eq!(ranged("mg/dL"), None);
}
