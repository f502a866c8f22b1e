import Evaluator
import PolicyDSL

/// Runs the rules of an evaluation and prints what came of them.
struct RuleRun {
  /// The evaluator, which keeps the values it has found.
  var evaluator: RowEvaluator
  /// What the reports need.
  let context: ReportContext
  /// Where they go.
  let console: Console
  /// Whether the outcome of every record is listed.
  let listsAll: Bool

  /// How many records of one outcome are explained unless all are asked for.
  private static let explanationLimit = 100

  /// Prints the summary of all rules, then the reasons of each.
  mutating func run(_ rules: [Int]) throws(CommandFailure) {
    var tallies: [OutcomeTally] = []
    for rule in rules {
      var tally = OutcomeTally(rule: rule)
      for record in judgedRecords(of: rule) {
        try Interruption.check()
        tally.add(evaluator.outcome(rule: rule, record: record))
      }
      tallies.append(tally)
    }
    console.report(["", context.heading("结论", "Outcomes")] + EvaluationReport.summary(tallies, in: context))
    for tally in tallies { try explain(tally) }
  }

  /// The records that are judged: those that were not rejected, in the order of their file.
  private func judgedRecords(of rule: Int) -> [Int] {
    let records = context.records.tables[context.program.rules[rule].entity].records
    return records.indices.filter { !records[$0].isRejected }
  }

  /// Prints the reasons of a rule, the records of one outcome together.
  private mutating func explain(_ tally: OutcomeTally) throws(CommandFailure) {
    let rule = context.program.rules[tally.rule]
    var isHeadPrinted = false
    for word in tally.words(in: context.program) {
      guard listsAll || mayBeExplained(word, rule) else { continue }
      var lines: [[String]] = []
      var left = 0
      for record in judgedRecords(of: tally.rule) {
        try Interruption.check()
        let outcome = evaluator.outcome(rule: tally.rule, record: record)
        guard outcome.word == word, let text = text(of: outcome, tally.rule, record) else { continue }
        if listsAll || lines.count < Self.explanationLimit { lines.append(text) } else { left += 1 }
      }
      guard !lines.isEmpty else { continue }
      if !isHeadPrinted { console.report([""] + EvaluationReport.head(of: tally.rule, in: context)) }
      isHeadPrinted = true
      let name = EvaluationReport.name(of: word, rule, in: context)
      console.report([
        "", context.heading("\(name)（\(lines.count + left) 条）", "\(name) (\(lines.count + left))"),
      ])
      for (position, text) in lines.enumerated() {
        if position > 0, text.count > 1 { console.report([""]) }
        console.report(text.map { "  " + $0 })
      }
      if left > 0 {
        console.report([
          context.heading("  另有 \(left) 条，加 --all 全部列出", "  and \(left) more; --all lists them")
        ])
      }
    }
  }

  /// Whether records of an outcome may need an explanation.
  private func mayBeExplained(_ word: OutcomeWord, _ rule: Rule) -> Bool {
    switch word {
    case .notMet, .conflict, .undecided, .unpublished: true
    case .option: true
    default: false
    }
  }

  /// Returns what is said of one record; `nil` where the count says enough.
  private mutating func text(of outcome: Outcome, _ position: Int, _ record: Int) -> [String]? {
    let rule = context.program.rules[position]
    if case .quantity = rule.body {
      if case .option = outcome.word {
        let explanation = evaluator.explanation(rule: position, record: record, memberLimit: 50)
        if ExplanationReport.showsUnequalAmounts(explanation) {
          return ExplanationReport.lines(of: explanation, in: context)
        }
      }
      guard listsAll || outcome.isUndecided else { return nil }
      return [ExplanationReport.line(of: outcome, rule: position, record: record, in: context)]
    }
    switch outcome.word {
    case .notMet, .conflict, .undecided, .unpublished:
      let explanation = evaluator.explanation(rule: position, record: record, memberLimit: 50)
      return ExplanationReport.lines(of: explanation, in: context)
    default:
      return listsAll
        ? [ExplanationReport.line(of: outcome, rule: position, record: record, in: context)] : nil
    }
  }
}

extension ReportContext {
  /// Returns a heading in the language of the report.
  func heading(_ zh: String, _ en: String) -> String { language == .chinese ? zh : en }
}
