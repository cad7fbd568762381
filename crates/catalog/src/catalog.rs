//! The tables together, and the look-up by name.

use crate::accelerator::{Accelerator, Confidence};
use crate::country::{Countries, Country};
use crate::digest::{Digest, digest_of};
use crate::instance::InstanceType;
use crate::table::{CatalogError, CatalogSource, Row, Rows};
use foldhash::{HashMap, HashMapExt};
use std::path::Path;

/// A cloud provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The key in requests: `aws`.
    pub key: String,
    /// The name in the table of instances: `AWS`.
    pub name: String,
    /// The company.
    pub legal_name: String,
    /// Where it, or its ultimate parent, is headquartered.
    pub headquarters: Country,
    /// How far the row can be relied on.
    pub confidence: Confidence,
}

/// A designer of accelerators.
#[derive(Debug, Clone)]
pub struct Vendor {
    /// As the accelerators name it.
    pub name: String,
    /// Where it is headquartered.
    pub headquarters: Country,
}

/// A name that the catalog does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not in the catalog of {what}")]
pub struct LookupError {
    /// The name that was asked for.
    pub name: String,
    /// Which table was searched.
    pub what: &'static str,
    /// Names that come near, the nearest first.
    pub near: Vec<String>,
}

/// The catalog.
#[derive(Debug)]
pub struct Catalog {
    accelerators: Vec<Accelerator>,
    instances: Vec<InstanceType>,
    providers: Vec<Provider>,
    vendors: Vec<Vendor>,
    countries: Countries,
    accelerator_by_name: HashMap<String, usize>,
    instance_by_key: HashMap<String, usize>,
    version: Digest,
}

/// How many near misses an error suggests.
const SUGGESTIONS_MAX: usize = 3;

