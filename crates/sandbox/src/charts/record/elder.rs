//! Harold Prescott-Vale: fifteen years in numbers. Thirty INR values while he took warfarin, a digoxin level
//! that was too high, kidneys that get slower, an echo every few years, claims each quarter, and the papers
//! of his former clinic: a PDF of many pages beside the record.

use super::super::codes::care::{act, device, family, life, paper, plan, role, study};
use super::super::codes::lab::{
    self, CHOLESTEROL, CREATININE, DIGOXIN, HDL, INR, LDL, LIPIDS, PRO_BNP, PSA, TRIGLYCERIDES, TSH, URATE,
    between,
};
use super::super::codes::{dx, measure, shot, visit};
use super::super::make::care::{Aim, Plan, dose};
use super::super::make::cover::{Claim, PRIVATE, PUBLIC, Policy};
use super::super::make::files::pdf;
use super::super::make::papers::paper as a;
use super::super::make::results::{
    CARDIAC_ULTRASOUND, Draw, ELECTROCARDIAC, Is, RADIOLOGY, Signs, Study, flag,
};
use super::super::make::{Chart, ago};
use super::super::people_aurora::{FOOTHILL, HALVARD, LAB, MEDICARE, NOLAN, RAMAN};
use super::{BASIC, BLOOD_COUNT, METABOLIC, rows};
use serde_json::json;

/// Writes what `elder` does not.
pub(in crate::charts) fn write(chart: &mut Chart) {
    clotting(chart);
    years(chart);
    quarters(chart);
    single_tests(chart);
    studies(chart);
    vaccines(chart);
    done(chart);
    team_and_plan(chart);
    papers(chart);
    paid(chart);
    let day = ago(0, 20);
    super::life_of(chart, &day, life::EX_SMOKER, "Retired surveyor");
}

/// Every 60 days from the start of warfarin to its end.
fn clotting(chart: &mut Chart) {
    let course = [1.4, 1.9, 2.3, 2.6, 2.4, 3.4, 2.8, 2.2, 2.5, 1.8];
    let values = course.iter().chain(&course).chain(&course);
    for (days, value) in (0..).map(|number: u64| 5100 - 60 * number).zip(values.copied()) {
        chart.value(&Draw::new(&ago(0, days), &HALVARD, LAB), &INR, Is::Number(value));
    }
}

/// Once a year: chemistry, fats, thyroid, prostate.
fn years(chart: &mut Chart) {
    for (years, creatinine, filtered, ldl, thyroid, prostate) in [
        (8, 1.08, 69.0, 121.0, 2.9, 2.1),
        (7, 1.12, 65.0, 84.0, 3.1, 2.3),
        (6, 1.15, 63.0, 79.0, 2.6, 2.2),
        (5, 1.19, 60.0, 81.0, 3.4, 2.6),
        (4, 1.24, 57.0, 77.0, 3.0, 2.4),
        (3, 1.33, 52.0, 74.0, 2.8, 2.8),
        (2, 1.38, 50.0, 78.0, 4.9, 2.7),
        (1, 1.41, 48.0, 72.0, 3.3, 2.9),
    ] {
        let day = ago(years, 150);
        let draw = Draw::new(&day, &RAMAN, LAB);
        let mut chemistry = rows(
            METABOLIC,
            [98.0, 21.0, creatinine, filtered, 138.0, 4.6, 101.0, 27.0, 9.1, 6.8, 3.9, 0.8, 81.0, 19.0],
        );
        chemistry[2].0 = CREATININE.usually(between(0.7, 1.3));
        chart
            .panel(&draw, lab::METABOLIC, &chemistry)
            .panel(
                &draw,
                LIPIDS,
                &rows([CHOLESTEROL, HDL, LDL, TRIGLYCERIDES], [ldl + 66.0, 42.0, ldl, 120.0]),
            )
            .value(&draw, &TSH, Is::Number(thyroid))
            .value(&draw, &PSA, Is::Number(prostate));
        chart.signs(
            &day,
            &Signs { height: Some(171.0), weight: Some(70.0 + f64::from(years)), ..Signs::default() },
        );
    }
}

