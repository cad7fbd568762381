//! The second opinion at run time: on a sample of new determinations, the Cedar authorizer is asked too.

use crate::fold::evaluate;
use crate::judge::Judge;
use portcullis_law::{Bits, Fact, Facts, Kind, Oracle, Possible};
use std::collections::HashMap;

/// Asks the authorizer about one in so many new determinations.
#[derive(Default)]
pub(crate) struct Sentinel {
    /// Zero: never.
    one_in: u32,
    seen: u32,
    asked: u64,
    disagreed: u64,
    /// `None` where Cedar refused the packs: that is a disagreement too.
    oracles: HashMap<(usize, Kind), Option<Oracle>>,
}

impl Sentinel {
    pub fn new(one_in: u32) -> Self {
        Self { one_in, ..Self::default() }
    }

    pub fn asked_and_disagreed(&self) -> (u64, u64) {
        (self.asked, self.disagreed)
    }

    /// Whether Cedar agrees, or is not asked this time.
    pub fn agrees(&mut self, judge: &Judge<'_>) -> bool {
        self.seen = self.seen.wrapping_add(1);
        if self.one_in == 0 || !self.seen.is_multiple_of(self.one_in) {
            return true;
        }
        self.asked += 1;
        let provisions = || judge.plan.entries.iter().map(|entry| entry.provision).collect::<Vec<_>>();
        let place = (judge.key.epoch, judge.key.kind);
        let oracle = self.oracles.entry(place).or_insert_with(|| Oracle::new(judge.law, &provisions()).ok());
        // What is unknown is settled both ways; our range of results must cover what Cedar says of each.
        let settle = |certain_only: bool| settled(&judge.key.facts, certain_only);
        let agrees = oracle
            .as_ref()
            .is_some_and(|oracle| [settle(true), settle(false)].iter().all(|facts| covers(judge, oracle, facts)));
        self.disagreed += u64::from(!agrees);
        agrees
    }
}

fn settled(facts: &Facts, certain_only: bool) -> Facts {
    let mut settled = *facts;
    for fact in Fact::ALL {
        let bits = facts.get(fact);
        settled.set(fact, Bits::known(if certain_only { bits.certain() } else { bits.possible() }));
    }
    settled
}

fn covers(judge: &Judge<'_>, oracle: &Oracle, facts: &Facts) -> bool {
    let Ok(verdicts) = oracle.evaluate(&judge.law.codes, judge.key.kind, facts) else {
        return false;
    };
    let mut results = Vec::new();
    evaluate(judge.law, judge.plan, &judge.key.facts, &mut results);
    judge.plan.entries.iter().zip(&results).all(|(entry, ours)| {
        let cedars = verdicts.get(&entry.provision).copied().unwrap_or(Possible::FALSE);
        ours.covers(cedars)
    })
}
