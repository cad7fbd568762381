//! Two names, side by side.

use crate::balance::Scale;
use crate::index::{Index, Listed};
use crate::lexicon::Lexicon;
use crate::search::{Found, Score, Searcher};
use std::sync::Arc;

/// At or over this, [`compare`] takes two names for names of one party.
pub const PAIR_THRESHOLD: Score = Score(6300);

/// How well two names agree; the same whichever comes first.
///
/// Another index, where there is one, says which words are common.
#[must_use]
pub fn compare(lexicon: &Arc<Lexicon>, beside: Option<&Arc<Index>>, left: &str, right: &str, is_person: bool) -> Score {
    let one_way = |query: &str, name: &str| {
        let listed = Listed { names: std::iter::once(name), is_person };
        let index = Index::build(Arc::clone(lexicon), beside.cloned(), std::iter::once(listed));
        match Searcher::with_scale(Scale::PAIR).search(&index, query, is_person, 1) {
            Found::Hits([hit, ..]) => hit.score,
            _ => Score::default(),
        }
    };
    one_way(left, right).max(one_way(right, left))
}
