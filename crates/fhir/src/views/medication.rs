//! MedicationRequest, MedicationStatement and Medication (R05, P01, C13).

use chrono::{DateTime, Duration, NaiveDate, Utc};

use base::FhirId;

use crate::codes::{CodeSystem, concept_text, text_of};
use crate::datatypes::{Annotation, CodeableConcept, Coding, Period, Quantity};
use crate::dates::FhirDate;
use crate::reference::{Reference, Target};
use crate::resource::Resource;
use crate::text::cleaned;
use crate::view;
use crate::views::dosage::Dosage;

view! {
    /// A FHIR `Medication`.
    pub struct Medication {
        /// What it is.
        pub code: Option<CodeableConcept> = "code",
        /// Tablet, solution, ….
        pub form: Option<CodeableConcept> = "form",
        /// What is in it.
        pub ingredient: Vec<Ingredient> = "ingredient",
    }
}

view! {
    /// An ingredient.
    pub struct Ingredient {
        /// What.
        pub item: Option<CodeableConcept> = "itemCodeableConcept",
    }
}

view! {
    /// A FHIR `MedicationRequest`: a prescription or an order.
    pub struct MedicationRequest {
        /// `active`, `on-hold`, `cancelled`, `completed`, `entered-in-error`, `stopped`, `draft`, `unknown`.
        pub status: Option<String> = "status",
        /// Why it has this status.
        pub status_reason: Option<CodeableConcept> = "statusReason",
        /// `proposal`, `plan`, `order`, ….
        pub intent: Option<String> = "intent",
        /// True when the request is *not* to take it.
        pub do_not_perform: Option<bool> = "doNotPerform",
        /// What.
        pub medication: Option<CodeableConcept> = "medicationCodeableConcept",
        /// What, as another resource.
        pub medication_reference: Option<Reference> = "medicationReference",
        /// When it was written.
        pub authored_on: Option<FhirDate> = "authoredOn",
        /// Who prescribed it.
        pub requester: Option<Reference> = "requester",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
        /// How to take it.
        pub dosage: Vec<Dosage> = "dosageInstruction",
        /// What may be dispensed.
        pub dispense: Option<DispenseRequest> = "dispenseRequest",
    }
}

view! {
    /// What may be dispensed.
    pub struct DispenseRequest {
        /// Within which dates.
        pub validity: Option<Period> = "validityPeriod",
        /// How often again.
        pub repeats: Option<u32> = "numberOfRepeatsAllowed",
        /// How much each time.
        pub quantity: Option<Quantity> = "quantity",
        /// How long one supply lasts.
        pub supply_duration: Option<Quantity> = "expectedSupplyDuration",
        /// By which pharmacy.
        pub performer: Option<Reference> = "performer",
    }
}

view! {
    /// A FHIR `MedicationStatement`: what the patient takes or took.
    pub struct MedicationStatement {
        /// `active`, `completed`, `entered-in-error`, `intended`, `stopped`, `on-hold`, `unknown`,
        /// `not-taken`.
        pub status: Option<String> = "status",
        /// What.
        pub medication: Option<CodeableConcept> = "medicationCodeableConcept",
        /// What, as another resource.
        pub medication_reference: Option<Reference> = "medicationReference",
        /// When.
        pub effective: Option<FhirDate> = "effectiveDateTime",
        /// From when until when.
        pub effective_period: Option<Period> = "effectivePeriod",
        /// When it was said.
        pub asserted: Option<FhirDate> = "dateAsserted",
        /// Who said so.
        pub source: Option<Reference> = "informationSource",
        /// Why.
        pub reason: Vec<CodeableConcept> = "reasonCode",
        /// Remarks.
        pub note: Vec<Annotation> = "note",
        /// How it is taken.
        pub dosage: Vec<Dosage> = "dosage",
    }
}

view! {
    /// What a MedicationRequest or MedicationStatement points to, and nothing else of it.
    pub struct MedicineLinks {
        /// What.
        pub medication: Option<CodeableConcept> = "medicationCodeableConcept",
        /// What, as another resource.
        pub medication_reference: Option<Reference> = "medicationReference",
        /// Who prescribed it.
        pub requester: Option<Reference> = "requester",
    }
}

impl MedicineLinks {
    /// What is prescribed or taken; `resource` is the one this view was made from.
    pub fn medicine(&self, resource: &Resource) -> Medicine {
        Medicine::read(self.medication.as_ref(), self.medication_reference.as_ref(), resource)
    }
}

