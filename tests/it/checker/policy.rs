//! What the policies say to a request.

use std::collections::BTreeSet;

use trapline::aws::{Condition, ConditionKey as Key, ConditionOperator as Op, Config, Effect, EndpointId};
use trapline::aws::{EndpointKind, Matcher, Owner, PolicyDocument, PrincipalMatch, Statement};
use trapline::net::{Interval, Ipv4Prefix};
use trapline::reach::{Caller, Destination, End, Layer, Onward, PacketBox, PolicyClaim};
use trapline::reach::{Query, Request, Source, Way};

use super::Fault;
use super::space::{bucket_of, is_leak};

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
            let PolicyClaim { endpoint, request, refused_by } = claim;
            let address = request.vpc_source_ip.or(request.source_ip).unwrap_or_default();
            let expected = it.request(request.caller.clone(), *endpoint, address);
            let said = expected.map(|expected| expected == *request && it.is_caller(&request.caller));
            let layers: BTreeSet<Layer> = refused_by.iter().copied().collect();
            said != Some(true) || layers != it.refusing(request) || claims[..at].contains(claim)
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
                let subnet = self.config.subnet(self.config.nat(nat).subnet);
                subnet.cidr_block.usable().map(|usable| Interval::new(usable.first, usable.first))?
            }
            _ => packets.src,
        };
        self.on_path(endpoint, sent_from)
    }

    /// The same for a path without an endpoint and without an interface of the VPC.
    pub fn elsewhere(&self) -> Option<bool> {
        match self.query.destination {
            Destination::Bucket { .. } => self.on_path(None, Interval::new(0, 0)),
            _ => self.told.is_empty().then_some(true),
        }
    }

    fn on_path(&self, endpoint: Option<EndpointId>, from: Interval<u32>) -> Option<bool> {
        // The address matters only as far as a policy tells addresses apart.
        let alike = |block: Ipv4Prefix, claimed: u32| {
            let common = block.interval().intersection(from);
            common == block.contains(claimed).then_some(from)
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
        let public = claims.first()?.request.source_ip;
        let refused = |caller: Caller| {
            let kind = std::mem::discriminant(&caller);
            let told = claims.iter().any(|it| std::mem::discriminant(&it.request.caller) == kind);
            let request = self.request(caller, endpoint, public.unwrap_or(from.first))?;
            Some(told && !self.refusing(&request).is_empty())
        };
        self.callers().into_iter().all(|caller| refused(caller) == Some(true)).then_some(false)
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

    fn is_caller(&self, caller: &Caller) -> bool {
        let Caller::Foreign { arn, account, organization: None } = caller else {
            let stranger = *caller == Caller::Anonymous && is_leak(self.config, self.query);
            return stranger || *caller == self.role();
        };
        self.callers().iter().any(|known| known.account() == Some(account))
            && arn.starts_with(&format!("arn:aws:iam::{account}:"))
            && is_leak(self.config, self.query)
    }

    /// Everybody who may sign: an adversary takes any name of his account, or none.
    fn callers(&self) -> Vec<Caller> {
        let mut callers = vec![self.role()];
        let bucket = self.bucket().filter(|_| is_leak(self.config, self.query));
        if let Some(Owner::Foreign(account)) = bucket.map(|bucket| &bucket.owner) {
            let stem = format!("arn:aws:iam::{account}:");
            let principals = self.statements().filter_map(|statement| match &statement.principal {
                PrincipalMatch::Aws(listed) => Some(listed),
                _ => None,
            });
            let conditions = self.statements().flat_map(|it| &it.conditions).map(|it| &it.values);
            let written = principals.chain(conditions).flatten().map(|name| name.replace(['*', '?'], "x"));
            let arns = written.chain(["root", "role/x"].map(|name| stem.clone() + name));
            callers.extend(arns.filter(|name| name.starts_with(&stem)).map(|arn| Caller::Foreign {
                arn,
                account: account.clone(),
                organization: None,
            }));
            callers.push(Caller::Anonymous);
        }
        callers
    }

    fn bucket(&self) -> Option<&'c trapline::aws::Bucket> {
        bucket_of(self.config, self.query).map(|id| self.config.bucket(id))
    }

    fn request(&self, caller: Caller, endpoint: Option<EndpointId>, address: u32) -> Option<Request> {
        let (config, bucket) = (self.config, self.bucket()?);
        let Destination::Bucket { bucket: named, action } = &self.query.destination else { return None };
        let named = if named.contains('/') { named.clone() } else { format!("{named}/object") };
        let kind = endpoint.map(|id| &config.endpoint(id).kind);
        let whole = ["Bucket", "BucketVersions", "BucketMultipartUploads", "BucketLocation", "BucketPolicy"];
        let whole = action.split_at_checked(3).is_some_and(|(_, name)| {
            let noun =
                name.trim_start_matches(|c: char| c.is_lowercase() || c.is_ascii_uppercase() && c != 'B');
            whole.contains(&noun)
        });
        let (resource_account, resource_organization) = match &bucket.owner {
            Owner::Own => (config.account().to_owned(), config.organization().map(str::to_owned)),
            Owner::Foreign(account) => (account.clone(), None),
        };
        Some(Request {
            caller,
            action: action.clone(),
            resource: format!("arn:aws:s3:::{}", if whole { &bucket.name } else { &named }),
            resource_account,
            resource_organization,
            source_vpce: endpoint.map(|id| config.endpoint(id).id()),
            source_vpc: endpoint.map(|_| format!("vpc-{}", config.vpc().name)),
            vpc_source_ip: endpoint.map(|_| address),
            source_ip: endpoint.is_none().then_some(address),
            through_gateway_endpoint: matches!(kind, Some(EndpointKind::Gateway(_))),
        })
    }

    /// The layers that do not let the request pass.
    fn refusing(&self, request: &Request) -> BTreeSet<Layer> {
        let config = self.config;
        let bucket = self.bucket().expect("a request is about a bucket");
        let ours = matches!(request.caller, Caller::ExecutionRole { .. });
        let at_home = request.caller.account() == Some(request.resource_account.as_str());
        let says = |policy: Option<&PolicyDocument>, layer, effect| {
            let mut all = policy.into_iter().flat_map(|policy| &policy.statements);
            all.any(|it| it.effect == effect && applies(it, layer, at_home, request))
        };
        let identity = match self.query.source {
            Source::Client(_) => None,
            _ => config.workload().and_then(|workload| workload.execution_role_policy.as_ref()),
        };
        let endpoint = config.endpoint_ids().map(|id| config.endpoint(id));
        let endpoint =
            endpoint.filter(|it| request.source_vpce == Some(it.id())).find_map(|it| it.policy.as_ref());
        let (scp, rcp) = (config.service_control_policy(), config.resource_control_policy());
        let in_bucket = bucket.policy.as_ref();
        let open_bucket = in_bucket.is_none() && bucket.owner != Owner::Own;
        let invited = open_bucket || says(in_bucket, Layer::Bucket, Effect::Allow);
        let permitted = identity.is_none() || says(identity, Layer::Identity, Effect::Allow);
        let consent = [
            (Layer::Identity, ours, identity, permitted || (at_home && invited)),
            (
                Layer::ServiceControl,
                ours && scp.is_some(),
                scp,
                says(scp, Layer::ServiceControl, Effect::Allow),
            ),
            (
                Layer::Endpoint,
                true,
                endpoint,
                endpoint.is_none() || says(endpoint, Layer::Endpoint, Effect::Allow),
            ),
            (Layer::Bucket, true, in_bucket, at_home || invited),
            (Layer::ResourceControl, bucket.owner == Owner::Own, rcp, true),
        ];
        let refuses = |(layer, asked, policy, allowed): (Layer, bool, Option<&PolicyDocument>, bool)| {
            (asked && (!allowed || says(policy, layer, Effect::Deny))).then_some(layer)
        };
        consent.into_iter().filter_map(refuses).collect()
    }
}

