//! Routes of help and display.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use base::Lang;
use policy::Action;
use serde::Deserialize;

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::routes::Routes;
use crate::shell::session::{self, LANGUAGE_COOKIE, THEME_COOKIE, set_cookie};
use crate::shell::surface::{self, local_path};
use crate::shell::trail::{self, Act};
use crate::shell::{FormBody, Part, frame, html};
use crate::ui::gallery::{self, Index};
use crate::ui::page::Theme;
use crate::ui::pages::{Accessibility, Help, More, Privacy};

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes
        .get("/help", Action::Public, help)
        .get("/accessibility", Action::Public, accessibility)
        .get("/privacy", Action::Public, privacy)
        .get("/more", Action::ReadProfile, more)
        .post("/display", Action::Public, display)
        .get("/gallery", Action::Public, gallery)
        .get("/gallery/{name}", Action::Public, gallery_sample)
}

async fn help(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    html(&Help { page: frame::page(&app, &context, "help-title").await.narrow() })
}

async fn accessibility(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    html(&Accessibility { page: frame::page(&app, &context, "access-title").await.narrow() })
}

async fn privacy(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    html(&Privacy { page: frame::page(&app, &context, "privacy-title").await.narrow() })
}

async fn more(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let page = frame::page(&app, &context, "nav-more").await;
    let rooms =
        page.nav.iter().filter(|door| door.id == "more").flat_map(|door| door.rooms.clone()).collect();
    html(&More { page, rooms })
}

/// How pages shall look; either part may be missing.
#[derive(Deserialize)]
struct Display {
    language: Option<String>,
    theme: Option<String>,
    next: Option<String>,
}

/// A year: a choice of language is not asked again each month.
const KEPT: i64 = 365 * 24 * 3_600;

async fn display(
    State(app): State<Arc<App>>,
    context: Context,
    FormBody(asked): FormBody<Display>,
) -> Result<Response, Error> {
    let known = |wrong: bool, field| if wrong { Err(Error::invalid(field, "error-body")) } else { Ok(()) };
    let language = asked.language.as_deref().and_then(Lang::from_tag);
    let theme = asked.theme.as_deref().and_then(Theme::from_tag);
    known(asked.language.is_some() && language.is_none(), "language")?;
    known(asked.theme.is_some() && theme.is_none(), "theme")?;
    if let Some(session) = &context.session {
        let tx = app.db.write(context.org.id).await?;
        session::store::set_display(&tx, session.account, language, theme.map(Theme::tag)).await?;
        trail::write(&tx, &context, session.patient.as_ref(), Act::done("display.changed")).await?;
        tx.commit().await?;
    }
    let mut cookies = Vec::new();
    cookies.extend(language.map(|language| set_cookie(LANGUAGE_COOKIE, language.tag(), KEPT)));
    cookies.extend(theme.map(|theme| set_cookie(THEME_COOKIE, theme.tag(), KEPT)));
    let next = local_path(asked.next.as_deref()).unwrap_or("/");
    Ok(surface::with_cookies(surface::see_other(next), &cookies))
}

/// Every page in every state with sample data, to look at; not there in production.
async fn gallery(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    if app.config.is_production() {
        return Err(Error::NotFound);
    }
    let names = gallery::samples(context.lang, context.theme).into_iter().map(|sample| sample.name).collect();
    html(&Index { page: frame::bare(&app, &context, "gallery-title"), names })
}

async fn gallery_sample(
    State(app): State<Arc<App>>,
    context: Context,
    part: Part,
) -> Result<Response, Error> {
    if app.config.is_production() {
        return Err(Error::NotFound);
    }
    let all = gallery::samples(context.lang, context.theme);
    let found = all.into_iter().find(|sample| sample.name == part.named("name"));
    Ok(surface::page_text(found.ok_or(Error::NotFound)?.html))
}
