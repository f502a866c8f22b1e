import PolicyDSL

/// Evaluates a plan record by record: slow, plain, and the meaning of the language.
///
/// A value is the set of its possibilities (`PossibleValue`) with the causes that keep it open. Every
/// operator follows the tables of the language reference; a decided value has no causes.
///
/// The values of rules that other rules use are kept, one for each record, so that a chain of rules
/// of any length is evaluated once and without recursion: the evaluator recurs only within one
/// expression.
public struct RowEvaluator: Sendable {
  /// The plan.
  public let plan: Plan
  /// The program that the plan was made from.
  public let program: CheckedProgram
  /// The records.
  public let records: RecordSet
  /// 评估日.
  public let date: CalendarDate
  /// Whether, where rows name no owner, every group of their kind may have more members than are known.
  public let isStrict: Bool

  /// What keeps values open.
  var ledger = CauseLedger()
  /// The values of rules, by rule and record; empty until the rule is used.
  private var results: [[Traced?]]
  /// The values of rules for the record of which nothing is known.
  private var unknownResults: [Traced?]
  /// The results that an evaluation asked for and did not find.
  private var missing: [RuleAtRecord] = []
  /// What each field may be where its cell is missing, by entity.
  private let domains: [[PossibleValue?]]

  /// Prepares an evaluation; nothing is evaluated yet.
  ///
  /// - Parameters:
  ///   - plan: The plan of `program`.
  ///   - records: The records, one table for each entity of `program`.
  ///   - date: 评估日; everything is decided as of the end of this day.
  ///   - isStrict: Whether, where rows name no owner, every group of their kind may have more members
  ///     than are known.
  public init(
    plan: Plan, program: CheckedProgram, records: RecordSet, date: CalendarDate, isStrict: Bool = false
  ) {
    self.plan = plan
    self.program = program
    self.records = records
    self.date = date
    self.isStrict = isStrict
    results = [[Traced?]](repeating: [], count: plan.rules.count)
    unknownResults = [Traced?](repeating: nil, count: plan.rules.count)
    domains = program.entities.map { entity in
      entity.fields.map { Self.domain(of: $0, program.optionSets) }
    }
  }

  /// Returns what a rule may give for a record: a truth for 标准 and 认定, an amount for 补贴.
  ///
  /// The period of the rule is not looked at.
  public mutating func value(rule: Int, record: Int) -> PossibleValue {
    result(of: rule, record).value
  }

  /// Stands for a record of which nothing is known: every cell of it is missing, and its groups and
  /// parents are unknown. So is a parent that a record does not name, and each member of a group
  /// without a file. Nobody sees its causes: that the record is not known is the cause.
  static let unknownRecord = -1

  // MARK: Rules in order

  /// Returns the result of a rule; first those of the rules it uses, each once.
  mutating func result(of rule: Int, _ record: Int) -> Traced {
    let goal = RuleAtRecord(rule: rule, record: record)
    if let kept = known(goal) { return kept }
    var open = [goal]
    while let next = open.last {
      if known(next) != nil, next != goal || open.count > 1 {
        open.removeLast()
        continue
      }
      missing.removeAll(keepingCapacity: true)
      let found = settledRule(next.rule, next.record)
      if !missing.isEmpty {
        // The attempt has seen every rule it may need: a missing result counts as anything at all.
        open.append(contentsOf: missing)
        continue
      }
      if next == goal, open.count == 1 { return keep(found, goal) }
      _ = keep(found, next)
      open.removeLast()
    }
    preconditionFailure("the goal is the last entry to leave the list")
  }

  /// Returns the value of a slot; first those of the rules it uses.
  mutating func complete(_ slot: Int, _ record: Int) -> Traced {
    missing.removeAll(keepingCapacity: true)
    let first = evaluate(slot, record)
    if missing.isEmpty { return first }
    for goal in missing { _ = result(of: goal.rule, goal.record) }
    return evaluate(slot, record)
  }

  private func known(_ goal: RuleAtRecord) -> Traced? {
    if goal.record == Self.unknownRecord { return unknownResults[goal.rule] }
    let kept = results[goal.rule]
    return kept.isEmpty ? nil : kept[goal.record]
  }

