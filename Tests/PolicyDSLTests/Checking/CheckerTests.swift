import Testing

@testable import PolicyDSL

/// Declarations that the cases below share.
private let prelude = """
  选项 等级 一级、二级、三级、无
  选项 公路 有序 四级、三级、二级
  选项 病种 胃癌、肺癌 等

  实体 村
    村编号 编号
    户籍人口 人 范围 0 以上
    贫困人口 人 范围 0 以上
    村民户 若干 户
    投入 万元
    拨付 元

  实体 户
    户编号 编号
    所属村 属于 村
    成员 若干 人
    收入 元/年
    贫困 是否
    面积 平方米 范围 0 以上

  实体 人
    人员编号 编号
    所属户 属于 户
    等级 等级
    年龄 岁 范围 0 至 130
    出生日期 日期
    入学年份 年份
    月补贴 元/月
    在校 是否
    道路 公路
    所患病 病种

  参数 国家标准 元/人·年
    自 2020-01-01 至 2020-12-31 4000

  """

/// Returns the codes of the errors that a rule set gives, advice left out.
private func errors(_ text: String) -> [String] {
  PolicyCompiler.compile([SourceFile(path: "规则.policy", text: prelude + text)]).diagnostics
    .filter { $0.code.severity == .error }.map(\.code.rawValue)
}

@Suite("Units")
struct UnitTests {
  @Test(
    "agree where they measure the same, with the counting unit of the entity left out",
    arguments: [
      "指标 人均 每 户 元/人·年 = 收入 / 计数（成员）",
      "指标 够 每 户 是否 = 收入 / 计数（成员） 超过 国家标准",
      "指标 够 每 人 是否 = 所属户 的 收入 超过 国家标准",
      "指标 户均 每 村 元/户·年 = 平均（村民户 的 收入）",
      "指标 发生率 每 村 % = 贫困人口 / 户籍人口",
      "指标 年额 每 人 元/年 = 月补贴 * 12月/年",
      "指标 合 每 村 元 = 投入 + 拨付 + 1分",
      "指标 龄 每 人 岁 = 周岁（出生日期）",
      "指标 届 每 人 是否 = 入学年份 在 2016年 及以后",
      "指标 隔 每 人 天 = 评估日 - 出生日期",
      "指标 期 每 人 日期 = 出生日期 + 30天",
      "指标 早 每 人 是否 = 入学年份 早于 评估年度 - 3年",
      "指标 名数 每 村 是否 = 户籍人口 不足 40名",
      "指标 龄段 每 人 是否 = 年龄 在 6 至 15岁",
    ])
  func agree(rule: String) {
    #expect(errors(rule + "\n") == [])
  }

  @Test(
    "disagree where they do not, and bare numbers agree with nothing that has a unit",
    arguments: [
      "指标 错 每 人 元/年 = 月补贴", "指标 错 每 户 元/年 = 收入 + 面积", "指标 错 每 村 是否 = 户籍人口 超过 50",
      "指标 错 每 村 人 = 户籍人口 + 计数（村民户）", "指标 错 每 人 是否 = 年龄 超过 15年", "指标 错 每 村 元 = 投入 * 2元",
      "指标 错 每 村 是否 = 拨付 超过 0",
    ])
  func disagree(rule: String) {
    #expect(errors(rule + "\n") == ["U001"])
  }

  @Test("leave scale to 万 and 亿, which are no units of their own")
  func scale() throws {
    let text = prelude + "参数 限额 亿元\n  自 2020-01-01 长期 0.5\n指标 超 每 村 是否 = 投入 超过 限额\n"
    let result = PolicyCompiler.compile([SourceFile(path: "规则.policy", text: text)])
    let program = try #require(result.product.first)
    let limit = try #require(program.parameters.first { $0.name == Name("限额") })
    #expect(limit.entries[0].values == [ExactNumber(50_000_000)])
    let field = program.entities[0].fields[4]
    #expect(field.columnUnit.factor == ExactNumber(10_000))
    #expect(field.decimals == 6)
  }
}

