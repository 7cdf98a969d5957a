//! One resource: its untouched text, and the few fields that policy and sorting into kinds need.

use std::fmt;
use std::sync::Arc;

use base::FhirId;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::compartment::{Ownership, Subjects, must_state_patient};
use crate::datatypes::{CodeableConcept, Coding};
use crate::dates::FhirDate;
use crate::json::{MAX_DEPTH, Object, Raw, Read as _, View, elements};
use crate::reference::is_type_name;
use crate::scan::{Broken, Field, Met, Scan, Span};

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

/// Where R4 keeps the date that a person would look for: the place of a field, most telling first.
fn rank_of_date(name: &str) -> Option<usize> {
    Some(match name {
        "authoredOn" => 0,
        "effectiveDateTime" => 1,
        "effectivePeriod" => 2,
        "effectiveInstant" => 3,
        "performedDateTime" => 4,
        "performedPeriod" => 5,
        "occurrenceDateTime" => 6,
        "occurrencePeriod" => 7,
        "period" => 8,
        "onsetDateTime" => 9,
        "recordedDate" => 10,
        "dateAsserted" => 11,
        "start" => 12,
        "started" => 13,
        "identifiedDateTime" => 14,
        "whenHandedOver" => 15,
        "whenPrepared" => 16,
        "sent" => 17,
        "authored" => 18,
        "recorded" => 19,
        "dateTime" => 20,
        "billablePeriod" => 21,
        "startDate" => 22,
        "date" => 23,
        "issued" => 24,
        "created" => 25,
        _ => return None,
    })
}

