import Testing

@testable import Evaluator
@testable import PolicyDSL

/// A random program with random records, as texts that a person can run.
struct RandomCase {
  /// The declarations of the program; one that uses another may stand before it.
  var declarations: [String]
  /// The seed.
  let seed: UInt64
  /// How many rules the checker refused.
  let refused: Int
  /// The program.
  let program: CheckedProgram
  /// The records of each entity, which are 村, 户 and 人; every cell is filled.
  var tables: [TableText]

  /// Returns the case of a seed; `nil` where the checker refuses all of it.
  init?(seed: UInt64, ruleCount: Int = 8) {
    let written = RandomRules(seed: seed, ruleCount: ruleCount)
    var kept = written.declarations
    var checked: CheckedProgram?
    // What is wrong in one rule is told at that rule; rules that use it go with it in the next round.
    while checked == nil {
      let (file, starts) = Self.file(kept)
      let compiled = PolicyCompiler.compile([file])
      checked = compiled.product.first
      if checked != nil { break }
      let places = compiled.diagnostics.filter { $0.code.severity == .error }.map(\.span.lower)
      let wrong = Set(places.map { place in starts.lastIndex { $0 <= place }! })
      guard !wrong.isEmpty, wrong.allSatisfy({ $0 >= written.schemaCount }) else { return nil }
      kept = kept.indices.filter { !wrong.contains($0) }.map { kept[$0] }
    }
    self.seed = seed
    guard let checked, kept.count > written.schemaCount else { return nil }
    program = checked
    declarations = kept
    refused = written.declarations.count - kept.count
    var random = SeededGenerator(seed: seed &+ 1_000_000)
    tables = Self.records(&random)
  }

  private static func file(_ declarations: [String]) -> (SourceFile, starts: [Int]) {
    var text = ""
    var starts: [Int] = []
    for declaration in declarations {
      starts.append(text.utf8.count)
      text += declaration + "\n\n"
    }
    return (SourceFile(path: "随机.policy", text: text), starts)
  }

  /// The program as one file.
  var file: SourceFile { Self.file(declarations).0 }

  // MARK: Records

  /// The rows of one file.
  struct TableText {
    let name: String
    /// Whether there is such a file.
    var isThere = true
    var columns: [String]
    var rows: [[String]]

    var csv: String {
      ([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    }
  }

  /// All records known.
  private static func records(_ random: inout SeededGenerator) -> [TableText] {
    func pick(_ choices: [String]) -> String { choices[random.below(choices.count)] }
    let truths = ["是", "否"]
    let villages = (1...2).map { number in
      ["V\(number)", pick(truths), pick(["甲类", "乙类", "丁类"]), pick(["0", "1", "2", "3"])]
    }
    let households = (1...3).map { number in
      [
        "H\(number)", pick(["V1", "V1", "V2"]), pick(truths), pick(truths + [""]), pick(["低档", "中档", "高档"]),
        pick(["-1", "0", "1", "2"]), pick(["0", "1", "2.5"]), pick(["0", "1", "2"]), pick(["0", "1", "2"]),
        pick(["2020-06-29", "2020-06-30", "2020-07-01", ""]),
      ]
    }
    let persons = (1...4).map { number in
      [
        "P\(number)", pick(["H1", "H1", "H2", "H3"]), pick(truths), pick(["有", ""]),
        pick(["一级", "二级", "三级"]), pick(["0", "1", "2"]), pick(["-2", "-1", "0", "1"]),
        pick(["14", "15", "16"]), pick(["2005-06-29", "2005-06-30", "2005-07-01"]),
      ]
    }
    return [
      TableText(name: "村", columns: ["村编号", "贫困", "类别", "财力"], rows: villages),
      TableText(
        name: "户",
        columns: ["户编号", "所属村", "低保", "危房", "档次", "收入", "资产", "劳力", "位数", "搬迁"], rows: households),
      TableText(
        name: "人", columns: ["编号", "所属户", "在校", "残疾", "等级", "额", "补助", "岁数", "出生"], rows: persons),
    ]
  }

  /// The records with some cells empty, `blanks` of ten.
  func tables(blanks: Int, _ random: inout SeededGenerator) -> [TableText] {
    var result = tables
    for table in result.indices {
      let isParentNamed = table > 0
      for row in result[table].rows.indices {
        for column in (isParentNamed ? 2 : 1)..<result[table].columns.count
        where random.below(10) < blanks {
          result[table].rows[row][column] = ""
        }
      }
    }
    return result
  }
}
