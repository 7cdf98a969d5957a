//! `GET /docs`: what the API takes and gives, route by route.

use askama::Template;

use super::guide::Step;
use super::read::Content;
use crate::shell::openapi::Code;
use crate::ui::page::Page;

/// The documentation of the API.
#[derive(Template)]
#[template(path = "api_docs/docs.html")]
pub struct ApiDocs<'a> {
    /// The frame.
    pub page: Page,
    /// How to sign in.
    pub sign_in: &'a [Step],
    /// What holds for every route.
    pub conventions: &'a [Step],
    /// Every error code.
    pub codes: &'a [Code],
    /// The routes and shapes, read from the OpenAPI document.
    pub content: &'a Content,
}

impl ApiDocs<'_> {
    /// `502, 503, 504`.
    pub fn statuses(&self, code: &Code) -> String {
        let all: Vec<String> = code.statuses.iter().map(u16::to_string).collect();
        all.join(", ")
    }
}
