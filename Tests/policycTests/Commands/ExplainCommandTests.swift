import Foundation
import Testing
import policyc

/// The record files and the rules that the expected files are about.
private enum Fixture {
  static let folder = GoldenText.root.path + "/Tests/Golden/command-line/explain"

  static func explain(_ record: String, _ options: String...) -> CommandRun {
    CommandRun(
      ["explain", folder, "--data", folder, "--as-of", "2020-12-31", "--record", record] + options)
  }

  /// What a run printed, with paths that do not depend on where the project stands.
  static func text(_ run: CommandRun) -> String {
    run.output.replacing(folder + "/", with: "").replacing(folder, with: "explain")
  }

  /// The document of a run, read by an independent reader.
  static func document(_ run: CommandRun) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(object as? [String: Any])
  }

  /// Every object of a document with the places of the keys.
  static func objects(_ value: Any) -> [[String: Any]] {
    if let list = value as? [Any] { return list.flatMap(objects) }
    guard let object = value as? [String: Any] else { return [] }
    return [object] + object.values.flatMap(objects)
  }
}

@Suite("policyc explain")
struct ExplainCommandTests {
  @Test("explains a record as the expected files show", arguments: ["text", "json"])
  func golden(format: String) throws {
    let run = Fixture.explain("户:H1", "--format", format)
    let text = Fixture.text(run)
    #expect(run.exitCode == .success)
    #expect(run.messages.isEmpty)
    #expect(try text == GoldenText.expected("command-line/explain.\(format).expected", actual: text))
  }

  @Test("shows the requirements of what is fulfilled, too")
  func met() {
    let output = Fixture.explain("户:H2", "--rule", "户达标").output
    #expect(output.contains("  H2  达标\n"))
    #expect(output.contains("要求 收入：人均 超过 收入标准"))
    #expect(output.contains("9000元/人·年 对 4000元/人·年，多 5000元/人·年"))
    #expect(!output.contains("还差"))
    #expect(output.contains("户达标    “‘稳定超过’的年限未定，按当年”"))
    #expect(output.contains("收入标准  “公开资料只说‘4000元左右’”"))
  }

