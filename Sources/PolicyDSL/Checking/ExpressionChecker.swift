/// Gives every expression its names, its type and its unit, and reports what does not fit.
///
/// An expression in error has no checked form; what depends on it stays silent.
struct ExpressionChecker {
  var symbols: Symbols
  var diagnostics: [Diagnostic] = []
  var proposals = ProposalBudget()
  /// The entity whose names are in scope: that of the rule, or the member inside 当 and 满足.
  var entity: Int
  private(set) var nodeCount = 0
  /// The first 补贴 met whose type is not known yet; its user is checked again behind it.
  var blockedOn: Int?
  /// The rule whose expressions are checked; never proposed for a name in it.
  var rule: Name?
  /// Numbers written without a unit, by node.
  private var bareNumbers: [Int: String] = [:]
  /// Names whose unit has lost the counting unit of their entity, by node.
  private var leftOut: [Int: LeftOutUnit] = [:]

  init(symbols: Symbols, entity: Int = 0) {
    self.symbols = symbols
    self.entity = entity
  }

  // MARK: Entry points

  mutating func truth(_ syntax: ExpressionSyntax) -> CheckedExpression? {
    guard let checked = check(syntax, expecting: .truth) else { return nil }
    if checked.type == .truth { return checked }
    diagnostics.append(.conditionExpected(found: describe(checked.type), at: checked.span))
    return nil
  }

  /// Checks an expression of a given type.
  mutating func value(_ syntax: ExpressionSyntax, _ type: ValueType) -> CheckedExpression? {
    guard let checked = check(syntax, expecting: type) else { return nil }
    return matches(checked, type) ? checked : nil
  }

  /// Whether `checked` is of `type`; reports it where not.
  mutating func matches(_ checked: CheckedExpression, _ type: ValueType) -> Bool {
    if checked.type == type { return true }
    switch (checked.type, type) {
    case (.number(let found), .number(let wanted)):
      diagnostics.append(
        wrongUnit(wanted, found: found, at: checked.span, bare: bareNumbers[checked.id], of: checked))
    default:
      diagnostics.append(
        .typeMismatch(describe(type).zh, describe(type).en, found: describe(checked.type), at: checked.span))
    }
    return false
  }

  mutating func make(_ kind: CheckedExpression.Kind, _ type: ValueType, _ span: SourceSpan)
    -> CheckedExpression
  {
    defer { nodeCount += 1 }
    return CheckedExpression(id: nodeCount, kind: kind, type: type, span: span)
  }

  // MARK: Expressions

  mutating func check(_ syntax: ExpressionSyntax, expecting: ValueType?) -> CheckedExpression? {
    switch syntax {
    case .literal(let literal): return check(literal, expecting: expecting)
    case .date(let date):
      return make(.constant(ExactNumber(Int128(date.date.dayNumber))), .date, date.span)
    case .truth(let value, let span): return make(.truth(value), .truth, span)
    case .notApplicable(let span):
      guard let expecting else {
        diagnostics.append(.untypedNotApplicable(at: span))
        return nil
      }
      return make(.notApplicable, expecting, span)
    case .assessmentDate(let span): return make(.assessmentDate, .date, span)
    case .assessmentYear(let span): return make(.assessmentYear, .year, span)
    case .path(let path): return check(path, expecting: expecting)
    case .not(let operand, let span):
      return truth(operand).map { make(.not($0), .truth, span) }
    case .all(let operands, let span):
      return truths(operands).map { make(.all($0), .truth, span) }
    case .any(let operands, let span):
      return alternatives(operands).map { make(.any($0), .truth, span) }
    case .comparison(let left, let comparison, let right, _, let span):
      return compare(left, comparison, right, span)
    case .membership(let membership): return check(membership)
    case .between(let operand, let lower, let upper, let span):
      return between(operand, lower, upper, span)
    case .sum(let terms, let span): return sum(terms, span, expecting: expecting)
    case .product(let factors, let span): return product(factors, span)
    case .conditional(let arms, let otherwise, let span):
      return conditional(arms, otherwise, span, expecting: expecting)
    case .keyed(let name, let keys, let span): return keyed(name, keys, span)
    case .age(let operand, let span):
      return value(operand, .date).map { make(.age($0), number(Name("岁")), span) }
    case .year(let operand, let span):
      return value(operand, .date).map { make(.year($0), .year, span) }
    case .rounded(let rule, let operand, let target, let span):
      return rounded(rule, operand, target, span)
    case .list(let function, let items, let span): return list(function, items, span, expecting: expecting)
    case .quantifier(let quantifier): return check(quantifier)
    case .group(let group): return check(group)
    case .share(let share): return check(share)
    case .threshold(let threshold): return check(threshold)
    }
  }

  private func number(_ unit: Name) -> ValueType { .number(Dimension(base: unit).without(countingUnit)) }

  /// The counting unit that is left out in rules about the entity in scope.
  var countingUnit: Name? {
    entity < symbols.entities.count ? symbols.entities[entity].countingUnit : nil
  }

