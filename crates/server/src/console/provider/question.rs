//! A question to the engine: its form, and the answer, which has an address of its own. Nothing is recorded and nothing held.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use portcullis_authorization::Placement;
use portcullis_console::provider::{AskView, Named, ask, determination};
use portcullis_console::{Crumb, Filled, Place};
use portcullis_determination::{Engine, Request, RequestError};
use portcullis_law::CodeType;
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::answered;
use super::done::to_be_mended;
use super::keys::keys;
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::problem::{Kind, Problem};

/// The fields of the form, of which `end_use` may stand more than once.
pub const FIELDS: [&str; 13] = [
    "customer",
    "country",
    "headquarters",
    "parent",
    "parent_country",
    "item",
    "quantity",
    "site",
    "training_operations",
    "end_use",
    "resale",
    "on",
    "profile",
];

/// A question as it was asked: its fields by name.
#[derive(Clone, Debug)]
pub struct Question(pub Vec<(String, String)>);

impl Question {
    /// The fields of the form among others.
    pub fn of(sent: &[(String, String)]) -> Self {
        let own = sent.iter().filter(|(name, value)| FIELDS.contains(&name.as_str()) && !value.trim().is_empty());
        Self(own.map(|(name, value)| (name.clone(), value.trim().to_owned())).collect())
    }

    /// The fields of the form that a request as it was recorded comes to.
    pub fn of_request(request: &Value, profile: &str) -> Self {
        let text = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let parties = request.get("parties").and_then(Value::as_array).into_iter().flatten();
        let customer = parties.into_iter().find(|party| text(party.get("role")) == "customer");
        let of_customer = |pointer: &str| text(customer.and_then(|party| party.pointer(pointer)));
        let parent = of_customer("/ultimate_parent");
        let parent = if parent.is_empty() { of_customer("/ultimate_parent/name") } else { parent };
        let item = ["instance", "accelerator"].map(|name| text(request.pointer(&format!("/item/{name}")))).concat();
        let mut fields = vec![
            ("customer", of_customer("/name")),
            ("country", of_customer("/country")),
            ("headquarters", of_customer("/headquarters")),
            ("parent", parent),
            ("parent_country", of_customer("/ultimate_parent/headquarters")),
            ("item", item),
            ("quantity", text(request.get("quantity"))),
            ("site", text(request.get("site"))),
            ("training_operations", text(request.get("training_operations"))),
            ("on", text(request.get("on"))),
            ("profile", profile.to_owned()),
        ];
        match request.get("end_use") {
            Some(Value::Array(codes)) => fields.extend(codes.iter().map(|code| ("end_use", text(Some(code))))),
            one => fields.push(("end_use", text(one))),
        }
        let stated = fields.into_iter().filter(|(_, value)| !value.is_empty());
        Self(stated.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What stands in a field; nothing where it is empty.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// Who runs the chips: the caller's own provider.
    ///
    /// # Errors
    /// [`Problem`] where a tenant has several.
    pub fn placement(&self, caller: &Caller) -> Result<Placement, Problem> {
        let resale = self.get("resale").and_then(|word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        Ok(Placement { provider: caller.provider(None)?, resale, ..Placement::default() })
    }

    /// The question as a request.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be read.
    pub fn request(&self, engine: &Engine) -> Result<Request<'static>, Problem> {
        let served = &engine.profile().id;
        if let Some(other) = self.get("profile").filter(|profile| profile != served) {
            let why =
                format!("profile: this service applies `{served}`, not `{other}`: choose it, or ask another service");
            return Err(Problem::malformed(why));
        }
        let mut request = Map::new();
        let mut put = |name: &str, value: Value| drop(request.insert(name.to_owned(), value));
        put("kind", json!("provide_compute"));
        for field in ["on", "site", "training_operations"] {
            if let Some(value) = self.get(field) {
                put(field, json!(value));
            }
        }
        if let Some(quantity) = self.get("quantity") {
            let digits = quantity.replace([',', ' '], "");
            let whole: u64 =
                digits.parse().map_err(|_| Problem::malformed("quantity: it is no whole number; write 8"))?;
            put("quantity", json!(whole));
        }
        if let Some(item) = self.get("item") {
            let kind = if engine.catalog().find_instance(item).is_ok() { "instance" } else { "accelerator" };
            put("item", json!({ kind: item }));
        }
        let end_uses: Vec<&str> =
            self.0.iter().filter(|(name, _)| name == "end_use").map(|(_, code)| code.as_str()).collect();
        if !end_uses.is_empty() {
            put("end_use", json!(end_uses));
        }
        put("parties", json!([self.customer()]));
        let request = Value::Object(request);
        let read = Request::deserialize(&request).map(Request::into_owned);
        read.map_err(|error| Problem::malformed(format!("the question cannot be read: {error}")))
    }

    fn customer(&self) -> Value {
        let mut customer = Map::from_iter([("role".to_owned(), json!("customer"))]);
        for (field, name) in [("customer", "name"), ("country", "country"), ("headquarters", "headquarters")] {
            if let Some(value) = self.get(field) {
                customer.insert(name.to_owned(), json!(value));
            }
        }
        let parent = match (self.get("parent"), self.get("parent_country")) {
            (None, None) => None,
            (Some("self"), _) => Some(json!("self")),
            (name, headquarters) => {
                let stated = [("name", name), ("headquarters", headquarters)];
                Some(stated.into_iter().filter_map(|(field, value)| Some((field, json!(value?)))).collect())
            }
        };
        customer.extend(parent.map(|parent| ("ultimate_parent".to_owned(), parent)));
        Value::Object(customer)
    }
}

/// The field of the form that a field of a request comes from; none where the form does not ask for it.
fn field_of(request: &str) -> &'static str {
    let ends = |ending: &str| request.ends_with(ending);
    let own = FIELDS.into_iter().find(|field| *field == request);
    match own {
        Some(field) => field,
        None if ends("ultimate_parent.headquarters") => "parent_country",
        None if ends("ultimate_parent") || ends("ultimate_parent.name") => "parent",
        None if ends(".headquarters") => "headquarters",
        None if ends(".country") => "country",
        None if ends(".name") => "customer",
        None if request.starts_with("item") => "item",
        None => "",
    }
}

/// The names that the form offers.
fn names(engine: &Engine) -> AskView {
    let catalog = engine.catalog();
    let countries = catalog.countries();
    let instances = catalog.instances().iter().filter(|instance| instance.accelerator.is_some());
    let of_instance = instances.map(|instance| Named { code: instance.key(), name: instance.marketed_as.clone() });
    let accelerators = catalog.accelerators().iter();
    let of_accelerator = accelerators.map(|one| Named { code: one.name.clone(), name: String::new() });
    let profile = engine.profile();
    AskView {
        filled: Filled::default(),
        countries: countries_of(engine, |country| countries.name(country)),
        items: of_instance.chain(of_accelerator).collect(),
        end_uses: end_uses(engine),
        profiles: vec![Named { code: profile.id.clone(), name: profile.title.clone() }],
    }
}

fn countries_of<'a>(engine: &'a Engine, name: impl Fn(portcullis_catalog::Country) -> &'a str) -> Vec<Named> {
    let all = engine.catalog().countries().iter();
    all.map(|country| Named { code: country.code().to_owned(), name: name(country).to_owned() }).collect()
}

