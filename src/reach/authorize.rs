//! Policy decisions: explicit deny, allow, implicit deny, with the statements that decided.
//!
//! An explicit deny in any policy on the path decides. Otherwise the endpoint must allow, if there
//! is one on the path, and then: in the bucket's own account, the identity's policy *or* the bucket
//! policy must allow; from another account, both; without credentials, the bucket policy (IAM User
//! Guide, "Policy evaluation logic").

mod glob;
mod statement;

#[cfg(test)]
mod tests;

use crate::aws::{Effect, PolicyDocument};

use statement::{Asked, examine, facts, subject};

/// Who signs a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The workload's execution role.
    ExecutionRole { arn: String, account: String, organization: Option<String> },
    /// An identity of another account, which allows itself everything.
    Foreign { account: String },
    /// Nobody: the request is unsigned.
    Anonymous,
}

/// One S3 (or other service) request with everything that a condition of the model can ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub caller: Caller,
    /// Such as `s3:PutObject`.
    pub action: String,
    /// The ARN that the action applies to.
    pub resource: String,
    pub resource_account: String,
    pub resource_organization: Option<String>,
    /// `aws:SourceVpce`, present only when the request came through an endpoint.
    pub source_vpce: Option<String>,
    /// `aws:SourceVpc`, present only when the request came through an endpoint.
    pub source_vpc: Option<String>,
    /// Whether that endpoint is a gateway endpoint, whose policy cannot name a role as principal.
    pub through_gateway_endpoint: bool,
}

/// The policies that a request meets. `None` means: no such policy on this path.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layers<'a> {
    /// `None`: the managed default, which allows.
    pub identity: Option<&'a PolicyDocument>,
    /// The endpoint on the path; the inner `None` is its default policy, full access.
    pub endpoint: Option<Option<&'a PolicyDocument>>,
    pub bucket: Option<&'a PolicyDocument>,
}

/// Which policy spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    Identity,
    Endpoint,
    Bucket,
}

/// What one layer contributed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    pub layer: Layer,
    /// Whether this layer lets the request pass. A layer whose consent is not needed passes
    /// everything that it does not deny.
    pub allows: bool,
    /// The statement that decided, or why none did, in words.
    pub detail: String,
}

/// The decision and everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub allowed: bool,
    /// One entry per layer that was asked, in the order identity, endpoint, bucket. The request is
    /// allowed exactly when every one of them allows.
    pub layers: Vec<Deciding>,
}

/// Decides a request.
///
/// An identity of another account allows itself everything, so its own policy is not asked. A bucket
/// without policy grants nothing by itself; whoever asks about an adversary's bucket passes the
/// policy that the adversary would give it.
#[must_use]
pub fn authorize(layers: Layers<'_>, request: &Request) -> Authorization {
    let own_account = account_of(&request.caller) == Some(request.resource_account.as_str());
    let bucket = opinion(layers.bucket, &Asked { layer: Layer::Bucket, request, own_account })
        .unwrap_or_else(|| Opinion::Silent("the bucket has no policy".to_owned()));
    let bucket_grants = matches!(bucket, Opinion::Grants(_));
    let mut deciding = Vec::new();
    if matches!(request.caller, Caller::ExecutionRole { .. }) {
        let identity = opinion(layers.identity, &Asked { layer: Layer::Identity, request, own_account })
            .unwrap_or_else(|| Opinion::Grants("the role's managed policy allows".to_owned()));
        deciding.push(identity.told(Layer::Identity, !(own_account && bucket_grants)));
    }
    if let Some(policy) = layers.endpoint {
        let endpoint = opinion(policy, &Asked { layer: Layer::Endpoint, request, own_account })
            .unwrap_or_else(|| Opinion::Grants("the default policy allows everything".to_owned()));
        deciding.push(endpoint.told(Layer::Endpoint, true));
    }
    deciding.push(bucket.told(Layer::Bucket, !own_account));
    Authorization { allowed: deciding.iter().all(|layer| layer.allows), layers: deciding }
}

fn account_of(caller: &Caller) -> Option<&str> {
    match caller {
        Caller::ExecutionRole { account, .. } | Caller::Foreign { account } => Some(account),
        Caller::Anonymous => None,
    }
}

/// What one policy says, and why.
enum Opinion {
    Denies(String),
    Grants(String),
    /// The implicit deny.
    Silent(String),
}

impl Opinion {
    fn told(self, layer: Layer, consent_needed: bool) -> Deciding {
        match self {
            Self::Denies(detail) => Deciding { layer, allows: false, detail },
            Self::Grants(detail) => Deciding { layer, allows: true, detail },
            Self::Silent(detail) if consent_needed => Deciding { layer, allows: false, detail },
            Self::Silent(detail) => {
                let other = if layer == Layer::Bucket { "the role's" } else { "the bucket's" };
                let detail = format!("{detail}; within one account {other} policy is enough");
                Deciding { layer, allows: true, detail }
            }
        }
    }
}

/// What the policy says; nothing when there is none.
fn opinion(policy: Option<&PolicyDocument>, asked: &Asked<'_>) -> Option<Opinion> {
    let mut grant = None;
    let mut refusals = Vec::new();
    for statement in &policy?.statements {
        match (examine(statement, asked), statement.effect) {
            (Ok(()), Effect::Deny) => {
                let facts = facts(statement, asked.request);
                return Some(Opinion::Denies(format!("{} denies{facts}", subject(statement))));
            }
            (Ok(()), Effect::Allow) => {
                grant.get_or_insert_with(|| format!("{} allows", subject(statement)));
            }
            (Err(refusal), Effect::Allow) => refusals.push((refusal, statement)),
            (Err(_), Effect::Deny) => {}
        }
    }
    // Of those that came equally close, the first.
    let nearest = refusals.into_iter().rev().max_by_key(|(refusal, _)| refusal.progress());
    Some(match (grant, nearest) {
        (Some(grant), _) => Opinion::Grants(grant),
        (None, Some((refusal, statement))) => {
            Opinion::Silent(format!("no statement allows: {}", refusal.told(statement, asked)))
        }
        (None, None) => Opinion::Silent("no statement allows".to_owned()),
    })
}
