//! What holds of two houses once all is said and done.

use std::collections::BTreeSet;

use portcullis_counter::Cause;
use portcullis_counter::filing::Stage;
use portcullis_desk::case::{CaseNumber, Phase};
use portcullis_desk::event::{Actor, Digest};
use portcullis_exchange::Difference;
use portcullis_license::{LicenseNumber, Standing};

use crate::world::World;

impl World {
    /// All that is said is heard, once and in order.
    pub fn all_is_heard(&self) {
        for (from, to) in [(&self.provider, &self.authority), (&self.authority, &self.provider)] {
            assert_eq!(from.mail().sent(), to.mail().inbox().taken());
            assert!(to.counter().to_hear(&from.name).is_none());
            for cause in from.counter().unsaid(&to.name) {
                let Cause::Filing { reference, .. } = cause else { panic!("{cause} is never said") };
                assert_eq!(from.counter().filings()[reference].stage(), Stage::NotTaken, "{cause}");
            }
            let causes: Vec<_> = from.mail().told().iter().map(|kept| kept.cause.clone()).collect();
            assert_eq!(causes.iter().collect::<BTreeSet<_>>().len(), causes.len(), "nothing is said twice");
        }
    }

    /// Each message of the provider became one event, or was refused once, and never both.
    pub fn each_is_acted_upon_once(&self) {
        let mut events: Vec<Digest> = Vec::new();
        for case in self.authority.counter().docket().cases().values() {
            events.extend(case.history().iter().filter_map(|entry| match &entry.by {
                Actor::Applicant { message, .. } => Some(*message),
                _ => None,
            }));
        }
        let told = self.authority.mail().told();
        for (number, kept) in (1..).zip(self.authority.mail().taken()) {
            if kept.kind == "reconciliation" {
                continue;
            }
            let became = events.iter().filter(|message| **message == kept.hash).count();
            let cause = Cause::Message { peer: self.provider.name.clone(), number: number as u64 }.to_string();
            let refused = told.iter().filter(|kept| kept.cause.as_deref() == Some(cause.as_str())).count();
            assert_eq!((became + refused, kept.kind.as_str()), (1, kept.kind.as_str()), "message {number}");
        }
        let refusals: usize = self.provider.counter().filings().values().map(|filing| filing.refusals.len()).sum();
        assert_eq!(refusals, told.iter().filter(|kept| kept.kind == "refusal").count());
    }

    /// Both ledgers agree about every license, and with its case. What the licensee gave back, or what came to its end, is closed at once on its side.
    pub fn both_ledgers_agree(&self) {
        let is_live = |standing| matches!(standing, Standing::Issued | Standing::Suspended);
        let numbers: BTreeSet<&LicenseNumber> = [&self.authority, &self.provider]
            .iter()
            .flat_map(|house| house.ledger().licenses())
            .map(|it| it.0)
            .collect();
        for number in numbers {
            let here = self.authority.ledger().license(number).unwrap();
            let there = self.provider.ledger().license(number).unwrap();
            let (standings, versions) = ((here.standing, there.standing), (here.version, there.version));
            assert_eq!(is_live(here.standing), is_live(there.standing), "{number}: {standings:?}");
            if is_live(here.standing) || there.standing == Standing::Revoked {
                assert_eq!((here.standing, here.version), (there.standing, there.version), "{number}: {versions:?}");
                assert_eq!(here.license, there.license);
            }
            let case = self.authority.counter().docket().case_of_license(number).unwrap();
            if let Phase::Licensed { standing, .. } = case.phase() {
                assert_eq!(*standing, here.standing, "{number}");
            }
        }
    }

    /// Whatever was found while messages were on their way was on its way, and a day later nothing is. A license that one side ended while the other
    /// revoked it differs, and people are told so.
    pub fn both_state_the_same(&mut self) {
        self.waits(1);
        self.reconcile();
        for house in [&self.authority, &self.provider] {
            // Houses that never exchanged anything have nothing to state.
            if house.mail().told().is_empty() && house.mail().taken().is_empty() {
                continue;
            }
            for finding in house.reconciliation().findings() {
                let crossed = matches!(
                    finding.difference,
                    Difference::Standing { ours, theirs, .. } if ours == Standing::Revoked || theirs == Standing::Revoked
                );
                let mended = !finding.difference.is_serious() && finding.resolved.is_some();
                assert!(crossed || mended, "{finding:?}");
            }
        }
    }

    /// Where both sides have ended a case, they say so of the same one.
    pub fn both_sides_agree(&self) {
        for filing in self.provider.counter().filings().values() {
            let case = filing.case.as_ref().map(|case| CaseNumber::new(case.as_str()).unwrap());
            let case = case.and_then(|case| self.authority.counter().docket().case(&case));
            let Some(case) = case else { panic!("{} was filed and has no case", filing.reference) };
            let expected: &[Stage] = match case.phase() {
                Phase::Received | Phase::Registered { .. } | Phase::Referred { .. } => &[Stage::Pending, Stage::Asked],
                Phase::IntentToDeny { .. } => &[Stage::IntentToDeny],
                Phase::Denied { .. } => &[Stage::Denied],
                Phase::Appealed { .. } => &[Stage::Appealed],
                Phase::Licensed { .. } => &[Stage::Licensed],
                Phase::Ended { .. } | Phase::Closed { .. } | Phase::Erased { .. } => &[
                    Stage::Withdrawn,
                    Stage::Returned,
                    Stage::NotNeeded,
                    Stage::DenialStands,
                    Stage::Denied,
                    Stage::Licensed,
                ],
            };
            assert!(expected.contains(&filing.stage()), "{:?} and {:?}", case.phase(), filing.stage());
        }
    }
}
