//! Tables, read back as a spreadsheet would.

use jiff::civil::date;
use portcullis_letter::csv::{Cell, Number, Table, TableError};
use proptest::prelude::*;

use crate::hostile::hostile;

fn read(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Whether a program could take a cell for a formula: another way to ask what the writer asks.
fn could_run(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|letter: char| letter == '"' || letter.is_whitespace() || letter.is_control());
    cell.starts_with(['\t', '\r'])
        || ['=', '+', '-', '@', '＝', '＋', '－', '＠'].iter().any(|sign| seen.starts_with(*sign))
}

fn one_cell(text: &str) -> String {
    let mut table = Table::new(&["name", "next"]);
    table.push(vec![Cell::text(text), Cell::text("z")]).unwrap();
    let rows = read(&table.to_csv().unwrap());
    assert_eq!(rows.len(), 2, "{text:?}");
    let [cell, next] = rows.last().unwrap().as_slice() else { panic!("{rows:?}") };
    assert_eq!(next, "z");
    cell.clone()
}

#[test]
fn formulas_are_text() {
    for formula in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\"=1\"",
        "＝1",
        " ＋1",
        "－1",
        "＠A",
        "\n=1",
        "\u{a0}=1",
        "\u{200B}=1",
        "'=1",
        "\u{FEFF}@x",
        "=cmd|' /C calc'!A0",
    ] {
        assert_eq!(one_cell(formula), format!("'{formula}"), "{formula:?}");
    }
    for words in ["Example Cloud Inc", "a=b", "1-2", "", " ", "O'Neill", "\"quoted\"", "a\nb", "a,b;c\"d"] {
        assert_eq!(one_cell(words), words);
    }
}

#[test]
fn numbers_and_dates_stay() {
    let mut table = Table::new(&["=name", "number", "date"]);
    table
        .push(vec![Cell::text("x"), Cell::Number(Number::new("-12.50").unwrap()), Cell::Date(date(2026, 3, 12))])
        .unwrap();
    assert_eq!(table.to_csv().unwrap(), "'=name,number,date\r\nx,-12.50,2026-03-12\r\n");
    for no in ["", "-", "+1", "1e5", "1,000", ".5", "5.", "1.2.3", "--1", "=1", " 1", "١", "-1\n=2", &"9".repeat(61)] {
        assert!(Number::new(no).is_err(), "{no:?}");
    }
}

#[test]
fn rows_are_as_wide_as_the_head() {
    let mut table = Table::new(&["a", "b"]);
    assert_eq!(table.push(vec![Cell::text("x")]), Err(TableError::Row { row: 1, cells: 1, columns: 2 }));
}

proptest! {
    #[test]
    fn what_is_read_back_is_what_was_written(text in "[=+@\\-\t\r\n \"',;＝＋a-c\u{a0}\u{202e}]{0,12}|\\PC*|[\\x00-\\x{10FFFF}]{0,20}") {
        let back = one_cell(&text);
        prop_assert!(!could_run(&back), "{:?}", back);
        prop_assert!(back == text || back == format!("'{text}"), "{:?}", back);
    }

    #[test]
    fn many_cells_stay_in_their_places(rows in prop::collection::vec(prop::collection::vec(prop::sample::select(hostile()), 3), 0..5)) {
        let mut table = Table::new(&["a", "b", "c"]);
        for row in &rows {
            table.push(row.iter().map(|cell| Cell::text(cell)).collect()).unwrap();
        }
        let back = read(&table.to_csv().unwrap());
        prop_assert_eq!(back.len(), rows.len() + 1);
        for (back, row) in back.iter().skip(1).zip(&rows) {
            for (back, cell) in back.iter().zip(row) {
                prop_assert!(back == cell || back.strip_prefix('\'') == Some(cell));
            }
        }
    }
}
