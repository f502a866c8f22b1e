import PolicyDSL

/// Why rules say what they say about one record, as one JSON document.
///
/// `docs/说明格式.md` describes it. The keys stand in a fixed order, and there is no floating point: a
/// number is a string in base units, beside the text that reports show.
public struct ExplanationJSON {
  private let context: ReportContext
  private let rule: Rule

  /// Returns the document, without a line break at its end.
  ///
  /// - Parameters:
  ///   - explanations: What rules of `entity` say about `record`.
  ///   - date: The day of assessment.
  public static func text(
    of explanations: [Explanation], entity: Int, record: Int, date: CalendarDate, in context: ReportContext
  ) -> String {
    let document = JSONValue.object([
      ("format", .string("policyc-explanation")), ("version", .integer(1)),
      ("ruleSet", .string(context.program.ruleSet)), ("asOf", .string(date.description)),
      ("masked", .bool(context.isMasking)), ("record", context.json(ofRecord: record, entity)),
      (
        "recordClause",
        context.clause(of: record, entity: entity).map(context.json(ofClause:)) ?? .null
      ),
      (
        "explanations",
        .array(
          explanations.map {
            ExplanationJSON(context: context, rule: context.program.rules[$0.rule]).json(of: $0)
          })
      ),
    ])
    return document.text
  }

  private var program: CheckedProgram { context.program }

  private func json(of explanation: Explanation) -> JSONValue {
    let clauses = context.clauses(of: explanation)
    return .object([
      ("rule", .string(rule.name.text)), ("kind", .string(rule.keyword)),
      ("at", context.json(ofPlace: rule.span)), ("period", rule.period.json),
      ("outcome", json(of: explanation.outcome)),
      ("ruleClauses", names(of: rule.citations)),
      ("causes", .array(explanation.outcome.causes.map(context.json(ofCause:)))),
      ("conflicts", .array(explanation.conflicts.map(json(ofConflict:)))),
      ("parts", .array(explanation.parts.map(json(ofPart:)))),
      (
        "remedies",
        .array(
          ExplanationRemedies.of(explanation, in: context).map {
            .object([("words", .string($0.words)), ("text", .string($0.text)), ("margin", $0.margin)])
          })
      ),
      ("clauses", .array(clauses.map { context.json(ofClause: program.citations[$0]) })),
      (
        "openQuestions",
        .array(
          context.openQuestions(of: explanation).map {
            .object([("about", .string($0.about)), ("text", .string($0.text))])
          })
      ),
    ])
  }

  private func json(of outcome: Outcome) -> JSONValue {
    let word: String =
      switch outcome.word {
      case .option(let position): rule.optionText(position, in: program)
      case .amount: "数值"
      default: outcome.word.text
      }
    var bounds = JSONValue.null
    if let interval = outcome.bounds { bounds = .object(context.ends(of: interval, rule.type)) }
    let possible = outcome.value.map { context.words(of: $0, in: rule.type) } ?? []
    let alternatives = outcome.isUndecided ? possible : []
    return .object([
      ("word", .string(word)), ("text", .string(outcome.text(of: rule, in: program))),
      ("decided", .bool(!outcome.isUndecided)), ("bounds", bounds),
      ("alternatives", .array(alternatives.map(JSONValue.string))),
    ])
  }

  private func names(of clauses: [Int]) -> JSONValue {
    .array(clauses.map { .string(program.citations[$0].identifier.text) })
  }

  private func json(ofConflict conflict: ExceptionConflict) -> JSONValue {
    guard case .benefit(let benefit) = rule.body else { return .null }
    func side(_ position: Int) -> JSONValue {
      .object([
        ("words", .string(context.words(at: benefit.exceptions[position].span))),
        ("clauses", names(of: benefit.exceptions[position].citations)),
      ])
    }
    return .object([
      ("certain", .bool(conflict.isCertain)), ("first", side(conflict.first)),
      ("second", side(conflict.second)),
    ])
  }

  private func json(ofPart part: ExplanationPart) -> JSONValue {
    .object([
      ("role", .string(part.role.keyword)), ("name", part.role.name.json),
      ("clauses", names(of: part.citations)),
      ("causes", .array(part.causes.map(context.json(ofCause:)))), ("expression", json(of: part.node)),
    ])
  }

  // MARK: Expressions

  private func json(of node: ExplanationNode) -> JSONValue {
    let (kind, details) = details(of: node)
    return .object(
      [
        ("words", .string(context.words(at: node.span))), ("at", context.json(ofPlace: node.span)),
        ("value", json(ofValue: node)), ("kind", .string(kind)),
      ] + details + [("operands", .array(node.operands.map(json(of:))))])
  }

