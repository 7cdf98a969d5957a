//! The record as pages and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use fhir::Kind;
use futures::FutureExt;
use policy::{Access, Action};
use serde::Deserialize;

use super::api::{self, RecordList};
use super::list::{Entry, List, Reason};
use super::pages::{self, KindCard, KindState};
use super::show::{self, Reader};
use super::{Allergy, Condition, Medication, Stage};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::trail::{self, Act};
use crate::shell::{Granted, Part, frame, html, json};
use crate::ui::kinds;

/// The kinds that have a room today; the others come with their issue and are not found until then.
pub const ROOMS: [Kind; 3] = [Kind::Medications, Kind::Allergies, Kind::Conditions];

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/records", Action::ReadRecord, overview)
        .get("/records/{kind}", Action::ReadRecord, list_page)
        .get("/records/{kind}/{id}", Action::ReadRecord, entry_page)
        .api_get(&["/v1/portal/records/{kind}"], Action::ReadRecord, list_doc, list)
        .api_get(&["/v1/portal/records/{kind}/{id}"], Action::ReadRecord, entry_doc, entry)
}

fn kind_of(part: &Part) -> Result<Kind, Error> {
    let kind = Kind::from_slug(part.named("kind")).ok_or(Error::NotFound)?;
    if ROOMS.contains(&kind) { Ok(kind) } else { Err(Error::NotFound) }
}

async fn overview(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let line = trail::write_read(&app, &context, Some(access.patient()?), Act::done("records.overview"));
    let mut cards = Vec::with_capacity(ROOMS.len());
    for kind in ROOMS {
        cards.push(card(&app, &context, &access, &reader, kind).boxed());
    }
    let (page, line, cards) = tokio::join!(
        frame::page(&app, &context, "records-title"),
        line,
        futures::future::try_join_all(cards)
    );
    line?;
    let as_of = reader.clock(app.clock.now());
    let rooms = cards?.into_iter().flatten().collect();
    html(&pages::Overview { page, source: reader.clinic, as_of, rooms })
}

/// One kind on the overview; `None` when the EHR does not offer it, so that its room is absent.
async fn card(
    app: &App,
    context: &Context,
    access: &Access,
    reader: &Reader,
    kind: Kind,
) -> Result<Option<KindCard>, Error> {
    let state = match app.records.list(app, context, access, kind).await {
        Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => return Ok(None),
        Ok(list) => {
            let (current, past) = counts(&list, kind);
            let keys = match kind {
                Kind::Medications => ("medicines-now", "medicines-before"),
                Kind::Allergies => ("allergies-now", "entries-before"),
                _ => ("conditions-now", "entries-before"),
            };
            let note = reader.l.ta(
                "medicines-counts",
                &[
                    ("now", &reader.l.tn(keys.0, "count", current)),
                    ("before", &reader.l.tn(keys.1, "count", past)),
                ],
            );
            KindState::Counted { count: current + past, note }
        }
        Err(error) => match show::down(&error) {
            Some(reason) => KindState::Down(reason),
            None => return Err(error),
        },
    };
    let known = kinds::kind_of(kind.slug()).ok_or_else(|| Error::Internal("a kind without a name".into()))?;
    let href = format!("/records/{}", kind.slug());
    Ok(Some(KindCard { href, icon: known.icon, label_key: known.label_key, state }))
}

/// How many entries stand now, and how many are from before. What is only said not to be ("no known
/// allergies", "do not take") is neither.
pub fn counts(list: &List, kind: Kind) -> (usize, usize) {
    let (mut current, mut past) = (0, 0);
    for item in list.items.items() {
        let resource = &item.resource;
        let (over, not) = match kind {
            Kind::Medications => Medication::of(resource, &list.references, list.as_of)
                .map_or((false, false), |one| (one.stage() == Stage::Past, one.do_not_take)),
            Kind::Allergies => Allergy::of(resource)
                .map_or((false, false), |one| (one.current == Some(false), one.none_known)),
            _ => Condition::of(resource, list.as_of)
                .map_or((false, false), |one| (one.current == Some(false), false)),
        };
        match (over, not) {
            (true, _) => past += 1,
            (false, false) => current += 1,
            (false, true) => {}
        }
    }
    (current, past)
}

