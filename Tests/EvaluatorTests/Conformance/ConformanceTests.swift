import Foundation
import Testing

@testable import Evaluator
@testable import PolicyDSL

/// The data suite that every engine runs: a folder holds rules, records and the outcomes expected.
@Suite("The conformance cases")
struct ConformanceTests {
  @Test("give the outcomes, bounds and open cells expected", arguments: try ConformanceFolder.all())
  func outcomes(_ folder: ConformanceFolder) throws {
    let run = try ConformanceRun(folder)
    #expect(run.rejected == folder.expected.rejected)
    for expected in folder.expected.cases {
      let found = try run.outcome(of: expected.rule, for: expected.record)
      #expect(found == expected, "\(folder.name)")
    }
  }

  @Test("are at least 150, each stated once")
  func count() throws {
    let folders = try ConformanceFolder.all()
    #expect(folders.reduce(0) { $0 + $1.expected.cases.count } >= 150)
    for folder in folders {
      let places = folder.expected.cases.map { [$0.record, $0.rule] }
      #expect(Set(places).count == places.count, "\(folder.name)")
    }
  }
}

/// A folder of the data suite.
struct ConformanceFolder: CustomTestStringConvertible, Sendable {
  let name: String
  let url: URL
  let expected: ExpectedFile

  var testDescription: String { name }

  struct Missing: Error {
    let path: String
  }

  static func all() throws -> [ConformanceFolder] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Conformance")
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    let folders = try names.compactMap { name -> ConformanceFolder? in
      let url = root.appending(path: name)
      let file = url.appending(path: "expected.json")
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      let expected = try JSONDecoder().decode(ExpectedFile.self, from: Data(contentsOf: file))
      return ConformanceFolder(name: name, url: url, expected: expected)
    }
    guard !folders.isEmpty else { throw Missing(path: root.path) }
    return folders
  }
}

/// What `expected.json` holds.
struct ExpectedFile: Decodable, Sendable {
  let asOf: String
  /// Whether, where rows name no owner, every group of their kind may have more members than are known.
  var strict: Bool?
  let cases: [ExpectedCase]
  let rejected: [String]
}

/// What a rule says about a record.
struct ExpectedCase: Decodable, Equatable, Sendable {
  /// `户:H1`.
  let record: String
  /// The name of the rule; `标准:要求` for one requirement.
  let rule: String
  /// The word; `数值` for a figure, the option for an option.
  let outcome: String
  /// The least and the greatest number in base units, days as dates; `nil` for an open end.
  var bounds: [String?]?
  /// The options that an undecided option may be.
  var options: [String]?
  /// What else an undecided outcome may be: 不适用, 冲突.
  var alternatives: [String]?
  /// The cells and other causes that keep it open, sorted by their code points.
  var open: [String]?
}

/// The records of a folder, evaluated.
private struct ConformanceRun {
  let fixture: Fixture
  let records: RecordSet
  let date: CalendarDate
  let isStrict: Bool
  /// `户:3:E325`: entity, line and code of what is rejected, sorted.
  let rejected: [String]

  init(_ folder: ConformanceFolder) throws {
    let rules = try Data(contentsOf: folder.url.appending(path: "rules.policy"))
    fixture = try Fixture([SourceFile(path: "\(folder.name)/rules.policy", bytes: Array(rules))])
    let program = fixture.program
    let files = try program.entities.enumerated().compactMap { index, entity -> RecordFile? in
      let url = folder.url.appending(path: "\(entity.name).csv")
      guard FileManager.default.fileExists(atPath: url.path) else { return nil }
      return RecordFile(entity: index, path: entity.name.text, bytes: Array(try Data(contentsOf: url)))
    }
    let result = RecordReader.read(program, files: files)
    records = result.records
    rejected = result.problems.compactMap { problem in
      switch problem.code.consequence {
      case .fileRejected, .rowRejected: "\(problem.file):\(problem.line ?? 0):\(problem.code.rawValue)"
      case .warning, .note: nil
      }
    }.sorted(by: Self.inOrder)
    isStrict = folder.expected.strict ?? false
    let parts = folder.expected.asOf.split(separator: "-").compactMap { Int($0) }
    date = try #require(CalendarDate(year: parts[0], month: parts[1], day: parts[2]))
  }

