//! Measured things: laboratory values with their reports, studies with their findings, vital signs.

use super::super::codes::lab::{Panel, Test, Usual};
use super::super::codes::{Code, LOINC, UCUM, measure};
use super::{Chart, HL7, Staff, after, at, coding, concept, hl7, observation, reference};
use serde_json::{Number, Value, json};

/// What a test found.
#[derive(Clone, Copy)]
pub(in crate::charts) enum Is {
    /// A number in the test's unit.
    Number(f64),
    /// Less than the least that can be measured.
    LessThan(f64),
    /// More than the most that can be measured.
    MoreThan(f64),
    /// A concept.
    Coded(Code),
    /// Words.
    Words(&'static str),
    /// Nothing, and why.
    Missing(&'static str),
}

/// One sample: the day it was taken, who ordered it, which laboratory looked at it.
#[derive(Clone)]
pub(in crate::charts) struct Draw<'a> {
    pub(in crate::charts) day: &'a str,
    pub(in crate::charts) by: &'a Staff,
    /// Id and name of the laboratory.
    pub(in crate::charts) lab: (&'static str, &'static str),
    /// `ServiceRequest/id` that asked for it.
    pub(in crate::charts) order: Option<String>,
    /// Status of values and report; `final` for most.
    pub(in crate::charts) status: &'static str,
}

impl<'a> Draw<'a> {
    /// A sample whose results are final.
    pub(in crate::charts) fn new(day: &'a str, by: &'a Staff, lab: (&'static str, &'static str)) -> Self {
        Self { day, by, lab, order: None, status: "final" }
    }

    /// Ordered by a `ServiceRequest`.
    pub(in crate::charts) fn ordered(mut self, order: String) -> Self {
        self.order = Some(order);
        self
    }

    /// With results that are not, or no longer, simply final.
    pub(in crate::charts) fn status(mut self, status: &'static str) -> Self {
        self.status = status;
        self
    }

    fn stamp(&self, body: &mut Value) {
        body["status"] = json!(self.status);
        body["effectiveDateTime"] = json!(at(self.day, "14:10"));
        body["issued"] = json!(at(&after(self.day, 1), "02:40"));
        body["performer"] = json!([reference(&format!("Organization/{}", self.lab.0), self.lab.1)]);
        if let Some(order) = &self.order {
            body["basedOn"] = json!([{"reference": order}]);
        }
    }
}

/// A study's kind (v2-0074), code, what was seen in full and in short.
pub(in crate::charts) struct Study<'a> {
    pub(in crate::charts) kind: (&'static str, &'static str),
    pub(in crate::charts) code: Code,
    pub(in crate::charts) words: &'static str,
    pub(in crate::charts) day: &'a str,
    pub(in crate::charts) by: &'a Staff,
    pub(in crate::charts) findings: &'static str,
    pub(in crate::charts) conclusion: &'static str,
    /// Numbers measured in it: what, how much, in which unit.
    pub(in crate::charts) measured: &'static [(Code, f64, &'static str)],
}

pub(in crate::charts) const RADIOLOGY: (&str, &str) = ("RAD", "Radiology");
pub(in crate::charts) const CARDIAC_ULTRASOUND: (&str, &str) = ("CUS", "Cardiac Ultrasound");
pub(in crate::charts) const ELECTROCARDIAC: (&str, &str) = ("EC", "Electrocardiac (e.g. EKG, EEC, Holter)");
pub(in crate::charts) const OTHER_STUDY: (&str, &str) = ("OTH", "Other");

/// What was measured at one visit; what is `None` was not.
#[derive(Clone, Copy, Default)]
pub(in crate::charts) struct Signs {
    pub(in crate::charts) pressure: Option<(u32, u32)>,
    pub(in crate::charts) pulse: Option<f64>,
    pub(in crate::charts) breaths: Option<f64>,
    /// Degrees Fahrenheit.
    pub(in crate::charts) warmth: Option<f64>,
    /// Percent of oxygen.
    pub(in crate::charts) oxygen: Option<f64>,
    /// Kilograms.
    pub(in crate::charts) weight: Option<f64>,
    /// Centimetres; with weight, gives the body mass index too.
    pub(in crate::charts) height: Option<f64>,
}