  private mutating func check(_ literal: LiteralSyntax, expecting: ValueType?) -> CheckedExpression? {
    if expecting == .year, literal.unit == nil || literal.unit?.word?.name == Name("年"),
      literal.value.isWhole, ValueLimits.years.contains(literal.value), literal.unit != nil
    {
      return make(.constant(literal.value), .year, literal.span)
    }
    guard let unit = literal.unit else {
      let node = make(.constant(literal.value), .number(.none), literal.span)
      bareNumbers[node.id] = literal.value.description
      return node
    }
    switch symbols.units.resolve(unit) {
    case .failure(let unknown):
      reportUnknownUnit(unknown.word, in: unit)
      return nil
    case .success(let resolved):
      guard let value = literal.value.multiplied(by: resolved.factor) else {
        diagnostics.append(.tooManyDigits(at: literal.span))
        return nil
      }
      return make(.constant(value), .number(resolved.dimension.without(countingUnit)), literal.span)
    }
  }

  private mutating func reportUnknownUnit(_ word: Identifier, in unit: UnitSyntax) {
    guard !symbols.damagedNames.contains(word.name) else { return }
    // `8000元/人数`: a name behind the slash of a unit run.
    let isName = unit.word == nil && isKnown(word.name)
    diagnostics.append(
      .unknownUnit(word, among: proposals.candidates { [symbols] in symbols.units.names }, isName: isName))
  }

  private func isKnown(_ name: Name) -> Bool {
    guard entity < symbols.fieldByName.count else { return symbols.parameterByName[name] != nil }
    return symbols.fieldByName[entity][name] != nil || symbols.ruleByName[entity][name] != nil
      || symbols.parameterByName[name] != nil
  }

  private mutating func truths(_ operands: [ExpressionSyntax]) -> [CheckedExpression]? {
    let checked = operands.map { truth($0) }
    return checked.contains { $0 == nil } ? nil : checked.compactMap { $0 }
  }

  /// The operands of 或, with a hint where one is an option of the operand before it.
  private mutating func alternatives(_ operands: [ExpressionSyntax]) -> [CheckedExpression]? {
    var checked: [CheckedExpression?] = []
    for operand in operands {
      if case .path(let path) = operand, path.names.count == 1, !isKnown(path.names[0].name),
        case .membership(let options, _, _, _)?? = checked.last.map({ $0?.kind }),
        case .option(let set) = options.type, symbols.option(path.names[0].name, in: set) != nil
      {
        diagnostics.append(.optionAsTruth(path.names[0]))
        checked.append(nil)
        continue
      }
      checked.append(truth(operand))
    }
    return checked.contains { $0 == nil } ? nil : checked.compactMap { $0 }
  }

  // MARK: Names

  private mutating func check(_ path: PathSyntax, expecting: ValueType?) -> CheckedExpression? {
    if path.names.count == 1, case .option(let set)? = expecting,
      let option = symbols.option(path.names[0].name, in: set)
    {
      return make(.option(option), .option(set: set), path.span)
    }
    return resolve(path.names[...], path.span, expecting: expecting)
  }

  /// Resolves the rest of a path in the scope of `entity`.
  private mutating func resolve(
    _ names: ArraySlice<Identifier>, _ span: SourceSpan, expecting: ValueType?
  ) -> CheckedExpression? {
    let name = names[names.startIndex]
    if names.count == 1 { return leaf(name, span, expecting: expecting) }
    guard let field = symbols.fieldByName[entity][name.name] else {
      reportNoRelation(name, before: names[names.startIndex + 1])
      return nil
    }
    switch symbols.entities[entity].fields[field].type {
    case .belongsTo(let parent):
      let own = countingUnit
      let operand = inside(parent) { checker in
        checker.resolve(names.dropFirst(), span, expecting: expecting)
      }
      guard let operand else { return nil }
      return make(.parent(relation: field, operand: operand), operand.type.leavingOut(own), span)
    case .many:
      diagnostics.append(.groupAsValue(name))
      return nil
    default:
      if !symbols.damagedNames.contains(name.name) { diagnostics.append(.notARelation(name)) }
      return nil
    }
  }

  /// A name before 的 that is no field: a rule or a parameter is known, but leads nowhere.
  private mutating func reportNoRelation(_ name: Identifier, before next: Identifier) {
    guard isKnown(name.name), !symbols.damagedNames.contains(name.name) else {
      reportUnknown(name, expecting: nil)
      return
    }
    let kind = symbols.ruleByName[entity][name.name].map { symbols.rules[$0].kind }
    diagnostics.append(
      .notARelation(name, kind: kind, before: next.name, entity: symbols.entities[entity].name))
  }

  /// Runs `check` in the scope of another entity.
  private mutating func inside<Result>(
    _ other: Int, _ check: (inout ExpressionChecker) -> Result
  ) -> Result {
    let outer = entity
    entity = other
    defer { entity = outer }
    return check(&self)
  }

