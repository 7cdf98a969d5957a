//! Pages and JSON of signing in and out.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::Response;
use base::FhirId;
use futures::FutureExt;
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::pages::{Code, Email as EmailPage, Ended, Notice, Person, Whom};
use super::{DEVICE_COOKIE, Device, Email, SignedIn, Verified, forms, second};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{INVITE_COOKIE, LATER};
use crate::records;
use crate::shell::context::{Context, cookie};
use crate::shell::openapi::Doc;
use crate::shell::routes::{Routes, both};
use crate::shell::session::{self, set_cookie};
use crate::shell::surface::{self, local_path};
use crate::shell::{FormBody, JsonBody, frame, html, json};
use crate::ui::view::FieldError;

/// Holds the id of the sign-in request between the address and the code: the URL of a page never holds an
/// address.
const REQUEST_COOKIE: &str = "__Host-sign-in";

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Action::SignIn, email_page)
        .post("/sign-in", Action::SignIn, email_sent)
        .get("/sign-in/code", Action::SignIn, code_page)
        .post("/sign-in/code", Action::SignIn, code_sent)
        .get("/sign-in/ended", Action::Public, ended_page)
        .get("/sign-in/whom", Action::Session, whom_page)
        .post("/sign-in/whom", Action::Session, whom_sent)
        .post("/sign-out", Action::SignIn, signed_out)
        .api_post(&both!("/auth/send-code"), Action::SignIn, send_code_doc, send_code)
        .api_post(&both!("/auth/verify"), Action::SignIn, verify_doc, verify)
        .api_post(&both!("/auth/logout"), Action::SignIn, logout_doc, logout)
        .api_get(&["/v1/portal/auth/people"], Action::Session, people_doc, people)
        .api_post(&["/v1/portal/auth/person"], Action::Session, person_doc, person)
        .api_get(&["/v1/portal/auth/session"], Action::Session, session_doc, session_state)
}

/// Where a person goes after signing in.
#[derive(Deserialize)]
struct Next {
    next: Option<String>,
    ended: Option<String>,
}

async fn email_page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Next>,
) -> Result<Response, Error> {
    if context.patient().is_some() {
        return Ok(surface::see_other(local_path(asked.next.as_deref()).unwrap_or("/")));
    }
    let notice = asked.ended.as_deref().and_then(Notice::from_ended);
    let page = frame::bare(&app, &context, "signin-title");
    let next = local_path(asked.next.as_deref()).map(str::to_owned);
    html(&EmailPage { page, errors: Vec::new(), email: String::new(), next, notice })
}

#[derive(Deserialize)]
struct EmailForm {
    #[serde(default)]
    email: String,
    next: Option<String>,
}

/// The browser that asks.
pub fn device(headers: &HeaderMap) -> Device {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Device::new(agent, cookie(headers, DEVICE_COOKIE))
}

async fn email_sent(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    FormBody(form): FormBody<EmailForm>,
) -> Result<Response, Error> {
    let next = local_path(form.next.as_deref()).map(str::to_owned);
    let again = |errors, notice, status| {
        let page = frame::bare(&app, &context, "signin-title");
        let email = form.email.chars().take(254).collect();
        surface::html_status(status, &EmailPage { page, errors, email, next: next.clone(), notice })
    };
    let Some(email) = Email::parse(&form.email) else {
        let words = frame::bare(&app, &context, "signin-title").t("error-email");
        return again(vec![FieldError { field: "email", words }], None, 422);
    };
    match super::send_code(&app, &context, &device(&headers), &email).await {
        Ok(request) => {
            let life = app.config.sign_in.life.std().as_secs();
            let kept =
                set_cookie(REQUEST_COOKIE, &request.simple().to_string(), i64::try_from(life).unwrap_or(0));
            let target = with_next("/sign-in/code", next.as_deref());
            Ok(surface::with_cookies(surface::see_other(&target), &[kept]))
        }
        Err(Error::TooMany(wait)) => {
            let refused = again(Vec::new(), Some(too_many(wait)), 429)?;
            Ok(surface::with_retry_after(refused, wait))
        }
        Err(other) => Err(other),
    }
}

/// That the next try counts after a wait.
pub fn too_many(wait: std::time::Duration) -> Notice {
    Notice::TooMany { minutes: usize::try_from(wait.as_secs().div_ceil(60)).unwrap_or(1).max(1) }
}

