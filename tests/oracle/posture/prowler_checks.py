"""Prowler's own check code, run over a configuration in place of its inventory of an account."""

import importlib
import sys
import types
from types import SimpleNamespace as Thing

CHECKS = {
    "sagemaker": [
        "sagemaker_training_jobs_vpc_settings_configured",
        "sagemaker_training_jobs_network_isolation_enabled",
        "sagemaker_training_jobs_intercontainer_encryption_enabled",
        "sagemaker_models_vpc_settings_configured",
        "sagemaker_models_network_isolation_enabled",
        "sagemaker_notebook_instance_vpc_settings_configured",
        "sagemaker_notebook_instance_without_direct_internet_access_configured",
    ],
    "vpc": [
        "vpc_endpoint_connections_trust_boundaries",
        "vpc_endpoint_for_ec2_enabled",
        "vpc_endpoint_multi_az_enabled",
        "vpc_subnet_different_az",
        "vpc_subnet_separate_private_public",
    ],
}


class Check:
    def metadata(self):
        return None


class Report:
    def __init__(self, metadata, resource):
        self.resource = resource


def stand_in(name, **contents):
    """Puts a module in front of one that would ask AWS, or needs what only that takes."""
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    sys.modules[name] = module
    return module


class Prowler:
    def __init__(self):
        services = "prowler.providers.aws.services"
        stand_in("prowler.lib.check.models", Check=Check, Check_Report_AWS=Report)
        stand_in("prowler.lib.logger", logger=None)
        stand_in("prowler.providers.aws.aws_provider", read_aws_regions_file=None)
        stand_in("py_iam_expand")
        stand_in("py_iam_expand.actions", InvalidActionHandling=None, expand_actions=None)
        self.sagemaker, self.vpc = Thing(), Thing()
        stand_in(f"{services}.sagemaker.sagemaker_client", sagemaker_client=self.sagemaker)
        stand_in(f"{services}.vpc.vpc_client", vpc_client=self.vpc)
        self.checks = [
            getattr(importlib.import_module(f"{services}.{service}.{name}.{name}"), name)
            for service, names in CHECKS.items() for name in names]

    def failed(self, design):
        """The checks that fail, once for every resource."""
        self.sagemaker.__dict__.update(workloads(design))
        self.vpc.__dict__.update(network(design))
        reports = [(type(check).__name__, one.status) for check in (kind() for kind in self.checks) for one in check.execute()]
        return sorted(name for name, status in reports if status == "FAIL")


def workloads(design):
    kind, workload = design.workload()
    one = Thing(
        name=kind,
        vpc_config_subnets=workload.get("subnets", []),
        subnet_id=workload.get("subnet"),
        network_isolation=workload.get("enable_network_isolation", False),
        container_traffic_encryption=workload.get("enable_inter_container_traffic_encryption", False),
        direct_internet_access=workload.get("direct_internet_access", "Enabled") == "Enabled",
    )
    # Processing jobs have no such checks; asked here as if they were training jobs.
    jobs = kind in ("training_job", "processing_job", "tuning_job")
    return {
        "sagemaker_training_jobs": [one] if jobs else [],
        "sagemaker_models": [one] if kind == "model" else [],
        "sagemaker_notebook_instances": [one] if kind == "notebook_instance" else [],
    }


def network(design):
    public = {name for routes, subnets in design.tables().values() for name in subnets
              if any(route["target"] == "internet_gateway" for route in routes)}
    subnets = [Thing(id=one["name"], public=one["name"] in public,
                     availability_zone=one.get("availability_zone", design.region + "a"))
               for one in design.all("subnet")]
    vpc = Thing(id="vpc-main", name="main", in_use=True, subnets=subnets)
    # The default policy, as the API would return it.
    full = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    endpoints = [
        Thing(id=f"vpce-{one['name']}", vpc_id="vpc-main", type=one["vpc_endpoint_type"],
              service_name=f"com.amazonaws.{design.region}.{one['service']}",
              subnet_ids=one.get("subnets", []), policy_document=one.get("policy", full))
        for one in design.all("vpc_endpoint")]
    return {
        "vpcs": {"vpc-main": vpc},
        "vpc_endpoints": endpoints,
        "provider": Thing(scan_unused_services=True),
        "audited_account": design.account,
        "audit_config": {"trusted_account_ids": []},
    }
