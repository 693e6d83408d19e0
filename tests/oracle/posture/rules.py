"""AWS Security Hub controls and AWS Config rules as tests of fields.

Each is written from the one sentence that AWS publishes about it (`PAGE` below), for the resources
that a configuration has. `EC2.18` and the like are Security Hub's ids, the others Config's rule names.
Rules about things that no configuration of the set says (flow logs, keys, tags) are left out: they
could only give both sides the same mark.
"""

from design import ANYWHERE, JOBS, listed, names, ports

PAGE = {
    "SageMaker": "https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html",
    "EC2": "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
    "S3": "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html",
    "IAM": "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
    "Config": "https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html",
}

HIGH_RISK = [20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500,
             5601, 8080, 8088, 8888, 9200, 9300]
BLOCKED_ACTIONS = ["s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy",
                   "s3:PutEncryptionConfiguration", "s3:PutObjectAcl"]


def failed(design):
    """The ids that fail, once for every resource that fails them."""
    return sorted(name for name, rule in RULES.items() for _ in rule(design))


def workloads(*kinds):
    """A rule about workloads of these kinds: every one that the test does not like fails."""
    def build(test):
        def rule(design):
            kind, workload = design.workload()
            return [kind] if kind in kinds and test(workload) else []
        return rule
    return build


@workloads("notebook_instance")
def direct_internet(notebook):
    return notebook.get("direct_internet_access", "Enabled") == "Enabled"


@workloads("notebook_instance")
def notebook_outside(notebook):
    return "subnet" not in notebook


@workloads("model")
def model_not_isolated(model):
    return not model.get("enable_network_isolation", False)


@workloads("model")
def model_outside(model):
    return "subnets" not in model


@workloads("model")
def platform_registry(model):
    return model.get("repository_access_mode", "Platform") == "Platform"


@workloads("domain")
def domain_outside(domain):
    return domain.get("app_network_access_type", "PublicInternetOnly") != "VpcOnly"


# Written for monitoring job definitions; asked here about every job, to the rules' advantage.
@workloads(*JOBS, "tuning_job")
def job_not_isolated(job):
    return not job.get("enable_network_isolation", False)


@workloads(*JOBS, "tuning_job")
def job_not_encrypted(job):
    return job.get("instance_count", 1) > 1 and not job.get("enable_inter_container_traffic_encryption", False)


def default_group(design):
    groups = [group for group in design.all("security_group") if group["name"] == "default"]
    return [group for group in groups if group.get("ingress") or design.egress(group)] if groups else ["implicit"]


def ingress_from_anywhere(test):
    def rule(design):
        return [group for group in design.all("security_group")
                if any(one["source"] == ANYWHERE and test(one) for one in group.get("ingress", []))]
    return rule


def covers(*wanted):
    return lambda rule: any(ports(rule)[0] <= port <= ports(rule)[1] for port in wanted)


def unauthorized(rule):
    return rule["protocol"] not in ("tcp", "6", "udp", "17") or ports(rule) not in ((80, 80), (443, 443))


def acl_remote_login(design):
    def opens(entry):
        return (entry["action"] == "allow" and entry["cidr_block"] == ANYWHERE
                and entry["protocol"] in ("all", "tcp", "udp", "6", "17") and covers(22, 3389)(entry))
    return [acl for acl in design.all("network_acl") if any(opens(entry) for entry in acl.get("ingress", []))]


def unused_acl(design):
    return [acl for acl, subnets in design.acls().values() if acl["name"] != "default" and not subnets]


def unrestricted_route(design):
    return [name for name, (routes, _) in design.tables().items()
            if any(one["destination"] == ANYWHERE and one["target"] == "internet_gateway" for one in routes)]


def no_endpoint_for(service):
    def rule(design):
        return [] if any(one["service"] == service for one in design.all("vpc_endpoint")) else ["vpc"]
    return rule


def statements(policy, effect):
    return [one for one in listed(policy.get("Statement", [])) if one["Effect"] == effect]


def own_buckets(design):
    return [one for one in design.all("s3_bucket") if one.get("account", "self") in ("self", design.account)]


def buckets(test):
    def rule(design):
        return [bucket for bucket in own_buckets(design) if test(design, bucket.get("policy", {}))]
    return rule


@buckets
def others_may_change(design, policy):
    """Of a statement only the principal and the actions are read, as the rule's note says."""
    def foreign(name):
        return name == "*" or design.account not in name

    def blocked(action):
        return action == "*" or any(matches(action, one) for one in BLOCKED_ACTIONS)
    return any(any(map(foreign, names(one["Principal"]))) and any(map(blocked, listed(one.get("Action", "*"))))
               for one in statements(policy, "Allow"))


@buckets
def plain_http(_, policy):
    return not any("aws:SecureTransport" in keys for one in statements(policy, "Deny")
                   for keys in one.get("Condition", {}).values())


@buckets
def public(_, policy):
    return any("*" in names(one["Principal"]) and not one.get("Condition") for one in statements(policy, "Allow"))


def matches(pattern, text):
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else pattern == text


def role_statements(test):
    def rule(design):
        policy = design.role_policy() or {}
        return [policy] if any(test(one) for one in statements(policy, "Allow")) else []
    return rule


def administrator(one):
    return "*" in listed(one.get("Action", [])) and "*" in listed(one.get("Resource", []))


def whole_service(one):
    return "NotAction" in one or any(action.endswith(":*") for action in listed(one.get("Action", [])))


RULES = {
    "SageMaker.1": direct_internet,
    "SageMaker.2": notebook_outside,
    "SageMaker.5": model_not_isolated,
    "SageMaker.9": job_not_encrypted,
    "SageMaker.11": job_not_isolated,
    "SageMaker.16": platform_registry,
    "sagemaker-model-in-vpc": model_outside,
    "sagemaker-domain-in-vpc": domain_outside,
    "EC2.2": default_group,
    "EC2.10": no_endpoint_for("ec2"),
    "EC2.13": ingress_from_anywhere(covers(22)),
    "EC2.14": ingress_from_anywhere(covers(3389)),
    "EC2.16": unused_acl,
    "EC2.18": ingress_from_anywhere(unauthorized),
    "EC2.19": ingress_from_anywhere(covers(*HIGH_RISK)),
    "EC2.21": acl_remote_login,
    "EC2.55": no_endpoint_for("ecr.api"),
    "EC2.56": no_endpoint_for("ecr.dkr"),
    "EC2.57": no_endpoint_for("ssm"),
    "no-unrestricted-route-to-igw": unrestricted_route,
    "S3.2": public,
    "S3.5": plain_http,
    "S3.6": others_may_change,
    "IAM.1": role_statements(administrator),
    "IAM.21": role_statements(whole_service),
}
