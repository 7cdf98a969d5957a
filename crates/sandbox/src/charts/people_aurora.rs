//! Aurora Family Health: the people whose charts are as a chart should be. Elena Marquez and her son
//! share one e-mail address, so that signing in has to ask *whom*; Rosalía, Meihua and Ngọc read Spanish,
//! Chinese and Vietnamese. Prescriptions name their medicine in all three ways FHIR has.

use super::codes::{allergy, dx, measure, rx, shot, visit};
use super::make::{
    Chart, Clinic, Person, Sig, Staff, ago, as_needed, because, daily, ended, order, reference,
};
use super::record;
use serde_json::json;

pub(super) const ORG: &str = "aurora";

pub(super) const RAMAN: Staff = Staff {
    id: "aurora-dr-raman",
    family: "Raman",
    given: "Priya",
    suffix: "MD",
    npi: "1234567893",
    specialty: ("394814009", "General practice"),
};
pub(super) const NOLAN: Staff = Staff {
    id: "aurora-np-nolan",
    family: "Nolan",
    given: "Ali",
    suffix: "FNP-C",
    npi: "1982609764",
    specialty: ("394814009", "General practice"),
};
pub(super) const HALVARD: Staff = Staff {
    id: "aurora-dr-halvard",
    family: "Halvard-Osei",
    given: "Ingrid",
    suffix: "MD",
    npi: "2005550100",
    specialty: ("394579002", "Cardiology"),
};

pub(super) const MORNING: Sig = daily(1, 1.0, "tablet", "Take 1 tablet by mouth every morning.");
pub(super) const BEDTIME: Sig = daily(1, 1.0, "tablet", "Take 1 tablet by mouth at bedtime.");
pub(super) const TWICE: Sig =
    daily(2, 1.0, "tablet", "Take 1 tablet by mouth twice a day, with breakfast and dinner.");
pub(super) const PUFFS: Sig =
    as_needed(4, 2.0, "puff", "Breathe in 2 puffs every 4 to 6 hours if you wheeze or cough.");

/// The laboratory and the payers of its patients: ids and names.
pub(super) const LAB: (&str, &str) = ("aurora-lab", "Front Range Reference Laboratory");
pub(super) const SUMMIT: (&str, &str) = ("aurora-payer-summit", "Summit Plains Health Plan");
pub(super) const MEDICARE: (&str, &str) = ("aurora-payer-medicare", "Medicare");
pub(super) const FOOTHILL: (&str, &str) = ("aurora-payer-foothill", "Foothill Medicare Supplement");

/// English, for most.
pub(super) const ENGLISH: &[(&str, &str)] = &[("en", "English")];

pub(super) fn clinic() -> Clinic {
    Clinic {
        org: ORG,
        name: "Aurora Family Health",
        phone: "(303) 555-0142",
        address: ("2200 Demonstration Avenue", "Aurora", "CO", "80010"),
        staff: vec![&RAMAN, &NOLAN, &HALVARD],
        medications: vec![
            ("aurora-medication-metformin-500", rx::METFORMIN_500),
            ("aurora-medication-levothyroxine-50", rx::LEVOTHYROXINE_50),
        ],
        partners: vec![LAB, SUMMIT, MEDICARE, FOOTHILL],
    }
}

pub(super) fn charts() -> Vec<Chart> {
    vec![elena(), mateo(), rosalia(), meihua(), ngoc()]
}

