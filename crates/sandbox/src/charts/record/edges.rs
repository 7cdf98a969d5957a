//! The people whose charts ask a question: Walter's lungs on paper, Agnes's last weeks, entries of someone
//! else in Marcus's results and papers, hostile text and files that lie in Nia's, labels in Theo's.

use super::super::codes::care::{act, life, paper, plan, role, study};
use super::super::codes::lab::{
    self, BUPRENORPHINE, HIV, NEGATIVE, OPIATES, POSITIVE, PSA, URATE, URINE_CULTURE,
};
use super::super::codes::{dx, measure, shot, visit};
use super::super::make::care::{Aim, Plan, dose};
use super::super::make::cover::{Claim, PRIVATE, PUBLIC, Policy};
use super::super::make::files::{card_png, pdf};
use super::super::make::papers::paper as a;
use super::super::make::results::{Draw, Is, RADIOLOGY, Signs, Study};
use super::super::make::{Chart, ago, concept, restricted};
use super::super::people_aurora::{HALVARD, LAB, MEDICARE, NOLAN, RAMAN, SUMMIT};
use super::super::people_aurora_edges::HOSTILE;
use super::{BASIC, BLOOD_COUNT, METABOLIC, rows};
use serde_json::{Value, json};

/// Walter: pneumonia in two pictures, and oxygen that is low for others and usual for him.
pub(in crate::charts) fn walter(chart: &mut Chart) {
    let (night, clear, day) = (ago(0, 212), ago(0, 170), ago(0, 25));
    let picture = |day, findings, conclusion| Study {
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
        .study(&picture(
            &night,
            "Lungs are overinflated. New consolidation in the right lower lobe. No effusion.",
            "Pneumonia of the right lower lobe. COPD.",
        ))
        .study(&picture(
            &clear,
            "The consolidation has cleared. A nodule of 4 mm in the left upper lobe, not seen before.",
            "Pneumonia healed. Small nodule: compare with a CT in 12 months.",
        ))
        .panel(
            &Draw::new(&night, &NOLAN, LAB),
            lab::BLOOD_COUNT,
            &rows(BLOOD_COUNT, [16.4, 5.2, 15.1, 45.9, 91.0, 312.0]),
        );
    for (day, oxygen, pulse, warmth, weight) in [
        (&night, 86.0, 112.0, 102.6, 69.4),
        (&clear, 91.0, 84.0, 98.1, 67.9),
        (&day, 92.0, 80.0, 98.0, 68.3),
        (&ago(1, 61), 93.0, 78.0, 97.9, 71.0),
    ] {
        let signs = Signs {
            pressure: Some((134, 76)),
            pulse: Some(pulse),
            breaths: Some(20.0),
            warmth: Some(warmth),
            oxygen: Some(oxygen),
            weight: Some(weight),
            height: Some(176.0),
        };
        chart.signs(day, &signs);
    }
    chart
        .note(
            &a(paper::DISCHARGE, "Emergency room: pneumonia", &night, &NOLAN).of_visit(1),
            "DISCHARGE SUMMARY\n\nPneumonia of the right lower lobe in a man with COPD. Oxygen 86 % on \
             arrival, 91 % after treatment on his usual air. Antibiotic and prednisone by mouth.\n\nHome \
             with his neighbor. Chest X-ray in six weeks.\n",
        )
        .procedure(act::SPIROMETRY, &ago(1, 61), Some(&dx::COPD), Some(&RAMAN))
        .given(shot::RSV, &ago(1, 61), &dose("RS0881", "Example Biologics"), &NOLAN)
        .policy(&medicare("4WK8-XN2-PD61", "2020-03-01"));
    let coverage = chart.last();
    chart.claim(&Claim {
        kind: "institutional",
        day: &night,
        by: &NOLAN,
        why: &dx::PNEUMONIA,
        coverage: &coverage,
        payer: MEDICARE,
        lines: &[
            (visit::EMERGENCY, "Emergency room visit", [189_000, 61_204, 25_700, 0]),
            (study::CHEST, "Chest X-ray", [42_000, 5_318, 0, 0]),
        ],
    });
    super::life_of(chart, &day, life::SMOKES_DAILY, "Retired railway mechanic");
}

fn medicare<'a>(member: &'static str, from: &'a str) -> Policy<'a> {
    Policy {
        payer: MEDICARE,
        kind: PUBLIC,
        plan: "Medicare Part A and B",
        member,
        group: None,
        from,
        until: None,
        order: 1,
    }
}

/// Agnes: comfort at home; nothing is dated after her death.
pub(in crate::charts) fn agnes(chart: &mut Chart) {
    let day = ago(1, 295);
    let signs = Signs {
        pressure: Some((98, 54)),
        pulse: Some(104.0),
        breaths: Some(26.0),
        oxygen: Some(88.0),
        ..Signs::default()
    };
    let members = [(role::FAMILY_DOCTOR, RAMAN.reference()), (role::CARDIOLOGIST, HALVARD.reference())];
    chart
        .signs(&day, &signs)
        .goal(&Aim {
            words: "No pain and no fear of breathlessness",
            since: &day,
            state: ("completed", "achieved"),
            target: None,
        })
        .plan(&Plan {
            kind: plan::COMFORT,
            title: "Comfort care at home",
            since: &day,
            by: &RAMAN,
            activities: &[(plan::COMFORT, "Nurse visits", "completed", "Every other day")],
            goals: &[],
        })
        .amend(|r| {
            r["status"] = json!("completed");
            r["period"]["end"] = json!("2025-02-08");
        })
        .team("Agnes’s team at home", &day, &members)
        .amend(|r| r["status"] = json!("inactive"))
        .note(
            &a(paper::PROGRESS, "Visit at home", &day, &RAMAN).of_visit(1),
            "PROGRESS NOTE\n\nIn bed, comfortable, daughter present. Short breath when turned. Wishes to \
             stay at home; no hospital. Morphine under the tongue as needed, nurse every other day.\n",
        )
        .policy(&medicare("7RT2-GH9-KF20", "1996-10-01"))
        .amend(|r| {
            r["status"] = json!("cancelled");
            r["period"]["end"] = json!("2025-02-08");
        });
}

/// Marcus: some of what stands here is not his, and says so.
pub(in crate::charts) fn marcus(chart: &mut Chart) {
    let (day, wrong) = (ago(0, 90), ago(0, 95));
    let in_error = |r: &mut Value| r["status"] = json!("entered-in-error");
    chart
        .panel(
            &Draw::new(&day, &RAMAN, LAB),
            lab::BASIC,
            &rows(BASIC, [94.0, 15.0, 0.98, 92.0, 140.0, 4.2, 103.0, 26.0, 9.4]),
        )
        .value(&Draw::new(&wrong, &NOLAN, LAB), &PSA, Is::Number(11.3))
        .amend(in_error)
        .vital(measure::WEIGHT, &wrong, 51.2, "kg")
        .amend(in_error)
        .signs(
            &day,
            &Signs { pulse: Some(68.0), weight: Some(90.4), height: Some(183.0), ..Signs::default() },
        )
        .given(shot::FLU, &ago(0, 30), &dose("FX2619", "Example Biologics"), &NOLAN)
        .shot(shot::HEP_B_ADULT, &wrong)
        .amend(in_error)
        .procedure(act::CARDIOVERSION, &wrong, Some(&dx::ATRIAL_FIBRILLATION), None)
        .amend(in_error)
        .note(
            &a(paper::PROGRESS, "Anticoagulation clinic", &wrong, &NOLAN),
            "PROGRESS NOTE\n\nThis note belongs to another patient.\n",
        )
        .amend(in_error)
        .note(
            &a(paper::PROGRESS, "Blood pressure", &day, &RAMAN).of_visit(1),
            "PROGRESS NOTE\n\nPressure 130/82 on lisinopril 10 mg. Kidneys and potassium fine. Same \
             again.\n",
        );
    super::life_of(chart, &day, life::EX_SMOKER, "Electrician");
}

/// Nia: text that must stay text in results and plans, a page of HTML that wants to run, a picture that is
/// none, and a file name that wants out of its folder.
pub(in crate::charts) fn nia(chart: &mut Chart) {
    let day = ago(0, 9);
    let draw = Draw::new(&day, &NOLAN, LAB);
    chart
        .value(&draw, &URINE_CULTURE, Is::Words(HOSTILE))
        .amend(|r| r["note"] = json!([{"text": HOSTILE}]))
        .value(&draw, &URATE, Is::Number(4.4))
        .amend(|r| {
            r["code"] = concept(URATE.code, HOSTILE);
            r["valueQuantity"]["unit"] = json!("<b>mg</b>/dL\" onmouseover=\"alert(1)");
            r["referenceRange"][0]["text"] = json!(HOSTILE);
        })
        .study(&Study {
            kind: RADIOLOGY,
            code: study::SPINE,
            words: study::SPINE.display,
            day: &day,
            by: &NOLAN,
            findings: HOSTILE,
            conclusion: HOSTILE,
            measured: &[],
        })
        .social(&day, life::OCCUPATION, Is::Words(HOSTILE))
        .goal(&Aim { words: HOSTILE, since: &day, state: ("active", "in-progress"), target: None })
        .page(
            &a(paper::INSTRUCTIONS, "After-visit summary", &day, &NOLAN).of_visit(1),
            "<script>document.title='ran'</script>\n<img src=\"https://nowhere.example/p.gif\" \
             onerror=\"alert(1)\">\n<form action=\"https://nowhere.example/\"><input \
             name=\"code\"></form>\n<p onclick=\"alert(1)\">Rest your back for two days.</p>\n",
        )
        .document(
            &a(paper::CARD, HOSTILE, &day, &NOLAN),
            "image/png",
            b"<!DOCTYPE html><script>alert(1)</script><p>This is not a picture.</p>",
        )
        .document(
            &a(paper::SUMMARY, "../../etc/passwd\"\r\nX-Injected: 1\r\n\u{202E}fdp.exe", &day, &NOLAN),
            "application/octet-stream",
            &pdf("Called a stream of bytes, and a PDF.\n"),
        )
        .document(&a(paper::CARD, "Card", &day, &NOLAN), "text/html", &card_png());
}

/// Theo: what tells of his treatment, his tests and his talks carries labels; gout and weight do not.
pub(in crate::charts) fn theo(chart: &mut Chart) {
    let (day, check_up, first) = (ago(0, 21), ago(0, 140), ago(3, 62));
    let label = |code: &'static str, display: &'static str| {
        move |r: &mut Value| r["meta"] = restricted(code, display)
    };
    let substance = || label("ETH", "substance abuse information sensitivity");
    let psychiatry = || label("PSY", "psychiatry disorder information sensitivity");
    let hiv = || label("HIV", "HIV/AIDS information sensitivity");
    for day in [&first, &day] {
        chart
            .value(&Draw::new(day, &RAMAN, LAB), &HIV, Is::Coded(NEGATIVE))
            .amend(hiv())
            .value(&Draw::new(day, &RAMAN, LAB), &BUPRENORPHINE, Is::Coded(POSITIVE))
            .amend(substance())
            .value(&Draw::new(day, &RAMAN, LAB), &OPIATES, Is::Coded(NEGATIVE))
            .amend(substance())
            .score(day, life::PHQ_9, 9.0)
            .amend(psychiatry());
    }
    let normal = [92.0, 13.0, 0.95, 102.0, 141.0, 4.3, 104.0, 26.0, 9.5, 7.4, 4.5, 0.7, 77.0, 33.0];
    chart
        .panel(&Draw::new(&check_up, &NOLAN, LAB), lab::METABOLIC, &rows(METABOLIC, normal))
        .value(&Draw::new(&check_up, &NOLAN, LAB), &URATE, Is::Number(6.1))
        .note(
            &a(paper::PROGRESS, "Opioid treatment follow-up", &day, &RAMAN).of_visit(1),
            "PROGRESS NOTE\n\nThree years in treatment. No cravings, no use. Urine as expected. \
             Buprenorphine/naloxone renewed for four weeks.\n",
        )
        .amend(substance())
        .note(
            &a(paper::CONSULT, "Trauma therapy, report", &ago(0, 60), &RAMAN),
            "CONSULT NOTE\n\nTwelve sessions. Sleeps six hours without nightmares on most nights. To go \
             on every other week.\n",
        )
        .amend(psychiatry())
        .note(
            &a(paper::INSTRUCTIONS, "After your check-up", &check_up, &NOLAN).of_visit(2),
            "AFTER YOUR VISIT\n\nUric acid is where we want it. Allopurinol stays the same. Drink water.\n",
        )
        .signs(&check_up, &Signs { pressure: Some((126, 78)), pulse: Some(72.0), ..Signs::default() })
        .plan(&Plan {
            kind: plan::COMFORT,
            title: "Recovery plan",
            since: &first,
            by: &RAMAN,
            activities: &[(plan::COMFORT, "Visit and urine test", "in-progress", "Every four weeks")],
            goals: &[],
        })
        .amend(substance())
        .amend(|r| r["category"][1] = json!({"text": "Recovery"}))
        .policy(&Policy {
            payer: SUMMIT,
            kind: PRIVATE,
            plan: "Summit Silver PPO",
            member: "SPH-033790-01",
            group: None,
            from: "2023-01-01",
            until: None,
            order: 1,
        });
}
