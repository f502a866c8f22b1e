import PolicyDSL
import Testing

@testable import Evaluator

@Suite("The columns of a record file")
struct RecordColumnTests {
  @Test(
    "are matched by 列 or by name, folded and trimmed",
    arguments: [
      "户编号,所属村,纯收入（元）,低保", "户编号,所属村,纯收入(元),低保", " 户编号 ,　所属村,收入,低保", "低保,收入,户编号,所属村",
      "\"户编号\",\"所属村\",\"纯收入（元）\",\"低保\"",
    ])
  func matched(_ headings: String) throws {
    #expect(read(try households(), ["户": headings + "\n"]).problems.isEmpty)
  }

  @Test(
    "are told apart from what is no column of the entity",
    arguments: [
      ("户编号,所属村,收人,低保,备注", ["E105 户.csv 纯收入（元）", "E104 户.csv 收人", "E104 户.csv 备注"]),
      ("户编号", ["E105 户.csv 所属村", "E105 户.csv 纯收入（元）", "E105 户.csv 低保"]),
      ("户编号,所属村,收入,低保,成员", ["E106 户.csv 成员"]),
      ("户编号,所属村,收入,低保,,", []),
      ("所属村,收入,低保", ["E101 户.csv:1"]),
      ("户编号,所属村,收入,低保,收入", ["E102 户.csv:1 收入"]),
      ("户编号,所属村,收入,低保,纯收入（元）", ["E102 户.csv:1 纯收入（元）"]),
      ("户编号,所属村,户编号", ["E102 户.csv:1 户编号"]),
      ("村编号", ["E101 户.csv:1"]),
    ] as [(String, [String])])
  func told(_ headings: String, _ places: [String]) throws {
    #expect(read(try households(), ["户": headings + "\n"]).places == places)
  }

  @Test("have the nearest heading proposed, or how the file came to have no key column")
  func proposals() throws {
    let program = try households()
    func hints(_ text: String) -> [String?] {
      read(program, ["户": text]).problems.filter { $0.code != .missingColumn }.map { $0.hint?.zh }
    }
    #expect(hints("户编号,所属村,纯收人（元）,低保\n") == ["是不是“纯收入（元）”？"])
    #expect(hints("户编号,所属村,收入,低保,备注\n") == [nil])
    #expect(hints("户编码,所属村\n") == ["第 1 列“户编码”是不是它？改成“户编号”"])
    #expect(hints("户编号;所属村\nH1;V1\n") == ["各列好像不是用半角逗号分开的；另存为“CSV UTF-8（逗号分隔）”"])
    #expect(hints("户编号\t所属村\nH1\tV1\n") == ["各列好像不是用半角逗号分开的；另存为“CSV UTF-8（逗号分隔）”"])
    #expect(hints("2020年脱贫户花名册,,\n\n户编号,所属村,低保\n") == ["表头好像在第 3 行；删去它上面的标题行"])
    #expect(hints("花名册,,\n") == ["第一行写表头，其中一列是“户编号”"])
  }

  @Test("that are missing leave every cell missing, whatever 空为 says")
  func missing() throws {
    let result = read(try households(), ["户": "户编号\nH1\n"])
    #expect(result.records.tables[1].records[0].cells == [.key, .missing, .missing, .missing, .missing])
    #expect(result.problems.map(\.message.zh).last == "没有“低保”一列，每一行都按不知道处理")
  }

  @Test("without a heading are noticed where something stands in them")
  func withoutHeading() throws {
    let result = read(try households(), ["村": "村编号,,\nV1,,\nV2, ,备注\nV3,,又\n"])
    #expect(result.places == ["E107 村.csv"])
    #expect(result.problems[0].message.zh == "第 3 列没有表头，但第 3 行有内容，这一列没有用到")
  }

  @Test("are refused where the heading leaves their unit open")
  func unclearUnit() throws {
    let program = try compiled("实体 县\n  县名 编号\n  投入 元 列 “投入（万元）” 万元\n")
    #expect(read(program, ["县": "县名,投入（万元）\n甲县,3.5\n"]).problems.isEmpty)
    let result = read(program, ["县": "县名,投入\n甲县,35000\n"])
    #expect(result.places == ["E103 县.csv:1 投入"])
    #expect(
      result.problems[0].message.zh == "“投入”以 `元` 计，但规则里它的列是“投入（万元）”，以 `万元` 计")
  }

  @Test("of percentages are suspect where no figure is above one")
  func shares() throws {
    let program = try compiled("实体 县\n  县名 编号\n  完成率 % 范围 0 至 100%\n  人数 人\n")
    func codes(_ cells: [String]) -> [String] {
      read(program, ["县": "县名,完成率,人数\n" + cells.enumerated().map { "\($0),\($1),1\n" }.joined()]).codes
    }
    #expect(codes(["0.35", "0.5", "1"]) == ["E108"])
    #expect(codes(["0.35", "0.5", "", "0", "0.1"]) == ["E108"])
    #expect(codes(["0.35", "0.5"]) == [])
    #expect(codes(["0.35", "0.5", "1.1"]) == [])
    #expect(codes(["0.35", "0.5", "0.7%"]) == [])
    #expect(codes(["1", "1", "1"]) == [])
  }
}

