//! Connections: plain or TLS, with limits on how many and how slow, and an end that lets what has begun be finished.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::prompt::Prompt;

/// How long a client may take to send the head of a request, or to shake hands, where nobody says otherwise.
pub const SLOWEST_HEAD: Duration = Duration::from_secs(10);
/// Connections that are still taken after it is told to stop: what a backlog of the system usually holds.
const MOST_LATE: usize = 1_024;
/// How long what has begun may take once the service is told to end.
const DRAIN: Duration = Duration::from_secs(20);

/// What is known of the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Its certificate, which the handshake has verified, if it has one.
    pub certificate: Option<Arc<CertificateDer<'static>>>,
}

/// Where and how connections are taken.
pub struct Listening {
    /// Where.
    pub listener: TcpListener,
    /// How they are kept secret, if they are.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// How many at once.
    pub most: usize,
    /// How long a client may take to send the head of a request, or to shake hands.
    pub slowest_head: Duration,
}

/// Serves until told to stop; then takes no more, and waits for what has begun.
///
/// # Errors
/// Where the listener fails in a way that does not pass.
pub async fn serve(listening: Listening, router: Router, mut stop: watch::Receiver<bool>) -> io::Result<()> {
    let Listening { listener, tls, most, slowest_head } = listening;
    let acceptor = tls.map(TlsAcceptor::from);
    let places = Arc::new(Semaphore::new(most));
    let graceful = GracefulShutdown::new();
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(slowest_head);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Some(SLOWEST_HEAD)).max_concurrent_streams(256);
    let server = Arc::new(server);
    let mut late = 0;
    loop {
        // Whoever has come before it is told to stop is let in; whoever goes on coming is not.
        if *stop.borrow() {
            late += 1;
            if late > MOST_LATE {
                break;
            }
        }
        let place = tokio::select! {
            biased;
            place = places.clone().acquire_owned() => place.map_err(io::Error::other)?,
            _ = stop.changed() => break,
        };
        let (stream, address) = tokio::select! {
            biased;
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // Out of file descriptors, or gone before it was taken: neither ends the service.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            },
            _ = stop.changed() => break,
        };
        let _ = stream.set_nodelay(true);
        let (router, server, acceptor, watcher) =
            (router.clone(), server.clone(), acceptor.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            match acceptor {
                None => {
                    let stream = Prompt::new(stream, slowest_head);
                    connection(stream, Peer { address, certificate: None }, &router, &server, watcher).await;
                }
                Some(acceptor) => match tokio::time::timeout(slowest_head, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        let chain = stream.get_ref().1.peer_certificates();
                        let certificate =
                            chain.and_then(|chain| chain.first()).cloned().map(|one| Arc::new(one.into_owned()));
                        let stream = Prompt::new(stream, slowest_head);
                        connection(stream, Peer { address, certificate }, &router, &server, watcher).await;
                    }
                    Ok(Err(error)) => tracing::debug!(%address, %error, "no handshake"),
                    Err(_) => tracing::debug!(%address, "the handshake took too long"),
                },
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    router: &Router,
    server: &auto::Builder<TokioExecutor>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let address = peer.address;
    let router = router.clone();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer.clone());
        router.clone().call(request.map(Body::new))
    });
    let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%address, %error, "the connection ended badly");
    }
}
