//! Pages that belong to no slice: errors by kind, help, the accessibility statement, privacy, the list of
//! rooms behind a door, and the answer to a host that is nobody's.

mod late;

use askama::Template;
use base::Lang;

use super::page::{Page, Room};
use super::text::L;

pub use late::{DownList, EarlyList, Framed, Look, WhoPart};

/// What went wrong, as far as a reader needs to know. Each kind has a name, and says what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Not there, or not hers: the same page.
    NotFound,
    /// The clinic's plan does not include this part.
    NotLicensed,
    /// The clinic has switched this part off.
    SwitchedOff,
    /// The clinic's record system does not answer.
    EhrSilent,
    /// The clinic's record system refuses.
    EhrRefused,
    /// A file of the record is not where the record says.
    FileMissing,
    /// A file of the record cannot be read.
    FileBroken,
    /// A file of the record is larger than this portal hands on.
    FileTooLarge,
    /// She may not do this.
    Refused,
    /// More people at once than this replica answers.
    Busy,
    /// Too many tries.
    TooMany {
        /// After how many whole minutes the next one counts.
        minutes: usize,
    },
    /// The session is over.
    SessionEnded,
    /// The request makes no sense: broken, too long, or from another site.
    BadRequest,
    /// A mistake of ours.
    Unexpected,
}

impl ErrorKind {
    /// The keys of the heading and the sentence below it.
    pub fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("err-not-found", "err-not-found-more"),
            Self::NotLicensed => ("err-not-licensed", "err-not-licensed-more"),
            Self::SwitchedOff => ("err-switched-off", "err-switched-off-more"),
            Self::EhrSilent => ("err-ehr-silent", "err-ehr-silent-more"),
            Self::EhrRefused => ("err-ehr-refused", "err-ehr-refused-more"),
            Self::FileMissing => ("err-file-missing", "err-file-missing-more"),
            Self::FileBroken => ("err-file-broken", "err-file-broken-more"),
            Self::FileTooLarge => ("err-file-large", "err-file-large-more"),
            Self::Refused => ("err-refused", "err-refused-more"),
            Self::Busy => ("err-busy", "err-busy-more"),
            Self::TooMany { .. } => ("err-too-many", "err-too-many-more"),
            Self::SessionEnded => ("err-session", "err-session-more"),
            Self::BadRequest => ("err-bad-request", "err-bad-request-more"),
            Self::Unexpected => ("err-unexpected", "err-unexpected-more"),
        }
    }

    /// The key of the heading, which is also the window title.
    pub fn title_key(self) -> &'static str {
        self.keys().0
    }

    /// Whether asking again may help.
    pub fn may_retry(&self) -> bool {
        matches!(self, Self::EhrSilent | Self::Unexpected | Self::Busy)
    }

    /// Whether the next step is to sign in.
    pub fn wants_sign_in(&self) -> bool {
        matches!(self, Self::SessionEnded)
    }

    /// Whether the trouble is a cloud that passes (a system), not a door that is closed.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::EhrSilent | Self::EhrRefused | Self::Unexpected | Self::Busy | Self::TooMany { .. }
        )
    }
}

/// An error on a page: what happened, what still works, what to do, and a reference for the telephone.
#[derive(Template)]
#[template(path = "ui/pages/error.html")]
pub struct ErrorPage {
    /// The frame; its `reference` is shown.
    pub page: Page,
    /// What went wrong.
    pub kind: ErrorKind,
    /// When, in the reader's language and zone.
    pub at: String,
}

impl ErrorPage {
    /// The page of `kind`, titled and narrow.
    pub fn new(page: Page, kind: ErrorKind, at: impl Into<String>) -> Self {
        let title = page.t(kind.title_key());
        Self { page: page.titled(title).narrow(), kind, at: at.into() }
    }

    /// The sentence below the heading.
    pub fn more(&self) -> String {
        let key = self.kind.keys().1;
        match self.kind {
            ErrorKind::TooMany { minutes } => self.page.tn(key, "count", minutes),
            _ => self.page.t1(key, "clinic", &self.page.org.name),
        }
    }
}

/// `/help`: what the portal does, how to sign in, whom to call.
#[derive(Template)]
#[template(path = "ui/pages/help.html")]
pub struct Help {
    /// The frame.
    pub page: Page,
}

/// `/accessibility`: the accessibility statement (L01).
#[derive(Template)]
#[template(path = "ui/pages/accessibility.html")]
pub struct Accessibility {
    /// The frame.
    pub page: Page,
}

/// `/privacy`: what is kept, who can see it, what the portal never does.
#[derive(Template)]
#[template(path = "ui/pages/privacy.html")]
pub struct Privacy {
    /// The frame.
    pub page: Page,
}

/// `/more`: the rooms behind a door, for phones, where the bar at the bottom shows doors only.
#[derive(Template)]
#[template(path = "ui/pages/more.html")]
pub struct More {
    /// The frame.
    pub page: Page,
    /// The rooms.
    pub rooms: Vec<Room>,
}

/// The answer to a host that belongs to no organisation (T02): it names nobody, and needs no other file.
#[derive(Template)]
#[template(path = "ui/pages/unknown_host.html")]
pub struct UnknownHost {
    /// The language asked for.
    pub lang: Lang,
}

impl UnknownHost {
    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        L::new(self.lang).t(key)
    }
}
