//! The sandbox: a twin of every outside party, with an inbox and fault knobs, and a real FHIR server as its
//! child process. Tests and the demo talk to it over HTTP; it is never linked into the portal, and its wire
//! types are its own, so that a protocol we misread cannot agree with itself.

pub mod calls;
pub mod canvas;
pub mod charts;
pub mod control;
pub mod faults;
pub mod fhir_proxy;
pub mod hfs;
pub mod loader;
pub mod pages;
pub mod sendgrid;
pub mod server;
pub mod state;
pub mod store;
pub mod wire;