  private mutating func keep(_ value: Traced, _ goal: RuleAtRecord) -> Traced {
    guard plan.rules[goal.rule].isUsed else { return value }
    if goal.record == Self.unknownRecord {
      unknownResults[goal.rule] = value
      return value
    }
    if results[goal.rule].isEmpty {
      let count = records.tables[plan.rules[goal.rule].entity].records.count
      results[goal.rule] = [Traced?](repeating: nil, count: count)
    }
    results[goal.rule][goal.record] = value
    return value
  }

  private mutating func settledRule(_ rule: Int, _ record: Int) -> Traced {
    if let kept = known(RuleAtRecord(rule: rule, record: record)) { return kept }
    switch plan.rules[rule].body {
    case .quantity(let amount): return quantity(amount, record)
    case .standard(let applicability, let requirements):
      return standard(applicability.map(\.slot), requirements.map(\.slot), record)
    case .finding(let conditions, let exclusions):
      let eligible = eligibility(conditions, exclusions, record)
      return settled(.truth(eligible.truth), eligible.causes)
    case .benefit(let benefit): return self.benefit(benefit, rule, record)
    }
  }

  // MARK: Steps

  /// Returns the value of a slot for a record of its entity.
  ///
  /// Recurs into the operands, which nest at most as deep as brackets may.
  mutating func evaluate(_ slot: Int, _ record: Int) -> Traced {
    let step = plan.steps[slot]
    switch step.operation {
    case .constant(let number): return Traced(.number(PossibleNumber(number)))
    case .truth(let truth): return Traced(.truth(PossibleTruth(truth)))
    case .option(let option): return Traced(.option(PossibleOption(positions: [option])))
    case .notApplicable: return Traced(.notApplicable(step.type))
    case .assessmentDate: return Traced(.number(PossibleNumber(ExactNumber(Int128(date.dayNumber)))))
    case .assessmentYear: return Traced(.number(PossibleNumber(ExactNumber(Int128(date.year)))))
    case .field(let field): return cell(step.entity, record, field)
    case .rule(let rule): return used(rule, record)
    case .parent(let relation, let operand): return parent(step, record, relation, operand)
    case .parameter(let parameter, let keys): return self.parameter(parameter, keys, record)
    case .not(let operand):
      let value = evaluate(operand, record)
      return settled(.truth(value.truth.negated), value.causes)
    case .all(let operands): return conjunction(operands, record) { $0.and($1) }
    case .any(let operands): return conjunction(operands, record) { $0.or($1) }
    case .comparison(let left, let comparison, let right):
      return self.comparison(left, comparison, right, record)
    case .membership(let operand, let options, let isNegated, let isOpen):
      return membership(slot, operand, options, isNegated, isOpen, record)
    case .sum(let terms): return sum(slot, terms, record)
    case .product(let factors): return product(slot, factors, record)
    case .conditional(let arms, let otherwise): return conditional(step, arms, otherwise, record)
    case .age(let operand): return age(slot, operand, record)
    case .year(let operand): return year(slot, operand, record)
    case .rounded(let operand, let rounding):
      return mapped(slot, operand, record) { $0.rounded(to: rounding.step, rounding.rule) }
    case .roundedToDigits(let operand, let rule, let digits, let unit):
      return rounded(slot, operand, rule, digits, unit, record)
    case .list(let function, let items): return list(slot, function, items, record)
    case .quantifier(let isUniversal, let group, let predicate):
      let (members, causes) = self.members(step, group, predicate, record)
      let truth = isUniversal ? GroupOperators.every(members) : GroupOperators.some(members)
      return settled(.truth(truth), causes)
    case .group(let function, let group, let value):
      return aggregate(slot, function, group, value, record)
    case .share(let group, let predicate):
      let (members, causes) = self.members(step, group, predicate, record)
      return settled(.number(GroupOperators.share(members)), causes)
    case .threshold(let minimum, let items): return threshold(minimum, items, record)
    case .result(let rule): return settledRule(rule, record)
    }
  }

  /// A value with its causes; without them where it is decided.
  func settled(_ value: PossibleValue, _ causes: CauseSet) -> Traced {
    Traced(value, value.isDecided ? .none : causes)
  }