  /// A field, a rule or a parameter.
  private mutating func leaf(_ name: Identifier, _ span: SourceSpan, expecting: ValueType?)
    -> CheckedExpression?
  {
    if let position = symbols.fieldByName[entity][name.name] {
      let field = symbols.entities[entity].fields[position]
      if symbols.damagedNames.contains(name.name) { return nil }
      guard let type = valueType(of: field, name) else { return nil }
      let node = make(.field(position), type, span)
      if case .number(let unit) = field.type { noteLeftOut(unit, of: name.name, node) }
      return node
    }
    if let position = symbols.ruleByName[entity][name.name] {
      guard let type = symbols.rules[position].type else {
        blockedOn = blockedOn ?? position
        return nil
      }
      let node = make(.rule(position), type.leavingOut(countingUnit), span)
      noteLeftOut(symbols.rules[position].unit, of: name.name, node)
      return node
    }
    if let position = symbols.parameterByName[name.name] {
      let parameter = symbols.parameters[position]
      symbols.used.insert(parameter.name.span)
      guard parameter.keys.isEmpty else {
        diagnostics.append(
          .parameterNeedsKeys(name, parameter.keys.map { symbols.optionSets[$0].name }))
        return nil
      }
      return make(.parameter(position, keys: []), parameter.type.leavingOut(countingUnit), span)
    }
    reportUnknown(name, expecting: expecting)
    return nil
  }

  private mutating func noteLeftOut(_ unit: UnitOfMeasure, of name: Name, _ node: CheckedExpression) {
    guard let lost = unit.dimension.exponents.first(where: { $0.unit == countingUnit }) else { return }
    leftOut[node.id] = LeftOutUnit(
      unit: lost.unit, power: lost.power, name: name, entity: symbols.entities[entity].name)
  }

  private mutating func valueType(of field: Field, _ name: Identifier) -> ValueType? {
    switch field.type {
    case .truth, .presence: return .truth
    case .date: return .date
    case .year: return .year
    case .number(let unit): return .number(unit.dimension.without(countingUnit))
    case .option(let set): return .option(set: set)
    case .many:
      diagnostics.append(.groupAsValue(name))
      return nil
    case .key:
      diagnostics.append(.keyAsValue(name, of: nil))
      return nil
    case .belongsTo(let parent):
      diagnostics.append(.keyAsValue(name, of: symbols.entities[parent].name))
      return nil
    }
  }

  private mutating func reportUnknown(_ name: Identifier, expecting: ValueType?) {
    guard !symbols.damagedNames.contains(name.name),
      !symbols.damagedEntities.contains(symbols.entities[entity].name)
    else { return }
    let candidates = proposals.candidates { [symbols, entity, rule] in
      var names = symbols.names(of: entity).filter { $0 != rule?.text }
      if case .option(let set)? = expecting { names += symbols.optionSets[set].options.map(\.text) }
      return names
    }
    let entityName = symbols.entities[entity].name
    // 未达标, 没有…: only 非 negates.
    for prefix in ["未", "不", "没有", "没", "无"] where name.name.text.hasPrefix(prefix) {
      let rest = Name(String(name.name.text.dropFirst(prefix.count)))
      if isKnown(rest) {
        diagnostics.append(.negatedName(name, rest))
        return
      }
    }
    let elsewhere = symbols.entities.indices.filter {
      $0 != entity
        && (symbols.fieldByName[$0][name.name] != nil || symbols.ruleByName[$0][name.name] != nil)
    }
    let relation = symbols.entities[entity].fields.first {
      if case .belongsTo(let parent) = $0.type { return elsewhere.contains(parent) }
      return false
    }
    let group = symbols.entities[entity].fields.first {
      if case .many(let member, _) = $0.type { return elsewhere.contains(member) }
      return false
    }
    let proposal: Diagnostic.NameProposal =
      if let relation {
        .throughRelation(relation.name)
      } else if let near = NearestName.of(name.name.text, among: candidates) {
        .nearest(near)
      } else if let group {
        .inGroup(group.name)
      } else if let other = elsewhere.first {
        .elsewhere(symbols.entities[other].name)
      } else {
        .declaration
      }
    diagnostics.append(.unknownName(name, entity: entityName, proposal))
  }

  private mutating func keyed(
    _ name: Identifier, _ keys: [ExpressionSyntax], _ span: SourceSpan
  ) -> CheckedExpression? {
    guard let position = symbols.parameterByName[name.name] else {
      guard !symbols.damagedNames.contains(name.name) else { return nil }
      diagnostics.append(
        .unknownFunction(
          name,
          nearest: NearestName.of(
            name.name.text,
            among: proposals.candidates { [symbols] in
              Parser.functions + symbols.parameterByName.keys.map(\.text)
            }), among: Parser.functions))
      return nil
    }
    let parameter = symbols.parameters[position]
    symbols.used.insert(parameter.name.span)
    guard parameter.keys.count == keys.count else {
      diagnostics.append(
        .keyCount(name.name, keys.count, parameter.keys.map { symbols.optionSets[$0].name }, at: span))
      return nil
    }
    var checked: [CheckedExpression] = []
    for (key, set) in zip(keys, parameter.keys) {
      if let key = value(key, .option(set: set)) { checked.append(key) }
    }
    guard checked.count == keys.count else { return nil }
    return make(.parameter(position, keys: checked), parameter.type.leavingOut(countingUnit), span)
  }

