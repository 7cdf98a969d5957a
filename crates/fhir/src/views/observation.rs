//! Observation: results, vital signs, social history, and whatever else was seen (R08).

use crate::codes::{CodeSystem, code_of, text_of};
use crate::datatypes::{Annotation, Beside, CodeableConcept, Coding, Period, Quantity};
use crate::dates::FhirDate;
use crate::reference::Reference;
use crate::text::joined;
use crate::view;
use crate::views::facts::{Fact, Facts};
use crate::views::flag::{Flag, ReferenceRange};
use crate::views::measured::{Measured, Value};

view! {
    /// A FHIR `Observation`.
    pub struct Observation {
        /// `registered`, `preliminary`, `final`, `amended`, `corrected`, `cancelled`, `entered-in-error`, ….
        pub status: Option<String> = "status",
        /// `laboratory`, `vital-signs`, `social-history`, ….
        pub category: Vec<CodeableConcept> = "category",
        /// What was seen or measured.
        pub code: Option<CodeableConcept> = "code",
        /// When.
        pub effective: Option<FhirDate> = "effectiveDateTime",
        /// When, as an instant.
        pub effective_instant: Option<FhirDate> = "effectiveInstant",
        /// When, as a period.
        pub effective_period: Option<Period> = "effectivePeriod",
        /// Why it is not said when.
        pub effective_beside: Option<Beside> = "_effectiveDateTime",
        /// When this version was given out.
        pub issued: Option<FhirDate> = "issued",
        /// The value, its interpretation, its reference ranges.
        pub measured: Measured = itself,
        /// Its parts: systolic and diastolic, the answers of a questionnaire.
        pub component: Vec<Component> = "component",
        /// Its members, when it is a panel.
        pub has_member: Vec<Reference> = "hasMember",
        /// What it was computed from.
        pub derived_from: Vec<Reference> = "derivedFrom",
        /// Which order it answers.
        pub based_on: Vec<Reference> = "basedOn",
        /// Who measured it.
        pub performer: Vec<Reference> = "performer",
        /// At which visit.
        pub encounter: Option<Reference> = "encounter",
        /// On which sample.
        pub specimen: Option<Reference> = "specimen",
        /// How.
        pub method: Option<CodeableConcept> = "method",
        /// Where on the body.
        pub body_site: Option<CodeableConcept> = "bodySite",
        /// With which device.
        pub device: Option<Reference> = "device",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
    }
}

view! {
    /// A part of an Observation.
    pub struct Component {
        /// What.
        pub code: Option<CodeableConcept> = "code",
        /// The value, its interpretation, its reference ranges.
        pub measured: Measured = itself,
    }
}

view! {
    /// How an Observation stands, and nothing else of it: for lists that only count or mark it.
    pub struct Judged {
        /// Its own.
        pub own: Judgement = itself,
        /// Its components'.
        pub parts: Vec<Judgement> = "component",
    }
}

view! {
    /// What a judgement is made of.
    pub struct Judgement {
        /// `valueQuantity`.
        pub quantity: Option<Quantity> = "valueQuantity",
        /// How it stands, as stated.
        pub interpretation: Vec<CodeableConcept> = "interpretation",
        /// What is expected.
        pub reference_range: Vec<ReferenceRange> = "referenceRange",
    }
}

impl Judged {
    /// The same as [`Observation::flag`].
    pub fn flag(&self) -> Option<Flag> {
        Flag::whole(self.own.flag(), self.parts.iter().map(Judgement::flag))
    }
}

impl Judgement {
    fn flag(&self) -> Option<Flag> {
        Flag::stands(&self.interpretation, self.quantity.as_ref(), &self.reference_range)
    }
}

view! {
    /// When a result was taken and given out, and nothing else of it.
    pub struct ResultTimes {
        /// When it was measured.
        pub effective: Option<FhirDate> = "effectiveDateTime",
        /// The same as an instant.
        pub effective_instant: Option<FhirDate> = "effectiveInstant",
        /// From when until when.
        pub effective_period: Option<Period> = "effectivePeriod",
        /// When it was given out.
        pub issued: Option<FhirDate> = "issued",
    }
}

impl ResultTimes {
    /// When it was measured or examined; `None` when the record does not say.
    pub fn taken(&self) -> Option<&FhirDate> {
        let period = || self.effective_period.as_ref().and_then(Period::date);
        self.effective.as_ref().or(self.effective_instant.as_ref()).or_else(period)
    }

    /// The date to file it under: when it was taken, else when it was given out.
    pub fn date(&self) -> Option<&FhirDate> {
        self.taken().or(self.issued.as_ref())
    }
}

/// LOINC of systolic and diastolic blood pressure.
const SYSTOLIC: &str = "8480-6";
const DIASTOLIC: &str = "8462-4";

