//! What the [`super::Writer`] writes: many chains in one transaction, or one chain apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use base::OrgId;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;

use super::Line;
use super::append::{append_prepared, first_head, link, marked};
use super::entity::head;
use super::hot::{self, Chain, Locked};
use crate::keys::Marker;
use crate::{CrossWriteTx, Db, DbError};

/// A database that takes longer is not waited for: the lines' waiters are told, and their readers refused.
const PATIENCE: Duration = Duration::from_secs(4);
/// How many organisations' keys are kept before all are forgotten.
const MARKERS: usize = 1_024;

/// A line that waits, and whoever waits for it.
#[derive(Debug)]
pub struct Queued {
    /// The line; place and hash are not its own before it is written.
    pub line: Line,
    /// Told when it is committed, or why it is not.
    pub done: oneshot::Sender<Result<(), DbError>>,
    /// Its place among the lines that may wait.
    pub room: OwnedSemaphorePermit,
}

impl Queued {
    /// Where it belongs.
    pub fn chain(&self) -> Chain {
        (self.line.org_id, self.line.chain.clone())
    }

    fn answer(self, answer: Result<(), DbError>) {
        // Nobody has to wait for it.
        let _gone = self.done.send(answer);
        drop(self.room);
    }
}

/// Lines by chain, each chain's in their order; the chains in the order in which heads are locked.
pub type Batch = BTreeMap<Chain, Vec<Queued>>;

/// What makes the marks of heads, by organisation, so that a key is not derived for each line.
#[derive(Default)]
pub struct Markers(HashMap<OrgId, Marker>);

impl Markers {
    fn of(&mut self, db: &Db, org: OrgId) -> &Marker {
        if self.0.len() >= MARKERS && !self.0.contains_key(&org) {
            self.0.clear();
        }
        self.0.entry(org).or_insert_with(|| db.keys().marker(org))
    }
}

/// What a transaction left to others.
#[derive(Default)]
pub struct Left {
    /// Chains without a head.
    pub new: Batch,
    /// Chains whose head somebody else holds; all of them, when one of them spoiled the transaction.
    pub held: Batch,
}

/// Writes a batch in one transaction and tells the lines' waiters. With `begin`, heads that are not there are
/// made; that may wait for others who begin the same chains.
///
/// Once COMMIT was sent, nothing is tried again: a connection that breaks there leaves it open whether the
/// lines stand, and a second try could write them twice.
pub async fn write_across_orgs(db: &Db, markers: &mut Markers, mut batch: Batch, begin: bool) -> Left {
    let filled = timeout(PATIENCE, async {
        let tx = db.across_orgs().write().await?;
        let filled = fill_across_orgs(&tx, db, markers, &mut batch, begin).await?;
        Ok((tx, filled))
    });
    match filled.await.unwrap_or_else(|_| Err(late())) {
        Ok((tx, filled)) => {
            let committed = timeout(PATIENCE, tx.commit()).await.unwrap_or_else(|_| Err(late()));
            let mut left = Left::default();
            for (chain, lines) in batch {
                if filled.written.contains(&chain) {
                    lines.into_iter().for_each(|queued| queued.answer(committed.clone()));
                } else if filled.held.contains(&chain) {
                    left.held.insert(chain, lines);
                } else {
                    left.new.insert(chain, lines);
                }
            }
            left
        }
        Err(error) if error.passes() => {
            let lines = batch.into_values().flatten();
            lines.for_each(|queued| queued.answer(Err(error.clone())));
            Left::default()
        }
        Err(error) => {
            tracing::warn!(%error, chains = batch.len(), "audit lines are written chain by chain");
            Left { held: batch, ..Left::default() }
        }
    }
}

fn late() -> DbError {
    DbError::Unavailable { what: "it did not answer in time".to_owned() }
}

#[derive(Default)]
struct Filled {
    written: BTreeSet<Chain>,
    held: BTreeSet<Chain>,
}

/// Locks the heads, writes the lines and the heads' next states. A head that somebody else holds is not
/// waited for: while this holds others, everybody would wait for the slowest, and two such writers for each
/// other.
async fn fill_across_orgs(
    tx: &CrossWriteTx,
    db: &Db,
    markers: &mut Markers,
    batch: &mut Batch,
    begin: bool,
) -> Result<Filled, DbError> {
    let chains: Vec<Chain> = batch.keys().cloned().collect();
    if begin {
        let first = |chain: &Chain| first_head(markers.of(db, OrgId(chain.0)), chain.clone());
        let heads: Vec<head::Model> = chains.iter().map(first).collect();
        // In order, and before any lock.
        hot::begin_heads(tx.conn(), &heads).await?;
    }
    let mut filled = Filled::default();
    let mut heads = Vec::with_capacity(chains.len());
    for head in hot::find_heads(tx.conn(), &chains, Locked::Skip).await? {
        let chain = (head.org_id, head.chain.clone());
        let Some(lines) = batch.get_mut(&chain) else { continue };
        match link(head.clone(), lines.iter_mut().map(|queued| &mut queued.line)) {
            Ok(next) => {
                heads.push(marked(markers.of(db, OrgId(chain.0)), &head, next));
                filled.written.insert(chain);
            }
            // Told to its waiters by whoever writes the chain apart.
            Err(_) => drop(filled.held.insert(chain)),
        }
    }
    if filled.written.len() < chains.len() {
        for head in hot::find_heads(tx.conn(), &chains, Locked::Look).await? {
            let chain = (head.org_id, head.chain);
            if !filled.written.contains(&chain) {
                filled.held.insert(chain);
            }
        }
    }
    let written = batch.iter().filter(|(chain, _)| filled.written.contains(*chain));
    let lines: Vec<&Line> = written.flat_map(|(_, lines)| lines).map(|queued| &queued.line).collect();
    hot::insert_lines(tx.conn(), &lines).await?;
    hot::save_heads(tx.conn(), &heads).await?;
    Ok(filled)
}

/// Writes lines of one chain, waiting for whoever holds it: in one transaction, or each in its own when that
/// is refused. Gives whether the chain could not be written on.
pub async fn write_apart(db: &Db, lines: Vec<Queued>) -> bool {
    let mut left = lines;
    match one_transaction(db, &mut left).await {
        Err(error) if left.len() > 1 && !error.passes() => {}
        written => {
            let broken = written.as_ref().is_err_and(|error| !error.passes());
            let answer = written.and_then(|committed| committed);
            left.into_iter().for_each(|queued| queued.answer(answer.clone()));
            return broken;
        }
    }
    let mut broken = false;
    for queued in left {
        let mut one = [queued];
        let written = one_transaction(db, &mut one).await;
        broken |= written.as_ref().is_err_and(|error| !error.passes());
        let answer = written.and_then(|committed| committed);
        one.into_iter().for_each(|queued| queued.answer(answer.clone()));
    }
    broken
}

/// The outer error means that nothing was written; the inner one is COMMIT's.
async fn one_transaction(db: &Db, lines: &mut [Queued]) -> Result<Result<(), DbError>, DbError> {
    let Some(first) = lines.first() else { return Ok(Ok(())) };
    let org = OrgId(first.line.org_id);
    let filled = timeout(PATIENCE, async {
        let tx = db.write(org).await?;
        append_prepared(&tx, lines.iter_mut().map(|queued| &mut queued.line)).await?;
        Ok(tx)
    });
    let tx = filled.await.unwrap_or_else(|_| Err(late()))?;
    Ok(timeout(PATIENCE, tx.commit()).await.unwrap_or_else(|_| Err(late())))
}
