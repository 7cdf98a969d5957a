//! Sealing all heads of an organisation into a signed root, and exporting.

use base::OrgId;
use sea_orm::QuerySelect as _;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::append::marked;
use super::encode::{Encoder, Hash, Leaf, NOTHING_BEFORE, write_leaves};
use super::entity::{head, line, root};
use super::tree::{Tree, leaf_hash};
use super::{Line, Root, hot};
use crate::{Db, DbError, Tx, WriteTx};

/// No root takes more changed heads: the rest follows in the next one, and the transaction stays short.
const MOST_LEAVES: u64 = 10_000;

/// What sealing did for one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// A root with this number was made.
    Root(i64),
    /// Another process made one at the same moment, or every changed chain was being written to.
    Already,
    /// No root can be made because heads contradict each other; `portico audit verify` says which.
    Refused(DbError),
}

/// Seals the heads of every organisation whose log grew since its last root; run it at least once a minute.
/// One organisation's contradiction does not keep the others from being sealed.
pub async fn seal_roots_across_orgs(db: &Db) -> Result<Vec<(OrgId, Sealed)>, DbError> {
    let changed: Vec<Uuid> = head::Entity::find()
        .select_only()
        .column(head::Column::OrgId)
        .distinct()
        .filter(head::Column::Unsealed.eq(true))
        .into_tuple()
        .all(db.across_orgs().conn())
        .await?;
    let mut done = Vec::with_capacity(changed.len());
    for org in changed.into_iter().map(OrgId) {
        let sealed = match seal_root(db, org).await {
            Ok(sealed) => sealed,
            Err(error) if error.is_unique_violation_in("audit_root") => Sealed::Already,
            Err(error @ DbError::Tampered(_)) => {
                tracing::error!(%org, %error, "the audit log cannot be sealed: run `portico audit verify`");
                Sealed::Refused(error)
            }
            Err(error) => return Err(error),
        };
        done.push((org, sealed));
    }
    Ok(done)
}

async fn seal_root(db: &Db, org: OrgId) -> Result<Sealed, DbError> {
    let tx = db.write(org).await?;
    // The order matters: a root made meanwhile has the number chosen here, and the key refuses the second
    // one.
    let last = root::Entity::find()
        .filter(root::Column::OrgId.eq(org.0))
        .order_by_desc(root::Column::Number)
        .one(tx.conn())
        .await?;
    let number = last.as_ref().map_or(0, |root| root.number) + 1;
    // A chain that is being written to right now is left for the next root: nobody waits for the sealing.
    let changed = head::Entity::find()
        .filter(head::Column::OrgId.eq(org.0))
        .filter(head::Column::Unsealed.eq(true))
        .order_by_asc(head::Column::Chain)
        .limit(MOST_LEAVES)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.conn())
        .await?;
    if changed.is_empty() {
        return Ok(Sealed::Already);
    }
    let mut tree = sealed_tree(&tx).await?;
    if last.as_ref().is_some_and(|root| usize::try_from(root.leaf_count) != Ok(tree.len())) {
        return Err(DbError::Tampered("the heads and the last root do not have the same number of chains"));
    }
    let leaves = update_heads(&tx, changed, &mut tree, number).await?;
    insert_root(&tx, last.as_ref(), number, &tree, &leaves).await?;
    tx.commit().await?;
    Ok(Sealed::Root(number))
}

/// The tree as the last root saw it, from the leaf hashes that the heads keep.
async fn sealed_tree(tx: &WriteTx) -> Result<Tree, DbError> {
    let rows: Vec<(i64, Vec<u8>)> = head::Entity::find()
        .select_only()
        .column(head::Column::Leaf)
        .column(head::Column::LeafHash)
        .filter(head::Column::OrgId.eq(tx.org().0))
        .filter(head::Column::Leaf.is_not_null())
        .order_by_asc(head::Column::Leaf)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mut leaves: Vec<Hash> = Vec::with_capacity(rows.len());
    for (place, hash) in rows {
        if usize::try_from(place) != Ok(leaves.len()) {
            return Err(DbError::Tampered("a head is missing among the sealed ones"));
        }
        leaves.push(hash.try_into().map_err(|_| DbError::Tampered("a head has no leaf hash"))?);
    }
    Ok(Tree::of(leaves))
}

