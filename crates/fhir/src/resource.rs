//! One resource: its untouched text, and the few fields that policy and sorting into kinds need.

use std::fmt;
use std::sync::Arc;

use base::FhirId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::compartment::{Ownership, Subjects, must_state_patient};
use crate::datatypes::{CodeableConcept, Coding};
use crate::dates::FhirDate;
use crate::json::{Object, REPEATED_KEY, elements, too_deep};
use crate::reference::is_type_name;

/// Why a text is not a FHIR resource. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// The text is not JSON, or ends early.
    #[error("not JSON")]
    NotJson,
    /// The text is JSON, and not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// A key stands twice in the resource, so that two readers could disagree.
    #[error("a key is repeated")]
    RepeatedKey,
    /// Arrays and objects nest deeper than [`crate::json::MAX_DEPTH`].
    #[error("nested too deep")]
    TooDeep,
    /// `resourceType` is missing, or not the name of a type.
    #[error("no resourceType")]
    NoType,
    /// `id` is missing, or outside the FHIR grammar.
    #[error("no usable id")]
    NoId,
    /// A Bundle, a CapabilityStatement or an OperationOutcome was asked for, and it is something else.
    #[error("another resourceType than expected")]
    WrongType,
}

/// What policy, kinds and lists need to know of a resource without reading all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// `resourceType`.
    pub resource_type: String,
    /// The logical id.
    pub id: FhirId,
    /// `status`, as written; of a Goal its `lifecycleStatus`.
    pub status: Option<String>,
    /// `docStatus` (DocumentReference, DocumentManifest).
    pub document_status: Option<String>,
    /// The codes of `verificationStatus` (AllergyIntolerance, Condition).
    pub verification_status: Vec<String>,
    /// What it says about its patient.
    pub subjects: Subjects,
    /// The codings of `category`; a category with only a text counts as a coding of that text.
    pub categories: Vec<Coding>,
    /// `meta.security`: security labels.
    pub security: Vec<Coding>,
    /// A security label is there that could not be read.
    pub security_unreadable: bool,
    /// `meta.lastUpdated`.
    pub last_updated: Option<FhirDate>,
    /// When it happened or was written: the first of the fields that R4 has for this.
    pub date: Option<FhirDate>,
}

/// Where R4 keeps the date that a person would look for, most telling first.
const DATES: [&str; 26] = [
    "authoredOn",
    "effectiveDateTime",
    "effectivePeriod",
    "effectiveInstant",
    "performedDateTime",
    "performedPeriod",
    "occurrenceDateTime",
    "occurrencePeriod",
    "period",
    "onsetDateTime",
    "recordedDate",
    "dateAsserted",
    "start",
    "started",
    "identifiedDateTime",
    "whenHandedOver",
    "whenPrepared",
    "sent",
    "authored",
    "recorded",
    "dateTime",
    "billablePeriod",
    "startDate",
    "date",
    "issued",
    "created",
];

impl Head {
    /// Whose the resource is, seen from this patient.
    pub fn belongs_to(&self, patient: &FhirId) -> Ownership {
        match self.resource_type.as_str() {
            "Patient" if self.id == *patient => Ownership::Own,
            "Patient" => Ownership::Other,
            _ => self.subjects.owner(patient),
        }
    }

    /// Whether a resource of this type must say whose it is.
    pub fn must_state_patient(&self) -> bool {
        must_state_patient(&self.resource_type)
    }

    /// Whether the clinic has declared it a mistake: one of its statuses says so (C5, C13).
    pub fn entered_in_error(&self) -> bool {
        let verification = self.verification_status.iter();
        let mut statuses = self.status.iter().chain(&self.document_status).chain(verification);
        statuses.any(|code| is_mistake(code))
    }

    fn read(text: &str) -> Result<Self, Malformed> {
        let object = Object::parse(text).map_err(|error| not_an_object(&error))?;
        let resource_type = object.field::<Option<String>>("resourceType").filter(|name| is_type_name(name));
        let resource_type = resource_type.ok_or(Malformed::NoType)?;
        let id = object.field::<Option<FhirId>>("id").ok_or(Malformed::NoId)?;
        let categories = object.field::<Vec<CodeableConcept>>("category");
        let verification = object.field::<Vec<CodeableConcept>>("verificationStatus");
        let verification_text = object.field::<Option<String>>("verificationStatus");
        let meta = object.raw("meta").map(|raw| Object::parse(raw.get()));
        let labels = meta.as_ref().and_then(|meta| meta.as_ref().ok()?.raw("security")).map(elements);
        let labels = labels.unwrap_or_default();
        let security: Vec<Coding> =
            labels.iter().filter_map(|label| serde_json::from_str(label.get()).ok()).collect();
        let unreadable = meta.as_ref().is_some_and(Result::is_err) || security.len() < labels.len();
        Ok(Self {
            subjects: Subjects::collect(&resource_type, &object),
            status: status(&object, "status").or_else(|| status(&object, "lifecycleStatus")),
            document_status: status(&object, "docStatus"),
            verification_status: verification
                .into_iter()
                .flat_map(codings_or_text)
                .filter_map(|coding| coding.code)
                .chain(verification_text)
                .collect(),
            categories: categories.into_iter().flat_map(codings_or_text).collect(),
            security,
            security_unreadable: unreadable,
            last_updated: meta.and_then(Result::ok).and_then(|meta| meta.field("lastUpdated")),
            date: DATES.iter().find_map(|name| date_or_start(&object, name)),
            resource_type,
            id,
        })
    }
}

