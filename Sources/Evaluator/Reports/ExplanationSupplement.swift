import PolicyDSL

/// The lines of an explanation behind those of `ExplanationReport`: what a failed rule lacks, and what
/// the text of the documents leaves open.
public enum ExplanationSupplement {
  /// Returns what a rule that is not fulfilled lacks; nothing where it is fulfilled or not decided.
  public static func remedies(of explanation: Explanation, in context: ReportContext) -> [String] {
    let remedies = ExplanationRemedies.of(explanation, in: context)
    if remedies.isEmpty { return [] }
    return ["  " + context.label("还差", "to change")]
      + TextColumns.aligned(remedies.map { [$0.words, $0.text] }, indent: 4)
  }

  /// Returns the clauses besides those of the rule itself on which explanations of one rule rest, and
  /// what is open about all of it; each once.
  public static func sources(of explanations: [Explanation], in context: ReportContext) -> [String] {
    var clauses: [Int] = []
    var questions: [OpenQuestion] = []
    for explanation in explanations {
      let own = context.program.rules[explanation.rule].citations
      for clause in context.clauses(of: explanation) where !own.contains(clause) && !clauses.contains(clause)
      {
        clauses.append(clause)
      }
      for question in context.openQuestions(of: explanation) where !questions.contains(question) {
        questions.append(question)
      }
    }
    var lines: [String] = []
    if !clauses.isEmpty {
      lines.append("  " + context.label("另据", "also from"))
      lines += clauses.map { "    " + context.text(of: context.program.citations[$0]) }
    }
    if !questions.isEmpty {
      lines.append("  " + context.label("存疑", "open questions"))
      lines += TextColumns.aligned(
        questions.map { [TerminalText.safe($0.about), "“\(TerminalText.safe($0.text))”"] }, indent: 4)
    }
    return lines
  }

  /// Returns the head of the explanation of a rule: its name, its entity and its clauses.
  public static func head(of rule: Int, in context: ReportContext) -> [String] {
    let declared = context.program.rules[rule]
    let entity = context.program.entities[declared.entity].name
    var lines = ["\(declared.keyword) \(declared.name) 每 \(entity)"]
    // A rule that rests on a whole chapter names the clause beside the record instead.
    if declared.citations.count <= 4 {
      lines += declared.citations.map { "  依据  " + context.text(of: context.program.citations[$0]) }
    }
    if let period = declared.period {
      lines.append("  有效期  \(period.start) \(period.end.map { "至 \($0)" } ?? "起长期")")
    }
    return lines
  }
}
