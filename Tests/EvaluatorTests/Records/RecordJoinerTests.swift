import PolicyDSL
import Testing

@testable import Evaluator

@Suite("Records that belong to each other")
struct RecordJoinerTests {
  private let villages = "村编号\nV1\nV2\n"

  @Test("are joined by their keys, whatever the order of the files")
  func joined() throws {
    let program = try households()
    let files = [
      (2, "身份证号,所属户,年龄,等级\nP2,H1,10,无\nP1,Ｈ１,40,一级\nP3,H2,,\n"),
      (1, "户编号,所属村,纯收入（元）,低保\nH1,V1,8000,是\nH2,V1,,\n"), (0, villages),
    ].map { RecordFile(entity: $0, path: "\($0).csv", bytes: Array($1.utf8)) }
    for order in [files, files.reversed()] {
      let result = RecordReader.read(program, files: order)
      #expect(result.problems.isEmpty)
      #expect(result.records.memberKeys(0, 1, of: 1) == [["H1", "H2"], []])
      #expect(result.records.memberKeys(1, 2, of: 2) == [["P2", "P1"], ["P3"]])
      let households = result.records.tables[1].records
      #expect(households[0].cells == [.key, .parent(0), .missing, .number(ExactNumber(8000)), .truth(true)])
      #expect(households[1].cells == [.key, .parent(0), .missing, .missing, .truth(false)])
    }
  }

  @Test("stay a member with every field missing where only the parent can be read")
  func rejectedMember() throws {
    let result = read(
      try households(),
      ["村": villages, "户": "户编号,所属村,纯收入（元）,低保\nH1,V1,-1,是\nH2,V1,1,是\n,V2,1,是\nH4,V9,1,是\nH5,,1,是\nH6,V1\n"])
    #expect(result.records.memberKeys(0, 1, of: 1) == [["H1?", "H2"], ["?"]])
    let records = result.records.tables[1].records
    #expect(records[0].cells == [.key, .parent(0), .missing, .missing, .missing])
    #expect(records[3].cells == [.key, .missing, .missing, .missing, .missing])
    #expect(records[5].cells == [.key, .missing, .missing, .missing, .missing])
    #expect(records.map(\.isRejected) == [true, false, true, true, true, true])
    #expect(records.allSatisfy { !$0.isOptional })
    #expect(result.records.tables[1].unassigned == [1: 3])  // H4, H5, and H6 whose cells cannot be trusted
  }

  @Test("are optional members of every group they name where their key is repeated")
  func repeatedKey() throws {
    let result = read(
      try households(),
      ["村": villages, "户": "户编号,所属村,纯收入（元）,低保\nH1,V1,1,是\nH1,V2,1,是\nH2,V2,1,是\nH1,V9,1,是\n"])
    #expect(result.records.memberKeys(0, 1, of: 1) == [["H1??"], ["H1??", "H2"]])
    #expect(result.records.tables[1].unassigned == [1: 1])
    #expect(result.counts(1) == [4, 1, 3])
    #expect(result.codes == ["E204", "E204", "E204", "E206"])
  }

