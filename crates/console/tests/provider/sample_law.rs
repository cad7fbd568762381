//! An answer, and an ownership graph, for the sample pages.

use crate::sample::Sample;
use jiff::civil::date;
use portcullis_catalog::Catalog;
use portcullis_console::provider::PublishedAnswer;
use portcullis_determination::{Engine, Memo, Profile, Request};
use portcullis_law::{Law, LawSource};
use portcullis_ownership::{Graph, GraphBuilder, Holding, InterestStatement, Nature, PartyStatement, Share};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

static CATALOG: LazyLock<Arc<Catalog>> =
    LazyLock::new(|| Arc::new(Catalog::load_directory(&root().join("catalog")).unwrap()));

pub fn catalog() -> &'static Catalog {
    &CATALOG
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let law = Law::load(&LawSource::from_directory(&root().join("law")).unwrap(), CATALOG.countries()).unwrap();
    Engine::new(Arc::new(law), CATALOG.clone(), Profile::built_in(Profile::DEFAULT).unwrap()).unwrap()
});

/// The answer of the engine as it is published, with the whole chain where it is asked for.
pub fn published(request: &Request<'_>, explained: bool) -> Value {
    let engine = &*ENGINE;
    let mut memo = Memo::default();
    let transaction = engine.resolve(request).unwrap();
    let decided = engine.determine(&transaction, &mut memo);
    let answer = serde_json::to_string(&engine.answer(request.id.as_deref(), &transaction, &decided)).unwrap();
    let mut answer: Value = serde_json::from_str(&answer).unwrap();
    if explained {
        answer["facts"] = serde_json::to_value(engine.facts_shown(&transaction)).unwrap();
        answer["span"] = serde_json::to_value(engine.span(&transaction, &mut memo)).unwrap();
    }
    answer
}

/// What a list and a graph add to an answer, in the published form.
fn found() -> (Value, Value) {
    let hit = json!({"list": "EL", "code": "entity_list", "entry": "own-1", "name": "Quarrygate Industrial Group", "matched": "Quarrygate Industrial Group",
        "score": 1, "verdict": "listed", "license_requirement": "For all items subject to the EAR.", "license_policy": "Presumption of denial.",
        "federal_register_notice": "99 FR 20001", "source": "made-up",
        "resolution": {"because": "another company", "author": "officer.one", "second": "officer.two", "until": "2027-01-01", "lapsed": "entry_changed"}, "reasons": ["us-parties-entity-list"]});
    let screening =
        json!([{"party": "parties[1]", "name": "Harborlight Compute Pte. Ltd.", "finding": "possible", "hits": [hit]}]);
    let ownership = json!([{"party": "parties[1]", "asked": "Harborlight Compute Pte. Ltd.", "found": "by_name",
        "parties": [{"id": "harborlight", "name": "Harborlight Compute Pte. Ltd.", "headquarters": "SG"}, {"id": "other", "name": "Harborlight", "headquarters": null}],
        "takes": ["owners", "headquarters"], "parent_headquarters": "CN",
        "parent_path": ["Ultimate parent: Quarrygate Industrial Group, headquartered in CN.", "Harborlight Compute Pte. Ltd. is controlled by Quarrygate Industrial Group (ownership) [interests.csv hl-6]"],
        "held": [{"lists": ["entity_list"], "certain": true, "at_least": "65", "at_most": "75", "path": ["half or more of Meridian Shelf Holdings Ltd. is held: 50% by Quarrygate Industrial Group (listed: EL entry own-1, score 1.0000) [interests.csv ms-1]"]}],
        "owners": [{"id": "quarrygate", "name": "Quarrygate Industrial Group", "finding": "listed", "hits": [hit]}]}]);
    (screening, ownership)
}

/// An answer with one of everything; with nothing but the outcome where there are no rows.
pub fn answer(sample: Sample<'_>) -> PublishedAnswer {
    let request = std::fs::read_to_string(root().join("examples/requests.jsonl")).unwrap();
    let request: Request<'_> = serde_json::from_str(request.lines().nth(2).unwrap()).unwrap();
    let mut value = published(&request, true);
    let exception = |holds: Value| json!({"name": "NAC", "provision": "us-ac-nac", "citation": "15 CFR 740.8", "holds": holds, "because": "the item is in 3A090.a"});
    let (screening, ownership) = found();
    value["exceptions"] = json!([exception(json!(true)), exception(json!(false)), exception(Value::Null)]);
    value["obligations"] = json!(["Keep the records for five years."]);
    value["missing"] = json!(["parties[1].owners"]);
    value["screening"] = screening;
    value["ownership"] = ownership;
    value["versions"]["lists"] = json!([{"source": "made-up", "as_of": "2024-03-01", "sha256": "d928db9813e2461f"}]);
    value["versions"]["ownership"] = json!([{"document": "parties.csv", "sha256": "38bc751f00c4ece2"}]);
    if sample.rows == 0 {
        for list in [
            "reasons",
            "exceptions",
            "obligations",
            "missing",
            "regimes",
            "would_change",
            "assumptions",
            "screening",
            "ownership",
            "facts",
        ] {
            value[list] = json!([]);
        }
        value["span"] = Value::Null;
        value["id"] = Value::Null;
        value["versions"] = json!({"law": "", "catalog": ""});
    }
    if let Some(text) = sample.text {
        said(&mut value, text);
    }
    PublishedAnswer::read(value).unwrap()
}

/// Puts the text in the place of every other, but for words of the law and dates.
fn said(value: &mut Value, text: &str) {
    match value {
        Value::String(own) => *own = text.to_owned(),
        Value::Array(values) => values.iter_mut().for_each(|value| said(value, text)),
        Value::Object(fields) => {
            let kept = ["outcome", "review_policy", "on", "as_of", "since", "until"];
            fields
                .iter_mut()
                .filter(|(field, _)| !kept.contains(&field.as_str()))
                .for_each(|(_, value)| said(value, text));
        }
        _ => {}
    }
}

/// Who stands above a customer.
pub fn customer_graph(sample: Sample<'_>) -> Graph {
    let mut builder = GraphBuilder::new();
    builder.document("interests.csv");
    let parties = [
        ("harborlight", "Harborlight Compute Pte. Ltd.", "SG"),
        ("meridian", "Meridian Shelf Holdings Ltd.", "HK"),
        ("tidewater", "Tidewater Partners LP", ""),
        ("quarrygate", "Quarrygate Industrial Group", "CN"),
    ];
    for (id, name, country) in parties {
        let (name, headquarters) = (sample.s(name), catalog().countries().parse(country).ok());
        builder.party(&PartyStatement { id, name: Some(&name), headquarters, ..PartyStatement::default() }).unwrap();
    }
    let interests =
        [("meridian", "harborlight", "40"), ("tidewater", "harborlight", "25-35"), ("quarrygate", "meridian", "50")];
    for (owner, owned, percent) in interests {
        let statement = InterestStatement {
            owner,
            owned,
            nature: Nature::Ownership,
            share: Share::parse(percent).unwrap(),
            held: Holding::Direct,
            from: Some(date(2021, 3, 1)),
            to: None,
            statement: "hl-1",
            stated: None,
        };
        builder.interest(&statement).unwrap();
    }
    builder.finish()
}
