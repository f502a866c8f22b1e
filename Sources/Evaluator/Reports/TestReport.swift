import PolicyDSL

/// What came of the 测试 of a rule set, as text.
public enum TestReport {
  /// Returns the lines of one test; none if it passed without a problem.
  ///
  /// Behind an expectation that is not met stands why the rule says something else.
  public static func lines(
    of result: TestResult, program: CheckedProgram, plan: Plan, files: [SourceFile], language: Language
  ) -> [String] {
    let context = ReportContext(
      plan: plan, program: program, files: files, records: result.records, language: language)
    // A test leaves out the columns it does not need; that alone is worth no word.
    let problems = result.problems.filter { $0.code.consequence != .note }
    if result.passed, problems.isEmpty { return [] }
    let verdict = result.passed ? context.label("给定有问题", "problems in 给定") : context.label("未通过", "failed")
    var lines = ["\(context.place(result.test.span)): \(verdict): “\(result.test.title)”"]
    for problem in problems {
      lines.append("  \(context.place(problem.span)): \(problem.message.text(in: language))")
    }
    for failure in result.failures { lines += Self.lines(of: failure, in: context) }
    return lines.map(TerminalText.safe)
  }

  private static func lines(of failure: TestFailure, in context: ReportContext) -> [String] {
    let expectation = failure.expectation
    let rule = context.program.rules[expectation.rule]
    var subject = "\(expectation.record) 的 \(rule.name)"
    if let requirement = expectation.requirement, case .standard(_, let requirements) = rule.body {
      subject += " 的 \(requirements[requirement].name)"
    }
    let none = context.label("没有这条记录，或已退回", "no such record, or it was rejected")
    var lines = [
      "  \(context.place(expectation.span)): \(subject)",
      "    \(context.label("期望", "expected"))  \(failure.expected)",
      "    \(context.label("得到", "got"))  \(failure.actual ?? none)",
    ]
    if let explanation = failure.explanation, explanation.outcome.word != .notInForce {
      lines.append("    " + context.label("理由", "why"))
      lines += ExplanationReport.lines(of: explanation, in: context).map { "      " + $0 }
    }
    return lines
  }
}