  /// A number, or anything with the cause `overflow` where there is none.
  mutating func settled(
    _ number: PossibleNumber?, _ causes: CauseSet, slot: Int, record: Int, flags: [PossibleNumber]
  ) -> Traced {
    if let number { return settled(.number(number), causes) }
    let overflow = ledger.leaf(.overflow(step: slot, record: record))
    let anything = PossibleNumber(
      .all, mayBeNotApplicable: flags.contains(where: \.mayBeNotApplicable),
      mayConflict: flags.contains(where: \.mayConflict))
    return Traced(.number(anything), ledger.union(causes, overflow))
  }

  // MARK: Cells, rules, parameters

  private mutating func cell(_ entity: Int, _ record: Int, _ field: Int) -> Traced {
    if record == Self.unknownRecord { return Traced(domain(entity, field)) }
    switch records.tables[entity].records[record].cells[field] {
    case .truth(let truth): return Traced(.truth(PossibleTruth(truth)))
    case .number(let number): return Traced(.number(PossibleNumber(number)))
    case .option(let option): return Traced(.option(PossibleOption(positions: [option])))
    case .unlisted: return Traced(.option(PossibleOption(positions: [], mayBeUnlisted: true)))
    case .notYet:
      let tomorrow = Bound.finite(ExactNumber(Int128(date.dayNumber + 1)))
      let cause = ledger.leaf(.cell(entity: entity, record: record, field: field))
      return Traced(.number(PossibleNumber(Interval(tomorrow, .positiveInfinity))), cause)
    case .missing, .key, .parent:
      let cause = ledger.leaf(.cell(entity: entity, record: record, field: field))
      return settled(domain(entity, field), cause)
    }
  }

  private func domain(_ entity: Int, _ field: Int) -> PossibleValue {
    guard let domain = domains[entity][field] else {
      preconditionFailure("the checker lets no key and no relation be a value")
    }
    return domain
  }

  /// What a field may be where nothing is known of its cell; `nil` for keys and relations.
  private static func domain(of field: Field, _ sets: [OptionSet]) -> PossibleValue? {
    switch field.type {
    case .truth, .presence: .truth(.unknown)
    case .number(let unit): .number(PossibleNumber(ValueLimits.opened(field.range, .number(unit.dimension))))
    case .date: .number(PossibleNumber(ValueLimits.opened(field.range, .date)))
    case .year: .number(PossibleNumber(ValueLimits.opened(field.range, .year)))
    case .option(let set): .option(everyOption(of: sets[set]))
    case .key, .belongsTo, .many: nil
    }
  }

  private static func everyOption(of set: OptionSet) -> PossibleOption {
    PossibleOption(positions: Array(set.options.indices), mayBeUnlisted: set.isOpen)
  }

  private mutating func used(_ rule: Int, _ record: Int) -> Traced {
    let goal = RuleAtRecord(rule: rule, record: record)
    if let kept = known(goal) { return kept }
    missing.append(goal)
    switch program.rules[rule].type {
    case .truth: return Traced(.truth(.all))
    case .option(let set):
      let every = Self.everyOption(of: program.optionSets[set])
      return Traced(
        .option(PossibleOption(positions: every.positions, mayBeUnlisted: true, mayBeNotApplicable: true)))
    case .number, .date, .year:
      return Traced(.number(PossibleNumber(.all, mayBeNotApplicable: true, mayConflict: true)))
    }
  }

  private mutating func parent(
    _ step: PlanStep, _ record: Int, _ relation: Int, _ operand: Int
  ) -> Traced {
    guard let owner = owner(of: record, step.entity, relation) else {
      let cause = ledger.leaf(.cell(entity: step.entity, record: record, field: relation))
      return settled(evaluate(operand, Self.unknownRecord).value, cause)
    }
    return evaluate(operand, owner)
  }

  /// The record that a 属于 cell names; `nil` if it is not known.
  func owner(of record: Int, _ entity: Int, _ relation: Int) -> Int? {
    guard record != Self.unknownRecord,
      case .parent(let owner) = records.tables[entity].records[record].cells[relation]
    else { return nil }
    return owner
  }

