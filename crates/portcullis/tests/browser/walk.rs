//! Every kind of page of two houses with half a year behind them, found by following links from where each person begins.

use crate::axe::Axe;
use crate::browser::{Browser, HAND, Scripts};
use crate::demo::Demo;
use crate::driver::Driver;
use crate::keyboard;
use crate::pictures::Look;
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};

/// Who walks: the name that the demo gives them, whether they are of the authority, and where they begin.
const PEOPLE: [(&str, bool, &str); 6] = [
    ("northern.officer.one", false, "/console/today"),
    ("officer.one", true, "/console/queue"),
    ("adviser.state.one", true, "/console/cases"),
    ("chair.one", true, "/console/cases"),
    ("inspector.one", true, "/console/cases"),
    ("auditor.one", true, "/console/cases"),
];
/// The places that are the same for everybody.
const SHARED: [&str; 3] = ["law", "atlas", "log"];
/// The most that a page may bring to a browser that has nothing yet, in bytes.
const MOST_BYTES: u64 = 150_000;
/// The fewest kinds of pages: a walk that finds less has lost its way.
const FEWEST: usize = 40;
/// What a page brought, what it brought that is not of this house, and how far it is wider than the window.
const BROUGHT: &str = "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]; \
    return { bytes: all.reduce((sum, one) => sum + one.encodedBodySize, 0), \
        foreign: all.map((one) => one.name).filter((name) => !name.startsWith(location.origin + '/')) };";
const TOO_WIDE: &str = "return document.documentElement.scrollWidth - window.innerWidth;";
const LINKS: &str =
    "return [...document.querySelectorAll('a[href^=\"/console\"]')].map((link) => link.getAttribute('href'));";

/// The kind of a page: its address without the names in it. What stands behind a question mark counts where it chooses a part of the page.
fn kind(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut segments: Vec<&str> = path.split('/').skip(2).collect();
    for (place, segment) in segments.iter_mut().enumerate() {
        let is_part = segment.chars().all(|letter| letter.is_ascii_lowercase());
        if place == 1 || place > 1 && !is_part {
            *segment = "*";
        }
    }
    if segments.first() == Some(&"law") && segments.len() > 2 {
        segments[2] = "*";
    }
    let parts = query.split('&').filter(|pair| pair.starts_with("show=") || pair.starts_with("outcome="));
    format!("{}?{}", segments.join("/"), parts.collect::<Vec<_>>().join("&"))
}

#[test]
fn two_houses_with_half_a_year_behind_them() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    if demo.is_whole {
        pictures(&driver, &demo);
    }
    keyboard::works(&driver, &demo);
    what_goes_wrong_is_told_on_a_page(&driver, &demo);
    let provider = Browser::open(&driver, demo.origin(false), Scripts::Allowed);
    provider.signs_in(&demo.key("northern.officer.one"));
    license_in_use(&provider);
    every_kind_of_page_is_well_made(&driver, &demo);
}

/// A page that says no has its style, its navigation and nothing to complain of but the status.
fn what_goes_wrong_is_told_on_a_page(driver: &Driver, demo: &Demo) {
    let browser = Browser::open(driver, demo.origin(true), Scripts::Allowed);
    browser.signs_in(&demo.key("inspector.one"));
    for (address, status) in [("/console/national-view", "403"), ("/console/cases/2026-999999", "404")] {
        browser.go(address);
        browser.says("Queue");
        assert_eq!(browser.asks("return document.styleSheets.length;"), 1, "{address}");
        let complaints = browser.complaints();
        assert!(complaints.iter().all(|what| what.contains(status)), "{complaints:#?}");
        assert_eq!(complaints.len(), 1, "{complaints:#?}");
    }
}