  // MARK: Comparisons

  private mutating func compare(
    _ left: ExpressionSyntax, _ comparison: Comparison, _ right: ExpressionSyntax, _ span: SourceSpan
  ) -> CheckedExpression? {
    guard let (first, second) = pair(left, right) else { return nil }
    guard comparable(first, second, comparison) else { return nil }
    return make(.comparison(first, comparison, second), .truth, span)
  }

  /// Checks two operands, the one that gives the type first.
  private mutating func pair(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax
  ) -> (CheckedExpression, CheckedExpression)? {
    if needsType(left), !needsType(right) {
      guard let second = check(right, expecting: nil), let first = check(left, expecting: second.type) else {
        return nil
      }
      return (first, second)
    }
    let first = check(left, expecting: nil)
    // What would take its type from the left side cannot be looked at without it.
    if first == nil, needsType(right) { return nil }
    let second = check(right, expecting: first?.type)
    guard let first, let second else { return nil }
    return (first, second)
  }

  /// Whether a literal or a name that may be an option takes its type from the other side.
  private func needsType(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax {
    case .literal, .notApplicable: true
    case .path(let path): path.names.count == 1 && !isKnown(path.names[0].name)
    default: false
    }
  }

  private mutating func comparable(
    _ first: CheckedExpression, _ second: CheckedExpression, _ comparison: Comparison
  ) -> Bool {
    let isEquality = comparison == .equal || comparison == .notEqual
    switch (first.type, second.type) {
    case (.number(let left), .number(let right)):
      if left == right { return true }
      diagnostics.append(
        unitMismatch(
          left, right, at: first.span.joined(with: second.span),
          bare: bareNumbers[first.id] ?? bareNumbers[second.id], of: [first, second]))
      return false
    case (.date, .date), (.year, .year): return true
    case (.option(let left), .option(let right)) where left == right:
      let set = symbols.optionSets[left]
      if isEquality || set.isOrdered { return true }
      diagnostics.append(.unorderedOptions(set.name, at: first.span.joined(with: second.span)))
      return false
    case (.truth, .truth) where isEquality: return true
    default:
      diagnostics.append(
        .notComparable(
          describe(first.type), describe(second.type), at: first.span.joined(with: second.span)))
      return false
    }
  }

  private mutating func check(_ membership: MembershipSyntax) -> CheckedExpression? {
    guard let operand = check(membership.operand, expecting: nil) else { return nil }
    guard case .option(let set) = operand.type else {
      diagnostics.append(.membershipNeedsOption(describe(operand.type), at: operand.span))
      return nil
    }
    var positions: [Int] = []
    var isComplete = true
    for option in membership.options {
      if let position = symbols.option(option.name, in: set) {
        if positions.contains(position) { diagnostics.append(.optionTwice(option)) }
        positions.append(position)
      } else {
        isComplete = false
        guard !symbols.damagedNames.contains(option.name) else { continue }
        diagnostics.append(
          .unknownOption(
            option, set: symbols.optionSets[set].name,
            among: proposals.candidates { [symbols] in symbols.optionSets[set].options.map(\.text) },
            isCondition: isKnown(option.name)))
      }
    }
    guard isComplete else { return nil }
    return make(
      .membership(
        operand, options: positions.sorted(), isNegated: membership.isNegated, isOpen: membership.isOpen),
      .truth, membership.span)
  }

  private mutating func between(
    _ operand: ExpressionSyntax, _ lower: ExpressionSyntax, _ upper: ExpressionSyntax, _ span: SourceSpan
  ) -> CheckedExpression? {
    guard let value = check(operand, expecting: nil) else { return nil }
    // A bare first bound takes the unit of the second: `在 6 至 15岁`.
    var lowerSyntax = lower
    if case .literal(let first) = lower, first.unit == nil, case .literal(let second) = upper,
      let unit = second.unit
    {
      lowerSyntax = .literal(
        LiteralSyntax(value: first.value, text: first.text, unit: unit, span: first.span))
    }
    let low = check(lowerSyntax, expecting: value.type)
    let high = check(upper, expecting: value.type)
    guard let low, let high, comparable(value, high, .atMost), comparable(value, low, .atLeast) else {
      return nil
    }
    if case .constant(let first) = low.kind, case .constant(let last) = high.kind, first > last {
      diagnostics.append(.reversedRange(at: low.span.joined(with: high.span)))
      return nil
    }
    let above = make(.comparison(value, .atLeast, low), .truth, span)
    // The operand stands in two comparisons; each has a node of its own.
    let again = check(operand, expecting: nil) ?? value
    let below = make(.comparison(again, .atMost, high), .truth, span)
    return make(.all([above, below]), .truth, span)
  }

