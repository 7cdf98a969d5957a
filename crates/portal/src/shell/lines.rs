//! The connections that are open, and which of them must go: those whose next request does not come whole,
//! those on which nothing happens, and the oldest idle ones when there are too many.
//!
//! ```text
//!   opened ──first byte──► head ──whole──► in flight ──answer gone──► idle ──first byte──► head …
//!      └── head_time ──► cut  └─ head_time ─► cut  └─ stall_time ─► cut  └─ idle_time ─► finish, then cut
//! ```

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::held::Keeps;
use crate::config::Http;

/// When there are too many connections, so many of all make room at once: looking for them costs a look at
/// each.
const ROOM: usize = 64;
/// One connection of so many may be one that never asked for anything yet. A browser's is that for a moment
/// only; who opens thousands and says nothing shall not cost the memory of thousands.
const STRANGERS: usize = 8;
/// So many of them are never too many.
const FEW: usize = 16;

/// What a connection is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Order {
    /// Nothing yet.
    Stay = 0,
    /// Answer what was asked, then close.
    Finish = 1,
    /// Close.
    Cut = 2,
}

/// One connection, as its own task and the watch over all see it. Times are those of the watch, in
/// milliseconds; 0 stands for never.
pub struct Line {
    number: u64,
    address: IpAddr,
    watch: Arc<AtomicU64>,
    strangers: Arc<AtomicUsize>,
    told: AtomicU8,
    order: Notify,
    in_flight: AtomicU32,
    /// Whether any request ever came whole.
    asked: AtomicBool,
    /// All that it sent was read, and that was no whole request: the wait is its own doing.
    dawdles: AtomicBool,
    /// HTTP/2: bytes come between requests, too, and a request's first byte cannot be told from them.
    many: AtomicBool,
    /// Since when nothing is in flight.
    quiet: AtomicU64,
    /// When the first byte of a request came whose head is not whole.
    head: AtomicU64,
    /// When a request began or a part of an answer was taken.
    moved: AtomicU64,
}

impl Line {
    fn now(&self) -> u64 {
        self.watch.load(Relaxed)
    }

    /// Bytes arrived.
    pub fn heard(&self) {
        let between = self.in_flight.load(Relaxed) == 0 && !self.many.load(Relaxed);
        if between && self.head.load(Relaxed) == 0 {
            self.head.store(self.now(), Relaxed);
        }
    }

    /// Everything that arrived was read.
    pub fn waits(&self) {
        self.dawdles.store(true, Relaxed);
    }

    /// A request is whole, one of `many` on HTTP/2; it is in flight until what comes back is dropped.
    pub fn request(self: &Arc<Self>, many: bool) -> InFlight {
        self.in_flight.fetch_add(1, Relaxed);
        self.is_known();
        self.many.store(many, Relaxed);
        self.head.store(0, Relaxed);
        self.moved.store(self.now(), Relaxed);
        InFlight(Arc::clone(self))
    }

    /// It asked, or is gone: no stranger any more.
    fn is_known(&self) {
        if !self.asked.swap(true, Relaxed) {
            self.strangers.fetch_sub(1, Relaxed);
        }
    }

    /// Waits for an order that differs from `known`.
    pub async fn ordered(&self, known: Order) -> Order {
        loop {
            let order = self.told();
            if order > known {
                return order;
            }
            self.order.notified().await;
        }
    }

    fn told(&self) -> Order {
        match self.told.load(Relaxed) {
            0 => Order::Stay,
            1 => Order::Finish,
            _ => Order::Cut,
        }
    }

    fn tell(&self, order: Order) {
        self.told.fetch_max(order as u8, Relaxed);
        self.order.notify_one();
    }

    /// What must become of it now.
    fn due(&self, now: u64, bounds: &Bounds) -> Order {
        let past = |since: u64, bound: u64| now.saturating_sub(since) > bound;
        let quiet = self.quiet.load(Relaxed);
        if self.in_flight.load(Relaxed) > 0 {
            let stuck = past(self.moved.load(Relaxed), bounds.stall);
            return if stuck { Order::Cut } else { Order::Stay };
        }
        let head = self.head.load(Relaxed);
        let begun = if self.asked.load(Relaxed) { head } else { quiet };
        if begun > 0 && past(begun, bounds.head) {
            return Order::Cut;
        }
        match past(quiet, bounds.idle) {
            // It was told to finish, and its reader does not take the end of its answer.
            true if past(quiet, bounds.idle + bounds.head) => Order::Cut,
            true => Order::Finish,
            false => Order::Stay,
        }
    }
}

/// A request in flight on a connection.
pub struct InFlight(Arc<Line>);

impl Keeps for InFlight {
    fn moved(&self) {
        self.0.moved.store(self.0.now(), Relaxed);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let line = &self.0;
        line.quiet.store(line.now(), Relaxed);
        line.in_flight.fetch_sub(1, Relaxed);
    }
}

