//! Decides, and releases. Given an actor and an action, [`decide`] answers with an [`Access`] or a reason;
//! given FHIR data and an access, [`release()`] answers with what this access may see, and with what was
//! withheld and why. Pure and synchronous: no IO, no clock, `now` is an argument.
//!
//! Two proofs come out of here, and nowhere else can they be made: an [`Access`] says that a decision was
//! taken, a [`Released`] says that data passed the release rules. No policy, no scope, no match each mean:
//! see nothing.
//!
//! ```compile_fail
//! // An access is decided, never made up.
//! let access = policy::Access { };
//! ```
//! ```compile_fail
//! // Data is released, never declared so.
//! let released = policy::Released { value: 5 };
//! ```

pub mod access;
pub mod action;
pub mod actor;
pub mod grant;
pub mod held;
pub mod hold;
pub mod matrix;
pub mod release;
pub mod released;
pub mod sensitivity;
pub mod timing;

pub use access::{Access, Denied, decide};
pub use action::Action;
pub use actor::{Actor, Delegation, Role};
pub use grant::Grant;
pub use held::{Held, HeldBy, Terms};
pub use hold::{BadHold, ExceptionCode, Hold, HoldRequest};
pub use matrix::matrix;
pub use release::{Item, release, release_one, release_reference};
pub use released::{Incident, Reason, Released};
pub use sensitivity::{Sensitivities, Sensitivity};
pub use timing::{Timing, Waiting, Wish, given_out};
