import PolicyDSL

/// How often a rule gave each outcome.
public struct OutcomeTally: Sendable {
  /// The rule, by its position in the program.
  public let rule: Int
  /// How many records were judged.
  public private(set) var total = 0
  /// The least and the greatest sum of the figures, in base units; `nil` where it has too many digits.
  ///
  /// What may also be 不适用 or 冲突 counts from zero. 冲突 has no figure and does not count.
  public private(set) var sum: Interval? = Interval(.zero)
  private var counts: [OutcomeWord: Int] = [:]
  /// Rows that name no owner in the groups over which the rule looks.
  private(set) var unassigned: [UnassignedRows] = []

  /// Creates an empty tally.
  public init(rule: Int) { self.rule = rule }

  /// Counts one outcome.
  public mutating func add(_ outcome: Outcome) {
    total += 1
    counts[outcome.word, default: 0] += 1
    if case .number? = outcome.value, var bounds = outcome.bounds {
      if outcome.mayBeNotApplicable || outcome.mayConflict { bounds = bounds.hull(Interval(.zero)) }
      sum = sum?.adding(bounds)
    }
    for rows in outcome.unassigned where !unassigned.contains(rows) { unassigned.append(rows) }
  }

  /// Whether a figure or its bounds is among the outcomes.
  var hasFigures: Bool { count(of: .amount) + count(of: .undecided) + count(of: .unpublished) > 0 }

  /// How many records have an outcome.
  public func count(of word: OutcomeWord) -> Int { counts[word] ?? 0 }

  /// The outcomes that occurred, in an order that does not depend on the records.
  public func words(in program: CheckedProgram) -> [OutcomeWord] {
    var words: [OutcomeWord] = [.met, .notMet, .eligible, .notEligible, .yes, .no, .amount]
    if case .option(let set) = program.rules[rule].type {
      words += program.optionSets[set].options.indices.map(OutcomeWord.option) + [.option(-1)]
    }
    words += [.notApplicable, .conflict, .undecided, .unpublished, .notInForce]
    return words.filter { counts[$0] != nil }
  }
}

/// The parts of what an evaluation prints.
public enum EvaluationReport {
  /// Returns one line for each rule: its name, its entity, how often it gave each outcome, what the
  /// amounts of a 补贴 come to, and the rows that were rejected or name no owner.
  public static func summary(_ tallies: [OutcomeTally], in context: ReportContext) -> [String] {
    TextColumns.aligned(
      tallies.map { tally in
        let rule = context.program.rules[tally.rule]
        let words = tally.words(in: context.program)
        let counts = words.map { "\(name(of: $0, rule, in: context)) \(tally.count(of: $0))" }
        let none = context.label("没有记录", "no records")
        let list = counts.isEmpty ? none : counts.joined(separator: context.label("，", ", "))
        return [
          rule.name.text, "每 \(context.program.entities[rule.entity].name)",
          list + total(tally, rule, in: context) + rejected(rule, in: context)
            + tally.unassigned.map { text(of: $0, in: context) }.joined(),
        ]
      }, indent: 2)
  }

  /// `；合计 在 2400 至 6000元/年`: what the amounts of a 补贴 come to.
  private static func total(_ tally: OutcomeTally, _ rule: Rule, in context: ReportContext) -> String {
    guard case .benefit = rule.body, case .number(let dimension) = rule.type, tally.hasFigures else {
      return ""
    }
    let label = context.label("；合计 ", "; total ")
    guard let sum = tally.sum else { return label + context.label("超过三十八位", "of more than 38 digits") }
    // One record is one of what its entity is counted in, so the sum has that unit no more.
    let unit = dimension.without(context.program.entities[rule.entity].countingUnit)
    let conflicts = tally.count(of: .conflict)
    let left =
      conflicts == 0 ? "" : context.label("（不含冲突 \(conflicts) 条）", " (without \(conflicts) in conflict)")
    return label + context.text(of: sum, .number(unit), unit: ShownUnit(unit)) + left
  }

  /// `（退回 2 行）`: the rows about which the rule says nothing.
  private static func rejected(_ rule: Rule, in context: ReportContext) -> String {
    let count = context.records.tables[rule.entity].records.count(where: \.isRejected)
    return count == 0 ? "" : context.label("（退回 \(count) 行）", " (rejected \(count))")
  }

