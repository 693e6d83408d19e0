//! Configuration files: what is read, and where errors point.

use super::*;

/// What is said about `text`: the marked piece, the code, the message.
fn found(text: &str) -> Vec<(String, &'static str, String)> {
    let mut sources = Sources::default();
    let source = sources.add("a.toml", text);
    let read = read_config(&sources, source);
    assert_eq!(read.config.is_none(), !read.diagnostics.is_empty());
    let show = |found: Diagnostic| {
        let piece = text[found.labels[0].span.clone()].to_owned();
        (piece, found.code.0, found.message)
    };
    read.diagnostics.into_iter().map(show).collect()
}

fn check(text: &str, expected: &[(&str, &str, &str)]) {
    let found = found(text);
    let found: Vec<_> = found.iter().map(|(a, b, c)| (a.as_str(), *b, c.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

const SUBNET: &str = "[[subnet]]\nname = \"a\"\ncidr_block = \"10.0.1.0/24\"\n";

#[test]
fn errors_of_the_configuration_point_at_their_values() {
    check(
        &SUBNET.replace("1.0/24", "1.7/24"),
        &[("\"10.0.1.7/24\"", "C001", "`10.0.1.7/24` has host bits set")],
    );
    check("[[subnet]]\nname = \"a\"\n", &[("[[subnet]]", "C001", "`cidr_block` is missing")]);
    check(
        "[[security_group]]\nname = \"g\"\ningress = [{ protocol = \"tcp\", ports = \"9-3\", source = \"sg:h\" }]\n",
        &[
            ("\"9-3\"", "C001", "the range `9-3` ends before it starts"),
            ("\"sg:h\"", "C001", "no security group is called `h`"),
        ],
    );
    check(
        &format!("{SUBNET}[model]\nsubnets = [\"a\", \"b\"]\nsecurity_groups = [\"default\"]\n"),
        &[("\"b\"", "C001", "no subnet is called `b`")],
    );
}

#[test]
fn errors_of_the_file_hide_what_would_follow_from_them() {
    check(
        "[[subnet]]\nname = \"a\"\ncidr_blok = \"10.0.1.0/24\"\n",
        &[("cidr_blok", "P103", "a subnet has no key `cidr_blok`")],
    );
    check(
        "[[subnet]]\nname = \"a\"\ncidr_block = 10\n",
        &[("10", "P102", "`cidr_block` must be a string, not a whole number")],
    );
    check(
        "subnet = 3\n[model]\nsubnets = [\"a\"]\nsecurity_groups = [\"default\"]\n",
        &[("3", "P102", "`subnet` must be a list of tables, not a whole number")],
    );
    check(
        &format!("{SUBNET}[model]\ninstance_count = \"2\"\n"),
        &[("\"2\"", "P102", "`instance_count` must be a whole number, not a string")],
    );
}

#[test]
fn a_key_of_the_other_direction_is_told_once() {
    let text =
        "[[security_group]]\nname = \"g\"\ningress = [{ protocol = \"tcp\", destination = \"0.0.0.0/0\" }]\n";
    check(text, &[("destination", "P103", "a rule has no key `destination`")]);
}

#[test]
fn sections_beyond_the_model_are_refused_by_name() {
    check(
        "[feature_group]\nname = \"n\"\n",
        &[("[feature_group]", "C002", "the model does not cover `feature_group`")],
    );
    check(
        "[model]\n[training_job]\n",
        &[("[training_job]", "C003", "`training_job` is a second workload; a configuration has one")],
    );
    check("[trainig_job]\n", &[("trainig_job", "P103", "a configuration has no key `trainig_job`")]);
}

#[test]
fn a_transform_job_and_its_model_each_have_their_own_settings() {
    check(
        "[transform_job]\n",
        &[("[transform_job]", "C001", "a transform job runs a model, and there is none")],
    );
    check(
        "[transform_job]\nsubnets = [\"a\"]\n[model]\ninstance_count = 2\n",
        &[
            ("subnets", "P103", "a workload has no key `subnets`"),
            ("instance_count", "P103", "a workload has no key `instance_count`"),
        ],
    );
    check(
        &format!("{SUBNET}[model]\nsubnets = [\"b\"]\nsecurity_groups = [\"default\"]\n[transform_job]\n"),
        &[("\"b\"", "C001", "no subnet is called `b`")],
    );
    check(
        "[transform_job]\n[model]\n[training_job]\n",
        &[("[training_job]", "C003", "`training_job` is a second workload; a configuration has one")],
    );
}

#[test]
fn a_setting_of_another_kind_is_told_at_its_key() {
    check(
        "[notebook_instance]\ninstance_count = 2\n",
        &[("2", "C001", "a notebook instance has no `instance_count`")],
    );
    check(
        "[domain]\napp_network_access_type = \"VpcOnly\"\n",
        &[("\"VpcOnly\"", "C001", "`VpcOnly` without `subnets`")],
    );
}

#[test]
fn syntax_errors_are_all_told_and_nothing_else() {
    let found = found("[vpc]\ncidr_block = \n[[subnet]]\nname = \"a\ncidr_block = 1.2.3\n");
    assert!(found.len() >= 2, "{found:?}");
    assert!(found.iter().all(|(_, code, _)| *code == "P100" || *code == "P102"), "{found:?}");
}

#[test]
fn everything_comes_in_source_order() {
    let text = "region = \"mars\"\nfoo = 1\n[[subnet]]\nname = \"a\"\ncidr_block = \"x\"\n[model]\ninstance_count = 0\n";
    let found: Vec<_> = found(text).into_iter().map(|(piece, _, _)| piece).collect();
    assert_eq!(found, ["\"mars\"", "foo", "\"x\"", "0"]);
}

#[test]
fn a_valid_file_is_read_whole() {
    let mut sources = Sources::default();
    let source =
        sources.add("a.toml", format!("{SUBNET}[[subnet]]\nname = \"b\"\ncidr_block = \"10.0.2.0/24\"\n"));
    let read = read_config(&sources, source);
    assert_eq!(read.diagnostics, []);
    assert_eq!(read.config.unwrap().subnets().len(), 2);
}

#[test]
fn a_tower_of_brackets_is_an_error_and_no_overflow() {
    let found = found(&format!("x = {}", "[".repeat(100_000)));
    assert!(!found.is_empty() && found.len() <= MOST + 1, "{}", found.len());
}

#[test]
fn a_text_beyond_the_bound_is_not_parsed() {
    assert_eq!(found(&"#".repeat(LARGEST + 1)).len(), 1);
}
