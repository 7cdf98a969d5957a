//! Finds whatever was changed, removed, reordered or cut off in an organisation's audit log.
//!
//! Three passes over one snapshot: the roots (their own chain, signatures, and the tree that each one's
//! leaves give), the heads (marks, and what the last root says of them), then every line in order, against
//! the line before, the head, and every leaf that was ever sealed for its chain.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use base::OrgId;
use chrono::{DateTime, Utc};
use ring::signature::{ED25519, UnparsedPublicKey};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoSimpleExpr as _, QueryFilter as _, QueryOrder as _};
use sea_orm::{QuerySelect as _, Value};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::append::is_marked;
use super::encode::{Encoder, Hash, Leaf, NOTHING_BEFORE, read_leaves};
use super::entity::{head, line};
use super::tree::{Tree, leaf_hash};
use super::{Line, Root, roots};
use crate::{Db, DbError, ReadTx};

const PAGE: u64 = 4_000;
/// A report lists no more problems than this; it counts them all.
const MOST_LISTED: usize = 1_000;

/// Something that the audit log should not be. Chains are named by the patient's FHIR id, or by the empty
/// text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// A line is not what its hash, with the line before, says.
    LineChanged {
        /// The chain.
        chain: String,
        /// The line's place.
        seq: i64,
    },
    /// A line is not where it should be: one was removed, added or moved.
    LineMissing {
        /// The chain.
        chain: String,
        /// The place that should have come.
        expected: i64,
        /// The place that came.
        found: i64,
    },
    /// A line of another chain stands among these (downloads only).
    ForeignLine {
        /// The other chain.
        chain: String,
        /// The line's place.
        seq: i64,
    },
    /// The chain ends before, or beyond, what its head says.
    EndMoved {
        /// The chain.
        chain: String,
        /// Where the head says it ends.
        head: i64,
        /// Where the lines end.
        lines: i64,
    },
    /// The chain ends where its head says, but with another line.
    EndChanged {
        /// The chain.
        chain: String,
    },
    /// The chain has lines and no head.
    HeadMissing {
        /// The chain.
        chain: String,
    },
    /// The head was not written by a holder of the master key, or its chain was extended after it was forged.
    HeadForged {
        /// The chain.
        chain: String,
    },
    /// What the head says about its sealing is not what the roots say.
    SealMoved {
        /// The chain.
        chain: String,
    },
    /// A line that a root sealed is not there any more, or is another one.
    SealedLineLost {
        /// The chain.
        chain: String,
        /// The line's place.
        seq: i64,
        /// The root that sealed it.
        root: i64,
    },
    /// The whole chain was sealed, and is gone.
    ChainRemoved {
        /// The chain.
        chain: String,
        /// How many lines it had when it was sealed last.
        lines: i64,
    },
    /// Roots are missing before this one, or one was added.
    RootMissing {
        /// The number that should have come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// The root is not what its hash says, or does not follow the one before.
    RootChanged {
        /// Its number.
        number: i64,
    },
    /// The root's signature does not verify.
    RootForged {
        /// Its number.
        number: i64,
    },
    /// The root was signed with a master key that is not configured, so its signature cannot be checked.
    RootKeyUnknown {
        /// Its number.
        number: i64,
        /// The key's id.
        key_id: i64,
    },
    /// A root that was exported earlier is not there any more, or is another one: the database was set back.
    KnownRootLost {
        /// Its number.
        number: i64,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |chain: &str| {
            if chain.is_empty() { "the organization's chain".to_owned() } else { format!("chain {chain}") }
        };
        match self {
            Self::LineChanged { chain, seq } => write!(f, "{}: line {seq} was changed", name(chain)),
            Self::LineMissing { chain, expected, found } => {
                write!(f, "{}: line {found} stands where line {expected} should", name(chain))
            }
            Self::ForeignLine { chain, seq } => {
                write!(f, "{}: line {seq} belongs to another chain", name(chain))
            }
            Self::EndMoved { chain, head, lines } => {
                write!(f, "{}: {lines} lines, where the head says {head}", name(chain))
            }
            Self::EndChanged { chain } => {
                write!(f, "{}: the last line is not the one of the head", name(chain))
            }
            Self::HeadMissing { chain } => write!(f, "{}: the head was removed", name(chain)),
            Self::HeadForged { chain } => write!(f, "{}: the head was changed", name(chain)),
            Self::SealMoved { chain } => {
                write!(f, "{}: the head and the roots do not say the same about its sealing", name(chain))
            }
            Self::SealedLineLost { chain, seq, root } => {
                write!(f, "{}: line {seq}, sealed by root {root}, is gone or another one", name(chain))
            }
            Self::ChainRemoved { chain, lines } => {
                write!(f, "{}: removed as a whole, with at least {lines} lines", name(chain))
            }
            Self::RootMissing { expected, found } => {
                write!(f, "root {found} stands where root {expected} should")
            }
            Self::RootChanged { number } => write!(f, "root {number} was changed"),
            Self::RootForged { number } => write!(f, "root {number}: the signature does not verify"),
            Self::RootKeyUnknown { number, key_id } => {
                write!(f, "root {number} cannot be checked: master key {key_id} is not configured")
            }
            Self::KnownRootLost { number } => {
                write!(
                    f,
                    "root {number}, exported earlier, is gone or another one: the database was set back"
                )
            }
        }
    }
}

