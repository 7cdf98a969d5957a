//! The bare hop: what no portal can be cheaper than. The same upstream calls, side by side where the portal
//! asks side by side, and their bytes passed on as they come, without a look.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::try_join_all;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;

use crate::plan::Plan;

type Upstream = Client<HttpConnector, Empty<Bytes>>;

/// Serves `GET /ENDPOINT/ID` until the process ends; says its port on standard output.
pub async fn run(upstream: u16, plan: Plan) -> anyhow::Result<()> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client: Upstream = Client::builder(TokioExecutor::new()).build(connector);
    let plan = Arc::new(plan);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    crate::say(&format!("listening {}", listener.local_addr()?.port()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (client, plan) = (client.clone(), Arc::clone(&plan));
        let service = service_fn(move |request: Request<Incoming>| {
            let (client, plan) = (client.clone(), Arc::clone(&plan));
            async move { Ok::<_, Infallible>(relayed(&client, &plan, upstream, request.uri().path()).await) }
        });
        tokio::spawn(async move {
            let served = hyper::server::conn::http1::Builder::new();
            // A client that hangs up is how each connection ends.
            let _ended = served.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn relayed(client: &Upstream, plan: &Plan, upstream: u16, path: &str) -> Response<Chain> {
    let mut parts = path.trim_start_matches('/').split('/');
    let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut chain = Chain::default();
    let phases = plan.phases(name, id);
    for (n, phase) in phases.iter().enumerate() {
        let Ok(answers) = try_join_all(phase.iter().map(|path| asked(client, upstream, path))).await else {
            return status(502);
        };
        if n + 1 == phases.len() {
            chain.live.extend(answers);
            continue;
        }
        // The next phase waits for all of this one, as it does at the portal.
        for answer in answers {
            match answer.collect().await {
                Ok(whole) => chain.held.push_back(whole.to_bytes()),
                Err(_) => return status(502),
            }
        }
    }
    Response::new(chain)
}

fn status(code: u16) -> Response<Chain> {
    let mut response = Response::new(Chain::default());
    *response.status_mut() = hyper::StatusCode::from_u16(code).unwrap_or_default();
    response
}

async fn asked(client: &Upstream, upstream: u16, path: &str) -> anyhow::Result<Incoming> {
    let uri: hyper::Uri = format!("http://127.0.0.1:{upstream}/fhir{path}").parse()?;
    let mut request = Request::new(Empty::new());
    *request.uri_mut() = uri;
    Ok(client.request(request).await?.into_body())
}

/// Bodies one after the other, frame by frame.
#[derive(Default)]
struct Chain {
    held: VecDeque<Bytes>,
    live: VecDeque<Incoming>,
}

impl Body for Chain {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        if let Some(bytes) = self.held.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        while let Some(body) = self.live.front_mut() {
            match Pin::new(body).poll_frame(cx) {
                Poll::Ready(None) => self.live.pop_front(),
                other => return other,
            };
        }
        Poll::Ready(None)
    }
}
