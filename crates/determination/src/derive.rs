//! From a transaction to facts: joins, dates and arithmetic end here.

use crate::plan::{Epoch, Plan};
use crate::transaction::{Item, Transaction};
use portcullis_catalog::{Catalog, Country, Exact, Measure};
use portcullis_law::{Amounts, Bits, CodeType, Fact, Facts, Kind, Law, MembershipReading, Subject};
use portcullis_party::{Held, ListSet, OnLists, Party, Role, Stated, held_by};

/// What derivation needs besides the transaction.
pub(crate) struct Deriver<'a> {
    pub law: &'a Law,
    pub catalog: &'a Catalog,
    /// Where each vendor of an accelerator of the catalog is headquartered.
    pub designers: &'a [Option<Country>],
    pub words: &'a Words,
}

/// Bits that derivation uses by name, looked up once.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    all_groups: u64,
    all_lists: u64,
    all_classes: u64,
    /// Amount classes that count items, so that their TPP must be added up.
    item_amounts: u64,
    all_goods: u64,
    all_end_uses: u64,
    all_red_flags: u64,
    /// The lists that the Affiliates rule adds up over: Entity List, MEU List, SDN list.
    affiliate_lists: ListSet,
    roles: [u64; Role::ALL.len()],
}

impl Words {
    pub fn new(law: &Law) -> Self {
        let all = |code_type| law.codes.table(code_type).all_bits();
        let list = |code| law.codes.bit(CodeType::List, code).unwrap_or(0);
        let items = law.classes.amounts().iter().filter(|amount| amount.counts_items());
        Self {
            all_groups: all(CodeType::CountryGroup),
            all_lists: all(CodeType::List),
            all_classes: all(CodeType::Class),
            item_amounts: items.fold(0, |bits, amount| bits | amount.bit),
            all_goods: all(CodeType::Goods),
            all_end_uses: all(CodeType::EndUse),
            all_red_flags: all(CodeType::RedFlag),
            affiliate_lists: list("entity_list") | list("meu_list") | list("sdn"),
            roles: Role::ALL.map(|role| law.codes.bit(CodeType::Role, role.word()).unwrap_or(0)),
        }
    }

    /// The lists that the Affiliates rule adds up over.
    pub fn affiliate_lists(&self) -> ListSet {
        self.affiliate_lists
    }

    fn role(&self, role: Role) -> u64 {
        self.roles.get(role as usize).copied().unwrap_or(0)
    }
}

impl Deriver<'_> {
    /// The facts of a transaction, reduced to what the plan reads: transactions that differ in nothing that
    /// matters have the same facts.
    pub fn derive(&self, transaction: &Transaction, epoch: &Epoch, plan: &Plan, reading: MembershipReading) -> Facts {
        let mut facts = Facts::NONE;
        self.derive_into(&mut facts, transaction, epoch, plan, reading);
        facts
    }

    /// The same, written where they are wanted: on the way to an answer that is known they are copied nowhere.
    /// Says whether a country's membership in a group that matters is not known.
    pub fn derive_into(
        &self,
        facts: &mut Facts,
        transaction: &Transaction,
        epoch: &Epoch,
        plan: &Plan,
        reading: MembershipReading,
    ) -> bool {
        let mut derivation = Derivation { deriver: self, epoch, plan, reading, facts, membership_unverified: false };
        derivation.item(transaction);
        derivation.transaction(transaction);
        derivation.parties(transaction);
        derivation.membership_unverified
    }

    /// The amounts that classes are set on; those of items only where they are wanted, for they take arithmetic.
    fn amounts(&self, transaction: &Transaction, items: bool) -> Amounts {
        let training_operations = transaction.training_operations;
        if !items {
            let unknown = Measure::Unknown;
            return Amounts { total_tpp: unknown, year_tpp: unknown, training_operations, accelerators: unknown };
        }
        let (tpp, each) = match &transaction.item {
            Item::Accelerator(place, each) => {
                let accelerator = self.catalog.accelerators().get(*place);
                (accelerator.map_or(Measure::Unknown, |known| known.figures.tpp), Measure::from(*each))
            }
            // What does not compute, such as a memory stack, adds no TPP.
            Item::Figures(item) if item.figures.tpp == Measure::Undefined => {
                (Measure::Known(Exact::ZERO), Measure::Known(Exact::ZERO))
            }
            Item::Figures(item) => (item.figures.tpp, Measure::Known(Exact::ONE)),
            Item::UnknownAccelerator => (Measure::Unknown, Measure::Unknown),
            Item::Unstated if needs_item(transaction.kind) => (Measure::Unknown, Measure::Unknown),
            Item::Goods(_) | Item::Unstated => (Measure::Known(Exact::ZERO), Measure::Known(Exact::ZERO)),
        };
        let accelerators = combine(each, Measure::Known(Exact::whole(transaction.quantity)), Exact::times);
        let total_tpp = combine(tpp, accelerators, Exact::times);
        let year_tpp = combine(total_tpp, transaction.prior_tpp_this_year, Exact::plus);
        Amounts { total_tpp, year_tpp, training_operations, accelerators }
    }
}

