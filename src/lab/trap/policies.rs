//! Beliefs about what a policy keeps in: on endpoints, and on buckets for other buckets.

use crate::aws::{
    Condition, ConditionKey, ConditionOperator, Config, Effect, Endpoint, EndpointId, Matcher, Owner,
    PolicyDocument, Service, Statement,
};
use crate::reach::ComponentKind;

use super::Recogniser;
use super::scene::{Asked, Scene, Sighting};

const NOT_ACTION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html";
const CONDITION_KEYS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
const PERIMETER: &str = "https://github.com/aws-samples/data-perimeter-policy-examples";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "default-endpoint-policy-tight",
        fact: "An endpoint's default policy allows every action on every bucket, a stranger's too.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
        find: default_policy_is_tight,
    },
    Recogniser {
        id: "sourcevpce-in-own-policy",
        fact: "Whatever meets an endpoint's policy has come through that endpoint, so asking for it there filters nothing.",
        source: CONDITION_KEYS,
        find: endpoint_names_itself,
    },
    Recogniser {
        id: "principalaccount-not-resourceaccount",
        fact: "A condition on the principal says who may call; your own role may still write to a stranger's bucket unless the resource's account is asked too.",
        source: PERIMETER,
        find: principal_instead_of_resource,
    },
    Recogniser {
        id: "wildcard-bucket-name",
        fact: "Bucket names are global, so anybody may register a name that fits the pattern.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
        find: wildcard_in_bucket_name,
    },
    Recogniser {
        id: "notaction-allows",
        fact: "Allow with NotAction allows every action but those listed.",
        source: NOT_ACTION,
        find: not_action_allows,
    },
    Recogniser {
        id: "one-policy-is-a-perimeter",
        fact: "A bucket policy guards its own bucket; it has no say about writes to somebody else's.",
        source: PERIMETER,
        find: bucket_policy_is_a_perimeter,
    },
];

fn has_key(statement: &Statement, keys: &[ConditionKey]) -> bool {
    statement.conditions.iter().any(|condition| keys.contains(&condition.key))
}

pub(super) fn allows(statement: &Statement) -> bool {
    statement.effect == Effect::Allow
}

const ENDPOINT_KEYS: [ConditionKey; 2] = [ConditionKey::SourceVpce, ConditionKey::SourceVpc];
const PRINCIPAL_KEYS: [ConditionKey; 3] =
    [ConditionKey::PrincipalAccount, ConditionKey::PrincipalArn, ConditionKey::PrincipalOrgId];

pub(super) fn at_policy(asked: &Asked<'_>, endpoint: &Endpoint) -> Sighting {
    asked.aim.at(ComponentKind::EndpointPolicy, endpoint.name.as_str())
}

pub(super) fn with_policy(
    config: &Config,
    id: EndpointId,
    change: impl FnOnce(&mut PolicyDocument),
) -> Config {
    config.with_endpoint(id, |endpoint| {
        if let Some(policy) = &mut endpoint.policy {
            change(policy);
        }
    })
}

/// Writes to somebody else's bucket that pass this endpoint's policy.
fn leaks_through<'a>(scene: &Scene<'a>) -> Vec<(Asked<'a>, EndpointId, &'a Endpoint)> {
    let mut found = Vec::new();
    let foreign = |leak: &Asked<'_>| leak.service() == Some(Service::S3) && !scene.is_about_own_bucket(leak);
    for leak in scene.leaks().filter(foreign) {
        for name in leak.crossed(ComponentKind::EndpointPolicy) {
            found.extend(scene.endpoint_named(name).map(|(id, endpoint)| (leak, id, endpoint)));
        }
    }
    found
}

fn default_policy_is_tight(scene: &Scene<'_>) -> Vec<Sighting> {
    let open = leaks_through(scene).into_iter().filter(|(_, _, endpoint)| endpoint.policy.is_none());
    open.map(|(leak, _, endpoint)| at_policy(&leak, endpoint)).collect()
}

/// Leaks through an endpoint's own policy that would be closed if those of its Allow statements that are
/// `meant` were changed.
fn leaks_by_statement(
    scene: &Scene<'_>,
    is_meant: impl Fn(&Statement, &Endpoint) -> bool,
    instead: impl Fn(&mut Statement),
) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (leak, id, endpoint) in leaks_through(scene) {
        let mut is_there = false;
        let other = with_policy(scene.config, id, |policy| {
            for statement in policy.statements.iter_mut().filter(|s| allows(s) && is_meant(s, endpoint)) {
                is_there = true;
                instead(statement);
            }
        });
        if is_there && leak.aim.meets(&other) {
            seen.push(at_policy(&leak, endpoint));
        }
    }
    seen
}

/// Adds what the author of the condition meant: resources of the own account only.
fn pin_resource(statement: &mut Statement, account: &str) {
    statement.conditions.push(Condition {
        operator: ConditionOperator::StringEquals,
        if_exists: false,
        key: ConditionKey::ResourceAccount,
        values: vec![account.to_owned()],
        networks: Vec::new(),
    });
}

fn endpoint_names_itself(scene: &Scene<'_>) -> Vec<Sighting> {
    let names_itself = |statement: &Statement, endpoint: &Endpoint| {
        let own = [endpoint.id(), format!("vpc-{}", scene.config.vpc().name)];
        statement.conditions.iter().any(|condition| {
            ENDPOINT_KEYS.contains(&condition.key) && condition.values.iter().any(|value| own.contains(value))
        })
    };
    leaks_by_statement(scene, names_itself, |statement| pin_resource(statement, scene.config.account()))
}

fn principal_instead_of_resource(scene: &Scene<'_>) -> Vec<Sighting> {
    leaks_by_statement(
        scene,
        |statement, _| has_key(statement, &PRINCIPAL_KEYS),
        |statement| pin_resource(statement, scene.config.account()),
    )
}

/// Whether the pattern leaves a part of the bucket's name open, but not all of it.
fn has_open_name(pattern: &str) -> bool {
    let name = pattern.strip_prefix("arn:aws:s3:::").map(|rest| rest.split('/').next().unwrap_or(rest));
    name.is_some_and(|name| name != "*" && name.contains(['*', '?']))
}

fn wildcard_in_bucket_name(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_open = |statement: &Statement, _: &Endpoint| match &statement.resources {
        Matcher::AnyOf(patterns) => patterns.iter().any(|pattern| has_open_name(pattern)),
        Matcher::NoneOf(_) => false,
    };
    leaks_by_statement(scene, is_open, |statement| {
        if let Matcher::AnyOf(patterns) = &mut statement.resources {
            patterns.retain(|pattern| !has_open_name(pattern));
        }
    })
}

fn not_action_allows(scene: &Scene<'_>) -> Vec<Sighting> {
    leaks_by_statement(
        scene,
        |statement, _| matches!(statement.actions, Matcher::NoneOf(_)),
        |statement| statement.actions = Matcher::AnyOf(Vec::new()),
    )
}

pub(super) fn demands_endpoint(statement: &Statement) -> bool {
    statement.effect == Effect::Deny && has_key(statement, &ENDPOINT_KEYS)
}

fn bucket_policy_is_a_perimeter(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (leak, _, _) in leaks_through(scene) {
        let guarded = scene.config.buckets().iter().filter(|bucket| {
            let statements = bucket.policy.iter().flat_map(|policy| &policy.statements);
            bucket.owner == Owner::Own && statements.into_iter().any(demands_endpoint)
        });
        seen.extend(guarded.map(|bucket| leak.aim.at(ComponentKind::BucketPolicy, bucket.name.as_str())));
    }
    seen
}
