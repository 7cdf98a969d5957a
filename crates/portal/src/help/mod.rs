//! Help, the accessibility statement (L01), privacy, the list of rooms on a phone, and how pages look (D08,
//! L02).

mod routes;

use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice { name: "help", nav: NAV, routes: routes::declare, ..Slice::PLAIN };

const NAV: &[NavItem] = &[
    NavItem { door: Door::More, label_key: "nav-more", href: "/more", icon: "grid", room: false },
    NavItem { door: Door::More, label_key: "foot-help", href: "/help", icon: "help", room: true },
];
