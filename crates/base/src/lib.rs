//! The nouns everyone shares: typed ids, languages, money in minor units, the clock, randomness,
//! and secrets that do not print. No IO, no async.

pub mod clock;
pub mod ids;
pub mod lang;
pub mod money;
pub mod random;
pub mod secret;

pub use clock::Clock;
pub use ids::{AccountId, FhirId, OrgId};
pub use lang::Lang;
pub use money::Money;
pub use secret::Secret;