@Suite("Periods of a parameter")
struct PeriodTests {
  @Test(
    "stand in order, without gap or overlap, and the last one says when it ends",
    arguments: [
      ("自 2019-01-01 至 2019-12-31 1元\n  自 2020-01-01 至 2020-12-31 2元", []),
      ("自 2019-01-01 1元\n  自 2020-01-01 长期 2元", []),
      ("自 2019-01-01 至 2019-12-30 1元\n  自 2020-01-01 至 2020-12-31 2元", ["P006"]),
      ("自 2019-01-01 至 2020-01-01 1元\n  自 2020-01-01 至 2020-12-31 2元", ["P005"]),
      ("自 2020-01-01 至 2020-12-31 2元\n  自 2019-01-01 至 2019-12-31 1元", ["P004"]),
      ("自 2019-01-01 1元", ["P003"]), ("自 2020-12-31 至 2020-01-01 1元", ["P001"]),
      ("自 2019-01-01 长期 1元\n  自 2020-01-01 长期 2元", ["P005"]), ("自 2019-01-01 长期", ["P007"]),
      ("自 2019-01-01 长期 未公布", []),
    ] as [(String, [String])])
  func periods(entries: String, codes: [String]) {
    #expect(errors("参数 额 元\n  \(entries)\n指标 用 每 村 元 = 拨付 + 额\n") == codes)
  }
}

@Suite("Tables")
struct TableTests {
  private func table(_ head: String, _ rows: [String]) -> [String] {
    errors("指标 表 每 人 元 = 查表\n  | \(head) | 值 |\n" + rows.map { "  | \($0) |\n" }.joined())
  }

  @Test(
    "cover every option exactly once",
    arguments: [
      (["一级、二级 | 80元", "三级 | 50元", "无 | 不适用"], []), (["一级 | 80元", "其余 | 不适用"], []),
      (["一级、二级 | 80元", "三级 | 50元"], ["B005"]), (["一级、二级 | 80元", "二级、三级、无 | 50元"], ["B006"]),
      (["其余 | 80元", "一级 | 50元"], ["B008"]), (["四级 | 80元", "其余 | 不适用"], ["N007"]),
    ] as [([String], [String])])
  func options(rows: [String], codes: [String]) {
    #expect(table("等级", rows) == codes)
  }

  @Test(
    "cover every number of the 范围 of their key exactly once: 年龄 is 0 to 130",
    arguments: [
      (["0 至 6岁 | 1元", "超过 6岁 | 2元"], []), (["6岁 以下 | 1元", "6岁 以上 | 2元"], ["B006"]),
      (["不足 6岁 | 1元", "超过 6岁 | 2元"], ["B005"]), (["不足 6岁 | 1元", "6岁 以上 | 2元"], []),
      (["不满 6岁 | 1元", "6 至 129岁 | 2元"], ["B005"]), (["任意 | 1元"], []),
    ] as [([String], [String])])
  func numbers(rows: [String], codes: [String]) {
    #expect(table("年龄", rows) == codes)
  }

  @Test("need no row between neighbouring whole numbers of a counting unit")
  func whole() {
    let rows = "  | 0 至 99人 | 1元 |\n  | 100人 以上 | 2元 |\n"
    #expect(errors("指标 表 每 村 元 = 查表\n  | 户籍人口 | 值 |\n" + rows) == [])
    let real = "  | 0 至 99平方米 | 1元 |\n  | 100平方米 以上 | 2元 |\n"
    #expect(errors("指标 表 每 户 元 = 查表\n  | 面积 | 值 |\n" + real) == ["B005"])
  }

  @Test("of an open set of options need 其余 for what is not listed")
  func openSet() {
    #expect(table("所患病", ["胃癌 | 1元", "肺癌 | 2元"]) == ["B005"])
    #expect(table("所患病", ["胃癌 | 1元", "其余 | 不适用"]) == [])
  }

  @Test("with two keys cover every pair")
  func pairs() {
    #expect(table("等级 | 在校", ["一级 | 是 | 1元", "一级 | 否 | 2元", "二级、三级、无 | 任意 | 3元"]) == [])
    #expect(table("等级 | 在校", ["一级 | 是 | 1元", "二级、三级、无 | 任意 | 3元"]) == ["B005"])
  }
}

@Suite("The size of a step")
struct SizeTests {
  @Test("may reach 38 digits and not 39")
  func digits() {
    let fields = "实体 账\n  账号 编号\n  甲 元 范围 0 至 9999999999999999999 小数 0\n  乙 元 范围 0 至 %\n"
    func product(_ bound: String) -> [String] {
      errors(
        fields.replacing("%", with: bound + " 小数 0") + "单位 平 = 元\n指标 积 每 账 元·元 = 甲 * 乙\n")
    }
    #expect(product("9999999999999999999") == [])
    #expect(product("99999999999999999999") == ["R002"])
  }

