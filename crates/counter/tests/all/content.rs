//! The content of documents in a store: kept once, in parts, for each room apart; and gone when no room keeps it.

use portcullis_counter::content::{self, Content, Keeping, PART_BYTES, Room};
use portcullis_exchange::House;
use portcullis_journal::Store;
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_license::Instant;
use portcullis_log::Hash;

struct Kept {
    store: Box<dyn Store>,
    _folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = portcullis_store::open(&folder.path().join("store.db").display().to_string()).unwrap();
        Self { store: Box::new(store), _folder: folder }
    }

    fn does<R>(&mut self, mut work: impl FnMut(&mut dyn Transaction) -> Result<R, StoreError>) -> R {
        let mut came = None;
        self.store
            .transact("test", &mut |open| {
                came = Some(work(open)?);
                Ok(())
            })
            .unwrap();
        came.unwrap()
    }

    fn keeps(&mut self, content: &Content, room: &Room, steps: usize) {
        let kept = Keeping { at: Instant(1), by: "officer.one".to_owned() };
        for step in 0..steps {
            self.does(|open| content.keep(open, room, &kept, step));
        }
    }

    fn bytes(&mut self, hash: Hash, room: &Room) -> Option<Vec<u8>> {
        self.does(|open| {
            let head = content::head_in(open, hash, room)?;
            head.map(|head| content::bytes(open, hash, &head)).transpose()
        })
    }

    fn parts(&mut self) -> usize {
        self.does(|open| Ok(open.documents("content_part", "", 1_000)?.len()))
    }
}

fn long() -> Content {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..2 * PART_BYTES + 5).map(|at| u8::try_from(at % 251).unwrap()));
    Content::of(bytes).unwrap()
}

fn rooms() -> [Room; 3] {
    let tenant = portcullis_access::TenantName::new("example").unwrap();
    [Room::Own(None), Room::Own(Some(tenant)), Room::From(House::new("cloud.example").unwrap())]
}

#[test]
fn a_content_is_kept_once_and_each_room_lets_it_go_for_itself() {
    let (mut kept, content, [own, tenant, from]) = (Kept::new(), long(), rooms());
    kept.keeps(&content, &own, content.steps());
    kept.keeps(&content, &from, content.steps());
    assert_eq!(kept.parts(), 3, "it is there once");
    assert_eq!(kept.bytes(content.hash(), &own).as_deref(), Some(content.bytes()));
    assert_eq!(kept.bytes(content.hash(), &from).as_deref(), Some(content.bytes()));
    assert_eq!(kept.bytes(content.hash(), &tenant), None, "a hash is no key");
    let leaves = |room: &Room| {
        let name = room.name();
        move |own: &str, _: &Keeping| own == name
    };
    assert!(!kept.does(|open| content::let_go(open, content.hash(), &leaves(&own))));
    assert_eq!(kept.bytes(content.hash(), &own), None);
    assert_eq!(kept.bytes(content.hash(), &from).as_deref(), Some(content.bytes()));
    assert!(kept.does(|open| content::let_go(open, content.hash(), &leaves(&from))));
    assert_eq!((kept.bytes(content.hash(), &from), kept.parts()), (None, 0));
    assert!(kept.does(|open| content::heads(open, None, 10)).is_empty());
}

#[test]
fn what_did_not_come_whole_is_not_there_and_goes_on_where_it_stood() {
    let (mut kept, content, [own, ..]) = (Kept::new(), long(), rooms());
    for steps in 1..content.steps() {
        kept.keeps(&content, &own, steps);
        assert_eq!(kept.bytes(content.hash(), &own), None, "after {steps} steps");
    }
    kept.keeps(&content, &own, content.steps());
    assert_eq!(kept.bytes(content.hash(), &own).as_deref(), Some(content.bytes()));
    // Half of it, given up: nothing of it is left.
    let mut half = Kept::new();
    half.keeps(&content, &own, 2);
    assert!(half.does(|open| content::let_go(open, content.hash(), &|_, _| true)));
    assert_eq!(half.parts(), 0);
}

#[test]
fn any_piece_of_it_can_be_read() {
    let (mut kept, content, [own, ..]) = (Kept::new(), long(), rooms());
    kept.keeps(&content, &own, content.steps());
    let length = PART_BYTES as u64;
    for from in [0, 1, length - 1, length, length + 7, 2 * length, 2 * length + 13] {
        let head = kept.does(|open| content::head(open, content.hash())).unwrap();
        let piece = kept.does(|open| content::bytes_from(open, content.hash(), &head, from, 1));
        let rest = &content.bytes()[usize::try_from(from).unwrap()..];
        assert!(!piece.is_empty() && rest.starts_with(&piece), "from {from}");
    }
    let head = kept.does(|open| content::head(open, content.hash())).unwrap();
    let beyond = head.bytes + 5 * length;
    assert!(kept.does(|open| content::bytes_from(open, content.hash(), &head, beyond, 8)).is_empty());
}

#[test]
fn what_the_store_lost_or_changed_is_not_handed_out() {
    let (mut kept, content, [own, ..]) = (Kept::new(), long(), rooms());
    kept.keeps(&content, &own, content.steps());
    let name = format!("{}/00001", content.hash().to_hex());
    kept.does(|open| open.put_document("content_part", &name, Some(1), "AAAA"));
    let read = |open: &mut dyn Transaction| {
        let head = content::head(open, content.hash())?.unwrap();
        Ok(content::bytes(open, content.hash(), &head).map_err(|error| error.to_string()))
    };
    assert!(kept.does(read).unwrap_err().contains("another hash"));
    kept.does(|open| open.remove_document("content_part", &name, 2));
    assert!(kept.does(read).unwrap_err().contains("part 1 is missing"));
}

#[test]
fn rooms_have_names_of_their_own() {
    for room in rooms() {
        assert_eq!(Room::named(&room.name()), Some(room));
    }
    assert_eq!(Room::named("own/a/b/"), None);
    assert_eq!(Room::named("elsewhere/"), None);
}
