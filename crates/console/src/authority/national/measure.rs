//! In what compute is measured.

use super::Holding;
use portcullis_license::Amount;

/// In what compute is measured on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Chips that run.
    Chips,
    /// Chip-hours.
    #[default]
    ChipHours,
    /// TPP-hours.
    TppHours,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chips, Self::ChipHours, Self::TppHours];

    /// Its word in an address: `measure=tpp_hours`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Chips => "chips",
            Self::ChipHours => "chip_hours",
            Self::TppHours => "tpp_hours",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Chips => "chips",
            Self::ChipHours => "chip-hours",
            Self::TppHours => "TPP-hours",
        }
    }

    /// The measure of a word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.word() == word)
    }

    pub(super) fn of(self, amount: Amount) -> u128 {
        match self {
            Self::Chips => 0,
            Self::ChipHours => amount.chip_milliseconds / 3_600_000,
            Self::TppHours => amount.tpp_chip_seconds / 3_600,
        }
    }

    pub(super) fn held(self, chips: u64, used: Amount) -> u128 {
        if self == Self::Chips { chips.into() } else { self.of(used) }
    }

    pub(super) fn parts(self) -> &'static [&'static str] {
        if self == Self::Chips { &["running"] } else { &["used", "reserved", "left"] }
    }

    /// Used, reserved and left; chips that run. What is not limited has nothing left to show.
    pub(super) fn stack(self, holding: &Holding) -> Vec<u128> {
        if self == Self::Chips {
            return vec![holding.chips.into()];
        }
        let (used, reserved) = (self.of(holding.used), self.of(holding.reserved));
        let granted = match self {
            Self::TppHours => holding.granted.tpp_chip_seconds.map(|granted| granted / 3_600),
            _ => holding.granted.chip_milliseconds.map(|granted| granted / 3_600_000),
        };
        vec![used, reserved, granted.map_or(0, |granted| granted.saturating_sub(used.saturating_add(reserved)))]
    }
}
