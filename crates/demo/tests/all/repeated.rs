//! Two runs, and runs of other seeds and sizes.

use jiff::civil::Date;
use portcullis_demo::{DemoError, Size, World};
use portcullis_evidence::{Recorded, Remade, Remaker, each_decision};

use crate::common::{After, FROM, editions, editions_of, engine, engine_of, fresh, lived, lived_until, opened};

fn digests(houses: &mut [After]) -> Vec<String> {
    houses.iter_mut().map(|house| portcullis_store::digest(&mut house.store).unwrap()).collect()
}

#[test]
fn two_runs_agree_and_another_seed_does_not() {
    let run = |seed| lived_until(Size::SMALL, seed, 1, jiff::civil::date(2026, 7, 31)).unwrap();
    let ((first, mut one), (second, mut same), (_, mut other)) = (run(1), run(1), run(2));
    assert_eq!(first, second);
    let digest = digests(&mut one);
    assert_eq!(digest, digests(&mut same));
    assert!(digest.iter().zip(digests(&mut other)).all(|(one, other)| *one != other));
}

/// Whatever is drawn, no story comes to something that the domain refuses; and every decision can be made again from records alone.
#[test]
fn other_seeds_are_lived_through_and_decisions_are_made_again() {
    for seed in [3, 4, 5] {
        let (summary, mut houses) = lived(Size { cases: 60, ..Size::SMALL }, seed, 2).unwrap();
        assert_eq!(summary.cut_short, Vec::<String>::new(), "seed {seed}");
        assert_eq!(summary.cases, 60);
        if seed != 3 {
            continue;
        }
        let mut remaker = Remaker::new(Box::new(|name: &str| editions().parts.get(name).cloned()));
        let head = houses[1].replay.head();
        let mut count = 0;
        let mut visit = |_: &portcullis_journal::Record, recorded: Recorded| {
            count += 1;
            match remaker.remake(&recorded?) {
                Remade::Same => Ok(()),
                other => Err(format!("{other:?}")),
            }
        };
        each_decision(&mut houses[1].store, head, &mut visit, &mut |_| Ok(())).unwrap();
        assert!(count > 100, "{count}");
    }
}

#[test]
fn only_new_houses_of_the_demo_are_written_to() {
    let backwards = lived_until(Size::SMALL, 1, 1, FROM.yesterday().unwrap()).err();
    assert!(matches!(backwards, Some(DemoError::Houses(_))), "{backwards:?}");
    let nobody = lived(Size::SMALL, 1, 0).err();
    assert!(matches!(nobody, Some(DemoError::Houses(_))), "{nobody:?}");

    let mut stores = [fresh(), fresh()];
    let mut houses = opened(&mut stores, 1);
    let world = World::new(Size { cases: 200, ..Size::SMALL }, 1, FROM, later(FROM, 40));
    world.run(&mut houses, engine(), editions(), &mut |_| {}).unwrap();
    let again = world.run(&mut houses, engine(), editions(), &mut |_| {}).unwrap_err();
    assert!(again.to_string().contains("has a history already"), "{again}");

    let mut stores = [fresh(), fresh()];
    let mut houses = opened(&mut stores, 1);
    std::mem::swap(&mut houses.authority, &mut houses.providers[0]);
    let swapped = world.run(&mut houses, engine(), editions(), &mut |_| {}).unwrap_err();
    assert!(swapped.to_string().contains("open it there"), "{swapped}");
}

/// A law that requires no license has no story to tell, and the demo says which one has.
#[test]
fn a_law_without_the_story_is_refused() {
    let enacted = editions_of("enacted");
    let mut stores = [fresh(), fresh()];
    let world = World::new(Size { cases: 200, ..Size::SMALL }, 1, FROM, later(FROM, 40));
    let refused = world.run(&mut opened(&mut stores, 1), &engine_of(&enacted), &enacted, &mut |_| {}).unwrap_err();
    assert!(matches!(refused, DemoError::Law(_)), "{refused}");
    assert!(refused.to_string().contains("`permission`"), "{refused}");
}

fn later(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}
