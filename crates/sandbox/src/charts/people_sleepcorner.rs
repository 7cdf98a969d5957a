//! Sleep Corner, behind the Canvas twin. Its resources keep to the shapes Canvas has: medicines inline
//! (`medicationCodeableConcept`), the prescriber as a bare reference whose NPI has to be read from the
//! Practitioner, English as the only language of communication.

use super::codes::{allergy, dx, rx, shot, visit};
use super::make::{Chart, Clinic, Person, Sig, Staff, ago, as_needed, because, daily, order};
use super::record;
use serde_json::Value;

const ORG: &str = "sleepcorner";

pub(super) const SINGH: Staff = Staff {
    id: "sleepcorner-dr-singh",
    family: "Singh",
    given: "Neelima",
    suffix: "MD",
    npi: "1164633533",
    specialty: ("418112009", "Pulmonary medicine"),
};
pub(super) const NOLAN: Staff = Staff {
    id: "sleepcorner-np-nolan",
    family: "Nolan",
    given: "Ali",
    suffix: "FNP-C",
    npi: "1982609764",
    specialty: ("394814009", "General practice"),
};

pub(super) const LAB: (&str, &str) = ("sleepcorner-lab", "Mile High Laboratory");
pub(super) const MERIDIAN: (&str, &str) = ("sleepcorner-payer-meridian", "Meridian Mutual Health");

const BEDTIME: Sig = daily(1, 1.0, "tablet", "Take 1 tablet by mouth within 30 minutes of going to bed.");

pub(super) fn clinic() -> Clinic {
    Clinic {
        org: ORG,
        name: "Sleep Corner",
        phone: "(720) 555-0167",
        address: ("88 Demonstration Plaza", "Denver", "CO", "80202"),
        staff: vec![&SINGH, &NOLAN],
        medications: Vec::new(),
        partners: vec![LAB, MERIDIAN],
    }
}

pub(super) fn charts() -> Vec<Chart> {
    vec![daniel(), simone(), kofi(), oren()]
}

/// Canvas gives the requester as a reference alone, without a display.
fn bare(resource: &mut Value) {
    if let Some(requester) = resource["requester"].as_object_mut() {
        requester.remove("display");
    }
}

/// Daniel Whitaker: sleep apnea and insomnia, with the path most take: one medicine that did not help,
/// one that did too much, one that works. Ramelteon is named in words alone, without a code.
fn daniel() -> Chart {
    let mut chart = Chart::new(ORG, 2001, &DANIEL);
    let spray = daily(1, 2.0, "spray", "Spray twice into each nostril every evening.");
    chart
        .rx(&order(rx::RAMELTEON_8, "active", ago(0, 24), BEDTIME, (30, 11), &dx::INSOMNIA, &SINGH))
        .amend(bare)
        .rx(&order(
            rx::FLUTICASONE_NASAL,
            "active",
            ago(0, 98),
            spray,
            (30, 5),
            &dx::ALLERGIC_RHINITIS,
            &NOLAN,
        ))
        .amend(bare)
        .rx(&order(rx::TRAZODONE_50, "stopped", ago(1, 98), BEDTIME, (30, 11), &dx::INSOMNIA, &SINGH))
        .amend(bare)
        .amend(because("Drowsy until noon"))
        .rx(&order(rx::ZOLPIDEM_5, "stopped", ago(2, 20), BEDTIME, (30, 0), &dx::INSOMNIA, &SINGH))
        .amend(bare)
        .amend(because("Walked in his sleep"))
        .rx(&order(rx::ESZOPICLONE_1, "cancelled", ago(1, 97), BEDTIME, (30, 2), &dx::INSOMNIA, &SINGH))
        .amend(bare)
        .takes(
            rx::DIPHENHYDRAMINE_25,
            "completed",
            &ago(2, 200),
            as_needed(1, 1.0, "tablet", "1 tablet at night."),
        )
        .takes(rx::MELATONIN_3, "active", &ago(0, 60), as_needed(1, 1.0, "tablet", "1 tablet when I travel."))
        .allergy(allergy::SULFAMETHOXAZOLE, "medication", ("high", "moderate"), allergy::HIVES, &ago(2, 210))
        .condition(&dx::SLEEP_APNEA, "active", &ago(2, 188), &SINGH)
        .condition(&dx::INSOMNIA, "active", &ago(2, 210), &SINGH)
        .condition(&dx::ALLERGIC_RHINITIS, "active", &ago(0, 98), &NOLAN)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 24), "17:30", "17:45"), &dx::INSOMNIA, &SINGH)
        .visit("VR", visit::TELEMEDICINE, (&ago(1, 98), "17:30", "17:45"), &dx::INSOMNIA, &SINGH)
        .visit("AMB", visit::PROBLEM, (&ago(2, 188), "02:00", "11:00"), &dx::SLEEP_APNEA, &SINGH)
        .shot(shot::FLU, &ago(1, 18))
        .pressure(&ago(0, 98), 122, 78);
    record::sleepcorner::daniel(&mut chart);
    chart
}

