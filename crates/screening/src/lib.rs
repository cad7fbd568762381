//! Name matching: from a name in any script to the listed parties it may mean, with an explained score.
//!
//! ```text
//! name -> clean -> readings -> words -> look up -> collect -> align -> hits -> evidence -> candidates -> verdict
//!        (one      (Latin      (forms,  (near     (names     (word by (best   (country,   (explained)   (threshold,
//!        spelling)  letters)    classes) words)    sharing)   word)    a party) dates)                    resolution)
//! ```
//!
//! Every number is whole: scores in ten-thousandths, weights in hundredths of a bit. Equal inputs give equal bytes on
//! every machine. The words of many languages are data, in `names/`; [`Lexicon`] reads them.
//!
//! Reading order: [`Query`], [`Screener`], [`Candidate`], [`Thresholds`]; then the modules in the order of the picture.

mod acronym;
mod align;
mod balance;
mod clean;
mod distance;
mod evidence;
mod explain;
mod fold;
mod index;
mod judge;
mod lexicon;
mod look_up;
mod pair;
mod postings;
mod query;
mod reading;
mod resolution;
mod screener;
mod search;
mod threshold;
mod vocabulary;
mod weight;
mod word_set;
mod words;

pub use evidence::{Aspect, Evidence};
pub use explain::{Explanation, Left, Pair};
pub use index::{Index, Listed};
pub use judge::{Finding, Judge, Judged, Judgment};
pub use lexicon::{Class, Lexicon, LexiconError, LexiconSource};
pub use pair::{PAIR_THRESHOLD, compare};
pub use query::Query;
pub use resolution::{Conclusion, Fingerprint, Lapse, Resolution, ResolutionError, Resolutions};
pub use screener::{Candidate, Screener, Screening};
pub use search::{Found, Hit, Score, Searcher};
pub use threshold::{Exception, Threshold, Thresholds, Use, Verdict};
