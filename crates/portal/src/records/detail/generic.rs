//! Any type read from its own fields: every FHIR datatype is put into words, nested parts become rows. What a
//! type says that nobody here has thought of is still shown, under the name of its element.

use fhir::datatypes::{Address, ContactPoint, HumanName, Period, Quantity, Range, Ratio};
use fhir::dates::When;
use fhir::money::Amount;
use fhir::text::{cleaned, lines};
use fhir::views::dosage::{Dosage, Timing, dosage_text};
use fhir::views::facts::Said;
use fhir::{CodeableConcept, Coding, FhirDate, Reference, Resource};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fields::{self, is_technical};
use super::{Line, Look, Name, Row, Section, Told};

/// Nested parts deeper than this are machinery, not something to read.
const DEEPEST: usize = 4;

/// The parts of an entry of a type without a view of its own.
pub fn sections(resource: &Resource) -> Vec<Section> {
    let Ok(Value::Object(fields)) = serde_json::from_str(resource.raw()) else { return Vec::new() };
    let mut details = Vec::new();
    let mut parts = Vec::new();
    let form = resource.head().resource_type == "QuestionnaireResponse";
    for (field, value) in ordered(&fields) {
        if form && field == "item" {
            let rows = answers(value);
            parts.extend((!rows.is_empty()).then_some(Section {
                name: Name::Key("answers"),
                look: Look::Plain,
                rows,
            }));
            continue;
        }
        let (told, nested) = read(value, field);
        let name = fields::name_of(field);
        details.extend(told.map(|told| Line { name: name.clone(), told }));
        let rows: Vec<Row> = nested.into_iter().filter_map(|one| Row::plain(nested_lines(one, 1))).collect();
        if !rows.is_empty() {
            parts.push(Section { name, look: Look::Plain, rows });
        }
    }
    let details = Row::plain(details).and_then(|row| Section::of("details", vec![row]));
    details.into_iter().chain(parts).collect()
}

/// The first two things that an entry says in words, for a row of a list.
pub fn brief(resource: &Resource) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::from_str(resource.raw()) else { return Vec::new() };
    let title = fhir_title(resource);
    let mut found: Vec<String> = Vec::new();
    for (field, value) in ordered(&fields) {
        let said = match read(value, field).0 {
            Some(Told::Said(Said::Text(text))) => Some(text),
            Some(Told::Said(Said::Who(all))) => all.iter().find_map(Reference::name),
            _ => None,
        };
        found.extend(said.filter(|said| Some(said) != title.as_ref()));
        if found.len() == 2 {
            break;
        }
    }
    found
}

fn fhir_title(resource: &Resource) -> Option<String> {
    resource.view::<fhir::views::AnyRecord>().and_then(|view| view.title())
}

/// The fields worth reading: those that people ask for first, then the others as they come.
fn ordered(fields: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut all: Vec<(&str, &Value)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| !is_technical(name))
        .collect();
    all.sort_by_key(|(name, _)| fields::place_of(name));
    all
}

/// What a value says; objects that are no datatype are given back to be read as parts.
fn read<'a>(value: &'a Value, field: &str) -> (Option<Told>, Vec<&'a Map<String, Value>>) {
    let each: Vec<&Value> = match value {
        Value::Array(all) => all.iter().collect(),
        one => vec![one],
    };
    let (mut told, mut nested) = (Vec::new(), Vec::new());
    for one in each {
        match one {
            Value::Object(fields) => match datatype(one, fields) {
                Some(Read::Told(found)) => told.push(found),
                Some(Read::Silent) => {}
                None => nested.push(fields),
            },
            simple => told.extend(plain(simple, field)),
        }
    }
    (together(told), nested)
}

enum Read {
    Told(Told),
    /// A datatype that says nothing to a person: an attachment, a signature.
    Silent,
}