fn applies(statement: &Statement, layer: Layer, at_home: bool, request: &Request) -> bool {
    let within = |matcher: &Matcher, text: &str| match matcher {
        Matcher::AnyOf(patterns) => patterns.iter().any(|it| glob(it.as_bytes(), text.as_bytes())),
        Matcher::NoneOf(patterns) => !patterns.iter().any(|it| glob(it.as_bytes(), text.as_bytes())),
    };
    is_meant(statement, layer, at_home, request)
        && within(&statement.actions, &request.action.to_lowercase())
        && within(&statement.resources, &request.resource)
        && statement.conditions.iter().all(|condition| holds(condition, request))
}

fn is_meant(statement: &Statement, layer: Layer, at_home: bool, request: &Request) -> bool {
    let PrincipalMatch::Aws(listed) = &statement.principal else {
        return statement.principal == PrincipalMatch::Anyone;
    };
    let (Some(arn), Some(account)) = (request.caller.arn(), request.caller.account()) else { return false };
    let is_root = arn == format!("arn:aws:iam::{account}:root");
    listed.iter().any(|name| {
        let whole = name == account || *name == format!("arn:aws:iam::{account}:root");
        match layer {
            // It knows no roles, and takes an account for its root user.
            Layer::Endpoint if request.through_gateway_endpoint => whole && is_root,
            // Naming the own account leaves the decision to the identity's policy.
            Layer::Bucket if at_home && statement.effect == Effect::Allow => name == arn,
            _ => whole || name == arn,
        }
    })
}

