//! The corner cases of the vendors' protocols, each against a small server on the loopback that misbehaves in
//! exactly one way. Whole journeys run elsewhere, against the sandbox.

#![allow(clippy::unwrap_used, reason = "test code, its helpers included")]

mod auth;
mod failures;
mod files;
mod load;
mod paging;
mod reads;
mod sendgrid;
mod upstream;
