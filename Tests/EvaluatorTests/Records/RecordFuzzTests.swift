import PolicyDSL
import Testing

@testable import Evaluator

@Suite("Any bytes")
struct RecordFuzzTests {
  private static let files = [
    "村编号\nV1\nV2\n",
    "户编号,所属村,纯收入（元）,低保\nH1,V1,\"8,000\",是\r\nH2,V1,,\r\nH3,V2,3.5,否\nH3,V9,1,无\n\"H\n4\",V2,-1,\n",
    "身份证号,所属户,年龄,等级\nP1,H1,40,一级\nP2,H1,,\nP3,H3,131,四级\n,H2,1,无\nP5,H2,不详,无\n",
  ]
  private static let pieces: [[UInt8]] =
    [
      ",", "\"", "\n", "\r\n", "\r", "H1", "V1", "是", "-", "0.5", "1e9", "2020-12-31", "　", "\u{FEFF}", "户编号",
      "\"\"", ",,",
      "99999999999999999999999999999999999999999", "%", "不详", "所属村", "{", "}", "[", "]", ":", "\\", "\\u",
      "null", "\"户编号\":", "},\n{",
    ].map { Array($0.utf8) } + [[0xFF], [0], [0xE6], [0xED, 0xA0, 0x80], [0x50, 0x4B, 3, 4], [0xFF, 0xFE]]

  @Test("are read or refused without a crash, and every row read is accepted or rejected")
  func anything() throws {
    let program = try households()
    let originals = Self.files.map { Array($0.utf8) }
    var random = SeededGenerator(seed: 1)
    var (readable, accepted) = (0, 0)
    for round in 0..<7_000 {
      let files = originals.indices.compactMap { entity -> RecordFile? in
        if random.below(8) == 0 { return nil }
        let bytes = round % 10 == 0 ? noise(&random) : mutated(originals[entity], &random)
        return RecordFile(entity: entity, path: "\(entity)", bytes: bytes)
      }
      let result = RecordReader.read(program, files: files)
      if let fault = Self.fault(in: result) {
        Issue.record("\(fault): \(files.map { ($0.entity, $0.bytes) })")
        return
      }
      readable += result.files.count { !$0.isRejected }
      accepted += result.files.reduce(0) { $0 + $1.rowsAccepted }
    }
    // Otherwise the mutations would be too wild to test anything behind the headings.
    #expect(readable > 5_000)
    #expect(accepted > 10_000)
  }

  @Test(
    "of objects are read or refused without a crash, and every row read is accepted or rejected",
    arguments: [RecordFormat.ndjson, .json])
  func anyObjects(_ format: RecordFormat) throws {
    let program = try households()
    let originals = Self.objects(format)
    var random = SeededGenerator(seed: 3)
    var (readable, accepted, rejected) = (0, 0, 0)
    for round in 0..<2_500 {
      let files = originals.indices.compactMap { entity -> RecordFile? in
        if random.below(8) == 0 { return nil }
        let bytes = round % 10 == 0 ? noise(&random) : mutated(originals[entity], &random)
        return RecordFile(entity: entity, path: "\(entity)", bytes: bytes, format: format)
      }
      let result = RecordReader.read(program, files: files)
      if let fault = Self.fault(in: result) {
        Issue.record("\(fault): \(files.map { ($0.entity, $0.bytes) })")
        return
      }
      readable += result.files.count { !$0.isRejected }
      accepted += result.files.reduce(0) { $0 + $1.rowsAccepted }
      rejected += result.files.reduce(0) { $0 + $1.rowsRejected }
    }
    #expect(readable > (format == .json ? 1_000 : 2_000))
    #expect(accepted > 1_500)
    #expect(rejected > 1_000)
  }

