//! Home as a page and in JSON.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::Timelike;
use fhir::Kind;
use fhir::views::Patient;
use futures::FutureExt;
use futures::future::BoxFuture;
use policy::{Access, Action};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::{Greeting, Home};
use crate::app::App;
use crate::error::Error;
use crate::records::{self, Allergy, Condition, List, Medication, Reader, Reason, Stage};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::trail::{self, Act};
use crate::shell::{Granted, frame, html, json};
use crate::ui::view::{Summary, SummaryState};
use crate::ui::when;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/", Action::ReadRecord, home).api_get(
        &["/v1/portal/dashboard"],
        Action::ReadRecord,
        doc,
        dashboard,
    )
}

/// The cards of Home, in their order.
const CARDS: [Card; 3] = [
    Card {
        id: "medicines",
        kind: Kind::Medications,
        icon: "pill",
        title_key: "card-medicines",
        go_key: "card-medicines-go",
        fact_key: "medicines-now",
        empty: ("card-medicines-none", "card-medicines-none-more"),
    },
    Card {
        id: "allergies",
        kind: Kind::Allergies,
        icon: "shield",
        title_key: "card-allergies",
        go_key: "card-allergies-go",
        fact_key: "allergies-now",
        empty: ("card-allergies-none", "card-allergies-none-more"),
    },
    Card {
        id: "conditions",
        kind: Kind::Conditions,
        icon: "heart",
        title_key: "card-conditions",
        go_key: "card-conditions-go",
        fact_key: "conditions-now",
        empty: ("card-conditions-none", "card-conditions-none-more"),
    },
];

struct Card {
    id: &'static str,
    kind: Kind,
    icon: &'static str,
    title_key: &'static str,
    go_key: &'static str,
    fact_key: &'static str,
    empty: (&'static str, &'static str),
}

/// Names shown on a card; the rest is counted.
const LINES: usize = 3;

async fn home(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let mut cards = Vec::with_capacity(CARDS.len());
    for card in &CARDS {
        cards.push(summary(&app, &context, &access, &reader, card).boxed());
    }
    let (patient, cards) = gather(&app, &context, &access, cards).await?;
    let now = app.clock.now();
    let whole = patient.as_ref().and_then(|patient| patient.display_name(now));
    let local = now.with_timezone(&context.org.settings.time_zone);
    html(&Home {
        page: frame::named(&app, &context, "nav-home", whole.as_deref()),
        today: when::today(context.lang, now, context.org.settings.time_zone),
        greeting: Greeting::at(local.hour()),
        first_name: patient.as_ref().and_then(|patient| patient.first_name(now)),
        cards,
    })
}

/// The audit line, the patient and all cards, side by side. Home comes even when the EHR gives no name: its
/// cards say what is down.
async fn gather<T>(
    app: &App,
    context: &Context,
    access: &Access,
    cards: Vec<BoxFuture<'_, Result<Option<T>, Error>>>,
) -> Result<(Option<Patient>, Vec<T>), Error> {
    let line = trail::write_read(app, context, Some(access.patient()?), Act::done("dashboard.read"));
    let (line, patient, cards) =
        tokio::join!(line, app.records.patient(app, context, access), futures::future::try_join_all(cards));
    line?;
    let patient = match patient {
        Ok(patient) => Some(patient.into_inner()),
        Err(Error::Ehr(_) | Error::NotFound) => None,
        Err(other) => return Err(other),
    };
    Ok((patient, cards?.into_iter().flatten().collect()))
}

/// A card; `None` when the EHR does not offer its kind.
async fn summary(
    app: &App,
    context: &Context,
    access: &Access,
    reader: &Reader,
    card: &Card,
) -> Result<Option<Summary>, Error> {
    let state = match app.records.list(app, context, access, card.kind).await {
        Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => return Ok(None),
        Ok(list) => ready(reader, card, &list),
        Err(error) => match records::down(&error) {
            Some(reason) => {
                SummaryState::Down { reason, reference: context.request_id.to_string(), retry: "/".into() }
            }
            None => return Err(error),
        },
    };
    let href = format!("/records/{}", card.kind.slug());
    let (id, icon, title_key, go_key) = (card.id, card.icon, card.title_key, card.go_key);
    Ok(Some(Summary { id, icon, title_key, href, go_key, state }))
}

