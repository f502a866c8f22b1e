import Testing

@testable import Evaluator
@testable import PolicyDSL

/// A program with its plan and its records, ready to be evaluated.
struct Situation {
  var program: CheckedProgram
  let plan: Plan
  let files: [SourceFile]
  var records: RecordSet
  var isStrict = false
  /// The file and the code of each problem for which a row or a file was rejected.
  var rejected: [String] = []

  static let date = CalendarDate(year: 2020, month: 6, day: 30)!

  /// The program of a case with its records.
  init(_ randomCase: RandomCase) {
    self.init(randomCase.program, [randomCase.file])
    read(randomCase.tables)
  }

  /// The program of some files without records.
  init(files: [SourceFile]) throws { self.init(try Fixture(files).program, files) }

  private init(_ program: CheckedProgram, _ files: [SourceFile]) {
    self.program = program
    self.files = files
    plan = Planner.plan(program)
    records = RecordSet(tables: [], members: [])
  }

  /// Takes other records, whose files are given in some order.
  mutating func read(_ tables: [RandomCase.TableText], order: [Int] = [0, 1, 2]) {
    let files = order.filter { tables[$0].isThere }.map { position in
      let table = tables[position]
      let entity = program.entities.firstIndex { $0.name.text == table.name }!
      return RecordFile(entity: entity, path: "\(table.name).csv", bytes: Array(table.csv.utf8))
    }
    let result = RecordReader.read(program, files: files)
    records = result.records
    rejected = result.problems.compactMap { problem in
      switch problem.code.consequence {
      case .fileRejected, .rowRejected: "\(problem.file) \(problem.code.rawValue)"
      case .warning, .note: nil
      }
    }
  }

  func evaluator() -> RowEvaluator {
    RowEvaluator(plan: plan, program: program, records: records, date: Self.date, isStrict: isStrict)
  }

  /// The outcome of every rule for every record that is judged.
  func goals() -> [Goal] {
    var evaluator = evaluator()
    return program.rules.enumerated().flatMap { rule, declared in
      let rows = records.tables[declared.entity].records
      return rows.indices.filter { !rows[$0].isRejected }.map { record in
        Goal(rule: rule, record: record, outcome: evaluator.outcome(rule: rule, record: record))
      }
    }
  }

  /// The same goals with the outcomes that they have in this situation.
  func again(_ goals: [Goal]) -> [Goal] {
    var evaluator = evaluator()
    return goals.map { goal in
      let outcome = evaluator.outcome(rule: goal.rule, record: goal.record)
      return Goal(rule: goal.rule, record: goal.record, outcome: outcome)
    }
  }

  // MARK: Names

  /// A goal by names, so that situations with other positions can be compared.
  func name(_ goal: Goal) -> String {
    let rule = program.rules[goal.rule]
    let key = records.tables[rule.entity].records[goal.record].key
    return "\(program.entities[rule.entity].name):\(key) \(rule.name)"
  }

  /// An outcome with its causes.
  func text(_ goal: Goal) -> String {
    goal.outcome.text(of: program.rules[goal.rule], in: program) + " ← "
      + goal.outcome.causes.map(name).sorted().joined(separator: "；")
  }

  /// What is printed of an outcome.
  func explanation(_ goal: Goal) -> String {
    var evaluator = evaluator()
    let context = ReportContext(
      plan: plan, program: program, files: files, records: records, language: .chinese)
    let explanation = evaluator.explanation(rule: goal.rule, record: goal.record)
    return ExplanationReport.lines(of: explanation, in: context).joined(separator: "\n")
  }

  /// A cause by names, so that situations with other positions can be compared.
  func name(_ cause: Cause) -> String {
    func place(_ entity: Int, _ record: Int) -> String {
      "\(program.entities[entity].name):\(records.tables[entity].records[record].key)"
    }
    func source(_ step: Int) -> String {
      let span = plan.steps[step].span
      return "\(program.rules[plan.steps[step].rule].name): \(files[span.file].text(span))"
    }
    return switch cause {
    case .cell(let entity, let record, let field):
      "\(place(entity, record)):\(program.entities[entity].fields[field].name)"
    case .group(let entity, let record, let field):
      "组 \(place(entity, record)):\(program.entities[entity].fields[field].name)"
    case .uncertainRecord(let entity, let record): "记录 \(place(entity, record))"
    case .parameter(let parameter): "参数 \(program.parameters[parameter].name)"
    case .openList(let step): "等 \(source(step))"
    case .floor(let step): "下限 \(source(step))"
    case .ceiling(let step): "上限 \(source(step))"
    case .conflict(let step, let record): "冲突 \(source(step)) \(place(plan.steps[step].entity, record))"
    case .overflow(let step, let record): "溢出 \(source(step)) \(place(plan.steps[step].entity, record))"
    case .negativeAmount(let rule, let record):
      "负数 \(program.rules[rule].name) \(place(program.rules[rule].entity, record))"
    }
  }
}

/// One rule for one record, by their positions.
struct Goal {
  let rule: Int
  let record: Int
  let outcome: Outcome
}

