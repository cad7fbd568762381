//! What a configuration makes of claims, as one text: sessions remember under which rules they began.

use portcullis_log::Hash;

use crate::config::{OidcConfig, SignInConfig};

/// The digest of what makes a caller of claims. Where files lie may differ from node to node, and says nothing of that.
pub(super) fn digest(config: &OidcConfig) -> String {
    let sign_in = config.sign_in.clone().map(|sign_in| SignInConfig { secret: None, key: None, ..sign_in });
    let rules = OidcConfig { authorities: None, sign_in, ..config.clone() };
    // A configuration was read from a text, and can be written as one; were it not, no two would be the same.
    serde_json::to_vec(&rules).map_or_else(|error| error.to_string(), |written| Hash::of(&written).to_hex())
}
