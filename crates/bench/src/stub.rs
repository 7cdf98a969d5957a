//! The stub upstream: a FHIR server and a mail service that answer at once, or after a set delay, with
//! prebuilt texts. It remembers what it was asked when told to, so that the bare hop can make the same calls.
//!
//! ```text
//! GET  /fhir/…            an answer of `charts`
//! POST /v3/mail/send      keeps the code of a mail
//! GET  /control/…         delay/MS · record · recorded · code/EMAIL · calls
//! ```

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::charts::Charts;

/// What one call was: when it came and was answered, in microseconds since the start, and its path.
type Call = (u128, u128, String);

struct Stub {
    charts: Charts,
    delay: AtomicU64,
    recording: AtomicBool,
    calls: AtomicU64,
    recorded: Mutex<Vec<Call>>,
    codes: Mutex<HashMap<String, String>>,
    began: Instant,
}

/// Answers until the process ends; says its port on standard output.
pub async fn run() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let stub = Arc::new(Stub {
        charts: Charts::new(&format!("http://127.0.0.1:{port}/fhir")),
        delay: AtomicU64::new(0),
        recording: AtomicBool::new(false),
        calls: AtomicU64::new(0),
        recorded: Mutex::default(),
        codes: Mutex::default(),
        began: Instant::now(),
    });
    crate::say(&format!("listening {port}"));
    loop {
        let (stream, _) = listener.accept().await?;
        let stub = Arc::clone(&stub);
        tokio::spawn(async move {
            // A client that hangs up is how each connection ends.
            let _ended = stub.connection(stream).await;
        });
    }
}

impl Stub {
    async fn connection(&self, mut stream: TcpStream) -> anyhow::Result<()> {
        stream.set_nodelay(true)?;
        let (mut input, mut out) = (Vec::with_capacity(4096), Vec::new());
        loop {
            let head = loop {
                if let Some(end) = find(&input, b"\r\n\r\n") {
                    break end + 4;
                }
                if stream.read_buf(&mut input).await? == 0 {
                    return Ok(());
                }
            };
            let (is_get, path, length) = request(&input[..head])?;
            while input.len() < head + length {
                anyhow::ensure!(stream.read_buf(&mut input).await? > 0, "broken off");
            }
            out.clear();
            let body = &input[head..head + length];
            match path.strip_prefix("/fhir") {
                Some(asked) if is_get => self.fhir(asked, &mut out).await,
                _ => answer(200, "text/plain", self.other(&path, body).as_bytes(), &mut out),
            }
            stream.write_all(&out).await?;
            input.drain(..head + length);
        }
    }

    async fn fhir(&self, path: &str, out: &mut Vec<u8>) {
        let came = self.began.elapsed().as_micros();
        self.calls.fetch_add(1, Ordering::Relaxed);
        let delay = self.delay.load(Ordering::Relaxed);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        match self.charts.answer(path) {
            Some((template, id)) => {
                head(200, "application/fhir+json", template.len(), out);
                template.fill(id.as_bytes(), out);
            }
            None => answer(404, "application/fhir+json", b"{}", out),
        }
        if self.recording.load(Ordering::Relaxed) {
            let call = (came, self.began.elapsed().as_micros(), path.to_owned());
            lock(&self.recorded).push(call);
        }
    }

    fn other(&self, path: &str, body: &[u8]) -> String {
        let (what, value) = path
            .strip_prefix("/control/")
            .unwrap_or("mail")
            .split_once('/')
            .unwrap_or((path.strip_prefix("/control/").unwrap_or("mail"), ""));
        match what {
            "delay" => self.delay.store(value.parse().unwrap_or(0), Ordering::Relaxed),
            "record" => {
                lock(&self.recorded).clear();
                self.recording.store(true, Ordering::Relaxed);
            }
            "recorded" => {
                self.recording.store(false, Ordering::Relaxed);
                let lines = lock(&self.recorded);
                let lines = lines.iter().map(|(came, went, path)| format!("{came} {went} {path}\n"));
                return lines.collect();
            }
            "calls" => return self.calls.load(Ordering::Relaxed).to_string(),
            "code" => return lock(&self.codes).remove(value).unwrap_or_default(),
            _ => {
                if let Some((email, code)) = mailed(&String::from_utf8_lossy(body)) {
                    lock(&self.codes).insert(email, code);
                }
            }
        }
        String::new()
    }
}

/// A panic elsewhere ends the run by itself; the lists stay usable.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether it is a GET, its path and the length of its body.
fn request(head: &[u8]) -> anyhow::Result<(bool, String, usize)> {
    let text = std::str::from_utf8(head)?;
    let mut first = text.lines().next().unwrap_or_default().split(' ');
    let (method, path) = (first.next().context("method")?, first.next().context("path")?);
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Ok((method == "GET", path.to_owned(), length.unwrap_or(0)))
}

/// The address and the code of a mail: its first address, its first run of eight digits.
fn mailed(json: &str) -> Option<(String, String)> {
    let to = json.get(json.find("\"to\"")?..)?;
    let email = to.get(to.find("\"email\":\"")? + 9..)?;
    let email = email.get(..email.find('"')?)?;
    let code = json.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 8)?;
    Some((email.to_owned(), code.to_owned()))
}

fn head(status: u16, media_type: &str, length: usize, out: &mut Vec<u8>) {
    let text =
        format!("HTTP/1.1 {status} OK\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n");
    out.extend_from_slice(text.as_bytes());
}

fn answer(status: u16, media_type: &str, body: &[u8], out: &mut Vec<u8>) {
    head(status, media_type, body.len(), out);
    out.extend_from_slice(body);
}

/// Where a run of bytes begins.
pub fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mails_code_is_its_eight_digits() {
        let json = r#"{"personalizations":[{"to":[{"email":"zq000001@bench.example"}]}],"from":{"email":"x"},
            "content":[{"type":"text/plain","value":"Your code is 40718263. It works for 10 minutes."}]}"#;
        assert_eq!(mailed(json), Some(("zq000001@bench.example".into(), "40718263".into())));
    }
}
