/// Computes what every expression may be if every cell is missing, by the arithmetic of evaluation.
///
/// From it the checker knows that no step can leave 38 digits, which conditions are constant, and
/// what the keys of a table may be.
struct RangeAnalysis {
  /// Returns the static range of each node and of each rule, and the problems found.
  static func analyse(
    rules: [Rule], entities: [Entity], optionSets: [OptionSet], parameters: [Parameter], nodeCount: Int
  ) -> StageResult<(nodes: [StaticRange], rules: [StaticRange])> {
    var analysis = RangeAnalysis(
      entities: entities, optionSets: optionSets, parameters: parameters, nodeCount: nodeCount)
    for rule in rules {
      analysis.entity = rule.entity
      analysis.outcomes.append(analysis.outcome(of: rule))
    }
    return StageResult(
      product: (analysis.ranges, analysis.outcomes.map(\.range)), diagnostics: analysis.diagnostics)
  }

  /// A group has fewer members than this; sums over groups stay within 38 digits by it.
  static let mostMembers = ExactNumber(1_000_000_000)

  private let entities: [Entity]
  private let optionSets: [OptionSet]
  private let parameters: [Parameter]
  private var entity = 0
  private var ranges: [StaticRange]
  private var outcomes: [Shape] = []
  private var diagnostics: [Diagnostic] = []

  /// A static range with the size of its exact representation.
  private struct Shape {
    var range = StaticRange()
    /// Decimals of an exact decimal; `nil` for a ratio.
    var decimals: Int? = 0
    /// Digits of the numerator and the denominator of a ratio.
    var ratioDigits = (above: 0, below: 0)
    /// Whether an error in it has been reported.
    var isBroken = false

    /// Digits of the greatest finite end before the decimal point.
    var wholeDigits: Int {
      guard let interval = range.interval else { return 0 }
      let ends = [interval.lower.number, interval.upper.number].compactMap { $0 }
      return ends.map { end in
        String(end.numerator.magnitude / end.denominator.magnitude).utf8.count
      }.max() ?? 0
    }

    /// Digits of the value as a ratio of whole numbers.
    var digits: (above: Int, below: Int) {
      decimals.map { (wholeDigits + $0, $0 + 1) } ?? ratioDigits
    }
  }

  private init(entities: [Entity], optionSets: [OptionSet], parameters: [Parameter], nodeCount: Int) {
    self.entities = entities
    self.optionSets = optionSets
    self.parameters = parameters
    ranges = Array(repeating: StaticRange(), count: nodeCount)
  }

  // MARK: Rules

  private mutating func outcome(of rule: Rule) -> Shape {
    switch rule.body {
    case .quantity(let amount):
      return self.shape(of: amount)
    case .standard(let applicability, let requirements):
      let conditions = applicability.map { condition($0.expression).range }
      let items = requirements.map { condition($0.expression).range }
      let mayApply = conditions.allSatisfy(\.mayBeTrue)
      var shape = truth(
        mayBeTrue: mayApply && items.contains(where: \.mayBeTrue),
        mayBeFalse: mayApply && items.contains(where: \.mayBeFalse))
      shape.range.mayBeNotApplicable =
        conditions.contains(where: \.mayFail) || items.allSatisfy(\.mayBeNotApplicable)
      shape.range.mayBeUndecided = (conditions + items).contains(where: \.mayBeUndecided)
      return shape
    case .finding(let conditions, let exclusions):
      let eligible = eligibility(conditions, exclusions)
      var shape = truth(mayBeTrue: eligible.mayBeTrue, mayBeFalse: eligible.mayFail)
      shape.range.mayBeUndecided = eligible.mayBeUndecided
      return shape
    case .benefit(let benefit): return self.shape(of: benefit)
    }
  }

  /// What 条件 and 除非 come to: all of these 是, none of those.
  private mutating func eligibility(_ conditions: [Condition], _ exclusions: [Condition]) -> StaticRange {
    let required = conditions.map { condition($0.expression).range }
    let excluding = exclusions.map { condition($0.expression).range }
    var range = StaticRange()
    range.mayBeTrue = required.allSatisfy(\.mayBeTrue) && excluding.allSatisfy(\.mayFail)
    range.mayBeFalse = required.contains(where: \.mayFail) || excluding.contains(where: \.mayBeTrue)
    range.mayBeUndecided = (required + excluding).contains(where: \.mayBeUndecided)
    return range
  }