impl Component {
    /// What it is.
    pub fn title(&self) -> Option<String> {
        text_of(self.code.as_ref())
    }

    fn quantity_of(&self, loinc: &str) -> Option<&Quantity> {
        let coding = self.code.as_ref()?.coding_in(&[CodeSystem::Loinc])?;
        let same = coding.code.as_deref().map(str::trim) == Some(loinc);
        self.measured.quantity.as_ref().filter(|quantity| same && quantity.value.is_some())
    }
}

impl Observation {
    /// What was seen or measured.
    pub fn title(&self) -> Option<String> {
        text_of(self.code.as_ref())
    }

    /// Its LOINC code, for glosses and for trends.
    pub fn loinc(&self) -> Option<&str> {
        let coding: &Coding = self.code.as_ref()?.coding_in(&[CodeSystem::Loinc])?;
        coding.code.as_deref().map(str::trim)
    }

    /// When it was measured; `None` when the record does not say.
    pub fn measured_at(&self) -> Option<&FhirDate> {
        let period = || self.effective_period.as_ref().and_then(Period::date);
        self.effective.as_ref().or(self.effective_instant.as_ref()).or_else(period)
    }

    /// The date to file it under: when it was measured, else when it was given out.
    pub fn date(&self) -> Option<&FhirDate> {
        self.measured_at().or(self.issued.as_ref())
    }

    /// The codes of its categories.
    pub fn categories(&self) -> Vec<String> {
        self.category.iter().filter_map(|category| code_of(Some(category))).collect()
    }

    /// Blood pressure as people write it, `120/80 mmHg`, of the two components.
    pub fn blood_pressure(&self) -> Option<String> {
        let part = |loinc: &str| self.component.iter().find_map(|one| one.quantity_of(loinc));
        let (systolic, diastolic) = (part(SYSTOLIC)?, part(DIASTOLIC)?);
        let same = systolic.symbol() == diastolic.symbol();
        same.then(|| Some(format!("{}/{}", systolic.number()?, diastolic.display()?))).flatten()
    }

    /// Systolic and diastolic pressure, when both are exactly known and in one unit.
    pub fn pressures(&self) -> Option<[&Quantity; 2]> {
        let part = |loinc: &str| {
            let found = self.component.iter().find(|one| one.quantity_of(loinc).is_some());
            found.and_then(|one| one.measured.point())
        };
        let (systolic, diastolic) = (part(SYSTOLIC)?, part(DIASTOLIC)?);
        systolic.same_unit(diastolic).then_some([systolic, diastolic])
    }

    /// Its value in one line: its own, else blood pressure, else those of its components
    /// (`Systolic 120 mmHg; …`). `None` when there is none, which may have a reason
    /// ([`Measured::absent_reason`]), or members that have ([`Observation::has_member`]).
    pub fn value_text(&self) -> Option<String> {
        let own = self.measured.value_text().or_else(|| self.blood_pressure());
        own.or_else(|| {
            let part = |one: &Component| {
                let value = one.measured.value_text()?;
                Some(one.title().map_or_else(|| value.clone(), |title| format!("{title} {value}")))
            };
            joined(self.component.iter().filter_map(part), "; ")
        })
    }

    /// Whether a value is there, its own or a component's, that cannot be told in words.
    pub fn has_unreadable_value(&self) -> bool {
        let mut all = self.component.iter().map(|one| &one.measured).chain([&self.measured]);
        all.any(|measured| measured.value() == Some(Value::Unreadable))
    }

    /// How it stands: [`Flag::whole`] of itself and its components.
    pub fn flag(&self) -> Option<Flag> {
        Flag::whole(self.measured.flag(), self.component.iter().map(|one| one.measured.flag()))
    }

    /// What else it says.
    pub fn facts(&self) -> Vec<Fact> {
        let measured = &self.measured;
        let absent = self.effective_beside.as_ref().and_then(Beside::absent_reason);
        Facts::default()
            .code("status", self.status.as_deref())
            .date("measured", self.effective.as_ref().or(self.effective_instant.as_ref()))
            .span("measured", self.effective_period.as_ref())
            .code("measured-absent", absent)
            .date("issued", self.issued.as_ref())
            .text("reference-range", measured.range_text())
            .text("interpretation", measured.interpretation_text())
            .code("value-absent", measured.absent_reason().as_deref())
            .who("performer", &self.performer)
            .who("ordered", &self.based_on)
            .who("specimen", &self.specimen)
            .concept("method", self.method.as_ref())
            .concept("body-site", self.body_site.as_ref())
            .who("device", &self.device)
            .who("encounter", &self.encounter)
            .who("derived-from", &self.derived_from)
            .notes(&self.note)
            .done()
    }
}
