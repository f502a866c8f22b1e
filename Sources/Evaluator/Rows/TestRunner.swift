import PolicyDSL

/// Runs the 测试 of a program on the row evaluator.
public enum TestRunner {
  /// Returns how the outcomes of one test compare with what it expects, and the problems of its tables.
  public static func run(_ test: PolicyTest, program: CheckedProgram, plan: Plan) -> TestResult {
    let (records, problems) = GivenReader.read(test, of: program)
    let result = run(test, program: program, plan: plan) { _ in records }
    return TestResult(test: test, records: records, failures: result.failures, problems: problems)
  }

  /// Returns how the outcomes of one test compare with what it expects.
  ///
  /// Parts of an expectation that are not written are not compared.
  ///
  /// - Parameters:
  ///   - test: A test of `program`.
  ///   - plan: The plan of `program`.
  ///   - read: Turns 给定 into records. An entity without 给定 has a table without a file, so that its
  ///     groups are unknown; one with a head and no rows has empty groups.
  public static func run(
    _ test: PolicyTest, program: CheckedProgram, plan: Plan, read: (PolicyTest) -> RecordSet
  ) -> TestResult {
    let records = read(test)
    var evaluator = RowEvaluator(plan: plan, program: program, records: records, date: test.date)
    var failures: [TestFailure] = []
    for expectation in test.expectations {
      let rule = program.rules[expectation.rule]
      let expected = expectation.outcome.text(of: rule, in: program)
      let table = records.tables[expectation.entity].records
      let key = Name(expectation.record)
      guard let record = table.firstIndex(where: { !$0.isRejected && Name($0.key) == key }) else {
        failures.append(
          TestFailure(
            expectation: expectation, expected: expected, outcome: nil, actual: nil, explanation: nil))
        continue
      }
      let outcome =
        if let requirement = expectation.requirement {
          evaluator.outcome(rule: expectation.rule, requirement: requirement, record: record)
        } else {
          evaluator.outcome(rule: expectation.rule, record: record)
        }
      if !expectation.outcome.admits(outcome, of: rule, in: program) {
        failures.append(
          TestFailure(
            expectation: expectation, expected: expected, outcome: outcome,
            actual: outcome.text(of: rule, in: program),
            explanation: evaluator.explanation(rule: expectation.rule, record: record)))
      }
    }
    return TestResult(test: test, records: records, failures: failures, problems: [])
  }
}

/// What came of one 测试.
public struct TestResult: Sendable {
  /// The test.
  public let test: PolicyTest
  /// The records of 给定.
  public let records: RecordSet
  /// The expectations that were not met, in order.
  public let failures: [TestFailure]
  /// What is wrong in 给定, as far as the runner has read it.
  public let problems: [GivenProblem]
  /// Whether every expectation was met.
  public var passed: Bool { failures.isEmpty }
}

/// An expectation that was not met.
public struct TestFailure: Sendable {
  /// The expectation.
  public let expectation: Expectation
  /// What was expected, as a test writes it.
  public let expected: String
  /// What came out; `nil` if the records hold no such record, or only a rejected one.
  public let outcome: Outcome?
  /// What came out, as a test would write it; `nil` if there is no outcome.
  public let actual: String?
  /// Why the rule says what it says about the record; `nil` if there is no outcome.
  public let explanation: Explanation?
}

extension ExpectedOutcome {
  /// Whether an outcome is what is expected, in all the parts that are written.
  func admits(_ outcome: Outcome, of rule: Rule, in program: CheckedProgram) -> Bool {
    guard word == outcome.word else { return false }
    if let bounds, !Self.same(bounds, outcome.bounds, of: rule) { return false }
    if let alternatives,
      alternatives.notApplicable != outcome.mayBeNotApplicable
        || alternatives.conflict != outcome.mayConflict
    {
      return false
    }
    guard !missing.isEmpty else { return true }
    let fields = Set(outcome.missingFields.map { program.entities[$0.entity].fields[$0.field].name })
    let parameters = outcome.unpublishedParameters.map { program.parameters[$0].name }
    // 缺 may name parameters as well; where it names none, they are not compared.
    return Set(missing) == fields || Set(missing) == fields.union(parameters)
  }

  /// Whether bounds agree; 不超过 on a 补贴 leaves the lower end at zero, where amounts are cut.
  private static func same(_ expected: Interval, _ found: Interval?, of rule: Rule) -> Bool {
    guard let found else { return false }
    if expected == found { return true }
    guard case .benefit = rule.body, expected.lower == .negativeInfinity, expected.upper == found.upper else {
      return false
    }
    return found.lower == .finite(.zero)
  }

  /// The expectation as a test writes it.
  func text(of rule: Rule, in program: CheckedProgram) -> String {
    switch word {
    case .amount: return bounds.map { rule.text(of: $0) } ?? ""
    case .option(let position): return rule.optionText(position, in: program)
    default: break
    }
    var text = word.text
    if let bounds { text += " " + rule.text(of: bounds) }
    if alternatives?.notApplicable == true { text += " 或 不适用" }
    if alternatives?.conflict == true { text += " 或 冲突" }
    return missing.isEmpty ? text : text + " 缺 " + missing.map(\.text).joined(separator: "、")
  }
}
