//! The cards of Home and how a person arranges them (D01, D08). Pure: what is kept is in `store`.

use fhir::Kind;

/// A card. Its order here is the order of Home until somebody changes it.
#[derive(Debug)]
pub struct Card {
    /// Its name in the API, and its id on the page.
    pub name: &'static str,
    /// The kind it tells of; appointments are not a kind of their own.
    pub kind: Option<Kind>,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// The key of its title.
    pub title_key: &'static str,
    /// The key of the link's words.
    pub go_key: &'static str,
    /// The keys of an empty card: what is not there, and what would be.
    pub empty_keys: (&'static str, &'static str),
}

/// Every card.
pub static CARDS: [Card; 10] = [
    Card {
        name: "medicines",
        kind: Some(Kind::Medications),
        icon: "pill",
        href: "/records/medications",
        title_key: "card-medicines",
        go_key: "card-medicines-go",
        empty_keys: ("card-medicines-none", "card-medicines-none-more"),
    },
    Card {
        name: "allergies",
        kind: Some(Kind::Allergies),
        icon: "shield",
        href: "/records/allergies",
        title_key: "card-allergies",
        go_key: "card-allergies-go",
        empty_keys: ("card-allergies-none", "card-allergies-none-more"),
    },
    Card {
        name: "conditions",
        kind: Some(Kind::Conditions),
        icon: "heart",
        href: "/records/conditions",
        title_key: "card-conditions",
        go_key: "card-conditions-go",
        empty_keys: ("card-conditions-none", "card-conditions-none-more"),
    },
    Card {
        name: "results",
        kind: Some(Kind::Results),
        icon: "flask",
        href: "/records/results",
        title_key: "card-results",
        go_key: "card-results-go",
        empty_keys: ("card-results-none", "card-results-none-more"),
    },
    Card {
        name: "vitals",
        kind: Some(Kind::Vitals),
        icon: "activity",
        href: "/records/vitals",
        title_key: "card-vitals",
        go_key: "card-vitals-go",
        empty_keys: ("card-vitals-none", "card-vitals-none-more"),
    },
    Card {
        name: "appointments",
        kind: None,
        icon: "calendar",
        href: "/records/other",
        title_key: "card-appointments",
        go_key: "card-appointments-go",
        empty_keys: ("card-appointments-none", "card-appointments-none-more"),
    },
    Card {
        name: "immunizations",
        kind: Some(Kind::Immunizations),
        icon: "syringe",
        href: "/records/immunizations",
        title_key: "card-immunizations",
        go_key: "card-immunizations-go",
        empty_keys: ("card-immunizations-none", "card-immunizations-none-more"),
    },
    Card {
        name: "visits",
        kind: Some(Kind::Visits),
        icon: "steth",
        href: "/records/visits",
        title_key: "card-visits",
        go_key: "card-visits-go",
        empty_keys: ("card-visits-none", "card-visits-none-more"),
    },
    Card {
        name: "documents",
        kind: Some(Kind::Documents),
        icon: "file",
        href: "/records/documents",
        title_key: "card-documents",
        go_key: "card-documents-go",
        empty_keys: ("card-documents-none", "card-documents-none-more"),
    },
    Card {
        name: "care-team",
        kind: Some(Kind::CareTeam),
        icon: "users",
        href: "/records/care-team",
        title_key: "card-care-team",
        go_key: "card-care-team-go",
        empty_keys: ("card-care-team-none", "card-care-team-none-more"),
    },
];

/// The card of a name.
pub fn card_of(name: &str) -> Option<&'static Card> {
    CARDS.iter().find(|card| card.name == name)
}

/// A card in its place.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which.
    pub card: &'static Card,
    /// Whether it is left out of Home.
    pub hidden: bool,
}

/// Equal by name: a name stands for one card.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.card.name == other.card.name && self.hidden == other.hidden
    }
}

/// Every card once, in the order that a person chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement(Vec<Place>);

