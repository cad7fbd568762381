//! Who stands across the counter.

use std::collections::BTreeMap;

use portcullis_exchange::{House, Side};
use portcullis_license::Provider;

/// The peers of a house, and on which side they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    peers: BTreeMap<House, (Side, Option<Provider>)>,
}

impl Sides {
    /// With a provider across the counter, who applies under this name.
    #[must_use]
    pub fn with_provider(mut self, house: House, provider: Provider) -> Self {
        self.peers.insert(house, (Side::Provider, Some(provider)));
        self
    }

    /// With an authority across the counter.
    #[must_use]
    pub fn with_authority(mut self, house: House) -> Self {
        self.peers.insert(house, (Side::Authority, None));
        self
    }

    /// The side on which a peer stands; nothing where it is none.
    #[must_use]
    pub fn side(&self, house: &House) -> Option<Side> {
        self.peers.get(house).map(|(side, _)| *side)
    }

    /// The provider that a peer applies for.
    #[must_use]
    pub fn provider(&self, house: &House) -> Option<&Provider> {
        self.peers.get(house).and_then(|(_, provider)| provider.as_ref())
    }

    /// The house of a provider.
    #[must_use]
    pub fn house_of(&self, provider: &Provider) -> Option<&House> {
        self.peers.iter().find(|(_, (_, known))| known.as_ref() == Some(provider)).map(|(house, _)| house)
    }

    /// The authority to which a provider's house files: the only one there is.
    #[must_use]
    pub fn authority(&self) -> Option<&House> {
        self.peers.iter().find(|(_, (side, _))| *side == Side::Authority).map(|(house, _)| house)
    }

    /// All peers.
    pub fn houses(&self) -> impl Iterator<Item = &House> {
        self.peers.keys()
    }
}
