//! What an authority is told of a provider's log: that it grew, by proof; and what becomes of one that was forked or rolled back.

use portcullis_counter::{Checkpoints, Clerk};
use portcullis_exchange::body::{Checkpoint, Consistency};
use portcullis_exchange::{CheckpointRefusal, Code};
use portcullis_log::note::{KeyName, Signer};
use portcullis_log::proof::consistency;
use portcullis_log::tile::{Hashes, ReadError, TILE_WIDTH, Tile};
use portcullis_log::{Checkpoint as LogCheckpoint, Frontier, Hash, leaf_hash};

use crate::people::OneLine;
use crate::world::World;

const ORIGIN: &str = "cloud.example/log";

/// A signed checkpoint of the provider's log.
pub fn note(size: u64, root: Hash) -> String {
    let key = Signer::from_seed(KeyName::new(ORIGIN).unwrap(), &[5; 32]);
    LogCheckpoint::new(ORIGIN, size, root).unwrap().sign(&key).unwrap().to_string()
}

/// A log of at most 256 leaves; from a place on, it has others than the honest one.
struct Log {
    leaves: Vec<Hash>,
}

impl Hashes for Log {
    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, ReadError> {
        assert_eq!((tile.level(), tile.index()), (0, 0));
        Ok(self.leaves[..usize::try_from(u64::from(tile.width())).unwrap()].to_vec())
    }
}

impl Log {
    fn of(size: u8) -> Self {
        assert!(u32::from(size) < u32::from(TILE_WIDTH));
        Self { leaves: (0..size).map(|leaf| leaf_hash(&[leaf])).collect() }
    }

    fn forked_at(mut self, place: usize) -> Self {
        self.leaves[place] = leaf_hash(b"another record");
        self
    }

    fn root(&self, size: usize) -> Hash {
        Frontier::over(self.leaves[..size].iter().copied()).root()
    }

    /// The checkpoint of so many leaves, with the proof that it grew out of fewer.
    fn told(&self, size: u64, from: Option<u64>) -> Checkpoint {
        let grown = from.filter(|from| *from < size);
        let proof = grown.map(|from| Consistency { from, hashes: consistency(self, from, size).unwrap() });
        Checkpoint { note: note(size, self.root(usize::try_from(size).unwrap())), consistency: proof }
    }
}

impl World {
    /// A day passes, and the provider tells of its log as it does then, or as a forger would.
    fn tells_of(&mut self, log: &Log, size: u64) {
        self.waits(1);
        let now = self.now;
        let station = &mut self.provider.stations[0];
        station.catch_up();
        let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
        let due = clerk.due_of_day(station.node.replay().ledger(), &|from| Some(log.told(size, from))).unwrap();
        station.commit(due, now);
        self.settles();
    }

    fn checkpoints(&self) -> &Checkpoints {
        self.authority.counter().checkpoints(&self.provider.name).unwrap()
    }

    /// The sizes of the latest tree and of the largest that is proven.
    fn sizes(&self) -> (u64, u64) {
        let kept = self.checkpoints().kept().unwrap();
        (kept.last.size, kept.proven.size)
    }

    /// The codes of the refusals that the provider was told.
    fn refused(&self) -> Vec<String> {
        let told = self.provider.mail().taken().iter().filter(|kept| kept.kind == "refusal");
        told.map(|kept| kept.message().unwrap().body()["code"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_log_that_grows_is_proven_day_by_day() {
    let (mut world, log) = (World::new(), Log::of(40));
    for size in [3, 8, 8, 21, 40] {
        world.tells_of(&log, size);
        assert_eq!(world.sizes(), (size, size));
    }
    assert_eq!((world.checkpoints().refused(), world.refused().len()), (&[][..], 0));
    assert_eq!(world.checkpoints().kept().unwrap().origin, ORIGIN);
    // Who begins anew finds the same.
    world.authority.restart(0);
    world.authority.check();
    assert_eq!(world.sizes(), (40, 40));
}

#[test]
fn a_log_that_was_forked_or_rolled_back_is_refused_and_kept_as_evidence() {
    let honest = || Log::of(40);
    let table: [(&str, Log, u64); 2] = [("forked", honest().forked_at(5), 20), ("rolled back", honest(), 12)];
    for (what, forged, size) in table {
        let mut world = World::new();
        world.tells_of(&honest(), 8);
        world.tells_of(&honest(), 20);
        world.tells_of(&forged, size);
        assert_eq!(world.sizes(), (20, 20), "{what}: what was kept stays");
        let [refused] = world.checkpoints().refused() else { panic!("{what}") };
        assert!(refused.why.is_evidence(), "{what}: {refused:?}");
        assert_eq!((refused.number, refused.against), (3, Some(2)), "{what}");
        let both = [3, 2].map(|number| world.authority.mail().taken_as(number).unwrap().message().unwrap());
        assert!(both.iter().all(|message| message.body()["note"].as_str().is_some_and(|note| note.contains(ORIGIN))));
        assert_eq!(world.refused(), [Code::Contradiction.word()], "{what}: and the provider is told");
        world.authority.restart(0);
        world.authority.check();
        assert_eq!(world.checkpoints().refused().len(), 1, "{what}");
        // The honest log goes on where it was kept, and proves it.
        world.tells_of(&honest(), 33);
        assert_eq!((world.sizes(), world.refused().len()), ((33, 33), 1), "{what}");
    }
}

/// A fork that grew meanwhile has no proof: the tree that was told is not its beginning.
#[test]
fn a_fork_that_has_grown_cannot_be_proven() {
    let mut world = World::new();
    world.tells_of(&Log::of(40), 20);
    world.tells_of(&Log::of(40).forked_at(5), 30);
    assert_eq!(world.sizes(), (20, 20));
    let [refused] = world.checkpoints().refused() else { panic!() };
    assert!(matches!(refused.why, CheckpointRefusal::Inconsistent { from: 20, told: 30, .. }), "{refused:?}");
    assert_eq!(world.refused(), [Code::RefusedByDesk.word()]);
}

#[test]
fn what_is_no_checkpoint_is_refused_and_another_log_too() {
    let mut world = World::new();
    world.tells_of(&Log::of(40), 4);
    for note in ["no note".to_owned(), note(9, Hash::of(b"root")).replace(ORIGIN, "other.example/log")] {
        world.waits(1);
        let now = world.now;
        let station = &mut world.provider.stations[0];
        let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
        let checkpoint = |_| Some(Checkpoint { note: note.clone(), consistency: None });
        let due = clerk.due_of_day(station.node.replay().ledger(), &checkpoint).unwrap();
        station.commit(due, now);
        world.settles();
    }
    assert_eq!((world.sizes(), world.refused().len(), world.checkpoints().refused().len()), ((4, 4), 2, 2));
}