/// A path of this host that leads on to another one.
pub fn with_next(path: &str, next: Option<&str>) -> String {
    match next {
        Some(next) => {
            let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            format!("{path}?next={next}")
        }
        None => path.to_owned(),
    }
}

/// The address that this browser asked a code for, if that is recent.
async fn asked_for(app: &App, context: &Context, headers: &HeaderMap) -> Result<Option<Email>, Error> {
    match cookie(headers, REQUEST_COOKIE).and_then(|id| Uuid::try_parse(id).ok()) {
        Some(request) => super::address_of(app, context, request).await,
        None => Ok(None),
    }
}

fn code_view(app: &App, context: &Context, email: &Email, next: Option<&str>) -> Code {
    let minutes = app.config.sign_in.life.chrono().num_minutes();
    Code {
        page: frame::bare(app, context, "code-title"),
        errors: Vec::new(),
        email: email.as_str().to_owned(),
        digits: app.config.sign_in.digits as usize,
        minutes: usize::try_from(minutes).unwrap_or(10),
        next: local_path(next).map(str::to_owned),
        notice: None,
    }
}

async fn code_page(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    Query(asked): Query<Next>,
) -> Result<Response, Error> {
    match asked_for(&app, &context, &headers).await? {
        Some(email) => html(&code_view(&app, &context, &email, asked.next.as_deref())),
        None => Ok(surface::see_other("/sign-in")),
    }
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    next: Option<String>,
}

async fn code_sent(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, Error> {
    let Some(email) = asked_for(&app, &context, &headers).await? else {
        return Ok(surface::see_other("/sign-in"));
    };
    let outcome = match forms::code(&form.code) {
        Some(code) => super::verify(&app, &context, &device(&headers), &email, &code).await,
        None => Err(Error::WrongCode),
    };
    match outcome {
        Ok(Verified::Second(token)) => {
            let to = with_next("/sign-in/second", local_path(form.next.as_deref()));
            let cookies = [second::routes::cookie_of(&token), set_cookie(REQUEST_COOKIE, "", 0)];
            Ok(surface::with_cookies(surface::see_other(&to), &cookies))
        }
        Ok(Verified::In(signed_in)) => {
            let next = local_path(form.next.as_deref()).unwrap_or("/");
            let whom = || with_next("/sign-in/whom", local_path(form.next.as_deref()));
            let target = if signed_in.choosing { whom() } else { next.to_owned() };
            let invited = invitation(&headers, &signed_in);
            let begun = session::cookie_of(&signed_in.begun);
            let cookies = [begun, signed_in.device, set_cookie(REQUEST_COOKIE, "", 0), invited];
            Ok(surface::with_cookies(surface::see_other(&target), &cookies))
        }
        Err(Error::WrongCode) => {
            let mut view = code_view(&app, &context, &email, form.next.as_deref());
            view.errors = vec![FieldError { field: "code", words: view.page.t("error-code") }];
            surface::html_status(422, &view)
        }
        Err(other) => Err(other),
    }
}

/// Has Home lead somebody who typed a code to a passkey, unless she said "not now" in this browser.
fn invitation(headers: &HeaderMap, signed_in: &SignedIn) -> String {
    match cookie(headers, INVITE_COOKIE) {
        Some("later") => set_cookie(INVITE_COOKIE, "later", LATER),
        _ if signed_in.has_passkey => set_cookie(INVITE_COOKIE, "", 0),
        _ => set_cookie(INVITE_COOKIE, "yes", signed_in.begun.max_age),
    }
}

async fn ended_page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Next>,
) -> Result<Response, Error> {
    let why = asked.ended.as_deref().and_then(Notice::from_ended).unwrap_or(Notice::SignedOut);
    html(&Ended { page: frame::bare(&app, &context, "ended-title"), why })
}

/// Names of everybody whose record the person may open; a name that the EHR does not give now is said to be
/// so.
async fn who(app: &App, context: &Context) -> Result<Vec<Person>, Error> {
    let session = context.session.as_ref().ok_or(Error::SignedOut)?;
    let words = frame::bare(app, context, "whom-title");
    let words = &words;
    let names = session.links.iter().map(|patient| {
        async move {
            let access = records::access_to(context, session, patient, Action::ReadProfile)?;
            let read = app.records.patient(app, context, &access).await;
            let (name, born) = match read {
                Ok(released) => {
                    let view = released.into_inner();
                    let year = view
                        .birth_date
                        .as_ref()
                        .map(|date| date.as_str().chars().take(4).collect::<String>());
                    (view.display_name(app.clock.now()), year)
                }
                Err(Error::Ehr(_) | Error::NotFound) => (None, None),
                Err(other) => return Err(other),
            };
            let detail = born.map(|year| words.t1("whom-born", "year", &year));
            let name = name.unwrap_or_else(|| words.t("whom-no-name"));
            Ok(Person { id: patient.as_str().to_owned(), name, detail })
        }
        .boxed()
    });
    futures::future::try_join_all(names).await
}

