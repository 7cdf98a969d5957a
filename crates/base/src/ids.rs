//! Typed ids, so that no function can be handed the wrong one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An organisation (tenant). It is the first part of every primary key, and the only thing that opens a
/// transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(pub Uuid);

/// A person who signs in. An account is a person, not a patient: it may be linked to several patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub Uuid);

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The logical id of a FHIR resource: 1 to 64 of `A-Z a-z 0-9 - .` (FHIR R4, datatypes, `id`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct FhirId(String);

/// Why a text is not a FHIR id. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFhirId;

impl fmt::Display for NotAFhirId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a FHIR id: 1 to 64 letters, digits, dots and hyphens")
    }
}

impl std::error::Error for NotAFhirId {}

impl FhirId {
    /// Parses an id. Errors on anything outside the FHIR grammar; never allocates for a text over 64 bytes.
    pub fn parse(text: &str) -> Result<Self, NotAFhirId> {
        let fits = (1..=64).contains(&text.len());
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
        // "." and ".." would climb in a URL path, whatever the FHIR grammar says.
        if fits && text.bytes().all(plain) && text != "." && text != ".." {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAFhirId)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FhirId {
    type Err = NotAFhirId;
    fn from_str(text: &str) -> Result<Self, NotAFhirId> {
        Self::parse(text)
    }
}

impl fmt::Display for FhirId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FhirId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fhir_ids_keep_to_the_grammar() {
        assert!(FhirId::parse("8c1bf6f9-2d0b-4b0e-9b6f-0d6f6c9f3b1a").is_ok());
        assert!(FhirId::parse("Patient.1").is_ok());
        for bad in ["", ".", "..", "a/b", "a b", "é", "a%2f", "a\u{0}", &"x".repeat(65)] {
            assert_eq!(FhirId::parse(bad), Err(NotAFhirId), "{bad:?}");
        }
    }
}