  private mutating func shape(of benefit: Benefit) -> Shape {
    let eligible = eligibility(benefit.conditions, benefit.exclusions)
    var isUndecided = eligible.mayBeUndecided
    var shape = self.shape(of: benefit.amount)
    for exception in benefit.exceptions {
      isUndecided = condition(exception.condition).range.mayBeUndecided || isUndecided
      shape = hull(shape, self.shape(of: exception.amount))
      if benefit.exceptions.count > 1 { shape.range.mayConflict = true }
    }
    if let execution = benefit.execution {
      // What is paid is the local figure, where that lies between floor and ceiling.
      let local = self.shape(of: execution)
      let permitted = shape.range.interval
      shape = hull(shape, local)
      if let permitted, let paid = local.range.interval {
        shape.range.interval = paid.intersection(permitted) ?? paid
      }
      shape.range.mayConflict = true
    }
    if eligible.mayFail { shape.range.mayBeNotApplicable = true }
    shape.range.mayBeUndecided = shape.range.mayBeUndecided || isUndecided
    if shape.decimals == nil, !shape.isBroken {
      if benefit.rounding == nil {
        diagnostics.append(.unroundedPayment(at: span(of: benefit.amount)))
        shape.isBroken = true
      }
    }
    if let rounding = benefit.rounding {
      shape = rounded(shape, step: rounding.step, rule: rounding.rule)
    }
    // Amounts are never negative: a surely negative one is the record's error when it is evaluated.
    if let interval = shape.range.interval {
      if interval.upper < .finite(.zero) {
        diagnostics.append(.alwaysNegative(at: span(of: benefit.amount)))
      } else if let cut = interval.intersection(Interval(.finite(.zero), .positiveInfinity)) {
        shape.range.interval = cut
      }
    }
    return shape
  }

  private func span(of amount: Amount) -> SourceSpan {
    switch amount {
    case .exactly(let expression), .atLeast(let expression), .atMost(let expression): expression.span
    case .lookUp(let table): table.span
    }
  }

  private mutating func shape(of amount: Amount) -> Shape {
    switch amount {
    case .exactly(let expression): return shape(of: expression)
    case .atLeast(let expression):
      var shape = self.shape(of: expression)
      if let interval = shape.range.interval {
        shape.range.interval = Interval(interval.lower, .positiveInfinity)
      }
      shape.range.mayBeUndecided = true
      return shape
    case .atMost(let expression):
      var shape = self.shape(of: expression)
      if let interval = shape.range.interval {
        shape.range.interval = Interval(.negativeInfinity, interval.upper)
      }
      shape.range.mayBeUndecided = true
      return shape
    case .lookUp(let table): return shape(of: table)
    }
  }

  private mutating func shape(of table: LookUp) -> Shape {
    var domains: [KeyDomain] = []
    var names: [[Name]] = []
    var isUndecided = false
    var mayBeNotApplicable = false
    for key in table.keys {
      let own = shape(of: key)
      isUndecided = isUndecided || own.range.mayBeUndecided
      mayBeNotApplicable = mayBeNotApplicable || own.range.mayBeNotApplicable
      switch key.type {
      case .truth:
        domains.append(.truth)
        names.append([])
      case .option(let set):
        domains.append(.options(optionSets[set].options.count, isOpen: optionSets[set].isOpen))
        names.append(optionSets[set].options)
      case .number, .date, .year:
        let unit = if case .number(let dimension) = key.type { dimension.text } else { "" }
        domains.append(
          .numbers(
            own.range.interval ?? .all, isWhole: own.range.isWhole, unit: unit.hasPrefix("1/") ? "" : unit))
        names.append([])
      }
    }
    diagnostics +=
      TableCoverage.check(rows: table.rows, domains: domains, names: names, span: table.span).diagnostics
    var result: Shape?
    for row in table.rows {
      let own = shape(of: row.result)
      result = result.map { hull($0, own) } ?? own
    }
    var shape = result ?? Shape()
    shape.range.mayBeUndecided = shape.range.mayBeUndecided || isUndecided
    shape.range.mayBeNotApplicable = shape.range.mayBeNotApplicable || mayBeNotApplicable
    return shape
  }

