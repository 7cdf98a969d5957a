//! Mateo, Rosalía, Meihua and Ngọc: a child's growth and vaccines, papers in Spanish, Chinese and
//! Vietnamese, a knee, a stomach, and kidneys watched because of diabetes.

use super::super::codes::care::{act, family, life, paper, plan, role, study};
use super::super::codes::lab::{
    self, A1C, CHOLESTEROL, CREATININE, EGFR, H_PYLORI, HDL, LDL, LEAD, LIPIDS, NEGATIVE, TRIGLYCERIDES, TSH,
    URINE_ALBUMIN,
};
use super::super::codes::{dx, measure, shot, visit};
use super::super::make::care::{Aim, Dose, Plan, dose};
use super::super::make::cover::{Claim, PRIVATE, PUBLIC, Policy};
use super::super::make::papers::paper as a;
use super::super::make::results::{Draw, Is, RADIOLOGY, Signs, Study};
use super::super::make::{Chart, ago, reference};
use super::super::people_aurora::{LAB, MEDICARE, NOLAN, RAMAN, SUMMIT};
use super::{METABOLIC, rows};
use serde_json::{Value, json};

/// The language of the document written last.
fn in_language(tag: &'static str) -> impl FnOnce(&mut Value) {
    move |doc| doc["content"][0]["attachment"]["language"] = json!(tag)
}

/// Mateo: every height and weight since his first birthday, his vaccines, and a plan for his asthma.
pub(in crate::charts) fn mateo(chart: &mut Chart) {
    for (years, height, weight) in [
        (8, 77.0, 10.1),
        (7, 88.5, 12.6),
        (6, 97.0, 14.6),
        (5, 104.0, 16.8),
        (4, 110.5, 19.1),
        (3, 116.5, 21.6),
        (2, 122.5, 24.3),
        (1, 128.0, 26.9),
    ] {
        let signs = Signs {
            weight: Some(weight),
            height: Some(height),
            warmth: Some(98.2),
            pulse: Some(78.0 + 3.0 * f64::from(years)),
            ..Signs::default()
        };
        chart.signs(&ago(years, 100), &signs);
    }
    let attack = Signs {
        pulse: Some(128.0),
        breaths: Some(34.0),
        oxygen: Some(92.0),
        warmth: Some(99.0),
        ..Signs::default()
    };
    chart
        .signs(&ago(1, 301), &attack)
        .signs(&ago(0, 34), &Signs { pulse: Some(84.0), oxygen: Some(99.0), ..Signs::default() })
        .value(&Draw::new(&ago(7, 100), &RAMAN, LAB), &LEAD, Is::LessThan(1.0))
        .procedure(act::SPIROMETRY, &ago(0, 34), Some(&dx::ASTHMA), Some(&RAMAN))
        .relative(&ago(0, 34), ("MTH", "mother"), &[(&dx::DIABETES_2, 43)])
        .social(&ago(0, 34), life::SMOKING, Is::Coded(life::NEVER_SMOKED))
        .social(&ago(0, 34), life::HOUSING, Is::Words("Lives with his mother; nobody smokes at home"));
    childhood_vaccines(chart);
    asthma_plan(chart);
    let mother = chart.subject().replace("Patient/", "RelatedPerson/") + "-rp-1";
    chart.policy(&summit("SPH-004417-02", "2024-01-01")).amend(|r| {
        r["subscriber"] = reference(&mother, "Elena Marquez");
        r["relationship"]["coding"][0]["code"] = json!("child");
    });
    let coverage = chart.last();
    chart.claim(&Claim {
        kind: "institutional",
        day: &ago(1, 301),
        by: &NOLAN,
        why: &dx::ASTHMA,
        coverage: &coverage,
        payer: SUMMIT,
        lines: &[(visit::EMERGENCY, "Emergency room visit", [214_000, 96_850, 50_000, 15_000])],
    });
}

