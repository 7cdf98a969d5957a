//! A medicine as pages and API tell it, from a MedicationRequest or a MedicationStatement (R05, P01, P04,
//! C13).

use chrono::{DateTime, NaiveDate, Utc};
use fhir::views::dosage::dosage_text;
use fhir::views::{MedicationRequest, MedicationStatement, Medicine, Standing};
use fhir::{Coding, FhirDate, Resource};

use super::gloss::Gloss;
use super::references::{Prescriber, References};

/// Whether a medicine is taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Taken now, planned, on hold, or not said otherwise.
    Current,
    /// Finished, stopped, cancelled or not taken.
    Past,
}

/// A medicine of the record.
#[derive(Clone, Debug)]
pub struct Medication {
    /// FHIR id.
    pub id: String,
    /// FHIR type.
    pub resource_type: String,
    /// What it is called.
    pub name: Option<String>,
    /// Its code, RxNorm when there is one.
    pub code: Option<Coding>,
    /// How to take it, in the prescriber's words.
    pub dosage: Option<String>,
    /// Who prescribed it.
    pub prescriber: Option<Prescriber>,
    /// Its status code as the EHR says it.
    pub status: Option<String>,
    /// Where it stands today.
    pub standing: Standing,
    /// Whether it is the order *not* to take this medicine.
    pub do_not_take: bool,
    /// When it was written or reported.
    pub written: Option<FhirDate>,
    /// What it is for.
    pub reason: Option<String>,
    /// How often it may be refilled.
    pub refills: Option<u32>,
    /// How much is given at once.
    pub quantity: Option<String>,
    /// How long that lasts.
    pub supply: Option<String>,
    /// The last day that all supplies together can last to, when the record proves one.
    pub ends: Option<NaiveDate>,
}

impl Medication {
    /// Reads one; `None` when the resource is neither of the two types.
    pub fn of(resource: &Resource, references: &References, now: DateTime<Utc>) -> Option<Self> {
        match resource.head().resource_type.as_str() {
            "MedicationRequest" => {
                resource.view().map(|view| Self::requested(resource, &view, references, now))
            }
            "MedicationStatement" => {
                resource.view().map(|view| Self::stated(resource, &view, references, now))
            }
            _ => None,
        }
    }

    /// Whether it is taken now.
    pub fn stage(&self) -> Stage {
        if self.standing.is_past() { Stage::Past } else { Stage::Current }
    }

    /// What sort of medicine it is, in plain words. Looked up when it is asked for: most lists do not.
    pub fn gloss(&self) -> Option<Gloss> {
        Gloss::of_medicine(self.name.as_deref(), self.code.as_ref())
    }

    fn requested(
        resource: &Resource,
        view: &MedicationRequest,
        references: &References,
        now: DateTime<Utc>,
    ) -> Self {
        let dispense = view.dispense.as_ref();
        let said = Self::named(resource, view.medicine(resource), references);
        Self {
            dosage: dosage_text(&view.dosage),
            prescriber: references.prescriber(view.requester.as_ref()),
            status: view.status.clone(),
            standing: view.standing(now),
            do_not_take: view.do_not_perform == Some(true),
            written: view.authored_on.clone(),
            reason: view.reason.iter().find_map(fhir::codes::concept_text),
            refills: dispense.and_then(|dispense| dispense.repeats),
            quantity: dispense.and_then(|one| Some(whole(&one.quantity.as_ref()?.display()?))),
            supply: dispense.and_then(|one| Some(whole(&one.supply_duration.as_ref()?.display()?))),
            ends: view.supply_ends(),
            ..said
        }
    }

    fn stated(
        resource: &Resource,
        view: &MedicationStatement,
        references: &References,
        now: DateTime<Utc>,
    ) -> Self {
        let said = Self::named(resource, view.medicine(resource), references);
        let started = view.effective_period.as_ref().and_then(|period| period.start.clone());
        Self {
            dosage: dosage_text(&view.dosage),
            status: view.status.clone(),
            standing: view.standing(now),
            written: view.effective.clone().or(started).or_else(|| view.asserted.clone()),
            reason: view.reason.iter().find_map(fhir::codes::concept_text),
            ..said
        }
    }

    fn named(resource: &Resource, medicine: Medicine, references: &References) -> Self {
        let read = medicine.read.clone();
        let medicine = match read.as_ref().and_then(|id| references.medication(id)) {
            Some(medication) => medicine.completed_by(medication),
            None => medicine,
        };
        Self {
            id: resource.head().id.as_str().to_owned(),
            resource_type: resource.head().resource_type.clone(),
            name: medicine.name,
            code: medicine.code,
            dosage: None,
            prescriber: None,
            status: None,
            standing: Standing::Unknown,
            do_not_take: false,
            written: None,
            reason: None,
            refills: None,
            quantity: None,
            supply: None,
            ends: None,
        }
    }
}

/// A count of tablets or days as people write it: `90 tablet`, not `90.0 tablet`. Only a fraction of zeros
/// goes.
fn whole(quantity: &str) -> String {
    let (number, unit) = quantity.split_once(' ').unwrap_or((quantity, ""));
    let number = match number.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => number,
    };
    if unit.is_empty() { number.to_owned() } else { format!("{number} {unit}") }
}

#[cfg(test)]
mod unit_tests {
    use super::whole;

    #[test]
    fn counts_lose_a_fraction_of_zeros_and_nothing_else() {
        for (written, shown) in [
            ("90.0 tablet", "90 tablet"),
            ("2.5 mL", "2.5 mL"),
            ("30", "30"),
            ("10.05 g", "10.05 g"),
            ("<5 d", "<5 d"),
        ] {
            assert_eq!(whole(written), shown);
        }
    }
}
