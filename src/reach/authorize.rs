//! Policy decisions: explicit deny, allow, implicit deny, with the statements that decided.
//!
//! An explicit deny in any policy on the path decides. Otherwise everybody whose consent is needed
//! must allow: the endpoint, if there is one on the path; the service control policy, if the caller's
//! account has one; the resource control policy, if the resource's account has one; and then, in the
//! resource's own account, the identity's policy *or* the resource's; from another account, both;
//! without credentials, the resource's (IAM User Guide, "Policy evaluation logic").

mod glob;
mod statement;
mod words;

#[cfg(test)]
mod tests;

use crate::aws::{Effect, PolicyDocument};

use statement::{Asked, examine};

/// Who signs a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// The workload's execution role, or the role of a machine in the VPC.
    ExecutionRole { arn: String, account: String, organization: Option<String> },
    /// An identity of another account, which allows itself everything.
    Foreign { arn: String, account: String, organization: Option<String> },
    /// Nobody: the request is unsigned.
    Anonymous,
}

impl Caller {
    /// The caller's ARN; a root user's ends in `:root`.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        match self {
            Self::ExecutionRole { arn, .. } | Self::Foreign { arn, .. } => Some(arn),
            Self::Anonymous => None,
        }
    }

    /// The caller's account.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::ExecutionRole { account, .. } | Self::Foreign { account, .. } => Some(account),
            Self::Anonymous => None,
        }
    }

    /// The organization of the caller's account.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        match self {
            Self::ExecutionRole { organization, .. } | Self::Foreign { organization, .. } => {
                organization.as_deref()
            }
            Self::Anonymous => None,
        }
    }
}

/// One request, over TLS and made by the caller itself, with everything that a condition of the model
/// can ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub caller: Caller,
    /// Such as `s3:PutObject`.
    pub action: String,
    /// The ARN that the action applies to; `*` for actions that apply to none.
    pub resource: String,
    pub resource_account: String,
    pub resource_organization: Option<String>,
    /// `aws:SourceVpce`, present only when the request came through an endpoint.
    pub source_vpce: Option<String>,
    /// `aws:SourceVpc`, present only when the request came through an endpoint.
    pub source_vpc: Option<String>,
    /// `aws:VpcSourceIp`, present only when the request came through an endpoint.
    pub vpc_source_ip: Option<u32>,
    /// `aws:SourceIp`, absent when the request came through an endpoint.
    pub source_ip: Option<u32>,
    /// Whether that endpoint is a gateway endpoint, whose policy cannot name a role as principal.
    pub through_gateway_endpoint: bool,
}

/// The policies that a request meets. `None` means: no such policy on this path.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layers<'a> {
    /// `None`: the managed default, which allows. Asked for the execution role only.
    pub identity: Option<&'a PolicyDocument>,
    /// Asked for the execution role only.
    pub service_control: Option<&'a PolicyDocument>,
    /// The endpoint on the path; the inner `None` is its default policy, full access.
    pub endpoint: Option<Option<&'a PolicyDocument>>,
    /// The bucket; the inner `None` is one without a policy. The outer `None` is a resource whose
    /// policy the model does not have; it is taken to leave the decision to its account.
    pub bucket: Option<Option<&'a PolicyDocument>>,
    /// Only for resources of an account that has one.
    pub resource_control: Option<&'a PolicyDocument>,
}

/// Which policy spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    Identity,
    ServiceControl,
    Endpoint,
    Bucket,
    ResourceControl,
}

/// What one policy says about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ruling {
    /// This statement, counted from 0, denies.
    Denied(usize),
    /// None denies, and this statement, counted from 0, allows.
    Allowed(usize),
    /// No statement is about the request: the implicit deny.
    Silent,
    /// There is no policy: the role and the endpoint then allow, a bucket does not.
    Absent,
}

/// What one layer contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Finding {
    pub layer: Layer,
    pub ruling: Ruling,
    /// Whether the layer must allow, rather than only not deny.
    pub consent_needed: bool,
}

