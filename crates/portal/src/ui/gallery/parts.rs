//! Every part by itself, in every tone and state, on one page.

use askama::Template;

use super::frame::Frame;
use super::{Sample, sample};
use crate::ui::page::Page;
use crate::ui::view::{Fact, FieldError, Flag, Tone};

/// All parts on one page.
#[derive(Template)]
#[template(path = "ui/gallery/parts.html")]
struct Parts {
    page: Page,
    tones: [Tone; 7],
    flags: Vec<Flag>,
    facts: Vec<Fact>,
    errors: Vec<FieldError>,
}

pub(super) fn samples(frame: Frame) -> Vec<Sample> {
    let l = frame.l();
    let tones = [Tone::Plain, Tone::Good, Tone::Warn, Tone::Bad, Tone::Info, Tone::Brand, Tone::Quiet];
    let parts = Parts {
        page: frame.inside("entry-facts", "/gallery"),
        tones,
        flags: tones.map(|tone| Flag::new(tone, tone.icon(), l.t("state-active"))).into(),
        facts: vec![
            Fact::new(l.t("profile-name"), "Elena Marquez").small(Some("NPI 1234567893".into())),
            Fact::foreign(l.t("fact-reason"), "Type 2 diabetes mellitus"),
        ],
        errors: vec![
            FieldError { field: "email", words: l.t("error-email") },
            FieldError { field: "code", words: l.t("error-code") },
        ],
    };
    vec![sample("parts", &parts)]
}
