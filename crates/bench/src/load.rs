//! Load: a closed loop of so many connections, or an open loop of so many requests a second. Every answer is
//! looked at: its status, and whose ids it holds.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::client::{Answer, Conn};
use crate::plan::only_of;

/// A request ready to be sent, and whose data alone its answer may hold.
#[derive(Clone)]
pub struct Ask {
    /// The bytes of the request.
    pub bytes: Arc<[u8]>,
    /// The patient's id; empty when the answer is about nobody.
    pub id: String,
}

/// What came of a run.
#[derive(Default)]
pub struct Outcome {
    /// Latencies of answers with status 200 that hold only the asked patient's data.
    pub good: Vec<Duration>,
    /// Latencies of refusals: 429 and 503 with `Retry-After`.
    pub refused: Vec<Duration>,
    /// Answers of another status, or none.
    pub failed: usize,
    /// The first of those, in words.
    pub why: Option<String>,
    /// Answers that held another patient's id, or none at all. There must be none.
    pub foreign: usize,
    /// How long the run took.
    pub took: Duration,
}

impl Outcome {
    fn add(&mut self, sent: Instant, answer: anyhow::Result<Answer>, ask: &Ask) -> bool {
        let Ok(answer) = answer.map_err(|error| self.why.get_or_insert(error.to_string()).clone()) else {
            self.failed += 1;
            return false;
        };
        let latency = answer.last - sent;
        match answer.status {
            200 if ask.id.is_empty() || only_of(&answer.body, &ask.id) => self.good.push(latency),
            200 => self.foreign += 1,
            429 | 503 if answer.header("retry-after").is_some() => self.refused.push(latency),
            other => {
                let text = || String::from_utf8_lossy(&answer.body).chars().take(120).collect::<String>();
                self.why.get_or_insert_with(|| format!("status {other}: {}", text()));
                self.failed += 1;
            }
        }
        answer.header("connection") != Some("close")
    }

    fn merge(&mut self, other: Outcome) {
        self.good.extend(other.good);
        self.refused.extend(other.refused);
        self.failed += other.failed;
        self.foreign += other.foreign;
        self.why = self.why.take().or(other.why);
    }

    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        self.good.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// Errors when an answer was wrong, which no timing excuses.
    pub fn check(&self, what: &str) -> anyhow::Result<()> {
        let why = self.why.as_deref().unwrap_or("-");
        anyhow::ensure!(self.foreign == 0, "{what}: {} answers held other ids than the asked", self.foreign);
        anyhow::ensure!(self.failed == 0, "{what}: {} requests failed (first: {why})", self.failed);
        anyhow::ensure!(!self.good.is_empty(), "{what}: no good answer");
        Ok(())
    }
}

/// A fraction's place among sorted latencies, in milliseconds.
pub fn quantile(all: &[Duration], fraction: f64) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len().saturating_sub(1) as f64 * fraction).round() as usize;
    sorted.get(at).map_or(f64::NAN, |one| one.as_secs_f64() * 1e3)
}

/// The middle of a few figures.
pub fn median(all: &[f64]) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// As many requests as so many connections can have answered one after the other. The asks are taken in turn,
/// so that no session is hotter than another.
pub async fn closed(port: u16, asks: &Arc<[Ask]>, connections: usize, span: Duration) -> Outcome {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let began = Instant::now();
    let mut workers = Vec::new();
    for _ in 0..connections {
        let asks = Arc::clone(asks);
        workers.push(tokio::spawn(async move {
            let (mut outcome, mut conn) = (Outcome::default(), None);
            while began.elapsed() < span {
                let ask = &asks[TURN.fetch_add(1, Ordering::Relaxed) % asks.len()];
                if !one(port, &mut conn, ask, &mut outcome).await {
                    conn = None;
                }
            }
            outcome
        }));
    }
    let mut whole = gathered(workers).await;
    whole.took = began.elapsed();
    whole
}

/// Each ask once, over so many connections.
pub async fn each(port: u16, asks: &Arc<[Ask]>, connections: usize) -> Outcome {
    let (began, next) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let mut workers = Vec::new();
    for _ in 0..connections {
        let (asks, next) = (Arc::clone(asks), Arc::clone(&next));
        workers.push(tokio::spawn(async move {
            let (mut outcome, mut conn) = (Outcome::default(), None);
            while let Some(ask) = asks.get(next.fetch_add(1, Ordering::Relaxed)) {
                if !one(port, &mut conn, ask, &mut outcome).await {
                    conn = None;
                }
            }
            outcome
        }));
    }
    let mut whole = gathered(workers).await;
    whole.took = began.elapsed();
    whole
}

async fn gathered(workers: Vec<tokio::task::JoinHandle<Outcome>>) -> Outcome {
    let mut whole = Outcome::default();
    for worker in workers {
        match worker.await {
            Ok(outcome) => whole.merge(outcome),
            Err(error) => {
                whole.failed += 1;
                whole.why.get_or_insert(error.to_string());
            }
        }
    }
    whole
}

/// Whether the connection may be used again.
async fn one(port: u16, conn: &mut Option<Conn>, ask: &Ask, outcome: &mut Outcome) -> bool {
    let open = match conn {
        Some(open) => open,
        None => match Conn::open(port).await {
            Ok(new) => conn.insert(new),
            Err(error) => {
                outcome.failed += 1;
                outcome.why.get_or_insert(error.to_string());
                // A port that refuses is not asked in a tight loop.
                tokio::time::sleep(Duration::from_millis(5)).await;
                return false;
            }
        },
    };
    let sent = Instant::now();
    let answer = open.ask(&ask.bytes).await;
    outcome.add(sent, answer, ask)
}

/// So many requests a second, whatever becomes of them, on as many kept connections as that takes; not more
/// than `most` at once. Latency counts from the moment of sending.
pub async fn open(port: u16, asks: &Arc<[Ask]>, rate: f64, span: Duration, most: usize) -> Outcome {
    let free: Arc<Mutex<Vec<Conn>>> = Arc::default();
    let held = Arc::new(tokio::sync::Semaphore::new(most));
    let (began, mut workers, mut n) = (Instant::now(), Vec::new(), 0usize);
    let mut unsent = 0;
    while began.elapsed() < span {
        // The timer wakes once a millisecond at best: then everything that is due goes.
        let due = (began.elapsed().as_secs_f64() * rate) as usize;
        while n <= due {
            let ask = asks[n % asks.len()].clone();
            n += 1;
            let Ok(permit) = Arc::clone(&held).try_acquire_owned() else {
                unsent += 1;
                continue;
            };
            let free = Arc::clone(&free);
            workers.push(tokio::spawn(async move {
                let taken = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let (mut outcome, mut conn) = (Outcome::default(), taken);
                let again = one(port, &mut conn, &ask, &mut outcome).await;
                if let Some(conn) = conn.filter(|_| again) {
                    free.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
                }
                drop(permit);
                outcome
            }));
        }
        let next = began + Duration::from_secs_f64(n as f64 / rate);
        tokio::time::sleep_until(next.into()).await;
    }
    let mut whole = gathered(workers).await;
    // Until the last answer: what was late does not count as done in time.
    whole.took = began.elapsed();
    if unsent > 0 {
        whole.why.get_or_insert(format!("{unsent} requests were not sent: {most} were waiting already"));
    }
    whole
}
