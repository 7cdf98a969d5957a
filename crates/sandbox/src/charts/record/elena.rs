//! Elena Marquez: six years of diabetes, blood pressure and cholesterol in numbers. Among them a value of
//! fifteen digits, one below what can be measured, a group with members and no value, a value that is
//! missing with its reason, an amended one, and a sample of three days ago that is not final.

use super::super::codes::care::{act, family, life, paper, plan, role, study};
use super::super::codes::lab::{
    self, A1C, CHOLESTEROL, COVID_PCR, HDL, HEPATITIS_C, LDL, LIPIDS, NEGATIVE, NOT_DETECTED, PAP,
    TRIGLYCERIDES, TSH, URINALYSIS, URINE_ALBUMIN, URINE_COLOR, URINE_CULTURE, URINE_GLUCOSE, URINE_PH,
    URINE_PROTEIN, URINE_WEIGHT,
};
use super::super::codes::{dx, measure, shot, visit};
use super::super::make::care::{Aim, Dose, Plan, dose};
use super::super::make::cover::{Claim, Line, PRIVATE, Policy};
use super::super::make::results::{Draw, Is, RADIOLOGY, Signs, Study, amount, flag};
use super::super::make::{Chart, ago};
use super::super::people_aurora::{LAB, NOLAN, RAMAN, SUMMIT};
use super::{BLOOD_COUNT, LIVER, METABOLIC, rows};
use serde_json::json;

/// Writes what `people_aurora` does not.
pub(in crate::charts) fn write(chart: &mut Chart) {
    check_ups(chart);
    samples(chart);
    single_tests(chart);
    not_final(chart);
    signs(chart);
    studies(chart);
    vaccines(chart);
    done(chart);
    plans(chart);
    life_and_family(chart);
    super::elena_papers::write(chart);
    paid(chart);
}

/// The days on which blood was taken for the yearly panels, oldest first.
fn days() -> [String; 7] {
    [ago(5, 30), ago(4, 121), ago(3, 200), ago(2, 190), ago(1, 260), ago(0, 256), ago(0, 20)]
}

/// The check-ups of those days that her story does not tell; the visits 4 to 9.
fn check_ups(chart: &mut Chart) {
    let [first, second, third, fourth, fifth, _, last] = days();
    for (day, why) in [
        (first, &dx::HYPERTENSION),
        (second, &dx::DIABETES_2),
        (third, &dx::DIABETES_2),
        (fourth, &dx::DIABETES_2),
        (fifth, &dx::DIABETES_2),
        (last, &dx::DIABETES_2),
    ] {
        chart.visit("AMB", visit::CHECK_UP, (&day, "15:00", "15:30"), why, &RAMAN);
    }
}

/// Glucose to ALT, then AST, by day.
const CHEMISTRY: [([f64; 14], f64); 7] = [
    ([104.0, 13.0, 0.74, 103.0, 139.0, 4.1, 102.0, 25.0, 9.4, 7.1, 4.3, 0.5, 68.0, 28.0], 24.0),
    ([187.0, 14.0, 0.76, 100.0, 138.0, 4.3, 101.0, 24.0, 9.3, 7.2, 4.2, 0.6, 74.0, 61.0], 44.0),
    ([152.0, 12.0, 0.75, 101.0, 140.0, 4.0, 103.0, 26.0, 9.5, 7.0, 4.3, 0.5, 71.0, 48.0], 36.0),
    ([146.0, 15.0, 0.79, 94.0, 139.0, 4.4, 102.0, 25.0, 9.4, 7.1, 4.4, 0.4, 70.0, 39.0], 30.0),
    ([149.0, 14.0, 0.81, 91.1715085200314, 141.0, 4.2, 104.0, 24.0, 9.2, 7.2, 4.3, 0.5, 72.0, 34.0], 0.0),
    ([128.0, 16.0, 0.8, 92.0, 140.0, 4.5, 103.0, 26.0, 9.6, 7.3, 4.4, 0.6, 66.0, 31.0], 26.0),
    ([121.0, 15.0, 0.82, 88.0, 139.0, 5.2, 102.0, 25.0, 9.5, 7.1, 4.3, 0.5, 67.0, 27.0], 23.0),
];
/// Total cholesterol, HDL, LDL (total less HDL less a fifth of the triglycerides), triglycerides.
const FATS: [[f64; 4]; 7] = [
    [212.0, 48.0, 135.0, 145.0],
    [238.0, 44.0, 152.0, 210.0],
    [221.0, 46.0, 139.0, 180.0],
    [214.0, 49.0, 132.0, 165.0],
    [219.0, 47.0, 137.0, 175.0],
    [242.0, 46.0, 155.0, 205.0],
    [239.0, 47.0, 154.0, 190.0],
];

