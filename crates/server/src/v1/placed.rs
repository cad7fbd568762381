//! Who runs the chips and where: what licenses ask and no law does, as callers state it.

use portcullis_authorization::Placement;
use portcullis_license::{Cluster, Provider, Site, name::NameError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::caller::Caller;
use crate::problem::Problem;

/// Who runs the chips, on which site, in which cluster.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// Who runs the chips; left out, the caller's own provider, or the party of the request whose role it is.
    #[serde(default)]
    pub provider: Option<String>,
    /// The site, as licenses name it; left out, the country of the request.
    #[serde(default)]
    pub at_site: Option<String>,
    /// The interconnected cluster.
    #[serde(default)]
    pub cluster: Option<String>,
    /// Whether the customer passes it on to others.
    #[serde(default)]
    pub resale: Option<bool>,
}

/// What the query of a determination can say besides.
pub const QUERY: &[(&str, &str)] = &[
    ("provider", "Who runs the chips; left out, the caller's own, or the party of the request whose role it is"),
    ("at_site", "The site, as licenses name it; left out, the country of the request"),
    ("cluster", "The interconnected cluster"),
    ("resale", "`true` or `false`: whether the customer passes it on to others"),
];

impl Placed {
    /// As licenses are asked. A caller of a tenant acts for a provider of that tenant.
    ///
    /// # Errors
    /// [`Problem`] where a name cannot be one, or the provider is not the caller's.
    pub fn placement(&self, caller: &Caller) -> Result<Placement, Problem> {
        fn named<T>(
            field: &str,
            text: Option<&String>,
            make: fn(&str) -> Result<T, NameError>,
        ) -> Result<Option<T>, Problem> {
            text.map(|text| make(text).map_err(|error| Problem::malformed(format!("{field}: {error}")))).transpose()
        }
        let stated = named("provider", self.provider.as_ref(), Provider::new)?;
        Ok(Placement {
            provider: caller.provider(stated)?,
            site: named("at_site", self.at_site.as_ref(), Site::new)?,
            cluster: named("cluster", self.cluster.as_ref(), Cluster::new)?,
            resale: self.resale,
        })
    }
}
