import PolicyDSL

/// Explanations: the same evaluation once more, with every reason kept.
extension RowEvaluator {
  /// Returns why a rule says what it says about a record.
  ///
  /// - Parameters:
  ///   - levels: How deep the rules that the rule uses are opened: 1 shows what its 指标 are made
  ///     from, 0 only their values. At most 8.
  ///   - memberLimit: How many members of each group are opened. Members on which the result rests
  ///     come first; the values of all members are given in any case.
  public mutating func explanation(
    rule: Int, record: Int, levels: Int = 1, memberLimit: Int = 20
  ) -> Explanation {
    let outcome = self.outcome(rule: rule, record: record)
    let scope = ExplanationScope(levels: min(max(levels, 0), 8), memberLimit: memberLimit)
    let (parts, conflicts) = self.parts(of: rule, record, scope)
    return Explanation(rule: rule, record: record, outcome: outcome, parts: parts, conflicts: conflicts)
  }

  private mutating func parts(
    of rule: Int, _ record: Int, _ scope: ExplanationScope
  ) -> ([ExplanationPart], [ExceptionConflict]) {
    switch plan.rules[rule].body {
    case .quantity(let amount):
      let (node, causes) = self.node(amount, rule, record, nil, scope)
      return ([part(.quantity, program.rules[rule].citations, causes, node)], [])
    case .standard(let applicability, let requirements):
      let conditions = applicability.enumerated().map { index, condition in
        part(.applicability(index), condition.citations, condition.slot, record, scope)
      }
      // Where the 标准 does not apply, its requirements are nobody's business.
      if conditions.contains(where: { !$0.node.value.truth.mayBeTrue }) { return (conditions, []) }
      let items = requirements.enumerated().map { index, requirement in
        part(.requirement(index, requirement.name), requirement.citations, requirement.slot, record, scope)
      }
      return (conditions + items, [])
    case .finding(let conditions, let exclusions):
      return (eligibilityParts(conditions, exclusions, record, scope), [])
    case .benefit(let benefit): return benefitParts(benefit, rule, record, scope)
    }
  }

  private mutating func eligibilityParts(
    _ conditions: [PlannedCondition], _ exclusions: [PlannedCondition], _ record: Int,
    _ scope: ExplanationScope
  ) -> [ExplanationPart] {
    let required = conditions.enumerated().map { index, condition in
      part(.condition(index), condition.citations, condition.slot, record, scope)
    }
    let excluding = exclusions.enumerated().map { index, exclusion in
      part(.exclusion(index), exclusion.citations, exclusion.slot, record, scope)
    }
    return required + excluding
  }

  private mutating func benefitParts(
    _ benefit: PlannedBenefit, _ rule: Int, _ record: Int, _ scope: ExplanationScope
  ) -> ([ExplanationPart], [ExceptionConflict]) {
    var parts = eligibilityParts(benefit.conditions, benefit.exclusions, record, scope)
    let eligible = eligibility(benefit.conditions, benefit.exclusions, record)
    guard eligible.truth.mayBeTrue else { return (parts, []) }
    // Fetches the results of all rules that the pieces use, so that the rest finds them.
    for slot in benefit.slots { _ = complete(slot, record) }
    let execution = benefit.execution.map { evaluate($0, record) }
    let payable = self.payable(benefit, record)
    for (index, exception) in benefit.exceptions.enumerated() {
      parts.append(part(.exceptionCondition(index), exception.citations, exception.condition, record, scope))
      guard payable.exceptions[index].mayBeTrue else { continue }
      let (node, causes) = self.node(exception.amount, rule, record, execution, scope)
      parts.append(part(.exceptionAmount(index), exception.citations, causes, node))
    }
    if !payable.exceptions.contains(.yes) {
      let (node, causes) = self.node(benefit.amount, rule, record, execution, scope)
      parts.append(part(.amount, benefit.amountCitations, causes, node))
    }
    if let slot = benefit.execution {
      parts.append(part(.execution, benefit.executionCitations, slot, record, scope))
    }
    return (parts, payable.conflicts)
  }

  private func part(
    _ role: ExplanationPart.Role, _ citations: [Int], _ causes: CauseSet, _ node: ExplanationNode
  ) -> ExplanationPart {
    ExplanationPart(role: role, citations: citations, causes: ledger.causes(of: causes), node: node)
  }

