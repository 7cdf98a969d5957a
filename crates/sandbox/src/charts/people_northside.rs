//! Northside: the small clinic on the Professional plan. Elena Sandoval is registered under the very
//! address that Elena Marquez has at Aurora, with another id and other medicines: what is true of an
//! address in one organisation says nothing about another.

use super::codes::{allergy, dx, rx, shot, visit};
use super::make::{Chart, Clinic, Person, Sig, Staff, ago, as_needed, because, daily, order};
use super::record;

const ORG: &str = "northside";

pub(super) const OKONJO: Staff = Staff {
    id: "northside-dr-okonjo",
    family: "Okonjo-Reyes",
    given: "Samuel",
    suffix: "MD",
    npi: "2005550118",
    specialty: ("394814009", "General practice"),
};
pub(super) const LINDQVIST: Staff = Staff {
    id: "northside-pa-lindqvist",
    family: "Lindqvist",
    given: "Ruth",
    suffix: "PA-C",
    npi: "2005550126",
    specialty: ("394814009", "General practice"),
};

pub(super) const LAB: (&str, &str) = ("northside-lab", "Poudre Valley Laboratory");
pub(super) const SUMMIT: (&str, &str) = ("northside-payer-summit", "Summit Plains Health Plan");

const MORNING: Sig = daily(1, 1.0, "tablet", "Take 1 tablet by mouth every morning.");
const TWICE: Sig = daily(2, 1.0, "tablet", "Take 1 tablet by mouth in the morning and in the evening.");

pub(super) fn clinic() -> Clinic {
    Clinic {
        org: ORG,
        name: "Northside Medical Group",
        phone: "(970) 555-0188",
        address: ("500 Demonstration Drive", "Fort Collins", "CO", "80524"),
        staff: vec![&OKONJO, &LINDQVIST],
        medications: Vec::new(),
        partners: vec![LAB, SUMMIT],
    }
}

pub(super) fn charts() -> Vec<Chart> {
    vec![elena(), gideon(), amara()]
}

/// Elena Sandoval: a sore back, and a reaction to codeine. Nothing of this is in Aurora's chart.
fn elena() -> Chart {
    let mut chart = Chart::new(ORG, 3001, &ELENA);
    let muscle =
        as_needed(3, 1.0, "tablet", "Take 1 tablet by mouth up to three times a day for muscle spasm.");
    chart
        .rx(&order(rx::CYCLOBENZAPRINE_5, "active", ago(0, 11), muscle, (10, 1), &dx::BACK_PAIN, &OKONJO))
        .rx(&order(rx::DOXYCYCLINE_100, "completed", ago(1, 50), TWICE, (7, 0), &dx::CELLULITIS, &LINDQVIST))
        .allergy(allergy::CODEINE, "medication", ("low", "moderate"), allergy::NAUSEA, &ago(1, 50))
        .condition(&dx::BACK_PAIN, "active", &ago(0, 11), &OKONJO)
        .visit("AMB", visit::PROBLEM, (&ago(0, 11), "16:00", "16:20"), &dx::BACK_PAIN, &OKONJO);
    record::northside::elena(&mut chart);
    chart
}

/// Gideon Farrow: gout, and kidneys to be careful with.
fn gideon() -> Chart {
    let mut chart = Chart::new(ORG, 3002, &GIDEON);
    chart
        .rx(&order(rx::ALLOPURINOL_100, "active", ago(0, 70), MORNING, (90, 3), &dx::GOUT, &OKONJO))
        .rx(&order(rx::LOSARTAN_50, "active", ago(0, 70), MORNING, (90, 3), &dx::CKD_3A, &OKONJO))
        .rx(&order(rx::NAPROXEN_500, "stopped", ago(2, 12), TWICE, (10, 0), &dx::GOUT, &LINDQVIST))
        .amend(because("Not good for the kidneys"))
        .allergy(
            allergy::PENICILLIN_G,
            "medication",
            ("unable-to-assess", "mild"),
            allergy::RASH,
            &ago(15, 0),
        )
        .condition(&dx::GOUT, "active", &ago(4, 3), &OKONJO)
        .condition(&dx::CKD_3A, "active", &ago(2, 1), &OKONJO)
        .visit("AMB", visit::CHECK_UP, (&ago(0, 70), "15:00", "15:30"), &dx::CKD_3A, &OKONJO)
        .shot(shot::ZOSTER, &ago(0, 70))
        .pressure(&ago(0, 70), 129, 77);
    record::northside::gideon(&mut chart);
    chart
}

/// Amara Nwosu-Lund: migraine, prevented by one medicine and treated by another.
fn amara() -> Chart {
    let mut chart = Chart::new(ORG, 3003, &AMARA);
    let attack = as_needed(
        2,
        1.0,
        "tablet",
        "Take 1 tablet by mouth when a migraine begins; once more after 2 hours.",
    );
    chart
        .rx(&order(rx::PROPRANOLOL_40, "active", ago(0, 38), TWICE, (90, 3), &dx::MIGRAINE, &OKONJO))
        .rx(&order(rx::SUMATRIPTAN_50, "active", ago(0, 38), attack, (9, 3), &dx::MIGRAINE, &OKONJO))
        .rx(&order(rx::TOPIRAMATE_100, "stopped", ago(1, 155), TWICE, (90, 1), &dx::MIGRAINE, &LINDQVIST))
        .amend(because("Could not find words"))
        .no_allergies(allergy::NO_KNOWN, &ago(1, 155))
        .condition(&dx::MIGRAINE, "active", &ago(9, 9), &OKONJO)
        .visit("AMB", visit::FOLLOW_UP, (&ago(0, 38), "19:00", "19:20"), &dx::MIGRAINE, &OKONJO);
    record::northside::amara(&mut chart);
    chart
}

const ELENA: Person = Person {
    slug: "elena-sandoval",
    family: "Sandoval",
    given: &["Elena"],
    gender: "female",
    born: "1979-05-14",
    email: Some("elena@patients.example"),
    phone: "(970) 555-0151",
    address: ("12 Sample Street", "Fort Collins", "CO", "80525"),
    languages: &[("en", "English")],
};
const GIDEON: Person = Person {
    slug: "gideon-farrow",
    family: "Farrow",
    given: &["Gideon"],
    gender: "male",
    born: "1959-09-29",
    email: Some("gideon@patients.example"),
    phone: "(970) 555-0152",
    address: ("705 Example Court", "Loveland", "CO", "80537"),
    languages: &[("en", "English")],
};
const AMARA: Person = Person {
    slug: "amara-nwosu-lund",
    family: "Nwosu-Lund",
    given: &["Amara"],
    gender: "female",
    born: "1992-03-16",
    email: Some("amara@patients.example"),
    phone: "(970) 555-0153",
    address: ("33 Placeholder Road", "Fort Collins", "CO", "80526"),
    languages: &[("en", "English"), ("ig", "Igbo")],
};
