//! How answers look: pages, JSON, and errors rendered per surface with a reference id.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use vendors::ehr::EhrError;

use super::context::Context;
use super::frame;
use super::openapi::{Problem, ProblemField};
use super::routes::Surface;
use super::stream::HERE;
use crate::app::App;
use crate::error::Error;
use crate::ui::page::Page;
use crate::ui::pages::{ErrorKind, ErrorPage, Framed, UnknownHost};
use crate::ui::text::L;
use crate::ui::{assets, theme, when};

/// Who is refused because there is no place is told to come back after this.
const BUSY: Duration = Duration::from_secs(2);

const HTML: &str = "text/html; charset=utf-8";

/// A page.
pub fn html(template: &impl Template) -> Result<Response, Error> {
    html_status(200, template)
}

/// A page with another status, such as 422 for a form that must be mended.
pub fn html_status(status: u16, template: &impl Template) -> Result<Response, Error> {
    Ok(answer(status, HTML, template.render()?))
}

/// A page that is rendered already.
pub fn page_text(document: String) -> Response {
    answer(200, HTML, document)
}

/// A page whose main part is rendered already, by a template of ours.
pub fn framed(status: u16, page: Page, main: &str) -> Result<Response, Error> {
    let frame = Framed { page }.render()?;
    Ok(answer(status, HTML, frame.replacen(HERE, main, 1)))
}

/// A page that is sent as it comes.
pub fn page_stream(body: Body) -> Response {
    (StatusCode::OK, [(CONTENT_TYPE, HeaderValue::from_static(HTML))], body).into_response()
}

/// A JSON document.
pub fn json(status: u16, value: &impl Serialize) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => answer(status, "application/json", text),
        Err(error) => Error::Internal(format!("json: {error}")).into_response(),
    }
}

/// 204.
pub fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// 303 to a path on this host.
pub fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        Err(_) => Error::Internal("a redirect to no path".into()).into_response(),
    }
}

