/// Checks what the rules, parameters and tests of a rule set say, once all names are known.
struct RuleChecker {
  var expressions: ExpressionChecker
  private let files: [ParsedFile]

  var symbols: Symbols { expressions.symbols }

  init(symbols: Symbols, files: [ParsedFile]) {
    expressions = ExpressionChecker(symbols: symbols)
    self.files = files
  }

  /// The declarations of rules by the span of their name.
  private func ruleSyntax() -> [SourceSpan: DeclarationSyntax] {
    var syntax: [SourceSpan: DeclarationSyntax] = [:]
    for declaration in files.flatMap(\.tree.declarations) {
      switch declaration {
      case .quantity(let rule): syntax[rule.name.span] = declaration
      case .standard(let rule): syntax[rule.name.span] = declaration
      case .finding(let rule): syntax[rule.name.span] = declaration
      case .benefit(let rule): syntax[rule.name.span] = declaration
      default: break
      }
    }
    return syntax
  }

  // MARK: Rules

  /// Gives every 补贴 the type of its amount; a 补贴 that uses others waits for theirs.
  ///
  /// What is in error is reported by `rules()`; a circle of 补贴 is reported here.
  mutating func inferBenefitTypes() {
    let syntax = ruleSyntax()
    var ready = symbols.rules.indices.filter { symbols.rules[$0].kind == .benefit }
    var waiting: [Int: [Int]] = [:]
    var blocks: [Int: Int] = [:]
    while let position = ready.popLast() {
      guard case .benefit(let benefit)? = syntax[symbols.rules[position].name.span] else { continue }
      // What an attempt reports, the look at all rules reports again.
      let (reported, proposals) = (expressions.diagnostics.count, expressions.proposals)
      expressions.blockedOn = nil
      expressions.entity = symbols.rules[position].entity
      let type = benefitType(benefit)
      expressions.diagnostics.removeLast(expressions.diagnostics.count - reported)
      expressions.proposals = proposals
      if let type {
        expressions.symbols.rules[position].type = type.type
        expressions.symbols.rules[position].unit = type.unit
        blocks[position] = nil
        ready += waiting.removeValue(forKey: position) ?? []
      } else if let other = expressions.blockedOn {
        blocks[position] = other
        waiting[other, default: []].append(position)
      } else {
        expressions.symbols.damagedNames.insert(symbols.rules[position].name.name)
        ready += waiting.removeValue(forKey: position) ?? []
        // Its users find a damaged name and stay silent.
        expressions.symbols.rules[position].type = .number(.none)
      }
    }
    for position in blocks.keys.sorted() {
      // The users of a circle wait as well; each circle is reported once, from its first rule.
      var path = [position]
      while let next = blocks[path[path.count - 1]], !path.contains(next) { path.append(next) }
      guard let next = blocks[path[path.count - 1]], let start = path.firstIndex(of: next) else { continue }
      let circle = Array(path[start...])
      expressions.symbols.damagedNames.insert(symbols.rules[position].name.name)
      if circle.min() == position { expressions.diagnostics.append(.cycle(cyclePath(circle))) }
    }
  }

  private func cyclePath(_ circle: [Int]) -> [(entity: Name, rule: Identifier)] {
    circle.map { (symbols.entities[symbols.rules[$0].entity].name, symbols.rules[$0].name) }
  }

  private mutating func benefitType(_ benefit: BenefitSyntax) -> (type: ValueType, unit: UnitOfMeasure)? {
    let amounts = [benefit.amount?.amount].compactMap { $0 } + benefit.exceptions.map(\.amount)
    for amount in amounts {
      if let checked = self.amount(amount, expecting: nil), let type = checked.type,
        case .number(let dimension) = type
      {
        return (type, displayUnit(for: dimension, amount))
      }
      if expressions.blockedOn != nil { return nil }
    }
    return nil
  }

