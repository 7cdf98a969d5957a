//! Master keys, and everything derived from them: sealed columns, lookup indexes, head marks, root
//! signatures.
//!
//! The master keys come from the configuration (`db.master_keys`, or the environment variable
//! `PORTICO__DB__MASTER_KEYS`) as `ID:BASE64,ID:BASE64…`, each 32 bytes. The **last** key seals and signs;
//! every key listed opens what it once sealed; the **first** one makes the lookup indexes and the marks on
//! audit heads, which therefore do not change when a key is added. So: append a new key, never reorder, never
//! drop the first one (without it no index finds its row, and every audit head reads as forged).
//!
//! Every purpose has its own key: HKDF-SHA256 (RFC 5869) over the master key, with purpose and organisation
//! in `info`.

use std::fmt;
use std::sync::Arc;

use base::{OrgId, random};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use ring::{hkdf, hmac};

const SEAL_VERSION: u8 = 1;
const HEADER_LEN: usize = 1 + 4;
const WHERE: &str = "db.master_keys (environment variable PORTICO__DB__MASTER_KEYS)";

/// The master keys. Copies share them; `Debug` shows their ids only.
#[derive(Clone)]
pub struct Keys(Arc<[MasterKey]>);

struct MasterKey {
    id: u32,
    bytes: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keys").field(&self.ids()).finish()
    }
}

/// Why a list of master keys is refused. It never repeats key material.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysError {
    /// Nothing was configured.
    Missing,
    /// The entry at this place (from 1) is not `ID:BASE64` of 32 bytes.
    Malformed(usize),
    /// Two entries have this id.
    Repeated(u32),
    /// The key with this id is one byte repeated, which nobody drew at random.
    Weak(u32),
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(
                f,
                "no master key: set {WHERE} to `1:KEY`, KEY being 32 random bytes in base64 (as \
                 `openssl rand -base64 32` prints), and keep a copy: without it sealed data cannot be read \
                 again"
            ),
            Self::Malformed(place) => {
                write!(f, "entry {place} of {WHERE} is not `ID:KEY` with a number and 32 bytes in base64")
            }
            Self::Repeated(id) => write!(f, "the key id {id} stands twice in {WHERE}"),
            Self::Weak(id) => write!(f, "key {id} of {WHERE} is not random"),
        }
    }
}

impl std::error::Error for KeysError {}

/// Why a sealed value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// Too short, or of an unknown version: not something [`crate::Db::seal`] made.
    Malformed,
    /// Sealed with a master key that is not configured.
    UnknownKey(u32),
    /// Changed, or sealed for another organisation or purpose.
    Refused,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a sealed value"),
            Self::UnknownKey(id) => write!(f, "sealed with key {id}, which is not in {WHERE}"),
            Self::Refused => f.write_str("changed, or sealed for another organization or purpose"),
        }
    }
}

impl std::error::Error for SealError {}

impl Keys {
    /// Parses `1:BASE64,2:BASE64…`; the last key is the current one. Errors name the entry, never its
    /// content.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        if text.trim().is_empty() {
            return Err(KeysError::Missing);
        }
        let mut list: Vec<MasterKey> = Vec::new();
        for (at, entry) in text.split(',').enumerate() {
            let key = parse_entry(entry.trim()).ok_or(KeysError::Malformed(at + 1))?;
            if list.iter().any(|other| other.id == key.id) {
                return Err(KeysError::Repeated(key.id));
            }
            if key.bytes.iter().all(|b| *b == key.bytes[0]) {
                return Err(KeysError::Weak(key.id));
            }
            list.push(key);
        }
        Ok(Self(list.into()))
    }

    /// A fresh random entry `ID:BASE64` to put at the end of the list.
    pub fn new_entry(id: u32) -> String {
        format!("{id}:{}", STANDARD.encode(random::bytes::<32>()))
    }

    /// The ids, first to current.
    pub fn ids(&self) -> Vec<u32> {
        self.0.iter().map(|key| key.id).collect()
    }

    fn first(&self) -> &MasterKey {
        &self.0[0]
    }

    fn current(&self) -> &MasterKey {
        &self.0[self.0.len() - 1]
    }

    fn with_id(&self, id: u32) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.id == id)
    }

    pub(crate) fn seal(&self, org: OrgId, purpose: &str, plaintext: &[u8]) -> Vec<u8> {
        let master = self.current();
        let mut out = Vec::with_capacity(HEADER_LEN + NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len());
        out.push(SEAL_VERSION);
        out.extend_from_slice(&master.id.to_be_bytes());
        let aad = aad(&out, org, purpose);
        let nonce: [u8; NONCE_LEN] = random::bytes();
        out.extend_from_slice(&nonce);
        let mut text = plaintext.to_vec();
        sealing_key(master, org, purpose)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
            .expect("AES-GCM seals anything shorter than 64 GiB");
        out.extend_from_slice(&text);
        out
    }

    pub(crate) fn unseal(&self, org: OrgId, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let id = sealed_with(sealed).ok_or(SealError::Malformed)?;
        let master = self.with_id(id).ok_or(SealError::UnknownKey(id))?;
        let (header, rest) = sealed.split_at(HEADER_LEN);
        let (nonce, text) = rest.split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Malformed)?;
        let mut text = text.to_vec();
        let plain = sealing_key(master, org, purpose)
            .open_in_place(nonce, aad(header, org, purpose), &mut text)
            .map_err(|_| SealError::Refused)?;
        Ok(plain.to_vec())
    }

    pub(crate) fn is_current(&self, sealed: &[u8]) -> bool {
        sealed_with(sealed) == Some(self.current().id)
    }

    pub(crate) fn index(&self, org: Option<OrgId>, purpose: &str, data: &[u8]) -> Vec<u8> {
        hmac::sign(&self.mark_key("portico.index.v1", org, purpose), data).as_ref().to_vec()
    }

    /// What marks an organisation's audit heads: only a holder of the first master key can make one.
    pub(crate) fn marker(&self, org: OrgId) -> Marker {
        Marker(self.mark_key("portico.audit.head.v1", Some(org), ""))
    }

    fn mark_key(&self, label: &str, org: Option<OrgId>, purpose: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &derive(self.first(), label, org, purpose))
    }

    /// The id of the key that seals and signs.
    pub(crate) fn current_id(&self) -> u32 {
        self.current().id
    }

    /// Signs with the current key (Ed25519, RFC 8032).
    pub(crate) fn sign_root(&self, message: &[u8]) -> Vec<u8> {
        signing_key(self.current()).sign(message).as_ref().to_vec()
    }

    /// The public key that roots signed with key `id` verify under; `None` when that key is not configured.
    pub(crate) fn root_public_key(&self, id: u32) -> Option<Vec<u8>> {
        self.with_id(id).map(|master| signing_key(master).public_key().as_ref().to_vec())
    }
}