async fn whom_page(
    State(app): State<Arc<App>>,
    context: Context,
    Query(asked): Query<Next>,
) -> Result<Response, Error> {
    let people = who(&app, &context).await?;
    let page = frame::bare(&app, &context, "whom-title");
    let next = local_path(asked.next.as_deref()).map(str::to_owned);
    html(&Whom { page, errors: Vec::new(), people, next })
}

#[derive(Deserialize)]
struct WhomForm {
    #[serde(default)]
    patient: String,
    next: Option<String>,
}

async fn whom_sent(
    State(app): State<Arc<App>>,
    context: Context,
    FormBody(form): FormBody<WhomForm>,
) -> Result<Response, Error> {
    if form.patient.is_empty() {
        let people = who(&app, &context).await?;
        let page = frame::bare(&app, &context, "whom-title");
        let errors = vec![FieldError { field: "patient-1", words: page.t("error-whom") }];
        let next = local_path(form.next.as_deref()).map(str::to_owned);
        return surface::html_status(422, &Whom { page, errors, people, next });
    }
    let patient = FhirId::parse(&form.patient).map_err(|_| Error::NotFound)?;
    let begun = super::choose(&app, &context, &patient).await?;
    let target = local_path(form.next.as_deref()).unwrap_or("/");
    Ok(surface::with_cookies(surface::see_other(target), &[session::cookie_of(&begun)]))
}

async fn signed_out(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    super::sign_out(&app, &context).await?;
    Ok(surface::with_cookies(surface::see_other("/sign-in/ended?ended=signed-out"), &[session::forget()]))
}

/// Asks for a code.
#[derive(Serialize, Deserialize, ToSchema)]
struct SendCode {
    /// The e-mail address that the clinic has.
    email: String,
}

/// The same answer for every well-formed address.
#[derive(Serialize, ToSchema)]
struct Sent {
    /// Always `sent-if-known`.
    status: &'static str,
    /// For how long a code works, in seconds.
    expires_in: u64,
}

fn send_code_doc() -> Doc {
    Doc::new(
        "Send a sign-in code by e-mail (A01). The answer is the same whether the address is known or not.",
    )
    .takes::<SendCode>()
    .request_example(&SendCode { email: "elena@patients.example".into() })
    .gives::<Sent>(202)
    .example(&Sent { status: "sent-if-known", expires_in: 600 })
    .or(422, "VALIDATION_FAILED")
}

async fn send_code(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<SendCode>,
) -> Result<Response, Error> {
    let email = Email::parse(&asked.email).ok_or_else(|| Error::invalid("email", "error-email"))?;
    super::send_code(&app, &context, &device(&headers), &email).await?;
    let expires_in = app.config.sign_in.life.std().as_secs();
    Ok(json(202, &Sent { status: "sent-if-known", expires_in }))
}

/// A code and the address that it was sent to.
#[derive(Serialize, Deserialize, ToSchema)]
struct Verify {
    /// The address.
    email: String,
    /// The digits of the mail.
    code: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionState {
    /// The FHIR id of the patient whose record is open; null while the person must still choose.
    patient: Option<String>,
    /// Whether the person must choose whose record to open, at `/v1/portal/auth/person`.
    choose: bool,
    /// Whether there is no session yet: the second factor must come, at `/v1/portal/auth/second`.
    second_factor: bool,
    /// Seconds without use after which the session ends.
    idle_seconds: u64,
}

impl SessionState {
    /// Of a session that has just begun.
    pub fn of(app: &App, signed_in: &SignedIn) -> Self {
        Self {
            patient: signed_in.patient.as_ref().map(|id| id.as_str().to_owned()),
            choose: signed_in.choosing,
            second_factor: false,
            idle_seconds: app.config.session.idle.std().as_secs(),
        }
    }

