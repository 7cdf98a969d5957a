//! The record's pages in their states: full, empty, partly withheld, not complete, not offered.

use std::sync::Arc;

use askama::Template;

use super::frame::Frame;
use super::{Sample, sample, streamed};
use crate::prescriptions::pages::Prescriptions;
use crate::records::files::pages::{FileRow, Files, Piece, Reading};
use crate::records::pages::{
    Allergies, AllergyDetail, Code, ConditionDetail, Conditions, Entry, KindCard, KindRoom, KindState,
    Medications, MedicineDetail, NotOffered, OtherList, Overview,
};
use crate::ui::detail::{DetailLine, DetailList, DetailRow, Words};
use crate::ui::find::{Choice, Find, Typed};
use crate::ui::held::HeldBack;
use crate::ui::kinds::KINDS;
use crate::ui::states;
use crate::ui::view::{
    DownReason, Fact, Flag, Group, Incomplete, Item, ListHead, Plain, Rx, RxFacts, Tone, Withheld,
    WithheldWhy,
};

pub(super) fn samples(frame: Frame) -> Vec<Sample> {
    let mut all = medicines(frame);
    all.extend(lists(frame));
    all.extend(overviews(frame));
    all.extend(entries(frame));
    all.extend(prescriptions(frame));
    all
}

fn head(frame: Frame, shown: usize) -> ListHead {
    ListHead {
        shown,
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
        withheld: vec![],
        held: HeldBack::default(),
        incomplete: None,
        find: None,
    }
}

fn partial(frame: Frame, shown: usize, incomplete: Incomplete) -> ListHead {
    let withheld = [(WithheldWhy::EnteredInError, 2), (WithheldWhy::WrongPatient, 1), (WithheldWhy::Hold, 1)];
    ListHead {
        withheld: withheld.map(|(why, count)| Withheld { why, count }).into(),
        incomplete: Some(incomplete),
        ..head(frame, shown)
    }
}

fn facts(frame: Frame, days_ago: i64) -> RxFacts {
    RxFacts {
        prescriber: Some("Priya Raman, MD".into()),
        npi: Some("1234567893".into()),
        written: Some(frame.date(days_ago)),
        refills: Some("3".into()),
        quantity: Some("60 tablets".into()),
        supply: Some(frame.l().tn("rx-days", "count", 30)),
    }
}

fn rx(frame: Frame, id: &str, name: &str, take: Option<&str>, status: &str) -> Rx {
    Rx {
        id: id.into(),
        href: Some(format!("/records/medications/{id}")),
        name: name.into(),
        strength: Some("500 mg tablets".into()),
        reason: take.map(|_| "type 2 diabetes".into()),
        plain: take.map(|_| Plain { name: None, means: "Lowers blood sugar.".into() }),
        take: take.map(str::to_owned),
        flag: states::medication_flag(frame.l(), status),
        facts: facts(frame, 98).facts(frame.l()),
    }
}

fn now(frame: Frame) -> Vec<Rx> {
    let twice = "Take 1 tablet by mouth twice a day, with breakfast and dinner.";
    let mut bare = rx(frame, "m4", "Multivitamin", None, "no-such-status");
    (bare.facts, bare.strength) = (vec![], None);
    vec![
        rx(frame, "m1", "Metformin", Some(twice), "active"),
        rx(frame, "m2", "Lisinopril", Some("Take 1 tablet by mouth every morning."), "active"),
        rx(frame, "m3", "Atorvastatin", Some("Take 1 tablet by mouth at bedtime."), "on-hold"),
        bare,
    ]
}

fn row(href: &str, icon: &'static str, title: &str, note: &str) -> Item {
    Item {
        href: Some(href.into()),
        icon,
        tone: Tone::Quiet,
        title: title.into(),
        note: Some(note.into()),
        flag: None,
        foreign: true,
    }
}

fn before(frame: Frame) -> Vec<Item> {
    [
        ("Amoxicillin 500 mg capsule", "stopped"),
        ("Ibuprofen 600 mg tablet", "completed"),
        ("Albuterol", "cancelled"),
    ]
    .map(|(name, status)| Item {
        flag: Some(states::medication_flag(frame.l(), status)),
        ..row("/records/medications/m9", "pill", name, &frame.date(283))
    })
    .into()
}

fn medicines(frame: Frame) -> Vec<Sample> {
    let page = || frame.inside("kind-medications", "/records/medications");
    let partly = Medications {
        page: page(),
        head: partial(frame, 4, Incomplete::PartMissing),
        now: Group::one(now(frame)),
        before: vec![],
    };
    let none = Medications { page: page(), head: head(frame, 0), now: vec![], before: vec![] };
    let past =
        Medications { page: page(), head: head(frame, 3), now: vec![], before: Group::one(before(frame)) };
    vec![
        sample(
            "medications",
            &Medications {
                page: page(),
                head: head(frame, 7),
                now: Group::one(now(frame)),
                before: Group::one(before(frame)),
            },
        ),
        sample("medications-partial", &partly),
        sample("medications-empty", &none),
        sample("medications-past", &past),
    ]
}

