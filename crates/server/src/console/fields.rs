//! What a form sends.

use axum::extract::{Form, FromRequest, Request};

use super::visit::Visit;
use crate::problem::{Kind, Problem};

/// The fields of a form, in their order, sent by a page of the session that is open.
pub struct Fields(pub Vec<(String, String)>);

fn of_another() -> Problem {
    let why = "this form is of a session that is over: open the page again, and send it from there";
    Problem::new(Kind::Forbidden, why)
}

impl Fields {
    /// The fields of a form, if a page of this session sent it.
    ///
    /// # Errors
    /// [`Problem`] where another did.
    pub fn of(visit: &Visit, fields: Vec<(String, String)>) -> Result<Self, Problem> {
        let fields = Self(fields);
        let is_ours = visit.is_form_key(fields.get("form_key").unwrap_or_default());
        if is_ours { Ok(fields) } else { Err(of_another()) }
    }

    /// What was written into a field; nothing where it is empty, or the form does not have it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// What was written into a field that has to be there.
    ///
    /// # Errors
    /// [`Problem`] where it is empty.
    pub fn needed(&self, name: &str) -> Result<&str, Problem> {
        self.get(name).ok_or_else(|| Problem::malformed(format!("{name}: it is empty; fill it in")))
    }

    /// Whoever sends a form.
    ///
    /// # Errors
    /// [`Problem`] where no session is open.
    pub fn visit(request: &Request) -> Result<Visit, Problem> {
        request.extensions().get::<Visit>().cloned().ok_or_else(of_another)
    }

    /// The fields that a request brings, and who sent them.
    ///
    /// # Errors
    /// [`Problem`] where no page of the session that is open sent them.
    pub async fn with_visit(request: Request) -> Result<(Visit, Self), Problem> {
        let visit = Self::visit(&request)?;
        let read = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let Form(fields) = read.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
        let fields = Self::of(&visit, fields)?;
        Ok((visit, fields))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Self::with_visit(request).await.map(|(_, fields)| fields)
    }
}
