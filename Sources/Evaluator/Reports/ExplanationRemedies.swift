import PolicyDSL

/// The lines of an explanation behind those of `ExplanationReport`: what a failed rule lacks, and what
/// the text of the documents leaves open.
public enum ExplanationSupplement {
  /// Returns what a rule that is not fulfilled lacks; nothing where it is fulfilled or not decided.
  public static func remedies(of explanation: Explanation, in context: ReportContext) -> [String] {
    let remedies = ExplanationRemedies.of(explanation, in: context)
    if remedies.isEmpty { return [] }
    return ["  " + context.label("还差", "to change")]
      + TextColumns.aligned(remedies.map { [$0.words, $0.text] }, indent: 4)
  }

  /// Returns the clauses besides those of the rule itself on which explanations of one rule rest, and
  /// what is open about all of it; each once.
  public static func sources(of explanations: [Explanation], in context: ReportContext) -> [String] {
    var clauses: [Int] = []
    var questions: [OpenQuestion] = []
    for explanation in explanations {
      let own = context.program.rules[explanation.rule].citations
      for clause in context.clauses(of: explanation) where !own.contains(clause) && !clauses.contains(clause)
      {
        clauses.append(clause)
      }
      for question in context.openQuestions(of: explanation) where !questions.contains(question) {
        questions.append(question)
      }
    }
    var lines: [String] = []
    if !clauses.isEmpty {
      lines.append("  " + context.label("另据", "also from"))
      lines += clauses.map { "    " + context.text(of: context.program.citations[$0]) }
    }
    if !questions.isEmpty {
      lines.append("  " + context.label("存疑", "open questions"))
      lines += TextColumns.aligned(
        questions.map { [TerminalText.safe($0.about), "“\(TerminalText.safe($0.text))”"] }, indent: 4)
    }
    return lines
  }

  /// Returns the head of the explanation of a rule: its name, its entity and its clauses.
  public static func head(of rule: Int, in context: ReportContext) -> [String] {
    let declared = context.program.rules[rule]
    let entity = context.program.entities[declared.entity].name
    var lines = ["\(declared.keyword) \(declared.name) 每 \(entity)"]
    // A rule that rests on a whole chapter names the clause beside the record instead.
    if declared.citations.count <= 4 {
      lines += declared.citations.map { "  依据  " + context.text(of: context.program.citations[$0]) }
    }
    if let period = declared.period {
      lines.append("  有效期  \(period.start) \(period.end.map { "至 \($0)" } ?? "起长期")")
    }
    return lines
  }
}

/// One thing that would have to be different for a rule to be fulfilled.
struct ExplanationRemedy {
  /// The piece of the rule and its words.
  let words: String
  /// What is lacking.
  let text: String
  /// By how much, as JSON.
  let margin: JSONValue
}

/// Finds what keeps a rule from being fulfilled.
struct ExplanationRemedies {
  private let context: ReportContext
  private var found: [ExplanationRemedy] = []

  /// How many are listed.
  private static let limit = 50

  /// Returns what a rule that is surely not fulfilled lacks, in the order of the rule.
  static func of(_ explanation: Explanation, in context: ReportContext) -> [ExplanationRemedy] {
    switch explanation.outcome.word {
    case .notMet, .notEligible, .notApplicable: break
    default: return []
    }
    var remedies = ExplanationRemedies(context: context)
    remedies.visit(explanation.parts, "")
    return Array(remedies.found.prefix(limit))
  }

  private init(context: ReportContext) { self.context = context }

  private mutating func visit(_ parts: [ExplanationPart], _ label: String) {
    for part in parts {
      let name = [part.role.keyword, part.role.name].compactMap(\.self).joined(separator: " ")
      switch part.role {
      // A requirement that is 不适用 is skipped; it is no reason.
      case .requirement where part.node.value == .truth(.notApplicable): break
      case .requirement, .condition: visit(part.node, true, "\(label)\(name)：")
      case .exclusion: visit(part.node, false, "\(label)\(name)：")
      case .quantity, .applicability, .exceptionCondition, .exceptionAmount, .amount, .execution: break
      }
    }
  }

