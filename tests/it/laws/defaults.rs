//! P12: what is left out is what AWS puts there.

use super::*;
use trapline::aws::{NetworkAclDraft, RouteTableDraft, SecurityGroupDraft};

const FULL_ACCESS: &str = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;
const ROLE_MAY_ALL: &str = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

fn allow_entry() -> NetworkAclEntryDraft {
    NetworkAclEntryDraft {
        rule_number: Some(100),
        action: Some("allow".into()),
        protocol: Some("all".into()),
        cidr_block: Some("0.0.0.0/0".into()),
        ..NetworkAclEntryDraft::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p12_an_absent_endpoint_policy_is_full_access(draft in drafts().prop_map(with_buckets)) {
        let mut explicit = draft.clone();
        for endpoint in &mut explicit.vpc_endpoints {
            endpoint.policy = Some(FULL_ACCESS.to_owned());
        }
        prop_assert_eq!(answers(&draft), answers(&explicit));
    }

    #[test]
    fn p12_an_absent_role_policy_is_the_managed_one(draft in drafts().prop_map(with_buckets)) {
        let mut explicit = draft.clone();
        workload(&mut explicit).execution_role_policy = Some(ROLE_MAY_ALL.to_owned());
        prop_assert_eq!(answers(&draft), answers(&explicit));
    }

    #[test]
    fn p12_a_strangers_bucket_is_open(draft in drafts().prop_map(with_buckets)) {
        let mut explicit = draft.clone();
        explicit.s3_buckets[1].policy = Some(FULL_ACCESS.to_owned());
        prop_assert_eq!(answers(&draft), answers(&explicit));
    }

    #[test]
    fn p12_a_subnet_without_acl_or_table_has_the_default_ones(draft in drafts().prop_map(with_buckets)) {
        let mut implicit = draft.clone();
        for subnet in &mut implicit.subnets {
            subnet.network_acl = subnet.network_acl.take().filter(|name| name != "default");
            subnet.route_table = subnet.route_table.take().filter(|name| name != "main");
        }
        let mut explicit = draft.clone();
        let acl = vec![allow_entry()];
        explicit.network_acls.push(NetworkAclDraft { name: "default".into(), ingress: acl.clone(), egress: acl });
        explicit.route_tables.push(RouteTableDraft { name: "main".into(), routes: Vec::new() });
        let named = answers(&draft);
        prop_assert_eq!(&named, &answers(&implicit));
        prop_assert_eq!(&named, &answers(&explicit));
    }

    #[test]
    fn p12_a_new_group_lets_everything_out(draft in drafts().prop_map(with_buckets)) {
        let mut explicit = draft.clone();
        for group in &mut explicit.security_groups {
            group.egress.get_or_insert_with(|| vec![allow_all()]);
        }
        prop_assert_eq!(answers(&draft), answers(&explicit));
    }

    #[test]
    fn p12_the_default_group_admits_its_members(draft in drafts().prop_map(with_buckets)) {
        let mut implicit = draft;
        implicit.network_interfaces[0].security_groups = None;
        workload(&mut implicit).security_groups = Some(vec!["default".into()]);
        let mut explicit = implicit.clone();
        let own = SecurityGroupRuleDraft { peer: Some("sg:default".into()), ..allow_all() };
        let group = SecurityGroupDraft { name: "default".into(), ingress: vec![own], egress: Some(vec![allow_all()]) };
        explicit.security_groups.push(group);
        prop_assert_eq!(answers(&implicit), answers(&explicit));
    }

    #[test]
    fn p12_absent_settings_of_the_vpc_and_the_job(draft in drafts().prop_map(with_buckets)) {
        let mut explicit = draft.clone();
        explicit.region = Some("us-east-1".into());
        explicit.account = Some("111122223333".into());
        explicit.vpc.cidr_block = Some("10.0.0.0/16".into());
        explicit.vpc.enable_dns_support = Some(true);
        explicit.vpc.enable_dns_hostnames = Some(false);
        let job = workload(&mut explicit);
        job.instance_count = Some(1);
        job.enable_network_isolation = Some(false);
        job.enable_inter_container_traffic_encryption = Some(false);
        prop_assert_eq!(answers(&draft), answers(&explicit));
    }
}
