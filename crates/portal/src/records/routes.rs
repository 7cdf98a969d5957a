//! The record as pages and in JSON.

mod find;
mod late;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::FhirId;
use fhir::Kind;
use fhir::views::DiagnosticReport;
use policy::{Access, Action};
use serde::Deserialize;
use serde_json::value::to_raw_value;

use super::api::{self, RecordList};
use super::examples;
use super::files::{self, Papers};
use super::find::Sort;
use super::find_groups::Row;
use super::item::ItemJson;
use super::list::{Entry, List, Reason, Sight};
use super::pages;
use super::results;
use super::show::Reader;
use super::thing::Thing;
use super::{Allergy, Condition, Form, Medication, Sieved, Stage};
use super::{detail, other};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::{FormBody, Granted, Part, frame, html, json, surface};
use crate::ui::kinds;
use crate::ui::page::Page;
use crate::ui::view::ListHead;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    files::routes::declare(routes)
        .get("/records", Action::ReadRecord, overview)
        .post("/records", Action::ReadRecord, find::search)
        .get("/records/{kind}", Action::ReadRecord, list_page)
        .post("/records/{kind}", Action::ReadRecord, sifted_page)
        .get("/records/{kind}/{id}", Action::ReadRecord, entry_page)
        .api_get(&["/v1/portal/records/{kind}"], Action::ReadRecord, list_doc, list)
        .api_get(&["/v1/portal/records/{kind}/{id}"], Action::ReadRecord, entry_doc, entry)
}

/// The kind that a path names; anything else is not found.
pub(super) fn kind_of(part: &Part) -> Result<Kind, Error> {
    Kind::from_slug(part.named("kind")).ok_or(Error::NotFound)
}

async fn overview(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    Query(view): find::Asked,
) -> Result<Response, Error> {
    if view.is_paper()? {
        return find::print_all(&app, &context, &access).await;
    }
    let find = find::form(&Reader::of(&context));
    late::overview(app, context, access, find).await
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
            Kind::Allergies => Allergy::of(resource).map_or((false, false), |one| {
                (!one.refuted && one.current == Some(false), one.none_known || one.refuted)
            }),
            Kind::Conditions => Condition::of(resource, list.as_of)
                .map_or((false, false), |one| (!one.refuted && one.current == Some(false), one.refuted)),
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
    Query(view): find::Asked,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    if view.is_paper()? {
        return find::print_kind(&app, &context, &access, kind).await;
    }
    late::list(app, context, access, kind).await
}

/// `POST /records/{kind}`: the list as a form asks for it. The list itself is read whole, as always.
async fn sifted_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
    FormBody(form): FormBody<Form>,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let (page, found) = tokio::join!(
        frame::page(&app, &context, known.label_key),
        late::found(&app, &context, &access, kind)
    );
    let (status, main) = late::main(&context, page.clone(), (kind, Some(&form)), found?)?;
    surface::framed(status, page, &main)
}

