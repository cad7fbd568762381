//! Lines, in pieces: whole lines each, except that a line that is too long is cut off where that is certain.

use std::io::{self, Read};

/// The longest line that is kept whole. Of a longer one so much comes out that it is seen to be longer.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

/// Lines that go to one worker together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    first: u64,
    bytes: Vec<u8>,
}

impl Lines {
    /// The lines that are not blank, without their ends, each with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let lines = ends.scan(0, |start, end| {
            let line = self.bytes.get(*start..end).unwrap_or_default();
            *start = end + 1;
            Some(line)
        });
        (self.first..).zip(lines).filter(|(_, line)| !line.trim_ascii().is_empty())
    }

    /// How many bytes they have.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Cuts an input into pieces of whole lines: each with the bytes of the input up to its end.
#[derive(Debug)]
pub struct Chunks<R> {
    input: R,
    /// Bytes that are read at a time.
    size: usize,
    /// What was read of the next piece.
    rest: Vec<u8>,
    /// The number of the next line.
    line: u64,
    read: u64,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    /// Pieces of about `size` bytes. Lines are counted from one.
    pub fn new(input: R, size: usize) -> Self {
        Self { input, size: size.max(1), rest: Vec::new(), line: 1, read: 0, ended: false }
    }

    fn lines(&mut self) -> io::Result<Option<(Lines, u64)>> {
        while !self.ended {
            let mut bytes = std::mem::take(&mut self.rest);
            self.more(&mut bytes)?;
            if !self.ended {
                match memchr::memrchr(b'\n', &bytes) {
                    Some(at) => self.rest = bytes.split_off(at + 1),
                    None if bytes.len() <= LINE_BYTES_MAX => {
                        self.rest = bytes;
                        continue;
                    }
                    None => self.skip_line(&mut bytes)?,
                }
            }
            if !bytes.is_empty() {
                let first = self.line;
                self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
                return Ok(Some((Lines { first, bytes }, self.read - self.rest.len() as u64)));
            }
        }
        Ok(None)
    }

    /// Reads so many bytes more, or to the end.
    fn more(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let read = self.input.by_ref().take(self.size as u64).read_to_end(bytes)?;
        self.read += read as u64;
        self.ended = read == 0;
        Ok(())
    }

    /// Leaves the rest of a line out: what is kept of it is too long already.
    fn skip_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let mut skipped = Vec::new();
        while !self.ended {
            skipped.clear();
            self.more(&mut skipped)?;
            if let Some(at) = memchr::memchr(b'\n', &skipped) {
                self.rest = skipped.split_off(at + 1);
                bytes.push(b'\n');
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<(Lines, u64)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.lines().transpose()
    }
}