  /// Looks for what keeps `node` from being 是, or 否 where that is wanted.
  private mutating func visit(_ node: ExplanationNode, _ wanted: Bool, _ label: String) {
    guard case .truth(let truth) = node.value, found.count < Self.limit,
      wanted ? !truth.mayBeTrue : truth == .yes
    else { return }
    switch node.detail {
    case .comparison(let comparison, let margin?):
      let sides = node.operands
      guard !sides.contains(where: context.hides) else { return add(node, wanted, label) }
      let meant = wanted ? comparison : comparison.negated
      let unit = context.unit(of: sides[0]) ?? context.unit(of: sides[1])
      guard let exact = margin.exact else {
        guard case .number(let number) = sides[1].value, let bound = number.interval?.exact else {
          return add(node, wanted, label)
        }
        let limit = "\(meant.word(for: sides[0].type)) \(context.text(of: bound, sides[0].type, unit: unit))"
        return add(node, label, context.label("要\(limit)", "has to be \(limit)"), .null)
      }
      let text = text(of: exact, meant, sides[0].type, unit)
      let shown = context.text(ofMargin: margin, sides[0].type, unit: unit)
      add(
        node, label, text,
        .object([("text", shown.json)] + context.ends(of: margin, sides[0].type, isDifference: true)))
    case .amount: for operand in node.operands { visit(operand, wanted, label) }
    case .parent:
      // The words of a cell alone do not say whose cell it is.
      guard let operand = node.operands.first else { return add(node, wanted, label) }
      if case .cell = operand.detail { return add(node, wanted, label) }
      visit(operand, wanted, label)
    case .rule(_, let opened?):
      let count = found.count
      if wanted { visit(opened.parts, "\(label)\(context.program.rules[opened.rule].name) ") }
      for part in opened.parts where part.role == .quantity { visit(part.node, wanted, label) }
      if found.count == count { add(node, wanted, label) }
    case .group(let group):
      let count = found.count
      for member in group.members where member.decides {
        guard let inner = member.node else { continue }
        visit(inner, wanted, label + context.name(of: member.record, entity: group.entity) + " ")
      }
      if found.count == count { add(node, wanted, label) }
    case .operation: visit(connective: node, wanted, label)
    case .comparison, .cell, .parameter, .rule, .conditional, .lookUp: add(node, wanted, label)
    }
  }

  private mutating func visit(connective node: ExplanationNode, _ wanted: Bool, _ label: String) {
    guard let step = node.step else { return }
    let choice = context.label("其一即可 ", "one of: ")
    switch context.plan.steps[step].operation {
    case .not: for operand in node.operands { visit(operand, !wanted, label) }
    case .all, .threshold(minimum: nil, _):
      for operand in node.operands { visit(operand, wanted, wanted ? label : label + choice) }
    case .any:
      for operand in node.operands { visit(operand, wanted, wanted ? label + choice : label) }
    case .membership:
      let value = context.list(
        node.operands.map { context.hides($0) ? Masking.hidden : context.text(of: $0) })
      add(node, label, context.label("现在是 \(value)", "it is \(value) now"), .null)
    default: add(node, wanted, label)
    }
  }

  /// What a difference between two sides lacks for a comparison to hold.
  private func text(
    of margin: ExactNumber, _ comparison: Comparison, _ type: ValueType, _ unit: ShownUnit?
  ) -> String {
    let word = comparison.word(for: type)
    if margin == .zero {
      return context.label("正好相等，要“\(word)”才算", "equal, but it has to be \(word)")
    }
    let size = margin.magnitude
    let shown = context.text(ofDifference: size, type, unit: unit)
    let strict =
      comparison == .above || comparison == .below
      ? context.label("，要“\(word)”才算", ", and it has to be \(word)") : ""
    switch comparison {
    case .atLeast, .above: return context.label("还差 \(shown)", "short by \(shown)") + strict
    case .atMost, .below: return context.label("还差 \(shown)：多出了这些", "over by \(shown)") + strict
    case .equal, .notEqual:
      let excess = margin.isNegative ? context.label("少了", "too little") : context.label("多了", "too much")
      return context.label("还差 \(shown)：\(excess)这些", "off by \(shown): \(excess)")
    }
  }

  private mutating func add(_ node: ExplanationNode, _ wanted: Bool, _ label: String) {
    let word = (wanted ? OutcomeWord.yes : .no).text
    add(node, label, context.label("要是“\(word)”才算", "has to be \(word)"), .null)
  }

  private mutating func add(
    _ node: ExplanationNode, _ label: String, _ text: String, _ margin: JSONValue
  ) {
    let words = context.source(node.span)
    // A 要求 that consists of its name alone is not said twice.
    let shown = label.hasSuffix(" \(words)：") ? String(label.dropLast()) : label + words
    found.append(ExplanationRemedy(words: shown, text: text, margin: margin))
  }
}

// MARK: Pieces of the document