/// One order, one metabolic panel and one cholesterol panel a year; A1C where her story has none that day.
fn samples(chart: &mut Chart) {
    let sugar = [Some(6.0), Some(8.4), Some(7.8), Some(7.6), None, None, Some(6.6)];
    for (year, day) in days().iter().enumerate() {
        chart.request(lab::METABOLIC.0, lab::METABOLIC.1, day, "completed", &dx::DIABETES_2, &RAMAN);
        let draw = Draw::new(day, &RAMAN, LAB).ordered(chart.last());
        let (values, liver) = CHEMISTRY[year];
        let mut chemistry = rows(METABOLIC, values);
        chemistry.push(match liver {
            0.0 => (LIVER, Is::Missing("The sample was broken up (hemolyzed) and could not be measured.")),
            found => (LIVER, Is::Number(found)),
        });
        chart.panel(&draw, lab::METABOLIC, &chemistry);
        chart.panel(&draw, LIPIDS, &rows([CHOLESTEROL, HDL, LDL, TRIGLYCERIDES], FATS[year]));
        if year == 6 {
            chart.amend(|r| {
                r["conclusion"] = json!("LDL cholesterol above the goal of 100 mg/dL. A statin is advised.");
            });
        }
        if let Some(value) = sugar[year] {
            chart.value(&draw, &A1C, Is::Number(value));
        }
    }
}

/// Tests that came alone: too little to measure, a concept, words, a group.
fn single_tests(chart: &mut Chart) {
    let [_, second, third, fourth, _, sixth, last] = days();
    for (day, found) in [
        (&second, Is::Number(12.0)),
        (&third, Is::Number(9.0)),
        (&fourth, Is::Number(7.0)),
        (&sixth, Is::LessThan(5.0)),
        (&last, Is::LessThan(5.0)),
    ] {
        chart.value(&Draw::new(day, &RAMAN, LAB), &URINE_ALBUMIN, found);
    }
    let (cold, screening, smear) = (ago(1, 174), ago(4, 110), ago(3, 60));
    chart
        .value(&Draw::new(&second, &RAMAN, LAB).status("amended"), &TSH, Is::Number(2.1))
        .amend(|r| r["note"] = json!([{"text": "Amended: first reported as 21. The point was missing."}]))
        .value(&Draw::new(&screening, &RAMAN, LAB), &HEPATITIS_C, Is::Coded(NEGATIVE))
        .value(&Draw::new(&cold, &NOLAN, LAB), &COVID_PCR, Is::Coded(NOT_DETECTED))
        .value(
            &Draw::new(&smear, &RAMAN, LAB),
            &PAP,
            Is::Words("Negative for intraepithelial lesion or malignancy. HPV not detected."),
        );
    let strip = [
        (URINE_COLOR, Is::Words("Yellow")),
        (URINE_PH, Is::Number(6.0)),
        (URINE_WEIGHT, Is::Number(1.018)),
        (URINE_GLUCOSE, Is::LessThan(50.0)),
        (URINE_PROTEIN, Is::LessThan(10.0)),
    ];
    chart.group(&Draw::new(&sixth, &RAMAN, LAB), URINALYSIS, &strip);
}

/// Three days ago: the potassium is being checked again, a culture grows.
fn not_final(chart: &mut Chart) {
    let day = ago(0, 3);
    chart.request(lab::BLOOD_COUNT.0, lab::BLOOD_COUNT.1, &day, "active", &dx::HYPERTENSION, &RAMAN);
    let draw = Draw::new(&day, &RAMAN, LAB).ordered(chart.last()).status("preliminary");
    chart
        .panel(&draw, lab::BLOOD_COUNT, &rows(BLOOD_COUNT, [6.8, 4.51, 11.6, 35.2, 78.0, 291.0]))
        .value(&draw, &lab::POTASSIUM, Is::Number(4.6))
        .value(&draw.clone().status("registered"), &URINE_CULTURE, Is::Missing("Not finished yet."));
}