  // MARK: Arithmetic

  private mutating func sum(
    _ terms: [SumTermSyntax], _ span: SourceSpan, expecting: ValueType?
  ) -> CheckedExpression? {
    var checked: [CheckedTerm] = []
    for term in terms {
      guard let value = check(term.term, expecting: nil) else { continue }
      checked.append(CheckedTerm(isSubtracted: term.isSubtracted, term: value))
    }
    guard checked.count == terms.count, let first = checked.first else { return nil }
    switch first.term.type {
    case .date: return calendarSum(checked, .date, number(Name("天")), span)
    case .year: return calendarSum(checked, .year, number(Name("年")), span)
    case .number:
      for term in checked.dropFirst() {
        if case .date = term.term.type, !term.isSubtracted {
          return calendarSum(checked, .date, number(Name("天")), span)
        }
        guard case .number(let dimension) = term.term.type, case .number(let wanted) = first.term.type else {
          diagnostics.append(.notANumber(describe(term.term.type), at: term.term.span))
          return nil
        }
        if dimension != wanted {
          diagnostics.append(
            unitMismatch(
              wanted, dimension, at: first.term.span.joined(with: term.term.span),
              bare: bareNumbers[term.term.id] ?? bareNumbers[first.term.id], of: [first.term, term.term]))
          return nil
        }
      }
      return make(.sum(checked), first.term.type, span)
    default:
      // `A + 条件 时 V 否则 W` makes the whole sum the condition.
      diagnostics.append(.notANumber(describe(first.term.type), at: first.term.span))
      return nil
    }
  }

  /// date − date gives 天, date ± 天 a date; years alike.
  private mutating func calendarSum(
    _ terms: [CheckedTerm], _ point: ValueType, _ distance: ValueType, _ span: SourceSpan
  ) -> CheckedExpression? {
    var points = 0
    for term in terms {
      if term.term.type == point {
        points += term.isSubtracted ? -1 : 1
      } else if !matches(term.term, distance) {
        return nil
      }
    }
    guard points == 0 || points == 1 else {
      diagnostics.append(.sumOfDates(at: span))
      return nil
    }
    return make(.sum(terms), points == 1 ? point : distance, span)
  }

  private mutating func product(_ factors: [FactorSyntax], _ span: SourceSpan) -> CheckedExpression? {
    var checked: [CheckedFactor] = []
    var dimension = Dimension.none
    for factor in factors {
      guard let value = check(factor.factor, expecting: nil) else { continue }
      guard case .number(let own) = value.type else {
        diagnostics.append(.notANumber(describe(value.type), at: value.span))
        continue
      }
      dimension = factor.isDivisor ? dimension.divided(by: own) : dimension.multiplied(by: own)
      checked.append(CheckedFactor(isDivisor: factor.isDivisor, factor: value))
    }
    guard checked.count == factors.count else { return nil }
    return make(.product(checked), .number(dimension), span)
  }

  private mutating func rounded(
    _ rule: Rounding, _ operand: ExpressionSyntax, _ target: RoundingTargetSyntax, _ span: SourceSpan
  ) -> CheckedExpression? {
    guard let value = check(operand, expecting: nil) else { return nil }
    guard case .number(let dimension) = value.type else {
      diagnostics.append(.notANumber(describe(value.type), at: value.span))
      return nil
    }
    switch target {
    case .digits(.path(let path), let unit):
      guard let digits = check(path, expecting: nil) else { return nil }
      guard case .number(let counted) = digits.type, counted == .none || isCount(counted) else {
        diagnostics.append(.digitsNeedCount(path.names[path.names.count - 1].name, at: digits.span))
        return nil
      }
      var measure = UnitOfMeasure.none
      if let unit {
        guard let resolved = roundingUnit(unit, for: dimension) else { return nil }
        measure = resolved
      }
      return make(.roundedToDigits(value, rule, digits: digits, unit: measure), value.type, span)
    default:
      guard let step = step(of: target, for: dimension) else { return nil }
      return make(.rounded(value, RoundingStep(rule: rule, step: step)), value.type, span)
    }
  }

  private func isCount(_ dimension: Dimension) -> Bool {
    dimension.exponents.count == 1 && dimension.exponents[0].power == 1
      && symbols.units.unit(named: dimension.exponents[0].unit)?.isWhole == true
  }

