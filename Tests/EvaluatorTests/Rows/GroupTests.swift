import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("Aggregates over definite, optional, missing, rejected and unknown members")
struct GroupTests {
  static let declarations = """
    实体 户
      户编号 编号
      成员 若干 人
      标记 是否
    实体 人
      人员编号 编号
      所属户 属于 户
      算 是否
      好 是否
      额 元 范围 -10 至 100
      正额 元 范围 0 以上

    指标 限额 每 人 元 = 算 时 额 否则 不适用
    指标 限好 每 人 是否 = 算 时 好
    指标 数 每 户 人 = 计数（成员）
    指标 数当 每 户 人 = 计数（成员 当 算）
    指标 总 每 户 元 = 合计（成员 的 额）
    指标 总当 每 户 元 = 合计（成员 的 额 当 算）
    指标 正总 每 户 元 = 合计（成员 的 正额 当 算）
    指标 总限 每 户 元 = 合计（成员 的 限额）
    指标 大 每 户 元 = 最大（成员 的 额 当 算）
    指标 小 每 户 元 = 最小（成员 的 额 当 算）
    指标 均 每 户 元/人 = 平均（成员 的 额 当 算）
    指标 比 每 户 % = 占比（成员 当 算 满足 好）
    指标 皆 每 户 是否 = 每个 成员 当 算 满足（好）
    指标 有 每 户 是否 = 存在 成员 当 算 满足（好）
    指标 皆限 每 户 是否 = 每个 成员 满足（限好）

    """