  /// Returns one line for each record file: its entity, how many rows were read, accepted and rejected,
  /// its path; then the entities that have no file, and the columns that a file lacks.
  ///
  /// - Parameter reach: What the rules read: of anything else it does not matter that it is missing.
  public static func files(_ result: ReadResult, reach: PlanReach, in context: ReportContext) -> [String] {
    let read = result.files.map { file in
      precondition(file.rowsRead == file.rowsAccepted + file.rowsRejected, "no row is lost")
      return [
        context.program.entities[file.entity].name.text,
        context.label("读 \(file.rowsRead) 行", "read \(file.rowsRead)"),
        context.label("采用 \(file.rowsAccepted)", "accepted \(file.rowsAccepted)"),
        context.label("退回 \(file.rowsRejected)", "rejected \(file.rowsRejected)"),
        TerminalText.safe(file.path) + (file.encoding == .utf8 ? "" : "  \(file.encoding.rawValue)"),
      ]
    }
    let missing = context.records.tables.filter { table in
      table.file == nil && reach.entities.contains(table.entity)
        && !result.files.contains { $0.entity == table.entity }
    }
    let unknown = missing.map { table in
      [
        context.program.entities[table.entity].name.text, context.label("没有文件", "no file"),
        context.label("有哪些不知道", "not known which there are"),
      ]
    }
    return TextColumns.aligned(read + unknown, indent: 2)
      + result.files.flatMap { missingColumns(of: $0, result, reach, in: context) }
  }

  /// The columns that a file lacks and the rules read.
  private static func missingColumns(
    of file: RecordFileSummary, _ result: ReadResult, _ reach: PlanReach, in context: ReportContext
  ) -> [String] {
    let entity = context.program.entities[file.entity]
    let headings = reach.fields[file.entity, default: []].sorted().map {
      entity.fields[$0].column ?? entity.fields[$0].name.text
    }
    let missing = Set(
      result.problems.filter { $0.code == .missingColumn && $0.file == file.path }.compactMap(\.column))
    let named = headings.filter(missing.contains)
    guard !named.isEmpty else { return [] }
    return [
      context.label(
        "  \(entity.name) 没有这些列，每一行都按不知道处理：", "  \(entity.name) lacks these columns, not known in any row: ")
        + TerminalText.safe(context.list(named))
    ]
  }

  /// Returns the problems of record files, at most `limit` of each kind, and counts of the rest.
  public static func problems(
    _ problems: [RecordProblem], in context: ReportContext, limit: Int = 20
  ) -> [String] {
    var lines: [String] = []
    var shown: [RecordProblemCode: Int] = [:]
    for problem in problems {
      shown[problem.code, default: 0] += 1
      if shown[problem.code, default: 0] <= limit { lines += text(of: problem, in: context) }
    }
    for code in RecordProblemCode.allCases {
      let rest = (shown[code] ?? 0) - limit
      guard rest > 0 else { continue }
      let title = code.title.text(in: context.language)
      lines.append(context.label("  另有 \(rest) 处：\(title)", "  and \(rest) more: \(title)"))
    }
    return lines
  }

  /// Returns the head of a list of records: the rule, its clauses, and what it and everything that it may
  /// look at leave open.
  public static func head(of rule: Int, in context: ReportContext) -> [String] {
    ExplanationSupplement.head(of: rule, in: context)
      + context.openQuestions(of: rule).map {
        "  \(context.label("存疑", "open"))  \(TerminalText.safe($0.about))：“\(TerminalText.safe($0.text))”"
      }
  }

  /// Returns an outcome word as a count names it.
  public static func name(of word: OutcomeWord, _ rule: Rule, in context: ReportContext) -> String {
    switch word {
    case .option(let position): rule.optionText(position, in: context.program)
    case .amount: context.label("有数值", "a figure")
    default: word.text
    }
  }

  private static func text(of rows: UnassignedRows, in context: ReportContext) -> String {
    let entity = context.program.entities[rows.relation.member]
    let field = entity.fields[rows.relation.through].name
    return context.label(
      "（另有 \(rows.count) 行“\(entity.name)”未归属：“\(field)”空着或没有这一条）",
      " (\(rows.count) rows of \(entity.name) name no owner in \(field))")
  }

  private static func text(of problem: RecordProblem, in context: ReportContext) -> [String] {
    func shown(_ text: String) -> String {
      TerminalText.safe(context.isMasking ? Masking.maskedNumbers(in: text) : text)
    }
    var place = TerminalText.safe(problem.file)
    if let line = problem.line { place += ":\(line)" }
    if let column = problem.column { place += "“\(TerminalText.safe(column))”" }
    let kind: String =
      switch problem.code.consequence {
      case .fileRejected: context.label("错误", "error")
      case .rowRejected: context.label("退回", "rejected")
      case .warning: context.label("警告", "warning")
      case .note: context.label("说明", "note")
      }
    var lines = [
      "\(place): \(kind)[\(problem.code.rawValue)]: \(shown(problem.message.text(in: context.language)))"
    ]
    if let hint = problem.hint {
      lines.append("  \(context.label("建议", "hint")): \(shown(hint.text(in: context.language)))")
    }
    return lines
  }
}