/// Why a list of cards is no arrangement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCards {
    /// A name that no card has.
    Unknown,
    /// A card stands twice.
    Twice,
}

impl Default for Arrangement {
    fn default() -> Self {
        Self(CARDS.iter().map(|card| Place { card, hidden: false }).collect())
    }
}

impl Arrangement {
    /// An arrangement of these cards, in this order; those that are not named come after them and show.
    /// Errors on a name that no card has, and on one that comes twice.
    pub fn of<'a>(named: impl IntoIterator<Item = (&'a str, bool)>) -> Result<Self, NotCards> {
        let mut places: Vec<Place> = Vec::with_capacity(CARDS.len());
        for (name, hidden) in named {
            let card = card_of(name).ok_or(NotCards::Unknown)?;
            if places.iter().any(|place| place.card.name == name) {
                return Err(NotCards::Twice);
            }
            places.push(Place { card, hidden });
        }
        Ok(Self(places).completed())
    }

    /// What was kept, which may name cards that are gone and know nothing of newer ones.
    pub fn kept(rows: &[(String, bool)]) -> Self {
        let known = rows.iter().filter_map(|(name, hidden)| Some((card_of(name)?.name, *hidden)));
        Self::of(known).unwrap_or_default()
    }

    fn completed(mut self) -> Self {
        for card in &CARDS {
            if !self.0.iter().any(|place| place.card.name == card.name) {
                self.0.push(Place { card, hidden: false });
            }
        }
        self
    }

    /// Every card in its place.
    pub fn places(&self) -> &[Place] {
        &self.0
    }

    /// The cards that Home shows, in order.
    pub fn shown(&self) -> impl Iterator<Item = &'static Card> {
        self.0.iter().filter(|place| !place.hidden).map(|place| place.card)
    }

    /// The same with a card at a place, the first being 0; beyond the end is the end. Doing it twice is
    /// doing it once.
    #[must_use]
    pub fn moved(mut self, card: &Card, to: usize) -> Self {
        if let Some(from) = self.0.iter().position(|place| place.card.name == card.name) {
            let place = self.0.remove(from);
            self.0.insert(to.min(self.0.len()), place);
        }
        self
    }

    /// The same with a card hidden or shown.
    #[must_use]
    pub fn with(mut self, card: &Card, hidden: bool) -> Self {
        for place in self.0.iter_mut().filter(|place| place.card.name == card.name) {
            place.hidden = hidden;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arrangement: &Arrangement) -> Vec<&'static str> {
        arrangement.places().iter().map(|place| place.card.name).collect()
    }

    #[test]
    fn every_card_stands_exactly_once_whatever_was_kept() {
        let rows = [("visits", true), ("no-such-card", false), ("results", false), ("visits", false)];
        let rows = rows.map(|(name, hidden)| (name.to_owned(), hidden));
        // A row that comes twice cannot be kept by us; then the order of old is all there is to trust.
        assert_eq!(Arrangement::kept(&rows), Arrangement::default());
        let kept = Arrangement::kept(&rows[..3]);
        assert_eq!(names(&kept)[..3], ["visits", "results", "medicines"], "newer cards come at the end");
        assert_eq!(kept.places().len(), CARDS.len());
        assert!(kept.shown().all(|card| card.name != "visits"));
        assert_eq!(Arrangement::of([("nonsense", false)]), Err(NotCards::Unknown));
        assert_eq!(Arrangement::of([("visits", false), ("visits", true)]), Err(NotCards::Twice));
    }

    #[test]
    fn moving_twice_is_moving_once() {
        let card = card_of("results").unwrap();
        let once = Arrangement::default().moved(card, 0);
        assert_eq!(names(&once)[..2], ["results", "medicines"]);
        assert_eq!(once.clone().moved(card, 0), once);
        assert_eq!(names(&once.clone().moved(card, 99)).last(), Some(&"results"));
        assert_eq!(once.with(card, true).with(card, false).places()[0], Place { card, hidden: false });
    }
}
