//! The review policy that an entry of a list states, where it is stricter than that of the provision it sets off.
//!
//! The entry of a party on the Entity List sets the policy under which a license for it is looked at; the provision
//! knows the loosest that entries have. An entry's policy tightens and never loosens, and only where its words mean
//! one policy of the law and no other; all else stays text beside the hit.

use crate::plan::{Plan, SetOff};
use crate::screening::ListedAs;
use crate::transaction::Transaction;
use portcullis_law::{CodeType, Codes, ReviewPolicy};
use portcullis_party::{Held, ListSet, Party, Stated, held_by};
use portcullis_screening::Verdict;

/// A policy that an entry states, of a party to a transaction or of one who owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryPolicy {
    /// The party's place.
    pub party: usize,
    /// Whether the entry is that of an owner of the party.
    pub of_owner: bool,
    /// The list the entry is on: one bit.
    pub list: ListSet,
    /// What it states.
    pub policy: ReviewPolicy,
}

impl EntryPolicy {
    /// Of the entries that a party, or an owner of it, is or may be.
    pub(crate) fn of_hits(hits: &[ListedAs], codes: &Codes, party: usize, of_owner: bool) -> Vec<Self> {
        let counts = hits.iter().filter(|hit| hit.verdict != Verdict::Clear);
        let of_hit = |hit: &ListedAs| {
            let list = codes.bit(CodeType::List, hit.code.as_deref()?)?;
            Some(Self { party, of_owner, list, policy: stated_policy(hit.license_policy.as_deref()?)? })
        };
        counts.filter_map(of_hit).collect()
    }
}

/// The policy that the words of an entry mean; none where they mean several, or refer to another text.
///
/// "Policy of denial" is the strictest that the law knows, and so is a presumption of it. What makes exceptions for
/// some goods, or only cites a section, is for a person to read.
#[must_use]
pub fn stated_policy(text: &str) -> Option<ReviewPolicy> {
    let mut words = text.trim().to_lowercase();
    // A section that is cited beside the policy changes nothing about it.
    for cited in [" see §", ". see §", "; see §"] {
        if let Some(at) = words.find(cited) {
            words.truncate(at);
        }
    }
    match words.trim_end_matches(['.', ';', ',', ' ']) {
        "presumption of denial"
        | "presumption for denial"
        | "policy of denial"
        | "presumption of denial for all items subject to the ear"
        | "policy of denial for all items subject to the ear" => Some(ReviewPolicy::PresumptionOfDenial),
        "case-by-case" | "case-by-case basis" | "case-by-case review" | "case by case" | "reviewed case by case" => {
            Some(ReviewPolicy::CaseByCase)
        }
        "presumption of approval" => Some(ReviewPolicy::PresumptionOfApproval),
        _ => None,
    }
}

/// The lists of which an entry states a policy: a part of what a determination depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct EntryPolicies {
    /// By policy, the lists of entries of parties, of owners who hold half alone, and of owners who do together.
    by_policy: [SetOff; ReviewPolicy::ALL.len()],
}

impl EntryPolicies {
    /// Those that a requirement of the plan can be set off by.
    pub fn of(transaction: &Transaction, plan: &Plan, affiliates: ListSet) -> Self {
        let mut policies = Self::default();
        for one in &transaction.entry_policies {
            let Some(lists) = policies.by_policy.get_mut(one.policy as usize) else { continue };
            if one.of_owner {
                let Some(party) = transaction.parties.get(one.party) else { continue };
                lists.owners |= if may_hold_half(party, one.list) { one.list } else { 0 };
                let together = one.list & affiliates != 0 && may_hold_half(party, affiliates);
                lists.affiliates |= if together { one.list } else { 0 };
            } else {
                lists.parties |= one.list;
            }
        }
        for lists in &mut policies.by_policy {
            *lists = lists.shared_with(plan.set_off);
        }
        policies
    }

    /// The strictest policy that an entry states of those that set a provision off.
    pub fn strictest(&self, set_off: SetOff) -> Option<ReviewPolicy> {
        let stated = ReviewPolicy::ALL.into_iter().zip(&self.by_policy).rev();
        stated.filter(|(_, lists)| lists.shared_with(set_off) != SetOff::default()).map(|(policy, _)| policy).next()
    }
}

/// Whether owners on these lists hold half of a party, for all that is known.
fn may_hold_half(party: &Party, lists: ListSet) -> bool {
    match &party.owners {
        Stated::Unknown => true,
        Stated::Known(owners) => held_by(owners, lists) != Ok(Held::Not),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_a_policy() {
        let denial = Some(ReviewPolicy::PresumptionOfDenial);
        for text in [
            "Presumption of denial",
            "Presumption of Denial.",
            "Presumption for denial.",
            "Policy of denial.",
            "Policy of denial. See §§ 746.8(b) and 744.21(e).",
            "Policy of denial See §§ 746.8(b) and 744.21(e).",
            "Policy of denial for all items subject to the EAR. See § 746.8(b)",
        ] {
            assert_eq!(stated_policy(text), denial, "{text}");
        }
        for text in ["Case-by-case basis", "Case-by-case review.", "Case-by-case basis."] {
            assert_eq!(stated_policy(text), Some(ReviewPolicy::CaseByCase), "{text}");
        }
    }

    #[test]
    fn words_that_mean_several_policies_or_another_text_stay_text() {
        for text in [
            "",
            "See § 744.3(d) of the EAR",
            "See § 746.8(b)(2) of the EAR",
            "Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99, which \
             will be reviewed on a case-by-case basis. See §§ 746.8(b) and 744.21(e)",
            "Case-by-case for all items listed on the CCL. Presumption of approval for EAR99 items",
            "Case-by-case review for items necessary to detect disease; Presumption of denial for all other items",
            "Presumption of denial except case-by-case for items not described in ECCN 3B001.a.4",
            "Policy of denial Case-by-case basis for items for U.S. Government supported use",
            "No presumption of denial",
            "For all items subject to the EAR. (See § 744.11 of the EAR)",
        ] {
            assert_eq!(stated_policy(text), None, "{text}");
        }
    }
}
