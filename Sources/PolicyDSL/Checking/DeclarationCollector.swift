/// Gathers the declarations that one rule set sees: names, types, units, fields.
struct DeclarationCollector {
  /// Returns the symbols of `files`; what is declared twice keeps its first declaration.
  static func collect(_ files: [ParsedFile]) -> (symbols: Symbols, diagnostics: [Diagnostic]) {
    var collector = DeclarationCollector()
    for file in files {
      collector.symbols.damagedNames.formUnion(file.damagedNames)
      collector.symbols.damagedRequirements.formUnion(file.damagedRequirements)
    }
    let declarations = files.flatMap(\.tree.declarations)
    var entities = Set<Name>()
    for case .entity(let entity) in declarations
    where !entities.insert(entity.name.name).inserted || entity.isDamaged {
      collector.symbols.damagedEntities.insert(entity.name.name)
    }
    collector.collectUnits(declarations)
    collector.collectNames(declarations)
    collector.collectFields(declarations)
    collector.collectParameters(declarations)
    collector.collectRules(declarations)
    return (collector.symbols, collector.diagnostics)
  }

  private var symbols = Symbols()
  private var diagnostics: [Diagnostic] = []
  private var firstSpans: [String: SourceSpan] = [:]
  private var proposals = ProposalBudget()

  /// Whether `identifier` is new among declarations of `kind`; a repetition is reported.
  private mutating func isNew(_ identifier: Identifier, _ kind: String) -> Bool {
    let key = kind + " " + identifier.name.text
    if let first = firstSpans[key] {
      diagnostics.append(.duplicate(identifier.name, at: identifier.span, first: first))
      return false
    }
    firstSpans[key] = identifier.span
    return true
  }

  // MARK: Units

  private mutating func collectUnits(_ declarations: [DeclarationSyntax]) {
    var waiting: [UnitDeclarationSyntax] = []
    for case .unit(let unit) in declarations {
      if symbols.units.contains(unit.name.name) {
        diagnostics.append(.builtInUnit(unit.name))
      } else if isNew(unit.name, "unit") {
        waiting.append(unit)
      }
    }
    // A unit may be declared before the unit that it is defined by.
    var progress = true
    while progress, !waiting.isEmpty {
      progress = false
      waiting.removeAll { unit in
        guard let resolved = resolve(unit) else { return false }
        symbols.units.declare(unit.name.name, resolved)
        progress = true
        return true
      }
    }
    for unit in waiting {
      if let definition = unit.definition, case .failure(let unknown) = symbols.units.resolve(definition) {
        report(
          .unknownUnit(unknown.word, among: proposals.candidates { [symbols] in symbols.units.names }),
          unknown.word.name)
      }
      symbols.damagedNames.insert(unit.name.name)
    }
  }

  private func resolve(_ unit: UnitDeclarationSyntax) -> UnitOfMeasure? {
    let name = unit.name.name
    guard let definition = unit.definition else {
      return UnitOfMeasure(
        text: name.text, dimension: Dimension(base: name), factor: .one, isWhole: unit.isWhole)
    }
    guard case .success(let base) = symbols.units.resolve(definition),
      let factor = base.factor.multiplied(by: unit.factor?.value ?? .one)
    else { return nil }
    return UnitOfMeasure(
      text: name.text, dimension: base.dimension, factor: factor, isWhole: unit.isWhole || base.isWhole)
  }

  private mutating func report(_ diagnostic: Diagnostic, _ name: Name) {
    if !symbols.damagedNames.contains(name) { diagnostics.append(diagnostic) }
  }

  // MARK: Documents, clauses, options, entities

  private mutating func collectNames(_ declarations: [DeclarationSyntax]) {
    for declaration in declarations {
      switch declaration {
      case .document(let document): collect(document)
      case .options(let options): collect(options)
      case .entity(let entity) where isNew(entity.name, "entity"):
        symbols.entityByName[entity.name.name] = symbols.entityByName.count
      default: break
      }
    }
    for case .citation(let citation) in declarations { collect(citation) }
  }