impl Finding {
    /// Whether the layer lets the request pass. One whose consent is not needed passes everything
    /// that it does not deny.
    #[must_use]
    pub fn allows(&self) -> bool {
        match self.ruling {
            Ruling::Denied(_) => false,
            Ruling::Allowed(_) => true,
            Ruling::Silent => !self.consent_needed,
            Ruling::Absent => self.layer != Layer::Bucket || !self.consent_needed,
        }
    }
}

/// What one layer contributed, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    pub layer: Layer,
    /// Whether this layer lets the request pass.
    pub allows: bool,
    pub finding: Finding,
    /// The statement that decided, or why none did, in words.
    pub detail: String,
}

/// The decision and everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub allowed: bool,
    /// One entry per layer that was asked, in the order of [`Layer`]. The request is allowed exactly
    /// when every one of them allows.
    pub layers: Vec<Deciding>,
}

/// Decides a request, and says why.
///
/// An identity of another account allows itself everything, so its own policy is not asked. A bucket
/// without policy grants nothing by itself; whoever asks about an adversary's bucket passes the
/// policy that the adversary would give it.
#[must_use]
pub fn authorize(layers: Layers<'_>, request: &Request) -> Authorization {
    let deciding: Vec<_> = judge(layers, request)
        .into_iter()
        .flatten()
        .map(|finding| Deciding {
            layer: finding.layer,
            allows: finding.allows(),
            finding,
            detail: words::detail(finding, layers.policy(finding.layer), request),
        })
        .collect();
    Authorization { allowed: deciding.iter().all(|layer| layer.allows), layers: deciding }
}

/// Decides a request without a word: [`Authorization::allowed`] of [`authorize`].
#[must_use]
pub fn permits(layers: Layers<'_>, request: &Request) -> bool {
    judge(layers, request).iter().flatten().all(Finding::allows)
}

/// What each layer says that is asked; the others are `None`.
pub(in crate::reach) fn judge(layers: Layers<'_>, request: &Request) -> [Option<Finding>; 5] {
    let own_account = request.caller.account() == Some(request.resource_account.as_str());
    let found = |layer, consent_needed| {
        let ruling = ruling(layers.policy(layer), layer, request);
        Finding { layer, ruling, consent_needed }
    };
    let bucket = layers.bucket.map(|_| found(Layer::Bucket, !own_account));
    let granted = bucket.is_some_and(|bucket| matches!(bucket.ruling, Ruling::Allowed(_)));
    let is_ours = matches!(request.caller, Caller::ExecutionRole { .. });
    [
        is_ours.then(|| found(Layer::Identity, !(own_account && granted))),
        layers.service_control.filter(|_| is_ours).map(|_| found(Layer::ServiceControl, true)),
        layers.endpoint.map(|_| found(Layer::Endpoint, true)),
        bucket,
        layers.resource_control.map(|_| found(Layer::ResourceControl, true)),
    ]
}

impl<'a> Layers<'a> {
    /// Every policy that may speak.
    pub(in crate::reach) fn policies(self) -> impl Iterator<Item = &'a PolicyDocument> {
        let bucket = self.bucket.flatten();
        let all =
            [self.identity, self.service_control, self.endpoint.flatten(), bucket, self.resource_control];
        all.into_iter().flatten()
    }

    /// The policy of one layer, if it has one.
    pub(in crate::reach) fn policy(self, layer: Layer) -> Option<&'a PolicyDocument> {
        match layer {
            Layer::Identity => self.identity,
            Layer::ServiceControl => self.service_control,
            Layer::Endpoint => self.endpoint.flatten(),
            Layer::Bucket => self.bucket.flatten(),
            Layer::ResourceControl => self.resource_control,
        }
    }
}

fn ruling(policy: Option<&PolicyDocument>, layer: Layer, request: &Request) -> Ruling {
    let Some(policy) = policy else { return Ruling::Absent };
    let asked = Asked { layer, request };
    let mut ruling = Ruling::Silent;
    for (index, statement) in policy.statements.iter().enumerate() {
        // A second statement that allows changes nothing.
        if statement.effect == Effect::Allow && ruling != Ruling::Silent {
            continue;
        }
        match (examine(statement, asked), statement.effect) {
            (Ok(()), Effect::Deny) => return Ruling::Denied(index),
            (Ok(()), Effect::Allow) => ruling = Ruling::Allowed(index),
            (Err(_), _) => {}
        }
    }
    ruling
}
