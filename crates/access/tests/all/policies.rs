//! Who may do what.

use crate::people::{caller, tenant_name};
use portcullis_access::policy::Relation;
use portcullis_access::{Action, Kind, Policy, Principal, Reach, Role, Roles};
use proptest::prelude::*;
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::built_in().unwrap());

fn may(principal: &Principal, action: Action, thing: Option<&str>) -> bool {
    POLICY.decide(principal, action, thing.map(tenant_name).as_ref()).is_ok()
}

#[test]
fn nobody_sees_the_health_and_nothing_else() {
    for action in Action::ALL {
        for thing in [None, Some("northern")] {
            assert_eq!(may(&Principal::nobody(), *action, thing), *action == Action::ReadHealth, "{action}");
        }
    }
}

#[test]
fn a_gate_asks_and_starts_what_is_its_own() {
    let gate = caller("g", Kind::Machine, Some("northern"), &[Role::Gate]);
    for action in
        [Action::EvaluateAccess, Action::Start, Action::Renew, Action::Post, Action::Void, Action::AdmissionReview]
    {
        assert!(may(&gate, action, Some("northern")), "{action}");
        assert!(!may(&gate, action, Some("example")), "{action}");
    }
    assert!(may(&gate, Action::Determine, None), "a question about nobody in particular");
    assert!(!may(&gate, Action::Start, None), "a provider that no tenant names is not its own");
    for action in [Action::ConfirmStop, Action::Stop, Action::ReadLicenses, Action::IssueLicense, Action::ReadLog] {
        assert!(!may(&gate, action, Some("northern")), "{action}");
    }
    let house = caller("g", Kind::Machine, None, &[Role::Gate]);
    assert!(may(&house, Action::Start, None), "where there are no tenants all is the house's");
    assert!(!may(&house, Action::Start, Some("northern")));
}

#[test]
fn an_authority_is_no_tenant() {
    let authority = caller("a", Kind::Person, None, &[Role::Licensing]);
    let strange = caller("a", Kind::Person, Some("northern"), &[Role::Licensing]);
    for thing in [None, Some("northern"), Some("example")] {
        assert!(may(&authority, Action::IssueLicense, thing) && may(&authority, Action::SuspendLicense, thing));
        assert!(!may(&strange, Action::IssueLicense, thing) && !may(&strange, Action::SuspendLicense, thing));
        assert!(!may(&authority, Action::SurrenderLicense, thing), "the licensee gives back, not the authority");
    }
}

#[test]
fn what_would_help_is_said() {
    let gate = caller("g", Kind::Machine, Some("northern"), &[Role::Gate]);
    let own = tenant_name("northern");
    let denied = POLICY.decide(&gate, Action::ConfirmStop, Some(&own)).unwrap_err();
    assert_eq!(denied.would_do.iter().collect::<Vec<_>>(), [Role::Adapter, Role::Officer]);
    assert_eq!(
        denied.to_string(),
        "`confirm_stop` is not permitted on what belongs to your tenant (roles: gate); one of these roles would: adapter, officer"
    );
    let other = POLICY.decide(&gate, Action::Start, Some(&tenant_name("example"))).unwrap_err();
    assert!(other.to_string().ends_with("what belongs to another tenant (roles: gate); no role permits it"), "{other}");
    let machine = caller("m", Kind::Machine, None, &[Role::Licensing]);
    let denied = POLICY.decide(&machine, Action::RevokeLicense, Some(&own)).unwrap_err();
    assert_eq!(denied.forbidden.as_ref().unwrap().0, "built-in/people-sign");
    assert!(denied.to_string().contains("takes two people takes people"), "{denied}");
    assert!(may(&machine, Action::SuspendLicense, Some("northern")), "closing takes one, and a system may do it");
}

#[test]
fn how_far_a_list_goes() {
    let reach = |tenant, roles: &[Role], action| POLICY.reach(&caller("x", Kind::Person, tenant, roles), action);
    let officer = reach(Some("northern"), &[Role::Officer], Action::ReadLicenses);
    assert_eq!(officer, Reach { own: true, shared: false, others: false });
    let authority = reach(None, &[Role::Licensing], Action::ReadLicenses);
    assert_eq!(authority, Reach { own: true, shared: false, others: true });
    let auditor = reach(Some("northern"), &[Role::Auditor], Action::ReadLog);
    assert_eq!(auditor, Reach { own: false, shared: false, others: false });
}

fn any_principal() -> impl Strategy<Value = Principal> {
    let kind = prop_oneof![Just(Kind::Machine), Just(Kind::Person)];
    let tenant = prop_oneof![Just(None), Just(Some("northern")), Just(Some("example"))];
    let roles = proptest::collection::vec(proptest::sample::select(Role::ALL.to_vec()), 0..5);
    (kind, tenant, roles).prop_map(|(kind, tenant, roles)| caller("x", kind, tenant, &roles))
}

