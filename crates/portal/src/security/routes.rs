//! Sign-in and security as a page and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Place;
use super::pages::{PasskeyRow, PlaceRow, Security, Ways};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::Kept;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session::{self, device};
use crate::shell::{Part, frame, html, json, surface};
use crate::ui::page::Flash;
use crate::ui::text::L;
use crate::ui::view::Tone;
use crate::ui::when;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let one = &["/v1/portal/sessions/{id}/end"];
    let others = &["/v1/portal/sessions/end-others"];
    routes
        .get("/security", Action::ManageAccount, page)
        .post("/security/sessions/{id}/end", Action::ManageAccount, end_sent)
        .post("/security/sessions/end-others", Action::SecureAccount, end_others_sent)
        .api_get(&["/v1/portal/sessions"], Action::ManageAccount, list_doc, list)
        .api_post(one, Action::ManageAccount, end_doc, end)
        .api_post(others, Action::SecureAccount, end_others_doc, end_others)
}

/// What has just been done, for the sentence above the page.
#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Done>,
) -> Result<Response, Error> {
    let (page, places, held, kept) = tokio::join!(
        frame::page(&app, &context, "security-title"),
        super::places(&app, &context),
        super::app::held(&app, &context),
        super::passkeys::kept(&app, &context)
    );
    let held = held?;
    let mut page = page;
    let now = app.clock.now();
    let zone = context.org.settings.time_zone;
    let rows = places?.into_iter().map(|place| row(&context, page.l(), now, place)).collect();
    page.flash = flash(page.l(), asked.done.as_deref());
    let ways = Ways {
        app_since: held.app_since.map(|at| when::date_of(context.lang, at, zone)),
        recovery_left: held.recovery_left,
        passkeys: kept?.into_iter().map(|kept| passkey(&context, page.l(), kept)).collect(),
    };
    html(&Security { ways, places: rows, zone: when::zone_name(context.lang, now, zone), page })
}

fn flash(l: L, done: Option<&str>) -> Option<Flash> {
    let key = match done? {
        "ended" => "places-ended",
        "others-ended" => "places-others-ended",
        "proved" => "step-up-done",
        "app-removed" => "app-removed",
        "passkey-added" => "passkey-added",
        "passkey-removed" => "passkey-removed",
        _ => return None,
    };
    Some(Flash { tone: Tone::Good, words: l.t(key) })
}

fn row(context: &Context, l: L, now: DateTime<Utc>, place: Place) -> PlaceRow {
    let zone = context.org.settings.time_zone;
    let at = |at: DateTime<Utc>| when::moment(context.lang, at, zone);
    let how: Vec<String> = place.methods.iter().map(|method| l.t(method.label_key())).collect();
    // A use is noted every half minute, so "just now" is all that is known of the last one.
    let just_now = place.current || now - place.last_used_at < chrono::Duration::minutes(1);
    PlaceRow {
        id: place.id.simple().to_string(),
        icon: device::icon(&place.device),
        device: device::words(&place.device, l),
        began: l.ta("places-began", &[("at", &at(place.signed_in_at)), ("how", &how.join(" + "))]),
        used: if just_now {
            l.t("places-used-now")
        } else {
            l.ta("places-used", &[("at", &at(place.last_used_at))])
        },
        current: place.current,
    }
}

fn passkey(context: &Context, l: L, kept: Kept) -> PasskeyRow {
    let zone = context.org.settings.time_zone;
    let added = l.ta("ways-passkey-added", &[("date", &when::date_of(context.lang, kept.created_at, zone))]);
    let used = match kept.last_used_at {
        Some(at) => l.ta("ways-passkey-used", &[("at", &when::moment(context.lang, at, zone))]),
        None => l.t("ways-passkey-unused"),
    };
    let elsewhere = kept.elsewhere.map(|host| l.ta("ways-passkey-elsewhere", &[("host", &host)]));
    let notes = [Some(added), Some(used), elsewhere].into_iter().flatten().collect();
    PasskeyRow { id: kept.id.simple().to_string(), name: kept.name, notes }
}

async fn end_sent(State(app): State<Arc<App>>, context: Context, part: Part) -> Result<Response, Error> {
    if super::end(&app, &context, part.named("id")).await? {
        let over = surface::see_other("/sign-in/ended?ended=signed-out");
        return Ok(surface::with_cookies(over, &[session::forget()]));
    }
    Ok(surface::see_other("/security?done=ended"))
}

async fn end_others_sent(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    super::end_others(&app, &context).await?;
    Ok(surface::see_other("/security?done=others-ended"))
}

/// One place where the person is signed in.
#[derive(Serialize, ToSchema)]
struct SessionItem {
    /// Its name in URLs; nothing that lets anybody in.
    id: String,
    /// Browser and system in words, coarse; in the language of the session.
    device: String,
    /// When the person signed in.
    signed_in_at: String,
    /// When it was used last, to the half minute.
    last_used_at: String,
    /// When it ends, used or not.
    expires_at: String,
    /// How she proved who she is: `otp` is the e-mailed code, `totp` the app's, `recovery` a recovery code.
    methods: Vec<&'static str>,
    /// Whether it is the one that asks.
    current: bool,
}

/// Where the person is signed in.
#[derive(Serialize, ToSchema)]
struct Sessions {
    /// The one that asks first, then the one used last.
    items: Vec<SessionItem>,
    /// Always null: the list is whole.
    next: Option<String>,
}

fn list_doc() -> Doc {
    let item = SessionItem {
        id: "5f0c2a4be1d84f3c9a7e6b1d2c3f4a5b".into(),
        device: "Chrome on Android".into(),
        signed_in_at: "2026-11-21T16:40:00.000Z".into(),
        last_used_at: "2026-11-21T16:48:00.000Z".into(),
        expires_at: "2026-11-21T20:40:00.000Z".into(),
        methods: vec!["otp"],
        current: true,
    };
    Doc::new("Where I am signed in (U03).")
        .gives::<Sessions>(200)
        .example(&Sessions { items: vec![item], next: None })
        .or(401, "SESSION_EXPIRED")
}

async fn list(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let l = L::new(context.lang);
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let item = |place: Place| SessionItem {
        id: place.id.simple().to_string(),
        device: device::words(&place.device, l),
        signed_in_at: text(place.signed_in_at),
        last_used_at: text(place.last_used_at),
        expires_at: text(place.expires_at),
        methods: place.methods.iter().map(|method| method.tag()).collect(),
        current: place.current,
    };
    let items = super::places(&app, &context).await?.into_iter().map(item).collect();
    Ok(json(200, &Sessions { items, next: None }))
}

fn end_doc() -> Doc {
    Doc::new("End one of my sessions; its next request is refused. One that is over is not found.")
        .gives_nothing(204)
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
}

async fn end(State(app): State<Arc<App>>, context: Context, part: Part) -> Result<Response, Error> {
    let own = super::end(&app, &context, part.named("id")).await?;
    let cookies = if own { vec![session::forget()] } else { Vec::new() };
    Ok(surface::with_cookies(surface::nothing(), &cookies))
}

/// How many sessions ended.
#[derive(Serialize, ToSchema)]
struct Ended {
    /// Without the one that asked, which goes on.
    ended: u64,
}

fn end_others_doc() -> Doc {
    Doc::new("End all my sessions but this one. Doing it twice ends nothing more.")
        .gives::<Ended>(200)
        .example(&Ended { ended: 2 })
        .or(401, "SESSION_EXPIRED")
        .or(403, "STEP_UP_REQUIRED")
}

async fn end_others(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let ended = super::end_others(&app, &context).await?;
    Ok(json(200, &Ended { ended }))
}