extension ReportContext {
  /// Returns the record of an entity that has a key: the first of several rows that share it.
  ///
  /// - Parameter key: The key as someone typed it.
  package func record(withKey key: String, of entity: Int) -> Int? {
    let folded = Name(CellText.folded(key))
    return records.tables[entity].records.firstIndex { Name($0.key) == folded }
  }

  /// Returns a key that no record has, as messages name it.
  package func shown(unknownKey key: String) -> String {
    TerminalText.safe(isMasking && Masking.looksLikeIdentityNumber(key) ? Masking.masked(key) : key)
  }

  /// Returns the name of the record whose key is nearest to `key`, if one is near enough.
  package func nearestRecord(to key: String, of entity: Int) -> String? {
    guard let near = NearestName.of(CellText.folded(key), among: records.tables[entity].records.map(\.key))
    else { return nil }
    return record(withKey: near, of: entity).map { name(of: $0, entity: entity) }
  }

  /// Returns the name of a record and where it stands: `户 H1  户.csv 第 2 行`.
  package func nameAndPlace(of record: Int, entity: Int) -> String {
    "\(program.entities[entity].name) \(name(of: record, entity: entity))  "
      + place(of: record, entity: entity)
  }

  /// Returns the words of a rule file in full.
  func words(at span: SourceSpan) -> String { source(span, limit: 10_000) }

  /// Whether nothing of the value of a node may be shown, since it is or is made from a sensitive cell.
  ///
  /// The value of a rule is its outcome, which every report shows; a truth says no figure.
  func hides(_ node: ExplanationNode) -> Bool {
    guard isMasking else { return false }
    if let step = node.step { return hides(step: step) }
    return false
  }

  private func hides(step: Int) -> Bool {
    let planned = plan.steps[step]
    switch planned.operation {
    case .field(let field): return program.entities[planned.entity].fields[field].isSensitive
    case .parent(_, let operand): return hides(step: operand)
    case .comparison, .membership, .all, .any, .not, .threshold, .quantifier, .rule, .result, .parameter,
      .share:
      return false
    case .group(_, _, let value): return value.map(hides(step:)) ?? false
    case .conditional(let arms, let otherwise):
      return arms.contains { hides(step: $0.value) } || otherwise.map(hides(step:)) ?? false
    default: return planned.operation.operands.contains(where: hides(step:))
    }
  }

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

  /// The clauses that an explanation rests on, each once: those of the rule, of its pieces, of the
  /// parameters and rules that it looks at.
  func clauses(of explanation: Explanation) -> [Int] {
    var sources = ExplanationSources(program: program)
    sources.visit(explanation)
    return sources.clauses
  }

  /// What the rules, the clauses, the parameters and the documents leave open on which an explanation
  /// rests, each question once.
  func openQuestions(of explanation: Explanation) -> [OpenQuestion] {
    var sources = ExplanationSources(program: program)
    sources.visit(explanation)
    let unopened = PlanReach(of: sources.unopened, in: plan)
    return openQuestions(
      rules: sources.rules + unopened.rules.sorted(), clauses: sources.clauses,
      parameters: sources.parameters + unopened.parameters.sorted())
  }

  /// What a rule and everything it may look at leave open, whatever the records say.
  func openQuestions(of rule: Int) -> [OpenQuestion] {
    let reach = PlanReach(of: [rule], in: plan)
    return openQuestions(
      rules: [rule] + reach.rules.sorted(), clauses: program.rules[rule].citations,
      parameters: reach.parameters.sorted())
  }

  private func openQuestions(rules: [Int], clauses: [Int], parameters: [Int]) -> [OpenQuestion] {
    var found: [OpenQuestion] = []
    func add(_ about: String, _ texts: [String]) {
      for text in texts {
        let question = OpenQuestion(about: about, text: text)
        if !found.contains(question) { found.append(question) }
      }
    }
    for rule in rules { add(program.rules[rule].name.text, program.rules[rule].openQuestions) }
    for clause in clauses {
      add(program.citations[clause].identifier.text, program.citations[clause].openQuestions)
    }
    for parameter in parameters {
      add(program.parameters[parameter].name.text, program.parameters[parameter].openQuestions)
    }
    let cited =
      clauses + rules.flatMap { program.rules[$0].citations }
      + parameters.flatMap { program.parameters[$0].citations }
    for clause in cited {
      let document = program.documents[program.citations[clause].document]
      add(document.shortName?.text ?? "《\(document.title)》", document.openQuestions)
    }
    return found
  }
}

/// Something that the text of a document leaves open.
struct OpenQuestion: Hashable {
  /// The rule, the clause, the parameter or the document.
  let about: String
  /// The question.
  let text: String
}

