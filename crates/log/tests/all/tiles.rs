//! Tiles: what is written when a log grows, paths, bundles, and logs that are taken up again.

use crate::common::{Memory, leaf};
use portcullis_log::proof::{ProofError, consistency, inclusion, verify_consistency, verify_inclusion};
use portcullis_log::tile::{
    Bundle, BundleError, Hashes, MOST_LEAF_BYTES, ReadError, Resource, TileWriter, entries, push_entry,
    tiles_for_growth,
};
use portcullis_log::{Hash, Tile, leaf_hash};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Leaf hashes without leaves, for trees of several levels.
fn hash(index: u64) -> Hash {
    leaf_hash(&leaf(index))
}

#[test]
fn the_example_of_the_specification() {
    // "A tree of size 70,000 will be represented by 273 full level 0 tiles, ..."
    let tiles: Vec<Tile> = tiles_for_growth(0, 70_000).collect();
    let count = |level: u8, width: u16| tiles.iter().filter(|t| t.level() == level && t.width() == width).count();
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    assert_eq!([count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1)], [273, 1, 1, 1, 1]);
    let small: Vec<String> = tiles_for_growth(0, 256).map(|tile| tile.path()).collect();
    assert_eq!(small, ["tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn a_growing_log_writes_what_the_growth_says_and_can_be_taken_up_at_any_size() {
    let mut writer = TileWriter::new();
    let mut tiles: BTreeMap<Tile, Vec<Hash>> = BTreeMap::new();
    struct Read<'a>(&'a BTreeMap<Tile, Vec<Hash>>);
    impl Hashes for Read<'_> {
        fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
            self.0.get(&tile).cloned().ok_or_else(|| ReadError::new(tile, "missing"))
        }
    }
    let mut old = 0;
    // Steps that end before, at and after the edges of tiles of three levels.
    for new in [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_100] {
        (old..new).for_each(|index| writer.append(hash(index)));
        let written = writer.take();
        let mut places: Vec<Tile> = written.iter().map(|data| data.tile).collect();
        places.sort_unstable();
        let mut expected: Vec<Tile> = tiles_for_growth(old, new).collect();
        expected.sort_unstable();
        assert_eq!(places, expected, "{old} to {new}");
        tiles.extend(written.into_iter().map(|data| (data.tile, data.hashes)));
        let again = TileWriter::resume(&Read(&tiles), new).unwrap();
        assert_eq!(again.frontier(), writer.frontier());
        writer = again;
        for index in [0, new / 2, new - 1] {
            let proof = inclusion(&Read(&tiles), index, new).unwrap();
            verify_inclusion(hash(index), index, new, &proof, writer.root()).unwrap();
        }
        let earlier = TileWriter::resume(&Read(&tiles), old).unwrap().root();
        let proof = consistency(&Read(&tiles), old, new).unwrap();
        verify_consistency(old, earlier, new, writer.root(), &proof).unwrap();
        old = new;
    }
    assert!(writer.take().is_empty(), "nothing grew");
}

#[test]
fn a_full_tile_stands_for_a_partial_one_and_a_short_one_is_refused() {
    let mut memory = Memory::of(300);
    let partial = Tile::new(0, 1, 20).unwrap();
    let wider = memory.tiles.get(&Tile::new(0, 1, 44).unwrap()).unwrap().clone();
    memory.tiles.insert(partial, wider);
    let proof = inclusion(&memory, 270, 276).unwrap();
    verify_inclusion(hash(270), 270, 276, &proof, memory.roots[276]).unwrap();
    memory.tiles.get_mut(&partial).unwrap().truncate(19);
    let error = inclusion(&memory, 270, 276).unwrap_err();
    assert_eq!(error.to_string(), "tile/0/001.p/20: has 19 hashes, not 20: write it again from the leaves");
    memory.tiles.remove(&partial);
    assert!(matches!(inclusion(&memory, 270, 276), Err(ProofError::Read(_))));
}

