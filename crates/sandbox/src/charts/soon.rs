//! What is about to happen and what has just come, for a demo that has something to say on any day:
//! appointments, a result, a document and a supply that ends, all told from the sandbox's own "now". Kept
//! apart from the charts, which are the same on every day.
//!
//! Elena has an appointment within a day, one that is not confirmed, one weeks ahead, one called off and one
//! that is over; a cholesterol panel of yesterday with a high value; a note of three days ago; a prescription
//! that ends in five days. Daniel has one appointment, whose practitioner has no name beside the reference.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::codes::rx;
use super::make::{concept, reference, transaction};

/// The transaction of an organisation.
pub struct Soon {
    /// The organisation's slug, which is also its tenant.
    pub org: &'static str,
    /// A transaction Bundle that PUTs resources with fixed ids.
    pub bundle: Value,
}

/// What there is to tell at this moment.
#[must_use]
pub fn soon(now: DateTime<Utc>) -> Vec<Soon> {
    let aurora = elena(now);
    let sleepcorner = vec![appointment(
        "sleepcorner-daniel-whitaker",
        1,
        ("Sleep study review", "booked"),
        (next(now, 17), 30),
        json!({"reference": "Practitioner/sleepcorner-dr-singh"}),
    )];
    vec![
        Soon { org: "aurora", bundle: transaction(aurora) },
        Soon { org: "sleepcorner", bundle: transaction(sleepcorner) },
    ]
}

const ELENA: &str = "aurora-elena-marquez";

fn elena(now: DateTime<Utc>) -> Vec<Value> {
    let raman = || reference("Practitioner/aurora-dr-raman", "Priya Raman, MD");
    let nolan = || reference("Practitioner/aurora-np-nolan", "Ali Nolan, FNP-C");
    let visit = next(now, 16);
    let ahead = |days| visit + Duration::days(days);
    let made = |number, what, when, who| appointment(ELENA, number, what, when, who);
    let mut all = vec![
        made(1, ("Follow-up visit", "booked"), (visit, 15), raman()),
        made(2, ("Blood draw", "pending"), (ahead(4), 10), nolan()),
        made(3, ("Yearly check-up", "booked"), (ahead(40), 30), raman()),
        made(4, ("Diabetes class", "cancelled"), (ahead(3), 60), nolan()),
        made(5, ("Phone call", "fulfilled"), (ahead(-20), 10), nolan()),
    ];
    all.extend(panel(now));
    all.push(note(now));
    all.push(ending(now));
    all
}

/// The next time that it is this hour (UTC), at least half an hour ahead.
fn next(now: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let today = now.date_naive().and_hms_opt(hour, 30, 0).unwrap_or(now.naive_utc()).and_utc();
    if today >= now + Duration::minutes(30) { today } else { today + Duration::days(1) }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn appointment(
    patient: &str,
    number: u32,
    (title, status): (&str, &str),
    (start, minutes): (DateTime<Utc>, i64),
    who: Value,
) -> Value {
    let org = patient.split('-').next().unwrap_or_default();
    let place = json!({"reference": format!("Location/{org}-main"), "display": "Main clinic"});
    json!({
        "resourceType": "Appointment", "id": format!("{patient}-appointment-{number}"), "status": status,
        "appointmentType": {"text": title}, "start": instant(start), "minutesDuration": minutes,
        "end": instant(start + Duration::minutes(minutes)),
        "participant": [
            {"actor": {"reference": format!("Patient/{patient}")}, "status": "accepted"},
            {"actor": who, "status": "accepted"},
            {"actor": place, "status": "accepted"},
        ],
    })
}

/// Yesterday's cholesterol: a report of two values, one of them high.
fn panel(now: DateTime<Utc>) -> Vec<Value> {
    let (drawn, out) = (instant(now - Duration::hours(30)), instant(now - Duration::hours(20)));
    let lab = json!([{"coding": [{"code": "laboratory",
        "system": "http://terminology.hl7.org/CodeSystem/observation-category"}]}]);
    let judged = |code: &str| {
        json!([{"coding": [{"code": code,
            "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"}]}])
    };
    let value = |number: u32, (loinc, name): (&str, &str), value: f64, high: f64| {
        json!({
            "resourceType": "Observation", "id": format!("{ELENA}-new-result-{number}"), "status": "final",
            "category": lab, "subject": {"reference": format!("Patient/{ELENA}")},
            "code": {"coding": [{"system": "http://loinc.org", "code": loinc, "display": name}],
                "text": name},
            "effectiveDateTime": drawn, "issued": out,
            "valueQuantity": {"value": value, "unit": "mg/dL", "code": "mg/dL",
                "system": "http://unitsofmeasure.org"},
            "interpretation": judged(if value > high { "H" } else { "N" }),
            "referenceRange": [{"high": {"value": high, "unit": "mg/dL", "code": "mg/dL",
                "system": "http://unitsofmeasure.org"}}],
        })
    };
    let member =
        |number: u32, name: &str| reference(&format!("Observation/{ELENA}-new-result-{number}"), name);
    vec![
        value(1, ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma"), 188.0, 200.0),
        value(2, ("18262-6", "Cholesterol in LDL [Mass/volume] in Serum or Plasma"), 121.0, 100.0),
        json!({
            "resourceType": "DiagnosticReport", "id": format!("{ELENA}-new-report-1"), "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074",
                "code": "LAB"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "57698-3",
                "display": "Lipid panel with direct LDL - Serum or Plasma"}],
                "text": "Cholesterol check after 6 weeks"},
            "subject": {"reference": format!("Patient/{ELENA}")}, "effectiveDateTime": drawn, "issued": out,
            "performer": [reference("Organization/aurora-lab", "Front Range Reference Laboratory")],
            "result": [member(1, "Cholesterol"), member(2, "LDL cholesterol")],
        }),
    ]
}

