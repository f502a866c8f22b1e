/// Visits every expression of a tree, outer ones first.
enum SyntaxWalk {
  /// Calls `visit` for each expression in `amount`.
  static func visit(_ amount: AmountSyntax, _ visit: (ExpressionSyntax) -> Void) {
    switch amount {
    case .expression(let expression), .atLeast(let expression, _), .atMost(let expression, _):
      self.visit(expression, visit)
    case .lookUp(let table):
      for head in table.heads { self.visit(head, visit) }
      for row in table.rows { self.visit(row.result, visit) }
    }
  }

  /// Calls `visit` for `expression` and each expression inside it.
  static func visit(_ expression: ExpressionSyntax, _ visit: (ExpressionSyntax) -> Void) {
    visit(expression)
    for child in children(of: expression) { self.visit(child, visit) }
  }

  private static func children(of expression: ExpressionSyntax) -> [ExpressionSyntax] {
    switch expression {
    case .literal, .date, .truth, .notApplicable, .assessmentDate, .assessmentYear, .path: []
    case .not(let operand, _), .age(let operand, _), .year(let operand, _), .rounded(_, let operand, _, _):
      [operand]
    case .all(let operands, _), .any(let operands, _), .list(_, let operands, _), .keyed(_, let operands, _):
      operands
    case .comparison(let left, _, let right, _, _): [left, right]
    case .membership(let membership): [membership.operand]
    case .between(let operand, let lower, let upper, _): [operand, lower, upper]
    case .sum(let terms, _): terms.map(\.term)
    case .product(let factors, _): factors.map(\.factor)
    case .conditional(let arms, let otherwise, _):
      arms.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    case .quantifier(let quantifier): [quantifier.condition, quantifier.predicate].compactMap { $0 }
    case .group(let group): [group.condition].compactMap { $0 }
    case .share(let share): [share.condition, share.predicate].compactMap { $0 }
    case .threshold(let threshold): threshold.items
    }
  }
}