impl std::error::Error for Problem {}

/// A root that was exported earlier and kept outside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRoot {
    /// Its number.
    pub number: i64,
    /// Its hash.
    #[serde(with = "super::entity::hexadecimal")]
    pub hash: Vec<u8>,
}

/// What [`verify`] found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Lines read.
    pub lines: u64,
    /// Chains read.
    pub chains: u64,
    /// Roots read.
    pub roots: u64,
    /// The last root; keep it elsewhere and hand it to [`verify_with`] next time.
    pub last_root: Option<KnownRoot>,
    /// When the last root was made: what was written since is vouched for by heads only, and could have been
    /// removed together with its chain without a trace.
    pub sealed_until: Option<DateTime<Utc>>,
    /// Lines that no root has sealed yet.
    pub unsealed: u64,
    /// What is wrong, at most a thousand of it.
    pub problems: Vec<Problem>,
    /// How much is wrong in all.
    pub problem_count: u64,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
    }

    fn add(&mut self, problem: Problem) {
        self.problem_count += 1;
        if self.problems.len() < MOST_LISTED {
            self.problems.push(problem);
        }
    }
}

/// Verifies an organisation's whole log on one snapshot, without stopping anybody's work.
pub async fn verify(db: &Db, org: OrgId) -> Result<Report, DbError> {
    verify_with(db, org, &[]).await
}

/// The same, and that every root known from earlier exports is still there: the only way to find a database
/// that was set back as a whole.
pub async fn verify_with(db: &Db, org: OrgId, known: &[KnownRoot]) -> Result<Report, DbError> {
    let started = Instant::now();
    let tx = db.read(org).await?;
    let mut check = Check::default();
    check.roots(&tx, known).await?;
    check.heads(&tx).await?;
    let mut check = check.lines(&tx).await?;
    check.chains_left();
    check.report.took = started.elapsed();
    Ok(check.report)
}

/// What heads and roots say about one chain.
#[derive(Default)]
struct Expected {
    head: Option<(i64, Vec<u8>)>,
    /// Every place that was ever sealed: seq, hash, root; in the order of the roots.
    sealed: Vec<(i64, Hash, i64)>,
    place: usize,
}

/// Where the pass over the lines is in the current chain.
struct Cursor {
    chain: String,
    expected: Option<Expected>,
    next_sealed: usize,
    seq: i64,
    hash: Hash,
    unsealed: u64,
}

#[derive(Default)]
struct Check {
    report: Report,
    tree: Tree,
    chains: HashMap<String, Expected>,
    cursor: Option<Cursor>,
    encoder: Encoder,
}

impl Check {
    async fn roots(&mut self, tx: &ReadTx, known: &[KnownRoot]) -> Result<(), DbError> {
        let mut known: HashMap<i64, &[u8]> =
            known.iter().map(|root| (root.number, root.hash.as_slice())).collect();
        let mut last = KnownRoot { number: 0, hash: NOTHING_BEFORE.to_vec() };
        let mut owners: Vec<String> = Vec::new();
        loop {
            let page = roots::export(tx, last.number, 500).await?;
            if page.is_empty() {
                break;
            }
            for root in page {
                self.root(tx.db(), &root, &last, &mut owners);
                if known.get(&root.number).is_some_and(|hash| *hash == root.hash) {
                    known.remove(&root.number);
                }
                self.report.sealed_until = Some(root.at);
                last = KnownRoot { number: root.number, hash: root.hash };
                self.report.roots += 1;
            }
        }
        let mut lost: Vec<i64> = known.into_keys().collect();
        lost.sort_unstable();
        for number in lost {
            self.report.add(Problem::KnownRootLost { number });
        }
        self.report.last_root = (last.number > 0).then_some(last);
        Ok(())
    }

