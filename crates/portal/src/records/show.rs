//! From what the record says to what a page shows: text ready to read, in the reader's language where the
//! words are ours, and marked as the clinic's own where they are not.

use base::Lang;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fhir::text::{clean, cleaned};
use fhir::{Coding, FhirDate, Kind};

use super::list::{List, Reason};
use super::pages::{AllergyDetail, Code, ConditionDetail, MedicineDetail};
use super::{Allergy, Condition, Gloss, Medication, Stage};
use crate::shell::context::Context;
use crate::ui::states;
use crate::ui::text::L;
use crate::ui::view::{Flag, Incomplete, Item, ListHead, Plain, Rx, RxFacts, Tone, Withheld, WithheldWhy};
use crate::ui::when;

/// The reader's surroundings for words, dates and zone.
pub struct Reader {
    /// Words.
    pub l: L,
    /// Zone.
    pub zone: Tz,
    /// The clinic's name.
    pub clinic: String,
}

impl Reader {
    /// The reader of a request.
    pub fn of(context: &Context) -> Self {
        Self {
            l: L::new(context.lang),
            zone: context.org.settings.time_zone,
            clinic: context.org.name.clone(),
        }
    }

    /// A date of the record, to the precision it was written in.
    pub fn date(&self, date: Option<&FhirDate>) -> Option<String> {
        date.map(|date| when::fhir_date(self.l.lang, date, self.zone))
    }

    /// A date with its time of day; without one, when that is all that is written.
    pub fn moment(&self, date: &FhirDate) -> String {
        match date.when() {
            fhir::dates::When::Instant(at) => when::moment(self.l.lang, at.to_utc(), self.zone),
            _ => when::fhir_date(self.l.lang, date, self.zone),
        }
    }

