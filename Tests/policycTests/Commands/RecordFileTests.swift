import Foundation
import Testing
import policyc

/// A small rule set and its records in every form.
private enum Parish {
  static let rules = """
    实体 户
      户编号 编号
      收入 元 范围 0 以上
      通水 是否 空为 否
      成员 若干 人

    实体 人
      身份证号 编号 敏感
      所属户 属于 户
      年龄 岁

    标准 够 每 户
      要求 钱：收入 超过 5元
      要求 水：通水

    指标 老人 每 户 人 = 计数（成员）

    指标 岁数 每 人 岁 = 年龄

    """

  static let csv = [
    "户": "户编号,收入,通水\nH1,60.50,是\nH2,8,\n甲,,否\nH4,-1,是\n",
    "人": "身份证号,所属户,年龄\n510101199001011234,H1,30\n510101199001011235,H9,40\n510101199001011236,甲,\n",
  ]
  /// The same, each object on the line of its row.
  static let ndjson = [
    "户": """

    {"户编号":"H1","收入":60.50,"通水":true}
    {"通水":null,"收入":"8","户编号":"H2"}
    {"户编号":"甲","通水":false}
    {"户编号":"H4","收入":-1,"通水":"是"}

    """,
    "人": """

    {"身份证号":"510101199001011234","所属户":"H1","年龄":30}
    {"身份证号":"510101199001011235","所属户":"H9","年龄":40}
    {"身份证号":"510101199001011236","所属户":"甲","年龄":""}

    """,
  ]
  static let json = ndjson.mapValues { lines in
    "[\n" + lines.split(separator: "\n").joined(separator: ",\n") + "\n]\n"
  }

  static func folder(_ files: [String: String] = [:]) throws -> TemporaryFolder {
    try TemporaryFolder(["规则.policy": rules].merging(files) { $1 })
  }

  static func evaluate(_ folder: TemporaryFolder, _ options: String...) -> CommandRun {
    CommandRun(
      ["eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31"] + options)
  }
}

@Suite("Record files in CSV, NDJSON and JSON")
struct RecordFileTests {
  @Test("give the same tables, byte for byte, and the same rejected rows")
  func sameTables() throws {
    var results: [[String: String]] = []
    for (ending, files) in [
      ("csv", Parish.csv), ("ndjson", Parish.ndjson), ("jsonl", Parish.ndjson), ("json", Parish.json),
    ] {
      let folder = try Parish.folder()
      for (entity, text) in files { try folder.write(text, to: "数据/\(entity).\(ending)") }
      let run = Parish.evaluate(folder, "--out", folder("结果"))
      #expect(run.exitCode == .rejectedRows, "\(run.messages)")
      #expect(run.output.contains("  户  读 4 行  采用 3  退回 1  "))
      #expect(run.output.contains("  人  读 3 行  采用 2  退回 1  "))
      results.append(
        try ["户.csv", "错误.csv"].reduce(into: [:]) { tables, name in
          tables[name] = try folder.read("结果/\(name)").replacing("\(folder.path)/数据/", with: "")
            .replacing(".\(ending),", with: ",").replacing(".\(ending) ", with: " ")
        })
    }
    #expect(results[0]["错误.csv"]?.contains(",5,收入,E331,") == true)
    #expect(results[0]["户.csv"]?.contains("甲,够,不达标,水,") == true)
    for result in results.dropFirst() { #expect(result == results[0]) }
  }

  @Test("are found by the name of the entity; --data ENTITY=FILE goes by the ending of the file")
  func names() throws {
    let folder = try Parish.folder(["数据/户.NDJSON": Parish.ndjson["户"]!, "别处/人口.json": Parish.json["人"]!])
    let run = Parish.evaluate(folder, "--data", "人=\(folder("别处/人口.json"))")
    #expect(run.output.contains("  户  读 4 行  采用 3  退回 1  \(folder("数据/户.NDJSON"))\n"))
    #expect(run.output.contains("  人  读 3 行  采用 2  退回 1  \(folder("别处/人口.json"))\n"))
    for ending in ["txt", "", "csv"] {
      try folder.write(Parish.csv["人"]!, to: "别处/人口.\(ending)")
      #expect(Parish.evaluate(folder, "--data", "人=\(folder("别处/人口.\(ending)"))").exitCode == .rejectedRows)
    }
  }

  @Test("are refused where an entity has two of them, unless one is named")
  func several() throws {
    let folder = try Parish.folder([
      "数据/户.csv": Parish.csv["户"]!, "数据/户.json": Parish.json["户"]!, "数据/人.jsonl": Parish.ndjson["人"]!,
    ])
    let run = Parish.evaluate(folder)
    #expect(run.exitCode == .file)
    #expect(run.output.isEmpty)
    #expect(
      run.messages == """
        错误: `\(folder("数据"))` 里“户”的文件不止一个：`户.csv`、`户.json`
        建议: 只留一个，或者写明用哪一个：`--data 户=文件`

        """)
    #expect(Parish.evaluate(folder, "--data", "户=\(folder("数据/户.json"))").exitCode == .rejectedRows)
    try folder.write("{}\n", to: "数据/人.ndjson")
    let both = Parish.evaluate(folder, "--data", "户=\(folder("数据/户.json"))", "--lang", "en")
    #expect(both.messages.contains("more than one file of 人 in"))
    #expect(both.messages.contains("`人.jsonl`, `人.ndjson`"))
  }