impl Chart {
    /// One value of a sample.
    pub(in crate::charts) fn value(&mut self, draw: &Draw, test: &Test, found: Is) -> &mut Self {
        let mut body = json!({
            "resourceType": "Observation", "code": concept(test.code, test.words),
            "category": [category("laboratory", "Laboratory")],
        });
        draw.stamp(&mut body);
        found.write(&mut body, test);
        self.add("obs", "subject", body)
    }

    /// Values of one sample and the report that holds them together.
    pub(in crate::charts) fn panel(&mut self, draw: &Draw, panel: Panel, rows: &[(Test, Is)]) -> &mut Self {
        let results: Vec<Value> = rows
            .iter()
            .map(|(test, found)| {
                self.value(draw, test, *found);
                reference(&self.last(), test.words)
            })
            .collect();
        let mut body = report(panel.0, panel.1, ("LAB", "Laboratory"));
        draw.stamp(&mut body);
        body["result"] = json!(results);
        if draw.status == "final" {
            body["resultsInterpreter"] = json!([draw.by.reference()]);
        }
        self.add("dr", "subject", body)
    }

    /// A group of values that are one test together: an Observation with members, and no value of its own.
    pub(in crate::charts) fn group(&mut self, draw: &Draw, panel: Panel, rows: &[(Test, Is)]) -> &mut Self {
        let members: Vec<Value> = rows
            .iter()
            .map(|(test, found)| {
                self.value(draw, test, *found);
                reference(&self.last(), test.words)
            })
            .collect();
        let mut body = json!({
            "resourceType": "Observation", "code": concept(panel.0, panel.1), "hasMember": members,
            "category": [category("laboratory", "Laboratory")],
        });
        draw.stamp(&mut body);
        self.add("obs", "subject", body)
    }

    /// A study with its report, and the numbers in it.
    pub(in crate::charts) fn study(&mut self, study: &Study) -> &mut Self {
        let read = at(&after(study.day, 1), "16:20");
        let mut results = Vec::new();
        for (code, value, unit) in study.measured {
            let mut body = observation("imaging", *code, study.day);
            body["category"] = json!([category("imaging", "Imaging")]);
            body["issued"] = json!(read);
            body["valueQuantity"] = amount(*value, unit);
            self.add("obs", "subject", body);
            results.push(reference(&self.last(), code.display));
        }
        let mut body = report(study.code, study.words, study.kind);
        body["effectiveDateTime"] = json!(at(study.day, "15:30"));
        body["issued"] = json!(read);
        body["performer"] = json!([study.by.reference()]);
        body["resultsInterpreter"] = json!([study.by.reference()]);
        body["conclusion"] = json!(study.conclusion);
        body["presentedForm"] = json!([super::papers::attachment(
            "text/plain",
            &format!("{} report", study.words),
            study.day,
            format!("FINDINGS\n{}\n\nIMPRESSION\n{}\n", study.findings, study.conclusion).as_bytes(),
        )]);
        if !results.is_empty() {
            body["result"] = json!(results);
        }
        self.add("dr", "subject", body)
    }

    /// The vital signs of one visit.
    pub(in crate::charts) fn signs(&mut self, day: &str, signs: &Signs) -> &mut Self {
        if let Some((upper, lower)) = signs.pressure {
            self.pressure(day, upper, lower);
        }
        let squared = |height: f64| (height / 100.0) * (height / 100.0);
        let mass = signs.weight.zip(signs.height).map(|(kg, cm)| (kg / squared(cm) * 10.0).round() / 10.0);
        for (code, value, unit) in [
            (measure::PULSE, signs.pulse, "/min"),
            (measure::BREATHS, signs.breaths, "/min"),
            (measure::TEMPERATURE, signs.warmth, "[degF]"),
            (measure::OXYGEN, signs.oxygen, "%"),
            (measure::WEIGHT, signs.weight, "kg"),
            (measure::HEIGHT, signs.height, "cm"),
            (measure::BMI, mass, "kg/m2"),
        ] {
            let Some(value) = value else { continue };
            let mut body = observation("vital-signs", code, day);
            body["valueQuantity"] = amount(value, unit);
            if code.code == measure::OXYGEN.code {
                // US Core asks for both codes of the same thing.
                body["code"]["coding"] = json!([coding(code), coding(measure::OXYGEN_BLOOD)]);
            }
            self.add("obs", "subject", body);
        }
        self
    }