/// A note that the clinic wrote three days ago.
fn note(now: DateTime<Utc>) -> Value {
    let at = instant(now - Duration::days(3));
    // "Increase walking to 30 minutes a day. Cholesterol again in 6 weeks." as plain text.
    let text = "SW5jcmVhc2Ugd2Fsa2luZyB0byAzMCBtaW51dGVzIGEgZGF5LiBDaG9sZXN0ZXJvbCBhZ2FpbiBpbiA2IHdlZWtzLg==";
    json!({
        "resourceType": "DocumentReference", "id": format!("{ELENA}-new-note-1"), "status": "current",
        "docStatus": "final", "date": at, "description": "Plan after your call",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
        "subject": {"reference": format!("Patient/{ELENA}")},
        "author": [reference("Practitioner/aurora-np-nolan", "Ali Nolan, FNP-C")],
        "content": [{"attachment": {"contentType": "text/plain", "data": text, "title": "Plan"}}],
    })
}

/// A prescription without refills whose only supply ends in five days.
fn ending(now: DateTime<Utc>) -> Value {
    json!({
        "resourceType": "MedicationRequest", "id": format!("{ELENA}-ending-1"), "status": "active",
        "intent": "order", "subject": {"reference": format!("Patient/{ELENA}")},
        "medicationCodeableConcept": concept(rx::OMEPRAZOLE_20, rx::OMEPRAZOLE_20.display),
        "authoredOn": (now - Duration::days(25)).date_naive().to_string(),
        "requester": reference("Practitioner/aurora-np-nolan", "Ali Nolan, FNP-C"),
        "dosageInstruction": [{"text": "Take 1 capsule by mouth 30 minutes before breakfast."}],
        "dispenseRequest": {"numberOfRepeatsAllowed": 0, "quantity": {"value": 30, "unit": "capsule"},
            "expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d",
                "system": "http://unitsofmeasure.org"}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whenever a demo starts, its first patient has an appointment within about a day.
    #[test]
    fn the_next_visit_is_near_at_any_hour() {
        let day: DateTime<Utc> = "2026-11-22T00:00:00Z".parse().unwrap();
        for quarter in 0..96 {
            let now = day + Duration::minutes(15 * quarter);
            let ahead = next(now, 16) - now;
            assert!(ahead >= Duration::minutes(30) && ahead < Duration::minutes(24 * 60 + 30), "{now}");
        }
    }

    #[test]
    fn ids_say_whose_and_refer_to_people_of_the_charts() {
        let charts = serde_json::to_string(&crate::charts::demo()[0].bundles).unwrap();
        for soon in soon("2026-11-22T03:00:00Z".parse().unwrap()) {
            for entry in soon.bundle["entry"].as_array().unwrap() {
                let id = entry["resource"]["id"].as_str().unwrap();
                assert!(id.starts_with(soon.org), "{id}");
                assert!(!charts.contains(&format!("\"{id}\"")), "{id} is an id of the charts too");
            }
        }
        assert!(charts.contains(&format!("\"{ELENA}\"")), "Elena is there");
    }
}
