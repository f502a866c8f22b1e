import PolicyDSL

/// Why a rule says what it says about one record, as text.
public struct ExplanationReport {
  private let context: ReportContext
  private let rule: Rule
  private let record: Int
  private var judgements: [Judgement] = []
  private var facts: [Fact] = []
  private var knownFacts: Set<FactKey> = []
  /// How many rows name no owner, by the entity of a group that was looked at.
  private var unassigned: [Int: Int] = [:]
  /// The rows of which a cell or a member was read, by entity.
  private var readRows: [Int: Set<Int>] = [:]

  /// How many members of a group are listed.
  private static let memberLimit = 50

  /// Returns the lines of an explanation, the first of which names the record and the outcome.
  public static func lines(of explanation: Explanation, in context: ReportContext) -> [String] {
    var report = ExplanationReport(
      context: context, rule: context.program.rules[explanation.rule], record: explanation.record)
    for part in explanation.parts { report.judge(part) }
    return report.lines(explanation)
  }

  /// Returns one line: the record, the outcome, and what keeps it open.
  public static func line(
    of outcome: Outcome, rule: Int, record: Int, in context: ReportContext
  ) -> String {
    let declared = context.program.rules[rule]
    let name = context.name(of: record, entity: declared.entity)
    return [name, outcome.text(of: declared, in: context.program), Self.open(outcome, in: context)]
      .filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// Whether an equality of two amounts was tried and does not hold on the way to the outcome.
  ///
  /// Such a record is worth showing whatever the rule calls it: figures that should agree do not.
  public static func showsUnequalAmounts(_ explanation: Explanation) -> Bool {
    explanation.parts.contains { firstEquality(in: $0.node, holding: false) != nil }
  }

  /// Returns one line for a record of which two amounts were found equal: both, the clause, and the rows
  /// they come from; `nil` where no two amounts were compared.
  public static func lineOfAgreement(_ explanation: Explanation, in context: ReportContext) -> String? {
    var report = ExplanationReport(
      context: context, rule: context.program.rules[explanation.rule], record: explanation.record)
    guard let equal = explanation.parts.lazy.compactMap({ firstEquality(in: $0.node, holding: true) }).first
    else { return nil }
    for part in explanation.parts { report.judge(part) }
    let name = context.name(of: explanation.record, entity: report.rule.entity)
    let clause = context.clause(of: explanation.record, entity: report.rule.entity)?.identifier.text
    let sources = [clause, context.rows(report.readRows)].compactMap(\.self)
    return [
      name, explanation.outcome.text(of: report.rule, in: context.program),
      report.sides(of: equal, named: true),
      "（\(sources.joined(separator: context.label("；", "; ")))）",
    ].joined(separator: "  ")
  }

  private init(context: ReportContext, rule: Rule, record: Int) {
    self.context = context
    self.rule = rule
    self.record = record
  }

  private var program: CheckedProgram { context.program }

  // MARK: The whole

  private func lines(_ explanation: Explanation) -> [String] {
    let name = context.name(of: explanation.record, entity: rule.entity)
    var head = "\(name)  \(explanation.outcome.text(of: rule, in: program))"
    if let unequal = explanation.parts.lazy.compactMap({ Self.firstEquality(in: $0.node, holding: false) })
      .first
    {
      head += "  " + sides(of: unequal, named: true)
    }
    var lines = [head]
    if let clause = context.clause(of: explanation.record, entity: rule.entity) {
      lines.append("  \(context.label("条款", "clause"))  \(context.text(of: clause))")
    }
    if !explanation.outcome.causes.isEmpty {
      lines.append("  " + Self.open(explanation.outcome, in: context))
    }
    for conflict in explanation.conflicts { lines.append("  " + text(of: conflict)) }
    if !judgements.isEmpty {
      lines.append("  " + context.label("判断", "judgement"))
      lines += TextColumns.aligned(judgements.map(\.cells), indent: 4)
    }
    if !facts.isEmpty {
      lines.append("  " + context.label("数据", "data"))
      lines += TextColumns.aligned(facts.map(\.cells), indent: 4)
    }
    for (entity, count) in unassigned.sorted(by: { $0.key < $1.key }) {
      let name = program.entities[entity].name
      lines.append(
        context.label(
          "    另有 \(count) 行“\(name)”未归属，不知道属于谁",
          "    rows of \(name) without a known owner: \(count)"))
    }
    return lines
  }

  /// What has to be found out: `要查清 年龄（P3，人.csv 第 4 行）`.
  private static func open(_ outcome: Outcome, in context: ReportContext) -> String {
    guard !outcome.causes.isEmpty else { return "" }
    let limit = 10
    var items: [String] = []
    for cause in outcome.causes {
      let item = context.text(of: cause)
      if !items.contains(item) { items.append(item) }
    }
    let rest = items.count - limit
    let more = rest > 0 ? context.label("，另有 \(rest) 处", ", and \(rest) more") : ""
    let heading =
      outcome.causes.contains(where: \.isError)
      ? context.label("算不出", "error") : context.label("要查清", "to find out")
    return "\(heading)  \(context.list(Array(items.prefix(limit))))\(more)"
  }

  private func text(of conflict: ExceptionConflict) -> String {
    guard case .benefit(let benefit) = rule.body else { return "" }
    func exception(_ position: Int) -> String {
      let source = context.source(benefit.exceptions[position].span)
      let clauses = benefit.exceptions[position].citations.map { program.citations[$0].identifier.text }
        .filter { !source.contains($0) }
      return clauses.isEmpty ? source : "\(source)（\(context.list(clauses))）"
    }
    let verb =
      conflict.isCertain
      ? context.label("两个例外冲突", "two exceptions conflict")
      : context.label("两个例外可能冲突", "two exceptions may conflict")
    return "\(verb)：\(exception(conflict.first))；\(exception(conflict.second))"
  }

  // MARK: Judgements

  /// A line of the judgement: a verdict, the words of the rule, the figures.
  private struct Judgement {
    let depth: Int
    let verdict: String
    let words: String
    let figures: String

    var cells: [String] {
      [verdict, String(repeating: "  ", count: depth) + words, figures]
    }
  }

  private mutating func judge(_ part: ExplanationPart) {
    let clauses = part.citations == rule.citations ? [] : part.citations
    let source =
      clauses.isEmpty ? "" : "（\(context.list(clauses.map { program.citations[$0].identifier.text }))）"
    judge(part.node, 0, label: label(of: part.role), note: source)
  }

  private func label(of role: ExplanationPart.Role) -> String {
    switch role {
    case .quantity: ""
    case .applicability: "适用 "
    case .requirement(_, let name): "要求 \(name)："
    case .condition: "条件 "
    case .exclusion: "除非 "
    case .exceptionCondition: "例外 "
    case .exceptionAmount: "例外 金额 "
    case .amount: "金额 "
    case .execution: "执行 "
    }
  }

  private mutating func add(
    _ verdict: String, _ depth: Int, _ label: String, _ node: ExplanationNode, _ figures: String,
    _ note: String
  ) {
    judgements.append(
      Judgement(
        depth: depth, verdict: verdict, words: words(of: node, behind: label) + note,
        figures: figures))
  }

  /// The label and the words of a node; a 要求 that consists of its name alone is not said twice.
  private func words(of node: ExplanationNode, behind label: String) -> String {
    let words = context.source(node.span)
    return label.hasSuffix("\(words)：") ? String(label.dropLast()) : label + words
  }

  /// The value of a node; a bare figure of the rule has the unit of the rule.
  private func value(of node: ExplanationNode) -> String {
    context.text(of: node, unit: node.type == rule.type ? ShownUnit(rule.unit) : nil)
  }

  private mutating func judge(
    _ node: ExplanationNode, _ depth: Int, label: String = "", note: String = ""
  ) {
    let value = value(of: node)
    switch node.detail {
    case .amount(let kind, _):
      let prefix = kind == .floor ? "不低于 " : kind == .ceiling ? "不超过 " : ""
      for operand in node.operands { judge(operand, depth, label: label + prefix, note: note) }
    case .conditional(let arms, let otherwise):
      if !label.isEmpty { add(value, depth, label, node, "", note) }
      let inner = label.isEmpty ? depth : depth + 1
      for arm in arms {
        judge(arm.condition, inner)
        if let result = arm.value { conclude(result, inner) }
      }
      if let otherwise { conclude(otherwise, inner) }
    case .comparison:
      add(value, depth, label, node, sides(of: node, named: false), note)
      for operand in node.operands { collect(operand, 0) }
    case .rule(_, let opened):
      add(value, depth, label, node, "", note)
      if case .truth(let truth) = node.value, truth != .yes, let opened {
        for part in opened.parts { judge(part.node, depth + 1, label: self.label(of: part.role)) }
      } else {
        collect(node, 0)
      }
    case .group(let group):
      add(value, depth, label, node, group.isEmpty ? context.label("没有一个算在内", "none counts") : "", note)
      guard case .truth = node.type else { return collect(node, 0) }
      // Where all members fulfil what each has to, none of them is the reason.
      if !isFulfilledByAll(node) { judge(group, depth + 1) }
    case .lookUp(let rows):
      for key in node.operands {
        add(context.text(of: key), depth, label, key, "", note)
        collect(key, 0)
      }
      for row in rows {
        judgements.append(
          Judgement(
            depth: depth, verdict: "→", words: context.source(row.span), figures: self.value(of: row.result)))
        collect(row.result, 0)
      }
    case .operation where isConnective(node):
      add(value, depth, label, node, "", note)
      for operand in node.operands { judge(operand, depth + 1) }
    case .operation:
      // 为: what the value is that is in the list or not.
      let figures = node.type == .truth ? context.list(node.operands.map { context.text(of: $0) }) : ""
      add(value, depth, label, node, figures, note)
      collect(node, 0)
    case .cell, .parent, .parameter:
      add(value, depth, label, node, "", note)
      collect(node, 0)
    }
  }

  /// The value of an arm that holds or may hold.
  private mutating func conclude(_ node: ExplanationNode, _ depth: Int) {
    if node.type == .truth, !node.operands.isEmpty {
      judge(node, depth)
    } else {
      add("→", depth, "", node, isConstant(node) ? "" : value(of: node), "")
      collect(node, 0)
    }
  }

  /// The members of 每个 or 存在 on which the result rests.
  private mutating func judge(_ group: ExplainedGroup, _ depth: Int) {
    let deciding = group.members.filter { $0.decides && $0.node != nil }
    for member in deciding.prefix(Self.memberLimit) {
      guard let node = member.node else { continue }
      let name = context.name(of: member.record, entity: group.entity)
      judge(node, depth, label: name + " ")
      if let condition = member.condition { collect(condition, 0) }
    }
    note(deciding.count - Self.memberLimit, depth)
    if !group.isComplete {
      judgements.append(
        Judgement(
          depth: depth, verdict: "", words: context.label("（成员不全）", "(not all members are known)"),
          figures: ""))
    }
  }

  private mutating func note(_ rest: Int, _ depth: Int) {
    guard rest > 0 else { return }
    judgements.append(
      Judgement(
        depth: depth, verdict: "", words: context.label("另有 \(rest) 个", "and \(rest) more"), figures: ""))
  }

  private func isConnective(_ node: ExplanationNode) -> Bool {
    guard node.type == .truth, let step = node.step else { return false }
    switch context.plan.steps[step].operation {
    case .all, .any, .not, .threshold: return true
    default: return false
    }
  }

  private func isFulfilledByAll(_ node: ExplanationNode) -> Bool {
    guard node.value == .truth(.yes), let step = node.step,
      case .quantifier(isUniversal: true, _, _) = context.plan.steps[step].operation
    else { return false }
    return true
  }

  private func isConstant(_ node: ExplanationNode) -> Bool {
    if case .operation = node.detail { return node.operands.isEmpty }
    return false
  }

  /// `490.1768亿元 对 490.1769亿元，少 0.0001亿元`, or with the words of both sides.
  private func sides(of node: ExplanationNode, named: Bool) -> String {
    let (left, right) = (node.operands[0], node.operands[1])
    let unit = context.unit(of: left) ?? context.unit(of: right)
    func side(_ side: ExplanationNode) -> String {
      let text = context.text(of: side, unit: unit)
      return named ? "\(context.source(side.span, limit: 30)) \(text)" : text
    }
    let both = "\(side(left)) \(context.label("对", "against")) \(side(right))"
    guard case .comparison(_, let margin?) = node.detail, !isHidden(left), !isHidden(right),
      let difference = context.text(ofMargin: margin, left.type, unit: unit)
    else { return both }
    return both + context.label("，", ", ") + difference
  }

  private func isHidden(_ node: ExplanationNode) -> Bool {
    if case .cell(let field, _) = node.detail { return context.isHidden(field, of: node.entity) }
    return node.operands.contains(where: isHidden)
  }

  /// The first equality of two amounts, neither a constant, that was tried and holds or does not.
  private static func firstEquality(in node: ExplanationNode, holding: Bool) -> ExplanationNode? {
    var nodes = node.operands
    switch node.detail {
    case .comparison(.equal, let margin?):
      let isOfAmounts = node.operands.allSatisfy { operand in
        if case .operation = operand.detail, operand.operands.isEmpty { return false }
        if case .number = operand.type { return true }
        return false
      }
      if isOfAmounts, let exact = margin.exact, (exact == .zero) == holding { return node }
    case .conditional(let arms, let otherwise):
      nodes = arms.flatMap { [$0.condition, $0.value] }.compactMap(\.self) + (otherwise.map { [$0] } ?? [])
    default: break
    }
    return nodes.lazy.compactMap { firstEquality(in: $0, holding: holding) }.first
  }

  // MARK: Data

  /// A line of the data: a name, its value, where it comes from.
  private struct Fact {
    let depth: Int
    let name: String
    let value: String
    let origin: String

    var cells: [String] { [String(repeating: "  ", count: depth) + name, value, origin] }
  }

  /// What a line of the data is about, so that it is shown once.
  private enum FactKey: Hashable {
    case cell(entity: Int, record: Int, field: Int)
    case rule(Int, record: Int)
    case parameter(Int, keys: String)
    case group(SourceSpan, record: Int)
  }

  private mutating func collect(_ node: ExplanationNode, _ depth: Int) {
    switch node.detail {
    case .cell(let field, _):
      guard knownFacts.insert(.cell(entity: node.entity, record: node.record, field: field)).inserted else {
        return
      }
      readRows[node.entity, default: []].insert(node.record)
      let origin = context.place(of: node.record, entity: node.entity, field: field)
      let name = owner(of: node) + program.entities[node.entity].fields[field].name.text
      facts.append(Fact(depth: depth, name: name, value: text(ofCell: node), origin: origin))
    case .rule(let rule, let opened):
      guard knownFacts.insert(.rule(rule, record: node.record)).inserted else { return }
      let definition = opened?.parts.first.map { context.source($0.node.span) } ?? ""
      facts.append(
        Fact(
          depth: depth, name: owner(of: node) + program.rules[rule].name.text, value: context.text(of: node),
          origin: definition))
      for part in opened?.parts ?? [] { collectDefinition(part.node, depth + 1) }
    case .parameter(let parameter, let entry):
      for key in node.operands { collect(key, depth) }
      let keys = context.list(node.operands.map { context.text(of: $0) })
      guard knownFacts.insert(.parameter(parameter, keys: keys)).inserted else { return }
      let name = program.parameters[parameter].name.text
      facts.append(
        Fact(
          depth: depth, name: keys.isEmpty ? name : "\(name)（\(keys)）", value: context.text(of: node),
          origin: origin(of: parameter, entry)))
    case .group(let group):
      guard knownFacts.insert(.group(node.span, record: node.record)).inserted else { return }
      facts.append(
        Fact(depth: depth, name: context.source(node.span), value: context.text(of: node), origin: ""))
      collect(group, depth + 1)
    case .conditional(let arms, let otherwise):
      for arm in arms {
        collect(arm.condition, depth)
        if let value = arm.value { collect(value, depth) }
      }
      if let otherwise { collect(otherwise, depth) }
    case .lookUp(let rows):
      for key in node.operands { collect(key, depth) }
      for row in rows { collect(row.result, depth) }
    case .operation, .parent, .comparison, .amount:
      for operand in node.operands { collect(operand, depth) }
    }
  }

  /// What a rule is made from; where it is one group, its total is the value of the rule.
  private mutating func collectDefinition(_ node: ExplanationNode, _ depth: Int) {
    switch node.detail {
    case .amount: for operand in node.operands { collectDefinition(operand, depth) }
    case .group(let group): collect(group, depth)
    default: collect(node, depth)
    }
  }

  /// The record to which a value belongs, where that is not the one explained.
  private func owner(of node: ExplanationNode) -> String {
    if node.entity == rule.entity, node.record == record { return "" }
    return context.name(of: node.record, entity: node.entity) + " "
  }

  /// The value of a cell as the records have it.
  private func text(ofCell node: ExplanationNode) -> String {
    switch node.detail {
    case .cell(_, .missing):
      return context.records.tables[node.entity].records[node.record].isRejected
        ? context.label("（此行已退回）", "(the row was rejected)") : context.label("空", "empty")
    case .cell(_, .notYet): return context.label("空（未发生）", "empty (未发生)")
    default: return context.text(of: node)
    }
  }

  private mutating func collect(_ group: ExplainedGroup, _ depth: Int) {
    // 计数 has no figures of its members to show.
    let counted = group.members.filter { $0.mayBeIn && $0.value != nil }
    let shown = counted.filter { $0.node != nil }.prefix(Self.memberLimit)
    for member in shown {
      readRows[group.entity, default: []].insert(member.record)
      let name = context.name(of: member.record, entity: group.entity)
      var field: Int?
      if case .cell(let position, _)? = member.node?.detail { field = position }
      let value = member.node.map { context.text(of: $0) } ?? ""
      let origin = context.place(of: member.record, entity: group.entity, field: field)
      let doubt = member.mayBeOut ? context.label("（算不算在内未定）", " (may not count)") : ""
      facts.append(Fact(depth: depth, name: name, value: value, origin: origin + doubt))
    }
    let rest = counted.count - shown.count
    if rest > 0 {
      facts.append(
        Fact(
          depth: depth, name: context.label("另有 \(rest) 行", "and \(rest) more rows"), value: "", origin: ""))
    }
    if group.unassigned > 0 { unassigned[group.entity] = group.unassigned }
  }

  private func origin(of parameter: Int, _ entry: Int?) -> String {
    let declared = program.parameters[parameter]
    guard let entry else { return context.label("评估日没有公布的值", "no value published for the day") }
    let period = declared.entries[entry].period
    let end = period.end.map { "至 \($0)" } ?? "起长期"
    let clauses = (declared.entries[entry].citations + declared.citations).map {
      program.citations[$0].identifier.text
    }
    let source = clauses.isEmpty ? "" : "，依据 " + clauses.joined(separator: "、")
    return "\(period.start) \(end)\(source)"
  }
}

extension ReportContext {
  /// Whether a rule tests the equality of two amounts, so that an explanation may show unequal ones.
  public func comparesAmounts(_ rule: Int) -> Bool {
    plan.rules[rule].slots.contains { slot in
      guard case .comparison(let left, .equal, let right) = plan.steps[slot].operation else { return false }
      return [left, right].allSatisfy { side in
        guard case .number = plan.steps[side].type else { return false }
        if case .constant = plan.steps[side].operation { return false }
        return true
      }
    }
  }

