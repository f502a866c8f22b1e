/// Checks the files that one rule set sees.
struct Checker {
  /// What checking one rule set gives.
  struct Product {
    /// The program; `nil` where a file has an error.
    let program: CheckedProgram?
    /// Declared things that something uses, by the span of their declaration.
    let used: Set<SourceSpan>
    /// Declared things that something should use: their span, and the advice where nothing does.
    let usable: [SourceSpan: Diagnostic]
    /// All names of the rule set, for proposals.
    let names: Set<Name>
  }

  /// Checks `files`; `hasErrors` says that one of them could not be read in full.
  static func check(_ files: [ParsedFile], ruleSet: String, hasErrors: Bool) -> (Product, [Diagnostic]) {
    let (symbols, problems) = DeclarationCollector.collect(files)
    var diagnostics = problems
    var checker = RuleChecker(symbols: symbols, files: files)
    checker.inferBenefitTypes()
    let parameters = checker.parameters()
    let first = checker.rules()
    diagnostics += checker.expressions.diagnostics
    var used = checker.symbols.used

    var isSound = !hasErrors && !diagnostics.contains { $0.code.severity == .error }
    let order = DependencyOrder.order(first, entities: symbols.entities)
    diagnostics += order.diagnostics
    isSound =
      isSound && order.product != nil && !first.contains { $0 == nil } && !parameters.contains { $0 == nil }

    var program: CheckedProgram?
    if isSound, let positions = order.product {
      // Now that the order is known, the rules are checked again with their final positions.
      var ordered = checker.symbols
      ordered.rules = positions.map { checker.symbols.rules[$0] }
      for entity in ordered.entities.indices { ordered.ruleByName[entity] = [:] }
      for (position, head) in ordered.rules.enumerated() {
        ordered.ruleByName[head.entity][head.name.name] = position
      }
      let built = build(files, ordered, parameters.compactMap { $0 }, ruleSet: ruleSet)
      diagnostics += built.diagnostics
      program = built.product
      used.formUnion(checker.symbols.used)
    } else if !first.contains(where: { $0 == nil }) {
      // Where the rules themselves are sound, the tests are looked at all the same.
      diagnostics +=
        TestChecker.check(files, symbols: checker.symbols, rules: first.compactMap { $0 }).diagnostics
    }
    let product = Product(
      program: program, used: used, usable: usable(files, checker.symbols), names: names(checker.symbols))
    return (product, diagnostics)
  }

  private static func build(
    _ files: [ParsedFile], _ symbols: Symbols, _ parameters: [Parameter], ruleSet: String
  ) -> StageResult<CheckedProgram?> {
    var checker = RuleChecker(symbols: symbols, files: files)
    _ = checker.parameters()
    let rules = checker.rules().compactMap { $0 }
    guard rules.count == symbols.rules.count else {
      preconditionFailure("rules are sound on the second look too")
    }
    let analysis = RangeAnalysis.analyse(
      rules: rules, entities: symbols.entities, optionSets: symbols.optionSets, parameters: parameters,
      nodeCount: checker.expressions.nodeCount)
    let tests = TestChecker.check(files, symbols: symbols, rules: rules)
    var diagnostics = analysis.diagnostics + tests.diagnostics
    let program = CheckedProgram(
      ruleSet: ruleSet, documents: symbols.documents, citations: symbols.citations,
      optionSets: symbols.optionSets, entities: symbols.entities, parameters: parameters, rules: rules,
      tests: tests.product, ranges: analysis.product.nodes, outcomes: analysis.product.rules)
    diagnostics += LintChecker.check(files, program: program, symbols: symbols)
    let isSound = !diagnostics.contains { $0.code.severity == .error }
    return StageResult(product: isSound ? program : nil, diagnostics: diagnostics)
  }

  private static func names(_ symbols: Symbols) -> Set<Name> {
    var names = Set(symbols.parameterByName.keys)
    names.formUnion(symbols.units.names.map { Name($0) })
    for entity in symbols.entities.indices {
      names.formUnion(symbols.fieldByName[entity].keys)
      names.formUnion(symbols.ruleByName[entity].keys)
    }
    for set in symbols.optionSets { names.formUnion(set.options) }
    names.formUnion(symbols.optionSetByName.keys)
    names.formUnion(symbols.entityByName.keys)
    return names
  }

  private static func usable(_ files: [ParsedFile], _ symbols: Symbols) -> [SourceSpan: Diagnostic] {
    var usable: [SourceSpan: Diagnostic] = [:]
    for parameter in symbols.parameters {
      usable[parameter.name.span] = .unused(parameter.name.name, "参数", "parameter", at: parameter.name.span)
    }
    for (position, set) in symbols.optionSets.enumerated() {
      usable[symbols.optionSetSpans[position]] = .unused(
        set.name, "选项", "option set", at: symbols.optionSetSpans[position])
    }
    for (position, span) in symbols.documentSpans.enumerated() {
      let document = symbols.documents[position]
      usable[span] = .unused(document.shortName ?? Name(document.title), "文档", "document", at: span)
    }
    for (position, citation) in symbols.citations.enumerated() where citation.withoutRule == nil {
      usable[symbols.citationSpans[position]] = .citationNotEncoded(
        citation.identifier, at: symbols.citationSpans[position])
    }
    return usable
  }
}
