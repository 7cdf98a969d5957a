//! The gallery's clinic, its doors, and the pages that belong to no slice.

use askama::Template;
use base::Lang;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Sample, sample};
use crate::ui::page::{Current, Door, Mark, Org, Page, Room, Theme, Who};
use crate::ui::pages::{Accessibility, ErrorKind, ErrorPage, Help, More, Privacy, UnknownHost};
use crate::ui::text::L;
use crate::ui::when;

/// The language and theme of a run through the gallery.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's theme.
    pub theme: Theme,
}

/// The zone of the gallery's clinic.
pub(super) const ZONE: chrono_tz::Tz = chrono_tz::America::Denver;

impl Frame {
    pub(super) fn l(self) -> L {
        L::new(self.lang)
    }

    /// A morning in March, so many days earlier.
    pub(super) fn at(days_ago: i64) -> DateTime<Utc> {
        DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(1_773_330_480) - TimeDelta::days(days_ago)
    }

    pub(super) fn clock(self) -> String {
        when::clock(self.lang, Self::at(0), ZONE)
    }

    pub(super) fn date(self, days_ago: i64) -> String {
        when::date_of(self.lang, Self::at(days_ago), ZONE)
    }

    /// The frame before sign-in.
    pub(super) fn outside(self, title_key: &str, path: &str) -> Page {
        Page {
            lang: self.lang,
            theme: self.theme,
            org: Org {
                slug: "aurora".into(),
                name: "Aurora Family Health".into(),
                phone: "(303) 555-0142".into(),
                hours: "Monday to Friday, 8 AM to 6 PM".into(),
                emergency: "911".into(),
                mark: Mark::Arch,
                theme_href: "/theme.css".into(),
            },
            who: None,
            nav: Vec::new(),
            title: self.l().t(title_key),
            path: path.into(),
            flash: None,
            reference: "019a4c1e-7b1d-7c3a-9a55-3f2f0a9d11c4".into(),
            narrow: false,
            idle_seconds: 900,
        }
    }

    /// The frame after sign-in, at a path.
    pub(super) fn inside(self, title_key: &str, path: &str) -> Page {
        let mut page = self.outside(title_key, path);
        page.who = Some(Who::new("Elena Marquez", true));
        page.nav = doors(path);
        page
    }
}

fn doors(path: &str) -> Vec<Door> {
    let current = |href: &str| match path.strip_prefix(href) {
        Some("") => Current::Here,
        Some(rest) if href != "/" && rest.starts_with('/') => Current::Within,
        _ => Current::No,
    };
    let room =
        |href: &str, icon, label_key| Room { href: href.into(), icon, label_key, current: current(href) };
    let door = |id, href: &str, icon, label_key, rooms: Vec<Room>| {
        let own = current(href);
        let within = rooms.iter().any(|room| room.current != Current::No);
        let current = if own == Current::No && within { Current::Within } else { own };
        Door { id, href: href.into(), icon, label_key, current, rooms }
    };
    vec![
        door("home", "/", "home", "nav-home", vec![]),
        door(
            "records",
            "/records",
            "clipboard",
            "nav-records",
            vec![
                room("/records/medications", "pill", "kind-medications"),
                room("/records/allergies", "shield", "kind-allergies"),
                room("/records/conditions", "heart", "kind-conditions"),
            ],
        ),
        door("more", "/more", "grid", "nav-more", more_rooms(path)),
    ]
}

fn more_rooms(path: &str) -> Vec<Room> {
    let current = |href: &str| if path == href { Current::Here } else { Current::No };
    let room =
        |href: &str, icon, label_key| Room { href: href.into(), icon, label_key, current: current(href) };
    vec![
        room("/prescriptions", "pill", "prescriptions-title"),
        room("/access-log", "eye", "menu-log"),
        room("/profile", "user", "menu-profile"),
        room("/help", "help", "foot-help"),
    ]
}

/// Errors by kind, help, the statements, the rooms behind a door, and nobody's host.
pub(super) fn samples(frame: Frame) -> Vec<Sample> {
    let mut all: Vec<Sample> = [
        ("error-not-found", ErrorKind::NotFound),
        ("error-not-licensed", ErrorKind::NotLicensed),
        ("error-switched-off", ErrorKind::SwitchedOff),
        ("error-ehr-silent", ErrorKind::EhrSilent),
        ("error-ehr-refused", ErrorKind::EhrRefused),
        ("error-refused", ErrorKind::Refused),
        ("error-too-many", ErrorKind::TooMany { minutes: 12 }),
        ("error-bad-request", ErrorKind::BadRequest),
        ("error-unexpected", ErrorKind::Unexpected),
    ]
    .into_iter()
    .map(|(name, kind)| {
        let page = frame.inside(kind.title_key(), "/records/medications");
        sample(name, &ErrorPage::new(page, kind, when::moment(frame.lang, Frame::at(0), ZONE)))
    })
    .collect();
    let outside = frame.outside("err-session", "/");
    all.push(sample("error-session", &ErrorPage::new(outside, ErrorKind::SessionEnded, frame.clock())));
    all.push(sample("help", &Help { page: frame.outside("help-title", "/help").narrow() }));
    let page = frame.inside("access-title", "/accessibility").narrow();
    all.push(sample("accessibility", &Accessibility { page }));
    all.push(sample("privacy", &Privacy { page: frame.inside("privacy-title", "/privacy").narrow() }));
    let page = frame.inside("nav-more", "/more").narrow();
    all.push(sample("more", &More { page, rooms: more_rooms("/more") }));
    all.push(host(frame));
    all
}

fn host(frame: Frame) -> Sample {
    let html = UnknownHost { lang: frame.lang }.render().unwrap_or_default();
    Sample { name: "unknown-host", html }
}
