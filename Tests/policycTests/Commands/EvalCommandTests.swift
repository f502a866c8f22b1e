import Foundation
import Testing
import policyc

/// A small rule set with every kind of rule, and records of it.
private enum Village {
  static let rules = """
    文档 《示例县办法》 示例办法
      有效期 2020-01-01 至 2020-12-31

    条款 示-01 示例办法 第一条 “人均超过4000元”

    选项 等级 一级、二级、无

    参数 标准线 元/人·年
      自 2020-01-01 至 2020-12-31 4000 依据 示-01

    实体 户
      户编号 编号
      收入 元/年 列 “纯收入（元）”
      成员 若干 人

    实体 人
      身份证号 编号 敏感
      所属户 属于 户
      等级 等级
      在校 是否
      电话费 元 范围 0 以上 敏感

    指标 人均 每 户 元/人·年 = 收入 / 计数（成员）

    标准 户达标 每 户
      依据 示-01
      要求 收入：人均 超过 标准线
      要求 上学：每个 成员 满足（在校）

    认定 节约 每 人
      条件 电话费 低于 20元

    补贴 补助 每 人
      依据 示-01
      金额 查表
        | 等级 | 金额 |
        | 一级 | 80元/年 |
        | 其余 | 不适用 |

    """
  static let households = "户编号,纯收入（元）\nH1,8000\nH2,9000\nH3,9000\n"
  static let people = """
    身份证号,所属户,等级,在校,电话费
    510101199001011234,H1,一级,是,25
    510101199001011235,H1,二级,是,5
    51010119900101123X,H2,,否,19
    510101199001011237,H3,无,是,

    """

  static func folder(_ files: [String: String] = [:]) throws -> TemporaryFolder {
    try TemporaryFolder(
      ["村.policy": rules, "户.csv": households, "人.csv": people].merging(files) { $1 })
  }

  static func evaluate(_ folder: TemporaryFolder, _ options: String...) -> CommandRun {
    CommandRun(["eval", folder.path, "--data", folder.path, "--as-of", "2020-12-31"] + options)
  }
}

@Suite("policyc eval")
struct EvalCommandTests {
  @Test("counts the outcomes of every rule")
  func summary() throws {
    let folder = try Village.folder()
    let run = Village.evaluate(folder)
    #expect(run.exitCode == .success)
    #expect(run.messages.isEmpty)
    for line in [
      "  户  读 3 行  采用 3  退回 0  \(folder("户.csv"))",
      "  人均    每 户  有数值 3", "  户达标  每 户  达标 1，不达标 2",
      "  节约    每 人  符合 2，不符合 1，待核实 1", "  补助    每 人  有数值 1，不适用 2，待核实 1；合计 在 80 至 160元/年",
    ] {
      #expect(run.output.contains(line + "\n"), "\(line)")
    }
  }

  @Test("shows both sides, the difference, the cells and the clause of a requirement that is not met")
  func explanation() throws {
    let output = Village.evaluate(try Village.folder()).output
    for line in [
      "  依据  示-01 示例办法 第一条 “人均超过4000元”", "—— 不达标，最接近达标的一条 ——", "  H1  不达标",
      "      否  要求 收入：人均 超过 标准线        4000元/人·年 对 4000元/人·年，相等",
      "      人均            4000元/人·年  收入 / 计数（成员）",
      "        收入          8000元/年     户.csv 第 2 行“纯收入（元）”", "        计数（成员）  2人",
      "      标准线          4000元/人·年  2020-01-01 至 2020-12-31，依据 示-01",
    ] {
      #expect(output.contains(line + "\n"), "\(line)")
    }
  }

  @Test("says what has to be found out where data is missing")
  func undecided() throws {
    let output = Village.evaluate(try Village.folder(), "--rule", "补助").output
    #expect(output.contains("  510*************3X  待核实 80元/年 或 不适用 缺 等级\n"))
    #expect(output.contains("    要查清  等级（510*************3X，人.csv 第 4 行）\n"))
    #expect(output.contains("      等级  空  人.csv 第 4 行\n"))
  }

