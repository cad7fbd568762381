//! Any two texts, one listed and one asked for: no panic, and scores in bounds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_screening::{Found, Index, Lexicon, Listed, Score, Searcher, compare};
use std::path::Path;
use std::sync::{Arc, LazyLock};

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../names");
    Arc::new(Lexicon::load_directory(&tables).expect("the tables of names"))
});

fuzz_target!(|texts: (&str, &str, bool)| {
    let (listed, asked, is_person) = texts;
    let parties = [Listed { names: [listed, "Acme Trading Co., Ltd."].into_iter(), is_person }];
    let index = Index::build(Arc::clone(&LEXICON), None, parties.into_iter());
    let mut searcher = Searcher::default();
    for name in [asked, listed] {
        if let Found::Hits(hits) = searcher.search(&index, name, is_person, 5) {
            assert!(hits.iter().all(|hit| hit.score <= Score(10_000)));
        }
    }
    assert!(compare(&LEXICON, None, listed, asked, is_person) <= Score(10_000));
});
