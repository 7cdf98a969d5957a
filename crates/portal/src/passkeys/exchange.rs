//! What goes over the wire in a ceremony, the same wherever one takes place.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Answer, Begun};

/// A ceremony that has begun (WebAuthn).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyCeremony {
    /// Goes back with the answer, within five minutes and once.
    pub ceremony: String,
    /// What `navigator.credentials` takes as `publicKey`; binary parts in base64url.
    pub public_key: Value,
}

impl From<Begun> for PasskeyCeremony {
    fn from(begun: Begun) -> Self {
        Self { ceremony: begun.ceremony, public_key: begun.public_key }
    }
}

impl PasskeyCeremony {
    /// The answer of an example.
    pub fn example() -> Self {
        Self {
            ceremony: "k3Jc0zq1sYw5R0t8n2b4Vx6a9d7f1g3h5j7k9l1m3p8".into(),
            public_key: json!({
                "challenge": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
                "rpId": "aurora.example",
                "timeout": 300_000,
                "userVerification": "required",
                "allowCredentials": [],
            }),
        }
    }
}

/// A browser's answer to a ceremony.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PasskeyAnswer {
    /// What the ceremony began with.
    pub ceremony: String,
    /// The credential as `PublicKeyCredential.toJSON()` writes it.
    pub credential: Value,
}

impl From<PasskeyAnswer> for Answer {
    fn from(given: PasskeyAnswer) -> Self {
        Self { ceremony: given.ceremony, credential: given.credential }
    }
}

impl PasskeyAnswer {
    /// The document of an example.
    pub fn example() -> Self {
        Self {
            ceremony: "k3Jc0zq1sYw5R0t8n2b4Vx6a9d7f1g3h5j7k9l1m3p8".into(),
            credential: json!({
                "id": "AZk1uYH4nX0",
                "rawId": "AZk1uYH4nX0",
                "type": "public-key",
                "response": {
                    "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
                    "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
                    "signature": "MEUCIQDx",
                    "userHandle": "AZOnsMDecACAAAAAAAC-7w",
                },
                "clientExtensionResults": {},
            }),
        }
    }
}
