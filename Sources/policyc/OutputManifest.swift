import Evaluator
import PolicyDSL

/// What the tables of an evaluation were made from: 清单.json.
///
/// It has no time stamps, and its keys stand in a fixed order: the same input gives the same bytes.
struct OutputManifest {
  /// The context of the evaluation.
  let context: ReportContext
  /// 评估日.
  let date: CalendarDate
  /// Whether rows that name no owner may have been members of any group.
  let isStrict: Bool
  /// How the tables are written.
  let format: OutcomeTableFormat
  /// The rule files that the rule set sees.
  let ruleFiles: [SourceFile]
  /// The record files.
  let recordFiles: [RecordFile]
  /// What became of each record file.
  let summaries: [RecordFileSummary]
  /// How often each rule gave each outcome.
  let tallies: [OutcomeTally]

  /// The name of the file.
  static let name = "清单.json"

  private static let outputsStart = "  \"输出\": ["
  private static let outputStart = "    {\"文件\": \""

  /// Returns the manifest of the tables that were written.
  func bytes(outputs: [(name: String, table: OutcomeTable)]) -> [UInt8] {
    let program = context.program
    var text = "{\n"
    for (key, value) in [
      ("版本", "policyc \(CommandLineTool.version)"), ("评估日", "\(date)"),
      ("规则集", program.ruleSet.isEmpty ? "." : program.ruleSet), ("格式", format.rawValue),
    ] {
      text += "  \(JSONText.quoted(key)): \(JSONText.quoted(value)),\n"
    }
    text += "  \"从严\": \(isStrict),\n"
    text += "  \"遮盖\": \(context.isMasking),\n"
    text += list("规则文件", ruleFiles.map { file(JSONText.quoted($0.path), $0.bytes) }) + ",\n"
    text += list("数据文件", zip(recordFiles, summaries).map(recordFile)) + ",\n"
    let unknown = context.records.tables.filter { $0.file == nil }
    text +=
      list("没有文件的实体", unknown.map { JSONText.quoted(program.entities[$0.entity].name.text) }) + ",\n"
    text += list("结论", tallies.map(counts)) + ",\n"
    text +=
      list(
        "输出",
        outputs.map { output in
          file(JSONText.quoted(output.name), output.table.bytes, [("行", "\(output.table.rowCount)")])
        }) + "\n}\n"
    return Array(text.utf8)
  }

  /// Returns the tables that a manifest names; `nil` if it is none.
  ///
  /// A name that leads out of the folder, or to something else than a table, makes it none.
  static func outputs(in bytes: [UInt8]) -> [String]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "{", let start = lines.lastIndex(where: { $0 == outputsStart }) else { return nil }
    var names: [String] = []
    for line in lines[(start + 1)...] {
      if line == "  ]" { return names }
      guard line.hasPrefix(outputStart) else { return nil }
      let rest = line.dropFirst(outputStart.count)
      guard let end = rest.firstIndex(of: "\"") else { return nil }
      let name = String(rest[..<end])
      let isTable = OutcomeTableFormat.allCases.contains { name.hasSuffix("." + $0.rawValue) }
      guard isTable, !name.hasPrefix("."), !name.contains("/"), !name.contains("\\") else { return nil }
      names.append(name)
    }
    return nil
  }

  private func recordFile(_ record: RecordFile, _ summary: RecordFileSummary) -> String {
    let mark = record.hasByteOrderMark ? " BOM" : ""
    return file(
      JSONText.quoted(record.path), record.bytes,
      [
        ("实体", JSONText.quoted(context.program.entities[record.entity].name.text)),
        ("编码", JSONText.quoted(record.encoding.rawValue + mark)), ("读入", "\(summary.rowsRead)"),
        ("采用", "\(summary.rowsAccepted)"), ("退回", "\(summary.rowsRejected)"),
      ])
  }

  private func counts(_ tally: OutcomeTally) -> String {
    let rule = context.program.rules[tally.rule]
    let counts = tally.words(in: context.program).map { word in
      let name = word == .amount ? "有数值" : EvaluationReport.name(of: word, rule, in: context)
      return (name, "\(tally.count(of: word))")
    }
    return object([
      ("规则", JSONText.quoted(rule.name.text)),
      ("实体", JSONText.quoted(context.program.entities[rule.entity].name.text)),
      ("单位", JSONText.quoted(rule.unit.text)), ("记录", "\(tally.total)"), ("结论", object(counts)),
    ])
  }

  /// A file with its digest.
  private func file(_ name: String, _ bytes: [UInt8], _ more: [(String, String)] = []) -> String {
    object(
      [("文件", name), ("字节", "\(bytes.count)"), ("SHA-256", JSONText.quoted(Digest.text(of: bytes)))] + more)
  }

  private func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  /// A member of the manifest with one line for each item.
  private func list(_ key: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "  \(JSONText.quoted(key)): []" }
    return "  \(JSONText.quoted(key)): [\n" + items.map { "    " + $0 }.joined(separator: ",\n") + "\n  ]"
  }
}