fn signs(chart: &mut Chart) {
    let [first, second, third, fourth, fifth, sixth, last] = days();
    for (day, pressure, pulse, oxygen, weight) in [
        (&first, Some((142, 90)), 78.0, 98.0, 80.2),
        (&second, Some((146, 92)), 82.0, 97.0, 82.6),
        (&third, Some((138, 86)), 76.0, 98.0, 80.9),
        (&fourth, Some((136, 85)), 75.0, 98.0, 79.1),
        (&fifth, Some((134, 84)), 74.0, 99.0, 77.8),
        (&last, Some((128, 78)), 70.0, 98.0, 73.9),
    ] {
        let signs = Signs {
            pressure,
            pulse: Some(pulse),
            breaths: Some(16.0),
            warmth: Some(98.4),
            oxygen: Some(oxygen),
            weight: Some(weight),
            height: Some(161.0),
        };
        chart.signs(day, &signs);
    }
    // Weight and pressure of that day are in her story.
    let rest = Signs { pulse: Some(72.0), oxygen: Some(98.0), height: Some(161.0), ..Signs::default() };
    let fever = Signs { pulse: Some(96.0), warmth: Some(101.1), oxygen: Some(97.0), ..Signs::default() };
    chart.signs(&sixth, &rest).signs(&ago(1, 174), &fever);
    for (days, upper, lower) in [(70, 131, 80), (56, 127, 79), (42, 129, 81), (28, 124, 76), (14, 126, 78)] {
        chart.pressure(&ago(0, days), upper, lower);
        let herself = chart.herself();
        chart.amend(|r| {
            r["performer"] = json!([herself]);
            r["note"] = json!([{"text": "Measured at home, left arm, sitting."}]);
        });
    }
    chart.pressure(&ago(0, 77), 182, 110).amend(|r| {
        flag(r, "HH", "Critical high");
        r["status"] = json!("entered-in-error");
        r["note"] = json!([{"text": "Wrong cuff. Repeated: 126/79."}]);
    });
}

fn studies(chart: &mut Chart) {
    let breast = |day, conclusion| Study {
        kind: RADIOLOGY,
        code: study::MAMMOGRAM,
        words: "Screening mammogram",
        day,
        by: &RAMAN,
        findings: "Digital mammography of both breasts with tomosynthesis, two views each.\nThe breasts \
                   are heterogeneously dense, which may obscure small masses.\nNo suspicious mass, \
                   calcification or distortion.",
        conclusion,
        measured: &[],
    };
    let (older, newer, cough) = (ago(2, 60), ago(0, 98), ago(2, 262));
    chart
        .request(study::MAMMOGRAM, "Screening mammogram", &ago(0, 130), "completed", &dx::CHOLESTEROL, &RAMAN)
        .amend(|r| r["reasonCode"] = json!([{"text": "Yearly screening"}]));
    let order = chart.last();
    chart
        .study(&breast(&older, "No sign of cancer (BI-RADS 1, negative). Next screening in one year."))
        .study(&breast(&newer, "No sign of cancer (BI-RADS 2, benign). Next screening in one year."))
        .amend(|r| r["basedOn"] = json!([{"reference": order}]))
        .study(&Study {
            kind: RADIOLOGY,
            code: study::CHEST,
            words: "Chest X-ray",
            day: &cough,
            by: &RAMAN,
            findings: "Heart size is normal. Mild thickening of the bronchial walls. No consolidation, \
                       effusion or pneumothorax. Bones are unremarkable.",
            conclusion: "Findings fit bronchitis. No pneumonia.",
            measured: &[],
        });
}

