//! What the policies on a path say to a request.

use std::net::Ipv4Addr;

use crate::aws::{
    Bucket, BucketId, ConditionKey, Config, Effect, EndpointId, EndpointKind, Matcher, NatId, Owner,
    PolicyDocument, PrincipalMatch, Statement,
};
use crate::net::Ipv4Prefix;
use crate::reach::decide::Gate;
use crate::reach::{
    Authorization, Blocker, Caller, ComponentKind, ExplanationCode, Layer, Layers, PathComponent,
    PolicyClaim, Request, Source, authorize,
};

/// Key of the object that object-level questions are about, unless the question names one.
const ANY_KEY: &str = "object";
/// The public address of every NAT gateway and machine of the VPC: the model knows no Elastic IP
/// addresses by number, and takes one that is reserved for documentation (RFC 5737).
const PUBLIC_ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);
/// Addresses for whoever calls from outside, the first that no policy mentions.
const OUTSIDERS: [Ipv4Addr; 4] = [
    Ipv4Addr::new(192, 0, 2, 66),
    Ipv4Addr::new(198, 51, 100, 66),
    Ipv4Addr::new(203, 0, 113, 66),
    Ipv4Addr::new(8, 8, 8, 8),
];

/// How a request reached the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reach) enum Passage {
    /// Through this endpoint, from this private address.
    Endpoint(EndpointId, u32),
    /// From a public address of the VPC.
    OfTheVpc,
    /// From a public address that the learner has no part in.
    Elsewhere,
}

/// A question about a bucket.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Errand<'c> {
    pub config: &'c Config,
    pub source: &'c Source,
    pub bucket: BucketId,
    /// Empty: [`ANY_KEY`].
    pub key: &'c str,
    pub action: &'c str,
}

