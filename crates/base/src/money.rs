//! Money as integer minor units (C18). There are no floats in Portico's money.

use serde::{Deserialize, Serialize};

/// An amount in the currency's minor unit (cents for USD) and its ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative for money given back.
    pub amount: i64,
    /// ISO 4217 code, upper case.
    pub currency: String,
}