/// Whether an item must be stated for this kind of transaction.
pub(crate) fn needs_item(kind: Kind) -> bool {
    !matches!(kind, Kind::Support)
}

/// Combines two measures; what does not fit, or has no meaning, is unknown.
fn combine(a: Measure, b: Measure, operation: fn(Exact, Exact) -> Option<Exact>) -> Measure {
    // No amount is negative: what is known of one is a lower bound of the sum, whatever the other is.
    let bounded = |measure| if measure == Measure::Unknown { Measure::AtLeast(Exact::ZERO) } else { measure };
    match (bounded(a), bounded(b)) {
        (Measure::Known(a), Measure::Known(b)) => operation(a, b).into(),
        (Measure::Known(a) | Measure::AtLeast(a), Measure::Known(b) | Measure::AtLeast(b)) => {
            operation(a, b).map_or(Measure::Unknown, Measure::AtLeast)
        }
        _ => Measure::Unknown,
    }
}

struct Derivation<'a> {
    deriver: &'a Deriver<'a>,
    epoch: &'a Epoch,
    plan: &'a Plan,
    reading: MembershipReading,
    facts: &'a mut Facts,
    membership_unverified: bool,
}

impl Derivation<'_> {
    fn set(&mut self, fact: Fact, bits: Bits) {
        let reads = self.plan.reads(fact);
        self.facts.set(fact, Bits::between(bits.certain() & reads, bits.possible() & reads));
    }

    fn groups(&mut self, fact: Fact, country: Stated<Country>) -> Bits {
        match country {
            Stated::Known(country) => {
                self.membership_unverified |= self.epoch.groups.unverified(country) & self.plan.reads(fact) != 0;
                Bits::known(self.epoch.groups.groups(country, self.reading))
            }
            Stated::Unknown => Bits::unknown(self.deriver.words.all_groups),
        }
    }

    fn set_country(&mut self, fact: Fact, country: Stated<Country>) {
        let bits = self.groups(fact, country);
        self.set(fact, bits);
    }

    fn item(&mut self, transaction: &Transaction) {
        let words = self.deriver.words;
        let mut goods = Bits::NONE;
        let mut designer = Stated::Known(None);
        let classes = match &transaction.item {
            Item::Accelerator(place, _) => {
                designer = Stated::Known(self.deriver.designers.get(*place).copied().flatten());
                self.epoch.classes.get(*place).copied().unwrap_or(Bits::unknown(words.all_classes))
            }
            Item::UnknownAccelerator => {
                designer = Stated::Unknown;
                Bits::unknown(words.all_classes)
            }
            Item::Figures(item) => {
                designer = item.designer;
                let subject = Subject { figures: &item.figures, vendor: None, name: None, form: item.form };
                self.deriver.law.classes.classify(subject, transaction.on)
            }
            Item::Goods(bits) => {
                goods = Bits::known(*bits);
                Bits::NONE
            }
            Item::Unstated if needs_item(transaction.kind) => {
                goods = Bits::unknown(words.all_goods);
                designer = Stated::Unknown;
                Bits::unknown(words.all_classes)
            }
            Item::Unstated => Bits::NONE,
        };
        self.set(Fact::Classes, classes);
        self.set(Fact::Goods, goods);
        match designer {
            Stated::Known(None) => self.set(Fact::Designer, Bits::NONE),
            Stated::Known(Some(country)) => self.set_country(Fact::Designer, Stated::Known(country)),
            Stated::Unknown => self.set_country(Fact::Designer, Stated::Unknown),
        }
        let wanted = self.plan.reads(Fact::Amounts);
        if wanted != 0 {
            let amounts = self.deriver.amounts(transaction, wanted & words.item_amounts != 0);
            self.set(Fact::Amounts, self.deriver.law.classes.measure(&amounts, transaction.on, wanted));
        }
    }

    fn transaction(&mut self, transaction: &Transaction) {
        let words = self.deriver.words;
        let stated = |bits: Stated<u64>, all: u64| match bits {
            Stated::Known(bits) => Bits::known(bits),
            Stated::Unknown => Bits::unknown(all),
        };
        self.set_country(Fact::Origin, transaction.from);
        self.set_country(Fact::Destination, transaction.to);
        self.set_country(Fact::Site, transaction.site);
        self.set(Fact::EndUses, stated(transaction.end_uses, words.all_end_uses));
        self.set(Fact::RedFlags, stated(transaction.red_flags, words.all_red_flags));
        self.set(Fact::RedFlagsResolved, Bits::known(u64::from(transaction.red_flags_resolved)));
    }

    fn parties(&mut self, transaction: &Transaction) {
        let words = self.deriver.words;
        let mut located = Bits::NONE;
        let mut headquartered = Bits::NONE;
        let mut parent_headquartered = Bits::NONE;
        let mut all_headquartered = Bits::known(words.all_groups);
        let mut all_listed = Bits::known(words.all_lists);
        let mut party_lists = Bits::NONE;
        let (mut provider_located, mut provider_headquartered) = (Bits::NONE, Bits::NONE);
        let mut operator_headquartered = Bits::NONE;
        let (mut roles, mut recipients, mut providers) = (0, 0_u32, 0_u32);
        let mut owned = Owned::default();
        for party in &transaction.parties {
            roles |= words.role(party.role);
            let lists = Bits::between(party.lists.certainly(), party.lists.possibly() & words.all_lists);
            party_lists = party_lists.union(lists);
            owned.add(party, words);
            if party.role.receives() {
                recipients += 1;
                let own = self.groups(Fact::RecipientHeadquartered, party.headquarters);
                let parent = self.groups(Fact::RecipientParentHeadquartered, party.parent_headquarters());
                located = located.union(self.groups(Fact::RecipientLocated, party.country));
                headquartered = headquartered.union(own);
                parent_headquartered = parent_headquartered.union(parent);
                all_headquartered = all_headquartered.intersection(own).intersection(parent);
                all_listed = all_listed.intersection(lists);
            } else if party.role == Role::Provider {
                providers += 1;
                provider_located = provider_located.union(self.groups(Fact::ProviderLocated, party.country));
                provider_headquartered = provider_headquartered.union(self.seat(Fact::ProviderHeadquartered, party));
            } else {
                operator_headquartered = operator_headquartered.union(self.seat(Fact::OperatorHeadquartered, party));
            }
        }
        if recipients == 0 {
            // Nobody was named: who receives is not known.
            located = Bits::unknown(words.all_groups);
            headquartered = located;
            parent_headquartered = located;
            all_headquartered = located;
            all_listed = Bits::unknown(words.all_lists);
        }
        if let (0, Some(country)) = (providers, transaction.implied_provider) {
            roles |= words.role(Role::Provider);
            provider_located = self.groups(Fact::ProviderLocated, Stated::Known(country));
            provider_headquartered = self.groups(Fact::ProviderHeadquartered, Stated::Known(country));
        }
        self.set(Fact::Roles, Bits::known(roles));
        self.set(Fact::RecipientLocated, located);
        self.set(Fact::RecipientHeadquartered, headquartered);
        self.set(Fact::RecipientParentHeadquartered, parent_headquartered);
        self.set(Fact::RecipientsAllHeadquartered, all_headquartered);
        self.set(Fact::RecipientsAllListed, all_listed);
        self.set(Fact::PartyLists, party_lists);
        self.set(Fact::ProviderLocated, provider_located);
        self.set(Fact::ProviderHeadquartered, provider_headquartered);
        self.set(Fact::OperatorHeadquartered, operator_headquartered);
        self.owned(&owned);
    }

    /// Headquartered, itself or its ultimate parent.
    fn seat(&mut self, fact: Fact, party: &Party) -> Bits {
        self.groups(fact, party.headquarters).union(self.groups(fact, party.parent_headquarters()))
    }

    fn owned(&mut self, owned: &Owned) {
        for (fact, bits) in [
            (Fact::OwnerLists, owned.by_one_list),
            (Fact::AffiliateLists, owned.by_affiliates),
            (Fact::MinorityOwnerLists, owned.minority),
        ] {
            self.set(fact, bits);
            if owned.contradiction && self.plan.reads(fact) != 0 {
                self.facts.set_error(fact);
            }
        }
    }
}

