import Evaluator
import Foundation
import Testing
import policyc

/// A small rule set with a 标准, an open figure and sensitive keys.
private enum Hamlet {
  static let rules = """
    选项 等级 一级、二级

    实体 户
      户编号 编号
      收入 元

    实体 人
      身份证号 编号 敏感
      所属户 属于 户
      等级 等级

    标准 够 每 户
      要求 钱：收入 超过 5元
      要求 多：收入 超过 50元

    指标 余额 每 户 元 = 收入 - 10元

    补贴 补助 每 人
      金额 查表
        | 等级 | 金额 |
        | 一级 | 80元 |
        | 其余 | 不适用 |

    """
  static let households = "户编号,收入\nH1,60\nH2,8\n0012,\n"
  static let people = "身份证号,所属户,等级\n510101199001011234,H1,一级\n510101199001011235,H2,\n"

  static func folder(_ files: [String: String] = [:]) throws -> TemporaryFolder {
    try TemporaryFolder(
      ["规则.policy": rules, "数据/户.csv": households, "数据/人.csv": people].merging(files) { $1 })
  }

  static func evaluate(_ folder: TemporaryFolder, _ options: String...) -> CommandRun {
    CommandRun(
      ["eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31"] + options)
  }

  static func write(_ folder: TemporaryFolder, _ options: String...) -> CommandRun {
    CommandRun(
      ["eval", folder("规则.policy"), "--data", folder("数据"), "--as-of", "2020-12-31"]
        + ["--out", folder("结果")] + options)
  }

  static func names(_ folder: TemporaryFolder) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder("结果")).sorted()) ?? []
  }

  static func bytes(_ folder: TemporaryFolder) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in names(folder) {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder("结果/\(name)")))
    }
    return files
  }

  static func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(decoding: Data(contentsOf: URL(fileURLWithPath: folder("结果/\(name)"))), as: UTF8.self)
  }
}