  static let cases: [OperatorCase] = [
    OperatorCase(
      title: "all members known",
      text: """
        测试 “全”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | H |
            | 空 |
          给定 人
            | 人员编号 | 所属户 | 算 | 好 | 额 | 正额 |
            | 1 | H | 是 | 是 | 5 | 5 |
            | 2 | H | 是 | 否 | -2 | 7 |
            | 3 | H | 否 | 否 | 50 | 50 |
          期望 户
            | 户编号 | 数 | 数当 | 总 | 总当 | 总限 | 大 | 小 | 均 | 比 | 皆 | 有 | 皆限 |
            | H | 3人 | 2人 | 53元 | 3元 | 3元 | 5元 | -2元 | 1.5元/人 | 50% | 否 | 是 | 否 |
            | 空 | 0人 | 0人 | 0元 | 0元 | 0元 | 不适用 | 不适用 | 不适用 | 不适用 | 不适用 | 不适用 | 不适用 |
        """),
    OperatorCase(
      title: "members that may count and values that are missing",
      text: """
        测试 “缺”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | 值缺 |
            | 算缺 |
            | 只或有 |
            | 都不算 |
          给定 人
            | 人员编号 | 所属户 | 算 | 好 | 额 | 正额 |
            | 1 | 值缺 | 是 | 是 | 5 | 5 |
            | 2 | 值缺 | 是 |    |  |  |
            | 3 | 算缺 | 是 | 是 | 5 | 5 |
            | 4 | 算缺 |    | 否 | 9 | 9 |
            | 5 | 只或有 |    | 是 | 9 | 9 |
            | 6 | 都不算 | 否 |  |  |  |
          期望 户
            | 户编号 | 数当 | 总当 | 正总 | 总限 | 大 |
            | 值缺 | 2人 | 待核实 在 -5 至 105元 缺 额 | 待核实 不低于 5元 缺 正额 | 待核实 在 -5 至 105元 缺 额 | 待核实 在 5 至 100元 缺 额 |
            | 算缺 | 待核实 在 1 至 2人 缺 算 | 待核实 在 5 至 14元 缺 算 | 待核实 在 5 至 14元 缺 算 | 待核实 在 5 至 14元 缺 算 | 待核实 在 5 至 9元 缺 算 |
            | 只或有 | 待核实 在 0 至 1人 缺 算 | 待核实 在 0 至 9元 缺 算 | 待核实 在 0 至 9元 | 待核实 在 0 至 9元 | 待核实 9元 或 不适用 缺 算 |
            | 都不算 | 0人 | 0元 | 0元 | 0元 | 不适用 |
          期望 户
            | 户编号 | 小 | 均 | 比 | 皆 | 有 | 皆限 |
            | 值缺 | 待核实 在 -10 至 5元 缺 额 | 待核实 在 -2.5 至 52.5元/人 缺 额 | 待核实 在 50 至 100% 缺 好 | 待核实 缺 好 | 是 | 待核实 缺 好 |
            | 算缺 | 5元 | 待核实 在 5 至 9元/人 缺 算 | 待核实 在 50 至 100% 缺 算 | 待核实 缺 算 | 是 | 待核实 缺 算 |
            | 只或有 | 待核实 9元 或 不适用 缺 算 | 待核实 9元/人 或 不适用 缺 算 | 待核实 100% 或 不适用 缺 算 | 待核实 或 不适用 缺 算 | 待核实 或 不适用 缺 算 | 待核实 或 不适用 缺 算 |
            | 都不算 | 不适用 | 不适用 | 不适用 | 不适用 | 不适用 | 不适用 |
        """),
    OperatorCase(
      title: "no file for the members: one unbounded optional member",
      text: """
        测试 “无文件”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | H |
          期望 户
            | 户编号 | 数 | 数当 | 总 | 正总 | 大 | 均 | 比 | 皆 | 有 |
            | H | 待核实 不低于 0人 缺 成员 | 待核实 不低于 0人 缺 成员 | 待核实 缺 成员 | 待核实 不低于 0元 缺 成员 | 待核实 在 -10 至 100元 或 不适用 缺 成员 | 待核实 在 -10 至 100元/人 或 不适用 缺 成员 | 待核实 在 0 至 100% 或 不适用 缺 成员 | 待核实 或 不适用 缺 成员 | 待核实 或 不适用 缺 成员 |
        """),
    OperatorCase(
      title: "one undecided member leaves a group open unless another decides it",
      text: """
        标准 皆好 每 户
          要求 皆好：每个 成员 满足（好）
        认定 有好 每 户
          条件 存在 成员 满足（好）
        测试 “决定”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | 有否 |
            | 有是 |
            | 全缺 |
          给定 人
            | 人员编号 | 所属户 | 好 |
            | 1 | 有否 | 否 |
            | 2 | 有否 |    |
            | 3 | 有是 | 是 |
            | 4 | 有是 |    |
            | 5 | 全缺 |    |
          期望 户
            | 户编号 | 皆好 | 有好 |
            | 有否 | 不达标 | 待核实 缺 好 |
            | 有是 | 待核实 缺 好 | 符合 |
            | 全缺 | 待核实 缺 好 | 待核实 缺 好 |
        """),
    OperatorCase(
      title: "a path up: an unknown parent leaves the whole domain of the field",
      text: """
        指标 户标记 每 人 是否 = 所属户 的 标记
        指标 户人数 每 人 人 = 所属户 的 数
        指标 户内数 每 人 人 = 计数（所属户 的 成员）
        测试 “向上”
          评估日 2020-06-30
          给定 户
            | 户编号 | 标记 |
            | H | 是 |
            | K |  |
          给定 人
            | 人员编号 | 所属户 |
            | 1 | H |
            | 2 | H |
            | 3 | K |
          期望 人
            | 人员编号 | 户标记 | 户人数 | 户内数 |
            | 1 | 是 | 2 | 2 |
            | 2 | 是 | 2 | 2 |
            | 3 | 待核实 缺 标记 | 1 | 1 |
        测试 “上级未知”
          评估日 2020-06-30
          给定 人
            | 人员编号 | 算 |
            | 1 | 是 |
          期望 人
            | 人员编号 | 户标记 | 户人数 |
            | 1 | 待核实 缺 所属户 | 待核实 不低于 0 缺 所属户 |
        """),
  ]

  @Test("gives what the 测试 of the case say", arguments: cases)
  func passes(_ test: OperatorCase) throws {
    try Fixture(Self.declarations + test.text).expectTestsToPass()
  }

