//! The load's own HTTP/1.1 client: one connection, one request at a time, nothing between it and the socket.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stub::find;

/// Nothing here waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// One kept connection.
pub struct Conn {
    stream: TcpStream,
    input: Vec<u8>,
}

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Status line and headers as they came.
    pub head: String,
    /// The body, chunks put together; compressed when the server did.
    pub body: Vec<u8>,
    /// Bytes on the wire: head, chunk marks and body.
    pub wire: usize,
    /// When the first byte came.
    pub first: Instant,
    /// When the last byte came.
    pub last: Instant,
}

impl Answer {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Conn {
    /// Connects to a port of this machine.
    pub async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, input: Vec::with_capacity(8 * 1024) })
    }

    /// The connection alone, without the memory for answers.
    pub fn into_idle(self) -> TcpStream {
        self.stream
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        match tokio::time::timeout(PATIENCE, self.asked(request)).await {
            Ok(answer) => answer,
            Err(_) => bail!("no answer within {PATIENCE:?}"),
        }
    }

    async fn asked(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        self.input.clear();
        let mut first = None;
        let head_end = loop {
            if let Some(end) = find(&self.input, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
            first.get_or_insert_with(Instant::now);
        };
        let first = first.context("no byte")?;
        let head = String::from_utf8_lossy(&self.input[..head_end]).into_owned();
        let status = head.get(9..12).and_then(|text| text.parse().ok()).context("status")?;
        let mut answer = Answer { status, head, body: Vec::new(), wire: 0, first, last: first };
        let end = if let Some(length) = answer.header("content-length") {
            let end = head_end + length.parse::<usize>()?;
            while self.input.len() < end {
                self.more().await?;
            }
            answer.body = self.input[head_end..end].to_vec();
            end
        } else if answer.header("transfer-encoding").is_some() {
            self.chunks(head_end, &mut answer.body).await?
        } else {
            head_end
        };
        answer.wire = end;
        answer.last = Instant::now();
        Ok(answer)
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        self.input.reserve(16 * 1024);
        anyhow::ensure!(self.stream.read_buf(&mut self.input).await? > 0, "the connection ended");
        Ok(())
    }

    async fn chunks(&mut self, from: usize, body: &mut Vec<u8>) -> anyhow::Result<usize> {
        let mut at = from;
        loop {
            let end = loop {
                if let Some(end) = find(&self.input[at..], b"\r\n") {
                    break at + end;
                }
                self.more().await?;
            };
            let digits = std::str::from_utf8(&self.input[at..end])?;
            let size = usize::from_str_radix(digits.split(';').next().unwrap_or_default().trim(), 16)?;
            let next = end + 2 + size + 2;
            while self.input.len() < next {
                self.more().await?;
            }
            body.extend_from_slice(&self.input[end + 2..end + 2 + size]);
            at = next;
            if size == 0 {
                return Ok(at);
            }
        }
    }
}

/// A GET of a path, with further header lines that each end in CRLF.
pub fn get(host: &str, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{headers}\r\n").into_bytes()
}

/// A POST of JSON.
pub fn post(host: &str, path: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: \
         {length}\r\n\r\n{json}"
    )
    .into_bytes()
}

/// One request on a connection of its own; the body as text.
pub async fn once(port: u16, request: &[u8]) -> anyhow::Result<(u16, String)> {
    let answer = Conn::open(port).await?.ask(request).await?;
    Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
}
