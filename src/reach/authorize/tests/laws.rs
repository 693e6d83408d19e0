//! The laws of policy evaluation.

use proptest::prelude::*;

use super::*;
use crate::aws::{Condition, ConditionKey, ConditionOperator, Matcher, PrincipalMatch, Statement};
use crate::net::Ipv4Prefix;

fn condition() -> impl Strategy<Value = Condition> {
    use ConditionOperator as Op;
    let text = (
        proptest::sample::select(vec![Op::StringEquals, Op::StringNotEquals, Op::StringLike, Op::ArnNotLike]),
        proptest::sample::select(vec![
            ConditionKey::SourceVpce,
            ConditionKey::PrincipalAccount,
            ConditionKey::PrincipalArn,
        ]),
        proptest::sample::select(vec!["vpce-s3", OWN, ROLE, "*"]),
    );
    let truth = (
        proptest::sample::select(vec![Op::Bool, Op::Null]),
        proptest::sample::select(vec![ConditionKey::SecureTransport, ConditionKey::PrincipalIsAwsService]),
        proptest::sample::select(vec!["true", "false"]),
    );
    let address = (
        proptest::sample::select(vec![Op::IpAddress, Op::NotIpAddress]),
        proptest::sample::select(vec![ConditionKey::SourceIp, ConditionKey::VpcSourceIp]),
        proptest::sample::select(vec!["10.0.1.0/24", "198.51.100.0/24"]),
    );
    (prop_oneof![text, truth, address], any::<bool>()).prop_map(|((operator, key, value), if_exists)| {
        let networks: Vec<Ipv4Prefix> = value.parse().into_iter().collect();
        let if_exists = if_exists && operator != Op::Null;
        Condition { operator, if_exists, key, values: vec![value.to_owned()], networks }
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    let principal = prop_oneof![
        Just(PrincipalMatch::Anyone),
        Just(PrincipalMatch::Aws(vec![OWN.to_owned()])),
        Just(PrincipalMatch::Aws(vec![ROLE.to_owned()])),
        Just(PrincipalMatch::Aws(vec![STRANGER.to_owned()])),
    ];
    let list = |patterns: &'static [&'static str]| {
        (proptest::sample::subsequence(patterns, 1..=2), any::<bool>()).prop_map(|(patterns, positive)| {
            let patterns = patterns.into_iter().map(str::to_owned).collect();
            if positive { Matcher::AnyOf(patterns) } else { Matcher::NoneOf(patterns) }
        })
    };
    let condition = condition();
    let effect = proptest::sample::select(vec![Effect::Allow, Effect::Deny]);
    (
        effect,
        principal,
        list(&["s3:*", "s3:get*", "s3:putobject"]),
        list(&["*", "arn:aws:s3:::ours/*", "arn:aws:s3:::theirs/*"]),
        proptest::collection::vec(condition, 0..2),
    )
        .prop_map(|(effect, principal, actions, resources, conditions)| Statement {
            label: "S".to_owned(),
            effect,
            principal,
            actions,
            resources,
            conditions,
        })
}

fn policy() -> impl Strategy<Value = PolicyDocument> {
    proptest::collection::vec(statement(), 0..4).prop_map(|statements| PolicyDocument { statements })
}

fn any_request() -> impl Strategy<Value = Request> {
    (
        proptest::sample::select(vec![Who::Role, Who::Stranger, Who::Root, Who::Nobody]),
        proptest::sample::select(vec![By::Gateway, By::Interface, By::Internet]),
        proptest::sample::select(vec!["s3:GetObject", "s3:PutObject"]),
        proptest::sample::select(vec![(OBJECT, OWN), (THEIRS, STRANGER)]),
    )
        .prop_map(|(who, by, action, (resource, owner))| request(who, by, action, resource, owner))
}

/// Five policies as the layers of one path.
fn path(five: &[PolicyDocument; 5]) -> Layers<'_> {
    let [identity, service_control, endpoint, bucket, resource_control] = five;
    Layers {
        identity: Some(identity),
        service_control: Some(service_control),
        endpoint: Some(Some(endpoint)),
        bucket: Some(Some(bucket)),
        resource_control: Some(resource_control),
    }
}

fn policies() -> [impl Strategy<Value = PolicyDocument>; 5] {
    std::array::from_fn(|_| policy())
}