/// The search of the whole record, with nothing typed.
fn search(frame: Frame) -> Find {
    let kinds = KINDS.iter().map(|kind| Choice::new(kind.tag, frame.l().t(kind.label_key)));
    Find {
        action: "/records".into(),
        typed: Typed::default(),
        only_key: "find-kind",
        choices: kinds.collect(),
        undated: 0,
        errors: vec![],
        sifted: None,
    }
}

fn lists(frame: Frame) -> Vec<Sample> {
    let l = frame.l();
    let allergy = |title: &str, note: &str, status: &str, criticality: &str| Item {
        tone: if criticality == "high" { Tone::Bad } else { Tone::Quiet },
        flag: states::allergy_flag(l, status, criticality),
        ..row("/records/allergies/a1", "shield", title, note)
    };
    let condition = |title: &str, status: &str| Item {
        flag: states::condition_flag(l, status),
        ..row("/records/conditions/c1", "heart", title, &frame.date(1200))
    };
    let allergies = |now: Vec<Item>, before: Vec<Item>, none_known| Allergies {
        page: frame.inside("kind-allergies", "/records/allergies"),
        head: head(frame, now.len() + before.len()),
        now,
        before,
        ruled_out: vec![],
        none_known,
        statements: vec![],
    };
    let some = vec![
        allergy("Penicillin", "Hives, trouble breathing", "active", "high"),
        allergy("Latex", "Rash", "active", "low"),
        Item { href: None, ..allergy("Peanut", "Itching", "active", "") },
    ];
    let conditions = |now: Vec<Item>, before: Vec<Item>| Conditions {
        page: frame.inside("kind-conditions", "/records/conditions"),
        head: head(frame, now.len() + before.len()),
        now: Group::one(now),
        before: Group::one(before),
        ruled_out: vec![row("/records/conditions/c9", "heart", "Lupus", &frame.date(900))],
    };
    let chronic = vec![condition("Type 2 diabetes mellitus", "active"), condition("Asthma", "relapse")];
    let gone = vec![condition("Acute bronchitis", "resolved"), condition("Depression", "remission")];
    let past = vec![allergy("Egg", "Rash", "resolved", "low")];
    let other = |items: Vec<Item>, head| OtherList {
        page: frame.inside("kind-immunizations", "/records/immunizations"),
        label_key: "kind-immunizations",
        head,
        groups: Group::one(items),
    };
    let shot = row("/records/immunizations/i1", "syringe", "Influenza, seasonal", &frame.date(160));
    vec![
        sample("allergies", &allergies(some, past, false)),
        sample("allergies-none-known", &allergies(vec![], vec![], true)),
        sample("allergies-empty", &allergies(vec![], vec![], false)),
        sample("conditions", &conditions(chronic, gone)),
        sample("conditions-empty", &conditions(vec![], vec![])),
        sample("other-list", &other(vec![shot], partial(frame, 1, Incomplete::TooMany))),
        sample("other-list-empty", &other(vec![], head(frame, 0))),
    ]
}

fn entry(frame: Frame, title: &str, facts: Vec<Fact>) -> Entry {
    Entry {
        page: frame.inside("kind-medications", "/records/medications/m1").titled(title),
        back_href: "/records/medications".into(),
        back_key: "kind-medications",
        title: title.into(),
        plain: None,
        flag: None,
        take: None,
        facts,
        sections: vec![],
        names_missing: false,
        notes: vec![],
        codes: vec![],
        files: Files::default(),
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
    }
}

/// An entry with parts: the insurance card, a bill's sums, rows with links and states.
fn with_parts(frame: Frame) -> Entry {
    let l = frame.l();
    let line = |name: &str, values: Vec<Words>| DetailLine { name: Words::ours(name), values };
    let part = |place: usize, heading: String, class, rows| DetailList {
        id: format!("part-{place}"),
        heading,
        foreign: false,
        lead: (class == " sums").then(|| l.t("care-not-a-bill")),
        class,
        rows,
    };
    let row = |title: Option<Words>, flag, lines| DetailRow { title, flag, lines };
    let own = Words { href: Some("/records/conditions/c1".into()), ..Words::theirs("Type 2 diabetes") };
    let phone = Words { href: Some("tel:3035550142".into()), ..Words::ours("(303) 555-0142") };
    let stopped = Some(Flag::new(Tone::Bad, "x", l.t("said-stopped")));
    let plan = line(&l.t("fact-plan"), vec![Words::theirs("Mile High Silver")]);
    let owed = line(&l.t("care-you-may-owe"), vec![Words::ours("$28.10")]);
    Entry {
        sections: vec![
            part(0, l.t("care-card"), " plan-card", vec![row(None, None, vec![plan])]),
            part(1, l.t("care-sums"), " sums", vec![row(None, None, vec![owed])]),
            part(2, l.t("fact-addresses"), "", vec![row(Some(own), None, vec![])]),
            part(
                3,
                l.t("care-activities"),
                "",
                vec![row(
                    Some(Words::theirs("Walk every day")),
                    stopped,
                    vec![line(&l.t("care-reach"), vec![phone])],
                )],
            ),
        ],
        names_missing: true,
        ..entry(frame, "Diabetes plan", vec![])
    }
}