  @Test("of objects, cut behind any byte, are read or refused", arguments: [RecordFormat.ndjson, .json])
  func cut(_ format: RecordFormat) throws {
    let program = try households()
    for (entity, bytes) in Self.objects(format).enumerated() {
      for length in 0..<bytes.count {
        let file = RecordFile(entity: entity, path: "", bytes: Array(bytes[..<length]), format: format)
        let result = RecordReader.read(program, files: [file])
        #expect(Self.fault(in: result) == nil, "\(entity) \(length)")
        if format == .json { #expect(result.files[0].isRejected || length >= bytes.count - 1) }
      }
    }
  }

  @Test(
    "of hostile objects take no more time and stack than others of their size",
    arguments: [RecordFormat.ndjson, .json])
  func hostile(_ format: RecordFormat) throws {
    let program = try households()
    let many = 100_000
    let texts: [String] = [
      String(repeating: "[", count: many), String(repeating: "[1,", count: many),
      String(repeating: "{\"a\":", count: many), "[{\"村编号\":" + String(repeating: "[", count: many),
      "{\"村编号\":" + String(repeating: "{\"a\":", count: many), String(repeating: "[\n", count: many),
      "[{\"村编号\":\"" + String(repeating: "甲", count: many), String(repeating: "\"\\", count: many),
      "{\"村编号\":\"" + String(repeating: "\\ud800", count: many) + "\"}",
      "[{\"村编号\":" + String(repeating: "9", count: many) + "}]",
      "[" + String(repeating: " ", count: many), String(repeating: "\r\n", count: many),
      // As many keys as objects, and as many members as a file can hold.
      "[" + (0..<30_000).map { "{\"村编号\":\($0),\"k\($0)\":[]}" }.joined(separator: ",") + "]",
      (0..<30_000).map { "{\"村编号\":\($0),\"k\($0)\":null}" }.joined(separator: "\n"),
      "{\"村编号\":1" + (0..<20_000).map { ",\"k\($0)\":1" }.joined() + "}",
      "{\"村编号\":1" + String(repeating: ",\"村编号\":1", count: 20_000) + "}",
      String(repeating: "{\"村编号\":1}\n", count: 20_000), String(repeating: "x\n", count: 20_000),
    ]
    let start = ContinuousClock.now
    for text in texts { #expect(Self.fault(in: read(program, format, 0, text)) == nil, "\(text.prefix(40))") }
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  /// The files of the other tests as objects.
  private static func objects(_ format: RecordFormat) -> [[UInt8]] {
    let lines = [
      ["{\"村编号\":\"V1\"}", "{\"村编号\":\"V2\",\"x\":[{\"y\":null},2]}"],
      [
        "{\"户编号\":\"H1\",\"所属村\":\"V1\",\"纯收入（元）\":8000,\"低保\":true}",
        "{\"低保\":null,\"户编号\":\"H2\",\"所属村\":\"\\u0056\\u0031\"}",
        "{\"户编号\":\"H3\",\"所属村\":\"V9\",\"低保\":false}",
        "{\"户编号\":\"H4\",\"所属村\":\"V2\",\"纯收入（元）\":-1.5e3}", "{}",
      ],
      [
        "{\"身份证号\":\"P1\",\"所属户\":\"H1\",\"年龄\":40,\"等级\":\"一级\"}", "{\"身份证号\":\"P2\",\"所属户\":\"H1\"}",
        "{\"身份证号\":\"P3\",\"所属户\":\"H3\",\"年龄\":131,\"等级\":\"四级\"}",
        "{\"身份证号\":\"\\ud83d\\ude00\",\"所属户\":[1]}",
      ],
    ]
    return lines.map { lines in
      Array(
        (format == .json ? "[\n" + lines.joined(separator: ",\n") + "\n]\n" : lines.joined(separator: "\n"))
          .utf8)
    }
  }

  @Test("are read the same way by a cell reader of any field")
  func anyCell() throws {
    let program = try compiled(
      """
      选项 甲类 一、二 等
      实体 户
        户编号 编号
        上级 属于 户
        甲 是否
        乙 有无
        丙 日期
        丁 年份
        戊 万元
        己 %
        庚 甲类
      """)
    let readers = program.entities[0].fields.map { CellReader($0, optionSets: program.optionSets) }
    let alphabet = Array("0123456789.,-+eE%‰/年月日是否有无一二 　\"\n\u{200B}万元")
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      let text = String((0..<random.below(12)).map { _ in alphabet[random.below(alphabet.count)] })
      for reader in readers { _ = try? reader.read(text) }
    }
  }

  /// What contradicts itself in a result, if anything does.
  private static func fault(in result: ReadResult) -> String? {
    for file in result.files {
      if file.rowsRead != file.rowsAccepted + file.rowsRejected { return "rows lost in \(file.path)" }
      let problems = result.problems.filter { $0.file == file.path }
      let rejecting = problems.filter { $0.code.consequence == .rowRejected }
      if file.isRejected != problems.contains(where: { $0.code.consequence == .fileRejected }) {
        return "verdict"
      }
      if file.isRejected && problems.count != 1
        && !problems.allSatisfy({ $0.code.consequence == .fileRejected })
      {
        return "a problem of a file that is not read"
      }
      let rows = Set(rejecting.map(\.record))
      if rows.contains(nil) || rows.count != file.rowsRejected
        || rejecting.contains(where: { $0.line == nil })
      {
        return "a rejected row without reason"
      }
      if file.rowsRead != (file.isRejected ? 0 : result.records.tables[file.entity].records.count) {
        return "a row without record"
      }
    }
    for (entity, groups) in result.records.members.enumerated() {
      for (_, lists) in groups where lists.count != result.records.tables[entity].records.count {
        return "a record without group"
      }
    }
    for table in result.records.tables {
      for record in table.records {
        if record.isOptional, !record.isRejected { return "an optional record that is accepted" }
        let hasValue = record.cells.contains {
          switch $0 {
          case .missing, .key, .parent: false
          default: true
          }
        }
        if record.isRejected, hasValue { return "a rejected record with a value" }
        if !record.isRejected, record.key.isEmpty { return "an accepted record without key" }
      }
      let keys = table.records.filter { !$0.isRejected }.map { Name($0.key) }
      if Set(keys).count != keys.count { return "two records with one key" }
    }
    return nil
  }

  private func noise(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<random.below(60)).flatMap { _ in
      random.below(3) == 0
        ? [UInt8(truncatingIfNeeded: random.next())] : Self.pieces[random.below(Self.pieces.count)]
    }
  }

  private func mutated(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<random.below(4) {
      let place = random.below(bytes.count + 1)
      switch random.below(4) {
      case 0: bytes.insert(contentsOf: Self.pieces[random.below(Self.pieces.count)], at: place)
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.below(5)))
      case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: random.next()) }
      default:
        // A stretch of the file once more, so that lines, keys and headings are repeated.
        let end = min(bytes.count, place + random.below(40))
        bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
      }
    }
    return bytes
  }
}
