import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("A plan")
struct PlannerTests {
  private static let texts =
    OperatorTests.cases.map { OperatorTests.declarations + $0.text }
    + GroupTests.cases.map { GroupTests.declarations + $0.text }
    + RuleTests.cases.map { RuleTests.declarations + $0.text }

  @Test("puts operands before the steps that read them, in the entity that each operation asks for")
  func order() throws {
    for text in Self.texts {
      let fixture = try Fixture(text)
      let plan = fixture.plan
      for (slot, step) in plan.steps.enumerated() {
        for operand in step.operation.operands where operand >= slot {
          Issue.record("#\(slot) reads #\(operand)")
        }
        let entity = { (operand: Int) in plan.steps[operand].entity }
        switch step.operation {
        case .parent(let relation, let operand):
          let field = fixture.program.entities[step.entity].fields[relation].type
          #expect(field == .belongsTo(entity: entity(operand)))
        case .quantifier(_, let group, let predicate), .share(let group, let predicate):
          #expect(entity(predicate) == group.member)
        case .group(_, let group, let value):
          for operand in [group.condition, value].compactMap({ $0 }) {
            #expect(entity(operand) == group.member)
          }
        case .rule(let rule):
          #expect(plan.rules[rule].entity == step.entity && plan.rules[rule].result < slot)
          #expect(plan.rules[rule].isUsed)
        default:
          #expect(step.operation.operands.allSatisfy { entity($0) == step.entity })
        }
      }
    }
  }

  @Test("gives every rule its own stretch of steps that ends in its result")
  func stretches() throws {
    for text in Self.texts {
      let plan = try Fixture(text).plan
      var next = 0
      for (index, rule) in plan.rules.enumerated() {
        #expect(rule.slots.lowerBound == next && rule.result == rule.slots.upperBound - 1)
        next = rule.slots.upperBound
        guard case .result(index) = plan.steps[rule.result].operation else {
          Issue.record("#\(rule.result)")
          continue
        }
      }
      #expect(next == plan.steps.count)
    }
  }

  @Test("has static ranges that hold every value that comes out")
  func ranges() throws {
    var generator = SeededGenerator(seed: 3)
    for text in Self.texts {
      let fixture = try Fixture(text)
      let date = fixture.program.tests[0].date
      for _ in 0..<10 {
        let open = RandomRecords(fixture.program, date, &generator)
        for records in [open.records(), open.completed(&generator).records()] {
          var evaluator = RowEvaluator(
            plan: fixture.plan, program: fixture.program, records: records, date: date)
          for (rule, planned) in fixture.plan.rules.enumerated() {
            let range = fixture.plan.steps[planned.result].range
            for record in records.tables[planned.entity].records.indices {
              let value = evaluator.value(rule: rule, record: record)
              if !range.admits(value) {
                Issue.record("\(fixture.program.rules[rule].name): \(value) not in \(range)")
              }
            }
          }
        }
      }
    }
  }

  @Test("reads as a list of steps with slots, ranges and flags")
  func text() throws {
    let fixture = try Fixture(
      """
      文档 《办法》 办法
      条款 A-01 办法 一 “办法一”
      实体 户
        户编号 编号
        收入 元 范围 0 至 100
        成员 若干 人
      实体 人
        编号 编号
        所属户 属于 户
      指标 人均 每 户 元/人 = 收入 / 计数（成员）
      标准 够 每 户
        依据 A-01
        要求 收入：人均 不低于 5元/人
      """)
    #expect(
      fixture.plan.text(of: fixture.program) == """
        人均 每 户 → #3
          #0  户  字段 收入  [0, 100]  未定
          #1  户  计数（成员）  [0, 1000000000]  未定  整数
          #2  户  * #0 / #1  [0, 100]  未定  不适用
          #3  户  结论  [0, 100]  未定  不适用
            值 #2
        够 每 户 → #7（没有规则引用）
          #4  户  规则 人均 #3  [0, 100]  未定  不适用
          #5  户  5  [5, 5]  整数
          #6  户  #4 ≥ #5  未定  不适用
          #7  户  结论  未定  不适用  依据 A-01
            要求 收入 #6

        """)
  }
}

extension StaticRange {
  /// Whether everything that a value may be is in the range; open ends count as those of missing cells.
  fileprivate func admits(_ value: PossibleValue) -> Bool {
    if value.mayBeNotApplicable && !mayBeNotApplicable { return false }
    if !value.isDecided && !mayBeUndecided { return false }
    switch value {
    case .truth(let truth): return (mayBeTrue || !truth.mayBeTrue) && (mayBeFalse || !truth.mayBeFalse)
    case .option: return true
    case .number(let number):
      if number.mayConflict && !mayConflict { return false }
      guard let found = number.interval else { return true }
      guard let interval else { return false }
      // An end that is open in the value is one that only the limits of cells bound.
      return (found.lower == .negativeInfinity || found.lower >= interval.lower)
        && (found.upper == .positiveInfinity || found.upper <= interval.upper)
    }
  }
}
