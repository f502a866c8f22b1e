import PolicyDSL
import Testing

@testable import Evaluator

/// Returns the program of one rule file that must be free of errors.
func compiled(_ text: String) throws -> CheckedProgram {
  let result = PolicyCompiler.compile([SourceFile(path: "规则.policy", text: text)])
  let errors = result.diagnostics.filter { $0.code.severity == .error }
  try #require(errors.isEmpty, "\(errors.map(\.message.zh))")
  return try #require(result.product.first)
}

/// Returns the program of the entities that the tests of records share.
func households() throws -> CheckedProgram {
  try compiled(
    """
    选项 等级 一级、二级、三级、无
    实体 村
      村编号 编号
      村民户 若干 户
    实体 户
      户编号 编号
      所属村 属于 村
      成员 若干 人
      收入 元/年 范围 0 以上 列 “纯收入（元）”
      低保 是否 空为 否
    实体 人
      身份证号 编号 敏感
      所属户 属于 户
      年龄 岁 范围 0 至 130
      等级 等级
    """)
}

/// Reads files given as text, one for each entity that has one.
func read(_ program: CheckedProgram, _ files: [String: String]) -> ReadResult {
  RecordReader.read(
    program,
    files: program.entities.enumerated().compactMap { position, entity in
      files[entity.name.text].map {
        RecordFile(entity: position, path: "\(entity.name).csv", bytes: Array($0.utf8))
      }
    })
}

/// Reads one file given as text.
func read(_ program: CheckedProgram, _ format: RecordFormat, _ entity: Int, _ text: String) -> ReadResult {
  RecordReader.read(
    program, files: [RecordFile(entity: entity, path: "文件", bytes: Array(text.utf8), format: format)])
}

extension ReadResult {
  /// The problems as `E206 户.csv:3 所属村`.
  var places: [String] {
    problems.map { problem in
      ([problem.code.rawValue, problem.file + (problem.line.map { ":\($0)" } ?? "")]
        + [problem.column].compactMap { $0 })
        .joined(separator: " ")
    }
  }

  /// All that the records are, and all problems but for the files in which they are.
  var everything: [String] {
    var lines = problems.map {
      "\($0.code) \($0.line ?? 0) \($0.record ?? -1) \($0.column ?? "") \($0.message) \($0.hint, default: "")"
    }
    lines += files.map {
      "\($0.entity) \($0.isRejected) \($0.rowsRead) \($0.rowsAccepted) \($0.rowsRejected)"
    }
    for (entity, table) in records.tables.enumerated() {
      lines.append("\(entity) \(table.file == nil) \(table.relationsWithoutColumn.sorted())")
      lines += table.unassigned.sorted { $0.key < $1.key }.map { "\($0)" }
      lines += records.members[entity].sorted { $0.key < $1.key }.map { "\($0)" }
      lines += table.records.map { "\($0)" }
    }
    return lines
  }

  /// The codes of the problems.
  var codes: [String] { problems.map(\.code.rawValue) }

  /// The rows read, accepted and rejected of the file at `position`.
  func counts(_ position: Int = 0) -> [Int] {
    [files[position].rowsRead, files[position].rowsAccepted, files[position].rowsRejected]
  }
}

extension RecordSet {
  /// The keys of the members of each record of an entity, `?` behind rejected and `??` behind optional ones.
  func memberKeys(_ entity: Int, _ field: Int, of member: Int) -> [[String]] {
    (members[entity][field] ?? []).map { group in
      group.map { position in
        let record = tables[member].records[position]
        return record.key + (record.isOptional ? "??" : record.isRejected ? "?" : "")
      }
    }
  }
}