  /// The unit in which an amount is shown: the first written one that measures the same and names what
  /// it is counted by (元/人·年 rather than 元/年), else the first that measures the same.
  private func displayUnit(for dimension: Dimension, _ amount: AmountSyntax) -> UnitOfMeasure {
    var found: UnitOfMeasure?
    let unit = expressions.countingUnit
    SyntaxWalk.visit(amount) { expression in
      guard found == nil || found?.dimension == dimension else { return }
      var candidate: UnitOfMeasure?
      switch expression {
      case .literal(let literal):
        if let written = literal.unit, case .success(let resolved) = symbols.units.resolve(written) {
          candidate = resolved
        }
      case .path(let path) where path.names.count == 1: candidate = declaredUnit(of: path.names[0].name)
      case .keyed(let name, _, _): candidate = declaredUnit(of: name.name)
      default: break
      }
      guard let candidate, candidate.dimension.without(unit) == dimension else { return }
      if found == nil || candidate.dimension != dimension { found = candidate }
    }
    return found
      ?? UnitOfMeasure(text: dimension.text, dimension: dimension, factor: .one, isWhole: false)
  }

  private func declaredUnit(of name: Name) -> UnitOfMeasure? {
    let entity = expressions.entity
    if let field = symbols.fieldByName[entity][name],
      case .number(let unit) = symbols.entities[entity].fields[field].type
    {
      return unit
    }
    if let rule = symbols.ruleByName[entity][name] { return symbols.rules[rule].unit }
    return symbols.parameterByName[name].map { symbols.parameters[$0].unit }
  }

  /// Checks all rules; a rule in error is `nil`.
  mutating func rules() -> [Rule?] {
    let syntax = ruleSyntax()
    return symbols.rules.indices.map { position in
      let head = symbols.rules[position]
      expressions.entity = head.entity
      expressions.rule = head.name.name
      switch syntax[head.name.span] {
      case .quantity(let rule)?: return quantity(rule, head)
      case .standard(let rule)?: return standard(rule, head)
      case .finding(let rule)?: return finding(rule, head)
      case .benefit(let rule)?: return benefit(rule, head)
      default: return nil
      }
    }
  }

  private mutating func make(
    _ head: Symbols.RuleHead, _ body: RuleBody, _ citations: [Identifier], _ openQuestions: [TextSyntax],
    _ period: PeriodSyntax?
  ) -> Rule {
    let positions = self.citations(citations)
    if let period, let end = period.end, end.date < period.start.date {
      expressions.diagnostics.append(.reversedPeriod(at: period.span))
    }
    let own = period.map { Period(start: $0.start.date, end: $0.end?.date) }
    let inherited = positions.first.flatMap { symbols.documents[symbols.citations[$0].document].period }
    return Rule(
      name: head.name.name, entity: head.entity, body: body, type: head.type ?? .number(.none),
      unit: head.unit,
      citations: positions, openQuestions: openQuestions.map(\.text), period: own ?? inherited,
      span: head.name.span)
  }

  private mutating func citations(_ identifiers: [Identifier]) -> [Int] {
    identifiers.compactMap { identifier in
      guard let position = symbols.citationByName[identifier.name] else {
        if !symbols.damagedNames.contains(identifier.name) {
          expressions.diagnostics.append(
            .unknownCitation(
              identifier,
              among: expressions.proposals.candidates { [symbols] in symbols.citationByName.keys.map(\.text) }
            ))
        }
        return nil
      }
      if symbols.citations[position].withoutRule != nil {
        expressions.diagnostics.append(
          .citationWithoutRule(identifier, declared: symbols.citationSpans[position]))
      }
      expressions.symbols.used.insert(symbols.citationSpans[position])
      return position
    }
  }

  private mutating func quantity(_ rule: QuantitySyntax, _ head: Symbols.RuleHead) -> Rule? {
    guard let type = head.type else { return nil }
    let wanted = type.leavingOut(expressions.countingUnit)
    guard let value = amount(rule.value, expecting: wanted) else {
      _ = citations(rule.citations)
      return nil
    }
    let fits = value.results.allSatisfy { $0.type == wanted || expressions.matches($0, wanted) }
    let made = make(head, .quantity(value.amount), rule.citations, rule.openQuestions, nil)
    return fits ? made : nil
  }