/// Elena Marquez: the demo's first patient. Diabetes, blood pressure and cholesterol; an antibiotic
/// stopped by an allergic reaction, a prescription cancelled, one finished, one replaced.
fn elena() -> Chart {
    let mut chart = Chart::new(ORG, 1001, &ELENA);
    elena_medicines(&mut chart);
    chart
        .takes(
            rx::CETIRIZINE_10,
            "active",
            &ago(1, 190),
            as_needed(1, 1.0, "tablet", "1 tablet for hay fever."),
        )
        .allergy(allergy::AMOXICILLIN, "medication", ("high", "moderate"), allergy::HIVES, &ago(1, 171))
        .allergy(allergy::DUST_MITE, "environment", ("low", "mild"), allergy::COUGH, &ago(6, 40))
        .condition(&dx::DIABETES_2, "active", &ago(4, 120), &RAMAN)
        .condition(&dx::HYPERTENSION, "active", &ago(6, 33), &RAMAN)
        .condition(&dx::CHOLESTEROL, "active", &ago(0, 256), &RAMAN)
        .condition(&dx::SINUSITIS, "resolved", &ago(1, 174), &NOLAN)
        .amend(ended(&ago(1, 160)))
        .visit("AMB", visit::CHECK_UP, (&ago(0, 256), "15:00", "15:30"), &dx::DIABETES_2, &RAMAN)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 77), "16:30", "16:45"), &dx::DIABETES_2, &RAMAN)
        .visit("AMB", visit::PROBLEM, (&ago(1, 174), "17:00", "17:20"), &dx::SINUSITIS, &NOLAN)
        .shot(shot::FLU, &ago(0, 41))
        .shot(shot::COVID, &ago(0, 41))
        .shot(shot::TDAP, &ago(5, 12))
        .shot(shot::HEP_B_ADULT, &ago(4, 110))
        .lab(measure::A1C, &ago(1, 260), 7.9, "%", 5.6)
        .lab(measure::A1C, &ago(1, 171), 7.4, "%", 5.6)
        .lab(measure::A1C, &ago(1, 3), 7.1, "%", 5.6)
        .lab(measure::A1C, &ago(0, 256), 6.8, "%", 5.6)
        .pressure(&ago(0, 256), 132, 82)
        .pressure(&ago(0, 77), 126, 79)
        .vital(measure::WEIGHT, &ago(0, 256), 74.5, "kg");
    record::elena::write(&mut chart);
    chart
}

fn elena_medicines(chart: &mut Chart) {
    let three_a_day =
        daily(3, 1.0, "capsule", "Take 1 capsule by mouth three times a day until all are gone.");
    let pain = as_needed(3, 1.0, "tablet", "Take 1 tablet by mouth with food every 8 hours for pain.");
    chart
        .rx(&order(rx::METFORMIN_500, "active", ago(0, 77), TWICE, (30, 11), &dx::DIABETES_2, &RAMAN))
        .amend(|r| {
            // Named by reference to a Medication of the clinic's list, in place of a code.
            r.as_object_mut().map(|fields| fields.remove("medicationCodeableConcept"));
            r["medicationReference"] =
                reference("Medication/aurora-medication-metformin-500", rx::METFORMIN_500.display);
        })
        .rx(&order(rx::LISINOPRIL_10, "active", ago(0, 63), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .rx(&order(rx::ATORVASTATIN_20, "active", ago(0, 12), BEDTIME, (90, 3), &dx::CHOLESTEROL, &NOLAN))
        .rx(&order(rx::AMOXICILLIN_500, "stopped", ago(1, 174), three_a_day, (10, 0), &dx::SINUSITIS, &NOLAN))
        .amend(because("Allergic reaction: hives"))
        .rx(&order(rx::IBUPROFEN_600, "completed", ago(1, 320), pain, (7, 0), &dx::BACK_PAIN, &NOLAN))
        .rx(&order(rx::METFORMIN_500, "stopped", ago(4, 118), MORNING, (90, 3), &dx::DIABETES_2, &RAMAN))
        .amend(because("Replaced by two tablets a day"))
        .rx(&order(
            rx::HYDROCHLOROTHIAZIDE_25,
            "cancelled",
            ago(0, 256),
            MORNING,
            (30, 0),
            &dx::HYPERTENSION,
            &NOLAN,
        ))
        .amend(because("Not needed: blood pressure at goal"))
        .rx(&order(rx::ALBUTEROL, "completed", ago(2, 262), PUFFS, (25, 1), &dx::BRONCHITIS, &RAMAN));
}

/// Mateo Marquez, nine, signs in under his mother's address. Asthma, and a peanut allergy that matters.
fn mateo() -> Chart {
    let mut chart = Chart::new(ORG, 1002, &MATEO);
    let controller = daily(2, 2.0, "puff", "Breathe in 2 puffs morning and evening; rinse the mouth after.");
    let chew = daily(1, 1.0, "tablet", "Chew 1 tablet in the evening.");
    let liquid = daily(2, 5.0, "mL", "Give 5 mL by mouth twice a day for 10 days.");
    chart
        .rx(&order(rx::FLUTICASONE_INHALER, "active", ago(0, 34), controller, (30, 5), &dx::ASTHMA, &RAMAN))
        .rx(&order(rx::ALBUTEROL, "active", ago(0, 34), PUFFS, (25, 2), &dx::ASTHMA, &RAMAN))
        .rx(&order(rx::MONTELUKAST_5, "stopped", ago(1, 90), chew, (30, 5), &dx::ASTHMA, &RAMAN))
        .amend(because("Restless sleep and bad dreams"))
        .rx(&order(
            rx::AMOXICILLIN_LIQUID,
            "completed",
            ago(3, 210),
            liquid,
            (10, 0),
            &dx::EAR_INFECTION,
            &NOLAN,
        ))
        .allergy(allergy::PEANUT, "food", ("high", "severe"), allergy::ANAPHYLAXIS, &ago(5, 20))
        .condition(&dx::ASTHMA, "active", &ago(4, 44), &RAMAN)
        .condition(&dx::ALLERGIC_RHINITIS, "active", &ago(3, 95), &RAMAN)
        .condition(&dx::EAR_INFECTION, "resolved", &ago(3, 210), &NOLAN)
        .amend(ended(&ago(3, 199)))
        .visit("AMB", visit::WELL_CHILD, (&ago(0, 34), "21:00", "21:30"), &dx::ASTHMA, &RAMAN)
        .visit("EMER", visit::EMERGENCY, (&ago(1, 301), "03:10", "05:40"), &dx::ASTHMA, &NOLAN)
        .shot(shot::DTAP, &ago(5, 75))
        .shot(shot::IPV, &ago(5, 75))
        .shot(shot::MMR, &ago(5, 75))
        .shot(shot::VARICELLA, &ago(5, 75))
        .shot(shot::FLU, &ago(0, 34))
        .vital(measure::HEIGHT, &ago(0, 34), 134.0, "cm")
        .vital(measure::WEIGHT, &ago(0, 34), 29.8, "kg");
    let mother = json!({
        "resourceType": "RelatedPerson", "active": true,
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                                      "code": "MTH", "display": "mother"}]}],
        "name": [{"family": "Marquez", "given": ["Elena"], "text": "Elena Marquez"}],
        "telecom": [{"system": "email", "value": "elena@patients.example"}],
    });
    chart.add("rp", "patient", mother);
    record::aurora::mateo(&mut chart);
    chart
}