fn holds(condition: &Condition, request: &Request) -> bool {
    let Condition { operator, if_exists, key, values, networks } = condition;
    let caller = &request.caller;
    let some = |text: &str| Some(text.to_owned());
    let address = if *key == Key::SourceIp { request.source_ip } else { request.vpc_source_ip };
    let found = match key {
        Key::SourceVpce => request.source_vpce.clone(),
        Key::SourceVpc => request.source_vpc.clone(),
        Key::VpcSourceIp | Key::SourceIp => address.map(|it| it.to_string()),
        Key::ResourceAccount | Key::S3ResourceAccount => some(&request.resource_account),
        Key::PrincipalAccount => some(caller.account().unwrap_or("anonymous")),
        Key::PrincipalArn => caller.arn().map(str::to_owned),
        Key::PrincipalOrgId => caller.organization().map(str::to_owned),
        Key::ResourceOrgId => request.resource_organization.clone(),
        Key::PrincipalIsAwsService => caller.arn().and_then(|_| some("false")),
        Key::ViaAwsService => some("false"),
        Key::SecureTransport => some("true"),
    };
    if *operator == Op::Null {
        return values.iter().any(|value| (value == "true") == found.is_none());
    }
    let negated = operator.is_negated();
    let Some(found) = found else { return *if_exists || negated };
    let matched = match operator {
        Op::IpAddress | Op::NotIpAddress => {
            networks.iter().any(|block| address.is_some_and(|it| block.contains(it)))
        }
        Op::StringLike | Op::StringNotLike => {
            values.iter().any(|value| glob(value.as_bytes(), found.as_bytes()))
        }
        Op::ArnEquals | Op::ArnLike | Op::ArnNotEquals | Op::ArnNotLike => values.iter().any(|value| {
            let (mut pattern, mut text) = (value.splitn(6, ':'), found.splitn(6, ':'));
            let parts = (0..6).map(|_| pattern.next().zip(text.next()));
            parts.into_iter().all(|it| it.is_some_and(|(p, t)| glob(p.as_bytes(), t.as_bytes())))
        }),
        _ => values.contains(&found),
    };
    matched != negated
}

/// `*` for anything, `?` for one character.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|at| glob(rest, &text[at..])),
        Some((sign, rest)) => {
            text.split_first().is_some_and(|(c, left)| (*sign == b'?' || sign == c) && glob(rest, left))
        }
    }
}
