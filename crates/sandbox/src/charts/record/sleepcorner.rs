//! Sleep Corner's records, in shapes that Canvas has: papers within the record (Canvas has no `Binary`), no
//! explanations of benefit, no family history. Daniel's sleep study and the machine it led to; Simone's iron;
//! Kofi's entry made in error; Oren's few numbers.

use super::super::codes::care::{act, device, life, paper, plan, role, study};
use super::super::codes::lab::{self, CHOLESTEROL, FERRITIN, HDL, LDL, LIPIDS, TRIGLYCERIDES, TSH, between};
use super::super::codes::{dx, measure, shot};
use super::super::make::care::{Aim, Plan, dose};
use super::super::make::cover::{PRIVATE, Policy};
use super::super::make::files::{card_png, pdf};
use super::super::make::papers::paper as a;
use super::super::make::results::{Draw, Is, OTHER_STUDY, Signs, Study, flag};
use super::super::make::{Chart, ago};
use super::super::people_sleepcorner::{LAB, MERIDIAN, NOLAN, SINGH};
use super::{BLOOD_COUNT, METABOLIC, rows};
use serde_json::json;

fn meridian<'a>(member: &'static str, from: &'a str) -> Policy<'a> {
    Policy {
        payer: MERIDIAN,
        kind: PRIVATE,
        plan: "Meridian Choice",
        member,
        group: Some("MC-1180"),
        from,
        until: None,
        order: 1,
    }
}

/// Daniel: 31 pauses of breath an hour, four with the machine.
pub(in crate::charts) fn daniel(chart: &mut Chart) {
    samples(chart);
    studies(chart);
    signs(chart);
    plans(chart);
    papers(chart);
    let day = ago(0, 98);
    chart
        .given(shot::TDAP, &ago(7, 12), &dose("TD1902", "Example Biologics"), &NOLAN)
        .given(shot::COVID_2021, &ago(5, 200), &dose("CV0418", "Example Biologics"), &NOLAN)
        .given(shot::FLU_2021, &ago(3, 30), &dose("FX2311", "Example Biologics"), &NOLAN)
        .given(shot::FLU, &ago(0, 26), &dose("FX2604", "Example Biologics"), &NOLAN)
        .not_given(shot::ZOSTER, &day, ("PATOBJ", "Will have it at his pharmacy"))
        .procedure(act::SLEEP_STUDY, &ago(2, 188), Some(&dx::SLEEP_APNEA), Some(&SINGH))
        .procedure(act::CPAP, &ago(2, 150), Some(&dx::SLEEP_APNEA), Some(&SINGH))
        .procedure(act::APPENDECTOMY, "1991-03", None, None)
        .device(device::CPAP, ("Example Respiratory", "Breeze 11 Auto"), &ago(2, 150))
        .policy(&meridian("MMH-220417", "2022-01-01"));
    super::life_of(chart, &day, life::NEVER_SMOKED, "Long-haul dispatcher, night shifts until 2023");
    chart.social(&day, life::DRINKS, Is::Number(2.0));
}

fn samples(chart: &mut Chart) {
    for (years, days, values, fats) in [
        (
            2,
            200,
            [101.0, 16.0, 0.94, 98.0, 141.0, 4.3, 103.0, 26.0, 9.4, 7.2, 4.4, 0.7, 72.0, 44.0],
            [218.0, 41.0, 142.0, 175.0],
        ),
        (
            1,
            90,
            [97.0, 15.0, 0.96, 95.0, 140.0, 4.4, 102.0, 27.0, 9.5, 7.1, 4.5, 0.6, 70.0, 36.0],
            [204.0, 43.0, 130.0, 155.0],
        ),
        (
            0,
            98,
            [94.0, 15.0, 0.95, 96.0, 140.0, 4.2, 103.0, 26.0, 9.4, 7.2, 4.5, 0.6, 69.0, 31.0],
            [192.0, 46.0, 119.0, 135.0],
        ),
    ] {
        let day = ago(years, days);
        chart.request(lab::METABOLIC.0, lab::METABOLIC.1, &day, "completed", &dx::SLEEP_APNEA, &NOLAN);
        let draw = Draw::new(&day, &NOLAN, LAB).ordered(chart.last());
        chart
            .panel(&draw, lab::METABOLIC, &rows(METABOLIC, values))
            .panel(&draw, LIPIDS, &rows([CHOLESTEROL, HDL, LDL, TRIGLYCERIDES], fats))
            .value(&draw, &TSH, Is::Number(1.8));
    }
    let night = ago(2, 188);
    chart
        .panel(
            &Draw::new(&night, &SINGH, LAB),
            lab::BLOOD_COUNT,
            &rows(BLOOD_COUNT, [7.2, 5.31, 15.8, 47.1, 88.7, 231.0]),
        )
        .value(&Draw::new(&night, &SINGH, LAB), &FERRITIN.usually(between(30.0, 400.0)), Is::Number(112.0));
}