  private mutating func collect(_ document: DocumentSyntax) {
    if let period = document.period { check(period) }
    let name = document.shortName ?? Identifier(name: Name(document.title.text), span: document.title.span)
    guard isNew(name, "document") else { return }
    symbols.documentByTitle[Name(document.title.text)] = symbols.documents.count
    if let short = document.shortName { symbols.documentByName[short.name] = symbols.documents.count }
    symbols.documentSpans.append(name.span)
    symbols.documents.append(
      CheckedDocument(
        title: document.title.text, shortName: document.shortName?.name,
        period: document.period.map { Period(start: $0.start.date, end: $0.end?.date) },
        region: document.region.map(\.name), openQuestions: document.openQuestions.map(\.text)))
  }

  private mutating func check(_ period: PeriodSyntax) {
    if let end = period.end, end.date < period.start.date {
      diagnostics.append(.reversedPeriod(at: period.span))
    }
  }

  private mutating func collect(_ citation: CitationSyntax) {
    guard isNew(citation.identifier, "citation") else { return }
    let document: Int?
    switch citation.document {
    case .title(let title):
      document = symbols.documentByTitle[Name(title.text)]
      if document == nil {
        diagnostics.append(
          .unknownDocument(
            title.text, at: title.span,
            among: proposals.candidates { [symbols] in symbols.documentByTitle.keys.map(\.text) }))
      }
    case .shortName(let name):
      document = symbols.documentByName[name.name]
      if document == nil {
        report(
          .unknownDocument(
            name.name.text, at: name.span,
            among: proposals.candidates { [symbols] in symbols.documentByName.keys.map(\.text) }),
          name.name)
      }
    }
    guard let document else {
      symbols.damagedNames.insert(citation.identifier.name)
      return
    }
    if citation.keyPhrase.text.unicodeScalars.count > 30 {
      diagnostics.append(
        .longKeyPhrase(citation.keyPhrase.text.unicodeScalars.count, at: citation.keyPhrase.span))
    }
    symbols.used.insert(symbols.documentSpans[document])
    symbols.citationByName[citation.identifier.name] = symbols.citations.count
    symbols.citationSpans.append(citation.identifier.span)
    symbols.citations.append(
      CheckedCitation(
        identifier: citation.identifier.name, document: document, place: citation.place?.text ?? "",
        keyPhrase: citation.keyPhrase.text, withoutRule: citation.withoutRule?.text,
        openQuestions: citation.openQuestions.map(\.text)))
  }

  private mutating func collect(_ options: OptionsSyntax) {
    guard isNew(options.name, "options") else { return }
    if symbols.units.contains(options.name.name) { diagnostics.append(.optionSetNamedLikeUnit(options.name)) }
    var seen: [Name: SourceSpan] = [:]
    for option in options.options {
      if let first = seen[option.name] {
        diagnostics.append(.duplicate(option.name, at: option.span, first: first))
      }
      seen[option.name] = option.span
    }
    if options.isOrdered, options.isOpen { diagnostics.append(.orderedOpenSet(options.name)) }
    symbols.optionSetByName[options.name.name] = symbols.optionSets.count
    symbols.optionSetSpans.append(options.name.span)
    symbols.optionSets.append(
      OptionSet(
        name: options.name.name, isOrdered: options.isOrdered, options: options.options.map(\.name),
        isOpen: options.isOpen))
  }

  // MARK: Fields

  private mutating func collectFields(_ declarations: [DeclarationSyntax]) {
    var syntaxes: [EntitySyntax] = []
    for case .entity(let entity) in declarations
    where firstSpans["entity " + entity.name.name.text] == entity.name.span {
      syntaxes.append(entity)
    }
    // Relations lead back by name: first which fields there are, then what 若干 fields go through.
    for entity in syntaxes {
      var byName: [Name: Int] = [:]
      for (position, field) in entity.fields.enumerated()
      where isNew(field.name, "field of \(entity.name.name)") {
        byName[field.name.name] = position
      }
      symbols.fieldByName.append(byName)
      symbols.ruleByName.append([:])
    }
    for (position, entity) in syntaxes.enumerated() {
      let fields = entity.fields.map { field(of: $0, entity: position, syntaxes) }
      // A name that stands twice has been reported as that.
      let keys = entity.fields.indices.filter {
        fields[$0].type == .key && symbols.fieldByName[position][fields[$0].name] == $0
      }
      if keys.count != 1, !symbols.damagedEntities.contains(entity.name.name) {
        diagnostics.append(
          keys.isEmpty
            ? .entityWithoutKey(entity.name)
            : .secondKey(entity.fields[keys[1]].name, first: entity.fields[keys[0]].name.span))
      }
      symbols.entities.append(
        Entity(
          name: entity.name.name, countingUnit: countingUnit(of: entity), fields: fields,
          key: keys.first ?? 0,
          span: entity.name.span))
    }
  }

