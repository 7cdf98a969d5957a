//! `GET /docs`.

use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::response::Response;
use policy::Action;

use super::pages::ApiDocs;
use super::{guide, read};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::openapi;
use crate::shell::routes::{self, Routes};
use crate::shell::{frame, html};
use crate::slices::SLICES;

/// Declares the routes.
pub fn declare(routes: Routes) -> Routes {
    routes.get("/docs", Action::Public, docs)
}

/// The document, made once: the routes do not change while the program runs.
static CONTENT: LazyLock<Option<read::Content>> = LazyLock::new(|| {
    let document = openapi::document(&routes::declared(SLICES)).to_json().ok()?;
    Some(read::content(&serde_json::from_str(&document).ok()?))
});

async fn docs(State(app): State<Arc<App>>, context: Context) -> Result<Response, Error> {
    let content = CONTENT.as_ref().ok_or_else(|| Error::Internal("no OpenAPI document".into()))?;
    html(&ApiDocs {
        page: frame::page(&app, &context, "docs-title").await,
        sign_in: guide::SIGN_IN,
        conventions: guide::CONVENTIONS,
        codes: &openapi::CODES,
        content,
    })
}
