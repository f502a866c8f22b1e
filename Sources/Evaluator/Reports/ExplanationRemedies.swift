import PolicyDSL

/// One thing that would have to be different for a rule to be fulfilled.
struct ExplanationRemedy {
  /// The piece of the rule and its words.
  let words: String
  /// What is lacking.
  let text: String
  /// By how much, as JSON.
  let margin: JSONValue
}

/// Finds what keeps a rule from being fulfilled.
struct ExplanationRemedies {
  private let context: ReportContext
  private var found: [ExplanationRemedy] = []

  /// How many are listed.
  private static let limit = 50

  /// Returns what a rule that is surely not fulfilled lacks, in the order of the rule.
  static func of(_ explanation: Explanation, in context: ReportContext) -> [ExplanationRemedy] {
    switch explanation.outcome.word {
    case .notMet, .notEligible, .notApplicable: break
    default: return []
    }
    var remedies = ExplanationRemedies(context: context)
    remedies.visit(explanation.parts, "")
    return Array(remedies.found.prefix(limit))
  }

  private init(context: ReportContext) { self.context = context }

  private mutating func visit(_ parts: [ExplanationPart], _ label: String) {
    for part in parts {
      let name = [part.role.keyword, part.role.name].compactMap(\.self).joined(separator: " ")
      switch part.role {
      // A requirement that is 不适用 is skipped; it is no reason.
      case .requirement where part.node.value == .truth(.notApplicable): break
      case .requirement, .condition: visit(part.node, true, "\(label)\(name)：")
      case .exclusion: visit(part.node, false, "\(label)\(name)：")
      case .quantity, .applicability, .exceptionCondition, .exceptionAmount, .amount, .execution: break
      }
    }
  }

  /// Looks for what keeps `node` from being 是, or 否 where that is wanted.
  private mutating func visit(_ node: ExplanationNode, _ wanted: Bool, _ label: String) {
    guard case .truth(let truth) = node.value, found.count < Self.limit,
      wanted ? !truth.mayBeTrue : truth == .yes
    else { return }
    switch node.detail {
    case .comparison(let comparison, let margin?):
      let sides = node.operands
      guard !sides.contains(where: context.hides) else { return add(node, wanted, label) }
      let meant = wanted ? comparison : comparison.negated
      let unit = context.unit(of: sides[0]) ?? context.unit(of: sides[1])
      guard let exact = margin.exact else {
        guard case .number(let number) = sides[1].value, let bound = number.interval?.exact else {
          return add(node, wanted, label)
        }
        let limit = "\(meant.word(for: sides[0].type)) \(context.text(of: bound, sides[0].type, unit: unit))"
        return add(node, label, context.label("须\(limit)", "has to be \(limit)"), .null)
      }
      let text = text(of: exact, meant, sides[0].type, unit)
      let shown = context.text(ofMargin: margin, sides[0].type, unit: unit)
      add(
        node, label, text,
        .object([("text", shown.json)] + context.ends(of: margin, sides[0].type, isDifference: true)))
    case .amount: for operand in node.operands { visit(operand, wanted, label) }
    case .parent:
      // The words of a cell alone do not say whose cell it is.
      guard let operand = node.operands.first else { return add(node, wanted, label) }
      if case .cell = operand.detail { return add(node, wanted, label) }
      visit(operand, wanted, label)
    case .rule(_, let opened?):
      let count = found.count
      if wanted { visit(opened.parts, "\(label)\(context.program.rules[opened.rule].name) ") }
      for part in opened.parts where part.role == .quantity { visit(part.node, wanted, label) }
      if found.count == count { add(node, wanted, label) }
    case .group(let group):
      let count = found.count
      for member in group.members where member.decides {
        guard let inner = member.node else { continue }
        visit(inner, wanted, label + context.name(of: member.record, entity: group.entity) + " ")
      }
      if found.count == count { add(node, wanted, label) }
    case .operation: visit(connective: node, wanted, label)
    case .comparison, .cell, .parameter, .rule, .conditional, .lookUp: add(node, wanted, label)
    }
  }