/// Simone Achterberg: restless legs, made worse by too little iron.
fn simone() -> Chart {
    let mut chart = Chart::new(ORG, 2002, &SIMONE);
    let capsule = daily(1, 1.0, "capsule", "Take 1 capsule by mouth 2 hours before bed.");
    chart
        .rx(&order(rx::GABAPENTIN_300, "active", ago(0, 15), capsule, (30, 5), &dx::RESTLESS_LEGS, &NOLAN))
        .amend(bare)
        .rx(&order(
            rx::FERROUS_SULFATE_325,
            "completed",
            ago(0, 200),
            BEDTIME,
            (90, 0),
            &dx::IRON_DEFICIENCY,
            &NOLAN,
        ))
        .amend(bare)
        .no_allergies(allergy::NO_KNOWN, &ago(0, 200))
        .condition(&dx::RESTLESS_LEGS, "active", &ago(1, 10), &NOLAN)
        .condition(&dx::IRON_DEFICIENCY, "resolved", &ago(0, 203), &NOLAN)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 15), "14:00", "14:15"), &dx::RESTLESS_LEGS, &NOLAN);
    record::sleepcorner::simone(&mut chart);
    chart
}

/// Kofi Mensah-Boyd: narcolepsy, and a prescription keyed in by mistake.
fn kofi() -> Chart {
    let mut chart = Chart::new(ORG, 2003, &KOFI);
    let twice = daily(2, 1.0, "tablet", "Take 1 tablet by mouth at breakfast and at noon.");
    chart
        .rx(&order(rx::METHYLPHENIDATE_10, "active", ago(0, 6), twice, (30, 0), &dx::NARCOLEPSY, &SINGH))
        .amend(bare)
        .rx(&order(
            rx::METHYLPHENIDATE_10,
            "entered-in-error",
            ago(0, 6),
            BEDTIME,
            (30, 0),
            &dx::NARCOLEPSY,
            &SINGH,
        ))
        .amend(bare)
        .allergy(allergy::ASPIRIN, "medication", ("low", "mild"), allergy::NAUSEA, &ago(1, 77))
        .condition(&dx::NARCOLEPSY, "active", &ago(1, 77), &SINGH)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 6), "15:15", "15:30"), &dx::NARCOLEPSY, &SINGH);
    record::sleepcorner::kofi(&mut chart);
    chart
}

/// Oren Castellane: insomnia, with a medicine that is paused while he travels.
fn oren() -> Chart {
    let mut chart = Chart::new(ORG, 2004, &OREN);
    chart
        .rx(&order(rx::SUVOREXANT_10, "on-hold", ago(0, 50), BEDTIME, (30, 2), &dx::INSOMNIA, &SINGH))
        .amend(bare)
        .amend(because("Away until January"))
        .rx(&order(rx::DOXEPIN_3, "completed", ago(0, 119), BEDTIME, (30, 1), &dx::INSOMNIA, &NOLAN))
        .amend(bare)
        .condition(&dx::INSOMNIA, "active", &ago(0, 120), &SINGH)
        .visit("VR", visit::TELEMEDICINE, (&ago(0, 50), "23:00", "23:15"), &dx::INSOMNIA, &SINGH);
    record::sleepcorner::oren(&mut chart);
    chart
}

const DANIEL: Person = Person {
    slug: "daniel-whitaker",
    family: "Whitaker",
    given: &["Daniel"],
    gender: "male",
    born: "1974-06-25",
    email: Some("daniel@patients.example"),
    phone: "(720) 555-0131",
    address: ("1406 Sample Street", "Denver", "CO", "80204"),
    languages: &[("en", "English")],
};
const SIMONE: Person = Person {
    slug: "simone-achterberg",
    family: "Achterberg",
    given: &["Simone"],
    gender: "female",
    born: "1988-08-08",
    email: Some("simone@patients.example"),
    phone: "(720) 555-0132",
    address: ("3 Example Terrace", "Boise", "ID", "83702"),
    languages: &[("en", "English")],
};
const KOFI: Person = Person {
    slug: "kofi-mensah-boyd",
    family: "Mensah-Boyd",
    given: &["Kofi"],
    gender: "male",
    born: "1995-05-05",
    email: Some("kofi@patients.example"),
    phone: "(720) 555-0133",
    address: ("640 Placeholder Road", "Tempe", "AZ", "85281"),
    languages: &[("en", "English")],
};
const OREN: Person = Person {
    slug: "oren-castellane",
    family: "Castellane",
    given: &["Oren"],
    gender: "male",
    born: "1969-02-14",
    email: Some("oren@patients.example"),
    phone: "(720) 555-0134",
    address: ("21 Specimen Lane", "Denver", "CO", "80206"),
    languages: &[("en", "English")],
};
