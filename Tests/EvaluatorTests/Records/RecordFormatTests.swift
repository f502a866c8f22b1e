import Foundation
import PolicyDSL
import Testing

@testable import Evaluator

@Suite("The same records as CSV, NDJSON and JSON")
struct RecordFormatTests {
  @Test("give the same cells, groups, problems and counts in every conformance case")
  func conformance() throws {
    var random = SeededGenerator(seed: 5)
    var compared = 0
    for folder in try ConformanceFolder.all() {
      let rules = try Data(contentsOf: folder.url.appending(path: "rules.policy"))
      let program = try compiled(String(decoding: rules, as: UTF8.self))
      var tables: [(entity: Int, csv: [UInt8])] = []
      for (position, entity) in program.entities.enumerated() {
        let file = folder.url.appending(path: "\(entity.name).csv")
        if let data = try? Data(contentsOf: file) { tables.append((position, Array(data))) }
      }
      // A row with the wrong number of cells has no like among objects.
      guard let others = try? tables.map({ try ObjectFiles($0.csv, &random) }) else { continue }
      func everything(_ format: RecordFormat, _ text: (Int) -> String) -> [String] {
        RecordReader.read(
          program,
          files: tables.indices.map {
            RecordFile(
              entity: tables[$0].entity, path: program.entities[tables[$0].entity].name.text,
              bytes: Array(text($0).utf8), format: format)
          }
        ).everything
      }
      let csv = everything(.csv) { String(decoding: tables[$0].csv, as: UTF8.self) }
      // Headings that cannot be used are told by their line and number, keys by their name.
      if csv.contains(where: { $0.hasPrefix("noKeyColumn") }) { continue }
      // NDJSON has no form for a file without records.
      let isEmpty = others.contains { $0.ndjson.isEmpty }
      if !isEmpty { #expect(everything(.ndjson) { others[$0].ndjson } == csv, "\(folder.name)") }
      #expect(everything(.json) { others[$0].json } == csv, "\(folder.name)")
      compared += 1
    }
    #expect(compared >= 50)
  }

  @Test("give the same for random cells, whatever they hold")
  func random() throws {
    let program = try households()
    let pieces = [
      "", "", "H1", "H2", "V1", "1", "0", "-1", "1.5", "1e3", "1,234", "是", "否", "true", "一级", "不详", "-", " ",
      "　", "\n",
      "\"", "\\", "/", "\u{1}", "\u{200B}", "é", "𠮷", "，", "a,b", "\r\n", "5.10123E+17", "Ｈ１", "\t",
    ]
    var random = SeededGenerator(seed: 6)
    var accepted = 0
    for _ in 0..<800 {
      let headings = [["村编号"], ["户编号", "所属村", "纯收入（元）", "低保"], ["身份证号", "所属户", "年龄", "等级", "备注"]]
      let tables = headings.map { headings in
        ([headings]
          + (0..<random.below(6)).map { row in
            headings.indices.map { column in
              let key = column == 0 && random.below(3) > 0 ? "H\(row)" : ""
              return key + (0..<random.below(3)).map { _ in pieces[random.below(pieces.count)] }.joined()
            }
          })
      }
      // A file without rows has no headings in JSON, and an empty line of one column is no row at all.
      guard
        tables.allSatisfy({ $0.count > 1 && !$0.contains { $0.allSatisfy { CellText.folded($0).isEmpty } } })
      else { continue }
      func everything(_ format: RecordFormat, _ text: (Int) -> String) -> [String] {
        RecordReader.read(
          program,
          files: tables.indices.map {
            RecordFile(entity: $0, path: "\($0)", bytes: Array(text($0).utf8), format: format)
          }
        ).everything
      }
      let texts = tables.map { CSVText.of($0) }
      let others = try texts.map { try ObjectFiles(Array($0.utf8), &random) }
      let csv = everything(.csv) { texts[$0] }
      if everything(.ndjson, { others[$0].ndjson }) != csv || everything(.json, { others[$0].json }) != csv {
        Issue.record("\(texts)\n\(others)")
        return
      }
      accepted += csv.count { $0.contains("isRejected: false") }
    }
    #expect(accepted > 500)
  }
}

/// A CSV file as objects, each on the line of its row.
private struct ObjectFiles {
  var ndjson = ""
  var json = "["

