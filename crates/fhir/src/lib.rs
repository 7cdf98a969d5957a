//! FHIR R4 as plain data, without IO: resources kept as they came, tolerant views of what the pages need,
//! bundles, capability statements, and the sixteen kinds of the record.
//!
//! Real servers send unknown codes, missing fields, numbers as text and objects where lists are due. Nothing
//! here rejects a resource for that: a field that cannot be understood is absent, and the original text
//! ([`Resource::raw`]) travels on untouched. What *is* refused, with a typed [`Malformed`], is what cannot be
//! told apart safely: no JSON, no type, no id, a repeated key, nesting without end.

pub mod attachment;
pub mod bundle;
pub mod capability;
pub mod codes;
pub mod compartment;
pub mod datatypes;
pub mod dates;
pub mod json;
pub mod kind;
pub mod money;
pub mod narrative;
pub mod reference;
pub mod resource;
mod scan;
pub mod text;
pub mod units;
pub mod views;

pub use bundle::Bundle;
pub use capability::Capability;
pub use compartment::Ownership;
pub use datatypes::{CodeableConcept, Coding, Period, Quantity};
pub use dates::FhirDate;
pub use kind::Kind;
pub use reference::Reference;
pub use resource::{Head, Malformed, Resource};