  private mutating func parameter(_ position: Int, _ keys: [Int], _ record: Int) -> Traced {
    let parameter = program.parameters[position]
    let unpublished = ledger.leaf(.parameter(position))
    let range = ValueLimits.opened(parameter.range, parameter.type)
    let values = keys.map { evaluate($0, record) }
    let keyCauses = ledger.union(values.map(\.causes))
    let mayBeNotApplicable = values.contains { $0.value.mayBeNotApplicable }
    // The rows of all combinations of possible keys, the last key fastest.
    var rows = [0]
    var hasUnlistedKey = false
    for (value, set) in zip(values, parameter.keys) {
      let count = program.optionSets[set].options.count
      hasUnlistedKey = hasUnlistedKey || value.option.mayBeUnlisted
      rows = rows.flatMap { row in value.option.positions.map { row * count + $0 } }
    }
    let entry = parameter.entries.first { $0.period.contains(date) }
    var interval: Interval?
    var isPublished = true
    func add(_ other: Interval) { interval = interval?.hull(other) ?? other }
    for row in rows {
      if let number = entry?.values[row] {
        add(Interval(number))
      } else {
        isPublished = false
        add(range)
      }
    }
    // An option that the table cannot list has no published value.
    if hasUnlistedKey {
      isPublished = false
      add(range)
    }
    let number = PossibleNumber(interval, mayBeNotApplicable: mayBeNotApplicable)
    return settled(.number(number), isPublished ? keyCauses : ledger.union(keyCauses, unpublished))
  }

  // MARK: Truths

  private mutating func conjunction(
    _ operands: [Int], _ record: Int, _ combine: (PossibleTruth, PossibleTruth) -> PossibleTruth
  ) -> Traced {
    let values = operands.map { evaluate($0, record) }
    let truth = values.dropFirst().reduce(values[0].truth) { combine($0, $1.truth) }
    return settled(.truth(truth), ledger.union(values.map(\.causes)))
  }

  private mutating func comparison(
    _ left: Int, _ comparison: Comparison, _ right: Int, _ record: Int
  ) -> Traced {
    let first = evaluate(left, record)
    let second = evaluate(right, record)
    var causes = ledger.union(first.causes, second.causes)
    switch (first.value, second.value) {
    case (.number(let one), .number(let other)):
      for (number, slot) in [(one, left), (other, right)] where number.mayConflict {
        causes = ledger.union(causes, ledger.leaf(.conflict(step: slot, record: record)))
      }
      return settled(.truth(comparison.outcomes(one, other)), causes)
    case (.option(let one), .option(let other)):
      for (option, slot) in [(one, left), (other, right)] where option.mayBeUnlisted {
        causes = ledger.union(causes, ledger.leaf(.openList(step: slot)))
      }
      return settled(.truth(comparison.outcomes(one, other)), causes)
    case (.truth(let one), .truth(let other)):
      return settled(.truth(comparison.outcomes(one, other)), causes)
    default: preconditionFailure("the checker lets only values of one type be compared")
    }
  }

  private mutating func membership(
    _ slot: Int, _ operand: Int, _ options: [Int], _ isNegated: Bool, _ isOpen: Bool, _ record: Int
  ) -> Traced {
    let value = evaluate(operand, record)
    let option = value.option
    let isListed = option.positions.contains { options.contains($0) }
    let isUnlisted = option.mayBeUnlisted || option.positions.contains { !options.contains($0) }
    let truth = PossibleTruth(
      mayBeTrue: isListed || (isUnlisted && isOpen), mayBeFalse: isUnlisted,
      mayBeNotApplicable: option.mayBeNotApplicable)
    let causes =
      isUnlisted && isOpen ? ledger.union(value.causes, ledger.leaf(.openList(step: slot))) : value.causes
    return settled(.truth(isNegated ? truth.negated : truth), causes)
  }

  private mutating func threshold(_ minimum: Int?, _ items: [Int], _ record: Int) -> Traced {
    let values = items.map { evaluate($0, record) }
    let truths = values.map(\.truth)
    let truth =
      if let minimum { GroupOperators.atLeast(minimum, truths) } else { requirements(truths) }
    return settled(.truth(truth), ledger.union(values.map(\.causes)))
  }

  /// What a list of requirements gives: 不适用 is skipped.
  func requirements(_ truths: [PossibleTruth]) -> PossibleTruth {
    GroupOperators.every(truths.map { GroupMember(mayBeIn: true, mayBeOut: false, truth: $0) })
  }

  // MARK: Numbers

