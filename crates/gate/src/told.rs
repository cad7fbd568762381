//! A decision with everything it rests on, to be told in whatever words the caller needs.

use portcullis_authorization::{Authorized, Considered};
use portcullis_determination::{Decided, Engine};
use portcullis_law::{Outcome, ReviewPolicy};
use portcullis_license::{LicenseNumber, Objection};

/// The longest sentence, in characters.
const LONGEST: usize = 400;

/// A decision, as it stands for the moment in which it is told.
pub struct Told<'a> {
    /// What it was made with.
    pub engine: &'a Engine,
    /// What was decided, and what the register said.
    pub authorized: &'a Authorized<'a>,
    /// Whether the register could not be asked, so that a license which would open the gate was not looked for.
    pub blind: bool,
}

impl Told<'_> {
    /// What the law says.
    #[must_use]
    pub fn decided(&self) -> &Decided {
        &self.authorized.decided
    }

    /// The outcome.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.decided().outcome
    }

    /// Whether the gate is open by the law and the licenses on file. Where chips are to start, what a license has to cover must be held first.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.outcome().opens()
    }

    /// The whole answer, JSON on one line.
    #[must_use]
    pub fn answer(&self) -> Vec<u8> {
        let Authorized { request, transaction, decided, .. } = self.authorized;
        // Writing to memory cannot fail.
        serde_json::to_vec(&self.engine.answer(request.id.as_deref(), transaction, decided)).unwrap_or_default()
    }

    /// For a person: what was decided, why, and what would help. One line.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = match self.outcome() {
            Outcome::Prohibited => "Prohibited: no license is available for this".to_owned(),
            Outcome::LicenseRequired => format!("A license is required{}", self.policy()),
            Outcome::Unverified => "The state of the law on this date is not known; a person must decide".to_owned(),
            Outcome::Depends => format!("It depends on what is not known: {}", self.missing().join(", ")),
            Outcome::Authorized => "Authorized, with obligations".to_owned(),
            Outcome::NotRequired => "No license is required under the loaded law".to_owned(),
        };
        if let (Some(provision), false) = (self.first_provision(), self.outcome() == Outcome::NotRequired) {
            sentence.push_str(&format!(" ({provision})"));
        }
        if let Some(obstacle) = self.obstacle() {
            sentence.push_str(": ");
            sentence.push_str(&obstacle);
        }
        shortened(sentence)
    }

    /// The fields of the request that would decide.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.engine.missing_fields(&self.decided().missing, &self.authorized.transaction)
    }

    fn policy(&self) -> String {
        let word = self.decided().review_policy.map(ReviewPolicy::word);
        word.map_or_else(String::new, |word| format!(", {}", word.replace('_', " ")))
    }

    fn first_provision(&self) -> Option<&str> {
        let reason = self.decided().reasons.first()?;
        self.engine.law().provisions.get(reason.provision).map(|provision| provision.citation.as_str())
    }

    /// What stands between a license and this.
    fn obstacle(&self) -> Option<String> {
        if self.blind {
            return Some("the register cannot be asked now; ask again".to_owned());
        }
        let authorization = self.authorized.authorization.as_ref().filter(|_| !self.opens())?;
        if let Some(missing) = &authorization.not_askable {
            return Some(missing.to_string());
        }
        let regimes = authorization.required.join(", ");
        Some(match nearest(&authorization.considered) {
            Some((license, objection)) => format!("license {license} does not cover it: {objection}"),
            None if authorization.considered.is_empty() => {
                format!("no license of the provider under {regimes} is on file")
            }
            None => format!("no license of the provider under {regimes} names these parties"),
        })
    }
}

/// The license that comes nearest, with its first objection: of those that name the parties, one that is in force before one that is not, and then the one with the
/// fewest objections. What is wrong with a license for somebody else is of no use to anybody.
fn nearest(considered: &[Considered]) -> Option<(&LicenseNumber, &str)> {
    let names_them =
        |one: &&Considered| !one.objections.iter().any(|told| matches!(told.data, Objection::PartyNotCovered { .. }));
    let objecting = considered.iter().filter(names_them).filter(|one| !one.objections.is_empty());
    let is_over = |one: &&Considered| {
        let over = |told: &Objection| matches!(told, Objection::NotInForce { .. } | Objection::NoLongerValid { .. });
        one.objections.iter().any(|told| over(&told.data))
    };
    let nearest = objecting.min_by_key(|one| (is_over(one), one.objections.len()))?;
    Some((&nearest.license, nearest.objections.first()?.says.as_str()))
}

/// Cut to [`LONGEST`] characters.
pub(crate) fn shortened(sentence: String) -> String {
    if sentence.chars().count() <= LONGEST {
        return sentence;
    }
    sentence.chars().take(LONGEST - 1).chain(['…']).collect()
}