@Suite("The rows of a record file")
struct RecordRowTests {
  @Test(
    "are accepted, or rejected with line, column and reason",
    arguments: [
      ("H1,V1,8000,是", [], [1, 1, 0]),
      ("H1,V1,,", [], [1, 1, 0]),
      ("H1,V1,8000", ["E201 户.csv:2"], [1, 0, 1]),
      ("H1,V1,8000,是,", ["E202 户.csv:2"], [1, 0, 1]),
      ("H1,V1,4,000,是", ["E202 户.csv:2"], [1, 0, 1]),
      ("H1,V1,\"4,000\",是", [], [1, 1, 0]),
      (",V1,8000,是", ["E203 户.csv:2 户编号"], [1, 0, 1]),
      ("-,V1,8000,是", ["E301 户.csv:2 户编号"], [1, 0, 1]),
      ("H1,,8000,是", ["E205 户.csv:2 所属村"], [1, 0, 1]),
      ("H1,V9,8000,是", ["E206 户.csv:2 所属村"], [1, 0, 1]),
      ("H1,不详,8000,是", ["E301 户.csv:2 所属村"], [1, 0, 1]),
      ("H1,V1,-1,是", ["E331 户.csv:2 纯收入（元）"], [1, 0, 1]),
      (
        "H1,V1,-1,对\nH2,V9,0.001,是\nH3,V1,1,否",
        ["E331 户.csv:2 纯收入（元）", "E311 户.csv:2 低保", "E206 户.csv:3 所属村", "E325 户.csv:3 纯收入（元）"], [3, 1, 2]
      ),
      ("H1,V1,1,是\nH2,V1,1,是\n H1 ,V2,1,是", ["E204 户.csv:2 户编号", "E204 户.csv:4 户编号"], [3, 1, 2]),
      ("H1,V1,1,是\nＨ１,V1,1,是", ["E204 户.csv:2 户编号", "E204 户.csv:3 户编号"], [2, 0, 2]),
      ("H1,V1,1,是\nh1,V1,1,是\nH01,V1,1,是", [], [3, 3, 0]),
      ("é,V1,1,是\ne\u{301},V1,1,是", [], [2, 2, 0]),
      ("\n\nH1,V1,1,是\n \n", [], [1, 1, 0]),
      (",,,\nH1,V1,1,是\n　, ,,\n,,,,,", ["E208 户.csv"], [1, 1, 0]),
      ("\"H\n1\",V1,1,是\nH2,V1,x,是", ["E306 户.csv:2 户编号", "E321 户.csv:4 纯收入（元）"], [2, 0, 2]),
    ] as [(String, [String], [Int])])
  func rows(_ rows: String, _ places: [String], _ counts: [Int]) throws {
    for ending in ["\n", "\r\n", "\r"] {
      let text = ("户编号,所属村,纯收入（元）,低保\n" + rows).split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: ending)
      let result = read(try households(), ["户": text, "村": "村编号\nV1\nV2\n"])
      #expect(result.places == places)
      let file = try #require(result.files.firstIndex { $0.path == "户.csv" })
      #expect(result.counts(file) == counts)
    }
  }

  @Test("with repeated keys are explained without showing a sensitive key")
  func masked() throws {
    let program = try households()
    let people = read(program, ["人": "身份证号,所属户,年龄,等级\n510101199001011234,,1,无\n510101199001011234,,2,无\n"])
    #expect(people.problems.map(\.message.zh) == ["`***` 用了 2 次：第 2、3 行", "`***` 用了 2 次：第 2、3 行"])
    let villages = read(program, ["村": "村编号\nV1\nV1\nV1\nV1\nV1\nV1\n"])
    #expect(villages.problems[5].message.zh == "`V1` 用了 6 次：第 2、3、4、5、6… 行")
  }

  @Test("of a second file for the same entity are not read")
  func secondFile() throws {
    let files = ["甲.csv", "乙.csv"].map { RecordFile(entity: 0, path: $0, bytes: Array("村编号\n\($0)\n".utf8)) }
    let result = RecordReader.read(try households(), files: files)
    #expect(result.places == ["E009 乙.csv"])
    #expect(result.files.map(\.isRejected) == [false, true])
    #expect(result.records.tables[0].file == "甲.csv")
    #expect(result.records.tables[0].records.map(\.key) == ["甲.csv"])
  }

  @Test("keep the line on which they begin")
  func lines() throws {
    let program = try compiled("实体 村\n  村编号 编号\n  概况 有无\n")
    let result = read(program, ["村": "\n村编号,概况\r\nV1,\"两\r\n行\"\r\n\r\nV2,\r\n"])
    #expect(result.records.tables[0].records.map(\.line) == [3, 6])
    #expect(result.records.tables[0].records.map(\.cells) == [[.key, .truth(true)], [.key, .truth(false)]])
  }

  @Test("have codes that are distinct and explained in both languages")
  func codes() {
    #expect(Set(RecordProblemCode.allCases.map(\.title.zh)).count == RecordProblemCode.allCases.count)
    #expect(Set(RecordProblemCode.allCases.map(\.title.en)).count == RecordProblemCode.allCases.count)
  }
}
