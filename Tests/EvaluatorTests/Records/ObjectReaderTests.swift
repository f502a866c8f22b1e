import Foundation
import PolicyDSL
import Testing

@testable import Evaluator

/// Returns what the objects of a text give for the fields of a village: one line for each record and
/// each problem.
private func outcome(_ text: String, _ format: RecordFormat = .ndjson) throws -> [String] {
  let program = try compiled(
    """
    选项 类别 甲、乙 等
    实体 村
      编号 编号
      收入 元 范围 0 以上 小数 2
      通路 是否
      类别 类别
      概况 有无
    """)
  let result = read(program, format, 0, text)
  let records = result.records.tables[0].records.map { record in
    "\(record.line) \(record.key) "
      + (record.isRejected ? "退回" : record.cells.dropFirst().map(shown).joined(separator: " "))
  }
  return records
    + result.problems.filter { $0.code != .missingColumn }.map {
      "\($0.code.rawValue) \($0.line ?? 0) \($0.column ?? "")"
    }
}

private func shown(_ cell: CellValue) -> String {
  switch cell {
  case .missing: "缺"
  case .truth(let truth): truth ? "是" : "否"
  case .number(let number): number.description
  case .option(let option): "选\(option)"
  case .unlisted: "未列"
  case .key, .parent, .notYet: "?"
  }
}

/// Every line as NDJSON and as an array of objects.
private func expect(
  _ object: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(try outcome(object) == expected, sourceLocation: sourceLocation)
  #expect(try outcome("[\(object)]", .json) == expected, sourceLocation: sourceLocation)
}

