//! Prescriptions as a page and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use policy::Action;
use serde::Deserialize;

use super::pages::Prescriptions;
use crate::app::App;
use crate::error::Error;
use crate::records::{self, Medication, Reader, Stage};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, both};
use crate::shell::{Granted, frame, html, json};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/prescriptions", Action::ReadRecord, page).api_get(
        &both!("/prescriptions"),
        Action::ReadRecord,
        doc,
        list,
    )
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let (frame, list) = tokio::join!(
        frame::page(&app, &context, "prescriptions-title"),
        app.records.prescriptions(&app, &context, &access)
    );
    let list = list?;
    let reader = Reader::of(&context);
    let all = list.items.items().iter();
    let all = all.filter_map(|item| Medication::of(&item.resource, &list.references, list.as_of));
    let (active, past): (Vec<_>, Vec<_>) = all.partition(|one| one.stage() == Stage::Current);
    html(&Prescriptions {
        page: frame,
        head: reader.head(&list),
        active: active.iter().map(|one| reader.rx(one)).collect(),
        past: past.iter().map(|one| reader.rx(one)).collect(),
    })
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
    let item = |item: &policy::Item| {
        let one = Medication::of(&item.resource, &list.references, list.as_of);
        one.map_or(serde_json::Value::Null, |one| records::prescription(&one))
    };
    Ok(json(200, &records::page_of(&list, "prescriptions", from, item)))
}