  private mutating func part(
    _ role: ExplanationPart.Role, _ citations: [Int], _ slot: Int, _ record: Int, _ scope: ExplanationScope
  ) -> ExplanationPart {
    let value = complete(slot, record)
    return part(role, citations, value.causes, node(slot, record, scope))
  }

  // MARK: Amounts

  private mutating func node(
    _ amount: PlannedAmount, _ rule: Int, _ record: Int, _ execution: Traced?, _ scope: ExplanationScope
  ) -> (ExplanationNode, CauseSet) {
    for slot in amount.slots { _ = complete(slot, record) }
    let (rows, causes) = possibleRows(of: amount, record)
    guard case .lookUp(let table) = amount else { return rowNode(rows[0], record, execution, scope) }
    let keys = nodes(table.keys, record, scope)
    var explained: [ExplainedRow] = []
    var values: [Traced] = []
    for row in rows {
      guard let position = row.row else {
        values.append(row.value)
        continue
      }
      let (explanation, own) = rowNode(row, record, execution, scope)
      values.append(Traced(explanation.value, own))
      explained.append(ExplainedRow(row: position, span: table.rows[position].span, result: explanation))
    }
    let total = hull(values, causes)
    let node = ExplanationNode(
      step: nil, span: table.span, entity: plan.rules[rule].entity, record: record,
      type: plan.steps[rows[0].slot].type, value: total.value, detail: .lookUp(explained), operands: keys)
    return (node, total.causes)
  }

  /// One amount: its operand is the figure.
  private mutating func rowNode(
    _ row: AmountRow, _ record: Int, _ execution: Traced?, _ scope: ExplanationScope
  ) -> (ExplanationNode, CauseSet) {
    let permitted = settledRow(row)
    let paid = execution.map { execute(row, $0) } ?? permitted
    let step = plan.steps[row.slot]
    let node = ExplanationNode(
      step: row.slot, span: step.span, entity: step.entity, record: record, type: step.type,
      value: paid.value, detail: .amount(row.kind, permitted: permitted.value),
      operands: nodes([row.slot], record, scope))
    return (node, paid.causes)
  }

  // MARK: Expressions

  /// Returns a node for a slot whose rules have been evaluated.
  private mutating func node(_ slot: Int, _ record: Int, _ scope: ExplanationScope) -> ExplanationNode {
    let step = plan.steps[slot]
    let value = complete(slot, record).value
    let (detail, operands) = reasons(slot, record, value, scope)
    return ExplanationNode(
      step: slot, span: step.span, entity: step.entity, record: record, type: step.type, value: value,
      detail: detail, operands: operands)
  }

  private mutating func nodes(_ slots: [Int], _ record: Int, _ scope: ExplanationScope) -> [ExplanationNode] {
    slots.map { node($0, record, scope) }
  }

  private mutating func reasons(
    _ slot: Int, _ record: Int, _ value: PossibleValue, _ scope: ExplanationScope
  ) -> (ExplanationNode.Detail, [ExplanationNode]) {
    let step = plan.steps[slot]
    switch step.operation {
    case .constant, .truth, .option, .notApplicable, .assessmentDate, .assessmentYear:
      return (.operation, [])
    case .field(let field):
      return (.cell(field: field, content: records.tables[step.entity].records[record].cells[field]), [])
    case .rule(let rule), .result(let rule): return (opened(rule, record, scope), [])
    case .parent(let relation, let operand):
      guard let owner = owner(of: record, step.entity, relation) else {
        return (.parent(relation: relation, owner: nil), [])
      }
      return (.parent(relation: relation, owner: owner), [node(operand, owner, scope)])
    case .parameter(let position, let keys):
      let entry = program.parameters[position].entries.firstIndex { $0.period.contains(date) }
      return (.parameter(position, entry: entry), nodes(keys, record, scope))
    case .comparison(let left, let comparison, let right):
      let sides = nodes([left, right], record, scope)
      return (.comparison(comparison, margin: Self.margin(sides[0].value, sides[1].value)), sides)
    case .conditional(let arms, let otherwise):
      return (conditional(arms, otherwise, record, scope), [])
    case .quantifier(let isUniversal, let group, let predicate):
      let failing = isUniversal ? PossibleTruth.no : .yes
      return (
        self.group(step, group, predicate, record, scope) { member in
          let truth = member.truth!
          if !value.isDecided { return !truth.isDecided || member.mayBeOut || truth == failing }
          return value.truth == failing ? truth == failing && !member.mayBeOut : !truth.mayBeNotApplicable
        }, []
      )
    case .group(let function, let group, let operand):
      let isExtreme = function == .greatest || function == .least
      return (
        self.group(step, group, operand, record, scope) { member in
          guard isExtreme, value.isDecided, let number = member.number else { return true }
          return .number(number) == value
        }, []
      )
    case .share(let group, let predicate):
      return (self.group(step, group, predicate, record, scope) { $0.truth != .notApplicable }, [])
    default: return (.operation, nodes(step.operation.operands, record, scope))
    }
  }

