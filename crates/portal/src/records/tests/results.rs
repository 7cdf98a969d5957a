//! Measured values: trends, what belongs together, who ordered it, what cannot be told (R08). Reports are in
//! `reports.rs`.

use serde_json::{Value, json};

use super::{between, page, patient_with, person, with};
use crate::testing::{Person, TestApp};

/// LOINC of hemoglobin A1c.
const A1C: &str = "4548-4";

pub fn loinc(code: &str, display: &str) -> Value {
    json!({"coding": [{"system": "http://loinc.org", "code": code, "display": display}]})
}

pub fn amount(value: impl Into<Value>, unit: &str) -> Value {
    json!({"value": value.into(), "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"})
}

pub fn usual(low: Option<f64>, high: Option<f64>, unit: &str) -> Value {
    let mut range = json!({});
    for (end, value) in [("low", low), ("high", high)] {
        if let Some(value) = value {
            range[end] = amount(value, unit);
        }
    }
    json!([range])
}

/// A value of a category.
pub fn measured(person: &Person, id: &str, category: &str, more: Value) -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    let bare = json!({"resourceType": "Observation", "id": id, "status": "final",
        "subject": {"reference": format!("Patient/{}", person.id)},
        "category": [{"coding": [{"system": system, "code": category}]}],
        "code": {"text": format!("test {id}")}});
    with(bare, more)
}

/// A laboratory value on a day, with a usual range of 4 to 5.6.
fn a1c(person: &Person, id: &str, day: &str, value: f64, more: Value) -> Value {
    let own = json!({"code": loinc(A1C, "Hemoglobin A1c"), "effectiveDateTime": format!("{day}T14:10:00Z"),
        "valueQuantity": amount(value, "%"), "referenceRange": usual(Some(4.0), Some(5.6), "%")});
    measured(person, id, "laboratory", with(own, more))
}

/// The part of a page that tells how a value went.
fn trend(shown: &str) -> &str {
    between(shown, "id=\"trend\"", "</section>")
}

/// The pictures of a page are drawn as they must be.
pub fn pictures(shown: &str) -> usize {
    let drawn: Vec<&str> = shown.split("<svg class=\"chart").skip(1).collect();
    for picture in &drawn {
        let picture = picture.split("</svg>").next().unwrap();
        assert!(picture.contains("role=\"img\"") && !picture.contains("viewBox"), "{picture}");
        let label = between(picture, "aria-label=\"", "\">");
        assert!(label.len() > 40, "the picture in words: {label}");
        assert!(!picture.contains("NaN") && !picture.contains("inf%"), "{picture}");
    }
    drawn.len()
}

fn dots(shown: &str) -> usize {
    shown.matches("<circle class=\"c-dot").count()
}

/// One code with several displays, zero-width spaces among them, is one test; another unit is in the table
/// and not in the picture, and so is what has no exact number or no date.
#[tokio::test]
async fn a_trend_is_of_one_test_in_one_unit() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let sly = json!({"code": loinc(A1C, "Hemo\u{200b}globin A1c/Total\u{200b}")});
        let odd = json!({"valueQuantity": amount(46, "mmol/mol"), "referenceRange": null});
        let below = json!({"valueQuantity": with(amount(5.5, "%"), json!({"comparator": "<"}))});
        let other = json!({"code": loinc("2345-7", "Glucose")});
        let chart = [
            a1c(&elena, "a-1", "2025-03-01", 7.9, json!({})),
            a1c(&elena, "a-2", "2025-06-01", 7.4, sly),
            a1c(&elena, "a-3", "2025-09-01", 7.1, json!({"status": "preliminary"})),
            a1c(&elena, "a-4", "2026-03-01", 6.8, json!({"status": "corrected"})),
            a1c(&elena, "odd", "2025-01-01", 0.0, odd),
            a1c(&elena, "below", "2025-02-01", 5.5, below),
            a1c(&elena, "undated", "2025-02-02", 6.0, json!({"effectiveDateTime": null})),
            a1c(&elena, "mistake", "2025-02-03", 99.5, json!({"status": "entered-in-error"})),
            a1c(&elena, "glucose", "2025-02-03", 88.25, other),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        let shown = page(&elena, "/records/results/a-4").await;
        assert_eq!(pictures(&shown), 2, "its range and its trend");
        let trend = trend(&shown);
        assert_eq!(dots(trend), 4, "{trend}");
        for words in ["4 results", "March 1, 2025", "The first was 7.9%", "the newest is 6.8%", "46 mmol/mol"]
        {
            assert!(trend.contains(words), "{words}");
        }
        for id in ["a-1", "a-2", "a-3", "odd", "below", "undated"] {
            assert!(trend.contains(&format!("href=\"/records/results/{id}\"")), "{id} is in the table");
        }
        assert!(!trend.contains("/records/results/a-4\"") && trend.contains("This result"));
        assert!(trend.contains("In another unit, not in the chart"));
        assert!(trend.contains("3 results are in the table only"), "unit, comparator, date");
        assert!(trend.contains("Early, may still change"));
        assert!(!shown.contains("99.5") && !trend.contains("88.25"));
        assert!(shown.contains("This result was changed."), "corrected");
        assert!(shown.contains("6.8%") && shown.contains("You: 6.8%") && shown.contains(">High</"));
        // From the side of the odd one: its own unit, alone.
        let odd = page(&elena, "/records/results/odd").await;
        assert_eq!(pictures(&odd), 0);
        assert!(super::results::trend(&odd).contains("not enough numbers in one unit"));
        let early = page(&elena, "/records/results/a-3").await;
        assert!(early.contains("This is an early result."));
    }
}

