import PolicyDSL

/// How the rows of a table are written.
public enum OutcomeTableFormat: String, CaseIterable, Sendable {
  /// RFC 4180 for spreadsheets: UTF-8 with a byte-order mark, CRLF, harmless cells.
  case csv
  /// One JSON object on each line, UTF-8.
  case ndjson
}

/// Outcomes, or the rows that were rejected, as the bytes of a file.
///
/// The words in it do not depend on the language of messages: the same input gives the same bytes.
public struct OutcomeTable: Sendable {
  /// How the rows are written.
  public let format: OutcomeTableFormat
  /// The bytes of the file.
  public private(set) var bytes: [UInt8] = []
  /// How many rows there are, without the headings.
  public private(set) var rowCount = 0

  private let columns: [String]

  /// How many cells to find out a cell of a spreadsheet names; JSON has them all.
  private static let causeLimit = 200

  /// What stands in a column.
  package enum Cell: Sendable {
    case text(String)
    case list([String])
    case count(Int)
    case empty
  }

  /// Creates a table without rows.
  package init(columns: [String], format: OutcomeTableFormat) {
    self.columns = columns
    self.format = format
    if format == .csv {
      bytes = [0xEF, 0xBB, 0xBF]
      appendLine(columns)
    }
  }

  /// Creates a table of outcomes without rows.
  public static func outcomes(_ format: OutcomeTableFormat) -> OutcomeTable {
    OutcomeTable(columns: ["编号", "规则", "结论", "未满足", "待核实", "金额", "下限", "上限"], format: format)
  }

  /// Returns the table of the rows that were rejected, one row for each problem.
  public static func rejections(
    _ problems: [RecordProblem], _ format: OutcomeTableFormat, in context: ReportContext
  ) -> OutcomeTable {
    var table = OutcomeTable(columns: ["文件", "行", "列", "代码", "原因"], format: format)
    for problem in problems where problem.code.consequence == .rowRejected {
      let reason = problem.message.text(in: .chinese)
      table.append([
        .text(TerminalText.safe(problem.file)), problem.line.map(Cell.count) ?? .empty,
        problem.column.map { .text(TerminalText.safe($0)) } ?? .empty, .text(problem.code.rawValue),
        .text(TerminalText.safe(context.isMasking ? Masking.maskedNumbers(in: reason) : reason)),
      ])
    }
    return table
  }

  /// Appends what a rule says about one record.
  ///
  /// - Parameter failed: The positions of the requirements that are not met.
  public mutating func append(
    _ outcome: Outcome, rule position: Int, record: Int, failed: [Int], in context: ReportContext
  ) {
    let context = context.inChinese
    let rule = context.program.rules[position]
    var requirementNames: [String] = []
    if case .standard(_, let requirements) = rule.body {
      requirementNames = failed.map { requirements[$0].name.text }
    }
    var causes: [String] = []
    var seen: Set<String> = []
    // A decided figure may rest on a floor; there is nothing to find out about it.
    for cause in outcome.isUndecided ? outcome.causes : [] {
      let text = context.text(of: cause)
      if seen.insert(text).inserted { causes.append(text) }
    }
    if format == .csv, causes.count > Self.causeLimit {
      let rest = causes.count - Self.causeLimit
      causes = causes.prefix(Self.causeLimit) + ["另有 \(rest) 处"]
    }
    func figure(_ number: ExactNumber?) -> Cell {
      number.map { .text(context.text(of: $0, rule.type, unit: ShownUnit(rule.unit))) } ?? .empty
    }
    let amount = outcome.word == .amount ? outcome.bounds?.exact : nil
    let hasRange = amount == nil && (outcome.word == .amount || outcome.isUndecided)
    append([
      .text(context.name(of: record, entity: rule.entity)), .text(rule.name.text),
      .text(EvaluationReport.name(of: outcome.word, rule, in: context)), .list(requirementNames),
      .list(causes), figure(amount), figure(hasRange ? outcome.bounds?.lower.number : nil),
      figure(hasRange ? outcome.bounds?.upper.number : nil),
    ])
  }

  /// Appends one row.
  package mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rowCount += 1
    switch format {
    case .csv: appendLine(row.map(Self.spreadsheetCell))
    case .ndjson:
      let members = zip(columns, row).map { "\(JSONText.quoted($0)):\(Self.json($1))" }
      bytes += "{\(members.joined(separator: ","))}\n".utf8
    }
  }

  private mutating func appendLine(_ cells: [String]) {
    bytes += cells.joined(separator: ",").utf8
    bytes += "\r\n".utf8
  }

  private static func spreadsheetCell(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): spreadsheetCell(text)
    case .list(let texts): spreadsheetCell(texts.joined(separator: "、"))
    case .count(let count): "\(count)"
    case .empty: ""
    }
  }

  /// Returns a cell of a CSV file that a spreadsheet shows as it is.
  ///
  /// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` or a tab for a formula, cuts a number
  /// behind its fifteenth digit and drops zeros in front. Such a cell gets an apostrophe in front, and so
  /// does one that begins with an apostrophe: whoever reads the file takes one away.
  private static func spreadsheetCell(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let first = text.unicodeScalars.first { $0 != " " }
    let isFormula = first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
    let isDigits = bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    // From twelve digits on a spreadsheet shows 1.2E+11.
    let isKeyLike = isDigits && (bytes.count >= 12 || bytes.count > 1 && bytes[0] == UInt8(ascii: "0"))
    let isMarked = isFormula || isKeyLike || bytes.first == UInt8(ascii: "'")
    let harmless = isMarked ? [UInt8(ascii: "'")] + bytes : bytes
    guard harmless.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
      return String(decoding: harmless, as: UTF8.self)
    }
    var quoted = [UInt8(ascii: "\"")]
    for byte in harmless {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }

  private static func json(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): JSONText.quoted(text)
    case .list(let texts): "[" + texts.map(JSONText.quoted).joined(separator: ",") + "]"
    case .count(let count): "\(count)"
    case .empty: "null"
    }
  }
}

/// Text as JSON has it.
package enum JSONText {
  /// Returns `text` in quotation marks.
  package static func quoted(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result.append("\\")
        result.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result.append(
          contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
      default: result.append(scalar)
      }
    }
    result.append("\"")
    return String(result)
  }
}

extension ReportContext {
  /// The same context for texts that are always in Chinese.
  fileprivate var inChinese: ReportContext {
    ReportContext(
      plan: plan, program: program, files: files, records: records, language: .chinese,
      isMasking: isMasking)
  }
}
