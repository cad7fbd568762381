//! The law as a whole: every regime, loaded, checked and compiled.

use crate::classes::Classes;
use crate::codes::{CodeType, Codes};
use crate::error::LawError;
use crate::goods::GoodsTable;
use crate::groups::{self, CountryGroups};
use crate::instrument::{EnforcementState, TextState};
use crate::pack::{self, Pack};
use crate::provision::{Effect, Provision, ProvisionIndex, Standing};
use crate::regime::{Regime, is_evidence};
use crate::schema::cedar_schema;
use crate::source::LawSource;
use cedar_policy::{Policy, PolicySet, Schema, ValidationMode, Validator};
use jiff::civil::Date;
use portcullis_catalog::{Countries, Digest, digest_of};
use portcullis_party::Role;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The law.
#[derive(Debug)]
pub struct Law {
    /// The codes of every type.
    pub codes: Codes,
    /// Country groups by date.
    pub groups: CountryGroups,
    /// Thresholds.
    pub classes: Classes,
    /// Goods that are not accelerators.
    pub goods: GoodsTable,
    /// Every regime, in the order of their names.
    pub regimes: Vec<Regime>,
    /// Every provision, regime by regime, in the order of the files.
    pub provisions: Vec<Provision>,
    policies: Vec<Policy>,
    schema_text: String,
    schema: Schema,
    version: Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    #[serde(default)]
    list: Vec<CodeRow>,
    #[serde(default)]
    end_use: Vec<CodeRow>,
    #[serde(default)]
    red_flag: Vec<CodeRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeRow {
    id: String,
    title: String,
    /// For a list: how those who publish it abbreviate it.
    #[serde(default)]
    published_as: Vec<String>,
}

impl Law {
    /// Loads, checks and compiles the law.
    ///
    /// # Errors
    /// When anything in it is not as `law/README.md` says. Nothing is skipped.
    pub fn load(source: &LawSource, countries: &Countries) -> Result<Self, LawError> {
        let mut codes = Codes::default();
        for role in Role::ALL {
            codes.add(CodeType::Role, role.word(), role.word(), "roles")?;
        }
        let group_text = source.get(groups::FILE).ok_or_else(|| LawError::file(groups::FILE, "the file is missing"))?;
        let groups = CountryGroups::load(group_text, countries, &mut codes)?;
        let (mut classes, mut goods) = (Classes::default(), GoodsTable::default());
        for folder in [""].into_iter().chain(source.regimes()) {
            let path = |name: &str| {
                if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
            };
            if let Some(text) = source.get(&path("codes.toml")) {
                load_codes(text, &path("codes.toml"), &mut codes)?;
            }
            if let Some(text) = source.get(&path("classes.toml")) {
                classes.load(text, &path("classes.toml"), &mut codes)?;
            }
            if let Some(text) = source.get(&path("goods.csv")) {
                goods.load(text, &path("goods.csv"), &mut codes)?;
            }
        }
        check_classes(&classes)?;
        let schema_text = cedar_schema(&codes);
        let (schema, _) = Schema::from_cedarschema_str(&schema_text)
            .map_err(|error| LawError::file("schema.cedarschema", error.to_string()))?;
        let mut law = Self {
            codes,
            groups,
            classes,
            goods,
            regimes: Vec::new(),
            provisions: Vec::new(),
            policies: Vec::new(),
            schema_text,
            schema,
            version: digest_of(source.files().filter(|(path, _)| !path.ends_with("cases.toml"))),
        };
        for folder in source.regimes() {
            law.load_regime(folder, source)?;
        }
        law.check_ids()?;
        law.validate()?;
        Ok(law)
    }

    fn load_regime(&mut self, folder: &str, source: &LawSource) -> Result<(), LawError> {
        let text = |name: &str| {
            let path = format!("{folder}/{name}");
            source.get(&path).ok_or_else(|| LawError::file(&path, "the file is missing"))
        };
        let regime = Regime::load(text("regime.toml")?, folder)?;
        let place = self.regimes.len();
        let Pack { provisions, policies } =
            pack::read(text("provisions.cedar")?, &regime, place, self.provisions.len(), &self.codes)?;
        self.provisions.extend(provisions);
        self.policies.extend(policies);
        self.regimes.push(regime);
        Ok(())
    }

    /// Ids are unique over all regimes, and scopes of enforcement name provisions that exist.
    fn check_ids(&self) -> Result<(), LawError> {
        let mut seen = BTreeSet::new();
        for provision in &self.provisions {
            if !seen.insert(provision.id.as_str()) {
                return Err(LawError::file("provisions", format!("`{}` is given twice", provision.id)));
            }
        }
        for regime in &self.regimes {
            for instrument in &regime.instruments {
                let named = instrument.enforcement.iter().flat_map(|period| &period.provisions);
                if let Some(unknown) = named.into_iter().find(|id| !seen.contains(id.as_str())) {
                    let file = format!("{}/regime.toml", regime.id);
                    return Err(LawError::file(&file, format!("`{}`: no provision `{unknown}`", instrument.id)));
                }
            }
        }
        Ok(())
    }

