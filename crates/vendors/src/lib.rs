//! One module per outside party, speaking its true protocol to a configurable base URL.
//!
//! Every client is a concrete struct, cheap to clone, over the one HTTP client of [`http`]. What a vendor
//! can do wrong ends in a typed error with a stable code; no error, log line or panic of this crate carries
//! a host name, a body, a credential or an id.

pub mod ehr;
pub mod http;
pub mod otlp;
pub mod sendgrid;