  private mutating func standard(_ rule: StandardSyntax, _ head: Symbols.RuleHead) -> Rule? {
    let applicability = conditions(rule.applicability)
    var requirements: [Requirement] = []
    var seen: [Name: SourceSpan] = [:]
    var isComplete = applicability != nil
    for requirement in rule.requirements {
      if let first = seen[requirement.name.name] {
        expressions.diagnostics.append(
          .duplicate(requirement.name.name, at: requirement.name.span, first: first))
      }
      seen[requirement.name.name] = requirement.name.span
      let syntax =
        requirement.expression
        ?? .path(PathSyntax(names: [requirement.name], span: requirement.name.span))
      let checked = expressions.truth(syntax)
      let cited = citations(requirement.citations)
      if let checked {
        requirements.append(Requirement(name: requirement.name.name, expression: checked, citations: cited))
      } else {
        isComplete = false
      }
    }
    let made = make(
      head, .standard(applicability: applicability ?? [], requirements: requirements), rule.citations,
      rule.openQuestions, rule.period)
    return isComplete ? made : nil
  }

  private mutating func conditions(_ syntaxes: [ConditionSyntax]) -> [Condition]? {
    var conditions: [Condition] = []
    for syntax in syntaxes {
      let checked = expressions.truth(syntax.expression)
      let cited = citations(syntax.citations)
      if let checked { conditions.append(Condition(expression: checked, citations: cited)) }
    }
    return conditions.count == syntaxes.count ? conditions : nil
  }

  private mutating func finding(_ rule: FindingSyntax, _ head: Symbols.RuleHead) -> Rule? {
    let conditions = conditions(rule.conditions)
    let exclusions = self.conditions(rule.exclusions)
    let made = make(
      head, .finding(conditions: conditions ?? [], exclusions: exclusions ?? []), rule.citations,
      rule.openQuestions, rule.period)
    return conditions != nil && exclusions != nil ? made : nil
  }

  private mutating func benefit(_ rule: BenefitSyntax, _ head: Symbols.RuleHead) -> Rule? {
    let conditions = conditions(rule.conditions)
    let exclusions = self.conditions(rule.exclusions)
    let isTyped = !symbols.damagedNames.contains(head.name.name)
    let type = isTyped ? head.type : nil
    var results: [CheckedExpression] = []
    let general = rule.amount.flatMap { amount($0.amount, expecting: type) }
    results += general?.results ?? []
    let amountCitations = citations(rule.amount?.citations ?? [])
    var exceptions: [BenefitException] = []
    for syntax in rule.exceptions {
      let condition = expressions.truth(syntax.condition)
      let checked = amount(syntax.amount, expecting: type)
      let cited = citations(syntax.citations)
      results += checked?.results ?? []
      if let condition, let checked {
        exceptions.append(
          BenefitException(condition: condition, amount: checked.amount, citations: cited, span: syntax.span))
      }
    }
    var execution: CheckedExpression?
    if let syntax = rule.execution {
      execution = expressions.check(syntax.expression, expecting: type)
      if let execution { results.append(execution) }
    }
    let executionCitations = citations(rule.execution?.citations ?? [])
    var rounding: RoundingStep?
    if let syntax = rule.rounding, case .number(let dimension)? = type {
      rounding = expressions.step(of: syntax.target, for: dimension).map {
        RoundingStep(rule: syntax.rule, step: $0)
      }
      if rounding == nil { results = [] }
    }
    var fits = true
    if case .number? = type {
      for result in results where !expressions.matches(result, type!) { fits = false }
    } else if let first = results.first {
      expressions.diagnostics.append(.notANumber(expressions.describe(first.type), at: first.span))
    }
    let isComplete =
      conditions != nil && exclusions != nil && general != nil && fits && isTyped
      && exceptions.count == rule.exceptions.count && (rule.execution == nil) == (execution == nil)
      && (rule.rounding == nil) == (rounding == nil)
    let body = general.map {
      RuleBody.benefit(
        Benefit(
          conditions: conditions ?? [], exclusions: exclusions ?? [], amount: $0.amount,
          amountCitations: amountCitations, exceptions: exceptions, execution: execution,
          executionCitations: executionCitations, rounding: rounding))
    }
    let made = make(
      head, body ?? .finding(conditions: [], exclusions: []), rule.citations, rule.openQuestions, rule.period)
    return isComplete ? made : nil
  }

  // MARK: Amounts and tables

  /// A checked amount, its type, and every expression whose type has to be that of the amount.
  typealias CheckedAmount = (amount: Amount, type: ValueType?, results: [CheckedExpression])