fn studies(chart: &mut Chart) {
    let sleep = |day, words, findings, conclusion, measured| Study {
        kind: OTHER_STUDY,
        code: study::SLEEP,
        words,
        day,
        by: &SINGH,
        findings,
        conclusion,
        measured,
    };
    chart
        .study(&sleep(
            &ago(2, 188),
            "Sleep study in the laboratory",
            "Slept 5 hours 12 minutes of 8 hours. 31.2 pauses or shallow breaths an hour, most on the \
             back.\nOxygen fell to 78 %. No leg movements. Regular heartbeat.",
            "Severe obstructive sleep apnea. Treatment with positive airway pressure is advised.",
            &[(study::APNEA_INDEX, 31.2, "/h"), (measure::OXYGEN, 78.0, "%")],
        ))
        .study(&sleep(
            &ago(1, 60),
            "Sleep study at home, with the machine",
            "Slept 6 hours 40 minutes. 4.1 pauses or shallow breaths an hour. Oxygen not below 90 %.",
            "Apnea well treated at 9 cmH2O.",
            &[(study::APNEA_INDEX, 4.1, "/h"), (measure::OXYGEN, 90.0, "%")],
        ))
        .value(
            &Draw::new(&ago(1, 60), &SINGH, LAB).status("cancelled"),
            &FERRITIN,
            Is::Missing("The sample did not arrive."),
        );
}

fn signs(chart: &mut Chart) {
    for (years, days, pressure, pulse, weight, oxygen) in [
        (2, 210, (144, 92), 82.0, 104.3, 95.0),
        (2, 150, (141, 90), 80.0, 103.1, 95.0),
        (1, 300, (136, 86), 78.0, 101.6, 96.0),
        (1, 90, (130, 84), 74.0, 99.0, 97.0),
        (0, 300, (126, 80), 72.0, 96.2, 97.0),
    ] {
        let signs = Signs {
            pressure: Some(pressure),
            pulse: Some(pulse),
            breaths: Some(14.0),
            warmth: Some(98.2),
            oxygen: Some(oxygen),
            weight: Some(weight),
            height: Some(181.0),
        };
        chart.signs(&ago(years, days), &signs);
    }
    let latest = Signs {
        pulse: Some(70.0),
        oxygen: Some(98.0),
        weight: Some(94.8),
        height: Some(181.0),
        ..Signs::default()
    };
    chart.signs(&ago(0, 98), &latest).score(&ago(0, 98), life::PHQ_9, 4.0);
}

fn plans(chart: &mut Chart) {
    let since = ago(2, 150);
    let aim = |words, state, target| Aim { words, since: &since, state, target };
    let mut goals = Vec::new();
    for aim in [
        aim("Wear the mask four hours or more on most nights", ("active", "sustaining"), None),
        aim(
            "Weight of 92 kg or less",
            ("active", "improving"),
            Some((measure::WEIGHT, 92.0, "kg", "2027-03-31")),
        ),
        aim("Fall asleep within 30 minutes", ("active", "in-progress"), None),
    ] {
        chart.goal(&aim);
        goals.push(chart.last());
    }
    let members = [
        (role::LUNG_DOCTOR, SINGH.reference()),
        (role::NURSE, NOLAN.reference()),
        (role::PATIENT, chart.herself()),
    ];
    chart
        .plan(&Plan {
            kind: plan::SLEEP,
            title: "Sleep apnea and insomnia",
            since: &since,
            by: &SINGH,
            activities: &[
                (act::CPAP, "Machine at 9 cmH2O", "in-progress", "Every night, all night"),
                (plan::SLEEP, "New mask and filter", "scheduled", "Every three months"),
                (plan::SLEEP, "Same bedtime", "in-progress", "In bed at 11 pm, up at 6:30 am"),
            ],
            goals: &goals,
        })
        .team("Daniel’s sleep team", &since, &members);
}

