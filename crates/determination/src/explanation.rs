//! The whole chain behind one answer: every fact with its evidence, and the dates on which the answer changes.

use crate::determination::Verdict;
use crate::engine::{Engine, Memo};
use crate::fold::evaluate;
use crate::transaction::{Item, Transaction};
use jiff::civil::Date;
use portcullis_catalog::Accelerator;
use portcullis_law::{Fact, ProvisionIndex};
use serde::Serialize;

/// A fact as it entered the determination.
#[derive(Debug, Clone, Serialize)]
pub struct FactShown {
    /// Its name in the law's schema.
    pub fact: &'static str,
    /// What it says.
    pub about: &'static str,
    /// The codes that hold, by title.
    pub holds: Vec<String>,
    /// The codes that may hold.
    pub open: Vec<String>,
    /// Whether what was stated contradicts itself.
    pub contradiction: bool,
    /// The fields of the request it comes from.
    pub fields: Vec<String>,
    /// What it rests on.
    pub evidence: String,
}

/// The stretch of time in which an answer stays the same.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Span {
    /// First day of this answer; `None` where it has always been so.
    pub since: Option<Date>,
    /// The answer before that.
    pub before: Option<VerdictShown>,
    /// First day of the next answer; `None` where the loaded law knows of none.
    pub until: Option<Date>,
    /// The answer from then on.
    pub after: Option<VerdictShown>,
}

/// An outcome with its review policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VerdictShown {
    /// The outcome.
    pub outcome: portcullis_law::Outcome,
    /// The review policy.
    pub review_policy: Option<portcullis_law::ReviewPolicy>,
}

impl From<Verdict> for VerdictShown {
    fn from(verdict: Verdict) -> Self {
        Self { outcome: verdict.outcome, review_policy: verdict.review_policy }
    }
}

impl Engine {
    /// Every fact that some provision reads for this transaction, with where it comes from.
    #[must_use]
    pub fn facts_shown(&self, transaction: &Transaction) -> Vec<FactShown> {
        let Some((_, plan)) = self.applying(transaction.kind, transaction.on) else {
            return Vec::new();
        };
        let facts = self.facts(transaction);
        let read = Fact::ALL.into_iter().filter(|fact| plan.reads(*fact) != 0);
        read.map(|fact| {
            let bits = facts.get(fact);
            let table = self.law().codes.table(fact.code_type());
            let titles = |bits: u64| -> Vec<String> { table.titles(bits).map(ToOwned::to_owned).collect() };
            FactShown {
                fact: fact.name(),
                about: fact.about(),
                holds: titles(bits.certain()),
                open: titles(bits.open()),
                contradiction: facts.is_error(fact),
                fields: self.fields(fact, plan.reads(fact), transaction),
                evidence: self.evidence(fact, bits.open() != 0, transaction),
            }
        })
        .collect()
    }

    /// What a fact rests on: the catalog, the request, or what was left out of it.
    fn evidence(&self, fact: Fact, open: bool, transaction: &Transaction) -> String {
        if let (Fact::Classes | Fact::Designer, Item::Accelerator(place, _)) = (fact, &transaction.item) {
            let row = self.catalog().accelerators().get(*place);
            let words = |row: &Accelerator| format!("catalog, confidence {}: {}", row.confidence.word(), row.source);
            return row.map_or_else(String::new, words);
        }
        let fields: &[&str] = match fact {
            Fact::OwnerLists | Fact::AffiliateLists | Fact::MinorityOwnerLists => &["owners"],
            Fact::RecipientHeadquartered => &["headquarters"],
            Fact::RecipientParentHeadquartered => &["ultimate_parent"],
            Fact::RecipientsAllHeadquartered | Fact::ProviderHeadquartered | Fact::OperatorHeadquartered => {
                &["headquarters", "ultimate_parent"]
            }
            _ => &[],
        };
        let from_graph = |party| fields.iter().any(|field| transaction.takes_from_graph(party, field));
        if (0..transaction.parties.len()).any(from_graph) {
            let unknown = if open { "; what it leaves open is not known" } else { "" };
            return format!("the ownership graph{unknown}");
        }
        let assumed = transaction.assumed.iter().find(|assumed| assumed.facts().contains(&fact));
        match assumed {
            Some(assumed) => assumed.text().to_owned(),
            None if open => "not stated, or stated to be unknown".to_owned(),
            None => "stated in the request".to_owned(),
        }
    }

    /// The stretch of time around the transaction's date in which its answer stays the same, all else equal.
    #[must_use]
    pub fn span(&self, transaction: &Transaction, memo: &mut Memo) -> Span {
        let mut moved = transaction.clone();
        let mut verdict_on = |on: Date| {
            moved.on = on;
            let decided = self.determine(&moved, memo);
            Verdict { outcome: decided.outcome, review_policy: decided.review_policy }
        };
        let now = verdict_on(transaction.on);
        let epochs = self.epochs().all();
        let here = self.epochs().place(transaction.on);
        let mut span = Span { since: None, before: None, until: None, after: None };
        for place in (0..here).rev() {
            let on = epochs.get(place).and_then(|epoch| epoch.from).unwrap_or(Date::MIN);
            let verdict = verdict_on(on);
            if verdict != now {
                span.since = epochs.get(place + 1).and_then(|epoch| epoch.from);
                span.before = Some(verdict.into());
                break;
            }
        }
        for epoch in epochs.iter().skip(here + 1) {
            let Some(on) = epoch.from else { continue };
            let verdict = verdict_on(on);
            if verdict != now {
                span.until = Some(on);
                span.after = Some(verdict.into());
                break;
            }
        }
        span
    }

    /// Every provision that certainly fires, whether or not it decides: exceptions and reviews too.
    #[must_use]
    pub fn fired(&self, transaction: &Transaction) -> Vec<ProvisionIndex> {
        let Some((_, plan)) = self.applying(transaction.kind, transaction.on) else {
            return Vec::new();
        };
        let facts = self.facts(transaction);
        let mut results = Vec::new();
        evaluate(self.law(), plan, &facts, &mut results);
        let fired = plan.entries.iter().zip(&results).filter(|(_, result)| result.is_true());
        fired.map(|(entry, _)| entry.provision).collect()
    }
}
