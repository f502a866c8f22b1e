/// Counts how many nearest names are looked for in one run.
///
/// Holding one name against all others takes time in proportion to their number; in a file whose
/// every name is wrong, the first hundreds of proposals help and the rest would take minutes.
struct ProposalBudget {
  private var left = 300

  /// Returns the names to choose a proposal from, or none when the budget is spent.
  mutating func candidates(_ names: () -> [String]) -> [String] {
    guard left > 0 else { return [] }
    left -= 1
    return names()
  }
}
