//! What a reason rests on besides the request: entries of lists, and paths through the ownership graph.

use crate::determination::{Reason, Weight};
use crate::engine::Engine;
use crate::entry_policy::stated_policy;
use crate::owned::{OwnedParty, OwnershipShown};
use crate::screening::ListedAs;
use crate::transaction::Transaction;
use portcullis_catalog::Country;
use portcullis_law::{CodeType, Effect, Fact, MembershipReading, Provision, ReviewPolicy};
use portcullis_party::{ListSet, Role};
use portcullis_screening::Verdict;

impl Engine {
    /// Why a provision bears on this transaction, where that was looked up and not stated: each path and each entry.
    #[must_use]
    pub fn because(&self, reason: &Reason, transaction: &Transaction) -> Vec<String> {
        let Some(provision) = self.law().provisions.get(reason.provision) else { return Vec::new() };
        let mut because = Vec::new();
        for owned in &transaction.owned {
            if let Some(answers) = &owned.answers {
                self.because_of_owners(provision, owned, answers, transaction, &mut because);
            }
        }
        self.because_of_entries(provision, reason, transaction, &mut because);
        because
    }

    fn because_of_owners(
        &self,
        provision: &Provision,
        owned: &OwnedParty,
        answers: &OwnershipShown,
        transaction: &Transaction,
        because: &mut Vec<String>,
    ) {
        let (mut alone, mut together): (ListSet, ListSet) = (0, 0);
        let (mut seats, mut parents) = (0, 0);
        let receives = owned.role(transaction).is_some_and(Role::receives);
        let is_provider = owned.role(transaction) == Some(Role::Provider);
        provision.condition.visit_facts(&mut |fact, codes| match fact {
            Fact::OwnerLists => alone |= codes,
            Fact::AffiliateLists => together |= codes,
            Fact::RecipientHeadquartered if receives => seats |= codes,
            Fact::RecipientParentHeadquartered if receives => parents |= codes,
            Fact::RecipientsAllHeadquartered if receives => {
                seats |= codes;
                parents |= codes;
            }
            Fact::ProviderHeadquartered if is_provider => {
                seats |= codes;
                parents |= codes;
            }
            Fact::OperatorHeadquartered if !receives && !is_provider => {
                seats |= codes;
                parents |= codes;
            }
            _ => {}
        });
        let takes = |field| owned.takes.contains(&field);
        if takes("owners") {
            // Where lists are added up, what they hold together says more than what each holds alone.
            let added_up = answers.held.iter().any(|held| held.together && held.bits & together != 0);
            let proves = |held: &&crate::owned::HeldShown| {
                let of_one = !held.together && held.bits & (alone | if added_up { 0 } else { together }) != 0;
                of_one || (held.together && held.bits & together != 0)
            };
            because.extend(answers.held.iter().filter(proves).flat_map(|held| held.path.iter().cloned()));
        }
        let name = owned.parties.first().map_or(owned.asked.as_str(), |party| party.name.as_str());
        if takes("headquarters") && self.is_in(answers.headquarters, seats, transaction) {
            let seat = answers.headquarters.map(|country| country.to_string()).unwrap_or_default();
            because.push(format!("{name} is headquartered in {seat}, as the ownership graph says"));
        }
        if takes("ultimate_parent") && self.is_in(answers.parent_seat, parents, transaction) {
            because.extend(answers.parent_path.iter().cloned());
        }
    }

    /// Whether a country is, or may be, in one of these groups on the date.
    fn is_in(&self, country: Option<Country>, groups: u64, transaction: &Transaction) -> bool {
        let epoch = self.applying(transaction.kind, transaction.on).map(|(epoch, _)| epoch);
        match (country, epoch) {
            (Some(country), Some(epoch)) => epoch.groups.groups(country, MembershipReading::In) & groups != 0,
            _ => false,
        }
    }

    /// The entries that make the review policy of a requirement stricter than the law has it.
    fn because_of_entries(
        &self,
        provision: &Provision,
        reason: &Reason,
        transaction: &Transaction,
        because: &mut Vec<String>,
    ) {
        let (Effect::LicenseRequired(own), Some(policy)) = (&provision.effect, reason.review_policy) else { return };
        if policy <= *own || reason.weight == Weight::Lifted {
            return;
        }
        let (mut of_party, mut of_owner): (ListSet, ListSet) = (0, 0);
        provision.condition.visit_wanted(&mut |fact, codes| match fact {
            Fact::PartyLists => of_party |= codes,
            Fact::OwnerLists | Fact::AffiliateLists => of_owner |= codes,
            _ => {}
        });
        for party in &transaction.screened {
            let lists = if party.field.contains("owners") { of_owner } else { of_party };
            because.extend(party.hits.iter().filter_map(|hit| self.states(hit, lists, policy)));
        }
        let owners = transaction.owned.iter().filter(|owned| owned.takes.contains(&"owners"));
        for owner in owners.filter_map(|owned| owned.answers.as_ref()).flat_map(|answers| &answers.owners) {
            because.extend(owner.hits.iter().filter_map(|hit| self.states(hit, of_owner, policy)));
        }
    }

    /// That an entry on one of these lists states this policy.
    fn states(&self, hit: &ListedAs, lists: ListSet, policy: ReviewPolicy) -> Option<String> {
        let bit = self.law().codes.bit(CodeType::List, hit.code.as_deref()?)?;
        let text = hit.license_policy.as_deref()?;
        if bit & lists == 0 || hit.verdict == Verdict::Clear || stated_policy(text) != Some(policy) {
            return None;
        }
        let cited = hit.federal_register_notice.as_ref().map_or_else(String::new, |notice| format!(" ({notice})"));
        let text = text.trim_end_matches('.');
        Some(format!("the entry {} of {} on {} states the review policy: {text}{cited}", hit.entry, hit.name, hit.list))
    }
}

impl OwnedParty {
    /// The place of the party among those of the request.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        self.party.strip_prefix("parties[")?.strip_suffix(']')?.parse().ok()
    }

    fn role(&self, transaction: &Transaction) -> Option<Role> {
        transaction.parties.get(self.place()?).map(|party| party.role)
    }
}