  @Test("A rejected row is a member of which nothing is known; a repeated key makes members doubtful")
  func rejectedRows() throws {
    let fixture = try Fixture(
      Self.declarations + """
        测试 “退回”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | 退回 |
            | 重复 |
          给定 人
            | 人员编号 | 所属户 | 算 | 好 | 额 |
            | 1 | 退回 | 是 | 是 | 5 |
            | 2 | 退回 | 是 | 是 | 500 |
            | 3 | 重复 | 是 | 是 | 5 |
            | 4 | 重复 | 是 | 是 | 7 |
            | 4 | 重复 | 是 | 是 | 8 |
          期望 户
            | 户编号 | 数 | 数当 | 总 | 皆 |
            | 退回 | 2人 | 待核实 在 1 至 2人 缺 算 | 待核实 在 -5 至 105元 缺 额 | 待核实 缺 算、好 |
            | 重复 | 待核实 在 1 至 3人 | 待核实 在 1 至 3人 缺 算 | 待核实 在 -15 至 205元 缺 额 | 待核实 缺 算、好 |
        """)
    let result = TestRunner.run(fixture.program.tests[0], program: fixture.program, plan: fixture.plan)
    #expect(result.failures.map(\.actual) == [])
    let records = GivenReader.read(fixture.program.tests[0], of: fixture.program).records
    var evaluator = RowEvaluator(
      plan: fixture.plan, program: fixture.program, records: records, date: fixture.program.tests[0].date)
    let count = fixture.program.rules.firstIndex { $0.name == Name("数") }!
    #expect(
      evaluator.outcome(rule: count, record: 1).causes
        == [.uncertainRecord(entity: 1, record: 3), .uncertainRecord(entity: 1, record: 4)])
  }

  @Test("Rows without an owner are counted in every answer; strictly taken they leave all groups open")
  func unassignedRows() throws {
    let fixture = try Fixture(
      Self.declarations + """
        测试 “未归属”
          评估日 2020-06-30
          给定 户
            | 户编号 |
            | H |
          给定 人
            | 人员编号 | 所属户 | 算 |
            | 1 | H | 是 |
            | 2 |   | 是 |
          期望 户 H 的 数 = 1人
        """)
    fixture.expectTestsToPassIgnoringProblems()
    let test = fixture.program.tests[0]
    let records = GivenReader.read(test, of: fixture.program).records
    let count = fixture.program.rules.firstIndex { $0.name == Name("数") }!
    for isStrict in [false, true] {
      var evaluator = RowEvaluator(
        plan: fixture.plan, program: fixture.program, records: records, date: test.date, isStrict: isStrict)
      let outcome = evaluator.outcome(rule: count, record: 0)
      #expect(outcome.unassigned.map(\.count) == [1])
      #expect(outcome.word == (isStrict ? .undecided : .amount))
      #expect(outcome.bounds == Interval(.finite(.one), isStrict ? .positiveInfinity : .finite(.one)))
    }
  }
}

@Suite("The operators over groups, against every choice that the members leave open")
struct GroupOperatorTests {
  /// A member as the list of what it may come to: a value, or `nil` for out.
  private struct Sample {
    var member: GroupMember
    var choices: [Int?]
  }