fn plain(value: &Value, field: &str) -> Option<Told> {
    let said = match value {
        Value::Bool(yes) => Said::YesNo(*yes),
        Value::Number(number) => match number.as_u64() {
            Some(count) => Said::Count(count),
            None => Said::Text(view::<fhir::json::Decimal>(value)?.for_people()),
        },
        Value::String(text) => text_said(text, field)?,
        _ => return None,
    };
    Some(Told::Said(said))
}

fn text_said(text: &str, field: &str) -> Option<Said> {
    let date = FhirDate::parse(text)?;
    let dated = match date.when() {
        When::Day(_) | When::Local(_) | When::Instant(_) => true,
        // `2004` may be a number of anything else.
        When::Year(_) | When::Month(..) => fields::is_date(field),
        When::Unclear => false,
    };
    if dated {
        return Some(Said::Date(date));
    }
    let code = text.len() < 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if code {
        return cleaned(Some(text)).map(Said::Code);
    }
    let mut all = lines(text);
    if all.len() > 1 { Some(Said::Lines(all)) } else { all.pop().map(Said::Text) }
}

fn view<T: DeserializeOwned>(value: &Value) -> Option<T> {
    // From text, because the views read the text itself: numbers digit for digit.
    serde_json::from_str(&value.to_string()).ok()
}

/// Which datatype an object is, by the fields that only this one has.
fn datatype(value: &Value, fields: &Map<String, Value>) -> Option<Read> {
    let has = |name: &str| fields.contains_key(name);
    let only = |names: &[&str]| fields.keys().all(|key| names.contains(&key.as_str()) || is_technical(key));
    let told = |said: Option<Said>| Some(said.map_or(Read::Silent, |said| Read::Told(Told::Said(said))));
    if has("coding") || only(&["text"]) {
        let concept: Option<CodeableConcept> = view(value);
        return told(fhir::codes::text_of(concept.as_ref()).map(Said::Text));
    }
    if has("reference") || only(&["display", "type", "identifier"]) {
        return told(view::<Reference>(value).map(|one| Said::Who(vec![one])));
    }
    if has("currency") && has("value") {
        return told(view::<Amount>(value).and_then(|one| one.money()).map(Said::Money));
    }
    if only(&["value", "unit", "code", "system", "comparator"]) && has("value") && !has("use") {
        let contact = fields.get("system").and_then(Value::as_str).is_some_and(|one| !one.contains(':'));
        if !contact {
            let amount = view::<Quantity>(value).and_then(|one| one.display());
            return told(amount.or_else(|| text(fields, "value")).map(Said::Text));
        }
    }
    if only(&["system", "value", "use", "rank", "period"]) && has("value") {
        let found = view::<ContactPoint>(value).filter(|one| one.value.is_some());
        return Some(found.map_or(Read::Silent, |one| Read::Told(Told::Reach(vec![one]))));
    }
    if only(&["code", "system", "display", "version", "userSelected"]) && (has("code") || has("display")) {
        let coding: Option<Coding> = view(value);
        let said = coding.and_then(|one| cleaned(one.display.as_deref().or(one.code.as_deref())));
        return told(said.map(Said::Text));
    }
    composed(value, fields)
}

/// The datatypes that are made of others.
fn composed(value: &Value, fields: &Map<String, Value>) -> Option<Read> {
    let has = |name: &str| fields.contains_key(name);
    let only = |names: &[&str]| fields.keys().all(|key| names.contains(&key.as_str()) || is_technical(key));
    let told = |said: Option<Said>| Some(said.map_or(Read::Silent, |said| Read::Told(Told::Said(said))));
    if only(&["start", "end"]) {
        return told(view::<Period>(value).filter(|one| one.date().is_some()).map(Said::Span));
    }
    if only(&["low", "high"]) {
        return told(view::<Range>(value).and_then(|one| one.display()).map(Said::Text));
    }
    if only(&["numerator", "denominator"]) {
        return told(view::<Ratio>(value).and_then(|one| one.display()).map(Said::Text));
    }
    if has("text") && only(&["text", "time", "authorString", "authorReference"]) {
        return told(fields.get("text").and_then(Value::as_str).map(|text| Said::Lines(lines(text))));
    }
    if has("family") || has("given") {
        return told(view::<HumanName>(value).and_then(|one| one.display()).map(Said::Text));
    }
    if has("line") || has("city") || has("postalCode") {
        return told(view::<Address>(value).map(|one| Said::Lines(one.lines())));
    }
    if has("doseAndRate") || has("patientInstruction") || has("asNeededBoolean") {
        return told(dosage_text(&[view::<Dosage>(value)?]).map(Said::Text));
    }
    if has("repeat") || only(&["event", "code"]) && has("event") {
        let timing: Timing = view(value)?;
        let rule = timing.repeat.as_ref().and_then(|repeat| repeat.english());
        return told(rule.or_else(|| fhir::codes::text_of(timing.code.as_ref())).map(Said::Text));
    }
    if has("contentType") || has("data") || only(&["url", "title"]) {
        return told(text(fields, "title").map(Said::Text));
    }
    None
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    cleaned(fields.get(name).and_then(Value::as_str))
}