    /// The time of an answer.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        when::clock(self.l.lang, at, self.zone)
    }

    /// How many, from where, as of when, and what is missing.
    pub fn head(&self, list: &List) -> ListHead {
        let told = list.withheld.iter().filter_map(|(why, count)| {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            WithheldWhy::from_tag(why.name()).map(|why| Withheld { why, count })
        });
        let mut withheld: Vec<Withheld> = told.collect();
        // What waits by the patient's own wish is told as that, not as a hold of the clinic.
        let waiting = list.items.held().iter().filter(|held| held.waiting().is_some()).count();
        if let Some(held) = withheld.iter_mut().find(|one| one.why == WithheldWhy::Hold) {
            held.count = held.count.saturating_sub(waiting);
        }
        withheld.push(Withheld { why: WithheldWhy::Wish, count: waiting });
        withheld.retain(|one| one.count > 0);
        ListHead {
            shown: list.items.items().len(),
            source: self.clinic.clone(),
            as_of: self.clock(list.as_of),
            withheld,
            held: self.held(list.items.held()),
            incomplete: list.reason.map(incomplete),
            find: None,
        }
    }

    /// A medicine as its bottle's label.
    pub fn rx(&self, one: &Medication) -> Rx {
        Rx {
            // Unique on the page: R4 ids are unique per type only, and hold no underscore.
            id: format!("{}_{}", one.resource_type, one.id.replace('.', "_")),
            href: Some(super::href(Kind::Medications, &one.resource_type, &one.id)),
            name: self.named(one.name.as_deref()),
            strength: None,
            reason: one.reason.clone(),
            plain: self.plain(one.gloss().as_ref(), one.name.as_deref()),
            take: one.dosage.clone(),
            flag: self.medicine_flag(one),
            facts: self.rx_facts(one).facts(self.l),
        }
    }

    fn rx_facts(&self, one: &Medication) -> RxFacts {
        RxFacts {
            prescriber: one.prescriber.as_ref().and_then(|who| who.name.clone()),
            npi: one.prescriber.as_ref().and_then(|who| who.npi.clone()),
            written: self.date(one.written.as_ref()),
            refills: one.refills.map(|count| count.to_string()),
            quantity: one.quantity.clone(),
            supply: one.supply.as_deref().map(|supply| self.days(supply)),
        }
    }

    /// The state of a medicine. The order not to take one outweighs its status.
    pub fn medicine_flag(&self, one: &Medication) -> Flag {
        match (one.do_not_take, one.stage()) {
            (true, Stage::Current) => Flag::new(Tone::Bad, "x", self.l.t("state-do-not-take")),
            _ => states::medication_flag(self.l, one.standing.name()),
        }
    }

    /// `90 days` in the reader's language; a length in another unit stays in the clinic's words.
    fn days(&self, supply: &str) -> String {
        let days = match supply.split_once(' ') {
            Some((number, "d" | "day" | "days")) => number.parse::<usize>().ok(),
            _ => None,
        };
        days.map_or_else(|| supply.to_owned(), |days| self.l.tn("rx-days", "count", days))
    }

    /// A medicine from before as a row.
    pub fn medicine_row(&self, one: &Medication) -> Item {
        Item {
            href: Some(super::href(Kind::Medications, &one.resource_type, &one.id)),
            icon: "pill",
            tone: Tone::Quiet,
            title: self.named(one.name.as_deref()),
            note: self.note(
                self.plain_name(one.gloss().as_ref(), one.name.as_deref()),
                self.date(one.written.as_ref()),
            ),
            flag: Some(self.medicine_flag(one)),
            foreign: true,
        }
    }

    /// An allergy as a row.
    pub fn allergy_row(&self, one: &Allergy) -> Item {
        let status = one.clinical_status.as_deref().unwrap_or_default();
        let criticality = one.criticality.as_deref().unwrap_or_default();
        let reactions = (!one.reactions.is_empty()).then(|| one.reactions.join(", "));
        Item {
            href: Some(format!("/records/allergies/{}", one.id)),
            icon: "shield",
            tone: if criticality == "high" && one.current != Some(false) { Tone::Bad } else { Tone::Quiet },
            title: self.named(one.name.as_deref()),
            note: reactions.or_else(|| self.date(one.recorded.as_ref())),
            flag: if one.refuted {
                self.ruled_out()
            } else {
                states::allergy_flag(self.l, status, criticality)
            },
            foreign: true,
        }
    }

    /// What the clinic has ruled out is told so, whatever its clinical status says.
    fn ruled_out(&self) -> Option<Flag> {
        Some(Flag::new(Tone::Plain, "x", self.l.t("sure-refuted")))
    }

    /// A condition as a row.
    pub fn condition_row(&self, one: &Condition) -> Item {
        let status = one.clinical_status.as_deref().unwrap_or_default();
        Item {
            href: Some(format!("/records/conditions/{}", one.id)),
            icon: "heart",
            tone: Tone::Quiet,
            title: self.named(one.name.as_deref()),
            note: self.note(
                self.plain_name(one.gloss.as_ref(), one.name.as_deref()),
                self.date(one.began.as_ref().or(one.recorded.as_ref())),
            ),
            flag: if one.refuted { self.ruled_out() } else { states::condition_flag(self.l, status) },
            foreign: true,
        }
    }

    /// What the clinic has written about a medicine.
    pub fn medicine_detail(&self, one: &Medication) -> MedicineDetail {
        MedicineDetail { reason: one.reason.clone(), rx: self.rx_facts(one), ..MedicineDetail::default() }
    }

    /// What the clinic has written about an allergy.
    pub fn allergy_detail(&self, one: &Allergy) -> AllergyDetail {
        let certainty = one.verification_status.as_deref();
        AllergyDetail {
            reactions: (!one.reactions.is_empty()).then(|| one.reactions.join(", ")),
            category: one.categories.first().cloned(),
            certainty: certainty.and_then(|code| states::verification_words(self.l, code)),
            onset: self.date(one.onset.as_ref()),
            recorded: self.date(one.recorded.as_ref()),
            ..AllergyDetail::default()
        }
    }

    /// What the clinic has written about a condition.
    pub fn condition_detail(&self, one: &Condition) -> ConditionDetail {
        let certainty = one.verification_status.as_deref();
        ConditionDetail {
            severity: one.severity.clone(),
            certainty: certainty.and_then(|code| states::verification_words(self.l, code)),
            onset: self.date(one.began.as_ref()),
            ended: self.date(one.ended.as_ref()),
            recorded: self.date(one.recorded.as_ref()),
            ..ConditionDetail::default()
        }
    }

    /// What an entry is, in the reader's language, beside what the clinic calls it.
    pub fn plain(&self, gloss: Option<&Gloss>, said: Option<&str>) -> Option<Plain> {
        gloss.map(|gloss| gloss.plain(self.l, said))
    }

    /// The plain name for a row: the clinic writes in English, and whoever reads another language needs it.
    pub fn plain_name(&self, gloss: Option<&Gloss>, said: Option<&str>) -> Option<String> {
        if self.l.lang == Lang::En { None } else { self.plain(gloss, said)?.name }
    }

    /// What stands below a row's title: the plain name first, then the rest.
    pub fn note(&self, plain: Option<String>, rest: Option<String>) -> Option<String> {
        let parts: Vec<String> = plain.into_iter().chain(rest).collect();
        if parts.is_empty() { None } else { Some(parts.join(" · ")) }
    }

    /// The code behind the words.
    pub fn code(&self, coding: Option<&Coding>) -> Vec<Code> {
        let Some(coding) = coding else { return Vec::new() };
        let system = coding.system.as_deref().unwrap_or_default();
        let known = fhir::codes::CodeSystem::of(system).map(fhir::codes::CodeSystem::name);
        vec![Code {
            system: known.map(str::to_owned).or_else(|| clean(system)).unwrap_or_default(),
            code: cleaned(coding.code.as_deref()).unwrap_or_default(),
            display: cleaned(coding.display.as_deref()).unwrap_or_default(),
        }]
    }

    /// A name, or the words for "no name in the record".
    pub fn named(&self, name: Option<&str>) -> String {
        name.map_or_else(|| self.l.t("no-name"), str::to_owned)
    }
}

/// Why a list may not be whole, for people.
pub fn incomplete(reason: Reason) -> Incomplete {
    match reason.0 {
        "not-offered" => Incomplete::NotOffered,
        "too-many" => Incomplete::TooMany,
        _ => Incomplete::PartMissing,
    }
}
