//! From a lease to asks.

use portcullis_determination::ItemRequest;
use portcullis_gate::Purpose;
use portcullis_license::{Instant, OperationId};
use portcullis_log::Hash;
use serde_json::{Map, Value};

use super::lease::{Body, Lease, pinned, size, unknown};
use super::{Asked, Mapping, Release};
use crate::Refused;
use crate::template::Particulars;

/// A lease that begins within a minute begins now: Blazar cuts moments to the minute.
const NOW: i64 = 60_000;

/// `POST /check-create`.
///
/// # Errors
/// [`Refused`] where the lease is not understood.
pub fn check_create(mapping: &Mapping, body: &[u8], now: Instant) -> Result<Asked, Refused> {
    let body = Body::read(body)?;
    let lease = Lease::read(&body.lease)?;
    asked(mapping, &body.context.project_id, &lease, now, Vec::new())
}

/// `POST /check-update`.
///
/// # Errors
/// [`Refused`] where either lease is not understood.
pub fn check_update(mapping: &Mapping, body: &[u8], now: Instant) -> Result<Asked, Refused> {
    let body = Body::read(body)?;
    let written = body.current_lease.as_ref().ok_or_else(|| Refused::of("an update without `current_lease`"))?;
    let current = Lease::read(written)?;
    let updated = Lease::updated(written, &body.lease)?;
    if current.start <= now && shrinks(mapping, &current, &updated) {
        return Ok(Asked { asks: Vec::new(), replaces: Vec::new() });
    }
    let project = &body.context.project_id;
    let same = key(project, &current)? == key(project, &updated)?;
    let replaces = if same { Vec::new() } else { releases(project, &current, now)? };
    asked(mapping, project, &updated, now, replaces)
}

/// `POST /on-end`: what is over.
///
/// # Errors
/// [`Refused`] where the lease is not understood: its hold counts to its end.
pub fn on_end(body: &[u8], now: Instant) -> Result<Vec<Release>, Refused> {
    let body = Body::read(body)?;
    releases(&body.context.project_id, &Lease::read(&body.lease)?, now)
}

fn asked(
    mapping: &Mapping,
    project: &str,
    lease: &Lease,
    now: Instant,
    replaces: Vec<Release>,
) -> Result<Asked, Refused> {
    if lease.end <= now {
        return Err(Refused::of("the lease has ended"));
    }
    let (purpose, at) = if lease.start <= now.plus(NOW) {
        (Purpose::Start { milliseconds: lease.end.since(now) }, now)
    } else {
        (Purpose::Question, lease.start)
    };
    let key = key(project, lease)?;
    let mut asks = Vec::new();
    for (place, reservation) in sorted(lease)?.into_iter().enumerate() {
        let Some((item, quantity)) = carried(mapping, reservation)? else { continue };
        let id = matches!(purpose, Purpose::Start { .. }).then(|| id(&key, place)).transpose()?;
        asks.push(mapping.template.ask(Particulars { id, customer: project, item, quantity, at, purpose })?);
    }
    Ok(Asked { asks, replaces })
}

/// What a reservation carries, by what it pins and not by the hosts that Blazar has in mind: those are chosen again when it is made, and
/// reservations of one type share one list of them (`format_lease` of `blazar/enforcement/enforcement.py`).
fn carried<'m>(
    mapping: &'m Mapping,
    reservation: &Map<String, Value>,
) -> Result<Option<(&'m ItemRequest<'static>, u64)>, Refused> {
    let (of, many) = size(reservation)?;
    match of {
        "physical:host" | "virtual:instance" => {
            let (property, values) = mapping.hosts.as_ref().ok_or_else(|| {
                Refused::of("no word says what hosts carry: add [hosts] with `property` and `values` to the mapping")
            })?;
            let value = pinned(reservation.get("resource_properties"), property).ok_or_else(|| {
                Refused::of(format!(
                    "the reservation does not say which hosts: add `[\"==\", \"${property}\", \"...\"]` to `resource_properties`, once"
                ))
            })?;
            values.of(&value)?.times(many)
        }
        "flavor:instance" => {
            let flavor = reservation
                .get("flavor_id")
                .and_then(Value::as_str)
                .ok_or_else(|| Refused::of("a reservation of a flavor without `flavor_id`"))?;
            mapping.flavors.of(flavor)?.times(many)
        }
        "virtual:floatingip" => Ok(None),
        other => Err(unknown(other)),
    }
}

/// Whether nothing of it becomes more: it begins as it did, ends no later, and each reservation has no more of the same.
fn shrinks(mapping: &Mapping, current: &Lease, updated: &Lease) -> bool {
    let no_more = |new: &Map<String, Value>| {
        let Some(old) = current.reservations.iter().find(|old| old.get("id") == new.get("id")) else { return false };
        match (carried(mapping, old), carried(mapping, new)) {
            (_, Ok(None)) => true,
            (Ok(Some((before, many))), Ok(Some((after, now)))) => std::ptr::eq(before, after) && now <= many,
            _ => false,
        }
    };
    let known = updated.reservations.iter().all(|reservation| reservation.get("id").is_some_and(Value::is_string));
    known
        && updated.start == current.start
        && updated.end <= current.end
        && updated.reservations.len() <= current.reservations.len()
        && updated.reservations.iter().all(no_more)
}

fn releases(project: &str, lease: &Lease, now: Instant) -> Result<Vec<Release>, Refused> {
    let key = key(project, lease)?;
    let milliseconds = now.min(lease.end).since(lease.start);
    (0..lease.reservations.len()).map(|place| Ok(Release { id: id(&key, place)?, milliseconds })).collect()
}

/// What names the lease before it has an id, and is the same when it ends.
fn key(project: &str, lease: &Lease) -> Result<String, Refused> {
    let sizes = sorted(lease)?.into_iter().map(size).collect::<Result<Vec<_>, _>>()?;
    let told = serde_json::json!([project, lease.name, lease.start, lease.end, sizes]).to_string();
    Ok(Hash::of(told.as_bytes()).to_hex().chars().take(32).collect())
}

/// By type and size: the order that Blazar's database gives them in is not the one they were asked in.
fn sorted(lease: &Lease) -> Result<Vec<&Map<String, Value>>, Refused> {
    let mut sized = lease
        .reservations
        .iter()
        .map(|reservation| Ok((size(reservation)?, reservation)))
        .collect::<Result<Vec<_>, Refused>>()?;
    sized.sort_by_key(|(size, _)| *size);
    Ok(sized.into_iter().map(|(_, reservation)| reservation).collect())
}

fn id(key: &str, place: usize) -> Result<OperationId, Refused> {
    OperationId::new(&format!("blazar/{key}/{place}")).map_err(|error| Refused::of(error.to_string()))
}
