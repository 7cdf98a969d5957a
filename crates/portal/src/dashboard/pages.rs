//! `GET /`: Home (D01). A greeting by first name, and a card for each part of the record that exists.

use askama::Template;

use crate::ui::page::Page;
use crate::ui::view::Summary;

/// Home.
#[derive(Template)]
#[template(path = "dashboard/home.html")]
pub struct Home {
    /// The frame.
    pub page: Page,
    /// Today in the reader's language and zone, with the weekday.
    pub today: String,
    /// By the reader's clock.
    pub greeting: Greeting,
    /// Her first name, when the record system has given it.
    pub first_name: Option<String>,
    /// The cards, in order.
    pub cards: Vec<Summary>,
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
}

impl Home {
    /// "Good morning, Elena", or without a name when none is known.
    pub fn hello(&self) -> String {
        let (named, plain) = match self.greeting {
            Greeting::Morning => ("hello-morning-name", "hello-morning"),
            Greeting::Afternoon => ("hello-afternoon-name", "hello-afternoon"),
            Greeting::Evening => ("hello-evening-name", "hello-evening"),
        };
        match &self.first_name {
            Some(name) => self.page.t1(named, "name", name),
            None => self.page.t(plain),
        }
    }
}
