//! No number leads a chart out of its box.

use crate::checker::{Element, read};
use crate::everything::{at, charts, owners, words};
use maud::Render;
use portcullis_console::chart::{BurnDown, Reading};
use proptest::prelude::*;

/// The box of the picture an element is in: width and height.
fn size(elements: &[Element], at: usize) -> Option<(i64, i64)> {
    let element = &elements[at];
    match element.get("viewBox") {
        Some(written) => {
            let numbers: Vec<i64> = written.split(' ').map(|number| number.parse().unwrap()).collect();
            Some((numbers[2], numbers[3]))
        }
        None => size(elements, element.parent?),
    }
}

/// The points of an absolute path.
fn points(path: &str) -> Vec<(Option<i64>, Option<i64>)> {
    let mut points = Vec::new();
    for part in path.split('Z') {
        let mut command = 'M';
        let mut numbers: Vec<i64> = Vec::new();
        let mut flush = |command: char, numbers: &mut Vec<i64>| {
            match command {
                'V' => points.extend(numbers.iter().map(|y| (None, Some(*y)))),
                'H' => points.extend(numbers.iter().map(|x| (Some(*x), None))),
                'M' | 'L' | 'C' => points.extend(numbers.chunks(2).map(|pair| (Some(pair[0]), Some(pair[1])))),
                other => panic!("`{other}` is not absolute"),
            }
            numbers.clear();
        };
        let mut word = String::new();
        for letter in part.chars().chain([' ']) {
            if letter == '-' || letter.is_ascii_digit() {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                numbers.push(word.parse().unwrap());
                word.clear();
            }
            if letter.is_ascii_alphabetic() {
                flush(command, &mut numbers);
                command = letter;
            }
        }
        flush(command, &mut numbers);
    }
    points
}

fn check(html: &str) {
    let elements = read(html);
    for (at, element) in elements.iter().enumerate() {
        let Some((width, height)) = size(&elements, at) else { continue };
        let number = |name: &str| element.get(name).and_then(|text| text.parse::<i64>().ok());
        let inside = |value: i64, most: i64| assert!((0..=most).contains(&value), "{value} of {most}: {element:?}");
        if element.name == "svg" {
            continue;
        }
        for (names, most) in [(["x", "x1", "x2", "cx"], width), (["y", "y1", "y2", "cy"], height)] {
            names.iter().filter_map(|name| number(name)).for_each(|value| inside(value, most));
        }
        for (start, length, most) in [("x", "width", width), ("y", "height", height)] {
            if let (Some(start), Some(length)) = (number(start), number(length)) {
                assert!(length >= 0, "{element:?}");
                inside(start + length, most);
            }
        }
        for (x, y) in element.get("d").map(points).unwrap_or_default() {
            x.into_iter().for_each(|x| inside(x, width));
            y.into_iter().for_each(|y| inside(y, height));
        }
    }
}

#[test]
fn owners_stay_in_their_box() {
    check(&owners("Example Cloud Inc").into_string());
}

#[test]
fn the_extremes_stay_in_their_box() {
    for numbers in [vec![i128::MIN, i128::MAX], vec![0], vec![i128::MAX; 9], vec![-1, 0, 1], vec![]] {
        check(&charts("x", &numbers).into_string());
    }
}

#[test]
fn a_forecast_is_the_straight_line_and_says_so() {
    let readings = [(0, 0, 0), (10, 100, 50)].map(|(day, used, reserved)| Reading { at: at(day), used, reserved });
    let grant = |granted, ends| BurnDown {
        words: words("burn", "Use"),
        unit: "chip-hours",
        granted,
        readings: &readings,
        ends: at(ends),
    };
    // 10 a day; 1,000 less 150 are left: 85 days more.
    assert_eq!(grant(1_000, 365).exhausted_at(), Some(at(95)));
    assert!(grant(1_000, 365).forecast().contains(&format!("ends on {}", at(95).date())));
    assert!(grant(1_000, 90).forecast().contains("lasts past the last day"));
    assert!(grant(150, 90).forecast().contains("Nothing is left"));
    assert!(grant(0, 90).forecast().contains("Nothing is left"));
    assert!(grant(1_000, 365).render().into_string().contains("if use goes on evenly"));
    let still = [readings[0], Reading { at: at(5), ..readings[0] }];
    let grant = BurnDown { readings: &still, ..grant(10, 30) };
    assert_eq!(grant.exhausted_at(), None);
    assert!(grant.forecast().contains("no forecast"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_numbers_stay_in_their_box(numbers in prop::collection::vec(any::<i128>(), 0..9)) {
        check(&charts("x", &numbers).into_string());
    }

    #[test]
    fn small_numbers_stay_in_their_box(numbers in prop::collection::vec(-50_i128..500, 0..30)) {
        check(&charts("x", &numbers).into_string());
    }
}
