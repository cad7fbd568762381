//! Reading `provisions.cedar`: parse, lint, compile.
//!
//! Whatever could make a provision silently not fire is refused here: an unknown or missing annotation, a
//! wrong date, a template, an expression that can fail, a code or fact that does not exist.

use crate::codes::Codes;
use crate::condition::Condition;
use crate::error::LawError;
use crate::outcome::{Kind, ReviewPolicy};
use crate::provision::{Effect, Provision};
use crate::regime::{Regime, is_evidence};
use cedar_policy::pst::{self, ActionConstraint, EntityUID, PrincipalConstraint, ResourceConstraint};
use cedar_policy::{Policy, PolicyId, PolicySet};
use jiff::civil::Date;
use std::collections::HashMap;
use std::str::FromStr;

const ANNOTATIONS: [&str; 13] = [
    "id",
    "instrument",
    "citation",
    "effect",
    "evidence",
    "text",
    "effective_from",
    "effective_to",
    "review",
    "exception",
    "applies_to",
    "obligation",
    "asks",
];

/// The provisions of one regime, and their policies under the names that `@id` gives them.
pub(crate) struct Pack {
    pub provisions: Vec<Provision>,
    pub policies: Vec<Policy>,
}

/// Reads the provisions of the regime at `regime_index`; the first of them gets the place `first`.
pub(crate) fn read(
    text: &str,
    regime: &Regime,
    regime_index: usize,
    first: usize,
    codes: &Codes,
) -> Result<Pack, LawError> {
    let file = format!("{}/provisions.cedar", regime.id);
    let parsed = PolicySet::from_str(text).map_err(|error| LawError::file(&file, error.to_string()))?;
    if parsed.templates().next().is_some() {
        return Err(LawError::file(&file, "a pack has no templates"));
    }
    let mut policies: Vec<Policy> = parsed.policies().cloned().collect();
    // The parser names policies `policy0`, `policy1`, ..: their order in the file.
    policies.sort_by_key(|policy| policy.id().to_string().trim_start_matches("policy").parse::<usize>().unwrap_or(0));
    let mut places = HashMap::new();
    for (at, policy) in policies.iter().enumerate() {
        let id = policy.annotation("id").unwrap_or_default();
        if id.is_empty() || places.insert(id.to_owned(), first + at).is_some() {
            return Err(LawError::file(&file, format!("policy {}: `@id` is missing or given twice: `{id}`", at + 1)));
        }
    }
    let mut pack = Pack { provisions: Vec::new(), policies: Vec::new() };
    for policy in policies {
        let id = policy.annotation("id").unwrap_or_default().to_owned();
        let provision = read_one(&policy, &id, regime, regime_index, &places, codes)
            .map_err(|problem| LawError::file(&file, format!("provision `{id}`: {problem}")))?;
        pack.policies.push(policy.new_id(PolicyId::new(&id)));
        pack.provisions.push(provision);
    }
    Ok(pack)
}

fn read_one(
    policy: &Policy,
    id: &str,
    regime: &Regime,
    regime_index: usize,
    places: &HashMap<String, usize>,
    codes: &Codes,
) -> Result<Provision, String> {
    let annotations = Annotations::read(policy)?;
    let tree = policy.to_pst().map_err(|error| error.to_string())?;
    let body = tree.body();
    if body.effect != pst::Effect::Forbid {
        return Err("every provision is a `forbid`: it fires".to_owned());
    }
    if body.principal != PrincipalConstraint::Any || body.resource != ResourceConstraint::Any {
        return Err("the scope is `principal` and `resource` without condition".to_owned());
    }
    let evidence = annotations.required("evidence")?;
    if !is_evidence(&evidence) {
        return Err("`@evidence` must begin with sourced, recall or derived".to_owned());
    }
    let instrument = annotations.required("instrument")?;
    let effective_from = annotations.date("effective_from")?.ok_or("`@effective_from` is missing")?;
    let effective_to = annotations.date("effective_to")?;
    if effective_to.is_some_and(|to| to < effective_from) {
        return Err("`@effective_to` lies before `@effective_from`".to_owned());
    }
    Ok(Provision {
        id: id.to_owned(),
        regime: regime_index,
        instrument: regime
            .instrument_index(&instrument)
            .ok_or_else(|| format!("instrument `{instrument}` is not in regime.toml"))?,
        citation: annotations.required("citation")?,
        effect: read_effect(&annotations, places)?,
        evidence,
        text: annotations.required("text")?,
        effective_from,
        effective_to,
        obligations: annotations.list("obligation", "|"),
        kinds: read_kinds(&body.action)?,
        condition: Condition::compile(body.clauses(), codes)?,
        source: policy.to_string(),
    })
}

