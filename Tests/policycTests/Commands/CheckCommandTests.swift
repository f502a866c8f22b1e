import Foundation
import Testing

import policyc

@Suite("policyc check")
struct CheckCommandTests {
  /// A rule set without a problem.
  static let household = """
    实体 户
      户编号 编号
      安全饮水 是否

    指标 有水 每 户 是否 = 安全饮水

    """

  @Test("counts rule sets and files, and finds nothing wrong where nothing is")
  func fine() throws {
    let folder = try TemporaryFolder([
      "户.policy": Self.household, "四川/空.policy": "# 空\n", "说明.txt": "不是规则",
    ])
    let run = CommandRun("check", folder.path)
    #expect(run.exitCode == .success)
    #expect(run.messages.isEmpty)
    #expect(run.output == "2 个规则集，2 个文件，0 处错误，0 处警告\n")
    #expect(
      CommandRun("check", folder.path, "--lang", "en").output
        == "2 rule sets, 2 files, 0 errors, 0 warnings\n")
  }

  @Test("shows errors in the order of files and lines, under the paths that the user gave, and ends with 1")
  func errors() throws {
    let folder = try TemporaryFolder([
      "乙.policy": "标准 乙 每 户\n  要球 丙\n", "甲.policy": "啊啊 甲\n实体 户\n  户编号 编号\n  ？？\n",
    ])
    let run = CommandRun("check", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(run.output.hasPrefix("1 个规则集，2 个文件，"))
    let places = run.messages.split(separator: "\n").filter { $0.contains(": 错误[") }
      .map { $0.prefix { $0 != "[" }.replacing(folder.path + "/", with: "") }
    #expect(places.first == "乙.policy:2:3: 错误")
    #expect(places.contains("甲.policy:1:1: 错误"))
    #expect(places.map { $0.prefix(1) } == places.map { $0.prefix(1) }.sorted())
  }

  @Test("searches folders in the order of their bytes and leaves out hidden ones and folder links")
  func search() throws {
    let bad = "啊啊 甲\n"
    let folder = try TemporaryFolder([
      "b.policy": bad, "a/z.policy": bad, "a.policy": bad, ".git/x.policy": bad, ".hidden.policy": bad,
      "c/d/e.policy": bad, "f.policy.bak": bad,
    ])
    try FileManager.default.createSymbolicLink(
      atPath: folder("c/loop"), withDestinationPath: folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: folder("g.policy"), withDestinationPath: folder("b.policy"))
    let run = CommandRun("check", folder.path + "/")
    let files = run.messages.split(separator: "\n").filter { $0.contains(": 错误[") }
      .map { $0.replacing(folder.path + "/", with: "").prefix { $0 != ":" } }
    #expect(files == ["a.policy", "a/z.policy", "b.policy", "c/d/e.policy", "g.policy"])
  }

  @Test("reads a file once even if two paths lead to it")
  func twice() throws {
    let folder = try TemporaryFolder(["a.policy": Self.household])
    let run = CommandRun("check", folder.path, folder("a.policy"))
    #expect(run.output == "1 个规则集，1 个文件，0 处错误，0 处警告\n")
  }

  @Test("says that neighbours of a file given alone were not read")
  func neighbours() throws {
    let folder = try TemporaryFolder(["a.policy": "标准 乙 每 户\n  要球 丙\n", "b.policy": Self.household])
    #expect(CommandRun("check", folder("a.policy")).messages.contains("请给出文件夹 `\(folder.path)`"))
    #expect(!CommandRun("check", folder.path).messages.contains("请给出文件夹"))
    #expect(!CommandRun("check", folder("a.policy"), folder("b.policy")).messages.contains("请给出文件夹"))
  }

  @Test("names the folder to start from where one above the given one has what is missing")
  func foldersAbove() throws {
    let wet = "指标 都有水 每 户 是否 = 安全饮水\n"
    let folder = try TemporaryFolder([
      "规则/户.policy": Self.household, "规则/甲/乙/水.policy": wet, "规则/甲/丙.policy": "# 户\n",
      "规则/丁/错.policy": "指标 都有水 每 农民 是否 = 安全饮水\n",
    ])
    let note = "请给出文件夹 `\(folder("规则"))`"
    for command in [
      ["check"], ["test"], ["eval", "--data", folder.path, "--as-of", "2020-12-31"], ["plan"],
      ["explain", "--data", folder.path, "--as-of", "2020-12-31", "--record", "户:H1"],
    ] {
      let run = CommandRun(command + [folder("规则/甲/乙")])
      #expect(run.exitCode == .policyError)
      #expect(run.messages.ranges(of: note).count == 1, "\(command[0]): \(run.messages)")
    }
    #expect(CommandRun("check", folder("规则/甲/")).messages.contains(note))
    #expect(!CommandRun("check", folder("规则")).messages.contains("上面的文件夹"))
    // What has been read already is not missing, and a name that stands nowhere above is a mistake.
    #expect(!CommandRun("check", folder("规则/甲/乙"), folder("规则")).messages.contains("上面的文件夹"))
    #expect(!CommandRun("check", folder("规则/丁")).messages.contains("上面的文件夹"))
  }

  @Test("ends with 4 if there is no rule file, or one cannot be read; all such files are named at once")
  func unreadable() throws {
    let folder = try TemporaryFolder(["readme.txt": "x"])
    let empty = CommandRun("check", folder.path)
    #expect(empty.exitCode == .file)
    #expect(empty.output.isEmpty)
    #expect(empty.messages.contains("里没有规则文件"))

    let missing = CommandRun("check", folder("a.policy"), folder("b.policy"), "--lang", "en")
    #expect(missing.exitCode == .file)
    #expect(missing.messages.contains("a.policy`: there is no such file or folder"))
    #expect(missing.messages.contains("b.policy`: there is no such file or folder"))

    try FileManager.default.createSymbolicLink(
      atPath: folder("loop.policy"), withDestinationPath: folder("loop.policy"))
    let loop = CommandRun("check", folder.path)
    #expect(loop.exitCode == .file)
    #expect(loop.messages.contains("符号链接绕成了圈"))
  }

  @Test("passes no control character of a rule file to the terminal")
  func hostile() throws {
    let folder = try TemporaryFolder(["a.policy": "啊\u{1B}[2J\u{202E}啊 甲\u{7}\n要\u{9B}求\n"])
    let run = CommandRun("check", folder.path)
    #expect(run.exitCode == .policyError)
    for scalar in run.messages.unicodeScalars {
      #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
      #expect(scalar.value != 0x202E)
    }
  }
}
