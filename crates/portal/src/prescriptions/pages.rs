//! `GET /prescriptions` (P01): every prescription the clinic has written, with its prescriber and status.

use askama::Template;

use crate::ui::page::Page;
use crate::ui::view::{Group, ListHead, Rx};

/// The list of prescriptions, newest first.
#[derive(Template)]
#[template(path = "prescriptions/list.html", blocks = ["main"])]
pub struct Prescriptions {
    /// The frame.
    pub page: Page,
    /// How many, from where, as of when, and what is missing.
    pub head: ListHead,
    /// Active ones.
    pub active: Vec<Group<Rx>>,
    /// Completed, cancelled, stopped.
    pub past: Vec<Group<Rx>>,
}

impl Prescriptions {
    /// Whether any card has plain words of ours, whose source is then named once.
    pub fn glossed(&self) -> bool {
        self.active.iter().chain(&self.past).flat_map(|group| &group.items).any(|rx| rx.plain.is_some())
    }
}