  private func hull(_ left: Shape, _ right: Shape) -> Shape {
    var shape = left
    switch (left.range.interval, right.range.interval) {
    case (let first?, let second?): shape.range.interval = first.hull(second)
    case (nil, let second): shape.range.interval = second
    default: break
    }
    shape.range.mayBeTrue = left.range.mayBeTrue || right.range.mayBeTrue
    shape.range.mayBeFalse = left.range.mayBeFalse || right.range.mayBeFalse
    shape.range.mayBeNotApplicable = left.range.mayBeNotApplicable || right.range.mayBeNotApplicable
    shape.range.mayConflict = left.range.mayConflict || right.range.mayConflict
    // 不适用 has no number, so it says nothing about whole numbers and decimals.
    shape.range.isWhole =
      left.range.interval == nil
      ? right.range.isWhole
      : right.range.interval == nil ? left.range.isWhole : left.range.isWhole && right.range.isWhole
    shape.range.mayBeUndecided = left.range.mayBeUndecided || right.range.mayBeUndecided
    if let first = left.decimals, let second = right.decimals {
      shape.decimals = max(first, second)
    } else {
      shape.decimals = nil
      let (a, b) = (left.digits, right.digits)
      shape.ratioDigits = (max(a.above, b.above), max(a.below, b.below))
    }
    shape.isBroken = left.isBroken || right.isBroken
    return shape
  }

  private func truth(mayBeTrue: Bool, mayBeFalse: Bool) -> Shape {
    var shape = Shape()
    shape.range.mayBeTrue = mayBeTrue
    shape.range.mayBeFalse = mayBeFalse
    return shape
  }

  // MARK: Expressions

  private mutating func shape(of expression: CheckedExpression) -> Shape {
    var shape = compute(expression)
    if !shape.isBroken, shape.range.interval != nil {
      let digits = shape.digits
      if digits.above > 38 || digits.below > 38 {
        diagnostics.append(.tooManyDigits(at: expression.span))
        shape.isBroken = true
      }
    }
    ranges[expression.id] = shape.range
    return shape
  }

  private func constant(_ value: ExactNumber) -> Shape {
    var shape = Shape()
    shape.range.interval = Interval(value)
    shape.range.isWhole = value.isWhole
    shape.decimals = value.decimals
    return shape
  }

