import Foundation
import PolicyDSL
import Testing

import policyc

@Suite("policyc format")
struct FormatCommandTests {
  private static let loose = "实体 户\n    户编号   编号\n  年龄 岁 范围  0 至 130\n"
  private static let canonical = formatted(loose)

  /// What the formatter makes of a text; its own tests say what that is.
  private static func formatted(_ text: String) -> String {
    let file = SourceFile(path: "a.policy", text: text)
    return PolicyFormatter.format(file, Parser.parse(file, index: 0).product)
  }

  @Test("rewrites files in place and names those that changed")
  func rewrites() throws {
    let folder = try TemporaryFolder(["a.policy": Self.loose, "b.policy": Self.canonical])
    let run = CommandRun("format", folder.path)
    #expect(run.exitCode == .success)
    #expect(run.output == folder("a.policy") + "\n")
    #expect(run.messages == "2 个文件，整理了 1 个\n")
    #expect(try folder.read("a.policy") == Self.canonical)
    #expect(folder.names == ["a.policy", "b.policy"], "no temporary file is left")
    #expect(CommandRun("format", folder.path, "--lang", "en").messages == "2 files, 0 changed\n")
  }

  @Test("keeps the permissions of a file and writes through a symbolic link")
  func permissions() throws {
    let folder = try TemporaryFolder(["real/a.policy": Self.loose])
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder("real/a.policy"))
    try manager.createSymbolicLink(atPath: folder("link.policy"), withDestinationPath: "real/a.policy")
    #expect(CommandRun("format", folder("link.policy")).exitCode == .success)
    #expect(try folder.read("real/a.policy") == Self.canonical)
    #expect(
      try manager.attributesOfItem(atPath: folder("real/a.policy"))[.posixPermissions] as? Int == 0o640)
    #expect(try manager.destinationOfSymbolicLink(atPath: folder("link.policy")) == "real/a.policy")
  }

  @Test("with --check lists what would change, changes nothing and ends with 1")
  func check() throws {
    let folder = try TemporaryFolder(["a.policy": Self.loose, "b.policy": Self.canonical])
    let run = CommandRun("format", "--check", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(run.output == folder("a.policy") + "\n")
    #expect(run.messages == "2 个文件，要整理 1 个\n")
    #expect(try folder.read("a.policy") == Self.loose)
    #expect(CommandRun("format", "--check", folder("b.policy")).exitCode == .success)
  }

  @Test("leaves a file with errors alone, shows them, formats the others and ends with 1")
  func errors() throws {
    let broken = "实体   户\n  户编号 编号\n  （（\n"
    let folder = try TemporaryFolder(["a.policy": broken, "b.policy": Self.loose])
    let run = CommandRun("format", folder.path)
    #expect(run.exitCode == .policyError)
    #expect(run.messages.contains("a.policy:3:"))
    #expect(run.messages.hasSuffix("2 个文件，整理了 1 个，1 个有错误，没有整理\n"))
    #expect(try folder.read("a.policy") == broken)
    #expect(try folder.read("b.policy") == Self.canonical)
  }

  @Test("turns standard input into canonical text on standard output")
  func stream() {
    let run = CommandRun("format", "-", input: Self.loose)
    #expect(run.exitCode == .success)
    #expect(run.output == Self.canonical)
    #expect(run.messages.isEmpty)
    #expect(CommandRun("format", "-", "--check", input: Self.loose).exitCode == .policyError)
    #expect(CommandRun("format", "-", "--check", input: Self.canonical).exitCode == .success)
    let broken = CommandRun("format", "-", input: "实体 户\n  （（\n")
    #expect(broken.exitCode == .policyError)
    #expect(broken.output.isEmpty)
    #expect(CommandRun("format", "-", "a.policy").exitCode == .usage)
  }

  @Test("with --fix makes the changes that the diagnostics propose")
  func fix() throws {
    let folder = try TemporaryFolder(["a.policy": "实体 户\n  户编号 编号\n  收入\u{200B} 元/年\n"])
    #expect(CommandRun("check", folder.path).exitCode == .policyError)
    let run = CommandRun("format", "--fix", folder.path)
    #expect(run.exitCode == .success, "\(run.messages)")
    #expect(try folder.read("a.policy") == Self.formatted("实体 户\n  户编号 编号\n  收入 元/年\n"))
    #expect(CommandRun("check", folder.path).exitCode == .success)
  }
}
