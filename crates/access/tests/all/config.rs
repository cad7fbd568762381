//! The configuration, and what is wrong with it.

use crate::people::{tenant_name, tenants};
use portcullis_access::{Access, AccessConfig, Action, Kind, Role};
use portcullis_license::Provider;

fn access(text: &str) -> Result<Access, String> {
    let config: AccessConfig = toml::from_str(text).map_err(|error| error.to_string())?;
    Access::new(&config).map_err(|mistake| mistake.to_string())
}

const OIDC: &str = "[oidc]\nissuer = \"https://id.example\"\naudience = [\"portcullis\"]\nroles_claim = \"groups\"\nroles = { compliance = [\"officer\"] }\n";
const TENANT: &str = "[[tenants]]\nname = \"northern\"\nproviders = [\"Northern Compute Ltd\"]\n";

#[test]
fn nothing_is_a_configuration_too() {
    let access = access("").unwrap();
    assert!(access.tenants.is_empty() && access.certificates.is_empty() && access.oidc.is_none());
}

#[test]
fn all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.cedar"), "forbid (principal, action == Action::\"Screen\", resource);")
        .unwrap();
    std::fs::write(folder.path().join("read.me"), "permit everything").unwrap();
    let text = format!(
        "{TENANT}{OIDC}tenant = \"northern\"\n[limits.gate]\nper_second = 10\nburst = 20\n[policies]\nfolder = {:?}\n",
        folder.path()
    );
    let access = access(&text).unwrap();
    let officer = crate::people::caller("o", Kind::Person, Some("northern"), &[Role::Officer]);
    let own = tenant_name("northern");
    let denied = access.policy.decide(&officer, Action::Screen, Some(&own)).unwrap_err();
    assert_eq!(denied.to_string(), "`screen` is forbidden by the policy `a.cedar/policy0`");
    assert!(access.policy.decide(&officer, Action::ReadOwners, Some(&own)).is_ok());
}

#[test]
fn a_provider_has_one_owner() {
    let tenants = tenants();
    let provider = |name| Provider::new(name).unwrap();
    assert_eq!(tenants.owner(&provider("Example Cloud Europe")), Some(&tenant_name("example")));
    assert_eq!(tenants.owner(&provider("Nobody's Cloud")), None);
    assert_eq!(tenants.owner(&provider("example cloud europe")), None, "names are as they are written");
    assert_eq!(tenants.providers(&tenant_name("northern")), [provider("Northern Compute Ltd")]);
}

#[test]
fn mistakes_are_named_with_their_place() {
    let none = tempfile::tempdir().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let cases = [
        (format!("{TENANT}{TENANT}"), "access.tenants[1].name: `northern` is named twice"),
        (
            format!("{TENANT}[[tenants]]\nname = \"other\"\nproviders = [\"Northern Compute Ltd\"]"),
            "access.tenants[1].providers: `Northern Compute Ltd` is named twice",
        ),
        ("[[tenants]]\nname = \"Northern\"\nproviders = []".to_owned(), "not the name of a tenant"),
        ("[[tenants]]\nname = \"n\"\nproviders = [\"\"]".to_owned(), "not a name"),
        ("[[tenants]]\nname = \"n\"\nprovider = [\"x\"]".to_owned(), "unknown field `provider`"),
        ("keys = 5".to_owned(), "unknown field `keys`"),
        ("[limits.gate]\nper_second = 0".to_owned(), "nonzero"),
        ("[limits.root]\nper_second = 1".to_owned(), "unknown field `root`"),
        ("[policies]\nfolder = \"/nowhere/at/all\"".to_owned(), "access.policies.folder: /nowhere/at/all"),
        (format!("[policies]\nfolder = {:?}", none.path()), "has no file `*.cedar`"),
        (OIDC.replace("https", "http"), "access.oidc.issuer: \"http://id.example\" is no address that can be trusted"),
        (OIDC.replace("[\"portcullis\"]", "[]"), "access.oidc.audience"),
        (OIDC.replace("{ compliance = [\"officer\"] }", "{}"), "access.oidc.roles"),
        (OIDC.replace("\"groups\"", "\"\""), "access.oidc.roles_claim"),
        (OIDC.replace("officer", "boss"), "unknown variant `boss`"),
        (format!("{OIDC}authorities = \"/nowhere/at/all\""), "access.oidc.authorities: /nowhere/at/all"),
        (format!("{OIDC}authorities = {:?}", file.path()), "has no certificate in PEM"),
        (format!("{TENANT}{OIDC}"), "access.oidc.tenant_claim: there are tenants"),
        (
            format!("{TENANT}{OIDC}tenant = \"southern\""),
            "access.oidc.tenant: there is no tenant `southern`: there are northern",
        ),
        (format!("{TENANT}{OIDC}tenant = \"northern\"\ntenant_claim = \"t\""), "not both"),
    ];
    for (text, why) in cases {
        let mistake = access(&text).unwrap_err();
        assert!(mistake.contains(why), "{text}\n{mistake}");
    }
}