  /// The step of `到 分` or `到 2位 按 亿元`, in base units.
  mutating func step(of target: RoundingTargetSyntax, for dimension: Dimension) -> ExactNumber? {
    switch target {
    case .unit(let unit): return roundingUnit(unit, for: dimension)?.factor
    case .digits(.path(let path), _):
      diagnostics.append(.fixedDigitsNeeded(at: path.span))
      return nil
    case .digits(.number(let digits), let unit):
      var factor = ExactNumber.one
      if let unit {
        guard let resolved = roundingUnit(unit, for: dimension) else { return nil }
        factor = resolved.factor
      }
      guard digits.value.isWhole, let count = Int(exactly: digits.value.numerator), count <= 12,
        let power = ExactNumber.powerOfTen(count), let step = factor.divided(by: ExactNumber(power))
      else {
        diagnostics.append(.decimalsOutOfRange(most: 12, at: digits.span))
        return nil
      }
      return step
    }
  }

  /// A unit that measures what is rounded; for money per something, money alone will do.
  private mutating func roundingUnit(_ syntax: UnitSyntax, for dimension: Dimension) -> UnitOfMeasure? {
    switch symbols.units.resolve(syntax) {
    case .failure(let unknown):
      reportUnknownUnit(unknown.word, in: syntax)
      return nil
    case .success(let unit):
      let own = unit.dimension.without(countingUnit)
      let above = Dimension(dimension.exponents.filter { $0.power > 0 }.map { ($0.unit, $0.power) })
      if own == dimension || own == above { return unit }
      diagnostics.append(wrongUnit(dimension, found: own, at: syntax.span, bare: nil))
      return nil
    }
  }

  private mutating func list(
    _ function: ListFunction, _ items: [ExpressionSyntax], _ span: SourceSpan, expecting: ValueType?
  ) -> CheckedExpression? {
    var checked: [CheckedExpression] = []
    for item in items {
      guard let value = check(item, expecting: checked.first?.type ?? expecting) else { continue }
      if let first = checked.first {
        guard comparable(first, value, .equal) else { continue }
      } else if function == .sum || value.type == .truth {
        guard case .number = value.type else {
          diagnostics.append(.notANumber(describe(value.type), at: value.span))
          continue
        }
      }
      checked.append(value)
    }
    guard checked.count == items.count, let first = checked.first else { return nil }
    if case .option = first.type {
      diagnostics.append(.notANumber(describe(first.type), at: first.span))
      return nil
    }
    return make(.list(function, checked), first.type, span)
  }

  // MARK: Conditions

  private mutating func conditional(
    _ arms: [ConditionalArmSyntax], _ otherwise: ExpressionSyntax?, _ span: SourceSpan,
    expecting: ValueType?
  ) -> CheckedExpression? {
    let conditions = arms.map { truth($0.condition) }
    let syntaxes = arms.map(\.value) + (otherwise.map { [$0] } ?? [])
    // The first value that has a type of its own gives it to literals, options and 不适用.
    var type = expecting
    var values = [CheckedExpression?](repeating: nil, count: syntaxes.count)
    var failed = false
    if type == nil {
      for (position, syntax) in syntaxes.enumerated() where !needsType(syntax) {
        values[position] = check(syntax, expecting: nil)
        guard let value = values[position] else {
          failed = true
          continue
        }
        type = value.type
        break
      }
    }
    if type == nil, !failed {
      for (position, syntax) in syntaxes.enumerated() {
        if case .notApplicable = syntax { continue }
        values[position] = check(syntax, expecting: nil)
        type = values[position]?.type
        break
      }
    }
    for (position, syntax) in syntaxes.enumerated()
    where values[position] == nil && !(failed && needsType(syntax)) {
      guard let value = check(syntax, expecting: type) else {
        failed = true
        continue
      }
      if let type, !matches(value, type) { failed = true }
      type = type ?? value.type
      values[position] = value
    }
    guard let type, !failed, !conditions.contains(where: { $0 == nil }) else { return nil }
    if otherwise == nil, type != .truth {
      diagnostics.append(.otherwiseMissing(at: span))
      return nil
    }
    let checkedArms = zip(conditions, values).map { CheckedArm(condition: $0!, value: $1!) }
    return make(
      .conditional(checkedArms, otherwise: otherwise == nil ? nil : values[arms.count]!), type, span)
  }

  private mutating func check(_ threshold: ThresholdSyntax) -> CheckedExpression? {
    guard let items = truths(threshold.items) else { return nil }
    let minimum: Int?
    switch threshold.kind {
    case .all: minimum = nil
    case .any: minimum = 1
    case .atLeast(let count):
      if count > items.count {
        diagnostics.append(.thresholdTooHigh(count, of: items.count, at: threshold.span))
        return nil
      }
      minimum = count
    }
    return make(.threshold(minimum: minimum, items), .truth, threshold.span)
  }

  // MARK: Groups

