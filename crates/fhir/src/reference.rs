//! References between resources: `Patient/1`, absolute, versioned, contained, `urn:uuid:`, display only.

use base::FhirId;

use crate::view;

view! {
    /// A FHIR `Reference`.
    pub struct Reference {
        /// Literal reference: relative, absolute, `#contained` or `urn:uuid:`.
        pub reference: Option<String> = "reference",
        /// The type it says it refers to.
        pub kind: Option<String> = "type",
        /// Text for people.
        pub display: Option<String> = "display",
    }
}

/// What the text of a reference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// `Type/id`, relative or absolute, with or without a version.
    Resource {
        /// The resource type.
        kind: &'a str,
        /// The text in the place of the id, not checked against the id grammar.
        id: &'a str,
        /// Whether the reference names a server.
        absolute: bool,
    },
    /// `#id`: a resource inside the one that refers. `#` alone is the container itself.
    Contained(&'a str),
    /// `urn:uuid:…`: says who, not what.
    Uuid(&'a str),
    /// None of these: empty, a conditional reference, a path of another shape.
    Unclear,
}

impl Reference {
    /// What the reference points to.
    pub fn target(&self) -> Target<'_> {
        self.reference.as_deref().map_or(Target::Unclear, target)
    }

    /// What it calls its target.
    pub fn name(&self) -> Option<String> {
        crate::text::cleaned(self.display.as_deref())
    }

    /// The id of a resource of this type on the same server, ready to be asked for.
    pub fn id_of(&self, wanted: &str) -> Option<FhirId> {
        match self.target() {
            Target::Resource { kind, id, absolute: false } if kind == wanted => FhirId::parse(id).ok(),
            _ => None,
        }
    }
}

/// Reads the text of a reference (FHIR R4, "Literal References").
pub fn target(text: &str) -> Target<'_> {
    let text = text.trim();
    if let Some(id) = text.strip_prefix('#') {
        return Target::Contained(id);
    }
    if let Some(uuid) = text.strip_prefix("urn:uuid:") {
        return Target::Uuid(uuid);
    }
    let (absolute, path) = match text.split_once("://") {
        Some((_, path)) => (true, path),
        None => (false, text.trim_start_matches('/')),
    };
    let unversioned = match path.split_once("/_history/") {
        Some((before, version)) if !version.contains('/') => before,
        _ => path,
    };
    let mut parts = unversioned.rsplit('/');
    let (id, kind, rest) = (parts.next(), parts.next(), parts.next());
    match (kind, id, rest) {
        (Some(kind), Some(id), rest)
            if is_type_name(kind) && !id.is_empty() && absolute == rest.is_some() =>
        {
            Target::Resource { kind, id, absolute }
        }
        _ => Target::Unclear,
    }
}

/// Whether a text could be the name of a resource type: an upper-case letter, then letters, 64 at most.
pub fn is_type_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_reference_is_understood() {
        let patient = |id, absolute| Target::Resource { kind: "Patient", id, absolute };
        for (text, wanted) in [
            ("Patient/1", patient("1", false)),
            ("/Patient/1", patient("1", false)),
            ("Patient/1/_history/2", patient("1", false)),
            ("https://ehr.example/fhir/Patient/1", patient("1", true)),
            ("https://ehr.example/fhir/Patient/1/_history/7", patient("1", true)),
            ("#p", Target::Contained("p")),
            ("urn:uuid:8c1bf6f9", Target::Uuid("8c1bf6f9")),
            ("Patient/1?x", patient("1?x", false)),
            ("Patient?identifier=a|b", Target::Unclear),
            ("Patient/1/../../Patient/2", Target::Unclear),
            ("Patient/", Target::Unclear),
            ("Patient/1/_history/../../Patient/2", Target::Unclear),
            ("1", Target::Unclear),
            ("", Target::Unclear),
        ] {
            assert_eq!(target(text), wanted, "{text}");
        }
    }

    #[test]
    fn an_id_is_taken_only_from_this_server_and_the_wanted_type() {
        let id = |text: &str, kind: &str| {
            Reference { reference: Some(text.to_owned()), ..Reference::default() }.id_of(kind)
        };
        assert_eq!(id("Practitioner/9", "Practitioner"), FhirId::parse("9").ok());
        assert_eq!(id("Practitioner/9", "Patient"), None);
        assert_eq!(id("https://else.example/Practitioner/9", "Practitioner"), None);
        assert_eq!(id("Practitioner/9?x=1", "Practitioner"), None);
    }
}
