//! Signing in, Home, the profile and the access log, in their states.

use std::sync::Arc;

use askama::Template;

use super::frame::{Frame, ZONE};
use super::{Sample, sample, streamed};
use crate::access_log::pages::{AccessLog, Day, End, Line, What, Who};
use crate::dashboard::pages::{Card, Greeting, Hello, Home, Needed};
use crate::profile::pages::{Address, ContactLine, EmergencyContact, Profile, Provider, contact_use_key};
use crate::sign_in::pages::{Code, Email, Ended, Notice, Person, Whom};
use crate::ui::page::{Flash, Who as Reader};
use crate::ui::view::{DownReason, FieldError, Summary, SummaryState, Tone};
use crate::ui::when;

pub(super) fn samples(frame: Frame) -> Vec<Sample> {
    let mut all = sign_in(frame);
    all.extend(homes(frame));
    all.extend(profiles(frame));
    all.extend(logs(frame));
    all
}

fn wrong(frame: Frame, field: &'static str, key: &str) -> Vec<FieldError> {
    vec![FieldError { field, words: frame.l().t(key) }]
}

fn sign_in(frame: Frame) -> Vec<Sample> {
    let email = |errors: Vec<FieldError>, typed: &str, notice| Email {
        page: frame.outside("signin-title", "/sign-in"),
        errors,
        email: typed.into(),
        next: Some("/records/medications".into()),
        notice,
    };
    let code = |errors: Vec<FieldError>, notice| Code {
        page: frame.outside("code-title", "/sign-in/code"),
        errors,
        email: "elena@patients.example".into(),
        digits: 8,
        minutes: 10,
        next: None,
        notice,
    };
    let whom = |errors| Whom {
        page: frame.outside("whom-title", "/sign-in/whom"),
        errors,
        people: [("p1", "Elena Marquez", "1979"), ("p2", "Mateo Marquez", "2016")]
            .map(|(id, name, year)| Person {
                id: id.into(),
                name: name.into(),
                detail: Some(frame.l().ta("whom-born", &[("year", year)])),
            })
            .into(),
        next: None,
    };
    vec![
        sample("sign-in", &email(vec![], "", None)),
        sample("sign-in-wrong", &email(wrong(frame, "email", "error-email"), "elena@", None)),
        sample("sign-in-idle", &email(vec![], "", Some(Notice::Idle))),
        sample(
            "sign-in-limited",
            &email(vec![], "elena@patients.example", Some(Notice::TooMany { minutes: 12 })),
        ),
        sample("code", &code(vec![], None)),
        sample("code-wrong", &code(wrong(frame, "code", "error-code"), None)),
        sample("code-again", &code(vec![], Some(Notice::NewCode))),
        sample("whom", &whom(vec![])),
        sample("whom-wrong", &whom(wrong(frame, "patient-1", "error-whom"))),
        sample(
            "ended-out",
            &Ended { page: frame.outside("ended-title", "/sign-in/ended"), why: Notice::SignedOut },
        ),
        sample(
            "ended-expired",
            &Ended { page: frame.outside("ended-title", "/sign-in"), why: Notice::Expired },
        ),
    ]
}

fn homes(frame: Frame) -> Vec<Sample> {
    let l = frame.l();
    let as_of = l.ta("card-as-of", &[("time", &frame.clock())]);
    let ready = |count: usize, key: &str, lines: &[&str]| SummaryState::Ready {
        count,
        fact: l.tn(key, "count", count),
        lines: lines.iter().map(|line| (*line).to_owned().into()).collect(),
        more: count - lines.len(),
        as_of: as_of.clone(),
    };
    let empty = |fact: &str, detail: &str| SummaryState::Empty {
        fact: l.t(fact),
        detail: l.t(detail),
        as_of: as_of.clone(),
    };
    let down = |reason| SummaryState::Down { reason, reference: "019a4c1e-7b1d".into(), retry: "/".into() };
    let cards = |[a, b, c]: [SummaryState; 3]| {
        vec![
            card("medicines", "pill", "card-medicines", "/records/medications", "card-medicines-go", a),
            card("allergies", "shield", "card-allergies", "/records/allergies", "card-allergies-go", b),
            card("conditions", "heart", "card-conditions", "/records/conditions", "card-conditions-go", c),
        ]
    };
    let home = |cards: &[Summary]| Home {
        invite: true,
        page: frame.inside("nav-home", "/"),
        today: when::today(frame.lang, Frame::at(0), ZONE),
        hello: Greeting::Morning.words(l, None),
        cards: cards.iter().map(|card| Summary { state: SummaryState::Loading, ..card.clone() }).collect(),
    };
    let come = |greeting: Greeting, first_name: Option<&str>, cards: &[Summary]| {
        let page = Arc::new(frame.inside("nav-home", "/"));
        let page = || Arc::clone(&page);
        let who = first_name.map(|name| Reader::new(format!("{name} Marquez"), false));
        let hello = Hello { hello: greeting.words(l, first_name), who }.render();
        let lead = l.t("home-needs-none");
        let needed =
            Needed { page: page(), lead, unknown: None, hero: None, needs: vec![], more_needs: 0 }.render();
        let cards = cards.iter().map(|card| Card { page: page(), card: card.clone() }.render());
        [hello, needed].into_iter().chain(cards).map(Result::unwrap_or_default).collect::<Vec<_>>()
    };
    let full = [
        ready(
            5,
            "medicines-now",
            &["Metformin 500 mg tablet", "Lisinopril 10 mg tablet", "Atorvastatin 20 mg tablet"],
        ),
        ready(1, "allergies-now", &["Penicillin"]),
        ready(2, "conditions-now", &["Type 2 diabetes mellitus", "Essential hypertension"]),
    ];
    let none = [
        empty("card-medicines-none", "card-medicines-none-more"),
        empty("card-allergies-none", "card-allergies-none-more"),
        empty("card-conditions-none", "card-conditions-none-more"),
    ];
    let trouble = [down(DownReason::NotAnswering), SummaryState::Loading, down(DownReason::NotConnected)];
    let (full, none, trouble) = (cards(full), cards(none), cards(trouble));
    let mut first = home(&full);
    first.page.flash = Some(Flash { tone: Tone::Good, words: l.t("idle-stay") });
    vec![
        streamed("home", &home(&full), &come(Greeting::Morning, Some("Elena"), &full)),
        streamed("home-flash", &first, &come(Greeting::Morning, Some("Elena"), &full)),
        streamed("home-empty", &home(&none), &come(Greeting::Evening, Some("Elena"), &none)),
        streamed("home-down", &home(&trouble), &come(Greeting::Afternoon, None, &trouble)),
    ]
}

