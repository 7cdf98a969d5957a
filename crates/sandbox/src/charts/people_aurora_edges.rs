//! Aurora Family Health: the people whose charts ask a question of whoever shows them: no e-mail, died,
//! nothing at all, entries made in error, markup in every field, entries with restricted labels.

use super::codes::{Code, allergy, dx, measure, rx, shot, visit};
use super::make::{
    Chart, Person, ago, as_needed, because, concept, daily, ended, in_error, order, restricted,
};
use super::people_aurora::{BEDTIME, ENGLISH, HALVARD, MORNING, NOLAN, ORG, PUFFS, RAMAN};
use super::record;
use serde_json::{Value, json};

pub(super) fn charts() -> Vec<Chart> {
    vec![walter(), agnes(), jordan(), marcus(), nia(), theo()]
}

/// Walter Brandt has no e-mail address, so he cannot sign in by code. One medicine is contained in its
/// prescription, and one prescriber is a name alone.
fn walter() -> Chart {
    let mut chart = Chart::new(ORG, 1006, &WALTER);
    let inhaler = daily(2, 1.0, "inhalation", "Breathe in 1 dose twice a day; rinse the mouth after.");
    let burst = daily(1, 2.0, "tablet", "Take 2 tablets by mouth every morning for 5 days.");
    chart
        .rx(&order(rx::FLUTICASONE_SALMETEROL, "active", ago(0, 25), inhaler, (30, 5), &dx::COPD, &RAMAN))
        .amend(|r| {
            let fields = r.as_object_mut().expect("a prescription is an object");
            let code = fields.remove("medicationCodeableConcept");
            r["contained"] = json!([{"resourceType": "Medication", "id": "med", "code": code}]);
            r["medicationReference"] = json!({"reference": "#med"});
        })
        .rx(&order(rx::ALBUTEROL, "active", ago(0, 25), PUFFS, (25, 3), &dx::COPD, &RAMAN))
        .rx(&order(rx::PREDNISONE_20, "completed", ago(0, 210), burst, (5, 0), &dx::COPD, &NOLAN))
        .amend(|r| r["requester"] = json!({"display": "Front Range Hospital, on-call physician"}))
        .takes(rx::ASPIRIN_81, "active", &ago(4, 0), MORNING)
        .allergy(allergy::PENICILLIN_G, "medication", ("high", "severe"), allergy::ANAPHYLAXIS, &ago(20, 4))
        .condition(&dx::COPD, "active", &ago(8, 15), &RAMAN)
        .condition(&dx::PNEUMONIA, "resolved", &ago(0, 212), &RAMAN)
        .amend(ended(&ago(0, 180)))
        .visit("EMER", visit::EMERGENCY, (&ago(0, 212), "02:00", "09:30"), &dx::PNEUMONIA, &NOLAN)
        .visit("AMB", visit::FOLLOW_UP, (&ago(0, 25), "17:00", "17:30"), &dx::COPD, &RAMAN)
        .shot(shot::PCV20, &ago(1, 61))
        .shot(shot::FLU, &ago(0, 25));
    record::edges::walter(&mut chart);
    chart
}

/// Agnes Thornbury died in 2025. Her record stays, her prescriptions ended with her.
fn agnes() -> Chart {
    let mut chart = Chart::new(ORG, 1007, &AGNES);
    let drops =
        as_needed(6, 0.25, "mL", "Place 0.25 mL under the tongue every 4 hours for pain or breathlessness.");
    let ended_by_death = || because("The patient has died");
    chart
        .amend(|patient| {
            patient["deceasedDateTime"] = json!("2025-02-08T06:20:00-07:00");
            patient["active"] = json!(false);
        })
        .rx(&order(rx::DONEPEZIL_5, "stopped", ago(4, 30), BEDTIME, (90, 3), &dx::ALZHEIMER, &RAMAN))
        .amend(ended_by_death())
        .rx(&order(rx::FUROSEMIDE_20, "stopped", ago(3, 77), MORNING, (90, 3), &dx::HEART_FAILURE, &HALVARD))
        .amend(ended_by_death())
        .rx(&order(rx::MORPHINE_LIQUID, "stopped", ago(1, 295), drops, (10, 0), &dx::HEART_FAILURE, &RAMAN))
        .amend(ended_by_death())
        .no_allergies(allergy::NO_KNOWN, &ago(12, 3))
        .condition(&dx::ALZHEIMER, "active", &ago(5, 20), &RAMAN)
        .condition(&dx::HEART_FAILURE, "active", &ago(3, 80), &HALVARD)
        .visit("HH", visit::FOLLOW_UP, (&ago(1, 295), "16:00", "17:00"), &dx::HEART_FAILURE, &RAMAN);
    record::edges::agnes(&mut chart);
    chart
}

/// Jordan Ellery registered last week: a patient, and nothing else at all.
fn jordan() -> Chart {
    Chart::new(ORG, 1008, &JORDAN)
}

