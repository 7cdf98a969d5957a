//! An entry as search, filters and paper need it: its row, its date, and all that its page says, whatever its
//! kind.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use fhir::dates::When;
use fhir::views::DiagnosticReport;
use fhir::views::report::ReportSort;
use fhir::{FhirDate, Kind};

use super::pages::Code;
use super::show::Reader;
use super::thing::Thing;
use super::{Allergy, Condition, Medication, References, Stage};
use crate::ui::find::Choice;
use crate::ui::kinds;
use crate::ui::view::{Fact, Item};

/// An entry in words.
pub struct Told {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
    /// Its row in a list.
    pub row: Item,
    /// The date that its row shows.
    pub date: Option<FhirDate>,
    /// How to take it, for a medicine.
    pub take: Option<String>,
    /// What the clinic has written about it.
    pub facts: Vec<Fact>,
    /// Notes, in the clinic's own words.
    pub notes: Vec<String>,
    /// The codes behind the words.
    pub codes: Vec<Code>,
    /// What it can be chosen by within its kind.
    pub facet: Option<Choice>,
}

impl Told {
    /// Everything that the entry's page says, without the names of its facts: those stand on every page.
    pub fn text(&self) -> String {
        let row = [Some(&self.row.title), self.row.note.as_ref(), self.take.as_ref()];
        let flag = self.row.flag.iter().map(|flag| &flag.words);
        let facts = self.facts.iter().flat_map(|fact| std::iter::once(&fact.value).chain(&fact.small));
        let codes = self.codes.iter().flat_map(|code| [&code.code, &code.display]);
        let all = row.into_iter().flatten().chain(flag).chain(facts).chain(&self.notes).chain(codes);
        all.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// The first and the last day that its date can mean in the reader's zone; `None` without a date that can
    /// be compared.
    pub fn days(&self, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
        self.date.as_ref().and_then(|date| days(date, zone))
    }
}

/// The first and the last day that a date can mean.
pub fn days(date: &FhirDate, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    let one = |day: NaiveDate| (day, day);
    match date.when() {
        When::Year(year) => {
            Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
        }
        When::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((first, first.checked_add_months(chrono::Months::new(1))?.pred_opt()?))
        }
        When::Day(day) => Some(one(day)),
        When::Local(at) => Some(one(at.date())),
        When::Instant(at) => Some(one(at.with_timezone(&zone).date_naive())),
        When::Unclear => None,
    }
}

impl Reader {
    /// An entry in words.
    pub fn told(
        &self,
        kind: Kind,
        item: &policy::Item,
        (references, as_of): (&References, DateTime<Utc>),
    ) -> Told {
        let resource = &item.resource;
        let medicine = (kind == Kind::Medications).then(|| Medication::of(resource, references, as_of));
        let allergy = (kind == Kind::Allergies).then(|| Allergy::of(resource));
        let condition = (kind == Kind::Conditions).then(|| Condition::of(resource, as_of));
        if let Some(one) = medicine.flatten() {
            self.told_medicine(&one)
        } else if let Some(one) = allergy.flatten() {
            self.told_allergy(&one)
        } else if let Some(one) = condition.flatten() {
            self.told_condition(&one)
        } else {
            self.told_thing(kind, item)
        }
    }

    fn told_medicine(&self, one: &Medication) -> Told {
        Told {
            resource_type: one.resource_type.clone(),
            id: one.id.clone(),
            row: self.medicine_row(one),
            date: one.written.clone(),
            take: one.dosage.clone(),
            facts: self.medicine_detail(one).facts(self.l),
            notes: Vec::new(),
            codes: self.code(one.code.as_ref()),
            facet: Some(self.standing(one.stage() == Stage::Past)),
        }
    }

    fn told_allergy(&self, one: &Allergy) -> Told {
        Told {
            resource_type: "AllergyIntolerance".into(),
            id: one.id.clone(),
            row: self.allergy_row(one),
            date: one.recorded.clone().or_else(|| one.onset.clone()),
            take: None,
            facts: self.allergy_detail(one).facts(self.l),
            notes: Vec::new(),
            codes: self.code(one.code.as_ref()),
            facet: Some(self.standing(one.current == Some(false))),
        }
    }

    fn told_condition(&self, one: &Condition) -> Told {
        Told {
            resource_type: "Condition".into(),
            id: one.id.clone(),
            row: self.condition_row(one),
            date: one.began.clone().or_else(|| one.recorded.clone()),
            take: None,
            facts: self.condition_detail(one).facts(self.l),
            notes: Vec::new(),
            codes: self.code(one.code.as_ref()),
            facet: Some(self.standing(one.current == Some(false))),
        }
    }

    fn told_thing(&self, kind: Kind, item: &policy::Item) -> Told {
        let one = Thing::of(&item.resource);
        // Every kind of the record has a name and an icon; a test walks through all of them.
        let known = kinds::kind_of(kind.slug()).unwrap_or(&kinds::KINDS[kinds::KINDS.len() - 1]);
        Told {
            row: self.thing_row(&one, known),
            take: None,
            facts: self.thing_facts(&one),
            notes: self.thing_notes(&one),
            codes: self.code(one.code.as_ref()),
            facet: self.thing_facet(kind, item, &one),
            resource_type: one.resource_type,
            id: one.id,
            date: one.date,
        }
    }

    fn standing(&self, over: bool) -> Choice {
        if over {
            Choice::new("before", self.l.t("find-before"))
        } else {
            Choice::new("now", self.l.t("find-now"))
        }
    }

    fn thing_facet(&self, kind: Kind, item: &policy::Item, one: &Thing) -> Option<Choice> {
        let own = |words: &str| Choice { foreign: true, ..Choice::new(words, words) };
        match kind {
            Kind::Results => Some(self.result_facet(item)),
            Kind::Documents => one.title.as_deref().map(own),
            Kind::Other => Some(own(&one.resource_type)),
            _ => None,
        }
    }

    fn result_facet(&self, item: &policy::Item) -> Choice {
        let report = item.resource.view::<DiagnosticReport>();
        let sort = report.filter(|_| item.resource.head().resource_type == "DiagnosticReport");
        let sort = sort.map(|report| report.sort());
        let imaged =
            || item.resource.head().categories.iter().any(|one| one.code.as_deref() == Some("imaging"));
        match sort {
            Some(ReportSort::Imaging) => Choice::new("imaging", self.l.t("find-imaging")),
            Some(_) => Choice::new("report", self.l.t("find-report")),
            None if imaged() => Choice::new("imaging", self.l.t("find-imaging")),
            None => Choice::new("laboratory", self.l.t("find-laboratory")),
        }
    }
}