  private mutating func countingUnit(of entity: EntitySyntax) -> Name {
    if let word = entity.countingUnit {
      if let unit = symbols.units.unit(named: word.name), unit.dimension.exponents.count == 1, unit.isWhole {
        return unit.dimension.exponents[0].unit
      }
      if symbols.units.unit(named: word.name) == nil {
        report(
          .unknownUnit(word, among: proposals.candidates { [symbols] in symbols.units.names }), word.name)
      } else {
        diagnostics.append(.notACountingUnit(word))
      }
      return Name("个")
    }
    if let unit = symbols.units.unit(named: entity.name.name), unit.isWhole,
      unit.dimension.exponents.count == 1
    {
      return unit.dimension.exponents[0].unit
    }
    return Name("个")
  }

  private mutating func field(of syntax: FieldSyntax, entity: Int, _ syntaxes: [EntitySyntax]) -> Field {
    let type = fieldType(syntax.type, entity: entity, syntaxes)
    if type == nil { symbols.damagedNames.insert(syntax.name.name) }
    var unit = UnitOfMeasure.none
    var decimals = 0
    var columnUnit = UnitOfMeasure.none
    if case .number(let resolved)? = type {
      unit = resolved
      columnUnit = resolved
      decimals = defaultDecimals(of: unit)
      if let written = syntax.decimals {
        if let count = Int(exactly: written.value.numerator), written.value.isWhole, (0...15).contains(count)
        {
          decimals = count
        } else {
          diagnostics.append(.decimalsOutOfRange(most: 15, at: written.span))
        }
      }
      if let other = syntax.columnUnit, let resolved = resolveUnit(other) {
        if resolved.dimension == unit.dimension {
          columnUnit = resolved
          decimals = max(0, decimals + Self.exponent(of: resolved.factor) - Self.exponent(of: unit.factor))
        } else {
          diagnostics.append(.wrongUnit(unit.text, found: resolved.text, at: other.span))
        }
      }
    } else if type != nil {
      for (isThere, word, span) in [
        (syntax.decimals != nil, "小数", syntax.decimals?.span),
        (syntax.columnUnit != nil, "列 … 单位", syntax.columnUnit?.span),
      ] where isThere { diagnostics.append(.attributeNeedsNumber(word, at: span ?? syntax.span)) }
    }
    return Field(
      name: syntax.name.name, type: type ?? .truth, range: range(syntax, type, unit), decimals: decimals,
      column: syntax.column?.text, columnUnit: columnUnit, blank: blank(syntax, type, unit),
      isSensitive: syntax.isSensitive, span: syntax.name.span)
  }

  private mutating func fieldType(
    _ syntax: TypeSyntax, entity: Int, _ syntaxes: [EntitySyntax]
  ) -> FieldType? {
    switch syntax {
    case .key: return .key
    case .truth: return .truth
    case .presence: return .presence
    case .date: return .date
    case .year: return .year
    case .belongsTo(let parent, _):
      return entityPosition(parent).map { .belongsTo(entity: $0) }
    case .many(let member, let through, _):
      guard let target = entityPosition(member), target < syntaxes.count else { return nil }
      return relation(to: member, through: through, owner: syntaxes[entity].name.name, syntaxes[target])
        .map { .many(entity: target, through: $0) }
    case .named(let unit):
      if let word = unit.word, let set = symbols.optionSetByName[word.name] {
        symbols.used.insert(symbols.optionSetSpans[set])
        return .option(set: set)
      }
      return resolveUnit(unit, optionSets: true).map(FieldType.number)
    }
  }

  /// Finds the 属于 field by which the members of a 若干 field name their owner.
  private mutating func relation(
    to member: Identifier, through: Identifier?, owner: Name, _ target: EntitySyntax
  ) -> Int? {
    var names = Set<Name>()
    let candidates = target.fields.indices.filter {
      guard case .belongsTo(let parent, _) = target.fields[$0].type, parent.name == owner else {
        return false
      }
      return names.insert(target.fields[$0].name.name).inserted
    }
    let isDamaged = symbols.damagedEntities.contains(target.name.name)
    if let through {
      if let found = candidates.first(where: { target.fields[$0].name.name == through.name }) { return found }
      if isDamaged { return nil }
      report(
        .noSuchRelation(
          through, member: member.name, owner: owner, among: candidates.map { target.fields[$0].name.name }),
        through.name)
      return nil
    }
    if candidates.count == 1 { return candidates[0] }
    if candidates.isEmpty {
      if isDamaged { return nil }
      report(.noRelation(member, owner: owner), member.name)
    } else {
      diagnostics.append(
        .ambiguousRelation(member, owner: owner, among: candidates.map { target.fields[$0].name.name }))
    }
    return nil
  }

