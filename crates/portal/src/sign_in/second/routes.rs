//! The second factor at sign-in, as a page and in JSON.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::Second;
use super::{LIFE, SECOND_COOKIE};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::{Context, cookie};
use crate::shell::openapi::Doc;
use crate::shell::routes::Routes;
use crate::shell::session::{self, set_cookie};
use crate::shell::surface::{self, local_path};
use crate::shell::{FormBody, JsonBody, frame, html, json};
use crate::sign_in::routes::{SessionState, device, too_many, with_next};
use crate::ui::view::FieldError;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/sign-in/second", Action::SignIn, page)
        .post("/sign-in/second", Action::SignIn, sent)
        .api_post(&["/v1/portal/auth/second"], Action::SignIn, second_doc, second)
}

/// `Set-Cookie` that stands for the first proof.
pub fn cookie_of(token: &str) -> String {
    set_cookie(SECOND_COOKIE, token, LIFE.num_seconds())
}

fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SECOND_COOKIE).filter(|token| token.len() == 43)
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

fn view(app: &App, context: &Context, next: Option<&str>) -> Second {
    Second {
        page: frame::bare(app, context, "second-title"),
        errors: Vec::new(),
        next: local_path(next).map(str::to_owned),
        notice: None,
    }
}

async fn page(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    Query(asked): Query<Next>,
) -> Result<Response, Error> {
    let waits = match token(&headers) {
        Some(token) => super::waits(&app, &context, token).await?,
        None => false,
    };
    if waits {
        html(&view(&app, &context, asked.next.as_deref()))
    } else {
        Ok(surface::see_other("/sign-in"))
    }
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    next: Option<String>,
}

async fn sent(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, Error> {
    let Some(token) = token(&headers) else { return Ok(surface::see_other("/sign-in")) };
    let next = local_path(form.next.as_deref());
    match super::finish(&app, &context, &device(&headers), token, &form.code).await {
        Ok(signed_in) => {
            let target = if signed_in.choosing {
                with_next("/sign-in/whom", next)
            } else {
                next.unwrap_or("/").to_owned()
            };
            let begun = session::cookie_of(&signed_in.begun);
            let cookies = [begun, signed_in.device, set_cookie(SECOND_COOKIE, "", 0)];
            Ok(surface::with_cookies(surface::see_other(&target), &cookies))
        }
        Err(Error::SignedOut) => Ok(surface::see_other("/sign-in")),
        Err(Error::WrongCode) => {
            let mut view = view(&app, &context, next);
            view.errors = vec![FieldError { field: "code", words: view.page.t("error-second") }];
            surface::html_status(422, &view)
        }
        Err(Error::TooMany(wait)) => {
            let view = Second { notice: Some(too_many(wait)), ..view(&app, &context, next) };
            Ok(surface::with_retry_after(surface::html_status(429, &view)?, wait))
        }
        Err(other) => Err(other),
    }
}

/// The second proof.
#[derive(Serialize, Deserialize, ToSchema)]
struct SecondCode {
    /// Six digits of the authenticator app, or a recovery code.
    code: String,
}

fn second_doc() -> Doc {
    Doc::new(
        "Give the second factor, after `verify` answered `second_factor`; sets the session cookie (A10).",
    )
    .takes::<SecondCode>()
    .request_example(&SecondCode { code: "492039".into() })
    .gives::<SessionState>(200)
    .example(&SessionState::example())
    .or(401, "CODE_INVALID")
    .or(429, "RATE_LIMITED")
}

async fn second(
    State(app): State<Arc<App>>,
    context: Context,
    headers: HeaderMap,
    JsonBody(given): JsonBody<SecondCode>,
) -> Result<Response, Error> {
    // A first factor that is over is told like a wrong code: the way is the same, from the beginning.
    let token = token(&headers).ok_or(Error::WrongCode)?;
    let signed_in = match super::finish(&app, &context, &device(&headers), token, &given.code).await {
        Err(Error::SignedOut) => Err(Error::WrongCode),
        other => other,
    }?;
    let state = SessionState::of(&app, &signed_in);
    let begun = session::cookie_of(&signed_in.begun);
    let cookies = [begun, signed_in.device, set_cookie(SECOND_COOKIE, "", 0)];
    Ok(surface::with_cookies(json(200, &state), &cookies))
}
