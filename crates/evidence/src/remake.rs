//! Past determinations again: bit for bit under their own edition, or under another to see what it would change.

use portcullis_determination::{Engine, GraphVersion, Memo, Request, SnapshotVersion};
use portcullis_law::Outcome;
use serde::Deserialize as _;

use crate::decision::Decision;
use crate::edition::{Edition, name_of};

/// What became of a determination when it was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remade {
    /// The same bytes.
    Same,
    /// Another answer.
    Other {
        /// The outcome that was recorded.
        before: Outcome,
        /// The outcome now.
        now: Outcome,
    },
    /// It could not be made again.
    Not {
        /// Why not.
        why: String,
    },
}

/// Finds a part of an edition by its name.
pub type FindPart<'a> = Box<dyn FnMut(&str) -> Option<Vec<u8>> + 'a>;
/// Gives an engine the lists and the files of owners that a decision asked, or says why it cannot.
pub type Serve<'a> = &'a dyn Fn(Engine, &Decision) -> Result<Engine, String>;

/// Makes determinations again. Engines are kept by edition, so that a year of decisions loads each law pack once.
pub struct Remaker<'a> {
    part: FindPart<'a>,
    instead: Option<&'a Engine>,
    serve: Option<Serve<'a>>,
    engines: Vec<Loaded>,
    memo: Memo,
}

/// An engine of one edition with one set of lists.
struct Loaded {
    edition: Edition,
    lists: Vec<SnapshotVersion>,
    ownership: Vec<GraphVersion>,
    engine: Result<Engine, String>,
    memo: Memo,
}

impl<'a> Remaker<'a> {
    /// Finds the parts of editions by their names.
    #[must_use]
    pub fn new(part: FindPart<'a>) -> Self {
        Self { part, instead: None, serve: None, engines: Vec::new(), memo: Memo::default() }
    }

    /// Makes everything under this engine instead of the recorded editions.
    #[must_use]
    pub fn under(mut self, engine: &'a Engine) -> Self {
        self.instead = Some(engine);
        self
    }

    /// Gives engines the lists and the files of owners that a decision asked.
    #[must_use]
    pub fn serving(mut self, serve: Serve<'a>) -> Self {
        self.serve = Some(serve);
        self
    }

    /// Makes a determination again from its record, the facts that were withheld put back.
    pub fn remake(&mut self, decision: &Decision) -> Remade {
        let request = match Request::deserialize(&decision.request) {
            Ok(request) => request,
            Err(error) => return Remade::Not { why: format!("its request cannot be read: {error}") },
        };
        let (engine, memo) = match self.instead {
            Some(engine) => (engine, &mut self.memo),
            None => match self.engine(decision) {
                Ok(engine) => engine,
                Err(why) => return Remade::Not { why },
            },
        };
        match Decision::make(engine, &decision.edition, &request, memo) {
            Err(error) => Remade::Not { why: format!("{}: {}", error.field, error.problem) },
            Ok(made) if name_of(&made.answer) == decision.answer => Remade::Same,
            Ok(made) => Remade::Other { before: decision.outcome, now: made.decision.outcome },
        }
    }

    fn engine(&mut self, decision: &Decision) -> Result<(&Engine, &mut Memo), String> {
        let is_loaded = |loaded: &Loaded| {
            loaded.edition == decision.edition && loaded.lists == decision.lists && loaded.ownership == decision.ownership
        };
        let at = match self.engines.iter().position(is_loaded) {
            Some(at) => at,
            None => {
                let engine = self.load(decision);
                let (edition, lists, ownership) = (decision.edition.clone(), decision.lists.clone(), decision.ownership.clone());
                self.engines.push(Loaded { edition, lists, ownership, engine, memo: Memo::default() });
                self.engines.len() - 1
            }
        };
        let Some(Loaded { engine, memo, .. }) = self.engines.get_mut(at) else { return Err("its engine is gone".to_owned()) };
        engine.as_ref().map(|engine| (engine, memo)).map_err(|why| why.clone())
    }

    fn load(&mut self, decision: &Decision) -> Result<Engine, String> {
        let engine = decision.edition.engine(&mut self.part).map_err(|error| error.to_string())?;
        match self.serve {
            _ if decision.lists.is_empty() && decision.ownership.is_empty() => Ok(engine),
            Some(serve) => serve(engine, decision),
            None => Err("it asked lists or files of owners, and none are given".to_owned()),
        }
    }
}
