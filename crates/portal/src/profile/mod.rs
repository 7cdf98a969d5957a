//! The profile (R12, D08): who the clinic thinks you are and how it reaches you.

pub mod pages;
mod routes;

#[cfg(test)]
mod tests;

use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "profile",
    about: "Who the clinic's record system says the patient is.",
    nav: NAV,
    routes: routes::declare,
    ..Slice::PLAIN
};

const NAV: &[NavItem] =
    &[NavItem { door: Door::More, label_key: "menu-profile", href: "/profile", icon: "user", room: true }];
