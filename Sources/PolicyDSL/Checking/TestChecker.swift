/// Checks the 测试 of a rule set: names, outcomes, bounds. Cells are read with the records.
struct TestChecker {
  /// Returns the tests; one in error is left out.
  static func check(
    _ files: [ParsedFile], symbols: Symbols, rules: [Rule]
  ) -> StageResult<[PolicyTest]> {
    var checker = TestChecker(symbols: symbols, rules: rules)
    var tests: [PolicyTest] = []
    for case .test(let test) in files.flatMap(\.tree.declarations) {
      if let checked = checker.check(test) { tests.append(checked) }
    }
    return StageResult(product: tests, diagnostics: checker.diagnostics)
  }

  private let symbols: Symbols
  private let rules: [Rule]
  private var diagnostics: [Diagnostic] = []
  private var proposals = ProposalBudget()

  private init(symbols: Symbols, rules: [Rule]) {
    self.symbols = symbols
    self.rules = rules
  }

  private mutating func check(_ test: TestSyntax) -> PolicyTest? {
    let problems = diagnostics.count
    guard
      let date = test.date
        ?? (test.isDamaged ? DateSyntax(date: CalendarDate(dayNumber: 0), span: test.span) : nil)
    else {
      diagnostics.append(.testWithoutDate(at: test.title.span))
      return nil
    }
    var given: [GivenRecords] = []
    var seen: [Int: SourceSpan] = [:]
    for table in test.given {
      guard let entity = entity(table.entity) else { continue }
      if let first = seen[entity] {
        diagnostics.append(.duplicate(table.entity.name, at: table.entity.span, first: first))
      }
      seen[entity] = table.entity.span
      check(table, entity: entity)
      given.append(
        GivenRecords(
          entity: entity, heads: table.heads.map { GivenRecords.Cell(text: $0.text, span: $0.span) },
          rows: table.rows.map { $0.map { GivenRecords.Cell(text: $0.text, span: $0.span) } },
          span: table.span))
    }
    if test.expectations.isEmpty, !test.isDamaged {
      diagnostics.append(.testWithoutExpectation(at: test.title.span))
    }
    let expectations = test.expectations.compactMap { check($0) }
    guard diagnostics.count == problems else { return nil }
    return PolicyTest(
      title: test.title.text, date: date.date, given: given, expectations: expectations, span: test.title.span
    )
  }

  private mutating func entity(_ name: Identifier) -> Int? {
    if let position = symbols.entityByName[name.name] { return position }
    if !symbols.damagedNames.contains(name.name) {
      diagnostics.append(
        .unknownEntity(
          name, among: proposals.candidates { [symbols] in symbols.entityByName.keys.map(\.text) }))
    }
    return nil
  }

  private mutating func check(_ table: GivenSyntax, entity: Int) {
    let fields = symbols.entities[entity].fields
    let before = diagnostics.count
    var seen: [Name: SourceSpan] = [:]
    var hasKey = false
    var known = 0
    for head in table.heads {
      let name = Name(Self.folded(head.text))
      if let first = seen[name] { diagnostics.append(.duplicate(name, at: head.span, first: first)) }
      seen[name] = head.span
      guard let position = symbols.fieldByName[entity][name] else {
        if !symbols.damagedNames.contains(name),
          !symbols.damagedEntities.contains(symbols.entities[entity].name)
        {
          diagnostics.append(
            .unknownField(
              name, entity: symbols.entities[entity].name, at: head.span, among: fields.map(\.name.text)))
        }
        continue
      }
      known += 1
      if case .many = fields[position].type { diagnostics.append(.groupColumn(name, at: head.span)) }
      if position == symbols.entities[entity].key { hasKey = true }
    }
    if known == 0 {
      // Not one heading is a field: the head itself is missing.
      diagnostics.removeLast(diagnostics.count - min(diagnostics.count, before + 1))
    }
    if !hasKey, known == table.heads.count {
      diagnostics.append(.givenWithoutKey(fields[symbols.entities[entity].key].name, at: table.span))
    }
  }

