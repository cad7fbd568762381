//! A connection that has to begin. Whoever connects and says nothing, or only as much as both versions of HTTP could begin with, would hold a place for
//! ever: which version it is has to be known before any other limit counts.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// What a client of HTTP/2 begins with (RFC 9113, section 3.4); no request of HTTP/1 begins so.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that fails where it is not known in time which version of HTTP is spoken.
pub struct Prompt<S> {
    stream: S,
    /// What was read that could still be the preface.
    read: usize,
    /// Until when; nothing once it is known.
    patience: Option<Pin<Box<Sleep>>>,
}

impl<S> Prompt<S> {
    /// A connection that was just made, and has to begin within this time.
    pub fn new(stream: S, patience: Duration) -> Self {
        Self { stream, read: 0, patience: Some(Box::pin(tokio::time::sleep(patience))) }
    }

    fn saw(&mut self, bytes: &[u8]) {
        let rest = PREFACE.get(self.read..).unwrap_or_default();
        let is_open = bytes.len() < rest.len() && rest.starts_with(bytes);
        self.read += bytes.len();
        if !is_open {
            self.patience = None;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Prompt<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some(patience) = &mut self.patience else { return polled };
        if polled.is_pending() {
            return patience.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
        self.saw(buffer.filled().get(before..).unwrap_or_default());
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Prompt<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
