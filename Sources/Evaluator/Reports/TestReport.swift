import PolicyDSL

/// What came of the 测试 of a rule set, as text.
public enum TestReport {
  /// Returns the lines of one test; none if it passed without a problem.
  public static func lines(
    of result: TestResult, program: CheckedProgram, files: [SourceFile], language: Language
  ) -> [String] {
    func label(_ zh: String, _ en: String) -> String { language == .chinese ? zh : en }
    func place(_ span: SourceSpan) -> String {
      let position = files[span.file].position(of: span.lower)
      return "\(files[span.file].path):\(position.line):\(position.column)"
    }
    // A test leaves out the columns it does not need; that alone is worth no word.
    let problems = result.problems.filter { $0.code.consequence != .note }
    if result.passed, problems.isEmpty { return [] }
    let verdict = result.passed ? label("给定有问题", "problems in 给定") : label("未通过", "failed")
    var lines = ["\(place(result.test.span)): \(verdict): “\(result.test.title)”"]
    for problem in problems {
      lines.append("  \(place(problem.span)): \(problem.message.text(in: language))")
    }
    for failure in result.failures {
      let expectation = failure.expectation
      let rule = program.rules[expectation.rule]
      var subject = "\(expectation.record) 的 \(rule.name)"
      if let requirement = expectation.requirement, case .standard(_, let requirements) = rule.body {
        subject += " 的 \(requirements[requirement].name)"
      }
      lines.append("  \(place(expectation.span)): \(subject)")
      lines.append("    \(label("期望", "expected"))  \(failure.expected)")
      lines.append(
        "    \(label("得到", "got"))  \(failure.actual ?? label("没有这条记录，或已退回", "no such record, or it was rejected"))"
      )
    }
    return lines.map(TerminalText.safe)
  }
}
