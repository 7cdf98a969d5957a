//! How API routes are described. The document and the page about the API are built from the declared routes,
//! so that a route cannot be missing from either, nor stay in it.

mod codes;
mod document;

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

pub use codes::{CODES, Code};
pub use document::{document, path_parameters};

type NamedSchemas = Vec<(String, RefOr<Schema>)>;

/// How one API route is described.
#[derive(Clone)]
pub struct Doc {
    summary: &'static str,
    request: Option<String>,
    request_example: Option<Value>,
    answer: Option<(u16, Option<String>)>,
    examples: Vec<(&'static str, Value)>,
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
            request_example: None,
            answer: None,
            examples: Vec::new(),
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

    /// A body that it takes: a value that the program itself writes, so that it cannot drift.
    pub fn request_example(mut self, value: &impl Serialize) -> Self {
        self.request_example = serde_json::to_value(value).ok();
        self
    }

    /// Answers `status` with a JSON body of type `T`.
    pub fn gives<T: ToSchema + PartialSchema>(mut self, status: u16) -> Self {
        let name = self.learn::<T>();
        self.answer = Some((status, Some(name)));
        self
    }

    /// What it may answer: a value that the program itself writes, so that it cannot drift.
    pub fn example(self, value: &impl Serialize) -> Self {
        self.example_of("example", value)
    }

    /// One of several things that it may answer, under a name.
    pub fn example_of(mut self, name: &'static str, value: &impl Serialize) -> Self {
        self.examples.extend(serde_json::to_value(value).ok().map(|value| (name, value)));
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
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// `urn:portico:problem:` and the code in lower case.
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

impl Problem {
    /// The `type` of a code.
    pub fn kind_of(code: &str) -> String {
        format!("urn:portico:problem:{}", code.to_ascii_lowercase().replace('_', "-"))
    }
}

/// One field that cannot be taken.
#[derive(Serialize, ToSchema)]
pub struct ProblemField {
    /// Its name.
    pub field: String,
    /// What to do about it.
    pub detail: String,
}
