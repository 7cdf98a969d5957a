//! Home (D01, D08): what needs me today, then a card for each part of the record that exists. A card whose
//! source does not exist yet is absent; each card fails by itself.

pub mod pages;
mod routes;

#[cfg(test)]
mod tests;

use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice { name: "dashboard", nav: NAV, routes: routes::declare, ..Slice::PLAIN };

const NAV: &[NavItem] =
    &[NavItem { door: Door::Home, label_key: "nav-home", href: "/", icon: "home", room: false }];