#[tokio::test]
async fn every_digit_every_sign_and_every_silence_is_told() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let long = json!({"valueQuantity": amount(91.171_508_520_031_4, "mg/dL"),
            "referenceRange": usual(None, Some(90.0), "mg/dL")});
        let below = json!({"valueQuantity": amount(-2.6, "{score}"),
            "referenceRange": usual(Some(-1.0), None, "{score}")});
        let absent = json!({"dataAbsentReason": {"coding": [{"code": "not-performed"}]}});
        let bare = json!({"effectiveDateTime": null});
        let words = json!({"valueString": "No growth after 48 hours.\nFinal report.", "status": "cancelled"});
        let curve = json!({"valueSampledData": {"origin": {"value": 0}, "period": 10, "dimensions": 1}});
        let chart: Vec<Value> = [
            ("long", long),
            ("below", below),
            ("absent", absent),
            ("bare", bare),
            ("words", words),
            ("curve", curve),
        ]
        .map(|(id, more)| measured(&elena, id, "laboratory", more))
        .into();
        let elena = patient_with(&app, org, elena, &chart).await;
        for (id, charts, expected) in [
            ("long", 1, vec!["91.17", "Exactly: 91.17150852003", "≤ 90.0 mg/dL", ">High</"]),
            ("below", 1, vec!["-2.6", "≥ -1.0 score", ">Low</"]),
            ("absent", 0, vec!["The test was not done"]),
            ("bare", 0, vec!["No value written down", "We found no other result"]),
            ("words", 0, vec!["No growth after 48 hours.", "Final report.", "This test was cancelled."]),
            ("curve", 0, vec!["There is a result that we cannot show here."]),
        ] {
            let shown = page(&elena, &format!("/records/results/{id}")).await;
            assert_eq!(pictures(&shown), charts, "{id}");
            for words in expected {
                assert!(shown.contains(words), "{id}: {words}");
            }
        }
        let list = page(&elena, "/records/results").await;
        assert!(list.contains("No date written down") && list.contains("The test was not done"));
    }
}