#[test]
fn paths_have_one_spelling() {
    for (path, tile) in [
        ("tile/0/000", Tile::new(0, 0, 256)),
        ("tile/0/000.p/1", Tile::new(0, 0, 1)),
        ("tile/0/x001/234.p/5", Tile::new(0, 1234, 5)),
        ("tile/63/x001/x234/067", Tile::new(63, 1_234_067, 256)),
        ("tile/5/x018/x446/x744/x073/x709/x551/615.p/255", Tile::new(5, u64::MAX, 255)),
    ] {
        assert_eq!(Tile::parse(path).ok(), tile);
        assert_eq!(tile.unwrap().path(), path);
    }
    for wrong in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/+01",
        "tile/0/x0x1/234",
        "tile/8/0/000",
        "tile/5/x018/x446/x744/x073/x709/x551/616",
        "tile/entries/000",
        "checkpoint",
        "tile/0/\u{0661}\u{0661}\u{0661}",
    ] {
        assert!(Tile::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(Resource::parse("checkpoint"), Ok(Resource::Checkpoint));
    let bundle = Bundle::new(1234, 7).unwrap();
    assert_eq!(Resource::parse("tile/entries/x001/234.p/7"), Ok(Resource::Entries(bundle)));
    assert!(Resource::parse("tile/entries/x001/234.p/256").is_err());
}

#[test]
fn bundles_hold_the_longest_leaf_and_no_longer_one() {
    let mut bundle = Vec::new();
    push_entry(&mut bundle, &[]).unwrap();
    push_entry(&mut bundle, &vec![1; MOST_LEAF_BYTES]).unwrap();
    let length = bundle.len();
    let error = push_entry(&mut bundle, &vec![1; MOST_LEAF_BYTES + 1]);
    assert_eq!((error, bundle.len()), (Err(BundleError::TooLong(65_536)), length));
    assert_eq!(entries(&bundle).map(|leaf| leaf.unwrap().len()).collect::<Vec<_>>(), [0, MOST_LEAF_BYTES]);
    let cut: Vec<_> = entries(&bundle[..bundle.len() - 3]).collect();
    assert_eq!(cut, [Ok(&[][..]), Err(BundleError::Cut { entry: 1, missing: 3 })]);
    assert_eq!(entries(&[0]).collect::<Vec<_>>(), [Err(BundleError::Cut { entry: 0, missing: 1 })]);
}

/// A log that has every tile asked for.
struct Endless;

impl Hashes for Endless {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        Ok(vec![Hash::EMPTY_ROOT; usize::from(tile.width())])
    }
}

proptest! {
    #[test]
    fn trees_of_any_size_have_proofs_of_the_right_length(sizes in prop::array::uniform2(prop_oneof![0..9_u64, any::<u64>(), (u64::MAX - 9)..])) {
        let (small, large) = (sizes[0].min(sizes[1]), sizes[0].max(sizes[1]));
        let wrong_length = |error: &ProofError| matches!(error, ProofError::Length { .. });
        if small < large {
            let proof = inclusion(&Endless, small, large).unwrap();
            let checked = verify_inclusion(Hash::EMPTY_ROOT, small, large, &proof, Hash::EMPTY_ROOT);
            prop_assert!(!checked.is_err_and(|error| wrong_length(&error)));
        }
        let proof = consistency(&Endless, small, large).unwrap();
        let checked = verify_consistency(small, Hash::EMPTY_ROOT, large, Hash::EMPTY_ROOT, &proof);
        prop_assert!(!checked.is_err_and(|error| wrong_length(&error)));
        prop_assert!(consistency(&Endless, large, small).is_ok() == (small == large));
    }

    #[test]
    fn any_tile_has_a_path(level in 0..=63_u8, index: u64, width in 1..=256_u16) {
        let tile = Tile::new(level, index, width).unwrap();
        prop_assert_eq!(Tile::parse(&tile.path()), Ok(tile));
        let _ = (tile.leaves(), Resource::Tile(tile).in_tree(index), tiles_for_growth(index, index).count());
        let bundle = Bundle::new(index, width).unwrap();
        prop_assert_eq!(Resource::parse(&bundle.path()), Ok(Resource::Entries(bundle)));
    }

    #[test]
    fn what_parses_as_a_path_is_its_spelling(path in "(tile/)?([0-9]{1,2}|entries)?/?(x[0-9]{3}/){0,7}[0-9]{1,4}(\\.p/[0-9]{1,3})?") {
        if let Ok(resource) = Resource::parse(&path) {
            prop_assert_eq!(resource.path(), path);
        }
    }

    #[test]
    fn bundles_come_back(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20), cut in 0..40_usize) {
        let mut bundle = Vec::new();
        leaves.iter().for_each(|leaf| push_entry(&mut bundle, leaf).unwrap());
        let read: Vec<Vec<u8>> = entries(&bundle).map(|leaf| leaf.unwrap().to_vec()).collect();
        prop_assert_eq!(&read, &leaves);
        bundle.truncate(bundle.len().saturating_sub(cut));
        let whole = entries(&bundle).take_while(Result::is_ok).count();
        prop_assert!(entries(&bundle).count() <= whole + 1);
    }
}
