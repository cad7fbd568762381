//! The service that is measured: this program, in a folder of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portcullis_client::{Client, Start};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::wrong;
use crate::error::BenchError;
use crate::timing::milliseconds;
use crate::tool;

/// An AuthZEN question about a customer that may.
pub(super) const EVALUATION: &str = r#"{"subject":{"type":"customer","id":"Example Customer Ltd","properties":{"headquarters":"SG","country":"SG","ultimate_parent":"self"}},"action":{"name":"provide_compute"},"resource":{"type":"instance","id":"aws:p5.48xlarge","properties":{"site":"US"}}}"#;
/// What a peer is asked: the question of the certification scenario.
pub(super) const PEER_EVALUATION: &str =
    r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#;
/// A pod that asks for eight accelerators.
pub(super) const REVIEW: &str = include_str!("../../../../examples/kubernetes/review.json");
const MAPPING: &str = include_str!("../../../../examples/kubernetes/mapping.toml");
/// The example requests, over and over.
pub(super) const REQUESTS: &str = include_str!("../../../../examples/requests.jsonl");
const LICENSE: &str = include_str!("../../../../examples/licenses/license.toml");
const REQUEST: &str = include_str!("../../../../examples/licenses/request.json");
const CONFIGURATION: &str = "listen = \"127.0.0.1:0\"\n[adapters]\nkubernetes = \"mapping.toml\"\n[access.limits]\n\
                             gate = { per_second = 4000000 }\nadapter = { per_second = 4000000 }\n\
                             [telemetry]\nlog = \"warn,portcullis_server::run=info\"\n";
/// Who signs what is done to the license.
const SIGNED: [&str; 6] = ["--by", "one", "--second", "two", "--reason", "bench"];
/// How long the service may take to be ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// The service.
pub(super) struct Service {
    folder: TempDir,
    process: Child,
    base: String,
    key: String,
}

impl Service {
    /// Starts it, and waits until it is ready.
    pub fn start(lists: Option<&Path>) -> Result<Self, BenchError> {
        let folder = tempfile::tempdir().map_err(wrong)?;
        let lists = lists.map(std::fs::canonicalize).transpose().map_err(wrong)?;
        let lists = lists.map_or_else(String::new, |lists| format!("lists = {:?}\n", lists.display().to_string()));
        // Neither the amount of the license nor its conditions run out.
        let endless = LICENSE
            .replace("chip_hours = 50000", "chip_hours = 5000000000")
            .replace("chips = 256", "chips = 4000000000");
        let endless = endless.replace("chip_hours = 10000", "chip_hours = 4000000000");
        for (name, text) in [
            ("portcullis.toml", format!("{lists}{CONFIGURATION}")),
            ("mapping.toml", MAPPING.to_owned()),
            ("license.toml", endless),
        ] {
            std::fs::write(folder.path().join(name), text).map_err(wrong)?;
        }
        let own = std::env::current_exe().map_err(wrong)?;
        let mut process = Command::new(own)
            .args(["serve", "--config", "portcullis.toml"])
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(wrong)?;
        let told = process.stderr.take().ok_or_else(|| wrong("the service has no standard error"))?;
        let base = ready(told)?;
        let mut service = Self { folder, process, base, key: String::new() };
        let made =
            service.command(&["key", "--config", "portcullis.toml", "make", "--name", "bench", "--role", "adapter"])?;
        service.key = made.lines().next().unwrap_or_default().to_owned();
        service.command(&[&["license", "issue", "license.toml"][..], &SIGNED].concat())?;
        service.until_known()?;
        Ok(service)
    }

    /// Its address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A key for it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// A start under the license.
    pub fn start_body(&self) -> Result<String, BenchError> {
        Ok(json!({ "request": request()?, "placement": { "resale": false, "cluster": "one" }, "hold_seconds": 600 })
            .to_string())
    }

    /// Megabytes that it has (Linux).
    #[expect(clippy::float_arithmetic, reason = "a measurement, never a figure of law")]
    pub fn memory_mb(&self) -> Result<f64, BenchError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).map_err(wrong)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().map_err(wrong)?;
        Ok(kilobytes / 1_024.0)
    }

    /// Milliseconds from the answer to a revocation until every lease's order is handed out; and how many leases ran.
    pub fn revoke(&self, leases: usize) -> Result<(f64, usize), BenchError> {
        let client = self.client()?;
        let request = request()?;
        for number in 0..leases {
            let start = Start {
                id: format!("revoked-{number}"),
                request: request.clone(),
                placement: Some(portcullis_client::Placement {
                    resale: Some(false),
                    cluster: Some("one".to_owned()),
                    ..Default::default()
                }),
                hold_seconds: 600,
            };
            if !client.start(&start).map_err(wrong)?.opens {
                return Err(wrong("a start was closed before anything was revoked"));
            }
        }
        let running = self.command(&["lease", "list"])?.lines().count();
        self.command(&[&["license", "revoke", "PERMIT-2026-0042"][..], &SIGNED].concat())?;
        let begun = Instant::now();
        loop {
            let handed_out = client.stops().map_err(wrong)?.len();
            if handed_out >= running {
                return Ok((milliseconds(begun.elapsed()), handed_out));
            }
            if begun.elapsed() > PATIENCE {
                return Err(wrong(format!("{handed_out} of {running} orders to stop were handed out")));
            }
        }
    }

    fn client(&self) -> Result<Client, BenchError> {
        Client::new(&self.base, &self.key).map_err(wrong)
    }

    /// The service reads its keys twice a second.
    fn until_known(&self) -> Result<(), BenchError> {
        let (client, begun) = (self.client()?, Instant::now());
        while client.stops().is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(wrong("the service does not know the key that was made for it"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Result<String, BenchError> {
        let own = std::env::current_exe().map_err(wrong)?;
        let mut command = Command::new(own);
        command.args(arguments).current_dir(self.folder.path());
        tool::output(&mut command, "it was there a moment ago").map_err(wrong)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address, once it says that it is ready; what it says afterwards is read and let go.
fn ready(told: std::process::ChildStderr) -> Result<String, BenchError> {
    let mut lines = BufReader::new(told).lines();
    let mut before = String::new();
    while let Some(Ok(line)) = lines.next() {
        if let Some((_, address)) = line.split_once("ready on ") {
            let address = address.trim().to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(address);
        }
        before = line;
    }
    Err(wrong(format!("the service did not start: {before}")))
}

fn request() -> Result<Value, BenchError> {
    let mut request: Value = serde_json::from_str(REQUEST).map_err(wrong)?;
    if let Some(fields) = request.as_object_mut() {
        fields.remove("id");
        fields.insert("quantity".to_owned(), json!(1));
    }
    Ok(request)
}