fn is_mistake(code: &str) -> bool {
    code.trim().eq_ignore_ascii_case("entered-in-error")
}

/// One code; should a server send several, a mistake among them counts.
fn status(object: &Object<'_>, key: &str) -> Option<String> {
    let mut codes = object.field::<Vec<String>>(key);
    let first = codes.iter().position(|code| is_mistake(code)).unwrap_or(0);
    if codes.is_empty() { None } else { Some(codes.swap_remove(first)) }
}

fn date_or_start(object: &Object<'_>, name: &str) -> Option<FhirDate> {
    let raw = object.raw(name)?;
    if raw.get().starts_with('{') {
        let period = Object::parse(raw.get()).ok()?;
        return period.field::<Option<FhirDate>>("start").or_else(|| period.field("end"));
    }
    serde_json::from_str(raw.get()).ok()
}

fn codings_or_text(concept: CodeableConcept) -> Vec<Coding> {
    let coded: Vec<Coding> = concept.coding.into_iter().filter(|coding| coding.code.is_some()).collect();
    match concept.text {
        Some(text) if coded.is_empty() => vec![Coding { code: Some(text), ..Coding::default() }],
        _ => coded,
    }
}

pub(crate) fn not_an_object(error: &serde_json::Error) -> Malformed {
    if error.to_string().starts_with(REPEATED_KEY) {
        Malformed::RepeatedKey
    } else if error.is_data() {
        Malformed::NotAnObject
    } else {
        Malformed::NotJson
    }
}

/// A resource as it came: nothing is lost, because nothing is rewritten. Clones share the text.
#[derive(Clone)]
pub struct Resource {
    head: Arc<Head>,
    raw: Arc<RawValue>,
}

impl Resource {
    /// Reads a resource out of a larger document. Errors name what is wrong, never the content.
    pub fn parse(raw: &RawValue) -> Result<Self, Malformed> {
        Self::from_raw(raw.to_owned())
    }

    /// Takes over a resource's text.
    pub fn from_raw(raw: Box<RawValue>) -> Result<Self, Malformed> {
        if too_deep(raw.get()) {
            return Err(Malformed::TooDeep);
        }
        let head = Head::read(raw.get())?;
        Ok(Self { head: Arc::new(head), raw: Arc::from(raw) })
    }

    /// Reads the body of an answer that is one resource.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_start_matches('\u{feff}');
        serde_json::from_str(text).map_err(|_| Malformed::NotJson).and_then(Self::from_raw)
    }

    /// Reads the body of an answer that is one resource, from bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Malformed> {
        std::str::from_utf8(bytes).map_err(|_| Malformed::NotUtf8).and_then(Self::from_text)
    }

    /// The fields that policy and lists need.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The text as it came from the EHR.
    pub fn raw(&self) -> &str {
        self.raw.get()
    }

    /// The text as a value that serializes verbatim.
    pub fn into_raw(self) -> Arc<RawValue> {
        self.raw
    }

    /// A typed view. Views made by [`crate::view!`] always succeed on a resource.
    pub fn view<V: DeserializeOwned>(&self) -> Option<V> {
        serde_json::from_str(self.raw.get()).ok()
    }

    /// A view of the resource contained under this id (`#id`, with or without the `#`).
    pub fn contained<V: DeserializeOwned>(&self, id: &str) -> Option<V> {
        let id = id.trim_start_matches('#');
        let object = Object::parse(self.raw.get()).ok()?;
        let all = object.raw("contained").map(elements).unwrap_or_default();
        all.into_iter().find_map(|raw| {
            let inner = Object::parse(raw.get()).ok()?;
            let found =
                inner.field::<Option<String>>("id").is_some_and(|own| own.trim_start_matches('#') == id);
            if found { serde_json::from_str(raw.get()).ok() } else { None }
        })
    }
}

/// Shows the type alone: ids and content do not belong in logs.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({})", self.head.resource_type)
    }
}

impl PartialEq for Resource {
    fn eq(&self, other: &Self) -> bool {
        self.raw.get() == other.raw.get()
    }
}

impl Serialize for Resource {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(s)
    }
}