impl<'c> Errand<'c> {
    pub(in crate::reach) fn bucket(&self) -> &'c Bucket {
        self.config.bucket(self.bucket)
    }

    /// A foreign bucket belongs to an adversary, who may bring his own credentials and use any path;
    /// an own bucket is used as the documentation says.
    pub(in crate::reach) fn is_adversarial(&self) -> bool {
        matches!(self.bucket().owner, Owner::Foreign(_)) && *self.source != Source::Platform
    }

    fn callers(&self) -> Vec<Caller> {
        let config = self.config;
        let arn = match self.source {
            Source::Client(name) => format!("arn:aws:iam::{}:role/{name}", config.account()),
            _ => config.execution_role_arn(),
        };
        let organization = config.organization().map(str::to_owned);
        let own = Caller::ExecutionRole { arn, account: config.account().to_owned(), organization };
        match &self.bucket().owner {
            Owner::Foreign(account) if self.is_adversarial() => {
                let names = config.policies().flat_map(|policy| foreign_names(policy, account));
                let any = format!("arn:aws:iam::{account}:role/any");
                let foreign = names.chain([any]).map(|arn| Caller::Foreign {
                    arn,
                    account: account.clone(),
                    organization: None,
                });
                [own].into_iter().chain(foreign).chain([Caller::Anonymous]).collect()
            }
            _ => vec![own],
        }
    }

    fn request(&self, caller: Caller, passage: Passage) -> Request {
        let config = self.config;
        let bucket = self.bucket();
        let (resource_account, resource_organization) = match &bucket.owner {
            Owner::Own => (config.account().to_owned(), config.organization().map(str::to_owned)),
            Owner::Foreign(account) => (account.clone(), None),
        };
        let endpoint = passage.endpoint();
        Request {
            caller,
            action: self.action.to_owned(),
            resource: resource_arn(&bucket.name, self.key, self.action),
            resource_account,
            resource_organization,
            source_vpce: endpoint.map(|id| config.endpoint(id).id()),
            source_vpc: endpoint.map(|_| format!("vpc-{}", config.vpc().name)),
            vpc_source_ip: match passage {
                Passage::Endpoint(_, address) => Some(address),
                Passage::OfTheVpc | Passage::Elsewhere => None,
            },
            source_ip: match passage {
                Passage::Endpoint(..) => None,
                Passage::OfTheVpc => Some(PUBLIC_ADDRESS.to_bits()),
                Passage::Elsewhere => Some(outsider(config).to_bits()),
            },
            through_gateway_endpoint: endpoint
                .is_some_and(|id| matches!(config.endpoint(id).kind, EndpointKind::Gateway(_))),
        }
    }

    fn layers<'a>(&self, passage: Passage, open_to_all: &'a PolicyDocument) -> Layers<'a>
    where
        'c: 'a,
    {
        let config = self.config;
        let bucket = self.bucket();
        let is_own = bucket.owner == Owner::Own;
        let identity = match self.source {
            Source::Client(_) => None,
            _ => config.workload().and_then(|workload| workload.execution_role_policy.as_ref()),
        };
        Layers {
            identity,
            service_control: config.service_control_policy(),
            endpoint: passage.endpoint().map(|id| config.endpoint(id).policy.as_ref()),
            bucket: Some(bucket.policy.as_ref().or((!is_own).then_some(open_to_all))),
            resource_control: config.resource_control_policy().filter(|_| is_own),
        }
    }

    /// What the policies say to the most favoured caller.
    pub(in crate::reach) fn gate(&self, passage: Passage) -> Gate {
        let open_to_all = allow_everything();
        let layers = self.layers(passage, &open_to_all);
        let tried = self.callers().into_iter().map(|caller| {
            let request = self.request(caller, passage);
            let decision = authorize(layers, &request);
            (request, decision)
        });
        let best = tried.min_by_key(|(_, decision)| refusals(decision));
        best.map(|(request, decision)| self.tell(&request, &decision, passage)).unwrap_or_default()
    }

    /// What the policies say to every caller.
    pub(in crate::reach) fn claims(&self, passage: Passage) -> Vec<PolicyClaim> {
        let open_to_all = allow_everything();
        let layers = self.layers(passage, &open_to_all);
        let claim = |caller| {
            let request = self.request(caller, passage);
            let refusing = authorize(layers, &request).layers.into_iter().filter(|layer| !layer.allows);
            let refused_by = refusing.map(|layer| layer.layer).collect();
            PolicyClaim { endpoint: passage.endpoint(), request, refused_by }
        };
        self.callers().into_iter().map(claim).collect()
    }

    fn tell(&self, request: &Request, decision: &Authorization, passage: Passage) -> Gate {
        let mut gate = Gate { request: Some(request_text(request)), ..Gate::default() };
        for layer in &decision.layers {
            let (kind, code) = spoken_by(layer.layer);
            let component = match layer.layer {
                Layer::Identity => caller_name(&request.caller),
                Layer::Endpoint => {
                    passage.endpoint().map(|id| self.config.endpoint(id).name.clone()).unwrap_or_default()
                }
                Layer::Bucket => self.bucket().name.clone(),
                Layer::ServiceControl | Layer::ResourceControl => self.config.account().to_owned(),
            };
            let passes = layer.allows || decision.allowed;
            let detail = if passes { layer.detail.clone() } else { format!("refused: {}", layer.detail) };
            gate.hops.push(PathComponent { component: component.clone(), kind, detail });
            if !passes {
                gate.blockers.push(Blocker { code, component, kind, detail: layer.detail.clone() });
            }
        }
        gate
    }
}

impl Passage {
    fn endpoint(self) -> Option<EndpointId> {
        match self {
            Self::Endpoint(id, _) => Some(id),
            Self::OfTheVpc | Self::Elsewhere => None,
        }
    }
}

/// The element that a layer is, and the code of its refusal.
fn spoken_by(layer: Layer) -> (ComponentKind, ExplanationCode) {
    match layer {
        Layer::Identity => (ComponentKind::IdentityPolicy, ExplanationCode::IamDeny),
        Layer::ServiceControl => (ComponentKind::ServiceControlPolicy, ExplanationCode::ScpDeny),
        Layer::Endpoint => (ComponentKind::EndpointPolicy, ExplanationCode::VpcePolicyDeny),
        Layer::Bucket => (ComponentKind::BucketPolicy, ExplanationCode::BucketPolicyDeny),
        Layer::ResourceControl => (ComponentKind::ResourceControlPolicy, ExplanationCode::RcpDeny),
    }
}

