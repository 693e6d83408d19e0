//! The laws of policy evaluation.

use proptest::prelude::*;

use super::*;
use crate::aws::{Condition, ConditionOperator, Matcher, PrincipalMatch, Statement};

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
    let operator = proptest::sample::select(vec![
        ConditionOperator::StringEquals,
        ConditionOperator::StringNotEquals,
        ConditionOperator::StringLike,
        ConditionOperator::ArnNotLike,
    ]);
    let key = proptest::sample::select(vec!["aws:sourcevpce", "aws:principalaccount", "aws:principalarn"]);
    let value = proptest::sample::select(vec!["vpce-s3", OWN, ROLE, "*"]);
    let condition = (operator, any::<bool>(), key, value).prop_map(|(operator, if_exists, key, value)| {
        Condition { operator, if_exists, key: key.to_owned(), values: vec![value.to_owned()] }
    });
    let effect = proptest::sample::select(vec![Effect::Allow, Effect::Deny]);
    (
        effect,
        principal,
        list(&["s3:*", "s3:Get*", "s3:PutObject"]),
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
        proptest::sample::select(vec![Who::Role, Who::Stranger, Who::Nobody]),
        proptest::sample::select(vec![By::Gateway, By::Interface, By::Internet]),
        proptest::sample::select(vec!["s3:GetObject", "s3:PutObject"]),
        proptest::sample::select(vec![(OBJECT, OWN), (THEIRS, STRANGER)]),
    )
        .prop_map(|(who, by, action, (resource, owner))| request(who, by, action, resource, owner))
}

/// Three policies as the layers of one path.
fn path(three: &[PolicyDocument; 3]) -> Layers<'_> {
    let [identity, endpoint, bucket] = three;
    Layers { identity: Some(identity), endpoint: Some(Some(endpoint)), bucket: Some(bucket) }
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
    fn a_deny_at_any_layer_overrides(mut three in [policy(), policy(), policy()], at in 0usize..3, request in any_request()) {
        prop_assume!(at > 0 || matches!(request.caller, Caller::ExecutionRole { .. }));
        three[at].statements.push(sole(Effect::Deny));
        prop_assert!(!authorize(path(&three), &request).allowed);
    }

    #[test]
    fn the_order_of_statements_has_no_effect(three in [policy(), policy(), policy()], request in any_request()) {
        let mut reversed = three.clone();
        for policy in &mut reversed {
            policy.statements.reverse();
        }
        prop_assert_eq!(authorize(path(&three), &request).allowed, authorize(path(&reversed), &request).allowed);
    }

    #[test]
    fn without_an_allow_nothing_is_allowed(mut three in [policy(), policy(), policy()], request in any_request()) {
        for policy in &mut three {
            policy.statements.retain(|statement| statement.effect == Effect::Deny);
        }
        prop_assert!(!authorize(path(&three), &request).allowed);
    }

    #[test]
    fn one_more_allow_never_takes_an_allow_away(
        mut three in [policy(), policy(), policy()],
        at in 0usize..3,
        mut more in statement(),
        request in any_request(),
    ) {
        let before = authorize(path(&three), &request).allowed;
        more.effect = Effect::Allow;
        three[at].statements.push(more);
        prop_assert!(!before || authorize(path(&three), &request).allowed);
    }

    #[test]
    fn no_endpoint_policy_is_full_access(three in [policy(), policy(), policy()], request in any_request()) {
        let full = PolicyDocument { statements: vec![sole(Effect::Allow)] };
        let decide = |endpoint| authorize(Layers { endpoint: Some(endpoint), ..path(&three) }, &request).allowed;
        prop_assert_eq!(decide(None), decide(Some(&full)));
    }

    #[test]
    fn a_request_is_allowed_exactly_when_every_layer_lets_it_pass(three in [policy(), policy(), policy()], request in any_request()) {
        let decision = authorize(path(&three), &request);
        prop_assert_eq!(decision.allowed, decision.layers.iter().all(|layer| layer.allows));
        prop_assert!(decision.layers.iter().all(|layer| !layer.detail.is_empty()));
    }
}
