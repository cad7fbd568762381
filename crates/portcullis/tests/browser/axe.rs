//! What axe finds on a page (<https://github.com/dequelabs/axe-core>): rules of accessibility that a machine can check.

use crate::browser::Browser;
use crate::fixture::root;
use serde_json::{Value, json};
use std::fs;

/// Finds what is serious, in a page as it is; a script that calls back.
const RUN: &str = "const [only, done] = arguments; \
    axe.run(document, { resultTypes: ['violations'], ...(only.length ? { runOnly: only } : {}) }) \
        .then((told) => done(told.violations), (why) => done([{ id: 'axe', impact: 'critical', help: String(why), nodes: [] }]));";

/// The checker.
pub struct Axe(String);

impl Axe {
    /// Reads it; nothing where it is not installed, and then says so.
    pub fn read() -> Option<Self> {
        let file = root().join("target/tools/node_modules/axe-core/axe.min.js");
        let Ok(script) = fs::read_to_string(file) else {
            eprintln!("left out: there is no axe-core here; `./test` installs it with npm into target/tools");
            return None;
        };
        Some(Self(script))
    }

    /// What it finds on the page of a browser, of impact serious or critical: in light by all rules, in the dark of colors alone, as nothing else differs.
    pub fn finds(&self, browser: &Browser) -> Vec<String> {
        browser.asks(&self.0);
        let mut found = self.runs(browser, &[]);
        browser.in_the_dark(true);
        found.extend(self.runs(browser, &["color-contrast", "link-in-text-block"]));
        browser.in_the_dark(false);
        found
    }

    fn runs(&self, browser: &Browser, only: &[&str]) -> Vec<String> {
        let found = browser.doing(async |client| client.execute_async(RUN, vec![json!(only)]).await);
        let is_serious = |finding: &&Value| matches!(finding["impact"].as_str(), Some("serious" | "critical"));
        found.as_array().unwrap().iter().filter(is_serious).map(said).collect()
    }
}

/// A finding, with the first place where it is.
fn said(finding: &Value) -> String {
    let (id, help, nodes) = (&finding["id"], &finding["help"], finding["nodes"].as_array().unwrap());
    let first = nodes.first().map_or_else(Value::default, |node| node["html"].clone());
    format!("{id}: {help}, {} times, first at {first}", nodes.len())
}
