//! The audit log: append-only, tamper-evident, one hash chain per (organisation, patient) and one per
//! organisation for lines without a patient, so that no writer waits for another patient's. Security goal 13.
//!
//! ```text
//! line 1 ─► line 2 ─► … line n ─► head (seq, hash; marked with a key)      one chain per patient
//!                                  └──── leaf ─┐
//!        Merkle tree over all heads of the organisation ─► root ─► root …   signed, each naming the last
//! ```
//!
//! - A **line**'s hash covers all its fields and the line before ([`verify_chain`] needs nothing but a
//!   download).
//! - A **head** says where a chain ends. Its mark is an HMAC: who has the database but not the master key can
//!   neither shorten a chain nor rewrite its unsealed end. A head found with a wrong mark stays wrong for
//!   ever: the portal goes on, and [`verify`] reports it.
//! - A **root** is made at least once a minute ([`seal_roots_across_orgs`]) over all heads, so that a whole
//!   chain cannot disappear. It is signed (Ed25519). Setting the *whole* database back to an older state can
//!   only be seen from outside: keep the exported roots elsewhere and hand them to [`verify_with`].
//!
//! A line of a change is written in the change's transaction ([`append`]), any other through the [`Writer`],
//! which commits many at once.
//!
//! Chains are named by the patient's FHIR id, or by the empty text. Lines carry opaque ids and counts, never
//! what was read.

mod append;
mod batch;
mod encode;
mod entity;
mod hot;
mod later;
mod roots;
mod tree;
mod verify;
mod writer;

pub use append::{Actor, ActorKind, NewLine, append, list};
pub use encode::{ChainEnd, line_hash, verify_chain};
pub use entity::line::Model as Line;
pub use entity::root::Model as Root;
pub use later::ends;
pub use roots::{Sealed, export, export_chain, seal_roots_across_orgs};
pub use verify::{KnownRoot, Problem, Report, verify, verify_with};
pub use writer::{Pending, Writer};
