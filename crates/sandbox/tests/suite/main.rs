//! The sandbox through its socket, with the real FHIR server behind it: one shared instance, because `hfs`
//! takes seconds to start. Tests that put faults in place narrow them to paths of their own.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test where it stands")]

mod bench;
mod control;
mod faults;
mod fhir;
mod loading;
mod process;
mod sendgrid;
