//! What the engine works with, for whoever measures or compares it.

use crate::engine::Engine;
use crate::transaction::Transaction;
use jiff::civil::Date;
use portcullis_law::{Facts, Kind, MembershipReading, ProvisionIndex, Standing};

impl Engine {
    /// The facts of a transaction, reduced to the codes that some provision of its date and kind looks for.
    /// Where membership of a country in a group is not known, the country is taken to be a member.
    #[must_use]
    pub fn facts(&self, transaction: &Transaction) -> Facts {
        self.applying(transaction.kind, transaction.on)
            .map_or(Facts::NONE, |(epoch, plan)| self.deriver().derive(transaction, epoch, plan, MembershipReading::In))
    }

    /// The provisions that apply on a date to a kind of transaction under the engine's profile, and how each
    /// stands, in the order of the files.
    #[must_use]
    pub fn provisions_in_force(&self, kind: Kind, on: Date) -> Vec<(ProvisionIndex, Standing)> {
        let entries = self.applying(kind, on).map_or(&[][..], |(_, plan)| plan.entries.as_slice());
        entries.iter().map(|entry| (entry.provision, entry.standing)).collect()
    }
}
