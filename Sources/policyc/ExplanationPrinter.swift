import Evaluator
import PolicyDSL

/// Prints explanations of one rule with everything that belongs to them.
struct ExplanationPrinter {
  let context: ReportContext
  let console: Console

  /// Prints the rule and its clauses, then each explanation behind its title, then what all of them rest
  /// on and what is open about it.
  func print(_ explanations: [(title: String?, explanation: Explanation)], of rule: Int) {
    console.report([""] + ExplanationSupplement.head(of: rule, in: context))
    for (title, explanation) in explanations {
      console.report([""] + (title.map { ["—— \($0) ——"] } ?? []))
      console.report(lines(of: explanation).map { "  " + $0 })
    }
    // Outside the period of the rule nothing was judged.
    let judged = explanations.map(\.explanation).filter { $0.outcome.word != .notInForce }
    let sources = ExplanationSupplement.sources(of: judged, in: context)
    if explanations.count > 1, !sources.isEmpty {
      console.report([""] + sources)
    } else {
      console.report(sources.map { "  " + $0 })
    }
  }

  /// The judgement, its data, and what is lacking.
  private func lines(of explanation: Explanation) -> [String] {
    if explanation.outcome.word == .notInForce {
      return [
        ExplanationReport.line(
          of: explanation.outcome, rule: explanation.rule, record: explanation.record, in: context)
      ]
    }
    return ExplanationReport.lines(of: explanation, in: context)
      + ExplanationSupplement.remedies(of: explanation, in: context)
  }
}