    /// The answer of an example.
    pub fn example() -> Self {
        let patient = Some("aurora-p1001".into());
        Self { patient, choose: false, second_factor: false, idle_seconds: 900 }
    }
}

fn verify_doc() -> Doc {
    Doc::new("Sign in with the e-mailed code; sets the session cookie (A02).")
        .takes::<Verify>()
        .request_example(&Verify { email: "elena@patients.example".into(), code: "40718263".into() })
        .gives::<SessionState>(200)
        .example(&SessionState::example())
        .example_of("choose", &SessionState { patient: None, choose: true, ..SessionState::example() })
        .example_of("second", &SessionState { patient: None, second_factor: true, ..SessionState::example() })
        .or(401, "CODE_INVALID")
        .or(422, "VALIDATION_FAILED")
}

async fn verify(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    JsonBody(given): JsonBody<Verify>,
) -> Result<Response, Error> {
    let email = Email::parse(&given.email).ok_or_else(|| Error::invalid("email", "error-email"))?;
    let code = forms::code(&given.code).ok_or(Error::WrongCode)?;
    let signed_in = match super::verify(&app, &context, &device(&headers), &email, &code).await? {
        Verified::In(signed_in) => signed_in,
        Verified::Second(token) => {
            let idle_seconds = app.config.session.idle.std().as_secs();
            let state = SessionState { patient: None, choose: false, second_factor: true, idle_seconds };
            return Ok(surface::with_cookies(json(200, &state), &[second::routes::cookie_of(&token)]));
        }
    };
    let state = SessionState::of(&app, &signed_in);
    let cookies = [session::cookie_of(&signed_in.begun), signed_in.device];
    Ok(surface::with_cookies(json(200, &state), &cookies))
}

fn logout_doc() -> Doc {
    Doc::new("End the session (A04). Doing it twice changes nothing.").gives_nothing(204)
}

async fn logout(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    super::sign_out(&app, &context).await?;
    Ok(surface::with_cookies(surface::nothing(), &[session::forget()]))
}

/// A person whose record may be opened.
#[derive(Serialize, ToSchema)]
struct PersonItem {
    /// FHIR id of the patient.
    patient: String,
    /// Her name.
    name: String,
}

/// Everybody whose record the person may open.
#[derive(Serialize, ToSchema)]
struct People {
    /// In the order of their ids.
    items: Vec<PersonItem>,
    /// Always null: the list is whole.
    next: Option<String>,
}

fn people_doc() -> Doc {
    Doc::new("Whose record may I open? An address may belong to several patients.")
        .gives::<People>(200)
        .example(&People {
            items: vec![PersonItem { patient: "aurora-p1001".into(), name: "Elena Marquez".into() }],
            next: None,
        })
        .or(401, "SESSION_EXPIRED")
}

async fn people(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let items = who(&app, &context).await?;
    let items =
        items.into_iter().map(|person| PersonItem { patient: person.id, name: person.name }).collect();
    Ok(json(200, &People { items, next: None }))
}

/// Whose record to open.
#[derive(Serialize, Deserialize, ToSchema)]
struct Choose {
    /// FHIR id of one of the people of `/v1/portal/auth/people`.
    patient: String,
}

fn person_doc() -> Doc {
    Doc::new("Open one person's record: a new session for it, the old one ended.")
        .takes::<Choose>()
        .request_example(&Choose { patient: "aurora-p1001".into() })
        .gives::<SessionState>(200)
        .example(&SessionState::example())
        .or(401, "SESSION_EXPIRED")
        .or(404, "NOT_FOUND")
}

async fn person(
    State(app): State<Arc<App>>,
    context: Context,
    JsonBody(chosen): JsonBody<Choose>,
) -> Result<Response, Error> {
    let patient = FhirId::parse(&chosen.patient).map_err(|_| Error::NotFound)?;
    let begun = super::choose(&app, &context, &patient).await?;
    let idle_seconds = app.config.session.idle.std().as_secs();
    let state =
        SessionState { patient: Some(chosen.patient), choose: false, second_factor: false, idle_seconds };
    Ok(surface::with_cookies(json(200, &state), &[session::cookie_of(&begun)]))
}

fn session_doc() -> Doc {
    Doc::new("Who is signed in. Asking counts as use, so it also keeps the session alive.")
        .gives::<SessionState>(200)
        .example(&SessionState::example())
        .or(401, "SESSION_EXPIRED")
}

async fn session_state(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let patient = context.patient().map(|id| id.as_str().to_owned());
    let idle_seconds = app.config.session.idle.std().as_secs();
    Ok(json(200, &SessionState { choose: patient.is_none(), patient, second_factor: false, idle_seconds }))
}
