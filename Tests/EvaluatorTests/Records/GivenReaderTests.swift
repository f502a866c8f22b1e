import PolicyDSL
import Testing

@testable import Evaluator

/// Returns the records and the problems of the first test of `households` with the given tables,
/// problems as `code text`.
private func given(_ tables: String) throws -> (records: RecordSet, problems: [String]) {
  let text = """
    选项 等级 一级、二级、三级、无
    实体 村
      村编号 编号
      村民户 若干 户
    实体 户
      户编号 编号
      所属村 属于 村
      收入 元/年 范围 0 以上 列 “纯收入（万元）” 万元/年
      低保 是否 空为 否
      设施 有无
      等级 等级
    指标 有收入 每 户 是否 = 收入 超过 0元/年
    测试 “例”
      评估日 2020-12-31
    \(tables)
      期望 户 H1 的 有收入 = 是

    """
  let program = try compiled(text)
  let test = try #require(program.tests.first)
  let (records, problems) = GivenReader.read(test, of: program)
  let source = SourceFile(path: "规则.policy", text: text)
  return (records, problems.map { "\($0.code.rawValue) \(source.text($0.span))" })
}

@Suite("The records of a test")
struct GivenReaderTests {
  @Test("are read like a file whose headings are names of fields and whose numbers are in their unit")
  func read() throws {
    let (records, problems) = try given(
      """
        给定 户
          | 收入 | 户编号 | 所属村 | 等级 |
          | 8,000.50 | H1 | Ｖ１ | 一级 |
          | | H2 | V1 | |
        给定 村
          | 村编号 |
          | V1 |
      """)
    #expect(problems == [])
    let cells = records.tables[1].records.map(\.cells)
    #expect(
      cells == [
        [
          .key, .parent(0), .number(ExactNumber(160_010, over: 20)!), .truth(false), .truth(false),
          .option(0),
        ],
        [.key, .parent(0), .missing, .truth(false), .truth(false), .missing],
      ])
    #expect(records.memberKeys(0, 1, of: 1) == [["H1", "H2"]])
  }

  @Test("without a table are unknown, with headings alone empty")
  func missingTable() throws {
    let heads = "  给定 村\n    | 村编号 |\n    | V1 |\n"
    let none = try given(heads).records
    #expect(none.tables[1].file == nil)
    #expect(none.isGroupUnknown(of: 0, entity: 0, member: 1, through: 1))
    let empty = try given(heads + "  给定 户\n    | 户编号 | 所属村 |\n").records
    #expect(empty.tables[1].file != nil)
    #expect(!empty.isGroupUnknown(of: 0, entity: 0, member: 1, through: 1))
    #expect(empty.members[0][1] == [[]])
    let noColumn = try given(heads + "  给定 户\n    | 户编号 |\n    | H1 |\n").records
    #expect(noColumn.isGroupUnknown(of: 0, entity: 0, member: 1, through: 1))
  }

  @Test("may name parents that the test does not have")
  func parentWithoutTable() throws {
    let (records, problems) = try given("  给定 户\n    | 户编号 | 所属村 |\n    | H1 | V1 |\n    | H2 | |\n")
    #expect(problems == [])
    #expect(records.tables[1].records.map { $0.cells[1] } == [.missing, .missing])
    #expect(records.tables[1].records.allSatisfy { !$0.isRejected })
  }

  @Test("have every problem told at its cell")
  func problems() throws {
    let (records, problems) = try given(
      """
        给定 村
          | 村编号 |
          | V1 |
        给定 户
          | 户编号 | 所属村 | 收入 | 低保 | 等级 |
          | H1 | V1 | 8000元 | 对 | 四级 |
          | H2 | V2 | 0.001 | 是 | - |
          | H3 | V1 | -1 | 是 | |
          | H4 | V1 | | | |
          | H4 | | | | |
          | | V1 | | | |
      """)
    #expect(
      problems == [
        "E323 8000元", "E311 对", "E312 四级", "E206 V2", "E325 0.001", "E301 -", "E331 -1", "E204 H4", "E204 H4",
        "E205  ", "E203  ",
      ])
    #expect(records.tables[1].records.map(\.isRejected) == [true, true, true, true, true, true])
    #expect(records.memberKeys(0, 1, of: 1) == [["H1?", "H3?", "H4??", "?"]])
  }
}