  private mutating func sum(_ slot: Int, _ terms: [PlannedTerm], _ record: Int) -> Traced {
    let values = terms.map { evaluate($0.slot, record) }
    var total: PossibleNumber? = PossibleNumber(.zero)
    for (term, value) in zip(terms, values) {
      total = total.flatMap {
        term.isSubtracted ? $0.subtracting(value.number) : $0.adding(value.number)
      }
    }
    return settled(
      total, ledger.union(values.map(\.causes)), slot: slot, record: record, flags: values.map(\.number))
  }

  private mutating func product(_ slot: Int, _ factors: [PlannedFactor], _ record: Int) -> Traced {
    let values = factors.map { evaluate($0.slot, record) }
    var flags = values.map(\.number)
    var result: PossibleNumber? = PossibleNumber(.one)
    for (factor, value) in zip(factors, values) {
      let isWhole = plan.steps[factor.slot].range.isWhole
      if factor.isDivisor, value.number.interval?.contains(.zero) == true { flags.append(.notApplicable) }
      result = result.flatMap {
        factor.isDivisor
          ? $0.divided(by: value.number, isWhole: isWhole) : $0.multiplied(by: value.number)
      }
    }
    return settled(result, ledger.union(values.map(\.causes)), slot: slot, record: record, flags: flags)
  }

  private mutating func mapped(
    _ slot: Int, _ operand: Int, _ record: Int, _ operation: (Interval) -> Interval?
  ) -> Traced {
    let value = evaluate(operand, record)
    let number = value.number
    return settled(number.mapped(operation), value.causes, slot: slot, record: record, flags: [number])
  }

  private mutating func rounded(
    _ slot: Int, _ operand: Int, _ rule: Rounding, _ digits: Int, _ unit: UnitOfMeasure, _ record: Int
  ) -> Traced {
    let value = evaluate(operand, record)
    let places = evaluate(digits, record)
    let number = value.number
    let causes = ledger.union(value.causes, places.causes)
    var result: PossibleNumber?
    if number.interval == nil || places.number.interval == nil {
      // Without a number on either side only 不适用 and 冲突 are left.
      result = number.adding(places.number)
    } else if let steps = Self.steps(places.number.interval!, unit) {
      result = steps.reduce(nil as PossibleNumber?) { hull, step in
        guard let rounded = number.mapped({ $0.rounded(to: step, rule) }) else { return nil }
        return hull?.hull(rounded) ?? rounded
      }
      if let found = result {
        result = PossibleNumber(
          found.interval, mayBeNotApplicable: found.mayBeNotApplicable || places.number.mayBeNotApplicable,
          mayConflict: found.mayConflict || places.number.mayConflict)
      }
    }
    return settled(result, causes, slot: slot, record: record, flags: [number, places.number])
  }

  /// The steps to round to for each possible number of decimals; `nil` where one is not from 0 to 38.
  private static func steps(_ digits: Interval, _ unit: UnitOfMeasure) -> [ExactNumber]? {
    guard let low = digits.lower.number, let high = digits.upper.number,
      low >= .zero, high <= ExactNumber(38)
    else { return nil }
    // Whole numbers of decimals only: the first at or above the lower end.
    let first = Int(low.numerator / low.denominator) + (low.isWhole ? 0 : 1)
    let last = Int(high.numerator / high.denominator)
    guard first <= last else { return nil }
    var steps: [ExactNumber] = []
    for count in first...last {
      guard let power = ExactNumber.powerOfTen(count), let step = unit.factor.divided(by: ExactNumber(power))
      else { return nil }
      steps.append(step)
    }
    return steps
  }

  private mutating func list(
    _ slot: Int, _ function: ListFunction, _ items: [Int], _ record: Int
  ) -> Traced {
    let values = items.map { evaluate($0, record) }
    let members = values.map { GroupMember(mayBeIn: true, mayBeOut: false, number: $0.number) }
    let number: PossibleNumber? =
      switch function {
      case .sum: GroupOperators.sum(members)
      case .greatest: GroupOperators.extreme(members, least: false)
      case .least: GroupOperators.extreme(members, least: true)
      }
    return settled(
      number, ledger.union(values.map(\.causes)), slot: slot, record: record, flags: values.map(\.number))
  }

  // MARK: Dates

