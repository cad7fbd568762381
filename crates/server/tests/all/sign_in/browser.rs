//! A browser before two sites: ours, asked without a connection, and the provider's, over the network. It keeps the cookies of each and follows what it is told.

use std::collections::BTreeMap;

use super::house::{House, ORIGIN};
use crate::console_authority::checker::{check_page, read};
use crate::console_authority::person::Values;
use crate::service::{Answer, Asked, get, raw};

/// Cookies by their names.
type Jar = BTreeMap<String, String>;

pub struct Browser<'a> {
    house: &'a House,
    /// The cookies of our site.
    pub ours: Jar,
    /// Those of the provider.
    theirs: Jar,
    agent: ureq::Agent,
}

/// What the provider answers.
struct Page {
    status: u16,
    location: Option<String>,
    text: String,
}

impl<'a> Browser<'a> {
    pub fn new(house: &'a House) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        Self { house, ours: Jar::new(), theirs: Jar::new(), agent: config.build().new_agent() }
    }

    /// Opens a page of ours, and keeps its cookies.
    pub async fn opens(&mut self, path: &str) -> Answer {
        self.asks(get(path)).await
    }

    /// Sends a form of ours.
    pub async fn sends(&mut self, action: &str, values: &[(&str, &str)]) -> Answer {
        self.sends_from(action, values, "same-origin").await
    }

    /// The same, from a page of some site.
    pub async fn sends_from(&mut self, action: &str, values: &[(&str, &str)], site: &str) -> Answer {
        let form = raw(action, "application/x-www-form-urlencoded", form(values));
        self.asks(form.with("sec-fetch-site", site)).await
    }

    async fn asks(&mut self, asked: Asked) -> Answer {
        let answer = self.house.service.ask(asked.with("cookie", &cookies(&self.ours))).await;
        for cookie in answer.headers.get_all("set-cookie") {
            keep(&mut self.ours, cookie.to_str().unwrap());
        }
        answer
    }

    /// Begins to sign in: the address of the provider that the page leads to.
    pub async fn sets_out(&mut self, then: &str) -> String {
        let answer = self.sends("/console/sign-in/identity", &[("then", then)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        onward(&answer)
    }

    /// Goes through the pages of the provider as somebody, until it leads back to us: the address there. Whoever is signed in is not asked again.
    pub fn passes(&mut self, address: &str, login: Option<&str>) -> String {
        let mut page = self.visits(address, None);
        for _ in 0..12 {
            let to = match page.location.clone() {
                Some(location) if location.starts_with(ORIGIN) => return location,
                Some(location) => self.absolute(&location),
                None => {
                    let (action, values) = self.filled(&page, login);
                    page = self.visits(&action, Some(&values));
                    continue;
                }
            };
            page = self.visits(&to, None);
        }
        panic!("the provider leads nowhere: {}", page.text);
    }

    /// What is filled into the form of a page of the provider.
    fn filled(&self, page: &Page, login: Option<&str>) -> (String, Values) {
        assert_eq!(page.status, 200, "{}", page.text);
        // Its pages are not written by the rules of ours, so they are not read by them.
        let tags = |name: &str| {
            let start = format!("<{name} ");
            page.text
                .match_indices(&start)
                .map(|(at, _)| page.text[at..].split('>').next().unwrap())
                .collect::<Vec<_>>()
        };
        let action =
            tags("form").first().and_then(|form| attribute(form, "action")).unwrap_or_else(|| panic!("{}", page.text));
        let value = |input: &&str| Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()));
        let mut values: Values = tags("input").iter().filter_map(value).collect();
        let is_asked = |name: &str| values.iter().any(|(known, _)| known == name);
        let answers = match login {
            _ if is_asked("xsrf") => vec![("logout", "yes")],
            Some(login) if is_asked("login") => vec![("login", login), ("password", "any")],
            None if is_asked("login") => panic!("somebody is asked who they are"),
            _ => Vec::new(),
        };
        values.retain(|(name, _)| !answers.iter().any(|(answer, _)| answer == name));
        values.extend(answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        (self.absolute(&action), values)
    }

    fn absolute(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.house.provider.issuer) } else { address.to_owned() }
    }

    fn visits(&mut self, address: &str, values: Option<&Values>) -> Page {
        let cookie = cookies(&self.theirs);
        let answer = match values {
            None => self.agent.get(address).header("cookie", cookie).call(),
            Some(values) => self.agent.post(address).header("cookie", cookie).send_form(values.iter().cloned()),
        };
        let mut answer = answer.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            keep(&mut self.theirs, cookie.to_str().unwrap());
        }
        let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        Page { status: answer.status().as_u16(), location, text: answer.body_mut().read_to_string().unwrap() }
    }

    /// Comes back to us by an address that the provider gave.
    pub async fn comes_back(&mut self, address: &str) -> Answer {
        let path = address.strip_prefix(ORIGIN).unwrap_or_else(|| panic!("{address}")).to_owned();
        self.opens(&path).await
    }

    /// Signs in as somebody: where they are led.
    pub async fn signs_in(&mut self, login: &str, then: &str) -> String {
        let address = self.sets_out(then).await;
        let back = self.passes(&address, Some(login));
        let answer = self.comes_back(&back).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").to_owned()
    }

    /// Nobody came in: a page of ours says why, and nothing is kept.
    #[track_caller]
    pub fn is_turned_away(&self, answer: &Answer, status: u16, why: &str) {
        assert_eq!(answer.status, status, "{}", answer.text());
        check_page(&answer.text());
        assert!(answer.text().contains(why), "{why}: {}", answer.text());
        assert!(!self.ours.contains_key("portcullis-session"), "somebody is signed in");
    }
}

/// Where a page of ours leads that leads on: by itself, and by a link.
#[track_caller]
pub fn onward(answer: &Answer) -> String {
    let address = answer.header("refresh").strip_prefix("0;url=").unwrap();
    let text = answer.text();
    assert!(read(&text).iter().any(|element| element.name == "a" && element.get("href") == Some(address)), "{text}");
    address.to_owned()
}

/// An attribute of a tag, between double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn cookies(jar: &Jar) -> String {
    jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn keep(jar: &mut Jar, cookie: &str) {
    let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
    let (name, value) = pair.split_once('=').unwrap();
    let is_gone = value.is_empty() || rest.to_ascii_lowercase().contains("max-age=0");
    if is_gone {
        jar.remove(name)
    } else {
        jar.insert(name.to_owned(), value.to_owned())
    };
}

pub fn encoded(text: &str) -> String {
    let byte =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}

fn form(values: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
    values.iter().map(pair).collect::<Vec<_>>().join("&")
}