fn refusals(decision: &Authorization) -> usize {
    if decision.allowed { 0 } else { decision.layers.iter().filter(|layer| !layer.allows).count().max(1) }
}

fn caller_name(caller: &Caller) -> String {
    match caller {
        Caller::ExecutionRole { arn, .. } => arn.rsplit('/').next().unwrap_or(arn).to_owned(),
        Caller::Foreign { account, .. } => format!("credentials of account {account}"),
        Caller::Anonymous => "no credentials".to_owned(),
    }
}

fn request_text(request: &Request) -> String {
    format!("{} on {} with {}", request.action, request.resource, caller_name(&request.caller))
}

/// Actions on the bucket itself carry the bucket's ARN, all others an object's.
fn resource_arn(bucket: &str, key: &str, action: &str) -> String {
    const ON_THE_BUCKET: [&str; 8] = [
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListBucketMultipartUploads",
        "s3:GetBucketLocation",
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:CreateBucket",
        "s3:DeleteBucket",
    ];
    if ON_THE_BUCKET.iter().any(|known| known.eq_ignore_ascii_case(action)) {
        return format!("arn:aws:s3:::{bucket}");
    }
    let key = if key.is_empty() { ANY_KEY } else { key };
    format!("arn:aws:s3:::{bucket}/{key}")
}

/// The names that a policy has for identities of the account; its owner may give one any of them.
fn foreign_names(policy: &PolicyDocument, account: &str) -> Vec<String> {
    let of_the_account = format!("arn:aws:iam::{account}:");
    let principals = policy.statements.iter().flat_map(|statement| match &statement.principal {
        PrincipalMatch::Aws(listed) => listed.as_slice(),
        PrincipalMatch::Anyone | PrincipalMatch::Service(_) => &[],
    });
    principals.filter(|text| text.starts_with(&of_the_account)).cloned().collect()
}

/// An adversary's bucket lets everybody do everything.
fn allow_everything() -> PolicyDocument {
    PolicyDocument {
        statements: vec![Statement {
            label: "the owner lets everybody in".to_owned(),
            effect: Effect::Allow,
            principal: PrincipalMatch::Anyone,
            actions: Matcher::AnyOf(vec!["*".to_owned()]),
            resources: Matcher::AnyOf(vec!["*".to_owned()]),
            conditions: Vec::new(),
        }],
    }
}

/// The address blocks that some policy compares `key` with.
fn prefixes(config: &Config, key: ConditionKey) -> impl Iterator<Item = Ipv4Prefix> {
    let statements = config.policies().flat_map(|policy| &policy.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    conditions.filter(move |condition| condition.key == key).flat_map(|it| it.networks.iter().copied())
}

/// The address blocks that tell private addresses of senders apart.
pub(in crate::reach) fn private_prefixes(config: &Config) -> impl Iterator<Item = Ipv4Prefix> {
    prefixes(config, ConditionKey::VpcSourceIp)
}

/// The address of somebody outside whom no policy lists, where there is one.
fn outsider(config: &Config) -> Ipv4Addr {
    let listed: Vec<_> = prefixes(config, ConditionKey::SourceIp).filter(|one| one.len() > 0).collect();
    let unknown = |address: &&Ipv4Addr| !listed.iter().any(|prefix| prefix.contains(address.to_bits()));
    let [first, ..] = OUTSIDERS;
    OUTSIDERS.iter().find(unknown).copied().unwrap_or(first)
}

/// The private address that a NAT gateway sends from: the first that its subnet gives away.
pub(in crate::reach) fn nat_address(config: &Config, nat: NatId) -> u32 {
    let subnet = config.subnet(config.nat(nat).subnet);
    subnet.cidr_block.usable().map_or(0, |usable| usable.first)
}
