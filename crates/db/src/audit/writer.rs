//! Lines that belong to no change, committed together: while one transaction commits, the lines that come
//! meanwhile gather for the next. So a line costs our process a small part of a transaction, and waits for at
//! most two commits.
//!
//! A chain that is new, that somebody else holds, or that cannot be written on, keeps nobody else waiting:
//! its lines are written apart, in their order, and what comes for it meanwhile waits for them.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::BuildHasher as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use base::OrgId;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::{self, JoinSet};

use super::append::prepare;
use super::batch::{Batch, Left, Markers, Queued, write_across_orgs, write_apart};
use super::hot::Chain;
use super::{Line, NewLine};
use crate::{Db, DbError};

/// Lines that may wait at once; one more is refused as [`DbError::Busy`].
const ROOM: u32 = 4_096;
/// The most lines of one transaction.
const MOST: usize = 256;
/// Chains that somebody else holds and that are waited for at the same time, each on a connection.
const APART: usize = 2;
/// How many broken chains are remembered before all are forgotten.
const BROKEN: usize = 10_000;

/// Writes lines of all organisations, many in one transaction. Made once per process; clones share it. What
/// was handed to it is written also when nobody waits for it, and when the last clone is gone; a process that
/// ends calls [`Writer::idle`] first.
#[derive(Clone, Debug)]
pub struct Writer {
    db: Db,
    queue: mpsc::UnboundedSender<Queued>,
    room: Arc<Semaphore>,
}

impl Writer {
    /// Starts the writer in the current runtime.
    pub fn start(db: Db) -> Self {
        let (queue, incoming) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(ROOM as usize));
        let work = Work {
            db: db.clone(),
            incoming,
            open: true,
            waiting: VecDeque::new(),
            markers: Markers::default(),
            apart: HashMap::new(),
            tasks: JoinSet::new(),
            beginning: Arc::new(Semaphore::new(1)),
            holding: Arc::new(Semaphore::new(APART)),
            broken: HashSet::new(),
            hasher: RandomState::new(),
        };
        tokio::spawn(work.run());
        Self { db, queue, room }
    }

    /// Hands a line over, at once and in this order; the answer comes when it is committed. A line that
    /// cannot be stored is refused ([`DbError::Invalid`]), and any while too many wait ([`DbError::Busy`]).
    pub fn append(&self, org: OrgId, line: NewLine) -> Pending {
        match prepare(&self.db, org, line).and_then(|line| self.hand_over(line)) {
            Ok(answer) => Pending(State::Waiting(answer)),
            Err(error) => Pending(State::Refused(error)),
        }
    }

    fn hand_over(&self, line: Line) -> Result<oneshot::Receiver<Result<(), DbError>>, DbError> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| DbError::Busy)?;
        let (done, answer) = oneshot::channel();
        self.queue.send(Queued { line, done, room }).map_err(|_| ended())?;
        Ok(answer)
    }

    /// Comes back when every line handed over until now is written, or was refused.
    pub async fn idle(&self) {
        // An error would mean that the room was closed; nobody does.
        let _all = self.room.acquire_many(ROOM).await;
    }
}

/// The answer to a line: `Ok` when it is committed, and not before. When it is not awaited, the line is
/// written all the same.
#[derive(Debug)]
pub struct Pending(State);

#[derive(Debug)]
enum State {
    Waiting(oneshot::Receiver<Result<(), DbError>>),
    Refused(DbError),
}

impl Future for Pending {
    type Output = Result<(), DbError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Waiting(answer) => {
                Pin::new(answer).poll(context).map(|answer| answer.unwrap_or_else(|_| Err(ended())))
            }
            State::Refused(error) => Poll::Ready(Err(error.clone())),
        }
    }
}

fn ended() -> DbError {
    DbError::Unavailable { what: "the audit writer has ended".to_owned() }
}

/// The writer's task.
struct Work {
    db: Db,
    incoming: mpsc::UnboundedReceiver<Queued>,
    open: bool,
    /// Lines to write next, in their order.
    waiting: VecDeque<Queued>,
    markers: Markers,
    /// Chains that others write, and what came for them meanwhile.
    apart: HashMap<Chain, Apart>,
    tasks: JoinSet<Done>,
    /// One task at a time that begins chains.
    beginning: Arc<Semaphore>,
    /// Tasks that wait for a chain that somebody else holds.
    holding: Arc<Semaphore>,
    /// Chains that could not be written on the last time, as hashes: they are written apart at once.
    broken: HashSet<u64>,
    hasher: RandomState,
}

struct Apart {
    task: task::Id,
    behind: Vec<Queued>,
}

