//! The parts of an entry in JSON: names by their keys, values as they are, references with the entry that
//! they lead to.

use fhir::views::facts::Said;
use serde_json::{Value, json};

use super::{Line, Name, Row, Section, Told};
use crate::error::Error;
use crate::records::item::SaidJson;
use crate::records::linked::{Linked, Own};

/// `details` of an entry.
pub fn details(sections: &[Section], linked: &Linked) -> Result<Value, Error> {
    let section = |one: &Section| {
        let rows = one.rows.iter().map(|row| row_json(row, linked)).collect::<Result<Value, Error>>()?;
        Ok(json!({ "key": name(&one.name), "rows": rows }))
    };
    sections.iter().map(section).collect()
}

fn row_json(row: &Row, linked: &Linked) -> Result<Value, Error> {
    let facts = row.lines.iter().map(|line| line_json(line, linked)).collect::<Result<Value, Error>>()?;
    let title = row.title.as_ref().map(|title| said(title, linked)).transpose()?;
    Ok(json!({ "title": title, "status": row.status, "facts": facts }))
}

fn line_json(line: &Line, linked: &Linked) -> Result<Value, Error> {
    let value = match &line.told {
        Told::Said(one) => said(one, linked)?,
        Told::Reach(all) => {
            all.iter().map(|one| json!({ "system": one.system, "value": one.value })).collect()
        }
        Told::Dose(number, of) => json!({ "number": number, "of": of }),
        Told::Measured(own) => entry(own),
        Told::Nothing => Value::Null,
    };
    Ok(json!({ "key": name(&line.name), "value": value }))
}

fn name(name: &Name) -> &str {
    match name {
        Name::Key(key) => key,
        Name::Own(text) | Name::Field(text) => text,
    }
}

fn said(said: &Said, linked: &Linked) -> Result<Value, Error> {
    let Said::Who(all) = said else { return Ok(serde_json::to_value(SaidJson::from(said.clone()))?) };
    let one = |who: &fhir::Reference| {
        json!({
            "name": linked.name(who),
            "reference": who.reference,
            "entry": linked.own(who).map(entry),
        })
    };
    Ok(all.iter().map(one).collect())
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
