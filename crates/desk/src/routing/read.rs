//! Reading the rules of routing. A file is refused whole where a rule could never hold, or could leave an application unasked about by accident.

use std::collections::BTreeSet;

use portcullis_catalog::sha256;
use serde::Deserialize;

use super::condition::{Condition, Words};
use super::{Refers, Routing, Spares, Vocabulary, Why};
use crate::agency::AgencyName;
use crate::mistake::{Mistake, check_evidence};

const FILE: &str = "routing";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    always: Always,
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    no_referral: Vec<NoReferral>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Always {
    refer: Vec<AgencyName>,
    why: String,
    citation: String,
    evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    refer: Vec<AgencyName>,
    why: String,
    citation: String,
    evidence: String,
    when: Condition,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoReferral {
    id: String,
    why: String,
    citation: String,
    evidence: String,
    unless: Vec<Condition>,
}

impl Routing {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`Mistake`] where the text is not TOML, has fields or words that are not known, a rule twice or without citation or evidence, one that could never
    /// hold (a country, an end use, a classification or a currency that there is not), one that always holds, or one that refers to nobody or to the
    /// agency that decides.
    pub fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(FILE, &error))?;
        let words = Words {
            countries: vocabulary.countries.iter().map(|country| country.code().to_owned()).collect(),
            end_uses: vocabulary.end_uses.clone(),
        };
        let reader = Reader { vocabulary, words: &words };
        let Always { refer, why, citation, evidence } = written.always;
        let why = reader.why("always".to_owned(), why, citation, evidence)?;
        let always = Refers { refer: reader.refer("always", refer)?, when: Condition::default(), why };
        let rules = written.rule.into_iter().map(|rule| reader.rule(rule)).collect::<Result<Vec<_>, _>>()?;
        let spared = written.no_referral.into_iter().map(|rule| reader.spares(rule)).collect::<Result<Vec<_>, _>>()?;
        let ids = rules.iter().map(|rule| &rule.why.rule).chain(spared.iter().map(|rule| &rule.why.rule));
        let mut seen = BTreeSet::from(["always"]);
        for id in ids {
            if !seen.insert(id) {
                return Err(Mistake::new(FILE, id, "is there twice: give each rule an id of its own"));
            }
        }
        Ok(Self { version: sha256(text.as_bytes()), words, always, rules, spared })
    }
}

struct Reader<'a> {
    vocabulary: &'a Vocabulary<'a>,
    words: &'a Words,
}

impl Reader<'_> {
    fn why(&self, rule: String, why: String, citation: String, evidence: String) -> Result<Why, Mistake> {
        if rule.trim().is_empty() || why.trim().is_empty() {
            return Err(Mistake::new(FILE, rule, "`id` and `why` must say something"));
        }
        check_evidence(FILE, &rule, &citation, &evidence)?;
        Ok(Why { rule, why, citation, evidence, open: Vec::new() })
    }

    fn refer(&self, place: &str, agencies: Vec<AgencyName>) -> Result<BTreeSet<AgencyName>, Mistake> {
        for agency in &agencies {
            match self.vocabulary.agencies.get(agency) {
                None => {
                    let known: Vec<&str> = self.vocabulary.agencies.iter().map(|agency| agency.name.as_str()).collect();
                    let what = format!("`refer`: there is no agency `{agency}`; there are {}", known.join(", "));
                    return Err(Mistake::new(FILE, place, what));
                }
                Some(agency) if agency.decides => {
                    let what = format!("`refer`: `{}` decides and is not asked: leave it out", agency.name);
                    return Err(Mistake::new(FILE, place, what));
                }
                Some(_) => {}
            }
        }
        if agencies.is_empty() {
            return Err(Mistake::new(FILE, place, "`refer` names nobody: name an agency, or write a `no_referral`"));
        }
        Ok(agencies.into_iter().collect())
    }

    fn rule(&self, rule: Rule) -> Result<Refers, Mistake> {
        self.check(&rule.id, "when", &rule.when)?;
        let refer = self.refer(&rule.id, rule.refer)?;
        let why = self.why(rule.id, rule.why, rule.citation, rule.evidence)?;
        Ok(Refers { why, refer, when: rule.when })
    }

    fn spares(&self, rule: NoReferral) -> Result<Spares, Mistake> {
        if rule.unless.is_empty() {
            let what = "`unless` is empty: no application would be referred; name what rules it out";
            return Err(Mistake::new(FILE, rule.id, what));
        }
        for condition in &rule.unless {
            self.check(&rule.id, "unless", condition)?;
        }
        let why = self.why(rule.id, rule.why, rule.citation, rule.evidence)?;
        Ok(Spares { why, unless: rule.unless })
    }

    /// Refuses a condition that could never hold, and one that always does.
    fn check(&self, rule: &str, field: &str, condition: &Condition) -> Result<(), Mistake> {
        let wrong = |what: String| Err(Mistake::new(FILE, format!("{rule}: `{field}`"), what));
        if condition.is_empty() {
            return wrong("asks nothing, so that it always holds: say what it asks".to_owned());
        }
        let party = condition.party.as_ref();
        if party.is_some_and(|party| party.countries.is_empty() || party.by.is_empty()) {
            return wrong(
                "`party` needs `countries`, and `by` one of location, headquarters, ultimate_parent".to_owned(),
            );
        }
        let countries = condition.sites.iter().chain(party.into_iter().flat_map(|party| &party.countries));
        if let Some(country) = countries.into_iter().find(|country| !self.words.countries.contains(*country)) {
            return wrong(format!("`{country}` is the code of no country: use ISO 3166-1 codes such as `CN`"));
        }
        if let Some(end_use) = condition.end_uses.iter().find(|end_use| !self.words.end_uses.contains(*end_use)) {
            return wrong(format!("`{end_use}` is no end use of the law: use the ids of its `codes.toml`"));
        }
        if let Some(item) = &condition.item {
            if *item == super::condition::ItemTest::default() {
                return wrong("`item` asks nothing, so that it always holds: say what it asks".to_owned());
            }
            if let Some(written) = item.classifications.iter().find(|written| !is_classification(written)) {
                return wrong(format!("`{written}` is no classification: write `3A090`, `3A090.a` or `EAR99`"));
            }
        }
        if let Some(value) = condition.value_at_least.as_ref().filter(|value| !value.names_a_currency()) {
            return wrong(format!("`{}` is no ISO 4217 code such as `USD`", value.currency));
        }
        if has_zero(condition) {
            return wrong("at least 0 always holds: leave it out, or set a line".to_owned());
        }
        Ok(())
    }
}

fn has_zero(condition: &Condition) -> bool {
    let item = condition.item.as_ref();
    let whole = [
        condition.chips_at_least,
        condition.value_at_least.as_ref().map(|value| value.hundredths),
        item.and_then(|item| item.tpp_at_least).map(u64::from),
        item.and_then(|item| item.chips_at_least),
    ];
    let training = condition.training_operations_at_least;
    whole.contains(&Some(0)) || training == Some(portcullis_catalog::Exact::ZERO)
}

/// Whether a text has the form of an export control classification number, with or without paragraphs (15 CFR 738.2(d)).
fn is_classification(text: &str) -> bool {
    let mut parts = text.split('.');
    let is_number = |number: &str| match number.as_bytes() {
        [category, group, rest @ ..] => {
            category.is_ascii_digit()
                && (b'A'..=b'E').contains(group)
                && rest.len() == 3
                && rest.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    let is_paragraph =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text == "EAR99" || (parts.next().is_some_and(is_number) && parts.all(is_paragraph))
}
