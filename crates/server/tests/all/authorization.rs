//! Every endpoint, by everybody: who is let in is what the policies say, and nothing else.

use portcullis_access::{Action, Kind, Policy, Principal, Reach, Role, Roles, TenantName};
use portcullis_server::endpoint::{Body, Endpoint};
use portcullis_server::endpoints;

use crate::service::{Asked, Service, get, raw};

/// What anybody may call. Another one has to be meant.
const PUBLIC: [&str; 3] = ["authzenConfiguration", "live", "ready"];
/// What signs what it sends, and so presents nothing.
const SIGNED: [&str; 4] = ["terraformRunTask", "showHouse", "exchange", "giveDocument"];

/// An endpoint with its example, or with a body that is some JSON.
fn asked(endpoint: &Endpoint) -> Asked {
    let path: Vec<_> = endpoint
        .path
        .split('/')
        .map(|part| match part {
            "{record}" => "999999".to_owned(),
            "{key}" => "000000000000".to_owned(),
            part if part.starts_with('{') => "unknown".to_owned(),
            part => part.to_owned(),
        })
        .collect();
    let path = path.join("/");
    let (media_type, body) = match endpoint.takes {
        Body::Nothing | Body::Plain(_) => return Asked { method: endpoint.method.to_uppercase(), ..get(path) },
        Body::Lines(shape) => ("application/x-ndjson", shape),
        Body::Json(shape) => ("application/json", shape),
        Body::Events(shape) => ("application/cloudevents+json", shape),
    };
    Asked {
        method: endpoint.method.to_uppercase(),
        ..raw(path, media_type, body.example.unwrap_or("{}").replace('\n', " "))
    }
}

fn principal(kind: Kind, tenant: Option<&str>, roles: &[Role]) -> Principal {
    let (tenant, roles) = (tenant.map(|name| TenantName::new(name).unwrap()), roles.iter().copied().collect());
    Principal { name: "anybody".into(), kind, tenant, roles, ..(*Principal::nobody()).clone() }
}

fn is_any(reach: Reach) -> bool {
    reach.own || reach.shared || reach.others
}

#[tokio::test]
async fn nobody_is_let_in_but_where_it_is_meant() {
    let service = Service::new();
    let mut public = Vec::new();
    for endpoint in endpoints() {
        let answer = service.ask(asked(endpoint)).await;
        if endpoint.action == Action::ReadHealth {
            public.push(endpoint.name);
            assert_eq!(answer.status, 200, "{}", endpoint.name);
        } else if SIGNED.contains(&endpoint.name) {
            assert_eq!(answer.status, 404, "{}: no mapping and no counter, so that nothing is signed", endpoint.name);
        } else {
            answer.problem(401, "unidentified");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        for wrong in ["Bearer", "Bearer portcullis_000000000000_x", "Basic YTpi", "Bearer a.b.c"] {
            let answer = service.ask(asked(endpoint).with("authorization", wrong)).await;
            answer.problem(401, "unidentified");
        }
    }
    public.sort_unstable();
    assert_eq!(public, PUBLIC);
    assert_eq!(service.ask(get("/openapi.json")).await.status, 200);
}

/// As many kinds of callers as there are: one role each and all pairs, people and machines, of the house and of a tenant.
fn callers() -> Vec<(Kind, Option<&'static str>, Vec<Role>)> {
    let single = Role::ALL.into_iter().map(|role| vec![role]);
    let pairs = Role::ALL.into_iter().flat_map(|one| Role::ALL.map(|other| vec![one, other]));
    let sets = single.chain(pairs.filter(|pair| pair[0] < pair[1])).chain([Roles::EACH.iter().collect()]);
    let mut callers = Vec::new();
    for roles in sets {
        for kind in [Kind::Machine, Kind::Person] {
            for tenant in [None, Some("northern")] {
                if tenant.is_none() || !roles.contains(&Role::Licensing) {
                    callers.push((kind, tenant, roles.clone()));
                }
            }
        }
    }
    callers
}

#[tokio::test]
async fn everybody_is_let_in_where_the_policies_say_so() {
    let service = Service::new();
    let policy = Policy::built_in().unwrap();
    let (mut let_in, mut turned_away) = (0, 0);
    for (number, (kind, tenant, roles)) in callers().into_iter().enumerate() {
        let key = service.key(&format!("caller {number}"), kind, tenant, &roles);
        let caller = principal(kind, tenant, &roles);
        for endpoint in endpoints() {
            let answer = service.ask(asked(endpoint).by(&key)).await;
            let what = format!("{} by {kind:?} of {tenant:?} as {roles:?}: {}", endpoint.name, answer.text());
            if is_any(policy.reach(&caller, endpoint.action)) {
                assert!(![401, 403, 429].contains(&answer.status.as_u16()) || is_own_rule(endpoint, &caller), "{what}");
                let_in += 1;
            } else {
                assert_eq!(answer.status, 403, "{what}");
                assert!(!answer.problem(403, "forbidden").is_empty());
                turned_away += 1;
            }
        }
    }
    assert!(let_in > 1_000 && turned_away > 1_000, "{let_in} {turned_away}");
    service.is_well().await;
}

/// What an endpoint refuses besides: it depends on what is in the body, or whose it is.
fn is_own_rule(endpoint: &Endpoint, caller: &Principal) -> bool {
    // Terraform's signature is asked for whoever calls. The example makes a key of the house, which is no tenant's to make; and what houses state is the house's.
    endpoint.name == "terraformRunTask"
        || (matches!(endpoint.name, "makeKey" | "listHouses") && caller.tenant.is_some())
}
