//! When new results are shown, as the patient wishes (C5, R03): at once unless she says otherwise. Her own
//! wish is no information blocking; she may end it at any time, for one result or for all.
//!
//! A wish is about results alone, and only about those given out after it was made: older ones were to be
//! seen already. A report and the single results it is made of wait together.

use std::collections::{BTreeMap, BTreeSet};

use base::FhirId;
use chrono::{DateTime, Duration, Utc};
use fhir::reference::{Reference, Target};
use fhir::views::{DiagnosticReport, Observation, ResultTimes};
use fhir::{FhirDate, Kind, Resource};

/// When a new result is shown to the patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// As soon as it is in the record.
    #[default]
    AtOnce,
    /// She is told that it is there, and opens it herself.
    TellFirst,
    /// The same, until a clinician has seen it or the wait is over.
    WaitForClinician,
}

impl Timing {
    /// All, the default first.
    pub const ALL: [Timing; 3] = [Timing::AtOnce, Timing::TellFirst, Timing::WaitForClinician];

    /// The code as stored, posted and answered.
    pub fn code(self) -> &'static str {
        match self {
            Timing::AtOnce => "at-once",
            Timing::TellFirst => "tell-first",
            Timing::WaitForClinician => "wait-for-clinician",
        }
    }

    /// The timing of a code; `None` for any other text.
    pub fn from_code(code: &str) -> Option<Timing> {
        Timing::ALL.into_iter().find(|timing| timing.code() == code)
    }
}

/// What a patient wishes, and what she has opened since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// When new results are shown.
    pub timing: Timing,
    /// Results given out after this are new.
    pub since: DateTime<Utc>,
    /// Type and id of the results she has opened.
    pub shown: BTreeSet<(String, FhirId)>,
    /// The longest that a result waits for a clinician, so that none is lost.
    pub wait_at_most: Duration,
}

/// A result that waits because the patient wishes so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Her wish.
    pub timing: Timing,
    /// What came; this much is told.
    pub title: Option<String>,
    /// When the wait is over by itself; `None` when only she ends it.
    pub until: Option<DateTime<Utc>>,
    /// Results with the same number were found together and belong together: a report and its parts.
    pub group: usize,
}

/// When a result was given out: `issued`, else when it was taken. `None` when the record does not say, or
/// names no day: such a result is never new.
pub fn given_out(resource: &Resource) -> Option<FhirDate> {
    match resource.head().resource_type.as_str() {
        "DiagnosticReport" | "Observation" => {
            let times: ResultTimes = resource.view()?;
            day_known(times.issued.as_ref().or_else(|| times.taken()))
        }
        _ => None,
    }
}

/// What a wish needs to know of a result.
struct Read {
    given_out: Option<FhirDate>,
    title: Option<String>,
    parts: Vec<FhirId>,
    seen: bool,
}

impl Read {
    fn of(resource: &Resource) -> Option<Self> {
        match resource.head().resource_type.as_str() {
            "DiagnosticReport" => resource.view().map(|view| Self::report(&view)),
            "Observation" => resource.view().map(|view| Self::observation(&view)),
            _ => None,
        }
    }

    fn report(view: &DiagnosticReport) -> Self {
        let interpreted = view.interpreter.iter().any(|who| who.reference.is_some() || who.name().is_some());
        Self {
            given_out: day_known(view.issued.as_ref().or_else(|| view.examined_at())),
            title: view.title(),
            parts: observations(&view.result),
            seen: interpreted || !view.conclusion_lines().is_empty(),
        }
    }

    fn observation(view: &Observation) -> Self {
        let by_clinician = |who: &Reference| {
            matches!(who.target(), Target::Resource { kind: "Practitioner" | "PractitionerRole", .. })
        };
        let notes = view.note.iter().filter(|note| note.text.is_some());
        Self {
            given_out: day_known(view.issued.as_ref().or_else(|| view.measured_at())),
            title: view.title(),
            parts: observations(&view.has_member),
            seen: notes.filter_map(|note| note.author.as_ref()).any(by_clinician),
        }
    }
}

fn day_known(date: Option<&FhirDate>) -> Option<FhirDate> {
    date.filter(|date| date.day().is_some()).cloned()
}

