//! What stands before every handler: licence, plan and switch, load, session, policy. A handler that runs has
//! an [`policy::Access`]; it cannot be reached without one.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use policy::{Access, Action, Actor};

use super::context::Context;
use super::edge::Known;
use super::routes::RouteInfo;
use super::session::{self, Session};
use super::tenant::{Module, Organisation};
use super::trail::{self, Act};
use crate::app::App;
use crate::error::Error;
use crate::slices::Slice;

/// What the guard of one route knows.
#[derive(Clone)]
pub struct Guarded {
    /// The product.
    pub app: Arc<App>,
    /// The route.
    pub info: Arc<RouteInfo>,
}

/// Lets a request through to its handler, or answers with the reason why not.
pub async fn guard(State(guarded): State<Guarded>, mut request: Request, next: Next) -> Response {
    let Guarded { app, info } = guarded;
    let Some(mut context) = request.extensions().get::<Context>().cloned() else {
        return Error::Internal("a route outside the edge".into()).into_response();
    };
    let outcome = admit(&app, &info, &mut context, request.headers()).await;
    let known = Known(context.clone());
    let mut response = match outcome {
        Ok(access) => {
            request.extensions_mut().insert(context);
            request.extensions_mut().insert(Granted(Arc::new(access)));
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    response.extensions_mut().insert(known);
    response
}

async fn admit(
    app: &Arc<App>,
    info: &RouteInfo,
    context: &mut Context,
    headers: &HeaderMap,
) -> Result<Access, Error> {
    licensed(&context.org, info.slice)?;
    app.load.admit(context.address)?;
    if let Some(found) = session::of(app, context, headers).await? {
        context.lang = found.language.unwrap_or(context.lang);
        context.theme = found.theme.unwrap_or(context.theme);
        context.session = Some(Arc::new(found));
    }
    let actor = actor_of(context.session.as_deref());
    match policy::decide(&actor, context.org.id, info.action, context.patient()) {
        Ok(access) if info.action.wants_fresh_proof() => {
            fresh(app, info, context)?;
            Ok(access)
        }
        Ok(access) => Ok(access),
        Err(denied) => {
            if context.session.is_some() {
                refused(app, context, info.action, denied).await?;
            }
            Err(denied.into())
        }
    }
}

/// Whether the person has proved a short while ago who she is. If not, she is asked to, and comes back to
/// this page, or to the one that the form stands on: the first of its room.
fn fresh(app: &App, info: &RouteInfo, context: &Context) -> Result<(), Error> {
    let session = context.session.as_deref().ok_or(Error::SignedOut)?;
    if session.is_fresh(app) {
        return Ok(());
    }
    let back = if info.method == Method::GET {
        context.here.to_string()
    } else {
        let room = info.path.split('/').nth(1).unwrap_or_default();
        format!("/{room}")
    };
    Err(Error::ProveFirst { back })
}

/// The line of a refusal (U01): who, what, why. Only of a person with a session, who is bounded and known; a
/// line for every request without one would let anybody on the network fill the log.
async fn refused(app: &App, context: &Context, action: Action, denied: policy::Denied) -> Result<(), Error> {
    let act = Act::done("access.refused").on(action.name(), Some(denied.name())).outcome("refused");
    trail::write_read(app, context, context.patient(), act).await
}

fn actor_of(session: Option<&Session>) -> Actor {
    match session {
        None => Actor::Nobody,
        Some(session) => match &session.patient {
            Some(patient) => Actor::Patient { account: session.account, patient: patient.clone() },
            None => Actor::Choosing { account: session.account },
        },
    }
}

/// Licence, plan and switch of a slice in an organisation (T06, T09–T11). One rule for routes and navigation.
pub fn licensed(org: &Organisation, slice: &Slice) -> Result<(), Error> {
    let modules = &org.settings.modules;
    if !modules.contains(&Module::Portal) || slice.module.is_some_and(|module| !modules.contains(&module)) {
        return Err(Error::NotLicensed);
    }
    let on = slice.flag.is_none_or(|flag| org.settings.flags.contains(&flag));
    if on && org.plan >= slice.plan { Ok(()) } else { Err(Error::SwitchedOff) }
}

/// The access that the guard granted; extract it to read or write anything.
#[derive(Clone)]
pub struct Granted(pub Arc<Access>);

impl<S: Send + Sync> FromRequestParts<S> for Granted {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let granted = parts.extensions.get::<Granted>().cloned();
        granted.ok_or_else(|| Error::Internal("a handler outside the guard".into()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let context = parts.extensions.get::<Context>().cloned();
        context.ok_or_else(|| Error::Internal("a handler outside the edge".into()))
    }
}