/// What listed owners hold, over all parties.
#[derive(Default)]
struct Owned {
    by_one_list: Bits,
    by_affiliates: Bits,
    minority: Bits,
    contradiction: bool,
}

impl Owned {
    fn add(&mut self, party: &Party, words: &Words) {
        let owners = match &party.owners {
            Stated::Known(owners) if owners.is_empty() => return,
            Stated::Known(owners) => owners,
            Stated::Unknown => {
                let unknown = Bits::unknown(words.all_lists);
                self.by_one_list = self.by_one_list.union(unknown);
                self.by_affiliates = self.by_affiliates.union(Bits::unknown(words.affiliate_lists));
                self.minority = self.minority.union(unknown);
                return;
            }
        };
        let (certain, possible) = owners.iter().fold((0, 0), |(certain, possible), owner| {
            (certain | owner.lists.certainly(), possible | (owner.lists.possibly() & words.all_lists))
        });
        for list in bits_of(possible) {
            match held_by(owners, list) {
                Err(_) => self.contradiction = true,
                Ok(Held::Certainly) => self.by_one_list = self.by_one_list.union(Bits::known(list)),
                Ok(Held::Possibly) => {
                    self.by_one_list = self.by_one_list.union(Bits::unknown(list));
                    self.minority = self.minority.union(Bits::unknown(list));
                }
                Ok(Held::Not) => {
                    let some = Bits::between(certain & list, possible & list);
                    self.minority = self.minority.union(some);
                }
            }
        }
        let affiliates = words.affiliate_lists;
        let together = owners.iter().fold(OnLists::NONE, |all, owner| all.union(owner.counts_for(affiliates)));
        let by_affiliates = match held_by(owners, affiliates) {
            Err(_) => {
                self.contradiction = true;
                Bits::NONE
            }
            // Where lists are added up, each of them counts whose parties have a part in it.
            Ok(Held::Certainly) => Bits::between(together.certainly() & affiliates, together.possibly() & affiliates),
            Ok(Held::Possibly) => Bits::unknown(together.possibly() & affiliates),
            Ok(Held::Not) => Bits::NONE,
        };
        self.by_affiliates = self.by_affiliates.union(by_affiliates);
    }
}

/// The single bits of a word.
fn bits_of(word: u64) -> impl Iterator<Item = u64> {
    (0..u64::BITS).map(|shift| 1 << shift).filter(move |bit| word & bit != 0)
}
