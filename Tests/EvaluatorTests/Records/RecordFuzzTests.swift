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
      "99999999999999999999999999999999999999999", "%", "不详", "所属村",
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
      let lines = Set(rejecting.map(\.line))
      if lines.contains(nil) || lines.count != file.rowsRejected { return "a rejected row without reason" }
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