fn childhood_vaccines(chart: &mut Chart) {
    let series = |lot, number| Dose { lot, maker: "Example Biologics", number };
    for (day, vaccine, lot, number) in [
        ("2017-08-03", shot::HEP_B_CHILD, "HB0091", (1, 3)),
        ("2017-10-04", shot::HEP_B_CHILD, "HB0107", (2, 3)),
        ("2017-10-04", shot::DTAP, "DT3310", (1, 5)),
        ("2017-10-04", shot::HIB, "HI2200", (1, 3)),
        ("2017-10-04", shot::IPV, "IP1017", (1, 4)),
        ("2017-10-04", shot::PCV13, "PC7781", (1, 4)),
        ("2017-10-04", shot::ROTAVIRUS, "RV0450", (1, 2)),
        ("2017-12-06", shot::DTAP, "DT3342", (2, 5)),
        ("2017-12-06", shot::HIB, "HI2233", (2, 3)),
        ("2017-12-06", shot::IPV, "IP1051", (2, 4)),
        ("2017-12-06", shot::PCV13, "PC7802", (2, 4)),
        ("2017-12-06", shot::ROTAVIRUS, "RV0466", (2, 2)),
        ("2018-02-07", shot::DTAP, "DT3398", (3, 5)),
        ("2018-02-07", shot::HEP_B_CHILD, "HB0160", (3, 3)),
        ("2018-08-08", shot::MMR, "MM5512", (1, 2)),
        ("2018-08-08", shot::VARICELLA, "VA1208", (1, 2)),
        ("2018-08-08", shot::HEP_A_CHILD, "HA0808", (1, 2)),
        ("2019-02-13", shot::HEP_A_CHILD, "HA0921", (2, 2)),
    ] {
        chart.given(vaccine, day, &series(lot, number), &NOLAN);
    }
    chart.not_given(shot::FLU_2021, &ago(4, 50), ("MEDPREC", "Fever on the day; to be given later"));
}

fn asthma_plan(chart: &mut Chart) {
    let since = ago(4, 44);
    chart.goal(&Aim {
        words: "No asthma attack that needs the emergency room",
        since: &since,
        state: ("active", "improving"),
        target: None,
    });
    let goal = chart.last();
    let mother = chart.subject().replace("Patient/", "RelatedPerson/") + "-rp-1";
    let members = [
        (role::FAMILY_DOCTOR, RAMAN.reference()),
        (role::CAREGIVER, reference(&mother, "Elena Marquez")),
        (role::PATIENT, chart.herself()),
    ];
    chart
        .plan(&Plan {
            kind: plan::ASTHMA,
            title: "Asthma action plan",
            since: &since,
            by: &RAMAN,
            activities: &[
                (plan::ASTHMA, "Green: orange inhaler", "in-progress", "2 puffs morning and evening"),
                (plan::ASTHMA, "Yellow: blue inhaler", "in-progress", "2 puffs every 4 hours, call us"),
                (plan::ASTHMA, "Red: call 911", "in-progress", "Hard to talk, lips blue, no better"),
            ],
            goals: &[goal],
        })
        .team("Mateo’s asthma team", &since, &members)
        .page(
            &a(paper::INSTRUCTIONS, "After Mateo’s check-up", &ago(0, 34), &RAMAN).of_visit(1),
            "<p>Mateo grew 6 cm this year. His breathing test is normal.</p>\n<ul><li>Orange inhaler: 2 \
             puffs morning and evening, with the spacer.</li>\n<li>Two epinephrine pens go with him \
             everywhere: peanut allergy.</li>\n<li>The school form is signed and at the front \
             desk.</li></ul>\n",
        )
        .note(
            &a(paper::DISCHARGE, "Emergency room: asthma attack", &ago(1, 301), &NOLAN).of_visit(2),
            "DISCHARGE SUMMARY\n\nCame at night with wheezing, oxygen 92 %. Three albuterol treatments \
             and a dose of steroid. After two hours oxygen 97 % and quiet breathing.\n\nHome with his \
             mother. Steroid liquid for four more days. See Dr. Raman within a week.\n",
        );
}

