/// Visits every expression of checked rules, outer ones first.
enum CheckedWalk {
  static func visit(_ rule: Rule, _ visit: (CheckedExpression) -> Void) {
    switch rule.body {
    case .quantity(let amount): self.visit(amount, visit)
    case .standard(let applicability, let requirements):
      for condition in applicability { self.visit(condition.expression, visit) }
      for requirement in requirements { self.visit(requirement.expression, visit) }
    case .finding(let conditions, let exclusions):
      for condition in conditions + exclusions { self.visit(condition.expression, visit) }
    case .benefit(let benefit):
      for condition in benefit.conditions + benefit.exclusions { self.visit(condition.expression, visit) }
      self.visit(benefit.amount, visit)
      for exception in benefit.exceptions {
        self.visit(exception.condition, visit)
        self.visit(exception.amount, visit)
      }
      if let execution = benefit.execution { self.visit(execution, visit) }
    }
  }

  static func visit(_ amount: Amount, _ visit: (CheckedExpression) -> Void) {
    switch amount {
    case .exactly(let expression), .atLeast(let expression), .atMost(let expression):
      self.visit(expression, visit)
    case .lookUp(let table):
      for key in table.keys { self.visit(key, visit) }
      for row in table.rows { self.visit(row.result, visit) }
    }
  }

  static func visit(_ expression: CheckedExpression, _ visit: (CheckedExpression) -> Void) {
    visit(expression)
    for child in children(of: expression) { self.visit(child, visit) }
  }

  private static func children(of expression: CheckedExpression) -> [CheckedExpression] {
    switch expression.kind {
    case .constant, .truth, .option, .notApplicable, .assessmentDate, .assessmentYear, .field, .rule: []
    case .parent(_, let operand), .not(let operand), .age(let operand), .year(let operand),
      .rounded(let operand, _), .membership(let operand, _, _, _):
      [operand]
    case .parameter(_, let keys): keys
    case .all(let operands), .any(let operands), .list(_, let operands), .threshold(_, let operands): operands
    case .comparison(let left, _, let right): [left, right]
    case .sum(let terms): terms.map(\.term)
    case .product(let factors): factors.map(\.factor)
    case .conditional(let arms, let otherwise):
      arms.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    case .roundedToDigits(let operand, _, let digits, _): [operand, digits]
    case .quantifier(_, _, let condition, let predicate), .share(_, let condition, let predicate):
      [condition, predicate].compactMap { $0 }
    case .group(_, _, let condition, let value): [condition, value].compactMap { $0 }
    }
  }
}