  private mutating func compute(_ expression: CheckedExpression) -> Shape {
    switch expression.kind {
    case .constant(let value): return constant(value)
    case .truth(let value): return truth(mayBeTrue: value, mayBeFalse: !value)
    case .option(let position): return constant(ExactNumber(Int128(position)))
    case .notApplicable:
      var shape = Shape()
      shape.range.mayBeNotApplicable = true
      return shape
    case .assessmentDate, .assessmentYear:
      var shape = Shape()
      shape.range.interval = expression.type == .date ? ValueLimits.days : ValueLimits.years
      shape.range.isWhole = true
      return shape
    case .field(let position): return self.shape(of: entities[entity].fields[position])
    case .rule(let position):
      return position < outcomes.count ? outcomes[position] : truth(mayBeTrue: true, mayBeFalse: true)
    case .parent(let relation, let operand):
      guard case .belongsTo(let parent) = entities[entity].fields[relation].type else { return Shape() }
      var shape = inside(parent) { $0.shape(of: operand) }
      shape.range.mayBeUndecided = true
      return shape
    case .parameter(let position, let keys):
      var shape = self.shape(of: parameters[position])
      for key in keys {
        let own = self.shape(of: key)
        shape.range.mayBeUndecided = shape.range.mayBeUndecided || own.range.mayBeUndecided
        shape.range.mayBeNotApplicable = shape.range.mayBeNotApplicable || own.range.mayBeNotApplicable
      }
      return shape
    case .not(let operand):
      var shape = self.shape(of: operand)
      (shape.range.mayBeTrue, shape.range.mayBeFalse) = (shape.range.mayBeFalse, shape.range.mayBeTrue)
      return shape
    case .all(let operands):
      return junction(operands, isConjunction: true, isBetween: Self.isBetween(expression))
    case .any(let operands): return junction(operands, isConjunction: false)
    case .comparison(let left, let comparison, let right):
      return compare(left, comparison, right)
    case .membership(let operand, _, _, let isOpen): return membership(operand, isOpen)
    case .sum(let terms): return sum(terms)
    case .product(let factors): return product(factors)
    case .conditional(let arms, let otherwise): return conditional(arms, otherwise)
    case .age(let operand):
      var shape = self.shape(of: operand)
      shape.range.interval = Interval(ExactNumber(-9999), ExactNumber(9999))
      shape.range.isWhole = true
      return shape
    case .year(let operand):
      var shape = self.shape(of: operand)
      shape.range.interval = ValueLimits.years
      return shape
    case .rounded(let operand, let rounding):
      let shape = self.shape(of: operand)
      return rounded(shape, step: rounding.step, rule: rounding.rule)
    case .roundedToDigits(let operand, let rule, let digits, let unit):
      return roundedToDigits(operand, rule, digits, unit)
    case .list(let function, let items): return list(function, items)
    case .quantifier(_, let relation, let condition, let predicate):
      _ = member(relation, condition)
      let own = inside(memberEntity(relation)) { $0.condition(predicate) }
      var shape = truth(mayBeTrue: own.range.mayBeTrue, mayBeFalse: own.range.mayBeFalse)
      shape.range.mayBeNotApplicable = true
      shape.range.mayBeUndecided = true
      return shape
    case .group(let function, let relation, let condition, let value):
      return group(function, relation, condition, value)
    case .share(let relation, let condition, let predicate):
      _ = member(relation, condition)
      _ = inside(memberEntity(relation)) { $0.condition(predicate) }
      var shape = Shape()
      shape.range.interval = Interval(.zero, .one)
      shape.range.mayBeNotApplicable = true
      shape.range.mayBeUndecided = true
      shape.decimals = nil
      shape.ratioDigits = (10, 10)
      return shape
    case .threshold(let minimum, let items):
      var shape = truth(mayBeTrue: false, mayBeFalse: false)
      var allMayBeNotApplicable = true
      var trueCount = 0
      var mustBeTrueCount = 0
      for item in items {
        let own = condition(item)
        shape.range.mayBeUndecided = shape.range.mayBeUndecided || own.range.mayBeUndecided
        if own.range.mayBeTrue { trueCount += 1 }
        if own.range.mayBeTrue, !own.range.mayBeFalse, !own.range.mayBeNotApplicable { mustBeTrueCount += 1 }
        if !own.range.mayBeNotApplicable { allMayBeNotApplicable = false }
      }
      shape.range.mayBeTrue = trueCount >= (minimum ?? 1)
      shape.range.mayBeFalse = mustBeTrueCount < (minimum ?? items.count)
      shape.range.mayBeNotApplicable = allMayBeNotApplicable
      return shape
    }
  }

  private mutating func inside<Result>(_ other: Int, _ body: (inout RangeAnalysis) -> Result) -> Result {
    let outer = entity
    entity = other
    defer { entity = outer }
    return body(&self)
  }

  private func memberEntity(_ relation: Int) -> Int {
    if case .many(let member, _) = entities[entity].fields[relation].type { return member }
    return entity
  }

  private mutating func member(_ relation: Int, _ condition: CheckedExpression?) -> Shape? {
    condition.map { condition in inside(memberEntity(relation)) { $0.condition(condition) } }
  }

  private func shape(of field: Field) -> Shape {
    var shape = Shape()
    // 空为 says what an empty cell means, but a rejected row leaves every cell of it unknown.
    shape.range.mayBeUndecided = true
    switch field.type {
    case .truth, .presence:
      shape.range.mayBeTrue = true
      shape.range.mayBeFalse = true
    case .option(let set):
      let count = optionSets[set].options.count
      shape.range.interval = Interval(
        .zero, ExactNumber(Int128(max(0, optionSets[set].isOpen ? count : count - 1))))
      shape.range.isWhole = true
    case .number(let unit):
      shape.range.interval = field.range
      shape.range.isWhole = unit.isWhole
      shape.decimals = decimals(of: field)
    case .date, .year:
      shape.range.interval = field.range
      shape.range.isWhole = true
    default: break
    }
    return shape
  }

