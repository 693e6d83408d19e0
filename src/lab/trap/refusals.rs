//! Beliefs about what a policy lets pass: on endpoints, buckets and the execution role.

use crate::aws::{
    BucketId, ConditionKey, Config, Effect, Endpoint, EndpointKind, Matcher, PolicyDocument, PrincipalMatch,
    Service, Statement,
};
use crate::reach::{ComponentKind, ExplanationCode, Source, Verdict};

use super::Recogniser;
use super::policies::{allows, at_policy, demands_endpoint, with_policy};
use super::scene::{Asked, Scene, Sighting};

const S3_GATEWAY: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html";
const ENDPOINT_POLICY: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
const BUCKET_POLICY: &str =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html";
const EVALUATION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
const CONDITION_KEYS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
const S3_RESOURCES: &str =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "account-principal-at-gateway",
        fact: "In a gateway endpoint's policy an account stands for its root user alone and no role matches; write `*` and pin the role with aws:PrincipalArn.",
        source: S3_GATEWAY,
        find: principal_at_gateway,
    },
    Recogniser {
        id: "deny-without-allow",
        fact: "A policy with Deny statements only allows nothing: what no statement allows is denied.",
        source: EVALUATION,
        find: deny_without_allow,
    },
    Recogniser {
        id: "object-arn-without-bucket-arn",
        fact: "Listing is an action on the bucket, whose ARN has no `/*`.",
        source: S3_RESOURCES,
        find: bucket_arn_missing,
    },
    Recogniser {
        id: "bucket-arn-without-object-arn",
        fact: "Reading and writing are actions on objects, whose ARN goes on with `/` and a key.",
        source: S3_RESOURCES,
        find: object_arn_missing,
    },
    Recogniser {
        id: "endpoint-policy-grants",
        fact: "An endpoint policy only filters; the role or the bucket must still allow the request.",
        source: ENDPOINT_POLICY,
        find: endpoint_policy_grants,
    },
    Recogniser {
        id: "role-permission-is-enough",
        fact: "What the role may do must also pass the policy of the endpoint on the way, which here lacks the action.",
        source: ENDPOINT_POLICY,
        find: role_is_enough,
    },
    Recogniser {
        id: "sourcevpce-without-vpcconfig",
        fact: "Without VpcConfig the transfers pass no endpoint of yours, so a bucket that demands one refuses the job's own data.",
        source: BUCKET_POLICY,
        find: endpoint_demanded_without_vpc,
    },
    Recogniser {
        id: "sourcevpce-names-another-endpoint",
        fact: "The bucket policy demands an endpoint that this request does not come through.",
        source: BUCKET_POLICY,
        find: another_endpoint_demanded,
    },
    Recogniser {
        id: "sourcevpce-deny-is-harmless",
        fact: "\"Deny unless my endpoint\" refuses everybody who comes another way: through NAT, from the console, from services that act for you.",
        source: BUCKET_POLICY,
        find: demand_is_harmless,
    },
    Recogniser {
        id: "sourceip-private-range",
        fact: "A request through an endpoint carries no aws:SourceIp; private ranges belong into aws:VpcSourceIp.",
        source: CONDITION_KEYS,
        find: private_range_as_source,
    },
    Recogniser {
        id: "timeout-is-iam",
        fact: "No policy refuses here, packets do not arrive: look at routes, groups, network ACLs and names.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html",
        find: timeout_is_permission,
    },
    Recogniser {
        id: "accessdenied-is-network",
        fact: "The request arrives and a policy refuses it; opening the network changes nothing but what leaks.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
        find: denial_is_network,
    },
];

/// What must work and is refused by an endpoint's own policy, and would work with that policy changed.
fn refused_by_endpoint(
    scene: &Scene<'_>,
    is_meant: impl Fn(&Endpoint, &PolicyDocument) -> bool,
    change: impl Fn(&mut PolicyDocument),
) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (asked, blocker) in scene.blocked(ExplanationCode::VpcePolicyDeny) {
        let Some((id, endpoint)) = scene.endpoint_named(&blocker.component) else { continue };
        let other = with_policy(scene.config, id, &change);
        let is_meant = endpoint.policy.as_ref().is_some_and(|policy| is_meant(endpoint, policy));
        if is_meant && asked.helps(&other) {
            seen.push(at_policy(&asked, endpoint));
        }
    }
    seen
}

/// The same for the execution role.
fn refused_by_role(
    scene: &Scene<'_>,
    is_meant: impl Fn(&PolicyDocument) -> bool,
    change: impl Fn(&mut PolicyDocument),
) -> Vec<Sighting> {
    let role = scene.workload().and_then(|workload| workload.execution_role_policy.as_ref());
    let is_meant = role.is_some_and(is_meant);
    let other = scene.config.with_workload(|workload| {
        if let Some(policy) = &mut workload.execution_role_policy {
            change(policy);
        }
    });
    let refused = scene.blocked(ExplanationCode::IamDeny);
    let refused = refused.filter(|(asked, _)| is_meant && asked.helps(&other));
    refused
        .map(|(asked, blocker)| asked.aim.at(ComponentKind::IdentityPolicy, blocker.component.as_str()))
        .collect()
}