/// The history is beside the result: without it, the page says so and stands.
#[tokio::test]
async fn a_result_stands_without_its_history() {
    let app = TestApp::canvas().await;
    for (org, vendor) in [(&app.one, "fhir"), (&app.two, "canvas")] {
        let elena = person("elena");
        let sign = |id: &str, day: &str, value: f64| {
            let own = json!({"code": loinc("8867-4", "Heart rate"), "effectiveDateTime": day,
                "valueQuantity": amount(value, "/min")});
            measured(&elena, id, "vital-signs", own)
        };
        let chart = [
            sign("p-1", "2026-01-02", 71.0),
            sign("p-2", "2026-02-02", 76.0),
            a1c(&elena, "a-1", "2026-01-02", 7.9, json!({})),
            a1c(&elena, "a-2", "2026-02-02", 7.2, json!({})),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        assert_eq!(pictures(&page(&elena, "/records/vitals/p-2").await), 1);
        // The list is asked for without an id; the entry itself is not touched.
        let whole = format!("Observation?patient=Patient%2F{}&_count", elena.person.id);
        app.sandbox.fault(&json!({"vendor": vendor, "kind": "status", "value": 500, "path": whole})).await;
        let shown = page(&elena, "/records/vitals/p-2").await;
        assert!(shown.contains("76") && shown.contains("could not be loaded"), "{}", org.slug);
        assert!(!shown.contains("We found no other result"), "which nobody knows");
        assert!(page(&elena, "/records/vitals").await.contains("We cannot reach this part now"));
        // Of results, the reports still came: what is missing is said, not denied.
        let partial = page(&elena, "/records/results/a-2").await;
        assert!(partial.contains("may be missing here") && !partial.contains("We found no other result"));
        elena.get("/v1/portal/records/vitals/p-2").await.expect(200);
        elena.get("/records/vitals/not-hers").await.expect(404);
    }
}

/// Who ordered is who gave the order; who made the report did not.
#[tokio::test]
async fn who_ordered_is_read_with_her_number() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let about = json!({"reference": format!("Patient/{}", elena.id)});
        let doctor = json!({"resourceType": "Practitioner", "id": "raman", "active": true,
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
            "name": [{"family": "Raman", "given": ["Priya"]}]});
        let lab = json!({"resourceType": "Organization", "id": "lab", "name": "Front Range Labs"});
        let asked = json!({"resourceType": "ServiceRequest", "id": "sr", "status": "completed",
            "intent": "order", "subject": about, "requester": {"reference": "Practitioner/raman"}});
        let sample = json!({"resourceType": "Specimen", "id": "sp", "subject": about,
            "type": {"text": "Blood from a vein"}});
        let made = json!([{"reference": "Organization/lab"}]);
        let origin = json!({"performer": made, "issued": "2026-03-10T17:40:00Z",
            "specimen": {"reference": "Specimen/sp"}});
        let report = json!({"resourceType": "DiagnosticReport", "id": "dr", "status": "final",
            "subject": about, "code": {"text": "Blood panel"},
            "basedOn": [{"reference": "ServiceRequest/sr"}],
            "result": [{"reference": "Observation/of-report"}], "performer": made,
            "effectiveDateTime": "2026-03-09"});
        let based = with(origin.clone(), json!({"basedOn": [{"reference": "ServiceRequest/sr"}]}));
        let gone = with(origin.clone(), json!({"basedOn": [{"reference": "ServiceRequest/gone"}]}));
        let chart = [
            doctor,
            lab,
            asked,
            sample,
            report,
            a1c(&elena, "own", "2026-03-09", 6.8, based),
            a1c(&elena, "of-report", "2026-03-09", 6.9, origin.clone()),
            a1c(&elena, "alone", "2026-03-09", 7.0, origin),
            a1c(&elena, "dangling", "2026-03-09", 7.1, with(gone, json!({"issued": null}))),
        ];
        let elena = patient_with(&app, org, elena, &chart).await;
        for (id, ordered) in [("own", true), ("of-report", true), ("alone", false), ("dangling", false)] {
            let shown = page(&elena, &format!("/records/results/{id}")).await;
            let about = between(&shown, "id=\"about\"", "</section>");
            assert_eq!(about.contains("Ordered by"), ordered, "{id}");
            assert_eq!(about.contains("Priya Raman") && about.contains("NPI 1234567893"), ordered, "{id}");
            assert!(about.contains("Front Range Labs") && about.contains("Blood from a vein"), "{id}");
            assert_eq!(about.contains("Visible to you since"), id != "dangling", "{id}: nothing is guessed");
            let one = elena.get(&format!("/v1/portal/records/results/{id}")).await.expect(200).json();
            let list = super::whole(elena.get("/v1/portal/records/results").await);
            for item in [&one, super::one(&list, id)] {
                let who = json!({"name": "Priya Raman", "npi": "1234567893"});
                assert_eq!(item["ordered_by"], if ordered { who } else { Value::Null }, "{id}");
                let issued = if id == "dangling" { Value::Null } else { json!("2026-03-10T17:40:00Z") };
                assert_eq!((&item["issued"], &item["visible_since"]), (&issued, &issued), "{id}");
            }
        }
        let shown = page(&elena, "/records/results/own").await;
        assert!(
            shown.contains("March 10, 2026, 11:40") || shown.contains("March 10, 2026, 1"),
            "with its time"
        );
    }
}

