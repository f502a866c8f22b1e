import PolicyDSL

/// Turns a checked program into a plan: one flat list of steps over slots.
public enum Planner {
  /// Returns the plan of `program`; sub-expressions are not shared between steps.
  public static func plan(_ program: CheckedProgram) -> Plan {
    var builder = PlanBuilder(program: program)
    for rule in program.rules.indices { builder.add(rule) }
    return builder.finish()
  }
}

/// Collects the steps of one plan.
private struct PlanBuilder {
  let program: CheckedProgram
  private var steps: [PlanStep] = []
  private var rules: [RuleDraft] = []
  private var used: [Bool]
  /// The rule, the entity in scope and the clauses of the line that is being planned.
  private var rule = 0
  private var entity = 0
  private var citations: [Int] = []
  private var relations: Set<PlannedRelation> = []

  private struct RuleDraft {
    let slots: Range<Int>
    let body: PlannedBody
    let relations: [PlannedRelation]
  }

  init(program: CheckedProgram) {
    self.program = program
    used = [Bool](repeating: false, count: program.rules.count)
  }

  func finish() -> Plan {
    let planned = rules.indices.map { index in
      PlannedRule(
        entity: program.rules[index].entity, slots: rules[index].slots,
        result: rules[index].slots.upperBound - 1, body: rules[index].body, isUsed: used[index],
        relations: rules[index].relations)
    }
    return Plan(steps: steps, rules: planned)
  }

  // MARK: Rules

  mutating func add(_ index: Int) {
    let source = program.rules[index]
    (rule, entity, citations, relations) = (index, source.entity, source.citations, [])
    let first = steps.count
    let body = plan(source.body)
    citations = source.citations
    append(.result(index), source.type, program.outcomes[index], source.span)
    rules.append(
      RuleDraft(slots: first..<steps.count, body: body, relations: relations.sorted()))
  }

  private mutating func plan(_ body: RuleBody) -> PlannedBody {
    switch body {
    case .quantity(let amount): return .quantity(plan(amount))
    case .standard(let applicability, let requirements):
      let conditions = applicability.map { plan($0) }
      return .standard(
        applicability: conditions,
        requirements: requirements.map { requirement in
          PlannedRequirement(
            name: requirement.name, slot: plan(requirement.expression, citing: requirement.citations),
            citations: citations)
        })
    case .finding(let conditions, let exclusions):
      return .finding(conditions: conditions.map { plan($0) }, exclusions: exclusions.map { plan($0) })
    case .benefit(let benefit): return .benefit(plan(benefit))
    }
  }

  private mutating func plan(_ benefit: Benefit) -> PlannedBenefit {
    let conditions = benefit.conditions.map { plan($0) }
    let exclusions = benefit.exclusions.map { plan($0) }
    cite(benefit.amountCitations)
    let amountCitations = citations
    let amount = plan(benefit.amount)
    let exceptions = benefit.exceptions.map { exception in
      let condition = plan(exception.condition, citing: exception.citations)
      return PlannedException(
        condition: condition, amount: plan(exception.amount), citations: citations, span: exception.span)
    }
    cite(benefit.executionCitations)
    let executionCitations = citations
    let execution = benefit.execution.map { plan($0) }
    return PlannedBenefit(
      conditions: conditions, exclusions: exclusions, amount: amount, amountCitations: amountCitations,
      exceptions: exceptions, execution: execution, executionCitations: executionCitations,
      rounding: benefit.rounding)
  }

  private mutating func plan(_ condition: Condition) -> PlannedCondition {
    PlannedCondition(slot: plan(condition.expression, citing: condition.citations), citations: citations)
  }

  private mutating func plan(_ amount: Amount) -> PlannedAmount {
    switch amount {
    case .exactly(let expression): return .exactly(plan(expression))
    case .atLeast(let expression): return .atLeast(plan(expression))
    case .atMost(let expression): return .atMost(plan(expression))
    case .lookUp(let table):
      let keys = table.keys.map { plan($0) }
      let rows = table.rows.map { row in
        PlannedRow(patterns: row.patterns, isRest: row.isRest, result: plan(row.result), span: row.span)
      }
      return .lookUp(PlannedLookUp(keys: keys, rows: rows, span: table.span))
    }
  }

  /// Makes `own` the clauses of the steps that follow, or those of the rule where there are none.
  private mutating func cite(_ own: [Int]) {
    citations = own.isEmpty ? program.rules[rule].citations : own
  }

  // MARK: Expressions

  private mutating func plan(_ expression: CheckedExpression, citing own: [Int]) -> Int {
    cite(own)
    return plan(expression)
  }