/// The main part of a list page.
fn kind_shown(
    (page, head): (Page, ListHead),
    reader: &Reader,
    (kind, known, papers): (Kind, &'static kinds::Kind, &Papers),
    Sieved { list, sort, .. }: &Sieved,
) -> Result<String, Error> {
    let (items, sort) = (list.items.items().iter(), *sort);
    match kind {
        Kind::Medications => {
            let all = items.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of));
            let (now, before): (Vec<_>, Vec<_>) = all.partition(|one| one.stage() == Stage::Current);
            let now = reader.medicines(&now, "now-", sort, |one| reader.rx(one));
            let before = reader.medicines(&before, "before-", sort, |one| reader.medicine_row(one));
            Ok(pages::Medications { page, head, now, before }.as_main().render()?)
        }
        Kind::Allergies => {
            let all = items.filter_map(|item| Allergy::of(&item.resource));
            // A statement that no longer stands is from before, like any other entry.
            let (none, some): (Vec<_>, Vec<_>) =
                all.partition(|one| one.none_known && one.current != Some(false));
            let (ruled_out, some): (Vec<_>, Vec<_>) = some.iter().partition(|one| one.refuted);
            let (before, now): (Vec<_>, Vec<_>) =
                some.into_iter().partition(|one| one.current == Some(false));
            let rows = |all: Vec<&Allergy>| all.into_iter().map(|one| reader.allergy_row(one)).collect();
            let shown = pages::Allergies {
                page,
                head,
                now: rows(now),
                before: rows(before),
                ruled_out: rows(ruled_out),
                none_known: none.iter().any(|one| one.none_at_all),
                statements: none.iter().map(|one| reader.named(one.name.as_deref())).collect(),
            };
            Ok(shown.as_main().render()?)
        }
        Kind::Conditions => {
            let all = items.filter_map(|item| Condition::of(&item.resource, list.as_of));
            let (ruled_out, some): (Vec<_>, Vec<_>) = all.partition(|one| one.refuted);
            let (before, now): (Vec<_>, Vec<_>) =
                some.into_iter().partition(|one| one.current == Some(false));
            let rows = |all: Vec<Condition>, prefix: &str| {
                let row = |one: Condition| {
                    let row = reader.condition_row(&one);
                    Row { date: one.began.or(one.recorded), title: row.title.clone(), row }
                };
                reader.groups(all.into_iter().map(row).collect(), sort, prefix)
            };
            let (now, before) = (rows(now, "now-"), rows(before, "before-"));
            let ruled_out = ruled_out.iter().map(|one| reader.condition_row(one)).collect();
            Ok(pages::Conditions { page, head, now, before, ruled_out }.as_main().render()?)
        }
        Kind::Other => {
            let groups = other::groups(reader, list, known);
            Ok(other::Others { page, label_key: known.label_key, head, groups }.as_main().render()?)
        }
        // In another order than by day or by sign they are rows like any other.
        Kind::Results if sort == Sort::Newest => {
            let groups = results::groups(reader, list.items.items());
            Ok(results::pages::Results { page, head, groups }.as_main().render()?)
        }
        Kind::Vitals if sort == Sort::Newest => {
            let (latest, groups) = results::vitals(reader, list.items.items());
            Ok(results::pages::Vitals { page, head, latest, groups }.as_main().render()?)
        }
        _ => {
            let row = |item: &policy::Item| {
                let one = Thing::of(&item.resource);
                let row = reader.document_row(&item.resource).filter(|_| kind == Kind::Documents);
                let mut row = row.unwrap_or_else(|| reader.thing_row(&one, known));
                papers.mark(reader, &one.id, &mut row);
                Row { date: one.date, title: row.title.clone(), row }
            };
            let groups = reader.groups(items.map(row).collect(), sort, "");
            Ok(pages::OtherList { page, label_key: known.label_key, head, groups }.as_main().render()?)
        }
    }
}

async fn entry_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let id = part.fhir_id("id")?;
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let asked = (kind, &id, typed.only_type.as_deref());
    if results::measured(kind) {
        return measured_page(&app, &context, &access, asked).await;
    }
    let reader = Reader::of(&context);
    let entry = match app.records.find(&app, &context, &access, asked).await? {
        Sight::Shown(entry) => entry,
        Sight::Held(held) => {
            let page = frame::page(&app, &context, known.label_key).await;
            return html(&reader.held_entry(page, &held, known.label_key));
        }
    };
    let (page, files) = tokio::join!(
        frame::page(&app, &context, known.label_key),
        app.records.files_of(&app, &context, &access, (&reader, kind, &entry))
    );
    let mut shown = detail(page, &reader, &entry, (kind, known.label_key));
    shown.files = files?;
    html(&shown)
}