extension Outcome {
  /// What is wrong with this as the outcome of a situation of which less is known; `nil` if nothing is.
  ///
  /// - Parameter narrow: The outcome where more is known. One that rests on an error of the record, an
  ///   amount surely below zero, is compared with nothing.
  func problem(asWiderThan narrow: Outcome) -> String? {
    if isUndecided == causes.isEmpty && word != .amount { return "causes do not go with the outcome" }
    guard let value, let inner = narrow.value, !narrow.restsOnError else { return nil }
    if !inner.isWithin(value) { return "a possibility is lost" }
    if !isUndecided, word != narrow.word { return "the decision is another one" }
    if !lacksData, inner != value { return "what is missing matters and is not among the causes" }
    return nil
  }

  /// Whether an error of a record keeps it open.
  var restsOnError: Bool { causes.contains(where: \.isError) }

  /// Whether missing records or cells are among the causes.
  var lacksCells: Bool {
    causes.contains { cause in
      switch cause {
      case .cell, .group, .uncertainRecord: true
      default: false
      }
    }
  }

  /// Whether missing data is among the causes, and not only what the rules leave open.
  private var lacksData: Bool { lacksCells || !unpublishedParameters.isEmpty }
}

// MARK: What is not known

/// A cell, or one entry of a parameter, that may be known or not.
enum Unknown: Hashable {
  case cell(entity: Int, record: Int, field: Int)
  /// The entry on 评估日, by the position of its row.
  case entry(parameter: Int, row: Int)

  /// Whether a cause names it.
  func isNamed(by cause: Cause) -> Bool {
    switch (self, cause) {
    case (.cell(let entity, let record, let field), .cell(let other, let row, let place)):
      entity == other && record == row && field == place
    case (.entry(let parameter, _), .parameter(let other)): parameter == other
    default: false
    }
  }
}

extension Situation {
  /// The cells that rules read and that may be missing, whether or not they are.
  func cellsInUse() -> [Unknown] {
    let used = Set(
      plan.steps.compactMap { step -> [Int]? in
        if case .field(let field) = step.operation { [step.entity, field] } else { nil }
      })
    return records.tables.enumerated().flatMap { entity, table in
      program.entities[entity].fields.enumerated().flatMap { field, declared -> [Unknown] in
        guard used.contains([entity, field]), declared.blank != .no else { return [] }
        return table.records.indices.map { .cell(entity: entity, record: $0, field: field) }
      }
    }
  }

  /// The cells in use of a 人, of its 户 and of its 村.
  func kin(ofPerson person: Int) -> Set<Unknown> {
    var rows = [2: person]
    for entity in [2, 1] {
      for case .parent(let parent) in records.tables[entity].records[rows[entity]!].cells {
        rows[entity - 1] = parent
      }
    }
    return Set(
      cellsInUse().filter {
        if case .cell(let entity, let record, _) = $0 { rows[entity] == record } else { false }
      })
  }

  /// The entries of parameters that rules use, whether or not they are published.
  func entriesInUse() -> [Unknown] {
    let used = Set(
      plan.steps.compactMap { step -> Int? in
        if case .parameter(let parameter, _) = step.operation { parameter } else { nil }
      })
    return used.sorted().flatMap { parameter in
      program.parameters[parameter].entries[0].values.indices.map {
        .entry(parameter: parameter, row: $0)
      }
    }
  }

  /// All values that something may have; some of them where there are too many.
  func values(of unknown: Unknown) -> [CellValue] {
    switch unknown {
    case .entry(let parameter, _):
      let range = program.parameters[parameter].range
      let isShare = range.upper == .finite(.one)
      let numbers = isShare ? [.zero, ExactNumber(1, over: 2)!, .one] : [0, 1, 2].map { ExactNumber($0) }
      return numbers.map { .number($0) }
    case .cell(let entity, let record, let field):
      let declared = program.entities[entity].fields[field]
      switch declared.type {
      case .truth, .presence: return [.truth(true), .truth(false)]
      case .option(let set):
        let listed = program.optionSets[set].options.indices.map(CellValue.option)
        return program.optionSets[set].isOpen ? listed + [.unlisted] : listed
      case .number, .date, .year:
        let later = ExactNumber(Int128(Self.date.dayNumber + 1))
        let isNotYet = records.tables[entity].records[record].cells[field] == .notYet
        let first = isNotYet ? later : declared.range.lower.number!
        // What has no upper bound in the schema is sampled.
        let last = min(declared.range.upper.number!.numerator, first.numerator + 3)
        return (first.numerator...last).map { .number(ExactNumber($0)) }
      case .key, .belongsTo, .many: return []
      }
    }
  }

  /// Makes everything known.
  mutating func fill(_ random: inout SeededGenerator) {
    for unknown in cellsInUse() + entriesInUse() where isOpen(unknown) {
      let values = values(of: unknown)
      set(unknown, to: values[random.below(values.count)])
    }
  }