  /// Decimals of a cell in base units: those of the cell and those of the scale of its unit.
  private func decimals(of field: Field) -> Int? {
    guard let power = ExactNumber.powerOfTen(field.decimals),
      let step = field.columnUnit.factor.divided(by: ExactNumber(power))
    else { return 0 }
    return step.decimals
  }

  private func shape(of parameter: Parameter) -> Shape {
    var interval: Interval?
    var decimals: Int? = 0
    var isWhole = true
    for value in parameter.entries.flatMap(\.values) {
      if let value {
        let own = Interval(value)
        interval = interval?.hull(own) ?? own
        isWhole = isWhole && value.isWhole
        if let count = value.decimals, let known = decimals {
          decimals = max(known, count)
        } else {
          decimals = nil
        }
      } else {
        interval = interval?.hull(parameter.range) ?? parameter.range
        isWhole = false
      }
    }
    var shape = Shape()
    // Before the first entry and behind the last one the value is not published.
    shape.range.interval = (interval ?? parameter.range).hull(parameter.range)
    shape.range.isWhole = isWhole && parameter.unit.isWhole
    shape.range.mayBeUndecided = true
    shape.decimals = decimals.map { max($0, 4) }
    return shape
  }

  // MARK: Truths

  private mutating func junction(
    _ operands: [CheckedExpression], isConjunction: Bool, isBetween: Bool = false
  ) -> Shape {
    // 且 is the least and 或 the greatest of its operands, in the orders 否<不适用<是 and 不适用<否<是.
    var shape = truth(mayBeTrue: isConjunction, mayBeFalse: !isConjunction)
    var anyTrue = false
    var anyFalse = false
    var allMayTrue = true
    var allMayNotTrue = true
    var anyNotApplicable = false
    for operand in operands {
      let own = self.shape(of: operand)
      if !isBetween { warnIfConstant(operand, own) }
      anyTrue = anyTrue || own.range.mayBeTrue
      anyFalse = anyFalse || own.range.mayBeFalse
      allMayTrue = allMayTrue && own.range.mayBeTrue
      allMayNotTrue = allMayNotTrue && (own.range.mayBeFalse || own.range.mayBeNotApplicable)
      anyNotApplicable = anyNotApplicable || own.range.mayBeNotApplicable
      shape.range.mayBeUndecided = shape.range.mayBeUndecided || own.range.mayBeUndecided
    }
    shape.range.mayBeTrue = isConjunction ? allMayTrue : anyTrue
    shape.range.mayBeFalse = isConjunction ? anyFalse : allMayNotTrue && anyFalse
    shape.range.mayBeNotApplicable = anyNotApplicable
    return shape
  }

  /// The shape of an expression that stands as a condition, with a warning where it is constant.
  private mutating func condition(_ expression: CheckedExpression) -> Shape {
    let shape = self.shape(of: expression)
    warnIfConstant(expression, shape)
    return shape
  }

  private mutating func warnIfConstant(_ expression: CheckedExpression, _ shape: Shape) {
    guard isConstant(expression, shape) else { return }
    diagnostics.append(.constantCondition(shape.range.mayBeTrue, at: expression.span))
  }

  private func isConstant(_ expression: CheckedExpression, _ shape: Shape) -> Bool {
    guard !shape.isBroken, !shape.range.mayBeNotApplicable, shape.range.mayBeTrue != shape.range.mayBeFalse
    else { return false }
    if case .comparison = expression.kind { return true }
    return Self.isBetween(expression)
  }

  /// Whether an expression is the two comparisons of `在 … 至 …`, which stand at the same place.
  private static func isBetween(_ expression: CheckedExpression) -> Bool {
    guard case .all(let operands) = expression.kind else { return false }
    return operands.allSatisfy { $0.span == expression.span }
  }

