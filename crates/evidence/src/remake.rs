//! Past determinations again: bit for bit under their own edition, or under another to see what it would change.

use portcullis_determination::{Engine, GraphVersion, Memo, Request, SnapshotVersion};
use portcullis_law::Outcome;
use serde::Deserialize as _;
use serde_json::Value;

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

    /// Makes a determination again from its record, the facts that were withheld put back. Under its own edition the answer is compared byte for byte;
    /// under another, what it says: the edition's own name and versions differ always, and tell nothing.
    pub fn remake(&mut self, decision: &Decision) -> Remade {
        let request = match Request::deserialize(&decision.request) {
            Ok(request) => request,
            Err(error) => return Remade::Not { why: format!("its request cannot be read: {error}") },
        };
        let found = &decision.resolutions;
        let made = |engine: &Engine, memo: &mut Memo| {
            // What people had found then stands in the record; it is no part of what is loaded once for many.
            let (mut own, mut fresh) = (None, Memo::default());
            let (engine, memo) = if found.is_empty() {
                (engine, memo)
            } else {
                let found = found.iter().cloned().collect();
                (&*own.insert(engine.clone().with_resolutions(found)), &mut fresh)
            };
            Decision::answer(engine, &request, memo).map_err(|error| format!("{}: {}", error.field, error.problem))
        };
        let before = match self.engine(decision).and_then(|(engine, memo)| made(engine, memo)) {
            Ok((answer, outcome)) => (name_of(&answer) == decision.answer, answer, outcome),
            Err(why) => return Remade::Not { why },
        };
        match (before, self.instead) {
            ((true, ..), None) => Remade::Same,
            ((false, _, now), None) => Remade::Other { before: decision.outcome, now },
            ((_, answer, _), Some(engine)) => match made(engine, &mut self.memo) {
                Ok((other, _)) if said(&other) == said(&answer) => Remade::Same,
                Ok((_, now)) => Remade::Other { before: decision.outcome, now },
                Err(why) => Remade::Not { why },
            },
        }
    }

    fn engine(&mut self, decision: &Decision) -> Result<(&Engine, &mut Memo), String> {
        let is_loaded = |loaded: &Loaded| {
            loaded.edition == decision.edition
                && loaded.lists == decision.lists
                && loaded.ownership == decision.ownership
        };
        let at = match self.engines.iter().position(is_loaded) {
            Some(at) => at,
            None => {
                let engine = self.load(decision);
                let (edition, lists, ownership) =
                    (decision.edition.clone(), decision.lists.clone(), decision.ownership.clone());
                self.engines.push(Loaded { edition, lists, ownership, engine, memo: Memo::default() });
                self.engines.len() - 1
            }
        };
        let Some(Loaded { engine, memo, .. }) = self.engines.get_mut(at) else {
            return Err("its engine is gone".to_owned());
        };
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

/// What an answer says, without what names the edition it was made under.
fn said(answer: &[u8]) -> Option<Value> {
    let mut answer: Value = serde_json::from_slice(answer).ok()?;
    answer.as_object_mut()?.retain(|field, _| field != "profile" && field != "versions");
    Some(answer)
}