    /// Something about how she lives.
    pub(in crate::charts) fn social(&mut self, day: &str, code: Code, found: Is) -> &mut Self {
        let mut body = observation("social-history", code, day);
        let about = Test { code, words: code.display, unit: "{#}", usual: (None, None) };
        found.write(&mut body, &about);
        self.add("obs", "subject", body)
    }

    /// The score of a questionnaire.
    pub(in crate::charts) fn score(&mut self, day: &str, code: Code, points: f64) -> &mut Self {
        let mut body = observation("survey", code, day);
        body["valueQuantity"] = amount(points, "{score}");
        self.add("obs", "subject", body)
    }
}

impl Is {
    fn write(self, body: &mut Value, test: &Test) {
        match self {
            Is::Number(value) => {
                body["valueQuantity"] = amount(value, test.unit);
                rate(body, test.usual, value);
            }
            Is::LessThan(value) => {
                body["valueQuantity"] = amount(value, test.unit);
                body["valueQuantity"]["comparator"] = json!("<");
                rate(body, test.usual, value);
            }
            Is::MoreThan(value) => {
                body["valueQuantity"] = amount(value, test.unit);
                body["valueQuantity"]["comparator"] = json!(">");
                rate(body, test.usual, value);
            }
            Is::Coded(code) => body["valueCodeableConcept"] = concept(code, code.display),
            Is::Words(words) => body["valueString"] = json!(words),
            Is::Missing(why) => {
                body["dataAbsentReason"] = hl7("data-absent-reason", "not-performed");
                body["dataAbsentReason"]["text"] = json!(why);
            }
        }
        let (low, high) = test.usual;
        let mut range = json!({});
        for (end, value) in [("low", low), ("high", high)] {
            if let Some(value) = value {
                range[end] = amount(value, test.unit);
            }
        }
        if low.is_some() || high.is_some() {
            body["referenceRange"] = json!([range]);
        }
    }
}

/// Flags a number that has a usual range.
fn rate(body: &mut Value, (low, high): Usual, value: f64) {
    let (code, display) = match (low, high) {
        (None, None) => return,
        (Some(low), _) if value < low => ("L", "Low"),
        (_, Some(high)) if value > high => ("H", "High"),
        _ => ("N", "Normal"),
    };
    flag(body, code, display);
}

/// Sets the flag: `N`, `L`, `H`, `LL`, `HH`, `A`.
pub(in crate::charts) fn flag(body: &mut Value, code: &str, display: &str) {
    let system = format!("{HL7}/v3-ObservationInterpretation");
    let coding = json!({"system": system, "code": code, "display": display});
    body["interpretation"] = json!([{"coding": [coding], "text": display}]);
}

/// A quantity with the unit as people write it beside its UCUM code; whole numbers without a point.
pub(in crate::charts) fn amount(value: f64, unit: &str) -> Value {
    let number: Number = value.to_string().parse().expect("a number written out is a number");
    let shown = match unit {
        "10*3/uL" => "10³/µL",
        "10*6/uL" => "10⁶/µL",
        "mL/min/{1.73_m2}" => "mL/min/1.73 m²",
        "m[IU]/L" => "mIU/L",
        "ug/dL" => "µg/dL",
        "kg/m2" => "kg/m²",
        "[degF]" => "°F",
        "[lb_av]" => "lb",
        "{INR}" | "{Specific_gravity}" | "[pH]" | "{#}" => "",
        "{score}" => "points",
        "{drinks}/d" => "drinks a day",
        "/min" => "per minute",
        "/h" => "per hour",
        "h/d" => "hours a night",
        "min/wk" => "minutes a week",
        plain => plain,
    };
    let mut quantity = json!({"value": number, "system": UCUM, "code": unit});
    if !shown.is_empty() {
        quantity["unit"] = json!(shown);
    }
    quantity
}

fn category(code: &str, display: &str) -> Value {
    json!({"coding": [{"system": format!("{HL7}/observation-category"), "code": code,
                       "display": display}]})
}

fn report(code: Code, words: &str, (kind, display): (&str, &str)) -> Value {
    debug_assert!(code.code.is_empty() || code.system == LOINC, "reports are coded in LOINC");
    json!({
        "resourceType": "DiagnosticReport", "status": "final", "code": concept(code, words),
        "category": [{"coding": [{"system": format!("{HL7}/v2-0074"), "code": kind,
                                  "display": display}]}],
    })
}
