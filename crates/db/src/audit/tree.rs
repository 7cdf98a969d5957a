//! A Merkle tree after RFC 6962 §2.1, kept level by level, so that changing or adding a leaf costs its path
//! only. Pairing from the left and lifting the odd one up gives the same hash as the RFC's split at a power
//! of two.

use super::encode::{Hash, sha256};

/// All levels, leaves first.
#[derive(Clone, Debug, Default)]
pub struct Tree(Vec<Vec<Hash>>);

/// The hash of a leaf's content (RFC 6962: prefix 0).
pub fn leaf_hash(content: &[u8]) -> Hash {
    sha256(&[&[0], content])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

impl Tree {
    /// A tree over leaf hashes, in order.
    pub fn of(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let above = levels[levels.len() - 1].chunks(2).map(join).collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// How many leaves there are.
    pub fn len(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }

    /// The leaf's hash at a place.
    pub fn leaf(&self, place: usize) -> Option<&Hash> {
        self.0.first()?.get(place)
    }

    /// The tree hash; SHA-256 of nothing for an empty tree.
    pub fn root(&self) -> Hash {
        self.0.last().and_then(|top| top.first()).copied().unwrap_or_else(|| sha256(&[]))
    }

    /// Puts a leaf's hash at a place, which is that of a leaf, or the next free one. `false`, and no change,
    /// for a place further out.
    pub fn set(&mut self, place: usize, hash: Hash) -> bool {
        if place > self.len() {
            return false;
        }
        let (mut level, mut at, mut hash) = (0, place, hash);
        loop {
            if self.0.len() == level {
                self.0.push(Vec::new());
            }
            let row = &mut self.0[level];
            match row.get_mut(at) {
                Some(there) => *there = hash,
                None => row.push(hash),
            }
            if row.len() == 1 {
                return true;
            }
            at /= 2;
            hash = join(&row[at * 2..Ord::min(at * 2 + 2, row.len())]);
            level += 1;
        }
    }
}

fn join(pair: &[Hash]) -> Hash {
    match pair {
        [left, right] => node_hash(left, right),
        [odd] => *odd,
        _ => sha256(&[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The RFC's own recursive definition.
    fn rfc(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => sha256(&[]),
            [one] => *one,
            many => {
                let split = many.len().next_power_of_two() / 2;
                node_hash(&rfc(&many[..split]), &rfc(&many[split..]))
            }
        }
    }

    fn leaf(n: usize) -> Hash {
        leaf_hash(&n.to_be_bytes())
    }

    #[test]
    fn both_ways_of_building_give_the_hash_of_the_rfc() {
        let mut grown = Tree::default();
        let mut leaves = Vec::new();
        assert_eq!(grown.root(), rfc(&[]));
        for n in 0..70 {
            assert!(grown.set(n, leaf(n)));
            leaves.push(leaf(n));
            assert_eq!(grown.root(), rfc(&leaves), "{n} leaves");
            assert_eq!(Tree::of(leaves.clone()).root(), rfc(&leaves), "{n} leaves");
        }
        for n in [0, 1, 33, 63, 64, 69] {
            leaves[n] = leaf(1000 + n);
            assert!(grown.set(n, leaves[n]));
            assert_eq!(grown.root(), rfc(&leaves), "leaf {n} changed");
        }
        assert!(!grown.set(71, leaf(71)));
    }

    #[test]
    fn known_answers_of_certificate_transparency() {
        // The first leaves and roots of the reference test vectors of RFC 6962 implementations.
        let empty = leaf_hash(b"");
        assert_eq!(hex::encode(empty), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        let two = Tree::of(vec![empty, leaf_hash(&[0])]);
        assert_eq!(
            hex::encode(two.root()),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
    }
}
