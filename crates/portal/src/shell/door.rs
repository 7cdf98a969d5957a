//! The door: accepts connections and serves the router on them within bounds that `axum::serve` does not
//! have. HTTP/1.1, and HTTP/2 for a proxy that speaks it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::BoxError;
use axum::Router;
use axum::body::{Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Request, Version};
use axum::response::Response;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::{Service, ServiceExt as _};

use super::held;
use super::lines::{Line, Lines, Order};
use crate::config::Http;

/// How often connections are looked over.
const SWEEP: Duration = Duration::from_millis(500);
/// A pause after a failed accept: descriptors are short, and asking again at once would spin.
const BREATH: Duration = Duration::from_millis(50);
/// Header fields of one request.
const MOST_FIELDS: usize = 100;
/// What one HTTP/2 connection may have us keep for it, each way.
const WINDOW: u32 = 64 * 1024;

/// Answers on this listener until told to stop; then lets no one in, finishes what is in flight and comes
/// back once every connection is closed.
pub async fn serve(config: &Http, listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let lines = Arc::new(Lines::new(config, descriptors(config)));
    let builder = Arc::new(builder(config));
    let body_time = config.body_time.std();
    let (born, mut sweep) = (Instant::now(), tokio::time::interval(SWEEP));
    sweep.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if let Some(line) = lines.open(peer.ip()) {
                        let watched = Arc::clone(&line);
                        let asked = Asked { router: router.clone(), line: watched, peer, body_time };
                        tokio::spawn(converse(Arc::clone(&builder), Arc::clone(&lines), stream, line, asked));
                    }
                }
                Err(error) if is_of_the_caller(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            },
            _ = sweep.tick() => lines.sweep(born.elapsed()),
            () = told(&mut stop) => break,
        }
    }
    drop(listener);
    while lines.count() > 0 {
        lines.finish();
        lines.sweep(born.elapsed());
        tokio::time::sleep(BREATH).await;
    }
}

/// Waits for the word to stop; whoever could say it being gone says the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The bounds of the protocol itself. Times of connections are kept by [`Lines`], which costs no timer for
/// each.
fn builder(config: &Http) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(config.max_head).max_headers(MOST_FIELDS).header_read_timeout(None);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(config.max_streams)
        .max_header_list_size(u32::try_from(config.max_head).unwrap_or(u32::MAX))
        .max_local_error_reset_streams(64)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(WINDOW as usize)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10));
    builder
}

/// Raises this process's limit on open files as far as it may, and gives how many connections fit: some
/// descriptors stay for the database, EHRs and files.
fn descriptors(config: &Http) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const OTHERS: u64 = 512;
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    let wanted = u64::try_from(config.max_connections).unwrap_or(u64::MAX).saturating_add(OTHERS).min(most);
    let mut have = limit.current.unwrap_or(u64::MAX);
    if have < wanted {
        match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum }) {
            Ok(()) => have = wanted,
            Err(error) => tracing::error!(%error, "the limit on open files cannot be raised"),
        }
    }
    let fit = usize::try_from(have.saturating_sub(OTHERS.min(have / 2))).unwrap_or(usize::MAX);
    if fit < config.max_connections {
        tracing::warn!(connections = fit, "the limit on open files is below http.max_connections");
    }
    fit
}

/// Whether it failed because of the one connection alone.
fn is_of_the_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its first byte to its end.
async fn converse(
    builder: Arc<Builder<TokioExecutor>>,
    lines: Arc<Lines>,
    stream: TcpStream,
    line: Arc<Line>,
    asked: Asked,
) {
    // Answers are written whole; waiting for more would only delay them. A connection that is gone already
    // says so below.
    let _ = stream.set_nodelay(true);
    {
        let wire = TokioIo::new(Wire { stream, line: Arc::clone(&line) });
        let mut served = pin!(builder.serve_connection(wire, TowerToHyperService::new(asked)));
        let mut known = Order::Stay;
        loop {
            tokio::select! {
                ended = served.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended");
                    }
                    break;
                }
                order = line.ordered(known) => match order {
                    Order::Cut => break,
                    order => {
                        known = order;
                        served.as_mut().graceful_shutdown();
                    }
                },
            }
        }
    }
    lines.closed(&line);
}

/// The router, as one connection asks it.
#[derive(Clone)]
struct Asked {
    router: Router,
    line: Arc<Line>,
    peer: SocketAddr,
    body_time: Duration,
}

impl<B> Service<Request<B>> for Asked
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let in_flight = self.line.request(request.version() == Version::HTTP_2);
        let mut request = request.map(|body| held::timely(body, self.body_time));
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answer = self.router.clone().oneshot(request);
        answer.map(|answer| answer.map(|response| held::hold(response, in_flight))).boxed()
    }
}

/// The socket, telling when bytes arrive and when there are none.
struct Wire {
    stream: TcpStream,
    line: Arc<Line>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buffer) else {
            self.line.waits();
            return Poll::Pending;
        };
        read?;
        if buffer.filled().len() > before {
            self.line.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