  private func json(ofValue node: ExplanationNode) -> JSONValue {
    let isHidden = context.hides(node)
    let unit = node.type == rule.type ? ShownUnit(rule.unit) : nil
    return context.json(
      of: node.value, node.type, text: isHidden ? nil : context.text(of: node, unit: unit))
  }

  private func details(of node: ExplanationNode) -> (String, [(String, JSONValue)]) {
    switch node.detail {
    case .operation: return ("operation", [])
    case .cell(let field, let content):
      let table = context.records.tables[node.entity]
      let declared = program.entities[node.entity].fields[field]
      let value: JSONValue = content == .missing ? .null : .string(context.text(of: node))
      return (
        "cell",
        [
          (
            "cell",
            .object([
              ("entity", .string(program.entities[node.entity].name.text)),
              ("record", .string(context.name(of: node.record, entity: node.entity))),
              ("field", .string(declared.name.text)), ("file", table.file.json),
              ("line", table.file == nil ? .null : .integer(table.records[node.record].line)),
              ("column", .string(table.headings[field] ?? declared.column ?? declared.name.text)),
              ("value", value),
            ])
          )
        ]
      )
    case .rule(let position, let opened):
      return (
        "rule",
        [
          ("rule", .string(program.rules[position].name.text)),
          (
            "parts",
            .array(
              opened.map { explanation in
                let inner = ExplanationJSON(context: context, rule: program.rules[position])
                return explanation.parts.map(inner.json(ofPart:))
              } ?? [])
          ),
        ]
      )
    case .parent(let relation, let owner):
      var record = JSONValue.null
      if let owner, case .belongsTo(let entity) = program.entities[node.entity].fields[relation].type {
        record = context.json(ofRecord: owner, entity)
      }
      return ("parent", [("owner", record)])
    case .parameter(let position, let entry): return ("parameter", [("parameter", json(of: position, entry))])
    case .comparison(let comparison, let margin):
      var difference = JSONValue.null
      if let margin, !node.operands.contains(where: context.hides) {
        let unit = context.unit(of: node.operands[0]) ?? context.unit(of: node.operands[1])
        let text = context.text(ofMargin: margin, node.operands[0].type, unit: unit)
        difference = .object(
          [("text", text.json)] + context.ends(of: margin, node.operands[0].type, isDifference: true))
      }
      return (
        "comparison",
        [("comparison", .string(comparison.word(for: .number(.none)))), ("margin", difference)]
      )
    case .conditional(let arms, let otherwise):
      let tried = arms.map { arm in
        JSONValue.object([
          ("condition", json(of: arm.condition)), ("value", arm.value.map(json(of:)) ?? .null),
        ])
      }
      return ("conditional", [("arms", .array(tried)), ("otherwise", otherwise.map(json(of:)) ?? .null)])
    case .group(let group): return ("group", [("group", json(of: group))])
    case .amount(let kind, let permitted):
      let word = kind == .floor ? "不低于" : kind == .ceiling ? "不超过" : "等于"
      let shown =
        context.hides(node)
        ? nil
        : context.text(of: permitted, node.type, unit: context.unit(of: node) ?? ShownUnit(rule.unit))
      return (
        "amount",
        [("bound", .string(word)), ("permitted", context.json(of: permitted, node.type, text: shown))]
      )
    case .lookUp(let rows):
      // The row that was chosen tells what the keys are.
      let isHidden = node.operands.contains(where: context.hides)
      let chosen = rows.map { row in
        JSONValue.object([
          ("row", isHidden ? .null : .integer(row.row + 1)),
          ("words", .string(isHidden ? Masking.hidden : context.words(at: row.span))),
          ("result", isHidden ? .null : json(of: row.result)),
        ])
      }
      return ("lookUp", [("rows", .array(chosen))])
    }
  }

  private func json(of parameter: Int, _ entry: Int?) -> JSONValue {
    let declared = program.parameters[parameter]
    let version = entry.map { declared.entries[$0] }
    return .object([
      ("name", .string(declared.name.text)), ("period", (version?.period).json),
      ("clauses", names(of: (version?.citations ?? []) + declared.citations)),
    ])
  }

  private func json(of group: ExplainedGroup) -> JSONValue {
    let deciding = group.members.filter(\.decides)
    let members = deciding.filter { $0.node != nil || $0.condition != nil || $0.value == nil }
      .prefix(ExplainedGroup.shownMembers)
    return .object([
      ("entity", .string(program.entities[group.entity].name.text)),
      ("complete", .bool(group.isComplete)), ("unassigned", .integer(group.unassigned)),
      ("members", .integer(group.members.count)), ("deciding", .integer(deciding.count)),
      (
        "decidedBy",
        .array(
          members.map { member in
            .object([
              ("record", context.json(ofRecord: member.record, group.entity)),
              ("mayBeOut", .bool(member.mayBeOut)),
              ("condition", member.condition.map(json(of:)) ?? .null),
              ("expression", member.node.map(json(of:)) ?? .null),
            ])
          })
      ),
    ])
  }
}