@Suite("policyc eval --out")
struct EvalOutputTests {
  @Test("writes one table for each entity, the rejected rows and the manifest")
  func tables() throws {
    let folder = try Hamlet.folder()
    let run = Hamlet.write(folder)
    #expect(run.exitCode == .success, "\(run.messages)")
    #expect(run.output.contains("够    每 户  达标 1，不达标 1，待核实 1"))
    #expect(!run.output.contains("不达标（"), "reasons are not printed")
    #expect(run.output.hasSuffix("写到 `\(folder("结果"))`：户.csv、人.csv、错误.csv、清单.json\n"))
    #expect(Hamlet.names(folder) == ["人.csv", "户.csv", "清单.json", "错误.csv"].sorted())
    #expect(
      try Hamlet.text(folder, "户.csv")
        == [
          "\u{FEFF}编号,规则,结论,未满足,待核实,金额,下限,上限", "H1,够,达标,,,,,", "H1,余额,有数值,,,50元,,",
          "H2,够,不达标,多,,,,", "H2,余额,有数值,,,'-2元,,", "'0012,够,待核实,,收入（0012，户.csv 第 4 行）,,,",
          "'0012,余额,待核实,,收入（0012，户.csv 第 4 行）,,,", "",
        ].joined(separator: "\r\n"))
    #expect(try Hamlet.text(folder, "错误.csv") == "\u{FEFF}文件,行,列,代码,原因\r\n")
  }

  @Test("masks sensitive keys unless told not to, and keeps identity numbers whole in a spreadsheet")
  func masking() throws {
    let folder = try Hamlet.folder()
    _ = Hamlet.write(folder)
    let masked = try Hamlet.text(folder, "人.csv")
    #expect(masked.contains("\r\n510*************34,补助,有数值,,,80元,,\r\n"))
    #expect(masked.contains("等级（510*************35，人.csv 第 3 行）,,80元,80元\r\n"))
    for (name, data) in try Hamlet.bytes(folder) {
      #expect(!String(decoding: data, as: UTF8.self).contains("51010119900"), "\(name)")
    }
    _ = Hamlet.write(folder, "--replace", "--unmask")
    #expect(try Hamlet.text(folder, "人.csv").contains("\r\n'510101199001011234,补助,"))
  }

  @Test("gives the same bytes for the same input, in either language")
  func sameBytes() throws {
    let folder = try Hamlet.folder()
    for format in ["csv", "ndjson"] {
      #expect(Hamlet.write(folder, "--replace", "--format", format).exitCode == .success)
      let first = try Hamlet.bytes(folder)
      #expect(first.count == 4)
      #expect(Hamlet.write(folder, "--replace", "--format", format, "--lang", "en").exitCode == .success)
      #expect(try Hamlet.bytes(folder) == first)
    }
  }

  @Test("writes one JSON object on each line if asked, without a byte-order mark")
  func objects() throws {
    let folder = try Hamlet.folder(["数据/户.csv": Hamlet.households + "H4,八\n"])
    #expect(Hamlet.write(folder, "--format", "ndjson").exitCode == .rejectedRows)
    #expect(Hamlet.names(folder) == ["人.ndjson", "户.ndjson", "清单.json", "错误.ndjson"].sorted())
    let lines = try Hamlet.text(folder, "户.ndjson").split(separator: "\n")
    #expect(lines.count == 6)
    #expect(
      lines.first
        == #"{"编号":"H1","规则":"够","结论":"达标","未满足":[],"待核实":[],"金额":null,"下限":null,"上限":null}"#)
    for line in try lines + Hamlet.text(folder, "错误.ndjson").split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test("lists every rejected row with file, line, column, code and reason, and ends with 3")
  func rejections() throws {
    let folder = try Hamlet.folder(["数据/户.csv": "户编号,收入\nH1,60\nH2,八千\n"])
    #expect(Hamlet.write(folder).exitCode == .rejectedRows)
    let lines = try Hamlet.text(folder, "错误.csv").split(separator: "\r\n")
    #expect(lines.count == 2)
    #expect(lines[1].hasPrefix("\(folder("数据/户.csv")),3,收入,E321,"), "\(lines[1])")
    #expect(try !Hamlet.text(folder, "户.csv").contains("H2"))
  }

  @Test("says in the manifest what the tables were made from")
  func manifest() throws {
    let folder = try Hamlet.folder(["数据/户.csv": "\u{FEFF}" + Hamlet.households + "H4,八\n"])
    _ = Hamlet.write(folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("结果/清单.json")))
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(manifest["评估日"] as? String == "2020-12-31")
    #expect(manifest["版本"] as? String == "policyc 0.1.0")
    let rules = try #require(manifest["规则文件"] as? [[String: Any]])
    #expect(rules.map { $0["SHA-256"] as? String } == [Digest.text(of: Array(Hamlet.rules.utf8))])
    let records = try #require(manifest["数据文件"] as? [[String: Any]])
    #expect(records.map { $0["编码"] as? String } == ["UTF-8 BOM", "UTF-8"])
    #expect(records.map { $0["读入"] as? Int } == [4, 2])
    #expect(records.map { $0["采用"] as? Int } == [3, 2])
    #expect(records.map { $0["退回"] as? Int } == [1, 0])
    let outcomes = try #require(manifest["结论"] as? [[String: Any]])
    #expect(outcomes[0]["结论"] as? [String: Int] == ["达标": 1, "不达标": 1, "待核实": 1])
    let outputs = try #require(manifest["输出"] as? [[String: Any]])
    for output in outputs {
      let name = try #require(output["文件"] as? String)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("结果/\(name)")))
      #expect(output["SHA-256"] as? String == Digest.text(of: Array(bytes)))
    }
  }

  @Test("writes the manifest behind everything else")
  func manifestLast() throws {
    let folder = try Hamlet.folder()
    _ = Hamlet.write(folder)
    func written(_ name: String) throws -> Date {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder("结果/\(name)"))
      return try #require(attributes[.modificationDate] as? Date)
    }
    let manifest = try written("清单.json")
    for name in Hamlet.names(folder) { #expect(try written(name) <= manifest, "\(name)") }
  }

  @Test("refuses a folder that is not empty, and replaces only what an earlier run wrote")
  func replacing() throws {
    let folder = try Hamlet.folder()
    #expect(Hamlet.write(folder, "--format", "ndjson").exitCode == .success)
    try folder.write("笔记", to: "结果/笔记.txt")
    let refused = Hamlet.write(folder)
    #expect(refused.exitCode == .file)
    #expect(refused.output.isEmpty, "before any rule is run")
    #expect(refused.messages.contains("结果`：文件夹里已经有内容"))
    #expect(refused.messages.contains("加 --replace"))
    #expect(Hamlet.write(folder, "--replace").exitCode == .success)
    #expect(Hamlet.names(folder) == ["人.csv", "户.csv", "清单.json", "笔记.txt", "错误.csv"].sorted())

    // A file of the same name that no manifest names.
    try FileManager.default.removeItem(atPath: folder("结果/清单.json"))
    let foreign = Hamlet.write(folder, "--replace")
    #expect(foreign.exitCode == .file)
    #expect(foreign.messages.contains("户.csv` 不是上一次执行写的，不替换"))
    #expect(Hamlet.names(folder).contains("户.csv"))
  }

  @Test(
    "refuses a manifest that it did not write",
    arguments: [
      "{}", "", "{\n  \"输出\": [\n    {\"文件\": \"../规则.policy\"}\n  ]\n}\n",
      "{\n  \"输出\": [\n    {\"文件\": \"笔记.txt\"}\n  ]\n}\n",
      "{\n  \"输出\": [\n    {\"文件\": \"../数据/户.csv\"}\n  ]\n}\n",
    ])
  func hostileManifest(text: String) throws {
    let folder = try Hamlet.folder(["结果/清单.json": text, "结果/笔记.txt": "笔记"])
    let run = Hamlet.write(folder, "--replace")
    #expect(run.exitCode == .file)
    #expect(run.messages.contains("不像执行写的清单"))
    #expect(Hamlet.names(folder) == ["清单.json", "笔记.txt"].sorted())
    #expect(try folder.read("数据/户.csv") == Hamlet.households)
  }

  @Test("does not remove a folder or a link in the place of an earlier table")
  func links() throws {
    let folder = try Hamlet.folder(["别处.csv": "x"])
    _ = Hamlet.write(folder)
    try FileManager.default.removeItem(atPath: folder("结果/户.csv"))
    try FileManager.default.createSymbolicLink(
      atPath: folder("结果/户.csv"), withDestinationPath: folder("别处.csv"))
    #expect(Hamlet.write(folder, "--replace").exitCode == .file)
    #expect(try folder.read("别处.csv") == "x")
  }

  @Test(
    "refuses options that say nothing",
    arguments: [
      (["--format", "csv"], "`--format` 要和 `--out` 一起用"), (["--replace"], "`--replace` 要和 `--out` 一起用"),
      (["--out", "x", "--format", "xlsx"], "`--format` 不能是 `xlsx`"), (["--out="], "`--out` 后面缺少文件夹"),
    ] as [([String], String)])
  func misuse(options: [String], message: String) throws {
    let folder = try Hamlet.folder()
    let run = CommandRun(
      ["eval", folder.path, "--data", folder("数据"), "--as-of", "2020-12-31"] + options)
    #expect(run.exitCode == .usage)
    #expect(run.messages.contains(message), "\(run.messages)")
  }

  @Test("ends with 4 where the folder cannot be made or written")
  func unwritable() throws {
    let folder = try Hamlet.folder()
    for place in ["规则.policy", "规则.policy/结果"] {
      let run = Hamlet.evaluate(folder, "--out", folder(place))
      #expect(run.exitCode == .file)
      #expect(run.messages.contains("不是文件夹"), "\(run.messages)")
    }
    #expect(try folder.read("规则.policy") == Hamlet.rules)
  }

  @Test("leaves no file, no manifest and no folder where the disk refuses, nor after Ctrl-C")
  func nothingHalf() throws {
    let folder = try Hamlet.folder()
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "policyc").path
    let command = """
      '\(program)' eval '\(folder("规则.policy"))' --as-of 2020-12-31 --data '\(folder("数据"))' \
      --out '\(folder("结果"))' --replace
      """
    #expect(try bash("trap '' XFSZ; ulimit -f 0; \(command)  >/dev/null") == 4)
    #expect(!FileManager.default.fileExists(atPath: folder("结果")))

    // The earlier result stays whole when a later run fails.
    #expect(Hamlet.write(folder).exitCode == .success)
    let before = try Hamlet.bytes(folder)
    #expect(try bash("trap '' XFSZ; ulimit -f 0; \(command) >/dev/null") == 4)
    #expect(try Hamlet.bytes(folder) == before)

    // The program waits for a record file that nobody writes.
    let pipe = folder("数据/等.csv")
    let interrupted = """
      mkfifo '\(pipe)'; exec 9<>'\(pipe)'; set -m
      \(command) --data '户=\(pipe)' >/dev/null 2>&1 & sleep 0.5; kill -INT $!; wait $! 2>/dev/null
      """
    #expect(try bash(interrupted) == 130)
    #expect(try Hamlet.bytes(folder) == before)
  }

  @Test(
    "makes hostile cells harmless and quotes them as RFC 4180 says",
    arguments: [
      ("=1+1", "'=1+1"), ("@x", "'@x"), ("+1", "'+1"), ("-1元", "'-1元"), ("\tx", "'\tx"), ("＝1", "'＝1"),
      (" =1", "' =1"), ("'x", "''x"), ("说“好”", "说“好”"), ("a\"b", "\"a\"\"b\""), ("a,b", "\"a,b\""),
      ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("=\"x\"", "\"'=\"\"x\"\"\""),
      ("510101199001011234", "'510101199001011234"), ("51010119900101123X", "51010119900101123X"),
      ("007", "'007"), ("0", "0"), ("12345", "12345"), ("", ""),
    ] as [(String, String)])
  func hostileCells(text: String, cell: String) {
    var table = OutcomeTable(columns: ["格"], format: .csv)
    table.append([.text(text)])
    #expect(String(decoding: table.bytes, as: UTF8.self) == "\u{FEFF}格\r\n\(cell)\r\n")
  }

  @Test("writes any text as JSON that reads back the same")
  func hostileText() throws {
    for text in ["=1+1", "\"\\/\u{0}\u{1}\u{1F}\u{7F}\u{85}\u{2028}", "a\r\nb\tc", "𠀀，“好”"] {
      var table = OutcomeTable(columns: ["格"], format: .ndjson)
      table.append([.text(text)])
      #expect(table.bytes.count { $0 == 0x0A } == 1)
      let read = try JSONSerialization.jsonObject(with: Data(table.bytes)) as? [String: String]
      #expect(read == ["格": text])
    }
  }

  private func bash(_ script: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "30", "bash", "-c", script]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