  private mutating func amount(_ syntax: AmountSyntax, expecting: ValueType?) -> CheckedAmount? {
    switch syntax {
    case .expression(let expression):
      // 不适用 alone says nothing of the type; another row or clause does.
      if case .notApplicable(let span) = expression {
        let type = expecting ?? .number(.none)
        let node = expressions.make(.notApplicable, type, span)
        return (.exactly(node), expecting, [])
      }
      guard let checked = expressions.check(expression, expecting: expecting) else { return nil }
      return (.exactly(checked), checked.type, [checked])
    case .atLeast(let expression, _):
      guard let checked = bound(expression, expecting) else { return nil }
      return (.atLeast(checked), checked.type, [checked])
    case .atMost(let expression, _):
      guard let checked = bound(expression, expecting) else { return nil }
      return (.atMost(checked), checked.type, [checked])
    case .lookUp(let table): return lookUp(table, expecting: expecting)
    }
  }

  private mutating func bound(_ syntax: ExpressionSyntax, _ expecting: ValueType?) -> CheckedExpression? {
    guard let checked = expressions.check(syntax, expecting: expecting) else { return nil }
    if case .number = checked.type { return checked }
    expressions.diagnostics.append(.notANumber(expressions.describe(checked.type), at: checked.span))
    return nil
  }

  private mutating func lookUp(_ table: LookUpSyntax, expecting: ValueType?) -> CheckedAmount? {
    var keys: [CheckedExpression] = []
    for head in table.heads {
      if let key = expressions.check(head, expecting: nil) { keys.append(key) }
    }
    var rows: [LookUpRow] = []
    var results: [CheckedExpression] = []
    var type = expecting
    for (position, row) in table.rows.enumerated() {
      let patterns = keys.count == table.heads.count ? self.patterns(row.patterns, keys) : nil
      let isRest = row.patterns.contains { if case .rest = $0 { true } else { false } }
      if isRest, position != table.rows.count - 1 {
        expressions.diagnostics.append(.restNotLast(at: row.span))
      }
      if isRest, row.patterns.contains(where: { if case .rest = $0 { false } else { true } }) {
        expressions.diagnostics.append(.restInOneCell(at: row.span))
      }
      guard let result = amount(row.result, expecting: type) else { continue }
      type = type ?? result.type
      results += result.results
      if let patterns {
        rows.append(LookUpRow(patterns: patterns, isRest: isRest, result: result.amount, span: row.span))
      }
    }
    guard keys.count == table.heads.count, rows.count == table.rows.count else { return nil }
    return (.lookUp(LookUp(keys: keys, rows: rows, span: table.span)), type, results)
  }

  private mutating func patterns(_ syntaxes: [PatternSyntax], _ keys: [CheckedExpression]) -> [Pattern]? {
    let patterns = zip(syntaxes, keys).map { pattern($0, for: $1) }
    return patterns.contains { $0 == nil } ? nil : patterns.compactMap { $0 }
  }

  private mutating func pattern(_ syntax: PatternSyntax, for key: CheckedExpression) -> Pattern? {
    switch (syntax, key.type) {
    case (.any, _), (.rest, _): return .any
    case (.truth(let value, _), .truth): return .truth(value)
    case (.names(let names, _), .option(let set)): return options(names, in: set)
    case (.exactly(let literal), _):
      guard let value = number(literal, key) else { return nil }
      return .numbers(
        NumberPattern(lower: .finite(value), includesLower: true, upper: .finite(value), includesUpper: true))
    case (.comparison(let comparison, let literal, let span), _):
      guard let value = number(literal, key) else { return nil }
      return numbers(comparison, value, at: span)
    case (.range(let range), _):
      guard case .literal(let upperLiteral)? = range.upper, case .literal(let lowerLiteral)? = range.lower
      else {
        return nil
      }
      guard case .literal(let taken) = ConstantSyntax.literal(lowerLiteral).taking(upperLiteral.unit),
        let upper = number(upperLiteral, key), let lower = number(taken, key)
      else { return nil }
      guard lower <= upper else {
        expressions.diagnostics.append(.reversedRange(at: range.span))
        return nil
      }
      return .numbers(
        NumberPattern(lower: .finite(lower), includesLower: true, upper: .finite(upper), includesUpper: true))
    default:
      expressions.diagnostics.append(.patternDoesNotFit(expressions.describe(key.type), at: syntax.span))
      return nil
    }
  }

