//! A PostgreSQL for tests: the one that `PORTCULLIS_TEST_POSTGRES` names, or one that is made for the test and thrown away after it.
//!
//! A cluster listens on a socket in its own folder only, is safe against a crash (`fsync` stays on), and ends with the process that started it. The
//! server refuses to run as root, so root starts it as the user `postgres`.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Names a server on which databases may be made, as an address; `none` leaves out the tests that need one.
pub const VARIABLE: &str = "PORTCULLIS_TEST_POSTGRES";
/// How long a server may take to come up: after a crash it first reads its log.
const STARTING: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Why there is no server, in words for a person.
pub type Failure = String;

/// A server of the test's own, which may be killed.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    server: Child,
}

/// A database of the test's own, dropped after it.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
    /// The cluster that was started for this database alone.
    cluster: Option<Cluster>,
}

/// Whether tests with PostgreSQL are to be left out, by order of `PORTCULLIS_TEST_POSTGRES=none`; says so.
#[must_use]
pub fn left_out() -> bool {
    let none = std::env::var(VARIABLE).is_ok_and(|value| value == "none");
    if none {
        let _ = writeln!(std::io::stderr(), "left out, because {VARIABLE}=none");
    }
    none
}

impl Cluster {
    /// Makes a cluster and starts it. On Linux it ends with the thread that started it, so that a test that is killed leaves nothing running.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Result<Self, Failure> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("portcullis-postgres-").tempdir().map_err(words("a folder"))?;
        if is_root()? {
            run(Command::new("chown").arg("postgres:").arg(folder.path()))?;
        }
        let data = folder.path().join("data");
        // What `initdb` writes need not outlive a loss of power; what the server writes is brought to the disk.
        run(as_server_user(&programs.join("initdb"))?
            .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D"])
            .arg(&data))?;
        let server = launch(&programs, folder.path())?;
        let mut cluster = Self { folder, programs, server };
        cluster.wait_until_up()?;
        Ok(cluster)
    }

    /// The address of its first database, on which others may be made.
    #[must_use]
    pub fn address(&self) -> String {
        format!("postgresql:///postgres?user=postgres&host={}", self.folder.path().display())
    }

    /// Kills the server with signal 9, as a loss of power would.
    ///
    /// # Errors
    /// When it was not running.
    pub fn kill_nine(&mut self) -> Result<(), Failure> {
        self.server.kill().and_then(|()| self.server.wait()).map(|_| ()).map_err(words("killing the server"))
    }

    /// Starts the server again after [`Cluster::kill_nine`], and waits until it is up.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn restart(&mut self) -> Result<(), Failure> {
        // The server's other processes notice after a moment that it is gone; until then a new one is refused.
        self.server = launch(&self.programs, self.folder.path())?;
        self.wait_until_up()
    }

    fn wait_until_up(&mut self) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            match postgres::Client::connect(&self.address(), postgres::NoTls) {
                Ok(_) => return Ok(()),
                Err(error) if began.elapsed() > STARTING => return Err(format!("{error}: {}", self.log())),
                Err(_) => std::thread::sleep(BETWEEN_LOOKS),
            }
            if self.server.try_wait().map_err(words("waiting for the server"))?.is_some() {
                std::thread::sleep(BETWEEN_LOOKS);
                self.server = launch(&self.programs, self.folder.path())?;
            }
        }
    }

    fn log(&self) -> String {
        let mut log = String::new();
        let read =
            std::fs::File::open(self.folder.path().join("log")).and_then(|mut file| file.read_to_string(&mut log));
        read.map_or_else(|error| error.to_string(), |_| log)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Its folder goes at once, so nothing is lost by not asking politely.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Database {
    /// A new, empty database on the server that the environment names, or else on a cluster that is started for it.
    ///
    /// # Errors
    /// When there is no server: tests fail then rather than pass without having run.
    pub fn fresh() -> Result<Self, Failure> {
        match std::env::var(VARIABLE) {
            Ok(server) => Self::on(server, None),
            Err(_) => {
                let cluster = Cluster::start()?;
                Self::on(cluster.address(), Some(cluster))
            }
        }
    }

    /// One more empty database on the same server, which must not outlive the first.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn beside(&self) -> Result<Self, Failure> {
        Self::on(self.server.clone(), None)
    }

    fn on(server: String, cluster: Option<Cluster>) -> Result<Self, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name, cluster };
        database.command(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", database.name))?;
        database.command(&format!("CREATE DATABASE {} TEMPLATE template0", database.name))?;
        Ok(database)
    }

    /// The address of this database.
    #[must_use]
    pub fn address(&self) -> String {
        let (scheme, rest) = self.server.split_once("://").unwrap_or(("postgresql", &self.server));
        let (before, settings) = rest.split_once('?').map_or((rest, ""), |(before, settings)| (before, settings));
        let host = before.split_once('/').map_or(before, |(host, _)| host);
        format!("{scheme}://{host}/{}?{settings}", self.name).trim_end_matches('?').to_owned()
    }

    /// The cluster that was started for this database, where one was.
    pub fn cluster(&mut self) -> Option<&mut Cluster> {
        self.cluster.as_mut()
    }

    fn command(&self, sql: &str) -> Result<(), Failure> {
        let failed = |error: postgres::Error| format!("{}: {error}: {sql}", self.server);
        let mut client = postgres::Client::connect(&self.server, postgres::NoTls).map_err(failed)?;
        client.batch_execute(sql).map_err(failed)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.cluster.is_none() {
            let _ = self.command(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// The folder of the server's programs: in the path, or where Debian puts them.
fn programs() -> Result<PathBuf, Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    let has_both = |folder: &&PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    folders.iter().find(has_both).cloned().ok_or_else(|| {
        format!("no PostgreSQL is installed; install it, or name a server in {VARIABLE}, or leave these tests out by {VARIABLE}=none")
    })
}

fn launch(programs: &Path, folder: &Path) -> Result<Child, Failure> {
    let log = std::fs::File::create(folder.join("log")).map_err(words("the server's log"))?;
    let mut command = as_server_user(&programs.join("postgres"))?;
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    command.args(["-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=100"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command.spawn().map_err(words("starting the server"))
}

/// A command as the user that the server may run as. `setpriv` becomes the program, so its process is the server, and ends it with its parent.
fn as_server_user(program: &Path) -> Result<Command, Failure> {
    let is_linux = cfg!(target_os = "linux");
    let is_root = is_root()?;
    if !is_linux && !is_root {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    if is_root {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.arg("--pdeathsig=QUIT").arg("--").arg(program).current_dir("/");
    Ok(command)
}

fn is_root() -> Result<bool, Failure> {
    let id = Command::new("id").arg("-u").output().map_err(words("id -u"))?;
    Ok(id.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

fn words(what: &'static str) -> impl Fn(std::io::Error) -> Failure {
    move |error| format!("{what}: {error}")
}
