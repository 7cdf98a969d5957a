//! The profile as a page and in JSON.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use fhir::datatypes::{ContactPoint, contacts};
use fhir::text::cleaned;
use fhir::views::Patient;
use policy::Action;
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::{Address, ContactLine, EmergencyContact, Profile, Provider, contact_use_key};
use crate::app::App;
use crate::error::Error;
use crate::records::{Reader, References};
use crate::shell::context::Context;
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, both};
use crate::shell::{Granted, frame, html, json};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/profile", Action::ReadProfile, page).api_get(
        &both!("/profile"),
        Action::ReadProfile,
        doc,
        read,
    )
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let patient = app.records.patient(&app, &context, &access).await?.into_inner();
    let known = app.records.practitioners(&app, &context, &access, &patient.providers()).await?;
    let now = app.clock.now();
    let reader = Reader::of(&context);
    let name = patient.display_name(now);
    let page = frame::named(&app, &context, "profile-title", name.as_deref());
    html(&Profile {
        page,
        source: reader.clinic.clone(),
        as_of: reader.clock(now),
        name,
        birth_date: reader.date(patient.birth_date.as_ref()),
        language: patient.languages().into_iter().next(),
        phones: lines(&patient.telecom, "phone", now),
        emails: lines(&patient.telecom, "email", now),
        addresses: addresses(&patient),
        emergency: people(&patient, now, true, &reader),
        contacts: people(&patient, now, false, &reader),
        providers: providers(&patient, &known)
            .into_iter()
            .map(|name| Provider { name: reader.named(name.as_deref()), role: None })
            .collect(),
    })
}

fn lines(telecom: &[ContactPoint], system: &str, now: DateTime<Utc>) -> Vec<ContactLine> {
    let line = |point: &ContactPoint| {
        let value = cleaned(point.value.as_deref())?;
        Some(ContactLine { use_key: point.usage.as_deref().and_then(contact_use_key), value })
    };
    contacts(telecom, system, now).into_iter().filter_map(line).collect()
}

/// Those to call in an emergency, or the others.
fn people(patient: &Patient, now: DateTime<Utc>, emergency: bool, reader: &Reader) -> Vec<EmergencyContact> {
    let shown = |one: &fhir::views::patient::Contact| EmergencyContact {
        name: reader.named(one.display().as_deref()),
        relation: one.relation(),
        phones: lines(&one.telecom, "phone", now).into_iter().map(|line| line.value).collect(),
    };
    let all = patient.contacts(now).into_iter();
    all.filter(|one| one.is_for_emergency() == emergency).map(shown).collect()
}

fn addresses(patient: &Patient) -> Vec<Address> {
    let address = |address: &fhir::datatypes::Address| {
        let lines = address.lines();
        let use_key = address.usage.as_deref().and_then(contact_use_key);
        (!lines.is_empty()).then_some(Address { use_key, lines })
    };
    patient.address.iter().filter_map(address).collect()
}

/// The names of her practitioners, one for each that is written down; `None` for one without a name.
fn providers(patient: &Patient, known: &References) -> Vec<Option<String>> {
    let name = |one: &fhir::Reference| known.prescriber(Some(one)).and_then(|who| who.name);
    patient.providers().iter().map(name).collect()
}

/// A telephone number or e-mail address.
#[derive(Serialize, ToSchema)]
struct Contact {
    /// `phone` or `email`.
    system: &'static str,
    /// FHIR use: `home`, `work`, `mobile`, `temp`, `old`.
    #[serde(rename = "use")]
    usage: Option<String>,
    /// As the clinic has it.
    value: String,
}