  private mutating func age(_ slot: Int, _ operand: Int, _ record: Int) -> Traced {
    let today = date
    return mapped(slot, operand, record) { births in
      // Who is born later is younger: the ends change places.
      guard let youngest = births.upper.mapped(onDay: { $0.completedYears(on: today) }),
        let oldest = births.lower.mapped(onDay: { $0.completedYears(on: today) })
      else { return nil }
      return Interval(
        births.upper == .positiveInfinity ? .negativeInfinity : youngest,
        births.lower == .negativeInfinity ? .positiveInfinity : oldest)
    }
  }

  private mutating func year(_ slot: Int, _ operand: Int, _ record: Int) -> Traced {
    mapped(slot, operand, record) { days in
      guard let first = days.lower.mapped(onDay: \.year), let last = days.upper.mapped(onDay: \.year) else {
        return nil
      }
      return Interval(first, last)
    }
  }

  // MARK: Choices

  private mutating func conditional(
    _ step: PlanStep, _ arms: [PlannedArm], _ otherwise: Int?, _ record: Int
  ) -> Traced {
    var hull: PossibleValue?
    var causes: [CauseSet] = []
    for arm in arms {
      let condition = evaluate(arm.condition, record).asCondition
      causes.append(condition.causes)
      if condition.truth.mayBeTrue {
        let value = evaluate(arm.value, record)
        hull = hull?.hull(value.value) ?? value.value
        causes.append(value.causes)
      }
      if !condition.truth.mayBeFalse { return settled(hull!, ledger.union(causes)) }
    }
    let last = otherwise.map { evaluate($0, record) } ?? Traced(.notApplicable(step.type))
    causes.append(last.causes)
    return settled(hull?.hull(last.value) ?? last.value, ledger.union(causes))
  }

  // MARK: Groups

  /// The records that a group may hold.
  func group(_ step: PlanStep, _ group: PlannedGroup, _ record: Int) -> (members: [Int], isComplete: Bool) {
    guard record != Self.unknownRecord else { return ([], false) }
    let isUnknown = records.isGroupUnknown(
      of: record, entity: step.entity, member: group.member, through: group.through)
    let strays = records.tables[group.member].unassigned[group.through] ?? 0
    let members = records.members[step.entity][group.relation]?[record] ?? []
    return (isUnknown ? [] : members, !isUnknown && !(isStrict && strays > 0))
  }

  /// Returns the members of a group as an aggregate sees them, and the causes of those not decided.
  private mutating func members(
    _ step: PlanStep, _ group: PlannedGroup, _ value: Int?, _ record: Int
  ) -> ([GroupMember], CauseSet) {
    let (positions, isComplete) = self.group(step, group, record)
    var members: [GroupMember] = []
    var causes: [CauseSet] = []
    members.reserveCapacity(positions.count + 1)
    for position in positions {
      let (member, own) = self.member(group, value, position)
      members.append(member)
      causes.append(own)
    }
    if !isComplete {
      members.append(anyMembers(group, value))
      causes.append(
        ledger.leaf(.group(entity: step.entity, record: record, field: group.relation)))
    }
    return (members, ledger.union(causes))
  }

  /// Returns what stands for any number of members of which nothing is known.
  private mutating func anyMembers(_ group: PlannedGroup, _ value: Int?) -> GroupMember {
    let condition = group.condition.map { evaluate($0, Self.unknownRecord).truth }
    var member = GroupMember(mayBeIn: condition?.mayBeTrue ?? true, mayBeOut: true, isUnbounded: true)
    if member.mayBeIn { member.fill(value.map { evaluate($0, Self.unknownRecord).value }) }
    return member
  }

  /// Returns one member of a group, and the causes that keep it open.
  mutating func member(
    _ group: PlannedGroup, _ value: Int?, _ position: Int
  ) -> (GroupMember, CauseSet) {
    let isOptional = records.tables[group.member].records[position].isOptional
    let condition = group.condition.map { evaluate($0, position).asCondition }
    let mayBeIn = condition?.truth.mayBeTrue ?? true
    var member = GroupMember(
      mayBeIn: mayBeIn, mayBeOut: isOptional || (condition?.truth.mayBeFalse ?? false))
    guard mayBeIn else { return (member, .none) }
    var causes = condition?.causes ?? .none
    if isOptional {
      let doubt = ledger.leaf(.uncertainRecord(entity: group.member, record: position))
      causes = ledger.union(causes, doubt)
    }
    if let value {
      let own = evaluate(value, position)
      member.fill(own.value)
      causes = ledger.union(causes, own.causes)
    }
    return (member, causes)
  }