struct Annotations<'a> {
    values: HashMap<&'a str, &'a str>,
}

impl<'a> Annotations<'a> {
    fn read(policy: &'a Policy) -> Result<Self, String> {
        let values: HashMap<&str, &str> = policy.annotations().collect();
        match values.keys().find(|key| !ANNOTATIONS.contains(*key)) {
            Some(unknown) => Err(format!("`@{unknown}` is not an annotation of a provision")),
            None => Ok(Self { values }),
        }
    }

    fn optional(&self, key: &str) -> Option<String> {
        self.values.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn required(&self, key: &str) -> Result<String, String> {
        self.optional(key).ok_or_else(|| format!("`@{key}` is missing"))
    }

    fn date(&self, key: &str) -> Result<Option<Date>, String> {
        let Some(text) = self.optional(key) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| format!("`@{key}` is not a date such as 2023-11-17: `{text}`"))
    }

    fn list(&self, key: &str, separator: &str) -> Vec<String> {
        let text = self.optional(key).unwrap_or_default();
        text.split(separator).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    }

    /// An annotation that belongs to some effects only.
    fn only_on(&self, key: &str, expected: bool) -> Result<(), String> {
        match (self.optional(key).is_some(), expected) {
            (true, false) => Err(format!("`@{key}` does not go with this effect")),
            (false, true) => Err(format!("`@{key}` is missing")),
            _ => Ok(()),
        }
    }
}

fn read_effect(annotations: &Annotations<'_>, places: &HashMap<String, usize>) -> Result<Effect, String> {
    let word = annotations.required("effect")?;
    annotations.only_on("review", matches!(word.as_str(), "license_required" | "review"))?;
    annotations.only_on("exception", word == "exception")?;
    annotations.only_on("applies_to", matches!(word.as_str(), "exception" | "review"))?;
    annotations.only_on("asks", word == "depends")?;
    let review = || {
        let word = annotations.required("review")?;
        ReviewPolicy::from_word(&word).ok_or_else(|| format!("`{word}` is not a review policy"))
    };
    let applies_to = || {
        let ids = annotations.list("applies_to", " ");
        let find = |id: &String| places.get(id).copied().ok_or_else(|| format!("`@applies_to`: no provision `{id}`"));
        ids.iter().map(find).collect::<Result<Vec<_>, _>>()
    };
    match word.as_str() {
        "prohibited" => Ok(Effect::Prohibited),
        "license_required" => Ok(Effect::LicenseRequired(review()?)),
        "review" => Ok(Effect::Review(review()?, applies_to()?)),
        "exception" => Ok(Effect::Exception(annotations.required("exception")?, applies_to()?)),
        "depends" => Ok(Effect::Depends(annotations.required("asks")?)),
        "duty" if annotations.optional("obligation").is_none() => Err("a duty needs `@obligation`".to_owned()),
        "duty" => Ok(Effect::Duty),
        "notice" => Ok(Effect::Notice),
        other => Err(format!("`{other}` is not an effect")),
    }
}

fn read_kinds(action: &ActionConstraint) -> Result<u8, String> {
    let bit = |uid: &EntityUID| {
        let kind = (uid.ty.to_string() == "Action").then(|| Kind::from_word(&uid.eid)).flatten();
        kind.map(Kind::bit).ok_or_else(|| format!("`{uid}` is not an action"))
    };
    match action {
        ActionConstraint::Any => Ok(Kind::ALL.into_iter().fold(0, |kinds, kind| kinds | kind.bit())),
        ActionConstraint::Eq(uid) => bit(uid),
        ActionConstraint::In(uids) => uids.iter().try_fold(0, |kinds, uid| Ok(kinds | bit(uid)?)),
    }
}