/// Adds `Set-Cookie` headers.
pub fn with_cookies(mut response: Response, cookies: &[String]) -> Response {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

/// Adds `Retry-After`, rounded up to whole seconds.
pub fn with_retry_after(mut response: Response, wait: Duration) -> Response {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// A path on this host and nothing else: no scheme, no host, no way to climb out (`//`, `/\`, control
/// characters).
pub fn local_path(next: Option<&str>) -> Option<&str> {
    let next = next?;
    let fits = next.len() <= 512
        && next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(next)
}

fn answer(status: u16, media_type: &'static str, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE, HeaderValue::from_static(media_type))], body).into_response()
}

/// An error with its looks.
pub async fn error(app: &Arc<App>, error: Error, context: &Context, surface: Surface) -> Response {
    if let Error::Internal(detail) = &error {
        tracing::error!(request = %context.request_id, detail, "internal error");
    }
    let response = match (surface, &error) {
        (Surface::Page, Error::SignedOut) => leading_back("/sign-in", &context.here),
        (Surface::Page, Error::ChooseFirst) => leading_back("/sign-in/whom", &context.here),
        (Surface::Page, Error::ProveFirst { back }) => leading_back("/step-up", back),
        (Surface::Page, _) => page(app, &error, context),
        (Surface::Api, _) => problem(&error, L::new(context.lang), &context.request_id),
    };
    match wait_of(&error) {
        Some(wait) => with_retry_after(response, wait),
        None => response,
    }
}

fn wait_of(error: &Error) -> Option<Duration> {
    match error {
        Error::TooMany(wait) => Some(*wait),
        Error::Overloaded => Some(BUSY),
        Error::Ehr(ehr) => Some(ehr.retry_after().unwrap_or(Duration::from_secs(5))),
        _ => None,
    }
}

/// 303 to a page of signing in, which leads back here; never to anything but a path on this host.
fn leading_back(to: &str, here: &str) -> Response {
    let here = local_path(Some(here)).filter(|path| *path != "/");
    match here {
        Some(path) => {
            let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
            see_other(&format!("{to}?next={next}"))
        }
        None => see_other(to),
    }
}

fn kind_of(error: &Error) -> ErrorKind {
    match error {
        Error::NotFound | Error::MethodNotAllowed => ErrorKind::NotFound,
        Error::SignedOut => ErrorKind::SessionEnded,
        Error::Refused | Error::ChooseFirst | Error::ProveFirst { .. } | Error::OnHold => ErrorKind::Refused,
        Error::NotLicensed => ErrorKind::NotLicensed,
        Error::SwitchedOff => ErrorKind::SwitchedOff,
        Error::CrossSite
        | Error::Invalid(_)
        | Error::TooLarge
        | Error::TooSlow
        | Error::WrongCode
        | Error::WrongPasskey => ErrorKind::BadRequest,
        Error::Overloaded => ErrorKind::Busy,
        Error::TooMany(wait) => {
            ErrorKind::TooMany { minutes: usize::try_from(wait.as_secs().div_ceil(60)).unwrap_or(1).max(1) }
        }
        Error::Ehr(EhrError::Refused { .. } | EhrError::NotOffered) => ErrorKind::EhrRefused,
        Error::Ehr(_) => ErrorKind::EhrSilent,
        Error::File(EhrError::TooLarge) => ErrorKind::FileTooLarge,
        Error::File(EhrError::Malformed) => ErrorKind::FileBroken,
        Error::File(_) => ErrorKind::FileMissing,
        Error::Internal(_) => ErrorKind::Unexpected,
    }
}

fn page(app: &App, error: &Error, context: &Context) -> Response {
    let kind = kind_of(error);
    let (now, zone) = (app.clock.now(), context.org.settings.time_zone);
    // The frame asks no EHR for a name: an error page must come whatever is down.
    let (frame, at) = match error {
        // The day without the minute: two of these pages are the same but for their references.
        Error::NotFound | Error::MethodNotAllowed => {
            (nowhere(app, context, kind), when::today(context.lang, now, zone))
        }
        _ => (frame::named(app, context, kind.title_key(), None), when::moment(context.lang, now, zone)),
    };
    match html_status(error.status(), &ErrorPage::new(frame, kind, at)) {
        Ok(response) => response,
        Err(_) => plain(error.status(), &context.request_id),
    }
}

/// The frame of what is not there: it repeats nothing of the path that was asked, and stands behind no
/// door, so that *not yours* and *does not exist* are one page.
fn nowhere(app: &App, context: &Context, kind: ErrorKind) -> Page {
    let context = Context { here: "".into(), ..context.clone() };
    let mut frame = frame::named(app, &context, kind.title_key(), None);
    "/".clone_into(&mut frame.path);
    frame
}

/// The problem+json document (RFC 9457). It never repeats what was asked.
fn problem(error: &Error, words: L, reference: &str) -> Response {
    let kind = kind_of(error);
    let code = error.code();
    let fields = match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|invalid| ProblemField { field: invalid.field.to_owned(), detail: words.t(invalid.key) })
            .collect(),
        _ => Vec::new(),
    };
    let problem = Problem {
        kind: Problem::kind_of(code),
        title: words.t(kind.title_key()),
        status: error.status(),
        code,
        detail: detail(error, kind, words),
        reference: reference.to_owned(),
        fields,
    };
    let text = serde_json::to_string(&problem).unwrap_or_default();
    answer(error.status(), "application/problem+json", text)
}

fn detail(error: &Error, kind: ErrorKind, words: L) -> String {
    match error {
        Error::WrongCode => words.t("error-code"),
        Error::WrongPasskey => words.t("error-passkey"),
        Error::OnHold => words.t("error-on-hold"),
        Error::ProveFirst { .. } => words.t("error-prove-first"),
        Error::Invalid(fields) => fields.first().map(|invalid| words.t(invalid.key)).unwrap_or_default(),
        Error::Ehr(ehr) => format!("{} ({})", words.t(kind.title_key()), ehr.code()),
        Error::TooMany(wait) => {
            let minutes = usize::try_from(wait.as_secs().div_ceil(60)).unwrap_or(1).max(1);
            words.tn(kind.keys().1, "count", minutes)
        }
        _ => words.t(kind.title_key()),
    }
}

