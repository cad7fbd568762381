//! A proxy before a PostgreSQL, which can fall silent: whoever talks through it hears nothing, and is not cut off either.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Condvar, Mutex};

pub struct Proxy {
    folder: tempfile::TempDir,
    address: String,
    silence: Arc<Silence>,
}

#[derive(Default)]
struct Silence {
    is_silent: Mutex<bool>,
    changed: Condvar,
}

impl Silence {
    /// Waits for its end.
    fn sit_out(&self) {
        let is_silent = self.is_silent.lock().unwrap();
        drop(self.changed.wait_while(is_silent, |is_silent| *is_silent).unwrap());
    }
}

impl Proxy {
    /// Before the server of an address, which listens on a socket in a folder.
    pub fn start(address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (before, host) = address.split_once("host=").unwrap();
        let server = format!("{host}/.s.PGSQL.5432");
        let address = format!("{before}host={}", folder.path().display());
        let silence = Arc::<Silence>::default();
        let shared = silence.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (silence, server) = (shared.clone(), server.clone());
                std::thread::spawn(move || {
                    silence.sit_out();
                    let server = UnixStream::connect(&server).unwrap();
                    let (back, answers) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                    let shared = silence.clone();
                    std::thread::spawn(move || forward(answers, back, &shared));
                    forward(client, server, &silence);
                });
            }
        });
        Self { folder, address, silence }
    }

    pub fn address(&self) -> &str {
        assert!(self.folder.path().exists());
        &self.address
    }

    /// Nothing passes from now on, or everything does again, what was held back too.
    pub fn silence(&self, is_silent: bool) {
        *self.silence.is_silent.lock().unwrap() = is_silent;
        self.silence.changed.notify_all();
    }
}

/// Passes on what comes, until either end is closed.
fn forward(mut from: UnixStream, mut to: UnixStream, silence: &Silence) {
    let mut buffer = [0; 65_536];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        silence.sit_out();
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