/// Marcus Delacroix: someone else's entries landed in his chart and were marked as errors. They count in
/// the totals and must never be shown.
fn marcus() -> Chart {
    let mut chart = Chart::new(ORG, 1009, &MARCUS);
    let wrong_chart = || because("Entered in the wrong chart");
    chart
        .rx(&order(rx::LISINOPRIL_10, "active", ago(0, 90), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .rx(&order(
            rx::WARFARIN_5,
            "entered-in-error",
            ago(0, 95),
            MORNING,
            (30, 5),
            &dx::HYPERTENSION,
            &NOLAN,
        ))
        .amend(wrong_chart())
        .rx(&order(
            rx::SERTRALINE_50,
            "entered-in-error",
            ago(0, 95),
            MORNING,
            (30, 5),
            &dx::DEPRESSION,
            &NOLAN,
        ))
        .amend(wrong_chart())
        .takes(rx::DIPHENHYDRAMINE_25, "entered-in-error", &ago(0, 95), BEDTIME)
        .takes(
            rx::IBUPROFEN_200,
            "active",
            &ago(0, 30),
            as_needed(3, 1.0, "tablet", "1 tablet for headache."),
        )
        .allergy(allergy::LATEX, "environment", ("low", "mild"), allergy::RASH, &ago(2, 2))
        .allergy(allergy::CODEINE, "medication", ("high", "moderate"), allergy::NAUSEA, &ago(0, 95))
        .amend(in_error)
        .condition(&dx::HYPERTENSION, "active", &ago(3, 41), &RAMAN)
        .condition(&dx::ATRIAL_FIBRILLATION, "active", &ago(0, 95), &NOLAN)
        .amend(in_error)
        .condition(&dx::DEPRESSION, "active", &ago(0, 95), &NOLAN)
        .amend(in_error)
        .visit("AMB", visit::FOLLOW_UP, (&ago(0, 90), "20:00", "20:15"), &dx::HYPERTENSION, &RAMAN)
        .pressure(&ago(0, 90), 130, 82);
    record::edges::marcus(&mut chart);
    chart
}

/// Text that a page must show as text: markup, quotes, a mark and an override of writing direction, an
/// emoji of several code points, characters without width, a name in Vietnamese and in Chinese.
pub(super) const HOSTILE: &str = "<script>alert(1)</script> \"quoted\" 'single' & \
     \u{200F}\u{202E}abc\u{202C} 👩🏽‍⚕️ zero\u{200B}width\u{FEFF} Đặng Thùy 王小明 {{7*7}} ${x} %0d%0a";

/// Nia Quill: whoever keyed in her chart put markup and odd characters into every field that holds text.
fn nia() -> Chart {
    let mut chart = Chart::new(ORG, 1010, &NIA);
    let sig = daily(
        1,
        1.0,
        "<b>tablet</b>",
        "<img src=x onerror=alert(1)> Take \"1\" tablet & rest; don’t double.",
    );
    let named = |code: Code| concept(code, HOSTILE);
    chart
        .amend(|patient| patient["address"][0]["line"] = json!(["1 <i>Demo</i> Way", HOSTILE]))
        .rx(&order(rx::IBUPROFEN_600, "active", ago(0, 9), sig, (10, 0), &dx::BACK_PAIN, &NOLAN))
        .amend(|r| {
            r["medicationCodeableConcept"] = named(rx::IBUPROFEN_600);
            r["reasonCode"] = json!([{"text": HOSTILE}]);
            r["note"] = json!([{"text": HOSTILE}]);
        })
        .rx(&order(rx::CEPHALEXIN_500, "stopped", ago(0, 40), sig, (7, 0), &dx::CELLULITIS, &NOLAN))
        .amend(because(HOSTILE))
        .amend(|r| {
            r["requester"]["display"] = json!("Dr. O’Neil \"</dd><script>\" <nobody@patients.example>")
        })
        .takes(rx::ACETAMINOPHEN_500, "active", &ago(0, 9), sig)
        .amend(|r| r["medicationCodeableConcept"] = named(rx::ACETAMINOPHEN_500))
        .allergy(allergy::SHELLFISH, "food", ("high", "severe"), allergy::HIVES, &ago(1, 1))
        .amend(|r| {
            r["code"] = named(allergy::SHELLFISH);
            r["reaction"][0]["manifestation"][0]["text"] = json!(HOSTILE);
            r["reaction"][0]["description"] = json!(HOSTILE);
            r["note"] = json!([{"text": HOSTILE}]);
        })
        .condition(&dx::BACK_PAIN, "active", &ago(0, 9), &NOLAN)
        .amend(|r| {
            r["code"]["text"] = json!(HOSTILE);
            r["note"] = json!([{"text": "<!-- --><style>*{display:none}</style>\u{0301}\u{0301}\u{0301}"}]);
        })
        .condition(&dx::CELLULITIS, "resolved", &ago(0, 40), &NOLAN)
        .amend(ended(&ago(0, 30)))
        .amend(|r| r["code"]["text"] = json!("x".repeat(300)))
        .visit("AMB", visit::PROBLEM, (&ago(0, 9), "22:00", "22:15"), &dx::BACK_PAIN, &NOLAN);
    record::edges::nia(&mut chart);
    chart
}

/// Theo Lindgren: treatment for opioid use and for trauma carries security labels; the rest does not.
fn theo() -> Chart {
    let mut chart = Chart::new(ORG, 1011, &THEO);
    let film = daily(1, 1.0, "film", "Place 1 film under the tongue every morning and let it dissolve.");
    let label = |code: &'static str, display: &'static str| {
        move |r: &mut Value| r["meta"] = restricted(code, display)
    };
    let substance = || label("ETH", "substance abuse information sensitivity");
    let psychiatry = || label("PSY", "psychiatry disorder information sensitivity");
    chart
        .rx(&order(
            rx::BUPRENORPHINE_NALOXONE,
            "active",
            ago(0, 21),
            film,
            (28, 5),
            &dx::OPIOID_DEPENDENCE,
            &RAMAN,
        ))
        .amend(substance())
        .rx(&order(rx::SERTRALINE_50, "active", ago(0, 21), MORNING, (30, 5), &dx::PTSD, &RAMAN))
        .amend(psychiatry())
        .rx(&order(rx::ALLOPURINOL_100, "active", ago(0, 140), MORNING, (90, 3), &dx::GOUT, &NOLAN))
        .allergy(allergy::IBUPROFEN, "medication", ("low", "mild"), allergy::RASH, &ago(6, 0))
        .condition(&dx::OPIOID_DEPENDENCE, "active", &ago(3, 62), &RAMAN)
        .amend(substance())
        .condition(&dx::PTSD, "active", &ago(3, 62), &RAMAN)
        .amend(psychiatry())
        .condition(&dx::GOUT, "active", &ago(2, 0), &NOLAN)
        .visit("AMB", visit::FOLLOW_UP, (&ago(0, 21), "15:00", "15:30"), &dx::OPIOID_DEPENDENCE, &RAMAN)
        .amend(substance())
        .visit("AMB", visit::CHECK_UP, (&ago(0, 140), "15:00", "15:30"), &dx::GOUT, &NOLAN)
        .vital(measure::WEIGHT, &ago(0, 140), 88.2, "kg");
    record::edges::theo(&mut chart);
    chart
}

const WALTER: Person = Person {
    slug: "walter-brandt",
    family: "Brandt",
    given: &["Walter"],
    gender: "male",
    born: "1955-03-03",
    email: None,
    phone: "(303) 555-0116",
    address: ("52 Example Trail", "Watkins", "CO", "80137"),
    languages: ENGLISH,
};
const AGNES: Person = Person {
    slug: "agnes-thornbury",
    family: "Thornbury",
    given: &["Agnes"],
    gender: "female",
    born: "1931-10-12",
    email: Some("agnes@patients.example"),
    phone: "(303) 555-0117",
    address: ("6 Sample Square", "Denver", "CO", "80230"),
    languages: ENGLISH,
};
const JORDAN: Person = Person {
    slug: "jordan-ellery",
    family: "Ellery",
    given: &["Jordan"],
    gender: "other",
    born: "2001-01-01",
    email: Some("jordan@patients.example"),
    phone: "(303) 555-0118",
    address: ("840 Placeholder Road", "Aurora", "CO", "80013"),
    languages: ENGLISH,
};
const MARCUS: Person = Person {
    slug: "marcus-delacroix",
    family: "Delacroix",
    given: &["Marcus"],
    gender: "male",
    born: "1972-07-19",
    email: Some("marcus@patients.example"),
    phone: "(303) 555-0119",
    address: ("15 Specimen Lane", "Denver", "CO", "80247"),
    languages: ENGLISH,
};
const NIA: Person = Person {
    slug: "nia-quill",
    family: "Quill-O’Dæmon \u{200F}",
    given: &["Nia", "<script>alert(1)</script>", "\"Đặng\u{200B} 王\" 👩🏽‍⚕️"],
    gender: "female",
    born: "1990-12-31",
    email: Some("nia@patients.example"),
    phone: "(303) 555-0120",
    address: ("1 Demo Way", "Aurora", "CO", "80014"),
    languages: ENGLISH,
};
const THEO: Person = Person {
    slug: "theo-lindgren",
    family: "Lindgren",
    given: &["Theo"],
    gender: "male",
    born: "1983-04-27",
    email: Some("theo@patients.example"),
    phone: "(303) 555-0121",
    address: ("229 Example Court", "Aurora", "CO", "80012"),
    languages: ENGLISH,
};
