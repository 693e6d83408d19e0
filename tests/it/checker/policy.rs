//! Claims about policies: whether the request may be made, and who refuses it.

use std::collections::BTreeSet;

use trapline::aws::{Bucket, ConditionKey as Key, Config, EndpointId, EndpointKind, Matcher, Owner};
use trapline::aws::{PrincipalMatch, Service, Statement};
use trapline::net::{Interval, Ipv4Prefix};
use trapline::reach::{Caller, Destination, End, Layer, Onward, PacketBox, PolicyClaim};
use trapline::reach::{Query, Request, Source, Way};

use super::Fault;
use super::iam::{Policies, refusing};
use super::space::{bucket_of, is_leak, sends_from_vpc};

/// The public address that the model gives every NAT gateway and machine of the VPC.
const PUBLIC_ADDRESS: u32 = 0xc633_6407;

/// What a request is about: ARN, account and organization.
type Target = (String, String, Option<String>);

/// Claims, each of which holds.
pub struct Claims<'c> {
    config: &'c Config,
    query: &'c Query,
    told: &'c [PolicyClaim],
}

impl<'c> Claims<'c> {
    pub fn new(config: &'c Config, query: &'c Query, claims: &'c [PolicyClaim]) -> Result<Self, Fault> {
        let it = Self { config, query, told: claims };
        let wrong = |(at, claim): (usize, &PolicyClaim)| {
            let layers: BTreeSet<Layer> = claim.refused_by.iter().copied().collect();
            let true_claim = it.is_possible(claim) && layers == it.refusing(&claim.request);
            !true_claim || layers.len() != claim.refused_by.len() || claims[..at].contains(claim)
        };
        match claims.iter().enumerate().position(wrong) {
            Some(at) => Err(Fault::Claim(at)),
            None => Ok(it),
        }
    }

    /// Whether somebody is allowed on the way of the box; `None` when the claims do not tell.
    pub fn of_box(&self, packets: &PacketBox) -> Option<bool> {
        let endpoint = match (packets.way, packets.target) {
            (Way::GatewayEndpoint(id) | Way::Nat(_, Onward::GatewayEndpoint(id)), _)
            | (_, Some(End::Endpoint(id, _))) => Some(id),
            _ => None,
        };
        let sent_from = match packets.way {
            // A NAT gateway has one address, which the model takes to be the first of its subnet.
            Way::Nat(nat, _) => {
                let first = self.config.subnet(self.config.nat(nat).subnet).cidr_block.usable()?.first;
                Interval::new(first, first)
            }
            _ => packets.src,
        };
        self.on_path(endpoint, sent_from)
    }

    /// The same for a path without an endpoint and without an interface of the VPC.
    pub fn elsewhere(&self) -> Option<bool> {
        match self.query.destination {
            Destination::Bucket { .. } | Destination::AnyForeignBucket { .. } | Destination::Api { .. } => {
                self.on_path(None, Interval::new(0, 0))
            }
            _ => self.told.is_empty().then_some(true),
        }
    }

    fn on_path(&self, endpoint: Option<EndpointId>, from: Interval<u32>) -> Option<bool> {
        // The address matters only as far as a policy tells addresses apart.
        let alike = |block: Ipv4Prefix, claimed: u32| {
            block.interval().intersection(from) == block.contains(claimed).then_some(from)
        };
        let about = |claim: &&PolicyClaim| {
            let address = claim.request.vpc_source_ip.unwrap_or_default();
            let private = self.blocks(Key::VpcSourceIp).all(|block| alike(block, address));
            claim.endpoint == endpoint && (endpoint.is_none() || private)
        };
        let claims: Vec<_> = self.told.iter().filter(about).collect();
        if claims.iter().any(|claim| claim.refused_by.is_empty()) {
            return Some(true);
        }
        let model = &claims.first()?.request;
        let refused = |(caller, (resource, resource_account, resource_organization)): (Caller, Target)| {
            let kind = std::mem::discriminant(&caller);
            let told = claims.iter().any(|it| std::mem::discriminant(&it.request.caller) == kind);
            let request =
                Request { caller, resource, resource_account, resource_organization, ..model.clone() };
            told && !self.refusing(&request).is_empty()
        };
        let all = self.targets(&model.resource).into_iter();
        let all =
            all.flat_map(|target| self.callers(&target).into_iter().map(move |it| (it, target.clone())));
        all.into_iter().all(refused).then_some(false)
    }

