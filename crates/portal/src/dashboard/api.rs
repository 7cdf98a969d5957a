//! Home in JSON (D01–D08): needs, counts, cards, and how the cards are arranged.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::{Arrangement, Card};
use super::needs::{self, Need};
use super::summaries::{LINES, told};
use super::view::{Counts, Lists, list_of};
use crate::error::Error;
use crate::records::{Reader, Reason};
use crate::shell::openapi::Doc;

/// What Home shows.
#[derive(Serialize, ToSchema)]
pub struct Dashboard {
    /// What to call the patient; null when the EHR does not say now.
    first_name: Option<String>,
    /// What needs the patient today, the gravest first.
    needs: Vec<NeedItem>,
    /// Whether everything could be asked; when false, more may be due than `needs` says.
    needs_complete: bool,
    /// A few numbers.
    counts: CountsItem,
    /// The cards that are shown, in the order that the person chose; a card whose source does not exist is
    /// absent.
    cards: Vec<CardItem>,
}

/// One thing that needs the patient.
#[derive(Serialize, ToSchema)]
pub struct NeedItem {
    /// `appointment`, `result`, `medicine` or `document`.
    need: &'static str,
    /// FHIR type of what it is about.
    resource: &'static str,
    /// FHIR id of what it is about.
    id: String,
    /// What it is called, in the clinic's words.
    title: String,
    /// When it is, when it came, or when a supply ends: a FHIR date or instant; null when no date is proved.
    date: Option<String>,
    /// Why it presses: `unconfirmed`, `supply-ends`, `no-refills`, or how a result stands (`high`,
    /// `critical-low`, …); null when it is only new or near.
    flag: Option<&'static str>,
}

/// A few numbers; null where the source gave no whole answer.
#[derive(Serialize, ToSchema)]
pub struct CountsItem {
    /// Appointments that stand and are to come.
    upcoming_appointments: Option<usize>,
    /// Medicines taken now.
    current_medicines: Option<usize>,
    /// Test results of this calendar year, in the clinic's zone.
    results_this_year: Option<usize>,
    /// Documents.
    documents: Option<usize>,
}

/// A card: each stands or fails by itself.
#[derive(Serialize, ToSchema)]
pub struct CardItem {
    /// `medicines`, `allergies`, `conditions`, `results`, `vitals`, `appointments`, `immunizations`,
    /// `visits`, `documents` or `care-team`.
    card: &'static str,
    /// How many there are: of medicines, allergies and conditions, those that stand now; of appointments,
    /// those to come; of the care team, its people. Null when the source gave no answer.
    count: Option<usize>,
    /// The first few by name, the newest or the next first.
    names: Vec<String>,
    /// Whether the count is of everything.
    complete: bool,
    /// Why not, when it is not.
    reason: Option<&'static str>,
    /// When the EHR answered (RFC 3339).
    as_of: Option<String>,
}

/// How the cards of Home are arranged.
#[derive(Serialize, ToSchema)]
pub struct Cards {
    /// Every card in its place.
    cards: Vec<CardPlace>,
}

/// A card in its place.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CardPlace {
    /// The card's name.
    pub card: String,
    /// Whether it is left out of Home; false when it is not said.
    #[serde(default)]
    pub hidden: bool,
}

/// The whole arrangement, to be kept in place of the one before.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Arrange {
    /// Cards in the order wanted. Those that are not named come after them and show; an empty list is the
    /// order of old.
    pub cards: Vec<CardPlace>,
}

impl Dashboard {
    /// Errors on what is no fault of the EHR.
    pub fn of(
        lists: &Lists,
        reader: &Reader,
        arrangement: &Arrangement,
        (first_name, now): (Option<String>, DateTime<Utc>),
    ) -> Result<Self, Error> {
        let mut cards = Vec::new();
        for card in arrangement.shown() {
            cards.extend(CardItem::of(lists, reader, card)?);
        }
        let needs = needs::of(lists, reader);
        Ok(Self {
            first_name,
            needs: needs.all.iter().map(NeedItem::of).collect(),
            needs_complete: needs.unknown.is_empty(),
            counts: CountsItem::of(Counts::of(lists, reader, now)),
            cards,
        })
    }
}

impl NeedItem {
    fn of(need: &Need) -> Self {
        Self {
            need: need.kind,
            resource: need.resource,
            id: need.id.clone(),
            title: need.item.title.clone(),
            date: need.date.clone(),
            flag: need.mark,
        }
    }
}