  private mutating func entityPosition(_ name: Identifier) -> Int? {
    if let position = symbols.entityByName[name.name] { return position }
    report(
      .unknownEntity(
        name, among: proposals.candidates { [symbols] in symbols.entityByName.keys.map(\.text) }), name.name)
    return nil
  }

  /// Resolves a unit, reporting the word that is none; `optionSets` where an option set could stand too.
  private mutating func resolveUnit(_ syntax: UnitSyntax, optionSets: Bool = false) -> UnitOfMeasure? {
    switch symbols.units.resolve(syntax) {
    case .success(let unit):
      return unit
    case .failure(let unknown):
      if optionSets, syntax.word != nil {
        report(
          .unknownType(
            unknown.word,
            among: proposals.candidates { [symbols] in
              symbols.units.names + symbols.optionSetByName.keys.map(\.text)
            }),
          unknown.word.name)
      } else {
        report(
          .unknownUnit(unknown.word, among: proposals.candidates { [symbols] in symbols.units.names }),
          unknown.word.name)
      }
      return nil
    }
  }

  /// Money to the 分, counts whole, everything else four decimals, counted in the written unit.
  private func defaultDecimals(of unit: UnitOfMeasure) -> Int {
    if unit.isMoney { return max(0, 2 + Self.exponent(of: unit.factor)) }
    if unit.isWhole { return max(0, Self.exponent(of: unit.factor)) }
    return 4
  }

  /// The power of ten that a factor is at least.
  private static func exponent(of factor: ExactNumber) -> Int {
    var exponent = 0
    var value = factor
    let ten = ExactNumber(10)
    while value >= ten, let smaller = value.divided(by: ten) { (value, exponent) = (smaller, exponent + 1) }
    while value < .one, let larger = value.multiplied(by: ten) { (value, exponent) = (larger, exponent - 1) }
    return exponent
  }

  private mutating func range(_ syntax: FieldSyntax, _ type: FieldType?, _ unit: UnitOfMeasure) -> Interval {
    let valueType: ValueType?
    let fallback: Interval
    switch type {
    case .number?:
      valueType = .number(unit.dimension)
      fallback = ValueLimits.numbers
    case .date?:
      valueType = .date
      fallback = ValueLimits.days
    case .year?:
      valueType = .year
      fallback = ValueLimits.years
    default:
      if type != nil, let range = syntax.range {
        diagnostics.append(.attributeNeedsNumber("范围", at: range.span))
      }
      return ValueLimits.numbers
    }
    guard let range = syntax.range, let valueType else { return fallback }
    let checker = ConstantChecker(units: symbols.units)
    switch checker.interval(range, type: valueType, unit: unit, within: fallback) {
    case .success(let interval): return interval
    case .failure(let problem):
      diagnostics.append(problem.diagnostic)
      return fallback
    }
  }

  private mutating func blank(_ syntax: FieldSyntax, _ type: FieldType?, _ unit: UnitOfMeasure)
    -> BlankMeaning
  {
    if type == .presence {
      if let span = syntax.blank?.span { diagnostics.append(.blankDoesNotFit("有无", at: span)) }
      return .no
    }
    guard let blank = syntax.blank else { return .unknown }
    switch (blank, type) {
    case (.no, .truth?): return .no
    case (.notYet, .date?): return .notYet
    case (.number(let number), .number?):
      if let value = number.value.multiplied(by: unit.factor) { return .number(value) }
      return .unknown
    case (_, nil): return .unknown
    default:
      diagnostics.append(.blankDoesNotFit(syntax.name.name.text, at: blank.span))
      return .unknown
    }
  }

  // MARK: Parameters and rules