fn any_thing() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("northern")), Just(Some("example"))]
}

fn with(principal: &Principal, roles: Roles) -> Principal {
    Principal { roles, ..principal.clone() }
}

proptest! {
    /// The laws of the house, whatever the roles.
    #[test]
    fn what_holds_for_all(principal in any_principal(), action in proptest::sample::select(Action::ALL), thing in any_thing()) {
        let allowed = may(&principal, action, thing);
        let other = principal.tenant.is_some() && thing.is_some() && principal.tenant != thing.map(tenant_name);
        prop_assert!(!(allowed && other && action != Action::ReadHealth), "nobody reaches another tenant");
        let signs = action.needs_second_person();
        prop_assert!(!(allowed && signs && principal.kind == Kind::Machine), "systems sign nothing");
        prop_assert!(!(allowed && signs && principal.roles.has(Role::Administrator)), "who makes keys signs nothing");
        prop_assert!(!(allowed && action == Action::ReadLog && principal.tenant.is_some()), "the log is of all");
        if !principal.roles.has(Role::Auditor) && !principal.roles.has(Role::Administrator) {
            // Without the two roles that forbid something, roles only add up.
            let any = principal.roles.iter().any(|role| may(&with(&principal, role.into()), action, thing));
            prop_assert_eq!(allowed, any || action == Action::ReadHealth);
        }
    }

    /// An operator's policies only ever close.
    #[test]
    fn operators_only_tighten(principal in any_principal(), action in proptest::sample::select(Action::ALL), thing in any_thing()) {
        static TIGHTER: LazyLock<Policy> = LazyLock::new(|| {
            Policy::with(&[("house.cedar".to_owned(), HOUSE.to_owned())]).unwrap()
        });
        let tighter = TIGHTER.decide(&principal, action, thing.map(tenant_name).as_ref()).is_ok();
        prop_assert!(!tighter || may(&principal, action, thing));
        let both = principal.roles.has(Role::Officer) && principal.roles.has(Role::Licensing);
        prop_assert!(!(tighter && both && action == Action::SuspendLicense));
        prop_assert!(!(tighter && action == Action::Screen && principal.kind == Kind::Machine));
    }
}

#[test]
fn what_an_operator_may_not_write() {
    let refused = |text: &str| Policy::with(&[("house.cedar".to_owned(), text.to_owned())]).unwrap_err().to_string();
    let cases = [
        ("permit (principal, action, resource);", "it permits something"),
        ("forbid (principal in Role::\"boss\", action, resource);", "boss"),
        ("forbid (principal, action == Action::\"Fly\", resource);", "Fly"),
        ("forbid (principal == Caller::\"caller\", action, resource);", "it names Caller"),
        ("forbid (principal, action, resource) when { resource == Thing::\"Own\" };", "it names Thing"),
        ("forbid (principal, action, resource) when { principal.tenant == \"northern\" };", "tenant"),
        ("forbid (principal, action, resource) when { context.hour > 5 };", "context"),
        ("forbid (principal == ?principal, action, resource);", "template"),
        ("forbid (principal, action, resource) when { 9223372036854775807 + 1 == 1 };", "overflow"),
        ("forbid (principal, action, resource", "house.cedar"),
        ("forbid (principal, action, resource) when { false };", "impossible"),
        (
            "@id(\"a\") forbid (principal, action, resource); @id(\"a\") forbid (principal, action, resource);",
            "house.cedar/a",
        ),
    ];
    for (text, why) in cases {
        let error = refused(text);
        assert!(error.contains(why) && (error.contains("house.cedar") || why == "overflow"), "{text}\n{error}");
    }
}

#[test]
fn relations_are_told_apart() {
    let (one, other) = (tenant_name("northern"), tenant_name("example"));
    assert_eq!(Relation::of(Some(&one), Some(&one)), Relation::Own);
    assert_eq!(Relation::of(Some(&one), Some(&other)), Relation::Foreign);
    assert_eq!(Relation::of(Some(&one), None), Relation::Shared);
    assert_eq!(Relation::of(None, None), Relation::House);
    assert_eq!(Relation::of(None, Some(&one)), Relation::Overseen);
}

