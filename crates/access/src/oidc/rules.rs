//! What a configuration makes of claims, as one text: sessions remember under which rules they began.

use portcullis_log::Hash;

use crate::config::{Mistake, OidcConfig, SignInConfig};

/// The digest of what makes a caller of claims. Where files lie may differ from node to node, and says nothing of that.
///
/// # Errors
/// [`Mistake`] where it cannot be written down.
pub(super) fn digest(config: &OidcConfig) -> Result<String, Mistake> {
    let sign_in = config.sign_in.clone().map(|sign_in| SignInConfig { secret: None, key: None, ..sign_in });
    let rules = OidcConfig { authorities: None, sign_in, ..config.clone() };
    let written = serde_json::to_vec(&rules).map_err(|error| Mistake::at("oidc".to_owned(), error.to_string()))?;
    Ok(Hash::of(&written).to_hex())
}