  @Test("of a ratio is not added or paid before it is rounded")
  func ratios() {
    #expect(errors("指标 和 每 户 元/年 = 收入 / 计数（成员） * 1人 + 1元/年\n") == ["R003"])
    #expect(errors("指标 和 每 户 元/年 = 四舍五入（收入 / 计数（成员） * 1人 到 分） + 1元/年\n") == [])
    #expect(errors("补贴 补 每 户\n  金额 收入 / 计数（成员） * 1人\n").count == 1)
    #expect(errors("补贴 补 每 户\n  金额 收入 / 计数（成员） * 1人\n  取整 四舍五入 到 分\n") == [])
    #expect(errors("指标 半 每 户 元/年 = 收入 / 2 + 1元/年\n") == [])
  }
}

@Suite("Rules that use each other")
struct DependencyTests {
  @Test("may stand in any order")
  func anyOrder() throws {
    let text = prelude + "标准 乙 每 村\n  要求 都好：每个 村民户 满足（甲）\n认定 甲 每 户\n  条件 贫困\n"
    let program = try #require(
      PolicyCompiler.compile([SourceFile(path: "规则.policy", text: text)]).product.first)
    #expect(program.rules.map(\.name.text) == ["甲", "乙"])
  }

  @Test("are refused in a circle, which is shown as a path")
  func circle() {
    let text = prelude + "认定 甲 每 户\n  条件 每个 成员 满足（乙）\n认定 乙 每 人\n  条件 所属户 的 甲\n"
    let found = PolicyCompiler.compile([SourceFile(path: "规则.policy", text: text)]).diagnostics
      .filter { $0.code.severity == .error }
    #expect(found.map(\.code.rawValue) == ["C001"])
    #expect(found.first?.message.zh.contains("户 的 甲 → 人 的 乙 → 户 的 甲") == true)
  }

  @Test("take the type of a 补贴 from its amount, through chains of them, and report circles of them")
  func benefits() {
    #expect(errors("补贴 丙 每 人\n  金额 乙 + 1元/月\n补贴 乙 每 人\n  金额 甲\n补贴 甲 每 人\n  金额 月补贴\n") == [])
    #expect(errors("补贴 甲 每 人\n  金额 乙\n补贴 乙 每 人\n  金额 甲\n") == ["C001"])
  }

  @Test("may form a chain of 5,000")
  func longChain() {
    var text = "认定 规则零 每 户\n  条件 贫困\n"
    var names = ["规则零"]
    let digits = Array("零一二三四五六七八九")
    for number in 1..<5_000 {
      let name = "规则" + String(String(number).map { digits[Int(String($0))!] })
      text = "认定 \(name) 每 户\n  条件 \(names[number - 1])\n" + text
      names.append(name)
    }
    #expect(errors(text) == [])
  }
}

@Suite("Problems")
struct ProblemTests {
  @Test("that are independent are all reported in one run")
  func independent() {
    let text = """
      标准 甲 每 户
        要求 一：收入 超过 50
        要求 二：没有这个
        要求 三 贫困
        要求 四：（贫困
        要求 五：贫困 且 贫困 或 贫困
      """
    #expect(errors(text) == ["U001", "N002", "S013", "S001", "S007"])
  }

  @Test("do not cascade: what depends on a broken declaration is silent")
  func cascade() {
    #expect(errors("参数 新标准 元/年\n  自 2020-13-01 长期 5\n指标 差 每 户 元/年 = 收入 - 新标准\n") == ["L009"])
    #expect(errors("指标 坏 每 户 元/年 = （\n指标 用 每 户 元/年 = 坏 + 1元/年\n") == ["S001"])
    #expect(errors("实体 组\n  组编号 编号\n  人数 人数单位\n指标 用 每 组 是否 = 人数 超过 5人\n") == ["N008"])
  }

  @Test("of words run together are reported as that and nothing else")
  func runTogether() {
    #expect(errors("认定 甲 每 人\n  条件 等级为一级\n") == ["N026"])
    #expect(errors("认定 甲 每 人\n  条件 年龄在6至15岁且在校\n") == ["N026"])
    #expect(errors("认定 甲 每 户\n  条件 每个成员满足（在校）\n") == ["N026"])
  }
}

