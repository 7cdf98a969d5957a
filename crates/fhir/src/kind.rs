//! The sixteen rooms of the record (contract, "Record"): each resource belongs to exactly one.

use serde::{Deserialize, Serialize};

use crate::resource::Head;

/// A room of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// MedicationRequest and MedicationStatement (R05).
    Medications,
    /// AllergyIntolerance (R06).
    Allergies,
    /// Condition (R04).
    Conditions,
    /// Procedure (R04).
    Procedures,
    /// Observation of laboratory or imaging, and DiagnosticReport (R08).
    Results,
    /// Observation of vital signs.
    Vitals,
    /// Immunization (R07).
    Immunizations,
    /// Encounter (R09).
    Visits,
    /// DocumentReference (R10).
    Documents,
    /// CareTeam.
    CareTeam,
    /// CarePlan.
    CarePlans,
    /// Goal.
    Goals,
    /// Coverage (R02).
    Coverage,
    /// ExplanationOfBenefit (R02).
    ExplanationsOfBenefit,
    /// Observation of social history.
    SocialHistory,
    /// Everything else of the patient compartment, so that nothing is nowhere.
    Other,
}

/// The types of the R4 patient compartment, and others that say whose they are, that have no room of their
/// own.
const OTHER_TYPES: [&str; 54] = [
    "Account",
    "AdverseEvent",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "BodyStructure",
    "ChargeItem",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "Communication",
    "CommunicationRequest",
    "Composition",
    "Consent",
    "Contract",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceRequest",
    "DeviceUseStatement",
    "DocumentManifest",
    "EnrollmentRequest",
    "EpisodeOfCare",
    "FamilyMemberHistory",
    "Flag",
    "Group",
    "GuidanceResponse",
    "ImagingStudy",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "Invoice",
    "List",
    "MeasureReport",
    "Media",
    "MedicationAdministration",
    "MedicationDispense",
    "MolecularSequence",
    "NutritionOrder",
    "Observation",
    "Person",
    "Provenance",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchSubject",
    "RiskAssessment",
    "ServiceRequest",
    "Specimen",
    "SupplyDelivery",
    "SupplyRequest",
    "Task",
    "VisionPrescription",
];

impl Kind {
    /// All sixteen, in the order of the record's overview.
    pub const ALL: [Kind; 16] = [
        Kind::Medications,
        Kind::Allergies,
        Kind::Conditions,
        Kind::Procedures,
        Kind::Results,
        Kind::Vitals,
        Kind::Immunizations,
        Kind::Visits,
        Kind::Documents,
        Kind::CareTeam,
        Kind::CarePlans,
        Kind::Goals,
        Kind::Coverage,
        Kind::ExplanationsOfBenefit,
        Kind::SocialHistory,
        Kind::Other,
    ];

    /// The name in paths: `/records/{slug}`.
    pub fn slug(self) -> &'static str {
        match self {
            Kind::Medications => "medications",
            Kind::Allergies => "allergies",
            Kind::Conditions => "conditions",
            Kind::Procedures => "procedures",
            Kind::Results => "results",
            Kind::Vitals => "vitals",
            Kind::Immunizations => "immunizations",
            Kind::Visits => "visits",
            Kind::Documents => "documents",
            Kind::CareTeam => "care-team",
            Kind::CarePlans => "care-plans",
            Kind::Goals => "goals",
            Kind::Coverage => "coverage",
            Kind::ExplanationsOfBenefit => "explanations-of-benefit",
            Kind::SocialHistory => "social-history",
            Kind::Other => "other",
        }
    }

    /// The kind of a path segment.
    pub fn from_slug(slug: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The one kind of a resource.
    pub fn of(head: &Head) -> Kind {
        match head.resource_type.as_str() {
            "MedicationRequest" | "MedicationStatement" => Kind::Medications,
            "AllergyIntolerance" => Kind::Allergies,
            "Condition" => Kind::Conditions,
            "Procedure" => Kind::Procedures,
            "DiagnosticReport" => Kind::Results,
            "Immunization" => Kind::Immunizations,
            "Encounter" => Kind::Visits,
            "DocumentReference" => Kind::Documents,
            "CareTeam" => Kind::CareTeam,
            "CarePlan" => Kind::CarePlans,
            "Goal" => Kind::Goals,
            "Coverage" => Kind::Coverage,
            "ExplanationOfBenefit" => Kind::ExplanationsOfBenefit,
            "Observation" => Kind::of_observation(head),
            _ => Kind::Other,
        }
    }

    /// An Observation may have several categories; vital signs win, then results, then social history.
    fn of_observation(head: &Head) -> Kind {
        let has = |wanted: &[&str]| {
            head.categories.iter().filter_map(|coding| coding.code.as_deref()).any(|code| {
                let code = code.trim();
                wanted.iter().any(|name| code.eq_ignore_ascii_case(name))
            })
        };
        if has(&["vital-signs", "vital-sign", "vital signs"]) {
            Kind::Vitals
        } else if has(&["laboratory", "imaging"]) {
            Kind::Results
        } else if has(&["social-history", "social history"]) {
            Kind::SocialHistory
        } else {
            Kind::Other
        }
    }

    /// The FHIR types to ask the EHR for. Observations are in four kinds, so an Observation found for one of
    /// them still has to be asked its own kind ([`Kind::of`]).
    pub fn resource_types(self) -> &'static [&'static str] {
        match self {
            Kind::Medications => &["MedicationRequest", "MedicationStatement"],
            Kind::Allergies => &["AllergyIntolerance"],
            Kind::Conditions => &["Condition"],
            Kind::Procedures => &["Procedure"],
            Kind::Results => &["Observation", "DiagnosticReport"],
            Kind::Vitals | Kind::SocialHistory => &["Observation"],
            Kind::Immunizations => &["Immunization"],
            Kind::Visits => &["Encounter"],
            Kind::Documents => &["DocumentReference"],
            Kind::CareTeam => &["CareTeam"],
            Kind::CarePlans => &["CarePlan"],
            Kind::Goals => &["Goal"],
            Kind::Coverage => &["Coverage"],
            Kind::ExplanationsOfBenefit => &["ExplanationOfBenefit"],
            Kind::Other => &OTHER_TYPES,
        }
    }
}