/// The answer to a host that belongs to nobody: a plain 404 that names nobody (T03).
pub fn unknown_host(surface: Surface, reference: &str) -> Response {
    match surface {
        Surface::Page => match html_status(404, &UnknownHost { lang: base::Lang::En }) {
            Ok(response) => response,
            Err(_) => plain(404, reference),
        },
        Surface::Api => problem(&Error::NotFound, L::new(base::Lang::En), reference),
    }
}

/// An error before the organisation is known.
pub fn without_organisation(error: &Error, surface: Surface, reference: &str) -> Response {
    match surface {
        Surface::Page => plain(error.status(), reference),
        Surface::Api => problem(error, L::new(base::Lang::En), reference),
    }
}

/// The answer while every place is taken, before anything is known of the request but its path and language.
pub fn overloaded(surface: Surface, lang: base::Lang, reference: &str) -> Response {
    let (error, words) = (Error::Overloaded, L::new(lang));
    let response = match surface {
        Surface::Page => {
            let (title, more) = ErrorKind::Busy.keys();
            let text = format!("{}\n{}\n\n{reference}\n", words.t(title), words.t(more));
            answer(error.status(), "text/plain; charset=utf-8", text)
        }
        Surface::Api => problem(&error, words, reference),
    };
    with_retry_after(response, BUSY)
}

fn plain(status: u16, reference: &str) -> Response {
    answer(status, "text/plain; charset=utf-8", format!("Something went wrong. Reference: {reference}\n"))
}

/// A panic in a handler: one request fails, the others go on; what it said is in the log only.
pub fn handler_panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    Error::Internal(format!("a handler panicked: {}", said(cause))).into_response()
}

/// A panic outside every handler: the same, without organisation and looks.
pub fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!(cause = said(cause), "a request panicked");
    let mut response = plain(500, "-");
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn said(cause: Box<dyn std::any::Any + Send>) -> String {
    match cause.downcast::<String>() {
        Ok(words) => *words,
        Err(other) => other.downcast_ref::<&str>().map(|words| (*words).to_owned()).unwrap_or_default(),
    }
}

/// A file of the asset path, kept by browsers for good under its hashed name.
pub async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let accepted: Vec<&str> =
        headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let Some(asset) = assets::get(&file, &accepted.join(",")) else {
        return Error::NotFound.into_response();
    };
    // Already compressed, once and for good: the layer that compresses answers leaves it as it is.
    let headers =
        [(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, assets::CACHE), (VARY, "Accept-Encoding")];
    let mut response = (StatusCode::OK, headers, Body::from(asset.body)).into_response();
    if let Some(coding) = asset.coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// The organisation's theme. Pages name its version, which changes with the organisation: that address is
/// kept for good, any other for a day.
pub async fn theme(RawQuery(query): RawQuery, context: Context) -> Result<Response, Error> {
    let settings = &context.org.settings;
    let css = theme::stylesheet(&settings.brand_color, settings.spark_color.as_deref())
        .map_err(|error| Error::Internal(format!("theme: {error}")))?;
    let current = query.is_some_and(|query| query == format!("v={}", context.org.version));
    let cache = if current { assets::CACHE } else { "public, max-age=86400" };
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, cache)];
    Ok((StatusCode::OK, headers, css).into_response())
}

/// The OpenAPI document.
pub fn openapi(document: String) -> Response {
    answer(200, "application/json", document)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_host_are_followed() {
        assert_eq!(local_path(Some("/records/medications?x=1")), Some("/records/medications?x=1"));
        for bad in
            ["", "records", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/é"]
        {
            assert_eq!(local_path(Some(bad)), None, "{bad:?}");
        }
    }
}
