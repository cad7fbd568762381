//! A log as a folder, changed in every way: the check names each.

use crate::common::{Memory, ORIGIN, cosigner, name, signer};
use portcullis_log::directory::{self, Directory, DirectoryError, Fault, Finding, Report, Writer};
use portcullis_log::proof::{inclusion, verify_inclusion};
use portcullis_log::tile::{TileWriter, entries, push_entry};
use portcullis_log::{Checkpoint, Hash, Quorum, SignedNote, Signer, leaf_hash};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Two bundles, the second partial, and a tile above.
const LEAVES: u64 = 260;

fn leaf(index: u64) -> Vec<u8> {
    (index as u32).to_be_bytes()[1..].to_vec()
}

fn sign(size: u64, root: Hash) -> Result<SignedNote, portcullis_log::checkpoint::CheckpointError> {
    let mut note = Checkpoint::new(ORIGIN, size, root)?.sign(&signer())?;
    let cosignature = cosigner(1).cosign(&note, 1_790_000_000).unwrap();
    note.add(cosignature)?;
    Ok(note)
}

fn quorum() -> Quorum {
    Quorum::new(vec![cosigner(1).verifier()], 1).unwrap()
}

fn check(folder: &Path) -> Report {
    directory::check(folder, &signer().verifier(), &quorum())
}

fn export(leaves: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    directory::write(&path, (0..leaves).map(leaf), sign).unwrap();
    let report = check(&path);
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.entries, leaves);
    (folder, path)
}

/// What a folder with this change is found to have wrong; the folder is then as before.
fn with(folder: &Path, file: &str, bytes: &[u8]) -> Vec<Finding> {
    let path = folder.join(file);
    let before = fs::read(&path).unwrap();
    overwrite(&path, bytes);
    let report = check(folder);
    overwrite(&path, &before);
    report.findings
}

