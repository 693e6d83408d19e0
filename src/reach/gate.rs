//! What the policies on a path say to a request.

use std::net::Ipv4Addr;

use crate::aws::{
    Bucket, BucketId, ConditionKey, Config, Effect, EndpointId, EndpointKind, Matcher, NatId, Owner,
    PolicyDocument, PrincipalMatch, Service, Statement, Vocabulary,
};
use crate::net::Ipv4Prefix;
use crate::reach::authorize::judge;
use crate::reach::decide::Gate;
use crate::reach::foreign::Target;
use crate::reach::{
    Authorization, Blocker, Caller, ComponentKind, ExplanationCode, Finding, Layer, Layers, PathComponent,
    PolicyClaim, Request, Source, api, authorize, foreign,
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

/// A request to be made.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) struct Errand<'c> {
    pub config: &'c Config,
    pub source: &'c Source,
    pub goal: Goal<'c>,
    pub action: &'c str,
}

/// What a request is about.
#[derive(Debug, Clone, Copy)]
pub(in crate::reach) enum Goal<'c> {
    /// This bucket, or the object with this key in it; empty: [`ANY_KEY`].
    Bucket { id: BucketId, key: &'c str },
    /// Some bucket of another account that is not in the configuration.
    AnyForeignBucket,
    /// What this service has, or this resource of it.
    Api { service: Service, resource: Option<&'c str> },
}

impl<'c> Errand<'c> {
    /// The bucket in the configuration that the request is about.
    pub(in crate::reach) fn bucket(&self) -> Option<&'c Bucket> {
        match self.goal {
            Goal::Bucket { id, .. } => Some(self.config.bucket(id)),
            Goal::AnyForeignBucket | Goal::Api { .. } => None,
        }
    }

    fn is_foreign(&self) -> bool {
        match self.goal {
            Goal::Bucket { .. } => self.bucket().is_some_and(|bucket| bucket.owner != Owner::Own),
            Goal::AnyForeignBucket => true,
            Goal::Api { .. } => false,
        }
    }

    /// A foreign bucket belongs to an adversary, who may bring his own credentials and use any path;
    /// an own bucket is used as the documentation says.
    pub(in crate::reach) fn is_adversarial(&self) -> bool {
        self.is_foreign() && *self.source != Source::Platform
    }

    /// The role, and for an adversary nobody.
    fn known_callers(&self) -> Vec<Caller> {
        let config = self.config;
        let arn = match self.source {
            Source::Client(name) => format!("arn:aws:iam::{}:role/{name}", config.account()),
            _ => config.execution_role_arn(),
        };
        let organization = config.organization().map(str::to_owned);
        let own = Caller::ExecutionRole { arn, account: config.account().to_owned(), organization };
        let nobody = self.is_adversarial().then_some(Caller::Anonymous);
        [own].into_iter().chain(nobody).collect()
    }

    /// The identities of other accounts that an adversary has.
    fn foreign_callers(&self, vocabulary: &Vocabulary) -> Vec<Caller> {
        if !self.is_adversarial() {
            return Vec::new();
        }
        let owner = self.bucket().map_or(&Owner::Own, |bucket| &bucket.owner);
        foreign::identities(self.config, vocabulary, owner)
    }

    fn targets(&self, vocabulary: &Vocabulary) -> Vec<Target> {
        match self.goal {
            Goal::Bucket { id, key } => {
                let bucket = self.config.bucket(id);
                // What a partner's organization is the configuration does not say; an adversary has any.
                let owners = match &bucket.owner {
                    Owner::Foreign(account) if !self.is_adversarial() => vec![(account.clone(), None)],
                    owner => foreign::owners_of(self.config, vocabulary, owner),
                };
                let arn = resource_arn(&bucket.name, key, self.action);
                let of = |(account, organization)| Target { arn: arn.clone(), account, organization };
                owners.into_iter().map(of).collect()
            }
            Goal::AnyForeignBucket => {
                foreign::buckets(self.config, vocabulary, !is_on_the_bucket(self.action))
            }
            Goal::Api { service, resource } => {
                api::targets(self.config, vocabulary, service, self.action, resource)
            }
        }
    }

    fn request(&self, caller: Caller, target: Target, passage: Passage, outsider: Ipv4Addr) -> Request {
        let config = self.config;
        let endpoint = passage.endpoint();
        Request {
            caller,
            action: self.action.to_owned(),
            resource: target.arn,
            resource_account: target.account,
            resource_organization: target.organization,
            source_vpce: endpoint.map(|id| config.endpoint(id).id()),
            source_vpc: endpoint.map(|_| format!("vpc-{}", config.vpc().name)),
            vpc_source_ip: passage.private_address(),
            source_ip: match passage {
                Passage::Endpoint(..) => None,
                Passage::OfTheVpc => Some(PUBLIC_ADDRESS.to_bits()),
                Passage::Elsewhere => Some(outsider.to_bits()),
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
        let identity = match self.source {
            Source::Client(_) => None,
            _ => config.workload().and_then(|workload| workload.execution_role_policy.as_ref()),
        };
        let bucket = match self.goal {
            Goal::Bucket { .. } => {
                let policy = self.bucket().and_then(|bucket| bucket.policy.as_ref());
                Some(policy.or(self.is_foreign().then_some(open_to_all)))
            }
            Goal::AnyForeignBucket => Some(Some(open_to_all)),
            Goal::Api { .. } => None,
        };
        let is_controlled = match self.goal {
            Goal::Bucket { .. } | Goal::AnyForeignBucket => !self.is_foreign(),
            Goal::Api { service, .. } => service.has_resource_control(),
        };
        Layers {
            identity,
            service_control: config.service_control_policy(),
            endpoint: passage.endpoint().map(|id| config.endpoint(id).policy.as_ref()),
            bucket,
            resource_control: config.resource_control_policy().filter(|_| is_controlled),
        }
    }

    /// What the policies tell apart; nothing where all names are known.
    fn vocabulary(&self, layers: Layers<'_>) -> Vocabulary {
        match self.goal {
            Goal::Bucket { .. } if !self.is_foreign() => Vocabulary::default(),
            Goal::Bucket { .. } | Goal::AnyForeignBucket | Goal::Api { .. } => {
                Vocabulary::of(layers.policies())
            }
        }
    }

    /// The request of the most favoured caller about the most favoured target, and how many policies
    /// refuse it. Of targets that may all be reached it is the shortest.
    pub(in crate::reach) fn best(&self, passage: Passage) -> Option<(usize, Request)> {
        let open_to_all = allow_everything();
        let layers = self.layers(passage, &open_to_all);
        let vocabulary = self.vocabulary(layers);
        let outsider = outsider(layers);
        let mut best: Option<(usize, Request)> = None;
        let mut passes = |caller: &Caller, target: &Target| {
            let request = self.request(caller.clone(), target.clone(), passage, outsider);
            let refusing = refusing(layers, &request).count();
            if best.as_ref().is_none_or(|(fewest, _)| refusing < *fewest) {
                best = Some((refusing, request));
            }
            refusing == 0
        };
        let known = self.known_callers();
        // Looked for only when those that are known do not pass.
        let mut foreign: Option<Vec<Caller>> = None;
        self.targets(&vocabulary).iter().any(|target| {
            known.iter().any(|caller| passes(caller, target))
                || foreign
                    .get_or_insert_with(|| self.foreign_callers(&vocabulary))
                    .iter()
                    .any(|caller| passes(caller, target))
        });
        best
    }

    /// One request that may pass, or all that are refused.
    pub(in crate::reach) fn claims(&self, passage: Passage) -> Vec<PolicyClaim> {
        let open_to_all = allow_everything();
        let layers = self.layers(passage, &open_to_all);
        let claim = |request: Request| {
            let refused_by = refusing(layers, &request).map(|finding| finding.layer).collect();
            PolicyClaim { endpoint: passage.endpoint(), request, refused_by }
        };
        if let Some((0, request)) = self.best(passage) {
            return vec![claim(request)];
        }
        let vocabulary = self.vocabulary(layers);
        let outsider = outsider(layers);
        let callers = [self.known_callers(), self.foreign_callers(&vocabulary)].concat();
        let targets = self.targets(&vocabulary);
        let each = targets.iter().flat_map(|target| callers.iter().map(move |caller| (caller, target)));
        each.map(|(caller, target)| claim(self.request(caller.clone(), target.clone(), passage, outsider)))
            .collect()
    }

    /// What the policies say about this request on this passage, in words.
    pub(in crate::reach) fn gate(&self, request: &Request, passage: Passage) -> Gate {
        let open_to_all = allow_everything();
        let request = Request { vpc_source_ip: passage.private_address(), ..request.clone() };
        self.tell(&request, &authorize(self.layers(passage, &open_to_all), &request), passage)
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
                Layer::Bucket => bucket_of(&request.resource).to_owned(),
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
    fn private_address(self) -> Option<u32> {
        match self {
            Self::Endpoint(_, address) => Some(address),
            Self::OfTheVpc | Self::Elsewhere => None,
        }
    }

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

/// The name of the bucket in an ARN of S3.
fn bucket_of(arn: &str) -> &str {
    arn.rsplit(':').next().and_then(|name| name.split('/').next()).unwrap_or(arn)
}

/// Actions on the bucket itself carry the bucket's ARN, all others an object's.
fn resource_arn(bucket: &str, key: &str, action: &str) -> String {
    if is_on_the_bucket(action) {
        return format!("arn:aws:s3:::{bucket}");
    }
    let key = if key.is_empty() { ANY_KEY } else { key };
    format!("arn:aws:s3:::{bucket}/{key}")
}

fn is_on_the_bucket(action: &str) -> bool {
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
    ON_THE_BUCKET.iter().any(|known| known.eq_ignore_ascii_case(action))
}

/// An adversary's bucket lets everybody do everything.
fn allow_everything() -> PolicyDocument {
    PolicyDocument {
        statements: vec![Statement {
            label: "the owner's open policy".to_owned(),
            effect: Effect::Allow,
            principal: PrincipalMatch::Anyone,
            actions: Matcher::AnyOf(vec!["*".to_owned()]),
            resources: Matcher::AnyOf(vec!["*".to_owned()]),
            conditions: Vec::new(),
        }],
    }
}

/// The address blocks that some policy compares `key` with.
fn prefixes<'p>(
    policies: impl Iterator<Item = &'p PolicyDocument>,
    key: ConditionKey,
) -> impl Iterator<Item = Ipv4Prefix> {
    let statements = policies.flat_map(|policy| &policy.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    conditions.filter(move |condition| condition.key == key).flat_map(|it| it.networks.iter().copied())
}

/// The address blocks that tell private addresses of senders apart.
pub(in crate::reach) fn private_prefixes(config: &Config) -> impl Iterator<Item = Ipv4Prefix> {
    prefixes(config.policies(), ConditionKey::VpcSourceIp)
}

/// The address of somebody outside whom no policy lists, where there is one.
fn outsider(layers: Layers<'_>) -> Ipv4Addr {
    let listed: Vec<_> =
        prefixes(layers.policies(), ConditionKey::SourceIp).filter(|one| one.len() > 0).collect();
    let unknown = |address: &&Ipv4Addr| !listed.iter().any(|prefix| prefix.contains(address.to_bits()));
    let [first, ..] = OUTSIDERS;
    OUTSIDERS.iter().find(unknown).copied().unwrap_or(first)
}

/// The layers that refuse.
fn refusing(layers: Layers<'_>, request: &Request) -> impl Iterator<Item = Finding> {
    judge(layers, request).into_iter().flatten().filter(|finding| !finding.allows())
}

/// The private address that a NAT gateway sends from: the first that its subnet gives away.
pub(in crate::reach) fn nat_address(config: &Config, nat: NatId) -> u32 {
    let subnet = config.subnet(config.nat(nat).subnet);
    subnet.cidr_block.usable().map_or(0, |usable| usable.first)
}