  private mutating func options(_ names: [Identifier], in set: Int) -> Pattern? {
    var positions: [Int] = []
    for name in names {
      if let position = symbols.option(name.name, in: set) {
        positions.append(position)
      } else if !symbols.damagedNames.contains(name.name) {
        expressions.diagnostics.append(
          .unknownOption(
            name, set: symbols.optionSets[set].name,
            among: expressions.proposals.candidates { [symbols] in symbols.optionSets[set].options.map(\.text)
            }))
      }
    }
    return positions.count == names.count ? .options(positions.sorted()) : nil
  }

  private mutating func number(_ literal: LiteralSyntax, _ key: CheckedExpression) -> ExactNumber? {
    switch key.type {
    case .number(let dimension):
      if literal.unit == nil, dimension != .none {
        expressions.diagnostics.append(
          expressions.wrongUnit(dimension, found: .none, at: literal.span, bare: literal.value.description))
        return nil
      }
    case .year: break
    default:
      expressions.diagnostics.append(.patternDoesNotFit(expressions.describe(key.type), at: literal.span))
      return nil
    }
    let unit =
      if case .number(let dimension) = key.type {
        UnitOfMeasure(text: dimension.text, dimension: dimension, factor: .one, isWhole: false)
      } else { UnitOfMeasure.none }
    let checker = ConstantChecker(units: symbols.units)
    switch checker.value(.literal(literal), type: key.type, unit: unit, leavingOut: expressions.countingUnit)
    {
    case .success(let value): return value
    case .failure(let problem):
      expressions.diagnostics.append(problem.diagnostic)
      return nil
    }
  }

  private mutating func numbers(_ comparison: Comparison, _ value: ExactNumber, at span: SourceSpan)
    -> Pattern?
  {
    let bound = Bound.finite(value)
    switch comparison {
    case .atLeast:
      return .numbers(
        NumberPattern(lower: bound, includesLower: true, upper: .positiveInfinity, includesUpper: false))
    case .above:
      return .numbers(
        NumberPattern(lower: bound, includesLower: false, upper: .positiveInfinity, includesUpper: false))
    case .atMost:
      return .numbers(
        NumberPattern(lower: .negativeInfinity, includesLower: false, upper: bound, includesUpper: true))
    case .below:
      return .numbers(
        NumberPattern(lower: .negativeInfinity, includesLower: false, upper: bound, includesUpper: false))
    case .equal:
      return .numbers(NumberPattern(lower: bound, includesLower: true, upper: bound, includesUpper: true))
    case .notEqual:
      expressions.diagnostics.append(
        .patternDoesNotFit(Phrase(zh: "一段连续的数", en: "a run of numbers"), at: span))
      return nil
    }
  }

  // MARK: Parameters

  /// Checks the entries of all parameters; a parameter in error is `nil`.
  mutating func parameters() -> [Parameter?] {
    var syntax: [SourceSpan: ParameterSyntax] = [:]
    for case .parameter(let parameter) in files.flatMap(\.tree.declarations) {
      syntax[parameter.name.span] = parameter
    }
    return symbols.parameters.map { head in syntax[head.name.span].flatMap { parameter($0, head) } }
  }

  private mutating func parameter(_ syntax: ParameterSyntax, _ head: Symbols.ParameterHead) -> Parameter? {
    let cited = citations(syntax.citations)
    let checker = ConstantChecker(units: symbols.units)
    let limits: Interval =
      switch head.type {
      case .date: ValueLimits.days
      case .year: ValueLimits.years
      default: ValueLimits.numbers
      }
    var range = limits
    var isComplete = true
    if let written = syntax.range {
      switch checker.interval(written, type: head.type, unit: head.unit, within: limits) {
      case .success(let interval): range = interval
      case .failure(let problem):
        expressions.diagnostics.append(problem.diagnostic)
        isComplete = false
      }
    }
    let periods = PeriodChecker.check(syntax)
    expressions.diagnostics += periods.diagnostics
    var entries: [ParameterEntry] = []
    for (position, entry) in syntax.entries.enumerated() {
      let entryCitations = citations(entry.citations)
      guard let values = values(of: entry, syntax, head, range: range) else {
        isComplete = false
        continue
      }
      if let period = periods.product[position] {
        entries.append(
          ParameterEntry(period: period, values: values, citations: entryCitations, span: entry.span))
      } else {
        isComplete = false
      }
    }
    guard isComplete, !entries.isEmpty else { return nil }
    return Parameter(
      name: head.name.name, type: head.type, unit: head.unit, keys: head.keys, range: range, entries: entries,
      citations: cited, openQuestions: syntax.openQuestions.map(\.text), span: head.name.span)
  }