  private mutating func compare(
    _ left: CheckedExpression, _ comparison: Comparison, _ right: CheckedExpression
  ) -> Shape {
    let first = shape(of: left)
    let second = shape(of: right)
    var shape = truth(mayBeTrue: true, mayBeFalse: true)
    shape.isBroken = first.isBroken || second.isBroken
    shape.range.mayBeUndecided = first.range.mayBeUndecided || second.range.mayBeUndecided
    shape.range.mayBeNotApplicable = first.range.mayBeNotApplicable || second.range.mayBeNotApplicable
    guard let a = first.range.interval, let b = second.range.interval else { return shape }
    switch comparison {
    case .below: (shape.range.mayBeTrue, shape.range.mayBeFalse) = (a.lower < b.upper, a.upper >= b.lower)
    case .atMost: (shape.range.mayBeTrue, shape.range.mayBeFalse) = (a.lower <= b.upper, a.upper > b.lower)
    case .above: (shape.range.mayBeTrue, shape.range.mayBeFalse) = (a.upper > b.lower, a.lower <= b.upper)
    case .atLeast: (shape.range.mayBeTrue, shape.range.mayBeFalse) = (a.upper >= b.lower, a.lower < b.upper)
    case .equal:
      shape.range.mayBeTrue = a.intersection(b) != nil
      shape.range.mayBeFalse = a.exact == nil || a != b
    case .notEqual:
      shape.range.mayBeFalse = a.intersection(b) != nil
      shape.range.mayBeTrue = a.exact == nil || a != b
    }
    return shape
  }

  private mutating func membership(_ operand: CheckedExpression, _ isOpen: Bool) -> Shape {
    let own = shape(of: operand)
    var shape = truth(mayBeTrue: true, mayBeFalse: true)
    shape.range.mayBeUndecided = own.range.mayBeUndecided || isOpen
    shape.range.mayBeNotApplicable = own.range.mayBeNotApplicable
    return shape
  }

  private mutating func conditional(_ arms: [CheckedArm], _ otherwise: CheckedExpression?) -> Shape {
    var result: Shape?
    var isUndecided = false
    var mayReachNext = true
    // The condition that always holds, so that nothing behind its value is reached.
    var last: SourceSpan?
    for (position, arm) in arms.enumerated() {
      let condition = shape(of: arm.condition)
      // Where it always holds, what is never reached behind it is reported instead.
      let hidesNext = condition.range.mayBeTrue && (position + 1 < arms.count || otherwise != nil)
      if !hidesNext { warnIfConstant(arm.condition, condition) }
      isUndecided = isUndecided || condition.range.mayBeUndecided
      let value = shape(of: arm.value)
      if let condition = last { diagnostics.append(.unreachable(at: arm.value.span, behind: condition)) }
      last = nil
      result = result.map { hull($0, value) } ?? value
      if mayReachNext, condition.range.mayBeTrue, !condition.range.mayBeFalse,
        !condition.range.mayBeNotApplicable, !condition.isBroken
      {
        mayReachNext = false
        last = arm.condition.span
      }
    }
    if let otherwise {
      let value = shape(of: otherwise)
      if let condition = last { diagnostics.append(.unreachable(at: otherwise.span, behind: condition)) }
      result = result.map { hull($0, value) } ?? value
    } else {
      result?.range.mayBeNotApplicable = true
    }
    var shape = result ?? Shape()
    shape.range.mayBeUndecided = shape.range.mayBeUndecided || isUndecided
    return shape
  }

  // MARK: Numbers

  private mutating func sum(_ terms: [CheckedTerm]) -> Shape {
    var shape = constant(.zero)
    for term in terms {
      let own = self.shape(of: term.term)
      if terms.count > 1, own.decimals == nil, !own.isBroken {
        diagnostics.append(.ratioInSum(at: term.term.span))
        shape.isBroken = true
      }
      shape = combine(shape, own) { term.isSubtracted ? $0.subtracting($1) : $0.adding($1) }
      shape.decimals = max(shape.decimals ?? 0, own.decimals ?? 0)
      shape.range.isWhole = shape.range.isWhole && own.range.isWhole
    }
    return shape
  }

