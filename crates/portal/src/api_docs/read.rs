//! From the OpenAPI document to what the page shows. Reading the document itself, rather than the
//! declarations behind it, keeps the two the same.

use std::collections::BTreeMap;

use serde_json::Value;

/// Routes by part, and the shapes of what they take and give.
#[derive(Debug)]
pub struct Content {
    /// In the order of their names.
    pub groups: Vec<Group>,
    /// In the order of their names.
    pub shapes: Vec<Shape>,
}

/// The routes of one part of the portal.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Its routes, by path.
    pub routes: Vec<Route>,
}

/// One route.
#[derive(Debug)]
pub struct Route {
    /// Its anchor.
    pub id: String,
    /// `GET` or `POST`.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The other path that is answered by the same code.
    pub also: Option<String>,
    /// What it does.
    pub summary: String,
    /// Whether it needs a session.
    pub session: bool,
    /// What stands in its path and query.
    pub parameters: Vec<Field>,
    /// What it takes.
    pub body: Option<Body>,
    /// The status of its answer.
    pub status: String,
    /// What it answers.
    pub answer: Option<Body>,
    /// How it may fail: status, code, meaning.
    pub errors: Vec<(String, String, String)>,
}

/// A body that is taken or given.
#[derive(Debug)]
pub struct Body {
    /// The name of its shape.
    pub shape: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What it may look like.
    pub examples: Vec<Sample>,
}

/// What a body may look like.
#[derive(Debug)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// Which it is, for those who do not see where it stands.
    pub label: String,
    /// JSON.
    pub text: String,
}

/// A field or a parameter.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type in words.
    pub kind: String,
    /// The shape that it is made of.
    pub shape: Option<String>,
    /// Whether it is always there.
    pub always: bool,
    /// What it means.
    pub meaning: String,
}

/// A named shape.
#[derive(Debug)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub meaning: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// Aliases stand with the path that they are an alias of.
const ALIAS: &str = "/api/patient/";

/// Reads the whole document.
pub fn content(document: &Value) -> Content {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (path, item) in fields_of(&document["paths"]) {
        for (method, operation) in fields_of(item).filter(|_| !path.starts_with(ALIAS)) {
            let tag = text(&operation["tags"][0]);
            let also = path.strip_prefix("/v1/portal/").map(|rest| format!("{ALIAS}{rest}"));
            let also = also.filter(|also| document["paths"][also.as_str()][method].is_object());
            let route = route(document, (path, method, also), operation);
            let group = groups.entry(tag.clone()).or_insert_with(|| Group {
                about: about(document, &tag),
                name: tag,
                routes: Vec::new(),
            });
            group.routes.push(route);
        }
    }
    let shapes = fields_of(&document["components"]["schemas"]).map(|(name, schema)| Shape {
        name: name.clone(),
        meaning: text(&schema["description"]),
        fields: fields(schema),
    });
    Content { groups: groups.into_values().collect(), shapes: shapes.collect() }
}

fn about(document: &Value, tag: &str) -> String {
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    tags.iter().find(|one| one["name"] == tag).map(|one| text(&one["description"])).unwrap_or_default()
}

fn route(document: &Value, (path, method, also): (&str, &str, Option<String>), operation: &Value) -> Route {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let parameter = |one: &Value| Field {
        name: match text(&one["in"]).as_str() {
            "query" => format!("?{}=", text(&one["name"])),
            _ => format!("{{{}}}", text(&one["name"])),
        },
        kind: kind(&one["schema"]).0,
        shape: None,
        always: one["required"] == true,
        meaning: text(&one["description"]),
    };
    let what = format!("{} {path}", method.to_uppercase());
    let mut answer = None;
    let mut status = String::new();
    let mut errors = Vec::new();
    for (code, response) in fields_of(&operation["responses"]) {
        if code.starts_with('2') {
            status.clone_from(code);
            answer = body(document, &response["content"]["application/json"], &format!("{what}, answer"));
        } else {
            for (name, one) in fields_of(&response["content"]["application/problem+json"]["examples"]) {
                errors.push((code.clone(), name.clone(), text(&one["value"]["detail"])));
            }
        }
    }
    Route {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        also,
        summary: text(&operation["summary"]),
        session: operation["security"].is_array(),
        parameters: parameters.iter().map(parameter).collect(),
        body: body(document, &operation["requestBody"]["content"]["application/json"], &what),
        status,
        answer,
        errors,
    }
}

fn body(document: &Value, content: &Value, what: &str) -> Option<Body> {
    let (_, shape) = kind(&content["schema"]);
    let shape = shape?;
    let sample = |(name, one): (&String, &Value)| Sample {
        name: name.clone(),
        label: format!("{what}: {name}"),
        text: serde_json::to_string_pretty(&one["value"]).unwrap_or_default(),
    };
    let examples = fields_of(&content["examples"]).map(sample);
    Some(Body {
        fields: fields(&document["components"]["schemas"][shape.as_str()]),
        examples: examples.collect(),
        shape,
    })
}

fn fields(schema: &Value) -> Vec<Field> {
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let field = |(name, schema): (&String, &Value)| {
        let (kind, shape) = kind(schema);
        // The shape's name is a link of its own.
        let around = shape.as_ref().map(|shape| kind.replace(shape.as_str(), "").trim().to_owned());
        Field {
            name: name.clone(),
            kind: around.unwrap_or(kind),
            shape,
            always: required.iter().any(|one| one == name),
            meaning: text(&schema["description"]),
        }
    };
    fields_of(&schema["properties"]).map(field).collect()
}

/// A type in words, and the named shape in it.
fn kind(schema: &Value) -> (String, Option<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return (name.to_owned(), Some(name.to_owned()));
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[several].as_array() {
            let kinds: Vec<_> = all.iter().map(kind).collect();
            let words: Vec<&str> = kinds.iter().map(|(words, _)| words.as_str()).collect();
            return (words.join(" or "), kinds.iter().find_map(|(_, shape)| shape.clone()));
        }
    }
    match &schema["type"] {
        Value::String(one) if one == "array" => {
            let (inner, shape) = kind(&schema["items"]);
            (format!("list of {inner}"), shape)
        }
        Value::String(one) => (one.clone(), None),
        Value::Array(all) => {
            let words: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            (words.join(" or "), None)
        }
        _ => ("any".to_owned(), None),
    }
}

fn fields_of(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A text without the marks that only other tools read.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}
