//! What the EHR says it can do, and whether it can be reached at all.

use std::time::{Duration, Instant};

use fhir::Capability;

use super::Ehr;
use super::error::EhrError;
use super::wire::{Ask, Deadline};

/// What a reachable EHR tells of itself, for `portico check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// `fhirVersion`, as stated.
    pub fhir_version: Option<String>,
    /// How long the answer took, signing in included.
    pub took: Duration,
}

impl Ehr {
    /// Reads the CapabilityStatement (`GET [base]/metadata`, R4 http.html#capabilities). It is not cached
    /// here.
    ///
    /// # Errors
    /// [`EhrError`]; [`EhrError::Malformed`] when the answer is no CapabilityStatement.
    pub async fn capabilities(&self) -> Result<Capability, EhrError> {
        let deadline = Deadline::after(self.limits.answer);
        let _slot = self.slot(deadline).await?;
        let url = self.shared.base.at(&["metadata"], &[]);
        let bytes = self.asked(&url, Ask::Metadata, deadline).await?;
        Capability::parse(&bytes).map_err(|_| EhrError::Malformed)
    }

    /// Signs in, when the server wants that, and reads the CapabilityStatement, with this client's deadline.
    ///
    /// # Errors
    /// [`EhrError`], as for any call.
    pub async fn ping(&self) -> Result<Ping, EhrError> {
        let began = Instant::now();
        let capability = self.capabilities().await?;
        Ok(Ping { fhir_version: capability.fhir_version, took: began.elapsed() })
    }
}
