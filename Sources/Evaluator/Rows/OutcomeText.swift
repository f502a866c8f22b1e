import PolicyDSL

extension Outcome {
  /// The outcome as a test would expect it: `待核实 在 0 至 4000元/人·年 或 不适用 缺 年收入`.
  ///
  /// - Parameters:
  ///   - rule: The rule, which gives the unit and the names of options.
  ///   - program: The program that holds the rule.
  public func text(of rule: Rule, in program: CheckedProgram) -> String {
    var text: String
    switch word {
    case .amount: return bounds.map { rule.text(of: $0) } ?? ""
    case .option(let position): return rule.optionText(position, in: program)
    case .undecided, .unpublished: text = word.text
    default: return word.text
    }
    let hasNumber = bounds.map { $0 != .all } ?? false
    if hasNumber, let bounds { text += " " + rule.text(of: bounds) }
    if case .option(let option)? = value {
      var names = option.positions.map { rule.optionText($0, in: program) }
      if option.mayBeUnlisted { names.append(rule.optionText(-1, in: program)) }
      text += " " + names.joined(separator: "、")
    }
    if mayBeNotApplicable { text += " 或 不适用" }
    if mayConflict { text += " 或 冲突" }
    return text + missingText(in: program)
  }

  /// ` 缺 年龄、在校`, fields before parameters, or nothing.
  fileprivate func missingText(in program: CheckedProgram) -> String {
    let names =
      missingFields.map { program.entities[$0.entity].fields[$0.field].name.text }
      + unpublishedParameters.map { program.parameters[$0].name.text }
    return names.isEmpty ? "" : " 缺 " + names.joined(separator: "、")
  }
}

extension OutcomeWord {
  /// The word, for all but options and figures.
  public var text: String {
    switch self {
    case .met: "达标"
    case .notMet: "不达标"
    case .eligible: "符合"
    case .notEligible: "不符合"
    case .notApplicable: "不适用"
    case .conflict: "冲突"
    case .notInForce: "未生效"
    case .yes: "是"
    case .no: "否"
    case .undecided: "待核实"
    case .unpublished: "标准未公布"
    case .option, .amount: ""
    }
  }
}

extension Rule {
  /// An option of the rule's set; 未列 for a position that the set does not have.
  func optionText(_ position: Int, in program: CheckedProgram) -> String {
    guard case .option(let set) = type, program.optionSets[set].options.indices.contains(position) else {
      return "未列"
    }
    return program.optionSets[set].options[position].text
  }

  /// An interval in the unit of the rule: `80元/人·月`, `不低于 …`, `不超过 …`, `在 … 至 …`.
  func text(of interval: Interval) -> String {
    switch (interval.lower, interval.upper) {
    case (.finite(let low), .finite(let high)):
      low == high ? text(of: low) + unit.text : "在 \(text(of: low)) 至 \(text(of: high))\(unit.text)"
    case (.finite(let low), _): "不低于 \(text(of: low))\(unit.text)"
    case (_, .finite(let high)): "不超过 \(text(of: high))\(unit.text)"
    default: "任意"
    }
  }

  private func text(of number: ExactNumber) -> String {
    if type == .date, let day = Int(exactly: number.numerator), number.isWhole {
      return CalendarDate(dayNumber: day).description
    }
    return (number.divided(by: unit.factor) ?? number).description
  }
}
