import PolicyDSL

/// How reports write values.
extension ReportContext {
  /// Returns the value of a node in its own unit, or in `unit` where it has none.
  func text(of node: ExplanationNode, unit: ShownUnit? = nil) -> String {
    if hides(node) { return Masking.hidden }
    if case .cell(_, .notYet) = node.detail { return label("未发生", "not yet (未发生)") }
    let text = text(of: node.value, node.type, unit: self.unit(of: node) ?? unit)
    guard case .parameter = node.detail, !node.value.isDecided, node.operands.allSatisfy(\.value.isDecided)
    else { return text }
    // Every key is known, so it is the figure itself that nobody has published.
    let unpublished = label("未公布", "not published")
    return text == OutcomeWord.undecided.text ? unpublished : "\(unpublished)（\(text)）"
  }

  /// Returns what a value may be.
  func text(of value: PossibleValue, _ type: ValueType, unit: ShownUnit?) -> String {
    var parts: [String] = []
    switch value {
    case .truth(let truth):
      if !truth.isDecided { return OutcomeWord.undecided.text }
      if !truth.mayBeNotApplicable {
        parts.append(truth.mayBeTrue ? OutcomeWord.yes.text : OutcomeWord.no.text)
      }
    case .number(let number):
      if let interval = number.interval { parts.append(text(of: interval, type, unit: unit)) }
      if number.mayConflict { parts.append(OutcomeWord.conflict.text) }
    case .option(let option):
      guard case .option(let set) = type else { break }
      let options = program.optionSets[set].options
      if options.count > 1, option.positions.count == options.count {
        parts.append(OutcomeWord.undecided.text)
        break
      }
      parts += option.positions.map { options[$0].text }
      if option.mayBeUnlisted { parts.append("未列") }
    }
    if value.mayBeNotApplicable { parts.append(OutcomeWord.notApplicable.text) }
    return parts.joined(separator: " 或 ")
  }

  /// Returns numbers, days or years between two ends.
  func text(of interval: Interval, _ type: ValueType, unit: ShownUnit?) -> String {
    func text(_ number: ExactNumber) -> String { self.text(of: number, type, unit: unit) }
    switch (interval.lower, interval.upper) {
    case (.finite(let low), .finite(let high)):
      if low == high { return text(low) }
      // The unit stands once, behind the second number.
      var start = text(low)
      if case .number = type, let unit, start.hasSuffix(unit.text) { start.removeLast(unit.text.count) }
      return "在 \(start) 至 \(text(high))"
    case (.finite(let low), _): return "\(Comparison.atLeast.word(for: type)) \(text(low))"
    case (_, .finite(let high)): return "\(Comparison.atMost.word(for: type)) \(text(high))"
    default: return OutcomeWord.undecided.text
    }
  }

  /// Returns a number in a unit, exactly; a day as a date.
  func text(of number: ExactNumber, _ type: ValueType, unit: ShownUnit?) -> String {
    switch type {
    case .date:
      guard number.isWhole, let day = Int(exactly: number.numerator) else { return number.description }
      return CalendarDate(dayNumber: day).description
    case .year: return number.description + "年"
    case .number(let dimension):
      guard let unit else { return number.description + dimension.text }
      return (number.divided(by: unit.factor) ?? number).description + unit.text
    case .truth, .option: return number.description
    }
  }

  /// Returns by how much the left side of a comparison exceeds the right one: `少 0.0001亿元`.
  func text(ofMargin margin: Interval, _ type: ValueType, unit: ShownUnit?) -> String? {
    guard let difference = margin.exact else { return nil }
    if difference == .zero { return label("相等", "equal") }
    let isTime = type == .date || type == .year
    let word =
      if difference.isNegative {
        isTime ? label("早", "earlier by") : label("少", "less by")
      } else {
        isTime ? label("晚", "later by") : label("多", "more by")
      }
    return "\(word) \(text(ofDifference: difference.magnitude, type, unit: unit))"
  }

  /// Returns the size of a difference: days, years, percentage points, or a number in its unit.
  func text(ofDifference size: ExactNumber, _ type: ValueType, unit: ShownUnit?) -> String {
    switch type {
    case .date: return "\(size)天"
    case .year: return "\(size)年"
    default:
      guard let unit, unit.text == "%" else { return text(of: size, type, unit: unit) }
      // 4% more than 90% could be 93.6%.
      return "\(size.divided(by: unit.factor) ?? size)" + label("个百分点", " percentage points")
    }
  }

  /// Returns the unit in which the author wrote or declared a number; `nil` for a bare constant.
  func unit(of node: ExplanationNode) -> ShownUnit? {
    func first(_ nodes: [ExplanationNode?]) -> ShownUnit? {
      for case let operand? in nodes where operand.type == node.type {
        if let unit = unit(of: operand) { return unit }
      }
      return nil
    }
    guard case .number = node.type else { return nil }
    switch node.detail {
    case .cell(let field, _):
      if case .number(let unit) = program.entities[node.entity].fields[field].type { return ShownUnit(unit) }
      return nil
    case .rule(let rule, _): return ShownUnit(program.rules[rule].unit)
    case .parameter(let parameter, _): return ShownUnit(program.parameters[parameter].unit)
    case .conditional(let arms, let otherwise): return first(arms.map(\.value) + [otherwise])
    case .group(let group):
      // 计数 gives so many of its members; every other function a figure of theirs.
      if isCount(node) { return ShownUnit(counting: program.entities[group.entity]) }
      return first(group.members.map(\.node))
    case .lookUp(let rows): return first(rows.map(\.result))
    case .operation, .parent, .amount, .comparison: return first(node.operands)
    }
  }

  private func isCount(_ node: ExplanationNode) -> Bool {
    guard let step = node.step, case .group(.count, _, _) = plan.steps[step].operation else { return false }
    return true
  }

  /// Whether nothing of the value of a node may be shown, since it is or is made from a sensitive cell.
  ///
  /// The value of a rule is its outcome, which every report shows; a truth says no figure.
  func hides(_ node: ExplanationNode) -> Bool {
    guard isMasking else { return false }
    if let step = node.step { return hides(step: step) }
    return false
  }

  private func hides(step: Int) -> Bool {
    let planned = plan.steps[step]
    switch planned.operation {
    case .field(let field): return program.entities[planned.entity].fields[field].isSensitive
    case .parent(_, let operand): return hides(step: operand)
    case .comparison, .membership, .all, .any, .not, .threshold, .quantifier, .rule, .result, .parameter,
      .share:
      return false
    case .group(_, _, let value): return value.map(hides(step:)) ?? false
    case .conditional(let arms, let otherwise):
      return arms.contains { hides(step: $0.value) } || otherwise.map(hides(step:)) ?? false
    default: return planned.operation.operands.contains(where: hides(step:))
    }
  }

  /// Whether the cells of a field are masked.
  func isHidden(_ field: Int, of entity: Int) -> Bool {
    isMasking && program.entities[entity].fields[field].isSensitive
  }
}

/// A unit as reports write it.
struct ShownUnit {
  /// The text behind the number.
  let text: String
  /// How many base units one of it is.
  let factor: ExactNumber

  init(_ unit: UnitOfMeasure) {
    text = unit.text
    factor = unit.factor
  }

  /// The base units of a dimension.
  init(_ dimension: Dimension) {
    text = dimension.text
    factor = .one
  }

  /// The unit in which the records of an entity are counted.
  init(counting entity: Entity) {
    text = entity.countingUnit.text
    factor = .one
  }
}