  struct WrongCount: Error {}

  init(_ csv: [UInt8], _ random: inout SeededGenerator) throws {
    var reader = CSVReader(csv, from: TextEncoding.hasByteOrderMark(csv) ? 3 : 0)
    var row = CellRow()
    guard try reader.next(&row) else { return }
    let headings = Self.texts(row)
    var line = 1
    var isFirst = true
    while try reader.next(&row) {
      if row.isBlank, row.count == 1 { continue }
      guard row.count == headings.count else { throw WrongCount() }
      let breaks = String(repeating: "\n", count: row.line - line)
      let object = Self.object(headings, Self.texts(row), isFirst: isFirst, &random)
      ndjson += breaks + object
      json += (isFirst ? "" : ",") + breaks + object
      line = row.line
      isFirst = false
    }
    json += "]"
  }

  private static func texts(_ row: CellRow) -> [String] {
    (0..<row.count).map { String(decoding: row[$0], as: UTF8.self) }
  }

  /// The first object has every key, so that the columns are in the order of the table.
  private static func object(
    _ headings: [String], _ cells: [String], isFirst: Bool, _ random: inout SeededGenerator
  ) -> String {
    var members: [String] = []
    for (heading, cell) in zip(headings, cells) {
      var values = [quoted(cell, &random)]
      if cell.isEmpty { values.append("null") }
      if cell.isEmpty, !isFirst { values.append("") }
      if cell == "是" { values.append("true") }
      if cell == "否" { values.append("false") }
      if cell.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil { values.append(cell) }
      let value = values[random.below(values.count)]
      if !value.isEmpty { members.append("\(quoted(heading, &random)) : \(value)") }
    }
    if !isFirst { members.shuffle(using: &random) }
    return "{\(members.joined(separator: " ,\t"))}"
  }

  private static func quoted(_ text: String, _ random: inout SeededGenerator) -> String {
    var quoted = "\""
    for unit in text.utf16 {
      // Halves of a pair cannot stand raw, and neither can what has a meaning in a string.
      let isPlain = unit >= 0x20 && unit != 0x22 && unit != 0x5C && !(0xD800...0xDFFF).contains(unit)
      if isPlain, random.below(4) > 0 {
        quoted.unicodeScalars.append(Unicode.Scalar(unit)!)
      } else {
        let digits = String(unit, radix: 16, uppercase: random.below(2) == 0)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return quoted + "\""
  }
}

private enum CSVText {
  static func of(_ table: [[String]]) -> String {
    table.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
    }.joined()
  }
}

@Suite("The encoding of a file")
struct TextEncodingTests {
  @Test(
    "is UTF-8 with the byte-order mark or where all of it is valid, otherwise GB18030",
    arguments: [
      ([], .utf8), (Array("村编号\nV1\n".utf8), .utf8), (Array("id\n1\n".utf8), .utf8),
      ([0xB4, 0xE5, 0xB1, 0xE0, 0xBA, 0xC5, 0x0A], .gb18030),  // 村编号
      // 一个 in GB18030, valid UTF-8 by chance in part: D2 BB B8 F6.
      ([0xD2, 0xBB], .utf8), ([0xD2, 0xBB, 0xB8, 0xF6], .gb18030),
      ([0xEF, 0xBB, 0xBF] + [0xB4, 0xE5], .utf8),  // the mark decides
      (Array("村编号\nV1\n".utf8) + [0xE6], .gb18030),
      ([0x84, 0x31, 0x95, 0x33, 0x41], .gb18030),  // the byte-order mark in GB18030
      // No text: refused as it is.
      ([0xFF, 0xFE, 0x51, 0x67], .utf8), ([0x50, 0x4B, 3, 4, 0xB4, 0xE5], .utf8),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .utf8), ([0xB4, 0xE5, 0], .utf8),
    ] as [([UInt8], TextEncoding)])
  func judged(_ bytes: [UInt8], _ encoding: TextEncoding) {
    #expect(TextEncoding.of(bytes) == encoding)
  }

