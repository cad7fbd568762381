//! A proxy before a PostgreSQL, which cuts connections at moments of the test's choice.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex};

/// When to cut, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// When the client sends anything.
    Now,
    /// When the client sends a commit, which the server does not get.
    BeforeCommit,
    /// When the server has answered a commit, which the client does not get.
    AfterCommit,
}

#[derive(Default)]
struct State {
    cut: Option<Cut>,
    is_dark: bool,
}

pub struct Proxy {
    folder: tempfile::TempDir,
    address: String,
    state: Arc<Mutex<State>>,
}

impl Proxy {
    /// Before the server of an address, which listens on a socket or on a port.
    pub fn start(address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let config: postgres::Config = address.parse().unwrap();
        let Some(postgres::config::Host::Unix(server)) = config.get_hosts().first() else {
            panic!("a server with a socket in a folder is needed, not {address}")
        };
        let server = server.join(format!(".s.PGSQL.{}", config.get_ports().first().unwrap_or(&5432)));
        let name = config.get_dbname().unwrap();
        let user = config.get_user().unwrap_or("postgres");
        let address = format!("postgresql:///{name}?user={user}&host={}", folder.path().display());
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                if !state.lock().unwrap().is_dark {
                    let server = UnixStream::connect(&server).unwrap();
                    std::thread::spawn(move || forward(client, server, &state));
                }
            }
        });
        Self { folder, address, state }
    }

    pub fn address(&self) -> String {
        assert!(self.folder.path().exists());
        self.address.clone()
    }

    pub fn cut(&self, cut: Cut) {
        self.state.lock().unwrap().cut = Some(cut);
    }

    /// Whether the cut was made.
    pub fn is_done(&self) -> bool {
        self.state.lock().unwrap().cut.is_none()
    }

    /// Cuts whatever says something and lets nobody in, or lets everybody in again.
    pub fn darken(&self, is_dark: bool) {
        self.state.lock().unwrap().is_dark = is_dark;
    }
}

/// Passes what the client sends, and passes what the server answers in another thread, until either ends or the time to cut has come.
fn forward(mut client: UnixStream, mut server: UnixStream, state: &Mutex<State>) {
    let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let is_muted = Arc::new(Mutex::new(false));
    let muted = Arc::clone(&is_muted);
    let answering = std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(read @ 1..) = answers.read(&mut buffer) {
            if *muted.lock().unwrap() || back.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = back.shutdown(Shutdown::Both);
        let _ = answers.shutdown(Shutdown::Both);
    });
    let mut buffer = [0; 65_536];
    while let Ok(read @ 1..) = client.read(&mut buffer) {
        let sent = &buffer[..read];
        let mut state = state.lock().unwrap();
        let is_commit = sent.windows(6).any(|window| window == b"COMMIT")
            && sent.windows(11).any(|window| window == b"node_commit");
        let is_time = match state.cut {
            Some(Cut::Now) => true,
            Some(Cut::BeforeCommit) => is_commit,
            _ => false,
        };
        if is_time || (state.cut == Some(Cut::AfterCommit) && is_commit) {
            *is_muted.lock().unwrap() = !is_time;
            state.cut = None;
        }
        let is_over = is_time || state.is_dark;
        drop(state);
        if is_over || server.write_all(sent).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
    answering.join().unwrap();
}
