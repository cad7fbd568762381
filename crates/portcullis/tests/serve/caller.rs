//! Somebody who calls a service.

use serde_json::Value;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Response;

/// Longer than the service lets anything take.
const PATIENCE: Duration = Duration::from_secs(40);

#[derive(Clone)]
pub struct Caller {
    agent: Agent,
    address: String,
    key: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub tag: Option<String>,
    pub body: Value,
}

/// No answer, and why not.
pub type Silence = ureq::Error;

impl Caller {
    pub fn new(address: &str, key: &str) -> Self {
        let agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        Self { agent: Agent::new_with_config(agent), address: address.to_owned(), key: format!("Bearer {key}") }
    }

    /// The same caller with connections of its own.
    pub fn apart(&self) -> Self {
        let agent = Agent::new_with_config(self.agent.config().clone());
        Self { agent, address: self.address.clone(), key: self.key.clone() }
    }

    pub fn get(&self, path: &str) -> Result<Answer, Silence> {
        self.get_unless(path, None)
    }

    /// Nothing but a status where the tag is known.
    pub fn get_unless(&self, path: &str, tag: Option<&str>) -> Result<Answer, Silence> {
        let mut call = self.agent.get(format!("{}{path}", self.address)).header("authorization", &self.key);
        if let Some(tag) = tag {
            call = call.header("if-none-match", tag);
        }
        read(call.call()?)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Answer, Silence> {
        let call = self.agent.post(format!("{}{path}", self.address)).header("authorization", &self.key);
        read(call.send_json(body)?)
    }

    /// Brings bytes.
    pub fn brings(&self, path: &str, content: &[u8]) -> Result<Answer, Silence> {
        let call = self.agent.put(format!("{}{path}", self.address)).header("authorization", &self.key);
        read(call.content_type("application/octet-stream").send(content)?)
    }

    /// Bytes that are kept.
    #[track_caller]
    pub fn keeps(&self, path: &str, content: &[u8]) {
        let answer = self.brings(path, content).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }

    /// Many lines, and the answer to each.
    #[track_caller]
    pub fn lines(&self, path: &str, body: &str) -> Vec<Value> {
        let call = self.agent.post(format!("{}{path}", self.address)).header("authorization", &self.key);
        let mut response = call.content_type("application/x-ndjson").send(body).unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let text = response.body_mut().read_to_string().unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// As [`Caller::post`], of what has to be answered and done.
    #[track_caller]
    pub fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }
}

fn read(mut response: Response<ureq::Body>) -> Result<Answer, Silence> {
    let status = response.status().as_u16();
    let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(ToOwned::to_owned);
    let text = response.body_mut().with_config().limit(64 << 20).read_to_string()?;
    // Not everything is JSON.
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, tag, body })
}