/// What a task did.
enum Done {
    /// Chains were begun, but for these.
    Began(Batch),
    /// A chain was written on, or it is broken.
    Wrote { broken: bool },
}

impl Work {
    async fn run(mut self) {
        while self.gather().await {
            let batch = self.next_batch();
            if batch.is_empty() {
                continue;
            }
            let left = write_across_orgs(&self.db, &mut self.markers, batch, false).await;
            self.begin(left.new);
            for (chain, lines) in left.held {
                self.write_apart(chain, lines, Vec::new());
            }
        }
    }

    /// Takes what came, waiting for it when there is nothing to write; `false` when nothing will come.
    async fn gather(&mut self) -> bool {
        let mut came = Vec::new();
        loop {
            while let Some(done) = self.tasks.try_join_next_with_id() {
                self.rejoin(done);
            }
            if !self.waiting.is_empty() {
                // Those who are just about to hand a line over come along.
                task::yield_now().await;
                while let Ok(queued) = self.incoming.try_recv() {
                    self.waiting.push_back(queued);
                }
                return true;
            }
            if !self.open && self.tasks.is_empty() {
                return false;
            }
            tokio::select! {
                count = self.incoming.recv_many(&mut came, MOST), if self.open => {
                    self.open = count > 0;
                    self.waiting.extend(came.drain(..));
                }
                Some(done) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => self.rejoin(done),
            }
        }
    }

    /// The next lines by chain. Lines of a chain that is being written apart, or that could not be written
    /// on, go there.
    fn next_batch(&mut self) -> Batch {
        let mut batch = Batch::new();
        let mut broken = Batch::new();
        for queued in self.waiting.drain(..self.waiting.len().min(MOST)) {
            let chain = queued.chain();
            if let Some(apart) = self.apart.get_mut(&chain) {
                apart.behind.push(queued);
            } else if !self.broken.is_empty() && self.broken.contains(&self.hasher.hash_one(&chain)) {
                broken.entry(chain).or_default().push(queued);
            } else {
                batch.entry(chain).or_default().push(queued);
            }
        }
        for (chain, lines) in broken {
            self.write_apart(chain, lines, Vec::new());
        }
        batch
    }

    /// Has chains begun together, holding nothing else while others may begin them too.
    fn begin(&mut self, batch: Batch) {
        if batch.is_empty() {
            return;
        }
        let chains: Vec<Chain> = batch.keys().cloned().collect();
        let (db, slots) = (self.db.clone(), Arc::clone(&self.beginning));
        let task = self.tasks.spawn(async move {
            let _slot = slots.acquire_owned().await;
            let Left { mut new, held } = write_across_orgs(&db, &mut Markers::default(), batch, true).await;
            new.extend(held);
            Done::Began(new)
        });
        for chain in chains {
            self.apart.insert(chain, Apart { task: task.id(), behind: Vec::new() });
        }
    }

    fn write_apart(&mut self, chain: Chain, lines: Vec<Queued>, behind: Vec<Queued>) {
        let (db, slots) = (self.db.clone(), Arc::clone(&self.holding));
        let task = self.tasks.spawn(async move {
            let _slot = slots.acquire_owned().await;
            Done::Wrote { broken: write_apart(&db, lines).await }
        });
        self.apart.insert(chain, Apart { task: task.id(), behind });
    }

    /// A task is done: what came for its chains meanwhile goes on, before anything that comes now.
    fn rejoin(&mut self, done: Result<(task::Id, Done), task::JoinError>) {
        let (task, mut left, broken) = match done {
            Ok((task, Done::Began(left))) => (task, left, false),
            Ok((task, Done::Wrote { broken })) => (task, Batch::new(), broken),
            // Its lines' waiters have heard of it: their answers are gone.
            Err(panicked) => (panicked.id(), Batch::new(), true),
        };
        let theirs: Vec<(Chain, Apart)> = self.apart.extract_if(|_, apart| apart.task == task).collect();
        for (chain, Apart { behind, .. }) in theirs {
            if let Some(lines) = left.remove(&chain) {
                self.write_apart(chain, lines, behind);
                continue;
            }
            self.remember(&chain, broken);
            for queued in behind.into_iter().rev() {
                self.waiting.push_front(queued);
            }
        }
    }

    fn remember(&mut self, chain: &Chain, broken: bool) {
        let hash = self.hasher.hash_one(chain);
        if !broken {
            self.broken.remove(&hash);
        } else {
            if self.broken.len() >= BROKEN {
                self.broken.clear();
            }
            self.broken.insert(hash);
        }
    }
}