/// The operator's bounds, in milliseconds and numbers.
struct Bounds {
    head: u64,
    idle: u64,
    stall: u64,
    all: usize,
    strangers: usize,
    per_address: usize,
    trusted: Vec<IpAddr>,
}

/// All open connections.
pub struct Lines {
    /// The time of the last sweep: exact enough for bounds of seconds, and costs nothing to read.
    watch: Arc<AtomicU64>,
    bounds: Bounds,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    lines: HashMap<u64, Arc<Line>>,
    by_address: HashMap<IpAddr, usize>,
    /// How many of them never asked for anything.
    strangers: Arc<AtomicUsize>,
    /// When strangers were last looked for in vain.
    vain: u64,
}

impl Open {
    /// Takes a connection off; it may be off already.
    fn remove(&mut self, line: &Line) {
        if self.lines.remove(&line.number).is_none() {
            return;
        }
        line.is_known();
        match self.by_address.get_mut(&line.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(self.by_address.remove(&line.address)),
        }
    }
}

impl Lines {
    /// With the operator's bounds, and at most as many connections as there are descriptors for.
    pub fn new(config: &Http, descriptors: usize) -> Self {
        let all = config.max_connections.min(descriptors).max(1);
        let bounds = Bounds {
            head: millis(config.head_time.std()),
            idle: millis(config.idle_time.std()),
            stall: millis(config.stall_time.std()),
            all,
            strangers: (all / STRANGERS).max(FEW),
            per_address: config.max_connections_per_address.max(1),
            trusted: config.trusted_proxies.clone(),
        };
        Self { watch: Arc::new(AtomicU64::new(1)), bounds, open: Mutex::default() }
    }

    /// A new connection of this address, or none when the address has enough of them or all that are open
    /// are at work.
    pub fn open(&self, address: IpAddr) -> Option<Arc<Line>> {
        let address = address.to_canonical();
        let mut open = self.locked();
        let count = open.by_address.get(&address).copied().unwrap_or_default();
        if count >= self.bounds.per_address && !self.bounds.trusted.contains(&address) {
            refused("address");
            return None;
        }
        let now = self.watch.load(Relaxed);
        if open.strangers.load(Relaxed) >= self.bounds.strangers && open.vain != now {
            // Who was looked for in vain is not looked for again before the next sweep: a look is at all.
            open.vain = if self.make_room(&mut open, true) { 0 } else { now };
        }
        if open.lines.len() >= self.bounds.all && !self.make_room(&mut open, false) {
            refused("connections");
            return None;
        }
        open.next += 1;
        let line = Arc::new(Line {
            number: open.next,
            address,
            watch: Arc::clone(&self.watch),
            strangers: Arc::clone(&open.strangers),
            told: AtomicU8::new(Order::Stay as u8),
            order: Notify::new(),
            in_flight: AtomicU32::new(0),
            asked: AtomicBool::new(false),
            dawdles: AtomicBool::new(false),
            many: AtomicBool::new(false),
            quiet: AtomicU64::new(0),
            head: AtomicU64::new(0),
            moved: AtomicU64::new(0),
        });
        line.quiet.store(line.now(), Relaxed);
        open.strangers.fetch_add(1, Relaxed);
        open.lines.insert(line.number, Arc::clone(&line));
        *open.by_address.entry(address).or_default() += 1;
        Some(line)
    }

    /// Closes those that idle longest, among strangers alone or all; of two, the one that never asked for
    /// anything. False when none idles.
    fn make_room(&self, open: &mut Open, strangers: bool) -> bool {
        let asked = |line: &Line| line.asked.load(Relaxed);
        let stranger = |line: &Line| !asked(line) && line.dawdles.load(Relaxed);
        let idle = open.lines.values().filter(|line| line.in_flight.load(Relaxed) == 0);
        let mut idle: Vec<Arc<Line>> = idle.filter(|line| !strangers || stranger(line)).cloned().collect();
        idle.sort_by_key(|line| (asked(line), line.quiet.load(Relaxed), line.number));
        let bound = if strangers { self.bounds.strangers } else { self.bounds.all };
        idle.truncate((bound / ROOM).max(1));
        for line in &idle {
            line.tell(Order::Cut);
            open.remove(line);
            refused("idle");
        }
        !idle.is_empty()
    }

    /// The connection is closed.
    pub fn closed(&self, line: &Line) {
        self.locked().remove(line);
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.locked().lines.len()
    }

    /// Tells each connection that is overdue, so long after the watch began; meant to be called about twice a
    /// second.
    pub fn sweep(&self, after: Duration) {
        let now = millis(after).max(1);
        self.watch.store(now, Relaxed);
        let open = self.locked();
        // Gauges are floating point by the exposition format.
        metrics::gauge!("portico_connections").set(open.lines.len() as f64);
        for line in open.lines.values() {
            let due = line.due(now, &self.bounds);
            if due > line.told() {
                line.tell(due);
            }
        }
    }