fn card(
    id: &'static str,
    icon: &'static str,
    title_key: &'static str,
    href: &str,
    go_key: &'static str,
    state: SummaryState,
) -> Summary {
    Summary { id, icon, title_key, href: href.into(), go_key, state }
}

fn profiles(frame: Frame) -> Vec<Sample> {
    let bare = || Profile {
        page: frame.inside("profile-title", "/profile").narrow(),
        source: "Aurora Family Health".into(),
        as_of: frame.clock(),
        name: None,
        birth_date: None,
        language: None,
        phones: vec![],
        emails: vec![],
        addresses: vec![],
        emergency: vec![],
        contacts: vec![],
        providers: vec![],
    };
    let line = |code: &str, value: &str| ContactLine { use_key: contact_use_key(code), value: value.into() };
    let full = Profile {
        name: Some("Elena Sofía Marquez".into()),
        birth_date: when::day(frame.lang, 1979, Some(4), Some(2)),
        language: Some("Spanish".into()),
        phones: vec![line("mobile", "(303) 555-0188"), line("home", "(303) 555-0117")],
        emails: vec![line("", "elena@patients.example")],
        addresses: vec![Address {
            use_key: contact_use_key("home"),
            lines: vec!["1480 Larimer Street, Apt 6".into(), "Denver, CO 80202".into()],
        }],
        emergency: vec![EmergencyContact {
            name: "Rosa Marquez".into(),
            relation: Some("Sister".into()),
            phones: vec!["(303) 555-0199".into()],
        }],
        contacts: vec![EmergencyContact { name: "Luz Marquez".into(), relation: None, phones: vec![] }],
        providers: vec![Provider {
            name: "Priya Raman, MD".into(),
            role: Some("General practitioner".into()),
        }],
        ..bare()
    };
    vec![sample("profile", &full), sample("profile-bare", &bare())]
}

fn logs(frame: Frame) -> Vec<Sample> {
    let line = |who, what, refused| Line {
        time: frame.clock(),
        who,
        what,
        end: if refused { End::Refused } else { End::Done },
    };
    let staff = || Who::Staff("Priya Raman, MD".into());
    let today = vec![
        line(Who::You, What::SawList("medications".into()), false),
        line(Who::You, What::SawHome, false),
        line(Who::You, What::SignedIn, false),
        line(Who::Unknown, What::SignInFailed, true),
        line(Who::Unknown, What::CodeSent, false),
    ];
    let before = vec![
        line(staff(), What::SawEntry("allergies".into()), false),
        line(Who::Caregiver(String::new()), What::SawProfile, false),
        line(Who::Caregiver("Rosa Marquez".into()), What::SawPrescriptions, false),
        line(Who::App("Steps".into()), What::SawList("no-such-kind".into()), true),
        line(Who::System, What::Other("reminder".into()), false),
        line(Who::You, What::SawOverview, false),
        line(Who::You, What::Searched, false),
        line(Who::You, What::Printed, false),
        line(Who::You, What::SawLog, false),
        line(Who::You, What::ChangedDisplay, false),
        line(Who::You, What::Opened, false),
        line(Who::You, What::SignedOut, false),
    ];
    let log = |days, older: Option<&str>| AccessLog {
        page: frame.inside("log-title", "/access-log"),
        days,
        zone: when::zone_name(frame.lang, Frame::at(0), ZONE),
        older: older.map(str::to_owned),
        newest: older.map(|_| "/access-log".to_owned()),
    };
    let day = |ago, lines| Day { date: when::day_of(frame.lang, Frame::at(ago), ZONE), lines };
    vec![
        sample("access-log", &log(vec![day(0, today), day(3, before)], Some("/access-log?before=12"))),
        sample("access-log-empty", &log(vec![], None)),
    ]
}
