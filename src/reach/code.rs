//! Explanation codes: AWS Reachability Analyzer's words where it has one, ours where it has none.

use std::fmt;

macro_rules! codes {
    ($($name:ident = $text:literal, $ours:literal, $meaning:literal, $look:literal, $source:literal;)*) => {
        /// Why a path is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ExplanationCode {
            $(#[doc = $meaning] $name,)*
        }

        impl ExplanationCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether AWS has no word for it.
            #[must_use]
            pub fn is_ours(self) -> bool {
                match self { $(Self::$name => $ours,)* }
            }

            /// One line of meaning.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// What to look at.
            #[must_use]
            pub fn look_at(self) -> &'static str {
                match self { $(Self::$name => $look,)* }
            }

            /// The page it rests on.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self { $(Self::$name => $source,)* }
            }
        }
    };
}

codes! {
    NoRouteToDestination = "NO_ROUTE_TO_DESTINATION", false,
        "The subnet's route table has no route for the destination.",
        "the route table of the subnet named here",
        "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html";
    BadStateRoute = "BAD_STATE_ROUTE", false,
        "The most specific route is a blackhole: its target is gone.",
        "the route's target",
        "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";
    EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH", false,
        "No rule of the interface's security groups admits the packet.",
        "the groups' outbound rules at the sender, their inbound rules at the receiver",
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
    SgHasNoRules = "SG_HAS_NO_RULES", false,
        "The interface's security groups have no rule at all in this direction.",
        "the groups' rules in the direction named here",
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
    SubnetAclRestriction = "SUBNET_ACL_RESTRICTION", false,
        "The subnet's network ACL does not admit the packet.",
        "the lowest-numbered entry that matches, inbound and outbound; a network ACL is stateless",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html";
    IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", false,
        "The internet gateway drops packets of an interface without a public IP address; interfaces of jobs and models never have one.",
        "a NAT gateway in a public subnet, or a VPC endpoint",
        "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html";
    IgwDestinationAddressNotPublic = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS", false,
        "The internet gateway drops packets to private and reserved addresses.",
        "the destination, and the route that sends it to the internet gateway",
        "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";
    ProtocolRestriction = "PROTOCOL_RESTRICTION", false,
        "The component carries other protocols only; a NAT gateway takes TCP, UDP and ICMP.",
        "the protocol of the packet",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";
    VpceGatewayProtocolRestriction = "VPCE_GATEWAY_PROTOCOL_RESTRICTION", false,
        "A gateway endpoint carries TCP and ICMP echo only.",
        "the protocol of the packet",
        "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION", false,
        "Nothing in the configuration answers at the destination.",
        "the address and the element that should have it",
        "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";
    NoSourceOrDestination = "NO_SOURCE_OR_DESTINATION", false,
        "The configuration does not have the element that the question names.",
        "the name in the question",
        "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";
    NetworkIsolationBlocksContainer = "NETWORK_ISOLATION_BLOCKS_CONTAINER", true,
        "Network isolation is on: the container has no network but to the other nodes of its own job.",
        "enable_network_isolation",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html";
    NoCredentialsInContainer = "NO_CREDENTIALS_IN_CONTAINER", true,
        "Network isolation is on: no AWS credentials are given to the container.",
        "enable_network_isolation",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html";
    VpcePolicyDeny = "VPCE_POLICY_DENY", true,
        "The endpoint's policy does not allow the request.",
        "the endpoint's policy; it filters and never grants",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
    BucketPolicyDeny = "BUCKET_POLICY_DENY", true,
        "The bucket's policy denies the request.",
        "the Deny statements of the bucket policy and the path that the request took",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html";
    IamDeny = "IAM_DENY", true,
        "Neither the identity's policy nor the bucket's policy allows the request, or the identity's policy denies it.",
        "the execution role's policy",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
    ScpDeny = "SCP_DENY", true,
        "The organization's service control policy does not let the account's principals do this.",
        "the service control policy: it must allow, also by FullAWSAccess, and no statement may deny",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html";
    RcpDeny = "RCP_DENY", true,
        "The organization's resource control policy does not let this be done with the account's resources.",
        "the Deny statements of the resource control policy",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html";
    DnsResolvesToPublicAddress = "DNS_RESOLVES_TO_PUBLIC_ADDRESS", true,
        "The service's ordinary name resolves to public addresses, so the endpoint is not used.",
        "private_dns_enabled on the endpoint, and the VPC's enable_dns_support and enable_dns_hostnames",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
    DnsResolutionDisabled = "DNS_RESOLUTION_DISABLED", true,
        "The VPC's resolver is off, so no name resolves.",
        "enable_dns_support",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
    NatGatewayHasNoWayOut = "NAT_GATEWAY_HAS_NO_WAY_OUT", true,
        "The NAT gateway cannot reach the internet: it is private, or its own subnet's route table has no route to an internet gateway, or it stands in the sender's own subnet.",
        "the NAT gateway's subnet and that subnet's route table",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";
    OtherRegionBucket = "OTHER_REGION_BUCKET", true,
        "The bucket is in another Region, which a gateway endpoint does not serve.",
        "the bucket's Region and the routes to its public addresses",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html";
    SubnetAddressesExhausted = "SUBNET_ADDRESSES_EXHAUSTED", true,
        "The subnets have too few addresses for the workload: two per instance, five of each subnet are reserved.",
        "the size of the subnets and the instance count",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html";
    SubnetsNeedTwoAzs = "SUBNETS_NEED_TWO_AZS", true,
        "A model in a VPC needs subnets in at least two Availability Zones.",
        "the Availability Zones of the model's subnets",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html";
    NotReachableFromOutside = "NOT_REACHABLE_FROM_OUTSIDE", true,
        "Nothing outside can open a connection to it.",
        "nothing: this is how it should be",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-give-access.html";
}

impl ExplanationCode {
    /// Whether a policy refuses, and no network.
    #[must_use]
    pub fn is_of_a_policy(self) -> bool {
        matches!(
            self,
            Self::IamDeny | Self::ScpDeny | Self::VpcePolicyDeny | Self::BucketPolicyDeny | Self::RcpDeny
        )
    }
}

impl fmt::Display for ExplanationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
