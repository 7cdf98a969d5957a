//! The parts of an entry in JSON: names by their keys, values as they are, references with the entry that
//! they lead to.

use fhir::views::facts::Said;
use serde_json::{Value, json};

use super::{Line, Name, Row, Section, Told};
use crate::records::linked::{Linked, Own};
use crate::records::thing::said_json;

/// `details` of an entry.
pub fn details(sections: &[Section], linked: &Linked) -> Value {
    let section = |one: &Section| {
        let rows: Value = one.rows.iter().map(|row| row_json(row, linked)).collect();
        json!({ "key": name(&one.name), "rows": rows })
    };
    sections.iter().map(section).collect()
}

fn row_json(row: &Row, linked: &Linked) -> Value {
    json!({
        "title": row.title.as_ref().map(|title| said(title, linked)),
        "status": row.status,
        "facts": row.lines.iter().map(|line| line_json(line, linked)).collect::<Vec<_>>(),
    })
}

fn line_json(line: &Line, linked: &Linked) -> Value {
    let value = match &line.told {
        Told::Said(one) => said(one, linked),
        Told::Reach(all) => {
            all.iter().map(|one| json!({ "system": one.system, "value": one.value })).collect()
        }
        Told::Dose(number, of) => json!({ "number": number, "of": of }),
        Told::Measured(own) => entry(own),
        Told::Nothing => Value::Null,
    };
    json!({ "key": name(&line.name), "value": value })
}

fn name(name: &Name) -> &str {
    match name {
        Name::Key(key) => key,
        Name::Own(text) | Name::Field(text) => text,
    }
}

fn said(said: &Said, linked: &Linked) -> Value {
    let Said::Who(all) = said else { return said_json(said) };
    let one = |who: &fhir::Reference| {
        json!({
            "name": linked.name(who),
            "reference": who.reference,
            "entry": linked.own(who).map(entry),
        })
    };
    all.iter().map(one).collect()
}

fn entry(own: &Own) -> Value {
    json!({
        "kind": own.kind.slug(),
        "resource": own.resource_type,
        "id": own.id,
        "name": own.title,
        "status": own.status,
        "date": own.date.as_ref().map(fhir::FhirDate::as_str),
        "value": own.value,
    })
}
