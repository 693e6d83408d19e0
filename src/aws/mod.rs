//! A validated account configuration, as data.
//!
//! [`ConfigDraft`] is what a learner has typed so far; [`Config`] is what the engine accepts. The
//! only way from one to the other is [`Config::build`], which reports *every* error at once, keyed by
//! resource and field. Whatever the model does not cover is refused there by name.

#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::iter_over_hash_type)]

mod bucket_name;
mod build;
mod config;
mod draft;
mod error;
pub mod form;
mod kind;
mod nearest;
pub(crate) mod pattern;
mod policy;
mod service;
mod whatif;
mod workload;

pub use config::{
    AclEntry, Action, Bucket, BucketId, Config, Endpoint, EndpointId, EndpointKind, GatewayEndpoint,
    InterfaceEndpoint, InterfaceId, Nat, NatId, NetworkAcl, NetworkAclId, NetworkInterface, OnPremisesClient,
    OnPremisesId, Owner, Route, RouteTable, RouteTableId, RouteTarget, RulePeer, SecurityGroup,
    SecurityGroupId, SecurityGroupRule, Subnet, SubnetId, Vpc,
};
pub use draft::{
    ConfigDraft, NatGatewayDraft, NetworkAclDraft, NetworkAclEntryDraft, NetworkInterfaceDraft,
    OnPremisesClientDraft, RouteDraft, RouteTableDraft, S3BucketDraft, SecurityGroupDraft,
    SecurityGroupRuleDraft, SubnetDraft, VpcDraft, VpcEndpointDraft, WorkloadDraft,
};
pub use error::{ConfigError, Place, ResourceKind};
pub use kind::WorkloadKind;
pub(crate) use policy::Vocabulary;
pub use policy::{
    Condition, ConditionKey, ConditionOperator, Effect, Matcher, PolicyDocument, PolicyError, PolicyKind,
    PrincipalMatch, Statement,
};
pub use service::Service;
pub use workload::{RepositoryAccess, VpcConfig, Workload};
