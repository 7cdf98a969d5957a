//! Prescriptions as a page and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use fhir::Kind;
use policy::{Access, Action};
use serde::Deserialize;

use super::pages::Prescriptions;
use crate::app::App;
use crate::error::Error;
use crate::records::{self, Form, Medication, Reader, Sieved, Stage};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, both};
use crate::shell::surface::html_status;
use crate::shell::{FormBody, Granted, frame, json};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/prescriptions", Action::ReadRecord, page)
        .post("/prescriptions", Action::ReadRecord, sifted_page)
        .api_get(&both!("/prescriptions"), Action::ReadRecord, doc, list)
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    shown(&app, &context, &access, None).await
}

/// The list as a form asks for it. The list itself is read whole, as always.
async fn sifted_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    FormBody(form): FormBody<Form>,
) -> Result<Response, Error> {
    shown(&app, &context, &access, Some(&form)).await
}

async fn shown(
    app: &App,
    context: &Context,
    access: &Access,
    form: Option<&Form>,
) -> Result<Response, Error> {
    let (frame, list) = tokio::join!(
        frame::page(app, context, "prescriptions-title"),
        app.records.prescriptions(app, context, access)
    );
    let list = list?;
    let reader = Reader::of(context);
    let mut head = reader.head(&list);
    let mut sieved = reader.sieve((Kind::Medications, "/prescriptions"), list, form);
    let status = sieved.status();
    head.find = sieved.find.take();
    let Sieved { list, sort, .. } = sieved;
    let all = list.items.items().iter();
    let all = all.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of));
    let (active, past): (Vec<_>, Vec<_>) = all.partition(|one| one.stage() == Stage::Current);
    let page = Prescriptions {
        page: frame,
        head,
        active: reader.medicines(&active, "active-", sort, |one| reader.rx(one)),
        past: reader.medicines(&past, "past-", sort, |one| reader.rx(one)),
    };
    html_status(status, &page)
}

#[derive(Deserialize)]
struct Cursor {
    cursor: Option<String>,
}

fn doc() -> Doc {
    Doc::new(
        "Prescriptions (P01): MedicationRequest with medication, dosage, prescriber, status, dateWritten.",
    )
    .query("cursor", "the `next` of the page before")
    .gives::<records::RecordList>(200)
    .example(&records::example_list(&[records::EXAMPLE_PRESCRIPTION], |resource, now| {
        let one = Medication::of(resource, &records::References::default(), now);
        one.map_or(serde_json::Value::Null, |one| records::prescription(&one, crate::ui::text::L::default()))
    }))
    .or(401, "SESSION_EXPIRED")
    .or(502, "EHR_UNAVAILABLE")
    .or(504, "EHR_UNAVAILABLE")
}

async fn list(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    Query(asked): Query<Cursor>,
) -> Result<Response, Error> {
    let from = records::cursor("prescriptions", asked.cursor.as_deref())
        .ok_or_else(|| Error::invalid("cursor", "error-body"))?;
    let list = app.records.prescriptions(&app, &context, &access).await?;
    let l = Reader::of(&context).l;
    let item = |item: &policy::Item| {
        let one = Medication::of(&item.resource, &list.references, list.as_of);
        one.map_or(serde_json::Value::Null, |one| records::prescription(&one, l))
    };
    Ok(json(200, &records::page_of(&list, "prescriptions", from, item)))
}
