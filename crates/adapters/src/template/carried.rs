//! What a flavor, a machine type or a generic resource carries.

use portcullis_determination::ItemRequest;
use serde::Deserialize;

use super::{Mistake, Refused};

/// As written: `{ accelerator = "H100 SXM5 80GB", count = 8 }`, `{ instance = "aws:p5.48xlarge" }` or `{ nothing = true }`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Carries {
    accelerator: Option<String>,
    instance: Option<String>,
    count: Option<u64>,
    #[serde(default)]
    nothing: bool,
}

/// As checked.
#[derive(Clone, Debug)]
pub(crate) enum Carried {
    /// No accelerators: nothing to ask.
    Nothing,
    /// So many of an item.
    Item {
        item: Box<ItemRequest<'static>>,
        /// How many of the item in one.
        each: u64,
    },
}

impl Carries {
    pub fn checked(self, place: &str) -> Result<Carried, Mistake> {
        let each = self.count.unwrap_or(1);
        let item = match (self.accelerator, self.instance, self.nothing) {
            (Some(name), None, false) => ItemRequest { accelerator: Some(name.into()), ..Default::default() },
            (None, Some(key), false) => ItemRequest { instance: Some(key.into()), ..Default::default() },
            (None, None, true) if self.count.is_none() => return Ok(Carried::Nothing),
            _ => {
                return Err(Mistake::new(
                    place,
                    "says one of `accelerator = \"...\"` and `instance = \"...\"`, with a `count` where it is not 1, or `nothing = true`",
                ));
            }
        };
        if each == 0 {
            return Err(Mistake::new(place, "a count of 0: write `nothing = true` where nothing is carried"));
        }
        Ok(Carried::Item { item: Box::new(item), each })
    }
}

impl Carried {
    /// The item and how many in so many of these; nothing where there is nothing to ask. None of something is not taken for nothing: whoever asks
    /// for none gets what the other system makes of it.
    pub fn times(&self, amount: u64) -> Result<Option<(&ItemRequest<'static>, u64)>, Refused> {
        let Self::Item { item, each } = self else { return Ok(None) };
        match each.checked_mul(amount) {
            Some(quantity) if quantity > 0 => Ok(Some((item, quantity))),
            _ => Err(Refused::new(format!("{amount} times {each} is no quantity that can be asked for"))),
        }
    }
}

/// Checks each value of a table of the mapping.
pub(crate) fn carried_by(
    table: &str,
    written: impl IntoIterator<Item = (String, Carries)>,
) -> Result<std::collections::BTreeMap<String, Carried>, Mistake> {
    written
        .into_iter()
        .map(|(key, carries)| {
            let carried = carries.checked(&format!("{table}.{key:?}"))?;
            Ok((key, carried))
        })
        .collect()
}

/// What of an item the catalog does not have.
pub(crate) fn check_item(
    place: &str,
    carried: &Carried,
    accelerator: &dyn Fn(&str) -> bool,
    instance: &dyn Fn(&str) -> bool,
) -> Option<Mistake> {
    let Carried::Item { item, .. } = carried else { return None };
    let (name, table, known) = match (&item.accelerator, &item.instance) {
        (Some(name), _) => (name, "accelerators.csv", accelerator(name)),
        (None, Some(key)) => (key, "instances.csv", instance(key)),
        (None, None) => return None,
    };
    (!known).then(|| Mistake::new(place, format!("the catalog has no {name:?}: write a name of {table}")))
}