fn ready(reader: &Reader, card: &Card, list: &List) -> SummaryState {
    let names = current(card.kind, list, reader);
    let head = reader.head(list);
    let as_of = reader.l.ta("card-as-of", &[("time", &head.as_of)]);
    if names.is_empty() && head.incomplete.is_none() {
        let (fact, detail) = card.empty;
        return SummaryState::Empty { fact: reader.l.t(fact), detail: reader.l.t(detail), as_of };
    }
    let count = names.len();
    SummaryState::Ready {
        count,
        fact: match head.incomplete {
            Some(why) => reader.l.t(why.key()),
            None => reader.l.tn(card.fact_key, "count", count),
        },
        more: count.saturating_sub(LINES),
        lines: names.into_iter().take(LINES).collect(),
        as_of,
    }
}

/// Names of the entries that stand now.
fn current(kind: Kind, list: &List, reader: &Reader) -> Vec<String> {
    let name = |item: &policy::Item| {
        let resource = &item.resource;
        match kind {
            Kind::Medications => Medication::of(resource, &list.references, list.as_of)
                .filter(|one| one.stage() == Stage::Current && !one.do_not_take)
                .map(|one| reader.named(one.name.as_deref())),
            Kind::Allergies => Allergy::of(resource)
                .filter(|one| one.current != Some(false) && !one.none_known)
                .map(|one| reader.named(one.name.as_deref())),
            _ => Condition::of(resource, list.as_of)
                .filter(|one| one.current != Some(false))
                .map(|one| reader.named(one.name.as_deref())),
        }
    };
    list.items.items().iter().filter_map(name).collect()
}

/// A card in JSON: each stands or fails by itself.
#[derive(Serialize, ToSchema)]
struct CardItem {
    /// `medicines`, `allergies` or `conditions`.
    card: &'static str,
    /// How many stand now; null when the source gave no answer.
    count: Option<usize>,
    /// The first few names.
    names: Vec<String>,
    /// Whether the count is of everything.
    complete: bool,
    /// Why not, when it is not.
    reason: Option<&'static str>,
    /// When the EHR answered.
    as_of: Option<String>,
}

/// What Home shows.
#[derive(Serialize, ToSchema)]
struct Dashboard {
    /// What to call the patient; null when the EHR does not say now.
    first_name: Option<String>,
    /// The cards, in order; a card whose source does not exist is absent.
    cards: Vec<CardItem>,
}

fn doc() -> Doc {
    Doc::new("Home: a greeting and the summary cards (D01).")
        .gives::<Dashboard>(200)
        .or(401, "SESSION_EXPIRED")
}

async fn dashboard(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let mut cards = Vec::with_capacity(CARDS.len());
    for card in &CARDS {
        cards.push(card_item(&app, &context, &access, &reader, card).boxed());
    }
    let (patient, cards) = gather(&app, &context, &access, cards).await?;
    let first_name = patient.and_then(|patient| patient.first_name(app.clock.now()));
    Ok(json(200, &Dashboard { first_name, cards }))
}

async fn card_item(
    app: &App,
    context: &Context,
    access: &Access,
    reader: &Reader,
    card: &Card,
) -> Result<Option<CardItem>, Error> {
    let down = |reason| CardItem {
        card: card.id,
        count: None,
        names: Vec::new(),
        complete: false,
        reason: Some(reason),
        as_of: None,
    };
    match app.records.list(app, context, access, card.kind).await {
        Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => Ok(None),
        Ok(list) => {
            let names = current(card.kind, &list, reader);
            Ok(Some(CardItem {
                card: card.id,
                count: Some(names.len()),
                names: names.into_iter().take(LINES).collect(),
                complete: list.reason.is_none(),
                reason: list.reason.map(|reason| reason.0),
                as_of: Some(list.as_of.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
            }))
        }
        Err(Error::Ehr(error)) => Ok(Some(down(error.code()))),
        Err(other) => Err(other),
    }
}
