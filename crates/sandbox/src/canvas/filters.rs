//! Search parameters that the FHIR server does not have, or that mean in Canvas something else: each looks at
//! one resource as Canvas shows it.

use serde_json::Value;

/// Whether a resource fits a parameter's value.
pub type Filter = fn(&Value, &str) -> bool;

/// `status`, exactly.
pub fn status(resource: &Value, value: &str) -> bool {
    resource["status"] == value
}

/// `intent`, exactly.
pub fn intent(resource: &Value, value: &str) -> bool {
    resource["intent"] == value
}

/// A Communication of the patient: she is its sender, a recipient or its subject (Canvas stores no subject).
pub fn of_patient(resource: &Value, value: &str) -> bool {
    let wanted = format!("Patient/{}", value.strip_prefix("Patient/").unwrap_or(value));
    let is = |party: &Value| party["reference"] == wanted.as_str();
    is(&resource["sender"]) || is(&resource["subject"]) || each(&resource["recipient"]).any(is)
}

/// A Coverage's subscriber number.
pub fn subscriber(resource: &Value, value: &str) -> bool {
    resource["subscriberId"] == value
}

/// Part of a Patient's nickname.
pub fn nickname(resource: &Value, value: &str) -> bool {
    let mut given = each(&resource["name"])
        .filter(|name| name["use"] == "nickname")
        .flat_map(|name| each(&name["given"]));
    given.any(|given| contains(given, value))
}

/// Part of a Medication's name (the FHIR server finds names of codings only).
pub fn medication(resource: &Value, value: &str) -> bool {
    let code = &resource["code"];
    contains(&code["text"], value) || each(&code["coding"]).any(|coding| contains(&coding["display"], value))
}

/// A Questionnaire's own code, with or without `system|`.
pub fn questionnaire(resource: &Value, value: &str) -> bool {
    let (system, code) = match value.split_once('|') {
        Some((system, code)) => (Some(system), code),
        None => (None, value),
    };
    each(&resource["code"]).any(|coding| {
        coding["code"] == code
            && system.is_none_or(|system| coding["system"].as_str().unwrap_or("") == system)
    })
}

/// Part of a Task's description.
pub fn description(resource: &Value, value: &str) -> bool {
    contains(&resource["description"], value)
}

/// A Task's label: `input` with type text `label`.
pub fn label(resource: &Value, value: &str) -> bool {
    let mut labels = each(&resource["input"]).filter(|input| input["type"]["text"] == "label");
    labels.any(|input| input["valueString"] == value)
}

/// A Task's due date, by day.
pub fn due(resource: &Value, value: &str) -> bool {
    let Some(due) = resource["restriction"]["period"]["end"].as_str() else { return false };
    let prefix = ["eq", "ne", "ge", "gt", "le", "lt"].into_iter().find(|prefix| value.starts_with(prefix));
    let wanted = &value[prefix.map_or(0, str::len)..];
    // ISO dates sort as text; the shorter of the two says how exact the question is.
    let exact = due.len().min(wanted.len());
    let (Some(due), Some(wanted)) = (due.get(..exact), wanted.get(..exact)) else { return false };
    match prefix.unwrap_or("eq") {
        "ne" => due != wanted,
        "ge" => due >= wanted,
        "gt" => due > wanted,
        "le" => due <= wanted,
        "lt" => due < wanted,
        _ => due == wanted,
    }
}

/// The elements of a JSON array; none when it is none.
pub fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn contains(value: &Value, part: &str) -> bool {
    value.as_str().is_some_and(|text| text.to_lowercase().contains(&part.to_lowercase()))
}
