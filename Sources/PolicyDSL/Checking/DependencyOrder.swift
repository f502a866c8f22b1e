/// Orders the rules so that each stands behind everything it uses, and reports circles.
enum DependencyOrder {
  /// Returns the positions of the rules in order, or `nil` where rules use each other in a circle.
  ///
  /// A rule uses another about the same record, a parent or a member: what counts is the rule, not
  /// the record, so that no record can make a circle.
  static func order(_ rules: [Rule?], entities: [Entity]) -> StageResult<[Int]?> {
    var uses: [[(rule: Int, span: SourceSpan)]] = []
    for rule in rules {
      var own: [(Int, SourceSpan)] = []
      if let rule {
        CheckedWalk.visit(rule) { expression in
          if case .rule(let other) = expression.kind { own.append((other, expression.span)) }
        }
      }
      uses.append(own)
    }
    var order: [Int] = []
    var state = [State](repeating: .unseen, count: rules.count)
    var diagnostics: [Diagnostic] = []
    // An explicit stack: a chain of rules may be longer than the call stack is deep.
    for start in rules.indices where state[start] == .unseen {
      var stack: [(rule: Int, next: Int)] = [(start, 0)]
      state[start] = .open
      while let (rule, next) = stack.last {
        guard next < uses[rule].count else {
          state[rule] = .done
          order.append(rule)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let (other, _) = uses[rule][next]
        switch state[other] {
        case .unseen:
          state[other] = .open
          stack.append((other, 0))
        case .open:
          let circle = stack[stack.firstIndex { $0.rule == other }!...].compactMap { rules[$0.rule] }
          diagnostics.append(
            .cycle(circle.map { (entities[$0.entity].name, Identifier(name: $0.name, span: $0.span)) }))
        case .done: break
        }
      }
    }
    return StageResult(product: diagnostics.isEmpty ? order : nil, diagnostics: diagnostics)
  }

  private enum State { case unseen, open, done }
}
