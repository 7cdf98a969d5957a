//! Searches: every page followed, or the reason said why not (lesson 5).

use std::collections::HashSet;

use base::FhirId;
use fhir::views::OperationOutcome;
use fhir::{Bundle, Resource};
use url::Url;

use super::Ehr;
use super::config::Dialect;
use super::error::{EhrError, Incomplete};
use super::wire::{Ask, Deadline};

/// Canvas serves no larger page (protocols 5.1).
const CANVAS_PAGE: u32 = 100;

/// What a search found, over all pages that could be read.
#[derive(Clone, Debug)]
#[must_use = "a list that does not look at `complete` may be a silent part of it"]
pub struct Found {
    /// The matches, in the server's order, each type and id once. Whose they are is not judged here: `policy`
    /// withholds another patient's and raises the incident.
    pub resources: Vec<Resource>,
    /// What came along (`_include`), and matches of another type than the asked one.
    pub included: Vec<Resource>,
    /// The server's own count of the matches, when it gives one.
    pub total: Option<u64>,
    /// Entries that could not be read as resources.
    pub malformed: u64,
    /// Matches that came more than once, told apart by type and id; the first one is kept.
    pub duplicates: u64,
    /// Pages read.
    pub pages: u32,
    /// Whether this is everything; the first reason when it is not.
    pub complete: Result<(), Incomplete>,
}

impl Ehr {
    /// Finds a patient's resources of one type. The patient is given by the type's own search parameter
    /// (`_id` for Patient itself), `params` are added to it; do not repeat it there.
    ///
    /// When a later page fails, what was found is returned with `complete` saying why.
    ///
    /// # Errors
    /// When the first page fails: [`EhrError`] says how.
    pub async fn search(
        &self,
        resource_type: &str,
        params: &[(&str, &str)],
        patient: &FhirId,
    ) -> Result<Found, EhrError> {
        let whose = match resource_type {
            "Patient" => patient.to_string(),
            _ => format!("Patient/{patient}"),
        };
        let mut query = vec![(patient_parameter(resource_type), whose.as_str())];
        query.extend_from_slice(params);
        let found = self.walk(resource_type, &query, self.page_size()).await;
        note(resource_type, &found);
        found
    }

    /// Searches with the bounds and paging rules of this client's dialect.
    pub(super) async fn walk(
        &self,
        resource_type: &str,
        query: &[(&str, &str)],
        count: u32,
    ) -> Result<Found, EhrError> {
        let count = count.to_string();
        let mut query = query.to_vec();
        query.push(("_count", &count));
        if self.dialect() == Dialect::Fhir {
            query.push(("_total", "accurate"));
        }
        let first = self.shared.base.at(&[resource_type], &query);
        let deadline = Deadline::after(self.limits.answer);
        let page = self.page(&first, Ask::Search, deadline).await?;
        let mut walk = Walk::new(resource_type, first);
        let mut step = walk.take(page, self);
        let reason = loop {
            match step {
                Step::End(reason) => break reason,
                Step::Follow(next) => match self.page(&next, Ask::Page, deadline).await {
                    Ok(page) => step = walk.take(page, self),
                    Err(cause) => break Err(Incomplete::MissingPage { cause }),
                },
            }
        };
        Ok(walk.finish(reason))
    }

    async fn page(&self, url: &Url, ask: Ask, deadline: Deadline) -> Result<Bundle, EhrError> {
        let _slot = self.slot(deadline).await?;
        let bytes = self.asked(url, ask, deadline).await?;
        Bundle::from_vec(bytes.into()).map_err(|_| EhrError::Malformed)
    }

    fn page_size(&self) -> u32 {
        match self.dialect() {
            Dialect::Fhir => self.limits.page_size,
            Dialect::Canvas => self.limits.page_size.min(CANVAS_PAGE),
        }
    }
}

/// The search parameter by which a type is found for a patient (R4 compartment definition, Patient).
/// The search parameter that names the patient of a type: `patient`, but for a few.
pub fn patient_parameter(resource_type: &str) -> &'static str {
    match resource_type {
        "Patient" => "_id",
        "AdverseEvent" | "SupplyRequest" => "subject",
        "AppointmentResponse" | "Schedule" => "actor",
        "Group" => "member",
        _ => "patient",
    }
}

