"""A configuration as Terraform, as an engineer would write it."""

import json

from design import JOBS, Design


class Ref(str):
    """An expression, written without quotation marks."""


class Block(dict):
    """A nested block."""


PROTOCOLS = {"all": "-1", "esp": "50"}


def terraform(design: Design) -> str:
    return "\n".join(resource(*one) for one in resources(design))


def resources(design):
    yield from vpc(design)
    yield from security(design)
    yield from endpoints(design)
    yield from storage(design)
    yield from policies(design)
    yield from workload(design)


def vpc(design):
    here = {"vpc_id": Ref("aws_vpc.main.id")}
    yield "aws_vpc", "main", {
        "cidr_block": design.vpc.get("cidr_block", "10.0.0.0/16"),
        "enable_dns_support": design.vpc.get("enable_dns_support", True),
        "enable_dns_hostnames": design.vpc.get("enable_dns_hostnames", False),
    }
    if design.vpc.get("internet_gateway"):
        yield "aws_internet_gateway", "main", here
    for subnet in design.all("subnet"):
        zone = subnet.get("availability_zone", design.region + "a")
        yield "aws_subnet", subnet["name"], here | {"cidr_block": subnet["cidr_block"], "availability_zone": zone}
    for name, (routes, subnets) in design.tables().items():
        routes = {"route": [route(one) for one in routes]}
        if name == "main":
            yield "aws_default_route_table", name, {"default_route_table_id": Ref("aws_vpc.main.default_route_table_id")} | routes
            continue
        yield "aws_route_table", name, here | routes
        for subnet in subnets:
            yield "aws_route_table_association", f"{name}-{subnet}", {
                "subnet_id": of("aws_subnet", subnet), "route_table_id": of("aws_route_table", name)}
    for nat in design.all("nat_gateway"):
        kind = nat.get("connectivity_type", "public")
        address = {}
        if kind == "public":
            yield "aws_eip", nat["name"], {"domain": "vpc"}
            address = {"allocation_id": of("aws_eip", nat["name"])}
        yield "aws_nat_gateway", nat["name"], {"subnet_id": of("aws_subnet", nat["subnet"]), "connectivity_type": kind} | address


def route(one):
    target = one["target"]
    if target == "internet_gateway":
        leads = {"gateway_id": of("aws_internet_gateway", "main")}
    elif target == "virtual_private_gateway":
        leads = {"gateway_id": "vgw-0123456789abcdef0"}
    elif target == "blackhole":
        leads = {"network_interface_id": "eni-0123456789abcdef0"}
    else:
        leads = {"nat_gateway_id": of("aws_nat_gateway", target)}
    return Block({"cidr_block": one["destination"]} | leads)


def security(design):
    for service in ("s3", "dynamodb"):
        yield "data.aws_prefix_list", service, {"name": f"com.amazonaws.{design.region}.{service}"}
    here = {"vpc_id": Ref("aws_vpc.main.id")}
    for group in design.all("security_group"):
        name = group["name"]
        rules = {
            "ingress": [rule(name, one, one["source"]) for one in group.get("ingress", [])],
            "egress": [rule(name, one, one["destination"]) for one in design.egress(group)],
        }
        if name == "default":
            yield "aws_default_security_group", name, here | rules
        else:
            yield "aws_security_group", name, here | {"name": name, "description": f"Group {name}"} | rules
    for name, (acl, subnets) in design.acls().items():
        entries = {way: [entry(one) for one in acl.get(way, [])] for way in ("ingress", "egress")}
        subnets = {"subnet_ids": [of("aws_subnet", subnet) for subnet in subnets]}
        if name == "default":
            default = {"default_network_acl_id": Ref("aws_vpc.main.default_network_acl_id")}
            yield "aws_default_network_acl", name, default | subnets | entries
        else:
            yield "aws_network_acl", name, here | subnets | entries
    for interface in design.all("network_interface"):
        name = interface["name"]
        address = interface.get("private_ip_address")
        yield "aws_network_interface", name, {
            "subnet_id": of("aws_subnet", interface["subnet"]),
            "security_groups": [group_id(one) for one in interface.get("security_groups", ["default"])],
        } | ({"private_ips": [address]} if address else {})
        if interface.get("public_ip"):
            yield "aws_eip", f"of-{name}", {"domain": "vpc", "network_interface": of("aws_network_interface", name)}


def port_keys(one):
    if one["protocol"] == "icmp":
        return {"from_port": one.get("icmp_type", -1), "to_port": one.get("icmp_code", -1)}
    first, _, last = str(one.get("ports", "all")).partition("-")
    if first == "all":
        whole = one["protocol"] in ("tcp", "udp", "6", "17")
        return {"from_port": 0, "to_port": 65535 if whole else 0}
    return {"from_port": int(first), "to_port": int(last or first)}


def rule(owner, one, peer):
    if peer.startswith("pl:"):
        peers = {"prefix_list_ids": [Ref(f"data.aws_prefix_list.{peer[3:]}.id")]}
    elif peer == f"sg:{owner}":
        peers = {"self": True}
    elif peer.startswith("sg:"):
        peers = {"security_groups": [group_id(peer[3:])]}
    else:
        peers = {"cidr_blocks": [peer]}
    protocol = PROTOCOLS.get(one["protocol"], one["protocol"])
    return Block({"description": "As designed", "protocol": protocol} | port_keys(one) | peers)