  private mutating func aggregate(
    _ slot: Int, _ function: GroupFunction, _ group: PlannedGroup, _ value: Int?, _ record: Int
  ) -> Traced {
    let (members, causes) = self.members(plan.steps[slot], group, value, record)
    let number: PossibleNumber? =
      switch function {
      case .count: GroupOperators.count(members)
      case .sum: GroupOperators.sum(members)
      case .average: GroupOperators.average(members)
      case .greatest: GroupOperators.extreme(members, least: false)
      case .least: GroupOperators.extreme(members, least: true)
      }
    return settled(number, causes, slot: slot, record: record, flags: members.compactMap(\.number))
  }
}

/// A rule and the record it is about.
struct RuleAtRecord: Hashable {
  let rule: Int
  let record: Int
}

/// A value with what keeps it open.
struct Traced {
  let value: PossibleValue
  let causes: CauseSet

  init(_ value: PossibleValue, _ causes: CauseSet = .none) {
    self.value = value
    self.causes = causes
  }

  /// The value as a truth.
  var truth: PossibleTruth {
    guard case .truth(let truth) = value else { preconditionFailure("the checker gives a truth here") }
    return truth
  }

  /// The value as a number, a date or a year.
  var number: PossibleNumber {
    guard case .number(let number) = value else { preconditionFailure("the checker gives a number here") }
    return number
  }

  /// The value as an option.
  var option: PossibleOption {
    guard case .option(let option) = value else { preconditionFailure("the checker gives an option here") }
    return option
  }

  /// The truth as a condition: where it is surely not fulfilled, nothing keeps it open.
  var asCondition: Traced {
    let truth = self.truth.asCondition
    return Traced(.truth(truth), truth.isDecided ? .none : causes)
  }
}

extension PossibleValue {
  /// The value as a truth; it is one by its type.
  var truth: PossibleTruth { Traced(self).truth }
}

extension GroupMember {
  /// Takes what is aggregated; nothing for 计数.
  mutating func fill(_ value: PossibleValue?) {
    switch value {
    case .truth(let truth): self.truth = truth
    case .number(let number): self.number = number
    case .option, nil: break
    }
  }
}

extension Comparison {
  /// Compares two numbers; 冲突 compares either way.
  func outcomes(_ left: PossibleNumber, _ right: PossibleNumber) -> PossibleTruth {
    let truth: PossibleTruth?
    if left.mayConflict || right.mayConflict {
      let hasBoth = left.hasAmount && right.hasAmount
      truth = hasBoth ? .unknown : nil
    } else if let first = left.interval, let second = right.interval {
      truth = outcomes(first, second)
    } else {
      truth = nil
    }
    let mayFail = left.mayBeNotApplicable || right.mayBeNotApplicable
    return PossibleTruth(
      mayBeTrue: truth?.mayBeTrue ?? false, mayBeFalse: truth?.mayBeFalse ?? false,
      mayBeNotApplicable: mayFail)
  }

  /// Compares two truths for equality.
  func outcomes(_ left: PossibleTruth, _ right: PossibleTruth) -> PossibleTruth {
    let equal = PossibleTruth(
      mayBeTrue: (left.mayBeTrue && right.mayBeTrue) || (left.mayBeFalse && right.mayBeFalse),
      mayBeFalse: (left.mayBeTrue && right.mayBeFalse) || (left.mayBeFalse && right.mayBeTrue),
      mayBeNotApplicable: left.mayBeNotApplicable || right.mayBeNotApplicable)
    return self == .notEqual ? equal.negated : equal
  }
}

extension PossibleNumber {
  /// Whether it may be a number or 冲突.
  fileprivate var hasAmount: Bool { interval != nil || mayConflict }
}

extension Bound {
  /// Applies a function to the day of a finite end; `nil` for a day that no calendar reaches.
  fileprivate func mapped(onDay function: (CalendarDate) -> Int) -> Bound? {
    guard let number else { return self }
    let isBetween = number.isNegative && !number.isWhole
    let day = number.numerator / number.denominator - (isBetween ? 1 : 0)
    guard day.magnitude <= 4_000_000 else { return nil }
    return .finite(ExactNumber(Int128(function(CalendarDate(dayNumber: Int(day))))))
  }
}