/// Each of the last eight quarters, on the day of his visit: heart and kidneys.
fn quarters(chart: &mut Chart) {
    for (quarter, strain, creatinine, filtered, potassium, pulse, oxygen) in [
        (7, 1240.0, 1.38, 50.0, 4.4, 76.0, 95.0),
        (6, 1410.0, 1.4, 49.0, 4.5, 80.0, 94.0),
        (5, 2380.0, 1.49, 45.0, 4.9, 92.0, 91.0),
        (4, 1520.0, 1.45, 47.0, 4.7, 78.0, 95.0),
        (3, 1290.0, 1.41, 48.0, 4.6, 74.0, 96.0),
        (2, 1180.0, 1.44, 47.0, 4.8, 72.0, 96.0),
        (1, 1350.0, 1.47, 46.0, 5.3, 75.0, 95.0),
        (0, 1265.0, 1.52, 44.0, 5.0, 73.0, 95.0),
    ] {
        let day = ago(0, 20 + 91 * quarter);
        let draw = Draw::new(&day, &HALVARD, LAB);
        let mut chemistry =
            rows(BASIC, [101.0, 24.0, creatinine, filtered, 137.0, potassium, 100.0, 27.0, 9.0]);
        chemistry[2].0 = CREATININE.usually(between(0.7, 1.3));
        let signs = Signs { pulse: Some(pulse), oxygen: Some(oxygen), ..Signs::default() };
        chart
            .panel(&draw, lab::BASIC, &chemistry)
            .value(&draw, &PRO_BNP, Is::Number(strain))
            .signs(&day, &signs);
    }
}

fn single_tests(chart: &mut Chart) {
    let (high, before, gout) = (ago(0, 735), ago(0, 1100), ago(0, 400));
    chart
        .value(&Draw::new(&before, &HALVARD, LAB), &DIGOXIN, Is::Number(0.8))
        .value(&Draw::new(&high, &HALVARD, LAB), &DIGOXIN, Is::Number(2.4))
        .amend(|r| flag(r, "HH", "Critical high"))
        .value(&Draw::new(&gout, &NOLAN, LAB), &URATE, Is::Number(5.6))
        .panel(
            &Draw::new(&gout, &RAMAN, LAB),
            lab::BLOOD_COUNT,
            &rows(BLOOD_COUNT, [6.1, 4.02, 12.6, 38.4, 95.0, 188.0]),
        )
        .value(&Draw::new(&ago(0, 3), &HALVARD, LAB).status("preliminary"), &PRO_BNP, Is::MoreThan(35_000.0))
        .amend(|r| r["note"] = json!([{"text": "Beyond the range of the instrument; being repeated."}]));
}

fn studies(chart: &mut Chart) {
    let echo = |day, measured, conclusion| Study {
        kind: CARDIAC_ULTRASOUND,
        code: study::ECHO,
        words: "Ultrasound of the heart",
        day,
        by: &HALVARD,
        findings: "Left ventricle mildly enlarged, left atrium enlarged. Mild leak of the mitral valve. \
                   No fluid around the heart.",
        conclusion,
        measured,
    };
    let (first, second, third) = (ago(5, 350), ago(3, 20), ago(0, 210));
    let (lungs, healed, rhythm) = (ago(0, 512), ago(0, 470), ago(14, 3));
    let chest = |day, findings, conclusion| Study {
        kind: RADIOLOGY,
        code: study::CHEST,
        words: "Chest X-ray",
        day,
        by: &NOLAN,
        findings,
        conclusion,
        measured: &[],
    };
    chart
        .study(&echo(&first, &[(study::EJECTION, 38.0, "%")], "Pumping function reduced (38 percent)."))
        .study(&echo(&second, &[(study::EJECTION, 43.0, "%")], "Pumping function better (43 percent)."))
        .study(&echo(
            &third,
            &[(study::EJECTION, 42.5, "%")],
            "Pumping function unchanged (about 43 percent).",
        ))
        .study(&chest(
            &lungs,
            "Patchy consolidation in the left lower lobe. Heart enlarged. Small effusion on the left.",
            "Pneumonia of the left lower lobe.",
        ))
        .study(&chest(&healed, "Consolidation and effusion are gone.", "Pneumonia healed."))
        .study(&Study {
            kind: ELECTROCARDIAC,
            code: study::EKG,
            words: "EKG",
            day: &rhythm,
            by: &HALVARD,
            findings: "Irregular rhythm without P waves, rate 118 per minute. No signs of a heart attack.",
            conclusion: "Atrial fibrillation with a fast rate.",
            measured: &[],
        });
}