@Suite("The objects of JSON and NDJSON")
struct ObjectReaderTests {
  @Test(
    "have keys for headings, in any order, and values for cells",
    arguments: [
      (#"{"编号":"V1","收入":12.50,"通路":true,"类别":"甲","概况":"山区"}"#, ["1 V1 12.5 是 选0 是"]),
      (#" { "概况" : "" , "类别" : "丙" , "通路" : false , "收入" : "12.50" , "编号" : "V1" } "#, ["1 V1 12.5 否 未列 否"]),
      (#"{"编号":"V1","收入":null,"通路":null,"类别":null,"概况":null}"#, ["1 V1 缺 缺 缺 否"]),
      (#"{"编号":"V1","收入":"","通路":"","类别":" ","概况":"　"}"#, ["1 V1 缺 缺 缺 否"]),
      (#"{"编号":1001,"收入":0,"通路":1,"类别":true,"概况":0}"#, ["1 1001 0 是 未列 否"]),
      (#"{"编号":"V1","收入":"1,234.5","通路":"有","类别":"甲","概况":true}"#, ["1 V1 1234.5 是 选0 是"]),
      (#"{"编号":"Ｖ１","收入":"１２","通路":" 是 ","类别":"甲","概况":"无"}"#, ["1 V1 12 是 选0 否"]),
      (#"{"\u7f16\u53F7":"\u0056\u0031\ud842\uDFB7","收入":-0,"通路":"\u662f"}"#, ["1 V1𠮷 0 是 缺 缺"]),
      (#"{"编号":"a\/b","概况":"\"\\\b\f\n\r\t"}"#, ["1 a/b 缺 缺 缺 是"]),
      (#"{" 编号 ":"V1"}"#, ["1 V1 缺 缺 缺 缺"]),
    ] as [(String, [String])])
  func values(_ object: String, _ expected: [String]) throws {
    try expect(object, expected)
  }

  @Test(
    "are rejected at the key whose value is no value of the field",
    arguments: [
      (#"{"编号":"V1","收入":1e3}"#, "E304 1 收入"), (#"{"编号":"V1","收入":1.5E+2}"#, "E304 1 收入"),
      (#"{"编号":"V1","收入":-1}"#, "E331 1 收入"), (#"{"编号":"V1","收入":1.005}"#, "E325 1 收入"),
      (#"{"编号":"V1","收入":true}"#, "E321 1 收入"), (#"{"编号":"V1","通路":2}"#, "E311 1 通路"),
      (#"{"编号":"V1","通路":"null"}"#, "E301 1 通路"), (#"{"编号":"V1","收入":"1\n2"}"#, "E306 1 收入"),
      (#"{"编号":"V1","收入":"\u0000"}"#, "E302 1 收入"), (#"{"编号":"V1","类别":"\u200b甲"}"#, "E302 1 类别"),
      (#"{"编号":"V1","收入":{"元":1}}"#, "E307 1 收入"), (#"{"编号":"V1","收入":[]}"#, "E307 1 收入"),
      (#"{"编号":"V1","收入":1,"收入":1}"#, "E308 1 收入"), (#"{"编号":"V1","收入":null,"\u6536入":1}"#, "E308 1 收入"),
      (#"{"编号":"V1","类别":"\ud800"}"#, "E309 1 类别"), (#"{"编号":"V1","类别":"\udc00甲"}"#, "E309 1 类别"),
      (#"{"编号":"V1","概况":"\ud800\u0041"}"#, "E309 1 概况"), (#"{"编号":"V1","概况":"\ud800\ud800"}"#, "E309 1 概况"),
    ] as [(String, String)])
  func cells(_ object: String, _ problem: String) throws {
    try expect(object, ["1 V1 退回", problem])
  }

  @Test(
    "are rejected without a key where the key itself cannot be read or is missing",
    arguments: [
      (#"{"编号":["V1"],"收入":1}"#, "E307"), (#"{"编号":"\ud800"}"#, "E309"), (#"{"编号":"V1","编号":"V1"}"#, "E308"),
      (#"{"编号":null,"收入":1}"#, "E203"), (#"{"编号":"","收入":1}"#, "E203"), (#"{"编号":"-"}"#, "E301"),
    ] as [(String, String)])
  func keys(_ object: String, _ code: String) throws {
    try expect(object, ["1  退回", "\(code) 1 编号"])
  }

  @Test("may hold anything under keys that are no field, with one warning for each key")
  func unknownKeys() throws {
    try expect(
      #"{"编号":"V1","地":{"a":[1,{"b":null}],"a":2},"":"x","\ud800":1,"地":[]}"#,
      ["1 V1 缺 缺 缺 缺", "E104 0 地", "E104 0 ", "E104 0 \u{FFFD}"])
    #expect(
      try outcome("{\"编号\":\"V1\",\"备注\":1}\n{\"编号\":\"V2\",\"备注\":2,\"电话\":3}\n")
        == ["1 V1 缺 缺 缺 缺", "2 V2 缺 缺 缺 缺", "E104 0 备注", "E104 0 电话"])
  }

  @Test("have the union of their keys for columns; a field that no object has is missing, said once")
  func union() throws {
    let result = read(
      try households(), .ndjson, 1,
      """
      {"户编号":"H1","收入":1}
      {"低保":"是","户编号":"H2"}
      {"户编号":"H3","收人":3}
      """)
    #expect(result.places == ["E105 文件 所属村", "E104 文件 收人"])
    #expect(result.problems[1].hint == nil, "收入 has a column, so 收人 is not proposed for it")
    // 低保 has a column, so its 空为 holds where the key is absent.
    #expect(
      result.records.tables[1].records.map { Array($0.cells.suffix(2)) } == [
        [.number(ExactNumber(1)), .truth(false)], [.missing, .truth(true)], [.missing, .truth(false)],
      ])
  }

  @Test("with two keys for one field, or none for the key, leave the file unused")
  func columns() throws {
    let program = try households()
    let twice = read(program, .json, 1, #"[{"户编号":"H1","收入":1},{"户编号":"H2","纯收入（元）":1}]"#)
    #expect(twice.places == ["E102 文件 纯收入（元）"])
    #expect(twice.problems[0].message.zh == "键“收入”和“纯收入（元）”都是“收入”")
    func hint(_ text: String) -> String? { read(program, .json, 1, text).problems.first?.hint?.zh }
    #expect(hint(#"[{"户编码":"H1"}]"#) == "键“户编码”是不是它？改成“户编号”")
    #expect(hint(#"[{"甲":"H1","乙":2}]"#) == "每个对象写上键“户编号”")
    #expect(hint(#"[{"甲;乙":"H1"}]"#) == "每个对象写上键“户编号”")
    #expect(hint(#"[{"\ufeff户编号":"H1"}]"#) == "“户编号”里有看不见的字符，重新键入")
    #expect(read(program, .json, 1, #"[{"户编号":"H1","成员":[1,2]}]"#).codes == ["E105", "E105", "E105", "E106"])
  }

  @Test("in which every value is empty are skipped and counted")
  func blank() throws {
    #expect(
      try outcome("{}\n{\"编号\":\"V1\"}\n{\"编号\":null,\"收入\":\" \"}\n{\"编号\":\"\",\"x\":\"　\"}\n")
        == ["2 V1 缺 缺 缺 缺", "E208 0 ", "E104 0 x"])
    #expect(try outcome(#"{"x":1}"# + "\n" + #"{"编号":"V1"}"#).contains("E203 1 编号"))
    #expect(try outcome(#"{"x":[]}"# + "\n" + #"{"编号":"V1"}"#).contains("E203 1 编号"))
  }
}

@Suite("NDJSON")
struct NDJSONTests {
  @Test("has one object on each line; blank lines do not count", arguments: ["\n", "\r\n", "\r"])
  func lines(_ ending: String) throws {
    let lines = ["", #"{"编号":"V1"}"#, "  ", #"  {"编号":"V2"} "#, "", #"{"编号":"V3"}"#]
    let expected = ["2 V1 缺 缺 缺 缺", "4 V2 缺 缺 缺 缺", "6 V3 缺 缺 缺 缺"]
    #expect(try outcome(lines.joined(separator: ending)) == expected)
    #expect(try outcome(lines.joined(separator: ending) + ending) == expected)
    #expect(try outcome("\u{FEFF}" + lines.joined(separator: ending)) == expected)
  }

  @Test(
    "rejects a line that is not one object, and reads on behind it",
    arguments: [
      ("{", "E209 2 "), (#"{"编号":"V2"#, "E209 2 编号"), (#"{"编号":"V2","#, "E209 2 "),
      (#"{"编号":"V2"}}"#, "E209 2 "), (#"{"编号":"V2"}{"编号":"V2"}"#, "E209 2 "), (#"{"编号":"V2",}"#, "E209 2 "),
      (#"{"编号" "V2"}"#, "E209 2 "), (#"{编号:"V2"}"#, "E209 2 "), ("{'编号':'V2'}", "E209 2 "),
      ("{“编号”：“V2”}", "E209 2 "), (#"{"编号":V2}"#, "E209 2 编号"), (#"{"编号":"V2","收入":}"#, "E209 2 收入"),
      (#"{"编号":"V2","收入":007}"#, "E209 2 收入"), (#"{"编号":"V2","收入":-01}"#, "E209 2 收入"),
      (#"{"编号":"V2","收入":+1}"#, "E209 2 收入"), (#"{"编号":"V2","收入":.5}"#, "E209 2 收入"),
      (#"{"编号":"V2","收入":5.}"#, "E209 2 收入"), (#"{"编号":"V2","收入":1e}"#, "E209 2 收入"),
      (#"{"编号":"V2","收入":-}"#, "E209 2 收入"), (#"{"编号":"V2","收入":0x1}"#, "E209 2 "),
      (#"{"编号":"V2","收入":NaN}"#, "E209 2 收入"), (#"{"编号":"V2","收入":Infinity}"#, "E209 2 收入"),
      (#"{"编号":"V2","通路":True}"#, "E209 2 通路"), (#"{"编号":"V2","通路":tru}"#, "E209 2 通路"),
      (#"{"编号":"V2","通路":nul"#, "E209 2 通路"), (#"{"编号":"V2","通路":truefalse}"#, "E209 2 "),
      (#"{"编号":"V2","类别":"\x"}"#, "E209 2 类别"), (#"{"编号":"V2","类别":"\u12"}"#, "E209 2 类别"),
      (#"{"编号":"V2","类别":"\u12G4"}"#, "E209 2 类别"), (#"{"编号":"V2","类别":"\ud800\u12"}"#, "E209 2 类别"),
      ("{\"编号\":\"V2\",\"类别\":\"a\tb\"}", "E209 2 类别"), ("{\"编号\":\"V2\",\"类别\":\"\u{1F}\"}", "E209 2 类别"),
      (#"{"编号":"V2","类别":"\"#, "E209 2 类别"), (#"{"编号":"V2","\q":1}"#, "E209 2 "),
      (#"{"编号":"V2","x":[1,]}"#, "E209 2 x"), (#"{"编号":"V2","x":[1 2]}"#, "E209 2 x"),
      (#"{"编号":"V2","x":{"a"}}"#, "E209 2 x"), (#"{"编号":"V2","x":[}]}"#, "E209 2 x"),
      (#"{"编号":"V2","x":[{]}}"#, "E209 2 x"), (#"{"编号":"V2"} // 注"#, "E209 2 "),
      ("[]", "E210 2 "), (#"[{"编号":"V2"}]"#, "E210 2 "), ("1", "E210 2 "), (#""V2""#, "E210 2 "),
      ("null", "E210 2 "), ("true", "E210 2 "), ("-", "E209 2 "), ("\u{FEFF}{}", "E209 2 "),
      ("\u{A0}", "E209 2 "),
    ] as [(String, String)])
  func broken(_ line: String, _ problem: String) throws {
    #expect(
      try outcome("{\"编号\":\"V1\"}\n\(line)\n{\"编号\":\"V3\"}\n")
        == ["1 V1 缺 缺 缺 缺", "2  退回", "3 V3 缺 缺 缺 缺", problem])
  }

  @Test("says what is wrong with a line, where, and what to do")
  func words() throws {
    let program = try compiled("实体 村\n  编号 编号\n  收入 元\n")
    func said(_ line: String, _ language: Language = .chinese) -> [String?] {
      let problem = read(program, .ndjson, 0, line).problems[0]
      return [problem.message.text(in: language), problem.hint?.text(in: language)]
    }
    #expect(said(#"{"编号":"V1","收入":007}"#) == ["第 17 个字起的数以 0 开头", "编号写在双引号里，如 \"0012\""])
    #expect(said(#"{"编号":“V1"}"#)[0] == "第 7 个字 `“` 不合 JSON 的写法")
    #expect(said(#"{"编号":"V1",}"#) == ["第 12 个字 `}` 不合 JSON 的写法", "去掉前面多出的逗号"])
    #expect(said(#"{"编号":"V1""#) == ["这一行的 JSON 没有写完", "一个对象从头到尾写在一行里"])
    #expect(said("[").last == "一个对象从头到尾写在一行里")
    #expect(said("[]").last == "整个文件是一个数组的，文件名以 `.json` 结尾")
    #expect(said(#""a""#).last == "每条记录写成 `{\"字段\": 值}`")
    #expect(said("\u{202E}")[0] == "第 1 个字 `U+202E` 不合 JSON 的写法")
    let deep =
      #"{"编号":1,"x":"# + String(repeating: "[", count: 101) + String(repeating: "]", count: 101) + "}"
    #expect(said(deep)[0] == "括号套了不止 100 层")
  }

  @Test("takes brackets a hundred deep, and no deeper")
  func depth() throws {
    for (depth, expected) in [(100, ["1 V1 缺 缺 缺 缺", "E104 0 x"]), (101, ["1  退回", "E209 1 x"])] {
      for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = (0..<depth).map { _ in open }.joined() + "0" + (0..<depth).map { _ in close }.joined()
        #expect(try outcome("{\"编号\":\"V1\",\"x\":\(nested)}") == expected)
      }
    }
  }

  @Test("in which nothing stands is refused; one whose lines all are broken counts them")
  func empty() throws {
    for text in ["", "\n\n", "\u{FEFF}", " \r\n\t"] { #expect(try outcome(text) == ["E006 0 "]) }
    #expect(try outcome("x\ny\n") == ["1  退回", "2  退回", "E209 1 ", "E209 2 "])
    #expect(try outcome("{}\n") == ["E208 0 "])
  }

  @Test(
    "leaves a record with a broken line out of no group: its owner has a member of which nothing is known")
  func groups() throws {
    let program = try households()
    let result = RecordReader.read(
      program,
      files: [
        RecordFile(entity: 1, path: "户", bytes: Array("户编号\nH1\nH2\n".utf8)),
        RecordFile(
          entity: 2, path: "人",
          bytes: Array("{\"身份证号\":\"P1\",\"所属户\":\"H1\"}\n{\"身份证号\":\"P2\",\"所属户\":\"H1\",}\n".utf8),
          format: .ndjson),
      ])
    let csv = RecordReader.read(
      program,
      files: [
        RecordFile(entity: 1, path: "户", bytes: Array("户编号\nH1\nH2\n".utf8)),
        RecordFile(entity: 2, path: "人", bytes: Array("身份证号,所属户\nP1,H1\nP2,H1,\n".utf8)),
      ])
    #expect(result.records.tables[2].unassigned == csv.records.tables[2].unassigned)
    #expect(result.records.memberKeys(1, 2, of: 2) == csv.records.memberKeys(1, 2, of: 2))
  }
}

@Suite("A JSON file")
struct JSONFileTests {
  @Test("is an array of objects, each on the line on which it begins")
  func lines() throws {
    #expect(
      try outcome("\n[\n {\"编号\":\n\"V1\"},{\"编号\":\"V2\"}\r\n,\r\n\r{\"编号\":\"V3\"}\n]\n", .json)
        == ["3 V1 缺 缺 缺 缺", "4 V2 缺 缺 缺 缺", "7 V3 缺 缺 缺 缺"])
  }

  @Test("without objects has no records and lacks no column")
  func noObjects() throws {
    for text in ["[]", " [ ] ", "\u{FEFF}[\n]\n"] {
      let program = try households()
      let result = read(program, .json, 2, text)
      #expect(result.problems.isEmpty)
      #expect(result.counts() == [0, 0, 0])
      #expect(result.records.tables[2].file == "文件")
      #expect(result.records.tables[2].relationsWithoutColumn.isEmpty)
    }
  }

  @Test("rejects an element that is no object, and reads on behind it")
  func elements() throws {
    #expect(
      try outcome(#"[1,{"编号":"V1"},[[]],null,"x"]"#, .json)
        == ["1  退回", "1 V1 缺 缺 缺 缺", "1  退回", "1  退回", "1  退回"] + Array(repeating: "E210 1 ", count: 4))
  }

  @Test("names the record where several stand on one line")
  func sharedLine() throws {
    let program = try compiled("实体 村\n  编号 编号\n  收入 元\n")
    let result = read(
      program, .json, 0, "[{\"编号\":1,\"收入\":\"x\"},\n{\"编号\":2,\"收入\":\"x\"},{\"编号\":3,\"收入\":\"x\"}]")
    #expect(result.problems.map(\.message.zh) == ["`x` 不是数", "第 2 条：`x` 不是数", "第 3 条：`x` 不是数"])
    #expect(result.problems.map(\.message.en).last == "record 3: `x` is not a number")
    #expect(result.problems.map(\.record) == [0, 1, 2])
  }

  @Test(
    "is not used at all where it is broken, with the line of the fault and its key",
    arguments: [
      ("[", "E011 1 "), ("[\n{\"编号\":\"V1\"}", "E011 2 "), ("[{\"编号\":\"V1\"},]", "E011 1 "),
      ("[{\"编号\":\"V1\"}\n{\"编号\":\"V2\"}]", "E011 2 "), ("[{\"编号\":\"V1\"}]\n]", "E011 2 "),
      ("[]\n[]", "E011 2 "), ("[{\"编号\":\"V1\"},\n{\"编号\":\n01}]", "E011 3 编号"),
      ("[{\"编号\":\"\\x\"}]", "E011 1 编号"),
      ("[{\"编号\":\"V1\n\"}]", "E011 1 编号"), ("[,]", "E011 1 "), ("[}", "E011 1 "), ("[{]", "E011 1 "),
      ("[1", "E011 1 "),
      ("{\"编号\":\"V1\"}\n{\"编号\":\"V2\"}\n", "E012 1 "), ("{}", "E012 1 "), ("\n1", "E012 2 "),
      ("x", "E012 1 "),
      ("", "E006 0 "), (" \n", "E006 0 "),
    ] as [(String, String)])
  func broken(_ text: String, _ problem: String) throws {
    #expect(try outcome(text, .json) == [problem])
    let result = read(try households(), .json, 0, text)
    #expect(result.files[0].isRejected)
    #expect(result.records.tables[0].file == nil)
    #expect(result.counts() == [0, 0, 0])
  }

  @Test(
    "is accepted exactly where Foundation accepts it, which but for a comma before a bracket follows RFC 8259"
  )
  func otherReader() throws {
    let pieces = [
      "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"甲\"", "\\", "\\u00e9", "\\n", "\\/", "0", "1", "-", "+",
      ".", "e",
      "E1", "12.5", "true", "false", "null", "tru", " ", "\n", "\t", "\"k\":", "[]", "{}", "\"\"", "\u{7F}",
      "x", "\u{1}",
    ]
    let program = try compiled("实体 村\n  编号 编号\n  收入 元\n")
    var random = SeededGenerator(seed: 11)
    var accepted = 0
    for round in 0..<15_000 {
      var parts = [
        "[", "{", "\"k\":", "\"甲\"", ",", "\"b\":", "-12.5e+1", "}", ",", "[", "true", ",", "null", "]", "]",
      ]
      for _ in 0..<(round % 5 + 1) {
        let place = random.below(parts.count + 1)
        switch random.below(3) {
        case 0: parts.insert(pieces[random.below(pieces.count)], at: place)
        case 1 where place < parts.count: parts.remove(at: place)
        default: if place < parts.count { parts[place] = pieces[random.below(pieces.count)] }
        }
      }
      let text = parts.joined()
      if text.contains(/,\s*[\]}]/) { continue }
      let other = try? JSONSerialization.jsonObject(with: Data(text.utf8))
      let codes = read(program, .json, 0, text).codes
      let isRead = !codes.contains { ["E011", "E012", "E006"].contains($0) }
      if isRead != (other is [Any]) { Issue.record("\(text): \(codes)") }
      if isRead { accepted += 1 }
    }
    #expect(accepted > 300)
  }
}