fn vaccines(chart: &mut Chart) {
    let series = |lot, number| Dose { lot, maker: "Example Biologics", number };
    for (years, days, vaccine, lot) in [
        (5, 45, shot::FLU_2021, "FX2101"),
        (4, 40, shot::FLU_2021, "FX2217"),
        (3, 38, shot::FLU_2021, "FX2309"),
        (2, 44, shot::FLU, "FX2422"),
        (1, 47, shot::FLU, "FX2518"),
    ] {
        chart.given(vaccine, &ago(years, days), &dose(lot, "Example Biologics"), &NOLAN);
    }
    chart
        .given(shot::COVID_2021, &ago(5, 215), &series("CV0412", (1, 2)), &NOLAN)
        .given(shot::COVID_2021, &ago(5, 194), &series("CV0433", (2, 2)), &NOLAN)
        .given(shot::HEP_B_ADULT, &ago(4, 80), &series("HB1188", (2, 3)), &NOLAN)
        .given(shot::HEP_B_ADULT, &ago(3, 295), &series("HB1240", (3, 3)), &NOLAN)
        .not_given(shot::PCV20, &ago(0, 256), ("PATOBJ", "She wants to think about it"));
}

fn done(chart: &mut Chart) {
    chart
        .procedure(act::CESAREAN, "2017-08-02", None, None)
        .amend(|r| r["note"] = json!([{"text": "Told by the patient; done at another hospital."}]))
        .procedure(act::MAMMOGRAPHY, &ago(2, 60), None, None)
        .procedure(act::MAMMOGRAPHY, &ago(0, 98), None, None)
        .procedure(act::EYE_SCREENING, &ago(1, 120), Some(&dx::DIABETES_2), None)
        .procedure(act::FOOT_EXAM, &ago(0, 256), Some(&dx::DIABETES_2), Some(&RAMAN))
        .amend(|r| r["outcome"] = json!({"text": "Feeling and pulses normal in both feet"}))
        .procedure(act::COLONOSCOPY, &ago(0, 40), None, Some(&RAMAN))
        .amend(|r| {
            r["status"] = json!("not-done");
            r["statusReason"] = json!({"text": "Put off by the patient to next spring"});
        });
}

fn plans(chart: &mut Chart) {
    let (four, six, one) = (ago(4, 121), ago(5, 30), ago(0, 256));
    let aim = |words, since, state, target| Aim { words, since, state, target };
    let working = ("active", "in-progress");
    let mut goals = Vec::new();
    for aim in [
        aim(
            "Hemoglobin A1c below 7 percent",
            &four,
            ("active", "sustaining"),
            Some((measure::A1C, 7.0, "%", "2027-03-31")),
        ),
        aim(
            "Blood pressure below 130 over 80",
            &six,
            ("active", "improving"),
            Some((measure::SYSTOLIC, 130.0, "mm[Hg]", "2026-12-31")),
        ),
        aim("Weight of 70 kg or less", &one, working, Some((measure::WEIGHT, 70.0, "kg", "2027-06-30"))),
        aim("Walk 150 minutes a week", &one, working, None),
        aim("See the dietitian three times", &four, ("completed", "achieved"), None),
    ] {
        chart.goal(&aim);
        goals.push(chart.last());
    }
    chart
        .plan(&Plan {
            kind: plan::DIABETES,
            title: "Living with type 2 diabetes",
            since: &four,
            by: &RAMAN,
            activities: &[
                (plan::DIET, "Plate method: half vegetables, a quarter protein", "in-progress", "Every meal"),
                (plan::EXERCISE, "Brisk walking", "in-progress", "30 minutes, five days a week"),
                (act::EYE_SCREENING, "Eye check for diabetes", "scheduled", "Once a year, next in January"),
                (act::FOOT_EXAM, "Foot check", "in-progress", "Daily at home, once a year here"),
            ],
            goals: &[goals[0].clone(), goals[2].clone(), goals[3].clone()],
        })
        .plan(&Plan {
            kind: plan::PRESSURE,
            title: "Blood pressure at home",
            since: &one,
            by: &NOLAN,
            activities: &[(plan::PRESSURE, "Measure and write down", "in-progress", "Two mornings a week")],
            goals: &goals[1..2],
        });
    let members = [
        (role::FAMILY_DOCTOR, RAMAN.reference()),
        (role::NURSE, NOLAN.reference()),
        (role::PATIENT, chart.herself()),
    ];
    chart.team("Elena’s diabetes team", &four, &members);
    let referral = paper::CONSULT;
    chart.request(
        referral,
        "Eye doctor: yearly diabetes check",
        &ago(0, 20),
        "active",
        &dx::DIABETES_2,
        &RAMAN,
    );
}