/// Collects what an explanation rests on, in the order in which it is met.
private struct ExplanationSources {
  let program: CheckedProgram
  private(set) var rules: [Int] = []
  private(set) var clauses: [Int] = []
  private(set) var parameters: [Int] = []
  /// The rules whose values are used and not explained.
  private(set) var unopened: [Int] = []

  init(program: CheckedProgram) { self.program = program }

  mutating func visit(_ explanation: Explanation) {
    if !rules.contains(explanation.rule) { rules.append(explanation.rule) }
    add(program.rules[explanation.rule].citations)
    for part in explanation.parts {
      add(part.citations)
      visit(part.node)
    }
  }

  private mutating func add(_ cited: [Int]) {
    for clause in cited where !clauses.contains(clause) { clauses.append(clause) }
  }

  private mutating func visit(_ node: ExplanationNode) {
    var nodes = node.operands
    switch node.detail {
    case .rule(let rule, nil): unopened.append(rule)
    case .rule(_, let opened?): visit(opened)
    case .parameter(let parameter, let entry):
      if !parameters.contains(parameter) { parameters.append(parameter) }
      if let entry { add(program.parameters[parameter].entries[entry].citations) }
      add(program.parameters[parameter].citations)
    case .conditional(let arms, let otherwise):
      nodes += arms.flatMap { [$0.condition, $0.value] }.compactMap(\.self) + (otherwise.map { [$0] } ?? [])
    case .group(let group):
      nodes += group.members.flatMap { [$0.condition, $0.node] }.compactMap(\.self)
    case .lookUp(let rows): nodes += rows.map(\.result)
    case .operation, .cell, .parent, .comparison, .amount: break
    }
    for operand in nodes { visit(operand) }
  }
}

extension Rule {
  /// The word with which the rule is declared.
  var keyword: String {
    switch body {
    case .quantity: "指标"
    case .standard: "标准"
    case .finding: "认定"
    case .benefit: "补贴"
    }
  }
}

extension ExplanationPart.Role {
  /// The word with which the piece begins.
  var keyword: String {
    switch self {
    case .quantity: "指标"
    case .applicability: "适用"
    case .requirement: "要求"
    case .condition: "条件"
    case .exclusion: "除非"
    case .exceptionCondition: "例外"
    case .exceptionAmount: "例外金额"
    case .amount: "金额"
    case .execution: "执行"
    }
  }

  /// The name of a 要求.
  var name: String? {
    if case .requirement(_, let name) = self { return name.text }
    return nil
  }
}

extension Comparison {
  /// The comparison as rules write it of numbers, or of days and years.
  func word(for type: ValueType) -> String {
    let isTime = type == .date || type == .year
    return switch self {
    case .atLeast: isTime ? "不早于" : "不低于"
    case .atMost: isTime ? "不晚于" : "不超过"
    case .above: isTime ? "晚于" : "超过"
    case .below: isTime ? "早于" : "低于"
    case .equal: "等于"
    case .notEqual: "不等于"
    }
  }
}

// MARK: JSON

/// A piece of a JSON document (RFC 8259); the members of an object keep their order.
indirect enum JSONValue {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// The document, one member or element on a line.
  var text: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      Self.write(elements, between: ("[", "]"), to: &text, indent) { $0.write(to: &$1, indent: indent + 1) }
    case .object(let members):
      Self.write(members, between: ("{", "}"), to: &text, indent) {
        Self.write($0.0, to: &$1)
        $1 += ": "
        $0.1.write(to: &$1, indent: indent + 1)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (String, String), to text: inout String, _ indent: Int,
    item write: (Item, inout String) -> Void
  ) {
    text += brackets.0
    for (position, item) in items.enumerated() {
      text += (position == 0 ? "\n" : ",\n") + String(repeating: " ", count: indent + 1)
      write(item, &text)
    }
    if !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += brackets.1
  }

  /// Writes a string. Characters that control a terminal or hide are escaped as well.
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 || CellText.isHidden(scalar) {
          for unit in UTF16.encode(scalar)! { text += "\\u" + hexadecimal(unit) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }

  private static func hexadecimal(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

extension String? {
  /// The text, or `null`.
  var json: JSONValue { map(JSONValue.string) ?? .null }
}

extension Period? {
  /// The first and the last day; `null` for 长期 and where there is none.
  var json: JSONValue {
    map { period in
      .object([
        ("from", .string(period.start.description)), ("to", (period.end?.description).json),
      ])
    } ?? .null
  }
}