  /// Resolves a path to a group: relations upward, then a 若干 field.
  /// - Returns: The 属于 fields upward, the 若干 field, its member entity, and the names behind it.
  private mutating func group(
    _ path: PathSyntax
  ) -> (upward: [Int], relation: Int, owner: Int, member: Int, rest: ArraySlice<Identifier>)? {
    var owner = entity
    var upward: [Int] = []
    for (position, name) in path.names.enumerated() {
      guard let field = symbols.fieldByName[owner][name.name] else {
        inside(owner) { checker in
          if position + 1 < path.names.count {
            checker.reportNoRelation(name, before: path.names[position + 1])
          } else if checker.isKnown(name.name), !checker.symbols.damagedNames.contains(name.name) {
            checker.diagnostics.append(.notAGroup(name, checker.groups(of: owner)))
          } else {
            checker.reportUnknown(name, expecting: nil)
          }
        }
        return nil
      }
      switch symbols.entities[owner].fields[field].type {
      case .belongsTo(let parent):
        upward.append(field)
        owner = parent
      case .many(let member, _):
        return (upward, field, owner, member, path.names[(position + 1)...])
      default:
        if !symbols.damagedNames.contains(name.name) {
          diagnostics.append(.notAGroup(name, groups(of: owner)))
        }
        return nil
      }
    }
    diagnostics.append(.notAGroup(path.names[path.names.count - 1], groups(of: owner)))
    return nil
  }

  private func groups(of owner: Int) -> [Name] {
    symbols.entities[owner].fields.compactMap { if case .many = $0.type { $0.name } else { nil } }
  }

  /// Wraps a node about `owner` into the steps that lead up to it, and leaves out the counting units.
  private mutating func lift(_ node: CheckedExpression, _ upward: [Int], _ span: SourceSpan)
    -> CheckedExpression
  {
    var result = node
    for field in upward.reversed() {
      result = make(.parent(relation: field, operand: result), result.type, span)
    }
    let type = result.type.leavingOut(countingUnit)
    return CheckedExpression(id: result.id, kind: result.kind, type: type, span: span)
  }

  private mutating func check(_ quantifier: QuantifierSyntax) -> CheckedExpression? {
    guard let group = group(quantifier.group), reject(group.rest, behind: quantifier.group, nil) else {
      return nil
    }
    let (condition, predicate, isComplete) = inside(group.member) { checker in
      let condition = quantifier.condition.map { checker.truth($0) }
      let predicate = checker.truth(quantifier.predicate)
      return (condition ?? nil, predicate, condition == nil || condition! != nil)
    }
    guard let predicate, isComplete else { return nil }
    let node = make(
      .quantifier(
        isUniversal: quantifier.isUniversal, relation: group.relation, condition: condition,
        predicate: predicate),
      .truth, quantifier.span)
    return lift(node, group.upward, quantifier.span)
  }

  private mutating func check(_ share: ShareSyntax) -> CheckedExpression? {
    guard let group = group(share.group), reject(group.rest, behind: share.group, nil) else { return nil }
    let (condition, predicate, isComplete) = inside(group.member) { checker in
      let condition = share.condition.map { checker.truth($0) }
      let predicate = checker.truth(share.predicate)
      return (condition ?? nil, predicate, condition == nil || condition! != nil)
    }
    guard let predicate, isComplete else { return nil }
    let node = make(
      .share(relation: group.relation, condition: condition, predicate: predicate), .number(.none), share.span
    )
    return lift(node, group.upward, share.span)
  }

  private mutating func reject(
    _ rest: ArraySlice<Identifier>, behind path: PathSyntax, _ function: GroupFunction?
  ) -> Bool {
    guard let first = rest.first else { return true }
    let group = path.names[rest.startIndex - 1].name
    diagnostics.append(.nameBehindGroup(first, group, function?.rawValue))
    return false
  }

  private mutating func check(_ syntax: GroupSyntax) -> CheckedExpression? {
    guard let group = group(syntax.path) else { return nil }
    if syntax.function == .count {
      guard reject(group.rest, behind: syntax.path, .count) else { return nil }
    } else if group.rest.isEmpty {
      diagnostics.append(
        .groupWithoutValue(syntax.function.rawValue, syntax.path.names[syntax.path.names.count - 1]))
      return nil
    }
    let (condition, value, isComplete) = inside(group.member) { checker in
      let condition = syntax.condition.map { checker.truth($0) }
      let value = group.rest.isEmpty ? nil : checker.resolve(group.rest, syntax.path.span, expecting: nil)
      return (condition ?? nil, value, condition == nil || condition! != nil)
    }
    guard isComplete, group.rest.isEmpty || value != nil else { return nil }
    let counted = Dimension(base: symbols.entities[group.member].countingUnit)
    var type = ValueType.number(counted)
    if let value {
      switch (value.type, syntax.function) {
      case (.number(let dimension), .average): type = .number(dimension.divided(by: counted))
      case (.number, _): type = value.type
      case (.date, .greatest), (.date, .least), (.year, .greatest), (.year, .least): type = value.type
      default:
        diagnostics.append(.notANumber(describe(value.type), at: value.span))
        return nil
      }
    }
    let node = make(
      .group(syntax.function, relation: group.relation, condition: condition, value: value), type, syntax.span
    )
    return lift(node, group.upward, syntax.span)
  }

