//! Whose resource is it? Which fields name the patient, by resource type, and what they say.
//!
//! The answer guards the release ("wrong patient never leaves"), so a conflict counts as someone else's, and
//! what cannot be read counts as unstated.

use base::FhirId;

use crate::json::{Object, Raw, elements};
use crate::reference::{Target, target};

/// To whom a resource belongs, seen from one patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// It says that it is this patient's.
    Own,
    /// It names another patient.
    Other,
    /// It names no patient, or not in a way that can be checked.
    Unstated,
}

/// What a resource says about its patient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Each of these must be the patient: the references of `subject`, `patient`, `beneficiary`, ….
    pub sole: Vec<String>,
    /// One of these is enough: participants, members, targets; the resource may be about several people.
    pub shared: Vec<String>,
    /// A field that names the patient is there and is not a reference that can be read.
    pub unreadable: bool,
}

/// Types that belong to no patient: people and places of the clinic, catalogue entries, machinery.
const REFERENCE_DATA: [&str; 14] = [
    "ActivityDefinition",
    "Endpoint",
    "HealthcareService",
    "Location",
    "Medication",
    "MedicationKnowledge",
    "Organization",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Questionnaire",
    "Schedule",
    "Slot",
    "Substance",
];

/// Whether resources of this type belong to no patient (Practitioner, Medication, Location, …).
pub fn is_reference_data(resource_type: &str) -> bool {
    REFERENCE_DATA.contains(&resource_type)
}

/// Whether a resource of this type must say whose it is. All must, but reference data, and Provenance, which
/// points at other resources rather than at a patient.
pub fn must_state_patient(resource_type: &str) -> bool {
    !is_reference_data(resource_type) && resource_type != "Provenance"
}

/// The fields that name the patient whatever the type, even where R4 does not know them.
const ALWAYS: [&str; 2] = ["subject", "patient"];

/// The further fields of a type that name its patient: (sole, shared). A dot goes into a list's elements.
fn fields(resource_type: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match resource_type {
        "Account" | "Contract" => (&[], &["subject"]),
        "Appointment" => (&[], &["participant.actor"]),
        "AppointmentResponse" => (&["actor"], &[]),
        "AuditEvent" => (&[], &["entity.what", "agent.who"]),
        "Basic" => (&[], &["author"]),
        "Communication" | "CommunicationRequest" => (&[], &["recipient", "sender"]),
        "Coverage" => (&["beneficiary"], &[]),
        "EnrollmentRequest" => (&["candidate"], &[]),
        "Group" => (&[], &["member.entity"]),
        "List" => (&[], &["source"]),
        "PaymentNotice" | "PaymentReconciliation" => (&[], &["request", "payment", "recipient"]),
        "Person" => (&[], &["link.target"]),
        "Provenance" => (&[], &["target"]),
        "QuestionnaireResponse" => (&[], &["source", "author"]),
        "ResearchSubject" => (&["individual"], &[]),
        "SupplyRequest" => (&[], &["deliverTo", "requester"]),
        "Task" => (&["for"], &["owner", "requester"]),
        _ => (&[], &[]),
    }
}

impl Subjects {
    /// Collects what a resource says about its patient.
    pub(crate) fn collect(resource_type: &str, object: &Object<'_>) -> Self {
        let (sole, shared) = fields(resource_type);
        let mut subjects = Self::default();
        for field in ALWAYS.iter().filter(|field| !shared.contains(field)).chain(sole) {
            let found = references(object.raw(field), &mut subjects.unreadable);
            subjects.sole.extend(found);
        }
        for path in shared {
            // Only the `sole` fields can be unreadable; other people's references may be anything.
            let mut ignored = false;
            let found = match path.split_once('.') {
                None => references(object.raw(path), &mut ignored),
                Some((list, field)) => object
                    .raw(list)
                    .map(elements)
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|element| Object::parse(element.get()).ok())
                    .flat_map(|element| references(element.raw(field), &mut ignored))
                    .collect(),
            };
            subjects.shared.extend(found);
        }
        subjects
    }

    /// Whose the resource is, seen from this patient.
    pub(crate) fn owner(&self, patient: &FhirId) -> Ownership {
        let mut stated = Ownership::Unstated;
        for text in &self.sole {
            match names(text, patient) {
                Ownership::Other => return Ownership::Other,
                Ownership::Own => stated = Ownership::Own,
                Ownership::Unstated => {}
            }
        }
        if stated == Ownership::Own {
            return if self.unreadable { Ownership::Unstated } else { Ownership::Own };
        }
        let mut others = false;
        for text in &self.shared {
            match names(text, patient) {
                Ownership::Own if !self.unreadable => return Ownership::Own,
                Ownership::Other => others = true,
                _ => {}
            }
        }
        if others { Ownership::Other } else { Ownership::Unstated }
    }
}

fn references(raw: Option<Raw<'_>>, unreadable: &mut bool) -> Vec<String> {
    let mut found = Vec::new();
    for element in raw.map(elements).unwrap_or_default() {
        match Object::parse(element.get()) {
            Ok(reference) => found.extend(reference.field::<Option<String>>("reference")),
            Err(_) => *unreadable = true,
        }
    }
    found
}

fn names(text: &str, patient: &FhirId) -> Ownership {
    match target(text) {
        Target::Resource { kind: "Patient", id, .. } if id == patient.as_str() => Ownership::Own,
        Target::Resource { kind: "Patient", .. } => Ownership::Other,
        Target::Uuid(uuid) if uuid == patient.as_str() => Ownership::Own,
        _ => Ownership::Unstated,
    }
}