  @Test("hold every choice, and all but 平均 are no wider than the choices")
  func enumeration() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let samples = (0..<Int.random(in: 0...4, using: &generator)).map { _ in number(&generator) }
      let members = samples.map(\.member)
      let groups = Self.choices(samples.map(\.choices)).map { $0.compactMap { $0 } }
      check(GroupOperators.count(members), groups.map { $0.count }, isTight: true, members)
      check(GroupOperators.sum(members)!, groups.map { $0.reduce(0, +) }, isTight: true, members)
      check(GroupOperators.extreme(members, least: false), groups.map { $0.max() }, isTight: true, members)
      check(GroupOperators.extreme(members, least: true), groups.map { $0.min() }, isTight: true, members)
      let mean = GroupOperators.average(members)!
      for group in groups {
        guard !group.isEmpty else {
          if !mean.mayBeNotApplicable { Issue.record("\(members)") }
          continue
        }
        let value = ExactNumber(Int128(group.reduce(0, +)), over: Int128(group.count))!
        if mean.interval?.contains(value) != true { Issue.record("\(members) \(value)") }
      }
    }
  }

  @Test("of 满足 hold every choice and are no wider than the choices")
  func truths() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<3000 {
      let samples = (0..<Int.random(in: 0...4, using: &generator)).map { _ in truth(&generator) }
      let members = samples.map(\.member)
      let groups = Self.choices(samples.map(\.choices)).map { $0.compactMap { $0 } }
      let every = groups.map { $0.isEmpty ? 4 : $0.contains(0) ? 2 : 1 as UInt8 }
      let some = groups.map { $0.isEmpty ? 4 : $0.contains(1) ? 1 : 2 as UInt8 }
      #expect(GroupOperators.every(members).bits == every.reduce(0, |), "\(members)")
      #expect(GroupOperators.some(members).bits == some.reduce(0, |), "\(members)")
      let shares = groups.map { group -> ExactNumber? in
        ExactNumber(Int128(group.reduce(0, +)), over: Int128(group.count))
      }
      let share = GroupOperators.share(members)
      #expect(share.mayBeNotApplicable == shares.contains(nil), "\(members)")
      #expect(share.interval?.lower.number == shares.compactMap { $0 }.min(), "\(members)")
      #expect(share.interval?.upper.number == shares.compactMap { $0 }.max(), "\(members)")
      for minimum in 1...3 {
        let items = members.map { $0.mayBeOut ? $0.truth!.union(.notApplicable) : $0.truth! }
        let found = groups.map { group -> UInt8 in
          group.isEmpty ? 4 : group.reduce(0, +) >= minimum ? 1 : 2
        }
        #expect(GroupOperators.atLeast(minimum, items).bits == found.reduce(0, |), "\(minimum) \(items)")
      }
    }
  }

  private func check(_ number: PossibleNumber, _ found: [Int?], isTight: Bool, _ members: [GroupMember]) {
    let values = found.compactMap { $0 }.map { ExactNumber(Int128($0)) }
    let isSame =
      number.mayBeNotApplicable == found.contains(nil) && number.interval?.lower.number == values.min()
      && number.interval?.upper.number == values.max()
    if !isSame { Issue.record("\(number) \(members)") }
  }

  private func number(_ generator: inout SeededGenerator) -> Sample {
    let low = Int.random(in: -3...3, using: &generator)
    let high = low + Int.random(in: 0...2, using: &generator)
    let mayBeIn = Bool.random(using: &generator) || Bool.random(using: &generator)
    let mayBeOut = !mayBeIn || Bool.random(using: &generator)
    let isSkippable = Bool.random(using: &generator) && Bool.random(using: &generator)
    let interval = Interval(ExactNumber(Int128(low)), ExactNumber(Int128(high)))
    let member = GroupMember(
      mayBeIn: mayBeIn, mayBeOut: mayBeOut,
      number: PossibleNumber(interval, mayBeNotApplicable: isSkippable))
    var choices: [Int?] = mayBeIn ? Array(low...high) : []
    if mayBeOut || isSkippable { choices.append(nil) }
    // 计数 looks at membership alone, so a skippable value is no sample for it.
    return isSkippable ? number(&generator) : Sample(member: member, choices: choices)
  }

  private func truth(_ generator: inout SeededGenerator) -> Sample {
    let bits = Int.random(in: 1...7, using: &generator)
    let truth = PossibleTruth(
      mayBeTrue: bits & 1 != 0, mayBeFalse: bits & 2 != 0, mayBeNotApplicable: bits & 4 != 0)
    let mayBeOut = Bool.random(using: &generator)
    var choices: [Int?] = []
    if truth.mayBeTrue { choices.append(1) }
    if truth.mayBeFalse { choices.append(0) }
    if truth.mayBeNotApplicable || mayBeOut { choices.append(nil) }
    return Sample(member: GroupMember(mayBeIn: true, mayBeOut: mayBeOut, truth: truth), choices: choices)
  }

  private static func choices(_ parts: [[Int?]]) -> [[Int?]] {
    parts.reduce([[]]) { groups, part in groups.flatMap { group in part.map { group + [$0] } } }
  }
}
