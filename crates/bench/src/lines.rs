//! The input of the batch, repeated to its length, and its output, counted and dropped.

use std::io::{self, Read, Write};

/// Lines, again and again, up to a number of them.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    lines: &'a [Vec<u8>],
    next: usize,
    left: usize,
    /// What is still to be read of the line before `next`, its line feed included.
    rest: &'a [u8],
    line_feed: bool,
}

impl<'a> Lines<'a> {
    pub fn new(lines: &'a [Vec<u8>], count: usize) -> Self {
        let left = if lines.is_empty() { 0 } else { count };
        Self { lines, next: 0, left, rest: &[], line_feed: false }
    }

    /// Bytes of all lines.
    pub fn total_bytes(&self) -> u64 {
        let lengths = self.lines.iter().cycle().take(self.left);
        lengths.map(|line| line.len() as u64 + 1).sum()
    }

    /// What to copy next; empty at the end.
    fn part(&mut self) -> &'a [u8] {
        if !self.rest.is_empty() {
            return self.rest;
        }
        if self.line_feed {
            return b"\n";
        }
        let Some(line) = self.left.checked_sub(1).and_then(|left| {
            self.left = left;
            self.lines.get(self.next)
        }) else {
            return &[];
        };
        self.next = (self.next + 1).checked_rem(self.lines.len()).unwrap_or(0);
        self.rest = line;
        self.line_feed = true;
        self.rest
    }

    fn taken(&mut self, length: usize) {
        if self.rest.is_empty() {
            self.line_feed = false;
        } else {
            self.rest = self.rest.get(length..).unwrap_or_default();
        }
    }
}

impl Read for Lines<'_> {
    fn read(&mut self, mut buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = 0;
        loop {
            let part = self.part();
            let length = part.len().min(buffer.len());
            if length == 0 {
                return Ok(read);
            }
            read += buffer.write(part)?;
            self.taken(length);
        }
    }
}

/// Counts what is written.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    pub bytes: u64,
}

impl Write for Counter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.bytes += buffer.len() as u64;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_repeated_to_their_number_whatever_the_buffer() {
        let lines = [b"one".to_vec(), b"three".to_vec()];
        let expected = b"one\nthree\none\n";
        for size in 1..20 {
            let mut input = Lines::new(&lines, 3);
            assert_eq!(input.total_bytes(), expected.len() as u64);
            let mut found = Vec::new();
            let mut buffer = vec![0; size];
            loop {
                let read = input.read(&mut buffer).unwrap();
                if read == 0 {
                    break;
                }
                found.extend_from_slice(&buffer[..read]);
            }
            assert_eq!(found, expected);
        }
    }
}
