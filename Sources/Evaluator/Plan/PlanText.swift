import PolicyDSL

extension Plan {
  /// The plan as text: for each rule its steps, one on a line, then its pieces.
  ///
  /// A line gives the slot, the entity, the operation with its operand slots as `#n`, the range if
  /// every cell is missing (in base units), and the flags: 未定, 不适用, 冲突, 整数.
  ///
  /// - Parameter program: The program that the plan was made from; it gives the names.
  public func text(of program: CheckedProgram) -> String {
    var lines: [String] = []
    for (position, rule) in rules.enumerated() {
      let entity = program.entities[rule.entity].name
      let used = rule.isUsed ? "" : "（没有规则引用）"
      lines.append("\(program.rules[position].name) 每 \(entity) → #\(rule.result)\(used)")
      for slot in rule.slots { lines.append("  " + line(slot, program)) }
      lines += pieces(rule.body, program).map { "    " + $0 }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ slot: Int, _ program: CheckedProgram) -> String {
    let step = steps[slot]
    var parts = ["#\(slot)", program.entities[step.entity].name.text, text(step, program)]
    if let interval = step.range.interval { parts.append(text(interval)) }
    if step.range.mayBeUndecided { parts.append("未定") }
    if step.range.mayBeNotApplicable { parts.append("不适用") }
    if step.range.mayConflict { parts.append("冲突") }
    if step.range.isWhole { parts.append("整数") }
    // A rule may rest on a hundred clauses; the listing names those that a step has for itself.
    let isResult = if case .result = step.operation { true } else { false }
    if isResult || step.citations != program.rules[step.rule].citations {
      let clauses = step.citations.map { program.citations[$0].identifier.text }
      let rest = clauses.count > 3 ? " 等 \(clauses.count) 条" : ""
      if !clauses.isEmpty { parts.append("依据 " + clauses.prefix(3).joined(separator: "、") + rest) }
    }
    return parts.joined(separator: "  ")
  }

  private func text(_ step: PlanStep, _ program: CheckedProgram) -> String {
    let entity = program.entities[step.entity]
    switch step.operation {
    case .constant(let number): return number.description
    case .truth(let truth): return truth ? "是" : "否"
    case .option(let option): return optionText(option, step.type, program)
    case .notApplicable: return "不适用"
    case .assessmentDate: return "评估日"
    case .assessmentYear: return "评估年度"
    case .field(let field): return "字段 \(entity.fields[field].name)"
    case .rule(let rule): return "规则 \(program.rules[rule].name) #\(rules[rule].result)"
    case .parent(let relation, let operand): return "\(entity.fields[relation].name) 的 #\(operand)"
    case .parameter(let parameter, let keys):
      let slots = keys.isEmpty ? "" : "（\(list(keys))）"
      return "参数 \(program.parameters[parameter].name)\(slots)"
    case .not(let operand): return "非 #\(operand)"
    case .all(let operands): return operands.map { "#\($0)" }.joined(separator: " 且 ")
    case .any(let operands): return operands.map { "#\($0)" }.joined(separator: " 或 ")
    case .comparison(let left, let comparison, let right): return "#\(left) \(comparison.symbol) #\(right)"
    case .membership(let operand, let options, let isNegated, let isOpen):
      let names = options.map { optionText($0, steps[operand].type, program) }.joined(separator: "、")
      return "#\(operand) \(isNegated ? "不为" : "为") \(names)\(isOpen ? " 等" : "")"
    case .sum(let terms):
      return terms.map { ($0.isSubtracted ? "- " : "+ ") + "#\($0.slot)" }.joined(separator: " ")
    case .product(let factors):
      return factors.map { ($0.isDivisor ? "/ " : "* ") + "#\($0.slot)" }.joined(separator: " ")
    case .conditional(let arms, let otherwise):
      let tried = arms.map { "#\($0.condition) 时 #\($0.value)" }
      return (tried + [otherwise.map { "#\($0)" } ?? "不适用"]).joined(separator: " 否则 ")
    case .age(let operand): return "周岁（#\(operand)）"
    case .year(let operand): return "年份（#\(operand)）"
    case .rounded(let operand, let rounding): return "\(rounding.rule.word)（#\(operand) 到 \(rounding.step)）"
    case .roundedToDigits(let operand, let rule, let digits, let unit):
      let measure = unit.text.isEmpty ? "" : " 按 \(unit.text)"
      return "\(rule.word)（#\(operand) 到 #\(digits) 位\(measure)）"
    case .list(let function, let items): return "\(function.rawValue)（\(list(items))）"
    case .quantifier(let isUniversal, let group, let predicate):
      return "\(isUniversal ? "每个" : "存在") \(text(group, entity)) 满足（#\(predicate)）"
    case .group(let function, let group, let value):
      return "\(function.rawValue)（\(text(group, entity))\(value.map { " 的 #\($0)" } ?? "")）"
    case .share(let group, let predicate): return "占比（\(text(group, entity)) 满足 #\(predicate)）"
    case .threshold(let minimum, let items):
      return "\(minimum.map { "至少 \($0) 项" } ?? "全部")（\(list(items))）"
    case .result: return "结论"
    }
  }

  private func text(_ group: PlannedGroup, _ entity: Entity) -> String {
    entity.fields[group.relation].name.text + (group.condition.map { " 当 #\($0)" } ?? "")
  }

  private func list(_ slots: [Int]) -> String { slots.map { "#\($0)" }.joined(separator: "、") }

  private func optionText(_ option: Int, _ type: ValueType, _ program: CheckedProgram) -> String {
    guard case .option(let set) = type, program.optionSets[set].options.indices.contains(option) else {
      return "\(option)"
    }
    return program.optionSets[set].options[option].text
  }

  private func text(_ interval: Interval) -> String {
    let low = interval.lower.number.map { "[\($0)" } ?? "(-∞"
    let high = interval.upper.number.map { "\($0)]" } ?? "∞)"
    return "\(low), \(high)"
  }

  // MARK: Pieces

  private func pieces(_ body: PlannedBody, _ program: CheckedProgram) -> [String] {
    switch body {
    case .quantity(let amount): return ["值 " + text(amount)]
    case .standard(let applicability, let requirements):
      return applicability.map { "适用 #\($0.slot)" } + requirements.map { "要求 \($0.name) #\($0.slot)" }
    case .finding(let conditions, let exclusions):
      return conditions.map { "条件 #\($0.slot)" } + exclusions.map { "除非 #\($0.slot)" }
    case .benefit(let benefit):
      let eligibility =
        benefit.conditions.map { "条件 #\($0.slot)" } + benefit.exclusions.map { "除非 #\($0.slot)" }
      let exceptions = benefit.exceptions.map { "例外 #\($0.condition) 时 金额 " + text($0.amount) }
      let execution = benefit.execution.map { ["执行 #\($0)"] } ?? []
      let rounding = benefit.rounding.map { ["取整 \($0.rule.word) 到 \($0.step)"] } ?? []
      return eligibility + ["金额 " + text(benefit.amount)] + exceptions + execution + rounding
    }
  }

  private func text(_ amount: PlannedAmount) -> String {
    switch amount {
    case .exactly(let slot): "#\(slot)"
    case .atLeast(let slot): "不低于 #\(slot)"
    case .atMost(let slot): "不超过 #\(slot)"
    case .lookUp(let table):
      "查表（\(list(table.keys))）："
        + table.rows.map { ($0.isRest ? "其余 " : "") + text($0.result) }.joined(separator: "、")
    }
  }
}

extension Rounding {
  fileprivate var word: String {
    switch self {
    case .halfUp: "四舍五入"
    case .towardZero: "截尾"
    }
  }
}