fn vaccines(chart: &mut Chart) {
    for (years, lot) in [(6, "FH2010"), (5, "FH2108"), (4, "FH2221"), (3, "FH2307"), (2, "FH2418")] {
        chart.given(shot::FLU_HIGH, &ago(years, 35), &dose(lot, "Example Biologics"), &NOLAN);
    }
    chart
        .given(shot::PPV23, &ago(12, 200), &dose("PP1404", "Example Biologics"), &NOLAN)
        .given(shot::TDAP, &ago(8, 12), &dose("TD1811", "Example Biologics"), &NOLAN)
        .given(shot::RSV, &ago(2, 30), &dose("RS0702", "Example Biologics"), &NOLAN)
        .not_given(shot::COVID_2021, &ago(5, 250), ("PATOBJ", "Wanted to talk with his daughter first"));
}

fn done(chart: &mut Chart) {
    chart
        .procedure(act::CARDIOVERSION, &ago(13, 320), Some(&dx::ATRIAL_FIBRILLATION), Some(&HALVARD))
        .amend(|r| r["outcome"] = json!({"text": "Regular rhythm for five weeks, then irregular again"}))
        .procedure(act::CATARACT, &ago(9, 40), None, None)
        .amend(|r| r["bodySite"] = json!([{"text": "Right eye"}]))
        .procedure(act::CATARACT, &ago(8, 330), None, None)
        .amend(|r| r["bodySite"] = json!([{"text": "Left eye"}]))
        .procedure(act::COLONOSCOPY, &ago(13, 60), None, None)
        .procedure(act::ECHO, &ago(0, 210), Some(&dx::HEART_FAILURE), Some(&HALVARD))
        .device(device::HEARING_AID, ("Example Hearing", "H-200"), &ago(4, 180))
        .relative(&ago(13, 60), ("FTH", "father"), &[(&family::HEART_ATTACK, 58)])
        .relative(&ago(13, 60), ("SIS", "sister"), &[(&family::STROKE, 74), (&dx::ATRIAL_FIBRILLATION, 70)])
        .request(study::ECHO, "Ultrasound of the heart", &ago(0, 20), "active", &dx::HEART_FAILURE, &HALVARD);
}

fn team_and_plan(chart: &mut Chart) {
    let since = ago(5, 340);
    let mut goals = Vec::new();
    for (words, state, target) in [
        (
            "Weight between 68 and 71 kg",
            ("active", "sustaining"),
            Some((measure::WEIGHT, 71.0, "kg", "2027-01-31")),
        ),
        ("Walk to the mailbox and back without a stop", ("active", "improving"), None),
        ("No hospital stay for the heart this year", ("active", "in-progress"), None),
        ("No dizziness when getting up", ("on-hold", "not-achieved"), None),
    ] {
        chart.goal(&Aim { words, since: &since, state, target });
        goals.push(chart.last());
    }
    let members = [
        (role::CARDIOLOGIST, HALVARD.reference()),
        (role::FAMILY_DOCTOR, RAMAN.reference()),
        (role::NURSE, NOLAN.reference()),
        (role::CAREGIVER, json!({"display": "Joan Vale, daughter"})),
        (role::PATIENT, chart.herself()),
    ];
    chart.team("Harold’s heart team", &since, &members).plan(&Plan {
        kind: plan::HEART,
        title: "Living with heart failure",
        since: &since,
        by: &HALVARD,
        activities: &[
            (plan::HEART, "Weigh yourself", "in-progress", "Every morning, before breakfast"),
            (plan::HEART, "Call us", "in-progress", "If you gain 1.5 kg in two days"),
            (plan::HEART, "Salt", "in-progress", "Less than 2 g of sodium a day"),
            (plan::EXERCISE, "Walk", "on-hold", "15 minutes a day, when not dizzy"),
        ],
        goals: &goals,
    });
}

