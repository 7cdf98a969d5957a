//! Northside's records: few numbers, as small clinics have. Gideon's weight is in pounds in one year and in
//! kilograms in the next.

use super::super::codes::care::{life, paper, role, study};
use super::super::codes::lab::{CREATININE, EGFR, URATE, between};
use super::super::codes::{dx, measure, shot, visit};
use super::super::make::care::{Aim, dose};
use super::super::make::cover::{Claim, PRIVATE, Policy};
use super::super::make::papers::paper as a;
use super::super::make::results::{Draw, Is, RADIOLOGY, Signs, Study, amount};
use super::super::make::{Chart, ago};
use super::super::people_northside::{LAB, LINDQVIST, OKONJO, SUMMIT};

fn summit<'a>(member: &'static str, from: &'a str) -> Policy<'a> {
    Policy {
        payer: SUMMIT,
        kind: PRIVATE,
        plan: "Summit Silver PPO",
        member,
        group: None,
        from,
        until: None,
        order: 1,
    }
}

/// Elena Sandoval: a picture of her back, and nothing of Aurora's.
pub(in crate::charts) fn elena(chart: &mut Chart) {
    let day = ago(0, 11);
    let signs = Signs {
        pressure: Some((118, 74)),
        pulse: Some(72.0),
        warmth: Some(98.6),
        weight: Some(63.5),
        height: Some(170.0),
        ..Signs::default()
    };
    chart
        .signs(&day, &signs)
        .study(&Study {
            kind: RADIOLOGY,
            code: study::SPINE,
            words: study::SPINE.display,
            day: &day,
            by: &OKONJO,
            findings: "Five lumbar vertebrae in line. Disc spaces preserved. No fracture.",
            conclusion: "Normal.",
            measured: &[],
        })
        .note(
            &a(paper::INSTRUCTIONS, "After-visit summary", &day, &OKONJO).of_visit(1),
            "AFTER YOUR VISIT\n\nStay active. Heat for 20 minutes. Cyclobenzaprine makes sleepy: do not \
             drive.\n",
        )
        .given(shot::FLU, &day, &dose("FX2650", "Example Biologics"), &LINDQVIST)
        .policy(&summit("SPH-118802-01", "2025-06-01"));
    let coverage = chart.last();
    chart.claim(&Claim {
        kind: "professional",
        day: &day,
        by: &OKONJO,
        why: &dx::BACK_PAIN,
        coverage: &coverage,
        payer: SUMMIT,
        lines: &[(visit::PROBLEM, "Visit", [18_000, 11_960, 0, 2_500])],
    });
    super::life_of(chart, &day, life::NEVER_SMOKED, "Warehouse picker");
}

/// Gideon: uric acid and kidneys, and a weight that changed its unit.
pub(in crate::charts) fn gideon(chart: &mut Chart) {
    for (years, acid, creatinine, filtered, pounds) in
        [(3, 9.1, 1.3, 61.0, Some(221.0)), (2, 7.4, 1.38, 57.0, Some(217.5)), (1, 6.2, 1.36, 57.0, None)]
    {
        let day = ago(years, 70);
        let draw = Draw::new(&day, &OKONJO, LAB);
        chart
            .value(&draw, &URATE, Is::Number(acid))
            .value(&draw, &CREATININE.usually(between(0.7, 1.3)), Is::Number(creatinine))
            .value(&draw, &EGFR, Is::Number(filtered))
            .signs(&day, &Signs { pressure: Some((138, 84)), pulse: Some(70.0), ..Signs::default() });
        match pounds {
            Some(pounds) => chart
                .vital(measure::WEIGHT, &day, pounds, "[lb_av]")
                .amend(|r| r["valueQuantity"] = amount(pounds, "[lb_av]")),
            None => chart.vital(measure::WEIGHT, &day, 97.1, "kg"),
        };
    }
    let day = ago(0, 70);
    let draw = Draw::new(&day, &OKONJO, LAB);
    let members = [(role::FAMILY_DOCTOR, OKONJO.reference()), (role::PATIENT, chart.herself())];
    chart
        .value(&draw, &URATE, Is::Number(5.7))
        .value(&draw, &CREATININE.usually(between(0.7, 1.3)), Is::Number(1.41))
        .value(&draw, &EGFR, Is::Number(55.0))
        .signs(&day, &Signs { weight: Some(95.8), height: Some(178.0), ..Signs::default() })
        .goal(&Aim {
            words: "Uric acid below 6",
            since: &ago(2, 12),
            state: ("active", "achieved"),
            target: Some((URATE.code, 6.0, "mg/dL", "2027-01-31")),
        })
        .team("Your team at Northside", &ago(4, 3), &members)
        .note(
            &a(paper::PROGRESS, "Kidneys and gout", &day, &OKONJO).of_visit(1),
            "PROGRESS NOTE\n\nNo attack since spring. Uric acid 5.7. Filtration 55, stable. Losartan and \
             allopurinol as before. No naproxen, no ibuprofen.\n",
        )
        .policy(&summit("SPH-140066-01", "2021-01-01"));
    super::life_of(chart, &day, life::EX_SMOKER, "Beekeeper");
}

/// Amara: the numbers that a medicine for migraine asks for.
pub(in crate::charts) fn amara(chart: &mut Chart) {
    let day = ago(0, 38);
    let signs = Signs {
        pressure: Some((104, 66)),
        pulse: Some(58.0),
        weight: Some(68.0),
        height: Some(174.0),
        ..Signs::default()
    };
    chart.signs(&day, &signs).note(
        &a(paper::INSTRUCTIONS, "After-visit summary", &day, &OKONJO).of_visit(1),
        "AFTER YOUR VISIT\n\nPropranolol twice a day. At the first sign of a migraine one sumatriptan, a \
         second after two hours if needed, not more than nine in a month. Keep a headache diary.\n",
    );
    super::life_of(chart, &day, life::NEVER_SMOKED, "Translator");
}