  @Test("is the chosen one for text, and for nothing else")
  func chosen() {
    #expect(TextEncoding.of(Array("村".utf8), chosen: .gb18030) == .gb18030)
    #expect(TextEncoding.of([0xEF, 0xBB, 0xBF], chosen: .gb18030) == .gb18030)
    #expect(TextEncoding.of([0xB4, 0xE5], chosen: .utf8) == .utf8)
    #expect(TextEncoding.of([0xFF, 0xFE, 0x51, 0x67], chosen: .gb18030) == .utf8)
    #expect(TextEncoding.of([0x50, 0x4B, 3, 4], chosen: .gb18030) == .utf8)
  }

  @Test("other than UTF-8 is read from the text that was made of it; bytes and name are kept")
  func converted() throws {
    let bytes: [UInt8] = [0xB4, 0xE5, 0xB1, 0xE0, 0xBA, 0xC5, 0x0A, 0xBC, 0xD7]
    let file = RecordFile(
      entity: 0, path: "村.csv", bytes: bytes,
      converted: ConvertedText(encoding: .gb18030, utf8: Array("村编号\n甲".utf8), isCut: false))
    let result = RecordReader.read(try households(), files: [file])
    #expect(result.problems.isEmpty)
    #expect(result.records.tables[0].records.map(\.key) == ["甲"])
    #expect(result.files[0].encoding == .gb18030)
    #expect(file.bytes == bytes)
    #expect(!file.hasByteOrderMark)
  }

  @Test("that is neither is refused with both places; one that was chosen says what the file is")
  func neither() throws {
    func problem(_ bytes: [UInt8], _ text: String, isCut: Bool) throws -> RecordProblem {
      let file = RecordFile(
        entity: 0, path: "村.csv", bytes: bytes,
        converted: ConvertedText(encoding: .gb18030, utf8: Array(text.utf8), isCut: isCut))
      return try #require(RecordReader.read(try households(), files: [file]).problems.first)
    }
    let heading: [UInt8] = [0xB4, 0xE5, 0xB1, 0xE0, 0xBA, 0xC5, 0x0A]
    let cut = try problem(heading + [0xBC, 0xD7, 0xFF], "村编号\n甲", isCut: true)
    #expect(cut.code == .notGB18030)
    #expect(cut.line == 2)
    #expect(cut.message.zh == "这个文件不是 UTF-8 编码（第 1 行第 1 个字起认不出），也不是 GB18030：第 2 行第 2 个字起认不出")
    let wrong = try problem(Array("村".utf8), "鏉", isCut: true)
    #expect(wrong.message.zh == "这个文件不是 GB18030 编码：第 1 行第 2 个字起认不出；它是 UTF-8")
    // Headings that are no words: the encoding may be why.
    let heard = try problem(Array("村编号a\n".utf8), "鏉戠紪鍙穉\n", isCut: false)
    #expect(heard.code == .noKeyColumn)
    #expect(heard.hint?.zh == "文件按 GB18030 读，但它是完好的 UTF-8：不要指定编码")
    let broken = try problem(Array("村编号\n".utf8) + [0xE6, 0x9D], "鏉戠紪鍙穉\n", isCut: false)
    let other = try problem([0xB4, 0xE5, 0xB1, 0xE0, 0xC2, 0xEB, 0x0A], "村编码\n", isCut: false)
    #expect(other.hint?.zh == "第 1 列“村编码”是不是它？改成“村编号”")
    #expect(broken.hint?.zh == "文件按 GB18030 读，因为第 2 行第 1 个字起不是 UTF-8；本来是 UTF-8 的，改正那里")
  }
}
