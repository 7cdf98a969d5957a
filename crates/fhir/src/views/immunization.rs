//! Immunization: a vaccine given, or not given (R07).

use crate::codes::{CodeSystem, concept_text, text_of};
use crate::datatypes::{Annotation, CodeableConcept, Quantity};
use crate::dates::{FhirDate, When};
use crate::json::Decimal;
use crate::reference::Reference;
use crate::text::cleaned;
use crate::view;
use crate::views::facts::{Fact, Facts, Said};
use crate::views::procedure::Performer;

view! {
    /// A FHIR `Immunization`.
    pub struct Immunization {
        /// `completed`, `not-done`, `entered-in-error`.
        pub status: Option<String> = "status",
        /// Why it was not done.
        pub status_reason: Option<CodeableConcept> = "statusReason",
        /// Which vaccine.
        pub vaccine: Option<CodeableConcept> = "vaccineCode",
        /// When.
        pub occurrence: Option<FhirDate> = "occurrenceDateTime",
        /// When, in words.
        pub occurrence_text: Option<String> = "occurrenceString",
        /// When it was written down.
        pub recorded: Option<FhirDate> = "recorded",
        /// Whether whoever gave it wrote it down; false when it is hearsay.
        pub primary_source: Option<bool> = "primarySource",
        /// From whom it is known, when it is hearsay.
        pub report_origin: Option<CodeableConcept> = "reportOrigin",
        /// Who made the vaccine.
        pub manufacturer: Option<Reference> = "manufacturer",
        /// The lot.
        pub lot_number: Option<String> = "lotNumber",
        /// Until when the lot could be used.
        pub expiration: Option<FhirDate> = "expirationDate",
        /// Where on the body.
        pub site: Option<CodeableConcept> = "site",
        /// By which way.
        pub route: Option<CodeableConcept> = "route",
        /// How much.
        pub dose_quantity: Option<Quantity> = "doseQuantity",
        /// By whom.
        pub performer: Vec<Performer> = "performer",
        /// Where.
        pub location: Option<Reference> = "location",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Whether it was too weak to count.
        pub subpotent: Option<bool> = "isSubpotent",
        /// Which dose of which series it was.
        pub protocol: Vec<Protocol> = "protocolApplied",
        /// What happened after it.
        pub reaction: Vec<AfterVaccine> = "reaction",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// What happened after a vaccine.
    pub struct AfterVaccine {
        /// When.
        pub date: Option<FhirDate> = "date",
        /// What, as another record.
        pub detail: Option<Reference> = "detail",
        /// Whether the patient said so herself.
        pub reported: Option<bool> = "reported",
    }
}

view! {
    /// Which dose of a series.
    pub struct Protocol {
        /// The series.
        pub series: Option<String> = "series",
        /// Against what.
        pub disease: Vec<CodeableConcept> = "targetDisease",
        /// Which dose.
        pub number: Option<Decimal> = "doseNumberPositiveInt",
        /// Which dose, in words.
        pub number_text: Option<String> = "doseNumberString",
        /// Of how many.
        pub of: Option<Decimal> = "seriesDosesPositiveInt",
        /// Of how many, in words.
        pub of_text: Option<String> = "seriesDosesString",
    }
}

impl Protocol {
    /// The dose, as `2/3` or `2`.
    pub fn dose(&self) -> Option<String> {
        let said = |number: &Option<Decimal>, text: &Option<String>| {
            let number = number.as_ref().map(|number| number.as_str().to_owned());
            number.or_else(|| cleaned(text.as_deref()))
        };
        let number = said(&self.number, &self.number_text)?;
        Some(match said(&self.of, &self.of_text) {
            Some(of) => format!("{number}/{of}"),
            None => number,
        })
    }
}

impl Immunization {
    /// Which vaccine.
    pub fn title(&self) -> Option<String> {
        text_of(self.vaccine.as_ref())
    }

    /// The vaccine's CVX code.
    pub fn cvx(&self) -> Option<&str> {
        let coding = self.vaccine.as_ref()?.coding_in(&[CodeSystem::Cvx])?;
        coding.code.as_deref().map(str::trim)
    }

    /// When it was given; also of a text that is a date.
    pub fn date(&self) -> Option<FhirDate> {
        let written = || FhirDate::parse(self.occurrence_text.as_deref()?);
        self.occurrence.clone().or_else(|| written().filter(|date| date.when() != When::Unclear))
    }

    /// When it was given, in the record's own words, when it has no date.
    pub fn date_text(&self) -> Option<String> {
        if self.date().is_some() { None } else { cleaned(self.occurrence_text.as_deref()) }
    }

    /// Whether it was given; `None` when the record does not say.
    pub fn was_given(&self) -> Option<bool> {
        match self.status.as_deref().map(str::trim) {
            Some("completed") => Some(true),
            Some("not-done") => Some(false),
            _ => None,
        }
    }

    /// Which dose of each series it counts for.
    pub fn doses(&self) -> Vec<String> {
        self.protocol.iter().filter_map(Protocol::dose).collect()
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let diseases = self.protocol.iter().flat_map(|one| &one.disease).filter_map(concept_text);
        let series = self.protocol.iter().filter_map(|one| cleaned(one.series.as_deref()));
        let hearsay = if self.primary_source == Some(false) { Some(Said::YesNo(true)) } else { None };
        let weak = if self.subpotent == Some(true) { Some(Said::YesNo(true)) } else { None };
        Facts::default()
            .code("status", self.status.as_deref())
            .concept("status-reason", self.status_reason.as_ref())
            .date("given", self.date().as_ref())
            .text("given", self.date_text())
            .several("dose-number", self.doses())
            .several("series", series.collect())
            .several("against", diseases.collect())
            .text("dose", self.dose_quantity.as_ref().and_then(Quantity::display))
            .concept("site", self.site.as_ref())
            .concept("route", self.route.as_ref())
            .text("lot", cleaned(self.lot_number.as_deref()))
            .date("expires", self.expiration.as_ref())
            .who("manufacturer", &self.manufacturer)
            .who("performer", self.performer.iter().filter_map(|one| one.actor.as_ref()))
            .who("location", &self.location)
            .who("encounter", &self.encounter)
            .concepts("reason", &self.reason)
            .add("reported-by-others", hearsay)
            .concept("report-origin", self.report_origin.as_ref())
            .add("subpotent", weak)
            .date("recorded", self.recorded.as_ref())
            .notes(&self.note)
            .done()
    }
}
