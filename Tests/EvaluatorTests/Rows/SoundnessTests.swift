import Testing

@testable import Evaluator
@testable import PolicyDSL

@Suite("What is decided holds whatever the missing cells are")
struct SoundnessTests {
  private static let texts: [String] =
    OperatorTests.cases.map { OperatorTests.declarations + $0.text }
    + GroupTests.cases.map { GroupTests.declarations + $0.text }
    + RuleTests.cases.map { RuleTests.declarations + $0.text }

  @Test("so every completion gives one of the possibilities, and cells not listed change nothing")
  func completions() throws {
    var generator = SeededGenerator(seed: 7)
    var compared = 0
    var undecided = 0
    for text in Self.texts {
      let fixture = try Fixture(text)
      let date = fixture.program.tests[0].date
      for _ in 0..<12 {
        let open = RandomRecords(fixture.program, date, &generator)
        var evaluator = RowEvaluator(
          plan: fixture.plan, program: fixture.program, records: open.records(), date: date)
        for _ in 0..<4 {
          let first = open.completed(&generator)
          var one = RowEvaluator(
            plan: fixture.plan, program: fixture.program, records: first.records(), date: date)
          for rule in fixture.program.rules.indices {
            for record in open.cells[fixture.program.rules[rule].entity].indices {
              let before = evaluator.result(of: rule, record)
              let after = one.value(rule: rule, record: record)
              compared += 1
              if !before.value.isDecided { undecided += 1 }
              if !after.isWithin(before.value) {
                Issue.record("\(fixture.program.rules[rule].name) \(record): \(after) not in \(before.value)")
              }
              // A second completion that agrees in the cells that are listed agrees in the result.
              let listed = evaluator.ledger.causes(of: before.causes)
              let second = open.completed(&generator).taking(listed, from: first)
              var other = RowEvaluator(
                plan: fixture.plan, program: fixture.program, records: second.records(), date: date)
              if other.value(rule: rule, record: record) != after {
                let name = fixture.program.rules[rule].name
                Issue.record("\(name) \(record): changed by a cell not in \(listed)")
              }
            }
          }
        }
      }
    }
    #expect(compared > 20_000)
    #expect(undecided > compared / 5)
  }
}

/// Random records of a program, some cells missing, all groups known.
struct RandomRecords {
  let program: CheckedProgram
  let date: CalendarDate
  var cells: [[[CellValue]]]

  init(_ program: CheckedProgram, _ date: CalendarDate, _ generator: inout SeededGenerator) {
    self.program = program
    self.date = date
    let counts = program.entities.map { entity in
      entity.fields.contains { if case .belongsTo = $0.type { true } else { false } } ? 4 : 2
    }
    cells = program.entities.enumerated().map { position, entity in
      (0..<counts[position]).map { _ in
        entity.fields.map { field in
          if case .belongsTo(let parent) = field.type {
            return .parent(Int.random(in: 0..<counts[parent], using: &generator))
          }
          let isMissing = Int.random(in: 0..<10, using: &generator) < 4
          return isMissing ? Self.blank(field) : Self.cell(field, program, &generator)
        }
      }
    }
  }

  /// The same records with every missing cell filled.
  func completed(_ generator: inout SeededGenerator) -> RandomRecords {
    var result = self
    for (entity, rows) in cells.enumerated() {
      for (record, row) in rows.enumerated() {
        for (field, cell) in row.enumerated() {
          if cell == .notYet {
            let later = date.dayNumber + Int.random(in: 1...900, using: &generator)
            result.cells[entity][record][field] = .number(ExactNumber(Int128(later)))
          } else if cell == .missing {
            let declared = program.entities[entity].fields[field]
            result.cells[entity][record][field] = Self.cell(declared, program, &generator)
          }
        }
      }
    }
    return result
  }

  /// The same records with the cells that causes name taken from others.
  func taking(_ causes: [Cause], from others: RandomRecords) -> RandomRecords {
    var result = self
    for case .cell(let entity, let record, let field) in causes {
      result.cells[entity][record][field] = others.cells[entity][record][field]
    }
    return result
  }

  func records() -> RecordSet {
    let tables = cells.enumerated().map { entity, rows in
      RecordTable(
        entity: entity, file: "随机",
        records: rows.enumerated().map { position, row in
          Record(key: "\(position)", line: position + 2, isRejected: false, isOptional: false, cells: row)
        }, unassigned: [:])
    }
    let members = program.entities.enumerated().map { entity, declared in
      var groups: [Int: [[Int]]] = [:]
      for (field, declaration) in declared.fields.enumerated() {
        guard case .many(let member, let through) = declaration.type else { continue }
        groups[field] = cells[entity].indices.map { owner in
          cells[member].indices.filter { cells[member][$0][through] == .parent(owner) }
        }
      }
      return groups
    }
    return RecordSet(tables: tables, members: members)
  }

  private static func blank(_ field: Field) -> CellValue {
    switch field.blank {
    case .unknown: field.type == .key ? .key : .missing
    case .no: .truth(false)
    case .notYet: .notYet
    case .number(let number): .number(number)
    }
  }

  private static func cell(
    _ field: Field, _ program: CheckedProgram, _ generator: inout SeededGenerator
  ) -> CellValue {
    switch field.type {
    case .key: return .key
    case .truth, .presence: return .truth(Bool.random(using: &generator))
    case .option(let set):
      let count = program.optionSets[set].options.count
      let isOpen = program.optionSets[set].isOpen
      let position = Int.random(in: 0..<(isOpen ? count + 1 : count), using: &generator)
      return position == count ? .unlisted : .option(position)
    case .number(let unit):
      // Few values, so that equal and neighbouring ones meet often.
      let sample = [-7, -5, 0, 1, 2, 3, 5, 10, 19, 20, 21, 40, 159, 160, 200]
      let halves = Int128(sample.randomElement(using: &generator)!)
      let number = unit.isWhole ? ExactNumber(halves / 2) : ExactNumber(halves, over: 2)!
      return field.range.contains(number) ? .number(number) : .number(field.range.lower.number!)
    case .date:
      let first = CalendarDate(year: 2020, month: 1, day: 1)!.dayNumber
      return .number(ExactNumber(Int128(first + Int.random(in: 0..<366, using: &generator))))
    case .year: return .number(ExactNumber(Int128(Int.random(in: 2018...2022, using: &generator))))
    case .belongsTo, .many: return .missing
    }
  }
}

extension PossibleValue {
  /// Whether everything that this may be the other may be too.
  func isWithin(_ other: PossibleValue) -> Bool {
    switch (self, other) {
    case (.truth(let inner), .truth(let outer)): return outer.union(inner) == outer
    case (.option(let inner), .option(let outer)): return outer.union(inner) == outer
    case (.number(let inner), .number(let outer)): return outer.hull(inner) == outer
    default: return false
    }
  }
}
