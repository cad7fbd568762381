//! Profiles: which regimes an operator applies, and what it applies as if it were in force.

use jiff::civil::Date;
use portcullis_catalog::{Catalog, Country};
use portcullis_law::{Law, Provision, Standing};
use portcullis_screening::Thresholds;
use serde::Deserialize;

/// An operator's choice, written in TOML.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name; every answer gives it.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// Who made the choice, as the answer names them.
    #[serde(default)]
    pub by: Option<String>,
    /// The regimes applied; all where it is left out.
    #[serde(default)]
    pub regimes: Option<Vec<String>>,
    /// Instruments applied as if in force.
    #[serde(default)]
    pub as_if: Vec<AsIf>,
    /// Applies every reported, announced, drafted or proposed instrument and every bill as if in force.
    #[serde(default)]
    pub as_if_tentative: bool,
    /// The provider where a request names none.
    #[serde(default)]
    pub operator: Operator,
    /// What facts that are left out are taken for.
    #[serde(default)]
    pub unstated: Unstated,
    /// From which score on a name on a list is taken for the party, and from which on a person must say.
    #[serde(default)]
    pub screening: Thresholds,
}

/// An instrument, or every instrument of a regime, applied as if in force.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsIf {
    /// The regime.
    pub regime: String,
    /// The instrument; every one of the regime where it is left out.
    #[serde(default)]
    pub instrument: Option<String>,
    /// From when; from the day each provision was published or reported where it is left out.
    #[serde(default)]
    pub from: Option<String>,
}

/// The provider where a request names none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Where it is located and headquartered.
    pub headquarters: String,
}

impl Default for Operator {
    fn default() -> Self {
        Self { headquarters: "US".to_owned() }
    }
}

/// What a fact that is left out is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakenFor {
    /// There is none; the answer says so.
    #[default]
    None,
    /// Unknown, as `null` is.
    Unknown,
}

/// What facts that are left out are taken for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unstated {
    /// `lists` of parties and owners.
    pub lists: TakenFor,
    /// `owners`.
    pub owners: TakenFor,
    /// `end_use`.
    pub end_use: TakenFor,
    /// `red_flags`.
    pub red_flags: TakenFor,
    /// `training_operations` and `prior_tpp_this_year`.
    pub amounts: TakenFor,
    /// `item.figures.designer`.
    pub designer: TakenFor,
}

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("profile `{profile}`: {problem}")]
pub struct ProfileError {
    profile: String,
    problem: String,
}

/// The profiles that need no file, with their text.
const BUILT_IN: [(&str, &str); 3] = [
    ("permission", include_str!("profiles/permission.toml")),
    ("enacted", include_str!("profiles/enacted.toml")),
    ("proposed", include_str!("profiles/proposed.toml")),
];

impl Profile {
    /// The name of the profile that applies where none is chosen.
    pub const DEFAULT: &'static str = "permission";

    /// The names of the profiles that need no file.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// The text of the profile with this name that needs no file.
    #[must_use]
    pub fn built_in_text(name: &str) -> Option<&'static str> {
        BUILT_IN.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// The profile with this name that needs no file.
    ///
    /// # Errors
    /// When there is none.
    pub fn built_in(name: &str) -> Result<Self, ProfileError> {
        match Self::built_in_text(name) {
            Some(text) => Self::parse(name, text),
            None => Err(ProfileError {
                profile: name.to_owned(),
                problem: format!("is none of {}", Self::built_in_names().collect::<Vec<_>>().join(", ")),
            }),
        }
    }

    /// Reads a profile; `name` is what an error calls it.
    ///
    /// # Errors
    /// When the text is not a profile.
    pub fn parse(name: &str, text: &str) -> Result<Self, ProfileError> {
        toml::from_str(text).map_err(|error| ProfileError { profile: name.to_owned(), problem: error.to_string() })
    }

    /// Checks that everything the profile names exists, and gives the dates on which it changes something.
    pub(crate) fn check(&self, law: &Law) -> Result<Vec<Date>, ProfileError> {
        let problem = |problem: String| ProfileError { profile: self.id.clone(), problem };
        for regime in self.regimes.iter().flatten().chain(self.as_if.iter().map(|as_if| &as_if.regime)) {
            if law.regime_index(regime).is_none() {
                let known: Vec<&str> = law.regimes.iter().map(|regime| regime.id.as_str()).collect();
                return Err(problem(format!("no regime `{regime}`; there are {}", known.join(", "))));
            }
        }
        if let Some(fault) = self.screening.fault() {
            return Err(problem(format!("screening: {fault}")));
        }
        let mut dates = Vec::new();
        for as_if in &self.as_if {
            let regime = law.regime_index(&as_if.regime).and_then(|at| law.regimes.get(at));
            if let (Some(regime), Some(instrument)) = (regime, &as_if.instrument)
                && regime.instrument_index(instrument).is_none()
            {
                return Err(problem(format!("no instrument `{instrument}` in `{}`", regime.id)));
            }
            dates.extend(as_if.first_day().map_err(problem)?);
        }
        Ok(dates)
    }

    /// Where the operator is headquartered.
    pub(crate) fn operator_country(&self, catalog: &Catalog) -> Result<Country, ProfileError> {
        catalog.countries().parse(&self.operator.headquarters).map_err(|error| ProfileError {
            profile: self.id.clone(),
            problem: format!("operator.headquarters: {error}"),
        })
    }

    /// Whether the profile applies a regime.
    #[must_use]
    pub fn applies(&self, regime: &str) -> bool {
        self.regimes.as_ref().is_none_or(|regimes| regimes.iter().any(|id| id == regime))
    }

    /// How a provision stands on a date under this profile; `None` where it does not apply.
    #[must_use]
    pub fn standing(&self, law: &Law, provision: &Provision, on: Date) -> Option<Standing> {
        let regime = law.regimes.get(provision.regime)?;
        if !self.applies(&regime.id) {
            return None;
        }
        let instrument = regime.instruments.get(provision.instrument)?;
        law.standing(provision, on).or_else(|| {
            let chosen = |as_if: &AsIf| {
                as_if.regime == regime.id
                    && as_if.instrument.as_ref().is_none_or(|id| *id == instrument.id)
                    && as_if.first_day().is_ok_and(|from| from.is_none_or(|from| from <= on))
            };
            let assumed = self.as_if.iter().any(chosen) || (self.as_if_tentative && instrument.stage.is_tentative());
            (assumed && provision.covers(on)).then_some(Standing::AsIf)
        })
    }
}

impl AsIf {
    fn first_day(&self) -> Result<Option<Date>, String> {
        let Some(text) = &self.from else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| format!("`{text}` is not a date such as 2023-07-04"))
    }
}
