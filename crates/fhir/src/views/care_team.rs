//! CareTeam: who takes care of the patient.

use crate::codes::{concept_text, first_text};
use crate::datatypes::{Annotation, CodeableConcept, ContactPoint, Period};
use crate::dates::FhirDate;
use crate::reference::{Reference, Target};
use crate::text::{cleaned, joined};
use crate::view;
use crate::views::facts::{Fact, Facts, distinct};

view! {
    /// A FHIR `CareTeam`.
    pub struct CareTeam {
        /// `proposed`, `active`, `suspended`, `inactive`, `entered-in-error`.
        pub status: Option<String> = "status",
        /// Around a visit, a condition, ….
        pub category: Vec<CodeableConcept> = "category",
        /// What it is called.
        pub name: Option<String> = "name",
        /// When.
        pub period: Option<Period> = "period",
        /// Who.
        pub participant: Vec<Member> = "participant",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Why, as other records.
        pub reason_reference: Vec<Reference> = "reasonReference",
        /// Which organisations are responsible.
        pub managing: Vec<Reference> = "managingOrganization",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// How to reach it.
        pub telecom: Vec<ContactPoint> = "telecom",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// Someone in the team.
    pub struct Member {
        /// As what.
        pub role: Vec<CodeableConcept> = "role",
        /// Who.
        pub member: Option<Reference> = "member",
        /// For whom.
        pub on_behalf_of: Option<Reference> = "onBehalfOf",
        /// When.
        pub period: Option<Period> = "period",
    }
}

/// SNOMED CT for "patient", as a role.
const PATIENT_ROLE: &str = "116154003";

impl Member {
    /// As what, in words.
    pub fn role_text(&self) -> Option<String> {
        joined(distinct(self.role.iter().filter_map(concept_text)), ", ")
    }

    /// Whether it is the patient herself, whom some systems count in.
    pub fn is_patient(&self) -> bool {
        let target = self.member.as_ref().map(Reference::target);
        let said = matches!(target, Some(Target::Resource { kind: "Patient", .. }));
        said || self.role.iter().any(|role| role.is(PATIENT_ROLE))
    }
}

impl CareTeam {
    /// What to call it: its name, else why it is there, its category, who is responsible, its members; their
    /// roles when it names nobody.
    pub fn title(&self) -> Option<String> {
        let responsible = || self.managing.iter().find_map(Reference::name);
        let members = || {
            let names = self.members().filter_map(|one| one.member.as_ref()).filter_map(Reference::name);
            joined(distinct(names), ", ")
        };
        let roles = || joined(distinct(self.members().filter_map(Member::role_text)), ", ");
        cleaned(self.name.as_deref())
            .or_else(|| first_text(&self.reason))
            .or_else(|| self.reason_reference.iter().find_map(Reference::name))
            .or_else(|| first_text(&self.category))
            .or_else(responsible)
            .or_else(members)
            .or_else(roles)
    }

    /// The date to file it under.
    pub fn date(&self) -> Option<&FhirDate> {
        self.period.as_ref().and_then(Period::date)
    }

    /// Its members without the patient herself.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.participant.iter().filter(|one| !one.is_patient())
    }

    /// What else it says; the members are for [`CareTeam::members`].
    pub fn facts(&self) -> Vec<Fact> {
        Facts::default()
            .code("status", self.status.as_deref())
            .concepts("category", &self.category)
            .span("period", self.period.as_ref())
            .concepts("reason", &self.reason)
            .who("reason", &self.reason_reference)
            .who("responsible", &self.managing)
            .who("encounter", &self.encounter)
            .notes(&self.note)
            .done()
    }
}
