//! The names of FHIR types in plain words.

use crate::ui::kinds;
use crate::ui::text::L;

/// What a type is called; one that no room knows is called by its own name.
pub fn type_words(l: L, resource_type: &str) -> String {
    let other = TYPES.iter().find_map(|(name, key)| (*name == resource_type).then(|| l.t(key)));
    let room = || {
        let slug = fhir::Kind::ALL.into_iter().find(|kind| kind.resource_types().contains(&resource_type))?;
        kinds::kind_of(slug.slug()).map(|kind| l.t(kind.label_key))
    };
    other.or_else(room).unwrap_or_else(|| super::fields::humanized(resource_type))
}

/// The types of the room for everything else.
const TYPES: &[(&str, &str)] = &[
    ("Account", "type-account"),
    ("AdverseEvent", "type-adverse-event"),
    ("Appointment", "type-appointment"),
    ("AppointmentResponse", "type-appointment-response"),
    ("AuditEvent", "type-audit-event"),
    ("Basic", "type-basic"),
    ("BodyStructure", "type-body-structure"),
    ("ChargeItem", "type-charge-item"),
    ("Claim", "type-claim"),
    ("ClaimResponse", "type-claim-response"),
    ("ClinicalImpression", "type-clinical-impression"),
    ("Communication", "type-communication"),
    ("CommunicationRequest", "type-communication-request"),
    ("Composition", "type-composition"),
    ("Consent", "type-consent"),
    ("Contract", "type-contract"),
    ("CoverageEligibilityRequest", "type-coverage-eligibility-request"),
    ("CoverageEligibilityResponse", "type-coverage-eligibility-response"),
    ("DetectedIssue", "type-detected-issue"),
    ("Device", "type-device"),
    ("DeviceRequest", "type-device-request"),
    ("DeviceUseStatement", "type-device-use-statement"),
    ("DocumentManifest", "type-document-manifest"),
    ("EnrollmentRequest", "type-enrollment-request"),
    ("EpisodeOfCare", "type-episode-of-care"),
    ("FamilyMemberHistory", "type-family-member-history"),
    ("Flag", "type-flag"),
    ("Group", "type-group"),
    ("ImagingStudy", "type-imaging-study"),
    ("ImmunizationEvaluation", "type-immunization-evaluation"),
    ("ImmunizationRecommendation", "type-immunization-recommendation"),
    ("Invoice", "type-invoice"),
    ("List", "type-list"),
    ("MeasureReport", "type-measure-report"),
    ("Media", "type-media"),
    ("MedicationAdministration", "type-medication-administration"),
    ("MedicationDispense", "type-medication-dispense"),
    ("MolecularSequence", "type-molecular-sequence"),
    ("NutritionOrder", "type-nutrition-order"),
    ("Observation", "type-observation"),
    ("Person", "type-person"),
    ("Provenance", "type-provenance"),
    ("GuidanceResponse", "type-guidance-response"),
    ("QuestionnaireResponse", "type-questionnaire-response"),
    ("RelatedPerson", "type-related-person"),
    ("RequestGroup", "type-request-group"),
    ("ResearchSubject", "type-research-subject"),
    ("RiskAssessment", "type-risk-assessment"),
    ("ServiceRequest", "type-service-request"),
    ("Specimen", "type-specimen"),
    ("SupplyDelivery", "type-supply-delivery"),
    ("SupplyRequest", "type-supply-request"),
    ("Task", "type-task"),
    ("VisionPrescription", "type-vision-prescription"),
];

#[cfg(test)]
mod unit_tests {
    use base::Lang;

    use super::*;

    #[test]
    fn every_type_of_the_record_has_words_in_every_language() {
        for lang in Lang::ALL {
            let l = L::new(lang);
            for kind in fhir::Kind::ALL {
                for name in kind.resource_types() {
                    let words = type_words(l, name);
                    assert!(!words.contains('⟦') && !words.is_empty(), "{lang:?} {name}: {words}");
                }
            }
        }
        let named: Vec<_> = TYPES.iter().map(|(name, _)| *name).collect();
        let rest = fhir::Kind::Other.resource_types();
        assert!(rest.iter().all(|name| named.contains(name)), "a type without a name of its own");
        assert_eq!(type_words(L::new(Lang::En), "BrandNew"), "Brand new");
    }
}