  @Test("masks keys like identity numbers and the cells of sensitive fields, unless told not to")
  func masking() throws {
    let folder = try Village.folder()
    for option in [["--all"], ["--rule", "节约", "--all"]] {
      let output = Village.evaluate(folder, option[0], option.count > 1 ? option[1] : "--color=auto").output
      #expect(!output.contains("5101011990"))
    }
    let masked = Village.evaluate(folder, "--rule", "节约").output
    #expect(masked.contains("条件 电话费 低于 20元"))
    #expect(masked.contains("510*************37"))
    #expect(Village.evaluate(folder, "--unmask").output.contains("510101199001011237"))

    let bare = try TemporaryFolder([
      "a.policy": "实体 户\n  户编号 编号\n  收入 元\n标准 够 每 户\n  要求 收入 超过 5元\n".replacing(
        "要求 收入 超过", with: "要求 钱：收入 超过"),
      "户.csv": "户编号,收入\n51010119900101123X,3\n户51010119900101123X号,多\n",
    ])
    let run = Village.evaluate(bare)
    #expect(run.output.contains("510*************3X"))
    #expect(!run.output.contains("5101011990"))
  }

  @Test("ends with 3 and names file, row and column where rows are rejected")
  func rejected() throws {
    let folder = try Village.folder([
      "户.csv": "户编号,纯收入（元）\nH1,8千\nH2,9000\nH2,1\nH3,\n"
    ])
    let run = Village.evaluate(folder)
    #expect(run.exitCode == .rejectedRows)
    #expect(run.output.contains("  户  读 4 行  采用 1  退回 3  "))
    #expect(run.output.contains("  户达标  每 户  待核实 1（退回 3 行）"))
    #expect(run.output.contains("户.csv:2“纯收入（元）”: 退回["))
    #expect(run.output.contains("户.csv:3“户编号”: 退回["))
    let english = Village.evaluate(folder, "--lang", "en")
    #expect(english.output.contains("read 4  accepted 1  rejected 3"))
    #expect(english.output.contains(": rejected["))
  }

  @Test("counts the problems of one kind behind the twentieth")
  func manyProblems() throws {
    let rows = (1...30).map { "H\($0),若干" }.joined(separator: "\n")
    let run = Village.evaluate(try Village.folder(["户.csv": "户编号,纯收入（元）\n\(rows)\n"]))
    #expect(run.output.split(separator: "\n").count { $0.contains("户.csv:") && $0.contains("退回[") } == 20)
    #expect(run.output.contains("  另有 10 处："))
  }