extension ExplainedGroup {
  /// How many members of a group are listed.
  static let shownMembers = 1_000
}

// MARK: Pieces of the document

extension ReportContext {
  func json(ofPlace span: SourceSpan) -> JSONValue {
    let position = files[span.file].position(of: span.lower)
    return .object([
      ("file", .string(files[span.file].path)), ("line", .integer(position.line)),
      ("column", .integer(position.column)),
    ])
  }

  func json(ofRecord record: Int, _ entity: Int) -> JSONValue {
    let table = records.tables[entity]
    return .object([
      ("entity", .string(program.entities[entity].name.text)),
      ("key", .string(name(of: record, entity: entity))), ("file", table.file.json),
      ("line", table.file == nil ? .null : .integer(table.records[record].line)),
    ])
  }

  func json(ofClause clause: CheckedCitation) -> JSONValue {
    .object([
      ("id", .string(clause.identifier.text)),
      ("document", .string(program.documents[clause.document].title)), ("place", .string(clause.place)),
      ("keyPhrase", .string(clause.keyPhrase)),
    ])
  }

  func json(ofCause cause: Cause) -> JSONValue {
    var (kind, field, parameter) = ("", JSONValue.null, JSONValue.null)
    var place: (entity: Int, record: Int)?
    switch cause {
    case .cell(let entity, let record, let position):
      (kind, place) = ("cell", (entity, record))
      field = .string(program.entities[entity].fields[position].name.text)
    case .group(let entity, let record, let position):
      (kind, place) = ("group", (entity, record))
      field = .string(program.entities[entity].fields[position].name.text)
    case .uncertainRecord(let entity, let record): (kind, place) = ("uncertainRecord", (entity, record))
    case .parameter(let position):
      (kind, parameter) = ("parameter", .string(program.parameters[position].name.text))
    case .openList: kind = "openList"
    case .floor: kind = "floor"
    case .ceiling: kind = "ceiling"
    case .conflict: kind = "conflict"
    case .overflow: kind = "overflow"
    case .negativeAmount: kind = "negativeAmount"
    }
    return .object([
      ("kind", .string(kind)), ("text", .string(text(of: cause))),
      ("record", place.map { json(ofRecord: $0.record, $0.entity) } ?? .null), ("field", field),
      ("parameter", parameter),
    ])
  }

  /// Returns a value; `text` is `nil` where it is masked.
  func json(of value: PossibleValue, _ type: ValueType, text: String?) -> JSONValue {
    var numbers = [("lower", JSONValue.null), ("upper", .null), ("baseUnit", .null)]
    if text != nil, case .number(let number) = value, let interval = number.interval {
      numbers = ends(of: interval, type)
    }
    let words = text == nil ? [] : self.words(of: value, in: type)
    return .object(
      [
        ("text", .string(text ?? Masking.hidden)), ("decided", .bool(value.isDecided)),
        ("possible", .array(words.map(JSONValue.string))),
      ] + numbers)
  }

  /// The possibilities that are words.
  func words(of value: PossibleValue, in type: ValueType) -> [String] {
    var words: [String] = []
    switch value {
    case .truth(let truth):
      if truth.mayBeTrue { words.append(OutcomeWord.yes.text) }
      if truth.mayBeFalse { words.append(OutcomeWord.no.text) }
    case .number(let number): if number.mayConflict { words.append(OutcomeWord.conflict.text) }
    case .option(let option):
      if case .option(let set) = type {
        words += option.positions.map { program.optionSets[set].options[$0].text }
      }
      if option.mayBeUnlisted { words.append("未列") }
    }
    return value.mayBeNotApplicable ? words + [OutcomeWord.notApplicable.text] : words
  }

  /// The ends of an interval: numbers in base units, days as dates; `null` for an open end.
  func ends(
    of interval: Interval, _ type: ValueType, isDifference: Bool = false
  ) -> [(String, JSONValue)] {
    func end(_ bound: Bound) -> JSONValue {
      guard let number = bound.number else { return .null }
      if type == .date, !isDifference, number.isWhole, let day = Int(exactly: number.numerator) {
        return .string(CalendarDate(dayNumber: day).description)
      }
      if let places = number.decimals { return .string(number.decimalText(places: places)) }
      return .string("\(number.numerator)/\(number.denominator)")
    }
    let unit: String =
      switch type {
      case .number(let dimension): dimension.text
      case .date: isDifference ? "天" : ""
      case .year: "年"
      case .truth, .option: ""
      }
    return [("lower", end(interval.lower)), ("upper", end(interval.upper)), ("baseUnit", .string(unit))]
  }
}