  func outcome(of rule: String, for record: String) throws -> ExpectedCase {
    let program = fixture.program
    let place = record.split(separator: ":", maxSplits: 1).map { Name(String($0)) }
    let entity = try #require(program.entities.firstIndex { $0.name == place[0] }, "\(record)")
    let row = try #require(
      records.tables[entity].records.firstIndex { Name($0.key) == place[1] && !$0.isRejected }, "\(record)")
    let names = rule.split(separator: ":").map { Name(String($0)) }
    let index = try #require(
      program.rules.firstIndex { $0.name == names[0] && $0.entity == entity }, "\(rule)")
    var evaluator = RowEvaluator(
      plan: fixture.plan, program: program, records: records, date: date, isStrict: isStrict)
    let outcome =
      if names.count > 1, case .standard(_, let requirements) = fixture.plan.rules[index].body {
        evaluator.outcome(
          rule: index, requirement: try #require(requirements.firstIndex { $0.name == names[1] }),
          record: row)
      } else {
        evaluator.outcome(rule: index, record: row)
      }
    return describe(outcome, of: program.rules[index], ExpectedCase(record: record, rule: rule, outcome: ""))
  }

  private func describe(_ outcome: Outcome, of rule: Rule, _ start: ExpectedCase) -> ExpectedCase {
    var found = ExpectedCase(record: start.record, rule: start.rule, outcome: word(outcome, rule))
    found.bounds = outcome.bounds.map { [text($0.lower, rule), text($0.upper, rule)] }
    if outcome.isUndecided, case .option(let option)? = outcome.value {
      found.options = (option.positions + (option.mayBeUnlisted ? [-1] : [])).map {
        rule.optionText($0, in: fixture.program)
      }
    }
    let alternatives =
      (outcome.mayBeNotApplicable ? ["不适用"] : []) + (outcome.mayConflict ? ["冲突"] : [])
    if !alternatives.isEmpty { found.alternatives = alternatives }
    let open = Set(outcome.causes.map(text)).sorted(by: Self.inOrder)
    if !open.isEmpty { found.open = open }
    return found
  }

  private func word(_ outcome: Outcome, _ rule: Rule) -> String {
    switch outcome.word {
    case .amount: "数值"
    case .option(let position): rule.optionText(position, in: fixture.program)
    default: outcome.word.text
    }
  }

  private func text(_ end: Bound, _ rule: Rule) -> String? {
    guard case .finite(let number) = end else { return nil }
    if rule.type == .date { return CalendarDate(dayNumber: Int(number.numerator)).description }
    return number.decimals == nil ? "\(number.numerator)/\(number.denominator)" : number.description
  }

  private func text(_ cause: Cause) -> String {
    let program = fixture.program
    func place(_ entity: Int, _ record: Int) -> String {
      "\(program.entities[entity].name):\(records.tables[entity].records[record].key)"
    }
    return switch cause {
    case .cell(let entity, let record, let field):
      "\(place(entity, record)):\(program.entities[entity].fields[field].name)"
    case .group(let entity, let record, let field):
      "组:\(place(entity, record)):\(program.entities[entity].fields[field].name)"
    case .uncertainRecord(let entity, let record): "记录:\(place(entity, record))"
    case .parameter(let parameter): "参数:\(program.parameters[parameter].name)"
    case .openList: "等"
    case .floor: "下限"
    case .ceiling: "上限"
    case .conflict: "冲突"
    case .overflow: "溢出"
    case .negativeAmount: "负数"
    }
  }

  private static func inOrder(_ first: String, _ second: String) -> Bool {
    first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
  }
}
