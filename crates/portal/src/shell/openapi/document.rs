//! The OpenAPI document of the declared routes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::Method;
use policy::Action;
use serde_json::{Value, json};
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, Required,
    ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::codes::meaning;
use super::{Doc, NamedSchemas, Problem};
use crate::shell::routes::RouteInfo;
use crate::shell::session::SESSION_COOKIE;

/// The name of the one security scheme.
const SESSION: &str = "session";

/// The document of all API routes.
pub fn document(routes: &[Arc<RouteInfo>]) -> OpenApi {
    let mut paths = PathsBuilder::new();
    let mut schemas: NamedSchemas = Vec::new();
    Problem::schemas(&mut schemas);
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    let mut tags = BTreeMap::new();
    for route in routes {
        let Some(doc) = route.doc.map(|doc| doc()) else { continue };
        schemas.extend(doc.schemas.iter().cloned());
        tags.insert(route.slice.name, route.slice.about);
        let method = if route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        paths = paths.path(route.path, PathItem::new(method, operation(route, &doc)));
    }
    let mut components = ComponentsBuilder::new();
    for (name, schema) in schemas {
        components = components.schema(name, schema);
    }
    let cookie = ApiKeyValue::with_description(
        SESSION_COOKIE,
        "The session that signing in begins. It works on its own clinic's host only.",
    );
    let components = components.security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let tags = tags.into_iter().map(|(name, about)| TagBuilder::new().name(name).description(Some(about)));
    let here = ServerBuilder::new().url("/").description(Some("The clinic's own host."));
    let about = "The patient portal's API. Everything that a page shows or does can be read or done here.";
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Portico")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(about))
                .build(),
        )
        .servers(Some([here.build()]))
        .tags(Some(tags.map(TagBuilder::build)))
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

fn operation(route: &RouteInfo, doc: &Doc) -> Operation {
    let id = format!("{}{}", route.method.as_str().to_lowercase(), route.path.replace('/', "_"));
    let id = id.replace(['{', '}'], "");
    let mut operation =
        OperationBuilder::new().summary(Some(doc.summary)).tag(route.slice.name).operation_id(Some(id));
    if let Some(rest) = route.path.strip_prefix("/api/patient/") {
        operation = operation.description(Some(format!("The same as `/v1/portal/{rest}`.")));
    }
    if needs_session(route.action) {
        operation = operation.security(SecurityRequirement::new::<_, [&str; 0], &str>(SESSION, []));
    }
    for name in path_parameters(route.path) {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
        let parameter = parameter.description(Some(parameter_meaning(name)));
        operation = operation.parameter(parameter.required(Required::True).schema(Some(String::schema())));
    }
    for (name, meaning) in &doc.query {
        let parameter = ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query);
        let parameter = parameter.required(Required::False).description(Some(*meaning));
        operation = operation.parameter(parameter.schema(Some(String::schema())));
    }
    if let Some(name) = &doc.request {
        let example = doc.request_example.iter().map(|value| ("example", value.clone()));
        let content = content(name, example.collect());
        let body = RequestBodyBuilder::new().content("application/json", content);
        operation = operation.request_body(Some(body.required(Some(Required::True)).build()));
    }
    if let Some((status, body)) = &doc.answer {
        let mut response = ResponseBuilder::new().description(said(*status));
        if let Some(name) = body {
            response = response.content("application/json", content(name, doc.examples.clone()));
        }
        operation = operation.response(status.to_string(), response.build());
    }
    for (status, codes) in errors_by_status(route, doc) {
        let words: Vec<String> = codes.iter().map(|code| format!("`{code}`: {}", meaning(code))).collect();
        let examples = codes.iter().map(|code| (*code, problem(status, code)));
        let response = ResponseBuilder::new()
            .description(words.join(" · "))
            .content("application/problem+json", content("Problem", examples.collect()));
        operation = operation.response(status.to_string(), response.build());
    }
    operation.build()
}

fn needs_session(action: Action) -> bool {
    !matches!(action, Action::Public | Action::SignIn)
}

fn said(status: u16) -> &'static str {
    match status {
        202 => "Taken; the work is done later.",
        204 => "Done; there is no body.",
        _ => "Done.",
    }
}

/// What stands in a path in place of a name in braces.
fn parameter_meaning(name: &str) -> String {
    match name {
        "kind" => {
            let all: Vec<String> = fhir::Kind::ALL.iter().map(|kind| format!("`{}`", kind.slug())).collect();
            format!("The kind of the record: {}.", all.join(", "))
        }
        "id" => "The id of the entry, as a list gave it.".to_owned(),
        other => format!("The {other}, as another answer gave it."),
    }
}

/// By status, what the route itself may answer, and what the shell may answer before it.
fn errors_by_status(route: &RouteInfo, doc: &Doc) -> BTreeMap<u16, BTreeSet<&'static str>> {
    let mut all: Vec<(u16, &'static str)> = doc.errors.clone();
    all.extend([
        (403, "MODULE_NOT_LICENSED"),
        (403, "FEATURE_DISABLED"),
        (404, "NOT_FOUND"),
        (429, "RATE_LIMITED"),
        (500, "INTERNAL"),
        (503, "OVERLOADED"),
    ]);
    if needs_session(route.action) {
        all.extend([(401, "SESSION_EXPIRED"), (403, "NOT_PERMITTED")]);
        if route.action != Action::Session {
            all.push((403, "CHOOSE_PATIENT"));
        }
    }
    if route.method == Method::POST {
        all.push((403, "CROSS_SITE_REQUEST"));
    }
    if doc.request.is_some() {
        all.extend([(408, "BODY_TOO_SLOW"), (413, "BODY_TOO_LARGE"), (422, "VALIDATION_FAILED")]);
    }
    if doc.errors.iter().any(|(_, code)| *code == "EHR_UNAVAILABLE") {
        all.extend([502, 503, 504].map(|status| (status, "EHR_UNAVAILABLE")));
    }
    let mut by_status = BTreeMap::<u16, BTreeSet<&'static str>>::new();
    for (status, code) in all {
        by_status.entry(status).or_default().insert(code);
    }
    by_status
}

fn problem(status: u16, code: &'static str) -> Value {
    let field = super::ProblemField { field: "email".into(), detail: "Write an e-mail address.".into() };
    let problem = Problem {
        kind: Problem::kind_of(code),
        title: meaning(code).to_owned(),
        status,
        code,
        detail: meaning(code).to_owned(),
        reference: "019a4c1e-7b1d-7c3e-9a51-2f6d0c8e4b7a".to_owned(),
        fields: if code == "VALIDATION_FAILED" { vec![field] } else { Vec::new() },
    };
    serde_json::to_value(problem).unwrap_or(json!(null))
}

fn content(name: &str, examples: Vec<(&'static str, Value)>) -> Content {
    let built = |value| -> Example { ExampleBuilder::new().value(Some(value)).build() };
    let examples = examples.into_iter().map(|(name, value)| (name, built(value)));
    Content::builder().schema(Some(Ref::from_schema_name(name))).examples_from_iter(examples).build()
}

/// Names in braces of a path pattern.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
}