    fn root(&mut self, db: &Db, root: &Root, last: &KnownRoot, owners: &mut Vec<String>) {
        let number = root.number;
        if number != last.number + 1 {
            self.report.add(Problem::RootMissing { expected: last.number + 1, found: number });
        }
        let whole = self.encoder.root_hash(root).as_slice() == root.hash && root.previous_hash == last.hash;
        let leaves = read_leaves(&root.leaves).unwrap_or_default();
        let mut placed = true;
        for leaf in leaves {
            placed &= self.leaf(leaf, number, owners);
        }
        let same_tree = self.tree.root().as_slice() == root.tree_hash
            && usize::try_from(root.leaf_count) == Ok(self.tree.len());
        if !(whole && placed && same_tree) {
            self.report.add(Problem::RootChanged { number });
        }
        match u32::try_from(root.key_id).ok().and_then(|id| db.keys().root_public_key(id)) {
            None => self.report.add(Problem::RootKeyUnknown { number, key_id: root.key_id }),
            Some(key) => {
                if UnparsedPublicKey::new(&ED25519, key).verify(&root.hash, &root.signature).is_err() {
                    self.report.add(Problem::RootForged { number });
                }
            }
        }
    }

    /// Puts a sealed leaf into the tree. `false` when its place is another chain's, or nobody's.
    fn leaf(&mut self, leaf: Leaf, root: i64, owners: &mut Vec<String>) -> bool {
        let hash = leaf_hash(self.encoder.leaf(&leaf.chain, leaf.seq, &leaf.hash));
        if leaf.place == owners.len() {
            owners.push(leaf.chain.clone());
        }
        let owned = owners.get(leaf.place) == Some(&leaf.chain) && self.tree.set(leaf.place, hash);
        let expected = self.chains.entry(leaf.chain).or_default();
        expected.place = leaf.place;
        expected.sealed.push((leaf.seq, leaf.hash, root));
        owned
    }

