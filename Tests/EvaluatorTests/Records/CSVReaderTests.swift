import PolicyDSL
import Testing

@testable import Evaluator

/// Returns the rows of a CSV text as `line: cells`, or the fault.
private func rows(_ text: String) -> [String] { rows(bytes: Array(text.utf8)) }

private func rows(bytes: [UInt8]) -> [String] {
  var reader = CSVReader(bytes)
  var row = CellRow()
  var rows: [String] = []
  do throws(CSVFault) {
    while try reader.next(&row) {
      let cells = (0..<row.count).map { "[" + String(decoding: row[$0], as: UTF8.self) + "]" }
      rows.append("\(row.line): " + cells.joined())
    }
  } catch {
    switch error.kind {
    case .unclosedQuote: rows.append("\(error.line): unclosed")
    case .textBehindQuote(let opened): rows.append("\(error.line): text behind quote from \(opened)")
    }
  }
  return rows
}

@Suite("CSV")
struct CSVReaderTests {
  @Test(
    "is split into rows and cells",
    arguments: [
      ("", []),
      ("a", ["1: [a]"]),
      ("a,b\nc,d\n", ["1: [a][b]", "2: [c][d]"]),
      ("a,b\nc,d", ["1: [a][b]", "2: [c][d]"]),
      ("a,b\r\nc,d\r\n", ["1: [a][b]", "2: [c][d]"]),
      ("a,b\rc,d\r", ["1: [a][b]", "2: [c][d]"]),
      ("a\n\rb", ["1: [a]", "2: []", "3: [b]"]),
      ("\n\n", ["1: []", "2: []"]),
      (",\n,,", ["1: [][]", "2: [][][]"]),
      ("甲,乙丙\n，,丁", ["1: [甲][乙丙]", "2: [，][丁]"]),
    ] as [(String, [String])])
  func split(_ text: String, _ expected: [String]) {
    #expect(rows(text) == expected)
  }

