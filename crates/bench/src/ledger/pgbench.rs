//! PostgreSQL's own benchmark, on the same server: what a transaction costs there.

use std::process::Command;

use super::wrong;
use crate::error::BenchError;
use crate::tool;

/// Rows of the benchmark's accounts, in hundred thousands.
const SCALE: &str = "10";

/// An empty database of this name on a server, in place of one that was there.
pub(super) fn fresh_database(server: &str, name: &str) -> Result<String, BenchError> {
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        output(Command::new("psql").args(["--quiet", "--no-psqlrc", "--dbname", server, "--command", &statement]))?;
    }
    let (before, options) =
        server.split_once('?').map_or((server, String::new()), |(before, options)| (before, format!("?{options}")));
    let authority = before
        .find("://")
        .and_then(|at| before.get(at + 3..))
        .ok_or_else(|| wrong("the server is not a postgres:// address"))?;
    let authority = authority.split('/').next().unwrap_or_default();
    Ok(format!("postgres://{authority}/{name}{options}"))
}

/// TPC-B transactions a second, with as many clients.
pub(super) fn run(server: &str, clients: usize, seconds: u64) -> Result<f64, BenchError> {
    let database = fresh_database(server, "portcullis_pgbench")?;
    output(Command::new("pgbench").args(["--initialize", "--quiet", "--scale", SCALE, &database]))?;
    let (clients, seconds) = (clients.to_string(), seconds.to_string());
    let told =
        output(Command::new("pgbench").args(["--client", &clients, "--jobs", "2", "--time", &seconds, &database]))?;
    let figure = told.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    figure.and_then(|figure| figure.parse().ok()).ok_or_else(|| wrong("pgbench told no figure"))
}

fn output(command: &mut Command) -> Result<String, BenchError> {
    tool::output(command, "install PostgreSQL's client programs").map_err(wrong)
}
