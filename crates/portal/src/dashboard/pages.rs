//! `GET /`: Home (D01–D07). A greeting by first name, what needs the patient today, a card for each part of
//! the record that exists, and a few numbers. `GET /home/cards`: how the cards are arranged (D08).

use std::sync::Arc;

use askama::Template;

use crate::ui::page::{Page, Who};
use crate::ui::text::L;
use crate::ui::view::{Hero, Item, Stat, Summary, Tone};

/// Home before the record has answered: its frame, and a place for each part that comes.
#[derive(Template)]
#[template(path = "dashboard/home.html")]
pub struct Home {
    /// The frame.
    pub page: Page,
    /// Today in the reader's language and zone, with the weekday.
    pub today: String,
    /// The greeting without a name.
    pub hello: String,
    /// The cards in order, each still to come.
    pub cards: Vec<Summary>,
    /// Whether the reader is invited to add a passkey.
    pub invite: bool,
}

/// The greeting, when her name has come.
#[derive(Template)]
#[template(path = "dashboard/late/hello.html")]
pub struct Hello {
    /// The greeting.
    pub hello: String,
    /// Her whole name, for the header; none when the record system has not given it.
    pub who: Option<Who>,
}

/// What needs her today.
#[derive(Template)]
#[template(path = "dashboard/late/needs.html")]
pub struct Needed {
    /// The frame's words.
    pub page: Arc<Page>,
    /// What needs her, in one sentence.
    pub lead: String,
    /// Which parts could not be asked for what is due, in a sentence.
    pub unknown: Option<String>,
    /// The one loud thing.
    pub hero: Option<Hero>,
    /// The other things that need her, the gravest first.
    pub needs: Vec<Item>,
    /// How many more new things there are than shown.
    pub more_needs: usize,
}

/// A card, when its own sources have answered or failed.
#[derive(Template)]
#[template(path = "dashboard/late/card.html")]
pub struct Card {
    /// The frame's words.
    pub page: Arc<Page>,
    /// The card.
    pub card: Summary,
}

/// A few numbers.
#[derive(Template)]
#[template(path = "dashboard/late/glance.html")]
pub struct Glance {
    /// The frame's words.
    pub page: Arc<Page>,
    /// The numbers.
    pub stats: Vec<Stat>,
    /// As of when.
    pub as_of: String,
}

/// `GET /home/cards`.
#[derive(Template)]
#[template(path = "dashboard/cards.html")]
pub struct Arrange {
    /// The frame.
    pub page: Page,
    /// Every card in its place.
    pub places: Vec<PlaceRow>,
}

/// A card on the page that arranges them.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// The card's name, which is its id here.
    pub name: &'static str,
    /// The key of its title.
    pub title_key: &'static str,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// Whether it is left out of Home.
    pub hidden: bool,
    /// Its place, the first being 0.
    pub at: usize,
    /// The last place.
    pub last: usize,
}

impl PlaceRow {
    /// The tone of its tile.
    pub fn tone(&self) -> Tone {
        if self.hidden { Tone::Quiet } else { Tone::Brand }
    }

    /// `Card 3 of 10`.
    pub fn place(&self, page: &Page) -> String {
        let (number, all) = ((self.at + 1).to_string(), (self.last + 1).to_string());
        page.l().ta("cards-place", &[("number", &number), ("all", &all)])
    }
}

/// A greeting by the hour of the reader's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// 5 to 12.
    Morning,
    /// 12 to 18.
    Afternoon,
    /// 18 to 5.
    Evening,
}

impl Greeting {
    /// The greeting of an hour, 0 to 23.
    pub fn at(hour: u32) -> Self {
        match hour {
            5..12 => Self::Morning,
            12..18 => Self::Afternoon,
            _ => Self::Evening,
        }
    }

    /// "Good morning, Elena", or without a name when none is known.
    pub fn words(self, l: L, first_name: Option<&str>) -> String {
        let (named, plain) = match self {
            Self::Morning => ("hello-morning-name", "hello-morning"),
            Self::Afternoon => ("hello-afternoon-name", "hello-afternoon"),
            Self::Evening => ("hello-evening-name", "hello-evening"),
        };
        first_name.map_or_else(|| l.t(plain), |name| l.ta(named, &[("name", name)]))
    }
}
