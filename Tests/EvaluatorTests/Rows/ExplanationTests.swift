import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("An explanation")
struct ExplanationTests {
  private func evaluator(_ fixture: Fixture) -> RowEvaluator {
    let test = fixture.program.tests[0]
    let records = GivenReader.read(test, of: fixture.program).records
    return RowEvaluator(plan: fixture.plan, program: fixture.program, records: records, date: test.date)
  }

  private func rule(_ name: String, _ fixture: Fixture) -> Int {
    fixture.program.rules.firstIndex { $0.name == Name(name) }!
  }

  private static let account = """
    选项 账平结果 一致、四舍五入相符、截尾相符、不符
    实体 账 计 个
      账号 编号
      列示数 亿元
      列示位数 个 范围 0 至 4
      分项 若干 账项
    实体 账项 计 个
      项号 编号
      所属账 属于 账
      金额 亿元
    指标 分项和 每 账 亿元 = 合计（分项 的 金额）
    指标 账平情况 每 账 账平结果 =
         列示数 = 分项和 时 一致
         否则 列示数 = 四舍五入（分项和 到 列示位数 位 按 亿元） 时 四舍五入相符
         否则 列示数 = 截尾（分项和 到 列示位数 位 按 亿元） 时 截尾相符
         否则 不符
    测试 “账”
      评估日 2020-12-31
      给定 账
        | 账号 | 列示数 | 列示位数 |
        | 合 | 0.3769 | 4 |
        | 截 | 2.43 | 2 |
        | 差 | 0.3768 | 4 |
      给定 账项
        | 项号 | 所属账 | 金额 |
        | 1 | 合 | 0.247 |
        | 2 | 合 | 0.1299 |
        | 3 | 截 | 2.4376 |
        | 4 | 差 | 0.247 |
        | 5 | 差 | 0.1299 |
      期望 账 合 的 账平情况 = 一致
    """

