//! The atlas against a table that was written by hand from the texts, and against the law's own classification.

use crate::{CATALOG, LAW, day};
use maud::Render;
use portcullis_catalog::{Exact, Figure};
use portcullis_console::{Atlas, Moved, read_moves};
use portcullis_law::{CodeType, Subject};
use proptest::prelude::*;

/// Part, paragraph of October 2022, paragraph since November 2023; then, of the classes of January 2026, whether the
/// part is under the limits of case-by-case review and whether it is in the band of duty. `-` is none, `?` is not said.
const KNOWN: &str = "
A100 SXM4 80GB|3A090|3A090.a.1|yes|no
A800 SXM4 80GB|-|3A090.a.1|yes|no
H100 SXM5 80GB|3A090|3A090.a.1|yes|no
H800 SXM5|-|3A090.a.1|yes|no
H200 SXM|3A090|3A090.a.1|yes|yes
H20 96GB|-|-|?|no
L4|-|3A090.a.2|?|no
L40S|-|3A090.a.1|yes|no
L20|-|-|?|no
GeForce RTX 4090|-|3A090.a.1|?|no
A30|-|3A090.b.1|?|no
A10|-|-|?|no
V100 SXM2 16GB|-|-|?|no
T4|-|-|?|no
Instinct MI300X|3A090|3A090.a.1|yes|no
Instinct MI325X|3A090|3A090.a.1|yes|yes
B200|?|3A090.a.1|no|no
";

fn paragraph<'a>(atlas: &'a Atlas<'_>, name: &str) -> &'a str {
    let part = atlas.parts.iter().find(|part| part.accelerator.name == name).unwrap();
    assert!(part.held.len() <= 1, "{name}: {:?}", part.held);
    part.held.first().map_or("-", |held| if held.certain { &held.paragraph } else { "possibly" })
}

#[test]
fn parts_are_where_the_texts_put_them_on_three_dates() {
    let [first, second, last] =
        ["2022-11-01", "2023-12-01", "2026-11-21"].map(|on| Atlas::of(&CATALOG, &LAW, day(on), &[]));
    for row in KNOWN.trim().lines() {
        let [name, of_2022, of_2023, lane, duty] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        if of_2022 != "?" {
            assert_eq!(paragraph(&first, name), of_2022, "{name} on 2022-11-01");
        }
        assert_eq!(paragraph(&second, name), of_2023, "{name} on 2023-12-01");
        assert_eq!(paragraph(&last, name), of_2023, "{name} on 2026-11-21");
        let part = last.parts.iter().find(|part| part.accelerator.name == name).unwrap();
        for (class, expected) in [("case-by-case-2026", lane), ("tariff-2026", duty)] {
            let found = part.others.iter().any(|held| held.id == class && held.certain);
            assert!(expected == "?" || found == (expected == "yes"), "{name}: {class}");
        }
    }
}

#[test]
fn parts_made_for_the_line_lie_just_under_it() {
    let near = |on: &str| {
        let atlas = Atlas::of(&CATALOG, &LAW, day(on), &[]);
        let name = |place: usize| atlas.parts[place].accelerator.name.clone();
        let near = atlas.near.iter().map(|near| (name(near.part), near.paragraph.clone(), near.misses[0].under()));
        let kept = atlas.kept_out.iter().map(|kept| (name(kept.part), kept.by.join("; ")));
        (near.collect::<Vec<_>>(), kept.collect::<Vec<_>>())
    };
    let (now, kept) = near("2026-11-21");
    // H20: 2,368 of 2,400. L20: 59.8 at 32 bits, 1,913.6/608.5 = 3.144 of 3.2. A10: 2,000/628.4 = 3.182 of 3.2.
    for (name, paragraph, under) in [
        ("H20 96GB", "3A090.b.1", "1.3%"),
        ("L20", "3A090.b.2", "1.7%"),
        ("A10", "3A090.b.2", "0.5%"),
        ("GeForce RTX 4090 D", "3A090.a.1", "1.9%"),
    ] {
        assert!(now.contains(&(name.to_owned(), paragraph.to_owned(), under.to_owned())), "{name}: {now:?}");
    }
    // The A30 is under 3.2 as well, and in the class already.
    assert!(!now.iter().any(|(name, ..)| name == "A30"));
    assert!(
        kept.iter()
            .any(|(name, by)| name == "GeForce RTX 4080" && by.contains("not designed or marketed for data centers"))
    );
    // In 2022 the A800 was over the line of performance, with 464 of 600 GB/s.
    let (_, kept) = near("2022-11-01");
    assert!(kept.iter().any(|(name, by)| name == "A800 SXM4 80GB" && by.contains("600 or more, and it has 464")));
}

