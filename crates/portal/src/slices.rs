//! The table of contents: every capability of the portal is one line here. From this list the shell mounts
//! routes, applies licences, plans and switches, builds navigation, registers jobs, and the tests know every
//! route.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

use crate::app::App;
use crate::jobs::Job;
use crate::shell::routes::Routes;
use crate::shell::tenant::{Flag, Module, Plan};

/// One capability.
pub struct Slice {
    /// Its folder's name.
    pub name: &'static str,
    /// What its part of the API is for, in a line; empty when it has none.
    pub about: &'static str,
    /// Licence beyond the portal's own that it needs (T10).
    pub module: Option<Module>,
    /// Switch that an organisation must have on (T06).
    pub flag: Option<Flag>,
    /// Least plan that includes it (T11).
    pub plan: Plan,
    /// Its places in the navigation.
    pub nav: &'static [NavItem],
    /// Declares its routes, each with the action it requires.
    pub routes: fn(Routes) -> Routes,
    /// Work it does in the background.
    pub jobs: &'static [Job],
    /// Removes its rows that have no further use; run now and then.
    pub sweep: Option<Sweep>,
}

/// Removes rows that are over since an instant; gives how many.
pub type Sweep = fn(Arc<App>, DateTime<Utc>) -> BoxFuture<'static, Result<u64, db::DbError>>;

impl Slice {
    /// A slice of the portal's own licence and the smallest plan, to be completed by `..Slice::PLAIN`.
    pub const PLAIN: Slice = Slice {
        name: "",
        about: "",
        module: None,
        flag: None,
        plan: Plan::Professional,
        nav: &[],
        routes: |routes| routes,
        jobs: &[],
        sweep: None,
    };
}

/// A door of the navigation or a room behind one.
#[derive(Clone, Copy, Debug)]
pub struct NavItem {
    /// The door it is or belongs to.
    pub door: Door,
    /// Text key of its name.
    pub label_key: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Whether it is a room inside its door rather than the door itself.
    pub room: bool,
}

/// The doors, in their order on every page (experience.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    /// What needs me today.
    Home,
    /// The record.
    Records,
    /// Conversations.
    Messages,
    /// Visits.
    Appointments,
    /// Everything else.
    More,
}

/// Every capability, in the order of the house.
pub static SLICES: &[Slice] = &[
    crate::sign_in::SLICE,
    crate::factors::SLICE,
    crate::passkeys::SLICE,
    crate::dashboard::SLICE,
    crate::records::SLICE,
    crate::prescriptions::SLICE,
    crate::profile::SLICE,
    crate::security::SLICE,
    crate::access_log::SLICE,
    crate::help::SLICE,
    crate::api_docs::SLICE,
];
