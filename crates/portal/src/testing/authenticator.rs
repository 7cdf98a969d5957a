//! A software authenticator: makes and uses passkeys as a device does (WebAuthn level 3, ES256, attestation
//! `none`), and does it wrong where a test says so.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A device with one passkey.
pub struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// Whose passkey it is, in base64url, as it was told when it made one.
    pub user: Option<String>,
    /// How often the key was used; 0 is a device that does not count.
    pub counter: u32,
    /// Whether it checks finger, face or screen lock.
    pub verifies: bool,
    /// The page that asks.
    pub origin: String,
    /// The host that it signs for, in place of the one asked for.
    pub signs_for: Option<String>,
}

impl Authenticator {
    /// A device whose browser shows a page of `host`.
    pub fn on(host: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self {
            key,
            id: base::random::bytes::<32>().to_vec(),
            user: None,
            counter: 0,
            verifies: true,
            origin: format!("https://{host}"),
            signs_for: None,
        }
    }

    /// Answers `navigator.credentials.create`.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user = options["user"]["id"].as_str().map(str::to_owned);
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // The public key as COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.client("webauthn.create", options);
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
        }))
    }

    /// Answers `navigator.credentials.get`.
    pub fn get(&self, options: &Value) -> Value {
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client = self.client("webauthn.get", options);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.credential(json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature),
            "userHandle": self.user,
        }))
    }

    fn credential(&self, response: Value) -> Value {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {},
        })
    }

    /// Hash of the host, flags and counter.
    fn data(&self, host: &str, more: u8) -> Vec<u8> {
        let host = self.signs_for.as_deref().unwrap_or(host);
        let flags = more | 0x01 | if self.verifies { 0x04 } else { 0 };
        [&Sha256::digest(host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let client = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        client.to_string().into_bytes()
    }
}