/// In place: emptying a file first makes some file systems wait for the disk, thousands of times.
fn overwrite(path: &Path, bytes: &[u8]) {
    let mut file = fs::File::options().write(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
}

fn bundle(leaves: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    leaves.iter().for_each(|leaf| push_entry(&mut bytes, leaf).unwrap());
    bytes
}

fn faults(path: &str, findings: Vec<Finding>) -> Vec<Fault> {
    assert!(!findings.is_empty());
    findings
        .into_iter()
        .map(|finding| {
            assert_eq!(finding.path, path, "{finding}");
            finding.fault
        })
        .collect()
}

const BUNDLES: [&str; 2] = ["tile/entries/000", "tile/entries/001.p/4"];
const TILES: [&str; 3] = ["tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1"];

#[test]
fn a_log_of_any_size_is_written_and_read() {
    for size in [0, 1, 255, 256, 257, 512, 700] {
        let (_held, path) = export(size);
        let log = Directory::new(&path);
        let checkpoint = Checkpoint::open(&log.checkpoint().unwrap(), &signer().verifier()).unwrap();
        for index in (0..size).step_by(37) {
            let proof = inclusion(&log, index, size).unwrap();
            let read = log.leaf(index, size).unwrap();
            verify_inclusion(leaf_hash(&read), index, size, &proof, checkpoint.root()).unwrap();
        }
        assert!(matches!(log.leaf(size, size), Err(DirectoryError::NoLeaf { .. })));
    }
}

#[test]
fn every_flipped_byte_of_the_checkpoint_is_named() {
    let (_held, path) = export(LEAVES);
    let bytes = fs::read(path.join("checkpoint")).unwrap();
    for at in 0..bytes.len() {
        for bit in [0, 5, 7] {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let found = faults("checkpoint", with(&path, "checkpoint", &changed));
            assert!(matches!(found[..], [Fault::Checkpoint(_)]), "byte {at}: {found:?}");
        }
    }
}

#[test]
fn every_flipped_byte_of_a_bundle_is_named_with_its_entry() {
    let (_held, path) = export(LEAVES);
    for (file, first) in BUNDLES.into_iter().zip([0, 256]) {
        let bytes = fs::read(path.join(file)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            // An entry has two bytes of length and three of its own.
            let entry = first + at as u64 / 5;
            let found = faults(file, with(&path, file, &changed));
            match found[..] {
                [Fault::Entry { index, .. }] => assert_eq!((index, at % 5 >= 2), (entry, true), "byte {at}"),
                // A changed byte may make an entry into another that the log has.
                [Fault::Moved { index, .. }] => assert_eq!((index, at % 5 >= 2), (entry, true), "byte {at}"),
                [Fault::Garbled { first, .. } | Fault::Cut { index: first, .. }] => {
                    assert_eq!((first, at % 5 < 2), (entry, true), "byte {at}");
                }
                _ => panic!("byte {at}: {found:?}"),
            }
        }
    }
}

#[test]
fn every_flipped_byte_of_a_tile_is_named_with_its_hash() {
    let (_held, path) = export(LEAVES);
    for file in TILES {
        let bytes = fs::read(path.join(file)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            let found = faults(file, with(&path, file, &changed));
            let position = at / 32;
            assert!(
                matches!(found[..], [Fault::Hash { position: named, others: 0, .. }] if named == position),
                "byte {at} of {file}: {found:?}"
            );
        }
    }
}

#[test]
fn every_missing_surplus_and_truncated_file_is_named() {
    let (_held, path) = export(LEAVES);
    for file in ["checkpoint"].into_iter().chain(BUNDLES).chain(TILES) {
        let bytes = fs::read(path.join(file)).unwrap();
        fs::remove_file(path.join(file)).unwrap();
        let found = faults(file, check(&path).findings);
        assert_eq!(found, [Fault::Missing], "{file}");
        fs::write(path.join(file), &bytes).unwrap();

        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let found = faults(file, with(&path, file, &bytes[..length]));
            assert_eq!(found.len(), 1, "{file} cut to {length}: {found:?}");
        }
        let longer = [bytes.as_slice(), b"\0"].concat();
        assert_eq!(faults(file, with(&path, file, &longer)).len(), 1, "{file}");
    }
    for file in [
        "README",
        "tile/0/002",
        "tile/0/001",
        "tile/0/001.p/5",
        "tile/2/000",
        "tile/2/000.p/1",
        "tile/0/x000/000",
        "tile/entries/002.p/1",
        "tile/entries/001.p/5",
        "tile/8/0/000",
        "tile/0/.hidden",
        "other/tile/0/000",
    ] {
        let at = path.join(file);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(&at, b"something").unwrap();
        let found = faults(file, check(&path).findings);
        assert_eq!(found, [Fault::Surplus { size: LEAVES }], "{file}");
        fs::remove_file(at).unwrap();
    }
    let report = check(&path.join("nowhere"));
    assert_eq!(report.findings[0].fault, Fault::Missing);
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_named_and_not_waited_for() {
    let (_held, path) = export(LEAVES);
    for file in ["checkpoint"].into_iter().chain(BUNDLES).chain(TILES) {
        let aside = path.parent().unwrap().join("aside");
        fs::rename(path.join(file), &aside).unwrap();
        for target in [Path::new("/dev/zero"), &aside] {
            std::os::unix::fs::symlink(target, path.join(file)).unwrap();
            let found = faults(file, check(&path).findings);
            assert_eq!(found.last(), Some(&Fault::Surplus { size: LEAVES }), "{file}: {found:?}");
            fs::remove_file(path.join(file)).unwrap();
        }
        fs::create_dir(path.join(file)).unwrap();
        assert!(!check(&path).is_sound());
        fs::remove_dir(path.join(file)).unwrap();
        fs::rename(&aside, path.join(file)).unwrap();
    }
    assert!(check(&path).is_sound());
}

#[test]
fn a_file_of_the_wrong_width_is_missing_and_surplus() {
    let (_held, path) = export(LEAVES);
    for kind in ["0", "entries"] {
        let (right, wrong) = (format!("tile/{kind}/001.p/4"), format!("tile/{kind}/001.p/5"));
        fs::rename(path.join(&right), path.join(&wrong)).unwrap();
        let found: Vec<(String, Fault)> = check(&path).findings.into_iter().map(|f| (f.path, f.fault)).collect();
        let expected = [(right.clone(), Fault::Missing), (wrong.clone(), Fault::Surplus { size: LEAVES })];
        assert_eq!(found, expected);
        fs::rename(path.join(&wrong), path.join(&right)).unwrap();
    }
}

#[test]
fn files_that_were_swapped_are_named() {
    let (_held, path) = export(600);
    for kind in ["0", "entries"] {
        let (one, other) = (format!("tile/{kind}/000"), format!("tile/{kind}/001"));
        let bytes = [fs::read(path.join(&one)).unwrap(), fs::read(path.join(&other)).unwrap()];
        fs::write(path.join(&one), &bytes[1]).unwrap();
        fs::write(path.join(&other), &bytes[0]).unwrap();
        let named: Vec<String> = check(&path).findings.into_iter().map(|finding| finding.path).collect();
        assert_eq!(named, [one.clone(), other.clone()]);
        fs::write(path.join(&one), &bytes[0]).unwrap();
        fs::write(path.join(&other), &bytes[1]).unwrap();
    }
    assert!(check(&path).is_sound());
}

#[test]
fn every_entry_dropped_put_in_swapped_or_cut_is_named() {
    let (_held, path) = export(LEAVES);
    for (file, first) in BUNDLES.into_iter().zip([0_u64, 256]) {
        let bytes = fs::read(path.join(file)).unwrap();
        let leaves: Vec<Vec<u8>> = entries(&bytes).map(|leaf| leaf.unwrap().to_vec()).collect();
        for at in 0..leaves.len() {
            let index = first + at as u64;
            let mut changed = leaves.clone();
            changed.remove(at);
            let found = faults(file, with(&path, file, &bundle(&changed)));
            assert_eq!(found, [Fault::Absent { first: index, end: index + 1 }]);

            let mut changed = leaves.clone();
            changed.insert(at, b"put in".to_vec());
            let found = faults(file, with(&path, file, &bundle(&changed)));
            assert_eq!(found, [Fault::Inserted { before: index, many: 1 }]);

            let mut changed = leaves.clone();
            changed[at].pop();
            let found = faults(file, with(&path, file, &bundle(&changed)));
            assert!(matches!(found[..], [Fault::Entry { index: named, .. }] if named == index), "{found:?}");

            let with_other = (at + 1 + at % 3) % leaves.len();
            if with_other != at {
                let mut changed = leaves.clone();
                changed.swap(at, with_other);
                let (low, high) = (first + at.min(with_other) as u64, first + at.max(with_other) as u64);
                let found = faults(file, with(&path, file, &bundle(&changed)));
                let (there, back) =
                    (Fault::Moved { index: low, belongs: high }, Fault::Moved { index: high, belongs: low });
                assert_eq!(found, [there, back]);
            }
        }
    }
}

/// Writes the tiles of these leaves over those of the folder, except files that the filter leaves alone.
fn rewrite(path: &Path, leaves: &[Vec<u8>], files: &dyn Fn(&str) -> bool) {
    let mut tiles = TileWriter::new();
    leaves.iter().for_each(|leaf| tiles.append(leaf_hash(leaf)));
    for data in tiles.take().into_iter().filter(|data| files(&data.tile.path())) {
        fs::write(path.join(data.tile.path()), data.bytes()).unwrap();
    }
    for (file, leaves) in BUNDLES.into_iter().zip(leaves.chunks(256)) {
        fs::write(path.join(file), bundle(leaves)).unwrap();
    }
}

#[test]
fn changes_that_hide_each_other_are_named_by_what_they_cannot_hide() {
    let (_held, path) = export(LEAVES);
    let mut leaves: Vec<Vec<u8>> = (0..LEAVES).map(leaf).collect();
    leaves[5] = b"changed".to_vec();
    // The entry and its tile: the tile above tells.
    rewrite(&path, &leaves, &|file| file.starts_with("tile/0/"));
    let found = faults("tile/1/000.p/1", check(&path).findings);
    assert!(matches!(found[..], [Fault::Beneath { first: 0, end: 256, .. }]), "{found:?}");
    // All tiles: the signed root tells.
    rewrite(&path, &leaves, &|_| true);
    let found = faults("checkpoint", check(&path).findings);
    assert!(matches!(found[..], [Fault::Root { .. }]), "{found:?}");
    // A checkpoint of one's own: the signature tells, and the files are else in order.
    let thief = Signer::from_seed(name(ORIGIN), &[66; 32]);
    let memory = {
        let mut memory = Memory::new();
        leaves.iter().for_each(|leaf| memory.append(leaf_hash(leaf)));
        memory
    };
    let note = Checkpoint::new(ORIGIN, LEAVES, memory.root()).unwrap().sign(&thief).unwrap();
    fs::write(path.join("checkpoint"), note.to_string()).unwrap();
    let found = faults("checkpoint", check(&path).findings);
    assert!(matches!(found[..], [Fault::Checkpoint(_)]), "{found:?}");
    // The entry and its hash changed differently: both are named as one contradiction.
    let (_held, path) = export(LEAVES);
    rewrite(&path, &leaves, &|_| false);
    let mut tile = fs::read(path.join("tile/0/000")).unwrap();
    tile[5 * 32] ^= 1;
    fs::write(path.join("tile/0/000"), tile).unwrap();
    let found = faults("tile/entries/000", check(&path).findings);
    assert_eq!(found, [Fault::Disagree { index: 5, other: "tile/0/000".to_owned() }]);
}

#[test]
fn faults_far_apart_are_all_named() {
    let (_held, path) = export(66_000);
    let flip = |file: &str, at: usize| {
        let mut bytes = fs::read(path.join(file)).unwrap();
        bytes[at] ^= 1;
        fs::write(path.join(file), bytes).unwrap();
    };
    flip("tile/entries/003", 4);
    flip("tile/0/100", 64);
    flip("tile/entries/200", 5 * 255 + 2);
    flip("tile/1/000", 32 * 250);
    flip("tile/entries/257.p/208", 2);
    flip("tile/1/001.p/1", 0);
    fs::remove_file(path.join("tile/entries/201")).unwrap();
    let named: Vec<String> = check(&path).findings.iter().map(|finding| finding.path.clone()).collect();
    let expected = [
        "tile/entries/003",
        "tile/0/100",
        "tile/entries/200",
        "tile/entries/201",
        "tile/1/000",
        "tile/entries/257.p/208",
        "tile/1/001.p/1",
    ];
    assert_eq!(named, expected, "{:#?}", check(&path).findings);
}

#[test]
fn partial_tiles_of_smaller_trees_may_stay_as_long_as_they_are_true() {
    let (_held, path) = export(LEAVES);
    let older = [
        ("tile/0/000.p/7", "tile/0/000", 7 * 32),
        ("tile/0/001.p/2", "tile/0/001.p/4", 64),
        ("tile/entries/000.p/3", "tile/entries/000", 15),
    ];
    for (file, of, length) in older {
        fs::create_dir_all(path.join(file).parent().unwrap()).unwrap();
        fs::write(path.join(file), &fs::read(path.join(of)).unwrap()[..length]).unwrap();
    }
    let report = check(&path);
    assert!(report.is_sound() && report.older == 3, "{report:?}");
    for (file, _, length) in older {
        for at in 0..length {
            let mut bytes = fs::read(path.join(file)).unwrap();
            bytes[at] ^= 1;
            assert_eq!(faults(file, with(&path, file, &bytes)), [Fault::Older]);
        }
        let bytes = fs::read(path.join(file)).unwrap();
        assert_eq!(faults(file, with(&path, file, &bytes[..length - 1])), [Fault::Older]);
    }
}

#[test]
fn a_folder_is_written_once_and_for_the_tree_that_it_holds() {
    let (_held, path) = export(3);
    assert!(matches!(Writer::create(&path), Err(DirectoryError::NotEmpty(_))));
    let folder = tempfile::tempdir().unwrap();
    let other = |size: u64, root: Hash| sign(size + 1, root);
    assert!(matches!(directory::write(folder.path(), [b"leaf"], other), Err(DirectoryError::OtherTree { .. })));
    assert!(!folder.path().join("checkpoint").exists(), "an unfinished folder has no checkpoint");
    let folder = tempfile::tempdir().unwrap();
    let long = directory::write(folder.path(), [vec![0; 65_536]], sign);
    assert!(matches!(long, Err(DirectoryError::Leaf { index: 0, .. })));
}

#[test]
fn a_folder_that_lies_about_its_size_is_given_up_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let note = sign(u64::MAX, Hash::of(b"root")).unwrap();
    fs::write(folder.path().join("checkpoint"), note.to_string()).unwrap();
    let report = check(folder.path());
    assert!(report.stopped && report.findings.len() == directory::MOST_FINDINGS);
    fs::write(folder.path().join("checkpoint"), "").unwrap();
    let far = folder.path().join("tile/entries/x018/x446/x744/x073/x709/x551");
    fs::create_dir_all(&far).unwrap();
    fs::write(far.join("615"), b"").unwrap();
    assert!(!check(folder.path()).is_sound());
}
