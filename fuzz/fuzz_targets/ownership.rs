//! Bytes as a file that says who owns whom: read or refused, and every question about what was read is answered.
//!
//! The first byte chooses who is listed and who is asked about.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_catalog::Catalog;
use portcullis_ownership::{
    Graph, GraphBuilder, Limits, Listed, Standing, aggregate, difference, party_answers, picture, read, svg, touched,
};
use portcullis_party::{Held, Stated, held_by};
use std::path::Path;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog"));
    Catalog::load_directory(folder).expect("the catalog loads")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, file)) = bytes.split_first() else { return };
    let mut builder = GraphBuilder::new();
    let Ok(report) = read(&mut builder, "file", file, CATALOG.countries()) else { return };
    assert!(report.bad_rows.len() as u64 <= report.bad);
    let graph = builder.finish();
    ask(&graph, usize::from(*chosen));
});

fn ask(graph: &Graph, chosen: usize) {
    let parties: Vec<_> = graph.parties().collect();
    if parties.is_empty() {
        return;
    }
    let on = "2020-06-15".parse().expect("a date");
    let at = |place: usize| parties[place % parties.len()];
    let mut listed = Listed::certainly([at(chosen)]);
    listed.add(at(chosen / 16), Standing::Possibly);
    for party in [0, 1, chosen / 3].map(at) {
        let answers = party_answers(graph, party, on, &[(1, listed.clone())]);
        assert_eq!(answers.aggregates[0], aggregate(graph, party, on, &listed));
        let (held, lower, upper) = (answers.held[0].1, answers.aggregates[0].lower, answers.aggregates[0].upper);
        assert!(lower <= upper);
        if let Stated::Known(owners) = &answers.owners {
            let said = held_by(owners, 1);
            assert!(held == Held::Not || said != Ok(Held::Not), "{answers:?}");
        }
        // Whoever is not below a listed party is not held because of it.
        let below = touched(graph, listed.iter().map(|(party, _)| party));
        let alone = aggregate(graph, party, on, &Listed::nobody());
        assert!(below.contains(&party) || alone.held == held, "{answers:?}");
        let drawn = picture(graph, party, on, &listed, Limits { depth: 4, parties: 24 });
        assert!(svg(graph, &drawn).ends_with("</svg>\n"));
    }
    assert!(difference(graph, graph).is_empty());
}
