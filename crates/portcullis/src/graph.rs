//! Files of owners into one graph: what could not be read of them is told, and each is named by its hash.

use crate::report::Report;
use portcullis_catalog::Countries;
use portcullis_determination::{GraphVersion, ServedOwnership};
use portcullis_ownership::{Graph, GraphBuilder, ReadReport};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bad rows that are shown of each file.
const BAD_ROWS_SHOWN: usize = 5;
/// Bytes of a file that are read at a time.
const BUFFER_BYTES: usize = 1 << 17;

/// The graph of these files; of what format each is shows in its first bytes.
pub(crate) fn load(paths: &[PathBuf], countries: &Countries) -> Result<ServedOwnership, Report> {
    let (graph, versions) = read_all(paths, countries)?;
    if graph.party_count() == 0 {
        let files = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(Report::new(format!("{files}: there is no party in the graph"))
            .with_help("name the files that say who owns whom; examples/ownership shows some"));
    }
    Ok(ServedOwnership::new(graph, versions))
}

fn read_all(paths: &[PathBuf], countries: &Countries) -> Result<(Graph, Vec<GraphVersion>), Report> {
    let mut builder = GraphBuilder::new();
    let mut versions = Vec::new();
    for path in paths {
        let unread = |error: io::Error| {
            Report::new(format!("cannot read {}: {error}", path.display()))
                .with_help("nothing is decided with a part of a graph: name files that can be read")
        };
        let document = name(path);
        let file = File::open(path).map_err(unread)?;
        let mut input = BufReader::with_capacity(BUFFER_BYTES, Hashed { file, hash: Sha256::new() });
        let report = portcullis_ownership::read(&mut builder, &document, &mut input, countries).map_err(Report::new)?;
        // What stands behind the last record belongs to the file, too.
        io::copy(&mut input, &mut io::sink()).map_err(unread)?;
        tell_bad_rows(&path.display().to_string(), &report);
        let sha256 = input.into_inner().hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        versions.push(GraphVersion { document, sha256 });
    }
    Ok((builder.finish(), versions))
}

/// The name by which the evidence of interests calls a file.
fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A file, hashed as it is read.
struct Hashed {
    file: File,
    hash: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

fn tell_bad_rows(path: &str, report: &ReadReport) {
    if report.bad == 0 {
        return;
    }
    let problems = if report.bad == 1 { "1 problem".to_owned() } else { format!("{} problems", report.bad) };
    anstream::eprintln!("{path}, {}: {problems} in {} records", report.format, report.records);
    for row in report.bad_rows.iter().take(BAD_ROWS_SHOWN) {
        anstream::eprintln!("  {row}");
    }
    if report.bad > BAD_ROWS_SHOWN as u64 {
        anstream::eprintln!("  and {} more", report.bad - BAD_ROWS_SHOWN as u64);
    }
}
