//! What a server says it can do, from its CapabilityStatement.

use std::collections::{BTreeMap, BTreeSet};

use crate::json::{Object, too_deep};
use crate::resource::Malformed;
use crate::view;

view! {
    struct Statement {
        resource_type: Option<String> = "resourceType",
        fhir_version: Option<String> = "fhirVersion",
        rest: Vec<Rest> = "rest",
    }
}

view! {
    struct Rest {
        mode: Option<String> = "mode",
        resource: Vec<Offered> = "resource",
    }
}

view! {
    struct Offered {
        kind: Option<String> = "type",
        interaction: Vec<Interaction> = "interaction",
        search_param: Vec<SearchParam> = "searchParam",
    }
}

view! {
    struct Interaction {
        code: Option<String> = "code",
    }
}

view! {
    struct SearchParam {
        name: Option<String> = "name",
    }
}

/// Which types a server offers, what can be done with them, and by which parameters they are searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capability {
    /// The FHIR version it speaks (`4.0.1`).
    pub fhir_version: Option<String>,
    types: BTreeMap<String, Type>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Type {
    interactions: BTreeSet<String>,
    searches: BTreeSet<String>,
}

impl Capability {
    /// Reads a CapabilityStatement. Errors when it is not one.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::NotUtf8)?.trim_start_matches('\u{feff}');
        if too_deep(text) {
            return Err(Malformed::TooDeep);
        }
        let statement: Statement = Object::parse(text)?.view();
        if statement.resource_type.as_deref() != Some("CapabilityStatement") {
            return Err(Malformed::WrongType);
        }
        let mut capability = Self { fhir_version: statement.fhir_version, types: BTreeMap::new() };
        let server = statement.rest.into_iter().filter(|rest| rest.mode.as_deref() != Some("client"));
        for offered in server.flat_map(|rest| rest.resource) {
            let Some(kind) = offered.kind else { continue };
            let known = capability.types.entry(kind).or_default();
            known.interactions.extend(offered.interaction.into_iter().filter_map(|one| one.code));
            known.searches.extend(offered.search_param.into_iter().filter_map(|one| one.name));
        }
        Ok(capability)
    }

    /// Whether resources of this type can be had at all.
    pub fn offers(&self, resource_type: &str) -> bool {
        self.types.contains_key(resource_type)
    }

    /// Whether this type can be read by id. A type that lists no interactions counts as readable.
    pub fn reads(&self, resource_type: &str) -> bool {
        self.allows(resource_type, "read")
    }

    /// Whether this type can be searched. A type that lists no interactions counts as searchable.
    pub fn searches(&self, resource_type: &str) -> bool {
        self.allows(resource_type, "search-type")
    }

    /// Whether this type can be searched by this parameter.
    pub fn searches_by(&self, resource_type: &str, parameter: &str) -> bool {
        self.searches(resource_type)
            && self.types.get(resource_type).is_some_and(|known| known.searches.contains(parameter))
    }

    /// The types offered, sorted.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    fn allows(&self, resource_type: &str, interaction: &str) -> bool {
        self.types
            .get(resource_type)
            .is_some_and(|known| known.interactions.is_empty() || known.interactions.contains(interaction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [
        {"mode": "client", "resource": [{"type": "Flag"}]},
        {"mode": "server", "resource": [
            {"type": "Patient", "interaction": [{"code": "read"}], "searchParam": [{"name": "email"}]},
            {"type": "Goal", "interaction": {"code": "search-type"}, "searchParam": [{"name": "patient"}, 5]},
            {"type": "Observation"}, {"type": 7}]}]}"#;

    #[test]
    fn a_statement_says_what_is_offered() {
        let capability = Capability::parse(STATEMENT.as_bytes()).unwrap();
        assert_eq!(capability.types().collect::<Vec<_>>(), ["Goal", "Observation", "Patient"]);
        assert!(capability.reads("Patient") && !capability.searches("Patient"));
        assert!(capability.searches_by("Goal", "patient") && !capability.searches_by("Goal", "subject"));
        assert!(!capability.searches_by("Patient", "email"));
        assert!(capability.reads("Observation") && !capability.offers("Flag"));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(Capability::parse(b"{\"resourceType\": \"Patient\"}"), Err(Malformed::WrongType));
        assert_eq!(Capability::parse(b"{"), Err(Malformed::NotJson));
        assert_eq!(Capability::parse(b"[1]"), Err(Malformed::NotAnObject));
        assert_eq!(Capability::parse(b"\xff"), Err(Malformed::NotUtf8));
    }
}