@Suite("Rule sets")
struct RuleSetTests {
  private func file(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

  @Test("see their own folder and the folders above, and siblings do not see each other")
  func visibility() {
    let shared = file("p/实体.policy", prelude)
    let rule = "认定 甲 每 户\n  条件 贫困\n"
    let north = file("p/北/2020/甲.policy", rule)
    let south = file("p/南/2020/甲.policy", rule)
    let result = PolicyCompiler.compile([shared, north, south])
    #expect(result.diagnostics.filter { $0.code.severity == .error }.isEmpty)
    #expect(result.product.map(\.ruleSet) == ["p", "p/北/2020", "p/南/2020"].sorted { Name($0) < Name($1) })
    #expect(result.product.map(\.rules.count).sorted() == [0, 1, 1])
  }

  @Test("report a problem of a shared file once")
  func once() {
    let shared = file("p/实体.policy", prelude + "指标 坏 每 户 元 = 没有\n")
    let result = PolicyCompiler.compile([
      shared, file("p/北/甲.policy", "单位 批\n"), file("p/南/甲.policy", "单位 期\n"),
    ])
    #expect(result.diagnostics.filter { $0.code.severity == .error }.count == 1)
    #expect(result.product.isEmpty)
  }

  @Test("count a declaration as used when one of them uses it")
  func used() {
    let shared = file("p/实体.policy", prelude)
    let user = file("p/北/甲.policy", "指标 差 每 户 是否 = 收入 / 计数（成员） 超过 国家标准\n")
    let unused = PolicyCompiler.compile([shared, user]).diagnostics.map(\.message.zh)
    #expect(!unused.contains { $0.contains("国家标准") })
    let alone = PolicyCompiler.compile([shared]).diagnostics.map(\.message.zh)
    #expect(alone.contains { $0.contains("国家标准") })
  }

  @Test("keep names unique among what they see")
  func unique() {
    let shared = file("p/实体.policy", prelude)
    let again = file("p/北/甲.policy", "选项 等级 甲、乙\n")
    let result = PolicyCompiler.compile([shared, again])
    #expect(result.diagnostics.filter { $0.code.severity == .error }.map(\.code.rawValue) == ["N001"])
  }
}

@Suite("Advice")
struct AdviceTests {
  private func advice(_ text: String) -> [String] {
    let clause = "文档 《方案》 方案\n条款 D3-09 方案 三 “发生率超过3%或剩余人口50人以上”\n"
    return PolicyCompiler.compile([SourceFile(path: "规则.policy", text: prelude + clause + text)]).diagnostics
      .filter { !["W001", "W002"].contains($0.code.rawValue) }.map(\.code.rawValue)
  }

  @Test(
    "is given where a boundary word differs from the clause, unless an open question says why",
    arguments: [
      ("贫困人口 / 户籍人口 超过 3%", []), ("贫困人口 / 户籍人口 不低于 3%", ["W006"]), ("贫困人口 在 50人 以上", []),
      ("贫困人口 超过 50人", ["W006"]), ("贫困人口 超过 5人", []),
    ] as [(String, [String])])
  func boundary(condition: String, codes: [String]) {
    #expect(advice("认定 甲 每 村\n  依据 D3-09\n  条件 \(condition)\n") == codes)
    #expect(advice("认定 甲 每 村\n  依据 D3-09\n  条件 \(condition)\n  存疑 “有意不同”\n") == [])
  }

  @Test("is given where no record can change a condition")
  func constant() {
    #expect(advice("认定 甲 每 人\n  条件 在校 且 年龄 超过 200岁\n") == ["W004"])
    #expect(advice("认定 甲 每 人\n  条件 在校 且 年龄 超过 130岁\n") == ["W004"])
    #expect(advice("认定 甲 每 人\n  条件 在校 且 年龄 达到 130岁\n") == [])
  }

  @Test("is given where an exception was probably meant to lift a condition")
  func exceptionBesideCondition() {
    let rule = "补贴 甲 每 人\n  条件 月补贴 低于 100元/月\n  金额 100元/月 - 月补贴\n  例外 在校 时 金额 50元/月\n"
    #expect(advice(rule) == ["W009"])
  }
}