/// Each entry of a list is there once, whatever it is part of.
#[tokio::test]
async fn lists_have_each_entry_once() {
    let app = TestApp::canvas().await;
    for org in [&app.one, &app.two] {
        let elena = person("elena");
        let mut chart = Vec::new();
        for index in 0..9 {
            let day = format!("2026-0{}-02T10:00:00Z", index + 1);
            let part = |code: &str, value: i32| {
                let quantity = amount(value, "mm[Hg]");
                json!({"code": loinc(code, "x"), "valueQuantity": quantity})
            };
            let pressure = json!({"code": loinc("85354-9", "Blood pressure"), "effectiveDateTime": day,
                "component": [part("8480-6", 150 - index), part("8462-4", 90 - index)]});
            chart.push(measured(&elena, &format!("bp-{index}"), "vital-signs", pressure));
            let weight = json!({"code": {"text": "Weight"}, "effectiveDateTime": day,
                "valueQuantity": amount(80 - index, if index == 0 { "[lb_av]" } else { "kg" })});
            chart.push(measured(&elena, &format!("w-{index}"), "vital-sign", weight));
            chart.push(a1c(&elena, &format!("a-{index}"), &day[..10], 6.0, json!({})));
        }
        let members: Vec<Value> =
            (0..4).map(|index| json!({"reference": format!("Observation/a-{index}")})).collect();
        let group =
            json!({"code": {"text": "A group"}, "hasMember": members, "effectiveDateTime": "2026-01-02"});
        chart.push(measured(&elena, "group", "laboratory", group));
        for id in ["dr-1", "dr-2"] {
            chart.push(json!({"resourceType": "DiagnosticReport", "id": id, "status": "final",
                "subject": {"reference": format!("Patient/{}", elena.id)}, "code": {"text": "A panel"},
                "effectiveDateTime": "2026-01-02", "result": members}));
        }
        let elena = patient_with(&app, org, elena, &chart).await;
        for kind in ["results", "vitals"] {
            let list = super::whole(elena.get(&format!("/v1/portal/records/{kind}")).await);
            let shown = page(&elena, &format!("/records/{kind}")).await;
            for id in super::all(&list, "id") {
                let start = format!("href=\"/records/{kind}/{id}");
                let ends = |at: &str| at.starts_with('"') || at.starts_with("?type=");
                let there = shown.split(&start).skip(1).filter(|rest| ends(rest)).count();
                assert_eq!(there, 1, "{kind} {id}");
            }
        }
        let vitals = page(&elena, "/records/vitals").await;
        assert_eq!(pictures(&vitals), 2);
        assert_eq!(vitals.matches("c-line-2").count(), 8, "two lines of a pressure, in one unit");
        assert!(vitals.contains("142/82 mmHg") && vitals.contains("See all 9 readings"));
        let results = page(&elena, "/records/results").await;
        assert!(results.contains("Part of A panel") && results.contains("4 values"));
        assert!(results.contains("4 not as usual"));
        let pressure = page(&elena, "/records/vitals/bp-3").await;
        assert!(pressure.contains("147/87") && pressure.contains("Upper number"));
        assert_eq!(dots(super::results::trend(&pressure)), 18);
    }
}

/// What was measured over days says from when until when.
#[tokio::test]
async fn a_value_over_a_time_tells_both_of_its_ends() {
    let app = TestApp::new().await;
    let ann = person("over");
    let period = json!({"start": "2026-03-02T10:30:00Z", "end": "2026-03-05T10:30:00Z"});
    let mean = json!({"effectivePeriod": period, "valueQuantity": amount(60, "mmHg")});
    let open = json!({"effectivePeriod": {"start": "2026-02-02"}, "valueQuantity": amount(61, "mmHg")});
    let resources =
        [measured(&ann, "over-mean", "laboratory", mean), measured(&ann, "over-open", "laboratory", open)];
    let browser = patient_with(&app, &app.one, ann, &resources).await;
    let shown = page(&browser, "/records/results/over-mean").await;
    let about = between(&shown, "<dl class=\"facts", "</dl>");
    assert!(about.contains("March 2, 2026") && about.contains("March 5, 2026"), "{about}");
    let shown = page(&browser, "/records/results/over-open").await;
    assert!(shown.contains("February 2, 2026") && !shown.contains('…'), "an end that nobody has told");
}
