use super::*;
use crate::table::{Dialect, Table};
use crate::value::{Cell, Value};

/// Answers nothing and fails as told.
#[derive(Default)]
struct Fake {
    begins: Vec<Trouble>,
    commits: Vec<Trouble>,
    begun: u32,
    rolled_back: u32,
}

impl Backend for Fake {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
    fn begin(&mut self, _: &'static str, _: Mode) -> Result<(), Trouble> {
        self.begun += 1;
        self.begins.pop().map_or(Ok(()), Err)
    }
    fn commit(&mut self, _: &'static str) -> Result<(), Trouble> {
        self.commits.pop().map_or(Ok(()), Err)
    }
    fn rollback(&mut self) {
        self.rolled_back += 1;
    }
    fn query(&mut self, _: &str, _: &[Value<'_>]) -> Result<Vec<Vec<Cell>>, Trouble> {
        Err(Trouble::Conflict)
    }
    fn execute(&mut self, _: &str, _: &[Value<'_>]) -> Result<u64, Trouble> {
        Ok(0)
    }
    fn query_any(&mut self, _: &str, _: &[&str]) -> Result<Vec<Vec<Cell>>, Trouble> {
        Ok(Vec::new())
    }
    fn insert(&mut self, _: &Table, _: &[Vec<Value<'_>>]) -> Result<u64, Trouble> {
        Ok(0)
    }
    fn define(&mut self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }
    fn tables(&mut self) -> Result<Vec<String>, Trouble> {
        Ok(Vec::new())
    }
    fn integrity(&mut self) -> Result<Vec<String>, Trouble> {
        Ok(Vec::new())
    }
}

fn nothing(fake: &mut Fake) -> Result<(), StoreError> {
    drive(fake, "test", Mode::WRITE, &mut |_| Ok(()))
}

#[test]
fn conflicts_are_tried_again_and_not_for_ever() {
    let mut fake = Fake { commits: vec![Trouble::Conflict; 10], ..Fake::default() };
    assert_eq!((nothing(&mut fake), fake.begun, fake.rolled_back), (Ok(()), 11, 10));
    let mut fake = Fake { commits: vec![Trouble::Conflict; 1_000], ..Fake::default() };
    assert_eq!(nothing(&mut fake), Err(StoreError::Conflict { name: "test", tries: TRIES }));
    assert_eq!(fake.begun, TRIES);
}

#[test]
fn a_conflict_that_the_work_swallows_counts_all_the_same() {
    let mut fake = Fake::default();
    let mut times = 0;
    let outcome = drive(&mut fake, "test", Mode::WRITE, &mut |open| {
        times += 1;
        if times < 3 {
            let _ = open.query("test", "", &[]);
        }
        Ok(())
    });
    assert_eq!((outcome, times), (Ok(()), 3));
}

#[test]
fn a_lost_connection_is_made_again_and_not_for_ever() {
    let lost = Trouble::Lost("gone".to_owned());
    let mut fake = Fake { begins: vec![lost.clone(); 3], ..Fake::default() };
    assert_eq!((nothing(&mut fake), fake.begun), (Ok(()), 4));
    let mut fake = Fake { begins: vec![lost; 100], ..Fake::default() };
    assert_eq!(nothing(&mut fake), Err(StoreError::unavailable("gone")));
    assert_eq!(fake.begun, RECONNECTIONS + 1);
}

#[test]
fn what_is_uncertain_or_was_waited_for_is_not_tried_again() {
    for (trouble, error) in [
        (Trouble::Uncertain("gone".to_owned()), StoreError::Uncertain { name: "test", why: "gone".to_owned() }),
        (Trouble::Waited, StoreError::Conflict { name: "test", tries: 1 }),
        (Trouble::Refused(StoreError::unavailable("no")), StoreError::unavailable("no")),
    ] {
        let mut fake = Fake { commits: vec![trouble], ..Fake::default() };
        assert_eq!((nothing(&mut fake), fake.begun), (Err(error), 1));
    }
}