impl CountsItem {
    fn of(counts: Counts) -> Self {
        Self {
            upcoming_appointments: counts.appointments,
            current_medicines: counts.medicines,
            results_this_year: counts.results,
            documents: counts.documents,
        }
    }
}

impl CardItem {
    fn of(lists: &Lists, reader: &Reader, card: &Card) -> Result<Option<Self>, Error> {
        match list_of(lists, card.kind) {
            Ok(list) if list.reason == Some(Reason::NOT_OFFERED) => Ok(None),
            Ok(list) => {
                let told = told(reader, card, list);
                let mixed = list.mixed_up().then_some("wrong-patient");
                Ok(Some(Self {
                    card: card.name,
                    count: Some(told.count),
                    names: told.lines.into_iter().take(LINES).map(|line| line.words).collect(),
                    complete: list.reason.is_none() && !list.mixed_up(),
                    reason: list.reason.map(|reason| reason.0).or(mixed),
                    as_of: Some(list.as_of.to_rfc3339_opts(SecondsFormat::Millis, true)),
                }))
            }
            Err(Error::Ehr(error)) => Ok(Some(Self {
                card: card.name,
                count: None,
                names: Vec::new(),
                complete: false,
                reason: Some(error.code()),
                as_of: None,
            })),
            Err(other) => Err(other.clone()),
        }
    }
}

impl From<&Arrangement> for Cards {
    fn from(arrangement: &Arrangement) -> Self {
        let place = |place: &super::cards::Place| CardPlace {
            card: place.card.name.to_owned(),
            hidden: place.hidden,
        };
        Self { cards: arrangement.places().iter().map(place).collect() }
    }
}

/// `GET /v1/portal/dashboard`.
pub fn dashboard_doc() -> Doc {
    let need = |need, resource, id: &str, title: &str, date: &str, flag| NeedItem {
        need,
        resource,
        id: id.into(),
        title: title.into(),
        date: Some(date.into()),
        flag,
    };
    let as_of = || Some("2026-11-21T16:48:00.000Z".to_owned());
    let example = Dashboard {
        first_name: Some("Elena".into()),
        needs: vec![
            need("appointment", "Appointment", "ap-1", "Follow-up visit", "2026-11-21T17:30:00Z", None),
            need("result", "DiagnosticReport", "dr-7", "Lipid panel", "2026-11-20", Some("high")),
        ],
        needs_complete: true,
        counts: CountsItem {
            upcoming_appointments: Some(2),
            current_medicines: Some(3),
            results_this_year: None,
            documents: Some(9),
        },
        cards: vec![
            CardItem {
                card: "medicines",
                count: Some(3),
                names: vec!["metFORMIN 500 MG Oral Tablet".into()],
                complete: true,
                reason: None,
                as_of: as_of(),
            },
            CardItem {
                card: "results",
                count: None,
                names: Vec::new(),
                complete: false,
                reason: Some("not-answering"),
                as_of: None,
            },
        ],
    };
    Doc::new("Home: what needs the patient today, counts, and the summary cards (D01–D07).")
        .gives::<Dashboard>(200)
        .example(&example)
}

fn example_place(card: &str, hidden: bool) -> CardPlace {
    CardPlace { card: card.into(), hidden }
}

/// `GET /v1/portal/dashboard/cards`.
pub fn cards_doc() -> Doc {
    let example = Cards::from(&Arrangement::default());
    Doc::new("How the cards of Home are arranged: every card once, in order. Kept per account (D08).")
        .gives::<Cards>(200)
        .example(&example)
}

/// `POST /v1/portal/dashboard/cards`.
pub fn arrange_doc() -> Doc {
    let asked = [("results", false), ("medicines", false), ("care-team", true)];
    let asked = Arrange { cards: asked.map(|(card, hidden)| example_place(card, hidden)).into() };
    let then = Arrangement::of(asked.cards.iter().map(|one| (one.card.as_str(), one.hidden)));
    let then = Cards::from(&then.unwrap_or_default());
    Doc::new(
        "Arrange the cards of Home. The same again changes nothing. A hidden card is not asked for (D08).",
    )
    .takes::<Arrange>()
    .request_example(&asked)
    .gives::<Cards>(200)
    .example(&then)
    .or(422, "VALIDATION_FAILED")
}
