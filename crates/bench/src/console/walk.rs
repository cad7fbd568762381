//! Somebody with a browser, who follows every link.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use ureq::Agent;

use super::{ConsoleOptions, Timed, wrong};
use crate::error::BenchError;

/// Where the console is.
const CONSOLE: &str = "/console";
/// The longest page that is read, in bytes.
const MOST_PAGE: u64 = 16 * 1_024 * 1_024;
/// Too Many Requests (RFC 6585 section 4).
const TOO_MANY: u16 = 429;
/// Pages that are looked at for links, at most.
const MOST_LOOKED_AT: usize = 2_000;
/// Where the queue has the cases in which agencies contradict one another: of all cases they have the most to show.
const CONFLICTS: &str = " id=\"conflicts\"";

/// What somebody has seen.
pub(super) struct Visits {
    /// Pages by their kind.
    pub pages: BTreeMap<String, Timed>,
    /// Those that did not come, each with its status.
    pub failed: Vec<String>,
    /// Bytes of style sheet, script and icon.
    pub assets: u64,
}

/// What the service answers.
struct Answer {
    status: u16,
    /// Nothing, where it is no page.
    text: String,
    /// Microseconds until all of it was there.
    took: u64,
    /// Where it leads on to by itself.
    location: Option<String>,
}

/// Somebody who is signed in.
pub(super) struct Visitor {
    agent: Agent,
    base: String,
    cookie: String,
}

impl Visitor {
    /// Signs in with a key.
    pub fn sign_in(base: &str, key: &str) -> Result<Self, BenchError> {
        let config = Agent::config_builder().max_redirects(0).http_status_as_error(false).build();
        let agent = Agent::new_with_config(config);
        let asked = agent.post(format!("{base}{CONSOLE}/sign-in")).header("sec-fetch-site", "same-origin");
        let answer = asked.send_form([("key", key)]).map_err(wrong)?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        let cookie = cookie.ok_or_else(|| wrong(format!("nobody can sign in: {}", answer.status())))?;
        Ok(Self { agent, base: base.to_owned(), cookie })
    }

    /// Asks for a page. Whoever asks too often waits, as they are told to.
    fn get(&self, path: &str) -> Result<Answer, BenchError> {
        let (begun, mut answer) = loop {
            let begun = Instant::now();
            let asked = self.agent.get(format!("{}{path}", self.base)).header("cookie", &self.cookie);
            let answer = asked.call().map_err(wrong)?;
            if answer.status().as_u16() != TOO_MANY {
                break (begun, answer);
            }
            let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
            std::thread::sleep(Duration::from_secs(after.unwrap_or(1)));
        };
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let is_page =
            header("content-type").is_some_and(|kind| kind.starts_with("text/") || kind.starts_with("image/svg"));
        let (status, location) = (answer.status().as_u16(), header("location").map(str::to_owned));
        if !is_page {
            return Ok(Answer { status, text: String::new(), took: 0, location });
        }
        let text = answer.body_mut().with_config().limit(MOST_PAGE).read_to_string().map_err(wrong)?;
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(Answer { status, text, took, location })
    }

    /// Follows the links of every page, and asks for so many pages of each kind so often.
    pub fn walk(&self, options: &ConsoleOptions) -> Result<Visits, BenchError> {
        let mut visits = Visits { pages: BTreeMap::new(), failed: Vec::new(), assets: 0 };
        let (mut seen, mut next) = (BTreeSet::new(), VecDeque::from([CONSOLE.to_owned()]));
        let mut looked_at = 0;
        while let Some(path) = next.pop_front().filter(|_| looked_at < MOST_LOOKED_AT) {
            let of_kind = visits.pages.entry(kind(&path)).or_default();
            if of_kind.len() >= options.samples {
                continue;
            }
            looked_at += 1;
            let Answer { status, text, took, location } = self.get(&path)?;
            if let Some(location) = location.filter(|location| location.starts_with(CONSOLE)) {
                // The beginning leads on to the first place of whoever opens it.
                next.push_back(location);
                continue;
            }
            if status != 200 {
                visits.failed.push(format!("{path}: {status}"));
                continue;
            }
            if text.is_empty() {
                continue;
            }
            if visits.assets == 0 {
                visits.assets = self.assets(&text)?;
            }
            let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
            let mut times = vec![took];
            for _ in 1..options.rounds {
                let again = self.get(&path)?;
                if again.status == 200 {
                    times.push(again.took);
                } else {
                    visits.failed.push(format!("{path}: {}, asked again", again.status));
                }
            }
            of_kind.insert(path, (times, bytes));
            next.extend(links(&text).into_iter().filter(|link| seen.insert(link.clone())));
        }
        visits.pages.retain(|_, timed| !timed.is_empty());
        Ok(visits)
    }