  @Test("explains three records: the nearest failure, what the fewest cells settle, one that is fulfilled")
  func examples() throws {
    let rules = """
      实体 户
        户编号 编号
        收入 元/年 范围 0 以上
        饮水 是否
        用电 是否

      标准 达标 每 户
        要求 收入够：收入 超过 4000元/年
        要求 饮水
        要求 用电

      指标 一半 每 户 元/年 = 收入 / 2

      """
    // 3 fails one requirement that is no number, 4 and 5 fail one number, 2 fails two things by least.
    let folder = try TemporaryFolder([
      "村.policy": rules,
      "户.csv": """
      户编号,收入,饮水,用电
      H1,,,是
      H2,3999,否,是
      H3,9000,否,是
      H4,3000,是,是
      H5,3500,是,是
      H6,9000,,是
      H7,9000,是,
      H8,9000,是,是
      H9,8000,是,是
      """,
    ])
    let lines = Village.evaluate(folder).output.split(separator: "\n").map(String.init)
    let heads = lines.filter { $0.hasPrefix("—— ") || $0.hasPrefix("  H") }
    #expect(
      heads == [
        "—— 不达标，最接近达标的一条 ——", "  H5  不达标", "—— 待核实，要查清的格子最少的一条 ——", "  H6  待核实 缺 饮水", "—— 达标，举一条 ——",
        "  H8  达标",
      ])
    let quantities = Village.evaluate(folder, "--rule", "一半").output
    #expect(!quantities.contains("——"))
    #expect(quantities.contains("  H1  待核实 不低于 0元/年 缺 收入  要查清  收入（H1，户.csv 第 2 行）\n"))
    #expect(Village.evaluate(folder, "--all").output.contains("  H9  达标\n"))
  }

  @Test("adds up the amounts of a 补贴 between bounds, without those in conflict")
  func totals() throws {
    let rules = """
      实体 人
        人员编号 编号
        合格 是否
        标准额 元/人·月 范围 0 以上
        地方标准 元/人·月 范围 0 以上

      补贴 定额 每 人
        条件 合格
        金额 标准额

      补贴 有下限 每 人
        条件 合格
        金额 不低于 50元/人·月
        执行 地方标准

      """
    let rows = "甲,是,100,50\n乙,否,100,60\n丙,,30.5,49.99\n"
    func summary(_ more: String) throws -> String {
      let folder = try TemporaryFolder(["a.policy": rules, "人.csv": "人员编号,合格,标准额,地方标准\n" + rows + more])
      return Village.evaluate(folder).output
    }
    let closed = try summary("")
    #expect(closed.contains("  定额    每 人  有数值 1，不适用 1，待核实 1；合计 在 100 至 130.5元/月\n"))
    #expect(closed.contains("  有下限  每 人  有数值 1，不适用 1，待核实 1；合计 50元/月\n"))
    let open = try summary("丁,是,,49.99\n")
    #expect(open.contains("  定额    每 人  有数值 1，不适用 1，待核实 2；合计 不低于 100元/月\n"))
    #expect(open.contains("有下限  每 人  有数值 1，不适用 1，冲突 1，待核实 1；合计 50元/月（不含冲突 1 条）\n"))
  }

  @Test("says once which columns that the rules read are missing, and nothing of the others")
  func missingColumns() throws {
    let folder = try Village.folder(["人.csv": "身份证号,所属户,电话费\n甲,H1,3\n"])
    let all = Village.evaluate(folder).output
    #expect(all.contains("\n  人 没有这些列，每一行都按不知道处理：等级、在校\n"))
    let one = Village.evaluate(folder, "--rule", "补助").output
    #expect(one.contains("\n  人 没有这些列，每一行都按不知道处理：等级\n"))
    #expect(!Village.evaluate(folder, "--rule", "节约").output.contains("没有这些列"))
  }

  @Test("speaks of no entity without a file that the rules do not look at")
  func missingEntities() throws {
    let folder = try Village.folder()
    try FileManager.default.removeItem(atPath: folder("户.csv"))
    #expect(Village.evaluate(folder).output.contains("  户  没有文件  有哪些不知道\n"))
    #expect(!Village.evaluate(folder, "--rule", "节约").output.contains("没有文件"))
  }

  @Test("lets rows without an owner be members of any group, with --strict")
  func strict() throws {
    let folder = try Village.folder(["人.csv": Village.people + "甲,H9,一级,是,3\n"])
    let lenient = Village.evaluate(folder, "--rule", "户达标")
    #expect(lenient.output.contains("户达标  每 户  达标 1，不达标 2（另有 1 行“人”未归属"))
    let strict = Village.evaluate(folder, "--rule", "户达标", "--strict")
    // H1 has 4000 元 for each member at most, a member of H2 is not at school; only H3 had nobody.
    #expect(strict.output.contains("户达标  每 户  不达标 2，待核实 1（另有 1 行“人”未归属"))
    #expect(strict.exitCode == .rejectedRows)
  }

  @Test("lists at most a hundred undecided figures and says how many are left")
  func manyRecords() throws {
    let rows = (1...130).map { "H\($0),\n" }.joined()
    let open = try Village.folder(["户.csv": "户编号,纯收入（元）\n\(rows)"])
    try FileManager.default.removeItem(atPath: open("人.csv"))
    let undecided = Village.evaluate(open, "--rule", "人均")
    #expect(undecided.output.contains("  另有 30 条，加 --all 全部列出\n"))
    #expect(!Village.evaluate(open, "--rule", "人均", "--all").output.contains("加 --all"))
  }

  @Test("takes a group whose file is missing for unknown")
  func missingFile() throws {
    let folder = try Village.folder()
    try FileManager.default.removeItem(atPath: folder("人.csv"))
    let run = Village.evaluate(folder)
    #expect(run.exitCode == .success)
    #expect(run.output.contains("  人  没有文件  有哪些不知道\n"))
    #expect(run.output.contains("成员有哪些（H1）"))
  }

  @Test("takes single files by --data ENTITY=FILE")
  func singleFiles() throws {
    let folder = try Village.folder(["别处/名册.csv": Village.people])
    try FileManager.default.removeItem(atPath: folder("人.csv"))
    let run = Village.evaluate(folder, "--data", "人=\(folder("别处/名册.csv"))")
    #expect(run.output.contains("  人  读 4 行  "))
    #expect(Village.evaluate(folder, "--data", "仁=x").exitCode == .usage)
    #expect(Village.evaluate(folder, "--data", "人=x", "--data", "人=y").exitCode == .usage)
    #expect(Village.evaluate(folder, "--data", folder.path).exitCode == .usage)
    let missing = Village.evaluate(folder, "--data", "人=\(folder("没有.csv"))")
    #expect(missing.exitCode == .file)
    #expect(missing.messages.contains("没有.csv`：没有这个文件或文件夹"))
  }

  @Test("names record files that belong to no entity")
  func strayFile() throws {
    let run = Village.evaluate(try Village.folder(["户口.csv": "x\n", "说明书.csv": "x\n"]))
    #expect(
      run.messages == """
        说明: 没有用到 `户口.csv`：没有这个实体，是不是 `户.csv`？
        说明: 没有用到 `说明书.csv`：没有这个实体

        """)
  }

  @Test("ends with 4 if a record file cannot be used, before any rule is run")
  func unusableFile() throws {
    let run = Village.evaluate(try Village.folder(["户.csv": "PK\u{3}\u{4}"]))
    #expect(run.exitCode == .file)
    #expect(run.output.contains("工作簿"))
    #expect(!run.output.contains("结论"))
    let empty = try TemporaryFolder(["村.policy": Village.rules])
    #expect(Village.evaluate(empty).messages.contains("里没有数据文件\n建议: 规则要的是 户.csv、人.csv"))
    #expect(Village.evaluate(empty).exitCode == .file)
  }

  @Test("ends with 1 and shows the errors of a rule set that has some")
  func brokenRules() throws {
    let run = Village.evaluate(try Village.folder(["坏.policy": "标准 乙 每 户\n  要球 丙\n"]))
    #expect(run.exitCode == .policyError)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains("坏.policy:2:3: 错误["))
    #expect(run.messages.contains("有错误，不能执行"))
  }

  @Test("picks the rule set that is named, and lists what there is where that is not clear")
  func ruleSets() throws {
    let rule = "标准 够 每 户\n  要求 钱：收入 超过 5元\n"
    let folder = try TemporaryFolder([
      "共用.policy": "实体 户\n  户编号 编号\n  收入 元\n", "四川/2020/a.policy": rule, "云南/2020/a.policy": rule,
      "云南/坏.policy": "啊啊\n", "户.csv": "户编号,收入\n甲,6\n",
    ])
    let unclear = Village.evaluate(folder)
    #expect(unclear.exitCode == .usage)
    #expect(unclear.messages.contains("这里有 3 个规则集"))
    #expect(unclear.messages.contains("`\(folder("云南/2020"))` `\(folder("四川/2020"))`"))
    #expect(Village.evaluate(folder, "--set", "四川/2020").exitCode == .success)
    #expect(Village.evaluate(folder, "--set", "四川/2020/").exitCode == .success)
    #expect(Village.evaluate(folder, "--set", folder("四川/2020")).exitCode == .success)
    #expect(Village.evaluate(folder, "--set", "2020").messages.contains("可以指 2 个规则集"))
    #expect(Village.evaluate(folder, "--set", "川/2020").messages.contains("没有规则集 `川/2020`"))
    #expect(Village.evaluate(folder, "--set", "云南/2020").exitCode == .policyError)
  }

  @Test(
    "refuses what it cannot understand",
    arguments: [
      (["--as-of", "2020-12-31"], "没有说数据在哪里"), (["--data", "x"], "缺少评估日"),
      (["--data", "x", "--as-of", "2020-02-30"], "`2020-02-30` 不是日期"),
      (["--data", "x", "--as-of", "20-2-3"], "`20-2-3` 不是日期"),
      (["--data", "x", "--as-of", "2020-12-31-1"], "`2020-12-31-1` 不是日期"),
      (["--data", "x", "--as-of", "２０２０-12-31"], "不是日期"),
      (["--data", "x", "--as-of", "2020-12-31", "--rule", "户达"], "没有规则 `户达`"),
      (["--data", "x", "--as-of", "2020-12-31", "再"], "多出了 `再`"),
    ] as [([String], String)])
  func misuse(options: [String], message: String) throws {
    let folder = try Village.folder()
    let run = CommandRun(["eval", folder.path] + options)
    #expect(run.exitCode == .usage)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains(message), "\(run.messages)")
  }

  @Test("says 未生效 outside the period of a rule")
  func outsidePeriod() throws {
    let folder = try Village.folder()
    let run = CommandRun("eval", folder.path, "--data", folder.path, "--as-of", "2021-1-1")
    #expect(run.output.contains("户达标  每 户  未生效 3"))
  }

  @Test("passes no control character of records or rules to the terminal")
  func hostile() throws {
    let folder = try TemporaryFolder([
      "村.policy": Village.rules.replacing("第一条", with: "第\u{1B}[2J一\u{202E}条"),
      "户.csv": "户编号,\"纯收入（元）\"\nH\u{1B}[31m,8000\nH2,\u{7}9\nH3,\"1\n2\"\n\u{202E}H4,1\n",
      "人.csv": Village.people.replacing("一级", with: "\u{9B}31m"),
    ])
    for run in [Village.evaluate(folder, "--all"), Village.evaluate(folder, "--all", "--lang", "en")] {
      for scalar in (run.output + run.messages).unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
        #expect(scalar.value != 0x202E)
      }
    }
  }
}
