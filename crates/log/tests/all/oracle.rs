//! What we write read by implementations that are not ours, and the other way round.

use crate::common::{Memory, ORIGIN, leaf, signer};
use portcullis_log::directory;
use portcullis_log::proof::{consistency, inclusion};
use portcullis_log::tile::tiles_for_growth;
use portcullis_log::{Checkpoint, Hash, SignedNote, Signer, Verifier, leaf_hash};
use std::fs;
use std::path::PathBuf;
use tlog_tiles::{HashReader as _, TileHashReader, TileReader};

const HEIGHT: u8 = 8;

fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

/// Their reader of tiles over our folder; it checks each tile against the root.
struct Folder(PathBuf);

impl TileReader for Folder {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        // Their paths have the height in them, as those of Go's checksum database do.
        let read =
            |tile: &tlog_tiles::Tile| fs::read(self.0.join(tile.path().replacen("tile/8/", "tile/", 1))).unwrap();
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn our_folder_is_read_by_their_reader_and_the_proofs_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for size in [1, 2, 255, 256, 257, 700] {
        let path = folder.path().join(size.to_string());
        let sign = |size, root| Checkpoint::new(ORIGIN, size, root)?.sign(&signer());
        directory::write(&path, (0..size).map(leaf), sign).unwrap();
        let memory = Memory::of(size);
        let root = theirs(memory.root());

        let note = signed_note::Note::from_bytes(&fs::read(path.join("checkpoint")).unwrap()).unwrap();
        let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        assert_eq!((checkpoint.origin(), checkpoint.size(), *checkpoint.hash()), (ORIGIN, size, root));

        let folder = Folder(path);
        let reader = TileHashReader::new(size, root, &folder);
        for index in [0, size / 3, size / 2, size - 1] {
            let stored = reader.read_hashes(&[tlog_tiles::stored_hash_index(0, index)]).unwrap();
            assert_eq!(stored[0], tlog_tiles::record_hash(&leaf(index)));
            let their_proof = tlog_tiles::prove_record(size, index, &reader).unwrap();
            let our_proof: Vec<_> = inclusion(&memory, index, size).unwrap().into_iter().map(theirs).collect();
            assert_eq!(our_proof, their_proof, "leaf {index} of {size}");
            tlog_tiles::check_record(&our_proof, size, root, index, theirs(leaf_hash(&leaf(index)))).unwrap();
        }
        for old in [1, size / 3, size / 2, size - 1, size] {
            if old > 0 {
                let their_proof = tlog_tiles::prove_tree(size, old, &reader).unwrap();
                let our_proof: Vec<_> = consistency(&memory, old, size).unwrap().into_iter().map(theirs).collect();
                assert_eq!(our_proof, their_proof, "{old} to {size}");
                tlog_tiles::check_tree(&our_proof, size, root, old, theirs(memory.roots[old as usize])).unwrap();
            }
        }
    }
}

#[test]
fn the_tiles_of_a_growth_are_the_same() {
    for (old, new) in [(0, 1), (0, 70_000), (255, 256), (256, 257), (511, 66_000), (65_535, 65_537), (9, 9)] {
        let ours: Vec<String> = tiles_for_growth(old, new).map(|tile| tile.path()).collect();
        let theirs = tlog_tiles::Tile::new_tiles(HEIGHT, old, new);
        let theirs: Vec<String> = theirs.iter().map(|tile| tile.path().replacen("tile/8/", "tile/", 1)).collect();
        assert_eq!(ours, theirs, "{old} to {new}");
    }
}

#[test]
fn notes_and_keys_go_both_ways() {
    use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
    let ours = signer();
    let text = "a text\n\nwith an empty line\n";
    let mut note = SignedNote::new(text).unwrap();
    note.sign(&ours).unwrap();

    let their_verifier = StandardVerifier::new(&ours.verifier().to_string()).unwrap();
    let their_signer = StandardSigner::new(&ours.encode()).unwrap();
    let read = Note::from_bytes(note.to_string().as_bytes()).unwrap();
    assert_eq!(read.text(), text.as_bytes());
    assert_eq!(read.verify(&VerifierList::new(vec![Box::new(their_verifier)])).unwrap().0.len(), 1);

    let mut written = Note::new(text.as_bytes(), &[]).unwrap();
    written.add_sigs(&[&their_signer]).unwrap();
    assert_eq!(written.to_bytes(), note.to_string().as_bytes());
    let verifier = Verifier::parse(&ours.verifier().to_string()).unwrap();
    SignedNote::parse(&written.to_bytes()).unwrap().verify(&verifier).unwrap();
    assert_eq!(Signer::parse(&ours.encode()).unwrap().encode(), ours.encode());
}
