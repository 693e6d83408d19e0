//! Beliefs about VPC endpoints and the names that lead to them.

use crate::aws::{
    Config, Endpoint, EndpointId, EndpointKind, GatewayEndpoint, InterfaceEndpoint, Owner, ResourceKind,
    RulePeer, SecurityGroupRule, Service, WorkloadKind,
};
use crate::lab::Requirement;
use crate::net::{PortRange, Protocol, ProtocolMatch};
use crate::reach::{ComponentKind, ExplanationCode, Source};

use super::Recogniser;
use super::scene::{Aim, Asked, Scene, Sighting};

const INTERFACE: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html";
const VPC_DNS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
const S3_GATEWAY: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html";
const S3_INTERFACE: &str =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html";

pub(super) const TRAPS: &[Recogniser] = &[
    Recogniser {
        id: "endpoint-sg-irrelevant",
        fact: "An interface endpoint has security groups of its own, and they must admit TCP 443 from the callers.",
        source: INTERFACE,
        find: group_is_irrelevant,
    },
    Recogniser {
        id: "private-dns-optional",
        fact: "Without private DNS the service's ordinary name keeps its public addresses, and callers pass the endpoint by.",
        source: INTERFACE,
        find: private_dns_is_optional,
    },
    Recogniser {
        id: "dns-hostnames-default-on",
        fact: "Private DNS needs the VPC's DNS hostnames too, and those are off unless somebody switches them on.",
        source: VPC_DNS,
        find: host_names_are_on,
    },
    Recogniser {
        id: "dns-off-as-a-lock",
        fact: "With the VPC's DNS support off no service name resolves, not even that of an endpoint.",
        source: VPC_DNS,
        find: dns_off_is_a_lock,
    },
    Recogniser {
        id: "s3-interface-endpoint-unused",
        fact: "S3's ordinary names keep their public addresses in the VPC beside an interface endpoint, unless its private DNS serves the VPC too; the route of a gateway endpoint serves them.",
        source: S3_INTERFACE,
        find: s3_interface_is_used,
    },
    Recogniser {
        id: "interface-for-s3-required",
        fact: "A gateway endpoint serves S3 callers in the VPC at no charge; the interface endpoint beside it changes nothing here.",
        source: S3_GATEWAY,
        find: interface_beside_gateway,
    },
    Recogniser {
        id: "sse-kms-needs-kms-endpoint",
        fact: "S3 itself calls KMS for encrypted objects; a KMS endpoint serves only callers that use KMS themselves.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        find: key_needs_endpoint,
    },
    Recogniser {
        id: "image-pull-needs-ecr-endpoint",
        fact: "SageMaker pulls the image of a job from Amazon ECR by itself, outside your VPC.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
        find: image_needs_endpoint,
    },
    Recogniser {
        id: "more-endpoints-safer",
        fact: "Nothing that is asked for uses this endpoint; it adds charge, a reachable path and a policy to look after.",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
        find: more_is_safer,
    },
    Recogniser {
        id: "api-endpoint-covers-invoke",
        fact: "InvokeEndpoint goes to SageMaker Runtime, which is another endpoint service than the SageMaker API.",
        source: INTERFACE,
        find: api_covers_invoke,
    },
    Recogniser {
        id: "model-vpc-makes-invoke-private",
        fact: "A model's VpcConfig is about its container; callers use SageMaker Runtime, privately only through its own endpoint.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/inter-network-privacy.html",
        find: model_vpc_covers_invoke,
    },
    Recogniser {
        id: "sts-logs-not-needed",
        fact: "A client that trains through the SDK also calls STS and CloudWatch Logs, which need endpoints of their own.",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html",
        find: two_endpoints_are_enough,
    },
    Recogniser {
        id: "endpoint-creation-is-lockdown",
        fact: "An endpoint adds a private way and closes none: from outside the bucket answers until a policy demands the endpoint.",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html",
        find: endpoint_locks_out,
    },
    Recogniser {
        id: "gateway-any-region",
        fact: "A gateway endpoint serves buckets of its own Region only.",
        source: S3_GATEWAY,
        find: gateway_serves_any_region,
    },
];

fn at_endpoint(aim: Aim<'_>, endpoint: &Endpoint) -> Sighting {
    let kind = match endpoint.kind {
        EndpointKind::Gateway(_) => ComponentKind::GatewayEndpoint,
        EndpointKind::Interface(_) => ComponentKind::InterfaceEndpoint,
    };
    aim.at(kind, endpoint.name.as_str())
}

/// What must reach a service and would with its interface endpoint changed.
fn with_endpoint_changed<'a>(
    scene: &Scene<'a>,
    change: impl Fn(EndpointId, &InterfaceEndpoint) -> Option<Config>,
) -> Vec<(Asked<'a>, &'a Endpoint)> {
    let mut found = Vec::new();
    for asked in scene.broken() {
        for (id, endpoint) in asked.service().into_iter().flat_map(|service| scene.interfaces(service)) {
            let EndpointKind::Interface(interface) = &endpoint.kind else { continue };
            if change(id, interface).is_some_and(|other| asked.helps(&other)) {
                found.push((asked, endpoint));
            }
        }
    }
    found
}