/// Marks the audit heads of one organisation; see [`Keys::marker`].
pub(crate) struct Marker(hmac::Key);

impl Marker {
    pub(crate) fn mark(&self, data: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0, data).as_ref().to_vec()
    }

    pub(crate) fn is_mark(&self, data: &[u8], mark: &[u8]) -> bool {
        hmac::verify(&self.0, data, mark).is_ok()
    }
}

fn parse_entry(entry: &str) -> Option<MasterKey> {
    let (id, key) = entry.split_once(':')?;
    let bytes = STANDARD.decode(key.trim()).ok()?.try_into().ok()?;
    Some(MasterKey { id: id.trim().parse().ok()?, bytes })
}

/// The key id in a sealed value's header; `None` when it is not a sealed value.
fn sealed_with(sealed: &[u8]) -> Option<u32> {
    let whole = sealed.len() >= HEADER_LEN + NONCE_LEN + AES_256_GCM.tag_len();
    let header: [u8; 4] = sealed.get(1..HEADER_LEN)?.try_into().ok()?;
    (whole && sealed[0] == SEAL_VERSION).then(|| u32::from_be_bytes(header))
}

/// Header, organisation and purpose are authenticated with the text. Only the purpose has no fixed length, so
/// no two inputs give the same bytes.
fn aad(header: &[u8], org: OrgId, purpose: &str) -> Aad<Vec<u8>> {
    Aad::from([header, org.0.as_bytes(), purpose.as_bytes()].concat())
}

fn sealing_key(master: &MasterKey, org: OrgId, purpose: &str) -> LessSafeKey {
    let bytes = derive(master, "portico.seal.v1", Some(org), purpose);
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes).expect("32 bytes are an AES-256 key"))
}

fn signing_key(master: &MasterKey) -> Ed25519KeyPair {
    let seed = derive(master, "portico.audit.root.v1", None, "");
    Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are an Ed25519 seed")
}

fn derive(master: &MasterKey, label: &str, org: Option<OrgId>, purpose: &str) -> [u8; 32] {
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"portico.keys.v1");
    let org = org.map(|org| *org.0.as_bytes()).unwrap_or_default();
    // The label ends at the 0 byte and the organisation has a fixed length, so `info` reads in one way only.
    let info: [&[u8]; 4] = [label.as_bytes(), &[0], &org, purpose.as_bytes()];
    let mut out = [0u8; 32];
    salt.extract(&master.bytes)
        .expand(&info, hkdf::HKDF_SHA256)
        .and_then(|key| key.fill(&mut out))
        .expect("HKDF gives 32 bytes");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lists_are_refused_with_a_sentence_that_does_not_repeat_them() {
        assert_eq!(Keys::parse(" ").unwrap_err(), KeysError::Missing);
        assert!(KeysError::Missing.to_string().contains("PORTICO__DB__MASTER_KEYS"));
        assert_eq!(Keys::parse("1:c2hvcnQ=").unwrap_err(), KeysError::Malformed(1));
        let good = Keys::new_entry(1);
        assert_eq!(Keys::parse(&format!("{good},x")).unwrap_err(), KeysError::Malformed(2));
        assert_eq!(Keys::parse(&format!("{good},{good}")).unwrap_err(), KeysError::Repeated(1));
        let zeros = format!("4:{}", STANDARD.encode([0u8; 32]));
        assert_eq!(Keys::parse(&zeros).unwrap_err(), KeysError::Weak(4));
        let keys = Keys::parse(&good).unwrap();
        assert_eq!(format!("{keys:?}"), "Keys([1])");
    }
}