fn principal_at_gateway(scene: &Scene<'_>) -> Vec<Sighting> {
    refused_by_endpoint(
        scene,
        |endpoint, _| matches!(endpoint.kind, EndpointKind::Gateway(_)),
        |policy| {
            for statement in &mut policy.statements {
                if matches!(statement.principal, PrincipalMatch::Aws(_)) {
                    statement.principal = PrincipalMatch::Anyone;
                }
            }
        },
    )
}

fn anything() -> Statement {
    Statement {
        label: "anything".to_owned(),
        effect: Effect::Allow,
        principal: PrincipalMatch::Anyone,
        actions: Matcher::AnyOf(vec!["*".to_owned()]),
        resources: Matcher::AnyOf(vec!["*".to_owned()]),
        conditions: Vec::new(),
    }
}

fn deny_without_allow(scene: &Scene<'_>) -> Vec<Sighting> {
    let only_denies =
        |policy: &PolicyDocument| !policy.statements.is_empty() && !policy.statements.iter().any(allows);
    let add = |policy: &mut PolicyDocument| policy.statements.push(anything());
    let mut seen = refused_by_endpoint(scene, |_, policy| only_denies(policy), add);
    seen.extend(refused_by_role(scene, only_denies, add));
    seen
}

/// Adds to every Allow statement the ARNs that `related` makes of its own.
fn with_arns(policy: &mut PolicyDocument, related: impl Fn(&str) -> Option<String>) {
    for statement in policy.statements.iter_mut().filter(|statement| allows(statement)) {
        if let Matcher::AnyOf(patterns) = &mut statement.resources {
            let more: Vec<_> = patterns.iter().filter_map(|pattern| related(pattern)).collect();
            patterns.extend(more);
        }
    }
}

fn bucket_arn_missing(scene: &Scene<'_>) -> Vec<Sighting> {
    let add = |policy: &mut PolicyDocument| {
        with_arns(policy, |pattern| pattern.split_once('/').map(|(bucket, _)| bucket.to_owned()));
    };
    let mut seen = refused_by_endpoint(scene, |_, _| true, add);
    seen.extend(refused_by_role(scene, |_| true, add));
    seen
}

fn object_arn_missing(scene: &Scene<'_>) -> Vec<Sighting> {
    let add = |policy: &mut PolicyDocument| {
        with_arns(policy, |pattern| (!pattern.contains('/')).then(|| format!("{pattern}/*")));
    };
    let mut seen = refused_by_endpoint(scene, |_, _| true, add);
    seen.extend(refused_by_role(scene, |_| true, add));
    seen
}

/// The endpoint's policy lets the resource pass, but not the action that the role may do on it.
fn role_is_enough(scene: &Scene<'_>) -> Vec<Sighting> {
    refused_by_endpoint(
        scene,
        |_, _| true,
        |policy| {
            for statement in policy.statements.iter_mut().filter(|statement| allows(statement)) {
                statement.actions = Matcher::AnyOf(vec!["*".to_owned()]);
            }
        },
    )
}

/// The role lacks what the endpoint's own policy allows.
fn endpoint_policy_grants(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = scene.broken().filter(|asked| {
        asked.is_blocked_by(ExplanationCode::IamDeny) && !asked.is_blocked_by(ExplanationCode::VpcePolicyDeny)
    });
    let mut seen = Vec::new();
    for asked in refused {
        let hops = asked.analysis.refused_path().iter();
        let passed = hops.filter(|hop| hop.kind == ComponentKind::EndpointPolicy);
        let endpoints = passed.filter_map(|hop| scene.endpoint_named(&hop.component));
        let own = endpoints.filter(|(_, endpoint)| endpoint.policy.is_some());
        seen.extend(own.map(|(_, endpoint)| at_policy(&asked, endpoint)));
    }
    seen
}

/// What must reach an own bucket and is refused by its demand for an endpoint.
fn refused_by_demand<'a>(scene: &Scene<'a>) -> Vec<(Asked<'a>, BucketId)> {
    let mut found = Vec::new();
    for (asked, _) in scene.blocked(ExplanationCode::BucketPolicyDeny) {
        let Some(id) = scene.bucket_of(&asked) else { continue };
        let undemanding = with_bucket_policy(scene, id, |policy| {
            policy.statements.retain(|statement| !demands_endpoint(statement));
        });
        if asked.helps(&undemanding) {
            found.push((asked, id));
        }
    }
    found
}

fn with_bucket_policy(scene: &Scene<'_>, id: BucketId, change: impl FnOnce(&mut PolicyDocument)) -> Config {
    scene.config.with_bucket(id, |bucket| {
        if let Some(policy) = &mut bucket.policy {
            change(policy);
        }
    })
}

fn at_bucket_policy(scene: &Scene<'_>, asked: &Asked<'_>, id: BucketId) -> Sighting {
    asked.aim.at(ComponentKind::BucketPolicy, scene.config.bucket(id).name.as_str())
}