async fn list_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let (page, list) = tokio::join!(
        frame::page(&app, &context, known.label_key),
        app.records.list(&app, &context, &access, kind)
    );
    let list = list?;
    if list.reason == Some(Reason::NOT_OFFERED) {
        return html(&pages::NotOffered { page, label_key: known.label_key });
    }
    let reader = Reader::of(&context);
    let head = reader.head(&list);
    match kind {
        Kind::Medications => {
            let all = list.items.items().iter();
            let all = all.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of));
            let (now, before): (Vec<_>, Vec<_>) = all.partition(|one| one.stage() == Stage::Current);
            let now = now.iter().map(|one| reader.rx(one)).collect();
            let before = before.iter().map(|one| reader.medicine_row(one)).collect();
            html(&pages::Medications { page, head, now, before })
        }
        Kind::Allergies => {
            let all = list.items.items().iter().filter_map(|item| Allergy::of(&item.resource));
            // A statement that no longer stands is from before, like any other entry.
            let (none, some): (Vec<_>, Vec<_>) =
                all.partition(|one| one.none_known && one.current != Some(false));
            let (before, now): (Vec<_>, Vec<_>) = some.iter().partition(|one| one.current == Some(false));
            let rows = |all: Vec<&Allergy>| all.into_iter().map(|one| reader.allergy_row(one)).collect();
            html(&pages::Allergies {
                page,
                head,
                now: rows(now),
                before: rows(before),
                none_known: none.iter().any(|one| one.none_at_all),
                statements: none.iter().map(|one| reader.named(one.name.as_deref())).collect(),
            })
        }
        _ => {
            let all: Vec<_> = list
                .items
                .items()
                .iter()
                .filter_map(|item| Condition::of(&item.resource, list.as_of))
                .collect();
            let (before, now): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.current == Some(false));
            let rows = |all: Vec<&Condition>| all.into_iter().map(|one| reader.condition_row(one)).collect();
            html(&pages::Conditions { page, head, now: rows(now), before: rows(before) })
        }
    }
}

async fn entry_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let id = part.fhir_id("id")?;
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let entry = app.records.entry(&app, &context, &access, (kind, &id)).await?;
    let page = frame::page(&app, &context, known.label_key).await;
    let reader = Reader::of(&context);
    html(&detail(page, &reader, &entry, (kind, known.label_key)))
}

fn detail(
    page: crate::ui::page::Page,
    reader: &Reader,
    entry: &Entry,
    (kind, label_key): (Kind, &'static str),
) -> pages::Entry {
    let resource = &entry.item.get().resource;
    let mut shown = pages::Entry {
        page,
        back_href: format!("/records/{}", kind.slug()),
        back_key: label_key,
        title: reader.named(None),
        flag: None,
        take: None,
        facts: Vec::new(),
        notes: Vec::new(),
        codes: Vec::new(),
        source: reader.clinic.clone(),
        as_of: reader.clock(entry.as_of),
    };
    let l = reader.l;
    if let Some(one) = Medication::of(resource, &entry.references, entry.as_of) {
        shown.title = reader.named(one.name.as_deref());
        shown.flag = Some(reader.medicine_flag(&one));
        shown.take.clone_from(&one.dosage);
        shown.facts = reader.medicine_detail(&one).facts(l);
        shown.codes = reader.code(one.code.as_ref());
    } else if kind == Kind::Allergies {
        if let Some(one) = Allergy::of(resource) {
            let row = reader.allergy_row(&one);
            shown.title = row.title;
            shown.flag = row.flag;
            shown.facts = reader.allergy_detail(&one).facts(l);
            shown.codes = reader.code(one.code.as_ref());
        }
    } else if let Some(one) = Condition::of(resource, entry.as_of) {
        let row = reader.condition_row(&one);
        shown.title = row.title;
        shown.flag = row.flag;
        shown.facts = reader.condition_detail(&one).facts(l);
        shown.codes = reader.code(one.code.as_ref());
    }
    shown.page = shown.page.clone().titled(shown.title.clone());
    shown
}

#[derive(Deserialize)]
struct Cursor {
    cursor: Option<String>,
}

fn list_doc() -> Doc {
    Doc::new("A list of the record: medications, allergies or conditions (R04–R06).")
        .query("cursor", "the `next` of the page before")
        .gives::<RecordList>(200)
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
        .or(502, "EHR_UNAVAILABLE")
        .or(504, "EHR_UNAVAILABLE")
}

async fn list(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
    Query(asked): Query<Cursor>,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let from = api::cursor(kind.slug(), asked.cursor.as_deref())
        .ok_or_else(|| Error::invalid("cursor", "error-body"))?;
    let list = app.records.list(&app, &context, &access, kind).await?;
    let page = api::page_of(&list, kind.slug(), from, |item| api::item(item, &list.references, list.as_of));
    Ok(json(200, &page))
}

fn entry_doc() -> Doc {
    Doc::new("One entry of the record, with the FHIR resource as the EHR holds it.")
        .gives::<serde_json::Value>(200)
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
        .or(502, "EHR_UNAVAILABLE")
        .or(504, "EHR_UNAVAILABLE")
}

async fn entry(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let id = part.fhir_id("id")?;
    let entry = app.records.entry(&app, &context, &access, (kind, &id)).await?;
    Ok(json(200, &api::entry(&entry)))
}
