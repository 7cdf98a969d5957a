//! A view that fits every type a little: what to call a record that has no view of its own.

use crate::codes::{concept_text, text_of};
use crate::datatypes::{CodeableConcept, HumanName};
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;

view! {
    /// The fields in which R4's types keep what a record is about.
    pub struct AnyRecord {
        /// `code` of Observation, Procedure, DiagnosticReport, ServiceRequest, ….
        pub code: Option<CodeableConcept> = "code",
        /// `vaccineCode` of Immunization.
        pub vaccine: Option<CodeableConcept> = "vaccineCode",
        /// `medicationCodeableConcept` of the medication types.
        pub medication: Option<CodeableConcept> = "medicationCodeableConcept",
        /// `medicationReference` of the medication types.
        pub medication_reference: Option<Reference> = "medicationReference",
        /// `title` of CarePlan, Composition, List, ….
        pub title: Option<String> = "title",
        /// `name` of CareTeam, Account, ….
        pub name: Option<String> = "name",
        /// `description` as a text (DocumentReference, Task, ImagingStudy, …).
        pub description: Option<String> = "description",
        /// `description` as a concept (Goal).
        pub description_concept: Option<CodeableConcept> = "description",
        /// `type`, one or several.
        pub kinds: Vec<CodeableConcept> = "type",
        /// `serviceType` of Appointment and Encounter.
        pub service: Vec<CodeableConcept> = "serviceType",
        /// `category`, one or several.
        pub category: Vec<CodeableConcept> = "category",
        /// `procedureCode` of ImagingStudy.
        pub procedure: Vec<CodeableConcept> = "procedureCode",
        /// `deviceName` of Device.
        pub device: Vec<DeviceName> = "deviceName",
        /// `topic` of Communication.
        pub topic: Option<CodeableConcept> = "topic",
        /// `appointmentType` of Appointment.
        pub appointment: Option<CodeableConcept> = "appointmentType",
        /// `relationship` of FamilyMemberHistory and RelatedPerson.
        pub relationship: Vec<CodeableConcept> = "relationship",
        /// `activity` of Provenance.
        pub activity: Option<CodeableConcept> = "activity",
        /// `name` as a person's name (RelatedPerson, Person).
        pub person: Vec<HumanName> = "name",
    }
}

view! {
    /// One of the names of a device.
    pub struct DeviceName {
        /// The name.
        pub name: Option<String> = "name",
    }
}

impl AnyRecord {
    /// What to call the record; `None` when it says nothing about itself.
    pub fn title(&self) -> Option<String> {
        let first = |list: &[CodeableConcept]| list.iter().find_map(concept_text);
        let medicine =
            || self.medication_reference.as_ref().and_then(|found| cleaned(found.display.as_deref()));
        text_of(self.code.as_ref())
            .or_else(|| text_of(self.vaccine.as_ref()))
            .or_else(|| text_of(self.medication.as_ref()))
            .or_else(medicine)
            .or_else(|| cleaned(self.title.as_deref()))
            .or_else(|| cleaned(self.name.as_deref()))
            .or_else(|| cleaned(self.description.as_deref()))
            .or_else(|| text_of(self.description_concept.as_ref()))
            .or_else(|| first(&self.kinds))
            .or_else(|| first(&self.service))
            .or_else(|| first(&self.procedure))
            .or_else(|| self.device.iter().find_map(|one| cleaned(one.name.as_deref())))
            .or_else(|| text_of(self.topic.as_ref()))
            .or_else(|| text_of(self.appointment.as_ref()))
            .or_else(|| text_of(self.activity.as_ref()))
            .or_else(|| self.person.iter().find_map(HumanName::display))
            .or_else(|| first(&self.relationship))
            .or_else(|| first(&self.category))
    }
}
