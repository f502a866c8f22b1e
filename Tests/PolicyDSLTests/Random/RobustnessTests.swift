import Foundation
import Testing

@testable import PolicyDSL

@Suite("Any input at all")
struct RobustnessTests {
  @Test("is read and formatted without a crash, and nothing of it is lost")
  func smallInputs() throws {
    var random = SeededGenerator(seed: 2020)
    let models = try ModelTexts.files().map(\.bytes)
    let kinds: [(name: String, count: Int, make: (inout SeededGenerator) -> [UInt8])] = [
      ("bytes", 20_000, Self.bytes), ("tokens", 40_000, Self.tokens),
      ("spliced texts", 39_000, { Self.spliced(models, &$0, longest: 120) }),
      ("long spliced texts", 1_000, { Self.spliced(models, &$0, longest: 3_000) }),
    ]
    for kind in kinds {
      for number in 0..<kind.count {
        let file = SourceFile(path: "任意.policy", bytes: kind.make(&random))
        guard let problem = Self.problem(with: file) else { continue }
        let text = String(decoding: file.bytes, as: UTF8.self)
        Issue.record("\(kind.name) \(number): \(problem)\n--- input\n\(text)\n---\n\(file.bytes)")
        break
      }
    }
  }

  @Test("of great depth, length or number is read and formatted in a few seconds")
  func hostileInputs() async throws {
    let record = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).txt").path()
    await #expect(processExitsWith: .success, "the last input of \(record) ends the process") {
      [record = record as String] in
      for input in HostileInputs.all {
        // The name is all that is left where the process dies.
        try Data(input.name.utf8).write(to: URL(filePath: record))
        let file = SourceFile(path: "任意.policy", text: input.text())
        // The time of the processor, whatever else runs on the machine.
        let start = clock()
        let parsed = Parser.parse(file, index: 0)
        _ = PolicyFormatter.format(file, parsed.product)
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        // Most take a third of a second without optimisation; what is quadratic takes minutes.
        if seconds > 5 { Issue.record("\(input.name): \(seconds) seconds") }
      }
      try FileManager.default.removeItem(atPath: record)
    }
    guard let name = try? String(contentsOfFile: record, encoding: .utf8) else { return }
    Issue.record("the process died of: \(name)")
    try FileManager.default.removeItem(atPath: record)
  }

  // MARK: What has to hold

  private static func problem(with file: SourceFile) -> String? {
    let parsed = Parser.parse(file, index: 0)
    let result = PolicyFormatter.format(file, parsed.product)
    if !VisibleText.isSame(file, result) { return "the result has lost something\n\(result)" }
    guard parsed.diagnostics.isEmpty else { return nil }
    let formatted = SourceFile(path: file.path, text: result)
    let again = Parser.parse(formatted, index: 0)
    let second = PolicyFormatter.format(formatted, again.product)
    if !again.diagnostics.isEmpty { return "the result has errors\n\(result)" }
    if second != result { return "formatting again changes\n\(result)\n--- into\n\(second)" }
    let (tree, newTree) = (TreeDump.text(of: parsed.product.tree), TreeDump.text(of: again.product.tree))
    return tree == newTree ? nil : "the trees differ\n\(tree)\n\(newTree)"
  }

  // MARK: Small inputs

  private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private static let vocabulary: [String] =
    Keyword.allCases.map(\.rawValue) + Symbol.allCases.map(\.rawValue)
    + Vocabulary.comparisons.map(\.word) + Vocabulary.boundaries.map(\.word) + Vocabulary.later.sorted()
    + DeclarationKind.allCases.map { "\n\($0.rawValue) " }
    + [
      "甲", "户", "A级", "H1", "每", "每户", "计", "按", "以", "范围", "小数", "列", "空为", "敏感", "有序", "整数",
      "编号", "属于", "若干", "日期", "全部（", "任一（", "项", "到", "位", "合计（", "计数（", "四舍五入（", "占比（",
      "周岁（", "缺", "待核实", "达标", "自", "长期", "元/人·年", "5", "50人", "3%", "4,000", "2020-12-31",
      "2020年1月1日", "“乙”", "「丙」", "\"丁\"", "“", "《题》", "《", "《题》第一章“乙”", "#", "＃ 说明\n", "\n", "\n  ",
      "\n  ", "\n  条件 ", "\n  要求 甲：", "\n  金额 查表\n  |", "\n  给定 户 |", "\n  期望 户 |", "\n  依据 ",
      "\n  存疑 ", "\n  发文机关 ", "|\n|", " ", " ", " ", "\t", "　", "\r", "\r\n", "，", "。", "\u{200B}",
      "\u{FEFF}", "（", "）", "：", "｜", "≥", "×", "－", "以前", "不", "及",
    ]

  private static func tokens(_ random: inout SeededGenerator) -> [UInt8] {
    var text = random.chance(1, in: 2) ? random.pick(["认定 甲 每 户\n 条件 ", "测试 “甲”\n", "补贴 甲 每 人"]) : ""
    for _ in 0..<random.below(16) {
      text += random.pick(vocabulary)
      if random.chance(1, in: 2) { text += " " }
    }
    return Array(text.utf8)
  }

  /// Pieces of the model texts, cut anywhere, also within a character.
  private static func spliced(
    _ models: [[UInt8]], _ random: inout SeededGenerator, longest: Int
  ) -> [UInt8] {
    var result: [UInt8] = []
    for _ in 0...random.below(3) {
      let model = random.pick(models)
      var start = random.below(model.count)
      // Most pieces begin with a line: what begins elsewhere rarely gets beyond its first token.
      if random.chance(3, in: 4) { while start > 0, model[start - 1] != UInt8(ascii: "\n") { start -= 1 } }
      result += model[start..<min(model.count, start + 1 + random.below(longest))]
    }
    return result
  }
}