fn observations(all: &[Reference]) -> Vec<FhirId> {
    let id = |reference: &Reference| match reference.target() {
        Target::Resource { kind: "Observation", id, .. } => FhirId::parse(id).ok(),
        _ => None,
    };
    all.iter().filter_map(id).collect()
}

impl Wish {
    /// Which of the patient's own resources wait now, each beside its place. Everything that the record says
    /// of a report and its parts must be among them for these to wait together.
    pub(crate) fn covers(&self, found: &[Option<&Resource>], now: DateTime<Utc>) -> Vec<Option<Waiting>> {
        let mut waiting = vec![None; found.len()];
        if self.timing == Timing::AtOnce {
            return waiting;
        }
        let of_results = |resource: &&Resource| Kind::of(resource.head()) == Kind::Results;
        let results = found.iter().map(|one| one.filter(of_results));
        let read: Vec<Option<Read>> = results.clone().map(|one| one.and_then(Read::of)).collect();
        let ids: BTreeMap<&FhirId, usize> = results
            .enumerate()
            .filter_map(|(place, one)| Some((place, one?.head())))
            .filter(|(_, head)| head.resource_type == "Observation")
            .map(|(place, head)| (&head.id, place))
            .collect();
        for (number, group) in self.groups(&read, &ids).into_iter().enumerate() {
            let until = self.until(&group, &read);
            if until.is_some_and(|until| until <= now) || self.seen(&group, &read) {
                continue;
            }
            for place in group {
                let Some((resource, read)) = found[place].zip(read[place].as_ref()) else { continue };
                let head = resource.head();
                if self.shown.contains(&(head.resource_type.clone(), head.id.clone())) {
                    continue;
                }
                let (timing, title) = (self.timing, read.title.clone());
                waiting[place] = Some(Waiting { timing, title, until, group: number });
            }
        }
        waiting
    }

    /// The new results, those that belong together in one group.
    fn groups(&self, read: &[Option<Read>], ids: &BTreeMap<&FhirId, usize>) -> Vec<BTreeSet<usize>> {
        let mut new: BTreeSet<usize> = (0..read.len()).filter(|place| self.is_new(&read[*place])).collect();
        let mut open: Vec<usize> = new.iter().copied().collect();
        // Each points towards the first of its group; those who share a part share it all.
        let mut first: Vec<usize> = (0..read.len()).collect();
        while let Some(place) = open.pop() {
            let parts = read[place].iter().flat_map(|one| &one.parts);
            for part in parts.filter_map(|id| ids.get(id).copied()) {
                let (one, other) = (first_of(&mut first, place), first_of(&mut first, part));
                first[one.max(other)] = one.min(other);
                // A part is as new as what it is a part of.
                if new.insert(part) {
                    open.push(part);
                }
            }
        }
        let mut groups: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for place in new {
            groups.entry(first_of(&mut first, place)).or_default().insert(place);
        }
        groups.into_values().collect()
    }

    fn is_new(&self, read: &Option<Read>) -> bool {
        let given_out = read.as_ref().and_then(|one| one.given_out.as_ref());
        given_out.is_some_and(|date| !date.is_over(self.since))
    }

    /// The end of a wait for a clinician, counted from the newest of the group.
    fn until(&self, group: &BTreeSet<usize>, read: &[Option<Read>]) -> Option<DateTime<Utc>> {
        if self.timing != Timing::WaitForClinician {
            return None;
        }
        let given_out = |place: &usize| read[*place].as_ref()?.given_out.as_ref()?.begins();
        let newest = group.iter().filter_map(given_out).max().unwrap_or(self.since);
        newest.checked_add_signed(self.wait_at_most)
    }

    /// Whether a clinician has seen one of the group: a report says who interpreted it or what it concludes,
    /// a result bears a clinician's note.
    fn seen(&self, group: &BTreeSet<usize>, read: &[Option<Read>]) -> bool {
        let waits = self.timing == Timing::WaitForClinician;
        waits && group.iter().any(|place| read[*place].as_ref().is_some_and(|one| one.seen))
    }
}

/// Follows the pointers to the first of a group, and shortens them on the way.
fn first_of(first: &mut [usize], mut place: usize) -> usize {
    while first[place] != place {
        first[place] = first[first[place]];
        place = first[place];
    }
    place
}