  private mutating func values(
    of entry: ParameterEntrySyntax, _ syntax: ParameterSyntax, _ head: Symbols.ParameterHead, range: Interval
  ) -> [ExactNumber?]? {
    if head.keys.isEmpty {
      if let table = entry.table {
        expressions.diagnostics.append(
          .tableWithoutKeys(head.name.name, heads: table.heads.map(\.name), at: table.span))
        return nil
      }
      guard let value = entry.value else {
        expressions.diagnostics.append(.entryWithoutValue(at: entry.span))
        return nil
      }
      return constant(value, head, range: range).map { [$0] }
    }
    if let value = entry.value {
      expressions.diagnostics.append(.valueBesideTable(at: value.span))
      return nil
    }
    guard let table = entry.table else {
      expressions.diagnostics.append(.keyedEntryWithoutTable(syntax.keys.map(\.name), at: entry.span))
      return nil
    }
    return values(of: table, syntax, head, range: range)
  }

  /// One value for each combination of key options, the last key fastest.
  private mutating func values(
    of table: ParameterTableSyntax, _ syntax: ParameterSyntax, _ head: Symbols.ParameterHead, range: Interval
  ) -> [ExactNumber?]? {
    let names = table.heads.map(\.name)
    guard names == syntax.keys.map(\.name) else {
      expressions.diagnostics.append(
        .tableHeads(
          syntax.keys.map(\.name),
          at: table.heads[0].span.joined(with: table.heads[table.heads.count - 1].span)))
      return nil
    }
    let keys = head.keys.map { set in
      expressions.make(.option(0), .option(set: set), table.span)
    }
    var rows: [LookUpRow] = []
    var values: [ExactNumber?] = []
    for (position, row) in table.rows.enumerated() {
      let isRest = row.patterns.contains { if case .rest = $0 { true } else { false } }
      if isRest, position != table.rows.count - 1 {
        expressions.diagnostics.append(.restNotLast(at: row.span))
      }
      if isRest, row.patterns.contains(where: { if case .rest = $0 { false } else { true } }) {
        expressions.diagnostics.append(.restInOneCell(at: row.span))
      }
      guard let patterns = patterns(row.patterns, keys), let value = constant(row.value, head, range: range)
      else {
        continue
      }
      rows.append(LookUpRow(patterns: patterns, isRest: isRest, result: .exactly(keys[0]), span: row.span))
      values.append(value)
    }
    guard rows.count == table.rows.count else { return nil }
    let domains = head.keys.map { KeyDomain.options(symbols.optionSets[$0].options.count, isOpen: false) }
    let coverage = TableCoverage.check(
      rows: rows, domains: domains, names: head.keys.map { symbols.optionSets[$0].options },
      isParameter: true,
      span: table.span)
    expressions.diagnostics += coverage.diagnostics
    guard let matches = coverage.product else { return nil }
    return matches.map { values[$0] }
  }

  /// The value of a constant; `.some(nil)` for 未公布.
  private mutating func constant(
    _ syntax: ParameterValueSyntax, _ head: Symbols.ParameterHead, range: Interval
  ) -> ExactNumber?? {
    switch syntax {
    case .unpublished: return .some(nil)
    case .constant(let constant):
      let checker = ConstantChecker(units: symbols.units)
      switch checker.value(constant, type: head.type, unit: head.unit) {
      case .success(let value):
        guard range.contains(value) else {
          expressions.diagnostics.append(.valueOutOfRange(at: constant.span))
          return nil
        }
        return .some(value)
      case .failure(let problem):
        expressions.diagnostics.append(problem.diagnostic)
        return nil
      }
    }
  }
}
