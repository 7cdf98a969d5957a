//! The frame of a page: whose clinic, whose words, which doors are open to this organisation. Doors and rooms
//! come from the slices, through the same rule that lets routes answer, so navigation never leads to a dead
//! end.

use base::FhirId;

use super::context::Context;
use super::guard::licensed;
use crate::app::App;
use crate::slices::{self, NavItem, SLICES};
use crate::ui::page::{Current, Door, Mark, Org, Page, Room, Who};

/// The frame of a signed-in page. The patient's name is read live; when the EHR does not answer in time, the
/// page goes without it rather than waiting or showing an old one. Side by side with it goes the question
/// which rooms there are.
pub async fn page(app: &App, context: &Context, title_key: &str) -> Page {
    let name = match (&context.session, context.patient()) {
        (Some(session), Some(patient)) => {
            let name = app.records.name(app, context, session, patient);
            tokio::join!(name, app.records.learn_rooms(app, context)).0
        }
        _ => None,
    };
    named(app, context, title_key, name.as_deref())
}

/// The frame of a page that is sent before the EHR has answered anything. The header goes without a name,
/// which the script adds when it has come; but somebody who opens several people's records is never left in
/// doubt about whose this is, so her page waits for the name.
pub async fn early(app: &App, context: &Context, title_key: &str) -> Page {
    if context.session.as_ref().is_some_and(|session| session.links.len() > 1) {
        return page(app, context, title_key).await;
    }
    app.records.ask_rooms(app, context);
    named(app, context, title_key, None)
}

/// The frame when the patient's name is already at hand (or known to be out of reach).
pub fn named(app: &App, context: &Context, title_key: &str, name: Option<&str>) -> Page {
    let mut page = bare(app, context, title_key);
    let words = page.l();
    page.who = context.session.as_ref().filter(|session| session.patient.is_some()).map(|session| {
        let several = session.links.len() > 1;
        match name {
            Some(name) => Who::new(name, several),
            None => Who::new(words.t("who-you"), several),
        }
    });
    if page.who.is_some() {
        page.nav = navigation(context, &app.records.absent_rooms(context));
    }
    page
}

/// The frame of a page for somebody who is not signed in, and of errors.
pub fn bare(app: &App, context: &Context, title_key: &str) -> Page {
    let settings = &context.org.settings;
    let hours = settings.hours.get(context.lang.tag()).or_else(|| settings.hours.get("en"));
    let org = Org {
        slug: context.org.slug.clone(),
        name: context.org.name.clone(),
        phone: settings.phone.clone(),
        hours: hours.cloned().unwrap_or_default(),
        emergency: "911".into(),
        mark: Mark::from_tag(&settings.mark).unwrap_or_default(),
        theme_href: format!("/theme.css?v={}", context.org.version),
    };
    let idle = app.config.session.idle.std().as_secs();
    let page = Page {
        lang: context.lang,
        theme: context.theme,
        org,
        who: None,
        nav: Vec::new(),
        title: String::new(),
        path: context.here.split('?').next().unwrap_or("/").to_owned(),
        flash: None,
        reference: context.request_id.to_string(),
        narrow: false,
        idle_seconds: u32::try_from(idle).unwrap_or(u32::MAX),
    };
    let title = page.t(title_key);
    page.titled(title)
}

fn navigation(context: &Context, absent: &[&str]) -> Vec<Door> {
    let here = context.here.split('?').next().unwrap_or("/");
    let open = || {
        let slices = SLICES.iter().filter(|slice| licensed(&context.org, slice).is_ok());
        slices.flat_map(|slice| slice.nav.iter())
    };
    let mut doors: Vec<&NavItem> = open().filter(|item| !item.room).collect();
    doors.sort_by_key(|item| item.door);
    doors
        .into_iter()
        .map(|door| {
            let rooms: Vec<Room> = open()
                .filter(|item| item.room && item.door == door.door && !absent.contains(&item.href))
                .map(|item| Room {
                    href: item.href.to_owned(),
                    icon: item.icon,
                    label_key: item.label_key,
                    current: current(here, item.href),
                })
                .collect();
            let within = rooms.iter().any(|room| room.current != Current::No);
            let own = current(here, door.href);
            Door {
                id: door_id(door.door),
                href: door.href.to_owned(),
                icon: door.icon,
                label_key: door.label_key,
                current: if own == Current::No && within { Current::Within } else { own },
                rooms,
            }
        })
        .collect()
}

fn current(here: &str, href: &str) -> Current {
    if here == href {
        Current::Here
    } else if href != "/" && here.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')) {
        Current::Within
    } else {
        Current::No
    }
}

fn door_id(door: slices::Door) -> &'static str {
    match door {
        slices::Door::Home => "home",
        slices::Door::Records => "records",
        slices::Door::Messages => "messages",
        slices::Door::Appointments => "appointments",
        slices::Door::More => "more",
    }
}

/// The patient of the session, for a handler behind an action that requires one.
pub fn patient(context: &Context) -> Result<&FhirId, crate::error::Error> {
    context.patient().ok_or(crate::error::Error::SignedOut)
}
