//! Rows of a form: fields whose names begin with `list[0]`, `list[1]`, …, and the buttons that add and remove them.
//!
//! A button sends the whole form with `do` set to `add:list` or `remove:list[1]`; what comes back is the same form with a row more or less, and nothing
//! was done. Everything works without JavaScript, and nothing that was typed is lost.

use crate::filled::Filled;

/// The name of the field that says which button was pressed.
pub const DO: &str = "do";

/// What a press of a button of such a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pressed {
    /// The form is to be shown again, with these values.
    Again(Filled),
    /// The form is meant: the button's word (empty where it has none), and the values.
    Sent(String, Filled),
}

/// Reads which button was pressed, and does what it says to the rows.
#[must_use]
pub fn pressed(values: Vec<(String, String)>) -> Pressed {
    let word = values.iter().find(|(name, _)| name == DO).map_or_else(String::new, |(_, value)| value.clone());
    let values: Vec<(String, String)> = values.into_iter().filter(|(name, _)| name != DO).collect();
    if word == "show" {
        Pressed::Again(Filled::of(values))
    } else if let Some(list) = word.strip_prefix("add:") {
        Pressed::Again(Filled::of(with_row(values, list)))
    } else if let Some(row) = word.strip_prefix("remove:") {
        Pressed::Again(Filled::of(without_row(values, row)))
    } else {
        Pressed::Sent(word, Filled::of(values))
    }
}

/// How many rows a list has.
pub(crate) fn count(values: &[(String, String)], list: &str) -> usize {
    values
        .iter()
        .filter_map(|(name, _)| place(name, list))
        .map(|(at, _)| at.saturating_add(1))
        .max()
        .unwrap_or(0)
        .min(MOST)
}

/// The most rows that are read: what a license can have.
const MOST: usize = portcullis_license::license::MOST_PARTS;

/// Where in a list a field stands, and what follows there: of `list[3].id` it is 3 and `.id`.
fn place<'a>(name: &'a str, list: &str) -> Option<(usize, &'a str)> {
    let (at, rest) = name.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    Some((at.parse().ok()?, rest))
}

/// A row more: it begins with what was chosen for it in the field `list.add`.
fn with_row(values: Vec<(String, String)>, list: &str) -> Vec<(String, String)> {
    let (at, choice) = (count(&values, list), format!("{list}.add"));
    let chosen = values.iter().find(|(name, _)| *name == choice).map_or_else(String::new, |(_, value)| value.clone());
    let mut values: Vec<(String, String)> = values.into_iter().filter(|(name, _)| *name != choice).collect();
    if at < MOST {
        values.push((format!("{list}[{at}].is"), chosen));
    }
    values
}

/// A row less: those after it move up.
fn without_row(values: Vec<(String, String)>, row: &str) -> Vec<(String, String)> {
    let Some((list, gone)) = row.strip_suffix(']').and_then(|row| row.rsplit_once('[')) else { return values };
    let Ok(gone) = gone.parse::<usize>() else { return values };
    let moved = |(name, value): (String, String)| match place(&name, list) {
        Some((at, _)) if at == gone => None,
        Some((at, rest)) if at > gone => Some((format!("{list}[{}]{rest}", at - 1), value)),
        _ => Some((name, value)),
    };
    values.into_iter().filter_map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(rows: &[&str]) -> Vec<(String, String)> {
        let rows = rows.iter().enumerate();
        rows.map(|(at, value)| (format!("list[{at}].id"), (*value).to_owned())).collect()
    }

    fn press(mut values: Vec<(String, String)>, word: &str) -> Vec<(String, String)> {
        values.push((DO.to_owned(), word.to_owned()));
        match pressed(values) {
            Pressed::Again(filled) => filled.values().to_vec(),
            Pressed::Sent(..) => Vec::new(),
        }
    }

    #[test]
    fn a_row_is_added_with_what_was_chosen_and_removed_from_the_middle() {
        let mut values = of(&["a", "b"]);
        values.push(("list.add".to_owned(), "text".to_owned()));
        let values = press(values, "add:list");
        assert_eq!(values.last().map(|(name, value)| (name.as_str(), value.as_str())), Some(("list[2].is", "text")));
        assert_eq!(press(of(&["a", "b", "c"]), "remove:list[1]"), of(&["a", "c"]));
        assert_eq!(press(of(&["a"]), "remove:list[7]"), of(&["a"]));
        assert_eq!(press(of(&["a"]), "remove:list"), of(&["a"]));
        // Lists within rows move with them.
        let inner = vec![("a[1].b[0].id".to_owned(), "x".to_owned())];
        assert_eq!(press(inner, "remove:a[0]"), [("a[0].b[0].id".to_owned(), "x".to_owned())]);
    }

    proptest! {
        #[test]
        fn names_of_any_kind_are_no_harm(name in "\\PC{0,20}", word in "(add|remove):\\PC{0,20}") {
            press(vec![(name, "x".to_owned())], &word);
        }

        #[test]
        fn a_huge_place_makes_no_huge_list(at: u64) {
            let values = [(format!("list[{at}].id"), String::new())];
            prop_assert!(count(&values, "list") <= MOST);
        }
    }
}