/// Several values of one field as one; values of different sorts stand in their words.
fn together(mut told: Vec<Told>) -> Option<Told> {
    if told.len() < 2 {
        return told.pop();
    }
    let (mut who, mut reach, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for one in told {
        match one {
            Told::Said(Said::Who(all)) => who.extend(all),
            Told::Reach(all) => reach.extend(all),
            Told::Said(Said::Text(text) | Said::Code(text)) => words.push(text),
            Told::Said(Said::Lines(all)) => words.extend(all),
            Told::Said(Said::Date(date)) => words.push(date.as_str().to_owned()),
            Told::Said(Said::Count(count)) => words.push(count.to_string()),
            other => return Some(other),
        }
    }
    if !who.is_empty() {
        Some(Told::Said(Said::Who(who)))
    } else if !reach.is_empty() {
        Some(Told::Reach(reach))
    } else {
        Some(Told::Said(Said::Lines(words)))
    }
}

/// The lines of a nested part, and of the parts inside it.
fn nested_lines(fields: &Map<String, Value>, depth: usize) -> Vec<Line> {
    let mut all = Vec::new();
    if depth > DEEPEST {
        return all;
    }
    for (field, value) in ordered(fields) {
        let (told, nested) = read(value, field);
        all.extend(told.map(|told| Line { name: fields::name_of(field), told }));
        for one in nested {
            all.extend(nested_lines(one, depth + 1));
        }
    }
    all
}

/// The questions of a form with their answers; a group of questions is a row under its own name.
fn answers(items: &Value) -> Vec<Row> {
    let mut rows = vec![Row::default()];
    ask(items, &mut rows, 0);
    rows.retain(|row| !row.lines.is_empty());
    rows
}

fn ask(items: &Value, rows: &mut Vec<Row>, depth: usize) {
    for item in items.as_array().into_iter().flatten().filter(|_| depth <= fhir::json::MAX_DEPTH) {
        let Some(fields) = item.as_object() else { continue };
        let question = text(fields, "text").or_else(|| text(fields, "linkId"));
        let (below, given) = (fields.get("item"), fields.get("answer").and_then(Value::as_array));
        if let (Some(below), None) = (below, given) {
            rows.push(Row::titled(question));
            ask(below, rows, depth + 1);
            continue;
        }
        let given: Vec<&Value> = given.into_iter().flatten().collect();
        let told = together(given.iter().filter_map(|answer| answered(answer)).collect());
        let name = question.map_or(Name::Key("question"), Name::Own);
        if let Some(row) = rows.last_mut() {
            row.lines.push(Line { name, told: told.unwrap_or(Told::Nothing) });
        }
        for answer in given {
            ask(answer.get("item").unwrap_or(&Value::Null), rows, depth + 1);
        }
        ask(below.unwrap_or(&Value::Null), rows, depth + 1);
    }
}

/// What an answer says: its one `value[x]`.
fn answered(answer: &Value) -> Option<Told> {
    let (field, value) = answer.as_object()?.iter().find(|(name, _)| name.starts_with("value"))?;
    read(value, field).0
}
