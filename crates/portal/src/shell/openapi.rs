//! The OpenAPI document, built from the declared routes, so that a route cannot be missing from it.

use std::sync::Arc;

use axum::http::Method;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, Info, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required,
    ResponseBuilder, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use super::routes::RouteInfo;

type NamedSchemas = Vec<(String, RefOr<Schema>)>;

/// How one API route is described.
#[derive(Clone)]
pub struct Doc {
    summary: &'static str,
    request: Option<String>,
    answer: Option<(u16, Option<String>)>,
    errors: Vec<(u16, &'static str)>,
    query: Vec<(&'static str, &'static str)>,
    schemas: NamedSchemas,
}

impl Doc {
    /// A route that does what `summary` says.
    pub fn new(summary: &'static str) -> Self {
        Self {
            summary,
            request: None,
            answer: None,
            errors: Vec::new(),
            query: Vec::new(),
            schemas: Vec::new(),
        }
    }

    /// Takes a JSON body of type `T`.
    pub fn takes<T: ToSchema + PartialSchema>(mut self) -> Self {
        self.request = Some(self.learn::<T>());
        self
    }

    /// Answers `status` with a JSON body of type `T`.
    pub fn gives<T: ToSchema + PartialSchema>(mut self, status: u16) -> Self {
        let name = self.learn::<T>();
        self.answer = Some((status, Some(name)));
        self
    }

    /// Answers `status` without a body.
    pub fn gives_nothing(mut self, status: u16) -> Self {
        self.answer = Some((status, None));
        self
    }

    /// May answer `status` with problem+json of this code.
    pub fn or(mut self, status: u16, code: &'static str) -> Self {
        self.errors.push((status, code));
        self
    }

    /// Understands a query parameter.
    pub fn query(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.query.push((name, meaning));
        self
    }

    fn learn<T: ToSchema + PartialSchema>(&mut self) -> String {
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::name().into_owned()
    }
}

/// The problem+json document of every error (RFC 9457).
#[derive(serde::Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank#` and the code in lower case.
    #[serde(rename = "type")]
    pub kind: String,
    /// The error in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: &'static str,
    /// What to do, in the reader's language.
    pub detail: String,
    /// The request id, also in `X-Request-Id`.
    pub reference: String,
    /// The fields that cannot be taken, when that is the error.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
}

/// One field that cannot be taken.
#[derive(serde::Serialize, ToSchema)]
pub struct ProblemField {
    /// Its name.
    pub field: String,
    /// What to do about it.
    pub detail: String,
}

/// The document of all API routes.
pub fn document(routes: &[Arc<RouteInfo>]) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut schemas: NamedSchemas = Vec::new();
    Problem::schemas(&mut schemas);
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    for route in routes {
        let Some(doc) = &route.doc else { continue };
        schemas.extend(doc.schemas.iter().cloned());
        let method = if route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        paths = paths.path(route.path, PathItem::new(method, operation(route, doc)));
    }
    let mut components = ComponentsBuilder::new();
    for (name, schema) in schemas {
        components = components.schema(name, schema);
    }
    OpenApiBuilder::new()
        .info(Info::new("Portico", env!("CARGO_PKG_VERSION")))
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

fn operation(route: &RouteInfo, doc: &Doc) -> utoipa::openapi::path::Operation {
    let mut operation =
        OperationBuilder::new().summary(Some(doc.summary)).tag(route.slice.name).operation_id(Some(format!(
            "{}{}",
            route.method.as_str().to_lowercase(),
            route.path.replace('/', "_")
        )));
    for name in path_parameters(route.path) {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
        operation = operation.parameter(parameter.required(Required::True).schema(Some(String::schema())));
    }
    for (name, meaning) in &doc.query {
        let parameter = ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query);
        operation = operation.parameter(parameter.description(Some(*meaning)).schema(Some(String::schema())));
    }
    if let Some(name) = &doc.request {
        let body =
            RequestBodyBuilder::new().content("application/json", json(name)).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    if let Some((status, body)) = &doc.answer {
        let mut response = ResponseBuilder::new().description("done");
        if let Some(name) = body {
            response = response.content("application/json", json(name));
        }
        operation = operation.response(status.to_string(), response.build());
    }
    for (status, codes) in errors_by_status(doc) {
        let problem = Content::builder().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new().description(codes).content("application/problem+json", problem);
        operation = operation.response(status.to_string(), response.build());
    }
    operation.build()
}

fn errors_by_status(doc: &Doc) -> std::collections::BTreeMap<u16, String> {
    // What the shell itself may answer on any route.
    let always = [(403, "MODULE_NOT_LICENSED"), (429, "RATE_LIMITED"), (500, "INTERNAL")];
    let mut by_status = std::collections::BTreeMap::<u16, String>::new();
    for (status, code) in doc.errors.iter().chain(&always) {
        let codes = by_status.entry(*status).or_default();
        if !codes.split(" · ").any(|known| known == *code) {
            *codes = if codes.is_empty() { (*code).to_owned() } else { format!("{codes} · {code}") };
        }
    }
    by_status
}

fn json(name: &str) -> Content {
    Content::builder().schema(Some(Ref::from_schema_name(name))).build()
}

/// Names in braces of a path pattern.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
}
