//! The facts of a transaction as sets of names, written from the table of facts in `law/README.md`.

use jiff::civil::Date;
use portcullis_catalog::{Catalog, Country, Exact, Measure};
use portcullis_determination::{Item, Transaction};
use portcullis_law::{AmountFigure, Bound, CodeType, Form, Kind, Law, Test};
use portcullis_party::{OnLists, Owner, Party, Role, Stated};
use std::collections::{BTreeMap, BTreeSet};

type Names = BTreeSet<String>;

/// What is known of a fact.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// These hold.
    pub certain: Names,
    /// These may hold; those that hold are among them.
    pub possible: Names,
    /// What was stated contradicts itself.
    pub contradiction: bool,
}

impl Known {
    fn exactly(names: Names) -> Self {
        Self { certain: names.clone(), possible: names, contradiction: false }
    }

    fn any_of(names: Names) -> Self {
        Self { certain: Names::new(), possible: names, contradiction: false }
    }

    /// Some of several have it.
    fn some(several: &[Self]) -> Self {
        let mut some = Self::default();
        for one in several {
            some.certain.extend(one.certain.iter().cloned());
            some.possible.extend(one.possible.iter().cloned());
        }
        some
    }

    /// All of several have it.
    fn all(several: &[Self], names: Names) -> Self {
        let kept = |of: fn(&Self) -> &Names| {
            names.iter().filter(|name| several.iter().all(|one| of(one).contains(*name))).cloned().collect()
        };
        Self { certain: kept(|one| &one.certain), possible: kept(|one| &one.possible), contradiction: false }
    }
}

pub type Facts = BTreeMap<&'static str, Known>;

/// A number between two bounds; `None`: no upper bound.
#[derive(Clone, Copy)]
struct Between {
    least: Exact,
    most: Option<Exact>,
}

impl Between {
    const ANY: Self = Self { least: Exact::ZERO, most: None };

    fn exactly(value: Exact) -> Self {
        Self { least: value, most: Some(value) }
    }

    fn of(measure: Measure) -> Self {
        match measure {
            Measure::Known(value) => Self::exactly(value),
            Measure::AtLeast(least) => Self { least, most: None },
            Measure::Unknown | Measure::Undefined => Self::ANY,
        }
    }

    fn combine(self, other: Self, operation: fn(Exact, Exact) -> Option<Exact>) -> Self {
        let both = self.most.zip(other.most);
        Self {
            least: operation(self.least, other.least).expect("figures in tests are small"),
            most: both.map(|(a, b)| operation(a, b).expect("figures in tests are small")),
        }
    }

    /// Whether it can keep a bound, and whether it can break it.
    fn keeps(self, bound: Bound, limit: Exact) -> (bool, bool) {
        let above_least = |value: Exact| self.least <= value;
        let below_most = |value: Exact| self.most.is_none_or(|most| value <= most);
        let strictly_above = self.most.is_none_or(|most| most > limit);
        let strictly_below = self.least < limit;
        let at_least = below_most(limit);
        let at_most = above_least(limit);
        match bound {
            Bound::AtLeast => (at_least, strictly_below),
            Bound::Above => (strictly_above, at_most),
            Bound::Below => (strictly_below, at_least),
            Bound::AtMost => (at_most, strictly_above),
        }
    }
}

/// Derives facts; `unverified_in`: a country whose membership of a group is not known on the date is taken to be in.
pub struct Deriver<'a> {
    pub law: &'a Law,
    pub catalog: &'a Catalog,
    pub on: Date,
    pub unverified_in: bool,
}