  /// The goals whose rules read a field or a parameter of which something is unknown.
  func goals(reading unknowns: [Unknown]) -> [Goal] {
    var isReading: [Bool] = []
    for rule in plan.rules {
      isReading.append(
        plan.steps[rule.slots].contains { step in
          switch step.operation {
          case .rule(let other): isReading[other]
          case .field(let field):
            unknowns.contains {
              if case .cell(step.entity, _, field) = $0 { true } else { false }
            }
          case .parameter(let parameter, _):
            unknowns.contains {
              if case .entry(parameter, _) = $0 { true } else { false }
            }
          default: false
          }
        })
    }
    return goals().filter { isReading[$0.rule] }
  }

  /// Whether something is not known.
  func isOpen(_ unknown: Unknown) -> Bool {
    switch unknown {
    case .cell(let entity, let record, let field):
      [.missing, .notYet].contains(records.tables[entity].records[record].cells[field])
    case .entry(let parameter, let row): program.parameters[parameter].entries[0].values[row] == nil
    }
  }

  /// Makes something known.
  mutating func set(_ unknown: Unknown, to value: CellValue) {
    switch unknown {
    case .cell(let entity, let record, let field): records.set(entity, record, field, to: value)
    case .entry(let parameter, let row):
      guard case .number(let number) = value else { preconditionFailure("an entry is a number") }
      program = program.publishing(number, parameter, row)
    }
  }

  /// Makes something unknown.
  mutating func hide(_ unknown: Unknown) {
    switch unknown {
    case .cell(let entity, let record, let field):
      // An empty cell that says “not yet” means less than a missing one.
      var isLater = false
      if case .number(let day) = records.tables[entity].records[record].cells[field] {
        isLater = day > ExactNumber(Int128(Self.date.dayNumber))
      }
      let isNotYet = isLater && program.entities[entity].fields[field].blank == .notYet
      records.set(entity, record, field, to: isNotYet ? .notYet : .missing)
    case .entry(let parameter, let row): program = program.publishing(nil, parameter, row)
    }
  }
}

extension RecordSet {
  fileprivate mutating func set(_ entity: Int, _ record: Int, _ field: Int, to value: CellValue) {
    var tables = tables
    let table = tables[entity]
    var rows = table.records
    var cells = rows[record].cells
    cells[field] = value
    let old = rows[record]
    rows[record] = Record(
      key: old.key, line: old.line, isRejected: old.isRejected, isOptional: old.isOptional, cells: cells)
    tables[entity] = RecordTable(
      entity: entity, file: table.file, records: rows, unassigned: table.unassigned,
      relationsWithoutColumn: table.relationsWithoutColumn)
    self = RecordSet(tables: tables, members: members)
  }
}

extension CheckedProgram {
  fileprivate func publishing(_ number: ExactNumber?, _ parameter: Int, _ row: Int) -> CheckedProgram {
    var parameters = parameters
    let old = parameters[parameter]
    var values = old.entries[0].values
    values[row] = number
    let entry = ParameterEntry(
      period: old.entries[0].period, values: values, citations: [], span: old.entries[0].span)
    parameters[parameter] = Parameter(
      name: old.name, type: old.type, unit: old.unit, keys: old.keys, range: old.range, entries: [entry],
      citations: old.citations, openQuestions: old.openQuestions, span: old.span)
    return CheckedProgram(
      ruleSet: ruleSet, documents: documents, citations: citations, optionSets: optionSets,
      entities: entities, parameters: parameters, rules: rules, tests: tests, ranges: ranges,
      outcomes: outcomes)
  }
}

// MARK: As text

extension Situation {
  /// The records and the entries of parameters, to be entered by hand.
  var recordText: String {
    var lines: [String] = isStrict ? ["--strict"] : []
    for (entity, table) in records.tables.enumerated() {
      let fields = program.entities[entity].fields
      lines.append("\(program.entities[entity].name).csv\(table.file == nil ? "：没有文件" : "")")
      lines.append(fields.map(\.name.text).joined(separator: ","))
      for record in table.records {
        let cells = zip(fields, record.cells).map { text($1, $0, record) }
        let note = record.isOptional ? "  重复" : record.isRejected ? "  退回" : ""
        lines.append(cells.joined(separator: ",") + note)
      }
    }
    for parameter in program.parameters {
      let values = parameter.entries[0].values.map { $0.map(\.description) ?? "未公布" }
      lines.append("\(parameter.name) = \(values.joined(separator: "、"))")
    }
    return lines.joined(separator: "\n")
  }

  private func text(_ cell: CellValue, _ field: Field, _ record: Record) -> String {
    switch cell {
    case .missing, .notYet: ""
    case .key: record.key
    case .truth(let truth): truth ? "是" : "否"
    case .number(let number):
      field.type == .date
        ? CalendarDate(dayNumber: Int(number.numerator)).description : number.description
    case .option(let position):
      if case .option(let set) = field.type { program.optionSets[set].options[position].text } else { "" }
    case .unlisted: "（未列）"
    case .parent(let parent):
      if case .belongsTo(let entity) = field.type { records.tables[entity].records[parent].key } else { "" }
    }
  }
}