  private mutating func opened(
    _ rule: Int, _ record: Int, _ scope: ExplanationScope
  ) -> ExplanationNode.Detail {
    guard scope.levels > 0 else { return .rule(rule, opened: nil) }
    let inner = ExplanationScope(levels: scope.levels - 1, memberLimit: scope.memberLimit)
    let outcome = self.outcome(rule: rule, record: record)
    let (parts, conflicts) = self.parts(of: rule, record, inner)
    return .rule(
      rule,
      opened: Explanation(rule: rule, record: record, outcome: outcome, parts: parts, conflicts: conflicts))
  }

  private mutating func conditional(
    _ arms: [PlannedArm], _ otherwise: Int?, _ record: Int, _ scope: ExplanationScope
  ) -> ExplanationNode.Detail {
    var tried: [ExplainedArm] = []
    for arm in arms {
      let condition = node(arm.condition, record, scope)
      let truth = condition.value.truth.asCondition
      tried.append(
        ExplainedArm(
          condition: condition, value: truth.mayBeTrue ? node(arm.value, record, scope) : nil))
      if !truth.mayBeFalse { return .conditional(tried, otherwise: nil) }
    }
    return .conditional(tried, otherwise: otherwise.map { node($0, record, scope) })
  }

  /// The left side minus the right one; `nil` where either is no number.
  private static func margin(_ left: PossibleValue, _ right: PossibleValue) -> Interval? {
    guard case .number(let first) = left, case .number(let second) = right,
      let one = first.interval, let other = second.interval
    else { return nil }
    return one.subtracting(other)
  }

  // MARK: Groups

  private mutating func group(
    _ step: PlanStep, _ group: PlannedGroup, _ value: Int?, _ record: Int, _ scope: ExplanationScope,
    decides: (GroupMember) -> Bool
  ) -> ExplanationNode.Detail {
    let (positions, isComplete) = self.group(step, group, record)
    let members = positions.map { position in
      let (member, causes) = self.member(group, value, position)
      return (record: position, member: member, decides: member.mayBeIn && decides(member), causes: causes)
    }
    // Members on which the result rests are opened first, then the others, up to the limit.
    let deciding = members.indices.filter { members[$0].decides }
    let others = members.indices.filter { !members[$0].decides }
    let openedMembers = Set((deciding + others).prefix(max(0, scope.memberLimit)))
    let explained = members.enumerated().map { index, entry in
      let isOpened = openedMembers.contains(index)
      let condition = isOpened ? group.condition.map { node($0, entry.record, scope) } : nil
      let opened = isOpened && entry.member.mayBeIn ? value.map { node($0, entry.record, scope) } : nil
      return ExplainedMember(
        record: entry.record, mayBeIn: entry.member.mayBeIn, mayBeOut: entry.member.mayBeOut,
        value: entry.member.value, decides: entry.decides, condition: condition, node: opened)
    }
    let unassigned = records.tables[group.member].unassigned[group.through] ?? 0
    return .group(
      ExplainedGroup(
        entity: group.member, members: explained, isComplete: isComplete, unassigned: unassigned))
  }
}

/// How much of an explanation is opened.
private struct ExplanationScope {
  /// How deep rules are still opened.
  let levels: Int
  /// How many members of a group are opened.
  let memberLimit: Int
}

extension GroupMember {
  /// What is aggregated, if anything.
  fileprivate var value: PossibleValue? {
    if let truth { return .truth(truth) }
    return number.map { PossibleValue.number($0) }
  }
}

extension PlannedAmount {
  /// The slots of keys and figures.
  fileprivate var slots: [Int] {
    if case .lookUp(let table) = self { return table.keys + figures }
    return figures
  }
}

extension PlannedBenefit {
  /// The slots of all pieces.
  fileprivate var slots: [Int] {
    (conditions + exclusions).map(\.slot) + exceptions.map(\.condition) + (execution.map { [$0] } ?? [])
      + ([amount] + exceptions.map(\.amount)).flatMap(\.slots)
  }
}
