//! Who has no mouse.

use crate::browser::{Browser, Scripts};
use crate::demo::Demo;
use crate::driver::Driver;
use fantoccini::key::Key;

/// The most presses of the key that goes on to the next link, button or field.
const MOST_PRESSES: usize = 60;

impl Browser {
    /// Presses a key where the focus is.
    #[track_caller]
    fn types(&self, key: Key) {
        self.doing(async |client| client.active_element().await?.send_keys(&char::from(key).to_string()).await);
    }

    /// Whether the focus is on something that a selector means.
    #[track_caller]
    fn is_at(&self, selector: &str) -> bool {
        self.asks(&format!("return document.activeElement.matches({selector:?});")) == true
    }

    /// Goes on until the focus is on something that a selector means.
    #[track_caller]
    fn goes_on_to(&self, selector: &str) {
        for _ in 0..MOST_PRESSES {
            if self.is_at(selector) {
                return;
            }
            self.types(Key::Tab);
        }
        panic!("{selector} is not reached at {}", self.address());
    }
}

/// The skip link comes first and leads to the main part, the form is the next stop there, and a table is sorted by its heading.
pub fn works(driver: &Driver, demo: &Demo) {
    let browser = Browser::open(driver, demo.origin(false), Scripts::Allowed);
    browser.signs_in(&demo.key("northern.officer.one"));
    browser.go("/console/ask");
    browser.types(Key::Tab);
    assert!(browser.is_at("a.skip"), "the skip link comes first");
    browser.types(Key::Enter);
    assert!(browser.is_at("#main"), "it leads to the main part");
    browser.types(Key::Tab);
    assert!(browser.is_at("[name=customer]"), "where the form is the next stop");
    for (name, text) in [("customer", "Example Robotics (Singapore) Pte. Ltd."), ("item", "H100 SXM5 80GB")] {
        browser.goes_on_to(&format!("[name={name}]"));
        browser.doing(async |client| client.active_element().await?.send_keys(text).await);
    }
    browser.leaves(|| browser.types(Key::Enter));
    assert!(browser.address().starts_with("/console/ask/answer?"), "{}", browser.address());

    browser.go("/console/customers");
    browser.goes_on_to("thead th:not([aria-sort]) a");
    browser.leaves(|| browser.types(Key::Enter));
    assert!(browser.address().contains("sort="), "{}", browser.address());
    assert_eq!(browser.asks("return document.querySelectorAll('thead th[aria-sort]').length;"), 1);
}
