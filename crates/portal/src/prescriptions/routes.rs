//! Prescriptions as a page and in JSON.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use fhir::Kind;
use policy::Action;
use serde::Deserialize;
use serde_json::value::to_raw_value;

use super::pages::Prescriptions;
use crate::app::App;
use crate::error::Error;
use crate::records::{self, Form, List, Medication, PrescriptionJson, Reader, Sieved, Stage};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, both};
use crate::shell::stream;
use crate::shell::{FormBody, Granted, frame, json, surface};
use crate::ui::page::Page;
use crate::ui::pages::Look;

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
    let look = Look { title_key: "prescriptions-title", back: false };
    let (own, reading) = (Arc::clone(&app), context.clone());
    stream::list(&app, &context, look, |page| async move {
        let list = own.records.prescriptions(&own, &reading, &access).await?;
        Ok(main(&reading, (page.await, None), list)?.1)
    })
    .await
}

/// The list as a form asks for it. The list itself is read whole, as always.
async fn sifted_page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
    FormBody(form): FormBody<Form>,
) -> Result<Response, Error> {
    let (page, list) = tokio::join!(
        frame::page(&app, &context, "prescriptions-title"),
        app.records.prescriptions(&app, &context, &access)
    );
    let (status, main) = main(&context, (page.clone(), Some(&form)), list?)?;
    surface::framed(status, page, &main)
}

/// The main part of the page, with its status.
fn main(context: &Context, (page, form): (Page, Option<&Form>), list: List) -> Result<(u16, String), Error> {
    let reader = Reader::of(context);
    let mut head = reader.head(&list);
    let mut sieved = reader.sieve((Kind::Medications, "/prescriptions"), list, form);
    let status = sieved.status();
    head.find = sieved.find.take();
    let Sieved { list, sort, .. } = sieved;
    let all = list.items.items().iter();
    let all = all.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of));
    let (active, past): (Vec<_>, Vec<_>) = all.partition(|one| one.stage() == Stage::Current);
    let shown = Prescriptions {
        page,
        head,
        active: reader.medicines(&active, "active-", sort, |one| reader.rx(one)),
        past: reader.medicines(&past, "past-", sort, |one| reader.rx(one)),
    };
    Ok((status, shown.as_main().render()?))
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
        records::example_written(&one.map(|one| PrescriptionJson::of(one, crate::ui::text::L::default())))
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
        to_raw_value(&one.map(|one| PrescriptionJson::of(one, l)))
    };
    Ok(json(200, &records::page_of(&list, "prescriptions", from, item)?))
}