  private static func folded(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map(Characters.folded)))
  }

  // MARK: Expectations

  private mutating func check(_ expectation: ExpectationSyntax) -> Expectation? {
    guard let entity = entity(expectation.entity) else { return nil }
    guard let position = symbols.ruleByName[entity][expectation.rule.name] else {
      if !symbols.damagedNames.contains(expectation.rule.name) {
        diagnostics.append(
          .unknownRule(
            expectation.rule, entity: symbols.entities[entity].name,
            among: proposals.candidates { [symbols] in symbols.ruleByName[entity].keys.map(\.text) }))
      }
      return nil
    }
    let rule = rules[position]
    var requirement: Int?
    if let name = expectation.requirement {
      guard case .standard(_, let requirements) = rule.body,
        let found = requirements.firstIndex(where: { $0.name == name.name })
      else {
        if !symbols.damagedRequirements.contains(name.name) {
          let known =
            if case .standard(_, let requirements) = rule.body { requirements.map(\.name.text) } else {
              [String]()
            }
          diagnostics.append(.unknownRequirement(name, rule: rule.name, among: known))
        }
        return nil
      }
      requirement = found
    }
    guard let outcome = outcome(expectation.outcome, rule, isRequirement: requirement != nil) else {
      return nil
    }
    return Expectation(
      entity: entity, record: Self.folded(expectation.record.text), rule: position, requirement: requirement,
      outcome: outcome, span: expectation.outcome.span)
  }

  private mutating func outcome(
    _ syntax: OutcomeSyntax, _ rule: Rule, isRequirement: Bool
  ) -> ExpectedOutcome? {
    guard let word = word(syntax, rule, isRequirement: isRequirement) else {
      diagnostics.append(
        .outcomeDoesNotFit(rule.name, possible(rule, isRequirement: isRequirement), at: syntax.span))
      return nil
    }
    var bounds: Interval?
    if let written = syntax.bounds {
      guard !isRequirement, rule.type != .truth, let checked = interval(written, rule) else {
        if isRequirement || rule.type == .truth {
          diagnostics.append(
            .outcomeDoesNotFit(rule.name, possible(rule, isRequirement: isRequirement), at: syntax.span))
        }
        return nil
      }
      bounds = checked
    }
    for missing in syntax.missing where !symbols.fieldByName.contains(where: { $0[missing.name] != nil }) {
      if !symbols.damagedNames.contains(missing.name), symbols.parameterByName[missing.name] == nil {
        diagnostics.append(
          .unknownField(
            missing.name, entity: nil, at: missing.span,
            among: proposals.candidates { [symbols] in symbols.fieldByName.flatMap { $0.keys.map(\.text) } }))
      }
    }
    let isOpen = syntax.word == .undecided || syntax.word == .unpublished
    let alternatives =
      isOpen && (bounds != nil || !syntax.alternatives.isEmpty)
      ? ExpectedOutcome.Alternatives(
        notApplicable: syntax.alternatives.contains(.notApplicable),
        conflict: syntax.alternatives.contains(.conflict))
      : nil
    return ExpectedOutcome(
      word: word, bounds: bounds, alternatives: alternatives, missing: syntax.missing.map(\.name))
  }

  private func word(
    _ syntax: OutcomeSyntax, _ rule: Rule, isRequirement: Bool
  ) -> ExpectedOutcome.Word? {
    switch (syntax.word, rule.body) {
    case (.undecided, _): .undecided
    case (.unpublished, _): .unpublished
    case (.met, .standard): .met
    case (.notMet, .standard): .notMet
    case (.eligible, .finding): .eligible
    case (.notEligible, .finding): .notEligible
    case (.notApplicable, .finding): nil
    case (.notApplicable, _): .notApplicable
    case (.notInForce, _): .notInForce
    case (.conflict, .benefit), (.conflict, .quantity): .conflict
    case (.yes, .quantity) where rule.type == .truth: .yes
    case (.no, .quantity) where rule.type == .truth: .no
    case (.option(let name), .quantity):
      if case .option(let set) = rule.type {
        symbols.option(name, in: set).map(ExpectedOutcome.Word.option)
      } else {
        nil
      }
    case (.amount, .benefit), (.amount, .quantity): rule.type == .truth ? nil : .amount
    default: nil
    }
  }

  private func possible(_ rule: Rule, isRequirement: Bool) -> String {
    switch rule.body {
    case .standard: "`达标`、`不达标`、`不适用`、" + Self.open(isRequirement: isRequirement)
    case .finding: "`符合`、`不符合`、" + Self.open(isRequirement: false)
    case .benefit: "金额、`不适用`、`冲突`、" + Self.open(isRequirement: false)
    case .quantity:
      switch rule.type {
      case .truth: "`是`、`否`、`不适用`、" + Self.open(isRequirement: false)
      case .option(let set):
        symbols.optionSets[set].options.map { "`\($0)`、" }.joined() + "`不适用`、"
          + Self.open(isRequirement: false)
      default: "数、`不适用`、`冲突`、" + Self.open(isRequirement: false)
      }
    }
  }

  private static func open(isRequirement: Bool) -> String {
    "`待核实`、`标准未公布`" + (isRequirement ? "" : "、`未生效`")
  }

  private mutating func interval(_ bounds: OutcomeSyntax.Bounds, _ rule: Rule) -> Interval? {
    let checker = ConstantChecker(units: symbols.units)
    let unit = symbols.entities[rule.entity].countingUnit
    func value(_ constant: ConstantSyntax) -> Result<ExactNumber, ConstantChecker.Problem> {
      if case .literal(let literal) = constant, literal.unit == nil, case .number(let dimension) = rule.type,
        dimension.without(unit) != .none
      {
        let text = literal.value.description + rule.unit.text
        return .failure(
          .init(
            diagnostic: .wrongUnit(
              rule.unit.text, found: "", at: literal.span,
              hint: Phrase(zh: "写作 `\(text)`", en: "write `\(text)`"))))
      }
      return checker.value(constant, type: rule.type, unit: rule.unit, leavingOut: unit)
    }
    func take(_ result: Result<ExactNumber, ConstantChecker.Problem>) -> ExactNumber? {
      switch result {
      case .success(let number): return number
      case .failure(let problem):
        diagnostics.append(problem.diagnostic)
        return nil
      }
    }
    switch bounds {
    case .exactly(let constant): return take(value(constant)).map { Interval($0) }
    case .between(let lower, let upper):
      let second: UnitSyntax? = if case .literal(let literal) = upper { literal.unit } else { nil }
      guard let high = take(value(upper)), let low = take(value(lower.taking(second))) else { return nil }
      guard low <= high else {
        diagnostics.append(.reversedRange(at: lower.span.joined(with: upper.span)))
        return nil
      }
      return Interval(low, high)
    case .atLeast(let literal):
      return take(value(.literal(literal))).map { Interval(.finite($0), .positiveInfinity) }
    case .atMost(let literal):
      return take(value(.literal(literal))).map { Interval(.negativeInfinity, .finite($0)) }
    }
  }
}
