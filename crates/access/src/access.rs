//! All of it, made of a configuration.

use std::fs;
use std::path::Path;

use crate::certificate::Certificates;
use crate::config::{AccessConfig, Mistake};
use crate::limit::Limits;
use crate::oidc::Oidc;
use crate::policy::Policy;
use crate::tenant::Tenants;

/// The most that the files of a folder may hold together, in bytes.
const MOST_POLICIES: u64 = 1 << 20;

/// Who may call, ready to be asked. The keys are apart, because they change.
#[derive(Debug)]
pub struct Access {
    /// The tenants.
    pub tenants: Tenants,
    /// The identity provider of people, where there is one.
    pub oidc: Option<Oidc>,
    /// Who has which certificate.
    pub certificates: Certificates,
    /// How often they may call.
    pub limits: Limits,
    /// What they may do.
    pub policy: Policy,
}

impl Access {
    /// Reads the policies that are configured and makes all of it. Nothing is fetched.
    ///
    /// # Errors
    /// [`Mistake`]: the first thing that is wrong.
    pub fn new(config: &AccessConfig) -> Result<Self, Mistake> {
        let tenants = Tenants::new(&config.tenants)?;
        let oidc = config.oidc.as_ref().map(|oidc| Oidc::new(oidc, &tenants)).transpose()?;
        let certificates = Certificates::new(&config.certificates, &tenants)?;
        let files = config.policies.folder.as_deref().map(read_folder).transpose()?.unwrap_or_default();
        let policy = Policy::with(&files).map_err(|error| Mistake::at("policies", error.to_string()))?;
        Ok(Self { tenants, oidc, certificates, limits: Limits::new(config.limits), policy })
    }
}

/// The files `*.cedar` of a folder, by name, with their texts.
fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, Mistake> {
    let mistake =
        |path: &Path, error: &std::io::Error| Mistake::at("policies.folder", format!("{}: {error}", path.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| mistake(folder, &error))? {
        let path = entry.map_err(|error| mistake(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let why =
            format!("{} has no file `*.cedar`; leave the folder out where nothing more is forbidden", folder.display());
        return Err(Mistake::at("policies.folder", why));
    }
    let mut files = Vec::new();
    let mut bytes = 0;
    for path in paths {
        bytes += fs::metadata(&path).map_err(|error| mistake(&path, &error))?.len();
        if bytes > MOST_POLICIES {
            let why = format!("its files have more than {MOST_POLICIES} bytes together; forbid in fewer words");
            return Err(Mistake::at("policies.folder", why));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((name, fs::read_to_string(&path).map_err(|error| mistake(&path, &error))?));
    }
    Ok(files)
}