  @discardableResult
  private mutating func append(
    _ operation: PlanOperation, _ type: ValueType, _ range: StaticRange, _ span: SourceSpan
  ) -> Int {
    steps.append(
      PlanStep(
        entity: entity, operation: operation, type: type, range: range, rule: rule, span: span,
        citations: citations))
    return steps.count - 1
  }

  /// Appends the steps of `expression` and returns its slot.
  private mutating func plan(_ expression: CheckedExpression) -> Int {
    let operation = self.operation(expression)
    let range = program.ranges[expression.id]
    return append(operation, expression.type, range, expression.span)
  }

  private mutating func operation(_ expression: CheckedExpression) -> PlanOperation {
    switch expression.kind {
    case .constant(let number): return .constant(number)
    case .truth(let truth): return .truth(truth)
    case .option(let option): return .option(option)
    case .notApplicable: return .notApplicable
    case .assessmentDate: return .assessmentDate
    case .assessmentYear: return .assessmentYear
    case .field(let field): return .field(field)
    case .rule(let other):
      used[other] = true
      relations.formUnion(rules[other].relations)
      return .rule(other)
    case .parent(let relation, let operand):
      guard case .belongsTo(let parent) = program.entities[entity].fields[relation].type else {
        preconditionFailure("the checker lets a path go up only by 属于 fields")
      }
      return .parent(relation: relation, operand: inside(parent) { $0.plan(operand) })
    case .parameter(let parameter, let keys): return .parameter(parameter, keys: keys.map { plan($0) })
    case .not(let operand): return .not(plan(operand))
    case .all(let operands): return .all(operands.map { plan($0) })
    case .any(let operands): return .any(operands.map { plan($0) })
    case .comparison(let left, let comparison, let right):
      let first = plan(left)
      return .comparison(first, comparison, plan(right))
    case .membership(let operand, let options, let isNegated, let isOpen):
      return .membership(plan(operand), options: options, isNegated: isNegated, isOpen: isOpen)
    case .sum(let terms):
      return .sum(terms.map { PlannedTerm(isSubtracted: $0.isSubtracted, slot: plan($0.term)) })
    case .product(let factors):
      return .product(factors.map { PlannedFactor(isDivisor: $0.isDivisor, slot: plan($0.factor)) })
    case .conditional(let arms, let otherwise):
      let planned = arms.map { arm in
        let condition = plan(arm.condition)
        return PlannedArm(condition: condition, value: plan(arm.value))
      }
      return .conditional(planned, otherwise: otherwise.map { plan($0) })
    case .age(let operand): return .age(plan(operand))
    case .year(let operand): return .year(plan(operand))
    case .rounded(let operand, let step): return .rounded(plan(operand), step)
    case .roundedToDigits(let operand, let rule, let digits, let unit):
      let slot = plan(operand)
      return .roundedToDigits(slot, rule, digits: plan(digits), unit: unit)
    case .list(let function, let items): return .list(function, items.map { plan($0) })
    case .quantifier(let isUniversal, let relation, let condition, let predicate):
      let (group, slot) = plan(relation, condition, predicate)
      return .quantifier(isUniversal: isUniversal, group: group, predicate: slot!)
    case .group(let function, let relation, let condition, let value):
      let (group, slot) = plan(relation, condition, value)
      return .group(function, group: group, value: slot)
    case .share(let relation, let condition, let predicate):
      let (group, slot) = plan(relation, condition, predicate)
      return .share(group: group, predicate: slot!)
    case .threshold(let minimum, let items): return .threshold(minimum: minimum, items.map { plan($0) })
    }
  }

  /// Plans 当 and the value of a group in the scope of its members.
  private mutating func plan(
    _ relation: Int, _ condition: CheckedExpression?, _ value: CheckedExpression?
  ) -> (PlannedGroup, Int?) {
    guard case .many(let member, let through) = program.entities[entity].fields[relation].type else {
      preconditionFailure("the checker lets only 若干 fields be groups")
    }
    relations.insert(PlannedRelation(member: member, through: through))
    return inside(member) { builder in
      let condition = condition.map { builder.plan($0) }
      let value = value.map { builder.plan($0) }
      return (PlannedGroup(relation: relation, member: member, through: through, condition: condition), value)
    }
  }

  private mutating func inside<Result>(
    _ other: Int, _ plan: (inout PlanBuilder) -> Result
  ) -> Result {
    let outer = entity
    entity = other
    defer { entity = outer }
    return plan(&self)
  }
}