fn life_and_family(chart: &mut Chart) {
    for day in [ago(5, 30), ago(0, 256)] {
        super::life_of(chart, &day, life::NEVER_SMOKED, "School librarian");
    }
    let day = ago(0, 256);
    chart
        .social(&day, life::DRINKS, Is::Number(1.0))
        .amend(|r| r["valueQuantity"] = amount(1.0, "{drinks}/d"))
        .social(&day, life::EDUCATION, Is::Words("Master’s degree"))
        .score(&day, life::PHQ_9, 3.0)
        .relative(&day, ("MTH", "mother"), &[(&dx::DIABETES_2, 52), (&dx::HYPERTENSION, 48)])
        .relative(&day, ("FTH", "father"), &[(&family::HEART_ATTACK, 61)])
        .relative(&day, ("MAUNT", "maternal aunt"), &[(&family::BREAST_CANCER, 66)]);
}

fn paid(chart: &mut Chart) {
    let policy = Policy {
        payer: SUMMIT,
        kind: PRIVATE,
        plan: "Summit Silver PPO",
        member: "SPH-004417-01",
        group: Some("APS-2024"),
        from: "2024-01-01",
        until: None,
        order: 1,
    };
    chart.policy(&policy);
    let now = chart.last();
    chart.policy(&Policy {
        plan: "Summit Bronze HMO",
        member: "SPH-901188-01",
        group: None,
        from: "2020-01-01",
        until: Some("2023-12-31"),
        ..policy
    });
    let before = chart.last();
    let check_up: &[Line] = &[
        (visit::CHECK_UP, "Check-up", [24_500, 16_230, 0, 2_500]),
        (lab::METABOLIC.0, "Comprehensive metabolic panel", [6_800, 1_482, 0, 0]),
        (lab::LIPIDS.0, "Cholesterol panel", [5_400, 1_339, 0, 0]),
    ];
    let [_, _, third, fourth, fifth, sixth, last] = days();
    for (day, coverage) in [(&third, &before), (&fourth, &now), (&fifth, &now), (&sixth, &now), (&last, &now)]
    {
        chart.claim(&claim(day, coverage, check_up));
    }
    more_claims(chart, &now);
}

fn claim<'a>(day: &'a str, coverage: &'a str, lines: &'a [Line]) -> Claim<'a> {
    Claim { kind: "professional", day, by: &RAMAN, why: &dx::DIABETES_2, coverage, payer: SUMMIT, lines }
}

/// A copay with the sixteen digits that adding binary fractions gives; a claim refused; one still open.
fn more_claims(chart: &mut Chart, now: &str) {
    let (picture, call, refused): (&[Line], &[Line], &[Line]) = (
        &[(study::MAMMOGRAM, "Screening mammogram", [38_000, 17_240, 0, 0])],
        &[(visit::TELEMEDICINE, "Video visit", [14_000, 7_026, 4_215, 2_810])],
        &[(paper::CONSULT, "Dietitian, fourth visit", [11_000, 0, 0, 0])],
    );
    let (seen, talked, fourth) = (ago(0, 98), ago(0, 77), ago(0, 60));
    chart
        .claim(&claim(&seen, now, picture))
        .claim(&claim(&talked, now, call))
        .amend(|r| {
            for copay in ["/item/0/adjudication/3/amount/value", "/total/3/amount/value"] {
                *r.pointer_mut(copay).expect("the fourth is the copay") = json!(28.104_000_000_000_003);
            }
        })
        .claim(&claim(&fourth, now, refused))
        .amend(|r| {
            r["outcome"] = json!("error");
            r["disposition"] = json!("Not covered: the plan pays for three visits a year.");
        });
    let (open, lines): (_, &[Line]) = (ago(0, 20), &[(A1C.code, "Hemoglobin A1c", [4_100, 0, 0, 0])]);
    chart.claim(&claim(&open, now, lines)).amend(|r| {
        r["outcome"] = json!("queued");
        r.as_object_mut().map(|fields| (fields.remove("payment"), fields.remove("total")));
    });
}
