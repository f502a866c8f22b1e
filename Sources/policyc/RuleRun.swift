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

  /// How many records of one outcome are explained unless all are asked for.
  private static let explanationLimit = 100

  /// How many members of a group are looked into.
  private static let memberLimit = 50

  /// Prints the summary of all rules, then every record with the reasons of its outcome, or the three
  /// outcomes that show most.
  ///
  /// Rules that only compute figures have no such outcomes: of them it prints what is not decided, and
  /// the figures that should be equal.
  mutating func run(_ rules: [Int], listsAll: Bool) throws(CommandFailure) {
    var results: [(tally: OutcomeTally, examples: OutcomeExamples)] = []
    for rule in rules {
      var tally = OutcomeTally(rule: rule)
      var examples = OutcomeExamples(rule: rule)
      let records = judgedRecords(of: rule)
      let name = context.program.rules[rule].name
      console.progress.begin(Phrase(zh: "正在判定 \(name)", en: "judging \(name)"), total: records.count)
      for record in records {
        try Interruption.check()
        console.progress.advance()
        let outcome = evaluator.outcome(rule: rule, record: record)
        tally.add(outcome)
        if !listsAll { examples.add(outcome, record, &evaluator) }
      }
      results.append((tally, examples))
    }
    console.progress.pause()
    printSummary(results.map(\.tally))
    let judging = results.filter { !isQuantity($0.tally.rule) }
    if listsAll || judging.isEmpty {
      for result in results { try list(result.tally, all: listsAll) }
    } else {
      explain(judging)
    }
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
      let records = judgedRecords(of: tallies[first].rule)
      let name = context.program.entities[entity].name
      console.progress.begin(Phrase(zh: "正在判定每 \(name)", en: "judging every \(name)"), total: records.count)
      for record in records {
        console.progress.advance()
        for index in own {
          try Interruption.check()
          let rule = tallies[index].rule
          let outcome = evaluator.outcome(rule: rule, record: record)
          tallies[index].add(outcome)
          table.append(
            outcome, rule: rule, record: record,
            failed: evaluator.failedRequirements(rule: rule, record: record), in: context)
        }
      }
      tables.append((entity, table))
    }
    console.progress.pause()
    printSummary(tallies)
    return (tables, tallies)
  }

  private func printSummary(_ tallies: [OutcomeTally]) {
    console.report(["", context.label("结论", "Outcomes")] + EvaluationReport.summary(tallies, in: context))
  }

  /// The records that are judged: those that were not rejected, in the order of their file.
  private func judgedRecords(of rule: Int) -> [Int] {
    let records = context.records.tables[context.program.rules[rule].entity].records
    return records.indices.filter { !records[$0].isRejected }
  }

  private func isQuantity(_ rule: Int) -> Bool {
    if case .quantity = context.program.rules[rule].body { true } else { false }
  }

  // MARK: Three explanations

  /// Explains the 不达标 that is closest to 达标, the 待核实 that the fewest cells settle, and one that
  /// is fulfilled.
  ///
  /// Each is taken from the first rule that has one: 标准 before others, then those on which no other
  /// rule rests, then those about the most records.
  private mutating func explain(_ results: [(tally: OutcomeTally, examples: OutcomeExamples)]) {
    func rank(_ tally: OutcomeTally) -> (Int, Int, Int, Int) {
      let isStandard = if case .standard = context.program.rules[tally.rule].body { true } else { false }
      return (isStandard ? 0 : 1, context.plan.rules[tally.rule].isUsed ? 1 : 0, -tally.total, tally.rule)
    }
    let inOrder = results.sorted { rank($0.tally) < rank($1.tally) }
    func first(_ record: (OutcomeExamples) -> Int?) -> (rule: Int, record: Int)? {
      for (_, examples) in inOrder {
        if let record = record(examples) { return (examples.rule, record) }
      }
      return nil
    }
    let chosen: [(title: Phrase, example: (rule: Int, record: Int)?)] = [
      (Phrase(zh: "最接近达标的一条", en: "the record that fails by least"), first(\.nearest)),
      (Phrase(zh: "要查清的格子最少的一条", en: "the record that the fewest cells settle"), first(\.quickest)),
      (Phrase(zh: "举一条", en: "one record"), first(\.fulfilled)),
    ]
    var shown: [(rule: Int, explanations: [(title: String?, explanation: Explanation)])] = []
    for case (let title, let example?) in chosen {
      let explanation = evaluator.explanation(
        rule: example.rule, record: example.record, memberLimit: Self.memberLimit)
      let word = EvaluationReport.name(
        of: explanation.outcome.word, context.program.rules[example.rule], in: context)
      let text = word + context.label("，", ": ") + title.text(in: console.language)
      if let position = shown.firstIndex(where: { $0.rule == example.rule }) {
        shown[position].explanations.append((text, explanation))
      } else {
        shown.append((example.rule, [(text, explanation)]))
      }
    }
    let printer = ExplanationPrinter(context: context, console: console)
    for (rule, explanations) in shown { printer.print(explanations, of: rule) }
    console.report([
      "",
      context.label(
        "另外的记录：--all 逐条列出，policyc explain 说明一条，--out 写成表",
        "other records: --all lists them, policyc explain explains one, --out writes tables"),
    ])
  }

  // MARK: Lists

  /// Prints the reasons of a rule, the records of one outcome together.
  private mutating func list(_ tally: OutcomeTally, all listsAll: Bool) throws(CommandFailure) {
    let rule = context.program.rules[tally.rule]
    var isHeadPrinted = false
    for word in tally.words(in: context.program) {
      let found = try reasons(for: word, tally, listsAll)
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
    for word: OutcomeWord, _ tally: OutcomeTally, _ listsAll: Bool
  ) throws(CommandFailure) -> (texts: [[String]], total: Int) {
    let interest = interest(in: word, tally.rule, listsAll)
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

  private func interest(in word: OutcomeWord, _ rule: Int, _ listsAll: Bool) -> Interest {
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
      if isQuantity(rule) { return line() }
      let explanation = evaluator.explanation(rule: rule, record: record, memberLimit: Self.memberLimit)
      return ExplanationReport.lines(of: explanation, in: context)
    default: return line()
    }
  }
}