/// The first of the dates that can be read.
fn date_of(object: &Object<'_>) -> Option<FhirDate> {
    let mut dates: Vec<(usize, Raw<'_>)> =
        object.all().filter_map(|(name, raw)| Some((rank_of_date(&name)?, raw))).collect();
    dates.sort_unstable_by_key(|(rank, _)| *rank);
    dates.into_iter().find_map(|(_, raw)| date_or_start(raw))
}

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

    fn read(object: &Object<'_>) -> Result<Self, Malformed> {
        let resource_type = object.field::<Option<String>>("resourceType").filter(|name| is_type_name(name));
        let resource_type = resource_type.ok_or(Malformed::NoType)?;
        let id = object.field::<Option<FhirId>>("id").ok_or(Malformed::NoId)?;
        let categories = object.field::<Vec<CodeableConcept>>("category");
        let verification = object.field::<Vec<CodeableConcept>>("verificationStatus");
        let verification_text = object.field::<Option<String>>("verificationStatus");
        let meta = object.raw("meta").map(|raw| Object::parse(raw.get()));
        let labels = meta.as_ref().and_then(|meta| meta.as_ref().ok()?.raw("security")).map(elements);
        let labels = labels.unwrap_or_default();
        let security: Vec<Coding> = labels.iter().filter_map(|label| Coding::read(*label)).collect();
        let unreadable = meta.as_ref().is_some_and(Result::is_err) || security.len() < labels.len();
        Ok(Self {
            subjects: Subjects::collect(&resource_type, object),
            status: status(object, "status").or_else(|| status(object, "lifecycleStatus")),
            document_status: status(object, "docStatus"),
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
            date: date_of(object),
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

fn date_or_start(raw: Raw<'_>) -> Option<FhirDate> {
    if raw.get().starts_with('{') {
        let period = Object::parse(raw.get()).ok()?;
        return period.field::<Option<FhirDate>>("start").or_else(|| period.field("end"));
    }
    FhirDate::read(raw)
}

fn codings_or_text(concept: CodeableConcept) -> Vec<Coding> {
    let coded: Vec<Coding> = concept.coding.into_iter().filter(|coding| coding.code.is_some()).collect();
    match concept.text {
        Some(text) if coded.is_empty() => vec![Coding { code: Some(text), ..Coding::default() }],
        _ => coded,
    }
}

impl From<Broken> for Malformed {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::NotJson => Malformed::NotJson,
            Broken::NotAnObject => Malformed::NotAnObject,
            Broken::RepeatedKey => Malformed::RepeatedKey,
        }
    }
}

/// A resource as it came: nothing is lost, because nothing is rewritten. Clones share the text, and so do the
/// resources of one page: each knows its place in it, and where its fields stand.
#[derive(Clone)]
pub struct Resource(Arc<Inner>);

struct Inner {
    head: Head,
    page: Arc<String>,
    span: Span,
    fields: Vec<Field>,
}

impl Resource {
    /// Takes over what was met in a page.
    pub(crate) fn met(page: &Arc<String>, met: Met) -> Result<Self, Malformed> {
        if met.depth > MAX_DEPTH {
            return Err(Malformed::TooDeep);
        }
        if let Some(wrong) = met.wrong {
            return Err(wrong.into());
        }
        let head = Head::read(&Object::known(met.span.of(page), &met.fields))?;
        let mut fields = met.fields;
        fields.shrink_to_fit();
        Ok(Self(Arc::new(Inner { head, page: Arc::clone(page), span: met.span, fields })))
    }

    /// Reads the body of an answer that is one resource.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        Self::from_string(text.to_owned())
    }

    /// Reads the body of an answer that is one resource, from bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::from_vec(bytes.to_vec())
    }

    /// The same, taking the bytes over.
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, Malformed> {
        String::from_utf8(bytes).map_err(|_| Malformed::NotUtf8).and_then(Self::from_string)
    }

    fn from_string(text: String) -> Result<Self, Malformed> {
        let page = Arc::new(text);
        let text = page.trim_start_matches('\u{feff}');
        // Counted in the page, which the byte order mark is a part of.
        let mut scan = Scan::after(&page, page.len() - text.len());
        match scan.object() {
            Ok(met) if scan.is_at_end() => Self::met(&page, met),
            Ok(_) => Err(Malformed::NotJson),
            // Of something else it is told whether it is JSON, and how deep it nests.
            Err(Broken::NotAnObject) => {
                let mut whole = Scan::new(text);
                match whole.value() {
                    Ok(_) if !whole.is_at_end() => Err(Malformed::NotJson),
                    Ok(depth) if depth > MAX_DEPTH => Err(Malformed::TooDeep),
                    Ok(_) => Err(Malformed::NotAnObject),
                    Err(broken) => Err(broken.into()),
                }
            }
            Err(broken) => Err(broken.into()),
        }
    }

    /// The fields that policy and lists need.
    pub fn head(&self) -> &Head {
        &self.0.head
    }

    /// The text as it came from the EHR.
    pub fn raw(&self) -> &str {
        self.0.span.of(&self.0.page)
    }

    /// The fields, not looked at yet.
    pub fn object(&self) -> Object<'_> {
        Object::known(self.raw(), &self.0.fields)
    }

    /// A typed view. Always there: views made by [`crate::view!`] refuse no resource.
    pub fn view<V: View>(&self) -> Option<V> {
        Some(self.object().view())
    }

    /// A view of the resource contained under this id (`#id`, with or without the `#`).
    pub fn contained<V: View>(&self, id: &str) -> Option<V> {
        let id = id.trim_start_matches('#');
        let all = self.object().raw("contained").map(elements).unwrap_or_default();
        all.into_iter().find_map(|raw| {
            let inner = Object::parse(raw.get()).ok()?;
            let found =
                inner.field::<Option<String>>("id").is_some_and(|own| own.trim_start_matches('#') == id);
            found.then(|| inner.view())
        })
    }
}

/// Shows the type alone: ids and content do not belong in logs.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({})", self.head().resource_type)
    }
}

impl PartialEq for Resource {
    fn eq(&self, other: &Self) -> bool {
        self.raw() == other.raw()
    }
}

impl Serialize for Resource {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(self.raw()).map_err(serde::ser::Error::custom)?;
        raw.serialize(s)
    }
}
