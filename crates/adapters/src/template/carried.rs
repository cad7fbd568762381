//! What a flavor, a machine type or a generic resource carries.

use std::collections::BTreeMap;

use portcullis_determination::ItemRequest;
use serde::Deserialize;

use super::{Mistake, Refused, short};

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
            _ => Err(Refused::of(format!("{amount} times {each} is no quantity that can be asked for"))),
        }
    }

    /// The item, if the catalog does not have it.
    pub fn mistake(
        &self,
        place: &str,
        accelerator: &dyn Fn(&str) -> bool,
        instance: &dyn Fn(&str) -> bool,
    ) -> Option<Mistake> {
        let Self::Item { item, .. } = self else { return None };
        let (name, table, known) = match (&item.accelerator, &item.instance) {
            (Some(name), _) => (name, "accelerators.csv", accelerator(name)),
            (None, Some(key)) => (key, "instances.csv", instance(key)),
            (None, None) => return None,
        };
        (!known).then(|| Mistake::new(place, format!("the catalog has no {name:?}: write a name of {table}")))
    }
}

/// A table of the mapping: what each name of the other system carries.
#[derive(Clone, Debug)]
pub(crate) struct CarriedBy {
    table: String,
    names: BTreeMap<String, Carried>,
}

impl CarriedBy {
    /// Checks each value.
    pub fn checked(table: &str, written: BTreeMap<String, Carries>) -> Result<Self, Mistake> {
        let checked = |(name, carries): (String, Carries)| {
            let carried = carries.checked(&format!("{table}.{name:?}"))?;
            Ok((name, carried))
        };
        let names = written.into_iter().map(checked).collect::<Result<_, _>>()?;
        Ok(Self { table: table.to_owned(), names })
    }

    /// The names, and what they carry.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Carried)> {
        self.names.iter().map(|(name, carried)| (name.as_str(), carried))
    }

    /// What a name carries, if the mapping says so.
    pub fn get(&self, name: &str) -> Option<&Carried> {
        self.names.get(name)
    }

    /// What a name carries; one that the mapping does not have is not guessed at.
    pub fn of(&self, name: &str) -> Result<&Carried, Refused> {
        self.get(name).ok_or_else(|| {
            Refused::of(format!("no word says what {} carries: add it under [{}]", short(name), self.table))
        })
    }

    /// What it names and the catalog does not have.
    pub fn mistakes(&self, accelerator: &dyn Fn(&str) -> bool, instance: &dyn Fn(&str) -> bool) -> Vec<Mistake> {
        let mistake = |(name, carried): (&str, &Carried)| {
            carried.mistake(&format!("{}.{name:?}", self.table), accelerator, instance)
        };
        self.iter().filter_map(mistake).collect()
    }
}