fn all_at(found: Vec<(Asked<'_>, &Endpoint)>) -> Vec<Sighting> {
    found.into_iter().map(|(asked, endpoint)| at_endpoint(asked.aim, endpoint)).collect()
}

fn group_is_irrelevant(scene: &Scene<'_>) -> Vec<Sighting> {
    let https = SecurityGroupRule {
        protocol: ProtocolMatch::One(Protocol::TCP),
        ports: PortRange::HTTPS,
        peer: RulePeer::Cidr(scene.config.vpc().cidr_block),
    };
    all_at(with_endpoint_changed(scene, |_, interface| {
        let group = interface.security_groups.first()?;
        Some(scene.config.with_security_group(*group, |group| group.ingress.push(https)))
    }))
}

fn with_private_dns(config: &Config, id: EndpointId) -> Config {
    config.with_endpoint(id, |endpoint| {
        let is_s3 = endpoint.service == Service::S3;
        if let EndpointKind::Interface(interface) = &mut endpoint.kind {
            interface.private_dns_enabled = true;
            // What AWS takes when nothing is said.
            interface.private_dns_only_for_inbound_resolver_endpoint = is_s3;
        }
    })
}

fn with_host_names(config: &Config) -> Config {
    config.with_vpc(|vpc| vpc.enable_dns_hostnames = true)
}

fn private_dns_is_optional(scene: &Scene<'_>) -> Vec<Sighting> {
    let named = with_host_names(scene.config);
    all_at(with_endpoint_changed(scene, |id, interface| {
        (!interface.private_dns_enabled).then(|| with_private_dns(&named, id))
    }))
}

fn host_names_are_on(scene: &Scene<'_>) -> Vec<Sighting> {
    let is_off = !scene.config.vpc().enable_dns_hostnames;
    let missed = with_endpoint_changed(scene, |_, interface| {
        (is_off && interface.private_dns_enabled).then(|| with_host_names(scene.config))
    });
    missed.into_iter().map(|(asked, _)| asked.aim.at(ComponentKind::DnsResolver, "vpc resolver")).collect()
}

fn dns_off_is_a_lock(scene: &Scene<'_>) -> Vec<Sighting> {
    let on = scene.config.with_vpc(|vpc| vpc.enable_dns_support = true);
    let nameless = scene.blocked(ExplanationCode::DnsResolutionDisabled);
    let nameless = nameless.filter(|(asked, _)| asked.helps(&on));
    nameless.map(|(asked, _)| asked.aim.at(ComponentKind::DnsResolver, "vpc resolver")).collect()
}

/// The S3 interface endpoint stands where a gateway endpoint would do.
fn s3_interface_is_used(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for asked in scene.broken().filter(|asked| asked.service() == Some(Service::S3)) {
        let tables = scene.tables_of(&asked.query.source);
        for (id, endpoint) in scene.interfaces(Service::S3) {
            let gateway = GatewayEndpoint { route_tables: tables.clone() };
            let other = scene.config.with_endpoint(id, |e| e.kind = EndpointKind::Gateway(gateway));
            if scene.gateways(Service::S3).is_empty() && asked.helps(&other) {
                seen.push(at_endpoint(asked.aim, endpoint));
            }
        }
    }
    seen
}

/// Endpoints beyond the number allowed, without which everything that is met would still be.
fn idle_endpoints<'a>(
    scene: &Scene<'a>,
    is_meant: impl Fn(&Endpoint) -> bool,
) -> Vec<(Aim<'a>, &'a Endpoint)> {
    let limit = scene.unmet().find(|aim| {
        matches!(aim.requirement, Requirement::AtMost { resource: ResourceKind::VpcEndpoint, .. })
    });
    let Some(limit) = limit else { return Vec::new() };
    let meant = scene.endpoints().filter(|(_, endpoint)| is_meant(endpoint));
    let idle = meant.filter(|(id, _)| scene.keeps(&scene.config.without_endpoint(*id)));
    idle.map(|(_, endpoint)| (limit, endpoint)).collect()
}

fn is_beside_gateway(scene: &Scene<'_>, endpoint: &Endpoint) -> bool {
    let is_interface = matches!(endpoint.kind, EndpointKind::Interface(_));
    is_interface && endpoint.service == Service::S3 && !scene.gateways(Service::S3).is_empty()
}

fn encrypts_with_key(scene: &Scene<'_>) -> bool {
    let has_key = |workload: &crate::aws::Workload| {
        workload.volume_kms_key.is_some() || workload.output_kms_key.is_some()
    };
    scene.workload().is_some_and(has_key)
}

fn is_for_key(scene: &Scene<'_>, endpoint: &Endpoint) -> bool {
    endpoint.service.short_name() == "kms" && encrypts_with_key(scene)
}

fn is_for_image(endpoint: &Endpoint) -> bool {
    endpoint.service.short_name().starts_with("ecr.")
}