def entry(one):
    return Block({"rule_no": one["rule_number"], "action": one["action"], "cidr_block": one["cidr_block"],
                  "protocol": PROTOCOLS.get(one["protocol"], one["protocol"])} | port_keys(one))


def group_id(name):
    return Ref("aws_vpc.main.default_security_group_id") if name == "default" else of("aws_security_group", name)


def endpoints(design):
    for endpoint in design.all("vpc_endpoint"):
        keys = {
            "vpc_id": Ref("aws_vpc.main.id"),
            "service_name": f"com.amazonaws.{design.region}.{endpoint['service']}",
            "vpc_endpoint_type": endpoint["vpc_endpoint_type"],
        }
        if endpoint["vpc_endpoint_type"] == "Gateway":
            tables = endpoint.get("route_tables", [])
            keys["route_table_ids"] = [
                Ref("aws_vpc.main.default_route_table_id") if name == "main" else of("aws_route_table", name)
                for name in tables]
        else:
            keys["subnet_ids"] = [of("aws_subnet", name) for name in endpoint.get("subnets", [])]
            keys["private_dns_enabled"] = endpoint.get("private_dns_enabled", True)
            if "security_groups" in endpoint:
                keys["security_group_ids"] = [group_id(name) for name in endpoint["security_groups"]]
        if "policy" in endpoint:
            keys["policy"] = document(endpoint["policy"])
        yield "aws_vpc_endpoint", endpoint["name"], keys


def storage(design):
    for bucket in design.all("s3_bucket"):
        if bucket.get("account", "self") not in ("self", design.account):
            continue
        yield "aws_s3_bucket", bucket["name"], {"bucket": bucket["name"]}
        if "policy" in bucket:
            yield "aws_s3_bucket_policy", bucket["name"], {
                "bucket": of("aws_s3_bucket", bucket["name"]), "policy": document(bucket["policy"])}


def policies(design):
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    yield "aws_iam_role", "execution", {"name": "execution-role", "assume_role_policy": document(trust)}
    policy = design.role_policy()
    if policy:
        yield "aws_iam_role_policy", "execution", {"role": of("aws_iam_role", "execution"), "policy": document(policy)}
    else:
        yield "aws_iam_role_policy_attachment", "execution", {
            "role": of("aws_iam_role", "execution"), "policy_arn": "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"}
    for kind in ("service_control_policy", "resource_control_policy"):
        if kind in design.tree:
            yield "aws_organizations_policy", kind, {"name": kind, "type": kind.upper(), "content": document(design.tree[kind])}


def workload(design):
    kind, workload = design.workload()
    network = {}
    if "subnets" in workload:
        network = {"vpc_config": Block({
            "subnets": [of("aws_subnet", name) for name in workload["subnets"]],
            "security_group_ids": [group_id(name) for name in workload.get("security_groups", [])]})}
    isolation = {"enable_network_isolation": workload.get("enable_network_isolation", False)}
    role = {"role_arn": Ref("aws_iam_role.execution.arn")}
    if kind in (*JOBS, "tuning_job"):
        # Terraform has no resource for these jobs; this is the one kind of job that the rules read.
        encryption = workload.get("enable_inter_container_traffic_encryption", False)
        yield "aws_sagemaker_data_quality_job_definition", kind, role | {
            "network_config": Block(isolation | {"enable_inter_container_traffic_encryption": encryption} | network),
            "job_resources": Block({"cluster_config": Block({
                "instance_count": workload.get("instance_count", 1), "instance_type": "ml.m5.large",
                "volume_size_in_gb": 30})})}
    elif kind == "model":
        yield "aws_sagemaker_model", kind, {"execution_role_arn": role["role_arn"]} | isolation | network
    elif kind == "notebook_instance":
        keys = {"name": "notebook", "instance_type": "ml.t3.medium"} | role
        if "subnet" in workload:
            keys["subnet_id"] = of("aws_subnet", workload["subnet"])
            keys["security_groups"] = [group_id(name) for name in workload.get("security_groups", ["default"])]
        if "direct_internet_access" in workload:
            keys["direct_internet_access"] = workload["direct_internet_access"]
        yield "aws_sagemaker_notebook_instance", kind, keys
    elif kind == "domain":
        yield "aws_sagemaker_domain", kind, {
            "domain_name": "domain", "auth_mode": "IAM", "vpc_id": Ref("aws_vpc.main.id"),
            "subnet_ids": [of("aws_subnet", name) for name in workload.get("subnets", [])],
            "app_network_access_type": workload.get("app_network_access_type", "PublicInternetOnly")}


def of(kind, name):
    return Ref(f"{kind}.{name}.id")


def document(policy):
    written = json.dumps({"Version": "2012-10-17"} | policy)
    return Ref(f"jsonencode({written})")


def resource(kind, name, keys):
    block, _, kind = kind.rpartition(".")
    return f'{block or "resource"} "{kind}" "{name}" {{\n{body(keys, 1)}}}\n'


def body(keys, depth):
    pad, lines = "  " * depth, []
    for name, value in keys.items():
        blocks = value if isinstance(value, list) and any(isinstance(one, Block) for one in value) else [value]
        if isinstance(blocks[0], Block):
            lines += [f"{pad}{name} {{\n{body(one, depth + 1)}{pad}}}\n" for one in blocks]
        elif not (isinstance(value, list) and not value):
            lines.append(f"{pad}{name} = {value_of(value)}\n")
    return "".join(lines)


def value_of(value):
    if isinstance(value, Ref):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(value_of(one) for one in value) + "]"
    return json.dumps(value)