  @Test("of nested 时 … 否则 gives each arm tried, both sides, the difference and the members of the sum")
  func arms() throws {
    let fixture = try Fixture(Self.account)
    var evaluator = evaluator(fixture)
    let rule = rule("账平情况", fixture)
    func arms(_ record: Int) throws -> [ExplainedArm] {
      let part = try #require(evaluator.explanation(rule: rule, record: record).parts.first)
      #expect(part.role == .quantity)
      guard case .conditional(let arms, _) = part.node.operands.first?.detail else {
        Issue.record("no arms")
        return []
      }
      return arms
    }
    #expect(try arms(0).map { $0.value != nil } == [true])
    let cut = try arms(1)
    #expect(cut.map { $0.value != nil } == [false, false, true])
    #expect(cut[2].value?.value == .option(PossibleOption(positions: [2])))
    let failed = try arms(2)
    #expect(failed.count == 3 && failed.allSatisfy { $0.value == nil })
    guard case .comparison(.equal, let margin) = failed[0].condition.detail else {
      Issue.record("no comparison")
      return
    }
    #expect(margin?.exact == ExactNumber(-10_000))
    let (left, right) = (failed[0].condition.operands[0], failed[0].condition.operands[1])
    guard case .cell(let field, .number(let printed)) = left.detail,
      case .rule(let sum, let opened?) = right.detail,
      case .group(let group) = opened.parts[0].node.operands.first?.detail
    else {
      Issue.record("no sides")
      return
    }
    #expect(fixture.program.entities[0].fields[field].name == Name("列示数"))
    #expect(printed == ExactNumber(37_680_000))
    #expect(fixture.program.rules[sum].name == Name("分项和"))
    #expect(group.members.map(\.record) == [3, 4] && group.isComplete)
    #expect(
      group.members.map(\.value)
        == [24_700_000, 12_990_000].map { .number(PossibleNumber(ExactNumber($0))) })
  }

  @Test("opens rules only as deep as it is told")
  func levels() throws {
    let fixture = try Fixture(Self.account)
    var evaluator = evaluator(fixture)
    let explanation = evaluator.explanation(rule: rule("账平情况", fixture), record: 2, levels: 0)
    guard case .conditional(let arms, let otherwise) = explanation.parts[0].node.operands[0].detail,
      case .rule(_, opened: nil) = arms[0].condition.operands[1].detail
    else {
      Issue.record("opened")
      return
    }
    #expect(otherwise?.value == .option(PossibleOption(positions: [3])))
    #expect(explanation.outcome.word == .option(3))
  }

  @Test("names the members on which 每个 and 存在 rest, and what keeps each requirement open")
  func members() throws {
    let fixture = try Fixture(
      """
      文档 《办法》 办法
      条款 A-01 办法 一 “在校”
      条款 A-02 办法 二 “饮水”
      实体 户
        户编号 编号
        饮水 是否
        成员 若干 人
      实体 人
        人员编号 编号
        所属户 属于 户
        年龄 岁 范围 0 至 130
        在校 是否
      标准 达标 每 户
        依据 A-01
        要求 教育：每个 成员 当 年龄 在 6至15岁 满足（在校）
        要求 饮水 依据 A-02
      测试 “户”
        评估日 2020-01-01
        给定 户
          | 户编号 | 饮水 |
          | 失败 | 是 |
          | 未定 | 是 |
        给定 人
          | 人员编号 | 所属户 | 年龄 | 在校 |
          | 1 | 失败 | 10 | 是 |
          | 2 | 失败 | 10 | 否 |
          | 3 | 失败 |  |  |
          | 4 | 失败 | 40 |  |
          | 5 | 未定 | 12 | 是 |
          | 6 | 未定 |  | 否 |
        期望 户 失败 的 达标 = 不达标
      """)
    var evaluator = evaluator(fixture)
    let failed = evaluator.explanation(rule: 0, record: 0)
    #expect(failed.parts.map(\.role) == [.requirement(0, Name("教育")), .requirement(1, Name("饮水"))])
    #expect(failed.parts.map(\.citations) == [[0], [1]])
    #expect(failed.parts.map(\.causes) == [[], []])
    guard case .group(let group) = failed.parts[0].node.detail else {
      Issue.record("no group")
      return
    }
    #expect(group.members.map(\.decides) == [false, true, false, false])
    #expect(group.members.map(\.mayBeIn) == [true, true, true, false])
    #expect(group.members[3].node == nil && group.members[1].node != nil)
    let open = evaluator.explanation(rule: 0, record: 1)
    #expect(open.outcome.word == .undecided)
    #expect(open.parts[0].causes == [.cell(entity: 1, record: 5, field: 2)])
    guard case .group(let second) = open.parts[0].node.detail else { return }
    #expect(second.members.map(\.decides) == [false, true])
    let few = evaluator.explanation(rule: 0, record: 0, memberLimit: 1)
    guard case .group(let short) = few.parts[0].node.detail else { return }
    #expect(short.members.map { $0.node != nil } == [false, true, false, false])
  }

  @Test("of a 补贴 gives 条件, 除非, 例外 that hold, each row against 执行, and which 例外 clash")
  func benefit() throws {
    let fixture = try Fixture(
      """
      选项 等级 一级、二级、三级
      实体 人
        编号 编号
        等级 等级
        地方 元 范围 0 以上
        真 是否
        假 是否
      补贴 护理 每 人
        条件 真
        除非 假
        金额 查表
          | 等级 | 金额 |
          | 一级 | 不低于 80元 |
          | 二级 | 不低于 50元 |
          | 其余 | 不适用 |
        执行 地方
      补贴 冲突 每 人
        金额 1元
        例外 真 时 金额 10元
        例外 非 假 时 金额 20元
      测试 “人”
        评估日 2020-01-01
        给定 人
          | 编号 | 等级 | 地方 | 真 | 假 |
          | 1 |  | 60 | 是 | 否 |
          | 2 | 一级 | 60 | 否 |  |
        期望 人 2 的 护理 = 不适用
      """)
    var evaluator = evaluator(fixture)
    let open = evaluator.explanation(rule: 0, record: 0)
    #expect(open.parts.map(\.role) == [.condition(0), .exclusion(0), .amount, .execution])
    guard case .lookUp(let rows) = open.parts[2].node.detail else {
      Issue.record("no table")
      return
    }
    #expect(rows.map(\.row) == [0, 1, 2])
    let paid = PossibleValue.number(PossibleNumber(ExactNumber(60)))
    #expect(rows.map(\.result.value) == [.number(.conflict), paid, .number(.notApplicable)])
    guard case .amount(.floor, let permitted) = rows[1].result.detail else { return }
    #expect(permitted == .number(PossibleNumber(Interval(.finite(ExactNumber(50)), .positiveInfinity))))
    #expect(open.parts[2].causes == [.cell(entity: 0, record: 0, field: 1)])
    #expect(evaluator.explanation(rule: 0, record: 1).parts.map(\.role) == [.condition(0), .exclusion(0)])

    let clash = evaluator.explanation(rule: 1, record: 0)
    #expect(clash.outcome.word == .conflict)
    #expect(clash.conflicts == [ExceptionConflict(first: 0, second: 1, isCertain: true)])
    #expect(
      clash.parts.map(\.role)
        == [
          .exceptionCondition(0), .exceptionAmount(0), .exceptionCondition(1), .exceptionAmount(1),
        ])
    #expect(evaluator.explanation(rule: 1, record: 1).conflicts.isEmpty)
  }

  @Test("names the entry of a parameter that holds on 评估日, and the record a path leads to")
  func parameters() throws {
    let fixture = try Fixture(
      """
      实体 户
        户编号 编号
        收入 元 范围 0 以上
      实体 人
        编号 编号
        所属户 属于 户
      参数 线 元
        自 2019-01-01 3000
        自 2020-01-01 至 2020-12-31 4000
      标准 过线 每 人
        要求 收入：所属户 的 收入 超过 线
      测试 “人”
        评估日 2020-01-01
        给定 户
          | 户编号 | 收入 |
          | 甲 | 1 |
          | 乙 | 4500 |
        给定 人
          | 编号 | 所属户 |
          | 1 | 乙 |
        期望 人 1 的 过线 = 达标
      """)
    var evaluator = evaluator(fixture)
    let node = evaluator.explanation(rule: 0, record: 0).parts[0].node
    guard case .comparison(.above, let margin) = node.detail,
      case .parent(_, let owner) = node.operands[0].detail,
      case .parameter(0, let entry) = node.operands[1].detail
    else {
      Issue.record("\(node.detail)")
      return
    }
    #expect(margin?.exact == ExactNumber(500))
    #expect(owner == 1 && entry == 1)
    #expect(node.operands[0].operands.map(\.record) == [1])
    #expect(node.operands[0].operands.map(\.entity) == [0])
  }
}