  @Test("that belong to no entity are named; where there are none, what the rules look for is said")
  func strays() throws {
    let folder = try Parish.folder(["数据/户.json": "[]", "数据/户口.ndjson": "", "数据/说明.json": "", "数据/人.txt": ""])
    #expect(
      Parish.evaluate(folder).messages == """
        说明: 没有用到 `户口.ndjson`：没有这个实体，是不是 `户.ndjson`？
        说明: 没有用到 `说明.json`：没有这个实体

        """)
    let empty = try Parish.folder(["数据/无": ""])
    #expect(Parish.evaluate(empty).messages.contains("建议: 规则要的是 户.csv、人.csv，或者同名的 .ndjson、.json\n"))
  }

  @Test("are asked for as CSV where there is only a workbook, also with --encoding")
  func workbooks() throws {
    let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    for (name, bytes, code) in [
      ("户.xlsx", [0x50, 0x4B, 3, 4, 0xFF], "E003"), ("户.xls", old, "E004"),
      ("户.XLSX", [0x50, 0x4B, 3, 4], "E003"),
      ("户.csv", [0x50, 0x4B, 3, 4, 0xB4, 0xE5], "E003"), ("户.csv", old + [0xB4], "E004"),
      ("户.csv", [0xFF, 0xFE, 0xB7, 0x62], "E002"), ("户.json", [0xFE, 0xFF, 0x00, 0x5B], "E002"),
      ("户.csv", [0xB4, 0xE5, 0xB4, 0xE5, 0x00], "E005"),
    ] as [(String, [UInt8], String)] {
      for options in [[], ["--encoding", "gb18030"], ["--encoding", "utf-8"]] {
        let folder = try Parish.folder()
        try folder.write(bytes, to: "数据/\(name)")
        let run = CommandRun(
          ["eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31"] + options)
        #expect(run.exitCode == .file)
        #expect(run.output.contains("/\(name)\(code == "E005" ? ":1" : ""): 错误[\(code)]"), "\(run.output)")
        #expect(run.output.contains("另存为“CSV UTF-8（逗号分隔）”"))
      }
    }
    // The workbook beside its CSV is no second file.
    let folder = try Parish.folder(["数据/户.csv": Parish.csv["户"]!, "数据/户.xlsx": "PK\u{3}\u{4}"])
    #expect(Parish.evaluate(folder).exitCode == .rejectedRows)
  }

  @Test("explain, too, reads every format, and gives the reasons of one record of a line")
  func explain() throws {
    let folder = try Parish.folder([
      "数据/户.json": #"[{"户编号":"H1","收入":6},{"户编号":"H2","收入":"八"},{"户编号":"H3","收入":"九"}]"#
    ])
    func explain(_ record: String) -> CommandRun {
      CommandRun([
        "explain", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31", "--record", record,
      ])
    }
    #expect(explain("户:H1").exitCode == .success)
    let rejected = explain("户:H3")
    #expect(rejected.exitCode == .rejectedRows)
    #expect(rejected.messages.contains("第 3 条：`九` 不是数"))
    #expect(!rejected.messages.contains("八"))
    #expect(explain("人:1").messages.contains("它的文件是 `人.csv`，或者同名的 .ndjson、.json"))
  }
}

@Suite("The encoding of record files")
struct RecordEncodingTests {
  /// `户编号,收入`, `甲㐀𠮷,60`, `乙,` in GB18030, with characters of two and four bytes.
  static let households: [UInt8] = [
    0xBB, 0xA7, 0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xCA, 0xD5, 0xC8, 0xEB, 0x0A, 0xBC, 0xD7, 0x81, 0x39, 0xEE,
    0x39,
    0x95, 0x34, 0xB2, 0x35, 0x2C, 0x36, 0x30, 0x0A, 0xD2, 0xD2, 0x2C, 0x0A,
  ]
  /// `{"户编号":"甲","收入":60}` in GB18030.
  static let object: [UInt8] = [
    0x7B, 0x22, 0xBB, 0xA7, 0xB1, 0xE0, 0xBA, 0xC5, 0x22, 0x3A, 0x22, 0xBC, 0xD7, 0x22, 0x2C, 0x22, 0xCA,
    0xD5,
    0xC8, 0xEB, 0x22, 0x3A, 0x36, 0x30, 0x7D, 0x0A,
  ]

