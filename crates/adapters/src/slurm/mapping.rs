//! The operator's words for partitions, generic resources and accounts.

use std::collections::BTreeMap;

use portcullis_determination::ItemRequest;
use portcullis_gate::{Ask, Purpose};
use portcullis_license::Instant;
use serde::Deserialize;

use super::{Allocated, Job};
use crate::template::{Carried, CarriedBy, Carries, Particulars, PlacementText, Template, short};
use crate::{Mistake, Refused};

/// The mapping of a cluster: who an account is, and what partitions and generic resources carry.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(super) template: Template,
    partitions: BTreeMap<String, Partition>,
    pub(super) gres: CarriedBy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    request: toml::Table,
    #[serde(default)]
    placement: PlacementText,
    /// By account.
    #[serde(default)]
    customers: BTreeMap<String, toml::Value>,
    partitions: BTreeMap<String, PartitionText>,
    #[serde(default)]
    gres: BTreeMap<String, Carries>,
}

/// `{ whole = { accelerator = "...", count = 8 } }`, `{ gres = true }` or `{ nothing = true }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartitionText {
    whole: Option<Carries>,
    #[serde(default)]
    gres: bool,
    #[serde(default)]
    nothing: bool,
}

#[derive(Clone, Debug)]
enum Partition {
    /// Jobs get whole nodes, and each carries this.
    Whole(Carried),
    /// Jobs get generic resources.
    Gres,
    /// Its nodes have no accelerators.
    Nothing,
}

/// What has to be known of a job before it can be asked about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: its partition has no accelerators, and nothing is asked.
    Nothing,
    /// Nothing more than its environment says.
    Environment,
    /// What it was given: [`allocated`](super::allocated).
    Allocated,
}

impl Mapping {
    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// [`Mistake`], with the place.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(&error))?;
        let partitions = written.partitions.into_iter().map(|(name, partition)| {
            let checked = partition.checked(&format!("partitions.{name:?}"))?;
            Ok((name, checked))
        });
        let gres = CarriedBy::checked("gres", written.gres)?;
        gres.iter().try_for_each(|(name, carried)| only_chips(&format!("gres.{name:?}"), carried))?;
        Ok(Self {
            partitions: partitions.collect::<Result<_, Mistake>>()?,
            template: Template::new(written.request, written.placement, written.customers)?,
            gres,
        })
    }

    /// What the mapping names and the catalog does not have.
    #[must_use]
    pub fn check(&self, accelerator: impl Fn(&str) -> bool, instance: impl Fn(&str) -> bool) -> Vec<Mistake> {
        let partitions = self.partitions.iter().filter_map(|(name, partition)| match partition {
            Partition::Whole(carried) => {
                carried.mistake(&format!("partitions.{name:?}.whole"), &accelerator, &instance)
            }
            Partition::Gres | Partition::Nothing => None,
        });
        partitions.chain(self.gres.mistakes(&accelerator, &instance)).collect()
    }

    /// Asks that must stay closed, for the self-test at the start.
    #[must_use]
    pub fn probe(&self, now: Instant) -> Vec<Ask> {
        self.template.probe(now)
    }

    /// What has to be known of a job.
    ///
    /// # Errors
    /// [`Refused`] where its partition is not in the mapping.
    pub fn needs(&self, job: &Job) -> Result<Needs, Refused> {
        Ok(match self.partition(job)? {
            Partition::Whole(_) => Needs::Environment,
            Partition::Gres => Needs::Allocated,
            Partition::Nothing => Needs::Nothing,
        })
    }

    /// Whether the mapping has a generic resource of this name, of any type.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.gres.iter().any(|(key, _)| key.split(':').next() == Some(name))
    }

    /// The starts of a job, one for each kind of accelerator. Each is held to the end of the job's time limit; its quantity is chips.
    ///
    /// # Errors
    /// [`Refused`] where something is not understood.
    pub fn starts(&self, job: &Job, allocated: &Allocated, now: Instant) -> Result<Vec<Ask>, Refused> {
        if job.end <= now {
            return Err(Refused::of(format!("the time limit of job {} is over", job.id)));
        }
        let mut starts = Vec::new();
        match self.partition(job)? {
            Partition::Nothing => {}
            Partition::Whole(carried) => {
                let nodes =
                    job.nodes.ok_or_else(|| Refused::of("the environment does not say how many nodes the job has"))?;
                starts.extend(carried.times(nodes)?.map(|(item, quantity)| (item, quantity, "node")));
            }
            Partition::Gres => {
                for (name, many) in allocated {
                    let carried = self.gres.get(name).ok_or_else(|| {
                        Refused::of(format!(
                            "no word says what {} is: ask for a type that is under [gres]",
                            short(name)
                        ))
                    })?;
                    starts.extend(carried.times(*many)?.map(|(item, quantity)| (item, quantity, name.as_str())));
                }
            }
        }
        let purpose = Purpose::Start { milliseconds: job.end.since(now) };
        let ask = |(item, quantity, kind): (&ItemRequest<'static>, u64, &str)| {
            let id = Some(job.operation(kind)?);
            self.template.ask(Particulars { id, customer: &job.account, item, quantity, at: now, purpose })
        };
        starts.into_iter().map(ask).collect()
    }

    fn partition(&self, job: &Job) -> Result<&Partition, Refused> {
        self.partitions.get(&job.partition).ok_or_else(|| {
            Refused::of(format!(
                "partition {} is not in the mapping: say under [partitions] what it carries",
                short(&job.partition)
            ))
        })
    }
}

impl PartitionText {
    fn checked(self, place: &str) -> Result<Partition, Mistake> {
        match (self.whole, self.gres, self.nothing) {
            (Some(whole), false, false) => {
                let whole = whole.checked(place)?;
                only_chips(place, &whole)?;
                Ok(Partition::Whole(whole))
            }
            (None, true, false) => Ok(Partition::Gres),
            (None, false, true) => Ok(Partition::Nothing),
            _ => Err(Mistake::new(place, "says one of `whole = { ... }`, `gres = true` and `nothing = true`")),
        }
    }
}

/// Accelerators alone: use is posted in chips, and of an instance type only the catalog knows how many it has.
fn only_chips(place: &str, carried: &Carried) -> Result<(), Mistake> {
    match carried {
        Carried::Item { item, .. } if item.accelerator.is_none() => {
            Err(Mistake::new(place, "names an instance: name the accelerator, and its count"))
        }
        _ => Ok(()),
    }
}
