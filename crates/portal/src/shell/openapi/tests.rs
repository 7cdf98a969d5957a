//! The document is whole and true: every example fits its schema to the letter, every code that a route names
//! is a code of the product, and every one of those is described.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{CODES, document};
use crate::error::{Error, Invalid};
use crate::shell::routes;
use crate::slices::SLICES;

fn whole() -> Value {
    serde_json::from_str(&document(&routes::declared(SLICES)).to_json().unwrap()).unwrap()
}

/// Complaints about a value that does not fit a schema; a field that the schema does not know is one.
fn misfits(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        let named = &document["components"]["schemas"][name];
        assert!(named.is_object(), "{at}: {reference} is nowhere");
        return misfits(document, named, value, at);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(all) = schema[several].as_array() {
            let fits = all.iter().any(|one| misfits(document, one, value, at).is_empty());
            return if fits { vec![] } else { vec![format!("{at}: {value} fits none of {several}")] };
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return vec![],
    };
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.contains(&own) {
        return vec![format!("{at}: {value} is no {types:?}")];
    }
    let mut found = Vec::new();
    if let Some(fields) = value.as_object().filter(|_| schema["properties"].is_object()) {
        for (name, field) in fields {
            match &schema["properties"][name] {
                Value::Null => found.push(format!("{at}.{name} is not described")),
                known => found.extend(misfits(document, known, field, &format!("{at}.{name}"))),
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                found.push(format!("{at}.{name} is missing"));
            }
        }
    }
    for (index, one) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(misfits(document, &schema["items"], one, &format!("{at}[{index}]")));
    }
    found
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, one)| (format!("{method} {path}"), one))
    })
}

/// Bodies with the media types that they come in.
fn bodies(operation: &Value) -> impl Iterator<Item = (String, &Value)> {
    let answers = operation["responses"].as_object().unwrap().iter();
    let answers = answers.map(|(status, answer)| (status.clone(), &answer["content"]));
    let all = answers.chain([("body".to_owned(), &operation["requestBody"]["content"])]);
    all.flat_map(|(name, content)| {
        content.as_object().into_iter().flatten().map(move |(_, one)| (name.clone(), one))
    })
}

#[test]
fn every_body_has_examples_that_fit_it() {
    let document = whole();
    let mut seen = 0;
    for (name, operation) in operations(&document) {
        for (part, content) in bodies(operation) {
            let examples = content["examples"].as_object().map(|all| all.iter()).into_iter().flatten();
            let examples: Vec<_> = examples.collect();
            assert!(!examples.is_empty(), "{name} {part} has no example: Doc::example, Doc::request_example");
            for (which, example) in examples {
                let misfits = misfits(&document, &content["schema"], &example["value"], which);
                assert!(misfits.is_empty(), "{name} {part}: {misfits:#?}");
                seen += 1;
            }
        }
    }
    println!("openapi: {seen} examples fit");
    assert!(seen > 100);
}

#[test]
fn what_does_not_fit_is_found() {
    let document = whole();
    let schema = &document["components"]["schemas"]["ProblemField"];
    let fits = serde_json::json!({"field": "email", "detail": "x"});
    assert!(misfits(&document, schema, &fits, "x").is_empty());
    for bad in [
        serde_json::json!({"field": 1, "detail": "x"}),
        serde_json::json!({"field": "email"}),
        serde_json::json!({"field": "email", "detail": "x", "more": 1}),
        serde_json::json!("email"),
    ] {
        assert!(!misfits(&document, schema, &bad, "x").is_empty(), "{bad}");
    }
}

#[test]
fn every_operation_says_who_may_ask_and_how_it_fails() {
    let document = whole();
    assert_eq!(document["servers"][0]["url"], "/");
    let session = &document["components"]["securitySchemes"]["session"];
    assert_eq!((session["in"].as_str(), session["name"].as_str()), (Some("cookie"), Some("__Host-portico")));
    let known: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    let tags = document["tags"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{name}: its id comes twice");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
        let tag = &operation["tags"][0];
        let tag = tags.iter().find(|one| one["name"] == *tag).unwrap_or_else(|| panic!("{name}: no tag"));
        assert!(!tag["description"].as_str().unwrap_or_default().is_empty(), "{name}: Slice::about is empty");
        let session = operation["security"].is_array();
        assert_eq!(session, operation["responses"]["401"].to_string().contains("SESSION_EXPIRED"), "{name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(!parameter["description"].as_str().unwrap_or_default().is_empty(), "{name}");
        }
        for (status, answer) in operation["responses"].as_object().unwrap() {
            for (code, example) in
                answer["content"]["application/problem+json"]["examples"].as_object().into_iter().flatten()
            {
                assert!(known.contains(code.as_str()), "{name}: {code}");
                assert_eq!(example["value"]["status"].to_string(), *status, "{name}: {code}");
            }
            assert!(!answer["description"].as_str().unwrap().is_empty());
        }
    }
}

/// The table of codes is that of the product, and `docs/api.md` has the same.
#[test]
fn every_code_is_described() {
    let wait = std::time::Duration::from_secs(1);
    let ehr = vendors::ehr::EhrError::Malformed;
    let all = [
        Error::NotFound,
        Error::MethodNotAllowed,
        Error::SignedOut,
        Error::WrongCode,
        Error::WrongPasskey,
        Error::ChooseFirst,
        Error::ProveFirst { back: "/".into() },
        Error::Refused,
        Error::NotLicensed,
        Error::SwitchedOff,
        Error::CrossSite,
        Error::OnHold,
        Error::File(vendors::ehr::EhrError::Malformed),
        Error::Invalid(vec![Invalid { field: "x", key: "error-body" }]),
        Error::TooLarge,
        Error::TooSlow,
        Error::Overloaded,
        Error::TooMany(wait),
        Error::Ehr(ehr),
        Error::Internal(String::new()),
    ];
    let of_errors: BTreeSet<&str> = all.iter().map(Error::code).collect();
    let described: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    assert_eq!(of_errors, described);
    for error in &all {
        let code = CODES.iter().find(|code| code.code == error.code()).unwrap();
        assert!(code.statuses.contains(&error.status()), "{}", code.code);
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let written = std::fs::read_to_string(file).unwrap();
    for code in &CODES {
        let statuses: Vec<String> = code.statuses.iter().map(u16::to_string).collect();
        let row = format!("| `{}` | {} | {} |", code.code, statuses.join(", "), code.meaning);
        assert!(written.contains(&row), "docs/api.md: {row}");
    }
}
