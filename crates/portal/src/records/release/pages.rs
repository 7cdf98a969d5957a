//! The pages of release timing (C5): the choice, and what stands in the place of a result that is not shown.

use askama::Template;
use policy::{Held, Timing};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ui::held::{HoldRow, WaitingRow};
use crate::ui::page::Page;
use crate::ui::text::L;
use crate::ui::view::FieldError;

/// `GET /results-timing`: when new results are shown.
#[derive(Template)]
#[template(path = "records/release/timing.html")]
pub struct TimingPage {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `timing-at-once`.
    pub errors: Vec<FieldError>,
    /// The three ways, the default first.
    pub ways: Vec<TimingWay>,
    /// Who chose, and when.
    pub chosen: String,
}

/// One way, as a radio button.
#[derive(Clone, Debug)]
pub struct TimingWay {
    /// What the form posts.
    pub code: &'static str,
    /// Its name, in the reader's language.
    pub name: String,
    /// What it means, in the reader's language.
    pub words: String,
    /// Whether it stands.
    pub chosen: bool,
}

impl TimingWay {
    /// The three ways in words; a wait for a clinician ends after so many days.
    pub fn all(l: L, stands: Option<Timing>, days: usize) -> Vec<Self> {
        let way = |timing: Timing| {
            let (name, words) = match timing {
                Timing::AtOnce => (l.t("timing-at-once"), l.t("timing-at-once-more")),
                Timing::TellFirst => (l.t("timing-tell-first"), l.t("timing-tell-first-more")),
                Timing::WaitForClinician => (l.t("timing-wait"), l.tn("timing-wait-more", "count", days)),
            };
            Self { code: timing.code(), name, words, chosen: stands == Some(timing) }
        };
        Timing::ALL.into_iter().map(way).collect()
    }
}

/// `GET /records/{kind}/{id}` of a result that is not shown: that it is there, and what can be done.
#[derive(Template)]
#[template(path = "records/release/held.html")]
pub struct HeldEntry {
    /// The frame.
    pub page: Page,
    /// The list it belongs to.
    pub back_href: String,
    /// The key of the list's name.
    pub back_key: &'static str,
    /// Why it is not shown.
    pub why: HeldWhy,
}

/// Why a result is not shown.
#[derive(Clone, Debug)]
pub enum HeldWhy {
    /// The patient lets it wait.
    Wish(WaitingRow),
    /// The clinic holds it.
    Clinic(HoldRow),
}

/// A result that is not shown, in JSON. Its name is told only when it waits by the patient's own wish.
#[derive(Serialize, ToSchema)]
pub struct HeldItem {
    /// FHIR id.
    pub id: String,
    /// FHIR type.
    pub resource: String,
    /// `clinic` or `patient`.
    pub by: &'static str,
    /// `laboratory`, `imaging`, `pathology`, `cardiology` or `other`.
    pub sort: &'static str,
    /// When it was taken, as written.
    pub date: Option<String>,
    /// What it is called; null when the clinic holds it.
    pub name: Option<String>,
    /// The exception under which it is held: `preventing-harm`, `privacy`, `security`, `infeasibility`,
    /// `health-it-performance` or `patient-request`.
    pub exception: &'static str,
    /// Why, in the clinic's own words; null for the patient's own wish.
    pub reason: Option<String>,
    /// Who holds it; null for the patient's own wish.
    pub author: Option<String>,
    /// When it is shown by itself (RFC 3339); null when only the patient opens it.
    pub expires_at: Option<String>,
}

impl HeldItem {
    /// What may be told.
    pub fn of(held: &Held) -> Self {
        let (hold, waiting) = (held.hold(), held.waiting());
        let exception = hold.map_or(policy::ExceptionCode::PatientRequest, policy::Hold::exception);
        let end = hold.map(policy::Hold::expires_at).or_else(|| waiting?.until);
        Self {
            id: held.id.as_str().to_owned(),
            resource: held.resource_type.clone(),
            by: if hold.is_some() { "clinic" } else { "patient" },
            sort: held.sort.name(),
            date: held.date.as_ref().map(|date| date.as_str().to_owned()),
            name: waiting.and_then(|waiting| waiting.title.clone()),
            exception: exception.code(),
            reason: hold.map(|hold| hold.reason().to_owned()),
            author: hold.map(|hold| hold.author().to_owned()),
            expires_at: end.map(|end| end.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
        }
    }
}