/// The countries of the catalog.
pub fn countries(engine: &Engine) -> Vec<Named> {
    countries_of(engine, |country| engine.catalog().countries().name(country))
}

/// The end uses of the law.
pub fn end_uses(engine: &Engine) -> Vec<Named> {
    let table = engine.law().codes.table(CodeType::EndUse);
    table.iter().map(|(_, code, title)| Named { code: code.to_owned(), name: title.to_owned() }).collect()
}

pub async fn form(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let mut asked = Question::of(&query);
    if asked.get("on").is_none() {
        asked.0.push(("on".to_owned(), app.gate().now().date().to_string()));
    }
    shown(&app, &visit, Filled::of(asked.0))
}

fn shown(app: &Arc<App>, visit: &Visit, filled: Filled) -> Response {
    let view = AskView { filled, ..names(&app.gate().served().engine) };
    let lead = "May this customer have this accelerator, on this day?";
    let page = Framed { lead: Some(lead), ..Framed::of("Ask", Place::Ask, ask(&view)) };
    page.shown(app, Some(visit))
}

/// The form again, with what is wrong beside the field.
fn again(app: &Arc<App>, visit: &Visit, asked: Question, field: &str, why: &str) -> Response {
    to_be_mended(shown(app, visit, Filled::of(asked.0).with_problem(field, why)))
}

/// The form again where the request cannot be decided.
fn undecidable(app: &Arc<App>, visit: &Visit, asked: Question, error: &RequestError) -> Response {
    again(app, visit, asked, field_of(&error.field), &format!("{}; {}", error.problem, error.mend))
}

pub async fn answer(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (caller, asked) = (visit.caller()?, Question::of(&query));
    let placement = asked.placement(caller)?;
    let served = app.gate().served().clone();
    for field in ["customer", "item"] {
        if asked.get(field).is_none() {
            return Ok(again(&app, &visit, asked, field, "it is empty; fill it in"));
        }
    }
    let request = match asked.request(&served.engine) {
        Ok(request) => request,
        Err(problem) => {
            let why = super::done::mendable(problem)?;
            let (field, says) = why.split_once(": ").unwrap_or(("", &why));
            let field = FIELDS.into_iter().find(|own| *own == field);
            return Ok(again(&app, &visit, asked, field.unwrap_or(""), field.map_or(&why, |_| says)));
        }
    };
    caller.acts_for(&placement, &request)?;
    let told = app.gate().question_of(&served, request, &placement, |told| {
        app.metrics().decided(told);
        answered::view(&served, told)
    });
    let view = match told {
        Err(error) => return Ok(undecidable(&app, &visit, asked, &error)),
        Ok(view) => view.map_err(|error| Problem::new(Kind::Broken, error))?,
    };
    let view = answered::with(view, asked, caller, keys(&app, &visit));
    let crumbs = [Crumb { title: "Ask", address: Place::Ask.address() }];
    let page = Framed { crumbs: &crumbs, ..Framed::of("Answer", Place::Ask, determination(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}