fn sole(effect: Effect) -> Statement {
    Statement {
        label: "S".to_owned(),
        effect,
        principal: PrincipalMatch::Anyone,
        actions: Matcher::AnyOf(vec!["*".to_owned()]),
        resources: Matcher::AnyOf(vec!["*".to_owned()]),
        conditions: Vec::new(),
    }
}

proptest! {
    #[test]
    fn a_deny_at_any_layer_overrides(mut five in policies(), at in 0usize..5, request in any_request()) {
        prop_assume!(at > 1 || matches!(request.caller, Caller::ExecutionRole { .. }));
        five[at].statements.push(sole(Effect::Deny));
        prop_assert!(!authorize(path(&five), &request).allowed);
    }

    #[test]
    fn the_order_of_statements_has_no_effect(five in policies(), request in any_request()) {
        let mut reversed = five.clone();
        for policy in &mut reversed {
            policy.statements.reverse();
        }
        prop_assert_eq!(authorize(path(&five), &request).allowed, authorize(path(&reversed), &request).allowed);
    }

    #[test]
    fn without_an_allow_nothing_is_allowed(mut five in policies(), request in any_request()) {
        for policy in &mut five {
            policy.statements.retain(|statement| statement.effect == Effect::Deny);
        }
        prop_assert!(!authorize(path(&five), &request).allowed);
    }

    #[test]
    fn one_more_allow_never_takes_an_allow_away(
        mut five in policies(),
        at in 0usize..5,
        mut more in statement(),
        request in any_request(),
    ) {
        let before = authorize(path(&five), &request).allowed;
        more.effect = Effect::Allow;
        five[at].statements.push(more);
        prop_assert!(!before || authorize(path(&five), &request).allowed);
    }

    #[test]
    fn no_endpoint_policy_is_full_access(five in policies(), request in any_request()) {
        let full = PolicyDocument { statements: vec![sole(Effect::Allow)] };
        let decide = |endpoint| authorize(Layers { endpoint: Some(endpoint), ..path(&five) }, &request).allowed;
        prop_assert_eq!(decide(None), decide(Some(&full)));
    }

    #[test]
    fn no_control_policy_is_full_access(five in policies(), request in any_request()) {
        let full = PolicyDocument { statements: vec![sole(Effect::Allow)] };
        let decide = |policy| {
            authorize(Layers { service_control: policy, resource_control: policy, ..path(&five) }, &request).allowed
        };
        prop_assert_eq!(decide(None), decide(Some(&full)));
    }

    #[test]
    fn a_negated_element_is_the_complement(statement in statement(), request in any_request()) {
        let about = |statement: &Statement| examine(statement, Asked { layer: Layer::Endpoint, request: &request }).is_ok();
        let flip = |matcher: &Matcher| match matcher.clone() {
            Matcher::AnyOf(patterns) => Matcher::NoneOf(patterns),
            Matcher::NoneOf(patterns) => Matcher::AnyOf(patterns),
        };
        let everything = Statement {
            actions: Matcher::AnyOf(vec!["*".into()]),
            resources: Matcher::AnyOf(vec!["*".into()]),
            ..statement.clone()
        };
        let by_action = Statement { actions: statement.actions.clone(), ..everything.clone() };
        let other_actions = Statement { actions: flip(&statement.actions), ..everything.clone() };
        prop_assert_eq!(about(&everything), about(&by_action) || about(&other_actions));
        prop_assert!(!(about(&by_action) && about(&other_actions)));
        let by_resource = Statement { resources: statement.resources.clone(), ..everything.clone() };
        let other_resources = Statement { resources: flip(&statement.resources), ..everything.clone() };
        prop_assert_eq!(about(&everything), about(&by_resource) || about(&other_resources));
        prop_assert!(!(about(&by_resource) && about(&other_resources)));
    }

    #[test]
    fn a_request_is_allowed_exactly_when_every_layer_lets_it_pass(five in policies(), request in any_request()) {
        let decision = authorize(path(&five), &request);
        prop_assert_eq!(decision.allowed, decision.layers.iter().all(|layer| layer.allows));
        prop_assert_eq!(decision.allowed, permits(path(&five), &request));
        prop_assert!(decision.layers.is_sorted_by_key(|layer| layer.layer));
        prop_assert!(decision.layers.iter().all(|layer| !layer.detail.is_empty()));
    }
}