fn every_kind_of_page_is_well_made(driver: &Driver, demo: &Demo) {
    let axe = Axe::read();
    let (mut shared, mut count, mut wrong) = (BTreeSet::new(), 0, Vec::new());
    for (name, is_authority, begins) in PEOPLE {
        let browser = Browser::open(driver, demo.origin(is_authority), Scripts::Allowed);
        browser.signs_in(&demo.key(name));
        let mut seen: BTreeSet<String> = shared.clone();
        let mut waiting = VecDeque::from([begins.to_owned()]);
        while let Some(address) = waiting.pop_front() {
            if !seen.insert(kind(&address)) {
                continue;
            }
            browser.go(&address);
            // Letters, receipts and tables to be taken along are no pages.
            if browser.asks("return document.contentType;") != "text/html" {
                let _ = browser.complaints();
                continue;
            }
            count += 1;
            let of_page = looked_at(&browser, axe.as_ref());
            wrong.extend(of_page.into_iter().map(|what| format!("{name} at {address}: {what}")));
            let links = browser.asks(LINKS);
            let links = links.as_array().unwrap().iter().filter_map(Value::as_str);
            waiting.extend(links.filter(|link| !link.contains("/assets/")).map(str::to_owned));
        }
        shared.extend(seen.into_iter().filter(|kind| SHARED.iter().any(|place| kind.starts_with(place))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= FEWEST, "only {count} pages");
    eprintln!("{count} pages");
}

/// What is wrong with the page that is open.
fn looked_at(browser: &Browser, axe: Option<&Axe>) -> Vec<String> {
    let brought = browser.asks(BROUGHT);
    let mut wrong = browser.complaints();
    if !brought["foreign"].as_array().unwrap().is_empty() {
        wrong.push(format!("it asks elsewhere: {}", brought["foreign"]));
    }
    if brought["bytes"].as_u64().unwrap() > MOST_BYTES {
        wrong.push(format!("it brings {} bytes", brought["bytes"]));
    }
    wrong.extend(axe.into_iter().flat_map(|axe| axe.finds(browser)));
    browser.measures(HAND);
    let too_wide = browser.asks(TOO_WIDE);
    if too_wide.as_u64() != Some(0) {
        wrong.push(format!("at {} pixels it is {too_wide} too wide", HAND.0));
    }
    browser.looks(Look::Light);
    wrong
}

/// A license of which something is used and something is left: its page has a burn-down with a forecast. The half year is lived under the law, the owners and
/// the lists that the demo is served with: where those open nothing, nothing was ever used.
#[track_caller]
fn license_in_use(provider: &Browser) -> String {
    const FIND: &str = "const used = [...document.querySelectorAll('tbody tr')].find((row) => \
        row.textContent.includes('issued') && /^[1-9]/.test(row.cells[3].textContent) && !row.cells[3].textContent.startsWith('100%')); \
        return used ? used.querySelector('a').getAttribute('href') : null;";
    provider.go("/console/licenses");
    let found = provider.asks(FIND);
    assert!(!found.is_null(), "nothing was used under any license of the demo");
    found.as_str().unwrap().to_owned()
}

/// The pictures of the README.
fn pictures(driver: &Driver, demo: &Demo) {
    let provider = Browser::open(driver, demo.origin(false), Scripts::Allowed);
    provider.signs_in(&demo.key("northern.officer.one"));
    provider.go("/console/atlas?on=2026-11-01");
    provider.writes_picture("atlas", "figure");
    provider.go(&license_in_use(&provider));
    provider.writes_picture("license", "h1");
    let authority = Browser::open(driver, demo.origin(true), Scripts::Allowed);
    authority.signs_in(&demo.key("officer.one"));
    // The least pressing of those that wait for the chair: its clocks still run.
    let case = "return [...document.querySelectorAll('#conflicts ~ * tr')] \
        .findLast((row) => row.textContent.includes('the chair to decide')).querySelector('a').getAttribute('href');";
    authority.go("/console/queue");
    authority.go(authority.asks(case).as_str().unwrap());
    authority.says("Agencies contradict one another");
    authority.writes_picture("case", "main");
    authority.go("/console/national-view");
    authority.writes_picture("national-view", "h1");
}
