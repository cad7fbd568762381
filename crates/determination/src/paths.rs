//! Which fields of a request an unknown fact comes from.

use crate::determination::Missing;
use crate::engine::Engine;
use crate::transaction::{Item, Transaction};
use portcullis_catalog::Measure;
use portcullis_law::{AmountFigure, Class, Fact, Law, Possible, Subject, Test};
use portcullis_party::{Owner, Party, Role, Stated, UltimateParent};

impl Engine {
    /// The fields of the request that a person has to fill in, in order and each once.
    #[must_use]
    pub fn missing_fields(&self, missing: &[Missing], transaction: &Transaction) -> Vec<String> {
        let mut fields = Vec::new();
        for missing in missing {
            let found = match missing {
                Missing::Field(field) => vec![field.clone()],
                Missing::Contradiction(_) => contradictions(transaction),
                Missing::Fact(fact, codes) => self.unknown_fields(*fact, *codes, transaction),
            };
            for field in found {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
        }
        fields
    }

    /// The fields from which a fact comes, those that are unknown.
    fn unknown_fields(&self, fact: Fact, codes: u64, transaction: &Transaction) -> Vec<String> {
        self.fields_where(fact, codes, transaction, Wanted::Unknown)
    }

    /// The fields from which a fact comes, known or not.
    pub(crate) fn fields(&self, fact: Fact, codes: u64, transaction: &Transaction) -> Vec<String> {
        self.fields_where(fact, codes, transaction, Wanted::All)
    }

    fn fields_where(&self, fact: Fact, codes: u64, transaction: &Transaction, wanted: Wanted) -> Vec<String> {
        let recipients =
            |field: fn(&Party) -> Vec<(bool, &'static str)>| party_fields(transaction, Role::receives, field, wanted);
        match fact {
            Fact::Classes => item_fields(self.law(), self, codes, transaction, wanted),
            Fact::Amounts => amount_fields(self.law(), codes, transaction, wanted),
            Fact::Goods => vec!["item".to_owned()],
            Fact::Designer => match transaction.item {
                Item::Figures(_) => vec!["item.figures.designer".to_owned()],
                Item::UnknownAccelerator => vec!["item.accelerator".to_owned()],
                _ => vec!["item".to_owned()],
            },
            Fact::Origin => vec!["from".to_owned()],
            Fact::Destination => vec!["to".to_owned()],
            Fact::Site => vec!["site".to_owned()],
            Fact::EndUses => vec!["end_use".to_owned()],
            Fact::RedFlags => vec!["red_flags".to_owned()],
            Fact::RedFlagsResolved => vec!["red_flags_resolved".to_owned()],
            Fact::Roles => vec!["parties".to_owned()],
            Fact::RecipientLocated => recipients(|party| vec![(unknown(&party.country), "country")]),
            Fact::RecipientHeadquartered => recipients(|party| vec![own_seat(party)]),
            Fact::RecipientParentHeadquartered => recipients(|party| vec![parent_seat(party)]),
            Fact::RecipientsAllHeadquartered => recipients(|party| vec![own_seat(party), parent_seat(party)]),
            Fact::RecipientsAllListed => recipients(|party| vec![(!party.lists.is_known(), "lists")]),
            Fact::PartyLists => {
                party_fields(transaction, |_| true, |party| vec![(!party.lists.is_known(), "lists")], wanted)
            }
            Fact::OwnerLists | Fact::AffiliateLists | Fact::MinorityOwnerLists => owner_fields(transaction, wanted),
            Fact::ProviderLocated => party_fields(
                transaction,
                |role| role == Role::Provider,
                |party| vec![(unknown(&party.country), "country")],
                wanted,
            ),
            Fact::ProviderHeadquartered => party_fields(
                transaction,
                |role| role == Role::Provider,
                |party| vec![own_seat(party), parent_seat(party)],
                wanted,
            ),
            Fact::OperatorHeadquartered => party_fields(
                transaction,
                |role| role == Role::Operator,
                |party| vec![own_seat(party), parent_seat(party)],
                wanted,
            ),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Unknown,
    All,
}

fn unknown<T>(stated: &Stated<T>) -> bool {
    matches!(stated, Stated::Unknown)
}

fn own_seat(party: &Party) -> (bool, &'static str) {
    (unknown(&party.headquarters), "headquarters")
}

fn parent_seat(party: &Party) -> (bool, &'static str) {
    match party.ultimate_parent {
        UltimateParent::Itself => own_seat(party),
        UltimateParent::Other(headquarters) => (unknown(&headquarters), "ultimate_parent.headquarters"),
    }
}

fn party_fields(
    transaction: &Transaction,
    role: fn(Role) -> bool,
    fields: impl Fn(&Party) -> Vec<(bool, &'static str)>,
    wanted: Wanted,
) -> Vec<String> {
    let chosen = transaction.parties.iter().enumerate().filter(|(_, party)| role(party.role));
    let mut found = Vec::new();
    let mut any = false;
    for (at, party) in chosen {
        any = true;
        for (is_unknown, field) in fields(party) {
            if is_unknown || wanted == Wanted::All {
                found.push(format!("parties[{at}].{field}"));
            }
        }
    }
    if any { found } else { vec!["parties".to_owned()] }
}

fn owner_fields(transaction: &Transaction, wanted: Wanted) -> Vec<String> {
    let mut found = Vec::new();
    for (at, party) in transaction.parties.iter().enumerate() {
        match &party.owners {
            // Owners whom the graph named stand in no field of the request: it can state them all.
            Stated::Known(owners) if transaction.takes_from_graph(at, "owners") => {
                let open = |owner: &Owner| unknown(&owner.percent) || !owner.lists.is_known();
                if wanted == Wanted::All || owners.iter().any(open) {
                    found.push(format!("parties[{at}].owners"));
                }
            }
            Stated::Unknown => found.push(format!("parties[{at}].owners")),
            Stated::Known(owners) => {
                for (place, owner) in owners.iter().enumerate() {
                    if unknown(&owner.percent) || wanted == Wanted::All {
                        found.push(format!("parties[{at}].owners[{place}].percent"));
                    }
                    if !owner.lists.is_known() {
                        found.push(format!("parties[{at}].owners[{place}].lists"));
                    }
                }
            }
        }
    }
    found
}

/// Shares that add up to more than the whole.
fn contradictions(transaction: &Transaction) -> Vec<String> {
    let contradicts = |party: &Party| match &party.owners {
        Stated::Known(owners) => portcullis_party::held_by(owners, u64::MAX).is_err(),
        Stated::Unknown => false,
    };
    let parties = transaction.parties.iter().enumerate().filter(|(_, party)| contradicts(party));
    parties.map(|(at, _)| format!("parties[{at}].owners")).collect()
}

fn item_fields(law: &Law, engine: &Engine, codes: u64, transaction: &Transaction, wanted: Wanted) -> Vec<String> {
    let subject = match &transaction.item {
        Item::UnknownAccelerator => return vec!["item.accelerator".to_owned()],
        Item::Unstated | Item::Goods(_) => return vec!["item".to_owned()],
        Item::Accelerator(_, _) if wanted == Wanted::All => return vec!["item".to_owned()],
        Item::Accelerator(place, _) => match engine.catalog().accelerators().get(*place) {
            Some(accelerator) => Subject::of(accelerator),
            None => return vec!["item".to_owned()],
        },
        Item::Figures(item) => Subject { figures: &item.figures, vendor: None, name: None, form: item.form },
    };
    let figures = subject.figures;
    let mut found = Vec::new();
    let open = |class: &&Class| {
        class.holds_on(transaction.on) && class.bit & codes != 0 && class.evaluate(subject) == Possible::UNKNOWN
    };
    for test in law.classes.items().iter().filter(open).flat_map(|class| class.all.iter().chain(&class.not_if_all)) {
        let field = match test {
            Test::Figure(figure, ..) if figures.get(*figure).known().is_none() => figure.field(),
            Test::DataCenter(_) if figures.data_center.is_none() => "data_center",
            _ => continue,
        };
        let field = format!("item.figures.{field}");
        if !found.contains(&field) {
            found.push(field);
        }
    }
    if found.is_empty() { vec!["item".to_owned()] } else { found }
}

fn amount_fields(law: &Law, codes: u64, transaction: &Transaction, wanted: Wanted) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |field: &str, measure: Option<Measure>| {
        let is_unknown = measure.is_none_or(|measure| measure.known().is_none());
        if (is_unknown || wanted == Wanted::All) && !found.iter().any(|known| known == field) {
            found.push(field.to_owned());
        }
    };
    for amount in law.classes.amounts().iter().filter(|amount| amount.bit & codes != 0) {
        for (figure, ..) in &amount.all {
            match figure {
                AmountFigure::TrainingOperations => add("training_operations", Some(transaction.training_operations)),
                AmountFigure::YearTpp => add("prior_tpp_this_year", Some(transaction.prior_tpp_this_year)),
                AmountFigure::TotalTpp | AmountFigure::Accelerators => {}
            }
            if !matches!(figure, AmountFigure::TrainingOperations) {
                match &transaction.item {
                    Item::Figures(item) => add("item.figures.tpp", Some(item.figures.tpp)),
                    Item::Unstated | Item::UnknownAccelerator | Item::Accelerator(_, None) => add("item", None),
                    Item::Goods(_) | Item::Accelerator(..) => {}
                }
            }
        }
    }
    found
}
