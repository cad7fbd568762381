//! Which license covers what a determination says needs one.

use super::Ledger;
use crate::amount::Amount;
use crate::instant::Instant;
use crate::name::LicenseNumber;
use crate::objection::Objection;
use crate::terms::Asked;

/// The licenses that were considered, the one that is chosen first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// In the order in which they would be chosen: those without objections first, of these the one that ends first, then the one issued first.
    pub considered: Vec<Considered>,
}

/// A license and what stands against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The license.
    pub license: LicenseNumber,
    /// Those of the regimes asked about that it is a license under.
    pub regimes: Vec<String>,
    /// Everything that stands against it; nothing, and it covers.
    pub objections: Vec<Objection>,
}

impl Cover {
    /// The license to use for a regime.
    #[must_use]
    pub fn chosen(&self, regime: &str) -> Option<&Considered> {
        self.considered
            .iter()
            .find(|one| one.objections.is_empty() && one.regimes.iter().any(|covered| covered == regime))
    }
}

impl Ledger {
    /// Considers every license under any of the regimes: its standing, its terms, what runs, and whether anything is left.
    /// It reserves nothing, so that what it says is true at this moment only; a moment before the last operation's counts as
    /// the last operation's.
    ///
    /// Using the license that ends first leaves the most for later; the order of issue settles the rest, so that every node chooses the same.
    #[must_use]
    pub fn covering(&self, regimes: &[String], asked: &Asked, at: Instant) -> Cover {
        let at = self.at.max(at.within());
        // Even the least slice must have room: one millisecond of all the chips.
        let least = Amount::of(asked.chips.into(), asked.tpp);
        let considered = self.licenses.values().filter_map(|held| {
            let of: Vec<String> =
                regimes.iter().filter(|regime| held.license.regimes.contains(regime)).cloned().collect();
            if of.is_empty() {
                return None;
            }
            let mut objections = held.objections(asked, asked.chips, at);
            objections.extend(self.line_for(held, None, asked, Some(least), at).err().into_iter().flatten());
            let key = (!objections.is_empty(), held.license.until, held.order);
            Some((key, Considered { license: held.license.number.clone(), regimes: of, objections }))
        });
        let mut considered: Vec<_> = considered.collect();
        considered.sort_by_key(|(key, _)| *key);
        Cover { considered: considered.into_iter().map(|(_, one)| one).collect() }
    }
}