/// Where a medicine stands today. Codes outside R4 are [`Standing::Unknown`]: shown, never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// `active`.
    Active,
    /// `on-hold`.
    OnHold,
    /// `draft` or `intended`: not begun.
    Planned,
    /// `completed`, or `active` although its dates are over (C13).
    Completed,
    /// `cancelled`.
    Cancelled,
    /// `stopped`.
    Stopped,
    /// `not-taken`.
    NotTaken,
    /// `entered-in-error`; policy withholds it, so no page ever meets it.
    Mistake,
    /// `unknown`, missing, or a code outside R4.
    Unknown,
}

impl Standing {
    /// The standing a status code states, for both medication types.
    pub fn of(status: Option<&str>) -> Self {
        match status.map(str::trim) {
            Some("active") => Self::Active,
            Some("on-hold") => Self::OnHold,
            Some("draft" | "intended") => Self::Planned,
            Some("completed") => Self::Completed,
            Some("cancelled" | "canceled") => Self::Cancelled,
            Some("stopped") => Self::Stopped,
            Some("not-taken") => Self::NotTaken,
            Some("entered-in-error") => Self::Mistake,
            _ => Self::Unknown,
        }
    }

    /// Whether it belongs to the list of past medicines. What is not known to be past is never filed as past.
    pub fn is_past(self) -> bool {
        match self {
            Self::Completed | Self::Cancelled | Self::Stopped | Self::NotTaken | Self::Mistake => true,
            Self::Active | Self::OnHold | Self::Planned | Self::Unknown => false,
        }
    }

    /// The word for it in the API, and the stem of its text key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::OnHold => "on-hold",
            Self::Planned => "draft",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Stopped => "stopped",
            Self::NotTaken => "not-taken",
            Self::Mistake => "entered-in-error",
            Self::Unknown => "unknown",
        }
    }

    fn at(self, over: bool) -> Self {
        if self == Self::Active && over { Self::Completed } else { self }
    }
}

impl MedicationRequest {
    /// Where it stands now: its status, but completed when it is active and its dates are over.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        Standing::of(self.status.as_deref()).at(self.is_over(now))
    }

    /// Whether its dates are over for certain: the last supply that may still be dispensed has been used up,
    /// or the dates of every instruction are over.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        let course_over = !self.dosage.is_empty() && self.dosage.iter().all(|one| one.is_over(now));
        course_over || self.dispense.as_ref().is_some_and(|dispense| self.supply_over(dispense, now))
    }

    fn supply_over(&self, dispense: &DispenseRequest, now: DateTime<Utc>) -> bool {
        let supply = dispense.supply_duration.as_ref();
        let days = supply.and_then(Quantity::days);
        if let Some(end) = dispense.validity.as_ref().and_then(|validity| validity.end.as_ref()) {
            // A supply handed out on the last day lasts for its duration; one of unknown length may last too,
            // so a duration that cannot be read means that nothing is certain.
            return match (supply, days) {
                (None, _) => end.is_over(now),
                (Some(_), Some(days)) => now.checked_sub_signed(days).is_some_and(|then| end.is_over(then)),
                (Some(_), None) => false,
            };
        }
        let start = dispense.validity.as_ref().and_then(|validity| validity.start.as_ref());
        let (Some(days), Some(start)) = (days, start.or(self.authored_on.as_ref())) else { return false };
        let supplies = i32::try_from(dispense.repeats.unwrap_or(0)).unwrap_or(i32::MAX).saturating_add(1);
        days.checked_mul(supplies)
            .and_then(|all| now.checked_sub_signed(all))
            .is_some_and(|then| start.is_over(then))
    }

    /// The last day that what may be dispensed can last to, when the dates and lengths prove one: every
    /// supply fetched as soon as it may be. `None` when any of it is not written or cannot be read.
    pub fn supply_ends(&self) -> Option<NaiveDate> {
        let dispense = self.dispense.as_ref()?;
        let supply = dispense.supply_duration.as_ref();
        let days = supply.and_then(Quantity::days);
        if let Some(end) = dispense.validity.as_ref().and_then(|validity| validity.end.as_ref()) {
            return match (supply, days) {
                (None, _) => end.day(),
                (Some(_), Some(days)) => end.day()?.checked_add_signed(days),
                (Some(_), None) => None,
            };
        }
        let start = dispense.validity.as_ref().and_then(|validity| validity.start.as_ref());
        let start = start.or(self.authored_on.as_ref())?.day()?;
        let supplies = i32::try_from(dispense.repeats?).ok()?.checked_add(1)?;
        start.checked_add_signed(days?.checked_mul(supplies)?)
    }

    /// What is prescribed; `resource` is the one this view was made from.
    pub fn medicine(&self, resource: &Resource) -> Medicine {
        Medicine::read(self.medication.as_ref(), self.medication_reference.as_ref(), resource)
    }
}

