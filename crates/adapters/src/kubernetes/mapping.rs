//! What the operator writes: how objects of the cluster name customers, accelerators and sites.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::hold;
use crate::template::{Mistake, PlacementText, Template};

/// The mapping of one cluster. Nothing that it does not name is let through: an extended resource that is neither an accelerator nor listed as none
/// keeps the gate closed.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) template: Template,
    pub(crate) written: Written,
    /// How long a start holds what it needs, in milliseconds.
    pub(crate) hold: u64,
}

/// The file, as written. Every table and field that is not named here is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// How long a start holds: `8h`, `30m`, `90s`, `2d`; one minute to 31 days.
    pub hold: String,
    #[serde(default)]
    pub scale: Scale,
    /// Namespaces that the webhooks and the backstop pass over. Whoever may create a pod there is not controlled.
    #[serde(default)]
    pub exempt_namespaces: Vec<String>,
    /// Extended resources and device classes that are no accelerators: `rdma/hca`, `rdma/*`, `deviceclass.resource.kubernetes.io/nic`.
    #[serde(default)]
    pub not_accelerators: Vec<String>,
    /// Fields of a request that are the same each time.
    #[serde(default)]
    pub request: toml::Table,
    #[serde(default)]
    pub placement: PlacementText,
    /// Who stands behind a name that labels, annotations or namespaces give.
    #[serde(default)]
    pub customers: BTreeMap<String, toml::Value>,
    pub customer: CustomerMapping,
    #[serde(default)]
    pub end_use: Option<EndUseMapping>,
    #[serde(default)]
    pub site: Option<SiteMapping>,
    pub accelerators: Vec<AcceleratorMapping>,
    #[serde(default)]
    pub workloads: Vec<WorkloadMapping>,
    #[serde(default)]
    pub kueue: KueueMapping,
}

/// Where an object names its customer. All places that name one must name the same; a label is what a tenant claims, so bind the namespace too.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerMapping {
    /// Labels whose value is a key of `[customers]`.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Annotations whose value is a key of `[customers]`.
    #[serde(default)]
    pub annotations: Vec<String>,
    /// Namespace to key of `[customers]`. The labels of the namespace are not part of a review; its name is.
    #[serde(default)]
    pub namespaces: BTreeMap<String, String>,
}

/// Where an object states its end uses. An object that states none has none known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndUseMapping {
    /// Labels that state an end use.
    pub labels: Vec<String>,
    /// Value of the label to code of the law's `codes.toml`. Any other value keeps the gate closed.
    pub values: BTreeMap<String, String>,
}

/// The country where a pod runs, by the node label that it is bound to. A pod that is bound to no value runs where `request.site` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteMapping {
    /// The node label: `topology.kubernetes.io/region`.
    pub label: String,
    /// Value of the label to country. Any other value keeps the gate closed.
    pub values: BTreeMap<String, String>,
}

/// A resource, or a device class, on nodes with certain labels, is an accelerator of the catalog.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceleratorMapping {
    /// The extended resource: `nvidia.com/gpu`. A part of a chip (`nvidia.com/mig-1g.10gb`) counts as a whole one, for it gives access to one.
    pub resource: Option<String>,
    /// The device class of resource claims.
    pub device_class: Option<String>,
    /// The labels of the nodes that have this accelerator. A pod has to be bound to a value of each label that the lines of its resource name.
    #[serde(default)]
    pub node_selector: BTreeMap<String, String>,
    /// The accelerator: a name of the catalog.
    pub accelerator: String,
    /// Chips in one of the resource.
    #[serde(default = "one")]
    pub chips: u64,
}

/// A kind that makes pods and that is not one of Kubernetes itself: jobs of Ray, Kubeflow and others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadMapping {
    /// Its API group: `ray.io`.
    pub group: String,
    /// Its kind: `RayCluster`.
    pub kind: String,
    /// Its name in the API's paths: `rayclusters`.
    pub resource: String,
    /// Where its pod templates are.
    pub pods: Vec<PodsMapping>,
}

/// Where one sort of pod template is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PodsMapping {
    /// A JSON pointer (RFC 6901) to templates; `*` stands for every item of a list or every field: `/spec/workerGroupSpecs/*/template`.
    pub template: String,
    /// Pointers to numbers that are multiplied to the number of pods, with the same `*`; a number that is absent counts as one.
    #[serde(default)]
    pub times: Vec<String>,
}

/// What happens to a scale-up through the `scale` subresource, which says how many and not of what.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// It goes ahead: the gate decides on each pod. The workload then has fewer pods than it wants.
    #[default]
    Pods,
    /// It is refused: who wants more changes the workload itself.
    Deny,
}

/// Kueue's admission check.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KueueMapping {
    /// Who holds.
    #[serde(default)]
    pub holds: Holds,
}

/// Whether a queued workload holds for all of its pods, or each pod for itself.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// The check is a question about all pods together; each pod holds for itself as it starts.
    #[default]
    Pods,
    /// The check holds for all pods at once, and its pods bear the workload's grant. The grant says what each pod may have, not how many pods there are: that is
    /// kept only where nobody but Kueue's jobs creates pods in the queues' namespaces.
    Workload,
}

fn one() -> u64 {
    1
}

impl Mapping {
    /// Reads a mapping and checks all of it that can be checked without a catalog; [`Self::check`] does the rest.
    ///
    /// # Errors
    /// Every mistake, each with its place.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let written: Written = toml::from_str(text).map_err(|error| vec![Mistake::toml(&error)])?;
        let mut mistakes = written.mistakes();
        let hold = hold::milliseconds(&written.hold).unwrap_or_else(|what| {
            mistakes.push(Mistake::new("hold", what));
            0
        });
        match Template::new(written.request.clone(), written.placement.clone(), written.customers.clone()) {
            Ok(template) if mistakes.is_empty() => Ok(Self { template, written, hold }),
            Ok(_) => Err(mistakes),
            Err(mistake) => {
                mistakes.push(mistake);
                Err(mistakes)
            }
        }
    }

    /// Whether a queued workload holds for its pods, or each pod for itself.
    #[must_use]
    pub fn holds(&self) -> Holds {
        self.written.kueue.holds
    }

    /// How long a start holds, in milliseconds.
    #[must_use]
    pub fn hold(&self) -> u64 {
        self.hold
    }
}
