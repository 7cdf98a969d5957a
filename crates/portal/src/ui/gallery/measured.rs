//! Measured values in their states: charts, a result with and without its history, a report, the lists.

use super::frame::Frame;
use super::{Sample, sample};
use crate::records::files::pages::Files;
use crate::records::pages::Code;
use crate::records::results::pages::{
    Block, Figure, Group, Latest, Members, ReportPage, ResultPage, Results, Row, Section, Told, Top, Trend,
    Vitals,
};
use crate::ui::chart::{self, Point, RangeWords, UsualWords};
use crate::ui::view::{DownReason, Fact, Flag, Item, ListHead, Tone};
use crate::ui::when;

pub(super) fn samples(frame: Frame) -> Vec<Sample> {
    let many: Vec<f64> = (0..300).map(|index| 118.0 + f64::from(index * 37 % 40)).collect();
    let told = |values: &[f64]| told(frame, values);
    vec![
        sample("result", &result(frame, told(&[7.9, 7.4, 7.1, 6.8]))),
        sample("result-many", &result(frame, told(&many))),
        sample("result-equal", &result(frame, told(&[5.0, 5.0, 5.0]))),
        sample("result-negative", &result(frame, told(&[-2.5, -1.0, 0.5]))),
        sample("result-alone", &result(frame, Trend::Alone { partial: false })),
        sample("result-down", &result(frame, Trend::Down(DownReason::NotAnswering))),
        sample("report", &report(frame)),
        sample("results", &results(frame)),
        sample("vitals", &vitals(frame)),
    ]
}

fn high(frame: Frame) -> Flag {
    Flag::new(Tone::Warn, "up", frame.l().t("flag-high"))
}

fn top(frame: Frame, title: &str) -> Top {
    Top {
        back_href: "/records/results".into(),
        back_key: "kind-results",
        title: title.into(),
        plain: None,
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
        warning: None,
        sensitive: false,
    }
}

fn points(frame: Frame, values: &[f64]) -> Vec<Point> {
    let last = values.len().saturating_sub(1);
    let point = |(index, value): (usize, &f64)| {
        let at = Frame::at(i64::try_from((last - index) * 97).unwrap_or_default());
        Point {
            at: (index * 97) as f64,
            value: *value,
            words: value.to_string(),
            day: when::short(frame.lang, at.date_naive(), false),
            here: index == last,
        }
    };
    values.iter().enumerate().map(point).collect()
}

fn story(frame: Frame) -> String {
    let said = [("name", "Hemoglobin A1c"), ("value", "6.8%"), ("range", "4.0–5.6%")];
    frame.l().ta("range-story", &said)
}

fn told(frame: Frame, values: &[f64]) -> Trend {
    let usual = UsualWords { usual: (Some(4.0), Some(5.6)), low: "4.0".into(), high: "5.6".into() };
    let l = frame.l();
    let row = |(index, value): (usize, &f64)| Row {
        href: (index > 0).then(|| "/records/results/r1".into()),
        date: frame.date(i64::try_from(index * 97).unwrap_or_default()),
        value: format!("{value}%"),
        valued: true,
        usual: Some("4.0–5.6%".into()),
        flag: Some(high(frame)),
        marks: if index == 0 { vec![l.t("trend-this")] } else { vec![] },
    };
    Trend::Told(Box::new(Told {
        chart: chart::trend(&[points(frame, values)], &usual, story(frame)),
        series: vec![],
        rows: values.iter().rev().take(6).enumerate().map(row).collect(),
        judged: true,
        caption: l.ta("trend-caption", &[("name", "Hemoglobin A1c")]),
        asides: vec![l.tn("trend-undrawn", "count", 2)],
    }))
}

fn row(frame: Frame, title: &str, note: &str, flagged: bool) -> Item {
    Item {
        href: Some("/records/results/r2".into()),
        icon: "flask",
        tone: Tone::Quiet,
        title: title.into(),
        note: Some(note.into()),
        flag: Some(if flagged {
            high(frame)
        } else {
            Flag::new(Tone::Good, "check", frame.l().t("flag-normal"))
        }),
        foreign: true,
    }
}

fn panel(frame: Frame) -> Vec<Item> {
    vec![
        row(frame, "Glucose, fasting", "118 mg/dL", true),
        row(frame, "Creatinine", "0.8 mg/dL", false),
        row(frame, "LDL cholesterol", "96 mg/dL", false),
    ]
}

fn block(frame: Frame, items: Vec<Item>, folded: Vec<Item>) -> Block {
    let fold = frame.l().tn("results-more", "count", folded.len());
    Block { items, folded, fold, about: "Diabetes panel".into() }
}