  /// Combines two shapes by an operation on their intervals; an overflow breaks the result.
  private func combine(_ left: Shape, _ right: Shape, _ operation: (Interval, Interval) -> Interval?) -> Shape
  {
    var shape = left
    shape.range.mayBeNotApplicable = left.range.mayBeNotApplicable || right.range.mayBeNotApplicable
    shape.range.mayConflict = left.range.mayConflict || right.range.mayConflict
    shape.range.mayBeUndecided = left.range.mayBeUndecided || right.range.mayBeUndecided
    shape.isBroken = left.isBroken || right.isBroken
    if let first = left.range.interval, let second = right.range.interval {
      if let result = operation(first, second) {
        shape.range.interval = result
      } else {
        shape.range.interval = .all
        shape.decimals = shape.isBroken ? 0 : 99  // reported as too many digits where it is used
      }
    }
    return shape
  }

  private mutating func product(_ factors: [CheckedFactor]) -> Shape {
    var shape = constant(.one)
    for factor in factors {
      let own = self.shape(of: factor.factor)
      if factor.isDivisor {
        shape = divide(shape, own, at: factor.factor.span)
      } else {
        let digits = (shape.digits, own.digits)
        let decimals = shape.decimals.flatMap { first in own.decimals.map { first + $0 } }
        let isWhole = shape.range.isWhole && own.range.isWhole
        shape = combine(shape, own) { $0.multiplied(by: $1) }
        if shape.decimals != 99 { shape.decimals = decimals }
        shape.ratioDigits = (digits.0.above + digits.1.above, digits.0.below + digits.1.below)
        shape.range.isWhole = isWhole
      }
    }
    return shape
  }

  private mutating func divide(_ left: Shape, _ right: Shape, at span: SourceSpan) -> Shape {
    var shape = left
    shape.range.mayBeUndecided = left.range.mayBeUndecided || right.range.mayBeUndecided
    shape.range.mayBeNotApplicable = left.range.mayBeNotApplicable || right.range.mayBeNotApplicable
    shape.range.mayConflict = left.range.mayConflict || right.range.mayConflict
    shape.isBroken = left.isBroken || right.isBroken
    shape.range.isWhole = false
    guard let dividend = left.range.interval, let divisor = right.range.interval else { return shape }
    if divisor == Interval(.zero) {
      diagnostics.append(.divisionByZero(at: span))
      shape.isBroken = true
      return shape
    }
    guard let (quotient, mayBeZero) = dividend.divided(by: divisor, isWhole: right.range.isWhole) else {
      shape.range.interval = .all
      shape.decimals = 99
      return shape
    }
    shape.range.interval = quotient ?? .all
    if mayBeZero { shape.range.mayBeNotApplicable = true }
    // Division by a constant such as 2 or 100 stays a decimal; any other quotient is a ratio.
    if let exact = divisor.exact, let inverse = ExactNumber.one.divided(by: exact)?.decimals,
      let decimals = left.decimals
    {
      shape.decimals = decimals + inverse
    } else {
      let (above, below) = (left.digits, right.digits)
      shape.decimals = nil
      shape.ratioDigits = (above.above + below.below, above.below + below.above)
    }
    return shape
  }

  private mutating func rounded(_ shape: Shape, step: ExactNumber, rule: Rounding) -> Shape {
    var result = shape
    if let interval = shape.range.interval {
      result.range.interval = Interval(round(interval.lower, step, rule), round(interval.upper, step, rule))
    }
    result.decimals = step.decimals ?? 0
    result.range.isWhole = step.isWhole
    return result
  }

  private func round(_ bound: Bound, _ step: ExactNumber, _ rule: Rounding) -> Bound {
    guard case .finite(let number) = bound else { return bound }
    return number.rounded(to: step, rule).map(Bound.finite) ?? bound
  }

