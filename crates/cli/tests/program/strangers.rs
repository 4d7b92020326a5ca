//! Rules about nations that take no part.

use expect_test::expect;

use crate::desk::Desk;

/// A rule that only forbids needs no trigger; that it names nobody who takes part is seen beforehand.
#[test]
fn a_nation_that_takes_no_part_is_warned_about() {
    let desk = Desk::new();
    desk.write("quarrel.yaml", include_str!("../../../explorer/tests/fixtures/quarrel.yaml"));
    desk.write("de.rules", "rule de \"\"\n  never silence.broken(nation: \"de\")\nrule fr \"\"\n  never silence.broken(nation: \"fr\")\nrule by \"\"\n  never silence.broken(by: \"it\")\n");
    let shown = desk.run("explore quarrel.yaml --rules de.rules --depth 1");
    expect![[r#"
        exit 0
        warning[S132]: `de` is not enrolled in this scenario
         --> de.rules:2:32
          |
        2 |   never silence.broken(nation: "de")
          |                                ^^^^ nothing may ever name it here
          |
          = help: enroll it, or name a nation that takes part: else the rule tells nothing

        warning[S132]: `it` is not enrolled in this scenario
         --> de.rules:6:28
          |
        6 |   never silence.broken(by: "it")
          |                            ^^^^ nothing may ever name it here
          |
          = help: enroll it, or name a nation that takes part: else the rule tells nothing
    "#]]
    .assert_eq(&shown.complaint());
    desk.write("zz.rules", "rule zz \"\"\n  never silence.broken(nation: \"zz\", by: \"yy\")\n");
    let shown = desk.run("explore quarrel.yaml --rules zz.rules --depth 1");
    expect![[r#"
        exit 3
        error[R103]: unknown value `zz`
         --> zz.rules:2:32
          |
        2 |   never silence.broken(nation: "zz", by: "yy")
          |                                ^^^^ no value of this field
          |
          = help: did you mean `cz`?

        error[R103]: unknown value `yy`
         --> zz.rules:2:42
          |
        2 |   never silence.broken(nation: "zz", by: "yy")
          |                                          ^^^^ no value of this field
          |
          = help: did you mean `cy`?
        error: `zz.rules` has faults
    "#]]
    .assert_eq(&shown.complaint());
}

#[test]
fn a_nation_that_takes_no_part_is_told_with_the_faults_of_a_folder() {
    let desk = Desk::new();
    let scenario = include_str!("../../../explorer/tests/fixtures/quarrel.yaml");
    desk.write("folder/scenario.yaml", scenario);
    desk.write("folder/policy.rules", "rule de \"\"\n  never silence.broken(nation: \"de\")\n");
    let shown = desk.run("validate folder --format json");
    assert_eq!(shown.code, 0, "{}", shown.err);
    let json: serde_json::Value = serde_json::from_str(&shown.out).expect("it is JSON");
    let codes = json.as_array().expect("a list").iter();
    let codes = codes.filter_map(|file| file["faults"].as_array());
    let codes: Vec<_> = codes.flatten().map(|fault| fault["code"].clone()).collect();
    assert_eq!(codes, ["S132"]);
}
