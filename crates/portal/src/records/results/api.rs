//! What the API says of a result beside what it says of any entry.

use fhir::{FhirDate, Resource};
use serde_json::Value;

use super::linked::Linked;
use super::reading::{Family, member_ids};

/// Adds who ordered it, when it was reported, since when it can be seen, and what it is made of.
pub fn add(mut value: Value, resource: &Resource, family: &Family<'_>, linked: &Linked) -> Value {
    let head = resource.head();
    if !matches!(head.resource_type.as_str(), "Observation" | "DiagnosticReport") {
        return value;
    }
    let written = |date: Option<FhirDate>| date.map(|date| date.as_str().to_owned());
    let who = linked.ordered_by(resource, family);
    value["ordered_by"] =
        who.map_or(Value::Null, |who| serde_json::json!({ "name": who.name, "npi": who.npi }));
    value["issued"] = written(issued(resource)).into();
    value["visible_since"] = written(linked.visible_since(resource)).into();
    let members = member_ids(resource);
    value["members"] = members.iter().map(base::FhirId::as_str).collect::<Vec<_>>().into();
    value
}

/// When this version of a result was given out.
pub fn issued(resource: &Resource) -> Option<FhirDate> {
    resource.object().field("issued")
}
