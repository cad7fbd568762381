//! The page for people says what is decided.

use portcullis_access::{Policy, policy};

/// `PORTCULLIS_RENEW=1` writes the page anew.
#[test]
fn the_page_is_as_the_policies_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access.md");
    let page = policy::page(&Policy::built_in().unwrap());
    if std::env::var_os("PORTCULLIS_RENEW").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        page,
        "renew it: PORTCULLIS_RENEW=1 cargo nextest run -p portcullis-access page"
    );
}