    /// Tells every connection to answer what was asked and close.
    pub fn finish(&self) {
        self.locked().lines.values().for_each(|line| line.tell(Order::Finish));
    }

    /// Nothing can panic while it is held, so a poisoned lock is still a whole list.
    fn locked(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn refused(why: &'static str) {
    metrics::counter!("portico_connections_refused_total", "why" => why).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Span;

    fn lines(all: usize, per_address: usize) -> Lines {
        let http = Http {
            max_connections: all,
            max_connections_per_address: per_address,
            head_time: Span::millis(1_000),
            idle_time: Span::millis(5_000),
            stall_time: Span::millis(3_000),
            trusted_proxies: vec![IpAddr::from([10, 0, 0, 1])],
            ..Http::default()
        };
        Lines::new(&http, usize::MAX)
    }

    fn after(lines: &Lines, millis: u64) {
        lines.sweep(Duration::from_millis(lines.watch.load(Relaxed) + millis));
    }

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn a_head_that_does_not_come_whole_is_cut_the_first_and_any_later_one() {
        let lines = lines(9, 9);
        let (silent, second) = (lines.open(ONE).unwrap(), lines.open(ONE).unwrap());
        drop(second.request(false));
        after(&lines, 1_001);
        assert_eq!((silent.told(), second.told()), (Order::Cut, Order::Stay));
        second.heard();
        after(&lines, 600);
        second.heard();
        after(&lines, 600);
        assert_eq!(second.told(), Order::Cut, "more bytes buy no more time");
    }

    #[test]
    fn an_idle_one_finishes_and_one_whose_reader_stopped_is_cut() {
        let lines = lines(9, 9);
        let (idle, many, stuck) =
            (lines.open(ONE).unwrap(), lines.open(ONE).unwrap(), lines.open(ONE).unwrap());
        drop(idle.request(false));
        drop(many.request(true));
        many.heard();
        let answer = stuck.request(false);
        for _ in 0..4 {
            after(&lines, 1_200);
            answer.moved();
        }
        assert_eq!((idle.told(), many.told(), stuck.told()), (Order::Stay, Order::Stay, Order::Stay));
        after(&lines, 300);
        assert_eq!((idle.told(), many.told(), stuck.told()), (Order::Finish, Order::Finish, Order::Stay));
        after(&lines, 3_000);
        assert_eq!((idle.told(), stuck.told()), (Order::Cut, Order::Cut));
    }

    #[test]
    fn an_address_has_its_bound_and_a_trusted_proxy_none() {
        let lines = lines(9, 2);
        let first = lines.open(ONE).unwrap();
        lines.open(ONE).unwrap();
        assert!(lines.open(ONE).is_none());
        assert!(lines.open(IpAddr::V6("::ffff:192.0.2.1".parse().unwrap())).is_none(), "the same address");
        lines.closed(&first);
        lines.closed(&first);
        assert!(lines.open(ONE).is_some() && lines.open(ONE).is_none());
        for _ in 0..3 {
            assert!(lines.open(IpAddr::from([10, 0, 0, 1])).is_some());
        }
    }

    #[test]
    fn strangers_make_room_for_strangers_long_before_there_are_too_many() {
        let lines = lines(100, 99);
        let known = lines.open(ONE).unwrap();
        drop(known.request(false));
        let mut strangers: Vec<_> = (0..17).map(|_| lines.open(ONE).unwrap()).collect();
        assert_eq!(lines.count(), 18, "a busy machine has read none yet");
        strangers.iter().for_each(|line| line.waits());
        after(&lines, 1);
        strangers.push(lines.open(ONE).unwrap());
        strangers.push(lines.open(ONE).unwrap());
        let cut: Vec<_> = strangers.iter().map(|line| line.told() == Order::Cut).collect();
        assert!(cut[..2].iter().all(|cut| *cut) && !cut[2..].contains(&true), "the oldest go first: {cut:?}");
        assert_eq!((known.told(), lines.count()), (Order::Stay, 18));
        strangers.iter().for_each(|line| lines.closed(line));
        assert_eq!(lines.locked().strangers.load(Relaxed), 0);
    }

    #[test]
    fn the_oldest_idle_one_makes_room_and_those_at_work_stay() {
        let lines = lines(3, 9);
        let opened = [lines.open(ONE).unwrap(), lines.open(ONE).unwrap(), lines.open(ONE).unwrap()];
        let [asked, never, working] = &opened;
        let at_work = working.request(false);
        drop(asked.request(false));
        let new = lines.open(ONE).unwrap();
        assert_eq!(opened.each_ref().map(|line| line.told()), [Order::Stay, Order::Cut, Order::Stay]);
        let busy = [asked.request(false), new.request(false)];
        assert!(lines.open(ONE).is_none(), "all are at work");
        lines.closed(never);
        assert_eq!(lines.count(), 3);
        drop((busy, at_work));
    }
}