fn summit<'a>(member: &'static str, from: &'a str) -> Policy<'a> {
    Policy {
        payer: SUMMIT,
        kind: PRIVATE,
        plan: "Summit Silver PPO",
        member,
        group: Some("APS-2024"),
        from,
        until: None,
        order: 1,
    }
}

/// Rosalía: the kidney test that her naproxen waits for, her knee without a LOINC code, papers in Spanish.
pub(in crate::charts) fn rosalia(chart: &mut Chart) {
    for (years, days, pressure, pulse, weight) in
        [(3, 17, (141, 88), 76.0, 81.2), (2, 140, (138, 86), 74.0, 80.4), (1, 66, (136, 84), 75.0, 79.9)]
    {
        let signs = Signs {
            pressure: Some(pressure),
            pulse: Some(pulse),
            oxygen: Some(97.0),
            weight: Some(weight),
            height: Some(158.0),
            ..Signs::default()
        };
        chart.signs(&ago(years, days), &signs);
    }
    let (before, day) = (ago(2, 140), ago(0, 61));
    chart.signs(&day, &Signs { pulse: Some(73.0), weight: Some(79.3), ..Signs::default() });
    for (day, creatinine, filtered, thyroid) in [(&before, 0.88, 77.0, 3.9), (&day, 0.97, 67.0, 5.1)] {
        let draw = Draw::new(day, &RAMAN, LAB);
        chart
            .value(&draw, &CREATININE, Is::Number(creatinine))
            .value(&draw, &EGFR, Is::Number(filtered))
            .value(&draw, &TSH, Is::Number(thyroid));
    }
    chart
        .study(&Study {
            kind: RADIOLOGY,
            code: study::KNEE,
            words: study::KNEE.display,
            day: &ago(3, 15),
            by: &NOLAN,
            findings: "Narrowing of the inner joint space, small osteophytes. No fracture.",
            conclusion: "Moderate osteoarthritis of the right knee.",
            measured: &[],
        })
        .procedure(act::PHYSICAL_THERAPY, &ago(2, 300), Some(&dx::KNEE_ARTHRITIS), None)
        .procedure(act::APPENDECTOMY, "1988", None, None)
        .given(shot::ZOSTER, &ago(2, 50), &dose("ZO2219", "Example Biologics"), &NOLAN)
        .goal(&Aim {
            words: "Subir las escaleras sin dolor",
            since: &before,
            state: ("active", "in-progress"),
            target: None,
        })
        .note(
            &a(paper::INSTRUCTIONS, "Resumen de su visita", &day, &RAMAN).of_visit(1),
            "RESUMEN DE SU VISITA\n\nPresión: 134/84. Siga con amlodipino cada mañana.\nNo tome naproxeno \
             hasta que le avisemos: primero revisamos sus riñones.\nVuelva en tres meses. Si se le \
             hinchan los pies, llámenos: (303) 555-0142.\n",
        )
        .amend(in_language("es-US"))
        .note(
            &a(paper::PROGRESS, "Blood pressure follow-up", &day, &RAMAN).of_visit(1),
            "PROGRESS NOTE\n\nVisit in Spanish with an interpreter. Pressure 134/84 on amlodipine. \
             Naproxen on hold until creatinine is back. TSH slightly high: repeat in 8 weeks before \
             changing levothyroxine.\n\nPriya Raman, MD\n",
        )
        .policy(&summit("SPH-015590-01", "2023-07-01"));
    super::life_of(chart, &day, life::EX_SMOKER, "Cook in a school kitchen");
}

