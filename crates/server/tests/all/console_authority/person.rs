//! Somebody with a browser: keeps the cookie, opens pages, and sends forms with everything that stands in them.

use portcullis_access::Role;

use super::checker::{Element, check_page, read};
use crate::service::{Answer, Asked, Service, get, raw};

/// The origin of the service, for a browser that sends none of the Fetch Metadata headers.
const HOST: &str = "desk.example";

pub struct Person<'a> {
    service: &'a Service,
    cookie: String,
}

/// What stands in a form.
pub type Values = Vec<(String, String)>;

impl<'a> Person<'a> {
    /// Signs in with a key of its own.
    pub async fn new(service: &'a Service, name: &str, tenant: Option<&str>, role: Role) -> Person<'a> {
        Self::with_key(service, service.person(name, tenant, role)).await
    }

    pub async fn with_key(service: &'a Service, key: String) -> Person<'a> {
        let asked = form("/console/sign-in", &[("key".to_owned(), key)]);
        let answer = service.ask(asked.with("sec-fetch-site", "same-origin")).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Person { service, cookie }
    }

    /// Something that is asked by this browser.
    pub fn asked(&self, asked: Asked) -> Asked {
        asked.with("cookie", &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.service.ask(self.asked(get(path))).await
    }

    /// A page that is there and sound.
    #[track_caller]
    pub fn opens(&self, path: &str) -> impl Future<Output = String> {
        let (answer, path) = (self.get(path), path.to_owned());
        async move {
            let answer = answer.await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
            let text = answer.text();
            check_page(&text);
            text
        }
    }

    /// A file that is there.
    pub async fn takes(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer
    }

    /// Sends values to an address.
    pub async fn posts(&self, action: &str, values: &[(String, String)]) -> Answer {
        self.posts_from(action, values, "same-origin").await
    }

    /// The same, from a page of some site.
    pub async fn posts_from(&self, action: &str, values: &[(String, String)], site: &str) -> Answer {
        let asked = form(action, values).with("sec-fetch-site", site).with("host", HOST);
        self.service.ask(self.asked(asked)).await
    }

    /// Sends a form that brings a file.
    pub async fn uploads(
        &self,
        action: &str,
        values: &[(String, String)],
        (field, file): (&str, &str),
        content: &[u8],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in values {
            body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"");
        body.extend(format!("{head}\r\nContent-Type: text/html\r\n\r\n").bytes());
        body.extend(content);
        body.extend(b"\r\n--XX--\r\n");
        let asked = raw(action, "multipart/form-data; boundary=XX", body).with("sec-fetch-site", "same-origin");
        self.service.ask(self.asked(asked.with("host", HOST))).await
    }

    /// What stands in the form of a page that is sent to an address.
    pub async fn form(&self, page: &str, action: &str) -> Values {
        values_of(&self.opens(page).await, action)
    }

    /// Opens a page and sends a form of it, with these fields filled in.
    pub async fn sends(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let values = filled(self.form(page, action).await, fields);
        self.posts(action, &values).await
    }

    /// The same, where it is taken: the page that comes after it.
    pub async fn does(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.sends(page, action, fields).await;
        assert_eq!(answer.status, 303, "{action}: {}", said(&answer.text()));
        self.opens(answer.header("location").split('#').next().unwrap()).await
    }
}

fn form(action: &str, values: &[(String, String)]) -> Asked {
    let encoded = |text: &str| {
        let byte =
            |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        text.bytes().map(byte).collect::<String>()
    };
    let pairs: Vec<String> =
        values.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    raw(action, "application/x-www-form-urlencoded", pairs.join("&"))
}

/// The values of a form with some fields filled in: each has these values and no others.
pub fn filled(mut values: Values, fields: &[(&str, &str)]) -> Values {
    values.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
    values.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    values
}

/// What a browser would send of the form with this action as it stands.
#[track_caller]
pub fn values_of(html: &str, action: &str) -> Values {
    let elements = read(html);
    let is_form = |element: &Element| element.name == "form" && element.get("action") == Some(action);
    let Some(form) = elements.iter().position(is_form) else {
        let forms: Vec<_> =
            elements.iter().filter(|one| one.name == "form").filter_map(|one| one.get("action")).collect();
        panic!("no form is sent to {action}; there are: {forms:?}");
    };
    let within = |mut at: usize| loop {
        match elements[at].parent {
            Some(parent) if parent == form => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    };
    let mut values = Values::new();
    let fields: Vec<usize> = (0..elements.len()).filter(|at| within(*at)).collect();
    for at in &fields {
        let element = &elements[*at];
        let Some(name) = element.get("name") else { continue };
        let value = match (element.name.as_str(), element.get("type")) {
            ("input", Some("checkbox" | "radio")) if element.get("checked").is_none() => continue,
            ("input", _) => element.get("value").unwrap_or_default().to_owned(),
            ("textarea", _) => element.text.clone(),
            ("select", _) => {
                let options: Vec<&Element> =
                    elements.iter().filter(|option| option.name == "option" && option.parent == Some(*at)).collect();
                let chosen = options.iter().find(|option| option.get("selected").is_some());
                let Some(chosen) = chosen.or(options.first()) else { continue };
                chosen.get("value").unwrap_or_default().to_owned()
            }
            _ => continue,
        };
        values.push((name.to_owned(), value));
    }
    values
}

/// The sentences of a page that say what is wrong, or all of it where it is short.
pub fn said(html: &str) -> String {
    let elements = read(html);
    let main = elements.iter().position(|element| element.name == "main").unwrap_or(0);
    let texts: Vec<&str> =
        elements.iter().skip(main).map(|element| element.text.trim()).filter(|text| !text.is_empty()).collect();
    texts.join(" | ").chars().take(3_000).collect()
}

/// The text of a page without its marks.
pub fn text_of(html: &str) -> String {
    read(html).iter().map(|element| element.text.trim().to_owned()).collect::<Vec<_>>().join("\n")
}
