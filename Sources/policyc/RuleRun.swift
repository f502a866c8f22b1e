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

  /// How many members of a group are looked into.
  private static let memberLimit = 50

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
    printSummary(tallies)
    for tally in tallies { try explain(tally) }
  }

  /// Prints the summary of all rules and returns the outcomes as tables, one for each entity that has
  /// rules: a row for each record and rule, those of a record together.
  mutating func tables(
    _ rules: [Int], _ format: OutcomeTableFormat
  ) throws(CommandFailure) -> (tables: [(entity: Int, table: OutcomeTable)], tallies: [OutcomeTally]) {
    var tallies = rules.map { OutcomeTally(rule: $0) }
    var tables: [(entity: Int, table: OutcomeTable)] = []
    for entity in context.program.entities.indices {
      let own = tallies.indices.filter { context.program.rules[tallies[$0].rule].entity == entity }
      guard let first = own.first else { continue }
      var table = OutcomeTable.outcomes(format)
      for record in judgedRecords(of: tallies[first].rule) {
        for index in own {
          try Interruption.check()
          let rule = tallies[index].rule
          let outcome = evaluator.outcome(rule: rule, record: record)
          tallies[index].add(outcome)
          table.append(
            outcome, rule: rule, record: record, failed: failedRequirements(of: outcome, rule, record),
            in: context)
        }
      }
      tables.append((entity, table))
    }
    printSummary(tallies)
    return (tables, tallies)
  }

  private func printSummary(_ tallies: [OutcomeTally]) {
    console.report(["", context.label("结论", "Outcomes")] + EvaluationReport.summary(tallies, in: context))
  }

  /// The requirements that a record fails, by their positions in the rule.
  private mutating func failedRequirements(of outcome: Outcome, _ rule: Int, _ record: Int) -> [Int] {
    guard outcome.word == .notMet,
      case .standard(_, let requirements) = context.program.rules[rule].body
    else { return [] }
    return requirements.indices.filter {
      evaluator.outcome(rule: rule, requirement: $0, record: record).word == .notMet
    }
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
      let found = try reasons(for: word, tally)
      guard found.total > 0 else { continue }
      if !isHeadPrinted { console.report([""] + EvaluationReport.head(of: tally.rule, in: context)) }
      isHeadPrinted = true
      let name = EvaluationReport.name(of: word, rule, in: context)
      console.report(["", context.label("\(name)（\(found.total) 条）", "\(name) (\(found.total))")])
      for (position, text) in found.texts.enumerated() {
        if position > 0, text.count > 1 { console.report([""]) }
        console.report(text.map { "  " + $0 })
      }
      let left = found.total - found.texts.count
      if left > 0 {
        console.report([
          context.label("  另有 \(left) 条，加 --all 全部列出", "  and \(left) more; --all lists them")
        ])
      }
    }
  }

  /// What is said of the records with one outcome, and of how many there is something to say.
  private mutating func reasons(
    for word: OutcomeWord, _ tally: OutcomeTally
  ) throws(CommandFailure) -> (texts: [[String]], total: Int) {
    let interest = interest(in: word, tally.rule)
    guard interest != .none else { return ([], 0) }
    var texts: [[String]] = []
    var total = 0
    for record in judgedRecords(of: tally.rule) {
      try Interruption.check()
      let hasRoom = listsAll || texts.count < Self.explanationLimit
      // How many there are is known from the tally: nothing behind the limit need be looked at.
      if !hasRoom, interest == .every { return (texts, tally.count(of: word)) }
      let outcome = evaluator.outcome(rule: tally.rule, record: record)
      guard outcome.word == word, let text = text(of: outcome, tally.rule, record, interest) else { continue }
      total += 1
      if hasRoom { texts.append(text) }
    }
    return (texts, total)
  }

  /// Which records of an outcome there is something to say about.
  private enum Interest { case none, comparedAmounts, every }

  private func interest(in word: OutcomeWord, _ rule: Int) -> Interest {
    switch word {
    case .notMet, .conflict, .undecided, .unpublished: return .every
    case .option where !listsAll && context.comparesAmounts(rule): return .comparedAmounts
    default: return listsAll ? .every : .none
    }
  }

  /// Returns what is said of one record; `nil` where the count says enough.
  private mutating func text(
    of outcome: Outcome, _ rule: Int, _ record: Int, _ interest: Interest
  ) -> [String]? {
    let line = { [context] in [ExplanationReport.line(of: outcome, rule: rule, record: record, in: context)] }
    switch outcome.word {
    case .option where context.comparesAmounts(rule):
      let explanation = evaluator.explanation(rule: rule, record: record, memberLimit: Self.memberLimit)
      if ExplanationReport.showsUnequalAmounts(explanation) {
        return ExplanationReport.lines(of: explanation, in: context)
      }
      if let agreement = ExplanationReport.lineOfAgreement(explanation, in: context) { return [agreement] }
      return interest == .every ? line() : nil
    case .notMet, .conflict, .undecided, .unpublished:
      // Of a 指标 the cells that are missing say all.
      if case .quantity = context.program.rules[rule].body { return line() }
      let explanation = evaluator.explanation(rule: rule, record: record, memberLimit: Self.memberLimit)
      return ExplanationReport.lines(of: explanation, in: context)
    default: return line()
    }
  }
}
