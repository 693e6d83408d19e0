"""A configuration with its defaults filled in, for the rules and for Terraform."""

REGION, ACCOUNT = "us-east-1", "111122223333"
ANYWHERE = "0.0.0.0/0"
JOBS = ("training_job", "processing_job")
EVERYTHING = {"protocol": "all", "destination": ANYWHERE}


class Design:
    def __init__(self, tree):
        self.tree = tree
        self.vpc = tree.get("vpc", {})
        self.region = tree.get("region", REGION)
        self.account = tree.get("account", ACCOUNT)

    def all(self, section):
        return self.tree.get(section, [])

    def workload(self):
        """The kind and the table of the workload, its `vpc_config` spread out."""
        for kind in (*JOBS, "tuning_job", "model", "notebook_instance", "domain"):
            if kind in self.tree:
                workload = dict(self.tree[kind])
                workload.update(workload.pop("vpc_config", {}))
                return kind, workload
        return None, {}

    def role_policy(self):
        return self.workload()[1].get("execution_role_policy")

    def tables(self):
        """Route tables, the main one included, with the subnets that use them."""
        tables = {table["name"]: (table.get("routes", []), []) for table in self.all("route_table")}
        tables.setdefault("main", ([], []))
        for subnet in self.all("subnet"):
            tables[subnet.get("route_table", "main")][1].append(subnet["name"])
        return tables

    def acls(self):
        """Network ACLs with their subnets; the default one when a file writes it."""
        acls = {acl["name"]: (acl, []) for acl in self.all("network_acl")}
        for subnet in self.all("subnet"):
            name = subnet.get("network_acl", "default")
            if name in acls:
                acls[name][1].append(subnet["name"])
        return acls

    def egress(self, group):
        return group.get("egress", [EVERYTHING])


def ports(rule):
    """First and last port; everything for rules without ports."""
    text = str(rule.get("ports", "all"))
    if text == "all" or rule["protocol"] not in ("tcp", "udp", "6", "17"):
        return 0, 65535
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def listed(value):
    """A policy element that may be one or several."""
    return value if isinstance(value, list) else [value]


def names(principal):
    """Whom a `Principal` names; `*` for everybody."""
    if isinstance(principal, dict):
        return [name for kind in principal.values() for name in listed(kind)]
    return listed(principal)
