//! Home as a page and in JSON, and how its cards are arranged.

mod late;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use policy::Action;
use serde::Deserialize;

use super::api::{self, Cards, Dashboard};
use super::cards::{Arrangement, Card, NotCards, card_of};
use super::pages::{self, PlaceRow};
use super::view;
use crate::app::App;
use crate::error::Error;
use crate::passkeys::INVITE_COOKIE;
use crate::records::Reader;
use crate::shell::context::{Context, cookie};
use crate::shell::routes::Routes;
use crate::shell::session::Method;
use crate::shell::{FormBody, Granted, JsonBody, frame, html, json, surface};
use crate::ui::page::Flash;
use crate::ui::text::L;
use crate::ui::view::Tone;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    let cards = &["/v1/portal/dashboard/cards"];
    routes
        .get("/", Action::ReadRecord, home)
        .get("/home/cards", Action::ManageAccount, cards_page)
        .post("/home/cards", Action::ManageAccount, card_sent)
        .api_get(&["/v1/portal/dashboard"], Action::ReadRecord, api::dashboard_doc, dashboard)
        .api_get(cards, Action::ManageAccount, api::cards_doc, cards_read)
        .api_post(cards, Action::ManageAccount, api::arrange_doc, cards_sent)
}

async fn home(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    Granted(access): Granted,
) -> Result<Response, Error> {
    // Who has typed a code and has no passkey is led to one, until she says "not now".
    let typed = context.session.as_ref().is_some_and(|session| session.origin.amr == Method::Email.tag());
    let invite = typed && cookie(&headers, INVITE_COOKIE) == Some("yes");
    late::home(app, context, access, invite).await
}

async fn dashboard(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let arrangement = super::arrangement(&app, &context).await?;
    let gathering = view::ask(&app, &context, &access, &arrangement)?;
    let (patient, lists) = tokio::join!(view::patient(&app, &context, &access), gathering.all());
    gathering.close().await?;
    let now = app.clock.now();
    let first_name = patient?.and_then(|patient| patient.first_name(now));
    Ok(json(200, &Dashboard::of(&lists, &reader, &arrangement, (first_name, now))?))
}

/// What has just been done, for the sentence above the cards.
#[derive(Deserialize)]
struct Done {
    done: Option<String>,
    card: Option<String>,
}

async fn cards_page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    let (page, arrangement) =
        tokio::join!(frame::page(&app, &context, "cards-title"), super::arrangement(&app, &context));
    let places = rows(&arrangement?);
    let mut page = page;
    page.flash = flash(page.l(), &done, &places);
    html(&pages::Arrange { page, places })
}

fn rows(arrangement: &Arrangement) -> Vec<PlaceRow> {
    let last = arrangement.places().len().saturating_sub(1);
    let all = arrangement.places().iter().enumerate();
    all.map(|(at, place)| PlaceRow {
        name: place.card.name,
        title_key: place.card.title_key,
        icon: place.card.icon,
        hidden: place.hidden,
        at,
        last,
    })
    .collect()
}

fn flash(l: L, done: &Done, places: &[PlaceRow]) -> Option<Flash> {
    let about = || {
        let row = places.iter().find(|row| Some(row.name) == done.card.as_deref())?;
        Some((l.t(row.title_key), (row.at + 1).to_string()))
    };
    let words = match done.done.as_deref()? {
        "reset" => l.t("cards-done-reset"),
        "moved" => {
            let (card, place) = about()?;
            l.ta("cards-done-moved", &[("card", &card), ("place", &place)])
        }
        "hidden" => l.ta("cards-done-hidden", &[("card", &about()?.0)]),
        "shown" => l.ta("cards-done-shown", &[("card", &about()?.0)]),
        _ => return None,
    };
    Some(Flash { tone: Tone::Good, words })
}

/// One button of the page. Each says where the card shall be or whether it shall be hidden, never "one
/// further", so that a form that is sent twice does it once.
#[derive(Deserialize)]
struct CardForm {
    card: Option<String>,
    place: Option<String>,
    hidden: Option<String>,
    reset: Option<String>,
}

/// What a button asks for.
enum Change {
    Reset,
    Move(&'static Card, usize),
    Hide(&'static Card, bool),
}

impl Change {
    fn of(form: &CardForm) -> Result<Self, Error> {
        let bad = |field| Error::invalid(field, "error-body");
        if let Some(reset) = &form.reset {
            return if reset == "yes" { Ok(Self::Reset) } else { Err(bad("reset")) };
        }
        let card = form.card.as_deref().and_then(card_of).ok_or_else(|| bad("card"))?;
        match (form.place.as_deref(), form.hidden.as_deref()) {
            (Some(place), None) => {
                let place = place.parse().ok().filter(|place| *place < super::cards::CARDS.len());
                Ok(Self::Move(card, place.ok_or_else(|| bad("place"))?))
            }
            (None, Some("yes")) => Ok(Self::Hide(card, true)),
            (None, Some("no")) => Ok(Self::Hide(card, false)),
            _ => Err(bad("hidden")),
        }
    }
}

async fn card_sent(
    State(app): State<Arc<App>>,
    context: Context,
    FormBody(form): FormBody<CardForm>,
) -> Result<Response, Error> {
    let change = Change::of(&form)?;
    let mut upwards = false;
    super::arrange(&app, &context, |now| match change {
        Change::Reset => Arrangement::default(),
        Change::Move(card, to) => {
            let from = now.places().iter().position(|place| place.card.name == card.name);
            upwards = from.is_some_and(|from| to < from);
            now.moved(card, to)
        }
        Change::Hide(card, hidden) => now.with(card, hidden),
    })
    .await?;
    let last = super::cards::CARDS.len() - 1;
    Ok(surface::see_other(&match change {
        Change::Reset => "/home/cards?done=reset#reset".to_owned(),
        // Back to the button that was pressed; at an end of the list it is gone, then to its neighbour.
        Change::Move(card, to) => {
            let button = if to == 0 || (!upwards && to < last) { "down" } else { "up" };
            format!("/home/cards?done=moved&card={0}#{0}-{button}", card.name)
        }
        Change::Hide(card, hidden) => {
            let done = if hidden { "hidden" } else { "shown" };
            format!("/home/cards?done={done}&card={0}#{0}-shown", card.name)
        }
    }))
}

async fn cards_read(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    Ok(json(200, &Cards::from(&super::arrangement(&app, &context).await?)))
}

async fn cards_sent(
    State(app): State<Arc<App>>,
    context: Context,
    JsonBody(asked): JsonBody<api::Arrange>,
) -> Result<Response, Error> {
    let named = asked.cards.iter().map(|one| (one.card.as_str(), one.hidden));
    let wanted = Arrangement::of(named).map_err(|why| match why {
        NotCards::Unknown => Error::invalid("cards", "error-card-unknown"),
        NotCards::Twice => Error::invalid("cards", "error-card-twice"),
    })?;
    let kept = super::arrange(&app, &context, |_| wanted).await?;
    Ok(json(200, &Cards::from(&kept)))
}
