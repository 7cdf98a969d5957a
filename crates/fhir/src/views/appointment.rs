//! Appointment: a visit that is to come, or was to (D04, D06).

use chrono::{DateTime, Utc};

use crate::codes::{concept_text, first_text, text_of};
use crate::datatypes::CodeableConcept;
use crate::dates::FhirDate;
use crate::reference::{Reference, Target};
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts, Said, distinct};

view! {
    /// A FHIR `Appointment`.
    pub struct Appointment {
        /// `proposed`, `pending`, `booked`, `arrived`, `fulfilled`, `cancelled`, `noshow`, `waitlist`, ….
        pub status: Option<String> = "status",
        /// Which kind: check-up, follow-up, walk-in.
        pub kind: Option<CodeableConcept> = "appointmentType",
        /// Which service.
        pub service: Vec<CodeableConcept> = "serviceType",
        /// Which group of services.
        pub category: Vec<CodeableConcept> = "serviceCategory",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Why, as other records.
        pub reason_reference: Vec<Reference> = "reasonReference",
        /// What it is about, in a line.
        pub description: Option<String> = "description",
        /// When it begins.
        pub start: Option<FhirDate> = "start",
        /// When it ends.
        pub end: Option<FhirDate> = "end",
        /// How long it lasts.
        pub minutes: Option<u64> = "minutesDuration",
        /// What the clinic adds.
        pub comment: Option<String> = "comment",
        /// What the patient is told.
        pub instruction: Option<String> = "patientInstruction",
        /// Why it was called off.
        pub cancelled_because: Option<CodeableConcept> = "cancelationReason",
        /// Who and what takes part.
        pub participant: Vec<Participant> = "participant",
    }
}

view! {
    /// Someone or something that takes part.
    pub struct Participant {
        /// Who, or which place.
        pub actor: Option<Reference> = "actor",
        /// As what.
        pub role: Vec<CodeableConcept> = "type",
        /// `accepted`, `declined`, `tentative`, `needs-action`.
        pub status: Option<String> = "status",
    }
}

impl Participant {
    fn is(&self, wanted: &[&str]) -> bool {
        let target = self.actor.as_ref().map(Reference::target);
        matches!(target, Some(Target::Resource { kind, .. }) if wanted.contains(&kind))
    }
}

impl Appointment {
    /// What to call it: its kind, else its service, what it is about, or why.
    pub fn title(&self) -> Option<String> {
        text_of(self.kind.as_ref())
            .or_else(|| first_text(&self.service))
            .or_else(|| cleaned(self.description.as_deref()))
            .or_else(|| first_text(&self.reason))
            .or_else(|| first_text(&self.category))
    }

    /// The people it is with: those who take part and have not said no, without the patient, places and
    /// devices.
    pub fn people(&self) -> impl Iterator<Item = &Reference> {
        let people = ["Practitioner", "PractitionerRole", "RelatedPerson"];
        let with = move |one: &&Participant| one.is(&people) && one.status.as_deref() != Some("declined");
        self.participant.iter().filter(with).filter_map(|one| one.actor.as_ref())
    }

    /// Where it is, by the place's name.
    pub fn place(&self) -> Option<String> {
        let places = self.participant.iter().filter(|one| one.is(&["Location"]));
        places.filter_map(|one| one.actor.as_ref()).find_map(Reference::name)
    }

    /// Whether it stands: booked, asked for, or begun. One that is only proposed, on a waiting list, called
    /// off, missed or done does not; nor does a status outside R4.
    pub fn stands(&self) -> bool {
        let status = self.status.as_deref().map(str::trim);
        matches!(status, Some("booked" | "pending" | "arrived" | "checked-in"))
    }

    /// Whether the clinic has still to confirm it.
    pub fn is_pending(&self) -> bool {
        self.status.as_deref().map(str::trim) == Some("pending")
    }

    /// When it begins, when it stands and is not over: an appointment of which no end is known is over when
    /// it has begun.
    pub fn upcoming(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = self.start.as_ref()?;
        let over = self.end.as_ref().unwrap_or(start).is_over(now);
        if self.stands() && !over { start.begins() } else { None }
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let service = self.service.iter().chain(&self.category).filter_map(concept_text);
        Facts::default()
            .code("status", self.status.as_deref())
            .add("starts", self.start.clone().map(Said::Moment))
            .add("minutes", self.minutes.map(Said::Count))
            .who("with", self.people())
            .text("location", self.place())
            .several("service", distinct(service))
            .concepts("reason", &self.reason)
            .who("reason", &self.reason_reference)
            .prose("description", self.description.as_deref())
            .concept("status-reason", self.cancelled_because.as_ref())
            .prose("instruction", self.instruction.as_deref())
            .prose("note", self.comment.as_deref())
            .done()
    }
}