impl MedicationStatement {
    /// Where it stands now: its status, but completed when it is active and its dates are over.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let over = self.effective_period.as_ref().is_some_and(|period| period.is_over(now));
        let course_over = !self.dosage.is_empty() && self.dosage.iter().all(|one| one.is_over(now));
        Standing::of(self.status.as_deref()).at(over || course_over)
    }

    /// What is taken; `resource` is the one this view was made from.
    pub fn medicine(&self, resource: &Resource) -> Medicine {
        Medicine::read(self.medication.as_ref(), self.medication_reference.as_ref(), resource)
    }
}

impl Quantity {
    /// A length of time as a span, when its unit is a known one; months and years are rounded up.
    fn days(&self) -> Option<Duration> {
        let unit = self.code.as_deref().or(self.unit.as_deref()).map_or("d", str::trim);
        let days = match unit.to_ascii_lowercase().as_str() {
            "h" | "hour" | "hours" => 1.0 / 24.0,
            "d" | "day" | "days" => 1.0,
            "wk" | "week" | "weeks" => 7.0,
            "mo" | "month" | "months" => 31.0,
            "a" | "year" | "years" => 366.0,
            _ => return None,
        };
        let days = (self.value.as_ref()?.to_f64()? * days).ceil();
        // A supply of no time, or of centuries, is a slip of the pen that says nothing about the end.
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
        if (1.0..=36_600.0).contains(&days) { Some(Duration::days(days as i64)) } else { None }
    }
}

/// The name and code of a medicine, as far as one resource can tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Medicine {
    /// What to call it.
    pub name: Option<String>,
    /// Its code, RxNorm before the others.
    pub code: Option<Coding>,
    /// The Medication resource that knows more, when this one does not tell both.
    pub read: Option<FhirId>,
}

const MEDICINE_SYSTEMS: [CodeSystem; 4] =
    [CodeSystem::RxNorm, CodeSystem::Ndc, CodeSystem::Snomed, CodeSystem::Fdb];

impl Medicine {
    /// The name and code of a concept.
    pub fn of_concept(concept: &CodeableConcept) -> Self {
        let code = concept.coding_in(&MEDICINE_SYSTEMS).or_else(|| concept.best_coding()).cloned();
        Self { name: concept_text(concept), code, read: None }
    }

    /// The name and code of a Medication resource: its code, else its ingredients.
    pub fn of_medication(medication: &Medication) -> Self {
        let own = medication.code.as_ref().map(Self::of_concept).unwrap_or_default();
        let parts = medication.ingredient.iter().filter_map(|part| text_of(part.item.as_ref()));
        Self { name: own.name.or_else(|| crate::text::joined(parts, " / ")), ..own }
    }

    /// Fills what is missing from what the Medication resource says.
    pub fn completed_by(self, medication: &Medication) -> Self {
        let more = Self::of_medication(medication);
        // The name that comes with the code wins over the display of a reference ("prescribed medication").
        let name = if self.code.is_none() { more.name.or(self.name) } else { self.name.or(more.name) };
        Self { name, code: self.code.or(more.code), read: None }
    }

    fn read(concept: Option<&CodeableConcept>, reference: Option<&Reference>, resource: &Resource) -> Self {
        let named = concept.map(Self::of_concept).unwrap_or_default();
        let Some(reference) = reference else { return named };
        let name = named.name.or_else(|| cleaned(reference.display.as_deref()));
        let known = Self { name, ..named };
        if known.code.is_some() {
            return known;
        }
        match reference.target() {
            Target::Contained(id) => match resource.contained::<Medication>(id) {
                Some(medication) => known.completed_by(&medication),
                None => known,
            },
            _ => Self { read: reference.id_of("Medication"), ..known },
        }
    }
}
