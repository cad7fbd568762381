//! The bytes of a file: hashed as published, unpacked where they are packed, never all in memory.

use crate::error::ListError;
use flate2::read::MultiGzDecoder;
use portcullis_catalog::hex;
use sha2::{Digest as _, Sha256};
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// The most that one record may take: more means that a quote or a tag was never closed.
const RECORD_MAX: u64 = 32 << 20;

/// Called with the number of bytes read so far.
pub type Progress<'a> = Rc<dyn Fn(u64) + 'a>;

/// A file that is being read. Gzip is recognised by its first bytes, whatever the name.
pub struct Input<'a> {
    name: Arc<str>,
    raw: Rc<RefCell<Raw<'a>>>,
    body: BufReader<Bounded<'a>>,
    allowance: Rc<Cell<u64>>,
}

/// Hashes what passes.
struct Raw<'a> {
    source: Box<dyn Read + 'a>,
    hasher: Sha256,
    read: u64,
    progress: Option<Progress<'a>>,
}

struct Shared<'a>(Rc<RefCell<Raw<'a>>>);

/// Fails when too much is read without a record being completed.
struct Bounded<'a> {
    source: Box<dyn Read + 'a>,
    allowance: Rc<Cell<u64>>,
}

impl Read for Shared<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut raw = self.0.borrow_mut();
        let count = raw.source.read(buffer)?;
        raw.hasher.update(buffer.get(..count).unwrap_or_default());
        raw.read = raw.read.saturating_add(count as u64);
        if let Some(progress) = &raw.progress {
            progress(raw.read);
        }
        Ok(count)
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let Some(left) = self.allowance.get().checked_sub(count as u64) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a record is longer than 32 MiB: a quote or a tag is not closed, or this is another format",
            ));
        };
        self.allowance.set(left);
        Ok(count)
    }
}

impl<'a> Input<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path, progress: Option<Progress<'a>>) -> Result<Self, ListError> {
        let file = File::open(path).map_err(|error| ListError::io("read", path, error))?;
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.display().to_string());
        Self::new(name, Box::new(file), progress).map_err(|error| ListError::io("read", path, error))
    }

    /// Bytes in memory, as if they were the file of that name.
    ///
    /// # Errors
    /// When they begin like a packed file and cannot be unpacked.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, ListError> {
        Self::new(name.to_owned(), Box::new(Cursor::new(bytes)), None)
            .map_err(|error| ListError::io("read", Path::new(name), error))
    }

    fn new(name: String, source: Box<dyn Read + 'a>, progress: Option<Progress<'a>>) -> io::Result<Self> {
        let raw = Rc::new(RefCell::new(Raw { source, hasher: Sha256::new(), read: 0, progress }));
        let mut packed = BufReader::with_capacity(1 << 16, Shared(raw.clone()));
        let source: Box<dyn Read + 'a> = match packed.fill_buf()? {
            [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(packed)),
            _ => Box::new(packed),
        };
        let allowance = Rc::new(Cell::new(RECORD_MAX));
        let mut body = BufReader::with_capacity(1 << 16, Bounded { source, allowance: allowance.clone() });
        if body.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
            body.consume(3);
        }
        Ok(Self { name: name.into(), raw, body, allowance })
    }

    /// The name of the file, without its folder.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        self.name.clone()
    }

    /// The unpacked bytes, and the handle that says when a record is complete.
    pub(crate) fn parts(&mut self) -> (&mut (dyn BufRead + 'a), RecordEnd) {
        (&mut self.body, RecordEnd(self.allowance.clone()))
    }

    /// The first bytes, unpacked, without consuming them.
    pub(crate) fn peek(&mut self) -> Result<&[u8], ListError> {
        let name = self.name.clone();
        self.body.fill_buf().map_err(|error| ListError::io("read", Path::new(&*name), error))
    }

    pub(crate) fn failed(&self, error: io::Error) -> ListError {
        ListError::io("read", Path::new(&*self.name), error)
    }

    /// Reads what is left and gives the SHA-256 of the file as it was published.
    ///
    /// # Errors
    /// When the rest cannot be read.
    pub fn finish(self) -> Result<ImportedFile, ListError> {
        let name = self.name.clone();
        let drained = io::copy(&mut Shared(self.raw.clone()), &mut io::sink());
        drained.map_err(|error| ListError::io("read", Path::new(&*name), error))?;
        let digest = self.raw.borrow().hasher.clone().finalize();
        Ok(ImportedFile { name: name.to_string(), sha256: hex(&digest) })
    }
}

/// Says that a record is complete, so that the next may take its full length.
#[derive(Clone)]
pub(crate) struct RecordEnd(Rc<Cell<u64>>);

impl RecordEnd {
    pub fn reached(&self) {
        self.0.set(RECORD_MAX);
    }
}

/// A file that went into a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedFile {
    /// Its name, without the folder.
    pub name: String,
    /// Its hash, as published (packed, where it was packed).
    pub sha256: String,
}

/// Calls back for each line that is not empty, with its number, counted from one.
pub(crate) fn each_line(
    input: &mut Input<'_>,
    mut take: impl FnMut(u64, &[u8]) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        let (body, end) = input.parts();
        let count = match body.read_until(b'\n', &mut line) {
            Ok(count) => count,
            Err(error) => return Err(input.failed(error)),
        };
        end.reached();
        if count == 0 {
            return Ok(());
        }
        number += 1;
        if !line.trim_ascii().is_empty() {
            take(number, line.trim_ascii())?;
        }
    }
}
