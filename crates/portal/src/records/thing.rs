//! An entry of a kind without a page of its own, as pages and API tell it (R02, R04, R07–R10, G01, B06):
//! title, date, value, flag and facts, from the view of its type. A type without a view still has its title
//! and date, so that nothing is nowhere.

use fhir::views::facts::{Fact, Said};
use fhir::views::flag::Flag;
use fhir::views::{
    AnyRecord, Appointment, CarePlan, CareTeam, Coverage, DiagnosticReport, DocumentReference, Encounter,
    ExplanationOfBenefit, Goal, Immunization, Judged, Measured, Observation, Procedure, ResultTimes, Value,
};
use fhir::{CodeableConcept, Coding, FhirDate, Resource};

use super::gloss::Gloss;

/// Any entry of the record.
#[derive(Clone, Debug)]
pub struct Thing {
    /// FHIR id.
    pub id: String,
    /// FHIR type.
    pub resource_type: String,
    /// What it is called; `None` when it says nothing about itself.
    pub title: Option<String>,
    /// When it happened or was written.
    pub date: Option<FhirDate>,
    /// Its status code, as the EHR says it.
    pub status: Option<String>,
    /// The measured value, rounded for people.
    pub value: Option<String>,
    /// The value, when it is one whose words are ours: yes or no, a date, a time from and to.
    pub told: Option<Said>,
    /// The value as it was sent, when the one for people is rounded.
    pub exact: Option<String>,
    /// The usual range, in words.
    pub range: Option<String>,
    /// How the value stands to what is expected.
    pub flag: Option<Flag>,
    /// Parts with values of their own: systolic and diastolic, answers.
    pub parts: Vec<Part>,
    /// What else it says.
    pub facts: Vec<Fact>,
    /// The code behind the title.
    pub code: Option<Coding>,
    /// What it is, in plain words.
    pub gloss: Option<Gloss>,
}

/// A part of a measurement.
#[derive(Clone, Debug)]
pub struct Part {
    /// What.
    pub title: Option<String>,
    /// How much, rounded for people.
    pub value: Option<String>,
    /// How much as it was sent, when the one for people is rounded.
    pub exact: Option<String>,
    /// What it is, in plain words.
    pub gloss: Option<Gloss>,
    /// As for [`Thing::told`].
    pub told: Option<Said>,
    /// How it stands.
    pub flag: Option<Flag>,
}

impl Thing {
    /// Reads any resource.
    pub fn of(resource: &Resource) -> Self {
        let head = resource.head();
        let mut thing = Self {
            id: head.id.as_str().to_owned(),
            resource_type: head.resource_type.clone(),
            title: None,
            date: head.date.clone(),
            status: head.status.clone(),
            value: None,
            told: None,
            exact: None,
            range: None,
            flag: None,
            parts: Vec::new(),
            facts: Vec::new(),
            code: None,
            gloss: Gloss::of(resource),
        };
        thing.read(resource);
        if thing.title.is_none() {
            thing.title = resource.view::<AnyRecord>().and_then(|view| view.title());
        }
        thing
    }

    /// The date of [`Thing::of`], without reading the rest.
    pub fn date_of(resource: &Resource) -> Option<FhirDate> {
        match resource.head().resource_type.as_str() {
            "Observation" | "DiagnosticReport" => {
                let times = resource.view::<ResultTimes>();
                let own = times.as_ref().and_then(ResultTimes::date).cloned();
                own.or_else(|| resource.head().date.clone())
            }
            _ => Self::of(resource).date,
        }
    }

    /// The code behind the title.
    pub fn code(&self) -> Option<&str> {
        self.code.as_ref().and_then(|code| code.code.as_deref())
    }

    /// The code of an Observation's [`Thing::of`], without reading the rest.
    pub fn code_of(resource: &Resource) -> Option<String> {
        let concept: Option<CodeableConcept> = resource.object().field("code");
        concept?.best_coding()?.code.clone()
    }