    async fn heads(&mut self, tx: &ReadTx) -> Result<(), DbError> {
        let mut after: Option<String> = None;
        loop {
            let mut query = head::Entity::find().filter(head::Column::OrgId.eq(tx.org().0));
            if let Some(after) = after {
                query = query.filter(head::Column::Chain.gt(after));
            }
            let page = query.order_by_asc(head::Column::Chain).limit(PAGE).all(tx.conn()).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.chain.clone());
            for head in page {
                self.head(tx.db(), head);
            }
        }
        Ok(())
    }

    fn head(&mut self, db: &Db, head: head::Model) {
        if !is_marked(db, &head) {
            self.report.add(Problem::HeadForged { chain: head.chain.clone() });
        }
        let expected = self.chains.entry(head.chain.clone()).or_default();
        let sealed = expected.sealed.last();
        let leaf = sealed.and_then(|_| self.tree.leaf(expected.place));
        let as_sealed = head.sealed_root == sealed.map_or(0, |(_, _, root)| *root)
            && head.leaf_hash.as_deref() == leaf.map(Hash::as_slice)
            && head.leaf == sealed.and_then(|_| i64::try_from(expected.place).ok())
            && head.unsealed == sealed.is_none_or(|(seq, _, _)| *seq != head.seq);
        expected.head = Some((head.seq, head.hash));
        if !as_sealed {
            self.report.add(Problem::SealMoved { chain: head.chain });
        }
    }

    /// Reads pages here while a thread hashes the one before.
    async fn lines(self, tx: &ReadTx) -> Result<Self, DbError> {
        let (pages, mut read) = mpsc::channel::<Vec<Line>>(2);
        let hashing = tokio::task::spawn_blocking(move || {
            let mut check = self;
            while let Some(page) = read.blocking_recv() {
                for line in page {
                    check.line(line);
                }
            }
            check.end_chain();
            check
        });
        let mut after: Option<(String, i64)> = None;
        loop {
            let page = page_of_lines(tx, after).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.chain.clone(), last.seq));
            if pages.send(page).await.is_err() {
                break;
            }
        }
        drop(pages);
        hashing.await.map_err(|_| DbError::Internal { what: "the verifying thread ended".to_owned() })
    }

    fn line(&mut self, line: Line) {
        self.report.lines += 1;
        if self.cursor.as_ref().is_none_or(|cursor| cursor.chain != line.chain) {
            self.end_chain();
            self.begin_chain(line.chain.clone());
        }
        let Some(cursor) = &mut self.cursor else { return };
        if line.seq != cursor.seq + 1 {
            let chain = line.chain.clone();
            self.report.add(Problem::LineMissing { chain, expected: cursor.seq + 1, found: line.seq });
        }
        if self.encoder.line_hash(&line, &cursor.hash).as_slice() != line.hash {
            self.report.add(Problem::LineChanged { chain: line.chain.clone(), seq: line.seq });
        }
        // Going on from the stored hash names each wrong line once, instead of all that follow it.
        cursor.hash = line.hash.as_slice().try_into().unwrap_or(NOTHING_BEFORE);
        cursor.seq = line.seq;
        let sealed = cursor.expected.as_ref().map_or(&[][..], |expected| &expected.sealed);
        while let Some((seq, hash, root)) = sealed.get(cursor.next_sealed) {
            if *seq > line.seq {
                break;
            }
            if *seq < line.seq || *hash != cursor.hash {
                let (chain, seq, root) = (line.chain.clone(), *seq, *root);
                self.report.add(Problem::SealedLineLost { chain, seq, root });
            }
            cursor.next_sealed += 1;
        }
        if cursor.next_sealed == sealed.len() && sealed.last().is_none_or(|(seq, _, _)| line.seq > *seq) {
            cursor.unsealed += 1;
        }
    }

    fn begin_chain(&mut self, chain: String) {
        self.report.chains += 1;
        let expected = self.chains.remove(&chain);
        self.cursor =
            Some(Cursor { chain, expected, next_sealed: 0, seq: 0, hash: NOTHING_BEFORE, unsealed: 0 });
    }

    fn end_chain(&mut self) {
        let Some(cursor) = self.cursor.take() else { return };
        self.report.unsealed += cursor.unsealed;
        let chain = cursor.chain;
        let expected = cursor.expected.unwrap_or_default();
        match expected.head {
            None => self.report.add(Problem::HeadMissing { chain: chain.clone() }),
            Some((head, _)) if head != cursor.seq => {
                self.report.add(Problem::EndMoved { chain: chain.clone(), head, lines: cursor.seq });
            }
            Some((_, hash)) if hash != cursor.hash => {
                self.report.add(Problem::EndChanged { chain: chain.clone() });
            }
            Some(_) => {}
        }
        for (seq, _, root) in expected.sealed.into_iter().skip(cursor.next_sealed) {
            self.report.add(Problem::SealedLineLost { chain: chain.clone(), seq, root });
        }
    }

    /// Chains that heads or roots know, and no line.
    fn chains_left(&mut self) {
        let mut left: Vec<(String, Expected)> = self.chains.drain().collect();
        left.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (chain, expected) in left {
            let sealed = expected.sealed.last().map_or(0, |(seq, _, _)| *seq);
            let lines = expected.head.map_or(sealed, |(seq, _)| Ord::max(seq, sealed));
            // A head without lines is made and filled in one transaction, so an empty one is no ordinary
            // state.
            self.report.add(Problem::ChainRemoved { chain, lines });
        }
    }
}

async fn page_of_lines(tx: &ReadTx, after: Option<(String, i64)>) -> Result<Vec<Line>, DbError> {
    let mut query = line::Entity::find().filter(line::Column::OrgId.eq(tx.org().0));
    if let Some((chain, seq)) = after {
        let place =
            Expr::tuple([line::Column::Chain.into_simple_expr(), line::Column::Seq.into_simple_expr()]);
        query = query.filter(place.gt(Expr::tuple([Expr::val(Value::from(chain)), Expr::val(seq)])));
    }
    let page = query
        .order_by_asc(line::Column::Chain)
        .order_by_asc(line::Column::Seq)
        .limit(PAGE)
        .all(tx.conn())
        .await?;
    Ok(page)
}