impl Catalog {
    /// Loads the catalog from a folder.
    ///
    /// # Errors
    /// When a file cannot be read, or a row does not say what it should.
    pub fn load_directory(directory: &Path) -> Result<Self, CatalogError> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read_to_string(&path).map_err(|error| CatalogError::read(&path, error))
        };
        let (accelerators, instances) = (read("accelerators.csv")?, read("instances.csv")?);
        let (providers, vendors, countries) = (read("providers.csv")?, read("vendors.csv")?, read("countries.csv")?);
        Self::load(CatalogSource {
            accelerators: &accelerators,
            instances: &instances,
            providers: &providers,
            vendors: &vendors,
            countries: &countries,
        })
    }

    /// Loads the catalog from the texts of its files.
    ///
    /// # Errors
    /// When a row does not say what it should.
    pub fn load(source: CatalogSource<'_>) -> Result<Self, CatalogError> {
        let countries = Countries::load(&Rows::read("countries.csv", source.countries)?)?;
        let mut catalog = Self {
            accelerators: Vec::new(),
            instances: Vec::new(),
            providers: Vec::new(),
            vendors: Vec::new(),
            countries,
            accelerator_by_name: HashMap::new(),
            instance_by_key: HashMap::new(),
            version: digest_of([
                ("accelerators.csv", source.accelerators),
                ("instances.csv", source.instances),
                ("providers.csv", source.providers),
                ("vendors.csv", source.vendors),
                ("countries.csv", source.countries),
            ]),
        };
        for row in Rows::read("vendors.csv", source.vendors)?.iter() {
            catalog.add_vendor(row)?;
        }
        for row in Rows::read("providers.csv", source.providers)?.iter() {
            catalog.add_provider(row)?;
        }
        for row in Rows::read("accelerators.csv", source.accelerators)?.iter() {
            catalog.add_accelerator(row)?;
        }
        for row in Rows::read("instances.csv", source.instances)?.iter() {
            catalog.add_instance(row)?;
        }
        Ok(catalog)
    }

    fn country(&self, row: Row<'_>, column: &str) -> Result<Country, CatalogError> {
        self.countries.parse(row.required(column)?).map_err(|error| row.error(column, error.to_string()))
    }

    fn add_vendor(&mut self, row: Row<'_>) -> Result<(), CatalogError> {
        let headquarters = self.country(row, "headquarters")?;
        self.vendors.push(Vendor { name: row.required("vendor")?.to_owned(), headquarters });
        Ok(())
    }

    fn add_provider(&mut self, row: Row<'_>) -> Result<(), CatalogError> {
        let headquarters = self.country(row, "headquarters")?;
        self.providers.push(Provider {
            key: row.required("provider")?.to_owned(),
            name: row.required("name")?.to_owned(),
            legal_name: row.required("legal_name")?.to_owned(),
            headquarters,
            confidence: Confidence::read(row)?,
        });
        Ok(())
    }

    fn add_accelerator(&mut self, row: Row<'_>) -> Result<(), CatalogError> {
        let accelerator = Accelerator::read(row)?;
        if self.vendor(&accelerator.vendor).is_none() {
            return Err(row.error("vendor", format!("`{}` is not in vendors.csv", accelerator.vendor)));
        }
        let at = self.accelerators.len();
        let spelled = [
            accelerator.name.clone(),
            fold(&accelerator.name),
            fold(&format!("{} {}", accelerator.vendor, accelerator.name)),
        ];
        for name in spelled {
            if self.accelerator_by_name.insert(name, at).is_some_and(|other| other != at) {
                return Err(row.error("name", format!("`{}` is given twice", accelerator.name)));
            }
        }
        self.accelerators.push(accelerator);
        Ok(())
    }

    fn add_instance(&mut self, row: Row<'_>) -> Result<(), CatalogError> {
        let provider = row.required("provider")?;
        let provider = self.providers.iter().find(|known| known.name == provider);
        let provider = provider.ok_or_else(|| row.error("provider", "is not in providers.csv"))?.key.clone();
        let accelerator = match row.text("accelerator")? {
            "" => None,
            name => Some(self.find_accelerator(name).map_err(|error| row.error("accelerator", error.to_string()))?),
        };
        let instance = InstanceType::read(row, &provider, accelerator)?;
        let at = self.instances.len();
        let key = instance.key();
        for key in [fold(&key), key] {
            if self.instance_by_key.insert(key, at).is_some_and(|other| other != at) {
                return Err(row.error("instance_type", format!("`{}` is given twice", instance.name)));
            }
        }
        self.instances.push(instance);
        Ok(())
    }

    /// The hash of all tables.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The table of countries.
    #[must_use]
    pub fn countries(&self) -> &Countries {
        &self.countries
    }

    /// Every accelerator; an accelerator's place is what [`Catalog::find_accelerator`] gives.
    #[must_use]
    pub fn accelerators(&self) -> &[Accelerator] {
        &self.accelerators
    }

    /// Every instance type.
    #[must_use]
    pub fn instances(&self) -> &[InstanceType] {
        &self.instances
    }

    /// The provider with this key.
    #[must_use]
    pub fn provider(&self, key: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.key == key)
    }

    /// The vendor with this name.
    #[must_use]
    pub fn vendor(&self, name: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.name == name)
    }

    /// The place of the accelerator with this name; case, spacing and the vendor's name before it are forgiven.
    ///
    /// # Errors
    /// When there is none, with the names that come nearest.
    pub fn find_accelerator(&self, name: &str) -> Result<usize, LookupError> {
        let exact = self.accelerator_by_name.get(name);
        let found = exact.or_else(|| self.accelerator_by_name.get(&fold(name)));
        found.copied().ok_or_else(|| LookupError {
            name: shown(name),
            what: "accelerators",
            near: nearest(name, self.accelerators.iter().map(|accelerator| accelerator.name.clone())),
        })
    }

    /// The place of the instance type with this key, `provider:type`; case and spacing are forgiven.
    ///
    /// # Errors
    /// When there is none, with the keys that come nearest.
    pub fn find_instance(&self, key: &str) -> Result<usize, LookupError> {
        let found = self.instance_by_key.get(key).or_else(|| self.instance_by_key.get(&fold(key)));
        found.copied().ok_or_else(|| LookupError {
            name: shown(key),
            what: "instance types",
            near: nearest(key, self.instances.iter().map(InstanceType::key)),
        })
    }
}

fn shown(name: &str) -> String {
    name.chars().take(80).collect()
}

/// Letters and digits only, in lower case, and the `:` of an instance key: what case and spacing leave over.
fn fold(name: &str) -> String {
    let kept = name.chars().filter(|character| character.is_alphanumeric() || *character == ':');
    kept.flat_map(char::to_lowercase).collect()
}

/// The names nearest to what was typed: those that contain it, then those at a small edit distance.
fn nearest(typed: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let typed = fold(&shown(typed));
    if typed.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, String)> = names
        .filter_map(|name| {
            let folded = fold(&name);
            if folded.contains(&typed) {
                return Some((0, name));
            }
            let distance = strsim::damerau_levenshtein(&typed, &folded);
            (distance <= 1 + folded.len() / 3).then_some((distance, name))
        })
        .collect();
    scored.sort();
    scored.into_iter().take(SUGGESTIONS_MAX).map(|(_, name)| name).collect()
}
