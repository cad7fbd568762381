//! Every definition is what is counted: its scenarios, run.

use portcullis_desk::statistics::{Cell, Definitions, Row, Statistics};

use crate::story::case;

fn cells(row: &Row) -> Vec<Cell> {
    let figure = |figure: &Option<u64>| figure.map_or_else(|| Cell::Word("none".to_owned()), Cell::Number);
    std::iter::once(Cell::Word(row.label.clone())).chain(row.figures.iter().map(figure)).collect()
}

#[test]
fn every_scenario_gives_the_figures_of_its_definition() {
    let mut run = 0;
    for definition in Definitions::house().iter() {
        for scenario in &definition.scenarios {
            let cases: Vec<_> = scenario.cases.iter().map(|lines| case(lines)).collect();
            let statistics = Statistics::of(&cases, &scenario.usage, scenario.from, scenario.to).unwrap();
            let table = statistics.table(definition.name).unwrap();
            let found: Vec<Vec<Cell>> = table.rows.iter().chain(&table.total).map(cells).collect();
            assert_eq!(found, scenario.rows, "{}: {}", definition.title, scenario.shows);
            assert!(
                found.iter().all(|row| row.len() == table.head.len()),
                "{}: the head does not fit",
                definition.title
            );
            run += 1;
        }
    }
    assert!(run >= Definitions::house().iter().count(), "{run} scenarios were run");
}
