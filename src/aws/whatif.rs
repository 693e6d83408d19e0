//! The same configuration with one element changed, for questions of the form "what if".
//!
//! A change must keep what [`Config`] promises: ids it puts in come from the same configuration. Subnets
//! have no such function, since moving one could make it overlap with another.

use crate::aws::{
    Bucket, BucketId, Config, Endpoint, EndpointId, NetworkAcl, NetworkAclId, RouteTable, RouteTableId,
    SecurityGroup, SecurityGroupId, Vpc, Workload,
};

macro_rules! vary {
    ($($with:ident, $many:ident, $id:ident, $item:ident);* $(;)?) => {$(
        #[doc = concat!("The configuration with this ", stringify!($item), " changed.")]
        #[must_use]
        pub fn $with(&self, id: $id, change: impl FnOnce(&mut $item)) -> Self {
            let mut other = self.clone();
            if let Some(item) = other.$many.get_mut(id.0) {
                change(item);
            }
            other
        }
    )*};
}

impl Config {
    vary! {
        with_route_table, route_tables, RouteTableId, RouteTable;
        with_security_group, security_groups, SecurityGroupId, SecurityGroup;
        with_network_acl, network_acls, NetworkAclId, NetworkAcl;
        with_endpoint, endpoints, EndpointId, Endpoint;
        with_bucket, buckets, BucketId, Bucket;
    }

    /// The configuration with its VPC's switches changed; its address range must stay.
    #[must_use]
    pub fn with_vpc(&self, change: impl FnOnce(&mut Vpc)) -> Self {
        let mut other = self.clone();
        change(&mut other.vpc);
        other
    }

    /// The configuration with its workload changed, if it has one.
    #[must_use]
    pub fn with_workload(&self, change: impl FnOnce(&mut Workload)) -> Self {
        let mut other = self.clone();
        if let Some(workload) = &mut other.workload {
            change(workload);
        }
        other
    }

    /// The configuration without one endpoint; the ids of later endpoints move up.
    #[must_use]
    pub fn without_endpoint(&self, id: EndpointId) -> Self {
        let mut other = self.clone();
        if id.0 < other.endpoints.len() {
            other.endpoints.remove(id.0);
        }
        other
    }
}