/// The actions that take two people are those of the ledger, and the override.
#[test]
fn two_people_as_the_ledger_has_it() {
    use portcullis_license::{Change, Operation};
    let changes = [
        (Change::Suspend { drain_until: None }, Action::SuspendLicense),
        (Change::Reinstate, Action::ReinstateLicense),
        (Change::Revoke, Action::RevokeLicense),
        (Change::Surrender, Action::SurrenderLicense),
    ];
    for (change, action) in changes {
        assert_eq!(change.needs_second_person(), action.needs_second_person(), "{action}");
        let json = serde_json::json!({"operation": "license", "license": "L-1", "change": change.word(), "by": "p", "reason": "r"});
        let operation: Operation = serde_json::from_value(json).unwrap();
        assert_eq!(Action::of(&operation), Some(action));
    }
    let of = |json: serde_json::Value| Action::of(&serde_json::from_value(json).unwrap());
    let lapse =
        serde_json::json!({"operation": "license", "license": "L-1", "change": "lapse", "by": "p", "reason": "r"});
    assert_eq!(of(lapse), None, "the system's own");
    assert_eq!(of(serde_json::json!({"operation": "expire", "reservation": "r"})), None);
    let correct = serde_json::json!({"operation": "correct", "reservation": "r", "chip_milliseconds": 1, "by": "p", "reason": "r"});
    assert_eq!(of(correct), Some(Action::Correct));
    assert!(Action::Correct.needs_second_person() && Action::IssueLicense.needs_second_person());
    assert!(Action::VaryLicense.needs_second_person() && Action::SetLimit.needs_second_person());
}

/// An operator's policies, of every kind of scope.
const HOUSE: &str = "@why(\"licenses are granted elsewhere\")\nforbid (principal in Role::\"officer\", action in Action::\"changing\", resource)\n\
                     when { principal in Role::\"licensing\" };\n\
                     forbid (principal, action == Action::\"Screen\", resource) unless { principal.person };\n\
                     forbid (principal, action, resource) when { principal in Role::\"metrics\" && resource.overseen };\n\
                     forbid (principal, action in [Action::\"reading\", Action::\"ReadLaw\"], resource) when { principal in [Role::\"adapter\", Role::\"auditor\"] };";

/// The table has what Cedar says of all questions there are, put to it here from the schema and the policies alone.
#[test]
fn the_table_is_what_cedar_says() {
    let tighter = Policy::with(&[("house.cedar".to_owned(), HOUSE.to_owned())]).unwrap();
    for (policy, added) in [(&*POLICY, ""), (&tighter, HOUSE)] {
        compare(policy, added);
    }
}

fn compare(policy: &Policy, added: &str) {
    use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, Schema};
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).unwrap();
    let (schema, _) = Schema::from_cedarschema_str(&read("schema.cedarschema")).unwrap();
    let policies: PolicySet = (read("policies.cedar") + added).parse().unwrap();
    let sides = [
        (Some("northern"), Some("northern")),
        (Some("northern"), Some("example")),
        (Some("northern"), None),
        (None, None),
        (None, Some("example")),
    ];
    let mut asked = 0;
    let uid = |text: &str| text.parse::<EntityUid>().unwrap();
    let (somebody, something) = (uid("Caller::\"somebody\""), uid("Thing::\"something\""));
    let actions: Vec<_> =
        Action::ALL.iter().map(|action| (*action, uid(&format!("Action::\"{}\"", action.name())))).collect();
    for roles in Roles::all() {
        for (kind, (tenant, thing)) in
            [Kind::Machine, Kind::Person].into_iter().flat_map(|kind| sides.map(|sides| (kind, sides)))
        {
            let parents: Vec<_> =
                roles.iter().map(|role| serde_json::json!({"type": "Role", "id": role.word()})).collect();
            let entities = serde_json::json!([
                {"uid": {"type": "Caller", "id": "somebody"}, "parents": parents,
                 "attrs": {"person": kind == Kind::Person, "bound": tenant.is_some()}},
                {"uid": {"type": "Thing", "id": "something"}, "parents": [],
                 "attrs": {"own": tenant == thing, "shared": tenant.is_some() && thing.is_none(), "overseen": tenant.is_none() && thing.is_some()}},
            ]);
            let entities = Entities::from_json_value(entities, Some(&schema)).unwrap();
            let roles: Vec<Role> = roles.iter().collect();
            let principal = caller("x", kind, tenant, &roles);
            for (action, action_uid) in &actions {
                let request = Request::new(
                    somebody.clone(),
                    action_uid.clone(),
                    something.clone(),
                    Context::empty(),
                    Some(&schema),
                )
                .unwrap();
                let said =
                    Authorizer::new().is_authorized(&request, &policies, &entities).decision() == Decision::Allow;
                let allowed = policy.decide(&principal, *action, thing.map(tenant_name).as_ref()).is_ok();
                assert_eq!(allowed, said, "{action} {principal:?} {thing:?}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, Roles::SETS * 2 * 5 * Action::ALL.len());
}