  private mutating func visit(connective node: ExplanationNode, _ wanted: Bool, _ label: String) {
    guard let step = node.step else { return }
    let choice = context.label("其一即可 ", "one of: ")
    switch context.plan.steps[step].operation {
    case .not: for operand in node.operands { visit(operand, !wanted, label) }
    case .all, .threshold(minimum: nil, _):
      for operand in node.operands { visit(operand, wanted, wanted ? label : label + choice) }
    case .any:
      for operand in node.operands { visit(operand, wanted, wanted ? label + choice : label) }
    case .membership:
      let value = context.list(
        node.operands.map { context.hides($0) ? Masking.hidden : context.text(of: $0) })
      add(node, label, context.label("现在是 \(value)", "it is \(value) now"), .null)
    default: add(node, wanted, label)
    }
  }

  /// What a difference between two sides lacks for a comparison to hold.
  private func text(
    of margin: ExactNumber, _ comparison: Comparison, _ type: ValueType, _ unit: ShownUnit?
  ) -> String {
    let word = comparison.word(for: type)
    if margin == .zero {
      return context.label("正好相等，要“\(word)”才算", "equal, but it has to be \(word)")
    }
    let size = margin.magnitude
    let shown = context.text(ofDifference: size, type, unit: unit)
    let strict =
      comparison == .above || comparison == .below
      ? context.label("，要“\(word)”才算", ", and it has to be \(word)") : ""
    switch comparison {
    case .atLeast, .above: return context.label("还差 \(shown)", "short by \(shown)") + strict
    case .atMost, .below: return context.label("还差 \(shown)：多出了这些", "over by \(shown)") + strict
    case .equal, .notEqual:
      let excess = margin.isNegative ? context.label("少了", "too little") : context.label("多了", "too much")
      return context.label("还差 \(shown)：\(excess)这些", "off by \(shown): \(excess)")
    }
  }

  private mutating func add(_ node: ExplanationNode, _ wanted: Bool, _ label: String) {
    let word = (wanted ? OutcomeWord.yes : .no).text
    add(node, label, context.label("须为“\(word)”", "has to be \(word)"), .null)
  }

  private mutating func add(
    _ node: ExplanationNode, _ label: String, _ text: String, _ margin: JSONValue
  ) {
    let words = context.source(node.span)
    // A 要求 that consists of its name alone is not said twice.
    let shown = label.hasSuffix(" \(words)：") ? String(label.dropLast()) : label + words
    found.append(ExplanationRemedy(words: shown, text: text, margin: margin))
  }
}

extension Rule {
  /// The word with which the rule is declared.
  var keyword: String {
    switch body {
    case .quantity: "指标"
    case .standard: "标准"
    case .finding: "认定"
    case .benefit: "补贴"
    }
  }
}

extension ExplanationPart.Role {
  /// The word with which the piece begins.
  var keyword: String {
    switch self {
    case .quantity: "指标"
    case .applicability: "适用"
    case .requirement: "要求"
    case .condition: "条件"
    case .exclusion: "除非"
    case .exceptionCondition: "例外"
    case .exceptionAmount: "例外金额"
    case .amount: "金额"
    case .execution: "执行"
    }
  }

  /// The name of a 要求.
  var name: String? {
    if case .requirement(_, let name) = self { return name.text }
    return nil
  }
}

extension Comparison {
  /// The comparison as rules write it of numbers, or of days and years.
  func word(for type: ValueType) -> String {
    let isTime = type == .date || type == .year
    return switch self {
    case .atLeast: isTime ? "不早于" : "不低于"
    case .atMost: isTime ? "不晚于" : "不超过"
    case .above: isTime ? "晚于" : "超过"
    case .below: isTime ? "早于" : "低于"
    case .equal: "等于"
    case .notEqual: "不等于"
    }
  }
}