@Suite("Errors of a record or of the rules")
struct ErrorTests {
  private static let text = """
    实体 人
      编号 编号
      收入 元 范围 0 以上
      乘数 元 范围 0 以上
    补贴 差额 每 人
      金额 4000元 - 收入
    指标 加 每 人 元 = 差额 + 1元
    指标 积 每 人 元 = 收入 * 乘数 / 1元
    测试 “人”
      评估日 2020-01-01
      给定 人
        | 编号 | 收入 |
        | 1 | 4000.01 |
        | 2 | 4000 |
        | 3 |  |
      期望 人 2 的 差额 = 0元
    """

  @Test("are told: a surely negative amount is an error of the record, never 0")
  func negative() throws {
    let fixture = try Fixture(Self.text)
    fixture.expectTestsToPass()
    let records = GivenReader.read(fixture.program.tests[0], of: fixture.program).records
    var evaluator = RowEvaluator(
      plan: fixture.plan, program: fixture.program, records: records, date: fixture.program.tests[0].date)
    let error = evaluator.outcome(rule: 0, record: 0)
    #expect(error.word == .undecided)
    #expect(error.causes == [.negativeAmount(rule: 0, record: 0)])
    #expect(error.causes.map(\.isError) == [true])
    #expect(evaluator.outcome(rule: 1, record: 0).causes == error.causes)
    #expect(evaluator.outcome(rule: 0, record: 2).causes == [.cell(entity: 0, record: 2, field: 1)])
  }

  @Test("do not trap: a result beyond 128 bits may be anything, with the cause")
  func overflow() throws {
    let fixture = try Fixture(Self.text)
    let huge = CellValue.number(ExactNumber(Int128(1) << 100))
    let table = RecordTable(
      entity: 0, file: "人",
      records: [Record(key: "1", line: 2, isRejected: false, isOptional: false, cells: [.key, huge, huge])],
      unassigned: [:])
    var evaluator = RowEvaluator(
      plan: fixture.plan, program: fixture.program,
      records: RecordSet(tables: [table], members: [[:]]), date: fixture.program.tests[0].date)
    let outcome = evaluator.outcome(rule: 2, record: 0)
    #expect(outcome.word == .undecided)
    #expect(outcome.causes.map(\.isError) == [true])
  }
}