    /// Cedar's own strict validation; a warning is refused like an error.
    fn validate(&self) -> Result<(), LawError> {
        let policies = self.policy_set(0..self.policies.len())?;
        let result = Validator::new(self.schema.clone()).validate(&policies, ValidationMode::Strict);
        let errors = result.validation_errors().map(ToString::to_string);
        let warnings = result.validation_warnings().map(ToString::to_string);
        match errors.chain(warnings).next() {
            Some(problem) => Err(LawError::file("provisions.cedar", problem)),
            None => Ok(()),
        }
    }

    /// A Cedar policy set of some provisions.
    ///
    /// # Errors
    /// When Cedar refuses the set.
    pub fn policy_set(&self, provisions: impl IntoIterator<Item = ProvisionIndex>) -> Result<PolicySet, LawError> {
        let chosen = provisions.into_iter().filter_map(|at| self.policies.get(at)).cloned();
        PolicySet::from_policies(chosen).map_err(|error| LawError::file("provisions.cedar", error.to_string()))
    }

    /// The Cedar schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The text of the Cedar schema.
    #[must_use]
    pub fn schema_text(&self) -> &str {
        &self.schema_text
    }

    /// The hash of every file that can change an answer.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The regime with this name.
    #[must_use]
    pub fn regime_index(&self, id: &str) -> Option<usize> {
        self.regimes.iter().position(|regime| regime.id == id)
    }

    /// The provision with this name.
    #[must_use]
    pub fn provision_index(&self, id: &str) -> Option<ProvisionIndex> {
        self.provisions.iter().position(|provision| provision.id == id)
    }

    /// The provisions of a regime.
    pub fn provisions_of(&self, regime: usize) -> impl Iterator<Item = (ProvisionIndex, &Provision)> {
        self.provisions.iter().enumerate().filter(move |(_, provision)| provision.regime == regime)
    }

    /// How a provision stands on a date by the law alone; `None` where it does not apply.
    #[must_use]
    pub fn standing(&self, provision: &Provision, on: Date) -> Option<Standing> {
        if !provision.covers(on) {
            return None;
        }
        let instrument = self.regimes.get(provision.regime)?.instruments.get(provision.instrument)?;
        let text = instrument.text_on(on)?.state;
        let enforcement = instrument.enforcement_on(&provision.id, on).map(|period| period.state);
        match (text, enforcement) {
            (_, Some(EnforcementState::Stayed)) => None,
            (TextState::Effective, Some(EnforcementState::AnnouncedNonenforcement)) => Some(Standing::Unenforced),
            (TextState::Effective, Some(EnforcementState::Normal) | None) => Some(Standing::InForce),
            (TextState::Unverified, _) => Some(Standing::Unverified),
            (
                TextState::NotYetEffective
                | TextState::Suspended
                | TextState::Rescinded
                | TextState::Superseded
                | TextState::Expired,
                _,
            ) => None,
        }
    }

    /// Every date on which the law changes.
    #[must_use]
    pub fn change_dates(&self) -> BTreeSet<Date> {
        let mut dates = self.groups.change_dates();
        dates.extend(self.classes.change_dates());
        dates.extend(self.regimes.iter().flat_map(Regime::change_dates));
        dates.extend(self.provisions.iter().flat_map(Provision::change_dates));
        dates
    }

    /// The provisions that lift or replace something in another: exceptions and review policies.
    #[must_use]
    pub fn modifiers_of(&self, target: ProvisionIndex) -> Vec<ProvisionIndex> {
        let modifies = |provision: &Provision| match &provision.effect {
            Effect::Review(_, targets) | Effect::Exception(_, targets) => targets.contains(&target),
            _ => false,
        };
        self.provisions.iter().enumerate().filter(|(_, provision)| modifies(provision)).map(|(at, _)| at).collect()
    }
}

fn load_codes(text: &str, file: &str, codes: &mut Codes) -> Result<(), LawError> {
    let read: CodeFile = toml::from_str(text).map_err(|error| LawError::file(file, error.to_string()))?;
    let typed = [(CodeType::List, read.list), (CodeType::EndUse, read.end_use), (CodeType::RedFlag, read.red_flag)];
    for (code_type, rows) in typed {
        for row in rows {
            codes.add(code_type, &row.id, &row.title, file)?;
            if code_type != CodeType::List && !row.published_as.is_empty() {
                return Err(LawError::file(file, format!("`{}` is no list, so nobody publishes it", row.id)));
            }
            for abbreviation in row.published_as {
                codes.publish(&row.id, abbreviation, file)?;
            }
        }
    }
    Ok(())
}

fn check_classes(classes: &Classes) -> Result<(), LawError> {
    let items = classes.items().iter().map(|class| (&class.id, &class.evidence));
    let amounts = classes.amounts().iter().map(|amount| (&amount.id, &amount.evidence));
    match items.chain(amounts).find(|(_, evidence)| !is_evidence(evidence)) {
        Some((id, _)) => {
            let problem = format!("class `{id}`: `evidence` must begin with sourced, recall or derived");
            Err(LawError::file("classes.toml", problem))
        }
        None => Ok(()),
    }
}