impl Deriver<'_> {
    pub fn facts(&self, transaction: &Transaction) -> Facts {
        let mut facts = Facts::new();
        let all = |code_type| self.names(code_type);
        let bits = |stated: Stated<u64>, code_type| match stated {
            Stated::Known(bits) => {
                Known::exactly(self.law.codes.table(code_type).names(bits).map(str::to_owned).collect())
            }
            Stated::Unknown => Known::any_of(all(code_type)),
        };
        facts.insert("classes", self.classes(transaction));
        facts.insert("amounts", self.amounts(transaction));
        facts.insert(
            "goods",
            match &transaction.item {
                Item::Goods(goods) => bits(Stated::Known(*goods), CodeType::Goods),
                Item::Unstated if transaction.kind != Kind::Support => Known::any_of(all(CodeType::Goods)),
                _ => Known::default(),
            },
        );
        facts.insert(
            "designer",
            match &transaction.item {
                Item::Accelerator(place, _) => {
                    let vendor = &self.catalog.accelerators()[*place].vendor;
                    self.groups(Stated::Known(self.catalog.vendor(vendor).expect("a known vendor").headquarters))
                }
                Item::Figures(figures) => match figures.designer {
                    Stated::Known(Some(country)) => self.groups(Stated::Known(country)),
                    Stated::Known(None) => Known::default(),
                    Stated::Unknown => self.groups(Stated::Unknown),
                },
                // Which item it is, and so whose design, is not known.
                Item::UnknownAccelerator => self.groups(Stated::Unknown),
                Item::Unstated if transaction.kind != Kind::Support => self.groups(Stated::Unknown),
                Item::Goods(_) | Item::Unstated => Known::default(),
            },
        );
        facts.insert("origin", self.groups(transaction.from));
        facts.insert("destination", self.groups(transaction.to));
        facts.insert("site", self.groups(transaction.site));
        facts.insert("end_uses", bits(transaction.end_uses, CodeType::EndUse));
        facts.insert("red_flags", bits(transaction.red_flags, CodeType::RedFlag));
        let resolved = transaction.red_flags_resolved.then(|| "yes".to_owned());
        facts.insert("red_flags_resolved", Known::exactly(resolved.into_iter().collect()));
        self.parties(transaction, &mut facts);
        facts
    }

    fn names(&self, code_type: CodeType) -> Names {
        self.law.codes.table(code_type).iter().map(|(_, code, _)| code.to_owned()).collect()
    }

    /// The groups of a country on the date.
    fn groups(&self, country: Stated<Country>) -> Known {
        let Stated::Known(country) = country else {
            return Known::any_of(self.names(CodeType::CountryGroup));
        };
        let mut names = Names::new();
        for group in self.law.groups.all() {
            let code = country.code().to_owned();
            let mut member = group.members.contains(&code);
            if !group.all_but.is_empty() && !group.all_but.contains(&code) {
                member = true;
            }
            for change in group.changes.iter().filter(|change| change.country == code) {
                let begun = change.from.is_none_or(|from| from <= self.on);
                let ended = change.to.is_some_and(|to| to < self.on);
                let doubtful = ended && change.unverified_until.is_some_and(|until| self.on <= until);
                if begun && (!ended || (doubtful && self.unverified_in)) {
                    member = true;
                }
            }
            if member {
                names.insert(group.id.clone());
            }
        }
        Known::exactly(names)
    }

    fn classes(&self, transaction: &Transaction) -> Known {
        let (figures, vendor, name, form) = match &transaction.item {
            Item::Accelerator(place, _) => {
                let row = &self.catalog.accelerators()[*place];
                (&row.figures, Some(&row.vendor), Some(&row.name), Form::Accelerator)
            }
            Item::Figures(item) => (&item.figures, None, None, item.form),
            Item::UnknownAccelerator => return Known::any_of(self.names(CodeType::Class)),
            Item::Unstated if transaction.kind != Kind::Support => return Known::any_of(self.names(CodeType::Class)),
            Item::Goods(_) | Item::Unstated => return Known::default(),
        };
        // Whether a test can be met, and whether it can fail.
        let meets = |test: &Test| match test {
            Test::Figure(figure, bound, limit) => match figures.get(*figure) {
                // What has no such figure is neither above nor below a line.
                Measure::Undefined => (false, true),
                measure => Between::of(measure).keeps(*bound, *limit),
            },
            Test::DataCenter(wanted) => (figures.data_center != Some(!wanted), figures.data_center != Some(*wanted)),
            Test::Vendor(wanted) => (vendor == Some(wanted), vendor != Some(wanted)),
            Test::Named(wanted) => {
                let named = name.is_some_and(|name| wanted.contains(name));
                (named, !named)
            }
            Test::Form(wanted) => (form == *wanted, form != *wanted),
        };
        let mut known = Known::default();
        for class in self.law.classes.items() {
            if self.on < class.from || class.to.is_some_and(|to| to < self.on) {
                continue;
            }
            let mut can = class.all.iter().all(|test| meets(test).0);
            let mut must = class.all.iter().all(|test| !meets(test).1);
            if !class.not_if_all.is_empty() {
                can = can && class.not_if_all.iter().any(|test| meets(test).1);
                must = must && class.not_if_all.iter().any(|test| !meets(test).0);
            }
            if must {
                known.certain.insert(class.id.clone());
            }
            if can {
                known.possible.insert(class.id.clone());
            }
        }
        known
    }

    fn amounts(&self, transaction: &Transaction) -> Known {
        let (tpp, each) = match &transaction.item {
            Item::Accelerator(place, each) => {
                let tpp = Between::of(self.catalog.accelerators()[*place].figures.tpp);
                (tpp, each.map_or(Between::ANY, Between::exactly))
            }
            Item::Figures(item) => (Between::of(item.figures.tpp), Between::exactly(Exact::ONE)),
            Item::UnknownAccelerator => (Between::ANY, Between::ANY),
            Item::Unstated if transaction.kind != Kind::Support => (Between::ANY, Between::ANY),
            // Goods and persons compute nothing.
            Item::Goods(_) | Item::Unstated => (Between::exactly(Exact::ZERO), Between::exactly(Exact::ZERO)),
        };
        let count = each.combine(Between::exactly(Exact::whole(transaction.quantity)), Exact::times);
        let total = tpp.combine(count, Exact::times);
        let year = total.combine(Between::of(transaction.prior_tpp_this_year), Exact::plus);
        let mut known = Known::default();
        for amount in self.law.classes.amounts() {
            if self.on < amount.from || amount.to.is_some_and(|to| to < self.on) {
                continue;
            }
            let results: Vec<(bool, bool)> = amount
                .all
                .iter()
                .map(|(figure, bound, limit)| {
                    let value = match figure {
                        AmountFigure::TotalTpp => total,
                        AmountFigure::YearTpp => year,
                        AmountFigure::TrainingOperations => Between::of(transaction.training_operations),
                        AmountFigure::Accelerators => count,
                    };
                    value.keeps(*bound, *limit)
                })
                .collect();
            if results.iter().all(|(_, can_break)| !can_break) {
                known.certain.insert(amount.id.clone());
            }
            if results.iter().all(|(can_keep, _)| *can_keep) {
                known.possible.insert(amount.id.clone());
            }
        }
        known
    }

    fn parties(&self, transaction: &Transaction, facts: &mut Facts) {
        let all_groups = || self.names(CodeType::CountryGroup);
        let all_lists = || self.names(CodeType::List);
        let of_role = |wanted: fn(Role) -> bool| -> Vec<&Party> {
            transaction.parties.iter().filter(|party| wanted(party.role)).collect()
        };
        let recipients = of_role(|role| !matches!(role, Role::Provider | Role::Operator));
        let providers = of_role(|role| role == Role::Provider);
        let operators = of_role(|role| role == Role::Operator);

        let mut roles: Names = transaction.parties.iter().map(|party| party.role.word().to_owned()).collect();
        if providers.is_empty() && transaction.implied_provider.is_some() {
            roles.insert("provider".to_owned());
        }
        facts.insert("roles", Known::exactly(roles));

        let each = |parties: &[&Party], of: &dyn Fn(&Party) -> Known| -> Vec<Known> {
            parties.iter().map(|party| of(party)).collect()
        };
        let located = |party: &Party| self.groups(party.country);
        let own = |party: &Party| self.groups(party.headquarters);
        let parent = |party: &Party| self.groups(party.parent_headquarters());
        let lists = |party: &Party| {
            let table = self.law.codes.table(CodeType::List);
            let names = |bits: u64| -> Names { table.names(bits).map(str::to_owned).collect() };
            if party.lists == OnLists::UNKNOWN {
                Known::any_of(all_lists())
            } else {
                Known { possible: names(party.lists.possibly()), ..Known::exactly(names(party.lists.certainly())) }
            }
        };
        // Where nobody is named who receives, who it is is unknown.
        let nobody = recipients.is_empty();
        let of_recipients = |of: &dyn Fn(&Party) -> Known| {
            if nobody { Known::any_of(all_groups()) } else { Known::some(&each(&recipients, of)) }
        };
        facts.insert("recipient_located", of_recipients(&located));
        facts.insert("recipient_headquartered", of_recipients(&own));
        facts.insert("recipient_parent_headquartered", of_recipients(&parent));
        let mut seats = each(&recipients, &own);
        seats.extend(each(&recipients, &parent));
        facts.insert(
            "recipients_all_headquartered",
            if nobody { Known::any_of(all_groups()) } else { Known::all(&seats, all_groups()) },
        );
        facts.insert(
            "recipients_all_listed",
            if nobody { Known::any_of(all_lists()) } else { Known::all(&each(&recipients, &lists), all_lists()) },
        );
        let everybody: Vec<&Party> = transaction.parties.iter().collect();
        facts.insert("party_lists", Known::some(&each(&everybody, &lists)));

        let seat = |party: &Party| Known::some(&[own(party), parent(party)]);
        let mut provider_located = Known::some(&each(&providers, &located));
        let mut provider_headquartered = Known::some(&each(&providers, &seat));
        if let (true, Some(country)) = (providers.is_empty(), transaction.implied_provider) {
            provider_located = self.groups(Stated::Known(country));
            provider_headquartered = self.groups(Stated::Known(country));
        }
        facts.insert("provider_located", provider_located);
        facts.insert("provider_headquartered", provider_headquartered);
        facts.insert("operator_headquartered", Known::some(&each(&operators, &seat)));

        self.owners(transaction, facts);
    }

    fn owners(&self, transaction: &Transaction, facts: &mut Facts) {
        let every_list = self.names(CodeType::List);
        let adding_up = ["entity_list", "meu_list", "sdn"];
        let (mut half, mut together, mut minority) = (Known::default(), Known::default(), Known::default());
        for party in &transaction.parties {
            let Stated::Known(owners) = &party.owners else {
                half.possible.extend(every_list.clone());
                minority.possible.extend(every_list.clone());
                together.possible.extend(adding_up.map(str::to_owned));
                continue;
            };
            let shares = owners.iter().filter_map(|owner| owner.percent.known());
            let sum = shares.fold(Exact::ZERO, |sum, share| sum.plus(share).expect("small"));
            if sum > Exact::whole(100) {
                for known in [&mut half, &mut together, &mut minority] {
                    known.contradiction = true;
                }
                continue;
            }
            let is_on = |owner: &Owner, list: &str| {
                let bit = self.law.codes.bit(CodeType::List, list).expect("a list");
                (owner.lists.certainly() & bit != 0, owner.lists.possibly() & bit != 0)
            };
            for list in &every_list {
                let surely = owners.iter().any(|owner| is_on(owner, list).0);
                let maybe = owners.iter().any(|owner| is_on(owner, list).1);
                match holds_half(owners, |owner| is_on(owner, list)) {
                    (true, _) => half.certain.insert(list.clone()),
                    (false, true) => half.possible.insert(list.clone()) | minority.possible.insert(list.clone()),
                    (false, false) => {
                        (surely && minority.certain.insert(list.clone()))
                            | (maybe && minority.possible.insert(list.clone()))
                    }
                };
            }
            // Owners whom parties of several lists hold by half together, and none of them alone, count here only.
            let counts_for = |owner: &Owner, list: &str| {
                let bit = self.law.codes.bit(CodeType::List, list).expect("a list");
                let (surely, maybe) = is_on(owner, list);
                (surely || owner.together.certainly() & bit != 0, maybe || owner.together.possibly() & bit != 0)
            };
            let on_some = |owner: &Owner| {
                let each = adding_up.map(|list| counts_for(owner, list));
                (each.iter().any(|(surely, _)| *surely), each.iter().any(|(_, maybe)| *maybe))
            };
            let (surely_half, maybe_half) = holds_half(owners, on_some);
            for list in adding_up {
                let surely = owners.iter().any(|owner| counts_for(owner, list).0);
                let maybe = owners.iter().any(|owner| counts_for(owner, list).1);
                if surely_half && surely {
                    together.certain.insert(list.to_owned());
                }
                if maybe_half && maybe {
                    together.possible.insert(list.to_owned());
                }
            }
        }
        for (name, mut known) in
            [("owner_lists", half), ("affiliate_lists", together), ("minority_owner_lists", minority)]
        {
            known.possible.extend(known.certain.clone());
            facts.insert(name, known);
        }
    }
}