/// Meihua: a stool test, a summary in Chinese, a weight.
pub(in crate::charts) fn meihua(chart: &mut Chart) {
    let day = ago(2, 70);
    let signs = Signs {
        pressure: Some((112, 70)),
        pulse: Some(66.0),
        weight: Some(54.2),
        height: Some(163.0),
        ..Signs::default()
    };
    chart
        .signs(&day, &signs)
        .value(&Draw::new(&day, &NOLAN, LAB), &H_PYLORI, Is::Coded(NEGATIVE))
        .page(
            &a(paper::INSTRUCTIONS, "就诊小结", &ago(0, 19), &NOLAN).of_visit(1),
            "<p>您好，林美华：</p>\n<ul><li>每天早餐前 30 分钟服用一粒奥美拉唑。</li>\n<li>睡前三小时不要进食。</li>\n\
             <li>如果吞咽困难或大便发黑，请立即致电 (303) 555-0142。</li></ul>\n",
        )
        .amend(in_language("zh-CN"))
        .goal(&Aim {
            words: "Sleep through the night without heartburn",
            since: &day,
            state: ("active", "improving"),
            target: None,
        })
        .policy(&summit("SPH-020031-01", "2022-01-01"));
    super::life_of(chart, &day, life::NEVER_SMOKED, "Accountant");
}

/// Ngọc: diabetes over years, a colonoscopy with its note, Medicare since she is 65.
pub(in crate::charts) fn ngoc(chart: &mut Chart) {
    for (years, sugar, glucose, creatinine, filtered, ldl, signs) in [
        (4, 7.9, 161.0, 0.7, 98.0, 118.0, (142, 84)),
        (3, 7.3, 148.0, 0.72, 95.0, 104.0, (138, 82)),
        (2, 6.9, 133.0, 0.72, 94.0, 92.0, (134, 80)),
        (1, 6.6, 127.0, 0.74, 91.0, 88.0, (131, 80)),
    ] {
        let day = ago(years, 44);
        let draw = Draw::new(&day, &RAMAN, LAB);
        let chemistry =
            [glucose, 14.0, creatinine, filtered, 140.0, 4.2, 103.0, 25.0, 9.3, 7.0, 4.2, 0.5, 62.0, 22.0];
        chart
            .panel(&draw, lab::METABOLIC, &rows(METABOLIC, chemistry))
            .panel(
                &draw,
                LIPIDS,
                &rows([CHOLESTEROL, HDL, LDL, TRIGLYCERIDES], [ldl + 80.0, 55.0, ldl, 125.0]),
            )
            .value(&draw, &A1C, Is::Number(sugar))
            .value(&draw, &URINE_ALBUMIN, Is::LessThan(3.0))
            .signs(
                &day,
                &Signs {
                    pressure: Some(signs),
                    pulse: Some(70.0),
                    weight: Some(53.0 + 0.5 * f64::from(years)),
                    height: Some(152.0),
                    ..Signs::default()
                },
            );
    }
    let (look, day) = (ago(3, 130), ago(0, 44));
    chart
        .procedure(act::COLONOSCOPY, &look, None, None)
        .amend(|r| r["outcome"] = json!({"text": "Two small polyps removed"}))
        .note(
            &a(paper::PROCEDURE, "Colonoscopy", &look, &RAMAN),
            "PROCEDURE NOTE\n\nColonoscopy to the cecum, good preparation. Two polyps of 3 and 4 mm \
             removed.\nAgain in seven years.\n",
        )
        .note(
            &a(paper::INSTRUCTIONS, "Tóm tắt buổi khám", &day, &RAMAN).of_visit(1),
            "TÓM TẮT BUỔI KHÁM\n\nĐường huyết của bà rất tốt: A1c 6,4 %.\nTiếp tục uống metformin ngày \
             hai lần, sau bữa sáng và bữa tối.\nGọi (303) 555-0142 nếu bà bị chóng mặt hoặc đường huyết \
             dưới 70.\n",
        )
        .amend(in_language("vi"))
        .goal(&Aim {
            words: "Giữ A1c dưới 7 %",
            since: &ago(4, 44),
            state: ("active", "achieved"),
            target: Some((measure::A1C, 7.0, "%", "2027-09-30")),
        })
        .relative(&day, ("FTH", "father"), &[(&family::STROKE, 70)])
        .policy(&Policy {
            payer: MEDICARE,
            kind: PUBLIC,
            plan: "Medicare Part A and B",
            member: "1EG4-TE5-MK73",
            group: None,
            from: "2026-09-01",
            until: None,
            order: 1,
        });
    super::life_of(chart, &day, life::NEVER_SMOKED, "Retired seamstress");
}
