//! What Blazar writes.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use portcullis_license::Instant;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Refused;
use crate::template::short;

/// The body of each call. Fields that are not read are ignored: they are Blazar's.
#[derive(Deserialize)]
pub(super) struct Body {
    pub context: Context,
    pub current_lease: Option<Map<String, Value>>,
    pub lease: Map<String, Value>,
}

#[derive(Deserialize)]
pub(super) struct Context {
    pub project_id: String,
}

impl Body {
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(body)
            .map_err(|error| Refused::of(format!("what Blazar sent is not understood: {error}")))
    }
}

/// A lease as it is, or will be.
pub(super) struct Lease {
    pub name: String,
    pub start: Instant,
    pub end: Instant,
    pub reservations: Vec<Map<String, Value>>,
}

impl Lease {
    pub fn read(lease: &Map<String, Value>) -> Result<Self, Refused> {
        // The manual's example writes `end_time`, the program `end_date`.
        let end = if lease.contains_key("end_date") { "end_date" } else { "end_time" };
        let reservations = match lease.get("reservations") {
            Some(Value::Array(reservations)) => {
                reservations.iter().map(|reservation| reservation.as_object().cloned()).collect::<Option<Vec<_>>>()
            }
            _ => None,
        };
        let lease = Self {
            name: lease.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
            start: moment(lease, "start_date")?,
            end: moment(lease, end)?,
            reservations: reservations.ok_or_else(|| Refused::of("`lease.reservations` is no list of reservations"))?,
        };
        if lease.end <= lease.start {
            return Err(Refused::of("the lease ends before it begins"));
        }
        Ok(lease)
    }

    /// The lease after an update, which names only what changes.
    pub fn updated(current: &Map<String, Value>, update: &Map<String, Value>) -> Result<Self, Refused> {
        let mut merged = current.clone();
        merged.extend(update.iter().map(|(key, value)| (key.clone(), value.clone())));
        let mut lease = Self::read(&merged)?;
        let before = Self::read(current)?.reservations;
        for reservation in &mut lease.reservations {
            let same = |other: &&Map<String, Value>| other.get("id") == reservation.get("id");
            let mut whole = before.iter().find(same).cloned().unwrap_or_default();
            whole.extend(std::mem::take(reservation));
            *reservation = whole;
        }
        let kept: Vec<_> = before
            .into_iter()
            .filter(|old| lease.reservations.iter().all(|new| new.get("id") != old.get("id")))
            .collect();
        lease.reservations.extend(kept);
        Ok(lease)
    }
}

/// The type of a reservation, and how many hosts or instances: the most that Blazar may give.
pub(super) fn size(reservation: &Map<String, Value>) -> Result<(&str, u64), Refused> {
    let of = reservation
        .get("resource_type")
        .and_then(Value::as_str)
        .ok_or_else(|| Refused::of("a reservation without `resource_type`"))?;
    let field = match of {
        "physical:host" => "max",
        "virtual:instance" | "flavor:instance" | "virtual:floatingip" => "amount",
        _ => return Err(unknown(of)),
    };
    let many = match reservation.get(field) {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(digits)) => digits.parse().ok(),
        _ => None,
    };
    let many = many
        .filter(|many| *many > 0)
        .ok_or_else(|| Refused::of(format!("the reservation of {} does not say in `{field}` how many", short(of))))?;
    Ok((of, many))
}

/// A type of another plugin.
pub(super) fn unknown(of: &str) -> Refused {
    Refused::of(format!("resource type {} is not known here, so it stays closed", short(of)))
}

/// The one value that a lease asks of a property: `["==", "$gpu_model", "h100"]`, alone or under `and` (`convert_requirements` of
/// `blazar/plugins/__init__.py` reads no other form).
pub(super) fn pinned(properties: Option<&Value>, property: &str) -> Option<String> {
    let written;
    let properties = match properties? {
        Value::String(text) => {
            written = serde_json::from_str::<Value>(text).ok()?;
            &written
        }
        other => other,
    };
    let wanted = format!("${property}");
    let parts = properties.as_array()?;
    let each: &[Value] = match parts.split_first()? {
        (Value::String(and), rest) if and == "and" => rest,
        _ => std::slice::from_ref(properties),
    };
    let mut values = each.iter().filter_map(|requirement| match requirement.as_array()?.as_slice() {
        [Value::String(operator), Value::String(name), Value::String(value)]
            if matches!(operator.as_str(), "==" | "=") && *name == wanted =>
        {
            Some(value.clone())
        }
        _ => None,
    });
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// A date and time as Python's `isoformat` writes it; without an offset it is in Coordinated Universal Time.
fn moment(lease: &Map<String, Value>, field: &str) -> Result<Instant, Refused> {
    let text = lease.get(field).and_then(Value::as_str).unwrap_or_default();
    let moment = text.parse::<Timestamp>().or_else(|_| {
        text.parse::<DateTime>().and_then(|date| date.to_zoned(TimeZone::UTC)).map(|zoned| zoned.timestamp())
    });
    let moment = moment.map_err(|_| Refused::of(format!("`lease.{field}` is no date and time: {}", short(text))))?;
    Instant::try_from(moment.as_millisecond()).map_err(Refused::of)
}
