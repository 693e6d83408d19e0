//! Requests to a bucket: the path decides which policies are asked, and with which context.

use crate::aws::{
    Bucket, BucketId, Config, Effect, EndpointId, EndpointKind, Matcher, Owner, PolicyDocument,
    PrincipalMatch, Service, Statement,
};
use crate::net::PortRange;
use crate::reach::analyze::{refused, start_of};
use crate::reach::decide::{Aim, Choice, Gate, Plan, Sender, decide};
use crate::reach::origin::endpoint_aims;
use crate::reach::resolve::{Resolution, is_interface_for, public_addresses, resolve};
use crate::reach::space::{Space, internet_addresses};
use crate::reach::walk::{PartyKind, Via};
use crate::reach::{
    Analysis, Authorization, Blocker, Caller, ComponentKind, ExplanationCode, Layer, Layers, PathComponent,
    Request, Source, authorize,
};

/// Key of the object that object-level questions are about, unless the question names one.
const ANY_KEY: &str = "object";

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
    fn bucket(&self) -> &'c Bucket {
        self.config.bucket(self.bucket)
    }

    /// A foreign bucket belongs to an adversary, who may bring his own credentials and use any path;
    /// an own bucket is used as the documentation says.
    fn is_adversarial(&self) -> bool {
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
                vec![own, Caller::Foreign { account: account.clone() }, Caller::Anonymous]
            }
            _ => vec![own],
        }
    }

    fn identity_policy(&self) -> Option<&'c PolicyDocument> {
        match self.source {
            Source::Client(_) => None,
            _ => self.config.workload()?.execution_role_policy.as_ref(),
        }
    }

    fn request(&self, caller: Caller, endpoint: Option<EndpointId>) -> Request {
        let config = self.config;
        let bucket = self.bucket();
        let (resource_account, resource_organization) = match &bucket.owner {
            Owner::Own => (config.account().to_owned(), config.organization().map(str::to_owned)),
            Owner::Foreign(account) => (account.clone(), None),
        };
        Request {
            caller,
            action: self.action.to_owned(),
            resource: resource_arn(&bucket.name, self.key, self.action),
            resource_account,
            resource_organization,
            source_vpce: endpoint.map(|id| config.endpoint(id).id()),
            source_vpc: endpoint.map(|_| format!("vpc-{}", config.vpc().name)),
            through_gateway_endpoint: endpoint
                .is_some_and(|id| matches!(config.endpoint(id).kind, EndpointKind::Gateway(_))),
        }
    }

    /// What the policies say to the most favoured caller on a path through `endpoint`.
    fn gate(&self, endpoint: Option<EndpointId>) -> Gate {
        let open_to_all = allow_everything();
        let bucket = self.bucket();
        let bucket_policy = match (&bucket.policy, &bucket.owner) {
            (Some(policy), _) => Some(policy),
            (None, Owner::Foreign(_)) => Some(&open_to_all),
            (None, Owner::Own) => None,
        };
        let tried = self.callers().into_iter().map(|caller| {
            let identity = match caller {
                Caller::ExecutionRole { .. } => self.identity_policy(),
                Caller::Foreign { .. } | Caller::Anonymous => None,
            };
            let endpoint_policy = endpoint.map(|id| self.config.endpoint(id).policy.as_ref());
            let layers = Layers { identity, endpoint: endpoint_policy, bucket: bucket_policy };
            let request = self.request(caller, endpoint);
            let decision = authorize(layers, &request);
            (request, decision)
        });
        let best = tried.min_by_key(|(_, decision)| refusals(decision));
        best.map(|(request, decision)| self.tell(&request, &decision, endpoint)).unwrap_or_default()
    }

    fn tell(&self, request: &Request, decision: &Authorization, endpoint: Option<EndpointId>) -> Gate {
        let mut gate = Gate { request: Some(request_text(request)), ..Gate::default() };
        for layer in &decision.layers {
            let (kind, code) = match layer.layer {
                Layer::Identity => (ComponentKind::IdentityPolicy, ExplanationCode::IamDeny),
                Layer::Endpoint => (ComponentKind::EndpointPolicy, ExplanationCode::VpcePolicyDeny),
                Layer::Bucket => (ComponentKind::BucketPolicy, ExplanationCode::BucketPolicyDeny),
            };
            let component = match layer.layer {
                Layer::Identity => caller_name(&request.caller),
                Layer::Endpoint => {
                    endpoint.map(|id| self.config.endpoint(id).name.clone()).unwrap_or_default()
                }
                Layer::Bucket => self.bucket().name.clone(),
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

fn refusals(decision: &Authorization) -> usize {
    if decision.allowed { 0 } else { decision.layers.iter().filter(|layer| !layer.allows).count().max(1) }
}

fn caller_name(caller: &Caller) -> String {
    match caller {
        Caller::ExecutionRole { arn, .. } => arn.rsplit('/').next().unwrap_or(arn).to_owned(),
        Caller::Foreign { account } => format!("credentials of account {account}"),
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

/// Asks for the bucket from interfaces in the VPC.
pub(in crate::reach) fn from_vpc<'c>(errand: Errand<'c>, senders: Vec<Sender<'c>>) -> Analysis {
    let config = errand.config;
    let same_region = errand.bucket().region == config.region();
    let mut resolution = resolve(config, Service::S3);
    if errand.is_adversarial() {
        resolution = every_way_to_s3(config, resolution);
    }
    if !same_region {
        resolution = other_region(errand, resolution);
    }
    if resolution.aims.is_empty() {
        return refused(vec![start_of(errand.source)], resolution.blockers);
    }
    let choice = if errand.is_adversarial() { Choice::Sender } else { Choice::Environment };
    let plan = Plan::of_api_call(senders, resolution, choice, arrival(errand));
    let gates: Vec<Gate> = config.endpoint_ids().map(|id| errand.gate(Some(id))).collect();
    let without = errand.gate(None);
    let gatekeeper = |via: Via, target: Option<PartyKind>| {
        let endpoint = match (via, target) {
            (Via::GatewayEndpoint(id), _) | (Via::Local, Some(PartyKind::Endpoint(id))) => Some(id),
            (Via::Internet, _) => None,
            (Via::Local | Via::Nowhere, _) => return Gate::default(),
        };
        endpoint.and_then(|id| gates.get(id.index())).unwrap_or(&without).clone()
    };
    decide(&Space::new(config, PortRange::HTTPS), &plan, &gatekeeper)
}

/// An adversary needs no ordinary name: addresses and endpoint-specific names work as well.
fn every_way_to_s3<'c>(config: &'c Config, resolution: Resolution<'c>) -> Resolution<'c> {
    let endpoints = config.endpoint_ids().filter(|id| is_interface_for(config, *id, Service::S3));
    let public = Aim { target: None, addresses: public_addresses(config, Service::S3) };
    let aims = std::iter::once(public).chain(endpoints.flat_map(|id| endpoint_aims(config, id))).collect();
    Resolution { aims, blockers: Vec::new(), ..resolution }
}

/// A bucket of another Region has addresses outside this Region's prefix list.
fn other_region<'c>(errand: Errand<'c>, resolution: Resolution<'c>) -> Resolution<'c> {
    let bucket = errand.bucket();
    let blocker = Blocker {
        code: ExplanationCode::OtherRegionBucket,
        component: bucket.name.clone(),
        kind: ComponentKind::Bucket,
        detail: format!("the bucket is in {}, the VPC in {}", bucket.region, errand.config.region()),
    };
    let aims = if resolution.aims.is_empty() {
        Vec::new()
    } else {
        vec![Aim { target: None, addresses: internet_addresses(errand.config) }]
    };
    Resolution { aims, blockers: [vec![blocker], resolution.blockers].concat(), ..resolution }
}

/// Asks for the bucket from a network that is not the learner's: no endpoint, no context keys.
pub(in crate::reach) fn from_elsewhere(errand: Errand<'_>, start: PathComponent) -> Analysis {
    let gate = errand.gate(None);
    Analysis::without_packet(vec![start], gate, arrival(errand))
}

fn arrival(errand: Errand<'_>) -> PathComponent {
    let owner = match &errand.bucket().owner {
        Owner::Own => "own account".to_owned(),
        Owner::Foreign(account) => format!("account {account}"),
    };
    PathComponent {
        component: errand.bucket().name.clone(),
        kind: ComponentKind::Bucket,
        detail: format!("{} reaches the bucket ({owner})", errand.action),
    }
}