  /// Returns what has to be found out.
  func text(of cause: Cause) -> String {
    func cell(_ entity: Int, _ record: Int, _ field: Int) -> String {
      // Of a rejected row no cell is known, though they may all be filled in.
      if records.tables[entity].records[record].isRejected {
        return label("退回的一行（", "the rejected row (")
          + "\(self.name(of: record, entity: entity))，\(place(of: record, entity: entity))）"
      }
      let name = program.entities[entity].fields[field].name
      return
        "\(name)（\(self.name(of: record, entity: entity))，\(place(of: record, entity: entity, field: field))）"
    }
    switch cause {
    case .cell(let entity, let record, let field): return cell(entity, record, field)
    case .group(let entity, let record, let field):
      let name = program.entities[entity].fields[field].name
      return label("\(name)有哪些（", "which \(name) belong to (") + self.name(of: record, entity: entity)
        + label("）", ")")
    case .uncertainRecord(let entity, let record):
      let name = self.name(of: record, entity: entity)
      return label("\(name) 是哪一行（编号重复）", "which row is \(name) (the key is repeated)")
    case .parameter(let parameter):
      let name = program.parameters[parameter].name
      return label("\(name) 没有公布", "\(name) is not published")
    case .openList(let step):
      return label("“等”字未尽：", "the list ends in 等: ") + source(plan.steps[step].span)
    case .floor(let step): return label("原文只给下限：", "only a floor is given: ") + source(plan.steps[step].span)
    case .ceiling(let step):
      return label("原文只给上限：", "only a ceiling is given: ") + source(plan.steps[step].span)
    case .conflict(let step, _): return label("其中有冲突：", "a conflict in: ") + source(plan.steps[step].span)
    case .overflow(let step, _):
      return label("数太大：", "the number is too large: ") + source(plan.steps[step].span)
    case .negativeAmount(let rule, _):
      let name = program.rules[rule].name
      return label("\(name) 的金额小于 0", "the amount of \(name) is below 0")
    }
  }
}