fn is_outside_vpc(scene: &Scene<'_>, asked: &Asked<'_>) -> bool {
    asked.is_from_workload() && scene.vpc_config().is_none()
}

fn endpoint_demanded_without_vpc(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = refused_by_demand(scene).into_iter().filter(|(asked, _)| is_outside_vpc(scene, asked));
    refused.map(|(asked, id)| at_bucket_policy(scene, &asked, id)).collect()
}

/// Whether it would be let in if the bucket named every endpoint for S3 that there is.
fn comes_by_endpoint(scene: &Scene<'_>, asked: &Asked<'_>, id: BucketId) -> bool {
    let endpoints = scene.endpoints().filter(|(_, endpoint)| endpoint.service == Service::S3);
    let ids: Vec<_> = endpoints.map(|(_, endpoint)| endpoint.id()).collect();
    let naming_all = with_bucket_policy(scene, id, |policy| {
        let conditions = policy.statements.iter_mut().flat_map(|statement| &mut statement.conditions);
        for condition in conditions.filter(|condition| condition.key == ConditionKey::SourceVpce) {
            condition.values.extend(ids.iter().cloned());
        }
    });
    asked.helps(&naming_all)
}

fn another_endpoint_demanded(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = refused_by_demand(scene).into_iter();
    let by_another = refused.filter(|(asked, id)| comes_by_endpoint(scene, asked, *id));
    by_another.map(|(asked, id)| at_bucket_policy(scene, &asked, id)).collect()
}

fn demand_is_harmless(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = refused_by_demand(scene).into_iter();
    let other_ways =
        refused.filter(|(asked, id)| !is_outside_vpc(scene, asked) && !comes_by_endpoint(scene, asked, *id));
    other_ways.map(|(asked, id)| at_bucket_policy(scene, &asked, id)).collect()
}

/// A bucket policy that asks for the public address where it means the private one.
fn private_range_as_source(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for asked in scene.broken() {
        let Some(id) = scene.bucket_of(&asked) else { continue };
        let private = with_bucket_policy(scene, id, |policy| {
            let conditions = policy.statements.iter_mut().flat_map(|statement| &mut statement.conditions);
            for condition in conditions.filter(|condition| condition.key == ConditionKey::SourceIp) {
                condition.key = ConditionKey::VpcSourceIp;
            }
        });
        if asked.helps(&private) {
            seen.push(at_bucket_policy(scene, &asked, id));
        }
    }
    seen
}

/// Whether a policy refuses, rather than the network.
fn is_denial(code: ExplanationCode) -> bool {
    use ExplanationCode as Code;
    matches!(
        code,
        Code::IamDeny
            | Code::VpcePolicyDeny
            | Code::BucketPolicyDeny
            | Code::ScpDeny
            | Code::RcpDeny
            | Code::NoCredentialsInContainer
    )
}

fn allows_all(statement: &Statement) -> bool {
    let is_all = |matcher: &Matcher| match matcher {
        Matcher::AnyOf(patterns) => patterns.iter().any(|p| ["*", "s3:*", "*:*"].contains(&p.as_str())),
        Matcher::NoneOf(patterns) => patterns.is_empty(),
    };
    allows(statement)
        && statement.conditions.is_empty()
        && is_all(&statement.actions)
        && is_all(&statement.resources)
}

/// The role was given everything, and it is the network that refuses.
fn timeout_is_permission(scene: &Scene<'_>) -> Vec<Sighting> {
    let role = scene.workload().and_then(|workload| workload.execution_role_policy.as_ref());
    let is_wide = role.is_some_and(|policy| policy.statements.iter().any(allows_all));
    let calls = scene.broken().filter(|asked| asked.is_from_workload() && asked.service().is_some());
    let lost = calls
        .filter(|asked| is_wide && !asked.analysis.blockers().iter().any(|blocker| is_denial(blocker.code)));
    lost.map(|asked| asked.aim.at(ComponentKind::IdentityPolicy, "execution-role")).collect()
}

/// The network was opened to the internet, and it is a policy that refuses.
fn denial_is_network(scene: &Scene<'_>) -> Vec<Sighting> {
    let refused = scene.broken().find(|asked| {
        let blockers = asked.analysis.blockers();
        asked.is_from_workload()
            && scene.vpc_config().is_some()
            && asked.analysis.verdict() == Verdict::Never
            && blockers.iter().all(|blocker| is_denial(blocker.code))
    });
    let leaks = scene.leaks().filter(|leak| {
        let opened = leak.is_to_internet() && leak.analysis.traverses(ComponentKind::NatGateway);
        opened && leak.query.source != Source::Internet
    });
    let opened = leaks.flat_map(|leak| {
        let nats = leak.crossed(ComponentKind::NatGateway);
        nats.map(move |nat| leak.aim.at(ComponentKind::NatGateway, nat))
    });
    opened.filter(|_| refused.is_some()).collect()
}