/// The patient (R12).
#[derive(Serialize, ToSchema)]
struct ProfileAnswer {
    /// FHIR id.
    id: String,
    /// Whole name.
    name: Option<String>,
    /// What to call her.
    first_name: Option<String>,
    /// As precise as the clinic knows it.
    birth_date: Option<String>,
    /// Administrative gender, as the EHR says it.
    gender: Option<String>,
    /// Whether the record says that she has died.
    deceased: bool,
    /// Languages, in the clinic's words.
    languages: Vec<String>,
    /// Telephones and e-mail addresses in use.
    telecom: Vec<Contact>,
    /// Postal addresses, each as lines.
    addresses: Vec<Vec<String>>,
    /// Her general practitioners, by name.
    general_practitioners: Vec<String>,
    /// Whom the clinic may call, those for an emergency first.
    contacts: Vec<Person>,
    /// When the EHR answered.
    as_of: String,
}

/// Someone whom the clinic may call.
#[derive(Serialize, ToSchema)]
struct Person {
    /// Name.
    name: Option<String>,
    /// What they are to her, in the clinic's words.
    relation: Option<String>,
    /// Whether the record marks them as the one for an emergency.
    emergency: bool,
    /// Telephones and e-mail addresses in use.
    telecom: Vec<Contact>,
}

/// The telephones and e-mail addresses that are in use.
fn reached(telecom: &[ContactPoint], now: DateTime<Utc>) -> Vec<Contact> {
    let of = |system: &'static str| {
        contacts(telecom, system, now).into_iter().filter_map(move |point| {
            let value = cleaned(point.value.as_deref())?;
            Some(Contact { system, usage: point.usage.clone(), value })
        })
    };
    of("phone").chain(of("email")).collect()
}

fn doc() -> Doc {
    let example = ProfileAnswer {
        id: "aurora-p1001".into(),
        name: Some("Elena Marquez".into()),
        first_name: Some("Elena".into()),
        birth_date: Some("1974-05-17".into()),
        gender: Some("female".into()),
        deceased: false,
        languages: vec!["English".into(), "Spanish".into()],
        telecom: vec![Contact {
            system: "phone",
            usage: Some("mobile".into()),
            value: "(303) 555-0181".into(),
        }],
        addresses: vec![vec!["12 Larkspur Lane".into(), "Denver, CO 80206".into()]],
        general_practitioners: vec!["Priya Raman, MD".into()],
        contacts: vec![Person {
            name: Some("Mateo Marquez".into()),
            relation: Some("Husband".into()),
            emergency: true,
            telecom: vec![Contact { system: "phone", usage: None, value: "(303) 555-0182".into() }],
        }],
        as_of: "2026-11-21T16:48:00.000Z".into(),
    };
    Doc::new("Who the clinic thinks I am (R12).")
        .gives::<ProfileAnswer>(200)
        .example(&example)
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
        .or(502, "EHR_UNAVAILABLE")
        .or(504, "EHR_UNAVAILABLE")
}

async fn read(
    State(app): State<Arc<App>>,
    context: Context,
    Granted(access): Granted,
) -> Result<Response, Error> {
    let patient = app.records.patient(&app, &context, &access).await?.into_inner();
    let known = app.records.practitioners(&app, &context, &access, &patient.providers()).await?;
    let now = app.clock.now();
    let people = patient.contacts(now).into_iter().map(|one| Person {
        name: one.display(),
        relation: one.relation(),
        emergency: one.is_for_emergency(),
        telecom: reached(&one.telecom, now),
    });
    let answer = ProfileAnswer {
        id: access.patient()?.as_str().to_owned(),
        name: patient.display_name(now),
        first_name: patient.first_name(now),
        birth_date: patient.birth_date.as_ref().map(|date| date.as_str().to_owned()),
        gender: patient.gender.clone(),
        deceased: patient.is_deceased(),
        languages: patient.languages(),
        contacts: people.collect(),
        telecom: reached(&patient.telecom, now),
        addresses: addresses(&patient).into_iter().map(|address| address.lines).collect(),
        general_practitioners: providers(&patient, &known).into_iter().flatten().collect(),
        as_of: now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
    };
    Ok(json(200, &answer))
}