fn interface_beside_gateway(scene: &Scene<'_>) -> Vec<Sighting> {
    let idle = idle_endpoints(scene, |endpoint| is_beside_gateway(scene, endpoint));
    idle.into_iter().map(|(aim, endpoint)| at_endpoint(aim, endpoint)).collect()
}

fn key_needs_endpoint(scene: &Scene<'_>) -> Vec<Sighting> {
    let idle = idle_endpoints(scene, |endpoint| is_for_key(scene, endpoint));
    idle.into_iter().map(|(aim, endpoint)| at_endpoint(aim, endpoint)).collect()
}

fn image_needs_endpoint(scene: &Scene<'_>) -> Vec<Sighting> {
    let idle = idle_endpoints(scene, is_for_image);
    idle.into_iter().map(|(aim, endpoint)| at_endpoint(aim, endpoint)).collect()
}

fn more_is_safer(scene: &Scene<'_>) -> Vec<Sighting> {
    let idle = idle_endpoints(scene, |endpoint| {
        let has_own_name =
            is_beside_gateway(scene, endpoint) || is_for_key(scene, endpoint) || is_for_image(endpoint);
        !has_own_name
    });
    idle.into_iter().map(|(aim, endpoint)| at_endpoint(aim, endpoint)).collect()
}

fn named(scene: &Scene<'_>, name: &str) -> Option<Service> {
    Service::named(name, scene.config.region())
}

/// What must reach one of the services called `wanted`, has no endpoint for it, and would reach it if
/// the endpoint of service `instead` were for that service.
fn served_by_another<'a>(
    scene: &Scene<'a>,
    wanted: &[&str],
    instead: &str,
) -> Vec<(Asked<'a>, &'a Endpoint)> {
    let others = named(scene, instead).map(|service| scene.interfaces(service)).unwrap_or_default();
    let mut found = Vec::new();
    for asked in scene.broken() {
        let Some(service) = asked.service().filter(|s| wanted.contains(&s.short_name())) else { continue };
        for (id, endpoint) in &others {
            let other = scene.config.with_endpoint(*id, |endpoint| endpoint.service = service);
            if scene.interfaces(service).is_empty() && asked.helps(&other) {
                found.push((asked, *endpoint));
            }
        }
    }
    found
}

const API: &str = "sagemaker.api";
const RUNTIME: &str = "sagemaker.runtime";

fn api_covers_invoke(scene: &Scene<'_>) -> Vec<Sighting> {
    all_at(served_by_another(scene, &[RUNTIME], API))
}

fn two_endpoints_are_enough(scene: &Scene<'_>) -> Vec<Sighting> {
    let missed = served_by_another(scene, &["sts", "logs"], API).into_iter();
    let of_clients = missed.filter(|(asked, _)| {
        matches!(asked.query.source, Source::Client(_)) && !scene.gateways(Service::S3).is_empty()
    });
    all_at(of_clients.collect())
}

/// Callers of a model in a VPC have no private way to SageMaker Runtime.
fn model_vpc_covers_invoke(scene: &Scene<'_>) -> Vec<Sighting> {
    let in_vpc = |w: &&crate::aws::Workload| w.kind == WorkloadKind::Model && w.vpc_config.is_some();
    let Some(model) = scene.workload().filter(in_vpc) else { return Vec::new() };
    let has_endpoint =
        [API, RUNTIME].iter().any(|name| named(scene, name).is_some_and(|s| !scene.interfaces(s).is_empty()));
    let outside = [ComponentKind::NatGateway, ComponentKind::InternetGateway];
    let crossing = outside.into_iter().flat_map(|kind| scene.crossings(kind));
    let calls = scene.broken().chain(crossing).filter(|asked| {
        let invokes = asked.service().is_some_and(|service| service.short_name() == RUNTIME);
        invokes && !asked.is_from_workload() && !has_endpoint
    });
    calls.map(|asked| asked.aim.at(ComponentKind::Container, model.kind.section())).collect()
}

fn endpoint_locks_out(scene: &Scene<'_>) -> Vec<Sighting> {
    let has_endpoint = scene.endpoints().any(|(_, endpoint)| endpoint.service == Service::S3);
    let outside = scene.leaks().filter(|leak| has_endpoint && leak.query.source == Source::Internet);
    let buckets = outside.filter_map(|leak| Some((leak, scene.config.bucket(scene.bucket_of(&leak)?))));
    let own = buckets.filter(|(_, bucket)| bucket.owner == Owner::Own);
    own.map(|(leak, bucket)| leak.aim.at(ComponentKind::Bucket, bucket.name.as_str())).collect()
}

fn gateway_serves_any_region(scene: &Scene<'_>) -> Vec<Sighting> {
    let mut seen = Vec::new();
    for (asked, blocker) in scene.blocked(ExplanationCode::OtherRegionBucket) {
        let Some(id) = scene.bucket_of(&asked) else { continue };
        let here = scene.config.with_bucket(id, |b| scene.config.region().clone_into(&mut b.region));
        if !scene.gateways(Service::S3).is_empty() && asked.helps(&here) {
            seen.push(asked.aim.at(ComponentKind::Bucket, blocker.component.as_str()));
        }
    }
    seen
}