    /// Bytes of what a page loads besides itself.
    fn assets(&self, page: &str) -> Result<u64, BenchError> {
        let named = attributes(page, "href").chain(attributes(page, "src"));
        let assets: BTreeSet<&str> = named.filter(|name| name.starts_with("/console/assets/")).collect();
        let mut bytes = 0;
        for asset in assets {
            bytes += u64::try_from(self.get(asset)?.text.len()).unwrap_or(u64::MAX);
        }
        Ok(bytes)
    }
}

/// The pages that a page leads to, without their anchors, and without what is a file or a stream. A case in which agencies contradict one another comes
/// first, so that it is among those that are measured.
fn links(page: &str) -> Vec<String> {
    let contradictory = page
        .split_once(CONFLICTS)
        .and_then(|(_, after)| attributes(after, "href").find(|href| href.starts_with("/console/cases/")));
    let own = contradictory.into_iter().chain(attributes(page, "href")).filter(|href| href.starts_with(CONSOLE));
    let plain = own.map(|href| href.split('#').next().unwrap_or_default().replace("&amp;", "&"));
    let is_page =
        |href: &String| !["/assets/", "/stream", "format=", "sign-out"].iter().any(|word| href.contains(word));
    plain.filter(is_page).collect()
}

/// The values of an attribute, as they are written.
fn attributes<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let begin = format!(" {name}=\"");
    page.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>().into_iter()
}

/// The kind of a page: its path below the console, with `{}` for names and numbers, and without what is asked besides.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default().trim_start_matches(CONSOLE).trim_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    let law = segments.first() == Some(&"law");
    let of = |(place, segment): (usize, &&str)| match place {
        1 | 3 => "{}".to_owned(),
        2 if law => "{}".to_owned(),
        _ => (*segment).to_owned(),
    };
    segments.iter().enumerate().map(of).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_kind_are_one() {
        assert_eq!(kind("/console/cases/2026-000001/history?page=2"), "cases/{}/history");
        assert_eq!(kind("/console/cases/2026-000002/history"), "cases/{}/history");
        assert_eq!(kind("/console/law/us/provision-1?on=2026-01-01"), "law/{}/{}");
        assert_eq!(kind("/console/today"), "today");
        assert_eq!(kind("/console"), "");
    }

    #[test]
    fn links_are_those_of_pages() {
        let page = r##"<link rel="stylesheet" href="/console/assets/a.css"><a href="/console/cases/1?a=b&amp;c=d#x">1</a>
            <a href="https://example.org/">out</a><a href="/console/cases?format=csv">file</a>"##;
        assert_eq!(links(page), ["/console/cases/1?a=b&c=d"]);
        assert_eq!(attributes(page, "href").count(), 4);
    }

    #[test]
    fn a_case_in_which_agencies_contradict_one_another_comes_first() {
        let page = r##"<h2 id="register">To register</h2><a href="/console/cases/1">1</a>
            <h2 id="conflicts">Conflicts</h2><a href="/console/queue?sort=case">Case</a><a href="/console/cases/2">2</a>"##;
        assert_eq!(links(page).first().map(String::as_str), Some("/console/cases/2"));
    }
}