async fn update_heads(
    tx: &WriteTx,
    changed: Vec<head::Model>,
    tree: &mut Tree,
    number: i64,
) -> Result<Vec<Leaf>, DbError> {
    let mut leaves = Vec::with_capacity(changed.len());
    let mut heads = Vec::with_capacity(changed.len());
    let marker = tx.db().keys().marker(tx.org());
    let mut encoder = Encoder::default();
    for found in changed {
        let place = found.leaf.and_then(|place| usize::try_from(place).ok()).unwrap_or(tree.len());
        let hash = leaf_hash(encoder.leaf(&found.chain, found.seq, &found.hash));
        if !tree.set(place, hash) {
            return Err(DbError::Tampered("a head has a place outside the tree"));
        }
        let end: Hash =
            found.hash.as_slice().try_into().map_err(|_| DbError::Tampered("a head has no hash"))?;
        leaves.push(Leaf { place, chain: found.chain.clone(), seq: found.seq, hash: end });
        let next = head::Model {
            unsealed: false,
            leaf: Some(i64::try_from(place).unwrap_or(i64::MAX)),
            leaf_hash: Some(hash.to_vec()),
            sealed_root: number,
            ..found.clone()
        };
        heads.push(marked(&marker, &found, next));
    }
    hot::save_heads(tx.conn(), &heads).await?;
    Ok(leaves)
}

async fn insert_root(
    tx: &WriteTx,
    last: Option<&Root>,
    number: i64,
    tree: &Tree,
    leaves: &[Leaf],
) -> Result<(), DbError> {
    let keys = tx.db().keys();
    let mut root = Root {
        org_id: tx.org().0,
        number,
        at: tx.db().clock().now(),
        leaf_count: i64::try_from(tree.len()).unwrap_or(i64::MAX),
        tree_hash: tree.root().to_vec(),
        leaves: write_leaves(leaves),
        previous_hash: last.map_or(NOTHING_BEFORE.to_vec(), |root| root.hash.clone()),
        key_id: i64::from(keys.current_id()),
        hash: Vec::new(),
        signature: Vec::new(),
    };
    root.hash = Encoder::default().root_hash(&root).to_vec();
    root.signature = keys.sign_root(&root.hash);
    root::Entity::insert(root.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Up to `limit` roots after a number, oldest first, to be kept outside the database: [`super::verify_with`]
/// then finds even a database set back as a whole. Roots name chains, so they are for the organisation, not
/// for a patient.
pub async fn export(tx: &impl Tx, after: i64, limit: u64) -> Result<Vec<Root>, DbError> {
    let roots = root::Entity::find()
        .filter(root::Column::OrgId.eq(tx.org().0))
        .filter(root::Column::Number.gt(after))
        .order_by_asc(root::Column::Number)
        .limit(limit)
        .all(tx.conn())
        .await?;
    Ok(roots)
}

/// Up to `limit` lines of a chain after a place, oldest first: a patient's download, verifiable alone with
/// [`super::verify_chain`].
pub async fn export_chain(
    tx: &impl Tx,
    chain: &str,
    after_seq: i64,
    limit: u64,
) -> Result<Vec<Line>, DbError> {
    let lines = line::Entity::find()
        .filter(line::Column::OrgId.eq(tx.org().0))
        .filter(line::Column::Chain.eq(chain))
        .filter(line::Column::Seq.gt(after_seq))
        .order_by_asc(line::Column::Seq)
        .limit(limit)
        .all(tx.conn())
        .await?;
    Ok(lines)
}