  @Test("keep a parent whose row is rejected, and lose one whose key is repeated")
  func rejectedParent() throws {
    let result = read(
      try households(),
      [
        "户": "户编号,所属村,纯收入（元）,低保\nH1,,-1,是\nH2,,1,是\nH2,,2,是\nH3,\n",
        "人": "身份证号,所属户,年龄,等级\nP1,H1,1,无\nP2,H2,1,无\nP3,H3,1,无\nP4,H4,1,无\n",
      ])
    #expect(
      result.places == [
        "E331 户.csv:2 纯收入（元）", "E204 户.csv:3 户编号", "E204 户.csv:4 户编号", "E201 户.csv:5", "E207 人.csv:3 所属户",
        "E206 人.csv:5 所属户",
      ])
    #expect(result.records.memberKeys(1, 2, of: 2) == [["P1"], [], [], ["P3"]])
    #expect(result.records.tables[2].records[0].cells[1] == .parent(0))
    #expect(result.records.tables[2].records[2].cells[1] == .parent(3))
    #expect(result.records.tables[2].unassigned == [1: 2])
  }

  @Test("are not brought down by a broken row that seems to have their key")
  func brokenTwin() throws {
    let result = read(try households(), ["村": villages, "户": "户编号,所属村,纯收入（元）,低保\nH1,V1,1,是\nH1,V1\n"])
    #expect(result.codes == ["E201"])
    #expect(result.records.tables[1].records.map(\.isRejected) == [false, true])
    #expect(result.records.memberKeys(0, 1, of: 1) == [["H1"], []])
  }

  @Test("have an unknown parent where the parents have no file, or their own file no such column")
  func unknownParent() throws {
    let program = try households()
    let noFile = read(program, ["户": "户编号,所属村,纯收入（元）,低保\nH1,V1,1,是\nH2,,1,是\n"])
    #expect(noFile.problems.isEmpty)
    #expect(noFile.records.tables[1].records.map { $0.cells[1] } == [.missing, .missing])
    #expect(noFile.records.tables[1].unassigned == [:])
    let noColumn = read(program, ["户": "户编号,纯收入（元）,低保\nH1,1,是\n", "村": villages])
    #expect(noColumn.codes == ["E105"])
    #expect(noColumn.counts(1) == [1, 1, 0])
    #expect(noColumn.records.tables[1].records[0].cells[1] == .missing)
    #expect(noColumn.records.tables[1].relationsWithoutColumn == [1])
    #expect(noColumn.records.tables[1].unassigned == [:])
  }

  @Test("form a group that is unknown without a file, a column or a readable owner, and empty without rows")
  func unknownGroups() throws {
    let program = try households()
    func unknown(_ files: [String: String]) -> [Bool] {
      let records = read(program, files).records
      return records.tables[0].records.indices.map {
        records.isGroupUnknown(of: $0, entity: 0, member: 1, through: 1)
      }
    }
    let heads = "户编号,所属村,纯收入（元）,低保\n"
    #expect(unknown(["村": villages]) == [true, true])
    #expect(unknown(["村": villages, "户": heads]) == [false, false])
    #expect(unknown(["村": villages, "户": "户编号\nH1\n"]) == [true, true])
    #expect(unknown(["村": villages, "户": "\u{0}"]) == [true, true])
    #expect(unknown(["村": "村编号\nV1\nV2\nV1\n-\n", "户": heads]) == [true, false, true, true])
    let records = read(program, ["村": villages, "户": heads]).records
    #expect(records.tables[1].file == "户.csv")
    #expect(records.members[0][1] == [[], []])
    #expect(read(program, ["户": heads]).records.tables[0].file == nil)
  }

  @Test("may belong to a record of their own entity; the topmost ones name none")
  func ownEntity() throws {
    let program = try compiled("实体 机构\n  机构号 编号\n  上级 属于 机构\n  下级 若干 机构\n  人数 人\n")
    let result = read(program, ["机构": "机构号,上级,人数\nB,A,1\nA,,2\nC,A,0.5\nD,C,3\nE,X,4\nF,F,5\nG,H,1\nH,G,1\n"])
    #expect(result.places == ["E326 机构.csv:4 人数", "E206 机构.csv:6 上级"])
    #expect(result.records.memberKeys(0, 2, of: 0) == [[], ["B", "C?"], ["D"], [], [], ["F"], ["H"], ["G"]])
    #expect(result.records.tables[0].unassigned == [1: 2])
    #expect(result.counts() == [8, 6, 2])
    #expect(result.records.tables[0].records[1].cells[1] == .missing)
  }

  @Test("may belong to several records over several fields, and to each in its own right")
  func severalRelations() throws {
    let program = try compiled(
      """
      实体 村
        村编号 编号
        现住 若干 户 以 现住村
        户籍 若干 户 以 户籍村
      实体 户
        户编号 编号
        现住村 属于 村
        户籍村 属于 村
      """)
    let result = read(program, ["村": villages, "户": "户编号,现住村,户籍村\nH1,V1,V2\nH2,V1,\nH3,,V9\n"])
    #expect(result.records.memberKeys(0, 1, of: 1) == [["H1", "H2?"], []])
    #expect(result.records.memberKeys(0, 2, of: 1) == [[], ["H1"]])
    #expect(result.records.tables[1].unassigned == [1: 1, 2: 2])
    #expect(result.counts(1) == [3, 1, 2])
  }
}