#[test]
fn regions_and_lines_are_those_of_the_date() {
    let regions = |on: &str| {
        let atlas = Atlas::of(&CATALOG, &LAW, day(on), &[]);
        let regions = atlas.regions.iter().map(|region| (region.paragraph.clone(), region.beside.len()));
        (regions.collect::<Vec<_>>(), atlas.lines.len())
    };
    let since_2023 = ["3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2"].map(|name| (name.to_owned(), 0)).to_vec();
    let page = |on: &str| Atlas::of(&CATALOG, &LAW, day(on), &[]).render().into_string();
    assert!(page("2022-11-01").contains("3A090 also asks for aggregate I/O (GB/s) of 600 or more"));
    assert!(page("2022-10-20").contains("no line is drawn"));
    assert_eq!(regions("2022-10-20"), (vec![], 0));
    assert_eq!(regions("2022-10-21"), (vec![("3A090".to_owned(), 1)], 2));
    assert_eq!(regions("2023-11-16"), (vec![("3A090".to_owned(), 1)], 2));
    assert_eq!(regions("2023-11-17"), (since_2023, 6));
}

#[test]
fn a_line_moved_down_catches_and_a_line_moved_up_lets_go() {
    let on = day("2026-11-21");
    let tried = |text: &str| {
        let (moves, wrong) = read_moves(&LAW, on, &[("line-tpp-2400".to_owned(), text.to_owned())]);
        assert!(wrong.is_empty());
        let atlas = Atlas::of(&CATALOG, &LAW, on, &moves);
        let changed = atlas.changed().map(|part| (part.accelerator.name.clone(), part.held.clone()));
        changed.collect::<Vec<_>>()
    };
    assert!(tried("2400").is_empty() && tried("").is_empty());
    let h20 = tried("2300").into_iter().find(|(name, _)| name == "H20 96GB").unwrap();
    assert_eq!(h20.1[0].paragraph, "3A090.b.1");
    // The A30 has 2,640, and 3.196 is not 3.2.
    assert!(tried("2700").iter().any(|(name, held)| name == "A30" && held.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Against the law's own classification of every part, on any day.
    #[test]
    fn what_holds_a_part_is_what_the_law_says(year in 2022_i16..2028, month in 1_i8..13, dom in 1_i8..29) {
        let on = jiff::civil::date(year, month, dom);
        for part in Atlas::of(&CATALOG, &LAW, on, &[]).parts {
            let bits = LAW.classes.classify(Subject::of(part.accelerator), on);
            let names = |bits: u64| LAW.codes.table(CodeType::Class).names(bits).map(str::to_owned).collect::<Vec<_>>();
            let held = || part.held.iter().chain(&part.others);
            let mut certain: Vec<_> = held().filter(|held| held.certain).map(|held| held.id.clone()).collect();
            let mut open: Vec<_> = held().filter(|held| !held.certain).map(|held| held.id.clone()).collect();
            let (mut law_certain, mut law_open) = (names(bits.certain()), names(bits.open()));
            for list in [&mut certain, &mut open, &mut law_certain, &mut law_open] { list.sort(); }
            prop_assert_eq!(certain, law_certain);
            prop_assert_eq!(open, law_open);
            prop_assert_eq!(&part.held, &part.held_by_law);
        }
    }

    /// Lower floors never let go of a part whose figures are known.
    #[test]
    fn a_lower_floor_catches_no_less(to in 1_u64..1600) {
        let on = day("2026-11-21");
        let moves = [Moved { figure: Figure::Tpp, from: Exact::whole(1600), to: Exact::whole(to) }];
        for part in Atlas::of(&CATALOG, &LAW, on, &moves).changed() {
            prop_assert!(part.held.len() >= part.held_by_law.len());
        }
    }
}
