//! The leaves of a log, read and hashed once, worked on by several threads, and told in their order.
//!
//! What is worked on is what was hashed: the root that comes out is over the very bytes that the workers saw, whatever becomes of the files meanwhile.

use std::io;

use portcullis_log::tile::{Bundle, TILE_WIDTH, entries};
use portcullis_log::{Frontier, Hash, directory, leaf_hash, node_hash};

use crate::finding::Finding;
use crate::folder::{self, Folder};
use crate::openings::{OpeningLines, Written};

/// A leaf, with what opens its withheld fields.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Its place in the log.
    pub sequence: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its openings, as they are written.
    pub opening: Option<&'a Written>,
}

/// What reading came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOut {
    /// How many leaves were read.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Files that could not be read as they should.
    pub found: Vec<Finding>,
}

/// The leaves of one file, and the lines of openings beside them.
struct Piece {
    bundle: Bundle,
    bytes: Vec<u8>,
    openings: Vec<Written>,
    found: Vec<Finding>,
}

/// What became of a piece.
struct Done<T> {
    subtree: Frontier,
    made: Vec<T>,
    found: Vec<Finding>,
}

/// Reads the leaves of a log of `size` leaves. `worker` makes a worker, one a thread; `tell` is told what the workers made of the leaves, in order.
///
/// # Errors
/// Where a worker stopped, which is a defect.
pub fn read<T: Send, W: FnMut(Leaf<'_>) -> T>(
    folder: &Folder,
    size: u64,
    worker: impl Fn() -> W + Sync,
    mut tell: impl FnMut(T),
) -> io::Result<ReadOut> {
    let mut out = ReadOut { size: 0, root: Hash::EMPTY_ROOT, found: Vec::new() };
    let mut lines = OpeningLines::open(folder).unwrap_or_else(|finding| {
        out.found.push(finding);
        OpeningLines::default()
    });
    // Full bundles make one row of hashes; the last one, which may be partial, joins it at the right.
    let (mut row, mut edge) = (Frontier::new(), Frontier::new());
    let bundles = (0..size.div_ceil(u64::from(TILE_WIDTH))).map_while(|index| Bundle::of_tree(index, size));
    let pieces = bundles.map(|bundle| Ok((piece(folder, bundle, &mut lines), 0)));
    let ended = portcullis_pipeline::run(
        portcullis_pipeline::cores(),
        pieces,
        || {
            let mut work = worker();
            move |piece: Piece| done(folder, piece, &mut work)
        },
        |done: Done<T>, _| {
            out.size += done.subtree.size();
            if done.subtree.size() == u64::from(TILE_WIDTH) {
                row.append(done.subtree.root());
            } else {
                edge = done.subtree;
            }
            out.found.extend(done.found);
            done.made.into_iter().for_each(&mut tell);
            Ok(())
        },
    );
    ended.read.and(ended.written)?;
    lines.finish(size, &mut out.found);
    let subtrees = row.hashes().iter().chain(edge.hashes());
    out.root = subtrees.rev().copied().reduce(|right, left| node_hash(left, right)).unwrap_or(Hash::EMPTY_ROOT);
    Ok(out)
}

fn piece(folder: &Folder, bundle: Bundle, lines: &mut OpeningLines) -> Piece {
    let mut found = Vec::new();
    let path = bundle.path();
    let bytes = match folder::read(&folder.log().join(&path), directory::MOST_BUNDLE_BYTES) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            found.push(Finding::of(folder.in_log(&path), "is missing"));
            Vec::new()
        }
        Err(error) => {
            found.push(Finding::of(folder.in_log(&path), error));
            Vec::new()
        }
    };
    let end = bundle.index() * u64::from(TILE_WIDTH) + u64::from(bundle.width());
    let openings = lines.before(end, &mut found);
    Piece { bundle, bytes, openings, found }
}

fn done<T>(folder: &Folder, piece: Piece, work: &mut impl FnMut(Leaf<'_>) -> T) -> Done<T> {
    let Piece { bundle, bytes, openings, mut found } = piece;
    let first = bundle.index() * u64::from(TILE_WIDTH);
    let mut openings = openings.iter().peekable();
    let (mut subtree, mut made) = (Frontier::new(), Vec::with_capacity(usize::from(bundle.width())));
    for (sequence, entry) in (first..first + u64::from(bundle.width())).zip(entries(&bytes)) {
        match entry {
            Ok(bytes) => {
                subtree.append(leaf_hash(bytes));
                let opening = openings.next_if(|opening| opening.sequence == sequence);
                made.push(work(Leaf { sequence, bytes, opening }));
            }
            Err(error) => found.push(Finding::of(folder.in_log(&bundle.path()), error)),
        }
    }
    Done { subtree, made, found }
}