  @Test(
    "takes what stands between quotation marks as it is",
    arguments: [
      (#""a,b",c"#, ["1: [a,b][c]"]),
      ("\"a\nb\",c\nd,e", ["1: [a\nb][c]", "3: [d][e]"]),
      ("\"a\r\nb\"\r\nc", ["1: [a\r\nb]", "3: [c]"]),
      ("\"a\rb\"\rc", ["1: [a\rb]", "3: [c]"]),
      ("\"a\r\n\r\n\nb\"\nc", ["1: [a\r\n\r\n\nb]", "5: [c]"]),
      (#""a""b","""","""""""#, [#"1: [a"b]["][""]"#]),
      (#"",""""#, ["1: [,\"]"]),
      (#"",""x""#, ["1: [,\"x]"]),
      (#""","#, ["1: [][]"]),
      (#""a"  ,b"#, ["1: [a][b]"]),
      (#"a"b,c""#, [#"1: [a"b][c"]"#]),
      (#" "a",b"#, [#"1: [ "a"][b]"#]),
    ] as [(String, [String])])
  func quoted(_ text: String, _ expected: [String]) {
    #expect(rows(text) == expected)
  }

  @Test(
    "stops where nobody knows where a cell ends, and names the line",
    arguments: [
      ("\"", ["1: unclosed"]),
      ("a\nb,\"c\nd\ne", ["1: [a]", "2: unclosed"]),
      ("a\n\"b\"\"", ["1: [a]", "2: unclosed"]),
      ("\"a\"b", ["1: text behind quote from 1"]),
      ("a\n\"b\nc\"d,e", ["1: [a]", "3: text behind quote from 2"]),
    ] as [(String, [String])])
  func faults(_ text: String, _ expected: [String]) {
    #expect(rows(text) == expected)
  }

  @Test("gives back what was written, for random cells and each line ending")
  func roundTrip() {
    var random = SeededGenerator(seed: 20)
    let pieces = ["", "a", "甲", ",", "\"", "\n", "\r\n", "\r", " ", "，", "1,234", "\"\""]
    for _ in 0..<2000 {
      let ending = ["\n", "\r\n", "\r"][random.below(3)]
      let table = (0...random.below(4)).map { _ in
        (0...random.below(3)).map { _ in
          (0...random.below(3)).map { _ in pieces[random.below(pieces.count)] }.joined()
        }
      }
      let text = table.map { cells in
        cells.map { cell in
          "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
        }
        .joined(separator: ",") + ending
      }.joined()
      let expected = table.map { $0.map { "[\($0)]" }.joined() }
      #expect(rows(text).map { String($0.drop { $0 != " " }.dropFirst()) } == expected)
    }
  }
}

@Suite("A file that is not CSV")
struct RecordFileFormatTests {
  private static let heads = Array("村编号\n".utf8)

  @Test(
    "is rejected with what it is and where",
    arguments: [
      ([0xFF, 0xFE, 0x51, 0x67], "E002", nil),
      ([0xFE, 0xFF, 0x67, 0x51], "E002", nil),
      ([0x61, 0, 0x2C, 0, 0x62, 0], "E002", nil),
      ([0x50, 0x4B, 3, 4, 0x14], "E003", nil),
      ([0x50, 0x4B, 5, 6], "E003", nil),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "E004", nil),
      (heads + [0x41, 0], "E005", 2),
      ([0xB4, 0xE5, 0xB1, 0xE0, 0xBA, 0xC5], "E001", 1),  // 村编号 in GB18030
      (heads + [0x56, 0x31, 0x0A, 0xE6, 0x9D], "E001", 3),  // cut in the middle of a character
      (heads + [0xC0, 0x80], "E001", 2),
      (heads + [0xED, 0xA0, 0x80], "E001", 2),
      ([], "E006", nil),
      ([0xEF, 0xBB, 0xBF], "E006", nil),
      ([0x0A, 0x2C, 0x2C, 0x0A, 0x20], "E006", nil),
      (heads + Array("V1\n\"V2\nV3".utf8), "E007", 3),
      (heads + Array("V1\n\"V2\nV3\"x\n".utf8), "E008", 4),
      (Array("\"村编号\nV1".utf8), "E007", 1),
    ] as [([UInt8], String, Int?)])
  func rejected(_ bytes: [UInt8], _ code: String, _ line: Int?) throws {
    let program = try households()
    let result = RecordReader.read(program, files: [RecordFile(entity: 0, path: "村.csv", bytes: bytes)])
    #expect(result.codes == [code])
    #expect(result.problems[0].line == line)
    #expect(result.files[0].isRejected)
    #expect(result.counts() == [0, 0, 0])
    #expect(result.records.tables[0].file == nil)
    #expect(result.problems[0].code.consequence == .fileRejected)
  }

  @Test("says the line and the column of the first byte that cannot be read")
  func position() throws {
    let bytes = Array("村编号\n一二".utf8) + [0xFF]
    let result = RecordReader.read(
      try households(), files: [RecordFile(entity: 0, path: "村.csv", bytes: bytes)])
    #expect(result.problems[0].message.zh == "这个文件不是 UTF-8 编码：第 2 行第 3 个字起认不出")
    #expect(result.problems[0].hint?.zh == "在表格软件里另存为“CSV UTF-8（逗号分隔）”")
  }

  @Test("may begin with a byte-order mark")
  func byteOrderMark() throws {
    let result = read(try households(), ["村": "\u{FEFF}村编号\nV1\n"])
    #expect(result.problems.isEmpty)
    #expect(result.records.tables[0].records.map(\.key) == ["V1"])
  }

  @Test("may begin with PK or zero digits and still be text")
  func notEveryPK() throws {
    let program = try compiled("实体 村\n  PK 编号\n")
    #expect(read(program, ["村": "PK\nV1\n"]).problems.isEmpty)
  }
}