  private mutating func roundedToDigits(
    _ operand: CheckedExpression, _ rule: Rounding, _ digits: CheckedExpression, _ unit: UnitOfMeasure
  ) -> Shape {
    let shape = self.shape(of: operand)
    let count = self.shape(of: digits)
    guard let interval = count.range.interval, interval.lower >= .finite(.zero),
      interval.upper <= .finite(ExactNumber(12)), count.range.isWhole
    else {
      if !count.isBroken { diagnostics.append(.digitsWithoutRange(at: digits.span)) }
      return shape
    }
    let most = Int(interval.upper.number?.numerator ?? 0)
    guard let power = ExactNumber.powerOfTen(most), let fine = unit.factor.divided(by: ExactNumber(power))
    else {
      return shape
    }
    var result = hull(
      rounded(shape, step: unit.factor, rule: rule),
      rounded(shape, step: fine, rule: rule))
    result.range.mayBeUndecided = shape.range.mayBeUndecided || count.range.mayBeUndecided
    result.range.mayBeNotApplicable = shape.range.mayBeNotApplicable || count.range.mayBeNotApplicable
    return result
  }

  private mutating func list(_ function: ListFunction, _ items: [CheckedExpression]) -> Shape {
    var result: Shape?
    var allMayBeNotApplicable = true
    for item in items {
      let own = self.shape(of: item)
      if function == .sum, own.decimals == nil, !own.isBroken {
        diagnostics.append(.ratioInSum(at: item.span))
      }
      allMayBeNotApplicable = allMayBeNotApplicable && own.range.mayBeNotApplicable
      guard let so = result else {
        result = own
        // An item that may be skipped adds nothing where it is.
        if function == .sum, own.range.mayBeNotApplicable, let interval = own.range.interval {
          result?.range.interval = interval.hull(Interval(.zero))
        }
        continue
      }
      switch function {
      case .sum:
        var term = own
        if own.range.mayBeNotApplicable, let interval = own.range.interval {
          term.range.interval = interval.hull(Interval(.zero))
        }
        var next = combine(so, term) { $0.adding($1) }
        if next.decimals != 99 { next.decimals = max(so.decimals ?? 0, own.decimals ?? 0) }
        next.range.isWhole = so.range.isWhole && own.range.isWhole
        result = next
      case .greatest, .least: result = extreme(function, so, own)
      }
    }
    var shape = result ?? Shape()
    shape.range.mayBeNotApplicable = function == .sum ? false : allMayBeNotApplicable
    return shape
  }

  private func extreme(_ function: ListFunction, _ left: Shape, _ right: Shape) -> Shape {
    var shape = hull(left, right)
    guard let a = left.range.interval, let b = right.range.interval,
      !left.range.mayBeNotApplicable, !right.range.mayBeNotApplicable
    else { return shape }
    shape.range.interval =
      function == .greatest
      ? Interval(max(a.lower, b.lower), max(a.upper, b.upper))
      : Interval(min(a.lower, b.lower), min(a.upper, b.upper))
    return shape
  }

  private mutating func group(
    _ function: GroupFunction, _ relation: Int, _ condition: CheckedExpression?, _ value: CheckedExpression?
  ) -> Shape {
    _ = member(relation, condition)
    let own = value.map { value in inside(memberEntity(relation)) { $0.shape(of: value) } }
    var shape = own ?? Shape()
    shape.range.mayBeUndecided = true
    shape.range.mayBeNotApplicable = false
    switch function {
    case .count:
      shape.range.interval = Interval(.zero, Self.mostMembers)
      shape.range.isWhole = true
    case .sum, .average:
      if shape.decimals == nil, !shape.isBroken, let value {
        diagnostics.append(.ratioInSum(at: value.span))
        shape.isBroken = true
      }
      guard let interval = shape.range.interval else { break }
      let total = Interval(min(.finite(.zero), interval.lower), max(.finite(.zero), interval.upper))
        .multiplied(by: Interval(.one, Self.mostMembers))
      if function == .sum {
        shape.range.interval = total ?? .all
        if total == nil { shape.decimals = shape.isBroken ? 0 : 99 }
      } else {
        let digits = shape.digits
        shape.decimals = nil
        shape.ratioDigits = (digits.above + 10, digits.below + 10)
        shape.range.isWhole = false
        shape.range.mayBeNotApplicable = true
      }
    case .greatest, .least: shape.range.mayBeNotApplicable = true
    }
    return shape
  }
}

extension StaticRange {
  /// Whether a condition may be anything but 是.
  fileprivate var mayFail: Bool { mayBeFalse || mayBeNotApplicable }
}
