//! Encounter: a visit (R09).

use crate::codes::{concept_text, first_text, words};
use crate::datatypes::{CodeableConcept, Coding, Period, Quantity};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts, Said, distinct};

view! {
    /// A FHIR `Encounter`.
    pub struct Encounter {
        /// `planned`, `arrived`, `in-progress`, `finished`, `cancelled`, ….
        pub status: Option<String> = "status",
        /// Ambulatory, emergency, inpatient, virtual, ….
        pub class: Option<Coding> = "class",
        /// What kind of visit.
        pub kinds: Vec<CodeableConcept> = "type",
        /// What service.
        pub service: Option<CodeableConcept> = "serviceType",
        /// How urgent.
        pub priority: Option<CodeableConcept> = "priority",
        /// When.
        pub period: Option<Period> = "period",
        /// How long, leaving out absences.
        pub length: Option<Quantity> = "length",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Why, as other records.
        pub reason_reference: Vec<Reference> = "reasonReference",
        /// What was found.
        pub diagnosis: Vec<Diagnosis> = "diagnosis",
        /// Who took part.
        pub participant: Vec<Participant> = "participant",
        /// Where.
        pub location: Vec<Place> = "location",
        /// The stay in hospital.
        pub hospitalization: Option<Hospitalization> = "hospitalization",
        /// The organisation responsible.
        pub service_provider: Option<Reference> = "serviceProvider",
        /// The visit that it is a part of.
        pub part_of: Option<Reference> = "partOf",
    }
}

view! {
    /// Someone who took part.
    pub struct Participant {
        /// As what.
        pub role: Vec<CodeableConcept> = "type",
        /// Who.
        pub individual: Option<Reference> = "individual",
    }
}

view! {
    /// A place of the visit.
    pub struct Place {
        /// Which.
        pub location: Option<Reference> = "location",
    }
}

view! {
    /// A diagnosis of the visit.
    pub struct Diagnosis {
        /// Which.
        pub condition: Option<Reference> = "condition",
        /// Of admission, of discharge, ….
        pub role: Option<CodeableConcept> = "use",
    }
}

view! {
    /// The stay in hospital.
    pub struct Hospitalization {
        /// From where she came.
        pub admit_source: Option<CodeableConcept> = "admitSource",
        /// Whereto she went.
        pub discharge_disposition: Option<CodeableConcept> = "dischargeDisposition",
    }
}

/// How a visit took place, by the code of its class (HL7 `ActEncounterCode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VisitClass {
    /// She came and went: a clinic, a practice.
    Ambulatory,
    /// An emergency department.
    Emergency,
    /// Out of any building: an ambulance, the scene of an accident.
    Field,
    /// At her home.
    Home,
    /// A stay in hospital.
    Inpatient,
    /// A stay for observation.
    Observation,
    /// Preparation of a stay.
    PreAdmission,
    /// A stay of less than a day.
    ShortStay,
    /// By video, by phone, by message.
    Virtual,
}

impl VisitClass {
    /// The class of a code; `None` for another code.
    pub fn of(code: &str) -> Option<Self> {
        Some(match code.trim().to_ascii_uppercase().as_str() {
            "AMB" => Self::Ambulatory,
            "EMER" => Self::Emergency,
            "FLD" => Self::Field,
            "HH" => Self::Home,
            "IMP" | "ACUTE" | "NONAC" => Self::Inpatient,
            "OBSENC" => Self::Observation,
            "PRENC" => Self::PreAdmission,
            "SS" => Self::ShortStay,
            "VR" => Self::Virtual,
            _ => return None,
        })
    }

    /// The word for it in the API, and the stem of its text key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ambulatory => "ambulatory",
            Self::Emergency => "emergency",
            Self::Field => "field",
            Self::Home => "home",
            Self::Inpatient => "inpatient",
            Self::Observation => "observation",
            Self::PreAdmission => "pre-admission",
            Self::ShortStay => "short-stay",
            Self::Virtual => "virtual",
        }
    }
}

impl Encounter {
    /// What to call the visit: its type, else its service, its class, its reason; a code when there are no
    /// words.
    pub fn title(&self) -> Option<String> {
        let class = || self.class.as_ref().and_then(|class| cleaned(class.display.as_deref()));
        let kinds = || self.kinds.iter().chain(&self.service);
        let worded = kinds().find_map(words).or_else(class).or_else(|| first_text(&self.reason));
        worded.or_else(|| kinds().find_map(concept_text))
    }

    /// The date to file it under: its beginning, else its end.
    pub fn date(&self) -> Option<&FhirDate> {
        self.period.as_ref().and_then(Period::date)
    }

    /// How it took place, when its class has a known code.
    pub fn visit_class(&self) -> Option<VisitClass> {
        VisitClass::of(self.class.as_ref()?.code.as_deref()?)
    }

    /// Its class in the record's own words, for one that has no known code.
    pub fn class_text(&self) -> Option<String> {
        let class = self.class.as_ref()?;
        cleaned(class.display.as_deref()).or_else(|| cleaned(class.code.as_deref()))
    }

    /// Why, in the record's own words.
    pub fn reasons(&self) -> Vec<String> {
        let references = self.reason_reference.iter().filter_map(Reference::name);
        distinct(self.reason.iter().filter_map(concept_text).chain(references))
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let class = match self.visit_class() {
            Some(class) => Some(Said::Code(class.name().to_owned())),
            None => self.class_text().map(Said::Text),
        };
        let stay = self.hospitalization.as_ref();
        Facts::default()
            .code("status", self.status.as_deref())
            .add("class", class)
            .concepts("type", &self.kinds)
            .concept("service", self.service.as_ref())
            .concept("priority", self.priority.as_ref())
            .span("period", self.period.as_ref())
            .text("length", self.length.as_ref().and_then(Quantity::display))
            .concepts("reason", &self.reason)
            .who("reason", &self.reason_reference)
            .who("diagnosis", self.diagnosis.iter().filter_map(|one| one.condition.as_ref()))
            .who("participant", self.participant.iter().filter_map(|one| one.individual.as_ref()))
            .who("location", self.location.iter().filter_map(|one| one.location.as_ref()))
            .who("provider", &self.service_provider)
            .concept("admit-source", stay.and_then(|stay| stay.admit_source.as_ref()))
            .concept("discharge", stay.and_then(|stay| stay.discharge_disposition.as_ref()))
            .who("part-of", &self.part_of)
            .done()
    }
}