/// Whether owners on a list may have half of a party: on it alone, and on the lists that the Affiliates rule adds up,
/// where it is one of them. Shares that contradict each other say that they may.
pub fn may_hold_half(law: &Law, party: &Party, list: u64) -> (bool, bool) {
    let adding_up = ["entity_list", "meu_list", "sdn"].map(|code| law.codes.bit(CodeType::List, code).expect("a list"));
    let of_rule = adding_up.contains(&list);
    let Stated::Known(owners) = &party.owners else { return (true, of_rule) };
    let shares = owners.iter().filter_map(|owner| owner.percent.known());
    if shares.fold(Exact::ZERO, |sum, share| sum.plus(share).expect("small")) > Exact::whole(100) {
        return (true, of_rule);
    }
    let on = |lists: &OnLists, bit: u64| (lists.certainly() & bit != 0, lists.possibly() & bit != 0);
    let alone = holds_half(owners, |owner| on(&owner.lists, list)).1;
    let together = holds_half(owners, |owner| {
        let each = adding_up.iter().flat_map(|bit| [on(&owner.lists, *bit), on(&owner.together, *bit)]);
        each.fold((false, false), |(surely, maybe), (one, other)| (surely || one, maybe || other))
    });
    (alone, of_rule && together.1)
}

/// Whether owners for whom `on` holds have half or more: surely, and possibly. An unknown share is anything that
/// the known shares leave over.
fn holds_half(owners: &[Owner], on: impl Fn(&Owner) -> (bool, bool)) -> (bool, bool) {
    let half = Exact::whole(50);
    let sum = |counts: &dyn Fn(&Owner) -> bool| {
        let shares = owners.iter().filter(|owner| counts(owner)).filter_map(|owner| owner.percent.known());
        shares.fold(Exact::ZERO, |sum, share| sum.plus(share).expect("small"))
    };
    let surely = sum(&|owner| on(owner).0) >= half;
    let known_part = sum(&|owner| on(owner).1) >= half;
    let open_share = owners.iter().any(|owner| owner.percent.known().is_none() && on(owner).1);
    // With an open share on the list, all that is not surely somebody else's can be theirs.
    let room = sum(&|owner| !on(owner).1) <= half;
    (surely, surely || known_part || (open_share && room))
}
