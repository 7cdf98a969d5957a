//! Tolerant views of the resources that pages read: every field optional, nothing rejected.

pub mod allergy;
pub mod any;
pub mod condition;
pub mod dosage;
pub mod encounter;
pub mod medication;
pub mod outcome;
pub mod patient;
pub mod practitioner;

pub use allergy::AllergyIntolerance;
pub use any::AnyRecord;
pub use condition::Condition;
pub use dosage::{Dosage, dosage_text};
pub use encounter::Encounter;
pub use medication::{Medication, MedicationRequest, MedicationStatement, Medicine, Standing};
pub use outcome::OperationOutcome;
pub use patient::Patient;
pub use practitioner::{Practitioner, PractitionerRole};
