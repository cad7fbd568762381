//! The figures as a table for a person.

use super::rates::shown as rate;
use super::{Lost, Rates, Row, ScreeningReport};
use crate::timing::shown as time;
use portcullis_license::amount::grouped;
use std::fmt;

/// Lost names that are told to a person; the JSON has more.
const LOST_SHOWN: usize = 10;
/// Digits of a hash that a person compares.
const HASH_SHOWN: usize = 12;

impl fmt::Display for ScreeningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table(f, &self.rows)?;
        writeln!(f, "\nThe best open peer was measured on the other half of the data.\n")?;
        self.queries(f)?;
        self.sizes(f)?;
        self.listed_names(f)?;
        writeln!(f, "\n{}", self.command)
    }
}

/// Columns as wide as what stands in them.
fn table(f: &mut fmt::Formatter<'_>, rows: &[Row]) -> fmt::Result {
    let met = |row: &Row| row.met.map_or("", |met| if met { "yes" } else { "no" });
    let mut cells = vec![["measure", "best open peer", "asked", "ours", "met"].map(str::to_owned)];
    cells.extend(rows.iter().map(|row| {
        [row.measure.as_str(), row.best_open_peer, row.asked, row.ours.as_str(), met(row)].map(str::to_owned)
    }));
    let width = |column: usize| cells.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    for [measure, peer, asked, ours, met] in &cells {
        let [first, second, third, fourth] = widths;
        writeln!(f, "{measure:<first$}  {peer:<second$}  {asked:<third$}  {ours:<fourth$}  {met}")?;
    }
    Ok(())
}

impl ScreeningReport {
    fn queries(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<18}{:>6}   {:<28}   with the country", "queries", "", "by the name alone")?;
        let columns = "   R@1    R@5    R@10   1% FA ";
        writeln!(f, "{:<18}{:>6}{columns}{columns}", "", "asked")?;
        for file in &self.files {
            write!(f, "{:<18}{:>6}", file.file, file.name_alone.asked)?;
            for Rates { recall_1, recall_5, recall_10, at_1_percent, .. } in [file.name_alone, file.with_country] {
                write!(f, "   {}  {}  {}  {}", rate(recall_1), rate(recall_5), rate(recall_10), rate(at_1_percent))?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "1% FA: among the first five, over the threshold at which 1 in 100 companies on no list alarms: {} by the\n\
             name alone, {} with the country. The countries of the alias and perturbed queries were taken from the\n\
             entry they seek, so that the names alone are the headline.",
            self.threshold.0, self.threshold_with_country.0
        )?;
        let equal = self.files.iter().map(|file| format!("{} {}", file.file, rate(file.name_alone.recall_1_or_equal)));
        let equal = equal.collect::<Vec<_>>().join(", ");
        writeln!(
            f,
            "Entries with equal scores keep the order of the list; R@1 where any of them would do:\n{equal}\n"
        )?;
        let pairs = self.pairs.iter().map(|pairs| format!("{} ({}) {}", pairs.subset, pairs.pairs, rate(pairs.f1)));
        writeln!(f, "pairs, F1 at {}: {}", self.pair_threshold, pairs.collect::<Vec<_>>().join(", "))
    }

    fn sizes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = &self.start;
        let (lexicon, lists) = (time(start.lexicon_ns as f64), time(start.lists_ns as f64));
        writeln!(f, "start: tables of names {lexicon}, snapshot and index {lists}")?;
        if let Some(large) = &self.large_index {
            let (names, index) = (grouped(large.names as u64), time(large.index_ns as f64));
            let p99 = time(large.times.p99_ns as f64);
            let (first, copies) = (large.copies_first, large.times.queries / 2);
            writeln!(
                f,
                "{names} names: indexed in {index}, p99 of a query {p99}, {first} of {copies} disturbed copies found first"
            )?;
        }
        if let Some(graph) = &self.ownership {
            let (p99, parents) = (time(graph.aggregate.p99_ns), time(graph.parentage.p50_ns));
            let memory = grouped(graph.graph_bytes as u64 / 1_000_000);
            writeln!(f, "ownership: p99 of one customer {p99}, headquarters {parents}, {memory} MB")?;
        }
        let hash: String = self.data_sha256.chars().take(HASH_SHOWN).collect();
        writeln!(
            f,
            "portcullis {}, data {hash}: {} entries, {} names, {} readings indexed, {} rows left out",
            self.version,
            grouped(self.entries as u64),
            grouped(self.names as u64),
            grouped(self.names_indexed as u64),
            self.rows_left_out
        )
    }

    fn listed_names(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let census = &self.census;
        writeln!(
            f,
            "every listed name asked for, persons also as such: {} asked, {} unscreenable, {} do not find their entry",
            grouped(u64::from(census.asked)),
            census.unscreenable,
            census.lost
        )?;
        for lost in census.told.iter().take(LOST_SHOWN) {
            let Lost { id, name, own, first, first_score, as_person } = lost;
            let score = |score: &Option<_>| score.map_or_else(|| "not found".to_owned(), |score| format!("{score}"));
            let how = if *as_person { ", as a person" } else { "" };
            let (own, first_score) = (score(own), score(first_score));
            writeln!(f, "  {id} \"{name}\"{how}: {own}; first {} {first_score}", first.as_deref().unwrap_or("nobody"))?;
        }
        Ok(())
    }
}
