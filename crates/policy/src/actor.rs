//! Who asks.

use base::{AccountId, FhirId};
use chrono::{DateTime, Utc};

use crate::grant::Grant;

/// What a patient lets a proxy do, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// What it covers.
    pub grant: Grant,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What a member of staff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Treats patients.
    Practitioner,
    /// Runs the clinic's portal.
    Administrator,
    /// Helps patients with the portal.
    Support,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 3] = [Role::Practitioner, Role::Administrator, Role::Support];
}

/// Who asks. An account is a person; the patient is whose record the session is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// No session, or none that holds.
    Nobody,
    /// A person signed in for herself, or for whom she is linked to as if it were herself.
    Patient {
        /// The person.
        account: AccountId,
        /// The patient of this session.
        patient: FhirId,
    },
    /// A person who proved her address, and has several patients to choose from.
    Choosing {
        /// The person.
        account: AccountId,
    },
    /// A person acting for a patient by delegation.
    Proxy {
        /// The person.
        account: AccountId,
        /// The patient of this session.
        patient: FhirId,
        /// What the patient lets her do.
        delegation: Delegation,
    },
    /// A member of the clinic's staff.
    Staff {
        /// The person.
        account: AccountId,
        /// As what.
        role: Role,
    },
    /// A SMART app, launched for a patient.
    App {
        /// The registered client.
        client: String,
        /// The patient of the launch.
        patient: FhirId,
        /// What its scopes cover.
        grant: Grant,
    },
    /// An internal service with a key of its own.
    Service {
        /// Which.
        name: String,
        /// What its key is for.
        grant: Grant,
    },
    /// Whoever reaches the operations port.
    Operator,
}

impl Actor {
    /// What kind of actor, for the matrix and the audit log.
    pub fn kind(&self) -> &'static str {
        match self {
            Actor::Nobody => "nobody",
            Actor::Patient { .. } => "patient",
            Actor::Choosing { .. } => "choosing",
            Actor::Proxy { .. } => "proxy",
            Actor::Staff { .. } => "staff",
            Actor::App { .. } => "app",
            Actor::Service { .. } => "service",
            Actor::Operator => "operator",
        }
    }

    /// The person behind it, when there is one.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Actor::Patient { account, .. }
            | Actor::Choosing { account }
            | Actor::Proxy { account, .. }
            | Actor::Staff { account, .. } => Some(*account),
            Actor::Nobody | Actor::App { .. } | Actor::Service { .. } | Actor::Operator => None,
        }
    }
}
