//! `GET /access-log` (U02): who saw what and when, in plain words, day by day, newest first.

use askama::Template;

use crate::ui::kinds;
use crate::ui::page::Page;
use crate::ui::text::L;

/// The access log.
#[derive(Template)]
#[template(path = "access_log/list.html")]
pub struct AccessLog {
    /// The frame.
    pub page: Page,
    /// The days of this page, newest first.
    pub days: Vec<Day>,
    /// The zone that the times are in, in the reader's language.
    pub zone: String,
    /// Where older lines are; `None` at the end.
    pub older: Option<String>,
    /// Where the newest lines are, when this is not the first page.
    pub newest: Option<String>,
}

/// One day of the log.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day in the reader's language.
    pub date: String,
    /// Its lines, newest first.
    pub lines: Vec<Line>,
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// The time in the reader's language and zone.
    pub time: String,
    /// Who.
    pub who: Who,
    /// Did what.
    pub what: What,
    /// How it ended.
    pub end: End,
}

/// How what was done ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it was meant.
    Done,
    /// It was not allowed.
    Refused,
    /// Nothing was shown: it was not there, or its source gave no answer.
    Nothing,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The patient herself.
    You,
    /// Someone who cares for her, by name.
    Caregiver(String),
    /// A member of the clinic's staff, by name and role as far as known.
    Staff(String),
    /// A connected app, by name.
    App(String),
    /// The portal itself, without a person.
    System,
    /// Someone who was not signed in.
    Unknown,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Asked for a sign-in code.
    CodeSent,
    /// Signed in.
    SignedIn,
    /// Tried to sign in and failed.
    SignInFailed,
    /// Signed out.
    SignedOut,
    /// Proved again who she is.
    Proved,
    /// Tried to prove who she is and failed.
    ProofFailed,
    /// Changed how she signs in.
    ChangedSignIn,
    /// Ended another of the person's sessions.
    EndedSession,
    /// Ended all of the person's other sessions.
    EndedSessions,
    /// Chose whose record to open.
    Opened,
    /// Looked at Home.
    SawHome,
    /// Moved, hid or showed the cards of Home.
    ArrangedHome,
    /// Looked at the overview of the record.
    SawOverview,
    /// Searched the whole record; for what is not kept.
    Searched,
    /// Opened the whole record to print it.
    Printed,
    /// Looked at a list of a kind (`ui::kinds` tag).
    SawList(String),
    /// Looked at one entry of a kind (`ui::kinds` tag).
    SawEntry(String),
    /// Downloaded a file of an entry of the kind with this tag.
    OpenedFile(String),
    /// Looked at the prescriptions.
    SawPrescriptions,
    /// Looked at the profile.
    SawProfile,
    /// Asked for something that this sign-in may not see.
    Refused,
    /// Looked at this log.
    SawLog,
    /// Changed language or theme.
    ChangedDisplay,
    /// Chose when new results are shown.
    ChoseTiming,
    /// Opened a result that waited.
    ShowedResult,
    /// Put a result on hold.
    HeldResult,
    /// Ended a hold on a result.
    LiftedHold,
    /// Anything else: the name under which it is kept.
    Other(String),
}

impl Who {
    /// In the reader's language.
    pub fn words(&self, l: L) -> String {
        match self {
            Self::You => l.t("who-you"),
            Self::Caregiver(name) if name.is_empty() => l.t("who-caregiver-unnamed"),
            Self::Caregiver(name) => l.ta("who-caregiver", &[("name", name)]),
            Self::Staff(name) => l.ta("who-staff", &[("name", name)]),
            Self::App(name) => l.ta("who-app", &[("name", name)]),
            Self::System => l.t("who-system"),
            Self::Unknown => l.t("who-unknown"),
        }
    }
}

impl What {
    /// In the reader's language. A kind that we have no name for is "your record".
    pub fn words(&self, l: L) -> String {
        let kind =
            |tag: &str| kinds::kind_of(tag).map_or_else(|| l.t("kind-other"), |kind| l.t(kind.label_key));
        match self {
            Self::CodeSent => l.t("did-code"),
            Self::SignedIn => l.t("did-sign-in"),
            Self::SignInFailed => l.t("did-sign-in-failed"),
            Self::SignedOut => l.t("did-sign-out"),
            Self::Proved => l.t("did-prove"),
            Self::ProofFailed => l.t("did-prove-failed"),
            Self::ChangedSignIn => l.t("did-change-sign-in"),
            Self::EndedSession => l.t("did-session-ended"),
            Self::EndedSessions => l.t("did-others-ended"),
            Self::Opened => l.t("did-open"),
            Self::SawHome => l.t("did-home"),
            Self::ArrangedHome => l.t("did-arrange"),
            Self::SawOverview => l.t("did-overview"),
            Self::Searched => l.t("did-search"),
            Self::Printed => l.t("did-print"),
            Self::SawList(tag) => l.ta("did-list", &[("kind", &kind(tag))]),
            Self::SawEntry(tag) => l.ta("did-entry", &[("kind", &kind(tag))]),
            Self::OpenedFile(tag) => l.ta("did-file", &[("kind", &kind(tag))]),
            Self::SawPrescriptions => l.t("did-prescriptions"),
            Self::SawProfile => l.t("did-profile"),
            Self::Refused => l.t("did-refused"),
            Self::SawLog => l.t("did-log"),
            Self::ChangedDisplay => l.t("did-display"),
            Self::ChoseTiming => l.t("did-timing"),
            Self::ShowedResult => l.t("did-show-result"),
            Self::HeldResult => l.t("did-hold"),
            Self::LiftedHold => l.t("did-lift"),
            Self::Other(name) => l.ta("did-other", &[("name", name)]),
        }
    }

    /// The icon's name in the sprite.
    pub fn icon(&self) -> &'static str {
        match self {
            Self::CodeSent => "mail",
            Self::SignedIn | Self::SignInFailed | Self::SignedOut | Self::Refused => "lock",
            Self::ChangedSignIn => "key",
            Self::Proved | Self::ProofFailed | Self::EndedSession | Self::EndedSessions => "lock",
            Self::Opened | Self::SawProfile => "user",
            Self::SawHome => "home",
            Self::SawList(tag) | Self::SawEntry(tag) | Self::OpenedFile(tag) => {
                kinds::kind_of(tag).map_or("clipboard", |kind| kind.icon)
            }
            Self::SawPrescriptions => "pill",
            Self::SawLog => "eye",
            Self::Searched => "search",
            Self::Printed => "print",
            Self::ChangedDisplay | Self::ArrangedHome => "gear",
            Self::ChoseTiming => "clock",
            Self::ShowedResult | Self::HeldResult | Self::LiftedHold => "flask",
            Self::SawOverview | Self::Other(_) => "clipboard",
        }
    }
}

impl Line {
    /// The tone of the tile: refused lines stand out.
    pub fn tone(&self) -> crate::ui::view::Tone {
        if self.end == End::Refused { crate::ui::view::Tone::Warn } else { crate::ui::view::Tone::Quiet }
    }

    /// The flag of a line that did not end as it was meant.
    pub fn flag(&self, l: &L) -> Option<crate::ui::view::Flag> {
        use crate::ui::view::{Flag, Tone};
        match self.end {
            End::Done => None,
            End::Refused => Some(Flag::new(Tone::Warn, "x", l.t("log-refused"))),
            End::Nothing => Some(Flag::new(Tone::Plain, "info", l.t("log-nothing"))),
        }
    }
}