  @Test("gives the keys that its description lists, with clauses, cells, versions and deciding members")
  func keys() throws {
    let run = Fixture.explain("户:H1", "--format", "json")
    let document = try Fixture.document(run)
    #expect(
      Set(document.keys) == [
        "format", "version", "ruleSet", "asOf", "masked", "record", "recordClause", "explanations",
      ])
    let explanations = try #require(document["explanations"] as? [[String: Any]])
    #expect(explanations.compactMap { $0["rule"] as? String } == ["人均", "户达标"])
    let standard = explanations[1]
    #expect(
      Set(standard.keys) == [
        "rule", "kind", "at", "period", "outcome", "ruleClauses", "causes", "conflicts", "parts", "remedies",
        "clauses", "openQuestions",
      ])
    let outcome = try #require(standard["outcome"] as? [String: Any])
    #expect(outcome["word"] as? String == "不达标")
    let parts = try #require(standard["parts"] as? [[String: Any]])
    #expect(parts.compactMap { $0["name"] as? String } == ["收入", "安全饮水", "住房", "上学"])
    let income = try #require(parts[0]["expression"] as? [String: Any])
    #expect(income["comparison"] as? String == "超过")
    let margin = try #require(income["margin"] as? [String: Any])
    #expect(margin["lower"] as? String == "0")
    let objects = Fixture.objects(document)
    let cell = try #require(objects.compactMap { $0["cell"] as? [String: Any] }.first)
    #expect(Set(cell.keys) == ["entity", "record", "field", "file", "line", "column", "value"])
    let parameter = try #require(objects.compactMap { $0["parameter"] as? [String: Any] }.first)
    #expect((parameter["period"] as? [String: Any])?["from"] as? String == "2020-01-01")
    let school = try #require(Fixture.objects(parts[3]).compactMap { $0["group"] as? [String: Any] }.first)
    let members = try #require(school["decidedBy"] as? [[String: Any]])
    #expect(members.compactMap { ($0["record"] as? [String: Any])?["line"] as? Int } == [3])
    #expect(run.output.firstMatch(of: /: -?\d+\.\d/) == nil)
  }

  @Test("has no key that its description leaves out")
  func described() throws {
    let description = try String(
      contentsOf: GoldenText.root.appending(path: "docs/说明格式.md"), encoding: .utf8)
    for record in ["户:H1", "户:H3", "人:510101199001011234"] {
      let document = try Fixture.document(Fixture.explain(record, "--format", "json"))
      for key in Set(Fixture.objects(document).flatMap(\.keys)) {
        #expect(description.contains("`\(key)`"), "\(key)")
      }
    }
  }

  @Test("says what is missing where the outcome is open")
  func undecided() throws {
    let document = try Fixture.document(
      Fixture.explain("户:H3", "--format", "json", "--rule", "户达标"))
    let explanation = try #require((document["explanations"] as? [[String: Any]])?.first)
    let outcome = try #require(explanation["outcome"] as? [String: Any])
    #expect(outcome["decided"] as? Bool == false)
    #expect(outcome["alternatives"] as? [String] == ["是", "否"])
    let causes = try #require(explanation["causes"] as? [[String: Any]])
    #expect(causes.compactMap { $0["field"] as? String } == ["收入"])
  }

  @Test("masks sensitive cells, what is made from them and identity numbers, unless told not to")
  func masking() throws {
    for format in ["text", "json"] {
      for record in ["户:H1", "人:510101199001011234"] {
        let run = Fixture.explain(record, "--format", format, "--rule", record.hasPrefix("户") ? "户达标" : "节约")
        #expect(!run.output.contains("51010119900101"))
        #expect(!run.output.contains("510101200901011235"))
        #expect(!run.output.contains("25.5"))
        #expect(!run.output.contains("5.5"))
      }
    }
    let open = Fixture.explain("人:510101199001011234", "--format", "json", "--unmask")
    #expect(open.output.contains("\"510101199001011234\""))
    #expect(open.output.contains("\"25.5\""))
    #expect(try Fixture.document(open)["masked"] as? Bool == false)
  }

  @Test("hides steps that are made from a sensitive cell, of the record itself or of the one it belongs to")
  func maskedSteps() throws {
    let subsidy = Fixture.explain(
      "人:510101199001011234", "--format", "json", "--rule", "通信补助")
    #expect(!subsidy.output.contains("25.5"))
    let folder = try TemporaryFolder([
      "a.policy": """
      实体 户
        户编号 编号
        存款 元 敏感
        成员 若干 人
      实体 人
        人员编号 编号
        所属户 属于 户
        收入 元
      认定 困难 每 人
        条件 所属户 的 存款 + 收入 低于 100元
        条件 所属户 的 存款 低于 10元

      """,
      "户.csv": "户编号,存款\nH,7777\n",
      "人.csv": "人员编号,所属户,收入\nP,H,1\n",
    ])
    let arguments = [
      "explain", folder.path, "--data", folder.path, "--as-of", "2020-12-31", "--record", "人:P", "--format",
      "json",
    ]
    let run = CommandRun(arguments)
    #expect(run.exitCode == .success)
    for figure in ["7777", "7778", "7678", "7767"] { #expect(!run.output.contains(figure)) }
    #expect(CommandRun(arguments + ["--unmask"]).output.contains("\"7678\""))
  }

  @Test(
    "says by how much a figure misses its bound",
    arguments: [
      ("不低于 5000元", "还差 1000元"), ("超过 5000元", "还差 1000元，要“超过”才算"), ("超过 4000元", "正好相等，要“超过”才算"),
      ("不超过 3000元", "还差 1000元：多出了这些"), ("低于 4000元", "正好相等，要“低于”才算"),
      ("= 4500元", "还差 500元：少了这些"),
    ])
  func remedies(comparison: String, expected: String) throws {
    let folder = try TemporaryFolder([
      "a.policy": "实体 户\n  户编号 编号\n  收入 元\n标准 够 每 户\n  要求 钱：收入 \(comparison)\n",
      "户.csv": "户编号,收入\n甲,4000\n",
    ])
    let run = CommandRun(
      "explain", folder.path, "--data", folder.path, "--as-of", "2020-12-31", "--record", "户:甲")
    #expect(run.output.contains("要求 钱：收入 \(comparison)  \(expected)\n"), "\(run.output)\(run.messages)")
  }

  @Test("gives a well-formed document for conflicts, look-ups, 执行 and missing cells, the same every time")
  func wellFormed() throws {
    let folder = GoldenText.root.path + "/Tests/Golden/command-line/subsidies"
    for record in ["学生:S2", "学生:S3", "学生:S4", "学校:甲", "学校:乙", "学校:丙"] {
      let arguments = [
        "explain", folder, "--data", folder, "--as-of", "2020-12-31", "--record", record, "--format", "json",
      ]
      let run = CommandRun(arguments)
      #expect(run.exitCode == .success)
      #expect(try !Fixture.objects(Fixture.document(run)).isEmpty)
      #expect(CommandRun(arguments).output == run.output)
      #expect(try !Fixture.document(CommandRun(arguments + ["--lang", "en"])).isEmpty)
    }
  }

  @Test("refuses a record that was rejected with 3 and its reason", arguments: ["text", "json"])
  func rejected(format: String) {
    let run = Fixture.explain("户:H4", "--format", format)
    #expect(run.exitCode == .rejectedRows)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains("户.csv:5“纯收入（元）”: 退回["))
    #expect(run.messages.contains("这条记录被退回，没有结论：户 H4  户.csv 第 5 行"))
  }

  @Test(
    "refuses what it cannot understand and says what was probably meant",
    arguments: [
      (["--record", "户:H9"], "没有 `户` `H9`\n建议: 是不是 `H1`？"),
      (["--record", "户:无此户编号"], "里有 4 条记录"), (["--record", "人:510101199001011239"], "510*************3"),
      (["--record", "住户:H1"], "没有实体 `住户`"), (["--record", "H1"], "不是“实体:编号”"),
      (["--record", "户:"], "不是“实体:编号”"), ([], "没有说要说明哪条记录"),
      (["--record", "户:H1", "--rule", "户达"], "是不是 `户达标`？"),
      (["--record", "户:H1", "--rule", "节约"], "规则 `节约` 是 `每 人` 的，不是 `每 户` 的"),
      (["--record", "户:H1", "--format", "xml"], "可以是 `text`、`json`"),
    ] as [([String], String)])
  func misuse(options: [String], message: String) {
    let run = CommandRun(
      ["explain", Fixture.folder, "--data", Fixture.folder, "--as-of", "2020-12-31"] + options)
    #expect(run.exitCode == .usage)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains(message), "\(run.messages)")
    #expect(!run.messages.contains("51010119900101"))
  }

  @Test("takes a full-width colon, and says 未生效 outside the period of a rule")
  func period() throws {
    let run = CommandRun(
      "explain", Fixture.folder, "--data", Fixture.folder, "--as-of", "2021-01-01", "--record", "户：H1")
    #expect(run.exitCode == .success)
    #expect(run.output.contains("  H1  未生效\n"))
    #expect(!run.output.contains("要求 收入"))
  }

  @Test("escapes what would end a string or reach into a terminal")
  func hostile() throws {
    let folder = try TemporaryFolder([
      "a.policy": "实体 户\n  户编号 编号\n  收入 元\n标准 够 每 户\n  要求 钱：收入 超过 5元\n",
      "户.csv": "户编号,收入\n\"甲\"\"\\\",3\n",
    ])
    let run = CommandRun(
      "explain", folder.path, "--data", folder.path, "--as-of", "2020-12-31", "--record", "户:甲\"\\",
      "--format", "json")
    let record = try #require(try Fixture.document(run)["record"] as? [String: Any])
    #expect(record["key"] as? String == "甲\"\\")
    for scalar in run.output.unicodeScalars { #expect(scalar == "\n" || scalar.value >= 0x20) }
  }

  /// A rule set in which one rule rests on another, and that on a third.
  private static let layered = """
    文档 《示例县办法》 示例办法
      存疑 “办法是征求意见稿”

    条款 示-01 示例办法 第一条 “分级定线”
    条款 示-02 示例办法 第二条 “按期发放”
    条款 示-03 示例办法 第三条 “有水”

    选项 等级 一级、二级

    参数 等级线 元 按 等级
      自 2020-01-01 至 2020-12-31 依据 示-01
        | 等级 | 值 |
        | 一级 | 1 |
        | 二级 | 2 |

    参数 面积线 平方米 范围 20 以上
      自 2020-01-01 至 2020-12-31 未公布
      存疑 “面积没有公布”

    实体 户
      户编号 编号
      发放日期 日期 空为 未发生
      面积 平方米 范围 0 以上
      通水率 %
      有水 是否
      成员 若干 人

    实体 人
      人员编号 编号
      所属户 属于 户
      等级 等级
      额 元

    指标 底层 每 户 是否 = 有水
      依据 示-03
      存疑 “怎样算有水没有写”

    指标 中层 每 户 是否 = 底层

    标准 够 每 户
      依据 示-02
      要求 够线：每个 成员 满足（额 不低于 等级线（等级）） 依据 示-01
      要求 按期：发放日期 不晚于 2020-06-30
      要求 面积够：面积 不低于 面积线
      要求 通水：通水率 不低于 90%
      要求 中层

    """

  private func explainLayered(people: String, date: String = "", share: Int = 86) throws -> String {
    let folder = try TemporaryFolder([
      "a.policy": Self.layered, "户.csv": "户编号,发放日期,面积,通水率,有水\n甲,\(date),25,\(share),是\n",
      "人.csv": "人员编号,所属户,等级,额\n" + people,
    ])
    let run = CommandRun(
      "explain", folder.path, "--data", folder.path, "--as-of", "2020-12-31", "--record", "户:甲", "--rule", "够"
    )
    #expect(run.exitCode == .success)
    return run.output
  }

  @Test("names the open questions of documents, parameters and of rules that it does not open")
  func openQuestions() throws {
    let output = try explainLayered(people: "1,甲,一级,0\n2,甲,二级,0\n")
    for line in ["底层      “怎样算有水没有写”", "面积线    “面积没有公布”", "示例办法  “办法是征求意见稿”"] {
      #expect(output.contains("      \(line)\n"), "\(line)")
    }
    #expect(output.contains("    另据\n      示-01 示例办法 第一条 “分级定线”\n"))
  }

  @Test("shows a parameter with keys once for each of its keys")
  func keyedParameter() throws {
    let output = try explainLayered(people: "1,甲,一级,0\n2,甲,二级,0\n3,甲,一级,0\n")
    #expect(output.split(separator: "\n").count { $0.contains("  等级线（一级）  ") && $0.contains("  1元  ") } == 1)
    #expect(output.split(separator: "\n").count { $0.contains("  等级线（二级）  ") && $0.contains("  2元  ") } == 1)
  }

  @Test("says what has not happened, what is not published, and shares in percentage points")
  func values() throws {
    let output = try explainLayered(people: "")
    #expect(output.contains("要求 按期：发放日期 不晚于 2020-06-30  未发生 对 2020-06-30\n"))
    #expect(output.contains("发放日期  空（未发生）"))
    #expect(output.contains("要求 按期：发放日期 不晚于 2020-06-30  须不晚于 2020-06-30\n"))
    #expect(output.contains("25平方米 对 未公布（不低于 20平方米）\n"))
    #expect(output.contains("86% 对 90%，少 4个百分点\n"))
    #expect(output.contains("还差 4个百分点\n"))
    #expect(output.contains("不适用  要求 够线：每个 成员 满足（额 不低于 等级线（等级））（示-01）  没有一个算在内\n"))
  }

  @Test("asks to correct a rejected row, not to find out its cells")
  func rejectedMember() throws {
    let output = try explainLayered(people: "1,甲,一级,5\n2,甲,三级,0\n", date: "2020-03-01", share: 95)
    #expect(output.contains("    要查清  退回的一行（2，人.csv 第 3 行）、面积线 没有公布\n"))
  }
}
