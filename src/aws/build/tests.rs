//! What [`Config::build`] makes of drafts, valid and not.

mod cases;
mod kinds;

use crate::aws::{
    Config, ConfigDraft, EndpointKind, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft,
    NetworkInterfaceDraft, OnPremisesClientDraft, RouteDraft, RouteTableDraft, RulePeer, S3BucketDraft,
    SecurityGroupDraft, SecurityGroupRuleDraft, Service, SubnetDraft, VpcEndpointDraft, WorkloadDraft,
    WorkloadKind,
};

#[expect(clippy::unnecessary_wraps, reason = "the fields of a draft are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "the fields of a draft are optional")]
fn list(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

fn subnet(name: &str, block: &str, zone: &str) -> SubnetDraft {
    SubnetDraft {
        name: name.into(),
        cidr_block: some(block),
        availability_zone: some(zone),
        ..SubnetDraft::default()
    }
}

fn rule(protocol: &str, ports: &str, peer: &str) -> SecurityGroupRuleDraft {
    SecurityGroupRuleDraft {
        protocol: some(protocol),
        ports: some(ports),
        peer: some(peer),
        ..SecurityGroupRuleDraft::default()
    }
}

fn entry(number: i64, action: &str, protocol: &str, ports: &str, block: &str) -> NetworkAclEntryDraft {
    NetworkAclEntryDraft {
        rule_number: Some(number),
        action: some(action),
        protocol: some(protocol),
        ports: some(ports),
        cidr_block: some(block),
        ..NetworkAclEntryDraft::default()
    }
}

fn route(destination: &str, target: &str) -> RouteDraft {
    RouteDraft { destination: some(destination), target: some(target) }
}

/// A draft that uses every section and is valid.
fn valid() -> ConfigDraft {
    let mut draft = ConfigDraft::default();
    draft.vpc.internet_gateway = Some(true);
    draft.subnets = vec![
        SubnetDraft { route_table: some("private"), ..subnet("a", "10.0.1.0/24", "us-east-1a") },
        SubnetDraft { network_acl: some("tight"), ..subnet("b", "10.0.2.0/24", "us-east-1b") },
    ];
    draft.route_tables =
        vec![RouteTableDraft { name: "private".into(), routes: vec![route("0.0.0.0/0", "nat")] }];
    draft.nat_gateways =
        vec![NatGatewayDraft { name: "nat".into(), subnet: some("b"), connectivity_type: None }];
    draft.security_groups = vec![SecurityGroupDraft {
        name: "training".into(),
        ingress: vec![rule("all", "all", "sg:training")],
        egress: Some(vec![rule("tcp", "443", "pl:s3"), rule("esp", "443", "10.0.0.0/16")]),
    }];
    draft.network_acls = vec![NetworkAclDraft {
        name: "tight".into(),
        ingress: vec![entry(100, "allow", "tcp", "1024-65535", "0.0.0.0/0")],
        egress: vec![entry(100, "allow", "tcp", "443", "0.0.0.0/0")],
    }];
    draft.vpc_endpoints = vec![
        VpcEndpointDraft {
            name: "s3".into(),
            service: some("s3"),
            vpc_endpoint_type: some("Gateway"),
            route_tables: list(&["private"]),
            ..VpcEndpointDraft::default()
        },
        VpcEndpointDraft {
            name: "logs".into(),
            service: some("com.amazonaws.us-east-1.logs"),
            vpc_endpoint_type: some("Interface"),
            subnets: list(&["a", "b"]),
            ..VpcEndpointDraft::default()
        },
    ];
    draft.network_interfaces = vec![NetworkInterfaceDraft {
        name: "db".into(),
        subnet: some("a"),
        private_ip_address: some("10.0.1.9"),
        ..NetworkInterfaceDraft::default()
    }];
    draft.s3_buckets = vec![
        S3BucketDraft { name: "phi-data".into(), ..S3BucketDraft::default() },
        S3BucketDraft { name: "elsewhere".into(), account: some("999988887777"), ..S3BucketDraft::default() },
    ];
    draft.workload = Some(WorkloadDraft {
        subnets: list(&["a"]),
        security_groups: list(&["training"]),
        ..WorkloadDraft::new(WorkloadKind::TrainingJob)
    });
    draft
}

fn errors(draft: &ConfigDraft) -> Vec<String> {
    Config::build(draft)
        .map_or_else(|errors| errors.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

#[test]
fn a_valid_draft_builds_with_its_defaults() {
    let config = Config::build(&valid()).unwrap();
    assert_eq!((config.region(), config.account()), ("us-east-1", "111122223333"));
    assert_eq!(config.vpc().name, "main");
    let tables: Vec<_> = config.route_tables().iter().map(|table| table.name.as_str()).collect();
    assert_eq!(tables, ["private", "main"]);
    assert_eq!(config.route_table(config.subnets()[1].route_table).name, "main");
    assert_eq!(config.network_acl(config.subnets()[0].network_acl).name, "default");
    let EndpointKind::Interface(logs) = &config.endpoints()[1].kind else { panic!("not an interface") };
    assert!(logs.private_dns_enabled);
    let group = config.security_group(logs.security_groups[0]);
    assert_eq!(group.ingress[0].peer, RulePeer::Group(logs.security_groups[0]));
    let workload = config.workload().unwrap();
    assert_eq!(workload.input_buckets, workload.output_buckets);
    assert_eq!(
        workload.input_buckets.iter().map(|id| &config.bucket(*id).name).collect::<Vec<_>>(),
        ["phi-data"]
    );
}

#[test]
fn an_empty_draft_is_a_private_vpc() {
    let config = Config::build(&ConfigDraft::default()).unwrap();
    assert_eq!(config.vpc().cidr_block.to_string(), "10.0.0.0/16");
    assert!(config.vpc().enable_dns_support && !config.vpc().enable_dns_hostnames);
    assert_eq!((config.subnets().len(), config.route_tables().len(), config.network_acls().len()), (0, 1, 1));
}

#[test]
fn a_defined_main_table_or_default_group_replaces_the_implicit_one() {
    let mut draft = valid();
    draft.route_tables.push(RouteTableDraft { name: "main".into(), routes: vec![] });
    draft.security_groups.push(SecurityGroupDraft { name: "default".into(), ..Default::default() });
    draft.security_groups.push(SecurityGroupDraft { name: "main".into(), ..Default::default() });
    let config = Config::build(&draft).unwrap();
    assert_eq!(config.route_tables().len(), 2);
    assert_eq!(config.security_groups().len(), 3);
    let EndpointKind::Interface(logs) = &config.endpoints()[1].kind else { panic!("not an interface") };
    assert_eq!(config.security_group(logs.security_groups[0]).name, "default");
    assert_eq!(config.security_group(logs.security_groups[0]).ingress, []);
}

#[test]
fn a_local_route_to_the_vpc_is_dropped() {
    let mut draft = valid();
    draft.route_tables[0].routes.push(route("10.0.0.0/16", "local"));
    assert_eq!(Config::build(&draft).unwrap().route_tables()[0].routes.len(), 1);
}

fn workload(draft: &mut ConfigDraft) -> &mut WorkloadDraft {
    draft.workload.as_mut().unwrap()
}

#[test]
fn help_names_what_was_probably_meant() {
    let mut draft = valid();
    draft.subnets[0].route_table = some("privat");
    draft.subnets[1].cidr_block = some("10.0.2.7/24");
    draft.vpc_endpoints[1].service = some("sagemaker.apu");
    let errors = Config::build(&draft).unwrap_err();
    let help: Vec<_> = errors.iter().map(|error| error.help.as_deref().unwrap()).collect();
    assert_eq!(help, ["did you mean `private`?", "write `10.0.2.0/24`", "did you mean `sagemaker.api`?"]);
}

#[test]
fn all_errors_appear_at_once_in_file_order() {
    let mut draft = valid();
    workload(&mut draft).instance_count = Some(-1);
    draft.vpc_endpoints[1].subnets = list(&["z"]);
    draft.subnets[0].cidr_block = some("nonsense");
    draft.region = some("mars");
    let places: Vec<_> = Config::build(&draft).unwrap_err().iter().map(|error| error.at.resource).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(places.len(), 4);
}

#[test]
fn what_the_model_does_not_cover_is_refused_by_name() {
    let mut draft = valid();
    draft.route_tables[0].routes[0].target = some("pcx-1");
    draft.subnets[1].cidr_block = some("::/64");
    assert!(Config::build(&draft).unwrap_err().iter().all(|error| error.refused));
}

#[test]
fn prefix_lists_stand_for_their_service() {
    let config = Config::build(&valid()).unwrap();
    assert_eq!(config.security_groups()[0].egress[0].peer, RulePeer::PrefixList(Service::S3));
}

/// A policy for objects whose name contains each of so many words.
fn words(principal: &str, count: usize) -> String {
    let statement = |word| {
        format!(r#"{{"Effect":"Deny",{principal}"Action":"s3:*","Resource":"arn:aws:s3:::*word-{word}-*"}}"#)
    };
    let statements: Vec<String> = (0..count).map(statement).collect();
    format!(r#"{{"Statement":[{}]}}"#, statements.join(","))
}

#[test]
fn policies_with_too_many_patterns_are_refused_by_name() {
    const TOO_LARGE: &str = "the model does not cover policies with so many patterns: together with the others on the \
                             way they take more than 4096 states";
    let everybody = r#""Principal":"*","#;
    let mut draft = valid();
    for (count, refused) in [(5, false), (12, true)] {
        draft.vpc_endpoints[0].policy = Some(words(everybody, count));
        let errors = Config::build(&draft).err().unwrap_or_default();
        assert_eq!(errors.len(), usize::from(refused), "{errors:?}");
        for error in errors {
            assert!(error.refused, "{error}");
            assert_eq!((error.at.field, error.message.as_str()), ("policy", TOO_LARGE));
        }
    }
    // Each fits alone, and not both together.
    let five = words(everybody, 5);
    draft.vpc_endpoints[0].policy = Some(five.replace("word", "other"));
    draft.workload.as_mut().unwrap().execution_role_policy = Some(words("", 5));
    let errors = errors(&draft);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains(TOO_LARGE) && errors[0].starts_with("vpc_endpoint"), "{errors:?}");
}
