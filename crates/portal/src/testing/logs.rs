//! What the product logs while tests run, at the most talkative level of its own crates, for tests that
//! look for what must not be there.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::EnvFilter;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// More than an operator would switch on.
const FILTER: &str = "info,portal=trace,db=trace,vendors=trace,policy=trace,fhir=trace,base=trace";

struct Keep;

impl io::Write for Keep {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static ONCE: Once = Once::new();

/// In place of capturing, what a test that is alone in its process listens with.
pub fn listen(subscriber: impl tracing::Subscriber + Send + Sync) {
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(subscriber).expect("the test is alone in its process");
    });
}

/// Begins to capture, once a process.
pub fn capture() {
    ONCE.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_env_filter(EnvFilter::new(FILTER))
            .with_writer(|| Keep)
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("nobody else captures the logs");
    });
}

/// Everything logged so far by every test of this process.
pub fn captured() -> String {
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&written).into_owned()
}