  private func run(
    _ bytes: [UInt8], _ name: String = "户.csv", _ options: String...
  ) throws -> (run: CommandRun, folder: TemporaryFolder) {
    let folder = try Parish.folder()
    try folder.write(bytes, to: "数据/\(name)")
    let run = CommandRun(
      [
        "eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31", "--out", folder("结果"),
      ] + options)
    return (run, folder)
  }

  private func encoding(in folder: TemporaryFolder) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("结果/清单.json")))
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require((manifest["数据文件"] as? [[String: Any]])?.first)
  }

  @Test("is GB18030 where the file is not UTF-8; the text is the same, and the choice is told")
  func guessed() throws {
    let (run, folder) = try run(Self.households)
    #expect(run.exitCode == .success, "\(run.messages)")
    #expect(run.output.contains("  户  读 2 行   采用 2  退回 0  \(folder("数据/户.csv"))  GB18030\n"))
    let entry = try encoding(in: folder)
    #expect(entry["编码"] as? String == "GB18030")
    #expect(entry["字节"] as? Int == Self.households.count)
    #expect(entry["SHA-256"] as? String == Digest.text(of: Self.households))

    let plain = try self.run(Array("户编号,收入\n甲㐀𠮷,60\n乙,\n".utf8))
    #expect(try encoding(in: plain.folder)["编码"] as? String == "UTF-8")
    #expect(plain.run.output.contains("数据/户.csv"))
    #expect(!plain.run.output.contains("UTF-8"))
    #expect(try folder.read("结果/户.csv") == plain.folder.read("结果/户.csv"))
    #expect(try folder.read("结果/户.csv").contains("甲㐀𠮷,够,待核实"))
    let marked = try self.run(Array("\u{FEFF}户编号,收入\n甲㐀𠮷,60\n乙,\n".utf8))
    #expect(try encoding(in: marked.folder)["编码"] as? String == "UTF-8 BOM")
    // The byte-order mark in GB18030, as editors write it.
    let foreign = try self.run([0x84, 0x31, 0x95, 0x33] + Self.households)
    #expect(foreign.run.exitCode == .success)
    #expect(try encoding(in: foreign.folder)["编码"] as? String == "GB18030")
  }

  @Test("is found for JSON as for CSV", arguments: ["ndjson", "json"])
  func objects(_ ending: String) throws {
    let bytes = ending == "json" ? [0x5B] + Self.object + [0x5D] : Self.object
    let (run, folder) = try run(bytes, "户.\(ending)")
    #expect(run.exitCode == .success, "\(run.output)\(run.messages)")
    #expect(try encoding(in: folder)["编码"] as? String == "GB18030")
    #expect(try folder.read("结果/户.csv").contains("甲,够,"))
  }

  @Test(
    "can be given, in capitals or not; GBK and GB 2312 are parts of GB18030",
    arguments: ["gb18030", "GB18030", "gbk", "GBK", "gb2312", "Gb2312"])
  func given(_ name: String) throws {
    let (run, folder) = try run(Self.households, "户.csv", "--encoding", name)
    #expect(run.exitCode == .success)
    #expect(try encoding(in: folder)["编码"] as? String == "GB18030")
    let refused = try self.run(Self.households, "户.csv", "--encoding", "utf-8").run
    #expect(refused.exitCode == .file)
    #expect(refused.output.contains("户.csv:1: 错误[E001]: 这个文件不是 UTF-8 编码：第 1 行第 1 个字起认不出"))
  }

  @Test("that is given decides where the bytes mean something in both")
  func ambiguous() throws {
    // `H,X`, then 一 in GB18030, which is `һ` in UTF-8.
    let rules = "实体 户\n  H 编号\n  X 元\n指标 数 每 户 元 = X\n"
    for (options, key) in [([], "һ"), (["--encoding", "gb18030"], "一"), (["--encoding=UTF8"], "һ")] {
      let folder = try TemporaryFolder(["规则.policy": rules])
      try folder.write(Array("H,X\n".utf8) + [0xD2, 0xBB] + Array(",1\n".utf8), to: "数据/户.csv")
      let run = CommandRun(
        ["eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31", "--out", folder("结果")]
          + options)
      #expect(run.exitCode == .success, "\(run.messages)")
      #expect(try folder.read("结果/户.csv").contains("\(key),数,有数值"))
    }
  }

  @Test("that is given wrongly, or does not fit, is refused with what to do")
  func wrong() throws {
    for (name, said) in [
      ("gb18303", "建议: 是不是 `gb18030`？"), ("UTF-9", "建议: 是不是 `utf-8`？"),
      ("latin1", "建议: 可以是 `utf-8`、`gb18030`；别的编码，先另存为“CSV UTF-8”"), ("utf-16", "建议: "), ("", "建议: "),
    ] {
      let run = try run(Self.households, "户.csv", "--encoding=\(name)").run
      #expect(run.exitCode == .usage)
      #expect(run.messages.contains("错误: `--encoding` 不能是 `\(name)`"))
      #expect(run.messages.contains(said), "\(run.messages)")
    }
    let text = Array("户编号,收入\n甲,60\n".utf8)
    let forced = try run(text, "户.csv", "--encoding", "gb18030").run
    #expect(forced.exitCode == .file)
    #expect(forced.output.contains("它是 UTF-8") || forced.output.contains("但它是完好的 UTF-8"), "\(forced.output)")
  }

  @Test("is neither where a byte fits none; both places are told")
  func neither() throws {
    for (tail, column) in [
      ([0xFF], 3), ([0x80], 3), ([0xBC], 3), ([0xBC, 0x20], 3), ([0x81, 0x39, 0xEE], 3),
    ] as [([UInt8], Int)] {
      let (run, _) = try run(Self.households + [0xBC, 0xD7, 0xBC, 0xD7] + tail)
      #expect(run.exitCode == .file)
      #expect(
        run.output.contains(
          "户.csv:4: 错误[E010]: 这个文件不是 UTF-8 编码（第 1 行第 1 个字起认不出），也不是 GB18030：第 4 行第 \(column) 个字起认不出"),
        "\(run.output)")
      #expect(run.output.contains("建议: 在表格软件里另存为“CSV UTF-8（逗号分隔）”"))
    }
    // Broken UTF-8 is told where it breaks.
    let text = Array("户编号,收入\n甲,60\n乙".utf8)
    let broken = try run(text.dropLast()).run
    #expect(broken.output.contains("第 3 行第 1 个字起") && broken.output.contains("UTF-8"), "\(broken.output)")
  }

  @Test("is converted as a whole, however long the file is")
  func long() throws {
    let row: [UInt8] = [0x2C, 0x31, 0x0A]
    var bytes = Array(Self.households[..<12])
    for number in 0..<20_000 {
      bytes += Array("\(number)".utf8) + [0xBC, 0xD7, 0x95, 0x34, 0xB2, 0x35, 0xA1, 0xA1] + row
    }
    let (run, folder) = try run(bytes)
    #expect(run.exitCode == .success)
    #expect(run.output.contains("  户  读 20000 行  采用 20000  退回 0  "))
    #expect(try folder.read("结果/户.csv").contains("19999甲𠮷,够,"))
  }

  @Test("that the system cannot convert is refused")
  func noConverter() {
    #expect(throws: TextConverter.Missing.self) { try TextConverter.utf8(of: [0x41], in: "NO-SUCH-ENCODING") }
  }

  @Test("gives the characters of GB 18030, and the place of the first byte that is none")
  func characters() throws {
    for (bytes, text, isCut) in [
      ([], "", false), ([0x41], "A", false), ([0xBC, 0xD7], "甲", false),
      ([0x81, 0x39, 0xEE, 0x39], "㐀", false),
      ([0x95, 0x34, 0xB2, 0x35], "𠮷", false), ([0x84, 0x31, 0xA4, 0x39], "\u{FFFF}", false),
      ([0xE3, 0x32, 0x9A, 0x35], "\u{10FFFF}", false), ([0xA2, 0xE3], "€", false),
      ([0xFE, 0x51], "\u{20087}", false),
      ([0x41, 0xFF], "A", true), ([0x41, 0x80], "A", true), ([0x41, 0xBC], "A", true),
      ([0xBC, 0x7F, 0x41], "", true),
      ([0x81, 0x30, 0x81], "", true), ([0xE3, 0x32, 0x9A, 0x36], "", true),
    ] as [([UInt8], String, Bool)] {
      let result = try TextConverter.utf8(of: bytes, in: "GB18030")
      #expect(String(decoding: result.utf8, as: UTF8.self) == text, "\(bytes)")
      #expect(result.isCut == isCut, "\(bytes)")
    }
  }

  @Test("of any bytes is converted to valid UTF-8 as far as it goes")
  func anyBytes() throws {
    var state: UInt64 = 7
    func next(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    for _ in 0..<2_000 {
      let bytes = (0..<next(60)).map { _ in
        next(2) == 0 ? UInt8(0x81 + next(0x7E)) : UInt8(0x30 + next(0xC0))
      }
      let result = try TextConverter.utf8(of: bytes, in: "GB18030")
      #expect(String(validating: result.utf8, as: UTF8.self) != nil, "\(bytes)")
      #expect(result.isCut || result.utf8.count >= bytes.count / 4)
    }
  }
}
