//! Prescriptions (P01, P04): every MedicationRequest with prescriber, NPI and status.

pub mod pages;
mod routes;

#[cfg(test)]
mod tests;

use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "prescriptions",
    about: "Prescriptions as they read on the label.",
    nav: NAV,
    routes: routes::declare,
    ..Slice::PLAIN
};

const NAV: &[NavItem] = &[NavItem {
    door: Door::More,
    label_key: "prescriptions-title",
    href: "/prescriptions",
    icon: "pill",
    room: true,
}];