fn about(frame: Frame) -> Vec<Fact> {
    let l = frame.l();
    vec![
        Fact::foreign(l.t("about-ordered"), "Priya Raman, MD").small(Some("NPI 1234567893".into())),
        Fact::new(l.t("about-collected"), frame.date(3)),
        Fact::new(l.t("about-reported"), frame.date(2)),
        Fact::new(l.t("about-visible"), frame.date(2)),
        Fact::foreign(l.t("about-laboratory"), "Front Range Labs, Denver"),
    ]
}

fn result(frame: Frame, trend: Trend) -> ResultPage {
    let l = frame.l();
    let you = l.ta("range-you", &[("value", "6.8%")]);
    let words = RangeWords {
        you: &you,
        low: "4.0",
        high: "5.6",
        usual: &l.t("range-usual"),
        below: &l.t("flag-low"),
        above: &l.t("flag-high"),
    };
    ResultPage {
        page: frame.inside("kind-results", "/records/results/r1").titled("Hemoglobin A1c"),
        top: Top { warning: Some(("result-early", "result-early-more")), ..top(frame, "Hemoglobin A1c") },
        figure: Figure {
            value: Some("6.8".into()),
            unit: Some("%".into()),
            number: true,
            exact: Some(l.ta("result-rounded", &[("value", "6.8000000000001")])),
            flag: Some(high(frame)),
            when: Some(frame.date(3)),
            ..Figure::default()
        },
        range: chart::range(6.8, (Some(4.0), Some(5.6)), words, story(frame)),
        usual: Some("4.0–5.6%".into()),
        parts: vec![],
        members: None,
        trend,
        about_key: "about-test",
        about: about(frame),
        notes: vec!["Great progress. Keep taking metformin with meals.".into()],
        codes: vec![Code { system: "LOINC".into(), code: "4548-4".into(), display: "Hemoglobin A1c".into() }],
        part_of: vec![("/records/results/d1".into(), "Diabetes panel".into())],
        together: block(frame, panel(frame), panel(frame)),
    }
}

fn report(frame: Frame) -> ReportPage {
    let l = frame.l();
    let missing = l.ta("members-missing", &[("count", "1"), ("total", "4")]);
    ReportPage {
        page: frame.inside("kind-results", "/records/results/d1").titled("Diabetes panel"),
        top: top(frame, "Diabetes panel"),
        when: Some(frame.date(3)),
        conclusion: vec!["Sugar is higher than usual.".into(), "Repeat in three months.".into()],
        text: vec![Section { heading: Some("FINDINGS".into()), lines: vec!["No mass.".into()] }],
        files: Files::default(),
        members: Some(Members { items: panel(frame), missing: Some(missing) }),
        about: about(frame),
        codes: vec![],
    }
}

fn head(frame: Frame, shown: usize) -> ListHead {
    ListHead {
        shown,
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
        withheld: vec![],
        incomplete: None,
        held: crate::ui::held::HeldBack::default(),
        find: None,
    }
}

fn results(frame: Frame) -> Results {
    let group = |id: &str, days| Group {
        id: id.into(),
        heading: frame.date(days),
        foreign: false,
        blocks: vec![block(frame, panel(frame), panel(frame)), block(frame, panel(frame), vec![])],
    };
    Results {
        page: frame.inside("kind-results", "/records/results"),
        head: head(frame, 6),
        groups: vec![group("day-0", 3), group("day-1", 97)],
    }
}

fn vitals(frame: Frame) -> Vitals {
    let both = [points(frame, &[146.0, 138.0, 128.0]), points(frame, &[92.0, 86.0, 78.0])];
    let latest = |id: &str, series: &[Vec<Point>]| Latest {
        group: id.into(),
        title: "Blood pressure".into(),
        value: "128/78 mmHg".into(),
        flag: Some(high(frame)),
        when: frame.date(3),
        chart: chart::spark(series, (None, None), story(frame)),
        count: 6,
    };
    let rows = (0..6).map(|days| row(frame, "128/78 mmHg", &frame.date(days * 30), days == 0));
    let group = |id: &str| Group {
        id: id.into(),
        heading: "Blood pressure".into(),
        foreign: true,
        blocks: vec![block(frame, rows.clone().collect(), rows.clone().collect())],
    };
    Vitals {
        page: frame.inside("kind-vitals", "/records/vitals"),
        head: head(frame, 12),
        latest: vec![latest("sign-0", &both), latest("sign-1", &both[..1])],
        groups: vec![group("sign-0"), group("sign-1")],
    }
}
