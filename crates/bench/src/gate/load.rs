//! One load, made by a public tool.

use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use serde::Serialize;

use super::service::Service;
use super::wrong;
use crate::error::BenchError;
use crate::timing::milliseconds;
use crate::tool;

/// What a load came to.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Requests a second.
    pub per_second: f64,
    /// Milliseconds until the answer, at the median.
    pub median_ms: f64,
    /// At the 99th percentile.
    pub p99_ms: f64,
    /// Requests that were not answered with 200.
    pub failed: u64,
}

/// A load.
pub(super) struct Load {
    pub name: &'static str,
    pub address: String,
    pub key: String,
    pub body: String,
    /// Requests a second; as fast as they are answered where it is left out.
    pub rate: Option<usize>,
    pub seconds: u64,
    pub connections: usize,
}

impl Load {
    /// Makes it: `wrk` as fast as it goes, `hey` at a rate.
    pub fn run(&self) -> Result<Figures, BenchError> {
        let mut body = tempfile::NamedTempFile::new().map_err(wrong)?;
        body.write_all(self.body.as_bytes()).map_err(wrong)?;
        let path = body.path().display().to_string();
        match self.rate {
            None => self.wrk(&path),
            Some(rate) => self.hey(&path, rate),
        }
    }

    fn wrk(&self, body: &str) -> Result<Figures, BenchError> {
        let script = format!(
            "local f = io.open('{body}'); wrk.body = f:read('*a'); f:close()\nwrk.method = 'POST'\n\
             wrk.headers['Content-Type'] = 'application/json'\nwrk.headers['Authorization'] = 'Bearer {}'\n\
             done = function(s, l, r)\n  io.write(string.format('FIGURES %d %d %f %f %d\\n', s.requests, s.duration, l:percentile(50), l:percentile(99), s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout))\nend\n",
            self.key
        );
        let mut file = tempfile::NamedTempFile::new().map_err(wrong)?;
        file.write_all(script.as_bytes()).map_err(wrong)?;
        let connections = format!("-c{}", self.connections);
        let seconds = format!("-d{}s", self.seconds);
        let mut command = Command::new("wrk");
        command.args(["-t1", &connections, &seconds, "-s"]).arg(file.path()).arg(&self.address);
        let told = output(&mut command)?;
        let line = told.lines().find_map(|line| line.strip_prefix("FIGURES ")).unwrap_or_default();
        let figures: Vec<f64> = line.split(' ').filter_map(|figure| figure.parse().ok()).collect();
        let [requests, microseconds, median, p99, failed] = figures.as_slice() else {
            return Err(wrong(format!("{}: wrk told no figures", self.name)));
        };
        Ok(of_wrk(*requests, *microseconds, *median, *p99, *failed))
    }

    fn hey(&self, body: &str, rate: usize) -> Result<Figures, BenchError> {
        let workers = 50.min(self.connections).max(1);
        let (workers_text, each) = (workers.to_string(), (rate / workers).to_string());
        let seconds = format!("{}s", self.seconds);
        let authorization = format!("Authorization: Bearer {}", self.key);
        let mut command = Command::new("hey");
        command.args(["-z", &seconds, "-c", &workers_text, "-q", &each, "-m", "POST", "-T", "application/json"]);
        command.args(["-H", &authorization, "-D", body, &self.address]);
        let told = output(&mut command)?;
        let after = |prefix: &str| {
            let line = told.lines().find_map(|line| line.trim().strip_prefix(prefix))?;
            line.trim().split(' ').next()?.parse::<f64>().ok()
        };
        let missing = || wrong(format!("{}: hey told no figures", self.name));
        let per_second = after("Requests/sec:").ok_or_else(missing)?;
        let median = after("50% in").ok_or_else(missing)?;
        let p99 = after("99% in").ok_or_else(missing)?;
        let failed = told.lines().filter_map(status).filter(|(status, _)| *status != 200).map(|(_, count)| count).sum();
        Ok(of_hey(per_second, median, p99, failed))
    }
}

#[expect(clippy::float_arithmetic, reason = "a measurement, never a figure of law")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count that wrk tells as a number")]
fn of_wrk(requests: f64, microseconds: f64, median: f64, p99: f64, failed: f64) -> Figures {
    let per_second = requests * 1_000_000.0 / microseconds.max(1.0);
    Figures { per_second, median_ms: median / 1_000.0, p99_ms: p99 / 1_000.0, failed: failed as u64 }
}

#[expect(clippy::float_arithmetic, reason = "a measurement, never a figure of law")]
fn of_hey(per_second: f64, median: f64, p99: f64, failed: u64) -> Figures {
    Figures { per_second, median_ms: median * 1_000.0, p99_ms: p99 * 1_000.0, failed }
}

/// A status and how many had it: `[200] 75000 responses`.
fn status(line: &str) -> Option<(u16, u64)> {
    let (status, rest) = line.trim().strip_prefix('[')?.split_once(']')?;
    let count = rest.trim().strip_suffix("responses")?.trim().parse().ok()?;
    Some((status.parse().ok()?, count))
}

/// Determinations a second of one stream of lines.
#[expect(clippy::float_arithmetic, reason = "a measurement, never a figure of law")]
pub(super) fn batch(service: &Service, lines: usize) -> Result<f64, BenchError> {
    let mut file = tempfile::NamedTempFile::new().map_err(wrong)?;
    let own: Vec<&str> = super::service::REQUESTS.lines().collect();
    for line in own.iter().cycle().take(lines) {
        writeln!(file, "{line}").map_err(wrong)?;
    }
    let answers = tempfile::NamedTempFile::new().map_err(wrong)?;
    let authorization = format!("Authorization: Bearer {}", service.key());
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--request", "POST", "--header", &authorization]);
    command.args(["--header", "content-type: application/x-ndjson", "--upload-file"]).arg(file.path());
    command.arg("--output").arg(answers.path()).arg(format!("{}/v1/determinations/batch", service.base()));
    let begun = Instant::now();
    output(&mut command)?;
    let elapsed = milliseconds(begun.elapsed());
    let answered = std::fs::read_to_string(answers.path()).map_err(wrong)?.lines().count();
    if answered != lines {
        return Err(wrong(format!("the batch: {lines} lines were sent and {answered} came back")));
    }
    Ok(lines as f64 * 1_000.0 / elapsed)
}

fn output(command: &mut Command) -> Result<String, BenchError> {
    tool::output(command, "install it (Debian: apt-get install wrk hey curl)").map_err(wrong)
}