    /// The flag of [`Thing::of`], without reading the rest.
    pub fn flag_of(resource: &Resource) -> Option<Flag> {
        match resource.head().resource_type.as_str() {
            "Observation" => resource.view::<Judged>().and_then(|judged| judged.flag()),
            _ => None,
        }
    }

    fn read(&mut self, resource: &Resource) {
        match self.resource_type.as_str() {
            "Observation" => self.observation(resource),
            "DiagnosticReport" => {
                if let Some(view) = resource.view::<DiagnosticReport>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                    self.coded(view.code.as_ref());
                }
            }
            "Procedure" => {
                if let Some(view) = resource.view::<Procedure>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                    self.coded(view.code.as_ref());
                }
            }
            "Immunization" => {
                if let Some(view) = resource.view::<Immunization>() {
                    self.told(view.title(), view.date(), view.facts());
                    self.coded(view.vaccine.as_ref());
                }
            }
            "Encounter" => {
                if let Some(view) = resource.view::<Encounter>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "DocumentReference" => {
                if let Some(view) = resource.view::<DocumentReference>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                    self.coded(view.kind.as_ref());
                }
            }
            _ => self.care_or_money(resource),
        }
    }

    fn care_or_money(&mut self, resource: &Resource) {
        match self.resource_type.as_str() {
            "CareTeam" => {
                if let Some(view) = resource.view::<CareTeam>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "CarePlan" => {
                if let Some(view) = resource.view::<CarePlan>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "Goal" => {
                if let Some(view) = resource.view::<Goal>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "Coverage" => {
                if let Some(view) = resource.view::<Coverage>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "ExplanationOfBenefit" => {
                if let Some(view) = resource.view::<ExplanationOfBenefit>() {
                    self.told(view.title(), view.date().cloned(), view.facts());
                }
            }
            "Appointment" => {
                if let Some(view) = resource.view::<Appointment>() {
                    self.told(view.title(), view.start.clone(), view.facts());
                }
            }
            // Everything else has its title from `AnyRecord`, its date and status from the head.
            _ => {}
        }
    }

    fn observation(&mut self, resource: &Resource) {
        let Some(view) = resource.view::<Observation>() else { return };
        self.told(view.title(), view.date().cloned(), view.facts());
        self.coded(view.code.as_ref());
        self.value = view.value_text();
        self.told = told(&view.measured);
        self.exact = view.measured.is_rounded().then(|| view.measured.exact().map(str::to_owned)).flatten();
        self.range = view.measured.range_text();
        self.flag = view.flag();
        let part = |one: &fhir::views::observation::Component| Part {
            title: one.title(),
            value: one.measured.value_text(),
            exact: exact(&one.measured),
            gloss: Gloss::of_part(one.code.as_ref()),
            told: told(&one.measured),
            flag: one.measured.flag(),
        };
        self.parts = view.component.iter().map(part).collect();
    }

    fn told(&mut self, title: Option<String>, date: Option<FhirDate>, facts: Vec<Fact>) {
        self.title = title;
        self.date = date.or_else(|| self.date.clone());
        self.facts = facts;
    }

    fn coded(&mut self, concept: Option<&CodeableConcept>) {
        self.code = concept.and_then(CodeableConcept::best_coding).cloned();
    }
}

/// The true digits behind a value that is shown with fewer.
fn exact(measured: &Measured) -> Option<String> {
    if measured.is_rounded() { measured.exact().map(str::to_owned) } else { None }
}

/// A value whose words are ours; numbers, choices and texts are the clinic's.
fn told(measured: &Measured) -> Option<Said> {
    match measured.value()? {
        Value::YesNo(yes) => Some(Said::YesNo(yes)),
        Value::Date(date) => Some(Said::Date(date.clone())),
        Value::Period(period) => Some(Said::Span(period.clone())),
        _ => None,
    }
}
