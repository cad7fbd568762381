//! A picture for a machine: who holds what of a party, who may control it, on a date.

use portcullis_party::Held;
use serde_json::{Value, json};

use crate::aggregate::{Contradiction, Counted, Step};
use crate::graph::Graph;
use crate::listed::Standing;
use crate::model::PartyIndex;
use crate::parentage::Top;
use crate::picture::Picture;

/// Everything of a picture.
#[must_use]
pub fn picture_json(graph: &Graph, picture: &Picture) -> Value {
    let (aggregate, parentage) = (&picture.aggregate, &picture.parentage);
    let id = |party: PartyIndex| graph.party(party).id;
    let ids = |parties: &[PartyIndex]| parties.iter().map(|party| id(*party)).collect::<Vec<_>>();
    let counted = |owner: &Counted| {
        json!({
            "owner": id(owner.owner),
            "direct": owner.direct.map(|share| share.to_string()),
            "indirect": owner.indirect.map(|share| share.to_string()),
            "itself_listed": standing(owner.itself),
            "treated_as_listed": standing(owner.standing),
        })
    };
    let step =
        |step: &Step| json!({ "owned": id(step.owned), "owners": step.owners.iter().map(counted).collect::<Vec<_>>() });
    let contradiction = |one: &Contradiction| json!({ "party": id(one.party), "total": one.total.to_string() });
    let top = |top: &Top| json!({ "party": id(top.party), "headquarters": top.headquarters.known().map(|country| country.to_string()), "in_circle": top.in_cycle });
    json!({
        "party": id(aggregate.party),
        "name": graph.party(aggregate.party).name,
        "on": aggregate.on.to_string(),
        "held": {
            "by_listed_parties": match aggregate.held { Held::Certainly => "certainly", Held::Possibly => "possibly", Held::Not => "not" },
            "at_least": aggregate.lower.to_string(),
            "at_most": aggregate.upper.to_string(),
            "less_than_at_most": aggregate.below_upper,
            "multiplied_at_least": aggregate.multiplied.to_string(),
            "itself_listed": standing(aggregate.itself),
            "owners": aggregate.owners.iter().map(counted).collect::<Vec<_>>(),
            "steps": aggregate.steps.iter().map(step).collect::<Vec<_>>(),
            "contradictions": aggregate.contradictions.iter().map(contradiction).collect::<Vec<_>>(),
            "repeats_set_aside": aggregate.repeats,
        },
        "ultimate_parent": {
            "certain": parentage.certain,
            "headquarters": parentage.headquarters().known().map(|country| country.to_string()),
            "parties": parentage.tops.iter().map(top).collect::<Vec<_>>(),
            "circles": parentage.cycles.iter().map(|circle| ids(circle)).collect::<Vec<_>>(),
            "natural_persons": ids(&parentage.persons),
        },
        "stated": aggregate.stated,
    })
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Certainly => "certainly",
        Standing::Possibly => "possibly",
        Standing::Free => "not",
    }
}
