//! The record as pages and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use fhir::Kind;
use policy::Action;
use serde::Deserialize;

use super::api::{self, RecordList};
use super::list::{Entry, List, Reason};
use super::pages::{self, KindCard, KindState};
use super::show::{self, Reader};
use super::thing::Thing;
use super::{Allergy, Condition, Medication, Stage};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::{Granted, Part, frame, html, json};
use crate::ui::kinds;

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
    Kind::from_slug(part.named("kind")).ok_or(Error::NotFound)
}

async fn overview(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let reader = Reader::of(&context);
    let (page, kinds) = tokio::join!(
        frame::page(&app, &context, "records-title"),
        app.records.overview(&app, &context, &access)
    );
    let as_of = reader.clock(app.clock.now());
    let mut rooms = Vec::with_capacity(kinds::KINDS.len());
    let mut kinds = kinds?;
    // The order of the overview is people's, not the contract's.
    kinds.sort_by_key(|(kind, _)| kinds::KINDS.iter().position(|known| known.tag == kind.slug()));
    for (kind, list) in kinds {
        rooms.extend(card(&reader, kind, list)?);
    }
    html(&pages::Overview { page, source: reader.clinic, as_of, rooms })
}

/// One kind on the overview; `None` when the EHR does not offer it, so that its room is absent.
fn card(reader: &Reader, kind: Kind, list: Result<List, Error>) -> Result<Option<KindCard>, Error> {
    let state = match list {
        Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => return Ok(None),
        Ok(list) => {
            let (current, past) = counts(&list, kind);
            KindState::Counted { count: current + past, note: counted(reader, kind, (current, past), &list) }
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

/// `3 taking now, 4 from before`; of kinds without a before, how many, and whether that is all.
fn counted(reader: &Reader, kind: Kind, (current, past): (usize, usize), list: &List) -> String {
    let keys = match kind {
        Kind::Medications => ("medicines-now", "medicines-before"),
        Kind::Allergies => ("allergies-now", "entries-before"),
        Kind::Conditions => ("conditions-now", "entries-before"),
        _ if list.reason.is_some() => return reader.l.t("incomplete-title"),
        _ if !list.withheld.is_empty() => return reader.l.tn("list-some", "count", current + past),
        _ => return reader.l.tn("list-all", "count", current + past),
    };
    let (now, before) = (reader.l.tn(keys.0, "count", current), reader.l.tn(keys.1, "count", past));
    reader.l.ta("medicines-counts", &[("now", &now), ("before", &before)])
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
            Kind::Conditions => Condition::of(resource, list.as_of)
                .map_or((false, false), |one| (one.current == Some(false), false)),
            _ => (false, false),
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
        Kind::Conditions => {
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
        _ => {
            let row = |item: &policy::Item| reader.thing_row(&Thing::of(&item.resource), known);
            let items = list.items.items().iter().map(row).collect();
            html(&pages::OtherList { page, label_key: known.label_key, head, items })
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
    if !matches!(kind, Kind::Medications | Kind::Allergies | Kind::Conditions) {
        let one = Thing::of(resource);
        shown.title = reader.thing_title(&one);
        shown.flag = reader.thing_flag(&one);
        shown.facts = reader.thing_facts(&one);
        shown.notes = reader.thing_notes(&one);
        shown.codes = reader.code(one.code.as_ref());
        if !entry.item.get().sensitivity.is_empty() {
            shown.notes.insert(0, l.t("sensitive-note"));
        }
    } else if let Some(one) = Medication::of(resource, &entry.references, entry.as_of) {
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
    Doc::new("A list of the record: everything of one kind (R01–R10).")
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
