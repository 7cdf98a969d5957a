//! The bytes that hashes, marks and signatures cover.
//!
//! Every encoding begins with its own name, then its fields in the order of the table. A number is 8 bytes,
//! big endian, two's complement; a time is its seconds since 1970 and its nanoseconds, two numbers; an id is
//! its 16 bytes; a text or byte string is its length as a number, then its bytes; a field that may be absent
//! is the byte 0, or the byte 1 and the field. So no two different records share an encoding.

use chrono::{DateTime, Utc};
use ring::digest::{Context, SHA256};

use super::entity::{head, line, root};
use super::{Line, Problem};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What stands for the hash before the first line or root.
pub const NOTHING_BEFORE: Hash = [0; 32];

/// Where a chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// The last line's place; 0 when there are no lines.
    pub seq: i64,
    /// The last line's hash; zeros when there are no lines.
    pub hash: [u8; 32],
}

/// Verifies one chain from its first line on, needing nothing but the lines: a patient can run it on a
/// download of her own access log. Errors with the first thing that is wrong.
pub fn verify_chain<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Result<ChainEnd, Problem> {
    let mut end = ChainEnd { seq: 0, hash: NOTHING_BEFORE };
    let mut owner = None;
    let mut encoder = Encoder::default();
    for line in lines {
        let chain = line.chain.clone();
        if *owner.get_or_insert((line.org_id, &line.chain)) != (line.org_id, &line.chain) {
            return Err(Problem::ForeignLine { chain, seq: line.seq });
        }
        if line.seq != end.seq + 1 {
            return Err(Problem::LineMissing { chain, expected: end.seq + 1, found: line.seq });
        }
        let hash = encoder.line_hash(line, &end.hash);
        if line.hash != hash {
            return Err(Problem::LineChanged { chain, seq: line.seq });
        }
        end = ChainEnd { seq: line.seq, hash };
    }
    Ok(end)
}

/// The hash that `line` must have after a line with the hash `previous` (32 zero bytes for the first one).
pub fn line_hash(line: &Line, previous: &[u8; 32]) -> [u8; 32] {
    Encoder::default().line_hash(line, previous)
}

/// Encodes into one reused buffer.
#[derive(Default)]
pub struct Encoder(Vec<u8>);

impl Encoder {
    fn begin(&mut self, name: &str) -> &mut Self {
        self.0.clear();
        self.bytes(name.as_bytes())
    }

    fn number(&mut self, number: i64) -> &mut Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(bytes);
        self
    }

    fn time(&mut self, at: DateTime<Utc>) -> &mut Self {
        self.number(at.timestamp()).number(i64::from(at.timestamp_subsec_nanos()))
    }

    fn id(&mut self, id: uuid::Uuid) -> &mut Self {
        self.0.extend_from_slice(id.as_bytes());
        self
    }

    fn maybe<T>(&mut self, value: Option<T>, encode: impl FnOnce(&mut Self, T) -> &mut Self) -> &mut Self {
        match value {
            None => {
                self.0.push(0);
                self
            }
            Some(value) => {
                self.0.push(1);
                encode(self, value)
            }
        }
    }

    fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        self.maybe(text.map(str::as_bytes), Self::bytes)
    }

    fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }

    /// The hash of a line that follows `previous`.
    pub fn line_hash(&mut self, line: &line::Model, previous: &Hash) -> Hash {
        self.begin("portico.audit.line.v1")
            .id(line.org_id)
            .bytes(line.chain.as_bytes())
            .number(line.seq)
            .time(line.at)
            .bytes(line.actor_kind.as_bytes())
            .maybe_text(line.actor_id.as_deref())
            .bytes(line.action.as_bytes())
            .maybe_text(line.target_type.as_deref())
            .maybe_text(line.target_id.as_deref())
            .bytes(line.outcome.as_bytes())
            .maybe(line.count, Self::number)
            .bytes(line.request_id.as_bytes())
            .bytes(line.detail.as_bytes())
            .bytes(previous)
            .hash()
    }

    /// What a head's mark covers: everything but the organisation, which is in the key.
    pub fn head(&mut self, head: &head::Model) -> &[u8] {
        self.begin("portico.audit.head.v1")
            .bytes(head.chain.as_bytes())
            .number(head.seq)
            .bytes(&head.hash)
            .number(i64::from(head.unsealed))
            .maybe(head.leaf, Self::number)
            .maybe(head.leaf_hash.as_deref(), Self::bytes)
            .number(head.sealed_root);
        &self.0
    }

    /// The hash of a root, which its signature covers.
    pub fn root_hash(&mut self, root: &root::Model) -> Hash {
        self.begin("portico.audit.root.v1")
            .id(root.org_id)
            .number(root.number)
            .time(root.at)
            .number(root.leaf_count)
            .bytes(&root.tree_hash)
            .bytes(&root.leaves)
            .bytes(&root.previous_hash)
            .number(root.key_id)
            .hash()
    }

    /// The content of a leaf: where a chain ended when it was sealed.
    pub fn leaf(&mut self, chain: &str, seq: i64, hash: &[u8]) -> &[u8] {
        self.begin("portico.audit.leaf.v1").bytes(chain.as_bytes()).number(seq).bytes(hash);
        &self.0
    }
}

/// SHA-256 over parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// A leaf as a root stores it: new or changed since the root before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The place in the tree.
    pub place: usize,
    /// The chain that ends here.
    pub chain: String,
    /// Its last line's place.
    pub seq: i64,
    /// Its last line's hash.
    pub hash: Hash,
}

/// Writes leaves one after the other: place, chain, seq, hash.
pub fn write_leaves(leaves: &[Leaf]) -> Vec<u8> {
    let mut out = Encoder::default();
    for leaf in leaves {
        out.number(i64::try_from(leaf.place).unwrap_or(i64::MAX))
            .bytes(leaf.chain.as_bytes())
            .number(leaf.seq)
            .bytes(&leaf.hash);
    }
    out.0
}

/// Reads what [`write_leaves`] wrote; `None` when it did not.
pub fn read_leaves(mut bytes: &[u8]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    while !bytes.is_empty() {
        let place = usize::try_from(take_number(&mut bytes)?).ok()?;
        let chain = String::from_utf8(take_bytes(&mut bytes)?.to_vec()).ok()?;
        let seq = take_number(&mut bytes)?;
        let hash = take_bytes(&mut bytes)?.try_into().ok()?;
        leaves.push(Leaf { place, chain, seq, hash });
    }
    Some(leaves)
}

fn take_number(bytes: &mut &[u8]) -> Option<i64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(i64::from_be_bytes(*number))
}

fn take_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_number(bytes)?).ok()?;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_survive_writing_and_anything_else_is_refused() {
        let leaves = vec![
            Leaf { place: 0, chain: String::new(), seq: 9, hash: [1; 32] },
            Leaf { place: 7, chain: "Patient.é".to_owned(), seq: i64::MAX, hash: [2; 32] },
        ];
        let bytes = write_leaves(&leaves);
        assert_eq!(read_leaves(&bytes), Some(leaves));
        for cut in 1..bytes.len() - 1 {
            let whole = read_leaves(&bytes[..cut]);
            assert!(whole.is_none() || whole.unwrap().len() < 2, "cut at {cut}");
        }
        assert_eq!(read_leaves(&[0xff; 64]), None);
    }
}
