//! Random configurations that name nothing finer than the universe tells apart.

use trapline::aws::{
    ConfigDraft, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft, RouteDraft,
    RouteTableDraft, S3BucketDraft, SecurityGroupDraft, SecurityGroupRuleDraft, SubnetDraft, VpcDraft,
    VpcEndpointDraft, WorkloadDraft, WorkloadKind,
};

/// The ranges that ports come in.
const RANGES: [(u32, u32); 8] = [
    (0, 1023),
    (1024, 8191),
    (8192, 16_383),
    (16_384, 24_575),
    (24_576, 32_767),
    (32_768, 40_959),
    (40_960, 49_151),
    (49_152, 65_535),
];
/// A generator of the same throws in every run.
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % sides
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }

    /// A block of whole sixty-fourths of the world, or one inside the VPC.
    fn block(&mut self) -> String {
        let (base, shortest, most): (u32, usize, usize) = match self.roll(6) {
            0 | 1 => return "0.0.0.0/0".to_owned(),
            2 => return "10.0.0.0/26".to_owned(),
            3 => (0x0a00_0000, 26, 6),
            _ => (0, 0, 6),
        };
        let length = shortest + self.roll(most + 1);
        let span = if shortest == 0 { u32::MAX } else { 63 };
        let address = u32::try_from(self.roll(1 << 31)).unwrap().wrapping_mul(2) & span;
        let mask = u32::MAX.checked_shl(32 - u32::try_from(length).unwrap()).unwrap_or(0);
        format!("{}/{length}", std::net::Ipv4Addr::from_bits((base | address) & mask))
    }

    fn outer_block(&mut self) -> String {
        let length = 1 + self.roll(6);
        let address = u32::try_from(self.roll(64)).unwrap() << 26;
        let mask = u32::MAX << (32 - u32::try_from(length).unwrap());
        format!("{}/{length}", std::net::Ipv4Addr::from_bits(address & mask))
    }

    fn ports(&mut self) -> String {
        let (a, b) = (self.roll(8), self.roll(8));
        let (first, last) = if self.roll(3) == 0 { (0, 7) } else { (a.min(b), a.max(b)) };
        format!("{}-{}", RANGES[first].0, RANGES[last].1)
    }

    /// Protocol, ports, type and code.
    fn traffic(&mut self) -> (String, Option<String>, Option<i64>, Option<i64>) {
        match self.of(&["all", "all", "tcp", "tcp", "udp", "icmp", "esp"]) {
            "icmp" => {
                let kind = self.of(&[None, Some(0), Some(3), Some(8)]);
                let code = kind.and(self.of(&[None, Some(0)]));
                ("icmp".to_owned(), None, kind, code)
            }
            name => (name.to_owned(), Some(self.ports()), None, None),
        }
    }

    fn rules(&mut self, most: usize) -> Vec<SecurityGroupRuleDraft> {
        let count = self.roll(most + 1);
        let rules = (0..count).map(|_| {
            let (protocol, ports, icmp_type, icmp_code) = self.traffic();
            let peer = match self.roll(8) {
                0 => "pl:s3".to_owned(),
                1 => "sg:job".to_owned(),
                2 => "sg:other".to_owned(),
                _ => self.block(),
            };
            SecurityGroupRuleDraft { protocol: Some(protocol), ports, icmp_type, icmp_code, peer: Some(peer) }
        });
        rules.collect()
    }

    fn group(&mut self, name: &str) -> SecurityGroupDraft {
        let egress = if self.roll(2) == 0 { None } else { Some(self.rules(4)) };
        let mut ingress = self.rules(4);
        if self.roll(2) == 0 {
            let peer = Some("0.0.0.0/0".to_owned());
            ingress.push(SecurityGroupRuleDraft {
                protocol: Some("all".to_owned()),
                peer,
                ..Default::default()
            });
        }
        SecurityGroupDraft { name: name.to_owned(), ingress, egress }
    }

    fn entries(&mut self) -> Vec<NetworkAclEntryDraft> {
        let count = self.roll(4);
        let mut entries: Vec<_> = (0..count)
            .map(|at| {
                let (protocol, ports, icmp_type, icmp_code) = self.traffic();
                NetworkAclEntryDraft {
                    rule_number: Some(500 - 7 * i64::try_from(at).unwrap()),
                    action: Some(self.of(&["allow", "deny"]).to_owned()),
                    protocol: Some(protocol),
                    ports,
                    icmp_type,
                    icmp_code,
                    cidr_block: Some(self.block()),
                }
            })
            .collect();
        if self.roll(4) > 0 {
            entries.push(NetworkAclEntryDraft {
                rule_number: Some(900),
                action: Some("allow".to_owned()),
                protocol: Some("all".to_owned()),
                cidr_block: Some("0.0.0.0/0".to_owned()),
                ..Default::default()
            });
        }
        entries
    }

    fn table(&mut self, name: &str, usual: &str) -> RouteTableDraft {
        let mut routes = std::collections::BTreeMap::new();
        if self.roll(4) > 0 {
            routes.insert("0.0.0.0/0".to_owned(), usual.to_owned());
        }
        for _ in 0..self.roll(3) {
            let target = self.of(&["internet_gateway", "nat", "nat-b", "nat-private", "blackhole"]);
            routes.insert(self.outer_block(), target.to_owned());
        }
        let routes = routes.into_iter();
        let routes = routes.map(|(to, target)| RouteDraft { destination: Some(to), target: Some(target) });
        RouteTableDraft { name: name.to_owned(), routes: routes.collect() }
    }

    fn subnets(&mut self) -> Vec<SubnetDraft> {
        let blocks = [
            ("a", "10.0.0.0/28", "t1", "us-east-1a"),
            ("b", "10.0.0.16/28", "t2", "us-east-1b"),
            ("public", "10.0.0.32/28", "t3", "us-east-1a"),
            ("data", "10.0.0.48/28", "t1", "us-east-1a"),
        ];
        let subnet = |(name, block, table, zone)| SubnetDraft {
            name: str::to_owned(name),
            cidr_block: Some(text(block)),
            availability_zone: Some(text(zone)),
            route_table: Some(text(table)),
            network_acl: Some(text(self.of(&["default", "n1", "n2"]))),
        };
        blocks.map(subnet).to_vec()
    }

    fn endpoints(&mut self) -> Vec<VpcEndpointDraft> {
        let gateway = VpcEndpointDraft {
            name: "s3".to_owned(),
            service: Some(text("s3")),
            vpc_endpoint_type: Some(text("Gateway")),
            route_tables: Some(list(self.of(&[&["t1"][..], &["t2"], &["t1", "t2"], &["t3"], &["t2", "t3"]]))),
            ..Default::default()
        };
        let interface = VpcEndpointDraft {
            name: "logs".to_owned(),
            service: Some(text("logs")),
            vpc_endpoint_type: Some(text("Interface")),
            subnets: Some(list(self.of(&[&["a"][..], &["data"], &["b", "data"]]))),
            security_groups: Some(list(&["other"])),
            ..Default::default()
        };
        match self.roll(4) {
            0 => vec![gateway, interface],
            1 => vec![gateway],
            2 => vec![interface],
            _ => vec![],
        }
    }

    fn acl(&mut self, name: &str) -> NetworkAclDraft {
        NetworkAclDraft { name: name.to_owned(), ingress: self.entries(), egress: self.entries() }
    }

    pub fn configuration(&mut self) -> ConfigDraft {
        let nat = |name: &str, subnet: &str, kind: &str| NatGatewayDraft {
            name: name.to_owned(),
            subnet: Some(text(subnet)),
            connectivity_type: Some(text(kind)),
        };
        let database = NetworkInterfaceDraft {
            name: "db".to_owned(),
            subnet: Some(text("data")),
            private_ip_address: Some(text("10.0.0.53")),
            security_groups: Some(list(&["other"])),
            public_ip: Some(self.roll(2) == 0),
        };
        let stranger = S3BucketDraft {
            name: "stranger".to_owned(),
            account: Some(text("999988887777")),
            ..Default::default()
        };
        ConfigDraft {
            vpc: VpcDraft {
                cidr_block: Some(text("10.0.0.0/26")),
                internet_gateway: Some(true),
                enable_dns_hostnames: Some(true),
                ..Default::default()
            },
            subnets: self.subnets(),
            route_tables: vec![
                self.table("t1", "nat"),
                self.table("t2", "nat"),
                self.table("t3", "internet_gateway"),
            ],
            nat_gateways: vec![
                nat("nat", "public", "public"),
                nat("nat-b", "b", "public"),
                nat("nat-private", "public", "private"),
            ],
            security_groups: vec![self.group("job"), self.group("other")],
            network_acls: vec![self.acl("n1"), self.acl("n2")],
            vpc_endpoints: self.endpoints(),
            network_interfaces: vec![database],
            s3_buckets: vec![stranger],
            workload: Some(WorkloadDraft {
                subnets: Some(list(self.of(&[&["a"][..], &["b"], &["a", "b"]]))),
                security_groups: Some(list(self.of(&[&["job"][..], &["job", "other"]]))),
                instance_count: Some(2),
                enable_inter_container_traffic_encryption: Some(self.roll(2) == 0),
                ..WorkloadDraft::new(WorkloadKind::TrainingJob)
            }),
            ..ConfigDraft::default()
        }
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