/// The files of an entry: texts to read and one to download.
fn papers(frame: Frame) -> Files {
    let l = frame.l();
    let note = vec![
        Piece::Heading("After your visit".into()),
        Piece::Lines("You saw Dr. Priya Raman.\nYour blood pressure was 132/82.".into()),
        Piece::Items(vec!["Walk 30 minutes a day.".into(), "Take metformin with breakfast.".into()]),
    ];
    Files {
        rows: vec![FileRow {
            href: "/records/documents/d1/files/0".into(),
            name: "After-visit summary with a name that is rather long for a phone".into(),
            note: format!("{} · 12 KB", l.t("file-pdf")),
        }],
        readings: vec![Reading::Text(note), Reading::NotHere],
        papers_missing: true,
        ..Files::default()
    }
}

fn entries(frame: Frame) -> Vec<Sample> {
    let l = frame.l();
    let detail = MedicineDetail {
        reason: Some("Type 2 diabetes mellitus".into()),
        rx: facts(frame, 98),
        period: Some(frame.date(98)),
        stopped_because: None,
    };
    let allergy = AllergyDetail {
        reactions: Some("Hives, trouble breathing".into()),
        category: Some("medication".into()),
        certainty: states::verification_words(l, "unconfirmed"),
        onset: Some(frame.date(4000)),
        recorder: Some("Priya Raman, MD".into()),
        ..AllergyDetail::default()
    };
    let condition = ConditionDetail {
        severity: Some("Moderate".into()),
        body_site: Some("Left knee".into()),
        ended: Some(frame.date(10)),
        ..ConditionDetail::default()
    };
    let medicine = Entry {
        plain: Some(Plain { name: Some("Metformina".into()), means: "Lowers blood sugar.".into() }),
        flag: Some(states::medication_flag(l, "active")),
        take: Some("Take 1 tablet by mouth twice a day, with breakfast and dinner.".into()),
        notes: vec!["Take with food. Call us if you feel sick.".into()],
        codes: vec![Code {
            system: "RxNorm".into(),
            code: "861007".into(),
            display: "metformin hydrochloride 500 MG Oral Tablet".into(),
        }],
        ..entry(frame, "Metformin hydrochloride 500 MG Oral Tablet", detail.facts(l))
    };
    let not_offered =
        NotOffered { page: frame.inside("kind-coverage", "/records/coverage"), label_key: "kind-coverage" };
    vec![
        sample("entry-medicine", &medicine),
        sample("entry-allergy", &entry(frame, "Penicillin", allergy.facts(l))),
        sample("entry-condition", &entry(frame, "Osteoarthritis of knee", condition.facts(l))),
        sample("entry-parts", &with_parts(frame)),
        sample("entry-files", &Entry { files: papers(frame), ..entry(frame, "After-visit summary", vec![]) }),
        sample("entry-bare", &entry(frame, "Multivitamin", vec![])),
        sample("not-offered", &not_offered),
    ]
}

fn overviews(frame: Frame) -> Vec<Sample> {
    let l = frame.l();
    let counted = |count: usize| KindState::Counted {
        count,
        note: l.ta(
            "medicines-counts",
            &[
                ("now", &l.tn("conditions-now", "count", count)),
                ("before", &l.tn("entries-before", "count", 0)),
            ],
        ),
    };
    let page = || frame.inside("records-title", "/records");
    let rooms = KINDS[..4].iter().map(|kind| KindRoom {
        slot: kind.tag,
        href: format!("/records/{}", kind.tag),
        icon: kind.icon,
        label_key: kind.label_key,
    });
    let rooms: Vec<_> = rooms.collect();
    let card = |(index, room): (usize, &KindRoom)| {
        let down = KindState::Down(DownReason::Refused);
        let state = if index == 3 { down } else { counted(index * 151) };
        KindCard { page: Arc::new(page()), room: room.clone(), state }.render().unwrap_or_default()
    };
    let cards: Vec<String> = rooms.iter().enumerate().map(card).collect();
    let overview = Overview {
        page: page(),
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
        find: search(frame),
        rooms,
    };
    vec![streamed("overview", &overview, &cards), streamed("overview-early", &overview, &[])]
}

fn prescriptions(frame: Frame) -> Vec<Sample> {
    let page = || frame.inside("prescriptions-title", "/prescriptions");
    let stopped = vec![rx(frame, "m8", "Amoxicillin", Some("Take 1 capsule three times a day."), "stopped")];
    let full = Prescriptions {
        page: page(),
        head: head(frame, 5),
        active: Group::one(now(frame)),
        past: Group::one(stopped),
    };
    let none = Prescriptions { page: page(), head: head(frame, 0), active: vec![], past: vec![] };
    vec![sample("prescriptions", &full), sample("prescriptions-empty", &none)]
}