/// A result, a vital sign or a report, with its history; or that it is on hold.
async fn measured_page(
    app: &App,
    context: &Context,
    access: &Access,
    asked: (Kind, &FhirId, Option<&str>),
) -> Result<Response, Error> {
    let kind = asked.0;
    let known = kinds::kind_of(kind.slug()).ok_or(Error::NotFound)?;
    let told = app.records.story(app, context, access, asked).await?;
    let reader = Reader::of(context);
    let story = match told {
        results::Told::Story(story) => story,
        results::Told::Held(held) => {
            let page = frame::page(app, context, known.label_key).await;
            return html(&reader.held_entry(page, &held, known.label_key));
        }
    };
    let (page, files) = tokio::join!(
        frame::page(app, context, known.label_key),
        app.records.files_of(app, context, access, (&reader, kind, &story.entry))
    );
    let resource = story.resource();
    if let Some(own) = results::Reading::of(resource) {
        return html(&results::page(page, &reader, &story, &own));
    }
    let view = resource.view::<DiagnosticReport>();
    let view = view.ok_or_else(|| Error::Internal("a result that is neither value nor report".into()))?;
    html(&results::report_page((page, files?), &reader, &story, &view))
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
        plain: None,
        flag: None,
        take: None,
        facts: Vec::new(),
        sections: Vec::new(),
        names_missing: entry.linked.failed,
        notes: Vec::new(),
        codes: Vec::new(),
        files: files::pages::Files::default(),
        source: reader.clinic.clone(),
        as_of: reader.clock(entry.as_of),
    };
    let l = reader.l;
    if !matches!(kind, Kind::Medications | Kind::Allergies | Kind::Conditions) {
        let one = Thing::of(resource);
        shown.title = reader.thing_title(&one);
        shown.plain = reader.plain(one.gloss.as_ref(), one.title.as_deref());
        shown.flag = reader.thing_flag(&one);
        if let Some(row) = reader.document_row(resource) {
            (shown.title, shown.flag) = (row.title, row.flag);
        }
        let parts = detail::sections(resource, &entry.linked);
        shown.sections = reader.detail_lists(&parts, &entry.linked);
        if shown.sections.is_empty() {
            shown.facts =
                reader.document_kind(resource).into_iter().chain(reader.thing_facts(&one)).collect();
        }
        shown.notes = reader.thing_notes(&one);
        shown.codes = reader.code(one.code.as_ref());
        if !entry.item.get().sensitivity.is_empty() {
            shown.notes.insert(0, l.t("sensitive-note"));
        }
    } else if let Some(one) = Medication::of(resource, &entry.references, entry.as_of) {
        shown.title = reader.named(one.name.as_deref());
        shown.plain = reader.plain(one.gloss().as_ref(), one.name.as_deref());
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
        shown.plain = reader.plain(one.gloss.as_ref(), one.name.as_deref());
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
        .example_of("medications", &examples::list(&[examples::PRESCRIPTION], examples::item))
        .example_of("results", &examples::list(&[examples::RESULT], examples::item))
        .example_of("allergies", &examples::list(&[examples::ALLERGY], examples::item))
        .example_of("conditions", &examples::list(&[examples::CONDITION], examples::item))
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
    let mut list = app.records.list(&app, &context, &access, kind).await?;
    let l = Reader::of(&context).l;
    if results::measured(kind) {
        let orders = app.records.orders(&app, &context, &access, &list).await?;
        list.reason = list.reason.or(orders.failed.then_some(Reason::REFERENCES_MISSING));
        let family = results::family(Some(&list));
        let page = api::page_of(&list, kind.slug(), from, |item| {
            let says = ItemJson::of(item, &list.references, list.as_of, l);
            to_raw_value(&results::WithOrigin::of(says, &item.resource, &family, &orders))
        })?;
        return Ok(json(200, &page));
    }
    let page = api::page_of(&list, kind.slug(), from, |item| {
        to_raw_value(&ItemJson::of(item, &list.references, list.as_of, l))
    })?;
    Ok(json(200, &page))
}

/// The type of the entry that is meant, where a room holds several: ids are unique per type only.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    only_type: Option<String>,
}

fn entry_doc() -> Doc {
    Doc::new("One entry of the record, with the FHIR resource as the EHR holds it.")
        .query("type", "the FHIR type, where two entries of a kind have the same id")
        .gives::<serde_json::Value>(200)
        .example(&examples::entry(examples::RESULT))
        .or(401, "SESSION_EXPIRED")
        .or(403, "ON_HOLD")
        .or(404, "NOT_FOUND")
        .or(502, "EHR_UNAVAILABLE")
        .or(504, "EHR_UNAVAILABLE")
}

async fn entry(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    part: Part,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let kind = kind_of(&part)?;
    let id = part.fhir_id("id")?;
    let asked = (kind, &id, typed.only_type.as_deref());
    let l = Reader::of(&context).l;
    if results::measured(kind) {
        let results::Told::Story(story) = app.records.story(&app, &context, &access, asked).await? else {
            return Err(Error::OnHold);
        };
        let says = api::entry(&story.entry, l)?;
        let whole = results::WithOrigin::of(says, story.resource(), &story.family(), &story.linked);
        return Ok(json(200, &whole));
    }
    let entry = app.records.entry_of(&app, &context, &access, asked).await?;
    Ok(json(200, &api::entry(&entry, l)?))
}