fn papers(chart: &mut Chart) {
    let (night, call, first) = (ago(2, 188), ago(0, 24), ago(2, 210));
    chart
        .note(
            &a(paper::HISTORY, "First visit", &first, &SINGH),
            "HISTORY AND PHYSICAL\n\n49-year-old dispatcher. Snores, wakes unrefreshed, dozes at the \
             wheel once last winter. Lies awake for an hour on most nights. Epworth 15 of 24.\n\nNeck 44 \
             cm, throat narrow (Mallampati III), BMI 31.8.\n\nPlan: sleep study in the laboratory. Do not \
             drive when sleepy.\n\nNeelima Singh, MD\n",
        )
        .document(
            &a(paper::PROCEDURE, "Sleep study report", &night, &SINGH).of_visit(3),
            "application/pdf",
            &pdf("Sleep Corner\n88 Demonstration Plaza, Denver, CO 80202\n\nPolysomnography\n\nPatient: \
                  Daniel Whitaker\nTotal sleep time       312 min\nApnea-hypopnea index   31.2 per hour\n\
                  Lowest oxygen  78 %\n\nSevere obstructive sleep apnea.\n\nNeelima Singh, MD\n"),
        )
        .note(
            &a(paper::PROGRESS, "Video visit", &call, &SINGH).of_visit(1),
            "PROGRESS NOTE\n\nUses the machine 6.2 hours a night on 27 of 30 nights, 4 events an hour. \
             Falls asleep in 35 minutes with ramelteon, no drowsiness.\n\nPlan: ramelteon renewed, \
             machine as it is, again in six months.\n\nNeelima Singh, MD\n",
        )
        .page(
            &a(paper::INSTRUCTIONS, "After your video visit", &call, &SINGH).of_visit(1),
            "<p>Your machine and your sleep are doing well.</p>\n<ul>\n<li>Ramelteon 8 mg, 30 minutes \
             before bed.</li>\n<li>New mask and filter every three months.</li>\n<li>Call (720) 555-0167 \
             if you doze off while driving.</li></ul>\n",
        )
        .document(&a(paper::CARD, "Insurance card, front", &first, &NOLAN), "image/png", &card_png());
}

/// Simone: iron from far too little to enough.
pub(in crate::charts) fn simone(chart: &mut Chart) {
    for (days, iron, hemoglobin, pulse) in
        [(203, 6.0, 10.4, 92.0), (110, 28.0, 12.2, 80.0), (15, 81.0, 13.1, 74.0)]
    {
        let day = ago(0, days);
        let draw = Draw::new(&day, &NOLAN, LAB);
        chart.value(&draw, &FERRITIN, Is::Number(iron));
        if iron < 10.0 {
            chart.amend(|r| flag(r, "LL", "Critical low"));
        }
        chart
            .panel(
                &draw,
                lab::BLOOD_COUNT,
                &rows(BLOOD_COUNT, [5.9, 4.4, hemoglobin, hemoglobin * 3.0, 84.0, 266.0]),
            )
            .signs(&day, &Signs { pressure: Some((116, 72)), pulse: Some(pulse), ..Signs::default() });
    }
    let day = ago(0, 15);
    chart
        .note(
            &a(paper::INSTRUCTIONS, "After your video visit", &day, &NOLAN).of_visit(1),
            "AFTER YOUR VISIT\n\nYour iron store is full again: you can stop the iron tablets.\n\
             Gabapentin 300 mg, two hours before bed.\nStretch your calves in the evening; no coffee \
             after noon.\n",
        )
        .goal(&Aim {
            words: "Ferritin above 75",
            since: &ago(0, 203),
            state: ("completed", "achieved"),
            target: Some((FERRITIN.code, 75.0, "ng/mL", "2026-12-31")),
        })
        .policy(&meridian("MMH-331908", "2025-01-01"));
    super::life_of(chart, &day, life::NEVER_SMOKED, "Pastry cook");
}

/// Kofi: one weight that is not his.
pub(in crate::charts) fn kofi(chart: &mut Chart) {
    let (first, day) = (ago(1, 77), ago(0, 6));
    chart
        .study(&Study {
            kind: OTHER_STUDY,
            code: study::SLEEP,
            words: "Sleep study and nap test",
            day: &first,
            by: &SINGH,
            findings: "Slept 7 hours 20 minutes. Next day five naps: asleep after 4 minutes on average, \
                       dreams in three of five.",
            conclusion: "Narcolepsy without cataplexy.",
            measured: &[(study::APNEA_INDEX, 1.2, "/h")],
        })
        .signs(&first, &Signs { pressure: Some((118, 70)), weight: Some(77.0), ..Signs::default() })
        .signs(&day, &Signs { pressure: Some((127, 79)), weight: Some(74.6), ..Signs::default() })
        .vital(measure::WEIGHT, &day, 174.6, "kg")
        .amend(|r| r["status"] = json!("entered-in-error"))
        .note(
            &a(paper::PROGRESS, "Video visit", &day, &SINGH).of_visit(1),
            "PROGRESS NOTE\n\nAwake through classes with methylphenidate twice a day. Less hungry, lost 2 \
             kg. Two planned naps.\n",
        );
    super::life_of(chart, &day, life::NEVER_SMOKED, "Graduate student");
}

/// Oren: little, as with those who came a few weeks ago.
pub(in crate::charts) fn oren(chart: &mut Chart) {
    let day = ago(0, 119);
    chart
        .signs(&day, &Signs { pressure: Some((133, 83)), pulse: Some(77.0), ..Signs::default() })
        .value(&Draw::new(&day, &SINGH, LAB), &TSH, Is::Number(2.2))
        .note(
            &a(paper::INSTRUCTIONS, "After your video visit", &ago(0, 50), &SINGH).of_visit(1),
            "AFTER YOUR VISIT\n\nPause the medicine while you travel. Light in the morning, dark in the \
             evening.\n",
        );
}