fn papers(chart: &mut Chart) {
    let (sick, day) = (ago(0, 509), ago(0, 20));
    chart
        .note(
            &a(paper::DISCHARGE, "Hospital stay: pneumonia", &sick, &NOLAN),
            "DISCHARGE SUMMARY\n\nThree days for pneumonia of the left lower lobe with worse heart \
             failure. Azithromycin by mouth, furosemide doubled for five days.\n\nOn leaving: oxygen 94 \
             %, weight 69.1 kg, creatinine 1.49.\n\nFollow-up: Dr. Halvard-Osei within a week. Chest \
             X-ray in six weeks.\n",
        )
        .page(
            &a(paper::INSTRUCTIONS, "After-visit summary", &day, &HALVARD).of_visit(1),
            "<p>Your heart is doing what it did in summer.</p>\n<ul><li>No change to your \
             medicines.</li>\n<li>Blood test for the kidneys in three months.</li>\n<li>Call (303) \
             555-0142 if you gain 1.5 kg in two days.</li></ul>\n",
        )
        .beside(
            &a(paper::SUMMARY, "Records of your former clinic, 1998 to 2011", &ago(14, 300), &RAMAN),
            "application/pdf",
            &pdf(&former_clinic()),
        );
    for quarter in 1..8_u32 {
        let day = ago(0, 20 + 91 * u64::from(quarter));
        chart.note(
            &a(paper::PROGRESS, "Heart failure follow-up", &day, &HALVARD).of_visit(quarter + 1),
            "PROGRESS NOTE\n\nClass II to III. No swelling, sleeps on one pillow. Rhythm irregular, rate \
             controlled.\nPlan: same medicines, kidneys and potassium each quarter.\n\nIngrid \
             Halvard-Osei, MD\n",
        );
    }
}

/// 120 pages: more than one would send in one piece.
fn former_clinic() -> String {
    let mut text = String::new();
    for page in 1..=120 {
        let year = 1998 + page / 9;
        text.push_str(&format!(
            "Prairie Clinic, chart copy, page {page} of 120\nHarold Prescott-Vale, {year}\n\n"
        ));
        for line in 1..=45 {
            let (upper, lower) = (128 + (page * 7 + line * 3) % 30, 74 + (page * 5 + line) % 16);
            text.push_str(&format!("Reading {line}: blood pressure {upper}/{lower}, sitting, left arm.\n"));
        }
    }
    text
}

fn paid(chart: &mut Chart) {
    chart.policy(&Policy {
        payer: MEDICARE,
        kind: PUBLIC,
        plan: "Medicare Part A and B",
        member: "9AC5-HP8-VE38",
        group: None,
        from: "2003-01-01",
        until: None,
        order: 1,
    });
    let medicare = chart.last();
    chart.policy(&Policy {
        payer: FOOTHILL,
        kind: PRIVATE,
        plan: "Medicare Supplement Plan G",
        member: "FMS-77120",
        group: None,
        from: "2003-01-01",
        until: None,
        order: 2,
    });
    for quarter in 0..8 {
        let day = ago(0, 20 + 91 * quarter);
        chart.claim(&Claim {
            kind: "professional",
            day: &day,
            by: &HALVARD,
            why: &dx::HEART_FAILURE,
            coverage: &medicare,
            payer: MEDICARE,
            lines: &[
                (visit::FOLLOW_UP, "Visit", [21_000, 12_874, 0, 2_575]),
                (lab::BASIC.0, "Basic metabolic panel", [5_200, 846, 0, 0]),
                (PRO_BNP.code, "NT-proBNP", [14_500, 3_926, 0, 0]),
            ],
        });
    }
}