  // MARK: Words for types

  func describe(_ type: ValueType) -> Phrase {
    switch type {
    case .truth: return Phrase(zh: "真假（`是否`）", en: "a truth (`是否`)")
    case .date: return Phrase(zh: "日期", en: "a date")
    case .year: return Phrase(zh: "年份", en: "a year")
    case .option(let set):
      let name = symbols.optionSets[set].name
      return Phrase(zh: "`\(name)` 的选项", en: "an option of `\(name)`")
    case .number(let dimension):
      if dimension == .none { return Phrase(zh: "没有单位的数", en: "a number without unit") }
      return Phrase(zh: "以 `\(dimension.text)` 计的数", en: "a number in `\(dimension.text)`")
    }
  }

  /// Two operands whose units disagree; `bare` is the one that is written as a number without unit.
  private func unitMismatch(
    _ left: Dimension, _ right: Dimension, at span: SourceSpan, bare: String?,
    of operands: [CheckedExpression]
  ) -> Diagnostic {
    let hint: Phrase? =
      if let bare {
        unitHint(bare, left == .none ? right : left)
      } else if let months = months(left, over: right) {
        months > 0
          ? Phrase(zh: "把后一个乘以 `12月/年`", en: "multiply the second by `12月/年`")
          : Phrase(zh: "把前一个乘以 `12月/年`", en: "multiply the first by `12月/年`")
      } else {
        leftOutHint(left.divided(by: right), operands)
      }
    return .unitMismatch(left.text, right.text, at: span, hint: hint)
  }

  /// A value whose unit is not that of its place; `bare` is the value if it is a number without unit.
  ///
  /// - Parameter expression: The value, where it is computed.
  func wrongUnit(
    _ wanted: Dimension, found: Dimension, at span: SourceSpan, bare: String?,
    of expression: CheckedExpression? = nil
  ) -> Diagnostic {
    let hint: Phrase? =
      if let bare {
        unitHint(bare, wanted)
      } else if let months = months(wanted, over: found) {
        months > 0
          ? Phrase(zh: "换算时乘以 `12月/年`", en: "multiply it by `12月/年`")
          : Phrase(zh: "换算时除以 `12月/年`", en: "divide it by `12月/年`")
      } else {
        expression.flatMap { leftOutHint(wanted.divided(by: found), [$0]) }
      }
    return .wrongUnit(wanted.text, found: found.text, at: span, hint: hint)
  }

  /// The bare number with the unit that it lacks.
  private func unitHint(_ bare: String, _ dimension: Dimension) -> Phrase? {
    let text = dimension.text
    guard !text.isEmpty, !text.hasPrefix("1/") else { return nil }
    let examples = text.hasPrefix("元") ? "`\(bare)\(text)` 或 `\(bare)万\(text)`" : "`\(bare)\(text)`"
    return Phrase(
      zh: "数后面写明单位：\(examples)",
      en: "write the unit behind the number: \(examples.replacing(" 或 ", with: " or "))")
  }

  /// Says why two units that differ by a counting unit do so: it was left out (6.3 of the reference).
  private func leftOutHint(_ difference: Dimension, _ operands: [CheckedExpression]) -> Phrase? {
    guard difference.exponents.count == 1, abs(difference.exponents[0].power) == 1 else { return nil }
    for operand in operands {
      if let lost = leftOut(difference.exponents[0].unit, of: operand) { return .leftOut(lost) }
    }
    return nil
  }

  /// The first name from which `expression` takes its value and that has lost `unit`.
  private func leftOut(_ unit: Name, of expression: CheckedExpression) -> LeftOutUnit? {
    if let lost = leftOut[expression.id], lost.unit == unit { return lost }
    let parts: [CheckedExpression] =
      switch expression.kind {
      case .group(_, _, _, let value): value.map { [$0] } ?? []
      case .parent(_, let operand), .rounded(let operand, _): [operand]
      case .sum(let terms): terms.map(\.term)
      case .product(let factors): factors.map(\.factor)
      case .list(_, let items): items
      default: []
      }
    for part in parts {
      if let lost = leftOut(unit, of: part) { return lost }
    }
    return nil
  }

  /// 1 where `left` is `right` times 月/年, −1 where it is `right` times 年/月, otherwise `nil`.
  private func months(_ left: Dimension, over right: Dimension) -> Int? {
    let quotient = left.divided(by: right)
    guard quotient.exponents.count == 2 else { return nil }
    let powers = Dictionary(uniqueKeysWithValues: quotient.exponents.map { ($0.unit.text, $0.power) })
    guard let years = powers["年"], let months = powers["月"], years == -months, abs(years) == 1 else {
      return nil
    }
    return months
  }
}

extension ValueType {
  /// The type as it is seen in a rule about an entity with the counting unit `unit`.
  func leavingOut(_ unit: Name?) -> ValueType {
    if case .number(let dimension) = self { return .number(dimension.without(unit)) }
    return self
  }
}