/// Rosalía Benavides reads Spanish. One prescription without instructions, one on hold, and a condition
/// whose beginning is known by month alone.
fn rosalia() -> Chart {
    let mut chart = Chart::new(ORG, 1003, &ROSALIA);
    let pain = as_needed(2, 1.0, "tablet", "Take 1 tablet by mouth twice a day with food if the knee hurts.");
    chart
        .rx(&order(
            rx::LEVOTHYROXINE_50,
            "active",
            ago(0, 150),
            MORNING,
            (90, 3),
            &dx::HYPOTHYROIDISM,
            &RAMAN,
        ))
        .amend(|r| {
            r.as_object_mut().map(|fields| fields.remove("medicationCodeableConcept"));
            r["medicationReference"] =
                reference("Medication/aurora-medication-levothyroxine-50", rx::LEVOTHYROXINE_50.display);
        })
        .rx(&order(rx::AMLODIPINE_5, "active", ago(0, 61), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .amend(|r| {
            r.as_object_mut().map(|fields| fields.remove("dosageInstruction"));
        })
        .rx(&order(rx::NAPROXEN_500, "on-hold", ago(0, 61), pain, (30, 1), &dx::KNEE_ARTHRITIS, &NOLAN))
        .amend(because("Paused until the kidney test is back"))
        .rx(&order(rx::LOSARTAN_50, "stopped", ago(5, 8), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .amend(because("Dizziness"))
        .takes(rx::ACETAMINOPHEN_500, "active", &ago(2, 11), pain)
        .allergy(allergy::SULFAMETHOXAZOLE, "medication", ("low", "mild"), allergy::RASH, &ago(9, 100))
        .condition(&dx::HYPERTENSION, "active", "2012-06", &RAMAN)
        .amend(|r| r["recordedDate"] = json!("2012-07-02"))
        .condition(&dx::HYPOTHYROIDISM, "active", &ago(8, 222), &RAMAN)
        .condition(&dx::KNEE_ARTHRITIS, "active", &ago(3, 17), &NOLAN)
        .visit("AMB", visit::FOLLOW_UP, (&ago(0, 61), "18:00", "18:20"), &dx::HYPERTENSION, &RAMAN)
        .shot(shot::FLU, &ago(0, 61))
        .shot(shot::ZOSTER, &ago(2, 140))
        .pressure(&ago(0, 61), 134, 84);
    record::aurora::rosalia(&mut chart);
    chart
}

/// Lin Meihua reads Chinese and has her name in both scripts. A condition that does not say when it was
/// recorded.
fn meihua() -> Chart {
    let mut chart = Chart::new(ORG, 1004, &MEIHUA);
    let capsule = daily(1, 1.0, "capsule", "Take 1 capsule by mouth 30 minutes before breakfast.");
    chart
        .amend(|patient| {
            let chinese = json!({"use": "usual", "family": "林", "given": ["美华"], "text": "林美华"});
            if let Some(names) = patient["name"].as_array_mut() {
                names.push(chinese);
            }
        })
        .rx(&order(rx::OMEPRAZOLE_20, "active", ago(0, 19), capsule, (30, 2), &dx::REFLUX, &NOLAN))
        .rx(&order(
            rx::LORATADINE_10,
            "completed",
            ago(1, 220),
            MORNING,
            (30, 0),
            &dx::ALLERGIC_RHINITIS,
            &NOLAN,
        ))
        .no_allergies(allergy::NO_KNOWN, &ago(0, 19))
        .condition(&dx::REFLUX, "active", &ago(2, 70), &NOLAN)
        .amend(|r| {
            r.as_object_mut().map(|fields| fields.remove("recordedDate"));
        })
        .condition(&dx::ALLERGIC_RHINITIS, "inactive", &ago(1, 220), &NOLAN)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 19), "19:15", "19:30"), &dx::REFLUX, &NOLAN)
        .shot(shot::FLU, &ago(1, 30));
    record::aurora::meihua(&mut chart);
    chart
}

/// Nguyễn Thị Bích Ngọc reads Vietnamese; her name has every kind of diacritic the language has.
fn ngoc() -> Chart {
    let mut chart = Chart::new(ORG, 1005, &NGOC);
    chart
        .rx(&order(rx::METFORMIN_1000, "active", ago(0, 44), TWICE, (90, 3), &dx::DIABETES_2, &RAMAN))
        .rx(&order(rx::LISINOPRIL_20, "active", ago(0, 44), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .rx(&order(rx::ASPIRIN_81, "stopped", ago(3, 0), MORNING, (90, 3), &dx::HYPERTENSION, &RAMAN))
        .amend(because("Stomach pain"))
        .allergy(allergy::SHELLFISH, "food", ("unable-to-assess", "mild"), allergy::HIVES, &ago(7, 5))
        .condition(&dx::DIABETES_2, "active", &ago(7, 5), &RAMAN)
        .condition(&dx::HYPERTENSION, "active", &ago(7, 5), &RAMAN)
        .visit("AMB", visit::CHECK_UP, (&ago(0, 44), "16:00", "16:30"), &dx::DIABETES_2, &RAMAN)
        .shot(shot::PCV20, &ago(0, 44))
        .lab(measure::A1C, &ago(0, 44), 6.4, "%", 5.6)
        .pressure(&ago(0, 44), 128, 80);
    record::aurora::ngoc(&mut chart);
    chart
}

const ELENA: Person = Person {
    slug: "elena-marquez",
    family: "Marquez",
    given: &["Elena"],
    gender: "female",
    born: "1979-05-14",
    email: Some("elena@patients.example"),
    phone: "(303) 555-0111",
    address: ("418 Sample Street", "Aurora", "CO", "80011"),
    languages: &[("en", "English"), ("es", "Spanish")],
};
const MATEO: Person = Person {
    slug: "mateo-marquez",
    family: "Marquez",
    given: &["Mateo"],
    gender: "male",
    born: "2017-08-02",
    email: Some("elena@patients.example"),
    phone: "(303) 555-0111",
    address: ("418 Sample Street", "Aurora", "CO", "80011"),
    languages: ENGLISH,
};
const ROSALIA: Person = Person {
    slug: "rosalia-benavides",
    family: "Benavides Ocampo",
    given: &["Rosalía"],
    gender: "female",
    born: "1966-11-30",
    email: Some("rosalia@patients.example"),
    phone: "(303) 555-0113",
    address: ("77 Example Court, Apt 4", "Aurora", "CO", "80012"),
    languages: &[("es", "Spanish")],
};
const MEIHUA: Person = Person {
    slug: "lin-meihua",
    family: "Lin",
    given: &["Meihua"],
    gender: "female",
    born: "1985-02-20",
    email: Some("meihua@patients.example"),
    phone: "(303) 555-0114",
    address: ("9 Specimen Lane", "Denver", "CO", "80247"),
    languages: &[("zh", "Chinese"), ("en", "English")],
};
const NGOC: Person = Person {
    slug: "nguyen-ngoc",
    family: "Nguyễn",
    given: &["Thị Bích", "Ngọc"],
    gender: "female",
    born: "1961-09-08",
    email: Some("ngoc@patients.example"),
    phone: "(303) 555-0115",
    address: ("310 Placeholder Road", "Aurora", "CO", "80013"),
    languages: &[("vi", "Vietnamese")],
};