    fn statements(&self) -> impl Iterator<Item = &'c Statement> {
        self.config.policies().flat_map(|policy| &policy.statements)
    }

    /// The blocks that some policy compares an address with.
    fn blocks(&self, key: Key) -> impl Iterator<Item = Ipv4Prefix> {
        let conditions = self.statements().flat_map(|statement| &statement.conditions);
        conditions.filter(move |it| it.key == key).flat_map(|it| it.networks.iter().copied())
    }

    fn role(&self) -> Caller {
        let config = self.config;
        let arn = match &self.query.source {
            Source::Client(name) => format!("arn:aws:iam::{}:role/{name}", config.account()),
            _ => config.execution_role_arn(),
        };
        let organization = config.organization().map(str::to_owned);
        Caller::ExecutionRole { arn, account: config.account().to_owned(), organization }
    }

    /// Everybody who may sign: an adversary takes any name of any account but the learner's, or none.
    fn callers(&self, (_, owner, organization): &Target) -> Vec<Caller> {
        let mut callers = vec![self.role()];
        if !is_leak(self.config, self.query) {
            return callers;
        }
        callers.push(Caller::Anonymous);
        for account in self.accounts().into_iter().chain([owner.clone()]) {
            let stem = format!("arn:aws:iam::{account}:");
            let named = self.words("arn:aws:iam::").filter_map(|arn| {
                let (_, name) = arn["arn:aws:iam::".len()..].split_once(':')?;
                Some(name.to_owned())
            });
            for name in named.chain(["root", "role/x"].map(str::to_owned)) {
                let orgs = if account == *owner { vec![organization.clone()] } else { self.organizations() };
                callers.extend(orgs.into_iter().map(|organization| {
                    let arn = format!("{stem}{name}");
                    Caller::Foreign { arn, account: account.clone(), organization }
                }));
            }
        }
        callers
    }

    /// The other accounts that a policy speaks of, and one more.
    fn accounts(&self) -> Vec<String> {
        let digits = |it: &&str| it.len() == 12 && it.bytes().all(|byte| byte.is_ascii_digit());
        let words: Vec<String> = self.words("").chain(["999999999999".to_owned()]).collect();
        let parts = words.iter().flat_map(|word| word.split(':')).filter(digits);
        let other = parts.filter(|it| *it != self.config.account()).map(str::to_owned);
        other.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What the organization of another account may be, as far as a policy can tell.
    fn organizations(&self) -> Vec<Option<String>> {
        let orgs = self.words("o-").filter(|it| Some(it.as_str()) != self.config.organization());
        orgs.map(Some).chain([None, Some("o-x".to_owned())]).collect()
    }

    /// Everything that a policy says and that begins like this, without wildcards.
    fn words(&self, stem: &str) -> impl Iterator<Item = String> {
        let listed = self.statements().flat_map(|statement| {
            let principals: &[String] = match &statement.principal {
                PrincipalMatch::Aws(listed) => listed,
                _ => &[],
            };
            let (Matcher::AnyOf(resources) | Matcher::NoneOf(resources)) = &statement.resources;
            let values = statement.conditions.iter().flat_map(|it| &it.values);
            principals.iter().chain(resources).chain(values)
        });
        let plain =
            listed.flat_map(|it| [it.replace(['*', '?'], "x"), it.replace('*', "").replace('?', "x")]);
        plain.filter(|it| it.starts_with(stem)).collect::<BTreeSet<String>>().into_iter()
    }

    fn bucket(&self) -> Option<&'c Bucket> {
        bucket_of(self.config, self.query).map(|id| self.config.bucket(id))
    }

    /// The ARN of a bucket, or of the object that the question is about.
    fn arn(&self, bucket: &str, key: &str) -> String {
        const WHOLE: [&str; 6] =
            ["Bucket", "BucketVersions", "BucketMultipartUploads", "BucketLocation", "BucketPolicy", ""];
        let verbs = ["s3:List", "s3:Get", "s3:Put", "s3:Create", "s3:Delete"];
        let noun = verbs.iter().find_map(|verb| self.action().strip_prefix(verb));
        let whole = noun.is_some_and(|noun| WHOLE.contains(&noun));
        if whole { format!("arn:aws:s3:::{bucket}") } else { format!("arn:aws:s3:::{bucket}/{key}") }
    }

    fn action(&self) -> &'c str {
        match &self.query.destination {
            Destination::Bucket { action, .. }
            | Destination::AnyForeignBucket { action }
            | Destination::Api { action, .. } => action,
            _ => "",
        }
    }

    /// What the request may be about; where the question leaves a name open, an example of every name
    /// that a policy speaks of, and one more.
    fn targets(&self, claimed: &str) -> Vec<Target> {
        let config = self.config;
        let own = (config.account().to_owned(), config.organization().map(str::to_owned));
        let strange = |account: &str, arn: &str| {
            let orgs = self.organizations().into_iter();
            orgs.map(|org| (arn.to_owned(), account.to_owned(), org)).collect::<Vec<_>>()
        };
        match &self.query.destination {
            Destination::Bucket { bucket, .. } => {
                let (name, key) = bucket.split_once('/').unwrap_or((bucket, "object"));
                match self.bucket().map(|it| &it.owner) {
                    Some(Owner::Foreign(account)) => strange(account, &self.arn(name, key)),
                    _ => vec![(self.arn(name, key), own.0, own.1)],
                }
            }
            Destination::AnyForeignBucket { .. } => {
                let accounts = self.accounts();
                let named = self.words("arn:aws:s3:::").map(|arn| arn["arn:aws:s3:::".len()..].to_owned());
                let split = named.chain(["xyz/x".to_owned()]).map(|name| {
                    let (bucket, key) = name.split_once('/').unwrap_or((&name, "x"));
                    (format!("{bucket:x<3}"), if key.is_empty() { "x".to_owned() } else { key.to_owned() })
                });
                let known = |name: &str| config.bucket_named(name).is_some();
                let free = split.filter(|(bucket, _)| !known(bucket) && is_bucket_name(bucket));
                let arns = free.map(|(bucket, key)| self.arn(&bucket, &key));
                arns.flat_map(|arn| accounts.iter().flat_map(|it| strange(it, &arn)).collect::<Vec<_>>())
                    .collect()
            }
            Destination::Api { resource: Some(arn), .. } => vec![(arn.clone(), own.0, own.1)],
            _ => {
                let stem = claimed.rsplit_once('/').map_or(claimed, |(stem, _)| stem);
                let words = self.words(stem).chain([claimed.to_owned(), format!("{stem}/fresh")]);
                words.map(|arn| (arn, own.0.clone(), own.1.clone())).collect()
            }
        }
    }

    fn is_possible(&self, claim: &PolicyClaim) -> bool {
        let PolicyClaim { endpoint, request, .. } = claim;
        let (config, at) = (self.config, endpoint.map(|id| self.config.endpoint(id)));
        let target = (
            request.resource.clone(),
            request.resource_account.clone(),
            request.resource_organization.clone(),
        );
        let unlisted = |it| !self.blocks(Key::SourceIp).any(|block| block.len() > 0 && block.contains(it));
        let address = match (request.vpc_source_ip, request.source_ip) {
            (Some(private), None) => {
                let mut premises = config.on_premises_clients().iter().map(|client| client.ip_address);
                at.is_some()
                    && (config.vpc().cidr_block.contains(private)
                        || premises.any(|address| address == private))
            }
            (None, Some(public)) if sends_from_vpc(config, self.query) => {
                at.is_none() && public == PUBLIC_ADDRESS
            }
            (None, Some(public)) => at.is_none() && unlisted(public),
            _ => false,
        };
        let signed = match &request.caller {
            Caller::Foreign { arn, account, organization } => {
                // An account is in one organization; to see somebody impossible refused does no harm.
                let same = *organization == target.2 || !claim.refused_by.is_empty();
                let at_home = *account == target.1 && same;
                is_leak(config, self.query)
                    && (at_home
                        || (*account != target.1 && self.is_strange(account, organization.as_deref())))
                    && arn.starts_with(&format!("arn:aws:iam::{account}:"))
            }
            known => self.callers(&target).contains(known),
        };
        let passage = at.map(trapline::aws::Endpoint::id) == request.source_vpce
            && at.map(|_| format!("vpc-{}", config.vpc().name)) == request.source_vpc
            && at.is_some_and(|it| matches!(it.kind, EndpointKind::Gateway(_)))
                == request.through_gateway_endpoint;
        request.action == self.action() && address && signed && passage && self.is_target(&target)
    }

    /// Whether it is another account, and so of another organization, if of any.
    fn is_strange(&self, account: &str, organization: Option<&str>) -> bool {
        account != self.config.account()
            && (organization.is_none() || organization != self.config.organization())
    }

    fn is_target(&self, target: &Target) -> bool {
        let (arn, account, organization) = target;
        let foreign = self.is_strange(account, organization.as_deref());
        match &self.query.destination {
            Destination::AnyForeignBucket { .. } => {
                let name = arn.strip_prefix("arn:aws:s3:::").unwrap_or_default();
                let (bucket, key) = name.split_once('/').unwrap_or((name, ""));
                let unknown = self.config.bucket_named(bucket).is_none() && is_bucket_name(bucket);
                foreign && unknown && *arn == self.arn(bucket, key)
            }
            Destination::Bucket { .. } => {
                let known = self.targets("").into_iter().next();
                known.is_some_and(|it| (&it.0, &it.1) == (arn, account) && (it.2 == *organization || foreign))
            }
            Destination::Api { service, resource, .. } => {
                let mut parts = arn.splitn(6, ':').skip(2);
                let (named, owner) = (parts.next(), parts.nth(1));
                let fits = named == Some(service.action_prefix())
                    && matches!(owner, Some(it) if it == account || it.is_empty());
                let own = (account.as_str(), organization.as_deref())
                    == (self.config.account(), self.config.organization());
                own && resource.as_ref().map_or(fits || arn == "*", |given| given == arn)
            }
            _ => false,
        }
    }

    fn refusing(&self, request: &Request) -> BTreeSet<Layer> {
        let config = self.config;
        let bucket = self.bucket();
        let service = match self.query.destination {
            Destination::Api { service, .. } => service,
            _ => Service::S3,
        };
        let identity = match self.query.source {
            Source::Client(_) => None,
            _ => config.workload().and_then(|workload| workload.execution_role_policy.as_ref()),
        };
        let mut endpoints = config.endpoints().iter().filter(|it| request.source_vpce == Some(it.id()));
        let ours = request.resource_account == config.account() && service.has_resource_control();
        let policies = Policies {
            identity,
            service_control: config.service_control_policy(),
            endpoint: endpoints.find_map(|it| it.policy.as_ref()),
            bucket: bucket.and_then(|it| it.policy.as_ref()),
            open: bucket.is_none_or(|it| it.policy.is_none() && it.owner != Owner::Own),
            left_to_account: service != Service::S3,
            resource_control: config.resource_control_policy().filter(|_| ours),
        };
        refusing(&Policies { open: policies.open && service == Service::S3, ..policies }, request)
    }
}

fn is_bucket_name(name: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = name.as_bytes().first().is_some_and(plain) && name.as_bytes().last().is_some_and(plain);
    let kept = ["xn--", "sthree-", "amzn-s3-demo-"].iter().any(|it| name.starts_with(it))
        || ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].iter().any(|it| name.ends_with(it))
        || name.contains("..")
        || name.parse::<std::net::Ipv4Addr>().is_ok();
    (3..=63).contains(&name.len())
        && ends
        && !kept
        && name.bytes().all(|it| plain(&it) || matches!(it, b'-' | b'.'))
}
