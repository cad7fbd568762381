//! A proxy before a PostgreSQL, which cuts the connection at a moment of the test's choice.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// When to cut, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// When the client sends anything.
    AtOnce,
    /// When the client sends its commit, which the server does not get.
    BeforeCommit,
    /// When the server has answered the commit, which the client does not get.
    AfterCommit,
}

pub struct Proxy {
    folder: tempfile::TempDir,
    database: String,
    cut: Arc<Mutex<Option<Cut>>>,
    busy: Arc<AtomicUsize>,
}

impl Proxy {
    /// Before the server of an address like `postgresql:///name?user=postgres&host=/folder`.
    pub fn start(address: &str) -> Self {
        let config: postgres::Config = address.parse().unwrap();
        let server = match &config.get_hosts()[0] {
            postgres::config::Host::Unix(folder) => folder.join(".s.PGSQL.5432"),
            other => panic!("a server with a socket in a folder is needed, not {other:?}"),
        };
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let proxy = Self {
            folder,
            database: config.get_dbname().unwrap().to_owned(),
            cut: Arc::default(),
            busy: Arc::default(),
        };
        let (cut, busy) = (proxy.cut.clone(), proxy.busy.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), UnixStream::connect(&server).unwrap());
                let (cut, busy) = (cut.clone(), busy.clone());
                busy.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    forward(client, server, &cut);
                    busy.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        proxy
    }

    pub fn address(&self) -> String {
        format!("postgresql:///{}?user=postgres&host={}", self.database, self.folder.path().display())
    }

    pub fn cut(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    /// Whether all connections have ended.
    pub fn is_quiet(&self) -> bool {
        self.busy.load(Ordering::SeqCst) == 0
    }
}

/// Passes what the client sends, and passes what the server answers in another thread, until either ends or the time to cut has come.
fn forward(mut client: UnixStream, mut server: UnixStream, cut: &Mutex<Option<Cut>>) {
    let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let is_muted = Arc::new(Mutex::new(false));
    let muted = is_muted.clone();
    let answering = std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(read @ 1..) = answers.read(&mut buffer) {
            if *muted.lock().unwrap() || back.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = back.shutdown(std::net::Shutdown::Both);
        let _ = answers.shutdown(std::net::Shutdown::Both);
    });
    let mut buffer = [0; 65_536];
    while let Ok(read @ 1..) = client.read(&mut buffer) {
        let sent = &buffer[..read];
        let mut cut = cut.lock().unwrap();
        let is_commit = sent.windows(6).any(|window| window == b"COMMIT");
        match *cut {
            Some(Cut::AtOnce) => {
                *cut = None;
                break;
            }
            Some(Cut::BeforeCommit) if is_commit => {
                *cut = None;
                break;
            }
            Some(Cut::AfterCommit) if is_commit => {
                *cut = None;
                *is_muted.lock().unwrap() = true;
            }
            _ => {}
        }
        drop(cut);
        if server.write_all(sent).is_err() {
            break;
        }
    }
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = client.shutdown(std::net::Shutdown::Both);
    answering.join().unwrap();
}
