//! Lines in pieces: none is lost, cut or counted wrongly, wherever the pieces end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use portcullis_pipeline::{Chunks, LINE_BYTES_MAX};
use proptest::prelude::*;
use std::io::{self, Read};

/// Every line with its number, and the positions at which the pieces end.
fn cut(input: impl Read, size: usize) -> (Vec<(u64, Vec<u8>)>, Vec<u64>) {
    let (mut lines, mut ends) = (Vec::new(), Vec::new());
    for piece in Chunks::new(input, size) {
        let (piece, end) = piece.unwrap();
        assert!(piece.size() > 0);
        lines.extend(piece.numbered().map(|(number, line)| (number, line.to_vec())));
        ends.push(end);
    }
    (lines, ends)
}

/// Gives a byte at a time, as a slow pipe does.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (Some((first, rest)), Some(place)) = (self.0.split_first(), buffer.first_mut()) else { return Ok(0) };
        *place = *first;
        self.0 = rest;
        Ok(1)
    }
}

proptest! {
    #[test]
    fn lines_are_the_same_wherever_pieces_end(text in "[ab\n\r ]{0,80}", size in 0_usize..20) {
        let expected: Vec<(u64, Vec<u8>)> = (1..)
            .zip(text.split('\n'))
            .filter(|(_, line)| !line.trim_ascii().is_empty())
            .map(|(number, line)| (number, line.as_bytes().to_vec()))
            .collect();
        for (lines, ends) in [cut(text.as_bytes(), size), cut(Slow(text.as_bytes()), size)] {
            prop_assert_eq!(&lines, &expected);
            prop_assert!(ends.is_sorted());
            prop_assert_eq!(ends.last().copied().unwrap_or(0), text.len() as u64);
        }
    }
}

#[test]
fn a_line_as_long_as_may_be_is_whole() {
    let long = "x".repeat(LINE_BYTES_MAX);
    let (lines, _) = cut(format!("a\n{long}\nb\n").as_bytes(), 1 << 18);
    assert_eq!(
        lines.iter().map(|(number, line)| (*number, line.len())).collect::<Vec<_>>(),
        [(1, 1), (2, LINE_BYTES_MAX), (3, 1)]
    );
}

#[test]
fn of_a_line_that_is_too_long_so_much_comes_out_that_it_is_seen() {
    for size in [1 << 10, 1 << 18] {
        let text = format!("a\n{}\nb\n\nc\n{}", "x".repeat(9 * LINE_BYTES_MAX), "y".repeat(9 * LINE_BYTES_MAX));
        let (lines, ends) = cut(text.as_bytes(), size);
        let lengths: Vec<(u64, usize)> = lines.iter().map(|(number, line)| (*number, line.len())).collect();
        let [(1, 1), (2, long), (3, 1), (5, 1), (6, last)] = lengths.as_slice() else { panic!("{lengths:?}") };
        for length in [long, last] {
            assert!((LINE_BYTES_MAX + 1..=LINE_BYTES_MAX + size).contains(length), "{length}");
        }
        assert_eq!(ends.last(), Some(&(text.len() as u64)));
    }
}

#[test]
fn an_input_that_fails_is_an_error_behind_what_was_read() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let mut pieces = Chunks::new(b"a\nb\n".as_slice().chain(Fails), 2);
    assert_eq!(pieces.next().unwrap().unwrap().0.numbered().count(), 1);
    assert_eq!(pieces.next().unwrap().unwrap().0.numbered().count(), 1);
    assert_eq!(pieces.next().unwrap().unwrap_err().to_string(), "gone");
}
