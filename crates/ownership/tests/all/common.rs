//! Graphs in a few words.

use jiff::civil::{Date, date};
use portcullis_catalog::{Catalog, Countries};
use portcullis_ownership::{
    Graph, GraphBuilder, Holding, InterestStatement, Listed, Nature, PartyIndex, PartyStatement, ReadReport, Share,
    read,
};
use std::path::Path;
use std::sync::LazyLock;

/// The day of most tests.
pub const ON: Date = date(2026, 11, 21);

static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::load_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")).unwrap());

pub fn countries() -> &'static Countries {
    CATALOG.countries()
}

/// `A 50 B; B 25-50 C`: owner, share, owned. `~30` is held indirectly, `?30` directly or indirectly, `!` marks
/// control: `A !consolidation B`. `A unidentified` and `A @SG` state something about a party.
pub fn graph(text: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.document("test");
    for words in text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
        add(&mut builder, words);
    }
    builder.finish()
}

fn add(builder: &mut GraphBuilder, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [id, "unidentified"] => {
            builder.party(&PartyStatement { id, unidentified: true, ..PartyStatement::default() }).unwrap();
        }
        [id, "person"] => {
            let kind = Some(portcullis_ownership::Kind::Person);
            builder.party(&PartyStatement { id, kind, ..PartyStatement::default() }).unwrap();
        }
        [id, country] if country.starts_with('@') => {
            let headquarters = Some(countries().parse(country.trim_start_matches('@')).unwrap());
            builder.party(&PartyStatement { id, headquarters, ..PartyStatement::default() }).unwrap();
        }
        [owner, what, owned] => {
            let held = match what.chars().next() {
                Some('~') => Holding::Indirect,
                Some('?') => Holding::Unknown,
                _ => Holding::Direct,
            };
            let share = what.trim_start_matches(['~', '?']);
            let nature = share.strip_prefix('!').map_or(Nature::Ownership, |word| Nature::from_word(word).unwrap());
            let share = match share {
                "any" => Share::UNKNOWN,
                _ if share.starts_with('!') => Share::UNKNOWN,
                share => Share::parse(share).unwrap(),
            };
            builder.interest(&InterestStatement { nature, held, ..holds(owner, owned, share) }).unwrap();
        }
        _ => panic!("`{line}` says nothing"),
    }
}

/// A share of the ownership, held directly, for as long as anybody knows.
pub fn holds<'a>(owner: &'a str, owned: &'a str, share: Share) -> InterestStatement<'a> {
    let (nature, held) = (Nature::Ownership, Holding::Direct);
    InterestStatement { owner, owned, nature, share, held, from: None, to: None, statement: "", stated: None }
}

pub fn party(graph: &Graph, id: &str) -> PartyIndex {
    graph.find(id).unwrap_or_else(|| panic!("no `{id}`"))
}

pub fn listed(graph: &Graph, ids: &[&str]) -> Listed {
    Listed::certainly(ids.iter().map(|id| party(graph, id)))
}

/// A graph from documents, and what was reported of each.
pub fn read_all(documents: &[(&str, &str)]) -> (Graph, Vec<ReadReport>) {
    let mut builder = GraphBuilder::new();
    let reports = documents.iter().map(|(name, text)| read(&mut builder, name, text.as_bytes(), countries()).unwrap());
    let reports = reports.collect();
    (builder.finish(), reports)
}