enum Step {
    Follow(Url),
    End(Result<(), Incomplete>),
}

/// The pages so far.
struct Walk {
    resource_type: String,
    found: Found,
    /// The page that was read last, then every one before it, as addresses.
    page: Url,
    visited: HashSet<Url>,
    seen: HashSet<(String, FhirId)>,
    filter_ignored: bool,
    error_reported: bool,
}

impl Walk {
    fn new(resource_type: &str, first: Url) -> Self {
        let found = Found {
            resources: Vec::new(),
            included: Vec::new(),
            total: None,
            malformed: 0,
            duplicates: 0,
            pages: 0,
            complete: Ok(()),
        };
        Self {
            resource_type: resource_type.to_owned(),
            found,
            visited: HashSet::from([first.clone()]),
            page: first,
            seen: HashSet::new(),
            filter_ignored: false,
            error_reported: false,
        }
    }

    /// Takes a page in and says what comes next.
    fn take(&mut self, bundle: Bundle, ehr: &Ehr) -> Step {
        let before = self.seen.len();
        let found = &mut self.found;
        found.pages += 1;
        // The latest total: the record may have grown while it was being read.
        found.total = bundle.total.or(found.total);
        found.malformed += bundle.malformed;
        self.filter_ignored |= bundle.outcomes.iter().any(|outcome| outcome.has_code("not-supported"));
        self.error_reported |= bundle.outcomes.iter().any(OperationOutcome::is_error);
        let repeats = found.duplicates;
        for resource in bundle.resources {
            self.keep(resource, true);
        }
        for resource in bundle.included {
            self.keep(resource, false);
        }
        let Some(link) = bundle.next else { return Step::End(Ok(())) };
        let only_repeats = self.seen.len() == before && self.found.duplicates > repeats;
        let Ok(next) = ehr.shared.base.follow(&self.page, &link) else {
            return Step::End(Err(Incomplete::ForeignLink));
        };
        if only_repeats || !self.visited.insert(next.clone()) {
            return Step::End(Err(Incomplete::Loop));
        }
        let limits = &ehr.limits;
        if self.found.pages >= limits.max_pages || self.seen.len() >= limits.max_resources {
            return Step::End(Err(Incomplete::TooMany));
        }
        self.page = next.clone();
        Step::Follow(next)
    }

    fn keep(&mut self, resource: Resource, matched: bool) {
        let head = resource.head();
        // Not every server marks what it includes; a match is of the asked type.
        let matched = matched && head.resource_type == self.resource_type;
        if self.seen.insert((head.resource_type.clone(), head.id.clone())) {
            let list = if matched { &mut self.found.resources } else { &mut self.found.included };
            list.push(resource);
        } else if matched {
            self.found.duplicates += 1;
        }
    }

    fn finish(self, reason: Result<(), Incomplete>) -> Found {
        let mut found = self.found;
        let got = u64::try_from(found.resources.len()).unwrap_or(u64::MAX);
        found.complete = reason.and(match found.total {
            _ if self.filter_ignored => Err(Incomplete::FilterIgnored),
            _ if self.error_reported => Err(Incomplete::ErrorReported),
            _ if found.malformed > 0 => Err(Incomplete::Malformed(found.malformed)),
            Some(expected) if expected != got => Err(Incomplete::TotalMismatch { expected, got }),
            _ => Ok(()),
        });
        found
    }
}

/// One line for operators when something is not whole: types and counts, never ids, addresses or contents.
fn note(resource_type: &str, found: &Result<Found, EhrError>) {
    match found {
        Err(error) => tracing::warn!(vendor = "ehr", resource_type, code = error.code(), "search failed"),
        Ok(found) => {
            if let Err(reason) = &found.complete {
                let code = reason.code();
                tracing::warn!(vendor = "ehr", resource_type, code, pages = found.pages, "search incomplete");
            }
            if found.duplicates > 0 {
                let duplicates = found.duplicates;
                tracing::warn!(vendor = "ehr", resource_type, duplicates, "the same resource came twice");
            }
        }
    }
}
