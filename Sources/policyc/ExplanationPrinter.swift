import Evaluator
import PolicyDSL

/// Prints one explanation with everything that belongs to it.
enum ExplanationPrinter {
  /// Prints the rule and its clauses, the judgement and its data, what is lacking, the open questions.
  static func print(_ explanation: Explanation, in context: ReportContext, _ console: Console) {
    console.report(ExplanationSupplement.head(of: explanation.rule, in: context) + [""])
    var lines = [
      ExplanationReport.line(
        of: explanation.outcome, rule: explanation.rule, record: explanation.record, in: context)
    ]
    // Outside the period of the rule nothing was judged.
    if explanation.outcome.word != .notInForce {
      lines = ExplanationReport.lines(of: explanation, in: context)
      lines += ExplanationSupplement.lines(of: explanation, in: context)
    }
    console.report(lines.map { "  " + $0 })
  }
}