  private mutating func collectParameters(_ declarations: [DeclarationSyntax]) {
    for case .parameter(let parameter) in declarations where isNew(parameter.name, "parameter") {
      guard let (type, unit) = valueType(parameter.type, allowed: [.number(.none), .date, .year]) else {
        symbols.damagedNames.insert(parameter.name.name)
        continue
      }
      var keys: [Int] = []
      var isComplete = true
      for key in parameter.keys {
        if let set = symbols.optionSetByName[key.name] {
          symbols.used.insert(symbols.optionSetSpans[set])
          keys.append(set)
        } else {
          isComplete = false
          report(
            .unknownOptionSet(
              key, among: proposals.candidates { [symbols] in symbols.optionSetByName.keys.map(\.text) }),
            key.name)
        }
      }
      guard isComplete else {
        symbols.damagedNames.insert(parameter.name.name)
        continue
      }
      for (entity, fields) in symbols.fieldByName.enumerated() {
        if let field = fields[parameter.name.name] {
          diagnostics.append(
            .duplicate(
              parameter.name.name, at: parameter.name.span, first: symbols.entities[entity].fields[field].span
            ))
          break
        }
      }
      symbols.parameterByName[parameter.name.name] = symbols.parameters.count
      symbols.parameters.append(
        Symbols.ParameterHead(name: parameter.name, type: type, unit: unit, keys: keys))
    }
  }

  /// The type of a parameter or a 指标.
  private mutating func valueType(
    _ syntax: TypeSyntax, allowed: [ValueType]
  ) -> (ValueType, UnitOfMeasure)? {
    switch syntax {
    case .truth where allowed.contains(.truth): return (.truth, .none)
    case .date where allowed.contains(.date): return (.date, .none)
    case .year where allowed.contains(.year): return (.year, .none)
    case .named(let unit):
      if let word = unit.word, let set = symbols.optionSetByName[word.name] {
        guard allowed.contains(.truth) else {
          diagnostics.append(.typeNotAllowed(word.name.text, at: syntax.span))
          return nil
        }
        symbols.used.insert(symbols.optionSetSpans[set])
        return (.option(set: set), .none)
      }
      return resolveUnit(unit, optionSets: true).map { (.number($0.dimension), $0) }
    case .key, .truth, .presence, .date, .year, .belongsTo, .many:
      diagnostics.append(.typeNotAllowed(Self.word(of: syntax), at: syntax.span))
      return nil
    }
  }

  private static func word(of type: TypeSyntax) -> String {
    switch type {
    case .key: "编号"
    case .truth: "是否"
    case .presence: "有无"
    case .date: "日期"
    case .year: "年份"
    case .belongsTo: "属于"
    case .many: "若干"
    case .named(let unit): unit.word?.name.text ?? ""
    }
  }

  private mutating func collectRules(_ declarations: [DeclarationSyntax]) {
    for declaration in declarations {
      switch declaration {
      case .quantity(let rule):
        if let (type, unit) = valueType(rule.type, allowed: [.truth, .number(.none), .date, .year]) {
          collectRule(rule.name, rule.entity, .quantity, type, unit)
        } else {
          symbols.damagedNames.insert(rule.name.name)
        }
      case .standard(let rule): collectRule(rule.name, rule.entity, .standard, .truth, .none)
      case .finding(let rule): collectRule(rule.name, rule.entity, .finding, .truth, .none)
      case .benefit(let rule): collectRule(rule.name, rule.entity, .benefit, nil, .none)
      default: break
      }
    }
  }

  private mutating func collectRule(
    _ name: Identifier, _ entityName: Identifier, _ kind: DeclarationKind, _ type: ValueType?,
    _ unit: UnitOfMeasure
  ) {
    guard let entity = entityPosition(entityName) else {
      symbols.damagedNames.insert(name.name)
      return
    }
    if let field = symbols.fieldByName[entity][name.name] {
      diagnostics.append(
        .duplicate(name.name, at: name.span, first: symbols.entities[entity].fields[field].span))
      return
    }
    if let parameter = symbols.parameterByName[name.name] {
      diagnostics.append(.duplicate(name.name, at: name.span, first: symbols.parameters[parameter].name.span))
      return
    }
    guard isNew(name, "rule of \(entityName.name)") else { return }
    symbols.ruleByName[entity][name.name] = symbols.rules.count
    symbols.rules.append(Symbols.RuleHead(name: name, entity: entity, kind: kind, type: type, unit: unit))
  }
}

extension BlankSyntax {
  fileprivate var span: SourceSpan {
    switch self {
    case .no(let span), .notYet(let span): span
    case .number(let number): number.span
    }
  }
}
